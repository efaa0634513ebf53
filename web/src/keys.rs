//! Keys, focus and scrolling: what the page does with elements beyond drawing them.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::state::Action;

/// A single key, what it does in words, and how.
pub type Shortcut = (&'static str, &'static str, Action);

/// The single keys that do something wherever no part of the page wants them. They can be switched off (WCAG 2.1.4).
pub const SHORTCUTS: &[Shortcut] = &[
    ("n", "The next step", Action::Next),
    ("p", "The previous step", Action::Previous),
    ("k", "Play, or pause", Action::TogglePlay),
    ("t", "Tamper with the packet", Action::OpenTamper(true)),
    ("u", "Undo", Action::Undo),
    ("r", "Redo", Action::Redo),
    ("?", "These keys", Action::OpenSettings(true)),
];

/// What two of them do instead where runs are compared.
pub const IN_COMPARE: &[Shortcut] = &[
    ("n", "Compare: the next difference", Action::NextDifference),
    ("p", "Compare: the previous difference", Action::PreviousDifference),
];

/// What a key pressed anywhere does, unless it belongs to what has the focus: an editor, a list that is searched by
/// letters, a dialog.
pub fn shortcut(event: &KeyboardEvent, comparing: bool) -> Option<Action> {
    if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let key = event.key();
    let own = if comparing { IN_COMPARE } else { &[] };
    let (_, _, action) = own.iter().chain(SHORTCUTS).find(|(name, _, _)| *name == key)?;
    let target: Element = event.target()?.dyn_into().ok()?;
    let owners = "input:not([type=range], [type=checkbox]), select, textarea, dialog, [role=tree], [role=menu]";
    target.closest(owners).ok()?.is_none().then(|| action.clone())
}

/// The step that an arrow pressed on a button of the timeline asks for; its slider takes the arrows by itself.
pub fn stepping(event: &KeyboardEvent) -> Option<Action> {
    let action = match event.key().as_str() {
        "Home" => Action::First,
        "End" => Action::Last,
        "ArrowRight" => Action::Next,
        "ArrowLeft" => Action::Previous,
        _ => return None,
    };
    let target: Element = event.target()?.dyn_into().ok()?;
    (target.tag_name() == "BUTTON").then_some(action)
}

/// Moves the focus between the `target`s of the items around the focused one, by the arrows, Home and End; without a
/// `target`, between the items themselves.
pub fn focus_sibling(event: &KeyboardEvent, item: &str, target: &str) {
    let moved = || {
        let focused: Element = event.target()?.dyn_into().ok()?;
        let item = focused.closest(item).ok()??;
        let sibling = match event.key().as_str() {
            "ArrowDown" => item.next_element_sibling(),
            "ArrowUp" => item.previous_element_sibling(),
            "Home" => item.parent_element()?.first_element_child(),
            "End" => item.parent_element()?.last_element_child(),
            _ => return None,
        };
        let sibling = sibling?;
        match target {
            "" => focus(&sibling),
            target => focus(&sibling.query_selector(target).ok()??),
        }
    };
    if moved().is_some() {
        event.prevent_default();
    }
}

/// Gives an element the focus. Elements of a drawing take it as those of HTML do.
pub fn focus(element: &Element) -> Option<()> {
    element.unchecked_ref::<HtmlElement>().focus().ok()
}

/// Gives the focus to the element with this id.
pub fn focus_by_id(id: &str) {
    gloo::utils::document()
        .get_element_by_id(id)
        .and_then(|element| focus(&element));
}

/// Gives the focus to what `selector` finds in the page.
pub fn focus_found(selector: &str) {
    let found = gloo::utils::document().query_selector(selector).ok().flatten();
    found.and_then(|found| focus(&found));
}

/// Gives the focus to what `selector` finds within `within`, if the focus is in there already: it is moved, never taken.
pub fn focus_if_inside(within: &NodeRef, selector: &str) {
    let Some(within) = within.cast::<Element>() else { return };
    if !matches!(within.query_selector(":focus"), Ok(Some(_))) {
        return;
    }
    if let Ok(Some(found)) = within.query_selector(selector) {
        focus(&found);
    }
}

/// Gives the focus to what `selector` finds within `within`, for a key that was pressed there.
pub fn focus_within(within: &NodeRef, selector: &str) {
    let found = within
        .cast::<Element>()
        .and_then(|within| within.query_selector(selector).ok().flatten());
    found.and_then(|found| focus(&found));
}

/// Scrolls a pane, and nothing else, so that what `selector` finds in it is to be seen, with a row or two around it where
/// there is room.
pub fn keep_in_view(pane: &NodeRef, selector: &str) {
    if let Some(pane) = pane.cast::<Element>() {
        keep_in_view_of(&pane, selector);
    }
}

/// The same, for a pane that is there.
pub fn keep_in_view_of(pane: &Element, selector: &str) {
    let Ok(Some(row)) = pane.query_selector(selector) else {
        return;
    };
    if pane.scroll_height() <= pane.client_height() {
        return;
    }
    let (outer, inner) = (pane.get_bounding_client_rect(), row.get_bounding_client_rect());
    let room = (outer.height() - inner.height()).max(0.0);
    let margin = (inner.height() * 1.5).min(room / 4.0);
    let above = inner.top() - margin - outer.top();
    let below = inner.bottom() + margin - outer.bottom();
    let by = if above < 0.0 { above } else { below.max(0.0) };
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}

/// Scrolls a pane to its top; where the page scrolls and not the pane, brings the pane's top to the reader.
pub fn show_from_the_top(pane: &NodeRef) {
    let Some(pane) = pane.cast::<Element>() else { return };
    pane.set_scroll_top(0);
    if pane.scroll_height() <= pane.client_height() {
        pane.scroll_into_view();
    }
}
