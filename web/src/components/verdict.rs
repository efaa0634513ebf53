//! What came of the run, in every view.

use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::text;
use crate::state::{Action, Dispatch};
use crate::view_model::verdict::Verdict;

/// The outcome, the reason, and the way to where it was decided; `left_out`: how many lines that are not simulated could change
/// it.
pub fn verdict(said: &Verdict, left_out: usize, dispatch: &Dispatch) -> Html {
    let show = said
        .place
        .map(|place| dispatch.reform(move |_: MouseEvent| Action::Jump(place)));
    html! {
        <div class={classes!("outcome", said.is_down.then_some("trouble"))}>
            <p role="status" aria-label="Verdict">
                { came_of_it(said) }
                { match left_out {
                    0 => Html::default(),
                    1 => html! { " 1 line left out could change this." },
                    lines => html! { { format!(" {lines} lines left out could change this.") } },
                } }
            </p>
            if let Some(onclick) = show {
                <button type="button" class="button outlined" {onclick}>{ "Show" }</button>
            }
        </div>
    }
}

/// The outcome and the reason.
pub fn came_of_it(said: &Verdict) -> Html {
    html! {
        <>
            <b>{ icon(if said.is_trouble { Icon::Warning } else { Icon::Check }) }{ &said.outcome }</b>
            if !said.reason.is_empty() { { " " }{ text(&said.reason, &Callback::noop()) } }
        </>
    }
}
