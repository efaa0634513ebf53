//! The selected packet: fields and bytes, linked both ways, and what the selected field means.

mod bytes;
mod fields;

use std::rc::Rc;

use ikelab_core::dissect::{self, Source};
use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::RouterId;
use ikelab_core::provenance::{Node as Value, Span};
use ikelab_core::sim::CapturedPacket;
use yew::prelude::*;

use super::keystream::Keystream;
use super::provenance::Provenance;
use super::two_time_pad::TwoTimePad;
use super::words::{modelled, side, who};
use crate::keys::focus_by_id;
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, Inspection, Panel, Run, dispatch_some};
use crate::view_model::fields::{Node, Tree};
use crate::view_model::keystream::{Cipher, Encryption, encryption};
use crate::view_model::scene::{Flight, Scene};
use crate::view_model::two_time_pad::pair;
use bytes::Bytes;
use fields::Fields;

/// See [`Packet`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub run: Run,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// What is looked at.
    pub inspection: Inspection,
    /// The values that were walked through where values come from.
    pub walk: Vec<Value>,
    /// The bytes that a record is about which is pointed at.
    pub pointed: Option<Span>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The packet of the step.
#[component]
pub fn Packet(props: &Props) -> Html {
    let Props {
        run,
        scene,
        inspection,
        dispatch,
        ..
    } = props;
    let step = scene.place.step;
    let id = run.trace.steps[step].packet;
    let dissected = use_memo((run.clone(), id, inspection.decrypted), |(run, id, decrypted)| {
        let packet = id.and_then(|id| run.trace.packet(id))?;
        Some((run.tree(packet, *decrypted), encryption(run, packet)))
    });
    let packet = id.and_then(|id| run.trace.packet(id));
    let Some((packet, (tree, encryption))) = packet.zip(dissected.as_ref().as_ref()) else {
        return nothing(props, step);
    };
    if scene.flight == Flight::Unsent {
        return unsent(props, packet);
    }
    let selected = tree.selected(inspection.field.as_deref());
    html! {
        <section class={classes!("packet", is_traffic(packet).then_some("wide-panel"))} aria-label="Selected packet">
            { heading(packet, inspection.decrypted, dispatch) }
            <Linked from={packet.from} tree={tree.clone()} {selected} inspection={inspection.clone()}
                pointed={props.pointed.filter(|span| span.packet == packet.id).and_then(|span| tree.about(&span))}
                dispatch={dispatch.clone()} />
            { explanation(&tree.nodes()[selected]) }
            { panel(props, packet, tree, selected, encryption.as_ref()) }
        </section>
    }
}

/// What is in the tunnel, or would be.
fn is_traffic(packet: &CapturedPacket) -> bool {
    matches!(packet.name, PacketName::Esp(_) | PacketName::Ah(_))
}

/// Beneath the packet: where its values come from, and how it was encrypted, if it was.
fn panel(
    props: &Props,
    packet: &CapturedPacket,
    tree: &Rc<Tree>,
    selected: usize,
    encryption: Option<&Encryption>,
) -> Html {
    let Props {
        run,
        scene,
        inspection,
        walk,
        dispatch,
        ..
    } = props;
    let provenance = html! {
        <Provenance run={run.clone()} until={scene.new.end} walk={walk.clone()} dispatch={dispatch.clone()} />
    };
    let Some(encryption) = encryption else {
        return provenance;
    };
    let usual = if is_traffic(packet) {
        Panel::Keystream
    } else {
        Panel::Provenance
    };
    let current = inspection.panel.unwrap_or(usual);
    let name = if matches!(encryption.cipher, Cipher::Seal(_)) {
        "Keystream lab"
    } else {
        "Cipher"
    };
    html! {
        <div class="panels">
            <div class="tabs" role="tablist" aria-label="About this packet">
                { tab(current, Panel::Keystream, name, dispatch) }
                { tab(current, Panel::Provenance, "Where this comes from", dispatch) }
            </div>
            <div class="tab-panel" role="tabpanel" id="panel" aria-labelledby={tab_id(current)}>
                if current == Panel::Keystream {
                    if let Some(pair) = pair(&run.trace, packet.id) {
                        <TwoTimePad {pair} dispatch={dispatch.clone()} />
                    }
                    <Keystream from={packet.from} encryption={encryption.clone()} tree={tree.clone()} {selected}
                        inspection={inspection.clone()} dispatch={dispatch.clone()} />
                } else {
                    { provenance }
                }
            </div>
        </div>
    }
}

fn tab_id(panel: Panel) -> &'static str {
    match panel {
        Panel::Keystream => "tab-keystream",
        Panel::Provenance => "tab-provenance",
    }
}

/// A tab. There are two, so that either arrow goes to the other.
fn tab(current: Panel, panel: Panel, name: &'static str, dispatch: &Dispatch) -> Html {
    let is_current = current == panel;
    let onclick = dispatch.reform(move |_: MouseEvent| Action::ShowPanel(panel));
    let onkeydown = dispatch_some(dispatch, move |event: KeyboardEvent| {
        if !matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            return None;
        }
        event.prevent_default();
        let other = if panel == Panel::Keystream {
            Panel::Provenance
        } else {
            Panel::Keystream
        };
        focus_by_id(tab_id(other));
        Some(Action::ShowPanel(other))
    });
    html! {
        <button type="button" role="tab" id={tab_id(panel)} aria-selected={if is_current { "true" } else { "false" }}
            aria-controls="panel" tabindex={if is_current { "0" } else { "-1" }} {onclick} {onkeydown}>{ name }</button>
    }
}

