//! Keystream, plaintext and ciphertext, byte under byte, and one byte bit by bit.

use std::rc::Rc;

use yew::prelude::*;

use super::grid::grid_keys;
use super::words::modelled;
use crate::keys::{focus_if_inside, keep_in_view};
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, dispatch_some};
use crate::view_model::bytes::hex;
use crate::view_model::fields::Tree;
use crate::view_model::keystream::{Column, Keystream as Stream, labels, origin};

/// See [`Keystream`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The keystream.
    pub keystream: Stream,
    /// The packet's fields.
    pub tree: Rc<Tree>,
    /// The selected field.
    pub selected: usize,
    /// The byte by which it was selected.
    pub byte: Option<u32>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The keystream lab.
#[component]
pub fn Keystream(props: &Props) -> Html {
    let Props {
        keystream,
        tree,
        selected,
        byte,
        dispatch,
    } = props;
    let grid = use_node_ref();
    let is_wide = use_media_query("(min-width: 68rem)");
    let per_block = if is_wide { 16 } else { 8 };
    let count = keystream.columns.len() as u32;
    let node = &tree.nodes()[*selected];
    let chosen = byte.filter(|byte| node.holds(*byte)).unwrap_or(node.start);
    let cursor = chosen.saturating_sub(keystream.start).min(count.saturating_sub(1));
    use_effect_with((cursor, keystream.n), {
        let grid = grid.clone();
        move |_| {
            keep_in_view(&grid, "[tabindex='0']");
            focus_if_inside(&grid, "[tabindex='0']");
        }
    });
    let onkeydown = grid_keys(dispatch, keystream.start..keystream.start + count, per_block);
    html! {
        <section class="keystream" aria-label="Keystream">
            { source(keystream) }
            <div ref={grid} class="blocks-pane" {onkeydown}>
                { for (0..count.div_ceil(per_block)).map(|block| table(props, cursor, block * per_block, per_block)) }
            </div>
            { bits(keystream, cursor) }
        </section>
    }
}

fn select(tree: &Tree, byte: u32) -> Option<Action> {
    let leaf = tree.leaf_at(byte)?;
    Some(Action::Select {
        field: tree.nodes()[leaf].path.clone(),
        byte: Some(byte),
    })
}

fn source(keystream: &Stream) -> Html {
    let verdict = if keystream.agrees {
        "SEAL, run again here, gives the same."
    } else {
        "SEAL, run again here, differs!"
    };
    html! {
        <p class="from" title={verdict}>
            <span><b>{ "key" }</b>{ " " }<code>{ hex(&keystream.key[..6]) }{ " …" }</code>{ " first 20 bytes of KEYMAT" }</span>
            <span><b>{ "n" }</b>{ " = " }<code>{ keystream.n.to_string() }</code>{ " sequence number " }{ modelled() }</span>
            <span class="visually-hidden">{ verdict }</span>
        </p>
    }
}

/// One block of columns: labels, keystream, plaintext, ciphertext.
fn table(props: &Props, cursor: u32, from: u32, per_block: u32) -> Html {
    let Props { keystream, tree, .. } = props;
    let to = (from + per_block).min(keystream.columns.len() as u32);
    let labels = labels(tree, keystream.start + from, keystream.start + to);
    let blanks = (to..from + per_block)
        .map(|_| html! { <td class="blank"></td> })
        .collect::<Html>();
    html! {
        <table class="blocks">
            <colgroup><col class="head" />{ for (0..per_block).map(|_| html! { <col /> }) }</colgroup>
            <tr class="labels">
                <th scope="row">{ format!("byte {from}") }</th>
                { for labels.into_iter().map(|label| html! {
                    <th colspan={label.width.to_string()} title={label.name.clone()}>{ label.name }</th>
                }) }
            </tr>
            { row(props, "stream", "keystream", cursor, from..to, &blanks, |column| column.stream) }
            { row(props, "plain", "⊕ plaintext", cursor, from..to, &blanks, |column| column.plain) }
            { row(props, "cipher", "= ciphertext", cursor, from..to, &blanks, |column| column.cipher) }
        </table>
    }
}

fn row(
    props: &Props,
    class: &'static str,
    name: &'static str,
    cursor: u32,
    range: std::ops::Range<u32>,
    blanks: &Html,
    byte: fn(&Column) -> u8,
) -> Html {
    let node = &props.tree.nodes()[props.selected];
    let cells = range.map(|index| {
        let place = props.keystream.start + index;
        let class = if index == cursor { Some("on") } else { node.holds(place).then_some("within") };
        // The last row has the tab stop: ciphertext is what one meets on the wire.
        let tabindex = (class_is_cipher(name)).then_some(if index == cursor { "0" } else { "-1" });
        let tree = props.tree.clone();
        let onclick = dispatch_some(&props.dispatch, move |_: MouseEvent| select(&tree, place));
        html! { <td {class} {tabindex} {onclick}>{ format!("{:02x}", byte(&props.keystream.columns[index as usize])) }</td> }
    });
    html! { <tr {class}><th scope="row">{ name }</th>{ for cells }{ blanks.clone() }</tr> }
}

fn class_is_cipher(name: &str) -> bool {
    name.ends_with("ciphertext")
}

/// The byte under the cursor, bit by bit, and the registers that gave it.
fn bits(keystream: &Stream, cursor: u32) -> Html {
    let Some(column) = keystream.columns.get(cursor as usize) else {
        return Html::default();
    };
    let source = origin(&keystream.key, keystream.n, cursor).map_or_else(String::new, |origin| {
        let (word, register) = origin.word(cursor);
        let iteration = u32::from(origin.iteration.index) + 1;
        format!("keystream: iteration {iteration} of 64, {word}, register {register:08x}")
    });
    let line = |sign: &str, byte: u8, words: String, class: Option<&'static str>| {
        let (high, low) = (byte >> 4, byte & 15);
        html! { <>
            <span class="words">{ sign.to_owned() }</span>
            <span {class}>{ format!("{high:04b} {low:04b}") }</span>
            <span {class}>{ format!("{byte:02x}") }</span>
            <span class="words">{ words }</span>
        </> }
    };
    html! {
        <div class="bits" role="group" aria-label={format!("Byte {cursor} in bits")}>
            { line(&format!("byte {cursor}"), column.stream, source, None) }
            { line("⊕", column.plain, "what the sender put in".to_owned(), None) }
            { line("=", column.cipher, format!("what the wire carries, packet byte {}", keystream.start + cursor), Some("sum")) }
        </div>
    }
}
