//! What is in a packet, in a few words: the label of its arrow in a diagram.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::explain::{esp, ip, message, payload};
use super::{Field, decrypted, show, wire};
use crate::sim::CapturedPacket;

/// What is in a packet: `SA, 2 vendor IDs`, `KE, NONCE`, `HASH, SA, NONCE`, `echo request 1`.
///
/// Of an exchange these are the payloads that RFC 2409 §5 writes in its diagrams. Of an encrypted packet it is what the
/// two routers see, if they can.
pub fn summary(packet: &CapturedPacket) -> String {
    let fields = decrypted(packet).unwrap_or_else(|| wire(packet));
    let named = [ip::ICMP.key, ip::KEEPALIVE.key]
        .into_iter()
        .find_map(|key| last(&fields, key));
    let encrypted = [message::ENCRYPTED.key, esp::ENCRYPTED.key]
        .into_iter()
        .find_map(|key| last(&fields, key));
    if let Some(field) = named {
        field.value.clone()
    } else if encrypted.is_some() {
        "encrypted".into()
    } else if last(&fields, message::HEADER.key).is_some() {
        payloads(&fields)
    } else {
        let protocol = last(&fields, ip::PROTOCOL.key);
        protocol.map_or_else(
            || "not understood".into(),
            |protocol| format!("IP protocol {}", protocol.value),
        )
    }
}

fn payloads(fields: &[Field]) -> String {
    let mut parts: Vec<String> = fields.iter().filter_map(label).collect();
    // What rides along is left out; where there is nothing else, it is the message.
    if parts.iter().all(|part| part == "HASH") {
        parts.extend(fields.iter().filter_map(told));
    }
    let vendors = fields
        .iter()
        .filter(|field| field.key.starts_with(payload::VENDOR_PREFIX))
        .count();
    if parts.is_empty() || parts.iter().any(|part| part == "SA") {
        match vendors {
            0 => {}
            1 => parts.push("vendor ID".into()),
            _ => parts.push(show::counted(vendors, "vendor ID")),
        }
    }
    if parts.is_empty() {
        "no payload".into()
    } else {
        parts.join(", ")
    }
}

/// A payload that is always named.
fn label(field: &Field) -> Option<String> {
    let abbreviations = [
        (&payload::SA, "SA"),
        (&payload::KE, "KE"),
        (&payload::NONCE, "NONCE"),
        (&payload::ID_PEER, "ID"),
        (&payload::HASH_MAIN_MODE, "HASH"),
        (&payload::HASH_QUICK_MODE, "HASH"),
        (&payload::HASH_INFORMATIONAL, "HASH"),
    ];
    if field.key == payload::OTHER.key {
        return Some(field.name.clone().into_owned());
    }
    abbreviations
        .into_iter()
        .find(|(term, _)| term.key == field.key)
        .map(|(_, abbreviation)| abbreviation.into())
}

/// A payload that tells the peer something.
fn told(field: &Field) -> Option<String> {
    match field.key {
        key if key == payload::NOTIFICATION.key => Some(field.value.clone()),
        key if key == payload::DELETE.key => Some(format!("delete {}", field.value)),
        _ => None,
    }
}

/// The innermost, or else the last, field of a kind.
fn last<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    let found = |field: &'f Field| last(&field.children, key).or_else(|| (field.key == key).then_some(field));
    fields.iter().rev().find_map(found)
}
