//! Packets from the wire: ISAKMP, ESP, and clear text.

use core::net::{Ipv4Addr, SocketAddrV4};

use super::Router;
use super::forward::flow;
use crate::effects::Effects;
use crate::event::{DropReason, EspFailure, TrafficEvent};
use crate::ike::session::PORT;
use crate::ios::access_list::ProxyIdentities;
use crate::ip::{ipv4, udp};
use crate::ipsec::esp::{self, Failure};

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
            ipv4::ESP if is_ours => {
                self.receive_esp(&packet, fx);
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

    /// Inbound processing of ESP (RFC 2406 §3.4): SA lookup, sequence number, check value, decryption, selectors.
    fn receive_esp(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) {
        let (spi, sequence) = esp::header(&packet.payload).unwrap_or_default();
        let rejected = |conn, why| {
            let ipv4::Packet {
                source, destination, ..
            } = *packet;
            TrafficEvent::EspRejected {
                source,
                destination,
                spi,
                sequence,
                conn,
                why,
            }
        };
        let Some(pair) = self.sadb.inbound(spi) else {
            fx.traffic(rejected(None, EspFailure::UnknownSpi));
            return;
        };
        let proxies = pair.proxies;
        let sa = &mut pair.inbound;
        let conn = sa.conn;
        if !sa.window.accepts(sequence) {
            fx.traffic(rejected(Some(conn), EspFailure::Replayed));
            return;
        }
        let inner = match sa.keys.decapsulate(&packet.payload) {
            Ok(inner) => inner.payload,
            Err(Failure::BadIcv) => return fx.traffic(rejected(Some(conn), EspFailure::BadIcv)),
            Err(_) => return fx.traffic(rejected(Some(conn), EspFailure::Malformed)),
        };
        sa.window.note(sequence);
        sa.bytes += inner.len() as u64;
        let peer = pair.peer;
        self.heard_from(peer, fx.now);
        match ipv4::Packet::decode(&inner) {
            Err(_) => fx.traffic(rejected(Some(conn), EspFailure::Malformed)),
            Ok(unwrapped) if !protects(&proxies, &unwrapped) => {
                fx.traffic(rejected(Some(conn), EspFailure::WrongSelectors));
            }
            Ok(unwrapped) => {
                let bytes = inner.len() as u32;
                fx.traffic(TrafficEvent::Decapsulated {
                    spi,
                    conn,
                    sequence,
                    bytes,
                    inner,
                });
                let ipv4::Packet {
                    source,
                    destination,
                    protocol,
                    ..
                } = unwrapped;
                if let Err(reason) = self.route(unwrapped, fx) {
                    fx.traffic(TrafficEvent::Dropped {
                        source,
                        destination,
                        protocol,
                        reason,
                    });
                }
            }
        }
        self.check_volume(spi, fx);
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

/// Whether what was inside a packet is what its SA protects (RFC 2401 §5.2.1): the peer's side to this one's.
fn protects(proxies: &ProxyIdentities, packet: &ipv4::Packet) -> bool {
    let within =
        |address: Ipv4Addr, end: crate::ios::access_list::ProxyEnd| address & end.mask == end.address & end.mask;
    let found = flow(packet);
    within(packet.source, proxies.remote)
        && within(packet.destination, proxies.local)
        && (proxies.protocol == 0 || proxies.protocol == packet.protocol)
        && (proxies.remote.port == 0 || proxies.remote.port == found.source_port)
        && (proxies.local.port == 0 || proxies.local.port == found.destination_port)
}
