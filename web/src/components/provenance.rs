//! Where this comes from: a value with what it was made from, nested, and what it goes into. Every symbol is a way to its
//! value; the way that was walked stands above it.

use ikelab_core::provenance::{Node, Part};
use yew::prelude::*;

use super::words::{modelled, side, who};
use crate::keys::keep_in_view;
use crate::state::{Action, Dispatch, Run, View, dispatch_some};
use crate::view_model::provenance::{expression, shortened, value};

/// See [`Provenance`].
#[derive(Properties, PartialEq)]
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
const DEEPEST: u32 = 2;

/// The value.
#[component]
pub fn Provenance(props: &Props) -> Html {
    let pane = use_node_ref();
    let Some(node) = props.walk.last() else {
        return Html::default();
    };
    use_effect_with((node.clone(), props.walk.len()), {
        let pane = pane.clone();
        move |_| keep_in_view(&pane, "li")
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
        return html! { <KeysLink dispatch={props.dispatch.clone()} /> };
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

#[derive(Properties, PartialEq)]
struct KeysLinkProps {
    dispatch: Dispatch,
}

#[component]
fn KeysLink(props: &KeysLinkProps) -> Html {
    let onclick = props.dispatch.reform(|_: MouseEvent| Action::Show(View::Keys));
    html! { <button type="button" class="button" {onclick}>{ "All keys as a graph" }</button> }
}

/// A value in a row, and what it is made from beneath it.
fn entry(props: &Props, node: &Node, depth: u32) -> Html {
    let shown = value(&props.run, props.until, node);
    let made = expression(&props.run, node);
    let below: Vec<&Node> = match &made {
        Some(made) if depth < DEEPEST => {
            let mut below: Vec<&Node> = Vec::new();
            made.values().for_each(|node| {
                if !below.contains(&node) {
                    below.push(node)
                }
            });
            below
        }
        _ => Vec::new(),
    };
    let is_leaf = made.is_none();
    let class = classes!(
        "value-row",
        shown.side.map(side),
        (shown.text.is_none() && !is_leaf).then_some("later"),
    );
    html! {
        <li>
            <div {class}>
                <b>{ &shown.name }</b>
                <span class="formula" title={made.as_ref().map(|made| made.reference)}>
                    if let Some(made) = &made {
                        { "= " }{ for made.parts.iter().map(|part| piece(props, part)) }
                    } else {
                        { &shown.from }
                    }
                </span>
                <span class="knowers">{ for shown.knowers.iter().map(|router| html! { <>{ who(*router) }{ " " }</> }) }</span>
                if shown.is_modelled { { modelled() } }
                { result(shown.text, is_leaf, depth) }
            </div>
            if !below.is_empty() { <ul>{ for below.into_iter().map(|node| entry(props, node, depth + 1)) }</ul> }
        </li>
    }
}

/// The value itself: in full where it is what was asked for.
fn result(text: Option<String>, is_leaf: bool, depth: u32) -> Html {
    match text {
        Some(text) if depth == 0 => html! { <code class="result full">{ text }</code> },
        Some(text) => html! { <code class="result" title={text.clone()}>{ shortened(&text) }</code> },
        None if is_leaf => Html::default(),
        None => html! { <span class="result">{ "not yet" }</span> },
    }
}

fn piece(props: &Props, part: &Part) -> Html {
    match part {
        Part::Text(text) => html! { <span>{ text.as_ref() }</span> },
        Part::Value { symbol, node } => button(props, symbol, node),
    }
}

fn button(props: &Props, symbol: &str, node: &Node) -> Html {
    let shown = value(&props.run, props.until, node);
    let onclick = {
        let node = node.clone();
        props.dispatch.reform(move |_: MouseEvent| Action::Ask(node.clone()))
    };
    let class = classes!("token", shown.side.map(side));
    html! { <button type="button" {class} title={shown.from} {onclick}><u>{ symbol.to_owned() }</u></button> }
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
            { for uses.iter().map(|node| button(props, &value(&props.run, props.until, node).name, node)) }
        </div>
    }
}
