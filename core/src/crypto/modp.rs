//! Diffie-Hellman over the MODP groups of IKE (RFC 2409 §6, RFC 3526).
//!
//! All of them have generator 2. Integers are big-endian bytes. What is sent and what is hashed is as long as the prime, with
//! zeros in front where the number is short (RFC 2409 §5): one exchange in 256 would fail without.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use num_bigint::BigUint;

/// A group of integers modulo a prime, with generator 2.
#[derive(Debug, Clone, Copy)]
pub struct Modp {
    /// The prime `p`, in hexadecimal without spaces.
    pub prime_hex: &'static str,
}

/// Why a peer's public value was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPublic {
    /// It is not as long as the prime (RFC 2409 §5).
    Length {
        /// Length of the prime in bytes.
        need: u32,
        /// Length of the value in bytes.
        have: u32,
    },
    /// It is 0, 1, `p - 1`, or not less than `p`: the shared secret would be known to everyone.
    Degenerate,
}

impl fmt::Display for BadPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { need, have } => write!(f, "the public value must be {need} bytes long, not {have}"),
            Self::Degenerate => f.write_str("the public value is 0, 1, p - 1, or not less than p"),
        }
    }
}

impl core::error::Error for BadPublic {}

impl Modp {
    /// Length of the prime, of public values and of the shared secret, in bytes.
    #[must_use]
    pub const fn modulus_len(&self) -> usize {
        self.prime_hex.len() / 2
    }

    /// Length of the prime in bits.
    #[must_use]
    pub const fn bits(&self) -> usize {
        8 * self.modulus_len()
    }

    /// The public value `g^x mod p` of the private exponent `x`, as long as the prime.
    #[must_use]
    pub fn public(&self, x: &[u8]) -> Vec<u8> {
        let generator = BigUint::from(2u8);
        self.pad(&generator.modpow(&BigUint::from_bytes_be(x), &self.prime()))
    }

    /// The shared secret `g^xy mod p` of our private exponent `x` and the peer's public value, as long as the prime.
    ///
    /// # Errors
    /// When the public value has the wrong length or makes the secret a known number.
    pub fn shared(&self, x: &[u8], peer_public: &[u8]) -> Result<Vec<u8>, BadPublic> {
        let public = self.usable(peer_public)?;
        Ok(self.pad(&public.modpow(&BigUint::from_bytes_be(x), &self.prime())))
    }

    /// Whether a peer's public value can be used.
    ///
    /// # Errors
    /// As of [`Modp::shared`].
    pub fn check(&self, peer_public: &[u8]) -> Result<(), BadPublic> {
        self.usable(peer_public).map(|_| ())
    }

    fn usable(&self, peer_public: &[u8]) -> Result<BigUint, BadPublic> {
        if peer_public.len() != self.modulus_len() {
            return Err(BadPublic::Length {
                need: self.modulus_len() as u32,
                have: peer_public.len() as u32,
            });
        }
        let public = BigUint::from_bytes_be(peer_public);
        let one = BigUint::from(1u8);
        if public <= one || public >= self.prime() - one {
            return Err(BadPublic::Degenerate);
        }
        Ok(public)
    }

    fn prime(&self) -> BigUint {
        BigUint::parse_bytes(self.prime_hex.as_bytes(), 16).expect("the primes are written in hexadecimal")
    }

    /// Big-endian bytes of a residue, with zeros in front up to the length of the prime.
    fn pad(&self, residue: &BigUint) -> Vec<u8> {
        let digits = residue.to_bytes_be();
        let mut bytes = vec![0; self.modulus_len() - digits.len()];
        bytes.extend(digits);
        bytes
    }
}
