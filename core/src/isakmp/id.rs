//! The Identification payload (RFC 2407 §4.6.2).

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::numbers::IdType;
use crate::codec::{DecodeError, Reader, Writer};

/// Who a side is (phase 1), or for which traffic the SAs are (quick mode).
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Identification {
    /// IP protocol: 0 for any, 17 (UDP) in phase 1 of IOS.
    pub protocol: u8,
    /// Port: 0 for any, 500 in phase 1 of IOS.
    pub port: u16,
    /// Type and identification data.
    pub identity: Identity,
}

/// The type of an identification, and its data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Identity {
    /// `ID_IPV4_ADDR`: an address.
    Ipv4(Ipv4Addr),
    /// `ID_IPV4_ADDR_SUBNET`: an address and a mask. Neither is checked: bits outside the mask are kept.
    Ipv4Subnet {
        /// The address.
        address: Ipv4Addr,
        /// The mask, with ones for the network.
        mask: Ipv4Addr,
    },
    /// Another type, with its data as they are.
    Other {
        /// The type; not one of those above.
        kind: IdType,
        /// Identification data.
        data: Vec<u8>,
    },
}

impl Identity {
    /// The type on the wire.
    #[must_use]
    pub const fn kind(&self) -> IdType {
        match self {
            Self::Ipv4(_) => IdType::Ipv4Addr,
            Self::Ipv4Subnet { .. } => IdType::Ipv4AddrSubnet,
            Self::Other { kind, .. } => *kind,
        }
    }
}

impl Identification {
    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let kind = IdType::from(reader.u8()?);
        let protocol = reader.u8()?;
        let port = reader.u16()?;
        let identity = match kind {
            IdType::Ipv4Addr => Identity::Ipv4(address(reader)?),
            IdType::Ipv4AddrSubnet => Identity::Ipv4Subnet {
                address: address(reader)?,
                mask: address(reader)?,
            },
            kind => Identity::Other {
                kind,
                data: reader.rest().to_vec(),
            },
        };
        Ok(Self {
            protocol,
            port,
            identity,
        })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.u8(self.identity.kind().into());
        writer.u8(self.protocol);
        writer.u16(self.port);
        match &self.identity {
            Identity::Ipv4(address) => writer.bytes(&address.octets()),
            Identity::Ipv4Subnet { address, mask } => {
                writer.bytes(&address.octets());
                writer.bytes(&mask.octets());
            }
            Identity::Other { data, .. } => writer.bytes(data),
        }
    }
}

fn address(reader: &mut Reader<'_>) -> Result<Ipv4Addr, DecodeError> {
    reader.array::<4>().map(Ipv4Addr::from)
}
