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

use super::wire::Tamper;
use super::words::{modelled, side, who};
use crate::media::use_media_query;
use crate::state::{Action, Dispatch, End, Inspection, Run};
use crate::view_model::fields::{Node, Tree};
use crate::view_model::scene::{Flight, Scene};
use bytes::Bytes;
pub use cipher::Cipher;
use fields::Fields;

/// What is shown of a packet.
pub struct Props {
    /// The run.
    pub run: Run,
    /// The place that is shown.
    pub scene: Rc<Scene>,
    /// What is looked at.
    pub inspection: Inspection,
    /// The end of the wire at which it is looked at.
    pub end: End,
    /// Whether the menu is open of what the wire can do to it; `None`: there is no such menu.
    pub tampering: Option<bool>,
    /// The bytes that a record is about which is pointed at.
    pub pointed: Option<Span>,
    /// Whether a lesson stands beside it, which takes of its room.
    pub beside_lesson: bool,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The packet of the step.
pub fn packet(props: &Props) -> Html {
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
    let tree = run.tree_at(packet, inspection.decrypted, props.end);
    let selected = tree.selected(inspection.field.as_deref());
    let arrival = run.arrival(packet);
    let arrived = (*arrival).as_ref().filter(|_| scene.flight == Flight::Arrived);
    html! {
        <section class="packet" aria-label="Selected packet">
            { heading(props, packet, arrived, &tree) }
            <Linked from={packet.from} elsewhere={if props.end == End::Sent { "arrives as" } else { "sent as" }}
                tree={tree.clone()} {selected} inspection={inspection.clone()}
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
            <p class="nothing">{ "No packet is on the wire in this step. " }
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
            <p class="nothing">{ who(packet.from) }{ " is still building this message. Its fields and bytes appear here once it is sent." }</p>
        </section>
    }
}

/// What the packet is, and which of its faces is shown.
fn heading(props: &Props, packet: &CapturedPacket, arrived: Option<&CapturedPacket>, tree: &Tree) -> Html {
    let (dispatch, to) = (&props.dispatch, packet.from.peer());
    let shown = arrived.filter(|_| props.end == End::Arrived).unwrap_or(packet);
    let can_decrypt = shown.protection.is_some();
    let reads = props.end == End::Arrived && props.inspection.decrypted && can_decrypt;
    html! {
        <header>
            <h2><span class={classes!("who", side(packet.from))}>{ packet.name.to_string() }</span></h2>
            <span class="quiet">{ who(packet.from) }{ " to " }{ who(to) }{ format!(", {}", protection_words(packet)) }</span>
            if arrived.is_some() { { differences(tree, reads.then_some(to)) } }
            <span class="end">
                if arrived.is_some() { { ends(props.end, dispatch) } }
                if packet.protection.is_some() { { decryption_choice(props.inspection.decrypted && can_decrypt, can_decrypt, dispatch) } }
                <span class="quiet">{ format!("{} bytes", packet.bytes.len()) }</span>
                if let Some(open) = props.tampering {
                    <Tamper key={packet.id.0} run={props.run.clone()} packet={packet.id} {open} dispatch={dispatch.clone()} />
                }
            </span>
        </header>
    }
}

/// How many of the bytes that are shown are others at the other end; `reader`: decrypted with whose keys.
fn differences(tree: &Tree, reader: Option<RouterId>) -> Html {
    let count = match tree.differences() {
        0 => return Html::default(),
        1 => "1 byte differs".to_owned(),
        count => format!("{count} bytes differ"),
    };
    let keys = reader.map(|reader| format!(" with {reader}'s keys"));
    html! { <b class="differs">{ count }{ keys }</b> }
}

/// Which end of the wire is shown.
fn ends(end: End, dispatch: &Dispatch) -> Html {
    let choice = |name: &'static str, value: End| {
        let onchange = dispatch.reform(move |_: Event| Action::LookAt(value));
        html! { <label><input type="radio" name="end" checked={end == value} {onchange} />{ name }</label> }
    };
    html! {
        <span class="segmented" role="radiogroup" aria-label="End of the wire">
            { choice("Sent", End::Sent) }
            { choice("Arrived", End::Arrived) }
        </span>
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

/// Whether the plaintext is shown; `possible`: there are keys for it.
fn decryption_choice(decrypted: bool, possible: bool, dispatch: &Dispatch) -> Html {
    let choice = |name: &'static str, value: bool| {
        let onchange = dispatch.reform(move |_: Event| Action::Decrypt(value));
        let disabled = value && !possible;
        html! { <label><input type="radio" name="decrypted" checked={decrypted == value} {disabled} {onchange} />{ name }</label> }
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
    elsewhere: &'static str,
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
        elsewhere,
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
            <Bytes from={*from} elsewhere={*elsewhere} tree={tree.clone()} selected={*selected} byte={inspection.byte} {hovered} {hover}
                per_row={if is_wide && !beside_lesson { 16 } else { 8 }} dispatch={dispatch.clone()} />
        </div>
    }
}
