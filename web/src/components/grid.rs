//! The keys of a grid of bytes.

use std::ops::Range;

use yew::prelude::*;

use crate::state::{Action, Dispatch, dispatch_some};
use crate::view_model::arrows::Arrow;

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
