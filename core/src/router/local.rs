//! The router's own packets: those it sends itself, and those for one of its addresses (RFC 792's echo).

use core::net::Ipv4Addr;

use super::Router;
use super::forward::Origin;
use crate::effects::Effects;
use crate::event::{DropReason, IcmpMessage, IpAction, TrafficEvent};
use crate::ios::InterfaceName;
use crate::ip::icmp::{Echo, Report};
use crate::ip::ipv4;

/// Time to live of the router's own packets. IOS: field.
pub(super) const TTL: u8 = 255;

/// What an echo's IP header says.
pub(super) struct Header {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub tos: u8,
    pub dont_fragment: bool,
}

impl Router {
    /// Sends a packet of the router's own. A crypto map that wants it protected has it protected, as it has any other.
    pub fn originate(&mut self, packet: &ipv4::Packet, effects: &mut Effects<'_>) {
        let is_routable = self.routes().towards(packet.destination).is_some();
        let sent = if self.config().interface_with(packet.destination).is_some() {
            self.debug_ip(packet, None, IpAction::Sends, effects);
            self.receive_own(packet, None, effects)
        } else if is_routable {
            self.debug_ip(packet, None, IpAction::Sends, effects);
            self.send_out(packet, Origin::Own, effects)
        } else {
            self.debug_ip(packet, None, IpAction::Unroutable, effects);
            Err(DropReason::NoRoute)
        };
        if let Err(reason) = sent {
            let ipv4::Packet {
                source,
                destination,
                protocol,
                ..
            } = *packet;
            effects.traffic(TrafficEvent::Dropped {
                source,
                destination,
                protocol,
                reason,
            });
        }
    }

    /// Sends an echo request or reply of the router's own.
    pub(super) fn originate_echo(&mut self, header: Header, echo: &Echo, effects: &mut Effects<'_>) {
        let Header {
            source,
            destination,
            tos,
            dont_fragment,
        } = header;
        let packet = ipv4::Packet {
            tos,
            id: effects.packet_number(),
            dont_fragment,
            ttl: TTL,
            protocol: ipv4::ICMP,
            source,
            destination,
            payload: echo.encode(),
        };
        self.originate(&packet, effects);
    }

    /// Takes a packet for one of the router's addresses: an echo request is answered, a reply is the running ping's.
    pub(super) fn receive_own(
        &mut self,
        packet: &ipv4::Packet,
        ingress: Option<InterfaceName>,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        let (source, destination) = (packet.source, packet.destination);
        self.debug_ip(packet, ingress, IpAction::Receives, effects);
        if packet.protocol != ipv4::ICMP {
            return Err(DropReason::NoService);
        }
        if let Some(report) = Report::decode(&packet.payload) {
            self.receive_report(source, &report, effects);
            return Ok(());
        }
        let echo = Echo::decode(&packet.payload).map_err(|_| DropReason::NoService)?;
        if echo.is_reply {
            self.debug_icmp(false, IcmpMessage::EchoReply { source, destination }, effects);
            self.receive_reply(source, destination, &echo, effects);
            return Ok(());
        }
        let sequence = echo.sequence;
        effects.traffic(TrafficEvent::EchoAnswered {
            host: destination,
            destination: source,
            sequence,
        });
        let reply = IcmpMessage::EchoReply {
            source: destination,
            destination: source,
        };
        self.debug_icmp(true, reply, effects);
        // The reply has the request's type of service (RFC 1122 §3.2.2.6).
        let header = Header {
            source: destination,
            destination: source,
            tos: packet.tos,
            dont_fragment: false,
        };
        self.originate_echo(header, &Echo { is_reply: true, ..echo }, effects);
        Ok(())
    }
}
