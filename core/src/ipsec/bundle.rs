//! The SAs of one direction: AH's, ESP's, or both around the same packets (RFC 2401 §4.3).

use super::ah::AhKeys;
use super::esp::EspKeys;
use super::replay::ReplayWindow;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::numbers::ProtocolId;

/// An SPI for each protocol in use. Each is chosen by the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spis {
    /// AH's.
    pub ah: Option<u32>,
    /// ESP's.
    pub esp: Option<u32>,
}

impl Spis {
    /// Draws an SPI for each protocol that one of the sets uses, AH's first.
    pub fn draw<'a>(sets: impl IntoIterator<Item = &'a TransformSet>, mut draw: impl FnMut() -> u32) -> Spis {
        let (ah, esp) = sets.into_iter().fold((false, false), |(ah, esp), set| {
            (ah || set.ah.is_some(), esp || set.uses_esp())
        });
        Spis {
            ah: ah.then(&mut draw),
            esp: esp.then(&mut draw),
        }
    }

    /// The SPI of a protocol.
    pub fn of(&self, protocol: ProtocolId) -> Option<u32> {
        match protocol {
            ProtocolId::IpsecAh => self.ah,
            ProtocolId::IpsecEsp => self.esp,
            _ => None,
        }
    }

    /// Each protocol in use with its SPI. IOS: field: AH comes before ESP.
    pub fn iter(&self) -> impl Iterator<Item = (ProtocolId, u32)> + use<> {
        let ah = self.ah.map(|spi| (ProtocolId::IpsecAh, spi));
        let esp = self.esp.map(|spi| (ProtocolId::IpsecEsp, spi));
        ah.into_iter().chain(esp)
    }
}

/// SPIs and keys of one direction.
#[derive(Debug, Clone)]
pub struct BundleKeys {
    /// AH's.
    pub ah: Option<(u32, AhKeys)>,
    /// ESP's.
    pub esp: Option<(u32, EspKeys)>,
}

impl BundleKeys {
    /// Keys for what a set uses, from what `key_material` gives for a protocol, an SPI and a number of bytes. `None` if
    /// an SPI or a key is missing, or the set is empty.
    pub fn new(
        set: &TransformSet,
        spis: Spis,
        mut key_material: impl FnMut(ProtocolId, u32, usize) -> alloc::vec::Vec<u8>,
    ) -> Option<BundleKeys> {
        let ah = match set.ah {
            None => None,
            Some(hash) => {
                let spi = spis.ah?;
                let keymat = key_material(ProtocolId::IpsecAh, spi, hash.digest_len());
                Some((spi, AhKeys::new(hash, &keymat)?))
            }
        };
        let esp = if set.uses_esp() {
            let spi = spis.esp?;
            let keymat = key_material(ProtocolId::IpsecEsp, spi, set.esp_keymat_len());
            Some((spi, EspKeys::new(set, &keymat)?))
        } else {
            None
        };
        (ah.is_some() || esp.is_some()).then_some(BundleKeys { ah, esp })
    }

    /// The SPIs.
    pub fn spis(&self) -> Spis {
        Spis {
            ah: self.ah.as_ref().map(|(spi, _)| *spi),
            esp: self.esp.as_ref().map(|(spi, _)| *spi),
        }
    }
}

/// One SA.
#[derive(Debug, Clone)]
pub struct Sa<K> {
    /// SPI, chosen by the receiver.
    pub spi: u32,
    /// Connection id, from 2000 (IOS: seed).
    pub conn: u32,
    /// Its keys.
    pub keys: K,
    /// Outbound: the last sequence number used.
    pub sequence: u32,
    /// Inbound: which sequence numbers were seen; `None` where repetition is not looked for.
    pub window: Option<ReplayWindow>,
}

impl<K> Sa<K> {
    fn new((spi, keys): (u32, K), conn: u32, window: Option<ReplayWindow>) -> Sa<K> {
        Sa {
            spi,
            conn,
            keys,
            sequence: 0,
            window,
        }
    }

    /// The next sequence number. `None` when all are used up, unless they may begin again: with typed keys, whose
    /// receiver does not look for repetition (RFC 2406 §3.3.3, RFC 2402 §3.3.2).
    pub fn next_sequence(&mut self, may_begin_again: bool) -> Option<u32> {
        self.sequence = if may_begin_again {
            self.sequence.wrapping_add(1)
        } else {
            self.sequence.checked_add(1)?
        };
        Some(self.sequence)
    }

    /// Whether a packet with this sequence number may still be taken.
    pub fn accepts(&self, sequence: u32) -> bool {
        self.window.as_ref().is_none_or(|window| window.accepts(sequence))
    }

    /// Notes a sequence number, once the packet's check value proved right.
    pub fn note(&mut self, sequence: u32) {
        if let Some(window) = &mut self.window {
            window.note(sequence);
        }
    }
}

/// The SAs of one direction.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// AH's, the outer one if there are two.
    pub ah: Option<Sa<AhKeys>>,
    /// ESP's.
    pub esp: Option<Sa<EspKeys>>,
    /// Bytes of the packets that were protected so far.
    pub bytes: u64,
}

impl Bundle {
    /// SAs that were not used yet. `conn` is the connection id of the first; the other's is higher by two, since those of
    /// both directions alternate (IOS: field). Repetition is looked for with `window`, where packets are
    /// authenticated (RFC 2406 §3.4.3).
    pub fn new(keys: BundleKeys, conn: u32, window: Option<ReplayWindow>) -> Bundle {
        let esp_conn = if keys.ah.is_some() { conn + 2 } else { conn };
        let esp = keys.esp.map(|(spi, keys)| {
            let window = window.filter(|_| keys.authentication_key().is_some());
            Sa::new((spi, keys), esp_conn, window)
        });
        Bundle {
            ah: keys.ah.map(|ah| Sa::new(ah, conn, window)),
            esp,
            bytes: 0,
        }
    }

    /// The SPIs.
    pub fn spis(&self) -> Spis {
        Spis {
            ah: self.ah.as_ref().map(|sa| sa.spi),
            esp: self.esp.as_ref().map(|sa| sa.spi),
        }
    }

    /// The SPI that the bundle is known by: ESP's, or AH's where it is alone.
    pub fn spi(&self) -> u32 {
        let Spis { ah, esp } = self.spis();
        esp.or(ah).unwrap_or_default()
    }

    /// SPI and connection id of the SA of a protocol.
    pub fn sa_of(&self, protocol: ProtocolId) -> Option<(u32, u32)> {
        match protocol {
            ProtocolId::IpsecAh => self.ah.as_ref().map(|sa| (sa.spi, sa.conn)),
            ProtocolId::IpsecEsp => self.esp.as_ref().map(|sa| (sa.spi, sa.conn)),
            _ => None,
        }
    }
}
