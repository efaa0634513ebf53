//! What the wire does to the selected packet, and to others: a menu.

use ikelab_core::event::PacketId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, Node};
use yew::prelude::*;

use super::icons::{Icon, icon};
use super::words::who;
use crate::keys::{focus_sibling, focus_within};
use crate::state::{Action, Dispatch, Run};
use crate::view_model::faults::{InForce, Tampering, forgery, in_force, is_forgeable, packet_ref};

/// Characters that fit into the data of a ping.
const LONGEST: &str = "48";

/// See [`Tamper`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// The packet.
    pub packet: PacketId,
    /// Whether its menu is open.
    pub open: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The button and its menu: what can be done to the packet on its way, and the faults in force.
#[component]
pub fn Tamper(props: &Props) -> Html {
    let Props {
        run,
        packet: id,
        open,
        dispatch,
    } = props;
    let whole = use_node_ref();
    let text = use_state(|| "forged on the way".to_owned());
    use_effect_with(*open, {
        let whole = whole.clone();
        move |open| {
            if *open {
                focus_within(&whole, "[role=menuitem]");
            }
        }
    });
    let Some((packet, target)) = run.trace.packet(*id).zip(packet_ref(&run.trace, *id)) else {
        return Html::default();
    };
    let close = {
        let (whole, dispatch) = (whole.clone(), dispatch.clone());
        Callback::from(move |action: Option<Action>| {
            focus_within(&whole, "button");
            dispatch.emit(Action::OpenTamper(false));
            action.into_iter().for_each(|action| dispatch.emit(action));
        })
    };
    let item = |words: String, action: Action| {
        let onclick = close.reform(move |_: MouseEvent| Some(action.clone()));
        html! { <button type="button" role="menuitem" tabindex="-1" {onclick}>{ words }</button> }
    };
    let remove = |InForce { words, faults }: InForce| item(format!("Remove: {words}"), Action::Restore(faults));
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => close.emit(None),
            _ => focus_sibling(&event, "[role=menuitem]", ""),
        })
    };
    let onfocusout = {
        let (whole, dispatch, open) = (whole.clone(), dispatch.clone(), *open);
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target();
            let stays = whole
                .cast::<Element>()
                .is_some_and(|it| it.contains(to.as_ref().map(|to| to.unchecked_ref::<Node>())));
            if open && !stays {
                dispatch.emit(Action::OpenTamper(false));
            }
        })
    };
    let toggle = {
        let open = *open;
        dispatch.reform(move |_: MouseEvent| Action::OpenTamper(!open))
    };
    let label = format!("Tamper with {}", packet.name);
    let to_text = {
        let whole = whole.clone();
        Callback::from(move |_: MouseEvent| focus_within(&whole, "input"))
    };
    html! {
        <span class="tamper" ref={whole} {onkeydown} {onfocusout}>
            <button type="button" class="button outlined" aria-haspopup="menu"
                aria-expanded={if *open { "true" } else { "false" }} onclick={toggle}>{ &label }{ icon(Icon::Twist) }</button>
            if *open {
                <div class="menu">
                    <p class="quiet">{ "On its way from " }{ who(packet.from) }{ " to " }{ who(packet.from.peer()) }{ format!(", {} is …", packet.name) }</p>
                        <div role="menu" aria-label={label.clone()}>
                            { for Tampering::ALL.map(|it| item(it.name().to_owned(), Action::Tamper(vec![it.fault(target)]))) }
                            if is_forgeable(packet) {
                                <button type="button" role="menuitem" tabindex="-1" onclick={to_text}>{ "forged …" }</button>
                            }
                            { for in_force(&run.scenario.faults).into_iter().map(remove) }
                        </div>
                        if is_forgeable(packet) { { forge(run, *id, &text, &close) } }
                </div>
            }
        </span>
    }
}

/// Another text for the packet: bits are flipped, no key is known.
fn forge(run: &Run, packet: PacketId, text: &UseStateHandle<String>, close: &Callback<Option<Action>>) -> Html {
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| text.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onsubmit = {
        let (run, text) = (run.clone(), text.clone());
        close.reform(move |event: SubmitEvent| {
            event.prevent_default();
            forgery(&run.trace, packet, &text).map(Action::Tamper)
        })
    };
    html! {
        <form class="forge" {onsubmit}>
            <input type="text" aria-label="Forged text" maxlength={LONGEST} spellcheck="false" autocomplete="off"
                value={(**text).clone()} {oninput} />
            <button type="submit" class="button outlined">{ "Forge this packet" }</button>
        </form>
    }
}
