//! What grids of bytes have in common: their keys, and that a grid listens for its cells, which are many.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::state::{Action, Dispatch, dispatch_some};
use crate::view_model::arrows::Arrow;
use crate::view_model::fields::Tree;

/// Handles the keys of a grid that shows the bytes of `range` in rows of `per_row`.
pub fn grid_keys(dispatch: &Dispatch, range: Range<u32>, per_row: u32) -> Callback<KeyboardEvent> {
    dispatch_some(dispatch, move |event: KeyboardEvent| {
        let arrow = Arrow::from_key(&event.key())?;
        event.prevent_default();
        Some(Action::GridKey {
            arrow,
            with_control: event.ctrl_key(),
            range: range.clone(),
            per_row,
        })
    })
}

/// The byte whose cell an event is in.
pub fn byte_of(event: &Event) -> Option<u32> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.get_attribute("data-byte")?.parse().ok()
}

/// Selects a byte, and its innermost field.
pub fn select(tree: &Tree, byte: u32) -> Option<Action> {
    let leaf = tree.leaf_at(byte)?;
    Some(Action::Select {
        field: tree.nodes()[leaf].path.clone(),
        byte: Some(byte),
    })
}
