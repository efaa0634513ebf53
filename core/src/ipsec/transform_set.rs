//! Transform sets: what is done to the packets of an SA.

use serde::{Deserialize, Serialize};

use crate::algorithm::{EspCipher, Hash};
use crate::isakmp::numbers::ProtocolId;

/// One word (with AES's key length: two) of a transform set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Transform {
    /// `ah-md5-hmac`, `ah-sha-hmac`.
    Ah(Hash),
    /// `esp-seal` and the other ciphers.
    EspCipher(EspCipher),
    /// `esp-md5-hmac`, `esp-sha-hmac`.
    EspAuth(Hash),
}

impl Transform {
    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        let hashes = || Hash::ALL.iter().copied();
        let ciphers = EspCipher::all().map(Self::EspCipher);
        hashes().map(Self::Ah).chain(ciphers).chain(hashes().map(Self::EspAuth))
    }

    /// The words of the configuration line and of the debug records. IOS: seed, reference.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ah(hash) => hash.row().ah_word,
            Self::EspCipher(cipher) => cipher.row().words,
            Self::EspAuth(hash) => hash.row().esp_word,
        }
    }

    /// Whether IOS 12.3 has it.
    pub const fn is_in_12_3(self) -> bool {
        match self {
            Self::Ah(hash) | Self::EspAuth(hash) => hash.row().is_in_12_3,
            Self::EspCipher(_) => true,
        }
    }

    /// Bytes of its key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Ah(hash) | Self::EspAuth(hash) => hash.row().digest_len(),
            Self::EspCipher(cipher) => cipher.row().key_len,
        }
    }
}

/// `mode tunnel|transport`. IOS: reference, `mode (IPSec)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Encapsulation {
    /// The whole datagram is wrapped, the default.
    #[default]
    Tunnel,
    /// Only the payload is, and only for traffic between the two peers themselves.
    Transport,
}

/// A `crypto ipsec transform-set`: at most one AH, one ESP cipher and one ESP authentication transform.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TransformSet {
    /// The AH transform.
    pub ah: Option<Hash>,
    /// The ESP cipher.
    pub esp_cipher: Option<EspCipher>,
    /// The ESP authentication transform.
    pub esp_auth: Option<Hash>,
    /// `mode`.
    pub mode: Encapsulation,
}

impl TransformSet {
    /// Its transforms in the order IOS prints them. IOS: reference, `show crypto ipsec transform-set`.
    pub fn transforms(&self) -> impl Iterator<Item = Transform> + use<> {
        let ah = self.ah.map(Transform::Ah);
        let cipher = self.esp_cipher.map(Transform::EspCipher);
        let auth = self.esp_auth.map(Transform::EspAuth);
        ah.into_iter().chain(cipher).chain(auth)
    }

    /// Whether IOS 12.3 has all of them.
    pub fn is_in_12_3(&self) -> bool {
        self.transforms().all(Transform::is_in_12_3)
    }

    /// Whether it has the SEAL cipher.
    pub fn is_seal(&self) -> bool {
        self.esp_cipher == Some(EspCipher::Seal)
    }

    /// Whether AH or ESP authenticates: what SEAL needs. IOS: seed, the second limitation.
    pub fn is_authenticated(&self) -> bool {
        self.ah.is_some() || self.esp_auth.is_some()
    }

    /// Whether it uses ESP at all.
    pub fn uses_esp(&self) -> bool {
        self.esp_cipher.is_some() || self.esp_auth.is_some()
    }

    /// Bytes of KEYMAT that one ESP SA takes: the cipher's key, then the authentication's (RFC 2409 §5.5).
    pub fn esp_keymat_len(&self) -> usize {
        let esp = self
            .transforms()
            .filter(|transform| !matches!(transform, Transform::Ah(_)));
        esp.map(Transform::key_len).sum()
    }

    /// The transforms of one protocol; `None` if it does not use that.
    pub fn of_protocol(&self, protocol: ProtocolId) -> Option<TransformSet> {
        match protocol {
            ProtocolId::IpsecAh => self.ah.is_some().then(|| TransformSet {
                esp_cipher: None,
                esp_auth: None,
                ..self.clone()
            }),
            ProtocolId::IpsecEsp => self.uses_esp().then(|| TransformSet {
                ah: None,
                ..self.clone()
            }),
            _ => None,
        }
    }

    /// Each protocol that it uses, with its transforms. IOS: field: AH comes before ESP.
    pub fn by_protocol(&self) -> impl Iterator<Item = (ProtocolId, TransformSet)> + use<> {
        let part = |protocol| self.of_protocol(protocol).map(|part| (protocol, part));
        let (ah, esp) = (part(ProtocolId::IpsecAh), part(ProtocolId::IpsecEsp));
        ah.into_iter().chain(esp)
    }

    /// Whether both do the same to packets. ESP without a cipher is ESP with the one that encrypts nothing.
    pub fn is_same_as(&self, other: &TransformSet) -> bool {
        let cipher = |set: &TransformSet| set.esp_cipher.or(set.esp_auth.map(|_| EspCipher::Null));
        let without_cipher = |set: &TransformSet| TransformSet {
            esp_cipher: None,
            ..set.clone()
        };
        cipher(self) == cipher(other) && without_cipher(self) == without_cipher(other)
    }

    /// Whether a router whose crypto map has this set takes an offer of `other`: it is the same, but where this one may be
    /// used in transport mode, tunnel mode is as good. IOS: reference, `mode (IPSec)`.
    pub fn accepts(&self, other: &TransformSet) -> bool {
        let is_mode_fit = self.mode == other.mode || self.mode == Encapsulation::Transport;
        let in_same_mode = TransformSet {
            mode: self.mode,
            ..other.clone()
        };
        is_mode_fit && self.is_same_as(&in_same_mode)
    }
}
