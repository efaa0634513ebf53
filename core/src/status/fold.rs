//! How events change what is known of a router.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{
    AccessListMatches, Counters, FilterMatches, Ident, IpsecSa, IpsecSaPair, IsakmpSa, QuickMode, RouterStatus,
};
use crate::algorithm::EspCipher;
use crate::event::{
    Attributes, DropReason, Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, Machine, NetworkEvent, NodeReason,
    SaOrigin, SaState, SaUse, State, TrafficEvent,
};
use crate::ios::filtering::Filter;
use crate::ip::ipv4;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::time::SimTime;

impl RouterStatus {
    /// Adds what an event of this router says.
    pub fn apply(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Isakmp { conn, event: isakmp } => self.apply_isakmp(event.at, *conn, isakmp),
            EventKind::Ipsec(ipsec) => self.apply_ipsec(event.at, ipsec),
            EventKind::Traffic(traffic) => self.apply_traffic(event.at, traffic),
            EventKind::Console(console) => self.apply_console(event.at, console),
            EventKind::Network(NetworkEvent::RoutesLearned { routes }) => self.learn(event.at, routes),
            EventKind::Network(NetworkEvent::NotTaken(_)) | EventKind::Drawn(_) | EventKind::Derived(_) => {}
        }
    }

    fn apply_isakmp(&mut self, at: SimTime, conn: Option<u32>, event: &IsakmpEvent) {
        match *event {
            IsakmpEvent::Ports { local, remote } => self.ports = (local, remote),
            IsakmpEvent::SaInserted {
                handle,
                role,
                local,
                peer,
            } => {
                let (local_port, peer_port) = self.ports;
                let sas = Arc::make_mut(&mut self.isakmp_sas);
                sas.retain(|sa| sa.is_shown(at));
                sas.push(IsakmpSa {
                    conn,
                    role,
                    local,
                    peer,
                    local_port,
                    peer_port,
                    state: SaState::NoState,
                    cookies: None,
                    main_mode: State::Ready,
                    previous: State::Ready,
                    handle,
                    attributes: Attributes::new(),
                    lifetime: 0,
                    established: None,
                    deleted: None,
                });
            }
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
                lifetime,
                ..
            } if mismatches.is_empty() => {
                self.with_isakmp_sa(conn, |sa| (sa.attributes, sa.lifetime) = (attributes.clone(), lifetime));
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
                self.end_quick_modes(|node| node.conn == conn && node.message_id == message_id);
            }
            IsakmpEvent::NotStarted { .. } => Arc::make_mut(&mut self.isakmp_sas).retain(|sa| sa.conn != conn),
            IsakmpEvent::AuthenticatedWith { peer } => self.silent_peers.remove(peer),
            IsakmpEvent::SaDeleted { reason, peer, .. } => {
                if reason.is_silence() {
                    self.silent_peers.add(peer);
                }
                self.with_isakmp_sa(conn, |sa| sa.deleted = Some(at));
                self.end_quick_modes(|node| node.conn == conn);
            }
            _ => {}
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
        let sa = &mut Arc::make_mut(&mut self.isakmp_sas)[index];
        sa.conn = conn;
        change(sa);
    }

    fn quick_mode_of(&mut self, conn: Option<u32>, message_id: u32) -> &mut QuickMode {
        let nodes = Arc::make_mut(&mut self.quick_modes);
        let known = nodes
            .iter()
            .position(|node| node.conn == conn && node.message_id == message_id);
        let index = known.unwrap_or_else(|| {
            nodes.retain(|node| !node.deleted);
            nodes.push(QuickMode {
                conn,
                message_id,
                state: State::QmReady,
                previous: State::QmReady,
                deleted: false,
                sas_deleted: false,
            });
            nodes.len() - 1
        });
        &mut nodes[index]
    }

    fn end_quick_modes(&mut self, is_meant: impl Fn(&QuickMode) -> bool) {
        let nodes = Arc::make_mut(&mut self.quick_modes).iter_mut();
        nodes.filter(|node| is_meant(node)).for_each(|node| node.deleted = true);
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
                entry,
            } => {
                let sa = Some(IpsecSa {
                    spi: *spi,
                    conn: *conn,
                    flow_id: *flow_id,
                    bytes: 0,
                });
                match direction {
                    Direction::Inbound => Arc::make_mut(&mut self.ipsec_sas).push(IpsecSaPair {
                        local: *destination,
                        peer: *peer,
                        proxies: *proxies,
                        transforms: transforms.clone(),
                        map: map.clone(),
                        entry: *entry,
                        origin: *origin,
                        created: at,
                        inbound: sa,
                        outbound: None,
                    }),
                    // The key engine makes the inbound SA of a protocol first (IOS: seed).
                    Direction::Outbound => Arc::make_mut(&mut self.ipsec_sas)
                        .last_mut()
                        .into_iter()
                        .for_each(|pair| pair.outbound = sa.clone()),
                }
                self.follow_sas();
            }
            IpsecEvent::IdleTimeout { next_peer, .. } => {
                next_peer.iter().for_each(|peer| self.silent_peers.remove(*peer));
            }
            IpsecEvent::SaDeleted {
                destination,
                spi,
                transforms,
                ..
            } => {
                self.delete_ipsec_sa(*destination, *spi, transforms.uses_esp());
                self.follow_sas();
            }
            _ => {}
        }
    }

    fn delete_ipsec_sa(&mut self, destination: Ipv4Addr, spi: u32, is_esp: bool) {
        let pairs = Arc::make_mut(&mut self.ipsec_sas);
        for pair in pairs.iter_mut().filter(|pair| pair.transforms.uses_esp() == is_esp) {
            let direction = if destination == pair.local {
                Direction::Inbound
            } else {
                Direction::Outbound
            };
            pair.sa_mut(direction).take_if(|sa| sa.spi == spi);
        }
        let (gone, kept) = core::mem::take(pairs)
            .into_iter()
            .partition(|pair| pair.inbound.is_none() && pair.outbound.is_none());
        *pairs = kept;
        let gone: Vec<IpsecSaPair> = gone;
        gone.iter().for_each(|pair| self.end_quick_mode_of(pair.origin));
    }

    /// SAs are gone; if they were the last of their quick mode, it is over.
    fn end_quick_mode_of(&mut self, origin: SaOrigin) {
        let SaOrigin::Negotiated { message_id, .. } = origin else {
            return;
        };
        if self.ipsec_sas.iter().any(|pair| pair.origin == origin) {
            return;
        }
        let nodes = Arc::make_mut(&mut self.quick_modes).iter_mut();
        nodes
            .filter(|node| node.message_id == message_id)
            .for_each(|node| node.sas_deleted = true);
    }

    fn apply_traffic(&mut self, at: SimTime, event: &TrafficEvent) {
        match *event {
            TrafficEvent::MatchedCryptoMap {
                ref access_list,
                proxies,
                ..
            } => {
                access_list.iter().for_each(|list| self.count_match(list, proxies));
                self.last_match = Some(proxies);
            }
            TrafficEvent::Filtered { ref filter, .. } => self.count_filter(filter),
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
            TrafficEvent::IpsecRejected {
                why: IpsecFailure::UnknownSpi,
                is_logged: true,
                ..
            } => self.unknown_spi_logged = Some(at),
            TrafficEvent::IpsecRejected { protocol, spi, why, .. } => {
                let proxies = self.sa(Direction::Inbound, protocol == ipv4::ESP, spi).map(|it| it.1);
                if let Some(proxies) = proxies {
                    let counters = self.ident(proxies);
                    counters.recv_errors += 1;
                    counters.verify_failed += u64::from(why == IpsecFailure::BadIcv);
                    counters.wrong_identity += u64::from(why == IpsecFailure::WrongSelectors);
                    counters.replay_failed += u64::from(why == IpsecFailure::Replayed);
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

    /// Counts what an access group has found; the implicit deny has no counter (IOS: field).
    fn count_filter(&mut self, filter: &Filter) {
        let Some((_, entry)) = &filter.line else { return };
        let known = |it: &&mut FilterMatches| it.list == filter.access_list && it.entry == *entry;
        match self.filter_matches.iter_mut().find(known) {
            Some(it) => it.packets += 1,
            None => self.filter_matches.push(FilterMatches {
                list: filter.access_list.clone(),
                entry: entry.clone(),
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
        let mut pairs = Arc::make_mut(&mut self.ipsec_sas).iter_mut();
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
    /// What either of them moves.
    fn and(self, other: Self) -> Self {
        Algorithms {
            encrypts: self.encrypts || other.encrypts,
            authenticates: self.authenticates || other.authenticates,
        }
    }
}
