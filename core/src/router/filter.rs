//! Access groups: which packets come in by an interface, and which go out.

use super::Router;
use super::forward::flow;
use crate::effects::Effects;
use crate::event::{DropReason, IpAction, TrafficEvent};
use crate::ios::{InterfaceName, RunningConfig};
use crate::ip::ipv4;
use crate::ipsec::manual::Direction;

impl Router {
    /// Whether the access group of an interface lets a packet pass.
    pub(super) fn filter(
        &self,
        interface: InterfaceName,
        direction: Direction,
        packet: &ipv4::Packet,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        let passes = filter(self.config(), interface, direction, packet, effects);
        if passes.is_err() {
            let back = || self.routes().towards(packet.source).map(|egress| egress.interface);
            let ingress = Some(interface)
                .filter(|_| direction == Direction::Inbound)
                .or_else(back);
            self.debug_ip(packet, ingress, IpAction::Denies, effects);
        }
        passes
    }

    /// The outer interface by which a packet from the wire comes. Modelled: with several, the one with its destination,
    /// else the one towards its source.
    pub(super) fn wire_ingress(&self, packet: &ipv4::Packet) -> Option<InterfaceName> {
        let own = self.config().interface_with(packet.destination);
        let back = || self.way_out(packet.source).map(|egress| egress.interface);
        own.filter(|name| self.is_outer(*name))
            .or_else(back)
            .or_else(|| self.outer_interfaces().next())
    }

    /// The interface of the LAN that a packet from a host comes by.
    pub(super) fn lan_ingress(&self, packet: &ipv4::Packet) -> Option<InterfaceName> {
        let egress = self.routes().towards(packet.source);
        egress
            .map(|egress| egress.interface)
            .filter(|name| !self.is_outer(*name))
    }
}

/// As [`Router::filter`], with the router's configuration.
pub(super) fn filter(
    config: &RunningConfig,
    interface: InterfaceName,
    direction: Direction,
    packet: &ipv4::Packet,
    effects: &mut Effects<'_>,
) -> Result<(), DropReason> {
    let icmp = match (packet.protocol, packet.payload.as_slice()) {
        (ipv4::ICMP, [kind, code, ..]) => Some((*kind, *code)),
        _ => None,
    };
    let Some(filter) = config.filter(interface, direction, &flow(packet), icmp) else {
        return Ok(());
    };
    let permits = filter.permits();
    effects.traffic(TrafficEvent::Filtered {
        source: packet.source,
        destination: packet.destination,
        filter,
    });
    if permits { Ok(()) } else { Err(DropReason::AccessList) }
}
