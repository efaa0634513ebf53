//! The views and parts of the page that come with its second part. See [`crate::later`].

use std::rc::Rc;

use ikelab_core::event::RouterId;
use yew::prelude::*;

use crate::app::{LEFT_TO_RIGHT, router_part, what_if};
use crate::components::configurations::{Editor, Verdict};
use crate::components::console::console;
use crate::components::graph::Keys;
use crate::components::lesson::Lessons;
use crate::components::log::Log;
use crate::components::narration::narration;
use crate::components::open_in_full::OpenInFull;
use crate::components::packet::Packet;
use crate::components::wire::Wire;
use crate::state::{Dispatch, State};
use crate::view_model::narration::configurations as said_of;
use crate::view_model::scene::Scene;

/// The packet of the step.
pub fn packet(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    html! {
        <Packet run={state.lab.run().clone()} scene={scene.clone()} inspection={state.inspection.clone()} walk={state.walk()}
            pointed={state.pointed_at()} dispatch={dispatch.clone()} />
    }
}

/// What a router's console shows.
pub fn log(state: &State, scene: &Rc<Scene>, router: RouterId, dispatch: &Dispatch) -> Html {
    html! {
        <Log {router} run={state.lab.run().clone()} new={scene.new.clone()} field={state.field()} dispatch={dispatch.clone()} />
    }
}

/// What the wire does to it.
pub fn wire(state: &State, dispatch: &Dispatch) -> Html {
    html! { <Wire run={state.lab.run().clone()} step={state.place.step} dispatch={dispatch.clone()} /> }
}

/// The link to the whole page.
pub fn in_full(state: &State, dispatch: &Dispatch) -> Html {
    let (scenario, view) = state.shared();
    html! { <OpenInFull {scenario} {view} dispatch={dispatch.clone()} /> }
}

/// How all keys are made.
pub fn keys(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    html! {
        <main class="desk">
            { narration(&scene.said, explain, what_if(state, dispatch)) }
            <Keys run={state.lab.run().clone()} until={scene.new.end} walk={state.inspection.walk.clone()}
                dispatch={dispatch.clone()} />
        </main>
    }
}

/// Both configurations, and what the routers make of them.
pub fn configurations(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    let errors = RouterId::BOTH.map(|router| state.lab.errors(router).count());
    let editor = |router: RouterId| {
        let text = state.lab.draft().routers[router.index()].configuration.clone();
        let diagnostics = state.lab.diagnostics(router).clone();
        html! {
            <>
                <Editor {router} {text} {diagnostics} fixed={state.is_read_only()} dispatch={dispatch.clone()} />
                { console(state, scene, router, dispatch) }
            </>
        }
    };
    let said = said_of(
        RouterId::BOTH.map(|router| state.lab.errors(router).next()),
        state.lab.is_settled(),
    );
    let [before, after] = lessons(state, explain, dispatch);
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            { narration(&said, explain, what_if(state, dispatch)) }
            { before }
            <section class="configurations" aria-label="Configurations">
                <Verdict {errors} settled={state.lab.is_settled()} can_undo={state.lab.can_undo()} dispatch={dispatch.clone()} />
                { for LEFT_TO_RIGHT.map(|router| router_part(state, scene, router, editor(router), dispatch)) }
            </section>
            { after }
        </main>
    }
}

/// The lessons, if they are shown: embedded, before the lab, which may be all that is in sight; else after it.
pub fn lessons(state: &State, explain: &Callback<String>, dispatch: &Dispatch) -> [Html; 2] {
    let study = state.study.clone();
    let pane = html! { if study.shown { <Lessons {study} fixed={state.is_read_only()} explain={explain.clone()} dispatch={dispatch.clone()} /> } };
    if state.embedded.is_some() {
        [pane, Html::default()]
    } else {
        [Html::default(), pane]
    }
}
