//! The anti-replay window (RFC 2406 §3.4.3, RFC 2401 App. C).

/// The most packets that a window can hold. IOS: reference, `crypto ipsec security-association replay window-size`.
const MAX: u32 = 1024;
const WORD: u32 = u64::BITS;

/// Which of the last sequence numbers were seen.
///
/// ```text
///  highest - size + 1 ............ highest        bit (number mod 1024) of `seen` = number was taken
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayWindow {
    size: u32,
    highest: u32,
    seen: [u64; (MAX / WORD) as usize],
}

impl Default for ReplayWindow {
    /// 64 packets (IOS: command reference, the default of 12.3T).
    fn default() -> Self {
        ReplayWindow::new(64)
    }
}

impl ReplayWindow {
    /// A window of so many packets, at most 1024, that has seen nothing.
    pub const fn new(size: u16) -> Self {
        let size = if size as u32 > MAX { MAX } else { size as u32 };
        ReplayWindow {
            size,
            highest: 0,
            seen: [0; (MAX / WORD) as usize],
        }
    }

    /// Whether a packet with this number may still be taken: new, or within the window and not seen.
    pub const fn accepts(&self, sequence: u32) -> bool {
        if sequence == 0 {
            return false;
        }
        if sequence > self.highest {
            return true;
        }
        self.highest - sequence < self.size && !self.was_seen(sequence)
    }

    /// Notes a number, once the packet's check value proved right: a forged packet must not move the window.
    pub fn note(&mut self, sequence: u32) {
        if sequence > self.highest {
            let first_new = (self.highest + 1).max(sequence.saturating_sub(MAX - 1));
            for number in first_new..=sequence {
                self.seen[word(number)] &= !bit(number);
            }
            self.highest = sequence;
        }
        if self.highest - sequence < self.size {
            self.seen[word(sequence)] |= bit(sequence);
        }
    }

    const fn was_seen(&self, sequence: u32) -> bool {
        self.seen[word(sequence)] & bit(sequence) != 0
    }
}

const fn word(number: u32) -> usize {
    (number % MAX / WORD) as usize
}

const fn bit(number: u32) -> u64 {
    1 << (number % WORD)
}
