//! The Authentication Header (RFC 2402).
//!
//! ```text
//!  IPv4 header | next header (1) | payload length (1) | reserved (2) | SPI (4) | sequence number (4) | ICV | payload
//!  |<-- authenticated, the fields that routers change on the way and the ICV itself taken as zero -------------->|
//! ```
//!
//! Tunnel and transport mode differ only in the packet that AH is put into: an outer one around the user's, or the user's
//! own. Around ESP, AH's next header is ESP (RFC 2401 §4.3, transport adjacency).

use alloc::vec::Vec;

use super::esp::Failure;
use crate::algorithm::Hash;
use crate::codec::Reader;
use crate::ip::ipv4;

/// Bytes of the header before its ICV.
pub const FIXED_LEN: usize = 12;
/// Where the checksum lies in an IPv4 header.
const CHECKSUM: core::ops::Range<usize> = 10..12;

/// The authentication of one AH SA with its key.
#[derive(Debug, Clone)]
pub struct AhKeys {
    hash: Hash,
    key: Vec<u8>,
}

impl AhKeys {
    /// The key is the first bytes of KEYMAT, as many as the hash has (RFC 2403 §3, RFC 2404 §3). `None` if there are not
    /// as many.
    pub fn new(hash: Hash, keymat: &[u8]) -> Option<AhKeys> {
        Some(AhKeys {
            hash,
            key: keymat.get(..hash.digest_len())?.to_vec(),
        })
    }

    /// The key.
    pub fn authentication_key(&self) -> &[u8] {
        &self.key
    }

    /// Bytes of the header with its check value.
    pub fn header_len(&self) -> usize {
        FIXED_LEN + self.hash.icv_len
    }

    /// The payload length field: words of 32 bits, less two (RFC 2402 §2.2).
    fn payload_length(&self) -> u8 {
        (self.header_len() / 4 - 2) as u8
    }

    /// Puts AH between the header of a packet and what it carries.
    pub fn encapsulate(&self, spi: u32, sequence: u32, packet: ipv4::Packet) -> ipv4::Packet {
        let mut payload = Vec::with_capacity(self.header_len() + packet.payload.len());
        payload.extend([packet.protocol, self.payload_length(), 0, 0]);
        payload.extend(spi.to_be_bytes());
        payload.extend(sequence.to_be_bytes());
        payload.resize(self.header_len(), 0);
        payload.extend(&packet.payload);
        let mut packet = ipv4::Packet {
            protocol: ipv4::AH,
            payload,
            ..packet
        };
        let icv = self.icv(&packet);
        packet.payload[FIXED_LEN..self.header_len()].copy_from_slice(&icv);
        packet
    }

    /// Takes AH out of a packet, if its check value is right: the packet as it was before.
    ///
    /// # Errors
    /// As [`Failure`] says. The replay window is the caller's to ask and to move.
    pub fn decapsulate(&self, packet: &ipv4::Packet) -> Result<ipv4::Packet, Failure> {
        let (head, carried) = packet
            .payload
            .split_at_checked(self.header_len())
            .ok_or(Failure::Malformed)?;
        if head[1] != self.payload_length() {
            return Err(Failure::Malformed);
        }
        let mut zeroed = packet.clone();
        zeroed.payload[FIXED_LEN..head.len()].fill(0);
        if self.icv(&zeroed) != head[FIXED_LEN..] {
            return Err(Failure::BadIcv);
        }
        Ok(ipv4::Packet {
            protocol: head[0],
            payload: carried.to_vec(),
            ..zeroed
        })
    }

    /// The check value, over the whole packet. What changes on the way counts as zero: type of service, flags,
    /// fragment offset, time to live and header checksum (RFC 2402 §3.3.3.1.1.1).
    fn icv(&self, packet: &ipv4::Packet) -> Vec<u8> {
        let unchanging = ipv4::Packet {
            tos: 0,
            dont_fragment: false,
            ttl: 0,
            ..packet.clone()
        };
        let mut bytes = unchanging.encode();
        bytes[CHECKSUM].fill(0);
        self.hash.icv(&self.key, &bytes)
    }
}

/// SPI and sequence number; `None` if the header is too short for them.
pub fn header(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::new("AH header", bytes, 0);
    reader.u32().ok()?;
    Some((reader.u32().ok()?, reader.u32().ok()?))
}
