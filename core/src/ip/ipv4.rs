//! IPv4 packets without options or fragments (RFC 791).

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::checksum;
use crate::codec::{DecodeError, Reader};

/// Protocol number of ICMP.
pub const ICMP: u8 = 1;
/// Protocol number of IPv4 in IPv4, the next header of ESP in tunnel mode.
pub const IPV4: u8 = 4;
/// Protocol number of TCP.
pub const TCP: u8 = 6;
/// Protocol number of UDP.
pub const UDP: u8 = 17;
/// Protocol number of ESP.
pub const ESP: u8 = 50;
/// Protocol number of AH.
pub const AH: u8 = 51;

/// Bytes of a header without options.
pub const HEADER_LEN: usize = 20;
/// The flag that forbids fragmentation, in the 16 bits that hold flags and fragment offset.
const DONT_FRAGMENT: u16 = 0x4000;
/// More fragments, or a fragment offset: the packet is not whole.
const FRAGMENT: u16 = 0x3fff;

/// A packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Type of service.
    pub tos: u8,
    /// The identification field, which the fragments of a packet share.
    pub id: u16,
    /// Must not be fragmented.
    pub dont_fragment: bool,
    /// Time to live.
    pub ttl: u8,
    /// Protocol of the payload.
    pub protocol: u8,
    /// The source address.
    pub source: Ipv4Addr,
    /// The destination address.
    pub destination: Ipv4Addr,
    /// What follows the header.
    pub payload: Vec<u8>,
}

/// Takes one from the time to live of an encoded packet, as a router does that forwards it, and amends the checksum
/// (RFC 1624). A checksum that was wrong stays wrong.
pub fn forward(bytes: &mut [u8]) {
    let Some(header) = bytes.get_mut(..HEADER_LEN) else {
        return;
    };
    header[8] = header[8].saturating_sub(1);
    let sum = u32::from(u16::from_be_bytes([header[10], header[11]])) + 0x100;
    let sum = (sum & 0xffff) + (sum >> 16);
    header[10..12].copy_from_slice(&(sum as u16).to_be_bytes());
}

impl Packet {
    /// Reads a packet. Bytes after its total length are link padding and dropped.
    ///
    /// # Errors
    /// If it is cut short, of another version, has options, is a fragment, or its checksum is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Packet, DecodeError> {
        let mut reader = Reader::new("IPv4 header", bytes, 0);
        let version_length = reader.u8()?;
        if version_length != 0x45 {
            let (what, found) = ("IPv4 version and header length", u32::from(version_length));
            return Err(DecodeError::Unexpected {
                what,
                offset: 0,
                found,
                expected: 0x45,
            });
        }
        let tos = reader.u8()?;
        let total = usize::from(reader.u16()?);
        let id = reader.u16()?;
        let fragment = reader.u16()?;
        let (ttl, protocol) = (reader.u8()?, reader.u8()?);
        reader.u16()?;
        let (source, destination) = (Ipv4Addr::from_bits(reader.u32()?), Ipv4Addr::from_bits(reader.u32()?));
        if fragment & FRAGMENT != 0 {
            let (what, found) = ("IPv4 fragment", u32::from(fragment & FRAGMENT));
            return Err(DecodeError::Unexpected {
                what,
                offset: 6,
                found,
                expected: 0,
            });
        }
        let sum = checksum(&[&bytes[..HEADER_LEN]]);
        if sum != 0 {
            let what = "IPv4 header checksum, over the header";
            return Err(DecodeError::Unexpected {
                what,
                offset: 10,
                found: u32::from(sum),
                expected: 0,
            });
        }
        let length = total.checked_sub(HEADER_LEN).ok_or(DecodeError::BadLength {
            what: "IPv4 packet",
            offset: 2,
            length: total as u32,
            minimum: HEADER_LEN as u32,
        })?;
        let payload = reader.bytes(length)?.to_vec();
        let dont_fragment = fragment & DONT_FRAGMENT != 0;
        Ok(Packet {
            tos,
            id,
            dont_fragment,
            ttl,
            protocol,
            source,
            destination,
            payload,
        })
    }

    /// The packet with its lengths and checksum computed. A payload of more than 65,515 bytes is cut off.
    pub fn encode(&self) -> Vec<u8> {
        let payload = &self.payload[..self.payload.len().min(usize::from(u16::MAX) - HEADER_LEN)];
        let mut bytes = Vec::with_capacity(HEADER_LEN + payload.len());
        bytes.extend([0x45, self.tos]);
        bytes.extend(((HEADER_LEN + payload.len()) as u16).to_be_bytes());
        bytes.extend(self.id.to_be_bytes());
        bytes.extend(if self.dont_fragment { DONT_FRAGMENT } else { 0 }.to_be_bytes());
        bytes.extend([self.ttl, self.protocol, 0, 0]);
        bytes.extend(self.source.octets());
        bytes.extend(self.destination.octets());
        let sum = checksum(&[&bytes]);
        bytes[10..12].copy_from_slice(&sum.to_be_bytes());
        bytes.extend(payload);
        bytes
    }
}
