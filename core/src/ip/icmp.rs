//! ICMP's echo and echo reply, and what it says of packets that go no further (RFC 792).

use alloc::vec::Vec;

use core::net::Ipv4Addr;

use serde::Serialize;

use super::{checksum, ipv4};
use crate::codec::{DecodeError, Reader};

/// Bytes of the header.
pub const HEADER_LEN: usize = 8;
/// Type of an echo request.
pub const ECHO: u8 = 8;
/// Type of an echo reply.
pub const ECHO_REPLY: u8 = 0;

/// An echo request or reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// A reply, not a request.
    pub is_reply: bool,
    /// Which ping.
    pub identifier: u16,
    /// Which packet of it.
    pub sequence: u16,
    /// What is echoed.
    pub data: Vec<u8>,
}

impl Echo {
    /// Reads a message.
    ///
    /// # Errors
    /// If it is cut short, neither echo nor echo reply, or its checksum is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Echo, DecodeError> {
        let mut reader = Reader::new("ICMP header", bytes, 0);
        let (kind, code) = (reader.u8()?, reader.u8()?);
        reader.u16()?;
        let (identifier, sequence) = (reader.u16()?, reader.u16()?);
        if !matches!(kind, ECHO | ECHO_REPLY) || code != 0 {
            let found = u32::from(kind) << 8 | u32::from(code);
            let (what, expected) = ("ICMP type and code", u32::from(ECHO) << 8);
            return Err(DecodeError::Unexpected {
                what,
                offset: 0,
                found,
                expected,
            });
        }
        let sum = checksum(&[bytes]);
        if sum != 0 {
            let what = "ICMP checksum, over the message";
            return Err(DecodeError::Unexpected {
                what,
                offset: 2,
                found: u32::from(sum),
                expected: 0,
            });
        }
        Ok(Echo {
            is_reply: kind == ECHO_REPLY,
            identifier,
            sequence,
            data: reader.rest().to_vec(),
        })
    }

    /// The message with its checksum computed.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_LEN + self.data.len());
        bytes.extend([if self.is_reply { ECHO_REPLY } else { ECHO }, 0, 0, 0]);
        bytes.extend(self.identifier.to_be_bytes());
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(&self.data);
        let sum = checksum(&[&bytes]);
        bytes[2..4].copy_from_slice(&sum.to_be_bytes());
        bytes
    }
}

/// Why a packet went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unreachable {
    /// No way leads to its destination.
    Host,
    /// Nothing listens on its port.
    Port,
    /// A filter denies it (RFC 1812 §5.2.7.1).
    Prohibited,
    /// Its time to live is over.
    TimeExceeded,
}

impl Unreachable {
    const ALL: [Self; 4] = [Self::Host, Self::Port, Self::Prohibited, Self::TimeExceeded];

    /// Type and code.
    const fn numbers(self) -> [u8; 2] {
        match self {
            Self::Host => [3, 1],
            Self::Port => [3, 3],
            Self::Prohibited => [3, 13],
            Self::TimeExceeded => [11, 0],
        }
    }
}

/// A message about a packet that went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Why.
    pub why: Unreachable,
    /// What the packet was.
    pub about: Quoted,
}

/// The beginning of a packet: its header and the first eight bytes behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    header: [u8; ipv4::HEADER_LEN],
    /// The first bytes of the payload; zero where it is shorter.
    pub start: [u8; 8],
}

impl Quoted {
    /// The beginning of a packet.
    pub fn new(packet: &ipv4::Packet) -> Quoted {
        let empty = ipv4::Packet {
            payload: Vec::new(),
            ..*packet
        };
        let mut header: [u8; ipv4::HEADER_LEN] = empty.encode().try_into().unwrap_or_default();
        let length = (ipv4::HEADER_LEN + packet.payload.len()) as u16;
        header[2..4].copy_from_slice(&length.to_be_bytes());
        header[10..12].fill(0);
        let sum = checksum(&[&header]);
        header[10..12].copy_from_slice(&sum.to_be_bytes());
        let mut start = [0; 8];
        start.iter_mut().zip(&packet.payload).for_each(|(to, from)| *to = *from);
        Quoted { header, start }
    }

    /// Its protocol.
    pub fn protocol(&self) -> u8 {
        self.header[9]
    }

    /// Its source address.
    pub fn source(&self) -> Ipv4Addr {
        address(&self.header, 12)
    }

    /// Its destination address.
    pub fn destination(&self) -> Ipv4Addr {
        address(&self.header, 16)
    }

    /// Two of its first bytes as a number: a port, an identifier or a sequence number.
    pub fn number(&self, at: usize) -> u16 {
        self.start
            .get(at..at + 2)
            .map_or(0, |it| u16::from_be_bytes([it[0], it[1]]))
    }

    /// Whether it reports of a packet itself, of which nobody reports (RFC 1122 §3.2.2).
    pub fn is_report(&self) -> bool {
        self.protocol() == ipv4::ICMP && !matches!(self.start[0], ECHO | ECHO_REPLY)
    }
}

fn address(header: &[u8; ipv4::HEADER_LEN], at: usize) -> Ipv4Addr {
    Ipv4Addr::new(header[at], header[at + 1], header[at + 2], header[at + 3])
}

impl Report {
    /// Reads a message; `None` if it is another.
    pub fn decode(bytes: &[u8]) -> Option<Report> {
        let numbers = bytes.first_chunk()?;
        let why = Unreachable::ALL.into_iter().find(|why| why.numbers() == *numbers)?;
        let header = *bytes.get(HEADER_LEN..)?.first_chunk()?;
        let start = *bytes.get(HEADER_LEN + ipv4::HEADER_LEN..)?.first_chunk()?;
        let about = Quoted { header, start };
        (checksum(&[bytes]) == 0).then_some(Report { why, about })
    }

    /// The message with its checksum computed.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_LEN + ipv4::HEADER_LEN + 8);
        bytes.extend(self.why.numbers());
        bytes.extend([0; 6]);
        bytes.extend(self.about.header);
        bytes.extend(self.about.start);
        let sum = checksum(&[&bytes]);
        bytes[2..4].copy_from_slice(&sum.to_be_bytes());
        bytes
    }
}
