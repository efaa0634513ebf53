//! Packets on their way: routed, and matched against the crypto map.

use alloc::string::{String, ToString};
use core::net::Ipv4Addr;

use super::{Router, drop_unseen};
use crate::effects::{Effects, PacketName};
use crate::event::{DropReason, TrafficEvent};
use crate::ike::quick_mode::initiator::Wanted;
use crate::ios::access_list::{Action, Flow, ProxyEnd, ProxyIdentities};
use crate::ios::crypto::{Encapsulation, TransformSet};
use crate::ios::crypto_map::Keying;
use crate::ios::interface::InterfaceName;
use crate::ip::ipv4;

/// What a crypto map says of a packet.
pub(super) struct Match {
    pub map: String,
    pub entry: u16,
    pub access_list: String,
    pub proxies: ProxyIdentities,
    pub peer: Ipv4Addr,
    /// The tunnel's address at this end.
    pub local: Ipv4Addr,
}

impl Match {
    /// The two routers.
    pub fn ends(&self) -> Ends {
        let Match { local, peer, .. } = *self;
        Ends { local, peer }
    }
}

impl Router {
    /// Forwards a packet from the host.
    pub(super) fn forward(&mut self, bytes: &[u8], fx: &mut Effects<'_>) {
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            drop_unseen(DropReason::Malformed, fx);
            return;
        };
        if let Err(reason) = self.route(packet.clone(), fx) {
            let ipv4::Packet {
                source,
                destination,
                protocol,
                ..
            } = packet;
            fx.traffic(TrafficEvent::Dropped {
                source,
                destination,
                protocol,
                reason,
            });
        }
    }

    /// Routes a packet of others: to this router itself, or on.
    pub(super) fn route(&mut self, mut packet: ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        if self.console.config.interface_with(packet.destination).is_some() {
            return self.receive_own(&packet, fx);
        }
        packet.ttl = packet
            .ttl
            .checked_sub(1)
            .filter(|ttl| *ttl > 0)
            .ok_or(DropReason::TtlExpired)?;
        self.send_out(&packet, fx)
    }

    /// Sends a packet out to the host, protected to the peer, or in the clear to the wire.
    pub(super) fn send_out(&mut self, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        let egress = self
            .console
            .config
            .route_towards(packet.destination)
            .ok_or(DropReason::NoRoute)?;
        if self.is_towards_host(egress.interface) {
            fx.deliver(packet.encode());
            return Ok(());
        }
        match self.crypto_map_match(egress.interface, &flow(packet)) {
            Some(found) => self.protect(packet, found, fx),
            None => {
                fx.begin_message();
                fx.transmit(PacketName::Clear, packet.encode(), None);
                Ok(())
            }
        }
    }

    /// The entry of the crypto map on an interface that permits a flow; the first entry whose access list speaks of the
    /// flow decides.
    pub(super) fn crypto_map_match(&self, interface: InterfaceName, flow: &Flow) -> Option<Match> {
        let (name, map) = self.console.config.crypto_map_on(interface)?;
        let local = self.console.config.tunnel_address(interface)?;
        for (sequence, entry) in &map.entries {
            let Some(id) = &entry.match_address else { continue };
            let Some(line) = self.console.config.access_list(id).and_then(|list| list.find(flow)) else {
                continue;
            };
            let (Action::Permit, Some(peer)) = (line.action, entry.current_peer(&self.silent_peers)) else {
                return None;
            };
            return Some(Match {
                map: name.to_string(),
                entry: *sequence,
                access_list: id.to_string(),
                proxies: line.proxy_identities(),
                peer,
                local,
            });
        }
        None
    }

    /// What a crypto map entry asks of its peer for these proxies: the transform sets that can be used now, the best first,
    /// and the entry's other wishes.
    pub(super) fn wanted(&self, map: &str, entry: u16, proxies: &ProxyIdentities, ends: Ends) -> Option<Wanted> {
        let entry = self.console.config.crypto_maps.get(map)?.entries.get(&entry)?;
        let Keying::Isakmp(keying) = &entry.keying else {
            return None;
        };
        let sets = keying.transform_sets.iter();
        Some(Wanted {
            map: map.to_string(),
            proxies: *proxies,
            sets: sets
                .filter_map(|name| self.usable_set(name, ends.are(proxies)))
                .collect(),
            lifetime: keying.lifetime(self.console.config.ipsec.lifetime),
            pfs: keying.pfs.map(crate::ike::proposal::phase1::group),
        })
    }

    /// A transform set as it is used now: none if an accelerator is in the way (IOS: seed, limitation 1). Transport mode is
    /// for traffic between the peers themselves; for any other it is tunnel mode (IOS: reference, `mode (IPSec)`).
    pub(super) fn usable_set(&self, name: &str, is_between_peers: bool) -> Option<TransformSet> {
        let set = self.console.config.transform_set(name)?;
        let is_usable = self.console.config.is_usable_transform_set(set, self.console.platform);
        is_usable.then(|| TransformSet {
            mode: if is_between_peers {
                set.mode
            } else {
                Encapsulation::Tunnel
            },
            ..set.clone()
        })
    }
}

/// The two routers of a tunnel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// This router.
    pub local: Ipv4Addr,
    /// The peer.
    pub peer: Ipv4Addr,
}

impl Ends {
    /// Whether it is just the two of them that are to be protected.
    pub fn are(self, proxies: &ProxyIdentities) -> bool {
        let is = |end: ProxyEnd, address| end.mask == Ipv4Addr::BROADCAST && end.address == address;
        is(proxies.local, self.local) && is(proxies.remote, self.peer)
    }
}

/// The part of a packet that access lists look at; ports are zero where it has none.
pub(super) fn flow(packet: &ipv4::Packet) -> Flow {
    let port = |at: usize| match (packet.protocol, packet.payload.get(at..at + 2)) {
        (ipv4::TCP | ipv4::UDP, Some(bytes)) => u16::from_be_bytes([bytes[0], bytes[1]]),
        _ => 0,
    };
    Flow {
        protocol: packet.protocol,
        source: packet.source,
        source_port: port(0),
        destination: packet.destination,
        destination_port: port(2),
    }
}
