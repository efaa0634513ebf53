//! The drawer beneath the packet: consoles, where a value comes from, the cipher, the keys. Its upper edge can be moved.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::keys::focus_by_id;
use crate::settings;
use crate::state::{Action, Dispatch, Tab, dispatch_some};

/// Pixels that the tabs alone need: the drawer is folded.
const FOLDED: i32 = 32;
/// The highest that it can be made, in pixels.
const HIGHEST: i32 = 480;
/// As high as it is at the first visit, in pixels.
const USUAL: i32 = 208;
/// What an arrow key moves its edge by, in pixels.
const NUDGE: i32 = 24;

/// See [`Drawer`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The tabs that there are.
    pub tabs: Vec<Tab>,
    /// The one that is shown.
    pub current: Tab,
    /// Whether its height is remembered.
    pub remember: bool,
    /// What the current tab shows.
    pub children: Html,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The drawer.
#[component]
pub fn Drawer(props: &Props) -> Html {
    let Props {
        tabs,
        current,
        remember,
        dispatch,
        ..
    } = props;
    let pane = use_node_ref();
    let height = use_state(|| settings::stored_drawer().filter(|_| *remember).unwrap_or(USUAL));
    // The height before it was folded.
    let before = use_mut_ref(|| USUAL);
    use_effect_with(*height, {
        let (pane, remember) = (pane.clone(), *remember);
        move |height| {
            if let Some(pane) = pane.cast::<HtmlElement>() {
                drop(pane.style().set_property("--height", &format!("{height}px")));
            }
            if remember {
                settings::store_drawer(*height);
            }
        }
    });
    let move_to = {
        let (height, before) = (height.clone(), before.clone());
        Callback::from(move |to: i32| {
            if *height > FOLDED {
                *before.borrow_mut() = *height;
            }
            height.set(to.clamp(FOLDED, HIGHEST));
        })
    };
    let opened = {
        let (height, before, move_to) = (height.clone(), before, move_to.clone());
        Callback::from(move |()| {
            if *height <= FOLDED {
                move_to.emit((*before.borrow()).max(USUAL));
            }
        })
    };
    html! {
        <section class={classes!("drawer", (*height <= FOLDED).then_some("folded"))} aria-label="About this step" ref={pane}>
            <Splitter height={*height} {move_to} />
            <div class="tabs" role="tablist" aria-label="About this step">
                { for tabs.iter().map(|tab| button(tabs, *current, *tab, &opened, dispatch)) }
            </div>
            <div class="tab-panel" role="tabpanel" id="panel" aria-labelledby={tab_id(*current)}>
                { props.children.clone() }
            </div>
        </section>
    }
}

fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.name().to_lowercase().replace(' ', "-"))
}

fn button(tabs: &[Tab], current: Tab, tab: Tab, opened: &Callback<()>, dispatch: &Dispatch) -> Html {
    let is_current = current == tab;
    let onclick = {
        let opened = opened.clone();
        dispatch.reform(move |_: MouseEvent| {
            opened.emit(());
            Action::ShowTab(tab)
        })
    };
    let at = tabs.iter().position(|it| *it == tab).unwrap_or(0);
    let beside = [(at + tabs.len() - 1) % tabs.len(), (at + 1) % tabs.len()].map(|at| tabs[at]);
    let onkeydown = dispatch_some(dispatch, move |event: KeyboardEvent| {
        let other = match event.key().as_str() {
            "ArrowLeft" => beside[0],
            "ArrowRight" => beside[1],
            _ => return None,
        };
        event.prevent_default();
        focus_by_id(&tab_id(other));
        Some(Action::ShowTab(other))
    });
    html! {
        <button type="button" role="tab" id={tab_id(tab)} aria-selected={if is_current { "true" } else { "false" }}
            aria-controls="panel" tabindex={if is_current { "0" } else { "-1" }} {onclick} {onkeydown}>{ tab.name() }</button>
    }
}

#[derive(Properties, PartialEq)]
struct SplitterProps {
    height: i32,
    move_to: Callback<i32>,
}

/// The edge: dragged, or moved by keys.
#[component]
fn Splitter(props: &SplitterProps) -> Html {
    let SplitterProps { height, move_to } = props;
    let height = *height;
    // The pointer's place and the height where dragging began.
    let grip = use_mut_ref(|| None::<(i32, i32)>);
    let onpointerdown = {
        let grip = grip.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(edge) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
                drop(edge.set_pointer_capture(event.pointer_id()));
            }
            *grip.borrow_mut() = Some((event.client_y(), height));
        })
    };
    let onpointermove = {
        let (grip, move_to) = (grip.clone(), move_to.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((y, height)) = *grip.borrow() {
                move_to.emit(height + y - event.client_y());
            }
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *grip.borrow_mut() = None);
    let fold = if height > FOLDED { FOLDED } else { USUAL };
    let ondblclick = move_to.reform(move |_: MouseEvent| fold);
    let onkeydown = {
        let move_to = move_to.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowUp" => height + NUDGE,
                "ArrowDown" => height - NUDGE,
                "Home" => FOLDED,
                "End" => HIGHEST,
                "Enter" => fold,
                _ => return,
            };
            event.prevent_default();
            move_to.emit(to);
        })
    };
    html! {
        <div class="splitter" role="separator" aria-label="Drawer" aria-orientation="horizontal" tabindex="0"
            aria-valuemin={FOLDED.to_string()} aria-valuemax={HIGHEST.to_string()} aria-valuenow={height.to_string()}
            {onpointerdown} {onpointermove} onpointerup={onpointerup.clone()} onpointercancel={onpointerup} {ondblclick}
            {onkeydown}></div>
    }
}
