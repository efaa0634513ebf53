//! A router's console: its log, and the line that is typed next.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use yew::prelude::*;

use super::entry::Entry;
use super::log::Log;
use super::words::side;
use crate::state::{Dispatch, State};
use crate::view_model::scene::Scene;

/// The name by which the log is found.
pub fn log_id(router: RouterId) -> String {
    format!("log-{router}")
}

/// The console at a place.
pub fn console(state: &State, scene: &Rc<Scene>, router: RouterId, dispatch: &Dispatch) -> Html {
    let console = scene.consoles[router.index()].clone();
    let enabled = state.lab.is_sound();
    html! {
        <div class={classes!("console", side(router))}>
            <Log {router} run={state.lab.run().clone()} new={scene.new.clone()} field={state.field()} dispatch={dispatch.clone()} />
            if !state.is_read_only() {
                <Entry {router} run={state.lab.run().clone()} step={scene.place.step} {console} {enabled} dispatch={dispatch.clone()} />
            }
        </div>
    }
}
