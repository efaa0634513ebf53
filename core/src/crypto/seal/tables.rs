//! The tables T, S and R that a key is turned into, by the functions `G` and `Γ` of the paper.

use sha1::block_api::compress;

use super::KEY_LEN;

/// 1024-byte blocks of a 64 KiB position; each takes four words of R.
pub(super) const BLOCKS: usize = 64;

/// The key, as SEAL uses it: 1024 words made by 207 runs of SHA-1's compression function.
///
/// This is the expensive part of SEAL; make it once for a key and share it between positions.
#[derive(Clone, PartialEq, Eq)]
pub struct Tables {
    /// T, the S-box of the main loop: nine bits in, 32 bits out.
    pub t: [u32; 512],
    /// S, which masks the output: four words for each of the 64 iterations.
    pub s: [u32; 256],
    /// R, which sets the registers: four words for each of the 64 blocks of 1024 bytes.
    pub r: [u32; 4 * BLOCKS],
}

/// One of the three tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The S-box of the main loop.
    T,
    /// The mask of the output.
    S,
    /// What sets the registers.
    R,
}

impl Table {
    /// All, in the order in which the paper makes them.
    pub const ALL: [Table; 3] = [Table::T, Table::S, Table::R];

    /// The argument of Γ_a that gives the table's first word.
    #[must_use]
    pub const fn base(self) -> u32 {
        match self {
            Table::T => 0,
            Table::S => 0x1000,
            Table::R => 0x2000,
        }
    }
}

/// How a word of a table is made: `Γ_a(argument) = H_place`, where `H_0 ‖ … ‖ H_4 = G_a(index)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Making {
    /// What Γ_a is asked for: the table's [base](Table::base) and the word's place in it.
    pub argument: u32,
    /// What G_a compresses, `⌊argument / 5⌋`: the first four bytes of a block of 64 whose others are 0.
    pub index: u32,
    /// `H_0` to `H_4`: what SHA-1's compression function leaves of the key for that block.
    pub h: [u32; 5],
    /// Which of them is the word, `argument mod 5`.
    pub place: usize,
}

impl Making {
    /// Makes word `place` of a table of this key once more, and shows how.
    #[must_use]
    pub fn new(key: &[u8; KEY_LEN], table: Table, place: u32) -> Self {
        let argument = table.base() + place;
        let index = argument / 5;
        Making {
            argument,
            index,
            h: g(&Gamma::new(key).a, index),
            place: (argument % 5) as usize,
        }
    }

    /// The word.
    #[must_use]
    pub const fn word(&self) -> u32 {
        self.h[self.place]
    }
}

impl Tables {
    /// Generates the tables of a 160-bit key:
    ///
    /// ```text
    /// T[i] = Γ_a(i)            0 <= i < 512
    /// S[j] = Γ_a(0x1000 + j)   0 <= j < 256
    /// R[k] = Γ_a(0x2000 + k)   0 <= k < 256
    /// ```
    #[must_use]
    pub fn new(key: &[u8; KEY_LEN]) -> Self {
        let mut gamma = Gamma::new(key);
        Self {
            t: core::array::from_fn(|i| gamma.word(i as u32)),
            s: core::array::from_fn(|j| gamma.word(0x1000 + j as u32)),
            r: core::array::from_fn(|k| gamma.word(0x2000 + k as u32)),
        }
    }

    /// The words of one of the tables.
    #[must_use]
    pub fn words(&self, table: Table) -> &[u32] {
        match table {
            Table::T => &self.t,
            Table::S => &self.s,
            Table::R => &self.r,
        }
    }
}

impl core::fmt::Debug for Tables {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tables").finish_non_exhaustive()
    }
}

/// Γ_a, a function from an index to a word, with its last five words kept because indices come in order.
///
/// `Γ_a(i) = H_{i mod 5}`, where `H_0 ‖ … ‖ H_4 = G_a(⌊i / 5⌋)`.
struct Gamma {
    a: [u32; 5],
    run: Option<(u32, [u32; 5])>,
}

impl Gamma {
    fn new(key: &[u8; KEY_LEN]) -> Self {
        let byte = |i: usize| u32::from(key[i]);
        let word = |i: usize| byte(i) << 24 | byte(i + 1) << 16 | byte(i + 2) << 8 | byte(i + 3);
        Self {
            a: core::array::from_fn(|i| word(4 * i)),
            run: None,
        }
    }

    fn word(&mut self, i: u32) -> u32 {
        let index = i / 5;
        let h = match self.run {
            Some((last, h)) if last == index => h,
            _ => g(&self.a, index),
        };
        self.run = Some((index, h));
        h[(i % 5) as usize]
    }
}

/// `G_a(i)`: SHA-1's compression function with `a` as the chaining value, on a block that is `i` and then zeros.
fn g(a: &[u32; 5], i: u32) -> [u32; 5] {
    let mut block = [0; 64];
    block[..4].copy_from_slice(&i.to_be_bytes());
    let mut h = *a;
    compress(&mut h, &[block]);
    h
}
