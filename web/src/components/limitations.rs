//! The three switches of each router, under its lifeline: what document 50880 calls the limitations of SEAL.

use ikelab_core::event::RouterId;
use ikelab_share::Switch;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::words::{LEFT_TO_RIGHT, side};
use crate::state::{Action, Dispatch};

/// The switches as they stand at R1 and R2, and what stands `below`. `fixed`: they can only be looked at.
pub fn limitations(on: [[bool; 3]; 2], fixed: bool, below: Html, dispatch: &Dispatch) -> Html {
    let [left, right] = LEFT_TO_RIGHT;
    html! {
        <div class="limitations" role="group" aria-label="Limitations of SEAL">
            <p class="quiet">{ "Limitations of SEAL" }</p>
            { for Switch::ALL.into_iter().enumerate().map(|(index, it)| html! {
                <div class="limitation">
                    { switch(left, it, on[left.index()][index], fixed, dispatch) }
                    <span>{ it.name() }</span>
                    { switch(right, it, on[right.index()][index], fixed, dispatch) }
                </div>
            }) }
            { below }
        </div>
    }
}

/// A switch without its name, which stands beside it.
pub fn switch(router: RouterId, switch: Switch, is_on: bool, disabled: bool, dispatch: &Dispatch) -> Html {
    let onchange = dispatch.reform(move |event: Event| {
        let on = event.target_unchecked_into::<HtmlInputElement>().checked();
        Action::Turn { router, switch, on }
    });
    html! {
        <label class={classes!("switch", side(router))}>
            <input type="checkbox" role="switch" aria-label={format!("{router} {}", switch.name())} checked={is_on} {disabled}
                {onchange} />
        </label>
    }
}
