//! What a message of IKE carries, decrypted where the run knows the plaintext.

use ikelab_core::ip::{ipv4, udp::Datagram};
use ikelab_core::isakmp::header::Header;
use ikelab_core::isakmp::id::Identification;
use ikelab_core::isakmp::message::{decode_header, decode_payloads};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation};
use ikelab_core::sim::CapturedPacket;

/// A message of IKE.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its header.
    pub header: Header,
    /// Its payloads, decrypted.
    pub payloads: Vec<Payload>,
}

impl Message {
    /// The SA payload.
    pub fn sa(&self) -> Option<&SecurityAssociation> {
        self.payloads.iter().find_map(|payload| match payload {
            Payload::SecurityAssociation(sa) => Some(sa),
            _ => None,
        })
    }

    /// The first proposal of the SA payload.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.sa()?.proposals.first()
    }

    /// The ID payloads: who, in main mode; for which traffic, in quick mode.
    pub fn ids(&self) -> impl Iterator<Item = &Identification> {
        self.payloads.iter().filter_map(|payload| match payload {
            Payload::Identification(id) => Some(id),
            _ => None,
        })
    }

    /// The nonce.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.payloads.iter().find_map(|payload| match payload {
            Payload::Nonce(nonce) => Some(nonce.as_slice()),
            _ => None,
        })
    }

    /// The Diffie-Hellman public value.
    pub fn key_exchange(&self) -> Option<&[u8]> {
        self.payloads.iter().find_map(|payload| match payload {
            Payload::KeyExchange(public) => Some(public.as_slice()),
            _ => None,
        })
    }
}

/// The message of IKE in a packet, as its sender meant it.
pub fn message(packet: &CapturedPacket) -> Option<Message> {
    let outer = ipv4::Packet::decode(&packet.bytes).ok()?;
    let datagram = Datagram::decode(&outer.payload, outer.source, outer.destination).ok()?;
    let (header, body) = decode_header(&datagram.payload).ok()?;
    let plaintext = packet
        .protection
        .as_ref()
        .map_or(body, |protection| &protection.plaintext);
    let payloads = decode_payloads(header.next_payload, plaintext, 0).map(|(payloads, _)| payloads);
    Some(Message {
        header,
        payloads: payloads.unwrap_or_default(),
    })
}
