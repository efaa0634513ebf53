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
    let icmp = last(&fields, ip::ICMP.key);
    let encrypted = last(&fields, message::ENCRYPTED.key).or_else(|| last(&fields, esp::ENCRYPTED.key));
    if let Some(icmp) = icmp {
        icmp.value.clone()
    } else if encrypted.is_some() {
        "encrypted".into()
    } else if last(&fields, message::HEADER.key).is_some() {
        payloads(&fields)
    } else {
        last(&fields, ip::PROTOCOL.key).map_or_else(String::new, |protocol| format!("IP protocol {}", protocol.value))
    }
}

fn payloads(fields: &[Field]) -> String {
    let has = |key| fields.iter().any(|field| field.key == key);
    let mut parts: Vec<String> = fields
        .iter()
        .filter_map(|field| label(field.key))
        .map(String::from)
        .collect();
    // Notifications ride along with a proof of identity; alone behind a HASH they are the message.
    if parts.iter().all(|part| part == "HASH") {
        let told = |field: &&Field| [payload::NOTIFICATION.key, payload::DELETE.key].contains(&field.key);
        parts.extend(fields.iter().filter(told).map(tell));
    }
    let vendors = fields
        .iter()
        .filter(|field| field.key.starts_with(payload::VENDOR_PREFIX))
        .count();
    match vendors {
        0 => {}
        _ if !has(payload::SA.key) => {}
        1 => parts.push("vendor ID".into()),
        _ => parts.push(show::counted(vendors, "vendor ID")),
    }
    if parts.is_empty() {
        "no payload".into()
    } else {
        parts.join(", ")
    }
}

fn tell(field: &Field) -> String {
    if field.key == payload::DELETE.key {
        format!("delete {}", field.value)
    } else {
        field.value.clone()
    }
}

/// What a payload is called, for those that are always named.
fn label(key: &str) -> Option<&'static str> {
    let named = [
        (&payload::SA, "SA"),
        (&payload::KE, "KE"),
        (&payload::NONCE, "NONCE"),
        (&payload::ID_PEER, "ID"),
        (&payload::HASH_MAIN_MODE, "HASH"),
        (&payload::HASH_QUICK_MODE, "HASH"),
        (&payload::HASH_INFORMATIONAL, "HASH"),
    ];
    named
        .into_iter()
        .find(|(term, _)| term.key == key)
        .map(|(_, label)| label)
}

/// The innermost, or else the last, field of a kind.
fn last<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    let found = |field: &'f Field| last(&field.children, key).or_else(|| (field.key == key).then_some(field));
    fields.iter().rev().find_map(found)
}
