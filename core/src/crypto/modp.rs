//! Diffie-Hellman over the MODP groups of IKE: 1 and 2 (RFC 2409 §6.1, §6.2) and 5 (RFC 3526 §2).
//!
//! All of them have generator 2, and a prime of the form `2^b - 2^(b-64) - 1 + 2^64 * { [2^(b-130) pi] + c }`.
//! Integers are big-endian bytes. What is sent and what is hashed is as long as the prime, with zeros in front where the
//! number is short (RFC 2409 §5): one exchange in 256 would fail without.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use num_bigint::BigUint;

/// A Diffie-Hellman group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Group {
    /// Group 1, 768 bits (RFC 2409 §6.1).
    Modp768,
    /// Group 2, 1024 bits (RFC 2409 §6.2).
    Modp1024,
    /// Group 5, 1536 bits (RFC 3526 §2).
    Modp1536,
}

/// Why a peer's public value was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

impl Group {
    /// The group of a Group Description attribute, if it is one of ours.
    #[must_use]
    pub const fn from_number(number: u16) -> Option<Self> {
        match number {
            1 => Some(Self::Modp768),
            2 => Some(Self::Modp1024),
            5 => Some(Self::Modp1536),
            _ => None,
        }
    }

    /// The number in a Group Description attribute, and in `group N` of a configuration.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Modp768 => 1,
            Self::Modp1024 => 2,
            Self::Modp1536 => 5,
        }
    }

    /// Length of the prime, of public values and of the shared secret, in bytes.
    #[must_use]
    pub const fn modulus_len(self) -> usize {
        match self {
            Self::Modp768 => 96,
            Self::Modp1024 => 128,
            Self::Modp1536 => 192,
        }
    }

    /// The prime `p`, in upper-case hexadecimal without spaces.
    #[must_use]
    pub const fn prime_hex(self) -> &'static str {
        match self {
            Self::Modp768 => concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF",
            ),
            Self::Modp1024 => concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
            ),
            Self::Modp1536 => concat!(
                "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
                "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
                "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
                "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
                "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
                "9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
            ),
        }
    }

    /// The public value `g^x mod p` of the private exponent `x`, as long as the prime.
    #[must_use]
    pub fn public(self, x: &[u8]) -> Vec<u8> {
        let generator = BigUint::from(2u8);
        self.pad(&generator.modpow(&BigUint::from_bytes_be(x), &self.prime()))
    }

    /// The shared secret `g^xy mod p` of our private exponent `x` and the peer's public value, as long as the prime.
    ///
    /// # Errors
    /// When the public value has the wrong length or makes the secret a known number.
    pub fn shared(self, x: &[u8], peer_public: &[u8]) -> Result<Vec<u8>, BadPublic> {
        let public = self.usable(peer_public)?;
        Ok(self.pad(&public.modpow(&BigUint::from_bytes_be(x), &self.prime())))
    }

    /// Whether a peer's public value can be used.
    ///
    /// # Errors
    /// As of [`Group::shared`].
    pub fn check(self, peer_public: &[u8]) -> Result<(), BadPublic> {
        self.usable(peer_public).map(|_| ())
    }

    fn usable(self, peer_public: &[u8]) -> Result<BigUint, BadPublic> {
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

    fn prime(self) -> BigUint {
        BigUint::parse_bytes(self.prime_hex().as_bytes(), 16).expect("the primes are written in hexadecimal")
    }

    /// Big-endian bytes of a residue, with zeros in front up to the length of the prime.
    fn pad(self, residue: &BigUint) -> Vec<u8> {
        let digits = residue.to_bytes_be();
        let mut bytes = vec![0; self.modulus_len() - digits.len()];
        bytes.extend(digits);
        bytes
    }
}
