//! What a router knows at a moment, folded from its events and from nothing else: the `show` commands and the page read it.

mod console;
mod fold;
mod negotiated;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::event::{Attributes, Role, SaOrigin, SaState, State};
use crate::ios::access_list::{AccessListEntry, AccessListId};
use crate::ios::crypto_map::SilentPeers;
use crate::ios::routing::{Route, RoutingTable};
use crate::ios::{Console, Platform, RunningConfig};
use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::time::SimTime;

/// One router at a moment. A clone shares with the original what does not change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouterStatus {
    /// The console: the running configuration, the mode of the next line, the debug commands.
    pub console: Console,
    /// The routing table of the running configuration and of what was learned.
    pub routes: Arc<RoutingTable>,
    /// What routing protocols have learned.
    pub learned: Arc<Learned>,
    /// When the router was switched on.
    pub started: SimTime,
    /// Whether it is not ready yet after `reload`.
    pub is_starting: bool,
    /// ISAKMP SAs, the oldest first; those that are gone stay until a new one comes when they are not shown any more.
    pub isakmp_sas: Arc<Vec<IsakmpSa>>,
    /// Quick modes, the oldest first; those that are over stay until a new one comes.
    pub quick_modes: Arc<Vec<QuickMode>>,
    /// Pairs of IPsec SAs, the oldest first, as long as one of the pair exists.
    pub ipsec_sas: Arc<Vec<IpsecSaPair>>,
    /// What was counted, by what is protected.
    pub idents: Vec<Ident>,
    /// Packets that an entry of a crypto map's access list permitted. Modelled: only those on their way out are counted.
    pub access_list_matches: Vec<AccessListMatches>,
    /// Packets that access groups found a line for.
    pub filter_matches: Vec<FilterMatches>,
    /// Peers that gave no answer.
    pub silent_peers: SilentPeers,
    /// Ports of the exchange that begins: this router's, the peer's.
    ports: (u16, u16),
    /// What the access list protects whose entry matched last.
    last_match: Option<ProxyIdentities>,
    /// When syslog told of an unknown SPI last.
    unknown_spi_logged: Option<SimTime>,
}

/// What routing protocols have learned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learned {
    /// When.
    pub at: SimTime,
    /// The routes.
    pub routes: Vec<Route>,
}

/// An ISAKMP SA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsakmpSa {
    /// Connection id, once it has one.
    pub conn: Option<u32>,
    /// This router's side.
    pub role: Role,
    /// This router's address.
    pub local: Ipv4Addr,
    /// The peer's address.
    pub peer: Ipv4Addr,
    /// This router's port.
    pub local_port: u16,
    /// The peer's port.
    pub peer_port: u16,
    /// Its state, as `show crypto isakmp sa` prints it.
    pub state: SaState,
    /// The cookies of initiator and responder; the responder's is zero until it is known.
    pub cookies: Option<[[u8; 8]; 2]>,
    /// Where main mode is.
    pub main_mode: State,
    /// Where it was before its last move.
    pub previous: State,
    /// Address of the SA in the router's memory: an input of the scenario.
    pub handle: u32,
    /// The transform agreed on.
    pub attributes: Attributes,
    /// Seconds that it lasts at this router, which may be less than what the transform says.
    pub lifetime: u32,
    /// When main mode was complete, if it is.
    pub established: Option<SimTime>,
    /// When it was deleted, if it was.
    pub deleted: Option<SimTime>,
}

/// Seconds for which an ISAKMP SA that was deleted is still shown. Modelled.
const SHOWN_AFTER_DELETION: u64 = 60;

impl IsakmpSa {
    /// Whether it exists at `now`, or was deleted so shortly before that it is still shown.
    pub fn is_shown(&self, now: SimTime) -> bool {
        self.deleted
            .is_none_or(|deleted| now.secs_since(deleted) < SHOWN_AFTER_DELETION)
    }
}

/// A quick mode: IOS's node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickMode {
    /// Connection id of its ISAKMP SA.
    pub conn: Option<u32>,
    /// The message id of the exchange.
    pub message_id: u32,
    /// Where it is.
    pub state: State,
    /// Where it was before its last move.
    pub previous: State,
    /// Whether the node is gone.
    pub deleted: bool,
    /// Whether the IPsec SAs that it made are gone.
    pub sas_deleted: bool,
}

/// The two IPsec SAs of a protocol that one quick mode made, or typed keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpsecSaPair {
    /// This router's address.
    pub local: Ipv4Addr,
    /// The peer's address.
    pub peer: Ipv4Addr,
    /// What they protect.
    pub proxies: ProxyIdentities,
    /// How: the transforms of the protocol.
    pub transforms: TransformSet,
    /// Crypto map.
    pub map: String,
    /// Its entry.
    pub entry: EntryId,
    /// How they were made, and how long they last.
    pub origin: SaOrigin,
    /// When they were made.
    pub created: SimTime,
    /// Towards this router, while it exists.
    pub inbound: Option<IpsecSa>,
    /// Towards the peer, while it exists.
    pub outbound: Option<IpsecSa>,
}

