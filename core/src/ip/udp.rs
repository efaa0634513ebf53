//! UDP datagrams (RFC 768).

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{checksum, ipv4};
use crate::codec::{DecodeError, Reader};

/// Bytes of the header.
pub const HEADER_LEN: usize = 8;

/// A datagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datagram {
    /// The source port.
    pub source_port: u16,
    /// The destination port.
    pub destination_port: u16,
    /// What it carries.
    pub payload: Vec<u8>,
}

impl Datagram {
    /// Reads a datagram that came between these addresses.
    ///
    /// # Errors
    /// If it is cut short, its length is wrong, or its checksum is neither zero nor right.
    pub fn decode(bytes: &[u8], source: Ipv4Addr, destination: Ipv4Addr) -> Result<Datagram, DecodeError> {
        let mut reader = Reader::new("UDP header", bytes, 0);
        let (source_port, destination_port) = (reader.u16()?, reader.u16()?);
        let (length, sum) = (reader.u16()?, reader.u16()?);
        let size = usize::from(length)
            .checked_sub(HEADER_LEN)
            .ok_or(DecodeError::BadLength {
                what: "UDP datagram",
                offset: 4,
                length: u32::from(length),
                minimum: HEADER_LEN as u32,
            })?;
        let payload = reader.bytes(size)?.to_vec();
        let computed = pseudo_checksum(source, destination, &bytes[..usize::from(length)]);
        if sum != 0 && computed != 0 {
            let what = "UDP checksum, over pseudo header and datagram";
            return Err(DecodeError::Unexpected {
                what,
                offset: 6,
                found: u32::from(computed),
                expected: 0,
            });
        }
        Ok(Datagram {
            source_port,
            destination_port,
            payload,
        })
    }

    /// The datagram with its length and checksum computed, to go between these addresses.
    pub fn encode(&self, source: Ipv4Addr, destination: Ipv4Addr) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_LEN + self.payload.len());
        bytes.extend(self.source_port.to_be_bytes());
        bytes.extend(self.destination_port.to_be_bytes());
        bytes.extend(((HEADER_LEN + self.payload.len()) as u16).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(&self.payload);
        // Zero means "no checksum", so a checksum of zero is sent as all ones.
        let sum = match pseudo_checksum(source, destination, &bytes) {
            0 => u16::MAX,
            sum => sum,
        };
        bytes[6..8].copy_from_slice(&sum.to_be_bytes());
        bytes
    }
}

/// The checksum over the pseudo header (addresses, zero, protocol, length) and the datagram.
fn pseudo_checksum(source: Ipv4Addr, destination: Ipv4Addr, datagram: &[u8]) -> u16 {
    let length = (datagram.len() as u16).to_be_bytes();
    checksum(&[
        &source.octets(),
        &destination.octets(),
        &[0, ipv4::UDP],
        &length,
        datagram,
    ])
}
