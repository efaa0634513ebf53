//! The selected packet: fields and bytes, linked both ways, and what the selected field means.

mod bytes;
mod cipher;
mod fields;

use std::rc::Rc;

use ikelab_core::dissect::{self, Source};
use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::RouterId;
use ikelab_core::provenance::Span;
use ikelab_core::sim::CapturedPacket;
use yew::prelude::*;

use super::words::{modelled, side, who};
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, Inspection, Run};
use crate::view_model::fields::{Node, Tree};
use crate::view_model::scene::{Flight, Scene};
use bytes::Bytes;
pub use cipher::Cipher;
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
    /// The bytes that a record is about which is pointed at.
    pub pointed: Option<Span>,
    /// Whether a lesson stands beside it, which takes of its room.
    pub beside_lesson: bool,
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
    let Some(packet) = id.and_then(|id| run.trace.packet(id)) else {
        return nothing(props, step);
    };
    if scene.flight == Flight::Unsent {
        return unsent(packet);
    }
    let tree = run.tree(packet, inspection.decrypted);
    let selected = tree.selected(inspection.field.as_deref());
    html! {
        <section class="packet" aria-label="Selected packet">
            { heading(packet, inspection.decrypted, dispatch) }
            <Linked from={packet.from} tree={tree.clone()} {selected} inspection={inspection.clone()}
                pointed={props.pointed.filter(|span| span.packet == packet.id).and_then(|span| tree.about(&span))}
                beside_lesson={props.beside_lesson} dispatch={dispatch.clone()} />
            { explanation(&tree.nodes()[selected]) }
        </section>
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
fn unsent(packet: &CapturedPacket) -> Html {
    html! {
        <section class={classes!("packet", side(packet.from))} aria-label="Selected packet">
            <header>
                <h2><span class={classes!("who", side(packet.from))}>{ packet.name.to_string() }</span></h2>
                <span class="quiet">{ who(packet.from) }{ " to " }{ who(packet.from.peer()) }{ ", not sent yet" }</span>
            </header>
            <p class="nothing">{ who(packet.from) }{ " is still making this message. Its fields and bytes are here as soon as it is \
                sent." }</p>
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
        Some(ProtectionCipher::Cbc { cipher, .. }) => cipher.name,
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
    beside_lesson: bool,
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
        beside_lesson,
        dispatch,
    } = props;
    let hovered = use_state(|| None::<usize>);
    let hover = {
        let hovered = hovered.clone();
        use_callback((), move |index: Option<usize>, _| hovered.set(index))
    };
    let is_wide = use_media_query("(min-width: 76rem) and (min-height: 34rem)");
    let hovered = hovered.or(*pointed).filter(|index| *index < tree.nodes().len());
    html! {
        <div class="fields-and-bytes">
            <Fields from={*from} tree={tree.clone()} selected={*selected} opened={inspection.opened.clone()} {hovered}
                hover={hover.clone()} dispatch={dispatch.clone()} />
            <Bytes from={*from} tree={tree.clone()} selected={*selected} byte={inspection.byte} {hovered} {hover}
                per_row={if is_wide && !beside_lesson { 16 } else { 8 }} dispatch={dispatch.clone()} />
        </div>
    }
}
