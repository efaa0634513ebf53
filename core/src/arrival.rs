//! Packets as their receivers get them: the bytes that arrive, and what comes of decrypting those with the receiver's own keys.

use alloc::vec::Vec;

use crate::effects::{Protection, ProtectionCipher};
use crate::event::{Event, EventKind, IpsecEvent, Quantity, RouterId, SaOrigin};
use crate::ios::crypto_map::Keying;
use crate::ip::{ipv4, udp};
use crate::ipsec::esp::{self, EspKeys};
use crate::ipsec::manual::{Direction, SessionKeys};
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::numbers::ProtocolId;
use crate::sim::{CapturedPacket, Fate, Trace};

/// Where the initiator's cookie lies in a message of IKE.
const COOKIE: usize = ipv4::HEADER_LEN + udp::HEADER_LEN;
const COOKIE_LEN: usize = 8;

/// A packet as it arrived at the other router; `None` if it did not. Its protection is what the receiver's keys make of it,
/// whether the receiver got as far as decrypting it or not; `None` if it has no keys for it.
pub fn arrived(trace: &Trace, packet: &CapturedPacket) -> Option<CapturedPacket> {
    if !matches!(packet.fate, Fate::Arrived(_) | Fate::Altered { .. }) {
        return None;
    }
    let receiver = Receiver::of(trace, packet);
    let bytes = bytes_at(packet, receiver.router).to_vec();
    let sent = packet.protection.as_ref();
    Some(CapturedPacket {
        protection: sent.and_then(|sent| receiver.opens(packet, sent, &bytes)),
        bytes,
        ..packet.clone()
    })
}

/// The bytes of a packet as a router sends or receives them.
fn bytes_at(packet: &CapturedPacket, router: RouterId) -> &[u8] {
    match &packet.fate {
        Fate::Altered { bytes, .. } if packet.from != router => bytes,
        _ => &packet.bytes,
    }
}

struct Receiver<'t> {
    trace: &'t Trace,
    router: RouterId,
    /// How many events had happened when the packet came, and when it was dealt with.
    events: [usize; 2],
}

impl<'t> Receiver<'t> {
    fn of(trace: &'t Trace, packet: &CapturedPacket) -> Self {
        let router = packet.from.peer();
        let is_about = |event: &Event| event.router == router && event.packet == Some(packet.id);
        let first = trace.events.iter().position(is_about).unwrap_or(0);
        let after = trace.events.iter().rposition(is_about).map_or(0, |last| last + 1);
        Receiver {
            trace,
            router,
            events: [first, after],
        }
    }

    fn opens(&self, packet: &CapturedPacket, sent: &Protection, bytes: &[u8]) -> Option<Protection> {
        match &sent.cipher {
            ProtectionCipher::Cbc { iv, .. } if is_ike(packet) => self.opens_ike(packet, sent, iv, bytes),
            ProtectionCipher::Cbc { iv, .. } => self.opens_esp(sent.start as usize - iv.len(), bytes),
            ProtectionCipher::Seal { .. } | ProtectionCipher::Null => self.opens_esp(sent.start as usize, bytes),
        }
    }

