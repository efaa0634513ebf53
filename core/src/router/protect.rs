//! Outbound IPsec processing (RFC 2401 §5.1): a packet is put into ESP, AH, or both, in tunnel or transport mode.

use super::Router;
use super::forward::{Match, Origin, flow};
use crate::algorithm::{EspCipher, Hash};
use crate::effects::{Effects, PacketName, Protection, ProtectionCipher};
use crate::event::{DropReason, SaUse, TrafficEvent};
use crate::field::FieldKind;
use crate::ios::InterfaceName;
use crate::ip::ipv4;
use crate::ipsec::ah::{self, AhKeys};
use crate::ipsec::bundle::Sa;
use crate::ipsec::esp::{self, EspKeys};
use crate::ipsec::manual::Direction;
use crate::ipsec::sadb::SaPair;
use crate::ipsec::transform_set::Encapsulation;
use crate::random::Purpose;

/// The longest packet that fits into another with all that IPsec puts around it: headers, IV, padding, trailer, ICV.
const MAX_INNER: usize = u16::MAX as usize
    - ipv4::HEADER_LEN
    - ah::FIXED_LEN
    - Hash::MAX_ICV_LEN
    - esp::HEADER_LEN
    - 16
    - 16
    - 2
    - Hash::MAX_ICV_LEN;

impl Router {
    /// Protects a packet that a crypto map wants protected, or asks for the SAs to do it with.
    pub(super) fn protect(
        &mut self,
        packet: &ipv4::Packet,
        found: Match,
        interface: InterfaceName,
        origin: Origin,
        effects: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
        effects.traffic(TrafficEvent::MatchedCryptoMap {
            map: found.map.clone(),
            entry: found.entry.sequence,
            access_list: found.access_list.clone(),
            proxies: found.proxies,
            source: packet.source,
            destination: packet.destination,
        });
        let flow = flow(packet).identities();
        if let Some(pair) = self.sadb.outbound(found.peer, &found.proxies, &flow) {
            effects.begin_message();
            let made = encapsulate(pair, packet, effects)?;
            let spi = pair.inbound.spi();
            if origin == Origin::Forwarded && !self.config().filters_tunnelled() {
                self.filter(interface, Direction::Outbound, &made.carrier, effects)?;
            }
            effects.transmit(made.name, made.carrier.encode(), made.protection);
            self.sending_to(found.peer, effects);
            self.check_volume(spi, effects);
            return Ok(());
        }
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
            reason: DropReason::NoSa,
        });
        self.request_sas(&found, effects);
        Ok(())
    }
}

/// A packet in ESP or AH.
struct Encapsulated {
    name: PacketName,
    carrier: ipv4::Packet,
    protection: Option<Protection>,
}

/// Protects a packet: ESP first, AH around it.
fn encapsulate(
    pair: &mut SaPair,
    packet: &ipv4::Packet,
    effects: &mut Effects<'_>,
) -> Result<Encapsulated, DropReason> {
    let length = ipv4::HEADER_LEN + packet.payload.len();
    if length > MAX_INNER {
        return Err(DropReason::TooBig);
    }
    let may_begin_again = pair.is_manual();
    let mut carrier = carrier(pair, packet, effects);
    let mut name = PacketName::Clear;
    let (mut esp, mut ah, mut protection) = (None, None, None);
    if let Some(sa) = &mut pair.outbound.esp {
        let used = take_number(sa, may_begin_again)?;
        name = PacketName::Esp(used.sequence);
        protection = Some(put_into_esp(sa, &mut carrier, pair.transforms.esp_cipher, effects));
        esp = Some(used);
    }
    if let Some(sa) = &mut pair.outbound.ah {
        let used = take_number(sa, may_begin_again)?;
        name = PacketName::Ah(used.sequence);
        carrier = put_into_ah(sa, carrier, protection.as_mut());
        ah = Some(used);
    }
    pair.outbound.bytes += length as u64;
    pair.used = effects.now;
    let bytes = length as u32;
    effects.traffic_about(outer(ah), TrafficEvent::Encapsulated { esp, ah, bytes });
    Ok(Encapsulated {
        name,
        carrier,
        protection,
    })
}

/// The packet whose payload is to be protected: an outer one around the user's (RFC 2401 §5.1.2.1), or in transport mode
/// the user's own.
fn carrier(pair: &SaPair, packet: &ipv4::Packet, effects: &Effects<'_>) -> ipv4::Packet {
    match pair.transforms.mode {
        Encapsulation::Transport => packet.clone(),
        Encapsulation::Tunnel => ipv4::Packet {
            tos: packet.tos,
            id: effects.packet_number(),
            dont_fragment: packet.dont_fragment,
            ttl: 255,
            protocol: ipv4::IPV4,
            source: pair.local,
            destination: pair.peer,
            payload: packet.encode(),
        },
    }
}

/// The header that a packet is known by: AH's where there is one, since it is around ESP.
pub(super) fn outer(ah: Option<SaUse>) -> FieldKind {
    if ah.is_some() { FieldKind::Ah } else { FieldKind::Esp }
}

fn take_number<K>(sa: &mut Sa<K>, may_begin_again: bool) -> Result<SaUse, DropReason> {
    let sequence = sa.next_sequence(may_begin_again).ok_or(DropReason::SequenceExhausted)?;
    Ok(SaUse {
        spi: sa.spi,
        conn: sa.conn,
        sequence,
    })
}

fn put_into_esp(
    sa: &Sa<EspKeys>,
    carrier: &mut ipv4::Packet,
    cipher: Option<EspCipher>,
    effects: &mut Effects<'_>,
) -> Protection {
    let mut iv = alloc::vec![0; sa.keys.iv_len()];
    if !iv.is_empty() {
        effects.random(Purpose::EspIv, &mut iv);
    }
    let made = sa
        .keys
        .encapsulate(sa.spi, sa.sequence, &iv, &carrier.payload, carrier.protocol);
    carrier.protocol = ipv4::ESP;
    carrier.payload = made.bytes;
    Protection {
        start: (ipv4::HEADER_LEN + made.ciphertext_start) as u32,
        plaintext: made.plaintext,
        cipher: ProtectionCipher::of_esp(cipher, sa.keys.cipher_key(), sa.sequence, iv),
    }
}

fn put_into_ah(sa: &Sa<AhKeys>, carrier: ipv4::Packet, protection: Option<&mut Protection>) -> ipv4::Packet {
    if let Some(protection) = protection {
        protection.start += sa.keys.header_len() as u32;
    }
    sa.keys.encapsulate(sa.spi, sa.sequence, carrier)
}
