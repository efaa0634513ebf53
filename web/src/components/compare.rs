//! Two runs side by side: their packets in pairs, and what differs in the selected pair and on the consoles.

use std::rc::Rc;

use ikelab_core::event::RouterId;
use ikelab_core::sim::Place;
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::verdict::came_of_it;
use super::words::{LEFT_TO_RIGHT, side, text, who};
use crate::keys::{focus_if_inside, keep_in_view};
use crate::state::{Action, Dispatch, Run, dispatch_some};
use crate::view_model::arrows::Arrow;
use crate::view_model::compare::{ByteRow, Chunk, Comparison, Difference, MOST_ROWS, Row, Side, byte_rows};
use crate::view_model::ladder::{self, Line};
use crate::view_model::narration::narrate;
use crate::window::{Pane, use_window};

const ROWS: Pane = Pane { least: 28, room: 20 };
/// More rows than these scroll by themselves, wherever the page is read.
const LONG: usize = 80;
/// Lines of a console, and of a scenario, that are shown.
const MOST_LINES: usize = 16;
const MOST_CHANGES: usize = 3;

/// The two runs, by the words for them.
const RUNS: [&str; 2] = ["before", "now"];

/// See [`Compare`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The runs.
    pub comparison: Rc<Comparison>,
    /// The selected row.
    pub at: usize,
    /// Whether it is not told what came of them.
    pub veiled: bool,
    /// What stands over the rows.
    pub tools: Html,
    /// Opens the glossary.
    pub explain: Callback<String>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Both runs.
#[component]
pub fn Compare(props: &Props) -> Html {
    let Props {
        comparison,
        at,
        veiled,
        dispatch,
        ..
    } = props;
    let (list, at, count) = (use_node_ref(), *at, comparison.rows.len());
    let window = use_window(&list, count, at, ROWS);
    use_effect_with((at, comparison.clone()), {
        let list = list.clone();
        move |_| {
            keep_in_view(&list, "[aria-current]");
            focus_if_inside(&list, "[aria-current]");
        }
    });
    let onkeydown = dispatch_some(dispatch, move |event: KeyboardEvent| {
        let arrow = Arrow::from_key(&event.key()).filter(|arrow| !matches!(arrow, Arrow::Left | Arrow::Right))?;
        event.prevent_default();
        Some(Action::SelectRow(arrow.in_list(at, count)))
    });
    html! {
        <>
            <section class="pairs" aria-label="Packets of both runs">
                { props.tools.clone() }
                <div class="heads">{ for [0, 1].map(|run| head(comparison, run, *veiled)) }</div>
                <ol class={classes!("pair-list", "windowed", (count > LONG).then_some("long"))} role="list"
                    aria-label="Packets in pairs" ref={list} {onkeydown} onscroll={window.onscroll}>
                    { for window.rows.map(|index| pair(comparison, index, index == at, dispatch)) }
                </ol>
            </section>
            <section class="both" aria-label="What differs" tabindex="0">
                { comparison.rows.get(at).map(|row| selected(comparison, row, &props.explain)) }
                { for LEFT_TO_RIGHT.map(|router| consoles(router, &comparison.lines[router.index()])) }
            </section>
        </>
    }
}

fn run_of(comparison: &Comparison, run: usize) -> &Run {
    [&comparison.before, &comparison.now][run]
}

/// The head of a run's column: what only it is made from, and what came of it.
fn head(comparison: &Comparison, run: usize, veiled: bool) -> Html {
    html! {
        <div>
            <h2>{ ["Before", "Now"][run] }</h2>
            { shortened(&comparison.changes[run], MOST_CHANGES) }
            if !veiled { <p>{ came_of_it(run_of(comparison, run).verdict()) }</p> }
        </div>
    }
}

/// The first of some lines, and how many more there are.
fn shortened(lines: &[String], most: usize) -> Html {
    let more = lines.len().saturating_sub(most);
    html! {
        <>
            { for lines.iter().take(most).map(|line| html! { <code class="own">{ line }</code> }) }
            if more > 0 { <span class="quiet">{ format!("and {more} more") }</span> }
        </>
    }
}

fn pair(comparison: &Comparison, index: usize, is_selected: bool, dispatch: &Dispatch) -> Html {
    let row = &comparison.rows[index];
    let sign = match row.difference {
        Difference::Equal => "=",
        Difference::Outcome | Difference::Bytes { .. } => "≠",
        Difference::OnlyBefore | Difference::OnlyNow => "",
    };
    let class = classes!("pair", (!row.differs()).then_some("same"), side(row.packet.from));
    html! {
        <li key={index} {class} aria-posinset={(index + 1).to_string()} aria-setsize={comparison.rows.len().to_string()}>
            <button type="button" tabindex={if is_selected { "0" } else { "-1" }} aria-current={is_selected.then_some("true")}
                onclick={dispatch.reform(move |_: MouseEvent| Action::SelectRow(index))}>
                <span class="visually-hidden">{ format!("{}: {}", row.name(), row.difference.words()) }</span>
                <span class="cells" aria-hidden="true">
                    { cell(row.before.as_ref()) }<span class="sign">{ sign }</span>{ cell(row.now.as_ref()) }
                </span>
            </button>
        </li>
    }
}

