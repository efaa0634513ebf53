//! The database of IPsec SAs (RFC 2401 §4.4.3).

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::esp::EspKeys;
use super::replay::ReplayWindow;
use crate::ios::access_list::ProxyIdentities;
use crate::ios::crypto::{Lifetime, TransformSet};
use crate::time::SimTime;

/// A pair of SAs, one each way, as one quick mode makes them.
#[derive(Debug, Clone)]
pub struct SaPair {
    /// The peer's address.
    pub peer: Ipv4Addr,
    /// This router's.
    pub local: Ipv4Addr,
    /// What they protect.
    pub proxies: ProxyIdentities,
    /// How.
    pub transforms: TransformSet,
    /// The crypto map that asked for them.
    pub map: String,
    /// The sequence number of its entry.
    pub entry: u16,
    /// Whether this router began the quick mode that made them.
    pub is_initiator: bool,
    /// Whether new SAs were asked for in their place.
    pub is_rekeyed: bool,
    /// Connection id of the ISAKMP SA that they come from.
    pub isakmp_conn: u32,
    /// When they were made.
    pub created: SimTime,
    /// How long they last.
    pub lifetime: Lifetime,
    /// Towards this router.
    pub inbound: Sa,
    /// Towards the peer.
    pub outbound: Sa,
}

/// One SA.
#[derive(Debug, Clone)]
pub struct Sa {
    /// SPI, chosen by the receiver.
    pub spi: u32,
    /// Connection id, from 2000 (IOS: seed).
    pub conn: u32,
    /// Its keys.
    pub keys: EspKeys,
    /// Bytes protected so far.
    pub bytes: u64,
    /// Outbound: the last sequence number used.
    pub sequence: u32,
    /// Inbound: which sequence numbers were seen.
    pub window: ReplayWindow,
}

/// Bytes of a kilobyte of lifetime (RFC 2407 §4.5).
const KILOBYTE: u64 = 1024;
/// Kilobytes before the end of the volume at which new SAs are negotiated. IOS: reference, `crypto ipsec
/// security-association lifetime`.
const REKEY_KILOBYTES: u32 = 256;

impl SaPair {
    /// Whether the volume of either SA is used up.
    pub fn volume_is_used_up(&self) -> bool {
        let limit = u64::from(self.lifetime.kilobytes) * KILOBYTE;
        self.inbound.bytes >= limit || self.outbound.bytes >= limit
    }

    /// Whether it is time to negotiate new SAs because of the volume.
    pub fn volume_is_nearly_used_up(&self) -> bool {
        let limit = u64::from(self.lifetime.kilobytes.saturating_sub(REKEY_KILOBYTES)) * KILOBYTE;
        self.inbound.bytes >= limit || self.outbound.bytes >= limit
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

    /// The newest pair that protects these networks with this peer.
    pub fn outbound(&mut self, peer: Ipv4Addr, proxies: &ProxyIdentities) -> Option<&mut SaPair> {
        self.pairs
            .iter_mut()
            .rev()
            .find(|pair| pair.peer == peer && pair.proxies == *proxies)
    }

    /// The pair whose inbound SA has this SPI.
    pub fn inbound(&mut self, spi: u32) -> Option<&mut SaPair> {
        self.pairs.iter_mut().find(|pair| pair.inbound.spi == spi)
    }

    /// Whether an inbound SA has this SPI.
    pub fn has_inbound(&self, spi: u32) -> bool {
        self.pairs.iter().any(|pair| pair.inbound.spi == spi)
    }

    /// Takes out the pairs for which `gone` is true.
    pub fn remove(&mut self, gone: impl Fn(&SaPair) -> bool) -> Vec<SaPair> {
        let (removed, kept) = core::mem::take(&mut self.pairs).into_iter().partition(gone);
        self.pairs = kept;
        removed
    }
}
