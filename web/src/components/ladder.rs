//! The messages between the lifelines. Rows are buttons with one tab stop; the arrows move between them.

use std::cmp::Ordering;
use std::rc::Rc;

use ikelab_core::event::{RouterId, State};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::side;
use crate::keys::{focus_within, keep_in_view};
use crate::state::{Action, Dispatch};
use crate::view_model::arrows::Arrow;
use crate::view_model::ladder::{Line, Row};
use crate::view_model::scene::{Flight, Scene};
use crate::window::{Pane, use_window};

/// More rows than these scroll by themselves, wherever the page is read.
const LONG: usize = 80;
const ROWS: Pane = Pane { least: 28, room: 16 };

/// See [`Ladder`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows.
    pub rows: Rc<Vec<Row>>,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// The step whose record is pointed at.
    pub pointed: Option<usize>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The list of messages.
#[component]
pub fn Ladder(props: &Props) -> Html {
    let (list, step) = (use_node_ref(), props.scene.place.step);
    // The row that the arrows have come to, until another step is shown.
    let cursor = use_state(|| None::<(usize, usize)>);
    let walked = cursor.filter(|(from, _)| *from == step).map(|(_, row)| row);
    let at = walked.unwrap_or(step.saturating_sub(1));
    let window = use_window(&list, props.rows.len(), at, ROWS);
    use_effect_with((step, walked), {
        let list = list.clone();
        move |(_, walked)| match walked {
            Some(_) => focus_within(&list, "[tabindex='0']"),
            None => keep_in_view(&list, "[aria-current]"),
        }
    });
    // Who has scrolled the row away finds the list again where it is.
    let tab_stop = at.max(window.rows.start).min(window.rows.end.saturating_sub(1));
    let count = props.rows.len();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let arrow = Arrow::from_key(&event.key()).filter(|arrow| !matches!(arrow, Arrow::Left | Arrow::Right));
        if let Some(arrow) = arrow {
            event.prevent_default();
            cursor.set(Some((step, arrow.in_list(tab_stop, count))));
        }
    });
    html! {
        <ol class={classes!("ladder", "windowed", (count > LONG).then_some("long"))} role="list"
            aria-label="Messages" ref={list} {onkeydown} onscroll={window.onscroll}>
            { for window.rows.map(|index| item(props, index, index == tab_stop)) }
        </ol>
    }
}

/// A row as it stands at the place that is shown: it is drawn again only where that is another.
#[derive(Properties, PartialEq)]
struct MessageProps {
    rows: Rc<Vec<Row>>,
    index: usize,
    standing: Ordering,
    /// The states that R1 and R2 come to.
    states: [Option<State>; 2],
    is_unsent: bool,
    is_pointed: bool,
    is_tab_stop: bool,
    dispatch: Dispatch,
}

fn item(props: &Props, index: usize, is_tab_stop: bool) -> Html {
    let (row, scene) = (&props.rows[index], &props.scene);
    let standing = row.step.cmp(&scene.place.step);
    let is_now = standing == Ordering::Equal;
    let states = if is_now { scene.arrivals } else { row.states };
    html! {
        <Message key={row.step} rows={props.rows.clone()} {index} {standing} {states} {is_tab_stop}
            is_unsent={is_now && scene.flight == Flight::Unsent} is_pointed={props.pointed == Some(row.step)}
            dispatch={props.dispatch.clone()} />
    }
}

#[component]
fn Message(props: &MessageProps) -> Html {
    let MessageProps {
        rows, index, states, ..
    } = props;
    let row = &rows[*index];
    let later = props.standing == Ordering::Greater;
    let now = props.standing == Ordering::Equal;
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
        props.is_pointed.then_some("pointed"),
        props.is_unsent.then_some("unsent"),
        row.is_trouble.then_some("refusal"),
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
        <li {class} aria-posinset={(index + 1).to_string()} aria-setsize={rows.len().to_string()}>
            { heading }
            <button type="button" tabindex={if props.is_tab_stop { "0" } else { "-1" }}
                aria-current={now.then_some("step")} {onclick}>
                { state_name(row, *states, RouterId::R2) }
                { wire(row) }
                { state_name(row, *states, RouterId::R1) }
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
            { row.is_trouble.then(|| icon(Icon::Warning)) }{ lock }<b>{ &row.name }</b>{ " " }
            { row.note.map(|note| html! { <><span class="note">{ note }</span>{ " " }</> }) }
            { &row.summary }
            { way }{ arrow }
        </span>
    }
}

/// The state that a router comes to, on its lifeline; for traffic, the hop from or to the host.
fn state_name(row: &Row, states: [Option<State>; 2], router: RouterId) -> Html {
    let name = states[router.index()].map(|state| {
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
