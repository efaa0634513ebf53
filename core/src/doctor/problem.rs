//! What can be wrong between two routers, as facts. The words for them are in [`explain`](super::explain).

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::algorithm::Group;
use crate::event::{Mismatch, RouterId};
use crate::ios::interface::{InterfaceAddress, InterfaceName};
use crate::ios::{AccessListId, LeftOut};

/// Something that is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Both routers have the same address.
    DuplicateAddress(Ipv4Addr),
    /// An interface that the traffic needs is shut down.
    InterfaceDown {
        /// The router.
        router: RouterId,
        /// The interface.
        interface: InterfaceName,
    },
    /// No route leads to an address by the interface of the tunnel.
    NoRoute {
        /// The router.
        router: RouterId,
        /// The address: of the peer, or of a host behind it.
        destination: Ipv4Addr,
    },
    /// A route points at a next hop that nobody has.
    WrongNextHop {
        /// The router.
        router: RouterId,
        /// The address that the route is for.
        destination: Ipv4Addr,
        /// The next hop.
        next_hop: Ipv4Addr,
    },
    /// A router has no crypto map that negotiates.
    NoMap {
        /// The router.
        router: RouterId,
    },
    /// The interface towards the peer does not have the crypto map.
    MapNotApplied {
        /// The router.
        router: RouterId,
        /// The crypto map.
        map: String,
        /// The interface.
        interface: InterfaceName,
    },
    /// `no crypto isakmp enable`.
    IsakmpOff {
        /// The router.
        router: RouterId,
    },
    /// An entry of the crypto map lacks something.
    MapLacks {
        /// The router.
        router: RouterId,
        /// The crypto map, or the dynamic map.
        map: String,
        /// The entry's sequence number.
        sequence: u16,
        /// Whether that is an entry of a dynamic map.
        is_dynamic: bool,
        /// What it lacks.
        lacks: Missing,
    },
    /// The peer that is configured is not the other router's address.
    WrongPeer {
        /// The router.
        router: RouterId,
        /// The peers that are configured.
        peers: Vec<Ipv4Addr>,
        /// The other router's address.
        address: Ipv4Addr,
    },
    /// The peer that is configured is an address of the other router which the tunnel does not have.
    WrongLocalAddress {
        /// The other router.
        router: RouterId,
        /// Its address.
        address: Ipv4Addr,
    },
    /// A router has no pre-shared key for the other's address.
    NoKey {
        /// The router; `None`: neither has one.
        router: Option<RouterId>,
        /// The other's address.
        peer: Ipv4Addr,
    },
    /// The pre-shared keys differ.
    KeysDiffer,
    /// A router has no ISAKMP policy with pre-shared keys.
    NoPolicy {
        /// The router; `None`: neither has one.
        router: Option<RouterId>,
    },
    /// No ISAKMP policy of one is one of the other.
    PoliciesDiffer {
        /// The priorities of those that differ least.
        priorities: [u16; 2],
        /// In what.
        attributes: Vec<Mismatch>,
    },
    /// An accelerator is on, and does none of the entry's transform sets.
    Accelerator {
        /// The router.
        router: RouterId,
    },
    /// No transform set of one crypto map is one of the other.
    TransformsDiffer {
        /// The transforms of the first set of each.
        words: [String; 2],
    },
    /// The crypto maps' access lists are not mirror images of each other.
    ListsDiffer {
        /// Which lists.
        lists: [AccessListId; 2],
    },
    /// The crypto map's access list is not there, or is empty.
    ListMissing {
        /// The router.
        router: RouterId,
        /// The list.
        list: AccessListId,
    },
    /// The crypto map's access list does not permit the traffic of the networks behind the routers.
    ListLeavesOut {
        /// The router.
        router: RouterId,
        /// The list.
        list: AccessListId,
    },
    /// No router can begin: each has only entries of dynamic maps for the other.
    NobodyBegins,
    /// The crypto map names no ISAKMP profile, and the key is in a keyring.
    ProfileNotNamed {
        /// The router.
        router: RouterId,
        /// The profile that has the keyring.
        profile: String,
    },
    /// The key for the other router is found in a keyring that the ISAKMP profile of the crypto map does not have.
    KeyringOfOthers {
        /// The router.
        router: RouterId,
        /// The profile.
        profile: String,
        /// The keyring.
        keyring: String,
    },
    /// The ISAKMP profile of the crypto map is not for the other router.
    ProfileOfOthers {
        /// The router.
        router: RouterId,
        /// The profile.
        profile: String,
        /// The other router's address.
        peer: Ipv4Addr,
    },
    /// Perfect forward secrecy is asked for by one, or with different groups.
    PfsDiffers {
        /// The group of each.
        groups: [Option<Group>; 2],
    },
    /// An access group denies what the tunnel needs.
    AccessGroup {
        /// The router.
        router: RouterId,
        /// The interface.
        interface: InterfaceName,
        /// The list.
        list: AccessListId,
    },
    /// The lifetimes differ, which works: the shorter one counts.
    LifetimesDiffer {
        /// Of phase 1, in seconds; else of phase 2.
        is_phase1: bool,
        /// Those of each router: seconds.
        seconds: [u32; 2],
    },
    /// A line that is not simulated would change what becomes of the tunnel.
    LeftOut {
        /// The router.
        router: RouterId,
        /// What it would change.
        what: LeftOut,
    },
    /// The interface with the crypto map has no address in this configuration.
    NoAddress {
        /// The router.
        router: RouterId,
        /// The interface.
        interface: InterfaceName,
        /// The line by which it gets one on the real router: `ip address dhcp`.
        from: Option<String>,
    },
    /// Nothing leads to the host whose traffic the tunnel is for.
    NoHost {
        /// The router in front of it.
        router: RouterId,
        /// The host.
        host: Ipv4Addr,
    },
    /// The networks behind the routers overlap.
    Overlap([InterfaceAddress; 2]),
    /// The keys are typed: only what is around the negotiation is examined.
    ManualKeys {
        /// The router.
        router: RouterId,
    },
}

