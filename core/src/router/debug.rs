//! What the router logs only where somebody has asked for it: `debug ip packet`, `debug ip icmp`.

use super::Router;
use crate::effects::Effects;
use crate::event::{IcmpMessage, IpAction, IpHandling, TrafficEvent};
use crate::ios::InterfaceName;
use crate::ip::ipv4;

impl Router {
    /// Logs what the router does with a packet that came by `ingress`, or that it made itself.
    pub(super) fn debug_ip(
        &self,
        packet: &ipv4::Packet,
        ingress: Option<InterfaceName>,
        action: IpAction,
        effects: &mut Effects<'_>,
    ) {
        if !self.status.console.debugging.ip_packet {
            return;
        }
        let towards = || self.routes().towards(packet.destination).map(|egress| egress.interface);
        effects.traffic(TrafficEvent::Ip(IpHandling {
            source: packet.source,
            ingress,
            destination: packet.destination,
            egress: self.config().interface_with(packet.destination).or_else(towards),
            length: (ipv4::HEADER_LEN + packet.payload.len()) as u16,
            action,
        }));
    }

    /// Logs an ICMP message of the router's own.
    pub(super) fn debug_icmp(&self, is_sent: bool, message: IcmpMessage, effects: &mut Effects<'_>) {
        if self.status.console.debugging.icmp {
            effects.traffic(TrafficEvent::Icmp { is_sent, message });
        }
    }
}
