//! SEAL's registers through the 64 iterations of a block, each with the bytes of keystream that it gives.

use ikelab_core::crypto::seal::{BLOCK_LEN, ITERATION_LEN, Iteration, Registers as Values, Table};
use yew::prelude::*;

use super::word_button;
use crate::keys::{focus_sibling, keep_in_view};
use crate::state::{Action, Dispatch};
use crate::view_model::bytes::hex;
use crate::view_model::keystream::{Block, Seal, words};

/// See [`Registers`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub seal: Seal,
    /// The byte of the keystream that is looked at.
    pub cursor: u32,
    /// Bytes of keystream that the packet uses.
    pub count: u32,
    /// Where they begin in the packet.
    pub start: u32,
    /// The iteration that was asked for, if not that of the byte.
    pub iteration: Option<u8>,
    pub dispatch: Dispatch,
}

/// The table, and the chosen iteration in full.
#[component]
pub(super) fn Registers(props: &Props) -> Html {
    let pane = use_node_ref();
    let number = props.cursor / BLOCK_LEN;
    let block = use_memo((props.seal.clone(), number), |(seal, number)| {
        seal.block(number * BLOCK_LEN)
    });
    let of_byte = (props.cursor % BLOCK_LEN / ITERATION_LEN) as u8;
    let at = props.iteration.unwrap_or(of_byte);
    use_effect_with(at, {
        let pane = pane.clone();
        move |_| keep_in_view(&pane, ".on")
    });
    let onkeydown = Callback::from(|event: KeyboardEvent| focus_sibling(&event, "tr", "button"));
    html! {
        <>
            { beginning(props, &block) }
            <div class="words-pane" ref={pane} {onkeydown}>
                <table class="registers" aria-label="Registers">
                    <tr><th scope="col">{ "i" }</th>
                        { for ["A", "B", "C", "D"].map(|name| html! { <th scope="col">{ name }</th> }) }
                        <th scope="col">{ "keystream" }</th></tr>
                    { for block.iterations.iter().map(|iteration| row(props, iteration, at)) }
                </table>
            </div>
            if let Some(iteration) = block.iterations.get(usize::from(at)) { { detail(props, &block, iteration) } }
        </>
    }
}

/// What the paper's procedure `Initialize` leaves.
fn beginning(props: &Props, block: &Block) -> Html {
    let Values { a, b, c, d } = block.start;
    let first = 4 * u32::from(block.number);
    html! {
        <p class="making">
            { format!("Initialize(n = {}, l = {}) from ", props.seal.n, block.number) }
            { for (first..first + 4).map(|place| word_button(&props.seal, Table::R, place, &props.dispatch)) }
            { format!(": A {a:08x} B {b:08x} C {c:08x} D {d:08x}; ") }
            { for (1..).zip(block.salts).map(|(i, salt)| format!("n{i} {salt:08x} ")) }
        </p>
    }
}

fn row(props: &Props, iteration: &Iteration, at: u8) -> Html {
    let index = iteration.index;
    let Values { a, b, c, d } = iteration.mixed;
    let first = props.cursor / BLOCK_LEN * BLOCK_LEN + u32::from(index) * ITERATION_LEN;
    let is_used = first < props.count;
    let byte = is_used.then_some(props.start + first);
    let show = {
        let dispatch = props.dispatch.clone();
        move || dispatch.emit(Action::ShowIteration { index, byte })
    };
    let onfocus = {
        let show = show.clone();
        Callback::from(move |_: FocusEvent| show())
    };
    let onclick = Callback::from(move |_: MouseEvent| show());
    let class = classes!((index == at).then_some("on"), (!is_used).then_some("unused"));
    html! {
        <tr {class} aria-current={(index == at).then_some("true")}>
            <th scope="row"><button type="button" tabindex={if index == at { "0" } else { "-1" }} {onfocus} {onclick}>
                { (index + 1).to_string() }</button></th>
            { for [a, b, c, d].map(|value| html! { <td>{ format!("{value:08x}") }</td> }) }
            <td>{ words_of(&iteration.output) }</td>
        </tr>
    }
}

/// Bytes as words of four.
fn words_of(bytes: &[u8]) -> String {
    hex(bytes)
        .split(' ')
        .enumerate()
        .fold(String::new(), |text, (index, byte)| {
            let gap = if index > 0 && index % 4 == 0 { " " } else { "" };
            text + gap + byte
        })
}

/// What the iteration did: eight words of T, four of S, two of n1 to n4.
fn detail(props: &Props, block: &Block, iteration: &Iteration) -> Html {
    let button = |table, place| word_button(&props.seal, table, place, &props.dispatch);
    let [first, second] = if iteration.index % 2 == 0 { [0, 1] } else { [2, 3] };
    let (index, output) = (u32::from(iteration.index), words_of(&iteration.output));
    let (left, right) = (block.salts[first], block.salts[second]);
    html! {
        <div class="making" role="group" aria-label={format!("Iteration {}", index + 1)}>
            <p>{ "P, Q choose " }{ for iteration.chosen.map(|place| button(Table::T, u32::from(place))) }
                { "; A to D are mixed." }</p>
            <p>
                { for (0..).zip(words(iteration)).map(|(place, (name, sign, _))| html! {
                    <>{ format!("{name} {sign} ") }{ button(Table::S, 4 * index + place) }{ " " }</>
                }) }
                { "= " }<code>{ output }</code>
            </p>
            <p>{ format!("Then A + n{0}, C ⊕ n{0} ({left:08x}), B + n{1}, D ⊕ n{1} ({right:08x}).", first + 1, second + 1) }</p>
        </div>
    }
}
