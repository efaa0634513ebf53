//! Values that a router computed: keys, hashes, IVs.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// A computed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// Which.
    pub quantity: Quantity,
    /// The value; numbers big-endian, left-padded to their full width.
    pub value: Vec<u8>,
}

/// The values of main mode and quick mode that are computed and not sent in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Quantity {
    /// The router's own Diffie-Hellman exponent, drawn at random.
    DhPrivate,
    /// The router's own public value.
    DhPublic,
    /// The shared secret of phase 1.
    DhShared,
    /// The root of all keys.
    Skeyid,
    /// Keys for other SAs come from it.
    SkeyidD,
    /// The key that authenticates ISAKMP messages.
    SkeyidA,
    /// The key that the cipher key comes from.
    SkeyidE,
    /// The key of the phase 1 cipher.
    CipherKey,
    /// The first IV of phase 1.
    Phase1Iv,
    /// The first IV of an exchange of phase 2.
    Phase2Iv {
        /// The exchange's message id.
        message_id: u32,
    },
    /// The initiator's proof.
    HashI,
    /// The responder's proof.
    HashR,
    /// Authenticates quick mode's first message.
    Hash1 {
        /// The exchange's message id.
        message_id: u32,
    },
    /// Authenticates quick mode's second message.
    Hash2 {
        /// The exchange's message id.
        message_id: u32,
    },
    /// Authenticates quick mode's third message.
    Hash3 {
        /// The exchange's message id.
        message_id: u32,
    },
    /// Authenticates an informational message.
    HashInformational {
        /// The exchange's message id.
        message_id: u32,
    },
    /// A router's own exponent for a quick mode with PFS.
    QuickDhPrivate {
        /// The exchange's message id.
        message_id: u32,
    },
    /// Its public value.
    QuickDhPublic {
        /// The exchange's message id.
        message_id: u32,
    },
    /// The shared secret of a quick mode with PFS.
    QuickDhShared {
        /// The exchange's message id.
        message_id: u32,
    },
    /// The key material of one IPsec SA.
    Keymat {
        /// Where packets of the SA go.
        destination: Ipv4Addr,
        /// The SA's SPI.
        spi: u32,
    },
}

impl Quantity {
    /// Whether one router alone draws or computes it; both come to the same value of any other.
    pub const fn is_of_one(self) -> bool {
        use Quantity::{DhPrivate, DhPublic, QuickDhPrivate, QuickDhPublic};
        matches!(
            self,
            DhPrivate | DhPublic | QuickDhPrivate { .. } | QuickDhPublic { .. }
        )
    }

    /// The name as the RFC writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Quantity::DhPrivate => "x",
            Quantity::DhPublic => "g^x",
            Quantity::DhShared => "g^xy",
            Quantity::Skeyid => "SKEYID",
            Quantity::SkeyidD => "SKEYID_d",
            Quantity::SkeyidA => "SKEYID_a",
            Quantity::SkeyidE => "SKEYID_e",
            Quantity::CipherKey => "Ka",
            Quantity::Phase1Iv => "IV",
            Quantity::Phase2Iv { .. } => "IV (phase 2)",
            Quantity::HashI => "HASH_I",
            Quantity::HashR => "HASH_R",
            Quantity::Hash1 { .. } | Quantity::HashInformational { .. } => "HASH(1)",
            Quantity::Hash2 { .. } => "HASH(2)",
            Quantity::Hash3 { .. } => "HASH(3)",
            Quantity::QuickDhPrivate { .. } => "x(qm)",
            Quantity::QuickDhPublic { .. } => "g(qm)^x",
            Quantity::QuickDhShared { .. } => "g(qm)^xy",
            Quantity::Keymat { .. } => "KEYMAT",
        }
    }

    /// How it is computed, as the RFC writes it, and where the RFC does.
    pub const fn formula(self) -> (&'static str, &'static str) {
        match self {
            Quantity::DhPrivate => ("drawn at random", "RFC 2409 §5"),
            Quantity::DhPublic => ("g^x mod p", "RFC 2409 §6"),
            Quantity::DhShared => ("(g^y)^x mod p", "RFC 2409 §5"),
            Quantity::Skeyid => ("prf(pre-shared-key, Ni_b | Nr_b)", "RFC 2409 §5"),
            Quantity::SkeyidD => ("prf(SKEYID, g^xy | CKY-I | CKY-R | 0)", "RFC 2409 §5"),
            Quantity::SkeyidA => ("prf(SKEYID, SKEYID_d | g^xy | CKY-I | CKY-R | 1)", "RFC 2409 §5"),
            Quantity::SkeyidE => ("prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)", "RFC 2409 §5"),
            Quantity::CipherKey => (
                "Ka = K1 | K2 | ...; K1 = prf(SKEYID_e, 0), K2 = prf(SKEYID_e, K1)",
                "RFC 2409 App. B",
            ),
            Quantity::Phase1Iv => ("hash(g^xi | g^xr)", "RFC 2409 App. B"),
            Quantity::Phase2Iv { .. } => ("hash(last phase 1 CBC output block | M-ID)", "RFC 2409 App. B"),
            Quantity::HashI => (
                "prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b)",
                "RFC 2409 §5",
            ),
            Quantity::HashR => (
                "prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b)",
                "RFC 2409 §5",
            ),
            Quantity::Hash1 { .. } => (
                "prf(SKEYID_a, M-ID | SA | Ni [ | KE ] [ | IDci | IDcr ])",
                "RFC 2409 §5.5",
            ),
            Quantity::Hash2 { .. } => (
                "prf(SKEYID_a, M-ID | Ni_b | SA | Nr [ | KE ] [ | IDci | IDcr ])",
                "RFC 2409 §5.5",
            ),
            Quantity::Hash3 { .. } => ("prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b)", "RFC 2409 §5.5"),
            Quantity::HashInformational { .. } => ("prf(SKEYID_a, M-ID | N/D)", "RFC 2409 §5.7"),
            Quantity::QuickDhPrivate { .. } => ("drawn at random", "RFC 2409 §5.5"),
            Quantity::QuickDhPublic { .. } => ("g^x mod p", "RFC 2409 §6"),
            Quantity::QuickDhShared { .. } => ("(g^y)^x mod p", "RFC 2409 §5.5"),
            Quantity::Keymat { .. } => (
                "K1 | K2 | ...; K1 = prf(SKEYID_d, [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)",
                "RFC 2409 §5.5",
            ),
        }
    }
}
