//! The database of IPsec SAs (RFC 2401 §4.4.3).

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::bundle::Bundle;
use crate::ipsec::entry::EntryId;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::manual::ManualKeying;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::id::PeerName;
use crate::isakmp::numbers::ProtocolId;
use crate::time::SimTime;

/// SAs each way, as one quick mode makes them, or as they are typed.
#[derive(Debug, Clone)]
pub struct SaPair {
    /// The peer's address.
    pub peer: Ipv4Addr,
    /// The port that it negotiated from.
    pub peer_port: u16,
    /// Who it proved to be; with typed keys its address.
    pub peer_name: PeerName,
    /// This router's address.
    pub local: Ipv4Addr,
    /// What they protect.
    pub proxies: ProxyIdentities,
    /// The transforms that protect the traffic.
    pub transforms: TransformSet,
    /// The crypto map that asked for them.
    pub map: String,
    /// Its entry.
    pub entry: EntryId,
    /// Whether this router began the quick mode that made them.
    pub is_initiator: bool,
    /// Whether new SAs were asked for in their place.
    pub is_rekeyed: bool,
    /// When they were made.
    pub created: SimTime,
    /// When a packet used them last, or when they were made.
    pub used: SimTime,
    /// Seconds without a packet after which they go.
    pub idle_seconds: Option<u32>,
    /// How they were made.
    pub origin: Origin,
    /// Towards this router.
    pub inbound: Bundle,
    /// Towards the peer.
    pub outbound: Bundle,
}

/// How SAs were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// By quick mode, to last for so long.
    Negotiated(Lifetime),
    /// From these typed keys, to last as long as they stand in the configuration.
    Manual(ManualKeying),
}

/// Bytes of a kilobyte of lifetime (RFC 2407 §4.5).
const KILOBYTE: u64 = 1024;
/// Kilobytes before the end of the volume at which new SAs are negotiated. IOS: reference, `crypto ipsec
/// security-association lifetime`.
const REKEY_KILOBYTES: u32 = 256;

impl SaPair {
    /// Whether they come from typed keys, and so are the configuration's to make and to take away.
    pub fn is_manual(&self) -> bool {
        matches!(self.origin, Origin::Manual(_))
    }

    /// How long they last; `None` for those with typed keys.
    pub fn lifetime(&self) -> Option<Lifetime> {
        match self.origin {
            Origin::Negotiated(lifetime) => Some(lifetime),
            Origin::Manual(_) => None,
        }
    }

    /// Whether the volume of either direction is used up.
    pub fn volume_is_used_up(&self) -> bool {
        self.lifetime().is_some_and(|lifetime| {
            let limit = u64::from(lifetime.kilobytes) * KILOBYTE;
            self.inbound.bytes >= limit || self.outbound.bytes >= limit
        })
    }

    /// Whether it is time to negotiate new SAs because of the volume.
    pub fn volume_is_nearly_used_up(&self) -> bool {
        self.lifetime().is_some_and(|lifetime| {
            let limit = u64::from(lifetime.kilobytes.saturating_sub(REKEY_KILOBYTES)) * KILOBYTE;
            self.inbound.bytes >= limit || self.outbound.bytes >= limit
        })
    }
}

/// All pairs, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct SaDatabase {
    pairs: Vec<SaPair>,
}

impl SaDatabase {
    /// The pairs, the oldest first.
    pub fn pairs(&self) -> &[SaPair] {
        &self.pairs
    }

    /// Adds a pair.
    pub fn insert(&mut self, pair: SaPair) {
        self.pairs.push(pair);
    }

    /// The newest pair with this peer that protects a flow, for all or a part of what a line of an access list permits.
    pub fn outbound(&mut self, peer: Ipv4Addr, line: &ProxyIdentities, flow: &ProxyIdentities) -> Option<&mut SaPair> {
        let protects = |pair: &SaPair| line.contains(&pair.proxies) && pair.proxies.contains(flow);
        self.pairs
            .iter_mut()
            .rev()
            .find(|pair| pair.peer == peer && protects(pair))
    }

    /// The pair that is known by this SPI of its inbound SA.
    pub fn inbound(&mut self, spi: u32) -> Option<&mut SaPair> {
        self.pairs.iter_mut().find(|pair| pair.inbound.spi() == spi)
    }

    /// The pair whose inbound SA of a protocol has this SPI (RFC 2401 §4.1).
    pub fn inbound_of(&mut self, protocol: ProtocolId, spi: u32) -> Option<&mut SaPair> {
        self.pairs
            .iter_mut()
            .find(|pair| pair.inbound.spis().of(protocol) == Some(spi))
    }

    /// Whether an inbound SA has this SPI.
    pub fn has_inbound(&self, spi: u32) -> bool {
        let spis = |pair: &SaPair| pair.inbound.spis();
        self.pairs
            .iter()
            .any(|pair| spis(pair).iter().any(|(_, used)| used == spi))
    }

    /// Takes out the pairs for which `gone` is true.
    pub fn remove(&mut self, gone: impl Fn(&SaPair) -> bool) -> Vec<SaPair> {
        let (removed, kept) = core::mem::take(&mut self.pairs).into_iter().partition(gone);
        self.pairs = kept;
        removed
    }
}
