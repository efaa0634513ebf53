//! Packets on their way: routed, and matched against the crypto map.

use alloc::string::{String, ToString};
use core::net::Ipv4Addr;

use super::{Router, drop_unseen};
use crate::effects::{Effects, PacketName};
use crate::event::{DropReason, TrafficEvent};
use crate::ike::quick_mode::initiator::Wanted;
use crate::ios::access_list::{Action, Flow};
use crate::ios::crypto_map::Keying;
use crate::ios::interface::InterfaceName;
use crate::ip::icmp::Quoted;
use crate::ip::ipv4;
use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use crate::ipsec::sadb::SaPair;
use crate::ipsec::transform_set::{Encapsulation, TransformSet};

/// What a crypto map says of a packet.
pub(super) enum Verdict {
    /// It may go in the clear.
    Clear,
    /// It is to be protected.
    Protect(Match),
    /// It is to be protected by an entry of a dynamic map, and no peer has negotiated SAs for it.
    NeedsPeer,
}

/// The entry of a crypto map that protects a packet.
pub(super) struct Match {
    pub map: String,
    pub entry: EntryId,
    /// The access list; none where a peer's proposal stands for it.
    pub access_list: Option<String>,
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
    pub(super) fn forward(&mut self, bytes: &[u8], effects: &mut Effects<'_>) {
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            drop_unseen(DropReason::Malformed, effects);
            return;
        };
        let ingress = self.lan_ingress(&packet);
        let allowed = match ingress {
            Some(interface) => self.filter(interface, Direction::Inbound, &packet, effects),
            None => Ok(()),
        };
        if let Err(reason) = allowed.and_then(|()| self.route(packet.clone(), ingress, effects)) {
            self.drop_packet(Quoted::new(&packet), reason, effects);
        }
    }

    /// Drops a packet of somebody else's, and tells its source.
    pub(super) fn drop_packet(&mut self, about: Quoted, reason: DropReason, effects: &mut Effects<'_>) {
        effects.traffic(TrafficEvent::Dropped {
            source: about.source(),
            destination: about.destination(),
            protocol: about.protocol(),
            reason,
        });
        self.report(about, reason, effects);
    }

    /// Routes a packet of others: to this router itself, or on.
    pub(super) fn route(
        &mut self,
        mut packet: ipv4::Packet,
        ingress: Option<InterfaceName>,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        if self.config().interface_with(packet.destination).is_some() {
            return self.receive_own(&packet, ingress, effects);
        }
        packet.ttl = packet
            .ttl
            .checked_sub(1)
            .filter(|ttl| *ttl > 0)
            .ok_or(DropReason::TtlExpired)?;
        self.send_out(&packet, Origin::Forwarded, effects)
    }

    /// Sends a packet out to a LAN, protected to the peer, or in the clear to the wire.
    pub(super) fn send_out(
        &mut self,
        packet: &ipv4::Packet,
        origin: Origin,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        let egress = self.routes().towards(packet.destination).ok_or(DropReason::NoRoute)?;
        let verdict = if self.is_outer(egress.interface) {
            self.crypto_map_verdict(egress.interface, &flow(packet))
        } else {
            Verdict::Clear
        };
        let is_forwarded = origin == Origin::Forwarded;
        if is_forwarded && (matches!(verdict, Verdict::Clear) || self.config().filters_tunnelled()) {
            self.filter(egress.interface, Direction::Outbound, packet, effects)?;
        }
        if !self.is_outer(egress.interface) {
            effects.deliver(egress.interface, packet.encode());
            return Ok(());
        }
        match verdict {
            Verdict::Protect(found) => self.protect(packet, found, egress.interface, origin, effects),
            Verdict::NeedsPeer => Err(DropReason::NeedsPeer),
            Verdict::Clear => {
                effects.begin_message();
                effects.transmit(PacketName::Clear, packet.encode(), None);
                Ok(())
            }
        }
    }

    /// What the crypto map on an interface says of a flow: the first entry that speaks of it decides.
    pub(super) fn crypto_map_verdict(&self, interface: InterfaceName, flow: &Flow) -> Verdict {
        let config = self.config();
        let (Some((name, map)), Some(local)) = (config.crypto_map_on(interface), config.tunnel_address(interface))
        else {
            return Verdict::Clear;
        };
        for (id, entry) in config.entries_of(map) {
            if let Some(found) = self.negotiated_match(name, id, local, flow) {
                return Verdict::Protect(found);
            }
            let Some(list) = &entry.match_address else { continue };
            let Some(line) = config.access_list(list).and_then(|list| list.find(flow)) else {
                continue;
            };
            return match (line.action, entry.current_peer(&self.status.silent_peers)) {
                (Action::Permit, _) if id.dynamic.is_some() => Verdict::NeedsPeer,
                (Action::Permit, Some(peer)) => Verdict::Protect(Match {
                    map: name.to_string(),
                    entry: id,
                    access_list: Some(list.to_string()),
                    proxies: line.proxy_identities(),
                    peer,
                    local,
                }),
                (Action::Permit, None) | (Action::Deny, _) => Verdict::Clear,
            };
        }
        Verdict::Clear
    }

    /// The SAs that a peer has negotiated by an entry of a dynamic map, which protect a flow as an entry of their own would.
    /// IOS: reference, `crypto dynamic-map`: the temporary entry.
    fn negotiated_match(&self, map: &str, entry: EntryId, local: Ipv4Addr, flow: &Flow) -> Option<Match> {
        entry.dynamic?;
        let protects = |pair: &&SaPair| {
            let is_of_entry = pair.map == map && pair.entry == entry && pair.local == local;
            is_of_entry && pair.proxies.contains(&flow.identities())
        };
        self.sadb.pairs().iter().rev().find(protects).map(|pair| Match {
            map: map.to_string(),
            entry,
            access_list: None,
            proxies: pair.proxies,
            peer: pair.peer,
            local,
        })
    }

    /// What a crypto map entry asks of its peer for these proxies: the transform sets that can be used now, the best first,
    /// and the entry's other wishes.
    pub(super) fn wanted(&self, map: &str, entry: EntryId, proxies: &ProxyIdentities, ends: Ends) -> Option<Wanted> {
        let entry = self.config().entry(map, entry)?;
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
            lifetime: keying.lifetime(self.config().ipsec.lifetime),
            pfs: keying.pfs,
        })
    }

    /// A transform set as it is used now: none if an accelerator is in the way (IOS: seed, limitation 1). Transport mode is
    /// for traffic between the peers themselves; for any other it is tunnel mode (IOS: reference, `mode (IPSec)`).
    pub(super) fn usable_set(&self, name: &str, is_between_peers: bool) -> Option<TransformSet> {
        let set = self.config().transform_set(name)?;
        let is_usable = self.config().is_usable_transform_set(set, self.status.console.platform);
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

/// Whose packet goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Somebody else's.
    Forwarded,
    /// The router's own, which no access group holds back (IOS: reference).
    Own,
}

/// The two routers of a tunnel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// This router's address.
    pub local: Ipv4Addr,
    /// The peer's address.
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
