//! SEAL's tables T, S and R of this key, page by page, and how each word of them is made.

use ikelab_core::crypto::seal::{Making, Table};
use yew::prelude::*;

use crate::keys::focus_if_inside;
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, dispatch_some};
use crate::view_model::arrows::Arrow;
use crate::view_model::bytes::hex;
use crate::view_model::keystream::Seal;

/// Words that are drawn at once.
const PAGE: u32 = 64;

/// See [`Words`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub seal: Seal,
    /// The chosen word.
    pub word: (Table, u32),
    pub dispatch: Dispatch,
}

/// A page of a table, and the chosen word.
#[component]
pub(super) fn Words(props: &Props) -> Html {
    let grid = use_node_ref();
    let per_row = if use_media_query("(min-width: 68rem)") { 8 } else { 4 };
    let (table, at) = props.word;
    let words = props.seal.tables.words(table);
    let count = words.len() as u32;
    use_effect_with(at, {
        let grid = grid.clone();
        move |_| focus_if_inside(&grid, "[tabindex='0']")
    });
    let onkeydown = dispatch_some(&props.dispatch, move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "PageDown" => (at + PAGE).min(count - 1),
            "PageUp" => at.saturating_sub(PAGE),
            key => Arrow::from_key(key)?.in_grid(event.ctrl_key(), at, count, per_row),
        };
        event.prevent_default();
        Some(Action::ShowWord(table, to))
    });
    let first = at - at % PAGE;
    html! {
        <>
            { choice(props, first, count) }
            <div class="words-pane" role="grid" aria-label={format!("Table {table:?}")} aria-readonly="true"
                aria-rowcount={(count / per_row).to_string()} ref={grid} {onkeydown}>
                { for (first..first + PAGE).step_by(per_row as usize).map(|row| html! {
                    <div role="row" class="words-row" aria-rowindex={(row / per_row + 1).to_string()}>
                        <span role="rowheader">{ row.to_string() }</span>
                        { for (row..row + per_row).map(|place| cell(props, place, words[place as usize])) }
                    </div>
                }) }
            </div>
            { making(props) }
        </>
    }
}

fn cell(props: &Props, place: u32, word: u32) -> Html {
    let (table, at) = props.word;
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::ShowWord(table, place));
    html! {
        <span role="gridcell" tabindex={if place == at { "0" } else { "-1" }}
            aria-selected={if place == at { "true" } else { "false" }} {onclick}>{ format!("{word:08x}") }</span>
    }
}

/// The tables, and the pages of the chosen one.
fn choice(props: &Props, first: u32, count: u32) -> Html {
    let (current, _) = props.word;
    let page = |name: &'static str, to: Option<u32>| {
        let onclick = dispatch_some(&props.dispatch, move |_: MouseEvent| {
            Some(Action::ShowWord(current, to?))
        });
        html! {
            <button type="button" class="button outlined" aria-disabled={to.is_none().then_some("true")} {onclick}>
                { name }</button>
        }
    };
    html! {
        <p class="making">
            <span class="segmented" role="radiogroup" aria-label="Table">
                { for Table::ALL.map(|table| {
                    let onchange = props.dispatch.reform(move |_: Event| Action::ShowWord(table, 0));
                    html! { <label><input type="radio" name="table" checked={table == current} {onchange} />
                        { format!("{table:?}") }</label> }
                }) }
            </span>
            { format!(" words {first} to {} of {count} ", first + PAGE - 1) }
            { page("Before", first.checked_sub(PAGE)) }
            { page("After", Some(first + PAGE).filter(|next| *next < count)) }
        </p>
    }
}

/// How the chosen word is made from the key, by the paper's functions Γ and G.
fn making(props: &Props) -> Html {
    let (table, place) = props.word;
    let Making {
        argument,
        index,
        h,
        place: part,
    } = Making::new(&props.seal.key, table, place);
    html! {
        <div class="making" role="group" aria-label={format!("{table:?}[{place}]")}>
            <p>{ format!("{table:?}[{place}] = Γ_a({argument:#x}) = H{part} of G_a(⌊{argument:#x} / 5⌋) = G_a({index})") }</p>
            <p>{ "G_a is SHA-1's compression function: a, the key " }<code>{ hex(&props.seal.key) }</code>
                { " as chaining value, and the block " }<code>{ format!("{index:08x} 00 … 00") }</code>{ " give" }</p>
            <p>{ for h.iter().enumerate().map(|(i, word)| {
                let word = format!("H{i} {word:08x} ");
                if i == part { html! { <b>{ word }</b> } } else { html! { <>{ word }</> } }
            }) }</p>
        </div>
    }
}
