//! The transport: first, previous, next, last, play, speed, and the scrubber.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::side;
use crate::keys::stepping;
use crate::state::{Action, Dispatch, Speed, dispatch_some};
use crate::view_model::ladder::Row;
use crate::view_model::timeline::{Tick, parts, ticks, value_text};

/// See [`Timeline`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows of the ladder: its ticks.
    pub rows: Rc<Vec<Row>>,
    /// The step that is shown.
    pub step: usize,
    /// Whether the steps follow each other by themselves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The transport.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let Props {
        rows,
        step,
        playing,
        dispatch,
        ..
    } = props;
    let (at_start, at_end) = (*step == 0, *step == rows.len());
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
                { key(dispatch, play.0, play.1, play.2, !rows.is_empty()) }
            </div>
            <Scrubber rows={rows.clone()} step={*step} dispatch={dispatch.clone()} />
            <div class="pace">{ speeds(props.speed, dispatch) }</div>
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

#[derive(Properties, PartialEq)]
struct ScrubberProps {
    rows: Rc<Vec<Row>>,
    step: usize,
    dispatch: Dispatch,
}

/// A slider over a drawing of the run. The drawing is SVG with places in per cent: it needs no script and no style.
#[component]
fn Scrubber(props: &ScrubberProps) -> Html {
    let ScrubberProps { rows, step, dispatch } = props;
    let oninput = dispatch_some(dispatch, |event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        value.parse().ok().map(Action::Go)
    });
    let last = rows.len();
    let drawing = use_memo((rows.clone(), *step), |(rows, step)| drawing(rows, *step));
    html! {
        <div class="scrubber">
            <input type="range" min="0" max={last.to_string()} step="1" value={step.to_string()} aria-label="Step"
                aria-valuetext={value_text(rows, *step)} {oninput} />
            { (*drawing).clone() }
        </div>
    }
}

fn drawing(rows: &[Row], step: usize) -> Html {
    let last = rows.len().max(1);
    // In half steps, and without floating-point numbers: to print those takes much code.
    let place = |halves: usize| {
        let thousandths = halves * 50_000 / last;
        format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
    };
    let ticks = ticks(rows);
    html! {
        <svg aria-hidden="true">
            <g class="phases">
                { for parts(rows).into_iter().map(|part| {
                    let x = place(part.first * 2 - 1);
                    html! { <>
                        <line x1={x.clone()} x2={x.clone()} y1="2" y2="16" />
                        <text {x} y="13" dx="6">{ part.phase.title() }</text>
                    </> }
                }) }
            </g>
            <g class="ticks">{ for ticks.iter().map(|tick| draw_tick(tick, tick.step == step, &place(tick.step * 2))) }</g>
        </svg>
    }
}

fn draw_tick(tick: &Tick, is_on: bool, x: &str) -> Html {
    let (x1, x2) = (x.to_owned(), x.to_owned());
    // R2's ticks stand above the line, R1's below, as their lifelines stand left and right.
    let (y1, y2) = if tick.router.is_none_or(|router| side(router) == "r2") {
        ("22", "28")
    } else {
        ("29", "35")
    };
    let label = if is_on {
        Some(tick.name.clone())
    } else {
        tick.label.clone()
    };
    let class = classes!("tick", tick.router.map(side));
    html! {
        <>
            <line {class} {x1} {x2} {y1} {y2} />
            if let Some(label) = label {
                <text class={is_on.then_some("on")} x={x.to_owned()} y="50" text-anchor="middle">{ label }</text>
            }
        </>
    }
}
