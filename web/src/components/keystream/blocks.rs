//! Three rows, byte under byte: what is XORed in, plaintext and ciphertext.

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::event::RouterId;
use yew::prelude::*;

use crate::components::grid::{byte_of, grid_keys, select};
use crate::components::words::side;
use crate::keys::{focus_if_inside, keep_in_view};
use crate::media::use_media_query;
use crate::state::{Dispatch, dispatch_some};
use crate::view_model::fields::Tree;
use crate::view_model::keystream::{Cipher, Column, Encryption, labels};
use crate::window::{Pane, use_window};

/// A block without a keystream has a row of labels and one of bytes.
const BLOCK: Pane = Pane { least: 52, room: 2 };

/// See [`Blocks`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub from: RouterId,
    pub encryption: Encryption,
    pub tree: Rc<Tree>,
    pub selected: usize,
    pub cursor: u32,
    pub dispatch: Dispatch,
}

/// A row: its class, its name, and its byte of a column. The last has the tab stop: ciphertext is what one meets on the wire.
type Row = (&'static str, &'static str, fn(&Column) -> u8);

const SEAL: [Row; 3] = [
    ("stream", "keystream", |column| column.mask),
    ("plain", "⊕ plaintext", |column| column.plain),
    ("cipher", "= ciphertext", |column| column.cipher),
];
const CBC: [Row; 3] = [
    ("plain", "plaintext", |column| column.plain),
    ("stream", "⊕ block before", |column| column.mask),
    ("cipher", "→ ciphertext", |column| column.cipher),
];
const NULL: [Row; 1] = [("cipher", "plaintext", |column| column.cipher)];

/// The rows, in blocks that fit.
#[component]
pub(super) fn Blocks(props: &Props) -> Html {
    let grid = use_node_ref();
    let is_wide = use_media_query("(min-width: 68rem)");
    let per_block = if is_wide { 16 } else { 8 };
    let (start, cursor) = (props.encryption.start, props.cursor);
    let count = props.encryption.columns.len() as u32;
    use_effect_with((cursor, start, count), {
        let grid = grid.clone();
        move |_| {
            keep_in_view(&grid, "table:has([tabindex='0'])");
            focus_if_inside(&grid, "[tabindex='0']");
        }
    });
    let onkeydown = grid_keys(&props.dispatch, start..start + count, per_block);
    let onclick = {
        let tree = props.tree.clone();
        dispatch_some(&props.dispatch, move |event: MouseEvent| {
            select(&tree, byte_of(&event)?)
        })
    };
    let blocks = count.div_ceil(per_block) as usize;
    let window = use_window(&grid, blocks, (cursor / per_block) as usize, BLOCK);
    html! {
        <div ref={grid} class="blocks-pane windowed" {onclick} {onkeydown} onscroll={window.onscroll}>
            { for window.rows.map(|block| table(props, block as u32 * per_block, per_block)) }
        </div>
    }
}

/// One block of columns: labels, and the rows.
fn table(props: &Props, from: u32, per_block: u32) -> Html {
    let Props { encryption, tree, .. } = props;
    let to = (from + per_block).min(encryption.columns.len() as u32);
    let labels = labels(tree, encryption.start + from, encryption.start + to);
    let blanks = (to..from + per_block)
        .map(|_| html! { <td class="blank"></td> })
        .collect::<Html>();
    let rows: &[Row] = match encryption.cipher {
        Cipher::Seal(_) => &SEAL,
        Cipher::Cbc { .. } => &CBC,
        Cipher::Null => &NULL,
    };
    html! {
        <table key={from} class="blocks">
            <colgroup><col class="head" /><col span={per_block.to_string()} /></colgroup>
            <tr class="labels">
                <th scope="row">{ format!("byte {from}") }</th>
                { for labels.into_iter().map(|label| html! {
                    <th colspan={label.width.to_string()} title={label.name.clone()}>{ label.name }</th>
                }) }
            </tr>
            { for rows.iter().map(|row| draw(props, row, from..to, &blanks)) }
        </table>
    }
}

fn draw(props: &Props, (class, name, byte): &Row, range: Range<u32>, blanks: &Html) -> Html {
    let node = &props.tree.nodes()[props.selected];
    let cells = range.map(|index| {
        let place = props.encryption.start + index;
        let is_cursor = index == props.cursor;
        let on = if is_cursor {
            Some("on")
        } else {
            node.holds(place).then_some("within")
        };
        let tabindex = (*class == "cipher").then_some(if is_cursor { "0" } else { "-1" });
        let value = byte(&props.encryption.columns[index as usize]);
        html! { <td class={on} {tabindex} data-byte={place.to_string()}>{ format!("{value:02x}") }</td> }
    });
    let of_sender = (*class == "cipher").then(|| side(props.from));
    html! { <tr class={classes!(*class, of_sender)}><th scope="row">{ *name }</th>{ for cells }{ blanks.clone() }</tr> }
}
