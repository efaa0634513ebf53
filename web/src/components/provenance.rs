//! Where this comes from: key material as formulae that fill in as the steps pass. Every symbol is a way to its value.

use std::rc::Rc;

use ikelab_core::event::{Quantity, RouterId};
use yew::prelude::*;

use super::words::{side, who};
use crate::keys::keep_in_view;
use crate::state::{Action, Dispatch, View};
use crate::view_model::bytes::hex;
use crate::view_model::provenance::{Definition, Part, Target, Token};
use crate::view_model::scene::Scene;

/// See [`Provenance`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All that the run computes.
    pub definitions: Rc<Vec<Definition>>,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// Path of the selected field.
    pub field: String,
    /// The value that was asked for.
    pub quantity: Option<Quantity>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The formulae.
#[component]
pub fn Provenance(props: &Props) -> Html {
    let Props {
        definitions,
        scene,
        quantity,
        field,
        ..
    } = props;
    let pane = use_node_ref();
    use_effect_with((scene.place, *quantity, field.clone()), {
        let pane = pane.clone();
        move |_| {
            keep_in_view(&pane, ".new");
            keep_in_view(&pane, ".selected");
            keep_in_view(&pane, ".asked");
        }
    });
    html! {
        <section class="provenance" aria-label="Where this comes from">
            <h3>{ "Where this comes from" }</h3>
            <dl class="definitions" ref={pane} tabindex="0">
                { for definitions.iter().map(|definition| row(props, definition)) }
            </dl>
        </section>
    }
}

fn row(props: &Props, definition: &Definition) -> Html {
    let knowers: Vec<RouterId> = definition.knowers(props.scene.new.end).collect();
    let is_asked = props.quantity == Some(definition.quantity);
    let class = classes!(
        "definition",
        definition.owner.map(side),
        knowers.is_empty().then_some("later"),
        definition.is_new(&props.scene.new).then_some("new"),
        is_asked.then_some("asked"),
    );
    let owner = definition
        .owner
        .map(|owner| html! { <small>{ " of " }{ who(owner) }</small> });
    html! {
        <div {class}>
            <dt>{ definition.quantity.name() }{ owner }</dt>
            <dd class="formula" title={definition.reference}>
                <span>{ "= " }</span>{ for definition.parts.iter().map(|part| piece(props, part)) }
            </dd>
            <dd class="knowers">
                if !knowers.is_empty() { <span class="visually-hidden">{ "known to " }</span> }
                { for knowers.iter().map(|router| html! { <>{ who(*router) }{ " " }</> }) }
            </dd>
            { result(definition, !knowers.is_empty(), is_asked) }
        </div>
    }
}

fn result(definition: &Definition, is_known: bool, is_asked: bool) -> Html {
    if !is_known {
        return html! { <dd class="result">{ "not yet" }</dd> };
    }
    let (value, full) = shown(&definition.value, is_asked);
    html! { <dd class="result" title={full}>{ value }</dd> }
}

/// A value as it stands in its row, and in full.
fn shown(value: &[u8], in_full: bool) -> (String, String) {
    let full = hex(value);
    if in_full || value.len() <= 4 {
        (full.clone(), full)
    } else {
        (format!("{} …", hex(&value[..3])), full)
    }
}

fn piece(props: &Props, part: &Part) -> Html {
    match part {
        Part::Text(text) => html! { <span>{ text.clone() }</span> },
        Part::Token(token) => button(props, token),
    }
}

fn button(props: &Props, token: &Token) -> Html {
    let is_selected =
        matches!(token.target, Target::Field { step, path } if step == props.scene.place.step && path == props.field);
    let class = classes!("token", token.side.map(side), is_selected.then_some("selected"));
    let onclick = {
        let (dispatch, target) = (props.dispatch.clone(), token.target.clone());
        Callback::from(move |_: MouseEvent| actions(&target).into_iter().for_each(|action| dispatch.emit(action)))
    };
    html! {
        <button type="button" {class} {onclick}>
            <u>{ token.symbol }</u><small>{ &token.from }</small>
        </button>
    }
}

fn actions(target: &Target) -> Vec<Action> {
    match target {
        Target::Quantity(quantity) => vec![Action::Ask(*quantity)],
        Target::Field { step, path } => {
            vec![
                Action::Go(*step),
                Action::Select {
                    field: (*path).to_owned(),
                    byte: None,
                },
            ]
        }
        Target::Configurations => vec![Action::Show(View::Configurations)],
    }
}
