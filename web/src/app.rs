//! The page: the one state, what happens by itself, and where the parts stand.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use ikelab_core::event::RouterId;
use ikelab_core::ios::switches::Switch;
use ikelab_core::share::step_named;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::components::configurations::{Editor, Verdict};
use crate::components::console::Console;
use crate::components::glossary::Glossary;
use crate::components::graph::Keys;
use crate::components::header::Header;
use crate::components::ladder::Ladder;
use crate::components::lesson::Lessons;
use crate::components::narration::Narration;
use crate::components::open_in_full::OpenInFull;
use crate::components::packet::Packet;
use crate::components::problem::{KeysNote, ProblemDialog};
use crate::components::router::Router;
use crate::components::settings::Settings;
use crate::components::share::Share;
use crate::components::timeline::Timeline;
use crate::components::topology::{Flying, Site, Topology};
use crate::components::what_if::WhatIf;
use crate::components::wire::Wire;
use crate::embed::messages::use_messages;
use crate::embed::{self, Pane};
use crate::focus::use_kept_focus;
use crate::keys;
use crate::lessons::use_lessons;
use crate::settings;
use crate::share::{self, use_address, use_opening};
use crate::state::{Action, Dispatch, Run, State, Study, Studying, View};
use crate::view_model::ladder::{Row, rows};
use crate::view_model::narration::configurations;
use crate::view_model::scene::Scene;

/// Milliseconds after the last key until a configuration is run.
const TYPING_PAUSE: u32 = 250;

/// R2 is left and R1 right, everywhere.
const LEFT_TO_RIGHT: [RouterId; 2] = [RouterId::R2, RouterId::R1];

/// The whole page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(first_state);
    let dispatch: Dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, ()| dispatcher.dispatch(action))
    };
    use_playing(&state, &dispatch);
    use_settling(&state, &dispatch);
    use_shortcuts(state.settings.shortcuts, &dispatch);
    use_kept_focus();
    use_address(&state, &dispatch);
    use_messages(&state, &dispatch);
    let is_alone = state.embedded.is_none();
    use_opening(is_alone, &dispatch);
    use_effect_with(state.settings, move |chosen| settings::apply(*chosen, is_alone));
    use_effect_with(state.study.progress.clone(), settings::store_progress);
    use_lessons(state.study.shown || state.sharing.open, &state.study, &dispatch);

    let term = use_state(|| None::<String>);
    let explain = {
        let term = term.clone();
        use_callback((), move |asked: String, ()| term.set(Some(asked)))
    };
    let forget = {
        let term = term.clone();
        use_callback((), move |(), ()| term.set(None))
    };
    let rows = use_memo(state.lab.run().clone(), |run| Rc::new(rows(&run.trace)));
    let scene = use_memo((state.lab.run().clone(), state.place), |(run, place)| {
        Scene::new(run, *place)
    });
    let view = match state.view {
        View::Exchange => exchange(&state, &scene, &rows, &explain, &dispatch),
        View::Configurations => configuration_view(&state, &scene, &explain, &dispatch),
        View::Keys => keys_view(&state, &scene, &explain, &dispatch),
    };
    html! {
        <>
            <div>
                if is_alone {
                    <a class="skip" href="#narration">{ "Skip to the narration" }</a>
                    <Header view={state.view} lessons={state.study.shown} can_undo={state.lab.can_undo()} can_redo={state.lab.can_redo()}
                        dispatch={dispatch.clone()} />
                }
                <KeysNote left_out={state.sharing.keys_left_out} dispatch={dispatch.clone()} />
            </div>
            { view }
            if state.embedded.as_ref().is_none_or(|options| options.controls) {
                <Timeline run={state.lab.run().clone()} rows={(*rows).clone()} place={state.place} ends={state.ends()}
                    playing={state.playing} speed={state.speed} dispatch={dispatch.clone()} />
            }
            { sharing(&state, &dispatch) }
            <Settings open={state.settings_open} settings={state.settings} {dispatch} />
            <Glossary term={(*term).clone()} onclose={forget} />
        </>
    }
}

/// The state that the address asks for.
fn first_state() -> State {
    let embedded = embed::asked();
    let mut settings = settings::stored();
    let step = embedded.as_ref().and_then(|options| options.step.clone());
    let lesson = embedded.as_ref().and_then(|options| options.lesson.clone());
    let language = embedded.as_ref().and_then(|options| options.language.clone());
    if let Some(options) = &embedded {
        settings.theme = options.theme;
    }
    let state = share::opened(State {
        settings,
        study: Study {
            progress: settings::stored_progress(),
            language: settings::stored_language(),
            ..Study::default()
        },
        embedded: embedded.map(Rc::new),
        ..State::default()
    });
    let state = match language {
        Some(language) => state.after(Action::Study(Studying::Speak(language))),
        None => state,
    };
    let state = match lesson {
        Some(lesson) => state.after(Action::Study(Studying::Open(lesson))),
        None => state,
    };
    let step = step.and_then(|step| step_named(&state.lab.run().trace, &step).ok());
    match step {
        Some(step) => state.after(Action::Go(step)),
        None => state,
    }
}

fn sharing(state: &State, dispatch: &Dispatch) -> Html {
    let (scenario, view) = state.shared();
    html! {
        <>
            <Share open={state.sharing.open} {scenario} {view} index={state.study.index.clone()} dispatch={dispatch.clone()} />
            <ProblemDialog problem={state.sharing.problem.clone()} dispatch={dispatch.clone()} />
        </>
    }
}

