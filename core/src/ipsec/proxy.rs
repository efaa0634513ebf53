//! Proxy identities: the traffic that a pair of SAs is for.

use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// One end of what a pair of security associations protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProxyEnd {
    /// The network.
    pub address: Ipv4Addr,
    /// Its mask.
    pub mask: Ipv4Addr,
    /// The port, or zero for every port.
    pub port: u16,
}

/// The two ends of what a pair of security associations protects (RFC 2409, 5.5: IDci and IDcr).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProxyIdentities {
    /// The protocol, or zero for every protocol.
    pub protocol: u8,
    /// This router's side: the source of the access list.
    pub local: ProxyEnd,
    /// The peer's side.
    pub remote: ProxyEnd,
}

impl ProxyEnd {
    fn contains(self, other: Self) -> bool {
        let is_within = other.mask & self.mask == self.mask && other.address & self.mask == self.address & self.mask;
        is_within && (self.port == 0 || self.port == other.port)
    }
}

impl ProxyIdentities {
    /// Whether all traffic of `other` is traffic of these.
    pub fn contains(&self, other: &Self) -> bool {
        (self.protocol == 0 || self.protocol == other.protocol)
            && self.local.contains(other.local)
            && self.remote.contains(other.remote)
    }

    /// The same as the peer must have it.
    pub fn mirrored(self) -> Self {
        Self {
            protocol: self.protocol,
            local: self.remote,
            remote: self.local,
        }
    }
}
