//! Two packets with the same keystream: the XOR of both, and a guess dragged along it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::state::{Action, Dispatch};
use crate::view_model::bytes::hex;
use crate::view_model::two_time_pad::{Pair, fits};

/// What IOS's ping carries, over and over (IOS: command reference): a good first guess.
const IOS_PING: &str = "0xabcdabcdabcdabcd";

/// See [`TwoTimePad`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The two packets.
    pub pair: Pair,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// What an eavesdropper makes of a keystream that was used twice.
#[component]
pub fn TwoTimePad(props: &Props) -> Html {
    let Props { pair, dispatch } = props;
    let crib = use_state(|| IOS_PING.to_owned());
    let oninput = {
        let crib = crib.clone();
        Callback::from(move |event: InputEvent| crib.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let other_step = pair.other_step;
    let go = dispatch.reform(move |_: MouseEvent| Action::Go(other_step));
    let found = fits(&pair.difference, &crib);
    html! {
        <section class="pad" aria-label="Two-time pad">
            <p>
                { "The same keystream as " }
                <button type="button" class="button outlined" onclick={go}>
                    { format!("{} of step {other_step}", pair.other) }
                </button>
                { ": C₁ ⊕ C₂ = P₁ ⊕ P₂. The key cancels out, and anyone who guesses words of one packet can read the other." }
            </p>
            <code class="difference" tabindex="0" aria-label="XOR of the two ciphertexts">{ hex(&pair.difference) }</code>
            <label>{ "Guess, as text or 0x and hex " }
                <input type="text" maxlength="32" spellcheck="false" autocomplete="off" value={(*crib).clone()} {oninput} />
            </label>
            <ul aria-label="Where the guess gives text">
                { for found.iter().map(|fit| html! {
                    <li>{ format!("byte {}: ", fit.offset) }<code>{ &fit.other }</code></li>
                }) }
            </ul>
            if found.is_empty() {
                <p class="quiet">{ "This guess gives text nowhere." }</p>
            }
        </section>
    }
}
