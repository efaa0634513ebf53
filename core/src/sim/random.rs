//! Draws keyed by router, purpose and ordinal: a new draw shifts nothing else.

use alloc::vec::Vec;

use super::scenario::{Pin, Scenario};
use crate::crypto::hash::HashAlgorithm;
use crate::event::RouterId;
use crate::random::{Purpose, RandomSource};

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
    fn fill(&mut self, purpose: Purpose, out: &mut [u8]) {
        let ordinal = self.next_ordinal(purpose);
        let pinned = |pin: &&Pin| pin.purpose == purpose && pin.ordinal == ordinal && pin.bytes.len() == out.len();
        if let Some(pin) = self.pins.iter().find(pinned) {
            out.copy_from_slice(&pin.bytes);
            return;
        }
        draw(self.seed, self.router, purpose, ordinal, out);
    }
}

/// The draw that no pin fixes.
fn draw(seed: u64, router: RouterId, purpose: Purpose, ordinal: u32, out: &mut [u8]) {
    for (index, chunk) in out.chunks_mut(20).enumerate() {
        let block = HashAlgorithm::Sha1.digest(&[
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

/// Draws of a purpose that [`find_draw`] looks through.
const SEARCHED: u32 = 1024;

/// Which draw of a router's gave this value, by drawing again: its ordinal, and whether a pin fixed it.
pub fn find_draw(scenario: &Scenario, router: RouterId, purpose: Purpose, value: &[u8]) -> Option<(u32, bool)> {
    let is_pin = |pin: &&Pin| (pin.router, pin.purpose) == (router, purpose) && pin.bytes == value;
    if let Some(pin) = scenario.pins.draws.iter().find(is_pin) {
        return Some((pin.ordinal, true));
    }
    let mut drawn = alloc::vec![0; value.len()];
    let gives_it = |ordinal: &u32| {
        draw(scenario.seed, router, purpose, *ordinal, &mut drawn);
        drawn == value
    };
    (0..SEARCHED).find(gives_it).map(|ordinal| (ordinal, false))
}
