//! Key material as a graph that fills in as the steps pass; where there is no room for it, as a list.

use ikelab_core::provenance::Node;
use yew::prelude::*;

use super::provenance::Provenance;
use super::words::side;
use crate::keys::focus_if_inside;
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, Run, dispatch_some};
use crate::view_model::arrows::Arrow;
use crate::view_model::graph::{Graph, Knot};
use crate::view_model::provenance::{Value, shortened, value};

/// Pixels from one column or row to the next, and of a box.
const COLUMN: usize = 142;
const ROW: usize = 46;
const WIDTH: usize = 118;
const HEIGHT: usize = 36;

/// See [`Keys`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// What happens from this event on has not happened yet.
    pub until: u32,
    /// The values that were walked through; the last is the chosen one.
    pub walk: Vec<Node>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The graph, and the chosen value.
#[component]
pub fn Keys(props: &Props) -> Html {
    let Props {
        run,
        until,
        walk,
        dispatch,
    } = props;
    let pane = use_node_ref();
    let graph = use_memo((run.clone(), *until), |(run, until)| Graph::new(run, *until));
    let is_wide = use_media_query("(min-width: 68rem)");
    let chosen = walk
        .last()
        .and_then(|node| graph.knots.iter().position(|knot| knot.node == *node));
    let at = chosen.unwrap_or(0);
    use_effect_with(at, {
        let pane = pane.clone();
        move |_| focus_if_inside(&pane, "[tabindex='0']")
    });
    let onkeydown = {
        let graph = graph.clone();
        dispatch_some(dispatch, move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "Enter" | " " => at,
                key => graph.walk(at, Arrow::from_key(key)?),
            };
            event.prevent_default();
            Some(Action::AskAfresh(graph.knots.get(to)?.node.clone()))
        })
    };
    let drawing = if is_wide {
        draw(props, &graph, at, chosen)
    } else {
        list(props, &graph, at, chosen)
    };
    html! {
        <section class="keys-view" aria-label="Key material">
            <h2 class="visually-hidden">{ "Key material" }</h2>
            <div class="graph" ref={pane} {onkeydown}>{ drawing }</div>
            if walk.is_empty() {
                <p class="quiet">{ "Choose a value: its formula, what went into it and what it goes into stand here." }</p>
            } else {
                <Provenance run={run.clone()} until={*until} walk={walk.clone()} dispatch={dispatch.clone()} />
            }
        </section>
    }
}

/// A value in words.
fn words(shown: &Value) -> String {
    let text = shown.text.as_deref().map_or_else(|| "not yet".to_owned(), shortened);
    let knowers: Vec<String> = shown.knowers.iter().map(ToString::to_string).collect();
    let known = if knowers.is_empty() {
        String::new()
    } else {
        format!(", known to {}", knowers.join(" and "))
    };
    format!("{text}{known}")
}

fn draw(props: &Props, graph: &Graph, at: usize, chosen: Option<usize>) -> Html {
    let (columns, rows) = graph.size();
    let (width, height) = (columns * COLUMN, rows * ROW + 8);
    html! {
        <svg width={width.to_string()} height={height.to_string()} role="group" aria-label="Graph of keys">
            <g aria-hidden="true">{ for graph.edges.iter().map(|edge| line(graph, *edge, chosen)) }</g>
            { for graph.knots.iter().enumerate().map(|(index, knot)| {
                let (x, y) = (knot.column * COLUMN, knot.row * ROW + 4);
                let shown = value(&props.run, props.until, &knot.node);
                let label = format!("{} {}", knot.name, words(&shown));
                let text = shown.text.as_deref().map_or_else(|| "not yet".to_owned(), shortened);
                let middle = x + 8;
                html! {
                    <g role="button" class={class(&shown, chosen == Some(index))} aria-label={label}
                        aria-pressed={pressed(chosen == Some(index))} tabindex={tab_stop(index == at)} onclick={choose(props, knot)}>
                        <rect x={x.to_string()} y={y.to_string()} width={WIDTH.to_string()} height={HEIGHT.to_string()} rx="4" />
                        <text class="name" x={middle.to_string()} y={(y + 15).to_string()}>{ &knot.name }</text>
                        // A name from the text has this blank, and the label has to contain that name.
                        { " " }
                        <text x={middle.to_string()} y={(y + 30).to_string()}>{ text }</text>
                    </g>
                }
            }) }
        </svg>
    }
}

/// A curve from a value to one that is made from it.
fn line(graph: &Graph, (from, to): (usize, usize), chosen: Option<usize>) -> Html {
    let (a, b) = (&graph.knots[from], &graph.knots[to]);
    let (x1, y1) = (a.column * COLUMN + WIDTH, a.row * ROW + 4 + HEIGHT / 2);
    let (x2, y2) = (b.column * COLUMN, b.row * ROW + 4 + HEIGHT / 2);
    let (c1, c2) = (x1 + 20, x2.saturating_sub(20));
    let class = classes!((chosen == Some(from) || chosen == Some(to)).then_some("on"));
    html! { <path {class} d={format!("M{x1} {y1}C{c1} {y1} {c2} {y2} {x2} {y2}")} /> }
}

fn list(props: &Props, graph: &Graph, at: usize, chosen: Option<usize>) -> Html {
    html! {
        <ol>
            { for graph.knots.iter().enumerate().map(|(index, knot)| {
                let shown = value(&props.run, props.until, &knot.node);
                html! {
                    <li><button type="button" class={class(&shown, chosen == Some(index))} aria-pressed={pressed(chosen == Some(index))}
                        tabindex={tab_stop(index == at)} onclick={choose(props, knot)}>
                        <b>{ &knot.name }</b><span>{ words(&shown) }</span>
                    </button></li>
                }
            }) }
        </ol>
    }
}

fn class(shown: &Value, is_chosen: bool) -> Classes {
    classes!(
        "knot",
        shown.side.map(side),
        shown.text.is_none().then_some("later"),
        is_chosen.then_some("on"),
    )
}

fn pressed(is_chosen: bool) -> &'static str {
    if is_chosen { "true" } else { "false" }
}

fn tab_stop(is_chosen: bool) -> &'static str {
    if is_chosen { "0" } else { "-1" }
}

fn choose(props: &Props, knot: &Knot) -> Callback<MouseEvent> {
    let node = knot.node.clone();
    props
        .dispatch
        .reform(move |_: MouseEvent| Action::AskAfresh(node.clone()))
}
