//! The Delete payload (RFC 2408 §3.15).

use alloc::vec::Vec;

use super::numbers::ProtocolId;
use crate::codec::{DecodeError, Reader, Writer};

/// The sender has removed SAs; its inbound ones, of one protocol.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Delete {
    /// Domain of interpretation.
    pub doi: u32,
    /// The protocol of the SAs.
    pub protocol: ProtocolId,
    /// Length of each SPI in bytes: 16, both cookies, for ISAKMP, and 4 for AH and ESP. 0 only if there is no SPI.
    pub spi_size: u8,
    /// The SPIs, at most 65535, each `spi_size` bytes long.
    pub spis: Vec<Vec<u8>>,
}

impl Delete {
    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let doi = reader.u32()?;
        let protocol = reader.u8()?.into();
        let offset = reader.offset();
        let spi_size = reader.u8()?;
        let count = reader.u16()?;
        if spi_size == 0 && count != 0 {
            // 65535 SPIs of no bytes would make a few bytes of payload fill the memory.
            return Err(DecodeError::BadLength {
                what: "SPI size",
                offset,
                length: 0,
                minimum: 1,
            });
        }
        let mut spis = Vec::new();
        for _ in 0..count {
            spis.push(reader.sub("SPI", spi_size.into())?.rest().to_vec());
        }
        Ok(Self {
            doi,
            protocol,
            spi_size,
            spis,
        })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.u32(self.doi);
        writer.u8(self.protocol.into());
        writer.u8(self.spi_size);
        writer.u16(self.spis.len() as u16);
        for spi in &self.spis {
            writer.bytes(spi);
        }
    }
}
