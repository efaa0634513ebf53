//! Who takes a packet that a router puts on the wire: the other router, the cloud between them, or nobody.

use core::net::Ipv4Addr;

use crate::event::RouterId;
use crate::ios::not_taken::NotTaken;
use crate::ip::icmp::{Echo, Quoted, Report, Unreachable};
use crate::ip::ipv4;
use crate::router::Router;
use crate::topology::{Cloud, Topology, Way};

/// Who takes a packet.
pub(super) enum Taker {
    /// The other router.
    Peer,
    /// The other router, by way of the cloud.
    PeerBeyondCloud,
    /// The cloud itself: an echo request, which it answers.
    Cloud,
    /// Nobody.
    Nobody(NotTaken),
}

/// Who takes a packet from a router.
pub(super) fn taker(topology: &Topology, routers: [&Router; 2], from: RouterId, packet: &ipv4::Packet) -> Taker {
    let destination = packet.destination;
    let Some(egress) = routers[from.index()].way_out(destination) else {
        return Taker::Nobody(NotTaken::NoWay { destination });
    };
    let (interface, next_hop) = (egress.interface, egress.next_hop);
    let peer = routers[from.peer().index()];
    let is_taken = match &topology.cloud {
        None => {
            let is_line = interface.kind.is_point_to_point() && peer.is_on_wire();
            peer.answers_for(next_hop) || is_line || peer.answers_by_proxy(next_hop)
        }
        Some(cloud) => {
            let mut networks = cloud.network_on(from, interface);
            let is_near = cloud.network_on(from, interface).any(|it| it.router.contains(next_hop));
            let is_far = interface.kind.is_point_to_point() || cloud.towards(next_hop).is_some();
            networks.any(|it| it.addresses.contains(&next_hop)) || !is_near && is_far
        }
    };
    match &topology.cloud {
        _ if !is_taken => Taker::Nobody(NotTaken::NoNextHop { interface, next_hop }),
        None => Taker::Peer,
        Some(cloud) => in_cloud(cloud, peer, from, packet),
    }
}

/// What the cloud tells the source of a packet that it drops, if that is behind the router that sent it.
pub(super) fn report(
    topology: &Topology,
    from: RouterId,
    why: NotTaken,
    packet: &ipv4::Packet,
) -> Option<ipv4::Packet> {
    let cloud = topology.cloud.as_ref()?;
    let about = Quoted::new(packet);
    let near = cloud.networks[from.index()].iter().find_map(|it| it.addresses.first());
    let (why, source) = match why {
        NotTaken::NoRouteBetween { .. } | NotTaken::NobodyBetween { .. } => (Unreachable::Host, *near?),
        NotTaken::TtlExpired { .. } => (Unreachable::TimeExceeded, *near?),
        NotTaken::NoService { address } if packet.protocol == ipv4::UDP => (Unreachable::Port, address),
        NotTaken::NoService { .. } | NotTaken::NoWay { .. } | NotTaken::NoNextHop { .. } => return None,
    };
    let back = cloud.towards(packet.source);
    let is_known = matches!(back, Some(Way::Network(router) | Way::Behind(router)) if router == from);
    (is_known && !about.is_report()).then(|| ipv4::Packet {
        ttl: u8::MAX,
        protocol: ipv4::ICMP,
        source,
        destination: packet.source,
        payload: Report { why, about }.encode(),
        ..packet.clone()
    })
}

/// What becomes of a packet that the cloud has.
fn in_cloud(cloud: &Cloud, peer: &Router, from: RouterId, packet: &ipv4::Packet) -> Taker {
    let destination = packet.destination;
    let no_route = |destination| Taker::Nobody(NotTaken::NoRouteBetween { destination });
    let is_answered = Echo::decode(&packet.payload).is_ok_and(|echo| !echo.is_reply);
    match cloud.towards(destination) {
        Some(Way::Own) if packet.protocol != ipv4::ICMP || !is_answered => {
            Taker::Nobody(NotTaken::NoService { address: destination })
        }
        Some(Way::Own) => match cloud.towards(packet.source) {
            Some(Way::Network(router) | Way::Behind(router)) if router == from => Taker::Cloud,
            _ => no_route(packet.source),
        },
        Some(Way::Network(_) | Way::Behind(_)) if packet.ttl <= 1 => {
            Taker::Nobody(NotTaken::TtlExpired { destination })
        }
        Some(Way::Network(router)) if router != from && peer.answers_for(destination) => Taker::PeerBeyondCloud,
        Some(Way::Network(_)) => Taker::Nobody(NotTaken::NobodyBetween { destination }),
        Some(Way::Behind(router)) if router != from && peer.is_on_wire() => Taker::PeerBeyondCloud,
        Some(Way::Behind(_)) | None => no_route(destination),
    }
}

/// The cloud's answer to an echo request.
pub(super) fn answer(request: &ipv4::Packet) -> Option<ipv4::Packet> {
    let echo = Echo::decode(&request.payload).ok()?;
    let (source, destination): (Ipv4Addr, Ipv4Addr) = (request.destination, request.source);
    Some(ipv4::Packet {
        ttl: u8::MAX,
        source,
        destination,
        payload: Echo { is_reply: true, ..echo }.encode(),
        ..request.clone()
    })
}