    /// What the receiver knew last, when it had dealt with the packet.
    fn latest<T>(&self, pick: impl Fn(usize, &'t Event) -> Option<T>) -> Option<T> {
        let known = self.trace.events[..self.events[1]].iter().enumerate().rev();
        known
            .filter(|(_, event)| event.router == self.router)
            .find_map(|(index, event)| pick(index, event))
    }

    fn opens_ike(&self, packet: &CapturedPacket, sent: &Protection, iv: &[u8], bytes: &[u8]) -> Option<Protection> {
        let ProtectionCipher::Cbc { cipher, .. } = sent.cipher else {
            return None;
        };
        let cookie = bytes.get(COOKIE..COOKIE + COOKIE_LEN)?;
        let status = self.trace.status_of(self.router, self.events[0] as u32);
        let is_known = |cookies: [[u8; COOKIE_LEN]; 2]| cookies[0] == cookie;
        status
            .isakmp_sas
            .iter()
            .find(|sa| sa.deleted.is_none() && sa.cookies.is_some_and(is_known))?;
        let computed = |quantity| {
            self.latest(|_, event| match &event.kind {
                EventKind::Derived(derived) if derived.quantity == quantity => {
                    let made_with = self.trace.packet(event.packet?)?;
                    let is_same = made_with.bytes.get(COOKIE..COOKIE + COOKIE_LEN) == Some(cookie);
                    is_same.then(|| derived.value.clone())
                }
                _ => None,
            })
        };
        let key = computed(Quantity::CipherKey)?;
        let iv = match self.first_iv(packet.from, iv) {
            Some(quantity) => computed(quantity)?,
            None => self.chained_iv(packet, iv)?,
        };
        let start = sent.start as usize;
        Some(Protection {
            start: sent.start,
            plaintext: cipher.cbc.decrypt(&key, &iv, bytes.get(start..)?).ok()?,
            cipher: ProtectionCipher::Cbc { cipher, key, iv },
        })
    }

    /// As what the sender computed an IV; `None` if it is the end of the message before.
    fn first_iv(&self, sender: RouterId, iv: &[u8]) -> Option<Quantity> {
        self.trace.events.iter().find_map(|event| match &event.kind {
            EventKind::Derived(derived) if event.router == sender && derived.value == iv => match derived.quantity {
                quantity @ (Quantity::Phase1Iv | Quantity::Phase2Iv { .. }) => Some(quantity),
                _ => None,
            },
            _ => None,
        })
    }

    /// The last block of the message before, which is another at this router if the wire has changed it.
    fn chained_iv(&self, packet: &CapturedPacket, iv: &[u8]) -> Option<Vec<u8>> {
        let mut earlier = self.trace.packets[..packet.id.0 as usize].iter().rev();
        let before = earlier.find(|it| bytes_at(it, packet.from).ends_with(iv))?;
        let bytes = bytes_at(before, self.router);
        Some(bytes[bytes.len() - iv.len()..].to_vec())
    }

    /// Decrypts ESP; its header ends before its IV, at `iv_start`.
    fn opens_esp(&self, iv_start: usize, bytes: &[u8]) -> Option<Protection> {
        let start = iv_start.checked_sub(esp::HEADER_LEN)?;
        let body = bytes.get(start..)?;
        let (spi, sequence) = esp::header(body)?;
        let status = self.trace.status_of(self.router, self.events[0] as u32);
        let mut inbound = status.ipsec_sas.iter().filter_map(|pair| pair.sa(Direction::Inbound));
        inbound.find(|sa| sa.spi == spi)?;
        let (set, key) = self.latest(|index, event| match &event.kind {
            EventKind::Ipsec(IpsecEvent::SaCreated {
                direction: direction @ Direction::Inbound,
                destination,
                spi: created,
                transforms,
                origin,
                ..
            }) if *created == spi && transforms.uses_esp() => {
                let keymat = Quantity::Keymat {
                    destination: *destination,
                    spi,
                };
                let key = match origin {
                    SaOrigin::Manual => typed_key(self.trace, index, *direction, spi, transforms)?,
                    SaOrigin::Negotiated { .. } => self.latest(|_, event| match &event.kind {
                        EventKind::Derived(derived) if derived.quantity == keymat => Some(derived.value.clone()),
                        _ => None,
                    })?,
                };
                Some((transforms, key))
            }
            _ => None,
        })?;
        let keys = EspKeys::new(set, &key)?;
        let iv_end = esp::HEADER_LEN + keys.iv_len();
        Some(Protection {
            start: (start + iv_end) as u32,
            plaintext: keys.decrypt(body).ok()?,
            cipher: ProtectionCipher::of_esp(
                set.esp_cipher,
                keys.cipher_key(),
                sequence,
                body[esp::HEADER_LEN..iv_end].to_vec(),
            ),
        })
    }
}

fn is_ike(packet: &CapturedPacket) -> bool {
    packet.bytes.get(9) == Some(&ipv4::UDP)
}

/// The keys that a router's configuration has at an event for the packets of a direction with `spi`.
pub(crate) fn typed_key(
    trace: &Trace,
    event: usize,
    direction: Direction,
    spi: u32,
    set: &TransformSet,
) -> Option<Vec<u8>> {
    let router = trace.events[event].router;
    let step = trace
        .steps
        .iter()
        .position(|step| step.events.contains(&(event as u32)))?;
    let config = &trace.status(step)[router.index()].console.config;
    let (protocol, _) = set.by_protocol().next()?;
    let has_spi = |keys: &&SessionKeys| match protocol {
        ProtocolId::IpsecAh => keys.ah.as_ref().is_some_and(|ah| ah.spi == spi),
        _ => keys.esp.as_ref().is_some_and(|esp| esp.spi == spi),
    };
    let entries = config.crypto_maps.values().flat_map(|map| map.entries.values());
    let mut keys = entries.filter_map(|entry| match (&entry.keying, direction) {
        (Keying::Manual(keying), Direction::Outbound) => Some(&keying.outbound),
        (Keying::Manual(keying), Direction::Inbound) => Some(&keying.inbound),
        (Keying::Isakmp(_) | Keying::Dynamic(_), _) => None,
    });
    keys.find(has_spi)?.key_material(set, protocol)
}
