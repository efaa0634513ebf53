//! How events change what is known of a router.

use alloc::string::String;
use core::net::Ipv4Addr;

use super::{AccessListMatches, Counters, Ident, IpsecSa, IpsecSaPair, IsakmpSa, Peer, QuickMode, RouterStatus};
use crate::event::{
    Attributes, DropReason, Event, EventKind, IpsecEvent, IsakmpEvent, Machine, NodeReason, PeerUser, SaState, SaUse,
    State, TrafficEvent,
};
use crate::ios::access_list::ProxyIdentities;
use crate::ios::crypto::{EspCipher, TransformSet};
use crate::ios::crypto_map::Direction;
use crate::ip::ipv4;
use crate::time::SimTime;

impl RouterStatus {
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
            // Refused before its machine has moved.
            IsakmpEvent::NodeDeleted {
                message_id,
                reason: NodeReason::Rejected,
                ..
            } => self.quick_mode_of(conn, message_id).deleted = true,
            IsakmpEvent::NodeDeleted { message_id, .. } => {
                let node = self
                    .quick_modes
                    .iter_mut()
                    .find(|node| node.conn == conn && node.message_id == message_id);
                node.into_iter().for_each(|node| node.deleted = true);
            }
            IsakmpEvent::AuthenticatedWith { peer } => self.silent_peers.remove(peer),
            IsakmpEvent::SaDeleted { reason, peer, .. } => {
                if reason.is_silence() {
                    self.silent_peers.add(peer);
                }
                self.with_isakmp_sa(conn, |sa| sa.deleted = Some(at));
            }
            _ => {}
        }
    }

    /// A record is made where there is none, so an older one of the peer is gone.
    fn insert_peer(&mut self, address: Ipv4Addr, port: u16) {
        self.peers.retain(|peer| peer.address != address);
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
                origin,
                map,
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
                        origin: *origin,
                        created: at,
                        inbound: sa,
                        outbound: None,
                    }),
                    // The key engine makes the inbound SA of a protocol first (IOS: seed).
                    Direction::Outbound => self
                        .ipsec_sas
                        .last_mut()
                        .into_iter()
                        .for_each(|pair| pair.outbound = sa.clone()),
                }
            }
            IpsecEvent::SaDeleted {
                destination,
                spi,
                transforms,
                ..
            } => self.delete_ipsec_sa(*destination, *spi, transforms.uses_esp()),
            _ => {}
        }
    }

    fn delete_ipsec_sa(&mut self, destination: Ipv4Addr, spi: u32, is_esp: bool) {
        let pairs = self.ipsec_sas.iter_mut();
        for pair in pairs.filter(|pair| pair.transforms.uses_esp() == is_esp) {
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
            TrafficEvent::Encapsulated { esp, ah, bytes } => {
                if let Some((counters, used)) = self.use_sas(Direction::Outbound, esp, ah, bytes) {
                    counters.encaps += 1;
                    counters.encrypt += u64::from(used.encrypts);
                    counters.digest += u64::from(used.authenticates);
                }
            }
            TrafficEvent::Decapsulated { esp, ah, bytes, .. } => {
                if let Some((counters, used)) = self.use_sas(Direction::Inbound, esp, ah, bytes) {
                    counters.decaps += 1;
                    counters.decrypt += u64::from(used.encrypts);
                    counters.verify += u64::from(used.authenticates);
                }
            }
            TrafficEvent::IpsecRejected { protocol, spi, .. } => {
                let proxies = self.sa(Direction::Inbound, protocol == ipv4::ESP, spi).map(|it| it.1);
                if let Some(proxies) = proxies {
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

    /// Counts the bytes of a packet, and finds what else is to be counted: each packet once, whatever SAs it used.
    fn use_sas(
        &mut self,
        direction: Direction,
        esp: Option<SaUse>,
        ah: Option<SaUse>,
        bytes: u32,
    ) -> Option<(&mut Counters, Algorithms)> {
        let mut found = None;
        for (is_esp, used) in [(true, esp), (false, ah)] {
            let Some((sa, proxies, algorithms)) = used.and_then(|used| self.sa(direction, is_esp, used.spi)) else {
                continue;
            };
            sa.bytes += u64::from(bytes);
            found = match found {
                None => Some((proxies, algorithms)),
                Some((proxies, other)) => Some((proxies, algorithms.and(other))),
            };
        }
        let (proxies, algorithms) = found?;
        Some((self.ident(proxies), algorithms))
    }

    /// The SA of a protocol with this SPI, what it protects, and how.
    fn sa(
        &mut self,
        direction: Direction,
        is_esp: bool,
        spi: u32,
    ) -> Option<(&mut IpsecSa, ProxyIdentities, Algorithms)> {
        let mut pairs = self.ipsec_sas.iter_mut();
        pairs.find_map(|pair| {
            let (proxies, algorithms) = (pair.proxies, Algorithms::of(&pair.transforms));
            let is_protocol = pair.transforms.uses_esp() == is_esp;
            let sa = pair
                .sa_mut(direction)
                .as_mut()
                .filter(|sa| is_protocol && sa.spi == spi)?;
            Some((sa, proxies, algorithms))
        })
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
    /// Both.
    fn and(self, other: Self) -> Self {
        Algorithms {
            encrypts: self.encrypts || other.encrypts,
            authenticates: self.authenticates || other.authenticates,
        }
    }
}
