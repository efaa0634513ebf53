//! What a router's console shows up to the step, the step's own lines marked.

use std::ops::Range;

use ikelab_core::event::RouterId;
use ikelab_core::provenance::Span;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::console::log_id;
use super::words::modelled;
use crate::keys::{focus_sibling, focus_within, keep_in_view};
use crate::state::{Action, Dispatch, Run, dispatch_some};
use crate::view_model::console::{Kind, Line, caused};
use crate::window::use_window;

/// Lines that are drawn at once.
const MOST_LINES: usize = 60;

/// See [`Log`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose.
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
    let lines = &run.consoles()[router.index()];
    let shown = &lines[..lines.partition_point(|line| line.event < new.end)];
    let first_new = shown.partition_point(|line| line.event < new.start);
    let window = use_window(&pane, shown.len(), first_new, MOST_LINES);
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
    let onpointerleave = dispatch.reform(|_: PointerEvent| Action::Point(None));
    let onfocusout = dispatch.reform(|_: FocusEvent| Action::Point(None));
    let label = format!("{router} console");
    html! {
        <div class="log windowed" id={log_id(*router)} role="log" aria-label={label} aria-live="off" tabindex="0" ref={pane}
            {onkeydown} {onpointerleave} {onfocusout} onscroll={window.onscroll}>
            if shown.is_empty() {
                <p key="none" class="record notice">{ "Nothing in the log yet." }</p>
            }
            { for window.rows.map(|index| {
                let is_caused = caused.contains(&shown[index].event);
                draw(index, &shown[index], index >= first_new, index == first_new, is_caused, dispatch)
            }) }
            if first_new == shown.len() && !shown.is_empty() {
                <p key="still" class="record notice first-new">{ "Nothing new here." }</p>
            }
        </div>
    }
}

/// The step's events of a line, by its number in the markup.
const EVENT: &str = "data-event";

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
            None
        }
        (_, Some(_)) => {
            focus_sibling(event, ".record", "");
            None
        }
        _ => None,
    }
}

fn draw(index: usize, line: &Line, is_new: bool, is_first_new: bool, is_caused: bool, dispatch: &Dispatch) -> Html {
    let kind = match line.kind {
        Kind::Typed { .. } => Some("typed"),
        Kind::Printed { refusal: true } => Some("printed refusal"),
        Kind::Printed { refusal: false } if line.continues => Some("printed continues"),
        Kind::Printed { refusal: false } => Some("printed"),
        Kind::Record { .. } => None,
    };
    let class = classes!(
        "record",
        kind,
        is_new.then_some("new"),
        is_first_new.then_some("first-new"),
        is_caused.then_some("caused"),
    );
    let mark = if line.is_modelled {
        html! { <>{ " " }{ modelled() }</> }
    } else {
        Html::default()
    };
    let text = match &line.kind {
        Kind::Typed { prompt } => html! { <><span>{ prompt }<b>{ &line.text }</b></span>{ mark }</> },
        Kind::Printed { .. } => html! { <><span>{ &line.text }</span>{ mark }</> },
        Kind::Record { date, time } => {
            html! { <><time><span class="date">{ date }</span>{ time }</time><span>{ &line.text }{ mark }</span></> }
        }
    };
    let event = line.event;
    let point = dispatch.reform(move |()| Action::Point(Some(event)));
    let onfocus = point.reform(|_: FocusEvent| ());
    let onpointerenter = point.reform(|_: PointerEvent| ());
    let onclick = dispatch.reform(move |_: MouseEvent| Action::GoToCause(event));
    html! {
        <p key={index} {class} tabindex="-1" data-event={event.to_string()} aria-current={is_caused.then_some("true")}
            {onfocus} {onpointerenter} {onclick}>{ text }</p>
    }
}
