//! The cloud between two routers that share no network: routers of somebody else's, which forward between the networks of
//! the outer interfaces and answer pings.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::addresses;
use crate::event::RouterId;
use crate::ios::RunningConfig;
use crate::ios::config::NextHop;
use crate::ios::interface::{InterfaceAddress, InterfaceName};

/// The cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cloud {
    /// Its networks with R1 and with R2.
    pub networks: [Vec<CloudNetwork>; 2],
    /// Networks behind R1 and R2 that it has routes to: those of a peer's address, and those that a routing protocol tells.
    pub behind: [Vec<InterfaceAddress>; 2],
}

/// A network that a router and the cloud are on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloudNetwork {
    /// The router's interface.
    pub interface: InterfaceName,
    /// The router's address there, with the mask.
    pub router: InterfaceAddress,
    /// The cloud's addresses there: the next hops that the router's static routes name, else one that is free.
    pub addresses: Vec<Ipv4Addr>,
}

/// Where a packet goes in the cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the cloud itself.
    Own,
    /// To an address on a network of the cloud and this router.
    Network(RouterId),
    /// To a network behind this router.
    Behind(RouterId),
}

impl Cloud {
    pub(super) fn new(configs: [&RunningConfig; 2], outer: &[Vec<(InterfaceName, InterfaceAddress)>; 2]) -> Cloud {
        let networks = RouterId::BOTH.map(|id| {
            let own = outer[id.index()].iter();
            own.map(|(interface, router)| CloudNetwork {
                interface: *interface,
                router: *router,
                addresses: gateways(configs[id.index()], *router),
            })
            .collect::<Vec<_>>()
        });
        let behind = RouterId::BOTH.map(|id| {
            let (own, other) = (configs[id.index()], configs[id.peer().index()]);
            let mut behind: Vec<InterfaceAddress> = told(own, &networks[id.index()]);
            behind.extend(peers_elsewhere(own, other, &networks[id.index()]));
            behind
        });
        Cloud { networks, behind }
    }

    /// Where a packet for an address goes.
    pub fn towards(&self, destination: Ipv4Addr) -> Option<Way> {
        let networks = |id: RouterId| self.networks[id.index()].iter();
        if RouterId::BOTH
            .into_iter()
            .any(|id| networks(id).any(|it| it.addresses.contains(&destination)))
        {
            return Some(Way::Own);
        }
        let on_network = |id: &RouterId| networks(*id).any(|it| it.router.contains(destination));
        let behind = |id: &RouterId| self.behind[id.index()].iter().any(|it| it.contains(destination));
        let network = RouterId::BOTH.into_iter().find(on_network).map(Way::Network);
        network.or_else(|| RouterId::BOTH.into_iter().find(behind).map(Way::Behind))
    }

    /// The networks of an interface of a router.
    pub fn network_on(&self, router: RouterId, interface: InterfaceName) -> impl Iterator<Item = &CloudNetwork> {
        let networks = self.networks[router.index()].iter();
        networks.filter(move |it| it.interface == interface)
    }
}

/// The cloud's addresses on a router's network. Modelled: without a static route the first address that is free.
fn gateways(config: &RunningConfig, router: InterfaceAddress) -> Vec<Ipv4Addr> {
    let ends = [router.network(), router.broadcast()];
    let is_host = |address: Ipv4Addr| router.prefix_length() > 30 || !ends.contains(&address);
    let is_free = |address: &Ipv4Addr| router.contains(*address) && *address != router.address && is_host(*address);
    let hops = config.static_routes.iter().filter_map(|route| match route.next_hop {
        NextHop::Address(hop) | NextHop::Via(_, hop) => Some(hop),
        NextHop::Interface(_) => None,
    });
    let mut named: Vec<Ipv4Addr> = Vec::new();
    for hop in hops.filter(is_free) {
        if !named.contains(&hop) {
            named.push(hop);
        }
    }
    if named.is_empty() {
        let first = router.network().to_bits();
        let mut hosts = (0..4).map(|host| Ipv4Addr::from_bits(first.saturating_add(host)));
        named.extend(hosts.find(is_free));
    }
    named
}

/// The networks that a router tells the cloud.
fn told(config: &RunningConfig, networks: &[CloudNetwork]) -> Vec<InterfaceAddress> {
    let protocols = config.routing_protocols();
    let speaking = protocols.filter(|it| networks.iter().any(|on| it.speaks(on.interface, on.router)));
    let speaking: Vec<_> = speaking.collect();
    let connected = config.interfaces.values().flat_map(|it| it.active_addresses());
    connected
        .filter(|address| speaking.iter().any(|it| it.announces(*address)))
        .collect()
}

/// The addresses of a router that the other has for peers and that are on none of the networks: those of loopback interfaces.
fn peers_elsewhere<'a>(
    own: &'a RunningConfig,
    other: &'a RunningConfig,
    networks: &'a [CloudNetwork],
) -> impl Iterator<Item = InterfaceAddress> + 'a {
    let entries = other.crypto_maps.values().flat_map(|map| map.entries.values());
    let is_own = |peer: &Ipv4Addr| {
        let mut all = own.interfaces.values().flat_map(addresses);
        all.any(|it| it.address == *peer)
    };
    let is_elsewhere = |peer: &Ipv4Addr| !networks.iter().any(|it| it.router.contains(*peer));
    let peers = entries.flat_map(|entry| entry.peers()).copied();
    peers
        .filter(move |peer| is_elsewhere(peer) && is_own(peer))
        .map(|address| InterfaceAddress {
            address,
            mask: Ipv4Addr::BROADCAST,
        })
}
