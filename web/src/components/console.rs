//! A router's console: its log, and the line that is typed next.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use yew::prelude::*;

use super::entry::Entry;
use super::words::side;
use crate::later::here;
use crate::state::{Dispatch, State};
use crate::view_model::scene::Scene;

/// The name by which the log is found.
pub fn log_id(router: RouterId) -> String {
    format!("log-{router}")
}

/// The console at a place. The log comes with the page's second part; before anything happens there is nothing in it.
pub fn console(state: &State, scene: &Rc<Scene>, router: RouterId, dispatch: &Dispatch) -> Html {
    let log = here().map_or_else(
        || empty(scene, router),
        |later| (later.log)(state, scene, router, dispatch),
    );
    let console = scene.consoles[router.index()].clone();
    let enabled = here().is_none_or(|later| (later.is_sound)(&state.lab));
    html! {
        <div class={classes!("console", side(router))}>
            { log }
            if !state.is_read_only() {
                <Entry {router} run={state.lab.run().clone()} step={scene.place.step} {console} {enabled} dispatch={dispatch.clone()} />
            }
        </div>
    }
}

fn empty(scene: &Scene, router: RouterId) -> Html {
    let words = if scene.new.end == 0 {
        "Nothing in the log yet."
    } else {
        "The log is missing."
    };
    html! {
        <div class="log" id={log_id(router)} role="log" aria-label={format!("{router} console")} aria-live="off" tabindex="0">
            <p class="record notice">{ words }</p>
        </div>
    }
}
