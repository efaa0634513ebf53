//! Draws keyed by router, purpose and ordinal: a new draw shifts nothing else.

use alloc::vec::Vec;

use super::scenario::Pin;
use crate::algorithm::Hash;
use crate::event::RouterId;
use crate::random::{DrawLabel, Purpose, RandomSource};

/// One router's random source.
///
/// ```text
/// draw = H(0) | H(1) | ...      H(i) = SHA-1("ikelab" | seed | router | label | ordinal | i), numbers 8 bytes big-endian
/// ```
///
/// Good enough to learn from, and not for keys of value: whoever has the scenario has the draws, which is the point.
pub struct LabelledRandom {
    router: RouterId,
    seed: u64,
    pins: Vec<Pin>,
    ordinals: Vec<(Purpose, u32)>,
}

impl LabelledRandom {
    /// The source of `router` in a scenario with this seed and these pins.
    pub fn new(router: RouterId, seed: u64, pins: &[Pin]) -> Self {
        let pins = pins.iter().filter(|pin| pin.router == router).cloned().collect();
        LabelledRandom {
            router,
            seed,
            pins,
            ordinals: Vec::new(),
        }
    }

    fn next_ordinal(&mut self, purpose: Purpose) -> u32 {
        if let Some((_, next)) = self.ordinals.iter_mut().find(|(known, _)| *known == purpose) {
            let ordinal = *next;
            *next += 1;
            return ordinal;
        }
        self.ordinals.push((purpose, 1));
        0
    }
}

impl RandomSource for LabelledRandom {
    fn fill(&mut self, purpose: Purpose, out: &mut [u8]) -> DrawLabel {
        let ordinal = self.next_ordinal(purpose);
        let pinned = |pin: &&Pin| pin.purpose == purpose && pin.ordinal == ordinal && pin.bytes.len() == out.len();
        let pin = self.pins.iter().find(pinned);
        match pin {
            Some(pin) => out.copy_from_slice(&pin.bytes),
            None => draw(self.seed, self.router, purpose, ordinal, out),
        }
        DrawLabel {
            ordinal,
            pinned: pin.is_some(),
        }
    }
}

/// The draw that no pin fixes.
fn draw(seed: u64, router: RouterId, purpose: Purpose, ordinal: u32, out: &mut [u8]) {
    for (index, chunk) in out.chunks_mut(20).enumerate() {
        let block = Hash::Sha1.digest(&[
            b"ikelab",
            &seed.to_be_bytes(),
            &[router.index() as u8],
            purpose.label().as_bytes(),
            &u64::from(ordinal).to_be_bytes(),
            &(index as u64).to_be_bytes(),
        ]);
        chunk.copy_from_slice(&block[..chunk.len()]);
    }
}
