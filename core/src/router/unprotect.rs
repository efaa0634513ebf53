//! Inbound IPsec processing (RFC 2401 §5.2): AH and ESP are taken off a packet, and what was inside must be what the SAs
//! are for.

use alloc::vec::Vec;

use super::Router;
use super::forward::flow;
use super::protect::outer;
use crate::algorithm::EspCipher;
use crate::effects::Effects;
use crate::event::{EventKind, IpsecFailure, SaUse, TrafficEvent};
use crate::field::{FieldKind, FieldRef};
use crate::ios::InterfaceName;
use crate::ip::icmp::Quoted;
use crate::ip::ipv4;
use crate::ipsec::bundle::Sa;
use crate::ipsec::esp::Failure;
use crate::ipsec::manual::Direction;
use crate::ipsec::sadb::SaPair;
use crate::ipsec::transform_set::Encapsulation;
use crate::ipsec::{ah, esp};
use crate::isakmp::numbers::ProtocolId;

/// Why a packet is not taken, and which of its headers is to blame.
struct Blame {
    /// The pair's cipher is SEAL.
    is_seal: bool,
    protocol: u8,
    spi: u32,
    sequence: u32,
    conn: Option<u32>,
    why: IpsecFailure,
}

impl Blame {
    /// The field that shows it; none: not one alone.
    fn field(&self) -> Option<FieldRef> {
        let kind = match (self.why, self.protocol == ipv4::AH) {
            (IpsecFailure::UnknownSpi, false) => FieldKind::EspSpi,
            (IpsecFailure::UnknownSpi, true) => FieldKind::AhSpi,
            (IpsecFailure::BadIcv, false) => FieldKind::EspIcv,
            (IpsecFailure::BadIcv, true) => FieldKind::AhIcv,
            (IpsecFailure::Replayed, false) if self.is_seal => FieldKind::EspSequenceSeal,
            (IpsecFailure::Replayed, false) => FieldKind::EspSequence,
            (IpsecFailure::Replayed, true) => FieldKind::AhSequence,
            _ => return None,
        };
        Some(kind.into())
    }
}

/// What was taken off a packet, and what is left of it.
struct Opened {
    esp: Option<SaUse>,
    ah: Option<SaUse>,
    carrier: ipv4::Packet,
}

impl Router {
    /// Takes an ESP or AH packet for this router.
    pub(super) fn receive_protected(
        &mut self,
        packet: &ipv4::Packet,
        ingress: Option<InterfaceName>,
        effects: &mut Effects<'_>,
    ) {
        let ipv4::Packet {
            source, destination, ..
        } = *packet;
        if let Err(blame) = self.open(packet, ingress, effects) {
            let Blame {
                protocol,
                spi,
                sequence,
                conn,
                why,
                ..
            } = blame;
            let is_unknown = why == IpsecFailure::UnknownSpi;
            let is_logged = !is_unknown || self.status.logs_unknown_spi(effects.now);
            let event = TrafficEvent::IpsecRejected {
                source,
                destination,
                protocol,
                spi,
                sequence,
                conn,
                why,
                is_logged,
            };
            effects.event_about(blame.field(), EventKind::Traffic(event));
            if is_unknown {
                self.recover_from_unknown_spi(packet, spi, effects);
            }
        }
    }

    fn open(
        &mut self,
        packet: &ipv4::Packet,
        ingress: Option<InterfaceName>,
        effects: &mut Effects<'_>,
    ) -> Result<(), Blame> {
        let (spi, sequence) = header(packet);
        let protocol = if packet.protocol == ipv4::AH {
            ProtocolId::IpsecAh
        } else {
            ProtocolId::IpsecEsp
        };
        let blame = |conn, why| Blame {
            is_seal: false,
            protocol: packet.protocol,
            spi,
            sequence,
            conn,
            why,
        };
        let Some(pair) = self.sadb.inbound_of(protocol, spi) else {
            return Err(blame(None, IpsecFailure::UnknownSpi));
        };
        let conn = pair.inbound.sa_of(protocol).map(|(_, conn)| conn);
        let Opened { esp, ah, carrier } = take_off(pair, packet)?;
        let (inner, bytes) = inner(pair, carrier).ok_or_else(|| blame(conn, IpsecFailure::Malformed))?;
        let length = bytes.len() as u32;
        pair.inbound.bytes += u64::from(length);
        pair.used = effects.now;
        let (peer, known_by) = (pair.peer, pair.inbound.spi());
        // What was inside must be what the SAs are for, from the peer's side to this one's (RFC 2401 §5.2.1).
        let is_protected = pair.proxies.contains(&flow(&inner).mirrored().identities());
        self.heard_from(peer, effects.now);
        if is_protected {
            let event = TrafficEvent::Decapsulated {
                esp,
                ah,
                bytes: length,
                inner: bytes,
            };
            effects.traffic_about(outer(ah), event);
            self.pass_on(inner, ingress, effects);
        }
        self.check_volume(known_by, effects);
        if is_protected {
            Ok(())
        } else {
            Err(blame(conn, IpsecFailure::WrongSelectors))
        }
    }

