//! What a router knows at a moment, folded from its events and from nothing else: the `show` commands and the page read it.

mod console;

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use crate::event::{
    Attributes, DropReason, Event, EventKind, IpsecEvent, IsakmpEvent, Machine, PeerUser, Role, SaState, State,
    TrafficEvent,
};
use crate::ios::{Console, Direction, EspCipher, Hardware, ProxyIdentities, RunningConfig, TransformSet};
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

/// The two IPsec SAs of one quick mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IpsecSaPair {
    /// This router.
    pub local: Ipv4Addr,
    /// The peer.
    pub peer: Ipv4Addr,
    /// What they protect.
    pub proxies: ProxyIdentities,
    /// How.
    pub transforms: TransformSet,
    /// Crypto map.
    pub map: String,
    /// The cookies of the ISAKMP SA that made them, this router's own first.
    pub cookies: [[u8; 8]; 2],
    /// When they were made.
    pub created: SimTime,
    /// Lifetime in seconds.
    pub seconds: u32,
    /// Lifetime in kilobytes.
    pub kilobytes: u32,
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
    /// Packets put into ESP.
    pub encaps: u64,
    /// Packets encrypted.
    pub encrypt: u64,
    /// Packets given a check value.
    pub digest: u64,
    /// Packets taken out of ESP.
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
    pub fn new(config: RunningConfig, hardware: Hardware) -> RouterStatus {
        RouterStatus {
            console: Console::new(config, hardware),
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

    /// Adds what an event of this router says.
    pub fn apply(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Isakmp { conn, event: isakmp } => self.apply_isakmp(event.at, *conn, isakmp),
            EventKind::Ipsec(ipsec) => self.apply_ipsec(event.at, ipsec),
            EventKind::Traffic(traffic) => self.apply_traffic(traffic),
            EventKind::Console(console) => self.apply_console(event.at, console),
            EventKind::Derived(_) => {}
        }
    }

    fn apply_isakmp(&mut self, at: SimTime, conn: Option<u32>, event: &IsakmpEvent) {
        match *event {
            IsakmpEvent::PeerCreated { peer, port } => self.insert_peer(peer, port),
            IsakmpEvent::PeerLocked { handle, refcount, user } => self.lock_peer(handle, refcount, user),
            IsakmpEvent::Ports { local, remote } => self.ports = (local, remote),
            IsakmpEvent::SaInserted {
                handle,
                role,
                local,
                peer,
            } => self.isakmp_sas.push(IsakmpSa {
                conn,
                role,
                local,
                peer,
                local_port: self.ports.0,
                peer_port: self.ports.1,
                state: SaState::NoState,
                cookies: None,
                main_mode: State::Ready,
                previous: State::Ready,
                handle,
                attributes: Attributes::new(),
                established: None,
                deleted: None,
            }),
            IsakmpEvent::Transition {
                machine: Machine::MainMode,
                from,
                to,
                ..
            } => {
                self.with_isakmp_sa(conn, |sa| {
                    (sa.previous, sa.main_mode) = (from, to);
                    if to == State::P1Complete {
                        sa.established.get_or_insert(at);
                    }
                });
            }
            IsakmpEvent::TransformChecked {
                ref attributes,
                ref mismatches,
                ..
            } if mismatches.is_empty() => {
                self.with_isakmp_sa(conn, |sa| sa.attributes = attributes.clone());
            }
            IsakmpEvent::Transition {
                machine: Machine::QuickMode(message_id),
                from,
                to,
                ..
            } => {
                let node = self.quick_mode_of(conn, message_id);
                (node.previous, node.state) = (from, to);
            }
            IsakmpEvent::SaStateChanged(state) => self.with_isakmp_sa(conn, |sa| sa.state = state),
            IsakmpEvent::Cookies { initiator, responder } => {
                self.with_isakmp_sa(conn, |sa| sa.cookies = Some([initiator, responder]));
            }
            IsakmpEvent::BeginningQuickMode { message_id } => {
                self.quick_mode_of(conn, message_id);
            }
            IsakmpEvent::NodeDeleted { message_id, .. } => {
                let node = self
                    .quick_modes
                    .iter_mut()
                    .find(|node| node.conn == conn && node.message_id == message_id);
                node.into_iter().for_each(|node| node.deleted = true);
            }
            IsakmpEvent::SaDeleted { .. } => self.with_isakmp_sa(conn, |sa| sa.deleted = Some(at)),
            _ => {}
        }
    }

    fn insert_peer(&mut self, address: Ipv4Addr, port: u16) {
        self.peers.push(Peer {
            address,
            port,
            handle: None,
            ike_users: 0,
            ipsec_users: 0,
        });
    }

    /// The first to lock a record says its address.
    fn lock_peer(&mut self, handle: u32, refcount: u32, user: PeerUser) {
        let known = self.peers.iter().position(|peer| peer.handle == Some(handle));
        let Some(index) = known.or(self.peers.len().checked_sub(1)) else {
            return;
        };
        let peer = &mut self.peers[index];
        peer.handle = Some(handle);
        match user {
            PeerUser::IncomingMessage | PeerUser::Initiator => peer.ike_users = refcount,
            PeerUser::IpsecSas => peer.ipsec_users = refcount,
        }
    }

    /// Changes the SA with this connection id; one that is told its id here is the newest without one.
    fn with_isakmp_sa(&mut self, conn: Option<u32>, change: impl FnOnce(&mut IsakmpSa)) {
        let newest = |id: Option<u32>| {
            self.isakmp_sas
                .iter()
                .rposition(|sa| sa.conn == id && sa.deleted.is_none())
        };
        let Some(index) = newest(conn).or_else(|| newest(None)) else {
            return;
        };
        let sa = &mut self.isakmp_sas[index];
        sa.conn = conn;
        change(sa);
    }

    fn quick_mode_of(&mut self, conn: Option<u32>, message_id: u32) -> &mut QuickMode {
        let known = self
            .quick_modes
            .iter()
            .position(|node| node.conn == conn && node.message_id == message_id);
        let index = known.unwrap_or_else(|| {
            let (state, previous) = (State::QmReady, State::QmReady);
            self.quick_modes.push(QuickMode {
                conn,
                message_id,
                state,
                previous,
                deleted: false,
            });
            self.quick_modes.len() - 1
        });
        &mut self.quick_modes[index]
    }

    fn apply_ipsec(&mut self, at: SimTime, event: &IpsecEvent) {
        match event {
            IpsecEvent::SaCreated {
                direction,
                destination,
                spi,
                transforms,
                conn,
                flow_id,
                peer,
                proxies,
                seconds,
                kilobytes,
                map,
                cookies,
            } => {
                let sa = Some(IpsecSa {
                    spi: *spi,
                    conn: *conn,
                    flow_id: *flow_id,
                    bytes: 0,
                });
                match direction {
                    Direction::Inbound => self.ipsec_sas.push(IpsecSaPair {
                        local: *destination,
                        peer: *peer,
                        proxies: *proxies,
                        transforms: transforms.clone(),
                        map: map.clone(),
                        cookies: *cookies,
                        created: at,
                        seconds: *seconds,
                        kilobytes: *kilobytes,
                        inbound: sa,
                        outbound: None,
                    }),
                    // The key engine makes the inbound SA of a pair first (IOS: seed).
                    Direction::Outbound => self
                        .ipsec_sas
                        .last_mut()
                        .into_iter()
                        .for_each(|pair| pair.outbound = sa.clone()),
                }
            }
            IpsecEvent::SaDeleted { destination, spi, .. } => self.delete_ipsec_sa(*destination, *spi),
            _ => {}
        }
    }

    fn delete_ipsec_sa(&mut self, destination: Ipv4Addr, spi: u32) {
        for pair in &mut self.ipsec_sas {
            let direction = if destination == pair.local {
                Direction::Inbound
            } else {
                Direction::Outbound
            };
            pair.sa_mut(direction).take_if(|sa| sa.spi == spi);
        }
        self.ipsec_sas
            .retain(|pair| pair.inbound.is_some() || pair.outbound.is_some());
    }

    fn apply_traffic(&mut self, event: &TrafficEvent) {
        match *event {
            TrafficEvent::MatchedCryptoMap {
                ref access_list,
                proxies,
                ..
            } => {
                self.count_match(access_list, proxies);
                self.last_match = Some(proxies);
            }
            TrafficEvent::Dropped {
                reason: DropReason::NoSa,
                ..
            } => {
                if let Some(proxies) = self.last_match {
                    self.ident(proxies).send_errors += 1;
                }
            }
            TrafficEvent::Encapsulated { spi, bytes, .. } => {
                if let Some((counters, used)) = self.use_sa(Direction::Outbound, spi, bytes) {
                    counters.encaps += 1;
                    counters.encrypt += u64::from(used.encrypts);
                    counters.digest += u64::from(used.authenticates);
                }
            }
            TrafficEvent::Decapsulated { spi, bytes, .. } => {
                if let Some((counters, used)) = self.use_sa(Direction::Inbound, spi, bytes) {
                    counters.decaps += 1;
                    counters.decrypt += u64::from(used.encrypts);
                    counters.verify += u64::from(used.authenticates);
                }
            }
            TrafficEvent::EspRejected { spi, .. } => {
                let pair = self
                    .ipsec_sas
                    .iter()
                    .find(|pair| pair.inbound.as_ref().is_some_and(|sa| sa.spi == spi));
                if let Some(proxies) = pair.map(|pair| pair.proxies) {
                    self.ident(proxies).recv_errors += 1;
                }
            }
            _ => {}
        }
    }

    fn count_match(&mut self, list: &str, proxies: ProxyIdentities) {
        let known = |entry: &&mut AccessListMatches| entry.list == list && entry.proxies == proxies;
        match self.access_list_matches.iter_mut().find(known) {
            Some(entry) => entry.packets += 1,
            None => self.access_list_matches.push(AccessListMatches {
                list: String::from(list),
                proxies,
                packets: 1,
            }),
        }
    }

    /// Counts the bytes of a packet, and finds what else is to be counted.
    fn use_sa(&mut self, direction: Direction, spi: u32, bytes: u32) -> Option<(&mut Counters, Algorithms)> {
        let (sa, proxies, used) = self.ipsec_sas.iter_mut().find_map(|pair| {
            let (proxies, used) = (pair.proxies, Algorithms::of(&pair.transforms));
            let sa = pair.sa_mut(direction).as_mut().filter(|sa| sa.spi == spi)?;
            Some((sa, proxies, used))
        })?;
        sa.bytes += u64::from(bytes);
        Some((self.ident(proxies), used))
    }

    fn ident(&mut self, proxies: ProxyIdentities) -> &mut Counters {
        let index = self
            .idents
            .iter()
            .position(|ident| ident.proxies == proxies)
            .unwrap_or_else(|| {
                self.idents.push(Ident {
                    proxies,
                    counters: Counters::default(),
                });
                self.idents.len() - 1
            });
        &mut self.idents[index].counters
    }
}

/// Which counters a packet moves.
#[derive(Clone, Copy)]
struct Algorithms {
    encrypts: bool,
    authenticates: bool,
}

impl Algorithms {
    fn of(transforms: &TransformSet) -> Self {
        let encrypts = transforms.esp_cipher.is_some_and(|cipher| cipher != EspCipher::Null);
        Algorithms {
            encrypts,
            authenticates: transforms.is_authenticated(),
        }
    }
}
