//! Crypto maps: which traffic is protected, with what, towards whom.

use crate::map::Map;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::access_list::AccessListId;
use super::interface::InterfaceName;
use super::kept::KeptLines;
use crate::algorithm::Group;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::manual::ManualKeying;

/// A crypto map: its entries by sequence number; the lowest is tried first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CryptoMap {
    /// `crypto map NAME local-address INTERFACE`: whose address the tunnel has at this end.
    pub local_address: Option<InterfaceName>,
    /// `crypto map NAME isakmp-profile PROFILE`: the profile of the entries that name none.
    pub isakmp_profile: Option<String>,
    /// The entries, 1 to 65535.
    pub entries: Map<u16, CryptoMapEntry>,
}

impl CryptoMap {
    /// Whether nothing was typed of it.
    pub fn is_empty(&self) -> bool {
        self.local_address.is_none() && self.isakmp_profile.is_none() && self.entries.is_empty()
    }
}

/// A dynamic map: its entries by sequence number. What one does not say, the peer that negotiates says.
pub type DynamicMap = Map<u16, CryptoMapEntry>;

/// One `crypto map NAME SEQ` or `crypto dynamic-map NAME SEQ`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CryptoMapEntry {
    /// `description`.
    pub description: Option<String>,
    /// `match address`.
    pub match_address: Option<AccessListId>,
    /// Where the keys come from.
    pub keying: Keying,
    /// Lines that change nothing here.
    pub kept: KeptLines,
}

impl Default for CryptoMapEntry {
    fn default() -> Self {
        Self::new(Keying::Isakmp(IsakmpKeying::default()))
    }
}

impl CryptoMapEntry {
    /// An entry as IOS makes it: nothing set.
    pub fn new(keying: Keying) -> Self {
        Self {
            description: None,
            match_address: None,
            keying,
            kept: KeptLines::default(),
        }
    }

    /// The names of its transform sets, in order.
    pub fn transform_sets(&self) -> &[String] {
        match &self.keying {
            Keying::Isakmp(isakmp) => &isakmp.transform_sets,
            Keying::Manual(manual) => manual.transform_set.as_slice(),
            Keying::Dynamic(_) => &[],
        }
    }

    /// Its peers, in order.
    pub fn peers(&self) -> &[Ipv4Addr] {
        match &self.keying {
            Keying::Isakmp(isakmp) => &isakmp.peers,
            Keying::Manual(manual) => manual.peer.as_slice(),
            Keying::Dynamic(_) => &[],
        }
    }

    /// The peer that is asked first whatever the order.
    pub fn default_peer(&self) -> Option<Ipv4Addr> {
        match &self.keying {
            Keying::Isakmp(isakmp) => isakmp.default_peer,
            Keying::Manual(_) | Keying::Dynamic(_) => None,
        }
    }

    /// The peer that traffic goes to: the default one or the first, or, of several, the first that has not fallen silent; if all
    /// have, the one whose silence is the oldest. IOS: reference, `set peer`: if one fails, the next is tried.
    pub fn current_peer(&self, silent: &SilentPeers) -> Option<Ipv4Addr> {
        let default = self.default_peer();
        let rank = |peer: &&Ipv4Addr| {
            let silence = silent.0.iter().position(|it| it == *peer).map_or(0, |at| at + 1);
            (silence, default != Some(**peer))
        };
        self.peers().iter().min_by_key(rank).copied()
    }

    /// Whether it has all it needs: a peer, an access list and a transform set. IOS: field, the note on a new map.
    pub fn is_complete(&self) -> bool {
        self.match_address.is_some() && !self.peers().is_empty() && !self.transform_sets().is_empty()
    }
}

/// Peers that gave no answer, the longest ago first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Keying {
    /// `ipsec-isakmp`: negotiated.
    Isakmp(IsakmpKeying),
    /// `ipsec-manual`: typed.
    Manual(ManualKeying),
    /// `ipsec-isakmp dynamic`: negotiated, as the entries of a dynamic map say.
    Dynamic(DynamicReference),
}

/// Which dynamic map an entry refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicReference {
    /// The dynamic map's name.
    pub map: String,
    /// `discover`: ask for peers that nobody typed. Kept, but not simulated.
    pub discover: bool,
}

/// `set security-association idle-time`. IOS: reference, 12.2(15)T.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IdleTime {
    /// Seconds without traffic after which SAs go, 60 to 86400.
    pub seconds: u32,
    /// `default`: the next SAs are asked of the default peer.
    pub to_default: bool,
}

/// `reverse-route`: routes to what a peer protects. IOS: reference, 12.2(8)T.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ReverseRoute {
    /// Towards the peer.
    TowardsPeer,
    /// `static`, of 12.4(15)T: the same here.
    Static,
    /// `remote-peer [ADDRESS]`: towards the peer, and to the peer itself by way of this router.
    RemotePeer(Option<Ipv4Addr>),
}

/// The negotiated entry's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IsakmpKeying {
    /// `set peer`, in the order typed; the first that answers is used.
    pub peers: Vec<Ipv4Addr>,
    /// `set peer … default`: the peer that is asked first, whatever the order.
    pub default_peer: Option<Ipv4Addr>,
    /// `set peer NAME dynamic`: the names, and the addresses that they had when the line was typed.
    pub peer_names: Vec<(Ipv4Addr, String)>,
    /// `set transform-set`, up to six, the best first.
    pub transform_sets: Vec<String>,
    /// `set pfs`.
    pub pfs: Option<Group>,
    /// `set security-association lifetime seconds`.
    pub lifetime_seconds: Option<u32>,
    /// `set security-association lifetime kilobytes`.
    pub lifetime_kilobytes: Option<u32>,
    /// `set security-association idle-time`.
    pub idle_time: Option<IdleTime>,
    /// `set isakmp-profile`.
    pub isakmp_profile: Option<String>,
    /// `reverse-route`.
    pub reverse_route: Option<ReverseRoute>,
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