    fn pass_on(&mut self, packet: ipv4::Packet, ingress: Option<InterfaceName>, effects: &mut Effects<'_>) {
        let about = Quoted::new(&packet);
        let checked = match ingress.filter(|_| self.config().filters_tunnelled()) {
            Some(interface) => self.filter(interface, Direction::Inbound, &packet, effects),
            None => Ok(()),
        };
        if let Err(reason) = checked.and_then(|()| self.route(packet, ingress, effects)) {
            self.drop_packet(about, reason, effects);
        }
    }
}

/// SPI and sequence number of the header that a packet begins with; zero if it is cut short.
fn header(packet: &ipv4::Packet) -> (u32, u32) {
    let read = if packet.protocol == ipv4::AH {
        ah::header
    } else {
        esp::header
    };
    read(&packet.payload).unwrap_or_default()
}

/// Takes off all that the pair's SAs put on, from the outside in. Nothing less is good enough (RFC 2401 §5.2.1).
fn take_off(pair: &mut SaPair, packet: &ipv4::Packet) -> Result<Opened, Blame> {
    let mut carrier = packet.clone();
    let (mut esp, mut ah) = (None, None);
    let is_seal = pair.transforms.esp_cipher == Some(EspCipher::Seal);
    let of_seal = |blame: Blame| Blame { is_seal, ..blame };
    if let Some(sa) = &mut pair.inbound.ah {
        let (used, inside) = take_off_one(sa, &carrier, ipv4::AH, |sa, carrier| sa.keys.decapsulate(carrier))?;
        (ah, carrier) = (Some(used), inside);
    }
    if let Some(sa) = &mut pair.inbound.esp {
        let (used, inside) = take_off_one(sa, &carrier, ipv4::ESP, |sa, carrier| {
            let inside = sa.keys.decapsulate(&carrier.payload)?;
            Ok(ipv4::Packet {
                protocol: inside.next_header,
                payload: inside.payload,
                ..carrier.clone()
            })
        })
        .map_err(of_seal)?;
        (esp, carrier) = (Some(used), inside);
    }
    Ok(Opened { esp, ah, carrier })
}

/// Takes off one header: SA lookup, sequence number, check value, decryption (RFC 2406 §3.4, RFC 2402 §3.4).
fn take_off_one<K>(
    sa: &mut Sa<K>,
    carrier: &ipv4::Packet,
    protocol: u8,
    decapsulate: impl Fn(&Sa<K>, &ipv4::Packet) -> Result<ipv4::Packet, Failure>,
) -> Result<(SaUse, ipv4::Packet), Blame> {
    let (spi, sequence) = header(carrier);
    let conn = sa.conn;
    let blame = |why| Blame {
        is_seal: false,
        protocol: carrier.protocol,
        spi,
        sequence,
        conn: Some(conn),
        why,
    };
    if carrier.protocol != protocol || spi != sa.spi {
        return Err(blame(IpsecFailure::NotBundled));
    }
    if !sa.accepts(sequence) {
        return Err(blame(IpsecFailure::Replayed));
    }
    let inside = decapsulate(sa, carrier).map_err(|failure| {
        blame(match failure {
            Failure::BadIcv => IpsecFailure::BadIcv,
            Failure::Malformed | Failure::BadPadding => IpsecFailure::Malformed,
        })
    })?;
    sa.note(sequence);
    Ok((SaUse { spi, conn, sequence }, inside))
}

/// The packet that was protected, and its bytes: in tunnel mode what the carrier carries, in transport mode the carrier.
fn inner(pair: &SaPair, carrier: ipv4::Packet) -> Option<(ipv4::Packet, Vec<u8>)> {
    match pair.transforms.mode {
        Encapsulation::Tunnel if carrier.protocol != ipv4::IPV4 => None,
        Encapsulation::Tunnel => Some((ipv4::Packet::decode(&carrier.payload).ok()?, carrier.payload)),
        Encapsulation::Transport => {
            let bytes = carrier.encode();
            Some((carrier, bytes))
        }
    }
}
