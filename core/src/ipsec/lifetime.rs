//! How long IPsec SAs last.

use serde::{Deserialize, Serialize};

/// The lifetime of IPsec security associations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// Seconds, 120 to 86400.
    pub seconds: u32,
    /// Kilobytes, 2560 to 536870912.
    pub kilobytes: u32,
}

impl Lifetime {
    /// The shorter one of each.
    pub fn shorter(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            kilobytes: self.kilobytes.min(other.kilobytes),
        }
    }
}

impl Default for Lifetime {
    /// IOS: seed: 3600 seconds and 4608000 kilobytes.
    fn default() -> Self {
        Self {
            seconds: 3_600,
            kilobytes: 4_608_000,
        }
    }
}
