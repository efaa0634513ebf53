//! The hash functions of IKEv1: MD5 (RFC 1321) and SHA-1 (FIPS 180-1).

use alloc::vec::Vec;

use md5::Md5;
use sha1::Sha1;
use sha1::digest::Digest;

/// A negotiated hash function (RFC 2409 Appendix A, "Hash Algorithm").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum HashAlgorithm {
    /// MD5, 16 bytes.
    Md5,
    /// SHA-1, 20 bytes.
    Sha1,
}

impl HashAlgorithm {
    /// Length of a digest, and of the output of [`hmac`](Self::hmac), in bytes.
    #[must_use]
    pub const fn digest_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
        }
    }

    /// The hash of the parts, one after the other: `HASH(a | b | …)`.
    #[must_use]
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => digest_with::<Md5>(parts),
            Self::Sha1 => digest_with::<Sha1>(parts),
        }
    }
}

fn digest_with<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}
