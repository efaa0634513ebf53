//! The messages between the lifelines. Rows are buttons with one tab stop; the arrows move between them.

use std::rc::Rc;

use ikelab_core::event::{RouterId, State};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::side;
use crate::keys::{focus_sibling, keep_in_view};
use crate::state::{Action, Dispatch};
use crate::view_model::ladder::{Line, Row};

/// See [`Ladder`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows.
    pub rows: Rc<Vec<Row>>,
    /// The step that is shown.
    pub step: usize,
    /// The step whose record is pointed at.
    pub pointed: Option<usize>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The list of messages.
#[component]
pub fn Ladder(props: &Props) -> Html {
    let list = use_node_ref();
    use_effect_with(props.step, {
        let list = list.clone();
        move |_| keep_in_view(&list, "[aria-current]")
    });
    let onkeydown = Callback::from(|event: KeyboardEvent| focus_sibling(&event, "li", "button"));
    let first = props.step.max(1);
    html! {
        <ol class="ladder" role="list" aria-label="Messages" ref={list} {onkeydown}>
            { for props.rows.iter().map(|row| item(props, row, row.step == first)) }
        </ol>
    }
}

fn item(props: &Props, row: &Row, is_tab_stop: bool) -> Html {
    let later = row.step > props.step;
    let now = row.step == props.step;
    let class = classes!(
        "message",
        side(row.router),
        match row.router {
            RouterId::R1 => "from-r1",
            RouterId::R2 => "from-r2",
        },
        row.encrypted.then_some("encrypted"),
        later.then_some("later"),
        now.then_some("now"),
        (props.pointed == Some(row.step)).then_some("pointed"),
        match row.line {
            Line::Arrow => None,
            Line::Lost => Some("lost"),
            Line::Altered => Some("altered"),
            Line::Nothing => Some("local"),
        },
    );
    let heading = row.heading.map(|phase| {
        html! { <div class={classes!("phase", later.then_some("later"))}><span>{ phase.title() }</span></div> }
    });
    let step = row.step;
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Go(step));
    html! {
        <li key={step} {class}>
            { heading }
            <button type="button" tabindex={if is_tab_stop { "0" } else { "-1" }}
                aria-current={now.then_some("step")} {onclick}>
                { state_name(row, RouterId::R2) }
                { wire(row) }
                { state_name(row, RouterId::R1) }
            </button>
        </li>
    }
}

fn wire(row: &Row) -> Html {
    let lock = row
        .encrypted
        .then(|| html! { <>{ icon(Icon::Lock) }<span class="visually-hidden">{ "encrypted " }</span></> });
    let way = (row.line != Line::Nothing).then(
        || html! { <span class="visually-hidden">{ format!(" from {} to {}", row.router, row.router.peer()) }</span> },
    );
    let arrow = (row.line != Line::Nothing).then(|| html! { <span class="arrow"></span> });
    html! {
        <span class="wire">
            { lock }<b>{ &row.name }</b>{ " " }
            { row.note.map(|note| html! { <><span class="note">{ note }</span>{ " " }</> }) }
            { &row.summary }
            { way }{ arrow }
        </span>
    }
}

/// The state that a router comes to, on its lifeline; for traffic, the hop from or to the host.
fn state_name(row: &Row, router: RouterId) -> Html {
    let name = row.states[router.index()].map(|state| {
        html! {
            <>
                <span class="visually-hidden">{ format!("{router} goes to IKE_") }</span>
                <span title={state.meaning()}>{ breakable(short_name(state)) }</span>
            </>
        }
    });
    let hop = row.carries_traffic && name.is_none();
    let class = if hop {
        classes!("hop", side(row.router))
    } else {
        classes!("state-name", side(router))
    };
    html! { <span {class}>{ name }</span> }
}

/// A state's name where it is plain that it is one of IKE's.
fn short_name(state: State) -> &'static str {
    let name = state.ios_name();
    name.strip_prefix("IKE_").unwrap_or(name)
}

/// Lets a long name break after its underscores.
fn breakable(name: &'static str) -> Html {
    if name.len() <= 11 {
        return html! { { name } };
    }
    name.split_inclusive('_')
        .map(|part| html! { <>{ part }<wbr /></> })
        .collect()
}
