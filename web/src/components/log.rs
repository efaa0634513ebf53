//! What a router's console shows up to the step, the step's own lines marked.

use std::ops::Range;

use ikelab_core::event::RouterId;
use ikelab_core::provenance::Span;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};
use yew::prelude::*;

use super::console::log_id;
use super::words::modelled;
use crate::keys::{focus_sibling, focus_within, keep_in_view};
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, Run, dispatch_some};
use crate::view_model::console::{Kind, Line, caused, lines};
use crate::window::{Pane, use_window};

const LINES: Pane = Pane { least: 18, room: 6 };

/// See [`Log`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The router that it is done at.
    pub router: RouterId,
    /// The run.
    pub run: Run,
    /// The events that are new.
    pub new: Range<u32>,
    /// The selected field of the packet.
    pub field: Option<Span>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The log up to a place.
#[component]
pub fn Log(props: &Props) -> Html {
    let Props {
        router,
        run,
        new,
        field,
        dispatch,
    } = props;
    let pane = use_node_ref();
    let console = &run.consoles()[router.index()];
    let (shown, first_new) = (console.until(new.end), console.until(new.start));
    let window = use_window(&pane, shown, first_new, LINES);
    let ends = window.rows.end == shown;
    let lines = use_memo((run.clone(), *router, window.rows.clone()), |(run, router, rows)| {
        lines(&run.trace, &run.consoles()[router.index()], rows.clone())
    });
    use_effect_with((new.clone(), run.clone()), {
        let pane = pane.clone();
        move |_| {
            keep_in_view(&pane, ".record:last-child");
            keep_in_view(&pane, ".first-new");
        }
    });
    let caused = use_memo((run.clone(), new.clone(), *field), |(run, new, field)| {
        field.as_ref().map(|field| caused(run, new, field)).unwrap_or_default()
    });
    let onkeydown = {
        let pane = pane.clone();
        dispatch_some(dispatch, move |event: KeyboardEvent| press(&event, &pane))
    };
    // The log listens for its lines: they come and go with every step.
    let onclick = dispatch_some(dispatch, |event: MouseEvent| {
        Some(Action::GoToCause(event_at(event.target())?))
    });
    let onpointerover = dispatch_some(dispatch, |event: PointerEvent| {
        let (from, to) = (event_at(event.related_target()), event_at(event.target()));
        (from != to).then_some(Action::Point(to))
    });
    let onpointerleave = dispatch.reform(|_: PointerEvent| Action::Point(None));
    let onfocusout = dispatch.reform(|_: FocusEvent| Action::Point(None));
    let label = format!("{router} console");
    let has_dates = use_media_query("(min-width: 94rem) and (min-height: 34rem)");
    html! {
        <div class="log windowed" id={log_id(*router)} role="log" aria-label={label} aria-live="off" tabindex="0" ref={pane}
            {onclick} {onkeydown} {onpointerover} {onpointerleave} {onfocusout} onscroll={window.onscroll}>
            if shown == 0 {
                <p key="none" class="record notice">{ "The log is empty so far." }</p>
            }
            // A list of their own, in which all have a key: so a line that stays is not drawn again.
            <>{ for window.rows.zip(lines.iter()).map(|(index, line)| {
                let is_caused = caused.contains(&line.event);
                draw(index, line, index >= first_new, index == first_new, is_caused, has_dates)
            }) }</>
            if first_new == shown && ends && shown > 0 {
                <p key="still" class="record notice first-new">{ "Nothing new in this step." }</p>
            }
        </div>
    }
}

/// The step's events of a line, by its number in the markup.
const EVENT: &str = "data-event";

/// The event of the line that something on the page is in.
fn event_at(target: Option<EventTarget>) -> Option<u32> {
    let target: Element = target?.dyn_into().ok()?;
    let line = target.closest(".record").ok()??;
    line.get_attribute(EVENT)?.parse().ok()
}

/// Up and down from line to line, beginning with the first new one; Enter goes to what a line tells of.
fn press(event: &KeyboardEvent, pane: &NodeRef) -> Option<Action> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let of_line = target.get_attribute(EVENT);
    match (event.key().as_str(), of_line) {
        ("Enter", Some(of_line)) => {
            event.prevent_default();
            Some(Action::GoToCause(of_line.parse().ok()?))
        }
        ("ArrowDown" | "ArrowUp", None) => {
            event.prevent_default();
            focus_within(pane, ".first-new[data-event], .record:last-child");
            focused()
        }
        (_, Some(_)) => {
            focus_sibling(event, ".record", "");
            focused()
        }
        _ => None,
    }
}

/// Points at the line that has the focus.
fn focused() -> Option<Action> {
    let element = gloo::utils::document().active_element()?;
    Some(Action::Point(Some(event_at(Some(element.into()))?)))
}

fn draw(index: usize, line: &Line, is_new: bool, is_first_new: bool, is_caused: bool, has_dates: bool) -> Html {
    let kind = match line.kind {
        Kind::Typed { .. } => "typed",
        Kind::Printed { refusal: true } => "printed refusal",
        Kind::Printed { refusal: false } if line.continues => "printed continues",
        Kind::Printed { refusal: false } => "printed",
        Kind::Record { .. } => "stamped",
    };
    let class = classes!(
        "record",
        kind,
        is_new.then_some("new"),
        is_first_new.then_some("first-new"),
        is_caused.then_some("caused"),
    );
    let begin = match &line.kind {
        Kind::Typed { prompt } => html! { <>{ prompt }<b>{ &line.text }</b></> },
        Kind::Printed { .. } => html! { { &line.text } },
        Kind::Record { date, time } => {
            let stamp = if has_dates {
                format!("{date}{time} ")
            } else {
                format!("{time} ")
            };
            html! { <><time>{ stamp }</time>{ &line.text }</> }
        }
    };
    html! {
        <p key={index} {class} tabindex="-1" data-event={line.event.to_string()} aria-current={is_caused.then_some("true")}>
            { begin }
            if line.is_modelled { { " " }{ modelled() } }
        </p>
    }
}
