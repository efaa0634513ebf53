//! What is between the two routers: one network that both are on, or a cloud that routes between the networks of their outer
//! interfaces. Found from the two configurations and nothing else. Modelled: a real network is cabled by somebody.

mod cloud;
mod hosts;
mod learned;

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

pub use cloud::{Cloud, CloudNetwork, Way};
pub use hosts::{are_in_lans, hosts, likely_hosts};

use crate::event::RouterId;
use crate::ios::RunningConfig;
use crate::ios::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::routing::Route;
use crate::map::Map;

/// What is between the routers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Topology {
    /// The interfaces of R1 and of R2 that lead to the other; behind all others are LANs.
    pub outer: [Vec<InterfaceName>; 2],
    /// The cloud between them, where no network has outer interfaces of both.
    pub cloud: Option<Cloud>,
    /// What routing protocols tell R1 and R2.
    pub learned: [Vec<Route>; 2],
}

/// What is around one router.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Its interfaces that lead to the other router.
    pub outer: Vec<InterfaceName>,
    /// What routing protocols tell it.
    pub learned: Vec<Route>,
}

impl Topology {
    /// The topology of two configurations, with a host behind each router, which is never between them.
    pub fn new(configs: [&RunningConfig; 2], hosts: [Ipv4Addr; 2]) -> Topology {
        let sides = RouterId::BOTH.map(|id| Side {
            config: configs[id.index()],
            host: hosts[id.index()],
        });
        let outer = outer(&sides);
        let addresses = RouterId::BOTH.map(|id| sides[id.index()].addresses_of(&outer[id.index()]));
        let shares = |own: &InterfaceAddress| addresses[1].iter().any(|(_, other)| other.overlaps(*own));
        let is_one_network = addresses[0].iter().any(|(_, own)| shares(own));
        let is_open = addresses.iter().any(Vec::is_empty);
        let cloud = (!is_one_network && !is_open).then(|| Cloud::new(configs, &addresses));
        let learned = learned::learned(configs, &addresses, cloud.as_ref());
        Topology { outer, cloud, learned }
    }

    /// What is around a router.
    pub fn around(&self, router: RouterId) -> Surroundings {
        Surroundings {
            outer: self.outer[router.index()].clone(),
            learned: self.learned[router.index()].clone(),
        }
    }
}

/// A router and the host behind it.
struct Side<'a> {
    config: &'a RunningConfig,
    host: Ipv4Addr,
}

/// The configured addresses of an interface, whether or not it is up: a cable does not move when an interface is shut down.
fn addresses(interface: &Interface) -> impl Iterator<Item = InterfaceAddress> + '_ {
    interface.address.iter().chain(&interface.secondary).copied()
}

impl<'a> Side<'a> {
    /// The interfaces that could lead to the other router: not those of the host's network, nor those without a cable.
    fn candidates(&self) -> impl Iterator<Item = (InterfaceName, &'a Interface)> + '_ {
        let all = self.config.interfaces.iter().map(|(name, it)| (*name, it));
        all.filter(|(name, it)| {
            let is_cabled = name.kind != InterfaceKind::Loopback && !it.is_unsimulated && it.address.is_some();
            is_cabled && !addresses(it).any(|address| address.contains(self.host))
        })
    }

    /// The peers that crypto maps name.
    fn peers(&self) -> Map<Ipv4Addr, ()> {
        let entries = self.config.crypto_maps.values().flat_map(|map| map.entries.values());
        entries
            .flat_map(|entry| entry.peers())
            .map(|peer| (*peer, ()))
            .collect()
    }

    /// The interfaces that a crypto map speaks for: it is applied there, a peer of this router is beyond it, or the other
    /// router has its address for a peer.
    fn marked(&self, other: &Side<'_>) -> Vec<InterfaceName> {
        let (named, routes) = (other.peers(), self.config.routing_table());
        let ways = self.peers().into_iter().filter_map(|(peer, ())| routes.towards(peer));
        let ways: Map<InterfaceName, ()> = ways.map(|way| (way.interface, ())).collect();
        let is_marked = |(name, it): &(InterfaceName, &Interface)| {
            it.crypto_map.is_some()
                || ways.contains_key(name)
                || addresses(it).any(|address| named.contains_key(&address.address))
        };
        self.candidates().filter(is_marked).map(|(name, _)| name).collect()
    }

    /// The interfaces on networks of these addresses.
    fn on_networks(&self, others: &[(InterfaceName, InterfaceAddress)]) -> Vec<InterfaceName> {
        let is_on = |address: InterfaceAddress| others.iter().any(|(_, other)| other.overlaps(address));
        let shared = self.candidates().filter(|(_, it)| addresses(it).any(is_on));
        shared.map(|(name, _)| name).collect()
    }

    /// The interface of the default route.
    fn by_default(&self) -> Vec<InterfaceName> {
        let routes = self.config.routing_table();
        let default = routes.towards(Ipv4Addr::UNSPECIFIED).map(|way| way.interface);
        let mut names = self.names();
        names.retain(|name| Some(*name) == default);
        names
    }

    /// The names of all candidates.
    fn names(&self) -> Vec<InterfaceName> {
        self.candidates().map(|(name, _)| name).collect()
    }

    /// The addresses of interfaces.
    fn addresses_of(&self, names: &[InterfaceName]) -> Vec<(InterfaceName, InterfaceAddress)> {
        let interfaces = names
            .iter()
            .filter_map(|name| Some((*name, self.config.interfaces.get(name)?)));
        interfaces
            .flat_map(|(name, it)| addresses(it).map(move |address| (name, address)))
            .collect()
    }
}

/// The interfaces of both routers that lead to the other: those that crypto maps speak for; if there are none, those of the
/// default routes; if there are none either, those on a network that both have. With them go those on a network with the
/// other's. A router that still has none may lead there by whatever it has.
fn outer(sides: &[Side<'_>; 2]) -> [Vec<InterfaceName>; 2] {
    let [one, two] = sides;
    let mut outer = [one.marked(two), two.marked(one)];
    if outer.iter().all(Vec::is_empty) {
        outer = [one.by_default(), two.by_default()];
    }
    if outer.iter().all(Vec::is_empty) {
        outer[0] = one.on_networks(&two.addresses_of(&two.names()));
    }
    for id in RouterId::BOTH {
        let other = id.peer().index();
        let shared = sides[id.index()].on_networks(&sides[other].addresses_of(&outer[other]));
        for name in shared {
            if !outer[id.index()].contains(&name) {
                outer[id.index()].push(name);
            }
        }
    }
    for id in RouterId::BOTH {
        let own = &mut outer[id.index()];
        if own.is_empty() {
            *own = sides[id.index()].by_default();
        }
        if own.is_empty() {
            *own = sides[id.index()].names();
        }
    }
    outer
}
