//! The views of the page: what each is put together from.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::Code;
use ikelab_share::Switch;
use yew::prelude::*;

use crate::components::compare::Compare;
use crate::components::configurations::{Editor, Summary, summary};
use crate::components::console::console;
use crate::components::drawer::Drawer;
use crate::components::examination::examination;
use crate::components::keys::Keys;
use crate::components::ladder::Ladder;
use crate::components::legend::legend;
use crate::components::lesson::Lessons;
use crate::components::limitations::limitations;
use crate::components::narration::narration;
use crate::components::open_in_full::OpenInFull;
use crate::components::packet::{self, Cipher};
use crate::components::provenance::Provenance;
use crate::components::router::{Router, router as drawn};
use crate::components::topology::{Flying, Site, topology};
use crate::components::verdict::verdict;
use crate::components::what_if;
use crate::components::words::{LEFT_TO_RIGHT, who};
use crate::embed::Pane;
use crate::state::{Action, Dispatch, Run, State, Tab, View};
use crate::view_model::compare::{alone, narration as said_of_both};
use crate::view_model::ladder::Row;
use crate::view_model::narration::configurations as said_of;
use crate::view_model::scene::Scene;

/// The exchange: the run, message by message.
pub fn exchange(
    state: &State,
    scene: &Rc<Scene>,
    rows: &Rc<Vec<Row>>,
    explain: &Callback<String>,
    dispatch: &Dispatch,
) -> Html {
    let run = state.lab.run();
    let [before, after] = lessons(state, explain, dispatch);
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            { narration(outcome(state, dispatch), &scene.said, explain, in_full(state, dispatch)) }
            { before }
            if state.shows(Pane::Exchange) {
                <section class="exchange" aria-label="Exchange">
                    { topology(&RouterId::BOTH.map(|router| site(run, scene, router)), cloud(run), packet(run, scene)) }
                    <Ladder rows={rows.clone()} scene={scene.clone()} pointed={state.pointed_step()} dispatch={dispatch.clone()} />
                    if state.study.is_asking() { <p class="veil">{ "Later messages appear once you have answered." }</p> }
                    if state.shows(Pane::Routers) {
                        { limitations(RouterId::BOTH.map(|router| switches(scene, router)), state.is_read_only(), what_if(state, dispatch), dispatch) }
                    }
                </section>
            }
            if state.shows(Pane::Packet) {
                { selected_packet(state, scene, dispatch) }
            }
            { drawer(state, scene, dispatch) }
            { after }
        </main>
    }
}

/// What stands beneath the packet: embedded, as much of it as belongs to the parts that are shown.
fn drawer(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    let is_shown = |tab: &Tab| {
        state.shows(match tab {
            Tab::Consoles => Pane::Routers,
            Tab::WhereFrom | Tab::Cipher | Tab::Keys => Pane::Packet,
        })
    };
    let tabs: Vec<Tab> = Tab::ALL.into_iter().filter(is_shown).collect();
    let wanted = state.inspection.tab;
    let Some(current) = tabs.iter().find(|tab| **tab == wanted).or(tabs.first()).copied() else {
        return Html::default();
    };
    html! {
        <Drawer {tabs} {current} remember={state.embedded.is_none()} dispatch={dispatch.clone()}>
            { match current {
                Tab::Consoles => consoles(state, scene, dispatch),
                Tab::WhereFrom => html! {
                    <Provenance run={state.lab.run().clone()} until={scene.new.end} walk={state.walk()} dispatch={dispatch.clone()} />
                },
                Tab::Cipher => html! {
                    <Cipher run={state.lab.run().clone()} scene={scene.clone()} inspection={state.inspection.clone()}
                        dispatch={dispatch.clone()} />
                },
                Tab::Keys => key_material(state, scene, dispatch),
            } }
        </Drawer>
    }
}

fn consoles(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    html! {
        <div class="routers">
            { for LEFT_TO_RIGHT.map(|router| {
                router_part(state, scene, router, console(state, scene, router, dispatch), dispatch)
            }) }
        </div>
    }
}

/// Where a router's switches stand.
fn switches(scene: &Scene, router: RouterId) -> [bool; 3] {
    Switch::ALL.map(|switch| switch.is_on(&scene.consoles[router.index()]))
}

/// The packet of the step. Before anything happens there is a word on how the page is read.
fn selected_packet(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    if scene.place.step == 0 {
        return legend(dispatch);
    }
    packet::packet(&packet::Props {
        run: state.lab.run().clone(),
        scene: scene.clone(),
        inspection: state.inspection.clone(),
        end: state.end(),
        tampering: state.can_tamper().then_some(state.tampering),
        pointed: state.pointed_at(),
        beside_lesson: state.study.shown,
        dispatch: dispatch.clone(),
    })
}

/// Whether a lesson is open, and what came of the run would give away what it asks.
fn is_veiled(state: &State) -> bool {
    state.study.shown && state.study.lesson.is_some()
}

/// What came of the run.
fn outcome(state: &State, dispatch: &Dispatch) -> Html {
    if is_veiled(state) {
        return Html::default();
    }
    verdict(state.lab.run().verdict(), left_out(state).iter().sum(), dispatch)
}

