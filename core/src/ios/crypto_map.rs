//! Crypto maps: which traffic is protected, with what, towards whom.

use crate::map::Map;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::crypto::{DhGroup, Lifetime, Transform, TransformSet};
use super::interface::InterfaceName;

/// A crypto map: its entries by sequence number; the lowest is tried first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CryptoMap {
    /// `crypto map NAME local-address INTERFACE`: whose address the tunnel has at this end.
    pub local_address: Option<InterfaceName>,
    /// The entries, 1 to 65535.
    pub entries: Map<u16, CryptoMapEntry>,
}

/// One `crypto map NAME SEQ`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CryptoMapEntry {
    /// `description`.
    pub description: Option<String>,
    /// `match address`.
    pub match_address: Option<AccessListId>,
    /// Where the keys come from.
    pub keying: Keying,
}

impl CryptoMapEntry {
    /// An entry as IOS makes it: nothing set.
    pub fn new(keying: Keying) -> Self {
        Self {
            description: None,
            match_address: None,
            keying,
        }
    }

    /// The names of its transform sets, in order.
    pub fn transform_sets(&self) -> &[String] {
        match &self.keying {
            Keying::Isakmp(isakmp) => &isakmp.transform_sets,
            Keying::Manual(manual) => manual.transform_set.as_slice(),
        }
    }

    /// Its peers, in order.
    pub fn peers(&self) -> &[Ipv4Addr] {
        match &self.keying {
            Keying::Isakmp(isakmp) => &isakmp.peers,
            Keying::Manual(manual) => manual.peer.as_slice(),
        }
    }

    /// The peer that traffic goes to: the first, or, of several, the first that has not fallen silent; if all have, the one whose
    /// silence is the oldest. IOS: reference, `set peer`: if one fails, the next is tried.
    pub fn current_peer(&self, silent: &SilentPeers) -> Option<Ipv4Addr> {
        let silence = |peer: &&Ipv4Addr| silent.0.iter().position(|it| it == *peer).map_or(0, |at| at + 1);
        self.peers().iter().min_by_key(silence).copied()
    }

    /// Whether it has all it needs: a peer, an access list and a transform set. IOS: field, the note on a new map.
    pub fn is_complete(&self) -> bool {
        self.match_address.is_some() && !self.peers().is_empty() && !self.transform_sets().is_empty()
    }
}

/// Peers that gave no answer, the longest ago first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SilentPeers(Vec<Ipv4Addr>);

impl SilentPeers {
    /// A peer gave no answer.
    pub fn add(&mut self, peer: Ipv4Addr) {
        self.remove(peer);
        self.0.push(peer);
    }

    /// A peer has proved who it is.
    pub fn remove(&mut self, peer: Ipv4Addr) {
        self.0.retain(|it| *it != peer);
    }
}

/// Where the keys of an entry come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keying {
    /// `ipsec-isakmp`: negotiated.
    Isakmp(IsakmpKeying),
    /// `ipsec-manual`: typed.
    Manual(ManualKeying),
}

/// The negotiated entry's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IsakmpKeying {
    /// `set peer`, in the order typed; the first that answers is used.
    pub peers: Vec<Ipv4Addr>,
    /// `set transform-set`, up to six, the best first.
    pub transform_sets: Vec<String>,
    /// `set pfs`.
    pub pfs: Option<DhGroup>,
    /// `set security-association lifetime seconds`.
    pub lifetime_seconds: Option<u32>,
    /// `set security-association lifetime kilobytes`.
    pub lifetime_kilobytes: Option<u32>,
}

impl IsakmpKeying {
    /// Its lifetime, `global` where nothing is set.
    pub fn lifetime(&self, global: Lifetime) -> Lifetime {
        Lifetime {
            seconds: self.lifetime_seconds.unwrap_or(global.seconds),
            kilobytes: self.lifetime_kilobytes.unwrap_or(global.kilobytes),
        }
    }
}

/// The manually keyed entry's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ManualKeying {
    /// `set peer`: only one. IOS: reference.
    pub peer: Option<Ipv4Addr>,
    /// `set transform-set`: only one. IOS: reference.
    pub transform_set: Option<String>,
    /// `set session-key inbound`.
    pub inbound: SessionKeys,
    /// `set session-key outbound`.
    pub outbound: SessionKeys,
}

impl ManualKeying {
    /// The first key that is typed and too short for a set. A missing one is not an error yet, and a longer one is cut
    /// (IOS: reference, `set session-key`).
    pub fn short_key(&self, set: &TransformSet) -> Option<ShortKey> {
        let sides = [
            (Direction::Inbound, &self.inbound),
            (Direction::Outbound, &self.outbound),
        ];
        sides
            .into_iter()
            .find_map(|(direction, keys)| keys.short_key(direction, set))
    }
}

/// A key that is too short for its transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortKey {
    /// Its direction.
    pub direction: Direction,
    /// What it is for.
    pub transform: Transform,
    /// The bytes that it must have at least.
    pub need: u32,
    /// The bytes that it has.
    pub have: u32,
}

/// The direction of a manual key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// `inbound`.
    Inbound,
    /// `outbound`.
    Outbound,
}

impl Direction {
    /// The word of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// The manual keys of one direction. IOS: reference, `set session-key`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SessionKeys {
    /// `ah SPI KEY`.
    pub ah: Option<AhSessionKey>,
    /// `esp SPI cipher KEY [authenticator KEY]`.
    pub esp: Option<EspSessionKey>,
}

impl SessionKeys {
    fn short_key(&self, direction: Direction, set: &TransformSet) -> Option<ShortKey> {
        let ah = self.ah.as_ref().map(|ah| &ah.key);
        let cipher = self.esp.as_ref().map(|esp| &esp.cipher);
        let authenticator = self.esp.as_ref().and_then(|esp| esp.authenticator.as_ref());
        set.transforms().find_map(|transform| {
            let (key, need) = match transform {
                Transform::Ah(hash) => (ah, hash.digest_bytes()),
                Transform::EspCipher(name) => (cipher, name.key_bytes()),
                Transform::EspAuth(hash) => (authenticator, hash.digest_bytes()),
            };
            let have = key?.len();
            (have < need).then_some(ShortKey {
                direction,
                transform,
                need: need as u32,
                have: have as u32,
            })
        })
    }
}

/// A manual key for AH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AhSessionKey {
    /// The SPI, from 256.
    pub spi: u32,
    /// The key.
    pub key: Vec<u8>,
}

/// A manual key for ESP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EspSessionKey {
    /// The SPI, from 256.
    pub spi: u32,
    /// The cipher's key.
    pub cipher: Vec<u8>,
    /// The authentication key.
    pub authenticator: Option<Vec<u8>>,
}
