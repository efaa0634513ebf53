//! Keys, focus and scrolling: what the page does with elements beyond drawing them.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::state::Action;

/// The step that a key pressed anywhere asks for. Left and right step, unless they belong to what has the focus: an editor,
/// a list, the tree, the grid, the slider.
pub fn stepping(event: &KeyboardEvent) -> Option<Action> {
    if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let action = match event.key().as_str() {
        "ArrowRight" => Action::Next,
        "ArrowLeft" => Action::Previous,
        _ => return None,
    };
    let target: Element = event.target()?.dyn_into().ok()?;
    let owners = "input, select, textarea, dialog, [role=tree], [role=grid], [role=tablist], [role=log]";
    target.closest(owners).ok()?.is_none().then_some(action)
}

/// Whether the key is one of a list's, and the place that it asks for among `count`, from `at`.
pub fn list_move(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some((at + 1).min(last)),
        "ArrowUp" => Some(at.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// Moves the focus between the `target`s of the items around the focused one, by the arrows, Home and End.
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
        focus(&sibling?.query_selector(target).ok()??)
    };
    if moved().is_some() {
        event.prevent_default();
    }
}

/// Gives an element the focus.
pub fn focus(element: &Element) -> Option<()> {
    element.dyn_ref::<HtmlElement>()?.focus().ok()
}

/// Gives the focus to the element with this id.
pub fn focus_by_id(id: &str) {
    gloo::utils::document()
        .get_element_by_id(id)
        .and_then(|element| focus(&element));
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

/// Scrolls a pane, and nothing else, so that what `selector` finds in it is to be seen with a row or two around it.
pub fn keep_in_view(pane: &NodeRef, selector: &str) {
    let Some(pane) = pane.cast::<Element>() else { return };
    let Ok(Some(row)) = pane.query_selector(selector) else {
        return;
    };
    if pane.scroll_height() <= pane.client_height() {
        return;
    }
    let (outer, inner) = (pane.get_bounding_client_rect(), row.get_bounding_client_rect());
    let margin = inner.height() * 1.5;
    let above = inner.top() - margin - outer.top();
    let below = inner.bottom() + margin - outer.bottom();
    let by = if above < 0.0 { above } else { below.max(0.0) };
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}

#[cfg(test)]
mod tests {
    use super::list_move;

    #[test]
    fn a_list_is_left_at_neither_end() {
        assert_eq!(list_move("ArrowUp", 0, 3), Some(0));
        assert_eq!(list_move("ArrowDown", 2, 3), Some(2));
        assert_eq!(list_move("End", 0, 3), Some(2));
        assert_eq!(list_move("Home", 2, 3), Some(0));
        assert_eq!(list_move("ArrowLeft", 1, 3), None);
        assert_eq!(list_move("ArrowDown", 0, 0), None);
    }
}
