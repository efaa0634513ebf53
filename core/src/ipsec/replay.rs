//! The anti-replay window (RFC 2406 §3.4.3, RFC 2401 App. C).

use serde::{Deserialize, Serialize};

/// Which of the last sequence numbers were seen.
///
/// ```text
///  seen: bit i set = (highest - i) was taken
///  highest - 63 ............ highest
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplayWindow {
    highest: u32,
    seen: u64,
}

impl ReplayWindow {
    /// Packets in the window (IOS: command reference, the default of 12.3T).
    pub const SIZE: u32 = 64;

    /// Whether a packet with this number may still be taken: new, or within the window and not seen.
    pub const fn accepts(&self, sequence: u32) -> bool {
        if sequence == 0 {
            return false;
        }
        if sequence > self.highest {
            return true;
        }
        let age = self.highest - sequence;
        age < Self::SIZE && self.seen & (1 << age) == 0
    }

    /// Notes a number, once the packet's check value proved right: a forged packet must not move the window.
    pub const fn note(&mut self, sequence: u32) {
        if sequence > self.highest {
            let shift = sequence - self.highest;
            self.seen = if shift < Self::SIZE { self.seen << shift } else { 0 };
            self.seen |= 1;
            self.highest = sequence;
        } else if self.highest - sequence < Self::SIZE {
            self.seen |= 1 << (self.highest - sequence);
        }
    }
}
