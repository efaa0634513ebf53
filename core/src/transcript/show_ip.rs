//! `show ip interface brief` and `show ip route`. IOS: field.

use crate::map::Map;
use crate::order;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::ios::RunningConfig;
use crate::ios::interface::{InterfaceAddress, InterfaceName};
use crate::ios::routing::{NextHop, StaticRoute};
use crate::status::RouterStatus;

/// A line for each interface.
pub(super) fn interface_brief(status: &RouterStatus) -> String {
    let mut text =
        String::from("Interface                  IP-Address      OK? Method Status                Protocol\n");
    let saved = &status.console.startup.interfaces;
    for (name, interface) in &status.console.config.interfaces {
        let is_saved = saved.get(name).is_some_and(|it| it.address == interface.address);
        let (address, method) = match interface.address {
            Some(it) if is_saved => (it.address.to_string(), "NVRAM"),
            Some(it) => (it.address.to_string(), "manual"),
            None => ("unassigned".into(), if is_saved { "NVRAM" } else { "manual" }),
        };
        let (state, protocol) = if interface.shutdown {
            ("administratively down", "down")
        } else {
            ("up", "up")
        };
        let name = name.to_string();
        text += &format!("{name:<26} {address:<15} YES {method:<6} {state:<21} {protocol}\n");
    }
    text
}

/// A route in the table.
struct Route {
    network: InterfaceAddress,
    via: Via,
}

enum Via {
    Connected(InterfaceName),
    Static(StaticRoute),
}

/// The routing table, network by network. Modelled: the codes are those that these routers can show.
pub(super) fn route(config: &RunningConfig) -> String {
    let routes = table(config);
    let mut text = String::from("Codes: C - connected, S - static, * - candidate default\n\n");
    let default = routes.iter().find(|route| route.network.prefix_length() == 0);
    text += &match default.map(|route| &route.via) {
        Some(Via::Static(StaticRoute {
            next_hop: NextHop::Address(via),
            ..
        })) => {
            format!("Gateway of last resort is {via} to network 0.0.0.0\n\n")
        }
        Some(_) => "Gateway of last resort is 0.0.0.0 to network 0.0.0.0\n\n".to_string(),
        None => "Gateway of last resort is not set\n\n".to_string(),
    };
    let mut majors: Map<InterfaceAddress, Vec<&Route>> = Map::new();
    for route in &routes {
        majors.or_default(major(route.network)).push(route);
    }
    let (last, first): (Vec<_>, Vec<_>) = majors
        .into_iter()
        .partition(|(network, _)| network.mask.is_unspecified());
    for (network, routes) in first.into_iter().chain(last) {
        text += &group(network, &routes);
    }
    text
}

fn table(config: &RunningConfig) -> Vec<Route> {
    let connected = config.interfaces.iter().filter_map(|(name, interface)| {
        let address = interface.active_address()?;
        let network = InterfaceAddress {
            address: address.network(),
            mask: address.mask,
        };
        let via = Via::Connected(*name);
        Some(Route { network, via })
    });
    let fixed = config.static_routes.iter().filter(|route| is_reachable(config, route));
    let fixed = fixed.map(|route| Route {
        network: route.network,
        via: Via::Static(*route),
    });
    connected.chain(fixed).collect()
}

/// A static route is in the table while its next hop can be reached.
fn is_reachable(config: &RunningConfig, route: &StaticRoute) -> bool {
    match route.next_hop {
        NextHop::Address(address) => config.route_towards(address).is_some(),
        NextHop::Interface(name) => {
            let interface = config.interfaces.get(&name);
            interface.is_some_and(|interface| interface.active_address().is_some())
        }
    }
}

/// The network of class A, B or C that a network is in; the default network and larger ones are their own.
fn major(network: InterfaceAddress) -> InterfaceAddress {
    let length = match network.address.octets()[0] {
        0..=127 => 8,
        128..=191 => 16,
        _ => 24,
    };
    if network.prefix_length() < length {
        return network;
    }
    let mask = Ipv4Addr::from_bits(u32::MAX << (32 - length));
    InterfaceAddress {
        address: network.address & mask,
        mask,
    }
}

fn group(network: InterfaceAddress, routes: &[&Route]) -> String {
    let mut lengths: Vec<u32> = routes.iter().map(|route| route.network.prefix_length()).collect();
    order::sort(&mut lengths, |a, b| a < b);
    lengths.dedup();
    let (address, subnets) = (network.address, routes.len());
    let is_whole = |route: &&Route| route.network == network;
    let (head, with_length) = match lengths.as_slice() {
        _ if routes.iter().all(is_whole) => (String::new(), true),
        [length] => (
            format!("     {address}/{length} is subnetted, {subnets} subnets\n"),
            false,
        ),
        lengths => {
            let (length, masks) = (network.prefix_length(), lengths.len());
            let head = format!("     {address}/{length} is variably subnetted, {subnets} subnets, {masks} masks\n");
            (head, true)
        }
    };
    let indent = if head.is_empty() { "" } else { "   " };
    routes
        .iter()
        .fold(head, |text, route| text + &line(route, indent, with_length))
}

fn line(route: &Route, indent: &str, with_length: bool) -> String {
    let length = route.network.prefix_length();
    let mut network = route.network.address.to_string();
    if with_length {
        network += &format!("/{length}");
    }
    let star = if length == 0 { '*' } else { ' ' };
    match &route.via {
        Via::Connected(name) => format!("C    {indent}{network} is directly connected, {name}\n"),
        Via::Static(StaticRoute {
            next_hop: NextHop::Interface(name),
            ..
        }) => format!("S{star}   {indent}{network} is directly connected, {name}\n"),
        Via::Static(StaticRoute {
            next_hop: NextHop::Address(via),
            distance,
            ..
        }) => format!("S{star}   {indent}{network} [{distance}/0] via {via}\n"),
    }
}