/// What an entry of a crypto map lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// `set peer`.
    Peer,
    /// `set transform-set`.
    TransformSet,
    /// `match address`.
    AccessList,
}

impl Problem {
    /// Whether it may keep traffic of others from the tunnel where that of the hosts goes through.
    pub(super) fn may_matter_to_others(&self) -> bool {
        matches!(
            self,
            Problem::ListsDiffer { .. } | Problem::PfsDiffers { .. } | Problem::AccessGroup { .. }
        )
    }

    /// The word for its kind in JSON; it does not change.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::DuplicateAddress(_) => "duplicate-address",
            Problem::InterfaceDown { .. } => "interface-down",
            Problem::NoRoute { .. } => "no-route",
            Problem::WrongNextHop { .. } => "wrong-next-hop",
            Problem::NoMap { .. } => "no-map",
            Problem::MapNotApplied { .. } => "map-not-applied",
            Problem::IsakmpOff { .. } => "isakmp-off",
            Problem::MapLacks { .. } => "map-incomplete",
            Problem::WrongPeer { .. } => "wrong-peer",
            Problem::WrongLocalAddress { .. } => "wrong-local-address",
            Problem::NoKey { .. } => "no-key",
            Problem::KeysDiffer => "keys-differ",
            Problem::NoPolicy { .. } => "no-policy",
            Problem::PoliciesDiffer { .. } => "policies-differ",
            Problem::Accelerator { .. } => "accelerator",
            Problem::TransformsDiffer { .. } => "transform-sets-differ",
            Problem::ListsDiffer { .. } => "access-lists-differ",
            Problem::ListMissing { .. } => "access-list-missing",
            Problem::ListLeavesOut { .. } => "access-list-leaves-out",
            Problem::NobodyBegins => "nobody-begins",
            Problem::ProfileNotNamed { .. } => "profile-not-named",
            Problem::KeyringOfOthers { .. } => "keyring-of-others",
            Problem::ProfileOfOthers { .. } => "profile-of-others",
            Problem::PfsDiffers { .. } => "pfs-differs",
            Problem::AccessGroup { .. } => "access-group",
            Problem::LifetimesDiffer { .. } => "lifetimes-differ",
            Problem::LeftOut { what, .. } => match what {
                LeftOut::Translation(_) | LeftOut::StaticTranslation(_) => "nat",
                LeftOut::Gre(_) => "gre",
                _ => "not-simulated",
            },
            Problem::NoAddress { .. } => "no-address",
            Problem::NoHost { .. } => "no-host",
            Problem::Overlap(_) => "networks-overlap",
            Problem::ManualKeys { .. } => "manual-keys",
        }
    }
}
