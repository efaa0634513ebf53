//! The page: the one state, what happens by itself, and where the parts stand.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::components::gallery::gallery;
use crate::components::header::{Header, header};
use crate::components::timeline::{Timeline, timeline};
use crate::focus::use_kept_focus;
use crate::keys;
use crate::services::{Services, notes};
use crate::settings;
use crate::share::{first_state, use_opening};
use crate::state::{Action, Dispatch, State, View};
use crate::view_model::ladder::rows;
use crate::view_model::scene::Scene;
use crate::views;
use crate::welcome;

/// Milliseconds after the last key until a configuration is run.
const TYPING_PAUSE: u32 = 250;

/// The whole page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(first_state);
    let dispatch = use_dispatch(&state);
    use_playing(&state, &dispatch);
    use_settling(&state, &dispatch);
    use_shortcuts(state.settings.shortcuts, state.view == View::Compare, &dispatch);
    use_kept_focus();
    let is_alone = state.embedded.is_none();
    use_opening(is_alone, &dispatch);
    use_effect_with(state.settings, move |chosen| settings::apply(*chosen, is_alone));

    let term = use_state(|| None::<String>);
    let explain = {
        let term = term.clone();
        use_callback((), move |asked: String, ()| term.set(Some(asked)))
    };
    let forget = {
        let term = term.clone();
        use_callback((), move |(), ()| term.set(None))
    };
    let last = state.study.is_asking().then_some(state.place.step);
    let rows = use_memo((state.lab.run().clone(), last), |(run, last)| {
        let mut rows = rows(&run.trace);
        rows.retain(|row| last.is_none_or(|last| row.step <= last));
        Rc::new(rows)
    });
    let scene = use_memo((state.lab.run().clone(), state.place), |(run, place)| {
        Scene::new(run, *place)
    });
    let view = match state.view {
        View::Exchange => views::exchange(&state, &scene, &rows, &explain, &dispatch),
        View::Configurations => views::configurations(&state, &scene, &explain, &dispatch),
        View::Keys => views::keys(&state, &scene, &explain, &dispatch),
        View::Compare => views::compare(&state, &scene, &explain, &dispatch),
        View::Scenarios => gallery(state.lab.preset()),
    };
    html! {
        <>
            <div>
                if is_alone {
                    if state.view != View::Scenarios { <a class="skip" href="#narration">{ "Skip to the narration" }</a> }
                    { header(&Header {
                        view: state.view,
                        preset: state.lab.preset(),
                        lessons: state.study.shown,
                        can_undo: state.lab.can_undo(),
                        can_redo: state.lab.can_redo(),
                        dispatch: &dispatch,
                    }) }
                }
                { notes(&state, &dispatch) }
            </div>
            { view }
            if state.view != View::Scenarios && state.embedded.as_ref().is_none_or(|options| options.controls) {
                { timeline(&Timeline {
                    run: state.lab.run().clone(),
                    rows: (*rows).clone(),
                    place: state.place,
                    ends: state.ends(),
                    playing: state.playing,
                    speed: state.speed,
                    dispatch: &dispatch,
                }) }
            }
            <Services {state} term={(*term).clone()} {forget} {dispatch} />
        </>
    }
}

/// Where the page sends its actions.
#[hook]
fn use_dispatch(state: &UseReducerHandle<State>) -> Dispatch {
    let dispatcher = state.dispatcher();
    use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
}

/// Plays: after a step's time, the next.
#[hook]
fn use_playing(state: &State, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(
        (state.playing, state.place, state.speed),
        move |(playing, place, speed)| {
            let millis = speed.millis(place.is_fine());
            let timeout = playing.then(|| Timeout::new(millis, move || dispatch.emit(Action::Tick)));
            move || drop(timeout)
        },
    );
}

/// Runs what is typed when the typing pauses.
#[hook]
fn use_settling(state: &State, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    let is_settled = state.lab.is_settled();
    use_effect_with((Rc::as_ptr(state.lab.draft()), is_settled), move |(_, is_settled)| {
        let timeout = (!is_settled).then(|| Timeout::new(TYPING_PAUSE, move || dispatch.emit(Action::Settle)));
        move || drop(timeout)
    });
}

/// Single keys do things, if the reader lets them.
#[hook]
fn use_shortcuts(enabled: bool, comparing: bool, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((enabled, comparing), move |&(enabled, comparing)| {
        let listener = enabled.then(|| {
            EventListener::new(&gloo::utils::document(), "keydown", move |event| {
                let event = event.dyn_ref::<KeyboardEvent>();
                let action = event.and_then(|event| keys::shortcut(event, comparing));
                action
                    .into_iter()
                    .filter(|_| !welcome::is_shown())
                    .for_each(|action| dispatch.emit(action));
            })
        });
        move || drop(listener)
    });
}
