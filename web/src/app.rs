//! The page: the one state, what happens by itself, and where the parts stand.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use ikelab_core::event::RouterId;
use ikelab_core::ios::switches::Switch;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::components::absent::{absent, awaited, missed};
use crate::components::console::console;
use crate::components::header::Header;
use crate::components::ladder::Ladder;
use crate::components::legend::legend;
use crate::components::narration::narration;
use crate::components::router::{Router, router as drawn};
use crate::components::timeline::Timeline;
use crate::components::topology::{Flying, Site, topology};
use crate::components::what_if;
use crate::embed::Pane;
use crate::focus::use_kept_focus;
use crate::keys;
use crate::later::{here, part, use_second_part};
use crate::settings;
use crate::share::use_opening;
use crate::state::{Action, Dispatch, Run, State, View};
use crate::surroundings;
use crate::view_model::ladder::{Row, rows};
use crate::view_model::scene::Scene;

/// Milliseconds after the last key until a configuration is run.
const TYPING_PAUSE: u32 = 250;

/// R2 is left and R1 right, everywhere.
pub const LEFT_TO_RIGHT: [RouterId; 2] = [RouterId::R2, RouterId::R1];

/// The whole page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(first_state);
    let (second, dispatch) = use_second_part(&state);
    use_playing(&state, &dispatch);
    use_settling(&state, &dispatch);
    use_shortcuts(state.settings.shortcuts, &dispatch);
    use_kept_focus();
    let is_alone = state.embedded.is_none();
    use_opening(is_alone, &dispatch);
    use_effect_with(state.settings, move |chosen| settings::apply(*chosen, is_alone));

    let term = use_state(|| None::<String>);
    let explain = {
        let (term, fetch) = (term.clone(), second.fetch.clone());
        use_callback((), move |asked: String, ()| {
            fetch.emit(());
            term.set(Some(asked));
        })
    };
    let forget = {
        let term = term.clone();
        use_callback((), move |(), ()| term.set(None))
    };
    let rows = use_memo(state.lab.run().clone(), |run| Rc::new(rows(&run.trace)));
    let scene = use_memo(
        (state.lab.run().clone(), state.place, here().is_some()),
        |(run, place, _)| Scene::new(run, *place),
    );
    let view = match (state.view, here()) {
        (View::Exchange, _) => exchange(&state, &scene, &rows, &explain, &dispatch),
        (_, None) => html! { <main class="desk">{ absent() }</main> },
        (View::Configurations, Some(later)) => (later.configurations)(&state, &scene, &explain, &dispatch),
        (View::Keys, Some(later)) => (later.keys)(&state, &scene, &explain, &dispatch),
    };
    html! {
        <>
            <div>
                if is_alone {
                    <a class="skip" href="#narration">{ "Skip to the narration" }</a>
                    <Header view={state.view} lessons={state.study.shown} can_undo={state.lab.can_undo()} can_redo={state.lab.can_redo()}
                        dispatch={dispatch.clone()} />
                }
                { part(|later| (later.notes)(&state, &dispatch)) }
                if second.missed { { missed(&second) } }
                if second.awaited { { awaited() } }
            </div>
            { view }
            if state.embedded.as_ref().is_none_or(|options| options.controls) {
                <Timeline run={state.lab.run().clone()} rows={(*rows).clone()} place={state.place} ends={state.ends()}
                    playing={state.playing} speed={state.speed} dispatch={dispatch.clone()} />
            }
            { part(|later| (later.surroundings)(surroundings::Props { state, term: (*term).clone(), forget, dispatch })) }
        </>
    }
}

/// The state that the address asks for.
fn first_state() -> State {
    let state = State {
        settings: settings::stored(),
        ..State::default()
    };
    match here() {
        Some(later) => (later.opened)(state),
        None => state,
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
    let [before, after] = here().map_or_else(Default::default, |later| (later.lessons)(state, explain, dispatch));
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            { narration(&scene.said, explain, what_if(state, dispatch)) }
            { before }
            if state.shows(Pane::Exchange) {
                <section class="exchange" aria-label="Exchange">
                    { topology(&RouterId::BOTH.map(|router| site(run, scene, router)), packet(run, scene)) }
                    <Ladder rows={rows.clone()} scene={scene.clone()} pointed={state.pointed_step()} dispatch={dispatch.clone()} />
                    if !state.is_read_only() {
                        { here().map_or_else(empty_tools, |later| (later.wire)(state, dispatch)) }
                    }
                </section>
            }
            if state.shows(Pane::Packet) {
                { selected_packet(state, scene, dispatch) }
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

/// The room of what the wire can be made to do, which keeps the messages above it where they are.
fn empty_tools() -> Html {
    html! { <div class="wire-tools"></div> }
}

/// The packet of the step. Before anything happens there is a word on how the page is read.
fn selected_packet(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    match here() {
        _ if scene.place.step == 0 => legend(dispatch),
        Some(later) => (later.packet)(state, scene, dispatch),
        None => html! { <section class="packet" aria-label="Selected packet">{ absent() }</section> },
    }
}

/// What stands beneath the narration: the switch that is not IOS's or, embedded, the way to the whole page.
pub fn what_if(state: &State, dispatch: &Dispatch) -> Html {
    if state.embedded.is_some() {
        return part(|later| (later.in_full)(state, dispatch));
    }
    what_if::what_if(state.lab.what_if(), dispatch)
}

/// A router, and what stands below it.
pub fn router_part(state: &State, scene: &Scene, router: RouterId, below: Html, dispatch: &Dispatch) -> Html {
    let shown = Router {
        router,
        states: &scene.states[router.index()],
        switches: Switch::ALL.map(|switch| switch.is_on(&scene.consoles[router.index()])),
        offers_configuration: state.view == View::Exchange,
        fixed: state.is_read_only(),
        dispatch,
    };
    drawn(&shown, below)
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
