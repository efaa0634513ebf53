//! The transport: first, previous, next, last, play, speed, and the scrubber.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::sim::Place;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::side;
use crate::keys::stepping;
use crate::state::{Action, Dispatch, Run, Speed, dispatch_some};
use crate::view_model::ladder::Row;
use crate::view_model::timeline::{Part, Scale, Tick, name, value_text};

/// What the transport shows.
pub struct Timeline<'a> {
    /// The run.
    pub run: Run,
    /// The rows of the ladder: its ticks.
    pub rows: Rc<Vec<Row>>,
    /// The place that is shown.
    pub place: Place,
    /// Whether there is none before it, and whether there is none behind it.
    pub ends: (bool, bool),
    /// Whether the steps follow each other by themselves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// Where actions go.
    pub dispatch: &'a Dispatch,
}

/// The transport.
pub fn timeline(props: &Timeline<'_>) -> Html {
    let Timeline {
        run,
        rows,
        place,
        playing,
        dispatch,
        ..
    } = props;
    let (at_start, at_end) = props.ends;
    let onkeydown = dispatch_some(dispatch, |event: KeyboardEvent| {
        let action = stepping(&event)?;
        event.prevent_default();
        Some(action)
    });
    let play = if *playing {
        ("Pause", Icon::Pause, Action::Pause)
    } else {
        ("Play", Icon::Play, Action::Play)
    };
    html! {
        <section class="timeline" aria-label="Timeline" {onkeydown}>
            <div class="transport">
                { key(dispatch, "First step", Icon::First, Action::First, !at_start) }
                { key(dispatch, "Previous step", Icon::Previous, Action::Previous, !at_start) }
                { next(dispatch, !at_end) }
                { key(dispatch, "Last step", Icon::Last, Action::Last, !at_end) }
                { key(dispatch, play.0, play.1, play.2, !(at_start && at_end)) }
            </div>
            <Scrubber run={run.clone()} rows={rows.clone()} place={*place} dispatch={(*dispatch).clone()} />
            <div class="pace">
                { fineness(place.is_fine(), dispatch) }
                { speeds(props.speed, dispatch) }
            </div>
        </section>
    }
}

fn key(dispatch: &Dispatch, name: &'static str, drawing: Icon, action: Action, enabled: bool) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <button class="button icon" type="button" aria-label={name} title={name}
            aria-disabled={(!enabled).then_some("true")} {onclick}>{ icon(drawing) }</button>
    }
}

fn next(dispatch: &Dispatch, enabled: bool) -> Html {
    let onclick = dispatch.reform(|_: MouseEvent| Action::Next);
    html! {
        <button class="button solid" type="button" aria-label="Next step" title="Next step"
            aria-disabled={(!enabled).then_some("true")} {onclick}>{ "Next" }{ icon(Icon::Next) }</button>
    }
}

fn speeds(current: Speed, dispatch: &Dispatch) -> Html {
    let onchange = dispatch_some(dispatch, |event: Event| {
        let label = event.target_unchecked_into::<HtmlSelectElement>().value();
        Speed::from_label(&label).map(Action::SetSpeed)
    });
    html! {
        <span class="picker">
            <select aria-label="Speed" {onchange}>
                { for Speed::ALL.into_iter().map(|speed| html! {
                    <option value={speed.label()} selected={speed == current}>{ speed.label() }</option>
                }) }
            </select>
        </span>
    }
}

/// Whether a step is a message or an event.
fn fineness(is_fine: bool, dispatch: &Dispatch) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| Action::StepByEvent(!is_fine));
    html! {
        <button class="button icon fineness" type="button" aria-label="Step by event" title="Step by event"
            aria-pressed={if is_fine { "true" } else { "false" }} {onclick}>{ icon(Icon::Events) }</button>
    }
}

#[derive(Properties, PartialEq)]
struct ScrubberProps {
    run: Run,
    rows: Rc<Vec<Row>>,
    place: Place,
    dispatch: Dispatch,
}

