//! The words of the step, under what came of the run.

use yew::prelude::*;

use super::words::text;
use crate::view_model::narration::Narration;

/// What came of the run; where and when, one sentence, one paragraph; and what stands `below`. `explain` opens the glossary.
pub fn narration(above: Html, said: &Narration, explain: &Callback<String>, below: Html) -> Html {
    html! {
        <section class="narration" id="narration" aria-label="What happens" tabindex="-1">
            { above }
            <div class="said">
                <p class="eyebrow">{ &said.eyebrow }</p>
                <p class="short" role="status" aria-label="Narration">{ text(&said.short, explain) }</p>
            </div>
            <div class="more">
            if !said.answers.is_empty() {
                <pre class="answers">{ said.answers.join("\n") }</pre>
            }
            <p class="long">{ text(&said.long, explain) }</p>
            { below }
            </div>
        </section>
    }
}
