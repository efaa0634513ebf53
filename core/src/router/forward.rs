//! Packets from the network behind the router: routed, matched against the crypto map, and put into ESP.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use crate::effects::{Effects, PacketName, Protection, ProtectionCipher};
use crate::event::{DropReason, TrafficEvent};
use crate::ike::proposal::phase2;
use crate::ios::access_list::{Action, Flow, ProxyIdentities};
use crate::ios::crypto_map::Keying;
use crate::ios::interface::InterfaceName;
use crate::ip::ipv4;
use crate::ipsec::sadb::SaPair;
use crate::ipsec::suite;
use crate::random::Purpose;

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

impl Router {
    /// Forwards a packet from the host.
    pub(super) fn forward(&mut self, bytes: &[u8], fx: &mut Effects<'_>) {
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

    /// Routes a packet: out to the host, protected to the peer, or in the clear to the wire.
    pub(super) fn route(&mut self, mut packet: ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        packet.ttl = packet
            .ttl
            .checked_sub(1)
            .filter(|ttl| *ttl > 0)
            .ok_or(DropReason::TtlExpired)?;
        let egress = self
            .config
            .route_towards(packet.destination)
            .ok_or(DropReason::NoRoute)?;
        if self.is_towards_host(egress.interface) {
            fx.deliver(packet.encode());
            return Ok(());
        }
        match self.crypto_map_match(egress.interface, &flow(&packet)) {
            Some(found) => self.protect(&packet, found, fx),
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
        let (name, map) = self.config.crypto_map_on(interface)?;
        let local = self.config.tunnel_address(interface)?;
        for (sequence, entry) in &map.entries {
            let Some(id) = &entry.match_address else { continue };
            let Some(line) = self.config.access_list(id).and_then(|list| list.find(flow)) else {
                continue;
            };
            let (Action::Permit, Some(&peer)) = (line.action, entry.peers().first()) else {
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

    fn protect(&mut self, packet: &ipv4::Packet, found: Match, fx: &mut Effects<'_>) -> Result<(), DropReason> {
        fx.traffic(TrafficEvent::MatchedCryptoMap {
            map: found.map.clone(),
            entry: found.entry,
            access_list: found.access_list.clone(),
            proxies: found.proxies,
            source: packet.source,
            destination: packet.destination,
        });
        if let Some(pair) = self.sadb.outbound(found.peer, &found.proxies) {
            fx.begin_message();
            encapsulate(pair, packet, fx)?;
            let spi = pair.inbound.spi;
            self.sending_to(found.peer, fx);
            self.check_volume(spi, fx);
            return Ok(());
        }
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
            reason: DropReason::NoSa,
        });
        self.request_sas(&found, fx);
        Ok(())
    }

    /// The transform sets of a crypto map entry that can be used now, the best first; and the entry's other wishes.
    pub(super) fn wanted(&self, map: &str, entry: u16) -> Option<crate::ike::quick_mode::initiator::Wanted> {
        let entry = self.config.crypto_maps.get(map)?.entries.get(&entry)?;
        let Keying::Isakmp(keying) = &entry.keying else {
            return None;
        };
        let list = entry
            .match_address
            .as_ref()
            .and_then(|id| self.config.access_list(id))?;
        Some(crate::ike::quick_mode::initiator::Wanted {
            map: map.to_string(),
            proxies: list.proxy_identities().next()?,
            sets: keying
                .transform_sets
                .iter()
                .filter_map(|name| self.usable_set(name))
                .collect(),
            lifetime: keying.lifetime(self.config.ipsec.lifetime),
            pfs: keying.pfs.map(crate::ike::proposal::phase1::group),
        })
    }

    /// A transform set as it is used now: none if an accelerator is in the way (IOS: seed, limitation 1), or if it has AH.
    /// Its mode is tunnel: transport mode is for traffic between the peers themselves (IOS: reference), and this is not.
    pub(super) fn usable_set(&self, name: &str) -> Option<crate::ios::crypto::TransformSet> {
        let set = self.config.transform_set(name)?;
        let usable = self.config.is_usable_transform_set(set, self.hardware) && phase2::is_simulated(set);
        usable.then(|| crate::ios::crypto::TransformSet {
            mode: Default::default(),
            ..set.clone()
        })
    }
}

/// Puts a packet into ESP in tunnel mode and sends it (RFC 2406 §3.3, RFC 2401 §5.1.2.1).
fn encapsulate(pair: &mut SaPair, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
    let (local, peer, transforms) = (pair.local, pair.peer, pair.transforms.clone());
    let sa = &mut pair.outbound;
    let inner = packet.encode();
    if inner.len() > MAX_INNER {
        return Err(DropReason::TooBig);
    }
    sa.sequence = sa.sequence.checked_add(1).ok_or(DropReason::SequenceExhausted)?;
    let mut iv = alloc::vec![0; sa.keys.iv_len()];
    if !iv.is_empty() {
        fx.random(Purpose::EspIv, &mut iv);
    }
    let esp = sa.keys.encapsulate(sa.spi, sa.sequence, &iv, &inner, ipv4::IPV4);
    sa.bytes += inner.len() as u64;
    let bytes = inner.len() as u32;
    fx.traffic(TrafficEvent::Encapsulated {
        spi: sa.spi,
        conn: sa.conn,
        sequence: sa.sequence,
        bytes,
    });
    let protection = Protection {
        start: (ipv4::HEADER_LEN + esp.ciphertext_start) as u32,
        plaintext: esp.plaintext,
        cipher: protection_cipher(transforms.esp_cipher, sa.keys.cipher_key(), sa.sequence, iv),
    };
    let outer = ipv4::Packet {
        tos: packet.tos,
        id: fx.packet_number(),
        dont_fragment: packet.dont_fragment,
        ttl: 255,
        protocol: ipv4::ESP,
        source: local,
        destination: peer,
        payload: esp.bytes,
    };
    fx.transmit(PacketName::Esp(sa.sequence), outer.encode(), Some(protection));
    Ok(())
}

/// The longest packet that fits into another with all of ESP's overhead: two headers, IV, padding, trailer, ICV.
const MAX_INNER: usize =
    u16::MAX as usize - ipv4::HEADER_LEN - crate::ipsec::esp::HEADER_LEN - 16 - 16 - 2 - suite::ICV_LEN;

fn protection_cipher(
    cipher: Option<crate::ios::crypto::EspCipher>,
    key: &[u8],
    sequence: u32,
    iv: Vec<u8>,
) -> ProtectionCipher {
    use crate::ios::crypto::EspCipher;
    match cipher.unwrap_or(EspCipher::Null) {
        EspCipher::Null => ProtectionCipher::Null,
        EspCipher::Seal => ProtectionCipher::Seal {
            key: key.to_vec(),
            n: sequence,
        },
        block => {
            let name = block.cbc().map_or("", crate::crypto::cbc::CbcCipher::name);
            ProtectionCipher::Cbc {
                name: name.into(),
                key: key.to_vec(),
                iv,
            }
        }
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
