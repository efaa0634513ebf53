//! The keystream lab: how the packet was encrypted, byte under byte, and for SEAL the registers and tables behind it.

mod bits;
mod blocks;
mod registers;
mod tables;

use std::rc::Rc;

use ikelab_core::crypto::seal::Table;
use ikelab_core::event::RouterId;

use yew::prelude::*;

use super::words::modelled;
use crate::state::{Action, Dispatch, Inspection, LabView};
use crate::view_model::bytes::hex;
use crate::view_model::fields::Tree;
use crate::view_model::keystream::{Cipher, Encryption, Seal};
use bits::bits;
use blocks::Blocks;
use registers::Registers;
use tables::Words;

/// What the lab shows.
pub struct Props {
    /// Who encrypted the packet.
    pub from: RouterId,
    /// How the packet was encrypted.
    pub encryption: Encryption,
    /// The packet's fields.
    pub tree: Rc<Tree>,
    /// The selected field.
    pub selected: usize,
    /// What is looked at.
    pub inspection: Inspection,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The lab.
pub fn keystream(props: &Props) -> Html {
    let Props {
        from,
        encryption,
        tree,
        selected,
        inspection,
        dispatch,
    } = props;
    let count = encryption.columns.len() as u32;
    let node = &tree.nodes()[*selected];
    let chosen = inspection.byte.filter(|byte| node.holds(*byte)).unwrap_or(node.start);
    let cursor = chosen.saturating_sub(encryption.start).min(count.saturating_sub(1));
    let blocks = html! {
        <>
            <Blocks from={*from} encryption={encryption.clone()} tree={tree.clone()} selected={*selected} {cursor}
                dispatch={dispatch.clone()} />
            { bits(*from, encryption, cursor) }
        </>
    };
    let body = match (&encryption.cipher, inspection.lab) {
        (Cipher::Seal(seal), LabView::Registers) => html! {
            <Registers seal={seal.clone()} {cursor} {count} start={encryption.start}
                iteration={inspection.iteration} dispatch={dispatch.clone()} />
        },
        (Cipher::Seal(seal), LabView::Tables) => html! {
            <Words seal={seal.clone()} word={inspection.word} dispatch={dispatch.clone()} />
        },
        _ => blocks,
    };
    html! {
        <section class="keystream" aria-label="Keystream">
            { source(encryption, inspection.lab, dispatch) }
            { body }
        </section>
    }
}

/// What it was made from, and whether that is so.
fn source(encryption: &Encryption, lab: LabView, dispatch: &Dispatch) -> Html {
    let key = |key: &[u8], from: &'static str| {
        html! { <span title={hex(key)}><b>{ "key" }</b>{ " " }<code>{ hex(&key[..4]) }{ " …" }</code>{ from }</span> }
    };
    let made = match &encryption.cipher {
        Cipher::Seal(seal) => html! { <>
            { key(&seal.key, " first 20 bytes of KEYMAT") }
            <span><b>{ "n" }</b>{ " = " }<code>{ seal.n.to_string() }</code>{ " sequence number " }{ modelled() }</span>
            { choice(lab, dispatch) }
        </> },
        Cipher::Cbc { name, key: bytes, iv } => html! { <>
            <span><b>{ *name }</b>{ ": no keystream, but a chain of blocks" }</span>
            { key(bytes, "") }
            <span title={hex(iv)}><b>{ "IV" }</b>{ " " }<code>{ hex(&iv[..4]) }{ " …" }</code></span>
        </> },
        Cipher::Null => html! {
            <span><b>{ "esp-null" }</b>{ ": nothing is encrypted, and anyone on the way can read the packet." }</span>
        },
    };
    let verdict = if encryption.agrees {
        "Running the cipher again here gives the bytes on the wire."
    } else {
        "Running the cipher again here does not give the bytes on the wire!"
    };
    html! { <p class="from" title={verdict}>{ made }<span class="visually-hidden">{ verdict }</span></p> }
}

fn choice(current: LabView, dispatch: &Dispatch) -> Html {
    let choice = |view: LabView, name: &'static str| {
        let onchange = dispatch.reform(move |_: Event| Action::ShowLab(view));
        html! { <label><input type="radio" name="lab" checked={current == view} {onchange} />{ name }</label> }
    };
    html! {
        <span class="segmented" role="radiogroup" aria-label="SEAL at work">
            { choice(LabView::Bytes, "Bytes") }
            { choice(LabView::Registers, "Registers") }
            { choice(LabView::Tables, "Tables") }
        </span>
    }
}

/// A word of a table, as a way to see how it is made.
fn word_button(seal: &Seal, table: Table, place: u32, dispatch: &Dispatch) -> Html {
    let value = seal
        .tables
        .words(table)
        .get(place as usize)
        .copied()
        .unwrap_or_default();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::ShowWord(table, place));
    html! {
        <button type="button" class="token" title={format!("{value:08x}")} {onclick}>
            <u>{ format!("{table:?}[{place}]") }</u>
        </button>
    }
}
