//! ISAKMP policies: the algorithms and the other terms that a router is ready to agree to in phase 1.

use serde::{Deserialize, Serialize};

use super::{CbcCipher, Group, Hash};

/// How ISAKMP peers prove who they are. IOS: reference, `authentication (IKE policy)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Authentication {
    /// RSA signatures, the default. Kept, but not simulated: a policy with it never matches here.
    #[default]
    RsaSig,
    /// RSA encrypted nonces. Kept, but not simulated.
    RsaEncr,
    /// A pre-shared key.
    PreShare,
}

/// One `crypto isakmp policy`. Its `default()` is what IOS fills in, and is the built-in policy 65535.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsakmpPolicy {
    /// `encryption`, printed `encr`.
    pub encryption: CbcCipher,
    /// `hash`.
    pub hash: Hash,
    /// `authentication`.
    pub authentication: Authentication,
    /// `group`.
    pub group: Group,
    /// `lifetime` in seconds, 60 to 86400.
    pub lifetime_seconds: u32,
}

impl IsakmpPolicy {
    /// IOS: reference, the default of `lifetime (IKE policy)`.
    pub const DEFAULT_LIFETIME_SECONDS: u32 = 86_400;

    /// Its algorithms.
    pub fn algorithms(&self) -> Algorithms {
        Algorithms {
            cipher: self.encryption,
            hash: self.hash,
            group: self.group,
        }
    }
}

impl Default for IsakmpPolicy {
    /// IOS: reference: DES, SHA, rsa-sig, group 1, 86400 seconds.
    fn default() -> Self {
        Self {
            encryption: CbcCipher::Des,
            hash: Hash::Sha1,
            authentication: Authentication::default(),
            group: Group::Modp768,
            lifetime_seconds: Self::DEFAULT_LIFETIME_SECONDS,
        }
    }
}

/// What phase 1 agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms {
    /// The cipher.
    pub cipher: CbcCipher,
    /// The hash, and the prf: its HMAC.
    pub hash: Hash,
    /// The Diffie-Hellman group.
    pub group: Group,
}