/// A packet between the lifelines of its run; where the run has none, they are alone.
fn cell(packet: Option<&Side>) -> Html {
    let Some(Side { ladder: row, .. }) = packet else {
        return html! { <span class="wire"></span> };
    };
    html! { <span class={line_class(row)}><span class="wire">
        { row.is_trouble.then(|| icon(Icon::Warning)) }{ row.encrypted.then(|| icon(Icon::Lock)) }<b>{ &row.name }</b>
        { row.note.map(|note| html! { <span class="note">{ note }</span> }) }
        <span class="summary">{ &row.summary }</span><span class="arrow"></span>
    </span></span> }
}

fn line_class(row: &ladder::Row) -> Classes {
    classes!(
        match row.router {
            RouterId::R1 => "from-r1",
            RouterId::R2 => "from-r2",
        },
        row.encrypted.then_some("encrypted"),
        row.is_trouble.then_some("refusal"),
        match row.line {
            Line::Lost => Some("lost"),
            Line::Altered => Some("altered"),
            Line::Arrow | Line::Nothing => None,
        },
    )
}

/// The packets of the selected row, one beside the other or below it.
fn selected(comparison: &Comparison, row: &Row, explain: &Callback<String>) -> Html {
    let sides = [row.before.as_ref(), row.now.as_ref()];
    let bytes = [0, 1].map(|run| {
        let packet = run_of(comparison, run).trace.packet(sides[run]?.id)?;
        Some(packet.bytes.as_slice())
    });
    html! {
        <>
            <p class="found" role="status" aria-label="Selected packet">
                <b class={classes!("who", side(row.packet.from))}>{ row.name() }</b>{ ": " }{ row.difference.words() }
            </p>
            <div class={classes!("versus", side(row.packet.from))}>
                { for [0, 1].map(|run| match (sides[run], bytes[run]) {
                    (Some(side), Some(own)) => packet(run_of(comparison, run), run, side, &byte_rows(own, bytes[1 - run]), own.len(), explain),
                    _ => Html::default(),
                }) }
            </div>
        </>
    }
}

fn packet(run: &Run, which: usize, side: &Side, rows: &[ByteRow], length: usize, explain: &Callback<String>) -> Html {
    let name = format!("{} {}", side.ladder.name, RUNS[which]);
    let more = length.saturating_sub(MOST_ROWS * 16);
    html! {
        <article aria-label={name.clone()}>
            <h3>{ name }<span class="quiet">{ format!(" {length} bytes") }</span></h3>
            <p>{ text(&narrate(&run.trace, Place::step(side.ladder.step)).short, explain) }</p>
            <div class="bytes">
                { for rows.iter().map(|row| html! {
                    <div class="octets">
                        <span class="offset">{ format!("{:04x}", row.start) }</span>
                        { for row.halves.iter().map(|half| html! { <span class="half">{ chunks(half, " ") }</span> }) }
                        <span class="ascii" aria-hidden="true">{ chunks(&row.characters, "") }</span>
                    </div>
                }) }
            </div>
            if more > 0 { <p class="quiet">{ format!("{more} more bytes") }</p> }
        </article>
    }
}

/// Bytes, those marked that differ.
fn chunks(chunks: &[Chunk], between: &'static str) -> Html {
    let draw = |(index, chunk): (usize, &Chunk)| {
        let text = html! { { &chunk.text } };
        html! { <>
            if index > 0 { { between } }
            if chunk.differs { <mark class="differs">{ text }</mark> } else { { text } }
        </> }
    };
    chunks.iter().enumerate().map(draw).collect()
}

/// What only one of a router's two consoles shows.
fn consoles(router: RouterId, lines: &[Vec<String>; 2]) -> Html {
    let is_same = lines.iter().all(Vec::is_empty);
    html! {
        <section class={classes!("own-lines", side(router))} aria-label={format!("{router} console lines that differ")}>
            <h3>{ who(router) }{ if is_same { " prints the same lines in both runs" } else { ", console lines that differ" } }</h3>
            if !is_same {
                { for [0, 1].map(|run| html! {
                    <div>
                        <h4>{ ["Only before", "Only now"][run] }<span class="quiet">{ format!(" {}", lines[run].len()) }</span></h4>
                        { shortened(&lines[run], MOST_LINES) }
                    </div>
                }) }
            }
        </section>
    }
}
