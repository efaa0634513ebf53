//! The Identification payload (RFC 2407 §4.6.2).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
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

/// Who a side of phase 1 says it is (RFC 2407 §4.6.2).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum PeerName {
    /// `ID_IPV4_ADDR`: its address.
    Address(Ipv4Addr),
    /// `ID_FQDN`: its host name.
    Host(String),
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PeerName::Address(address) => address.fmt(f),
            PeerName::Host(name) => f.write_str(name),
        }
    }
}

/// Which peers something is for, by who they say they are.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum IdentityMatch {
    /// Those with an address in a network; a single peer has the mask 255.255.255.255.
    Address {
        /// The peer or network.
        address: Ipv4Addr,
        /// Its mask.
        mask: Ipv4Addr,
    },
    /// The one with this host name.
    Host(String),
    /// Those whose host name is in this domain.
    Domain(String),
}

impl IdentityMatch {
    /// Those with an address in a network. Modelled: without a mask one peer, or with 0.0.0.0 all, as for a key.
    #[must_use]
    pub fn at(address: Ipv4Addr, mask: Option<Ipv4Addr>) -> Self {
        let mask = mask.unwrap_or(if address.is_unspecified() {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::BROADCAST
        });
        Self::Address {
            address: address & mask,
            mask,
        }
    }

    /// Whether the peer of this name is meant. Names have no case (RFC 1035 §2.3.3).
    #[must_use]
    pub fn matches(&self, peer: &PeerName) -> bool {
        match (self, peer) {
            (Self::Address { address, mask }, PeerName::Address(peer)) => *peer & *mask == *address,
            (Self::Host(name), PeerName::Host(peer)) => peer.eq_ignore_ascii_case(name),
            (Self::Domain(domain), PeerName::Host(peer)) => {
                let end = alloc::format!(".{domain}").to_ascii_lowercase();
                peer.to_ascii_lowercase().ends_with(&end)
            }
            (Self::Address { .. }, PeerName::Host(_)) | (Self::Host(_) | Self::Domain(_), PeerName::Address(_)) => {
                false
            }
        }
    }
}

impl fmt::Display for IdentityMatch {
    /// As `match identity` has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address, mask } => write!(f, "address {address} {mask}"),
            Self::Host(name) => write!(f, "host {name}"),
            Self::Domain(domain) => write!(f, "host domain {domain}"),
        }
    }
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
