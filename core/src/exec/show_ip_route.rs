//! `show ip route`. IOS: field.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Exec, Moment, show};
use super::words::field;
use crate::ios::config::NextHop;
use crate::ios::grammar::{Part, Token, arg};
use crate::ios::interface::InterfaceAddress;
use crate::ios::routing::{Route, RouteSource, RoutingTable};
use crate::map::Map;
use crate::order;

pub(super) static ROWS: [Exec; 1] = [show("show ip route", "The routing table", |line, moment| {
    let shown = Shown::new(moment);
    field(line.address().map_or_else(|| shown.all(), |address| shown.one(address)))
})
.with(ADDRESS)
.for_all()
.note("the legend of the routes is shorter")];

const ADDRESS: &[Part] = &[Part::Optional(&[arg(Token::Address, "The route to an address")])];

/// What is shown.
struct Shown<'a> {
    table: &'a RoutingTable,
    /// How long the learned routes have been known, as hours, minutes and seconds.
    age: String,
}

impl<'a> Shown<'a> {
    fn new(moment: &Moment<'a>) -> Self {
        let seconds = moment.now.secs_since(moment.status.learned.at);
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        Shown {
            table: &moment.status.routes,
            age: format!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
        }
    }

    /// The routing table, network by network. Modelled: the codes are those of the routes that these routers can have.
    fn all(&self) -> String {
        let routes = self.table.routes();
        let mut text = String::from("Codes: C - connected, S - static");
        for (source, name) in [('R', "RIP"), ('D', "EIGRP"), ('O', "OSPF")] {
            if routes.iter().any(|route| code(route) == source) {
                text += &format!(", {source} - {name}");
            }
        }
        text += ", * - candidate default\n\n";
        let default = routes.iter().find(|route| route.network.prefix_length() == 0);
        text += &match default.map(|route| route.next_hop) {
            Some(NextHop::Address(via) | NextHop::Via(_, via)) => {
                format!("Gateway of last resort is {via} to network 0.0.0.0\n\n")
            }
            Some(_) => "Gateway of last resort is 0.0.0.0 to network 0.0.0.0\n\n".to_string(),
            None => "Gateway of last resort is not set\n\n".to_string(),
        };
        let mut majors: Map<InterfaceAddress, Vec<&Route>> = Map::new();
        for route in routes {
            majors.or_default(major(route.network)).push(route);
        }
        let (last, first): (Vec<_>, Vec<_>) = majors
            .into_iter()
            .partition(|(network, _)| network.mask.is_unspecified());
        for (network, routes) in first.into_iter().chain(last) {
            text += &self.group(network, &routes);
        }
        text
    }

    /// The route that leads to an address, which the default one is not counted for. IOS: field.
    fn one(&self, address: Ipv4Addr) -> String {
        let Some(route) = self.table.best_specific(address) else {
            let mut specific = self.table.routes().iter().filter(|it| it.network.prefix_length() > 0);
            let kind = if specific.any(|route| major(route.network).contains(address)) {
                "Subnet"
            } else {
                "Network"
            };
            return format!("% {kind} not in table\n");
        };
        let (network, length) = (route.network.address, route.network.prefix_length());
        let (distance, metric) = (route.distance, route.metric);
        let (known, how) = match route.source {
            RouteSource::Connected => ("connected".to_string(), " (connected, via interface)"),
            RouteSource::Static => ("static".to_string(), ""),
            RouteSource::Ospf(process) => (format!("ospf {process}"), ", type intra area"),
            RouteSource::Eigrp(system) => (format!("eigrp {system}"), ", type internal"),
            RouteSource::Rip => ("rip".to_string(), ""),
        };
        let (last, from) = match (code(route), route.next_hop) {
            ('R' | 'D' | 'O', NextHop::Via(name, via)) => (
                format!("  Last update from {via} on {name}, {} ago\n", self.age),
                format!(", from {via}, {} ago", self.age),
            ),
            _ => (String::new(), String::new()),
        };
        let way = match route.next_hop {
            NextHop::Interface(name) => format!("directly connected, via {name}"),
            NextHop::Address(via) => via.to_string(),
            NextHop::Via(name, via) => format!("{via}{from}, via {name}"),
        };
        format!(
            "Routing entry for {network}/{length}\n  \
             Known via \"{known}\", distance {distance}, metric {metric}{how}\n\
             {last}  \
             Routing Descriptor Blocks:\n  \
             * {way}\n      \
             Route metric is {metric}, traffic share count is 1\n"
        )
    }

    fn group(&self, network: InterfaceAddress, routes: &[&Route]) -> String {
        let (head, with_length) = heading(network, routes);
        let indent = if head.is_empty() { "" } else { "   " };
        let lines = routes.iter();
        lines.fold(head, |text, route| text + &self.line(route, indent, with_length))
    }

    fn line(&self, route: &Route, indent: &str, with_length: bool) -> String {
        let length = route.network.prefix_length();
        let mut network = route.network.address.to_string();
        if with_length {
            network += &format!("/{length}");
        }
        let star = if length == 0 { '*' } else { ' ' };
        let (code, distance, metric) = (code(route), route.distance, route.metric);
        let way = match route.next_hop {
            NextHop::Interface(name) => format!("is directly connected, {name}"),
            NextHop::Address(via) => format!("[{distance}/{metric}] via {via}"),
            NextHop::Via(name, via) if route.source == RouteSource::Static => {
                format!("[{distance}/{metric}] via {via}, {name}")
            }
            NextHop::Via(name, via) => format!("[{distance}/{metric}] via {via}, {}, {name}", self.age),
        };
        format!("{code}{star}   {indent}{network} {way}\n")
    }
}

/// The letter of a route. IOS: reference.
fn code(route: &Route) -> char {
    match route.source {
        RouteSource::Connected => 'C',
        RouteSource::Static => 'S',
        RouteSource::Ospf(_) => 'O',
        RouteSource::Eigrp(_) => 'D',
        RouteSource::Rip => 'R',
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

/// What is above the routes of a network of class A, B or C, and whether each has its prefix length.
fn heading(network: InterfaceAddress, routes: &[&Route]) -> (String, bool) {
    let mut lengths: Vec<u32> = routes.iter().map(|route| route.network.prefix_length()).collect();
    order::sort(&mut lengths, |a, b| a < b);
    lengths.dedup();
    let (address, subnets) = (network.address, routes.len());
    let is_whole = |route: &&Route| route.network == network;
    match lengths.as_slice() {
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
    }
}