/// A step without a packet: the way to the last one before it.
fn nothing(props: &Props, step: usize) -> Html {
    let Props { run, dispatch, .. } = props;
    let last = run.trace.steps[..step].iter().rposition(|step| step.packet.is_some());
    let last = last.and_then(|step| Some((step, run.trace.packet(run.trace.steps[step].packet?)?)));
    html! {
        <section class="packet" aria-label="Selected packet">
            <p class="nothing">{ "No packet goes over the wire in this step. " }
                    if let Some((step, packet)) = last {
                        <button type="button" class="button outlined" onclick={dispatch.reform(move |_: MouseEvent| Action::Go(step))}>
                            { format!("Show {}, the last before it", packet.name) }</button>
                    }
                </p>
        </section>
    }
}

/// A message that its sender is still making: what has been computed so far is there, its bytes are not.
fn unsent(props: &Props, packet: &CapturedPacket) -> Html {
    html! {
        <section class={classes!("packet", side(packet.from))} aria-label="Selected packet">
            <header>
                <h2><span class={classes!("who", side(packet.from))}>{ packet.name.to_string() }</span></h2>
                <span class="quiet">{ who(packet.from) }{ " to " }{ who(packet.from.peer()) }{ ", not sent yet" }</span>
            </header>
            <p class="nothing">{ who(packet.from) }{ " is still making this message. Its fields and bytes are here as soon as it is \
                sent." }</p>
            <Provenance run={props.run.clone()} until={props.scene.new.end} walk={props.walk.clone()}
                dispatch={props.dispatch.clone()} />
        </section>
    }
}

fn heading(packet: &CapturedPacket, decrypted: bool, dispatch: &Dispatch) -> Html {
    let choice = packet
        .protection
        .is_some()
        .then(|| decryption_choice(decrypted, dispatch));
    html! {
        <header>
            <h2><span class={classes!("who", side(packet.from))}>{ packet.name.to_string() }</span></h2>
            <span class="quiet">
                { who(packet.from) }{ " to " }{ who(packet.from.peer()) }{ format!(", {}", protection_words(packet)) }
            </span>
            <span class="end">
                { choice }
                <span class="quiet">{ format!("{} bytes", packet.bytes.len()) }</span>
            </span>
        </header>
    }
}

fn protection_words(packet: &CapturedPacket) -> String {
    let carrier = match packet.name {
        PacketName::Esp(_) => "IP protocol 50",
        PacketName::Ah(_) => "IP protocol 51",
        PacketName::Clear => "IP",
        _ => "UDP 500",
    };
    let cipher = match packet.protection.as_ref().map(|protection| &protection.cipher) {
        None => "in the clear",
        Some(ProtectionCipher::Cbc { name, .. }) => name,
        Some(ProtectionCipher::Seal { .. }) => "SEAL",
        Some(ProtectionCipher::Null) => "not encrypted",
    };
    format!("{carrier}, {cipher}")
}

fn decryption_choice(decrypted: bool, dispatch: &Dispatch) -> Html {
    let choice = |name: &'static str, value: bool| {
        let onchange = dispatch.reform(move |_: Event| Action::Decrypt(value));
        html! { <label><input type="radio" name="decrypted" checked={decrypted == value} {onchange} />{ name }</label> }
    };
    html! {
        <span class="segmented" role="radiogroup" aria-label="Encrypted parts">
            { choice("On the wire", false) }
            { choice("Decrypted", true) }
        </span>
    }
}

/// What a field means, for everyone, and where that is written down.
fn explanation(node: &Node) -> Html {
    let bytes = match node.len {
        1 => format!("Byte {}.", node.start),
        len => format!("Bytes {} to {}.", node.start, node.start + len.saturating_sub(1)),
    };
    let reference = match node.source {
        Source::Rfc(reference) => html! { <span class="reference">{ reference }</span> },
        Source::Modelled => modelled(),
    };
    html! {
        <p class="explanation">
            <b>{ &node.name }{ "." }</b>{ " " }{ dissect::explain(node.key) }{ " " }
            <span class="quiet">{ bytes }</span>{ " " }{ reference }
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct LinkedProps {
    /// Who sent the packet.
    from: RouterId,
    tree: Rc<Tree>,
    selected: usize,
    inspection: Inspection,
    pointed: Option<usize>,
    dispatch: Dispatch,
}

/// Fields beside bytes. What the pointer is over is nobody else's business, so it is not in the page's state.
#[component]
fn Linked(props: &LinkedProps) -> Html {
    let LinkedProps {
        from,
        tree,
        selected,
        inspection,
        pointed,
        dispatch,
    } = props;
    let hovered = use_state(|| None::<usize>);
    let hover = {
        let hovered = hovered.clone();
        use_callback((), move |index: Option<usize>, _| hovered.set(index))
    };
    let is_wide = use_media_query("(min-width: 94rem) and (min-height: 34rem)");
    let hovered = hovered.or(*pointed).filter(|index| *index < tree.nodes().len());
    html! {
        <div class="fields-and-bytes">
            <Fields from={*from} tree={tree.clone()} selected={*selected} opened={inspection.opened.clone()} {hovered}
                hover={hover.clone()} dispatch={dispatch.clone()} />
            <Bytes from={*from} tree={tree.clone()} selected={*selected} byte={inspection.byte} {hovered} {hover}
                per_row={if is_wide { 16 } else { 8 }} dispatch={dispatch.clone()} />
        </div>
    }
}