fn exchange(
    state: &State,
    scene: &Rc<Scene>,
    rows: &Rc<Vec<Row>>,
    explain: &Callback<String>,
    dispatch: &Dispatch,
) -> Html {
    let run = state.lab.run();
    let step = scene.place.step;
    let [before, after] = lessons(state, explain, dispatch);
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            <Narration said={scene.said.clone()} explain={explain.clone()}>{ what_if(state, dispatch) }</Narration>
            { before }
            if state.shows(Pane::Exchange) {
                <section class="exchange" aria-label="Exchange">
                    <Topology sites={RouterId::BOTH.map(|router| site(run, scene, router))} packet={packet(run, scene)} />
                    <Ladder rows={rows.clone()} scene={scene.clone()} pointed={state.pointed_step()} dispatch={dispatch.clone()} />
                    if !state.is_read_only() {
                        <Wire run={run.clone()} {step} dispatch={dispatch.clone()} />
                    }
                </section>
            }
            if state.shows(Pane::Packet) {
                <Packet run={run.clone()} scene={scene.clone()} inspection={state.inspection.clone()} walk={state.walk()} pointed={state.pointed_at()}
                    dispatch={dispatch.clone()} />
            }
            if state.shows(Pane::Routers) {
                <div class="routers">
                    { for LEFT_TO_RIGHT.map(|router| {
                        router_part(state, scene, router, console(state, scene, router, dispatch), dispatch)
                    }) }
                </div>
            }
            { after }
        </main>
    }
}

fn keys_view(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    html! {
        <main class="desk">
            <Narration said={scene.said.clone()} explain={explain.clone()}>{ what_if(state, dispatch) }</Narration>
            <Keys run={state.lab.run().clone()} until={scene.new.end} walk={state.inspection.walk.clone()}
                dispatch={dispatch.clone()} />
        </main>
    }
}

fn configuration_view(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
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
    let said = configurations(
        RouterId::BOTH.map(|router| state.lab.errors(router).next()),
        state.lab.is_settled(),
    );
    let [before, after] = lessons(state, explain, dispatch);
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            <Narration {said} explain={explain.clone()}>{ what_if(state, dispatch) }</Narration>
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
fn lessons(state: &State, explain: &Callback<String>, dispatch: &Dispatch) -> [Html; 2] {
    let study = state.study.clone();
    let pane = html! { if study.shown { <Lessons {study} explain={explain.clone()} dispatch={dispatch.clone()} /> } };
    if state.embedded.is_some() {
        [pane, Html::default()]
    } else {
        [Html::default(), pane]
    }
}

/// What stands beneath the narration: the switch that is not IOS's or, embedded, the way to the whole page.
fn what_if(state: &State, dispatch: &Dispatch) -> Html {
    if state.embedded.is_some() {
        let (scenario, view) = state.shared();
        return html! { <OpenInFull {scenario} {view} dispatch={dispatch.clone()} /> };
    }
    html! { <WhatIf on={state.lab.what_if()} dispatch={dispatch.clone()} /> }
}

fn router_part(state: &State, scene: &Scene, router: RouterId, below: Html, dispatch: &Dispatch) -> Html {
    let offers_configuration = state.view == View::Exchange;
    let fixed = state.is_read_only();
    let states = scene.states[router.index()].clone();
    let switches = Switch::ALL.map(|switch| switch.is_on(&scene.consoles[router.index()]));
    html! {
        <Router {router} {states} {switches} {fixed} {offers_configuration} dispatch={dispatch.clone()}>{ below }</Router>
    }
}

fn console(state: &State, scene: &Rc<Scene>, router: RouterId, dispatch: &Dispatch) -> Html {
    let console = scene.consoles[router.index()].clone();
    html! {
        <Console {router} run={state.lab.run().clone()} scene={scene.clone()} {console} enabled={state.lab.is_sound()} field={state.field()} fixed={state.is_read_only()}
            dispatch={dispatch.clone()} />
    }
}

/// The packet of the step, where it is on the wire.
fn packet(run: &Run, scene: &Scene) -> Option<Flying> {
    let packet = run.trace.packet(scene.packet?)?;
    Some(Flying {
        id: packet.id,
        from: packet.from,
        flight: scene.flight,
    })
}

/// A router and what is behind it, as its configuration says at the place.
fn site(run: &Run, scene: &Scene, router: RouterId) -> Site {
    let config = &scene.consoles[router.index()].config;
    let outside = config
        .interfaces
        .iter()
        .find(|(_, interface)| interface.crypto_map.is_some());
    let address = outside.and_then(|(name, _)| config.tunnel_address(*name));
    Site {
        host: run.scenario.hosts[router.index()].to_string(),
        address: address.map_or_else(|| "no crypto map".to_owned(), |address| address.to_string()),
        role: scene.states[router.index()].role,
    }
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
fn use_shortcuts(enabled: bool, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(enabled, move |enabled| {
        let listener = enabled.then(|| {
            EventListener::new(&gloo::utils::document(), "keydown", move |event| {
                let action = event.dyn_ref::<KeyboardEvent>().and_then(keys::shortcut);
                action.into_iter().for_each(|action| dispatch.emit(action));
            })
        });
        move || drop(listener)
    });
}
