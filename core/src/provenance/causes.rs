//! Which bytes of a packet an event is about.

use alloc::vec::Vec;

use super::{Message, Provenance, Span, bytes_of, find};
use crate::dissect::Field;
use crate::event::{Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, TrafficEvent};
use crate::isakmp::numbers::PayloadType;
use crate::sim::Trace;

/// The bytes that an event is about: a field of the packet that was handled or made, or all of it.
pub(super) fn cause(known: &Provenance, trace: &Trace, event: &Event) -> Option<Span> {
    let packet = trace.packet(event.packet?)?;
    let whole = Span {
        packet: packet.id,
        start: 0,
        len: packet.bytes.len() as u32,
        decrypted: true,
    };
    let field = known.dissected(packet, |message| {
        let field = key(&event.kind).and_then(|(key, nth)| find(&message.fields, key, &mut { nth }));
        let field = field.or_else(|| by_value(&event.kind, message));
        field.map(|field| Span::of(packet.id, field, true))
    });
    Some(field.unwrap_or(whole))
}

/// The key of the field that an event is about, and how many of its kind are before it.
fn key(kind: &EventKind) -> Option<(&'static str, usize)> {
    Some(match kind {
        EventKind::Isakmp { event, .. } => isakmp(event)?,
        EventKind::Ipsec(event) => (ipsec(event)?, 0),
        EventKind::Traffic(TrafficEvent::IpsecRejected { why, protocol, .. }) => (rejected(*why, *protocol)?, 0),
        _ => return None,
    })
}

fn isakmp(event: &IsakmpEvent) -> Option<(&'static str, usize)> {
    use IsakmpEvent as E;
    let key = match event {
        E::Processing { payload, message_id } => processing(*payload, *message_id)?,
        E::TransformChecked { transform, .. } | E::IpsecTransform { transform, .. } => {
            return Some(("isakmp.transform", usize::from(transform.saturating_sub(1))));
        }
        E::ProposalChecking { .. } | E::AttributesAcceptable | E::ProposalInvalidated => "isakmp.proposal",
        E::NoOffersAccepted | E::Phase1Unacceptable { .. } | E::Phase2Unacceptable { .. } => "isakmp.sa",
        E::Identity { .. } | E::TotalPayloadLength(_) | E::AuthenticatedWith { .. } => "isakmp.id.peer",
        E::NotifyReceived { .. } | E::NotifySent { .. } | E::InitialContactSent | E::InitialContactProcessed { .. } => {
            "isakmp.notification"
        }
        E::DeleteReceived { .. } => "isakmp.delete",
        E::NatDetection { .. } => "isakmp.nat-d",
        E::NatTraversalOffered { .. } => "isakmp.vendor.nat-t",
        E::SkeyidGenerated => "isakmp.ke",
        E::Authenticated | E::Authenticating => "isakmp.hash.main-mode",
        E::Cookies { .. } => "isakmp.header",
        E::KeyLookup { .. } => "ipv4.source",
        _ => return None,
    };
    Some((key, 0))
}

fn processing(payload: PayloadType, message_id: u32) -> Option<&'static str> {
    let in_main_mode = message_id == 0;
    Some(match payload {
        PayloadType::SecurityAssociation => "isakmp.sa",
        PayloadType::KeyExchange => "isakmp.ke",
        PayloadType::Nonce => "isakmp.nonce",
        PayloadType::Identification if in_main_mode => "isakmp.id.peer",
        PayloadType::Identification => "isakmp.id.traffic",
        PayloadType::Hash if in_main_mode => "isakmp.hash.main-mode",
        PayloadType::Hash => "isakmp.hash.quick-mode",
        PayloadType::Notification => "isakmp.notification",
        PayloadType::Delete => "isakmp.delete",
        PayloadType::NatD | PayloadType::NatDDraft => "isakmp.nat-d",
        _ => return None,
    })
}

fn ipsec(event: &IpsecEvent) -> Option<&'static str> {
    Some(match event {
        IpsecEvent::SpiAllocated { .. } => "isakmp.proposal.spi",
        IpsecEvent::ProposalValidated { .. } | IpsecEvent::TransformNotSupported(_) => "isakmp.transform",
        IpsecEvent::ProxiesNotSupported(_) | IpsecEvent::ProxySearched { .. } => "isakmp.id.traffic",
        _ => return None,
    })
}

fn rejected(why: IpsecFailure, protocol: u8) -> Option<&'static str> {
    let is_ah = protocol == crate::ip::ipv4::AH;
    Some(match (why, is_ah) {
        (IpsecFailure::UnknownSpi, false) => "esp.spi",
        (IpsecFailure::UnknownSpi, true) => "ah.spi",
        (IpsecFailure::BadIcv, false) => "esp.icv",
        (IpsecFailure::BadIcv, true) => "ah.icv",
        (IpsecFailure::Replayed, true) => "ah.sequence",
        _ => return None,
    })
}

/// A field that is known by what it carries, or by a key that begins like others.
fn by_value<'f>(kind: &EventKind, message: &'f Message) -> Option<&'f Field> {
    let mut all: Vec<&Field> = message.fields.iter().collect();
    let mut at = 0;
    while let Some(field) = all.get(at).copied() {
        all.extend(&field.children);
        at += 1;
    }
    all.into_iter().find(|field| match kind {
        EventKind::Isakmp {
            event: IsakmpEvent::VendorId { bytes: id },
            ..
        } => field.key.starts_with("isakmp.vendor.") && bytes_of(&message.bytes, field) == id,
        EventKind::Traffic(TrafficEvent::IpsecRejected {
            why: IpsecFailure::Replayed,
            ..
        }) => field.key.starts_with("esp.sequence"),
        EventKind::Traffic(TrafficEvent::Encapsulated { .. } | TrafficEvent::Decapsulated { .. }) => {
            matches!(field.key, "esp" | "ah")
        }
        _ => false,
    })
}
