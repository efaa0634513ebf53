//! Where this comes from: a value with what it was made from, nested, and what it goes into. Every symbol is a way to its
//! value; the way that was walked stands above it.

use ikelab_core::event::RouterId;
use ikelab_core::provenance::{Node, Part};
use yew::prelude::*;

use super::share::Copied;
use super::words::{modelled, side, who};
use crate::keys::keep_in_view;
use crate::state::{Action, Dispatch, Run, View, dispatch_some};
use crate::view_model::keys::{cut, program};
use crate::view_model::knowers::knowers;
use crate::view_model::provenance::{Value, expression, shortened, value};

/// See [`Provenance`].
#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// What happens from this event on has not happened yet.
    pub until: u32,
    /// The values that were walked through, one from the other; the last is shown.
    pub walk: Vec<Node>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Levels of what a value is made from that are shown beneath it.
pub const DEEPEST: u32 = 2;

/// The value.
#[component]
pub fn Provenance(props: &Props) -> Html {
    let pane = use_node_ref();
    let Some(node) = props.walk.last() else {
        return Html::default();
    };
    use_effect_with((node.clone(), props.walk.len()), {
        let pane = pane.clone();
        move |_| keep_in_view(&pane, ".value-row")
    });
    let length = props.walk.len();
    let onkeydown = dispatch_some(&props.dispatch, move |event: KeyboardEvent| {
        if event.key() != "Backspace" {
            return None;
        }
        event.prevent_default();
        Some(Action::AskBack(length.saturating_sub(1)))
    });
    html! {
        <section class="provenance" aria-label="Where this comes from" {onkeydown}>
            <header><h3>{ "Where this comes from" }</h3>{ crumbs(props) }</header>
            <div class="made" ref={pane} tabindex="0">
                <ul>{ entry(props, node, 0) }</ul>
                { uses(props, node) }
            </div>
        </section>
    }
}

/// The way here; each of its values is a way back.
fn crumbs(props: &Props) -> Html {
    let before = props.walk.len() - 1;
    if before == 0 {
        let onclick = props.dispatch.reform(|_: MouseEvent| Action::Show(View::Keys));
        return html! { <button type="button" class="button" {onclick}>{ "All keys" }</button> };
    }
    html! {
        <ol class="crumbs" aria-label="The way here">
            { for props.walk[..before].iter().enumerate().map(|(index, node)| {
                let onclick = props.dispatch.reform(move |_: MouseEvent| Action::AskBack(index + 1));
                let name = value(&props.run, props.until, node).name;
                html! { <li><button type="button" class="token" {onclick}><u>{ name }</u></button>{ " → " }</li> }
            }) }
        </ol>
    }
}

/// A value in a row, and what it is made from beneath it.
fn entry(props: &Props, node: &Node, depth: u32) -> Html {
    let made = expression(&props.run, node);
    let mut below: Vec<&Node> = Vec::new();
    if let Some(made) = made.as_ref().filter(|_| depth < DEEPEST) {
        made.values().for_each(|node| {
            if !below.contains(&node) {
                below.push(node)
            }
        });
    }
    let shown = value(&props.run, props.until, node);
    let name = html! { <b>{ &shown.name }</b> };
    html! {
        <li>
            { row(props, node, name, shown, depth) }
            if depth == 0 { { python(props, node) } }
            if !below.is_empty() { <ul>{ for below.into_iter().map(|node| entry(props, node, depth + 1)) }</ul> }
        </li>
    }
}

/// A value in a row: its name, how it is made, who has it, and the value; in full where it is what was asked for.
pub fn row(props: &Props, node: &Node, name: Html, shown: Value, depth: u32) -> Html {
    let Props { run, until, .. } = props;
    let made = expression(run, node);
    let is_leaf = made.is_none();
    let is_later = shown.text.is_none() && !is_leaf;
    let class = classes!("value-row", shown.side.map(side), is_later.then_some("later"));
    html! {
        <div {class}>
            { name }
            <span class="formula" title={made.as_ref().map(|made| made.reference)}>
                if let Some(made) = &made {
                    { "= " }{ for made.parts.iter().map(|part| piece(props, part, depth)) }
                } else {
                    { &shown.from }
                }
            </span>
            <span class="knowers">{ for knowers(run, *until, node).into_iter().map(|(place, message)| knower(place, &message)) }</span>
            if shown.is_modelled { { modelled() } }
            { result(shown.text, is_leaf, depth) }
            if !is_later {
                { for cut(run, node).into_iter().map(|(name, bytes)| html! {
                    <span class="cut">{ name }{ " " }{ result(Some(bytes), false, depth) }</span>
                }) }
            }
        </div>
    }
}

/// One who has a value, and since which message.
fn knower(place: usize, message: &str) -> Html {
    let name = match RouterId::BOTH.get(place) {
        Some(router) => who(*router),
        None => html! { "eavesdropper" },
    };
    let since = if message.is_empty() { "" } else { " since " };
    html! { <span>{ name }{ since }{ message }{ " " }</span> }
}

/// Python that computes the value again.
fn python(props: &Props, node: &Node) -> Html {
    let Some((text, about)) = program(&props.run, props.until, node) else {
        return Html::default();
    };
    html! {
        <details>
            <summary>{ "Compute it with Python" }</summary>
            <Copied name="Program" {text} {about} rows=8 />
        </details>
    }
}

/// The value itself: in full where it is what was asked for.
fn result(text: Option<String>, is_leaf: bool, depth: u32) -> Html {
    match text {
        Some(text) if is_leaf => html! { <code class="result">{ text }</code> },
        Some(text) if depth == 0 => html! { <code class="result full">{ text }</code> },
        Some(text) => html! { <code class="result" title={text.clone()}>{ shortened(&text) }</code> },
        None if is_leaf => Html::default(),
        None => html! { <span class="result">{ "not yet" }</span> },
    }
}

fn piece(props: &Props, part: &Part, depth: u32) -> Html {
    match part {
        Part::Text(text) => html! { <span>{ text.as_ref() }</span> },
        Part::Value { symbol, node } => button(props, symbol, node, depth),
    }
}

/// A way to a value. In a list of many it is no stop of the Tab key: what is chosen there has its own.
fn button(props: &Props, symbol: &str, node: &Node, depth: u32) -> Html {
    let shown = value(&props.run, props.until, node);
    let is_in_list = depth > DEEPEST;
    let onclick = {
        let node = node.clone();
        props.dispatch.reform(move |_: MouseEvent| {
            let node = node.clone();
            if is_in_list {
                Action::AskAfresh(node)
            } else {
                Action::Ask(node)
            }
        })
    };
    let class = classes!("token", shown.side.map(side));
    let tabindex = is_in_list.then_some("-1");
    html! { <button type="button" {class} title={shown.from} {tabindex} {onclick}><u>{ symbol.to_owned() }</u></button> }
}

/// Where it goes from here.
fn uses(props: &Props, node: &Node) -> Html {
    let uses = props.run.provenance().uses(&props.run.trace, node);
    if uses.is_empty() {
        return Html::default();
    }
    html! {
        <div class="uses" role="group" aria-label="What it goes into">
            <span>{ "Goes into" }</span>
            { for uses.iter().map(|node| button(props, &value(&props.run, props.until, node).name, node, 0)) }
        </div>
    }
}
