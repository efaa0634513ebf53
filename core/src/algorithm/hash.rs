//! Hashes, of which IKE makes its prf and IPsec its authentication.

use alloc::vec::Vec;

use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::crypto::hash::HashFunction;
use crate::isakmp::numbers::{AhTransform, AuthenticationAlgorithm, HashAlgorithm};

/// What is known of a hash.
#[derive(Debug)]
pub struct HashRow {
    /// The hash itself, and its HMAC. An HMAC key in IPsec is as long as a digest (RFC 2403 §3, RFC 2404 §3, RFC 4868
    /// §2.1.1).
    pub function: HashFunction,
    /// Bytes of the HMAC that AH and ESP send as integrity check value.
    pub icv_len: usize,
    /// Its number in phase 1.
    pub phase1: HashAlgorithm,
    /// Its number as the authentication algorithm of AH and ESP.
    pub authentication: AuthenticationAlgorithm,
    /// Its number as a transform of AH.
    pub ah: AhTransform,
    /// The word of `hash` in an ISAKMP policy. IOS: reference, `hash (IKE policy)`.
    pub policy_word: &'static str,
    /// The word of AH in a transform set and in debug records. IOS: seed, reference.
    pub ah_word: &'static str,
    /// The word of ESP in a transform set and in debug records. IOS: seed, reference.
    pub esp_word: &'static str,
    /// Its line in `show crypto isakmp policy`. IOS: field.
    pub title: &'static str,
    /// Its name in Wireshark's tables of SAs.
    pub wireshark: &'static str,
    /// Whether IOS 12.3 has it. IOS: reference. The words of the others are those of later releases (IOS: field).
    pub is_in_12_3: bool,
}

table! {
    /// A hash: of an ISAKMP policy, or inside the HMAC of AH and ESP.
    Hash of HashRow {
        /// MD5 (RFC 1321).
        Md5 = HashRow {
            function: HashFunction::of::<Md5>(),
            icv_len: 12, // RFC 2403 §2
            phase1: HashAlgorithm::Md5,
            authentication: AuthenticationAlgorithm::HmacMd5,
            ah: AhTransform::Md5,
            policy_word: "md5",
            ah_word: "ah-md5-hmac",
            esp_word: "esp-md5-hmac",
            title: "Message Digest 5",
            wireshark: "HMAC-MD5-96 [RFC2403]",
            is_in_12_3: true,
        };
        /// SHA-1 (FIPS 180-1).
        Sha1 = HashRow {
            function: HashFunction::of::<Sha1>(),
            icv_len: 12, // RFC 2404 §2
            phase1: HashAlgorithm::Sha,
            authentication: AuthenticationAlgorithm::HmacSha,
            ah: AhTransform::Sha,
            policy_word: "sha",
            ah_word: "ah-sha-hmac",
            esp_word: "esp-sha-hmac",
            title: "Secure Hash Standard",
            wireshark: "HMAC-SHA-1-96 [RFC2404]",
            is_in_12_3: true,
        };
        /// SHA-256 (FIPS 180-2).
        Sha256 = HashRow {
            function: HashFunction::of::<Sha256>(),
            icv_len: 16, // RFC 4868 §2.3
            phase1: HashAlgorithm::Sha2_256,
            authentication: AuthenticationAlgorithm::HmacSha2_256,
            ah: AhTransform::Sha2_256,
            policy_word: "sha256",
            ah_word: "ah-sha256-hmac",
            esp_word: "esp-sha256-hmac",
            title: "Secure Hash Standard 2 (256 bit)",
            wireshark: "HMAC-SHA-256-128 [RFC4868]",
            is_in_12_3: false,
        };
        /// SHA-384 (FIPS 180-2).
        Sha384 = HashRow {
            function: HashFunction::of::<Sha384>(),
            icv_len: 24, // RFC 4868 §2.3
            phase1: HashAlgorithm::Sha2_384,
            authentication: AuthenticationAlgorithm::HmacSha2_384,
            ah: AhTransform::Sha2_384,
            policy_word: "sha384",
            ah_word: "ah-sha384-hmac",
            esp_word: "esp-sha384-hmac",
            title: "Secure Hash Standard 2 (384 bit)",
            wireshark: "HMAC-SHA-384-192 [RFC4868]",
            is_in_12_3: false,
        };
        /// SHA-512 (FIPS 180-2).
        Sha512 = HashRow {
            function: HashFunction::of::<Sha512>(),
            icv_len: 32, // RFC 4868 §2.3
            phase1: HashAlgorithm::Sha2_512,
            authentication: AuthenticationAlgorithm::HmacSha2_512,
            ah: AhTransform::Sha2_512,
            policy_word: "sha512",
            ah_word: "ah-sha512-hmac",
            esp_word: "esp-sha512-hmac",
            title: "Secure Hash Standard 2 (512 bit)",
            wireshark: "HMAC-SHA-512-256 [RFC4868]",
            is_in_12_3: false,
        };
    }
}

impl HashRow {
    /// The hash of the parts, one after the other: `HASH(a | b | …)`.
    #[must_use]
    pub fn digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.function.digest(parts)
    }

    /// The HMAC of the parts, one after the other: `prf(key, a | b | …)`.
    #[must_use]
    pub fn hmac(&self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        self.function.hmac(key, parts)
    }

    /// The integrity check value of AH and ESP: the beginning of the HMAC.
    #[must_use]
    pub fn icv(&self, key: &[u8], authenticated: &[u8]) -> Vec<u8> {
        let mut icv = self.hmac(key, &[authenticated]);
        icv.truncate(self.icv_len);
        icv
    }

    /// Length of a digest, and of an HMAC key in IPsec, in bytes.
    #[must_use]
    pub const fn digest_len(&self) -> usize {
        self.function.digest_len
    }
}

impl Hash {
    /// The longest integrity check value, in bytes.
    pub const MAX_ICV_LEN: usize = {
        let (mut longest, mut index) = (0, 0);
        while index < Self::ALL.len() {
            let icv_len = Self::ALL[index].row().icv_len;
            longest = if icv_len > longest { icv_len } else { longest };
            index += 1;
        }
        longest
    };

    /// The hash with this number in phase 1.
    #[must_use]
    pub fn from_phase1(number: HashAlgorithm) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.phase1 == number)
    }

    /// The hash with this number as a transform of AH.
    #[must_use]
    pub fn from_ah(number: AhTransform) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.ah == number)
    }

    /// The hash with this number as an authentication algorithm.
    #[must_use]
    pub fn from_authentication(number: AuthenticationAlgorithm) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.authentication == number)
    }
}
