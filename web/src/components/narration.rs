//! The words of the step. The sentence is the page's one live region.

use yew::prelude::*;

use super::words::text;
use crate::view_model::narration::Narration as Said;

/// See [`Narration`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is said.
    pub said: Said,
    /// Opens the glossary.
    pub explain: Callback<String>,
    /// What stands below.
    #[prop_or_default]
    pub children: Html,
}

/// Where and when, one sentence, one paragraph.
#[component]
pub fn Narration(props: &Props) -> Html {
    let Props {
        said,
        explain,
        children,
    } = props;
    html! {
        <section class="narration" id="narration" aria-label="What happens" tabindex="-1">
            <p class="eyebrow">{ &said.eyebrow }</p>
            <p class="short" role="status" aria-label="Narration">{ text(&said.short, explain) }</p>
            <p class="long">{ text(&said.long, explain) }</p>
            { children.clone() }
        </section>
    }
}
