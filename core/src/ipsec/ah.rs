//! The Authentication Header (RFC 2402), with HMAC-MD5-96 (RFC 2403) and HMAC-SHA-1-96 (RFC 2404).
//!
//! ```text
//!  IPv4 header | next header (1) | payload length (1) | reserved (2) | SPI (4) | sequence number (4) | ICV (12) | payload
//!  |<-- authenticated, the fields that routers change on the way and the ICV itself taken as zero ------------------->|
//! ```
//!
//! Tunnel and transport mode differ only in the packet that AH is put into: an outer one around the user's, or the user's
//! own. Around ESP, AH's next header is ESP (RFC 2401 §4.3, transport adjacency).

use alloc::vec::Vec;

use super::esp::Failure;
use super::suite::ICV_LEN;
use crate::codec::Reader;
use crate::crypto::hash::HashAlgorithm;
use crate::ios::crypto::Hash;
use crate::ip::ipv4;

/// Bytes of the header with a check value of 96 bits.
pub const HEADER_LEN: usize = 12 + ICV_LEN;
/// The payload length field: words of 32 bits, less two (RFC 2402 §2.2).
const PAYLOAD_LENGTH: u8 = (HEADER_LEN / 4 - 2) as u8;
/// Where the ICV lies in the header.
const ICV_START: usize = HEADER_LEN - ICV_LEN;
/// Where the checksum lies in an IPv4 header.
const CHECKSUM: core::ops::Range<usize> = 10..12;

/// The authentication of one AH SA with its key.
#[derive(Debug, Clone)]
pub struct AhKeys {
    hash: HashAlgorithm,
    key: Vec<u8>,
}

impl AhKeys {
    /// The key is the first bytes of KEYMAT, as many as the hash has (RFC 2403 §3, RFC 2404 §3). `None` if there are not
    /// as many.
    pub fn new(hash: Hash, keymat: &[u8]) -> Option<AhKeys> {
        Some(AhKeys {
            hash: hash.algorithm(),
            key: keymat.get(..hash.digest_bytes())?.to_vec(),
        })
    }

    /// The key.
    pub fn authentication_key(&self) -> &[u8] {
        &self.key
    }

    /// Puts AH between the header of a packet and what it carries.
    pub fn encapsulate(&self, spi: u32, sequence: u32, packet: ipv4::Packet) -> ipv4::Packet {
        let mut payload = Vec::with_capacity(HEADER_LEN + packet.payload.len());
        payload.extend([packet.protocol, PAYLOAD_LENGTH, 0, 0]);
        payload.extend(spi.to_be_bytes());
        payload.extend(sequence.to_be_bytes());
        payload.extend([0; ICV_LEN]);
        payload.extend(&packet.payload);
        let mut packet = ipv4::Packet {
            protocol: ipv4::AH,
            payload,
            ..packet
        };
        let icv = self.icv(&packet);
        packet.payload[ICV_START..HEADER_LEN].copy_from_slice(&icv);
        packet
    }

    /// Takes AH out of a packet, if its check value is right: the packet as it was before.
    ///
    /// # Errors
    /// As [`Failure`] says. The replay window is the caller's to ask and to move.
    pub fn decapsulate(&self, packet: &ipv4::Packet) -> Result<ipv4::Packet, Failure> {
        let (head, carried) = packet.payload.split_at_checked(HEADER_LEN).ok_or(Failure::Malformed)?;
        if head[1] != PAYLOAD_LENGTH {
            return Err(Failure::Malformed);
        }
        let mut zeroed = packet.clone();
        zeroed.payload[ICV_START..HEADER_LEN].fill(0);
        if self.icv(&zeroed) != head[ICV_START..] {
            return Err(Failure::BadIcv);
        }
        Ok(ipv4::Packet {
            protocol: head[0],
            payload: carried.to_vec(),
            ..zeroed
        })
    }

    /// HMAC over the whole packet, its first 96 bits. What changes on the way counts as zero: type of service, flags,
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
        self.hash.hmac(&self.key, &[&bytes])[..ICV_LEN].to_vec()
    }
}

/// SPI and sequence number; `None` if the header is too short for them.
pub fn header(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::new("AH header", bytes, 0);
    reader.u32().ok()?;
    Some((reader.u32().ok()?, reader.u32().ok()?))
}
