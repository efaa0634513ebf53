//! Which way a datagram leaves: connected networks, static routes, and what routing protocols have learned.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::net::Ipv4Addr;
use core::ops::RangeInclusive;

use serde::Serialize;

use super::config::{NextHop, RunningConfig, StaticRoute};
use super::crypto_map::{CryptoMapEntry, Keying, ReverseRoute};
use super::interface::{InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ipsec::proxy::ProxyEnd;
use crate::map::Map;

/// The way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Egress {
    /// The interface's name.
    pub interface: InterfaceName,
    /// Who on that interface's network gets the datagram: the next hop, or the destination itself.
    pub next_hop: Ipv4Addr,
}

/// Where a route is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RouteSource {
    /// The network of an interface.
    Connected,
    /// `ip route`.
    Static,
    /// OSPF, the process of this number.
    Ospf(u32),
    /// EIGRP, the autonomous system of this number.
    Eigrp(u32),
    /// RIP.
    Rip,
}

/// A route in the routing table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The network and its mask.
    pub network: InterfaceAddress,
    /// Where it points.
    pub next_hop: NextHop,
    /// Where it is from.
    pub source: RouteSource,
    /// The administrative distance; 0 for a connected network. IOS: reference.
    pub distance: u8,
    /// The metric of a routing protocol; else 0.
    pub metric: u32,
}

/// Recursive next hops are followed this often. Modelled: IOS's own limit is not published.
const MAX_RECURSION: usize = 8;

/// The routing table, which `show ip route` shows and packets follow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoutingTable {
    /// Connected networks, then static routes as they were typed, then those that were learned.
    routes: Vec<Route>,
    index: Index,
}

impl RoutingTable {
    /// The table of a configuration and of what routing protocols have learned. A route is installed while its next hop can
    /// be reached, be it by a more general route, and while none to the same network is nearer (IOS: field). Modelled:
    /// static routes that lead to each other's next hop are not installed; of several as near as each other the first is
    /// used.
    pub fn new(config: &RunningConfig, learned: &[Route]) -> RoutingTable {
        let connected: Vec<Route> = config.connected_routes().collect();
        let others = others(config, learned);
        let mut waiting: Vec<(usize, Route)> = others.iter().copied().enumerate().collect();
        let mut reachable = connected.clone();
        let mut index = Index::new(&reachable);
        let mut is_reachable = alloc::vec![false; others.len()];
        for _ in 0..MAX_RECURSION {
            let (found, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, it)| index.resolves(it));
            waiting = rest;
            if found.is_empty() {
                break;
            }
            for (place, route) in found {
                is_reachable[place] = true;
                reachable.push(route);
            }
            index = Index::new(&reachable);
        }
        let candidates = others.into_iter().zip(is_reachable);
        let candidates = candidates.filter(|(_, is_reachable)| *is_reachable);
        let installed = candidates.map(|(route, _)| route).filter(|route| index.installs(route));
        let routes: Vec<Route> = connected.into_iter().chain(installed).collect();
        let index = Index::new(&routes);
        RoutingTable { routes, index }
    }

    /// Its routes: connected networks, then static routes as they were typed, then those that were learned.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The way towards `destination`: the longest prefix, then the smallest distance; next hops are looked up in turn.
    pub fn towards(&self, destination: Ipv4Addr) -> Option<Egress> {
        self.index.follow(destination)
    }

    /// The best single step towards `destination`: of routes that are as good, the first.
    pub fn best(&self, destination: Ipv4Addr) -> Option<&Route> {
        self.index.best(destination, 0..=Ipv4Addr::BITS)
    }

    /// The best single step towards `destination` but the default route.
    pub fn best_specific(&self, destination: Ipv4Addr) -> Option<&Route> {
        self.index.best(destination, 1..=Ipv4Addr::BITS)
    }
}

