//! What the wire does to the selected packet, and to others.

use ikelab_core::event::PacketId;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use crate::keys::focus_sibling;
use crate::state::{Action, Dispatch, Run};
use crate::view_model::faults::{InForce, Tampering, forgery, in_force, is_forgeable, packet_ref};

/// Characters that fit into the data of a ping.
const LONGEST: &str = "48";

/// See [`Wire`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// The step.
    pub step: usize,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The faults in force, and the tools for the packet of the step.
#[component]
pub fn Wire(props: &Props) -> Html {
    let Props { run, step, dispatch } = props;
    let rows = in_force(&run.scenario.faults);
    let packet = run.trace.steps[*step].packet;
    html! {
        <div class="wire-tools">
            if !rows.is_empty() {
                <ul class="faults" aria-label="Faults in force">
                    { for rows.into_iter().map(|row| fault(row, dispatch)) }
                </ul>
            }
            if let Some(packet) = packet { { tools(run, packet, dispatch) } }
        </div>
    }
}

fn fault(row: InForce, dispatch: &Dispatch) -> Html {
    let InForce { words, faults } = row;
    let label = format!("Remove: {words}");
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Restore(faults.clone()));
    html! {
        <li>
            <span class="warning">{ icon(Icon::Warning) }{ words }</span>
            <button type="button" class="button" aria-label={label} {onclick}>{ "Remove" }</button>
        </li>
    }
}

fn tools(run: &Run, id: PacketId, dispatch: &Dispatch) -> Html {
    let Some((packet, target)) = run.trace.packet(id).zip(packet_ref(&run.trace, id)) else {
        return Html::default();
    };
    let tool = |(index, tampering): (usize, Tampering)| {
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Tamper(vec![tampering.fault(target)]));
        html! {
            <span><button type="button" class="button" tabindex={if index == 0 { "0" } else { "-1" }}
                {onclick}>{ tampering.name() }</button></span>
        }
    };
    let label = format!("Tamper with {} on the wire", packet.name);
    let onkeydown = Callback::from(|event: KeyboardEvent| focus_sibling(&event, "span", "button"));
    html! {
        <>
            <p class="quiet">{ &label }</p>
            <div role="toolbar" aria-label={label} {onkeydown}>
                { for Tampering::ALL.into_iter().enumerate().map(tool) }
            </div>
            if is_forgeable(packet) {
                <Forge key={id.0} run={run.clone()} packet={id} dispatch={dispatch.clone()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ForgeProps {
    run: Run,
    packet: PacketId,
    dispatch: Dispatch,
}

/// Another text for the packet: bits are flipped, no key is known.
#[component]
fn Forge(props: &ForgeProps) -> Html {
    let text = use_state(|| "forged by the wire".to_owned());
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| text.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onsubmit = {
        let (run, packet, dispatch, text) = (props.run.clone(), props.packet, props.dispatch.clone(), text.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(faults) = forgery(&run.trace, packet, &text) {
                dispatch.emit(Action::Tamper(faults));
            }
        })
    };
    html! {
        <form class="forge" {onsubmit}>
            <input type="text" aria-label="Forged text" maxlength={LONGEST} spellcheck="false" autocomplete="off"
                value={(*text).clone()} {oninput} />
            <button type="submit" class="button outlined">{ "Forge this packet" }</button>
        </form>
    }
}
