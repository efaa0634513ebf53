//! The router's own packets: those it sends itself, and those for one of its addresses (RFC 792's echo).

use core::net::Ipv4Addr;

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
        let sent = if self.console.config.interface_with(packet.destination).is_some() {
            self.receive_own(packet, fx)
        } else {
            self.send_out(packet, fx)
        };
        if let Err(reason) = sent {
            let ipv4::Packet {
                source,
                destination,
                protocol,
                ..
            } = *packet;
            fx.traffic(TrafficEvent::Dropped {
                source,
                destination,
                protocol,
                reason,
            });
        }
    }

    /// Sends an echo request or reply of the router's own.
    pub(super) fn originate_echo(
        &mut self,
        source: Ipv4Addr,
        destination: Ipv4Addr,
        echo: &Echo,
        fx: &mut Effects<'_>,
    ) {
        let packet = ipv4::Packet {
            tos: 0,
            id: fx.packet_number(),
            dont_fragment: false,
            ttl: TTL,
            protocol: ipv4::ICMP,
            source,
            destination,
            payload: echo.encode(),
        };
        self.originate(&packet, fx);
    }

    /// Takes a packet for one of the router's addresses: an echo request is answered, a reply is the running ping's.
    pub(super) fn receive_own(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let (source, destination) = (packet.source, packet.destination);
        if packet.protocol != ipv4::ICMP {
            return Err(DropReason::NoService);
        }
        let echo = Echo::decode(&packet.payload).map_err(|_| DropReason::NoService)?;
        if echo.is_reply {
            self.receive_reply(source, destination, &echo, fx);
            return Ok(());
        }
        let sequence = echo.sequence;
        fx.traffic(TrafficEvent::EchoAnswered {
            host: destination,
            destination: source,
            sequence,
        });
        self.originate_echo(destination, source, &Echo { is_reply: true, ..echo }, fx);
        Ok(())
    }
}
