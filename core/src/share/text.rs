//! Texts of a link, packed: a copy of something before, or of the frozen dictionary, takes two or three bytes (LZ77).
//!
//! Packed, a text is a sequence of numbers as in [`varint`](super::varint): even, `2n`: `n` bytes follow as they are; odd, `2n + 1`: the
//! `n + 4` bytes that stand `d + 1` bytes before, where `d` is the next number.

use alloc::vec::Vec;

use super::varint::{Reader, put};

/// What version 1 takes as written before every text. Frozen: a changed byte breaks every link that holds a text.
pub const DICTIONARY: &str = include_str!("dictionary-1.txt");

/// The shortest copy that is worth its numbers.
const SHORTEST: usize = 4;
/// Earlier places that are compared at each byte.
const MAX_TRIED: usize = 64;
const HASH_BITS: u32 = 12;

/// Packs `text`, which follows `before`.
pub fn pack(before: &[u8], text: &[u8]) -> Vec<u8> {
    let all = [before, text].concat();
    let mut places = Places::new(all.len());
    (0..before.len()).for_each(|at| places.add(&all, at));
    let mut out = Vec::new();
    let (mut at, mut plain) = (before.len(), before.len());
    while at < all.len() {
        let (length, distance) = places.longest(&all, at);
        let next = at + length.max(1);
        if length >= SHORTEST {
            put_plain(&mut out, &all[plain..at]);
            put(&mut out, (length - SHORTEST) as u64 * 2 + 1);
            put(&mut out, distance as u64 - 1);
            plain = next;
        }
        (at..next).for_each(|at| places.add(&all, at));
        at = next;
    }
    put_plain(&mut out, &all[plain..]);
    out
}

fn put_plain(out: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.is_empty() {
        put(out, bytes.len() as u64 * 2);
        out.extend_from_slice(bytes);
    }
}

/// The text that was packed after `before`; `None` if it is damaged or longer than `most`.
pub fn unpack(before: &[u8], packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut all = before.to_vec();
    let mut reader = Reader(packed);
    while !reader.is_empty() {
        let number: usize = reader.small()?;
        let length = if number % 2 == 0 {
            number / 2
        } else {
            number / 2 + SHORTEST
        };
        if length > most - (all.len() - before.len()) {
            return None;
        }
        if number % 2 == 0 {
            all.extend_from_slice(reader.bytes(length)?);
        } else {
            let distance = reader.small::<usize>()?.checked_add(1)?;
            let start = all.len().checked_sub(distance)?;
            (start..start + length).for_each(|from| all.push(all[from]));
        }
    }
    Some(all.split_off(before.len()))
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
            last: alloc::vec![NOWHERE; 1 << HASH_BITS],
            previous: alloc::vec![NOWHERE; length],
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
            let length = all[from..].iter().zip(&all[at..]).take_while(|(a, b)| a == b).count();
            if length > best.0 {
                best = (length, at - from);
            }
            place = self.previous[from];
        }
        best
    }
}
