//! The scenario as a file: saved, and opened.

use ikelab_core::sim::Scenario;
use ikelab_share::{View, file, limits};
use web_sys::HtmlInputElement;
use web_sys::js_sys::encode_uri_component;
use yew::prelude::*;

use crate::share::open_file;
use crate::state::{Action, Dispatch};

/// The buttons.
pub fn files(scenario: &Scenario, view: &View, dispatch: &Dispatch) -> Html {
    let saved = match limits::check(scenario) {
        Ok(()) => {
            let text = file::write(scenario, view);
            let href = format!("data:application/json;charset=utf-8,{}", encode_uri_component(&text));
            html! { <a class="button outlined" {href} download="scenario.ikelab.json">{ "Save as file" }</a> }
        }
        Err(much) => html! { <span class="warning">{ format!("This is too large for a file ({much}).") }</span> },
    };
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(chosen) = input.files().and_then(|files| files.get(0)) {
                dispatch.emit(Action::OpenSharing(false));
                open_file(&chosen, dispatch.clone());
            }
        })
    };
    html! {
        <section>
            <h3>{ "File" }</h3>
            <p>{ "A file contains the same, readable and with all keys. Open one here, drop it on the page, or paste its text." }</p>
            <p class="row">
                { saved }
                <label class="button outlined file">
                    { "Open a file" }
                    <input type="file" accept=".json,application/json" {onchange} />
                </label>
            </p>
        </section>
    }
}