/// How many lines of each router's configuration are not simulated and could change what comes of the run.
fn left_out(state: &State) -> [usize; 2] {
    RouterId::BOTH.map(|router| {
        let diagnostics = state.lab.diagnostics(router).iter();
        diagnostics.filter(|it| it.code == Code::ChangesTunnel).count()
    })
}

/// What stands beneath the words where there are no switches under a ladder.
fn below(state: &State, dispatch: &Dispatch) -> Html {
    html! { <>{ in_full(state, dispatch) }{ what_if(state, dispatch) }</> }
}

/// Embedded, the way to the whole page.
fn in_full(state: &State, dispatch: &Dispatch) -> Html {
    if state.embedded.is_none() {
        return Html::default();
    }
    let (scenario, view) = state.shared();
    html! { <OpenInFull {scenario} {view} dispatch={dispatch.clone()} /> }
}

/// The switch that is not IOS's; embedded there is none.
fn what_if(state: &State, dispatch: &Dispatch) -> Html {
    if state.embedded.is_some() {
        return Html::default();
    }
    what_if::what_if(state.lab.what_if(), dispatch)
}

/// A router, and what stands below it.
fn router_part(state: &State, scene: &Scene, router: RouterId, below: Html, dispatch: &Dispatch) -> Html {
    // In the exchange they stand under the ladder.
    let stands_beside = state.view == View::Configurations || !state.shows(Pane::Exchange);
    let shown = Router {
        router,
        states: &scene.states[router.index()],
        offers_configuration: state.view == View::Exchange,
        switches: stands_beside.then(|| switches(scene, router)),
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

/// The addresses of the cloud between the routers, towards R1 and towards R2.
fn cloud(run: &Run) -> Option<[String; 2]> {
    let cloud = run.trace.topology.cloud.as_ref()?;
    Some(cloud.networks.each_ref().map(|networks| {
        let addresses = networks.iter().flat_map(|network| &network.addresses);
        addresses.map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }))
}

fn key_material(state: &State, scene: &Rc<Scene>, dispatch: &Dispatch) -> Html {
    html! {
        <Keys run={state.lab.run().clone()} until={scene.new.end} walk={state.inspection.walk.clone()}
            dispatch={dispatch.clone()} />
    }
}

/// How all keys are made.
pub fn keys(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    html! {
        <main class="desk">
            { narration(outcome(state, dispatch), &scene.said, explain, below(state, dispatch)) }
            { key_material(state, scene, dispatch) }
        </main>
    }
}

/// This run beside another.
pub fn compare(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    let (comparison, kept) = (state.lab.comparison(), state.lab.keeps_run());
    let said = comparison.map_or_else(
        || alone(kept, state.is_read_only()),
        |comparison| said_of_both(comparison, kept, state.settings.shortcuts),
    );
    let act = |name: &'static str, action: Action| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! { <button type="button" class="button outlined" {onclick}>{ name }</button> }
    };
    let keep = if kept {
        "Stop keeping"
    } else {
        "Keep this run to compare"
    };
    let keep = act(keep, Action::KeepRun(!kept));
    let shown = match comparison {
        Some(comparison) => {
            let first = comparison.first_difference();
            let tools = html! {
                <div class="tools-line">
                    if let Some(row) = first {
                        { act("First difference", Action::SelectRow(row)) }
                        { act("Previous", Action::PreviousDifference) }
                        { act("Next", Action::NextDifference) }
                    }
                    { keep }
                </div>
            };
            html! {
                <Compare comparison={comparison.clone()} at={state.compared_row(comparison)} veiled={is_veiled(state)} {tools}
                    explain={explain.clone()} dispatch={dispatch.clone()} />
            }
        }
        None if state.is_read_only() => Html::default(),
        None => html! {
            <div class="offers">
                <div class="tools-line">
                    { act("Change a configuration", Action::Show(View::Configurations)) }
                    { act("Type at a console", Action::OpenConsoles) }
                    { keep }
                </div>
                <p class="ends">{ for LEFT_TO_RIGHT.map(who) }</p>
                { limitations(RouterId::BOTH.map(|router| switches(scene, router)), false, what_if(state, dispatch), dispatch) }
            </div>
        },
    };
    html! {
        <main class="desk">
            { narration(outcome(state, dispatch), &said, explain, in_full(state, dispatch)) }
            <section class="compare" aria-label="Compare">{ shown }</section>
        </main>
    }
}

/// Both configurations, and what the routers make of them.
pub fn configurations(state: &State, scene: &Rc<Scene>, explain: &Callback<String>, dispatch: &Dispatch) -> Html {
    let errors = RouterId::BOTH.map(|router| state.lab.errors(router).count());
    let left_out = left_out(state);
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
    let shown = Summary {
        errors,
        left_out,
        not_taken: state.lab.run().trace.not_taken().collect(),
        settled: state.lab.is_settled(),
        can_undo: state.lab.can_undo(),
        held_both: state.lab.held_both(),
        fixed: state.is_read_only(),
        dispatch,
    };
    let [before, after] = lessons(state, explain, dispatch);
    html! {
        <main class={classes!("desk", state.study.shown.then_some("taught"))}>
            { narration(outcome(state, dispatch), &said, explain, below(state, dispatch)) }
            { before }
            <section class="configurations" aria-label="Configurations">
                <div class="summary">
                { summary(&shown) }
                if let Some(report) = state.lab.report() {
                    { examination(report, dispatch) }
                }
                </div>
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
