//! The tree of fields: an ARIA tree with one tab stop, in which the selection follows the focus.

use ikelab_core::map::Map;
use std::rc::Rc;

use ikelab_core::dissect::Source;
use ikelab_core::event::RouterId;
use yew::prelude::*;

use super::super::icons::{Icon, icon};
use super::super::words::{modelled, side};
use crate::keys::{focus_within, keep_in_view};
use crate::state::{Action, Dispatch, dispatch_some};
use crate::view_model::arrows::Arrow;
use crate::view_model::fields::Tree;
use crate::window::{Pane, use_window};

const ROWS: Pane = Pane { least: 24, room: 12 };

/// See [`Fields`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Who sent the packet: it is in his colours, where it has any.
    pub from: RouterId,
    pub tree: Rc<Tree>,
    pub selected: usize,
    pub opened: Map<String, bool>,
    pub hovered: Option<usize>,
    pub hover: Callback<Option<usize>>,
    pub dispatch: Dispatch,
}

/// The tree.
#[component]
pub(super) fn Fields(props: &Props) -> Html {
    let Props {
        tree,
        selected,
        opened,
        hover,
        dispatch,
        ..
    } = props;
    let list = use_node_ref();
    // The focused item may be gone after a key: what it was in has closed behind it.
    let was_key = use_mut_ref(|| false);
    use_effect_with((tree.nodes()[*selected].path.clone(), Rc::as_ptr(tree)), {
        let (list, was_key) = (list.clone(), was_key.clone());
        move |_| {
            keep_in_view(&list, "[aria-selected=true]");
            if was_key.replace(false) {
                focus_within(&list, "[aria-selected=true]");
            }
        }
    });
    let visible = tree.visible(*selected, opened);
    let at = visible.iter().position(|index| index == selected).unwrap_or(0);
    let window = use_window(&list, visible.len(), at, ROWS);
    let hovered = props.hovered.map(|index| tree.nearest_visible(index, &visible));
    let onkeydown = dispatch_some(dispatch, move |event: KeyboardEvent| {
        let action = match Arrow::from_key(&event.key()) {
            Some(arrow) => Action::TreeKey(arrow),
            None => Action::TreeLetter(typed_letter(&event)?),
        };
        event.prevent_default();
        was_key.replace(true);
        Some(action)
    });
    let leave = hover.reform(|_: PointerEvent| None);
    html! {
        <ul class="tree windowed" role="tree" aria-label="Packet" ref={list} {onkeydown} onpointerleave={leave}
            onscroll={window.onscroll}>
            { for visible[window.rows].iter().map(|index| item(props, *index, hovered == Some(*index))) }
        </ul>
    }
}

/// The letter or digit that a key types.
fn typed_letter(event: &KeyboardEvent) -> Option<char> {
    let with_other = event.ctrl_key() || event.alt_key() || event.meta_key();
    let key = event.key();
    let mut letters = key.chars();
    let letter = letters.next().filter(|letter| letter.is_alphanumeric())?;
    (!with_other && letters.next().is_none()).then_some(letter)
}

fn item(props: &Props, index: usize, is_hovered: bool) -> Html {
    let Props {
        tree,
        selected,
        opened,
        hover,
        dispatch,
        ..
    } = props;
    let node = &tree.nodes()[index];
    let is_selected = index == *selected;
    let is_branch = tree.is_branch(index);
    let is_open = is_branch && tree.is_open(index, *selected, opened);
    let is_within = !is_selected && tree.ancestors(index).any(|ancestor| ancestor == *selected);
    let class = classes!(
        format!("level-{}", node.level.min(7)),
        (is_selected || is_within).then(|| side(props.from)),
        is_within.then_some("within"),
        is_hovered.then_some("hovered"),
    );
    let (position, size) = tree.position(index);
    let onclick = {
        let path = node.path.clone();
        dispatch.reform(move |_: MouseEvent| Action::Select {
            field: path.clone(),
            byte: None,
        })
    };
    html! {
        <li key={node.path.clone()} role="treeitem" {class} aria-level={node.level.to_string()}
            aria-posinset={position.to_string()} aria-setsize={size.to_string()}
            aria-expanded={is_branch.then_some(if is_open { "true" } else { "false" })}
            aria-selected={if is_selected { "true" } else { "false" }}
            tabindex={if is_selected { "0" } else { "-1" }}
            {onclick} onpointerenter={hover.reform(move |_: PointerEvent| Some(index))}>
            <span class="twist" onclick={is_branch.then(|| twist(props, index, is_open))}>
                if is_branch { { icon(Icon::Twist) } }
            </span>
            <span class={classes!("name", is_branch.then_some("branch"))}>{ &node.name }</span>
            <span class="value">
                if !is_open && tree.differs(index) {
                    <span class="differs">{ &node.value }</span><span class="visually-hidden">{ ", differs" }</span>
                } else {
                    { &node.value }
                }
                if node.source == Source::Modelled && !is_branch { { " " }{ modelled() } }
            </span>
        </li>
    }
}

/// Opens or closes a branch. One that is closed over the selected field is selected itself.
fn twist(props: &Props, index: usize, is_open: bool) -> Callback<MouseEvent> {
    let (dispatch, path) = (props.dispatch.clone(), props.tree.nodes()[index].path.clone());
    let hides_selected = is_open && props.tree.ancestors(props.selected).any(|ancestor| ancestor == index);
    Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        if hides_selected {
            dispatch.emit(Action::Select {
                field: path.clone(),
                byte: None,
            });
        }
        dispatch.emit(Action::Open {
            field: path.clone(),
            open: !is_open,
        });
    })
}
