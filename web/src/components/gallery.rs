//! The gallery: the scenarios that ikelab comes with, each as a card that leads to it.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use ikelab_core::event::RouterId;
use ikelab_core::sim::{Kind, PRESETS};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::{side, who};
use crate::view_model::gallery::{Card, Stroke, card};
use crate::view_model::ladder::Line;

/// A small ladder's width and height, and the room between a lifeline and the edge, as its drawing measures them: in quarters of a
/// pixel, for whole numbers are printed by less code.
const SIZE: [i32; 2] = [224, 416];
const EDGE: i32 = 8;
/// With fewer packets, rows are no farther apart.
const SPARSE: usize = 17;

/// All presets, by what they show. The one that the reader is at is marked.
pub fn gallery(current: Option<&'static str>) -> Html {
    html! {
        <main class="gallery">
            <h2>{ "Scenarios" }</h2>
            <p class="hint">{ "Each picture is a small ladder of the scenario: " }{ who(RouterId::R2) }{ " left, " }
                { who(RouterId::R1) }{ " right, time runs down. A thicker line is a longer packet, a crimson bar a refusal." }</p>
            { for Kind::ALL.map(|kind| html! {
                <section aria-label={kind.title()}>
                    <h3>{ kind.title() }</h3>
                    <ul role="list">
                        { for PRESETS.iter().enumerate().filter(|(_, preset)| preset.kind == kind).map(|(at, preset)| html! {
                            <PresetCard key={preset.name} {at} is_current={current == Some(preset.name)} />
                        }) }
                    </ul>
                </section>
            }) }
        </main>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    /// Its place among the presets.
    at: usize,
    is_current: bool,
}

/// A card. Its scenario is run once it is drawn, in a task of its own: the page answers in between.
#[component]
fn PresetCard(props: &Props) -> Html {
    let preset = &PRESETS[props.at];
    let found = use_state(|| None::<Rc<Card>>);
    {
        let found = found.clone();
        use_effect_with((), move |()| {
            let timeout = Timeout::new(0, move || found.set(Some(Rc::new(card(preset)))));
            move || drop(timeout)
        });
    }
    html! {
        <li class={classes!("card", props.is_current.then_some("now"))}>
            { drawing(found.as_ref().map_or(&[], |card| &card.strokes)) }
            <div>
                <a href={format!("#{}", preset.name)} aria-current={props.is_current.then_some("true")}>{ preset.title }</a>
                <p>{ preset.about }</p>
                { outcome(found.as_deref()) }
            </div>
        </li>
    }
}

/// What came of it; until it was run, the place for that.
fn outcome(card: Option<&Card>) -> Html {
    let Some(card) = card else {
        return html! { <p class="state" aria-hidden="true">{ "…" }</p> };
    };
    html! {
        <p class={classes!("state", card.is_down.then_some("trouble"))}>
            { card.is_down.then(|| icon(Icon::Warning)) }{ &card.outcome }
        </p>
    }
}

/// The lifelines and what goes between them.
fn drawing(strokes: &[Stroke]) -> Html {
    let [width, height] = SIZE;
    let lifeline = |x: i32| html! { <path class="lifeline" d={format!("M{x} 0v{height}")} /> };
    let rows = strokes.len().max(SPARSE) as i32;
    let at = |row: i32| (2 * row + 1) * height / (2 * rows);
    html! {
        <svg class="small" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
            { lifeline(EDGE) }{ lifeline(width - EDGE) }
            { for (0..).zip(strokes).map(|(row, it)| stroke(it, at(row))) }
        </svg>
    }
}

/// A packet at this height: R2 stands left.
fn stroke(stroke: &Stroke, y: i32) -> Html {
    let (sign, from) = match stroke.from {
        RouterId::R2 => (1, 2 * EDGE),
        RouterId::R1 => (-1, SIZE[0] - 2 * EDGE),
    };
    let whole = SIZE[0] - 4 * EDGE;
    let length = match stroke.line {
        Line::Lost => whole / 2,
        _ if stroke.is_refused => whole * 6 / 7,
        _ => whole,
    };
    let to = from + sign * length;
    let end = match stroke.line {
        Line::Lost => format!("M{} {}l16 16m0-16l-16 16", to - 8, y - 8),
        _ => format!("M{} {}l{} 8l{} 8", to - sign * 12, y - 8, sign * 12, sign * -12),
    };
    let bar = stroke
        .is_refused
        .then(|| html! { <path class="bar" d={format!("M{} {}v20", to + sign * 12, y - 10)} /> });
    let class = classes!(side(stroke.from), (stroke.line == Line::Altered).then_some("altered"));
    html! {
        <g {class}>
            <path class={format!("weight-{}", stroke.weight)} d={format!("M{from} {y}H{to}")} />
            <path d={end} />{ bar }
        </g>
    }
}
