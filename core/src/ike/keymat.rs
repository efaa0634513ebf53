//! Key material and proofs: the formulae of RFC 2409 §5 and Appendix B for pre-shared keys.

use crate::algorithm::Hash;
use alloc::vec::Vec;

/// SKEYID and the three keys that come from it, each as long as the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeyid {
    /// `SKEYID = prf(pre-shared-key, Ni_b | Nr_b)`
    pub skeyid: Vec<u8>,
    /// `SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)`
    pub d: Vec<u8>,
    /// `SKEYID_a = prf(SKEYID, SKEYID_d | g^xy | CKY-I | CKY-R | 1)`
    pub a: Vec<u8>,
    /// `SKEYID_e = prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)`
    pub e: Vec<u8>,
}

/// The two cookies of an ISAKMP SA, 8 bytes each: `CKY-I` and `CKY-R`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    /// The initiator's cookie.
    pub initiator: [u8; 8],
    /// The responder's cookie.
    pub responder: [u8; 8],
}

impl Skeyid {
    /// Derives all four (RFC 2409 §5) from the pre-shared key, the bodies of the nonces, and the shared secret `g_xy`,
    /// padded to the length of the prime.
    pub fn derive(prf: Hash, preshared_key: &[u8], ni_b: &[u8], nr_b: &[u8], g_xy: &[u8], cookies: &Cookies) -> Skeyid {
        let Cookies { initiator, responder } = cookies;
        let skeyid = prf.hmac(preshared_key, &[ni_b, nr_b]);
        let d = prf.hmac(&skeyid, &[g_xy, initiator, responder, &[0]]);
        let a = prf.hmac(&skeyid, &[&d, g_xy, initiator, responder, &[1]]);
        let e = prf.hmac(&skeyid, &[&a, g_xy, initiator, responder, &[2]]);
        Skeyid { skeyid, d, a, e }
    }

    /// The key of the phase 1 cipher, `len` bytes (RFC 2409 App. B): the beginning of SKEYID_e, or where that is too
    /// short (AES-256 from MD5) the beginning of
    ///
    /// ```text
    /// Ka = K1 | K2 | K3 ...    K1 = prf(SKEYID_e, 0)    K2 = prf(SKEYID_e, K1)    K3 = prf(SKEYID_e, K2)
    /// ```
    pub fn cipher_key(&self, prf: Hash, len: usize) -> Vec<u8> {
        if len <= self.e.len() {
            return self.e[..len].to_vec();
        }
        let mut key = Vec::new();
        let mut block = prf.hmac(&self.e, &[&[0]]);
        while key.len() < len {
            key.extend_from_slice(&block);
            block = prf.hmac(&self.e, &[&block]);
        }
        key.truncate(len);
        key
    }

    /// The key material of an IPsec SA, `len` bytes (RFC 2409 §5.5), with `g_qm_xy` if the quick mode had KE payloads:
    ///
    /// ```text
    /// KEYMAT = K1 | K2 | K3 ...
    /// K1 = prf(SKEYID_d, [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)
    /// K2 = prf(SKEYID_d, K1 | [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)
    /// ```
    pub fn keymat(&self, prf: Hash, sa: &KeymatInputs<'_>, len: usize) -> Vec<u8> {
        let seed = [sa.g_qm_xy.unwrap_or(&[]), &[sa.protocol], sa.spi, sa.ni_b, sa.nr_b];
        let mut keymat = Vec::new();
        let mut block = Vec::new();
        while keymat.len() < len {
            let [g, protocol, spi, ni, nr] = seed;
            block = prf.hmac(&self.d, &[&block, g, protocol, spi, ni, nr]);
            keymat.extend_from_slice(&block);
        }
        keymat.truncate(len);
        keymat
    }
}

/// What KEYMAT of one SA comes from, beside SKEYID_d.
#[derive(Debug, Clone, Copy)]
pub struct KeymatInputs<'a> {
    /// The shared secret of a quick mode with PFS.
    pub g_qm_xy: Option<&'a [u8]>,
    /// The protocol number of the proposal (RFC 2407 §4.4.1).
    pub protocol: u8,
    /// The SPI that the receiver of the SA's packets chose.
    pub spi: &'a [u8],
    /// Body of the initiator's quick mode nonce.
    pub ni_b: &'a [u8],
    /// Body of the responder's.
    pub nr_b: &'a [u8],
}

/// What both sides of main mode prove that they know (RFC 2409 §5).
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The initiator's public value.
    pub g_xi: &'a [u8],
    /// The responder's public value.
    pub g_xr: &'a [u8],
    /// The cookies.
    pub cookies: Cookies,
    /// Body of the SA payload that the initiator offered, all its proposals and transforms.
    pub sai_b: &'a [u8],
}

impl Proof<'_> {
    /// `HASH_I = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b)`
    pub fn hash_i(&self, prf: Hash, skeyid: &Skeyid, idii_b: &[u8]) -> Vec<u8> {
        let Cookies { initiator, responder } = &self.cookies;
        prf.hmac(
            &skeyid.skeyid,
            &[self.g_xi, self.g_xr, initiator, responder, self.sai_b, idii_b],
        )
    }

    /// `HASH_R = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b)`
    pub fn hash_r(&self, prf: Hash, skeyid: &Skeyid, idir_b: &[u8]) -> Vec<u8> {
        let Cookies { initiator, responder } = &self.cookies;
        prf.hmac(
            &skeyid.skeyid,
            &[self.g_xr, self.g_xi, responder, initiator, self.sai_b, idir_b],
        )
    }
}

impl Skeyid {
    /// `HASH(1) = prf(SKEYID_a, M-ID | SA | Ni [ | KE ] [ | IDci | IDcr ])`: over all that follows the HASH payload in the
    /// first message of quick mode, and so too `prf(SKEYID_a, M-ID | N/D)` of an informational message (RFC 2409 §5.5, §5.7).
    pub fn hash_1(&self, prf: Hash, message_id: u32, rest: &[u8]) -> Vec<u8> {
        prf.hmac(&self.a, &[&message_id.to_be_bytes(), rest])
    }

    /// `HASH(2) = prf(SKEYID_a, M-ID | Ni_b | SA | Nr [ | KE ] [ | IDci | IDcr ])`
    pub fn hash_2(&self, prf: Hash, message_id: u32, ni_b: &[u8], rest: &[u8]) -> Vec<u8> {
        prf.hmac(&self.a, &[&message_id.to_be_bytes(), ni_b, rest])
    }

    /// `HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b)`
    pub fn hash_3(&self, prf: Hash, message_id: u32, ni_b: &[u8], nr_b: &[u8]) -> Vec<u8> {
        prf.hmac(&self.a, &[&[0], &message_id.to_be_bytes(), ni_b, nr_b])
    }
}
