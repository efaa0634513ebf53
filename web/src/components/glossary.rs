//! The glossary: a dialog that opens at the term that was asked for.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::view_model::glossary::{ENTRIES, Entry};

/// See [`Glossary`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The term that is asked for; none: closed.
    pub term: Option<String>,
    /// The reader has closed it.
    pub onclose: Callback<()>,
}

/// The dialog.
#[component]
pub fn Glossary(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_effect_with(props.term.clone(), {
        let dialog = dialog.clone();
        move |term: &Option<String>| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else {
                return;
            };
            if term.is_some() && !dialog.open() {
                drop(dialog.show_modal());
                if let Ok(Some(entry)) = dialog.query_selector(".asked") {
                    entry.scroll_into_view();
                }
            }
        }
    });
    let onclose = props.onclose.reform(|_: Event| ());
    html! {
        <dialog class="glossary" aria-label="Glossary" ref={dialog} {onclose}>
            <form method="dialog">
                <h2>{ "Glossary" }</h2>
                <button class="button outlined">{ "Close" }</button>
            </form>
            <dl>{ for ENTRIES.iter().map(|entry| definition(entry, props.term.as_deref() == Some(entry.term))) }</dl>
        </dialog>
    }
}

fn definition(entry: &Entry, is_asked: bool) -> Html {
    html! {
        <div class={is_asked.then_some("asked")}>
            <dt>{ entry.term }</dt>
            <dd>{ entry.meaning }{ " " }<span class="quiet">{ entry.reference }</span></dd>
        </div>
    }
}
