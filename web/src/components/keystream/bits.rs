//! The byte under the cursor, bit by bit, and where it comes from.

use ikelab_core::event::RouterId;
use yew::prelude::*;

use crate::components::words::side;
use crate::view_model::keystream::{Cipher, Encryption, origin};

pub(super) fn bits(from: RouterId, encryption: &Encryption, cursor: u32) -> Html {
    let Some(column) = encryption.columns.get(cursor as usize) else {
        return Html::default();
    };
    let on_wire = format!("what the wire carries, packet byte {}", encryption.start + cursor);
    let put_in = "what the sender encrypted";
    let lines = match &encryption.cipher {
        Cipher::Seal(seal) => [
            (column.mask, origin(seal, cursor).unwrap_or_default(), ""),
            (column.plain, put_in.to_owned(), "⊕"),
            (column.cipher, on_wire, "="),
        ],
        Cipher::Cbc { iv, .. } => {
            let (block, before) = (cursor as usize / iv.len(), cursor as usize % iv.len());
            let from = if block == 0 {
                "the IV".to_owned()
            } else {
                format!("the ciphertext of block {}", block - 1)
            };
            [
                (column.plain, format!("{put_in}: byte {before} of block {block}"), ""),
                (column.mask, from, "⊕"),
                (column.cipher, format!("the whole block, encrypted: {on_wire}"), "→"),
            ]
        }
        Cipher::Null => return html! { <p class="quiet">{ on_wire }</p> },
    };
    html! {
        <div class="bits" role="group" aria-label={format!("Byte {cursor} in bits")}>
            { for lines.into_iter().map(|(byte, words, sign)| {
                let sum = (!sign.is_empty() && sign != "⊕").then(|| classes!("sum", side(from)));
                let first = if sign.is_empty() { format!("byte {cursor}") } else { sign.to_owned() };
                let (high, low) = (byte >> 4, byte & 15);
                html! { <>
                    <span class="words">{ first }</span>
                    <span class={sum.clone()}>{ format!("{high:04b} {low:04b}") }</span>
                    <span class={sum}>{ format!("{byte:02x}") }</span>
                    <span class="words">{ words }</span>
                </> }
            }) }
        </div>
    }
}
