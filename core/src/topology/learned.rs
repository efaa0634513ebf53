//! What routing protocols tell the routers. Modelled: neighbours tell each other all at once, and a cloud speaks whatever
//! protocol a router speaks to it.

use alloc::vec::Vec;

use super::Cloud;
use crate::event::RouterId;
use crate::ios::RunningConfig;
use crate::ios::config::NextHop;
use crate::ios::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::protocols::RoutingProtocol;
use crate::ios::routing::Route;
use crate::map::Map;

type Address = (InterfaceName, InterfaceAddress);

/// What R1 and R2 learn; `outer` are the addresses of their outer interfaces.
pub(super) fn learned(
    configs: [&RunningConfig; 2],
    outer: &[Vec<Address>; 2],
    cloud: Option<&Cloud>,
) -> [Vec<Route>; 2] {
    let speakers = RouterId::BOTH.map(|id| speakers(configs[id.index()], &outer[id.index()]));
    RouterId::BOTH.map(|id| {
        let mut table = Table::default();
        let (own, others) = (&speakers[id.index()], &speakers[id.peer().index()]);
        for (place, speaker) in own.iter().enumerate() {
            // Of several that hear the same, one is enough.
            let is_first = !own[..place].iter().any(|it| it.hears(speaker));
            if is_first {
                speaker.learn(id, others, cloud, &mut table);
            }
        }
        table.0.into_iter().map(|(_, route)| route).collect()
    })
}

/// The routing protocols of a router that speak on an outer interface.
fn speakers(config: &RunningConfig, outer: &[Address]) -> Vec<Speaker> {
    let is_up = |name: &InterfaceName| config.interfaces.get(name).is_some_and(Interface::is_up);
    let speaker = |protocol: RoutingProtocol| {
        let speaking = outer.iter().copied();
        let speaking = speaking.filter(|(name, address)| is_up(name) && protocol.speaks(*name, *address));
        let interfaces = config.interfaces.iter();
        let addresses = interfaces.flat_map(|(name, it)| it.active_addresses().map(|address| (*name, address)));
        Speaker {
            speaking: speaking.collect(),
            told: addresses.filter(|(_, address)| protocol.announces(*address)).collect(),
            protocol,
        }
    };
    let all = config.routing_protocols().map(speaker);
    all.filter(|it| !it.speaking.is_empty()).collect()
}

/// The best route to each network.
#[derive(Default)]
struct Table(Map<InterfaceAddress, Route>);

impl Table {
    fn add(&mut self, route: Route) {
        let is_better = |known: &Route| (route.distance, route.metric) < (known.distance, known.metric);
        if self.0.get(&route.network).is_none_or(is_better) {
            self.0.insert(route.network, route);
        }
    }
}

/// A routing protocol of a router.
struct Speaker {
    protocol: RoutingProtocol,
    /// The addresses of outer interfaces on which it speaks.
    speaking: Vec<Address>,
    /// The networks that it tells.
    told: Vec<Address>,
}

impl Speaker {
    fn hears(&self, other: &Speaker) -> bool {
        self.protocol.is_spoken_by(&other.protocol)
    }

    fn route(&self, of: InterfaceAddress, next_hop: NextHop, way: &[InterfaceKind]) -> Route {
        Route {
            network: InterfaceAddress {
                address: of.network(),
                mask: of.mask,
            },
            next_hop,
            source: self.protocol.source,
            distance: self.protocol.distance(),
            metric: self.protocol.metric(way),
        }
    }

    fn learn(&self, id: RouterId, others: &[Speaker], cloud: Option<&Cloud>, table: &mut Table) {
        let heard = others.iter().filter(|other| self.hears(other));
        match cloud {
            Some(cloud) => self.learn_from_cloud(id, cloud, heard, table),
            None => heard.for_each(|peer| self.learn_from(peer, table)),
        }
    }

    /// From the other router, on the first network on which both speak.
    fn learn_from(&self, peer: &Speaker, table: &mut Table) {
        let on = |address: InterfaceAddress| peer.speaking.iter().find(move |(_, it)| it.overlaps(address));
        let mut pairs = self.speaking.iter();
        let Some((name, neighbour)) = pairs.find_map(|(name, address)| Some((*name, on(*address)?.1))) else {
            return;
        };
        let next_hop = NextHop::Via(name, neighbour.address);
        for (of, network) in &peer.told {
            table.add(self.route(*network, next_hop, &[name.kind, of.kind]));
        }
    }

    /// From the cloud, on the first network on which this router speaks to it: the cloud's networks with the other router,
    /// and what that tells it.
    fn learn_from_cloud<'a>(
        &self,
        id: RouterId,
        cloud: &Cloud,
        peers: impl Iterator<Item = &'a Speaker>,
        table: &mut Table,
    ) {
        let gateway = |name, address| {
            let mut networks = cloud.network_on(id, name);
            networks.find(|it| it.router == address)?.addresses.first().copied()
        };
        let mut pairs = self.speaking.iter();
        let found = pairs.find_map(|(name, address)| Some((*name, gateway(*name, *address)?)));
        let Some((name, gateway)) = found else { return };
        let next_hop = NextHop::Via(name, gateway);
        for network in &cloud.networks[id.peer().index()] {
            let way = [name.kind, network.interface.kind];
            table.add(self.route(network.router, next_hop, &way));
        }
        for peer in peers {
            let between = peer.speaking[0].0.kind;
            for (of, network) in &peer.told {
                table.add(self.route(*network, next_hop, &[name.kind, between, of.kind]));
            }
        }
    }
}
