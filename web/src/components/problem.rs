//! What is said when something cannot be opened, or not as it was meant.

use yew::prelude::*;

use super::dialog::Dialog;
use crate::state::{Action, Dispatch, Problem, Source};

/// The dialog. What was shown before is still there behind it.
pub fn problem_dialog(problem: Option<&Problem>, dispatch: &Dispatch) -> Html {
    let name = match problem.map(|problem| problem.source) {
        Some(Source::File) => "Problem with this file",
        _ => "Problem with this link",
    };
    let onclose = dispatch.reform(|()| Action::Dismiss);
    html! {
        <Dialog {name} open={problem.is_some()} {onclose} close="Continue with what is shown">
            { for problem.map(|problem| contents(problem, dispatch)) }
        </Dialog>
    }
}

fn contents(problem: &Problem, dispatch: &Dispatch) -> Html {
    let source = problem.source;
    let nearest = problem.nearest.clone().map(|nearest| {
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Follow(source, nearest.clone()));
        html! { <button type="button" class="button solid" {onclick}>{ "Open what can be read" }</button> }
    });
    html! {
        <>
            <p class="warning">{ problem.what.clone() }</p>
            <p>{ match source {
                Source::Link => "Copy the whole link again from where you found it, or ask its author for the scenario as a file.",
                Source::File => "Mend the file at that place and open it again.",
            } }</p>
            { for nearest }
        </>
    }
}

/// Says that the link that was opened came without its pre-shared keys.
pub fn keys_note(dispatch: &Dispatch) -> Html {
    let onclick = dispatch.reform(|_: MouseEvent| Action::HideKeysNote);
    html! {
        <aside class="note" aria-label="Keys left out">
            <p>
                { "The author of this link left the pre-shared keys out. " }<code>{ "key-left-out-1" }</code>
                { " and so on stand for them. Equal keys have the same mark, so the routers agree or disagree as before." }
            </p>
            <button type="button" class="button outlined" {onclick}>{ "Close" }</button>
        </aside>
    }
}
