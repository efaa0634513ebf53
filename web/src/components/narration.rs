//! The words of the step. The sentence is the page's one live region.

use yew::prelude::*;

use super::words::text;
use crate::view_model::narration::Narration;

/// Where and when, one sentence, one paragraph; and what stands `below`. `explain` opens the glossary.
pub fn narration(said: &Narration, explain: &Callback<String>, below: Html) -> Html {
    html! {
        <section class="narration" id="narration" aria-label="What happens" tabindex="-1">
            <p class="eyebrow">{ &said.eyebrow }</p>
            <p class="short" role="status" aria-label="Narration">{ text(&said.short, explain) }</p>
            <p class="long">{ text(&said.long, explain) }</p>
            { below }
        </section>
    }
}
