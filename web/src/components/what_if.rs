//! The switch that makes the routers take what IOS refuses.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::state::{Action, Dispatch};

/// The switch, and a loud word while it is on.
pub fn what_if(on: bool, dispatch: &Dispatch) -> Html {
    let onchange =
        dispatch.reform(|event: Event| Action::SetWhatIf(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! {
        <div class={classes!("what-if", on.then_some("on"))}>
            <label class="switch">
                <input type="checkbox" role="switch" aria-label="What if IOS allowed it" checked={on} {onchange} />
                { "What if IOS allowed it" }
            </label>
            if on {
                <p><b class="warning">{ icon(Icon::Warning) }{ "Not IOS" }</b>{ " Both routers accept SEAL without authentication and with manual keys, so that you can see why IOS refuses them." }</p>
            }
        </div>
    }
}
