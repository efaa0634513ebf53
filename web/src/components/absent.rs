//! What is said of the page's second part while it is not here. See [`crate::later`].

use yew::prelude::*;

use crate::later::Second;

/// What stands where a part of the page would be.
pub fn absent() -> Html {
    html! { <p class="nothing">{ "This part of the page is missing." }</p> }
}

/// Says, if it takes long, what the page waits for.
pub fn awaited() -> Html {
    html! { <p class="awaited" role="status">{ "Fetching the rest of the page …" }</p> }
}

/// Says that it could not be fetched, and how to try again.
pub fn missed(second: &Second) -> Html {
    let onclick = second.fetch.reform(|_: MouseEvent| ());
    html! {
        <aside class="note" role="alert">
            <p>{ "The rest of the page could not be fetched. Stepping goes on without it; nothing is lost." }</p>
            <button type="button" class="button outlined" {onclick}>{ "Try again" }</button>
        </aside>
    }
}
