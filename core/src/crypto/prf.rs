//! The pseudo-random function of IKEv1: HMAC (RFC 2104) of the negotiated hash, as no prf is ever negotiated
//! (RFC 2409 §4, "prf(key, msg)").

use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;

use super::hash::HashAlgorithm;

impl HashAlgorithm {
    /// `prf(key, a | b | …)`: the HMAC of the parts, one after the other, under a key of any length.
    #[must_use]
    pub fn hmac(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => hmac_with::<Hmac<Md5>>(key, parts),
            Self::Sha1 => hmac_with::<Hmac<Sha1>>(key, parts),
        }
    }
}

fn hmac_with<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104 §3)");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
