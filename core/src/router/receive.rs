//! Packets from the wire: ISAKMP, ESP and AH, and clear text.

use core::net::{Ipv4Addr, SocketAddrV4};

use super::forward::flow;
use super::{Router, drop_unseen};
use crate::effects::Effects;
use crate::event::{DropReason, TrafficEvent};
use crate::ike::session::PORT;
use crate::ip::{ipv4, udp};

impl Router {
    /// Takes a packet from the wire.
    pub(super) fn receive(&mut self, bytes: &[u8], fx: &mut Effects<'_>) {
        if !self.is_on_wire() {
            drop_unseen(DropReason::Down, fx);
            return;
        }
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            drop_unseen(DropReason::Malformed, fx);
            return;
        };
        let ipv4::Packet {
            source,
            destination,
            protocol,
            ..
        } = packet;
        let is_ours = self.console.config.interface_with(destination).is_some();
        let result = match protocol {
            ipv4::UDP if is_ours => self.receive_udp(&packet, fx),
            ipv4::ESP | ipv4::AH if is_ours => {
                self.receive_protected(&packet, fx);
                Ok(())
            }
            _ => self.receive_clear(packet, fx),
        };
        if let Err(reason) = result {
            fx.traffic(TrafficEvent::Dropped {
                source,
                destination,
                protocol,
                reason,
            });
        }
    }

    /// Who on the wire is to get a packet for `destination`; `None` if it does not go out to the wire.
    pub fn next_hop(&self, destination: Ipv4Addr) -> Option<Ipv4Addr> {
        let egress = self.console.config.route_towards(destination)?;
        (!self.is_towards_host(egress.interface)).then_some(egress.next_hop)
    }

    /// Whether this router answers on the wire when somebody asks for an address (RFC 826).
    pub fn answers_for(&self, address: Ipv4Addr) -> bool {
        let interface = self.console.config.interface_with(address);
        interface.is_some_and(|name| !self.is_towards_host(name))
    }

    /// Whether an interface to the wire is up.
    fn is_on_wire(&self) -> bool {
        let mut up = self.console.config.interfaces.iter();
        up.any(|(name, interface)| interface.active_address().is_some() && !self.is_towards_host(*name))
    }

    fn receive_udp(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let datagram = udp::Datagram::decode(&packet.payload, packet.source, packet.destination);
        let datagram = datagram.map_err(|_| DropReason::Malformed)?;
        if datagram.destination_port != PORT || !self.console.config.isakmp.enabled {
            return Err(DropReason::NoService);
        }
        let peer = SocketAddrV4::new(packet.source, datagram.source_port);
        let local = SocketAddrV4::new(packet.destination, datagram.destination_port);
        self.receive_isakmp(local, peer, &datagram.payload, fx);
        Ok(())
    }

    /// A packet in the clear may pass, unless the crypto map on the wire's interface wants it protected.
    fn receive_clear(&mut self, packet: ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let answer = flow(&packet).mirrored();
        let on_wire = self
            .console
            .config
            .interfaces
            .keys()
            .filter(|name| !self.is_towards_host(**name));
        if on_wire
            .into_iter()
            .any(|name| self.crypto_map_match(*name, &answer).is_some())
        {
            return Err(DropReason::NotIpsec);
        }
        self.route(packet, fx)
    }
}
