//! What a value goes into: other computed values, and fields of IKE's messages and of the first packet of each SA. Only the
//! packets that can have it are looked into.

use alloc::vec::Vec;

use super::fields::{self, is_ike};
use super::formula::PRESHARED_KEY;
use super::place::Opened;
use super::{Computed, Expression, Node, Provenance, Span};
use crate::dissect::{self, Field};
use crate::effects::{PacketName, ProtectionCipher};
use crate::event::{Argument, ArgumentSource, Drawn, Quantity};
use crate::field::FieldKind;
use crate::sim::{CapturedPacket, Trace};

/// See [`Provenance::uses`].
pub(super) fn of(known: &Provenance, trace: &Trace, node: &Node) -> Vec<Node> {
    if matches!(node, Node::Fixed(_) | Node::Modelled | Node::Counted) {
        return Vec::new();
    }
    let computed = (0..).zip(&known.computed);
    let mut uses: Vec<Node> = computed
        .filter(|(_, computed)| is_argument(known, trace, computed, node))
        .map(|(index, _)| Node::Computed(index))
        .collect();
    for packet in trace
        .packets
        .iter()
        .filter(|packet| can_have(known, trace, packet, node))
    {
        uses.extend(made(known, trace, packet, node).into_iter().map(Node::Field));
    }
    uses
}

/// Whether a value that is used is meant: bytes of a packet are if they overlap.
fn is_same(used: &Node, node: &Node) -> bool {
    match (used, node) {
        (Node::Field(whole), Node::Field(part)) => whole.holds(part) || part.holds(whole),
        (used, node) => used == node,
    }
}

/// Whether a value goes into a computed one.
fn is_argument(known: &Provenance, trace: &Trace, computed: &Computed, node: &Node) -> bool {
    let Some((router, derived)) = known.first(trace, computed) else {
        return false;
    };
    let can_be = |argument: &&Argument| match (argument.source, node) {
        (ArgumentSource::Field { packet, .. }, Node::Field(span)) => packet == Some(span.packet),
        (ArgumentSource::Field { .. }, _) => false,
        _ => true,
    };
    let mut arguments = derived.formula.arguments.iter().filter(can_be);
    arguments.any(|argument| {
        known
            .argument(trace, router, argument)
            .is_some_and(|used| is_same(&used, node))
    })
}

/// Whether a packet can have a field that is made from a value.
fn can_have(known: &Provenance, trace: &Trace, packet: &CapturedPacket, node: &Node) -> bool {
    let is_first = matches!(packet.name, PacketName::Esp(1) | PacketName::Ah(1));
    if !is_ike(packet) && !is_first {
        return false;
    }
    match node {
        Node::Computed(index) => {
            let computed = &known.computed[*index as usize];
            match computed.quantity {
                Quantity::CipherKey => is_ike(packet) && keys(packet).is_some_and(|(key, _)| *key == computed.value),
                Quantity::Phase1Iv | Quantity::Phase2Iv { .. } => {
                    keys(packet).is_some_and(|(_, iv)| *iv == computed.value)
                }
                Quantity::Keymat { spi, .. } => is_first && contains(&packet.bytes, &spi.to_be_bytes()),
                _ => is_ike(packet) && has(packet, &computed.value),
            }
        }
        Node::Draw(draw) => {
            let is_meant = |drawn: &&Drawn| (drawn.purpose, drawn.ordinal) == (draw.purpose, draw.ordinal);
            let drawn = known.drawn(trace, draw.router).find(is_meant);
            packet.from == draw.router && drawn.is_some_and(|drawn| has(packet, &drawn.value))
        }
        node if *node == PRESHARED_KEY => false,
        Node::Field(span) => packet.id == span.packet || goes_on_to(trace, span, packet),
        _ => true,
    }
}

/// Whether bytes of one packet can go into another: into a copy, as the next IV, or into the answer to an offer.
fn goes_on_to(trace: &Trace, span: &Span, packet: &CapturedPacket) -> bool {
    let Some(source) = trace.packet(span.packet).filter(|source| source.id < packet.id) else {
        return false;
    };
    let opened = span.decrypted.then(|| dissect::decrypted_bytes(source)).flatten();
    let bytes = opened.as_deref().unwrap_or(&source.bytes);
    let part = bytes.get(span.start as usize..span.end() as usize).unwrap_or_default();
    let answers = matches!(packet.name, PacketName::MainMode(2) | PacketName::QuickMode(2));
    let is_answer = answers && fields::is_of_exchange(packet, source);
    let is_next_iv = keys(packet).is_some_and(|(_, iv)| source.bytes.ends_with(iv));
    is_answer || is_next_iv || (part.len() >= 4 && has(packet, part))
}

/// The key and the IV of a packet in CBC mode.
fn keys(packet: &CapturedPacket) -> Option<(&Vec<u8>, &Vec<u8>)> {
    match &packet.protection.as_ref()?.cipher {
        ProtectionCipher::Cbc { key, iv, .. } => Some((key, iv)),
        _ => None,
    }
}

/// Whether a packet has these bytes somewhere, encrypted or not.
fn has(packet: &CapturedPacket, bytes: &[u8]) -> bool {
    let plaintext = packet.protection.as_ref().map(|protection| &protection.plaintext);
    contains(&packet.bytes, bytes) || plaintext.is_some_and(|plaintext| contains(plaintext, bytes))
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

/// The fields of a packet that are made from a value, each place once.
fn made(known: &Provenance, trace: &Trace, packet: &CapturedPacket, node: &Node) -> Vec<Span> {
    let opened = Opened::new(packet);
    let mut leaves = Vec::new();
    let is_protected = packet.protection.is_some();
    collect(&opened.fields, &mut |field| leaves.push((field.clone(), is_protected)));
    if let Some(protection) = &packet.protection {
        collect(&dissect::wire(packet), &mut |field| {
            let is_known = || {
                leaves
                    .iter()
                    .any(|(leaf, _)| (leaf.start, leaf.len) == (field.start, field.len))
            };
            if field.start == protection.start && !is_known() {
                leaves.push((field.clone(), false));
            }
        });
    }
    let uses = |expression: Expression| expression.values().any(|used| is_same(used, node));
    let is_made = |field: &Field| {
        fields::can_be_from(field.key, node) && fields::of_field(known, trace, &opened, field).is_some_and(uses)
    };
    leaves
        .iter()
        .filter(|(field, _)| field.key != FieldKind::Unknown && is_made(field))
        .map(|(field, decrypted)| Span::of(packet.id, field, *decrypted))
        .collect()
}

fn collect(fields: &[Field], found: &mut impl FnMut(&Field)) {
    for field in fields {
        if field.is_leaf() {
            found(field);
        }
        collect(&field.children, found);
    }
}
