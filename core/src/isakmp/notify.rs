//! The Notification payload (RFC 2408 §3.14).

use alloc::vec::Vec;

use super::numbers::{NotifyType, ProtocolId};
use crate::codec::{DecodeError, Reader, Writer};

/// An error or a status, told to the peer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Notification {
    /// Domain of interpretation.
    pub doi: u32,
    /// The protocol that it is about.
    pub protocol: ProtocolId,
    /// The SPI that it is about, at most 255 bytes; for ISAKMP both cookies, or nothing.
    pub spi: Vec<u8>,
    /// What is told.
    pub kind: NotifyType,
    /// Notification data.
    pub data: Vec<u8>,
}

impl Notification {
    /// The SPI as a number: 0 if it is not of the 4 bytes of AH and ESP, as when it is both cookies (IOS: seed).
    #[must_use]
    pub fn spi_number(&self) -> u32 {
        self.spi.as_slice().try_into().map_or(0, u32::from_be_bytes)
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let doi = reader.u32()?;
        let protocol = reader.u8()?.into();
        let spi_size = reader.u8()?.into();
        let kind = reader.u16()?.into();
        let spi = reader.sub("SPI", spi_size)?.rest().to_vec();
        Ok(Self {
            doi,
            protocol,
            spi,
            kind,
            data: reader.rest().to_vec(),
        })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.u32(self.doi);
        writer.u8(self.protocol.into());
        writer.u8(self.spi.len() as u8);
        writer.u16(self.kind.into());
        writer.bytes(&self.spi);
        writer.bytes(&self.data);
    }
}
