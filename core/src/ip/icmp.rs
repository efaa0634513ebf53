//! ICMP's echo and echo reply (RFC 792).

use alloc::vec::Vec;

use super::checksum;
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
