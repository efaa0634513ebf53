//! The router's own packets: those it sends itself, and those for one of its addresses (RFC 792's echo).

use super::Router;
use crate::effects::Effects;
use crate::event::{DropReason, TrafficEvent};
use crate::ip::icmp::Echo;
use crate::ip::ipv4;

/// Time to live of the router's own packets. IOS: field.
const TTL: u8 = 255;

impl Router {
    /// Sends a packet of the router's own. A crypto map that wants it protected has it protected, as it has any other.
    pub fn originate(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) {
        let sent = if self.config.interface_with(packet.destination).is_some() {
            self.receive_own(packet, fx)
        } else {
            self.send_out(packet, fx)
        };
        if let Err(reason) = sent {
            fx.traffic(TrafficEvent::Dropped {
                source: packet.source,
                destination: packet.destination,
                protocol: packet.protocol,
                reason,
            });
        }
    }

    /// Takes a packet for one of the router's addresses: an echo request is answered.
    pub(super) fn receive_own(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let echo = Echo::decode(&packet.payload)
            .ok()
            .filter(|echo| packet.protocol == ipv4::ICMP && !echo.is_reply)
            .ok_or(DropReason::NoService)?;
        let (host, destination) = (packet.destination, packet.source);
        fx.traffic(TrafficEvent::EchoAnswered {
            host,
            destination,
            sequence: echo.sequence,
        });
        let reply = ipv4::Packet {
            tos: packet.tos,
            id: fx.packet_number(),
            dont_fragment: false,
            ttl: TTL,
            protocol: ipv4::ICMP,
            source: host,
            destination,
            payload: Echo { is_reply: true, ..echo }.encode(),
        };
        self.originate(&reply, fx);
        Ok(())
    }
}
