//! Randomness with a label on every draw, so that one more draw shifts no other.

use serde::{Deserialize, Serialize};

/// What a draw is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// An ISAKMP cookie, 8 bytes (RFC 2408 §2.5.3).
    Cookie,
    /// A phase 1 nonce (RFC 2409 §5).
    Nonce,
    /// A phase 1 Diffie-Hellman private exponent.
    DhExponent,
    /// The message id of a quick mode or an informational exchange (RFC 2408 §3.1).
    MessageId,
    /// A quick mode nonce (RFC 2409 §5.5).
    QuickNonce,
    /// A quick mode Diffie-Hellman private exponent, drawn with PFS only.
    QuickDhExponent,
    /// The SPI of an inbound SA (RFC 2401 §4.4.3).
    Spi,
    /// The explicit IV of an ESP packet in a CBC mode (RFC 2451 §3).
    EspIv,
}

impl Purpose {
    /// All of them. The order is frozen: links count in it.
    pub const ALL: [Purpose; 8] = [
        Purpose::Cookie,
        Purpose::Nonce,
        Purpose::DhExponent,
        Purpose::MessageId,
        Purpose::QuickNonce,
        Purpose::QuickDhExponent,
        Purpose::Spi,
        Purpose::EspIv,
    ];

    /// The purpose with this label.
    pub fn from_label(label: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.label() == label)
    }

    /// The label that goes into the draw; never changed, since shared scenarios depend on it.
    pub const fn label(self) -> &'static str {
        match self {
            Purpose::Cookie => "cookie",
            Purpose::Nonce => "nonce",
            Purpose::DhExponent => "dh-exponent",
            Purpose::MessageId => "message-id",
            Purpose::QuickNonce => "quick-nonce",
            Purpose::QuickDhExponent => "quick-dh-exponent",
            Purpose::Spi => "spi",
            Purpose::EspIv => "esp-iv",
        }
    }
}

/// Which draw a draw is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawLabel {
    /// How many draws for the same purpose were before it.
    pub ordinal: u32,
    /// Whether its value is fixed.
    pub pinned: bool,
}

/// Where a router's random bytes come from.
pub trait RandomSource {
    /// Fills `out` with the next draw for `purpose`, and says which it is.
    fn fill(&mut self, purpose: Purpose, out: &mut [u8]) -> DrawLabel;
}
