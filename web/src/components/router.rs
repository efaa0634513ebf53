//! One router: state, switches, and a place for its console and its configuration.

use ikelab_core::event::RouterId;
use ikelab_core::ios::switches::Switch;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::machine::{machines, role_name};
use super::words::side;
use crate::state::{Action, Dispatch, View};
use crate::view_model::states::RouterStates;

/// A router as it is shown.
pub struct Router<'a> {
    /// Which.
    pub router: RouterId,
    /// Where its machines are.
    pub states: &'a RouterStates,
    /// Where the switches stand.
    pub switches: [bool; 3],
    /// Whether the way to its configuration is offered.
    pub offers_configuration: bool,
    /// Whether the switches can only be looked at.
    pub fixed: bool,
    /// Where actions go.
    pub dispatch: &'a Dispatch,
}

/// One router, and what stands `below`.
pub fn router(shown: &Router<'_>, below: Html) -> Html {
    let Router {
        router,
        states,
        switches,
        dispatch,
        fixed,
        ..
    } = shown;
    let configure = dispatch.reform(|_: MouseEvent| Action::Show(View::Configurations));
    html! {
        <section class={classes!("router", side(*router))} aria-label={router.to_string()}>
            <div class="line state-line">
                <h2>{ router.to_string() }<small>{ role_name(states.role) }</small></h2>
                { machines(*router, states) }
                if shown.offers_configuration {
                    <button type="button" class="button configure" aria-label={format!("Configure {router}")}
                        onclick={configure}>{ "Configure" }</button>
                }
            </div>
            <div class="line switches">
                { for Switch::ALL.into_iter().zip(*switches).map(|(it, is_on)| switch(*router, it, is_on, *fixed, dispatch)) }
            </div>
            { below }
        </section>
    }
}

fn switch(router: RouterId, switch: Switch, is_on: bool, disabled: bool, dispatch: &Dispatch) -> Html {
    let onchange = dispatch.reform(move |event: Event| {
        let on = event.target_unchecked_into::<HtmlInputElement>().checked();
        Action::Turn { router, switch, on }
    });
    let name = switch.name();
    html! {
        <label class="switch">
            <input type="checkbox" role="switch" aria-label={format!("{router} {name}")} checked={is_on} {disabled}
                {onchange} />
            <span class="switch-name">{ name }</span>
        </label>
    }
}
