//! The way from the embedded page to the whole one.

use std::rc::Rc;

use ikelab_core::sim::Scenario;
use ikelab_share::{Keys, Page, View, encode};
use yew::prelude::*;

use crate::share::sibling;
use crate::state::{Action, Dispatch};

/// See [`OpenInFull`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shown.
    pub scenario: Rc<Scenario>,
    /// How it is looked at.
    pub view: View,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// A link that carries the state, in a window of its own; and what the whole page has in its header: the heading, and the way
/// back to the exchange.
#[component]
pub fn OpenInFull(props: &Props) -> Html {
    let fragment = encode(&props.scenario, &props.view, Keys::LeaveOut).unwrap_or_default();
    let href = format!("{}#{fragment}", sibling("index.html"));
    let onclick = props.dispatch.reform(|_: MouseEvent| Action::Show(Page::Exchange));
    html! {
        <>
            <h1 class="visually-hidden">{ "ikelab" }</h1>
            if props.view.page != Page::Exchange {
                <button type="button" class="in-full" {onclick}>{ "Exchange" }</button>
            }
            <a class="in-full" {href} target="_blank" rel="noopener">{ "Open in full" }</a>
        </>
    }
}