/// The routes that are not connected networks: those that were typed, those of `reverse-route` lines, and those that were
/// learned; each once.
fn others(config: &RunningConfig, learned: &[Route]) -> Vec<Route> {
    let mut known: Map<InterfaceAddress, Vec<Route>> = Map::new();
    let reverse = config.reverse_routes();
    let all = config.fixed_routes().chain(reverse).chain(learned.iter().copied());
    all.filter(|route| {
        let same = known.or_default(route.network);
        let is_new = !same.contains(route);
        if is_new {
            same.push(*route);
        }
        is_new
    })
    .collect()
}

/// Routes in the order in which they are looked up, so that a search does not look at all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Index {
    /// The longest prefixes first, of a length by network, of a network the nearest first.
    routes: Vec<Route>,
    /// The prefix lengths that there are, the longest first, each with the end of its routes.
    lengths: Vec<(u32, usize)>,
}

impl Index {
    fn new(routes: &[Route]) -> Index {
        let rank = |(place, route): (usize, &Route)| {
            let length = Ipv4Addr::BITS - route.network.prefix_length();
            (length, route.network.address, route.distance, place)
        };
        // A heap, since routes come in any order and can be many.
        let ranks: BinaryHeap<_> = routes.iter().enumerate().map(rank).collect();
        let ranks = ranks.into_sorted_vec().into_iter();
        let routes: Vec<Route> = ranks.map(|(.., place)| routes[place]).collect();
        let mut lengths: Vec<(u32, usize)> = Vec::new();
        for (place, route) in routes.iter().enumerate() {
            let (length, end) = (route.network.prefix_length(), place + 1);
            match lengths.last_mut().filter(|(last, _)| *last == length) {
                Some(last) => last.1 = end,
                None => lengths.push((length, end)),
            }
        }
        Index { routes, lengths }
    }

    /// The best route towards an address of those whose prefixes have one of these lengths.
    fn best(&self, destination: Ipv4Addr, lengths: RangeInclusive<u32>) -> Option<&Route> {
        let mut start = 0;
        for (length, end) in &self.lengths {
            let of_length = &self.routes[start..*end];
            start = *end;
            if !lengths.contains(length) {
                continue;
            }
            let network = destination & mask(*length);
            let first = of_length.partition_point(|route| route.network.address < network);
            if let Some(route) = of_length.get(first).filter(|it| it.network.address == network) {
                return Some(route);
            }
        }
        None
    }

    fn follow(&self, destination: Ipv4Addr) -> Option<Egress> {
        let mut next_hop = destination;
        for _ in 0..MAX_RECURSION {
            match self.best(next_hop, 0..=Ipv4Addr::BITS)?.next_hop {
                NextHop::Interface(interface) if interface.kind == InterfaceKind::Null => return None,
                NextHop::Interface(interface) => return Some(Egress { interface, next_hop }),
                NextHop::Via(interface, next_hop) => return Some(Egress { interface, next_hop }),
                NextHop::Address(address) => next_hop = address,
            }
        }
        None
    }

    /// Whether another route leads to the next hop of this one: not itself, and none that it hides.
    fn resolves(&self, route: &Route) -> bool {
        let NextHop::Address(hop) = route.next_hop else {
            return true;
        };
        let shortest = if route.network.contains(hop) {
            route.network.prefix_length() + 1
        } else {
            0
        };
        self.best(hop, shortest..=Ipv4Addr::BITS).is_some()
    }

    /// Whether a route's next hop is reached in the end, and none to the same network is nearer.
    fn installs(&self, route: &Route) -> bool {
        let ends = match route.next_hop {
            NextHop::Interface(_) | NextHop::Via(..) => true,
            NextHop::Address(hop) => self.follow(hop).is_some(),
        };
        let length = route.network.prefix_length();
        let nearest = self.best(route.network.address, length..=length);
        ends && nearest.is_none_or(|it| it.distance >= route.distance)
    }
}

/// The mask of a prefix length.
fn mask(length: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::MAX.checked_shl(Ipv4Addr::BITS - length).unwrap_or(0))
}

