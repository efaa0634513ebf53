//! What a transform set means for the packets of an SA: lengths of keys, IVs and padding.

use alloc::vec::Vec;

use crate::crypto::cbc::CbcCipher;
use crate::crypto::hash::HashAlgorithm;
use crate::ios::crypto::{Encapsulation, EspCipher, Hash, TransformSet};
use crate::ios::crypto_map::SessionKeys;
use crate::isakmp::numbers::ProtocolId;

/// Bytes of the integrity check value that are sent: 96 bits of the HMAC (RFC 2403 §2, RFC 2404 §2).
pub const ICV_LEN: usize = 12;

impl EspCipher {
    /// Bytes of the IV that each packet carries: a block for CBC, none for SEAL (IOS: seed, `IV size: 0 bytes`).
    pub fn iv_len(self) -> usize {
        self.cbc().map_or(0, CbcCipher::block_len)
    }

    /// What the plaintext with padding and trailer is a multiple of: the block, and at least 4 (RFC 2406 §2.4).
    pub fn alignment(self) -> usize {
        self.iv_len().max(4)
    }

    /// The block cipher, for those that are one.
    pub const fn cbc(self) -> Option<CbcCipher> {
        match self {
            EspCipher::Des => Some(CbcCipher::Des),
            EspCipher::TripleDes => Some(CbcCipher::TripleDes),
            EspCipher::Aes128 => Some(CbcCipher::Aes128),
            EspCipher::Aes192 => Some(CbcCipher::Aes192),
            EspCipher::Aes256 => Some(CbcCipher::Aes256),
            EspCipher::Seal | EspCipher::Null => None,
        }
    }
}

impl Hash {
    /// The algorithm itself.
    pub const fn algorithm(self) -> HashAlgorithm {
        match self {
            Hash::Md5 => HashAlgorithm::Md5,
            Hash::Sha => HashAlgorithm::Sha1,
        }
    }
}

impl TransformSet {
    /// Bytes of KEYMAT that one ESP SA takes: the cipher's key, then the authentication's (RFC 2409 §5.5).
    pub fn esp_keymat_len(&self) -> usize {
        self.esp_cipher.map_or(0, EspCipher::key_bytes) + self.esp_auth.map_or(0, Hash::digest_bytes)
    }

    /// What of it one protocol does; `None` if it does not use that.
    pub fn part(&self, protocol: ProtocolId) -> Option<TransformSet> {
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

    /// Each protocol that it uses with what it does there. IOS: field: AH comes before ESP.
    pub fn parts(&self) -> impl Iterator<Item = (ProtocolId, TransformSet)> + use<> {
        let part = |protocol| self.part(protocol).map(|part| (protocol, part));
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
    pub fn takes(&self, other: &TransformSet) -> bool {
        let is_mode_fit = self.mode == other.mode || self.mode == Encapsulation::Transport;
        let in_same_mode = TransformSet {
            mode: self.mode,
            ..other.clone()
        };
        is_mode_fit && self.is_same_as(&in_same_mode)
    }
}

impl SessionKeys {
    /// The typed keys of a protocol, one behind the other as in KEYMAT; `None` if one is missing or too short. IOS: reference,
    /// `set session-key`: longer keys are cut.
    pub fn key_material(&self, set: &TransformSet, protocol: ProtocolId) -> Option<Vec<u8>> {
        if protocol == ProtocolId::IpsecAh {
            return self.ah.as_ref().map(|ah| ah.key.clone());
        }
        let esp = self.esp.as_ref()?;
        let cipher_len = set.esp_cipher.map_or(0, EspCipher::key_bytes);
        let auth_len = set.esp_auth.map_or(0, Hash::digest_bytes);
        let cipher = esp.cipher.get(..cipher_len)?;
        let authenticator = esp.authenticator.as_deref().unwrap_or(&[]).get(..auth_len)?;
        Some([cipher, authenticator].concat())
    }
}
