//! The keys by phase, public and secret apart, and the one that is chosen.

use yew::prelude::*;

use super::provenance::{DEEPEST, Props, Provenance, row};
use crate::keys::{focus_if_inside, focus_sibling, keep_in_view};
use crate::state::Action;
use crate::view_model::keys::{Group, Key, current, groups};
use crate::view_model::provenance::value;

/// The keys. The last value that was walked to is the chosen one.
#[component]
pub fn Keys(props: &Props) -> Html {
    let pane = use_node_ref();
    let groups = use_memo(props.run.clone(), |run| groups(run));
    let chosen = props.walk.last();
    use_effect_with(chosen.cloned(), {
        let pane = pane.clone();
        move |_| {
            keep_in_view(&pane, ".on .value-row");
            focus_if_inside(&pane, ".on button");
        }
    });
    let open = current(&groups, props.until);
    let parts = groups.iter().enumerate().map(|(at, group)| {
        let is_open = open.contains(&Some(at)) || chosen.is_some_and(|node| group.holds(node));
        html! {
            <section class={classes!((!group.has_begun(props.until)).then_some("later"))} aria-label={group.title.clone()}>
                <h3>{ if is_open { html! { &group.title } } else { choose(props, &group.keys[0], &group.title) } }</h3>
                if is_open { <div class="apart">{ half(props, group, true) }{ half(props, group, false) }</div> }
            </section>
        }
    });
    html! {
        <section class="keys-view" aria-label="Key material" ref={pane}>
            <h2 class="visually-hidden">{ "Key material" }</h2>
            { for parts }
            if groups.is_empty() {
                <p class="quiet">{ "No keys are negotiated in this run." }</p>
            }
            if chosen.is_some_and(|node| !groups.iter().any(|group| group.holds(node))) { { closer(props) } }
        </section>
    }
}

/// The public values of an exchange, or the secret ones.
fn half(props: &Props, group: &Group, is_public: bool) -> Html {
    let (title, meaning) = if is_public {
        (
            "Public",
            " An eavesdropper reads these, or computes them from what it reads.",
        )
    } else {
        ("Secret", " An eavesdropper does not have these.")
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| focus_sibling(&event, "li", "button"));
    let keys = group.keys.iter().filter(|key| key.is_public == is_public);
    html! {
        <div>
            <h4>{ title }<span>{ meaning }</span></h4>
            <ul {onkeydown}>{ for keys.map(|key| item(props, key)) }</ul>
        </div>
    }
}

fn item(props: &Props, key: &Key) -> Html {
    let mut shown = value(&props.run, props.until, &key.node);
    if !key.symbol.is_empty() {
        shown.name = key.symbol.to_owned();
    }
    let is_on = props.walk.last() == Some(&key.node);
    let name = html! { <>{ choose(props, key, &shown.name) }<span class="what">{ key.what }</span></> };
    html! {
        <li class={classes!(is_on.then_some("on"))}>
            { row(props, &key.node, name, shown, DEEPEST + 1) }
            if is_on { { closer(props) } }
        </li>
    }
}

/// The chosen value with what it is made from.
fn closer(props: &Props) -> Html {
    let Props {
        run,
        until,
        walk,
        dispatch,
    } = props.clone();
    html! { <Provenance {run} {until} {walk} {dispatch} /> }
}

/// Chooses a key.
fn choose(props: &Props, key: &Key, name: &str) -> Html {
    let (node, is_on) = (key.node.clone(), props.walk.last() == Some(&key.node));
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::AskAfresh(node.clone()));
    html! { <button type="button" class="token" aria-pressed={is_on.to_string()} {onclick}><b>{ name.to_owned() }</b></button> }
}
