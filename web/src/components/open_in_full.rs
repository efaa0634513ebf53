//! The way from the embedded page to the whole one.

use std::rc::Rc;

use ikelab_core::share::{Keys, View, encode};
use ikelab_core::sim::Scenario;
use yew::prelude::*;

use crate::share::sibling;

/// See [`OpenInFull`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shown.
    pub scenario: Rc<Scenario>,
    /// How it is looked at.
    pub view: View,
}

/// A link that carries the state, in a window of its own; and the heading, which the whole page has in its header.
#[component]
pub fn OpenInFull(props: &Props) -> Html {
    let fragment = encode(&props.scenario, &props.view, Keys::LeaveOut).unwrap_or_default();
    let href = format!("{}#{fragment}", sibling("index.html"));
    html! {
        <>
            <h1 class="visually-hidden">{ "ikelab" }</h1>
            <a class="in-full" {href} target="_blank" rel="noopener">{ "Open in full" }</a>
        </>
    }
}
