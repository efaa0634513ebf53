//! Bytes, packed: a copy of something before takes a few bytes (LZ77).
//!
//! Packed, they are a sequence of numbers as postcard writes them: seven bits a byte, the lowest first. The lowest two bits
//! of a number say what its other bits count: [`PLAIN`] bytes that follow as they are; bytes of a [`COPY`] of what stands as
//! far before as the next number says; or bytes of a copy from the [`SAME`] distance as the last one: so the preset goes on
//! behind a byte that is another one.

use super::section::{put, take};

/// The shortest copy that is worth its numbers, from a new distance.
const SHORTEST: usize = 4;
/// The same, from the last distance.
const SHORTEST_SAME: usize = 2;
/// The shortest copy whose distance the next ones may have: shorter ones are of words, and not of the preset.
const LONG: usize = 16;
/// Earlier places that are compared at each byte.
const MAX_TRIED: usize = 64;
const HASH_BITS: u32 = 12;

const PLAIN: usize = 0;
const COPY: usize = 1;
const SAME: usize = 2;

/// Packs `bytes`, which follow `before`; the first distance is that to the start of the last `aligned` bytes of it.
pub fn pack(before: &[u8], aligned: usize, bytes: &[u8]) -> Vec<u8> {
    let all = [before, bytes].concat();
    let mut places = Places::new(all.len());
    (0..before.len()).for_each(|at| places.add(&all, at));
    let mut out = Vec::new();
    let mut last = aligned;
    let (mut at, mut plain) = (before.len(), before.len());
    while at < all.len() {
        let same = common(&all, at - last, at);
        let (longest, distance) = places.longest(&all, at);
        let copy = if same >= SHORTEST_SAME && same + SHORTEST_SAME >= longest {
            Some((same, last))
        } else {
            (longest >= SHORTEST).then_some((longest, distance))
        };
        if let Some((length, distance)) = copy {
            put_plain(&mut out, &all[plain..at]);
            if distance == last {
                put(&mut out, &(length << 2 | SAME));
            } else {
                put(&mut out, &(length << 2 | COPY));
                put(&mut out, &distance);
            }
            if length >= LONG {
                last = distance;
            }
            plain = at + length;
        }
        let next = at + copy.map_or(1, |(length, _)| length);
        (at..next).for_each(|at| places.add(&all, at));
        at = next;
    }
    put_plain(&mut out, &all[plain..]);
    out
}

fn put_plain(out: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.is_empty() {
        put(out, &(bytes.len() << 2 | PLAIN));
        out.extend_from_slice(bytes);
    }
}

/// The bytes that [`pack`] packed; `None` if they are damaged or more than `most`.
pub fn unpack(before: &[u8], aligned: usize, mut packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut all = before.to_vec();
    let mut last = aligned;
    while !packed.is_empty() {
        let head: usize = take(&mut packed)?;
        let length = head >> 2;
        if length > most - (all.len() - before.len()) {
            return None;
        }
        match head & 3 {
            PLAIN => {
                let (plain, rest) = packed.split_at_checked(length)?;
                all.extend_from_slice(plain);
                packed = rest;
            }
            kind @ (COPY | SAME) => {
                let distance = if kind == COPY { take(&mut packed)? } else { last };
                if length >= LONG {
                    last = distance;
                }
                let start = all.len().checked_sub(distance).filter(|start| *start < all.len())?;
                (start..start + length).for_each(|from| all.push(all[from]));
            }
            _ => return None,
        }
    }
    Some(all.split_off(before.len()))
}

/// How many bytes from `from` on are the same as those from `at` on.
fn common(all: &[u8], from: usize, at: usize) -> usize {
    all[from..].iter().zip(&all[at..]).take_while(|(a, b)| a == b).count()
}

/// Where each sequence of four bytes stood, the last place first.
struct Places {
    last: Vec<u32>,
    previous: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Places {
    fn new(length: usize) -> Self {
        Places {
            last: vec![NOWHERE; 1 << HASH_BITS],
            previous: vec![NOWHERE; length],
        }
    }

    fn hash(all: &[u8], at: usize) -> Option<usize> {
        let four = u32::from_le_bytes(all.get(at..at + SHORTEST)?.try_into().ok()?);
        Some((four.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize)
    }

    fn add(&mut self, all: &[u8], at: usize) {
        if let Some(hash) = Self::hash(all, at) {
            self.previous[at] = self.last[hash];
            self.last[hash] = at as u32;
        }
    }

    /// The longest earlier text that is the same as the one at `at`, and how far before it stands; the nearest of those.
    fn longest(&self, all: &[u8], at: usize) -> (usize, usize) {
        let mut best = (0, 0);
        let Some(hash) = Self::hash(all, at) else { return best };
        let mut place = self.last[hash];
        for _ in 0..MAX_TRIED {
            if place == NOWHERE {
                break;
            }
            let from = place as usize;
            let length = common(all, from, at);
            if length > best.0 {
                best = (length, at - from);
            }
            place = self.previous[from];
        }
        best
    }
}
