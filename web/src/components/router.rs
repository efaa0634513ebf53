//! One router: state, switches, and a place for its console and its configuration.

use ikelab_core::event::RouterId;
use ikelab_share::Switch;
use yew::prelude::*;

use super::limitations::switch;
use super::machine::{machines, role_name};
use super::words::side;
use crate::state::{Action, Dispatch, View};
use crate::view_model::states::RouterStates;

/// A router as it is shown.
pub struct Router<'a> {
    /// The router that is shown.
    pub router: RouterId,
    /// Where its machines are.
    pub states: &'a RouterStates,
    /// Where the switches stand, where they stand beside it.
    pub switches: Option<[bool; 3]>,
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
            if let Some(switches) = switches {
                <div class="line switches">
                    { for Switch::ALL.into_iter().zip(*switches).map(|(it, is_on)| named(*router, it, is_on, *fixed, dispatch)) }
                </div>
            }
            { below }
        </section>
    }
}

fn named(router: RouterId, it: Switch, is_on: bool, disabled: bool, dispatch: &Dispatch) -> Html {
    html! {
        <span class="named">
            { switch(router, it, is_on, disabled, dispatch) }
            <span class="switch-name">{ it.name() }</span>
        </span>
    }
}
