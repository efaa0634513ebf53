//! A router's state machines: where they are, the way they came, and what moved them.

use ikelab_core::event::{Role, RouterId, State};
use yew::prelude::*;

use super::words::side;
use crate::view_model::states::{Machine, RouterStates, Standing, main_mode_path, quick_mode_path};

/// Both machines of a router.
pub fn machines(router: RouterId, states: &RouterStates) -> Html {
    html! {
        <section class={classes!("state", side(router))} aria-label={format!("{router} state")}>
            { machine(router, "main mode", main_mode_path(states.role, states.main_mode.after), states.main_mode) }
            { machine(router, "quick mode", quick_mode_path(states.role, states.quick_mode.after), states.quick_mode) }
            { meaning(states) }
        </section>
    }
}

/// What moved a machine, and the RFC's words for where it is now.
fn meaning(states: &RouterStates) -> Html {
    let meaning = states.newest().after.meaning();
    let moved = states.input.map(|(major, minor)| {
        html! { <><span class="visually-hidden">{ format!("moved by {major}, ") }</span><code>{ minor }</code>{ ": " }</> }
    });
    html! { <p class="meaning" title={meaning}>{ moved }{ meaning }</p> }
}

fn machine(router: RouterId, name: &str, path: Vec<(State, Standing)>, machine: Machine) -> Html {
    html! {
        <div class={classes!("machine-line", machine.moved().then_some("moved"))}>
            <ol class="machine" aria-label={format!("{router} {name}")}>
                { for path.into_iter().map(|(state, standing)| dot(state, standing)) }
            </ol>
            <span class="transition">
                if machine.moved() { { machine.before.ios_name() }{ " → " } }
                <b title={machine.after.meaning()}>{ machine.after.ios_name() }</b>
            </span>
        </div>
    }
}

fn dot(state: State, standing: Standing) -> Html {
    let title = format!("{}: {}", state.ios_name(), state.meaning());
    let class = (standing == Standing::Passed).then_some("was");
    let current = (standing == Standing::Current).then_some("step");
    html! { <li {class} aria-current={current} {title}><span class="visually-hidden">{ state.ios_name() }</span></li> }
}

/// The part of a router in words.
pub fn role_name(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Initiator) => "initiator",
        Some(Role::Responder) => "responder",
        None => "",
    }
}
