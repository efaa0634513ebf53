//! Packets from the wire: ISAKMP, ESP and AH, and clear text.

use core::net::{Ipv4Addr, SocketAddrV4};

use super::Router;
use super::forward::flow;
use crate::effects::Effects;
use crate::event::{DropReason, TrafficEvent};
use crate::ike::session::PORT;
use crate::ip::{ipv4, udp};

impl Router {
    /// Takes a packet from the wire.
    pub(super) fn receive(&mut self, bytes: &[u8], fx: &mut Effects<'_>) {
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            let any = Ipv4Addr::UNSPECIFIED;
            fx.traffic(TrafficEvent::Dropped {
                source: any,
                destination: any,
                protocol: 0,
                reason: DropReason::Malformed,
            });
            return;
        };
        let ipv4::Packet {
            source,
            destination,
            protocol,
            ..
        } = packet;
        let is_ours = self.config.interface_with(destination).is_some();
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

    fn receive_udp(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let datagram = udp::Datagram::decode(&packet.payload, packet.source, packet.destination);
        let datagram = datagram.map_err(|_| DropReason::Malformed)?;
        if datagram.destination_port != PORT || !self.config.isakmp.enabled {
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
