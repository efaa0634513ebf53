//! What a packet carries, decrypted where the run knows the plaintext.

use ikelab_core::ip::icmp::Echo;
use ikelab_core::ip::{ipv4, udp::Datagram};
use ikelab_core::isakmp::header::Header;
use ikelab_core::isakmp::id::Identification;
use ikelab_core::isakmp::message::{decode_header, decode_payloads};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation};
use ikelab_core::sim::CapturedPacket;

/// What is inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Contents {
    /// A message of IKE.
    Isakmp(Message),
    /// A packet of the tunnel.
    Esp {
        /// SPI.
        spi: u32,
        /// Sequence number.
        sequence: u32,
        /// The ping inside, if it is one.
        echo: Option<Echo>,
    },
    /// Anything else.
    Other,
}

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

/// Reads a packet as its sender meant it.
pub fn contents(packet: &CapturedPacket) -> Contents {
    let Ok(outer) = ipv4::Packet::decode(&packet.bytes) else {
        return Contents::Other;
    };
    let inside = match outer.protocol {
        ipv4::UDP => isakmp(packet, &outer).map(Contents::Isakmp),
        ipv4::ESP => esp(packet, &outer.payload),
        _ => None,
    };
    inside.unwrap_or(Contents::Other)
}

fn isakmp(packet: &CapturedPacket, outer: &ipv4::Packet) -> Option<Message> {
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

fn esp(packet: &CapturedPacket, payload: &[u8]) -> Option<Contents> {
    let word = |at: usize| Some(u32::from_be_bytes(payload.get(at..at + 4)?.try_into().ok()?));
    let plaintext = packet
        .protection
        .as_ref()
        .map(|protection| protection.plaintext.as_slice());
    let inner = plaintext.and_then(|bytes| ipv4::Packet::decode(bytes).ok());
    let echo = inner.and_then(|inner| Echo::decode(&inner.payload).ok());
    Some(Contents::Esp {
        spi: word(0)?,
        sequence: word(4)?,
        echo,
    })
}
