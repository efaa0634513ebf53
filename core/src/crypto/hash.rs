//! Hash functions, and HMAC (RFC 2104) of them.

use alloc::vec::Vec;

use cipher::typenum::Unsigned;
use hmac::digest::{Digest, OutputSizeUser};
use hmac::{EagerHash, Hmac, KeyInit, Mac};

/// A hash function.
#[derive(Debug, Clone, Copy)]
pub struct HashFunction {
    /// Length of a digest, and of an HMAC before it is cut, in bytes.
    pub digest_len: usize,
    digest: fn(&[&[u8]]) -> Vec<u8>,
    hmac: fn(&[u8], &[&[u8]]) -> Vec<u8>,
}

impl HashFunction {
    /// The hash function `D`.
    #[must_use]
    pub const fn of<D: Digest + OutputSizeUser + EagerHash>() -> Self {
        Self {
            digest_len: <D as OutputSizeUser>::OutputSize::USIZE,
            digest: digest_with::<D>,
            hmac: hmac_with::<Hmac<D>>,
        }
    }

    /// The hash of the parts, one after the other: `HASH(a | b | …)`.
    #[must_use]
    pub fn digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        (self.digest)(parts)
    }

    /// The HMAC of the parts, one after the other, under a key of any length: `prf(key, a | b | …)` of IKEv1, as no prf is
    /// ever negotiated (RFC 2409 §4).
    #[must_use]
    pub fn hmac(&self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        (self.hmac)(key, parts)
    }
}

fn digest_with<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

fn hmac_with<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104 §3)");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
