//! Focus that is not lost: where a drawing takes away what has it, it goes to what is called the same, or around it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::keys::focus;

/// What has the focus, and the names of all that it is in, innermost first.
type FocusTrail = Rc<RefCell<Option<(Element, Vec<String>)>>>;

/// Keeps the focus through drawings.
#[hook]
pub fn use_kept_focus() {
    let trail: FocusTrail = use_mut_ref(|| None);
    use_effect_with((), {
        let trail = trail.clone();
        move |()| {
            let let_go = trail.clone();
            let listeners = [
                EventListener::new(&document(), "focusin", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into().ok());
                    *trail.borrow_mut() = target.map(|target: Element| (target.clone(), names(&target)));
                }),
                // Who points elsewhere takes the focus away; what gets it then says so.
                EventListener::new(&document(), "pointerdown", move |_| *let_go.borrow_mut() = None),
            ];
            move || drop(listeners)
        }
    });
    use_effect(move || {
        // When all parts have been drawn.
        Timeout::new(0, move || restore(&trail)).forget();
    });
}

fn names(of: &Element) -> Vec<String> {
    let around = std::iter::successors(Some(of.clone()), |element| element.parent_element());
    around
        .filter_map(|element| element.get_attribute("aria-label"))
        .collect()
}

fn restore(trail: &FocusTrail) {
    let lost = trail.borrow_mut().take_if(|(element, _)| !element.is_connected());
    let Some((_, names)) = lost else { return };
    let named = |name: &String| {
        document()
            .query_selector(&format!("[aria-label={name:?}]"))
            .ok()
            .flatten()
    };
    let place = names
        .iter()
        .find_map(named)
        .or_else(|| document().query_selector("main").ok().flatten());
    place.and_then(|place| enter(&place));
}

/// Gives the focus to a place: to its tab stop if it is a grid, a tree or a list, else to itself.
fn enter(place: &Element) -> Option<()> {
    let stop = place.query_selector("[tabindex='0']").ok().flatten();
    match stop.filter(|_| place.has_attribute("role")) {
        Some(stop) => focus(&stop),
        None => {
            if place.get_attribute("tabindex").is_none() && !place.matches("button, input, select, textarea").ok()? {
                place.set_attribute("tabindex", "-1").ok()?;
            }
            focus(place)
        }
    }
}
