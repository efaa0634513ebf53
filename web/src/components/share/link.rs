//! The link, and whether pre-shared keys are in it.

use std::rc::Rc;

use ikelab_core::sim::Scenario;
use ikelab_share::{Keys, View, decode, encode, limits};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Copied;
use crate::share::address;

/// See [`Link`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shared.
    pub scenario: Rc<Scenario>,
    /// How it is looked at.
    pub view: View,
}

/// The link, copied as soon as it is shown.
#[component]
pub fn Link(props: &Props) -> Html {
    let with_keys = use_state(|| false);
    let link = |keys| encode(&props.scenario, &props.view, keys);
    let without = match link(Keys::LeaveOut) {
        Ok(link) => link,
        Err(much) => {
            let file = limits::check(&props.scenario).map_or("", |()| " Save it as a file.");
            return html! { <p class="warning">{ format!("This is too large for a link ({much}).{file}") }</p> };
        }
    };
    let own_keys = decode(&without).map_or(0, |opened| opened.keys_left_out);
    let fragment = if *with_keys {
        link(Keys::Include).unwrap_or(without)
    } else {
        without
    };
    let text = format!("{}#{fragment}", address());
    let about = format!("{} characters.", text.chars().count());
    let onchange = {
        let with_keys = with_keys.clone();
        Callback::from(move |event: Event| with_keys.set(event.target_unchecked_into::<HtmlInputElement>().checked()))
    };
    html! {
        <section>
            <p>{ "The link contains the scenario, the step and the selection. Nothing is stored elsewhere." }</p>
            <Copied name="Link" {text} {about} rows=3 at_once=true />
            if own_keys > 0 {
                <label class="switch">
                    <input type="checkbox" role="switch" checked={*with_keys} {onchange} />
                    { "Put pre-shared keys into the link, where anyone can read them" }
                </label>
                <p>{ match own_keys {
                    1 => "One pre-shared key is your own.".to_owned(),
                    many => format!("{many} pre-shared keys are your own."),
                } }{ " Unless you put it in, a mark takes its place, and the page says so." }</p>
            }
        </section>
    }
}
