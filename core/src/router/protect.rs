//! Outbound IPsec processing (RFC 2401 §5.1): a packet is put into ESP, AH, or both, in tunnel or transport mode.

use alloc::vec::Vec;

use super::Router;
use super::forward::Match;
use crate::effects::{Effects, PacketName, Protection, ProtectionCipher};
use crate::event::{DropReason, SaUse, TrafficEvent};
use crate::ios::crypto::{Encapsulation, EspCipher};
use crate::ip::ipv4;
use crate::ipsec::ah::{self, AhKeys};
use crate::ipsec::bundle::Sa;
use crate::ipsec::esp::{self, EspKeys};
use crate::ipsec::sadb::SaPair;
use crate::ipsec::suite;
use crate::random::Purpose;

/// The longest packet that fits into another with all that IPsec puts around it: headers, IV, padding, trailer, ICV.
const MAX_INNER: usize =
    u16::MAX as usize - ipv4::HEADER_LEN - ah::HEADER_LEN - esp::HEADER_LEN - 16 - 16 - 2 - suite::ICV_LEN;

impl Router {
    /// Protects a packet that a crypto map wants protected, or asks for the SAs to do it with.
    pub(super) fn protect(
        &mut self,
        packet: &ipv4::Packet,
        found: Match,
        fx: &mut Effects<'_>,
    ) -> Result<(), DropReason> {
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
            let spi = pair.inbound.spi();
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
}

/// Protects a packet and sends it: ESP first, AH around it.
fn encapsulate(pair: &mut SaPair, packet: &ipv4::Packet, fx: &mut Effects<'_>) -> Result<(), DropReason> {
    let length = ipv4::HEADER_LEN + packet.payload.len();
    if length > MAX_INNER {
        return Err(DropReason::TooBig);
    }
    let may_begin_again = pair.is_manual();
    let mut carrier = carrier(pair, packet, fx);
    let mut name = PacketName::Clear;
    let (mut esp, mut ah, mut protection) = (None, None, None);
    if let Some(sa) = &mut pair.outbound.esp {
        let used = take_number(sa, may_begin_again)?;
        name = PacketName::Esp(used.sequence);
        protection = Some(put_into_esp(sa, &mut carrier, pair.transforms.esp_cipher, fx));
        esp = Some(used);
    }
    if let Some(sa) = &mut pair.outbound.ah {
        let used = take_number(sa, may_begin_again)?;
        name = PacketName::Ah(used.sequence);
        carrier = put_into_ah(sa, carrier, protection.as_mut());
        ah = Some(used);
    }
    pair.outbound.bytes += length as u64;
    let bytes = length as u32;
    fx.traffic(TrafficEvent::Encapsulated { esp, ah, bytes });
    fx.transmit(name, carrier.encode(), protection);
    Ok(())
}

/// The packet whose payload is to be protected: an outer one around the user's (RFC 2401 §5.1.2.1), or in transport mode
/// the user's own.
fn carrier(pair: &SaPair, packet: &ipv4::Packet, fx: &Effects<'_>) -> ipv4::Packet {
    match pair.transforms.mode {
        Encapsulation::Transport => packet.clone(),
        Encapsulation::Tunnel => ipv4::Packet {
            tos: packet.tos,
            id: fx.packet_number(),
            dont_fragment: packet.dont_fragment,
            ttl: 255,
            protocol: ipv4::IPV4,
            source: pair.local,
            destination: pair.peer,
            payload: packet.encode(),
        },
    }
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
    fx: &mut Effects<'_>,
) -> Protection {
    let mut iv = alloc::vec![0; sa.keys.iv_len()];
    if !iv.is_empty() {
        fx.random(Purpose::EspIv, &mut iv);
    }
    let made = sa
        .keys
        .encapsulate(sa.spi, sa.sequence, &iv, &carrier.payload, carrier.protocol);
    carrier.protocol = ipv4::ESP;
    carrier.payload = made.bytes;
    Protection {
        start: (ipv4::HEADER_LEN + made.ciphertext_start) as u32,
        plaintext: made.plaintext,
        cipher: protection_cipher(cipher, sa.keys.cipher_key(), sa.sequence, iv),
    }
}

fn put_into_ah(sa: &Sa<AhKeys>, carrier: ipv4::Packet, protection: Option<&mut Protection>) -> ipv4::Packet {
    if let Some(protection) = protection {
        protection.start += ah::HEADER_LEN as u32;
    }
    sa.keys.encapsulate(sa.spi, sa.sequence, carrier)
}

fn protection_cipher(cipher: Option<EspCipher>, key: &[u8], sequence: u32, iv: Vec<u8>) -> ProtectionCipher {
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
