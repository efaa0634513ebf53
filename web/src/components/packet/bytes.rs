//! The bytes: an ARIA grid with one tab stop.

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::event::RouterId;
use yew::prelude::*;

use crate::components::grid::{byte_of, grid_keys, select};
use crate::components::words::side;
use crate::keys::{focus_if_inside, keep_in_view};
use crate::state::{Dispatch, dispatch_some};
use crate::view_model::bytes::{Band, bands};
use crate::view_model::fields::Tree;
use crate::window::{Pane, use_window};

const ROWS: Pane = Pane { least: 24, room: 12 };

/// See [`Bytes`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Who sent the packet: its bytes are in his colours.
    pub from: RouterId,
    /// What is said before a byte as it is at the other end of the wire.
    pub elsewhere: &'static str,
    pub tree: Rc<Tree>,
    pub selected: usize,
    pub byte: Option<u32>,
    pub hovered: Option<usize>,
    pub hover: Callback<Option<usize>>,
    pub per_row: u32,
    pub dispatch: Dispatch,
}

/// The grid.
#[component]
pub(super) fn Bytes(props: &Props) -> Html {
    let Props {
        tree,
        selected,
        byte,
        hover,
        per_row,
        dispatch,
        ..
    } = props;
    let grid = use_node_ref();
    let node = &tree.nodes()[*selected];
    let cursor = byte.filter(|byte| node.holds(*byte)).unwrap_or(node.start);
    use_effect_with((cursor, Rc::as_ptr(tree)), {
        let grid = grid.clone();
        move |_| {
            keep_in_view(&grid, "[tabindex='0']");
            focus_if_inside(&grid, "[tabindex='0']");
        }
    });
    let onkeydown = grid_keys(dispatch, 0..tree.bytes.len() as u32, *per_row);
    let bands = use_memo(tree.clone(), |tree| bands(tree));
    let rows = (tree.bytes.len() as u32).div_ceil(*per_row);
    let window = use_window(&grid, rows as usize, (cursor / per_row) as usize, ROWS);
    // The grid listens for its cells: they are many.
    let onclick = {
        let tree = tree.clone();
        dispatch_some(dispatch, move |event: MouseEvent| select(&tree, byte_of(&event)?))
    };
    let onpointerover = {
        let tree = tree.clone();
        hover.reform(move |event: PointerEvent| tree.leaf_at(byte_of(&event)?))
    };
    let leave = hover.reform(|_: PointerEvent| None);
    html! {
        <div class={classes!("bytes", "windowed", side(props.from))} role="grid" aria-label="Bytes" aria-readonly="true" aria-multiselectable="true"
            aria-rowcount={rows.to_string()} ref={grid} {onkeydown} {onclick} {onpointerover}
            onpointerleave={leave} onscroll={window.onscroll}>
            { for window.rows.map(|row| line(props, &bands, cursor, row as u32)) }
        </div>
    }
}

fn line(props: &Props, bands: &[Band], cursor: u32, row: u32) -> Html {
    let start = row * props.per_row;
    let end = (start + props.per_row).min(props.tree.bytes.len() as u32);
    let chosen = |band: &&Band| band.holds(props.tree.nodes()[props.selected].start);
    let begun = || bands.iter().filter(|band| (start..end).contains(&band.start));
    let label = begun().find(chosen).or_else(|| begun().next_back());
    html! {
        <div key={row} class="row" role="row" aria-rowindex={(row + 1).to_string()}>
            <span class="offset" role="rowheader">{ format!("{start:04x}") }</span>
            { for (start..end).map(|byte| html! { <>
                if props.per_row == 16 && byte == start + 8 { <span class="middle" aria-hidden="true"></span> }
                { cell(props, bands, cursor, byte) }
            </> }) }
            if props.per_row == 16 {
                { ascii(props, start..end) }
            } else if let Some(band) = label {
                <span class={classes!("band", chosen(&band).then_some("on"))} aria-hidden="true">{ &band.name }</span>
            }
        </div>
    }
}

/// The bytes of a row as characters; the tree says what they mean.
fn ascii(props: &Props, range: Range<u32>) -> Html {
    let Props { tree, selected, .. } = props;
    let node = &tree.nodes()[*selected];
    html! {
        <span class="ascii" aria-hidden="true">
            { for range.map(|byte| {
                let value = tree.bytes[byte as usize];
                let shown = if matches!(value, 0x20..=0x7e) { char::from(value) } else { '·' };
                match (node.holds(byte), tree.other(byte).is_some()) {
                    (true, differs) => html! { <b class={classes!(differs.then_some("differs"))}>{ shown }</b> },
                    (false, true) => html! { <span class="differs">{ shown }</span> },
                    (false, false) => html! { { shown } },
                }
            }) }
        </span>
    }
}

fn cell(props: &Props, bands: &[Band], cursor: u32, byte: u32) -> Html {
    let Props {
        tree,
        selected,
        hovered,
        ..
    } = props;
    let band = bands.iter().position(|band| band.holds(byte));
    let is_selected = tree.nodes()[*selected].holds(byte);
    let class = classes!(
        "byte",
        band.map(|band| if band % 2 == 0 { "even" } else { "odd" }),
        band.filter(|band| bands[*band].start == byte).map(|_| "first"),
        hovered
            .filter(|index| !is_selected && tree.nodes()[*index].holds(byte))
            .map(|_| "hovered"),
        tree.other(byte).map(|_| "differs"),
    );
    let title = tree.other(byte).map(|other| format!("{} {other:02x}", props.elsewhere));
    html! {
        <span role="gridcell" {class} tabindex={if byte == cursor { "0" } else { "-1" }}
            aria-selected={if is_selected { "true" } else { "false" }}
            data-byte={byte.to_string()} {title}>
            { format!("{:02x}", tree.bytes[byte as usize]) }
        </span>
    }
}