/// A slider over a drawing of the run. The drawing is SVG with places in per cent: it needs no script and no style.
#[component]
fn Scrubber(props: &ScrubberProps) -> Html {
    let ScrubberProps {
        run,
        rows,
        place,
        dispatch,
    } = props;
    let scale = {
        let rows = rows.clone();
        use_memo((run.clone(), place.is_fine()), move |(run, by_event)| {
            Scale::new(&run.trace, &rows, *by_event)
        })
    };
    let marks = use_memo(scale.clone(), |scale| marks(scale));
    let oninput = {
        let (run, scale) = (run.clone(), scale.clone());
        dispatch_some(dispatch, move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            Some(Action::GoTo(scale.place(&run.trace, value.parse().ok()?)))
        })
    };
    let at = scale.at(&run.trace, *place);
    html! {
        <div class="scrubber">
            <input type="range" min="0" max={scale.length.to_string()} step="1" value={at.to_string()} aria-label="Step"
                aria-valuetext={value_text(&run.trace, rows, *place)} {oninput}
                onkeydown={page_keys(run, *place, dispatch)} />
            <svg aria-hidden="true">
                { (*marks).clone() }
                { labels(&scale, at, &name(&run.trace, rows, *place)) }
            </svg>
        </div>
    }
}

/// Page Up and Page Down go from message to message, however fine the steps are.
fn page_keys(run: &Run, place: Place, dispatch: &Dispatch) -> Callback<KeyboardEvent> {
    let is_end = run.trace.end_of(place.step, place) == place;
    dispatch_some(dispatch, move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "PageUp" => place.step + usize::from(is_end),
            "PageDown" => place.step.saturating_sub(1),
            _ => return None,
        };
        event.prevent_default();
        Some(Action::Go(step))
    })
}

/// A place on the scale in per cent, counted in halves. Without floating-point numbers: to print those takes much code.
fn x(scale: &Scale, halves: u32) -> String {
    let thousandths = u64::from(halves) * 50_000 / u64::from(scale.length.max(1));
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// What does not depend on the place.
fn marks(scale: &Scale) -> Html {
    html! {
        <>
            <g class="phases">{ for scale.parts.iter().map(|part| heading(scale, part)) }</g>
            <g class="ticks">
                { for scale.states.iter().map(|tick| mark(scale, tick, 3)) }
                { for scale.steps.iter().map(|tick| mark(scale, tick, 6)) }
            </g>
        </>
    }
}

/// A heading stands behind a line between two steps.
fn heading(scale: &Scale, part: &Part) -> Html {
    let x = x(scale, part.at * 2 + u32::from(!scale.by_event));
    html! {
        <>
            <line x1={x.clone()} x2={x.clone()} y1="2" y2="16" />
            <text {x} y="13" dx="6">{ part.phase.title() }</text>
        </>
    }
}

/// R2's ticks stand above the line, R1's below, as their lifelines stand left and right.
fn mark(scale: &Scale, tick: &Tick, length: u32) -> Html {
    let x = x(scale, tick.at * 2);
    let is_above = tick.router != Some(RouterId::R1);
    let (y1, y2) = if is_above { (28 - length, 28) } else { (29, 29 + length) };
    html! {
        <line class={classes!("tick", tick.router.map(side), tick.is_trouble.then_some("refusal"))} x1={x.clone()} x2={x} y1={y1.to_string()} y2={y2.to_string()} />
    }
}

/// The names of the steps that have room, and that of the place.
fn labels(scale: &Scale, at: u32, name: &str) -> Html {
    let text = |at: u32, class: Option<&'static str>, label: &str| {
        html! { <text {class} x={x(scale, at * 2)} y="50" text-anchor="middle">{ label.to_owned() }</text> }
    };
    let others = scale
        .steps
        .iter()
        .filter(|tick| tick.at.abs_diff(at) >= scale.label_width());
    html! {
        <g class="labels">
            { for others.filter_map(|tick| Some(text(tick.at, None, tick.label.as_deref()?))) }
            { text(at, Some("on"), name) }
        </g>
    }
}
