//! Which way a datagram leaves: connected networks and static routes.

use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::config::RunningConfig;
use super::interface::{InterfaceAddress, InterfaceName};

/// Where a static route points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NextHop {
    /// At another router.
    Address(Ipv4Addr),
    /// Out of an interface.
    Interface(InterfaceName),
}

/// One `ip route`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticRoute {
    /// The network and its mask.
    pub network: InterfaceAddress,
    /// Where it points.
    pub next_hop: NextHop,
    /// The administrative distance, 1 to 255; 1 unless typed.
    pub distance: u8,
}

impl StaticRoute {
    /// IOS: reference, the default distance of a static route.
    pub const DEFAULT_DISTANCE: u8 = 1;
}

/// The way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Egress {
    /// The interface.
    pub interface: InterfaceName,
    /// Who on that interface's network gets the datagram: the next hop, or the destination itself.
    pub next_hop: Ipv4Addr,
}

/// Recursive next hops are followed this often. Modelled: IOS's own limit is not published.
const MAX_RECURSION: usize = 8;

impl RunningConfig {
    /// The way towards `destination`: the longest prefix, then the smallest distance; next hops are looked up in turn.
    pub fn route_towards(&self, destination: Ipv4Addr) -> Option<Egress> {
        let mut next_hop = destination;
        for _ in 0..MAX_RECURSION {
            match self.best_route(next_hop)? {
                NextHop::Interface(interface) => return Some(Egress { interface, next_hop }),
                NextHop::Address(address) => next_hop = address,
            }
        }
        None
    }

    /// The interface towards `destination`.
    pub fn interface_towards(&self, destination: Ipv4Addr) -> Option<InterfaceName> {
        self.route_towards(destination).map(|egress| egress.interface)
    }

    /// The interface with exactly this address.
    pub fn interface_with(&self, address: Ipv4Addr) -> Option<InterfaceName> {
        let mut active = self
            .interfaces
            .iter()
            .filter_map(|(name, it)| Some((name, it.active_address()?)));
        active.find(|(_, it)| it.address == address).map(|(name, _)| *name)
    }

    /// The best single step towards `destination`.
    fn best_route(&self, destination: Ipv4Addr) -> Option<NextHop> {
        let connected = self
            .interfaces
            .iter()
            .filter_map(|(name, interface)| Some((interface.active_address()?, 0, NextHop::Interface(*name))));
        let fixed = self.static_routes.iter().filter(|route| self.is_usable(route));
        let fixed = fixed.map(|route| (route.network, route.distance, route.next_hop));
        let matching = connected
            .chain(fixed)
            .filter(|(network, ..)| network.contains(destination));
        let mut best: Option<(InterfaceAddress, u8, NextHop)> = None;
        for route in matching {
            let rank = |r: &(InterfaceAddress, u8, NextHop)| (r.0.prefix_length(), u8::MAX - r.1);
            if best.as_ref().is_none_or(|b| rank(&route) > rank(b)) {
                best = Some(route);
            }
        }
        best.map(|(.., next_hop)| next_hop)
    }

    /// A route out of an interface is in the table while the interface is up.
    fn is_usable(&self, route: &StaticRoute) -> bool {
        match route.next_hop {
            NextHop::Address(_) => true,
            NextHop::Interface(name) => self
                .interfaces
                .get(&name)
                .is_some_and(|it| it.active_address().is_some()),
        }
    }
}
