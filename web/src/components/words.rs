//! Running text on the page.

use ikelab_core::event::RouterId;
use yew::prelude::*;

use crate::view_model::prose::{Prose, Span};

/// R2 is left and R1 right, everywhere.
pub const LEFT_TO_RIGHT: [RouterId; 2] = [RouterId::R2, RouterId::R1];

/// The class that gives a router's colours.
pub const fn side(router: RouterId) -> &'static str {
    match router {
        RouterId::R1 => "r1",
        RouterId::R2 => "r2",
    }
}

/// A router's name in its colour.
pub fn who(router: RouterId) -> Html {
    html! { <b class={classes!("who", side(router))}>{ router.to_string() }</b> }
}

/// What Cisco never published.
pub fn modelled() -> Html {
    html! { <span class="modelled" title="Cisco never published this; it is our best guess">{ "Modelled" }</span> }
}

/// A text. A term asks `explain` for its entry in the glossary.
pub fn text(prose: &Prose, explain: &Callback<String>) -> Html {
    prose
        .iter()
        .map(|span| match span {
            Span::Text(text) => html! { { text.clone() } },
            Span::Router(router) => who(*router),
            Span::Code(code) => html! { <code>{ code.clone() }</code> },
            Span::Term { words, entry } => {
                let (explain, entry) = (explain.clone(), entry.clone());
                let onclick = Callback::from(move |_| explain.emit(entry.clone()));
                html! { <button type="button" class="term" aria-haspopup="dialog" {onclick}>{ words.clone() }</button> }
            }
        })
        .collect()
}
