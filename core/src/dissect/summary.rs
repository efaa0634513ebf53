//! What is in a packet, in a few words: the label of its arrow in a diagram. No field is cut for it, so that who draws many
//! arrows need not dissect all their packets.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::isakmp::generic::{GENERIC_LEN, peek_generic};
use super::numbers::{IKE, NAT_TRAVERSAL, icmp_name, protocol_name, security_protocol};
use super::show;
use crate::ip::{ipv4, udp};
use crate::isakmp::header::{Flags, HEADER_LEN};
use crate::isakmp::numbers::{ExchangeType, NotifyType, PayloadType};
use crate::sim::CapturedPacket;

/// What is in a packet: `SA, 2 vendor IDs`, `KE, NONCE`, `HASH, SA, NONCE`, `echo request 1`.
///
/// Of an exchange these are the payloads that RFC 2409 §5 writes in its diagrams. Of an encrypted packet it is what the
/// two routers see, if they can.
pub fn summary(packet: &CapturedPacket) -> String {
    let hidden = packet.protection.as_ref().map(|protection| &protection.plaintext[..]);
    let outer = View {
        hidden,
        is_inner: false,
    };
    header(&packet.bytes, outer).unwrap_or_else(|| "not understood".into())
}

/// How a packet is looked at.
#[derive(Clone, Copy)]
struct View<'a> {
    /// The plaintext of what is encrypted in it, if that is known.
    hidden: Option<&'a [u8]>,
    /// Whether it is the packet in a tunnel: of tunnels in tunnels nothing is said.
    is_inner: bool,
}

/// An IPv4 packet.
fn header(bytes: &[u8], view: View<'_>) -> Option<String> {
    let (words, protocol) = (usize::from(bytes.first()? & 0x0f), *bytes.get(9)?);
    data(protocol, bytes.get(words * 4..)?, view)
}

/// What an IP protocol carries: what is innermost in it, or else the protocol.
fn data(protocol: u8, bytes: &[u8], view: View<'_>) -> Option<String> {
    let inside = match protocol {
        ipv4::IPV4 if !view.is_inner => header(bytes, View { is_inner: true, ..view }),
        ipv4::UDP => datagram(bytes, view),
        ipv4::ICMP => echo(bytes),
        ipv4::ESP => esp(view),
        ipv4::AH => authenticated(bytes, view),
        _ => None,
    };
    let name = || format!("IP protocol {}", show::named(protocol, protocol_name(protocol)));
    Some(inside.unwrap_or_else(name))
}

/// An echo message of ICMP (RFC 792).
fn echo(bytes: &[u8]) -> Option<String> {
    let &[kind, _, _, _, _, _, high, low] = bytes.first_chunk()?;
    Some(format!("{} {}", icmp_name(kind)?, u16::from_be_bytes([high, low])))
}

/// What AH authenticates, behind as many words of 32 bits as its header says, and two (RFC 2402 §2.2).
fn authenticated(bytes: &[u8], view: View<'_>) -> Option<String> {
    let &[next, words] = bytes.first_chunk()?;
    let carried = bytes.get((usize::from(words) + 2) * 4..)?;
    (next != ipv4::AH).then(|| data(next, carried, view)).flatten()
}

/// What ESP hides, before padding, pad length and next header (RFC 2406 §2).
fn esp(view: View<'_>) -> Option<String> {
    let Some(plaintext) = view.hidden else {
        return Some("encrypted".into());
    };
    let (rest, &[padding, next]) = plaintext.split_last_chunk()?;
    let length = rest.len().saturating_sub(padding.into());
    data(next, &rest[..length], View { hidden: None, ..view })
}

/// IKE; with NAT traversal also ESP and keepalives (RFC 3948 §2).
fn datagram(bytes: &[u8], view: View<'_>) -> Option<String> {
    let (&[a, b, c, d], _) = bytes.split_first_chunk()?;
    let ports = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
    let carried = bytes.get(udp::HEADER_LEN..)?;
    if ports.contains(&IKE) {
        return message(carried, view.hidden);
    }
    if !ports.contains(&NAT_TRAVERSAL) {
        return None;
    }
    match carried {
        [0xff] => Some("keepalive".into()),
        [0, 0, 0, 0, message @ ..] => self::message(message, view.hidden),
        _ => esp(view),
    }
}

/// A message of ISAKMP (RFC 2408 §3.1): in its header stand the type of the first payload, the exchange, and flags.
fn message(bytes: &[u8], hidden: Option<&[u8]>) -> Option<String> {
    let (header, body) = bytes.split_at_checked(HEADER_LEN as usize)?;
    let (first, exchange) = (header[16].into(), header[18].into());
    match hidden {
        None if Flags(header[19]).contains(Flags::ENCRYPTION) => Some("encrypted".into()),
        plaintext => Some(payloads(first, exchange, plaintext.unwrap_or(body))),
    }
}

/// The chain of payloads, as far as it holds together.
fn payloads(mut kind: PayloadType, exchange: ExchangeType, mut rest: &[u8]) -> String {
    let (mut named, mut told, mut vendors) = (Vec::new(), Vec::new(), 0);
    while let (true, Some((next, length))) = (kind != PayloadType::None, peek_generic(rest)) {
        let payload = &rest[..length.min(rest.len())];
        match kind {
            PayloadType::VendorId => vendors += 1,
            PayloadType::NatD | PayloadType::NatDDraft => {}
            PayloadType::Notification | PayloadType::Delete => told.extend(telling(kind, payload)),
            // In quick mode they say for which traffic, and ride along.
            PayloadType::Identification if exchange == ExchangeType::QuickMode => {}
            _ => named.push(abbreviation(kind)),
        }
        rest = &rest[payload.len()..];
        kind = if length < GENERIC_LEN {
            PayloadType::None
        } else {
            next.into()
        };
    }
    // What rides along is left out; where there is nothing else, it is the message.
    if named.iter().all(|name| name == "HASH") {
        named.append(&mut told);
    }
    if vendors > 0 && (named.is_empty() || named.iter().any(|name| name == "SA")) {
        named.push(match vendors {
            1 => "vendor ID".into(),
            _ => show::counted(vendors, "vendor ID"),
        });
    }
    if named.is_empty() {
        return "no payload".into();
    }
    named.join(", ")
}

/// What RFC 2409 calls a payload in its diagrams, or else its name.
fn abbreviation(kind: PayloadType) -> String {
    let name = match kind {
        PayloadType::SecurityAssociation => "SA",
        PayloadType::KeyExchange => "KE",
        PayloadType::Nonce => "NONCE",
        PayloadType::Identification => "ID",
        PayloadType::Hash => "HASH",
        _ => return kind.name().map_or_else(|| format!("Payload {kind}"), Into::into),
    };
    name.into()
}

/// What a notification (RFC 2408 §3.14) or a delete payload (§3.15) tells: behind the generic header and the DOI stand the
/// protocol, the size of an SPI, and the type or the count.
fn telling(kind: PayloadType, payload: &[u8]) -> Option<String> {
    let &[protocol, _, high, low] = payload.get(8..12)?.first_chunk()?;
    let number = u16::from_be_bytes([high, low]);
    Some(match kind {
        PayloadType::Notification => format!("{}", NotifyType::from(number)),
        _ => format!(
            "delete {}",
            show::counted(number.into(), &format!("{} SA", security_protocol(protocol.into())))
        ),
    })
}
