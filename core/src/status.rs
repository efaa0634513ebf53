//! What a router knows at a moment, folded from its events and from nothing else: the `show` commands and the page read it.

mod console;
mod fold;

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use crate::event::{Attributes, Role, SaOrigin, SaState, State};
use crate::ios::access_list::ProxyIdentities;
use crate::ios::crypto::TransformSet;
use crate::ios::crypto_map::{Direction, SilentPeers};
use crate::ios::{Console, Platform, RunningConfig};
use crate::time::SimTime;

/// One router at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RouterStatus {
    /// The console: the running configuration, the mode of the next line, the debug commands.
    #[serde(skip)]
    pub console: Console,
    /// When the router was switched on.
    pub started: SimTime,
    /// ISAKMP SAs, the oldest first; those that are gone are kept.
    pub isakmp_sas: Vec<IsakmpSa>,
    /// Quick modes, the oldest first; those that are over are kept.
    pub quick_modes: Vec<QuickMode>,
    /// Pairs of IPsec SAs, the oldest first, as long as one of the pair exists.
    pub ipsec_sas: Vec<IpsecSaPair>,
    /// What was counted, by what is protected.
    pub idents: Vec<Ident>,
    /// Packets that an entry of a crypto map's access list permitted. Modelled: only those on their way out are counted.
    pub access_list_matches: Vec<AccessListMatches>,
    /// Peers that gave no answer.
    pub silent_peers: SilentPeers,
    /// Records of peers, the oldest first.
    pub peers: Vec<Peer>,
    /// Ports of the exchange that begins: this router's, the peer's.
    ports: (u16, u16),
    /// What the access list protects whose entry matched last.
    last_match: Option<ProxyIdentities>,
}

/// An ISAKMP SA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IsakmpSa {
    /// Connection id, once it has one.
    pub conn: Option<u32>,
    /// This router's side.
    pub role: Role,
    /// This router.
    pub local: Ipv4Addr,
    /// The peer.
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
    /// When main mode was complete, if it is.
    pub established: Option<SimTime>,
    /// When it was deleted, if it was.
    pub deleted: Option<SimTime>,
}

/// A quick mode: IOS's node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuickMode {
    /// Connection id of its ISAKMP SA.
    pub conn: Option<u32>,
    /// Message id.
    pub message_id: u32,
    /// Where it is.
    pub state: State,
    /// Where it was before its last move.
    pub previous: State,
    /// Whether the node is gone.
    pub deleted: bool,
}

/// The two IPsec SAs of a protocol that one quick mode made, or typed keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IpsecSaPair {
    /// This router.
    pub local: Ipv4Addr,
    /// The peer.
    pub peer: Ipv4Addr,
    /// What they protect.
    pub proxies: ProxyIdentities,
    /// How: the transforms of the protocol.
    pub transforms: TransformSet,
    /// Crypto map.
    pub map: String,
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

    fn sa_mut(&mut self, direction: Direction) -> &mut Option<IpsecSa> {
        match direction {
            Direction::Inbound => &mut self.inbound,
            Direction::Outbound => &mut self.outbound,
        }
    }
}

/// One IPsec SA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IpsecSa {
    /// SPI.
    pub spi: u32,
    /// Connection id.
    pub conn: u32,
    /// Flow number.
    pub flow_id: u32,
    /// Bytes that count against its lifetime.
    pub bytes: u64,
}

/// How often an entry of an access list fitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessListMatches {
    /// The list's number or name.
    pub list: String,
    /// What the entry protects.
    pub proxies: ProxyIdentities,
    /// Packets.
    pub packets: u64,
}

/// What was counted for what a crypto map protects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ident {
    /// What is protected.
    pub proxies: ProxyIdentities,
    /// The counters.
    pub counters: Counters,
}

/// The counters of `show crypto ipsec sa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
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
}

/// A record of a peer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Peer {
    /// Its address.
    pub address: Ipv4Addr,
    /// Its port.
    pub port: u16,
    /// Address of the record in the router's memory, once it has a user.
    pub handle: Option<u32>,
    /// Users in IKE.
    pub ike_users: u32,
    /// Users in IPsec.
    pub ipsec_users: u32,
}

impl RouterStatus {
    /// A router that was just switched on with this configuration.
    pub fn new(config: RunningConfig, platform: Platform) -> RouterStatus {
        RouterStatus {
            console: Console::new(config, platform),
            ..RouterStatus::default()
        }
    }

    /// Where main mode of the newest ISAKMP SA is; `None` before there is one.
    pub fn main_mode(&self) -> Option<State> {
        self.isakmp_sas.last().map(|sa| sa.main_mode)
    }

    /// Where the newest quick mode is; `None` before there is one.
    pub fn quick_mode(&self) -> Option<State> {
        self.quick_modes.last().map(|node| node.state)
    }

    /// What was counted for `proxies`.
    pub fn counters(&self, proxies: &ProxyIdentities) -> Counters {
        self.idents
            .iter()
            .find(|ident| ident.proxies == *proxies)
            .map_or_else(Counters::default, |ident| ident.counters)
    }
}
