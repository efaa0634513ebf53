//! Values that a router drew or computed: nonces, keys, hashes, IVs.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::formula::{Formula, ValueId};
use crate::random::Purpose;

/// A random draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// What it is for.
    pub purpose: Purpose,
    /// Which draw of the router's for that purpose, from 0.
    pub ordinal: u32,
    /// The scenario fixed its value; else the seed gave it.
    pub pinned: bool,
    /// What was drawn.
    pub value: Vec<u8>,
}

/// A computed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Derived {
    /// Its number.
    pub id: ValueId,
    /// The quantity that was computed.
    pub quantity: Quantity,
    /// The value; numbers big-endian, left-padded to their full width.
    pub value: Vec<u8>,
    /// How it was computed.
    pub formula: Formula,
}

/// The values of main mode and quick mode that are computed and not sent in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

    /// Where the RFC says how it is computed.
    pub const fn reference(self) -> &'static str {
        match self {
            Quantity::DhPublic | Quantity::QuickDhPublic { .. } => "RFC 2409 §6",
            Quantity::CipherKey | Quantity::Phase1Iv | Quantity::Phase2Iv { .. } => "RFC 2409 App. B",
            Quantity::HashInformational { .. } => "RFC 2409 §5.7",
            Quantity::DhPrivate
            | Quantity::DhShared
            | Quantity::Skeyid
            | Quantity::SkeyidD
            | Quantity::SkeyidA
            | Quantity::SkeyidE
            | Quantity::HashI
            | Quantity::HashR => "RFC 2409 §5",
            Quantity::Hash1 { .. }
            | Quantity::Hash2 { .. }
            | Quantity::Hash3 { .. }
            | Quantity::QuickDhPrivate { .. }
            | Quantity::QuickDhShared { .. }
            | Quantity::Keymat { .. } => "RFC 2409 §5.5",
        }
    }
}
