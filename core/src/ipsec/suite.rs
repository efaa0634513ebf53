//! What a transform set means for the packets of an SA: lengths of keys, IVs and padding.

use crate::crypto::cbc::CbcCipher;
use crate::crypto::hash::HashAlgorithm;
use crate::ios::crypto::{EspCipher, Hash, TransformSet};

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
}