impl RunningConfig {
    /// The routing table of this configuration alone.
    pub fn routing_table(&self) -> RoutingTable {
        RoutingTable::new(self, &[])
    }

    /// The interface with exactly this address.
    pub fn interface_with(&self, address: Ipv4Addr) -> Option<InterfaceName> {
        let mut active = self
            .interfaces
            .iter()
            .flat_map(|(name, it)| it.active_addresses().map(move |address| (name, address)));
        active.find(|(_, it)| it.address == address).map(|(name, _)| *name)
    }

    fn connected_routes(&self) -> impl Iterator<Item = Route> + '_ {
        self.interfaces.iter().flat_map(|(name, interface)| {
            let networks = interface.active_addresses();
            networks.map(|InterfaceAddress { address, mask }| Route {
                network: InterfaceAddress {
                    address: address & mask,
                    mask,
                },
                next_hop: NextHop::Interface(*name),
                source: RouteSource::Connected,
                distance: 0,
                metric: 0,
            })
        })
    }

    /// The static routes, without those out of an interface that is down.
    fn fixed_routes(&self) -> impl Iterator<Item = Route> + '_ {
        let is_up = |hop| match hop {
            NextHop::Address(_) => true,
            NextHop::Interface(name) if name.kind == InterfaceKind::Null => true,
            NextHop::Interface(name) | NextHop::Via(name, _) => {
                let interface = self.interfaces.get(&name);
                interface.is_some_and(|it| it.active_address().is_some())
            }
        };
        let up = self.static_routes.iter().filter(move |route| is_up(route.next_hop));
        up.map(|route| Route {
            network: route.network,
            next_hop: route.next_hop,
            source: RouteSource::Static,
            distance: route.distance,
            metric: 0,
        })
    }

    /// Whether SAs may bring routes with them: whether a dynamic map has a `reverse-route` line.
    pub fn has_negotiated_routes(&self) -> bool {
        let mut entries = self.dynamic_maps.values().flat_map(|map| map.values());
        entries.any(|entry| matches!(&entry.keying, Keying::Isakmp(keying) if keying.reverse_route.is_some()))
    }

    /// The routes of the `reverse-route` lines of crypto maps on interfaces: to all that an entry's list permits. IOS:
    /// reference, `reverse-route`: before 12.3(14)T, with a static map, they are there whether there are SAs or not.
    fn reverse_routes(&self) -> Vec<Route> {
        let mut routes = Vec::new();
        let maps = self.interfaces.keys().filter_map(|name| self.crypto_map_on(*name));
        for entry in maps.flat_map(|(_, map)| map.entries.values()) {
            let list = entry.match_address.as_ref().and_then(|id| self.access_list(id));
            let (Some(list), Some(peer)) = (list, entry.peers().first()) else {
                continue;
            };
            for proxies in list.proxy_identities() {
                routes.extend(reverse_route(entry, *peer, proxies.remote));
            }
        }
        routes
    }
}

/// The routes that the `reverse-route` line of an entry makes for one end of what it protects. IOS: reference: static routes by
/// way of the peer.
pub fn reverse_route(entry: &CryptoMapEntry, peer: Ipv4Addr, remote: ProxyEnd) -> impl Iterator<Item = Route> {
    let route = |address: Ipv4Addr, mask, next_hop| Route {
        network: InterfaceAddress {
            address: address & mask,
            mask,
        },
        next_hop: NextHop::Address(next_hop),
        source: RouteSource::Static,
        distance: StaticRoute::DEFAULT_DISTANCE,
        metric: 0,
    };
    let line = match &entry.keying {
        Keying::Isakmp(isakmp) => isakmp.reverse_route,
        Keying::Manual(_) | Keying::Dynamic(_) => None,
    };
    let to_remote = line.map(|_| route(remote.address, remote.mask, peer));
    let to_peer = match line {
        Some(ReverseRoute::RemotePeer(Some(gateway))) => Some(route(peer, Ipv4Addr::BROADCAST, gateway)),
        _ => None,
    };
    to_remote.into_iter().chain(to_peer)
}
