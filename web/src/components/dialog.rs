//! A dialog: it keeps the focus, closes by Escape and by its button, and gives the focus back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// See [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its name and heading.
    pub name: AttrValue,
    /// Whether it is open.
    pub open: bool,
    /// The reader has closed it.
    pub onclose: Callback<()>,
    /// What the button says that closes it.
    #[prop_or(AttrValue::Static("Close"))]
    pub close: AttrValue,
    /// What it holds.
    pub children: Html,
}

/// The dialog. What it holds is there only while it is open.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_effect_with(props.open, {
        let dialog = dialog.clone();
        move |open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else {
                return;
            };
            match (*open, dialog.open()) {
                // A dialog that stands in the document can be shown.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let onclose = props.onclose.reform(|_: Event| ());
    html! {
        <dialog class="glossary" aria-label={props.name.clone()} ref={dialog} {onclose}>
            <form method="dialog">
                <h2>{ props.name.clone() }</h2>
                <button class="button outlined">{ props.close.clone() }</button>
            </form>
            if props.open { { props.children.clone() } }
        </dialog>
    }
}