impl IpsecSaPair {
    /// The SA of a direction, while it exists.
    pub fn sa(&self, direction: Direction) -> Option<&IpsecSa> {
        match direction {
            Direction::Inbound => self.inbound.as_ref(),
            Direction::Outbound => self.outbound.as_ref(),
        }
    }

    /// Those of the two that exist, the inbound one first.
    pub fn sas(&self) -> impl Iterator<Item = &IpsecSa> {
        self.inbound.iter().chain(&self.outbound)
    }

    fn sa_mut(&mut self, direction: Direction) -> &mut Option<IpsecSa> {
        match direction {
            Direction::Inbound => &mut self.inbound,
            Direction::Outbound => &mut self.outbound,
        }
    }
}

/// One IPsec SA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpsecSa {
    /// The SPI, which its receiver chose.
    pub spi: u32,
    /// The SA's connection id.
    pub conn: u32,
    /// Flow number.
    pub flow_id: u32,
    /// Bytes that count against its lifetime.
    pub bytes: u64,
}

/// How often an entry of an access list fitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessListMatches {
    /// The list's number or name.
    pub list: String,
    /// What the entry protects.
    pub proxies: ProxyIdentities,
    /// How many packets matched.
    pub packets: u64,
}

/// How often an access group found an entry of its list for a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterMatches {
    /// The list.
    pub list: AccessListId,
    /// The entry.
    pub entry: AccessListEntry,
    /// How many packets matched.
    pub packets: u64,
}

/// What was counted for what a crypto map protects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// What is protected.
    pub proxies: ProxyIdentities,
    /// The counters.
    pub counters: Counters,
}

/// The counters of `show crypto ipsec sa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Packets put into ESP or AH.
    pub encaps: u64,
    /// Packets encrypted.
    pub encrypt: u64,
    /// Packets given a check value.
    pub digest: u64,
    /// Packets taken out of ESP or AH.
    pub decaps: u64,
    /// Packets decrypted.
    pub decrypt: u64,
    /// Packets whose check value was right.
    pub verify: u64,
    /// Packets that should have been sent and were not.
    pub send_errors: u64,
    /// Packets of the peer's that were not taken.
    pub recv_errors: u64,
    /// Of these, those whose check value was wrong.
    pub verify_failed: u64,
    /// Those that held what the SA does not protect.
    pub wrong_identity: u64,
    /// Those that came before.
    pub replay_failed: u64,
}

impl RouterStatus {
    /// A router that was just switched on with this configuration.
    pub fn new(config: RunningConfig, platform: Platform) -> RouterStatus {
        RouterStatus {
            routes: Arc::new(config.routing_table()),
            console: Console::new(config, platform),
            ..RouterStatus::default()
        }
    }

    /// How many things of the router it tells of: as many as a clone copies, at once or when they change.
    pub(crate) fn entries(&self) -> usize {
        let sas = self.isakmp_sas.len() + self.quick_modes.len() + self.ipsec_sas.len();
        sas + self.idents.len() + self.access_list_matches.len() + self.filter_matches.len()
    }

    /// The newest ISAKMP SA that exists, else the newest that did.
    pub fn newest_isakmp_sa(&self) -> Option<&IsakmpSa> {
        let exists = |sa: &&IsakmpSa| sa.deleted.is_none();
        self.isakmp_sas.iter().rfind(exists).or(self.isakmp_sas.last())
    }

    /// Where main mode of the newest ISAKMP SA is; `None` before there is one. With the SA its machine is given up.
    pub fn main_mode(&self) -> Option<State> {
        let state = |sa: &IsakmpSa| sa.deleted.map_or(sa.main_mode, |_| State::DestSa);
        self.newest_isakmp_sa().map(state)
    }

    /// Where the newest quick mode is; `None` before there is one. When the SAs that it made are gone, the machine is ready
    /// for another.
    pub fn quick_mode(&self) -> Option<State> {
        let state = |node: &QuickMode| if node.sas_deleted { State::QmReady } else { node.state };
        self.quick_modes.last().map(state)
    }

    /// Whether syslog tells of an unknown SPI now, which it does at most once a minute. Modelled: the minute is counted from
    /// the last record.
    pub(crate) fn logs_unknown_spi(&self, now: SimTime) -> bool {
        self.unknown_spi_logged.is_none_or(|last| now.secs_since(last) >= 60)
    }

    /// What was counted for `proxies`.
    pub fn counters(&self, proxies: &ProxyIdentities) -> Counters {
        self.idents
            .iter()
            .find(|ident| ident.proxies == *proxies)
            .map_or_else(Counters::default, |ident| ident.counters)
    }
}
