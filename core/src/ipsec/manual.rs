//! Keys that are typed, not negotiated. IOS: reference, `set session-key`.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::transform_set::{Transform, TransformSet};
use crate::isakmp::numbers::ProtocolId;

/// The manually keyed entry's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ManualKeying {
    /// `set peer`: only one. IOS: reference.
    pub peer: Option<Ipv4Addr>,
    /// `set transform-set`: only one. IOS: reference.
    pub transform_set: Option<String>,
    /// `set session-key inbound`.
    pub inbound: SessionKeys,
    /// `set session-key outbound`.
    pub outbound: SessionKeys,
}

impl ManualKeying {
    /// The first key that is typed and too short for a set. A missing one is not an error yet, and a longer one is cut
    /// (IOS: reference, `set session-key`).
    pub fn short_key(&self, set: &TransformSet) -> Option<ShortKey> {
        let sides = [
            (Direction::Inbound, &self.inbound),
            (Direction::Outbound, &self.outbound),
        ];
        sides
            .into_iter()
            .find_map(|(direction, keys)| keys.short_key(direction, set))
    }
}

/// A key that is too short for its transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortKey {
    /// Its direction.
    pub direction: Direction,
    /// What it is for.
    pub transform: Transform,
    /// The bytes that it must have at least.
    pub need: u32,
    /// The bytes that it has.
    pub have: u32,
}

/// The direction of a manual key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// `inbound`.
    Inbound,
    /// `outbound`.
    Outbound,
}

impl Direction {
    /// The word of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// The manual keys of one direction. IOS: reference, `set session-key`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SessionKeys {
    /// `ah SPI KEY`.
    pub ah: Option<AhSessionKey>,
    /// `esp SPI cipher KEY [authenticator KEY]`.
    pub esp: Option<EspSessionKey>,
}

impl SessionKeys {
    /// The typed keys of a protocol, one behind the other as in KEYMAT; `None` if one is missing or too short. IOS: reference,
    /// `set session-key`: longer keys are cut.
    pub fn key_material(&self, set: &TransformSet, protocol: ProtocolId) -> Option<Vec<u8>> {
        if protocol == ProtocolId::IpsecAh {
            return self.ah.as_ref().map(|ah| ah.key.clone());
        }
        let esp = self.esp.as_ref()?;
        let cipher_len = set.esp_cipher.map_or(0, |cipher| cipher.row().key_len);
        let auth_len = set.esp_auth.map_or(0, |hash| hash.digest_len());
        let cipher = esp.cipher.get(..cipher_len)?;
        let authenticator = esp.authenticator.as_deref().unwrap_or(&[]).get(..auth_len)?;
        Some([cipher, authenticator].concat())
    }

    fn short_key(&self, direction: Direction, set: &TransformSet) -> Option<ShortKey> {
        let ah = self.ah.as_ref().map(|ah| &ah.key);
        let cipher = self.esp.as_ref().map(|esp| &esp.cipher);
        let authenticator = self.esp.as_ref().and_then(|esp| esp.authenticator.as_ref());
        set.transforms().find_map(|transform| {
            let key = match transform {
                Transform::Ah(_) => ah,
                Transform::EspCipher(_) => cipher,
                Transform::EspAuth(_) => authenticator,
            };
            let (need, have) = (transform.key_len(), key?.len());
            (have < need).then_some(ShortKey {
                direction,
                transform,
                need: need as u32,
                have: have as u32,
            })
        })
    }
}

/// A manual key for AH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AhSessionKey {
    /// The SPI, from 256.
    pub spi: u32,
    /// The key.
    pub key: Vec<u8>,
}

/// A manual key for ESP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EspSessionKey {
    /// The SPI, from 256.
    pub spi: u32,
    /// The cipher's key.
    pub cipher: Vec<u8>,
    /// The authentication key.
    pub authenticator: Option<Vec<u8>>,
}
