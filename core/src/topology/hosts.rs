//! Who pings whom, where nobody says: found from the crypto ACLs and the LANs.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{Topology, addresses};
use crate::event::RouterId;
use crate::ios::RunningConfig;
use crate::ios::access_list::{AccessListEntry, Action, AddressMatch};
use crate::ios::config::NextHop;
use crate::ios::interface::{InterfaceAddress, InterfaceKind, InterfaceName};

/// The hosts of two configurations: in what the first line of a crypto ACL protects for which both routers have a LAN; else
/// in the first LANs. `None` if a router has no LAN. Modelled: a host has the tenth address of its network, where that is
/// free; a router whose own address is all that its list names is the host itself.
pub fn hosts(configs: [&RunningConfig; 2]) -> Option<[Ipv4Addr; 2]> {
    hosts_in(configs, &places(configs))
}

/// The hosts of two configurations that may not be complete: that of a router without a LAN has an address that a crypto ACL
/// names.
pub fn likely_hosts(configs: [&RunningConfig; 2]) -> [Ipv4Addr; 2] {
    /// Every address.
    const ANYWHERE: InterfaceAddress = InterfaceAddress {
        address: Ipv4Addr::UNSPECIFIED,
        mask: Ipv4Addr::UNSPECIFIED,
    };
    let mut places = places(configs);
    for networks in places.iter_mut().filter(|networks| networks.is_empty()) {
        networks.push(ANYWHERE);
    }
    hosts_in(configs, &places).unwrap_or([Ipv4Addr::UNSPECIFIED; 2])
}

fn hosts_in(configs: [&RunningConfig; 2], places: &[Vec<InterfaceAddress>; 2]) -> Option<[Ipv4Addr; 2]> {
    let host = |id: RouterId, meant| {
        let mut networks = places[id.index()].iter();
        networks.find_map(|network| host(*network, meant, configs[id.index()]))
    };
    let both = |(near, far): (AddressMatch, AddressMatch)| Some([host(RouterId::R1, near)?, host(RouterId::R2, far)?]);
    let protected = permits(configs[0]).map(|entry| (entry.source, entry.destination));
    let mirrored = permits(configs[1]).map(|entry| (entry.destination, entry.source));
    let anywhere = core::iter::once((AddressMatch::ANY, AddressMatch::ANY));
    protected.chain(mirrored).chain(anywhere).find_map(both)
}

/// Which of the hosts of two configurations are in a LAN of their routers.
pub fn are_in_lans(configs: [&RunningConfig; 2], hosts: [Ipv4Addr; 2]) -> [bool; 2] {
    let places = places(configs);
    RouterId::BOTH.map(|id| {
        let mut own = places[id.index()].iter();
        own.any(|it| it.contains(hosts[id.index()]))
    })
}

/// The lines of crypto ACLs that ask for protection.
fn permits(config: &RunningConfig) -> impl Iterator<Item = &AccessListEntry> {
    let entries = config.crypto_maps.values().flat_map(|map| map.entries.values());
    let lists = entries.filter_map(|entry| config.access_list(entry.match_address.as_ref()?));
    lists
        .flat_map(|list| list.entries())
        .filter(|entry| entry.action == Action::Permit)
}

/// The places behind R1 and R2: LANs, then what static routes lead to there, then the networks of loopback interfaces.
fn places(configs: [&RunningConfig; 2]) -> [Vec<InterfaceAddress>; 2] {
    let outer = Topology::new(configs, [Ipv4Addr::UNSPECIFIED; 2]).outer;
    RouterId::BOTH.map(|id| {
        let (config, outer) = (configs[id.index()], &outer[id.index()]);
        let on = |is_meant: fn(InterfaceName) -> bool| {
            let inner = config.interfaces.iter();
            let inner = inner.filter(move |(name, it)| is_meant(**name) && !it.is_unsimulated && !outer.contains(name));
            inner.flat_map(|(_, it)| addresses(it))
        };
        let lans: Vec<InterfaceAddress> = on(|name| name.kind != InterfaceKind::Loopback).collect();
        let is_inside = |hop: Ipv4Addr| lans.iter().any(|lan| lan.contains(hop));
        let further = config.static_routes.iter().filter(|route| match route.next_hop {
            NextHop::Address(hop) | NextHop::Via(_, hop) => route.network.prefix_length() > 0 && is_inside(hop),
            NextHop::Interface(_) => false,
        });
        let further: Vec<InterfaceAddress> = further.map(|route| route.network).collect();
        let networks = lans.into_iter().chain(further);
        networks
            .chain(on(|name| name.kind == InterfaceKind::Loopback))
            .collect()
    })
}

/// A host in a network and in what is meant, if some of that is there.
fn host(network: InterfaceAddress, meant: AddressMatch, config: &RunningConfig) -> Option<Ipv4Addr> {
    let is_own = meant.wildcard.is_unspecified() && config.interface_with(meant.address).is_some();
    if is_own && network.contains(meant.address) {
        return Some(meant.address);
    }
    let ends = [network.network(), network.broadcast()];
    let is_end = |address| network.prefix_length() < 31 && ends.contains(&address);
    let is_free = |address: &Ipv4Addr| {
        let is_meant = network.contains(*address) && meant.matches(*address);
        is_meant && !is_end(*address) && config.interface_with(*address).is_none()
    };
    // The narrower of the two begins here.
    let base = network.network().to_bits().max(meant.address.to_bits());
    let numbers = [10, 0].into_iter().chain(1..32);
    let mut addresses = numbers.filter_map(|it| base.checked_add(it)).map(Ipv4Addr::from_bits);
    addresses.find(is_free)
}
