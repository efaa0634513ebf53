//! Packets from the wire: ISAKMP, ESP and AH, and clear text.

use core::net::{Ipv4Addr, SocketAddrV4};

use super::forward::{Verdict, flow};
use super::{Router, drop_unseen};
use crate::effects::Effects;
use crate::event::DropReason;
use crate::ike::session::PORT;
use crate::ios::InterfaceName;
use crate::ios::routing::Egress;
use crate::ip::icmp::Quoted;
use crate::ip::{ipv4, udp};
use crate::ipsec::manual::Direction;

impl Router {
    /// Takes a packet from the wire.
    pub(super) fn receive(&mut self, bytes: &[u8], effects: &mut Effects<'_>) {
        if !self.is_on_wire() {
            drop_unseen(DropReason::Down, effects);
            return;
        }
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            drop_unseen(DropReason::Malformed, effects);
            return;
        };
        let about = Quoted::new(&packet);
        if let Err(reason) = self.take(packet, effects) {
            self.drop_packet(about, reason, effects);
        }
    }

    fn take(&mut self, packet: ipv4::Packet, effects: &mut Effects<'_>) -> Result<(), DropReason> {
        let ingress = self.wire_ingress(&packet);
        if let Some(interface) = ingress {
            self.filter(interface, Direction::Inbound, &packet, effects)?;
        }
        let is_ours = self.config().interface_with(packet.destination).is_some();
        match packet.protocol {
            ipv4::UDP if is_ours => self.receive_udp(&packet, effects),
            ipv4::ESP | ipv4::AH if is_ours => {
                self.receive_protected(&packet, ingress, effects);
                Ok(())
            }
            _ => self.receive_clear(packet, ingress, effects),
        }
    }

    /// The way out to the wire for `destination`; `None` if no outer interface leads there.
    pub fn way_out(&self, destination: Ipv4Addr) -> Option<Egress> {
        self.routes()
            .towards(destination)
            .filter(|egress| self.is_outer(egress.interface))
    }

    /// Whether this router answers on the wire when somebody asks for an address in one of its LANs. IOS: reference, `ip
    /// proxy-arp`, which is on.
    pub fn answers_by_proxy(&self, address: Ipv4Addr) -> bool {
        let is_on = |name: &InterfaceName| {
            let mut kept = self.config().interfaces[name].kept.iter();
            !kept.any(|line| line.text == "no ip proxy-arp")
        };
        let egress = self.routes().towards(address);
        let is_inside = egress.is_some_and(|egress| !self.is_outer(egress.interface));
        is_inside && self.outer_interfaces().any(|name| is_on(&name))
    }

    /// Whether this router answers on the wire when somebody asks for an address (RFC 826).
    pub fn answers_for(&self, address: Ipv4Addr) -> bool {
        let interface = self.config().interface_with(address);
        interface.is_some_and(|name| self.is_outer(name))
    }

    /// Whether an interface to the wire is up.
    pub fn is_on_wire(&self) -> bool {
        self.outer_interfaces().next().is_some()
    }

    /// The interfaces to the wire that are up.
    pub(super) fn outer_interfaces(&self) -> impl Iterator<Item = InterfaceName> + '_ {
        let outer = self.surroundings.outer.iter().copied();
        outer.filter(|name| {
            let interface = self.config().interfaces.get(name);
            interface.is_some_and(|it| it.active_address().is_some())
        })
    }

    fn receive_udp(&mut self, packet: &ipv4::Packet, effects: &mut Effects<'_>) -> Result<(), DropReason> {
        let datagram = udp::Datagram::decode(&packet.payload, packet.source, packet.destination);
        let datagram = datagram.map_err(|_| DropReason::Malformed)?;
        if datagram.destination_port != PORT {
            return Err(DropReason::NoService);
        }
        if !self.config().negotiates() {
            return Err(DropReason::IsakmpOff);
        }
        let peer = SocketAddrV4::new(packet.source, datagram.source_port);
        let local = SocketAddrV4::new(packet.destination, datagram.destination_port);
        self.receive_isakmp(local, peer, &datagram.payload, effects);
        Ok(())
    }

    /// A packet in the clear may pass, unless the crypto map on the wire's interface wants it protected.
    fn receive_clear(
        &mut self,
        packet: ipv4::Packet,
        ingress: Option<InterfaceName>,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        let answer = flow(&packet).mirrored();
        let is_wanted = |name| !matches!(self.crypto_map_verdict(name, &answer), Verdict::Clear);
        if self.outer_interfaces().any(is_wanted) {
            return Err(DropReason::NotIpsec);
        }
        self.route(packet, ingress, effects)
    }
}
