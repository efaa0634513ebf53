//! The procedure `Initialize` of the paper, and the main loop of its `SEAL(a, n, L)`.

use super::ITERATION_LEN;
use super::tables::{BLOCKS, Tables};

/// Iterations of the main loop after one initialization.
pub(super) const ITERATIONS: u8 = 64;

/// The four registers A, B, C and D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Registers {
    /// Register A.
    pub a: u32,
    /// Register B.
    pub b: u32,
    /// Register C.
    pub c: u32,
    /// Register D.
    pub d: u32,
}

/// What one iteration of the main loop did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Iteration {
    /// Number of the iteration in its 1024-byte block, from 0. (The paper counts `i` from 1.)
    pub index: u8,
    /// The words of T that the eight steps chose, in order: `P` chose those with an even place here, `Q` the others.
    pub chosen: [u16; 8],
    /// The registers after the eight steps through T, before they are masked with S.
    pub mixed: Registers,
    /// The 16 bytes of keystream: `B + S[4i], C ^ S[4i+1], D + S[4i+2], A ^ S[4i+3]`, big-endian.
    pub output: [u8; ITERATION_LEN as usize],
    /// The registers at the end, after `n1, n2` (even index) or `n3, n4` (odd) went in.
    pub registers: Registers,
}

/// The state between iterations. It does not hold the tables, so that whoever owns both need not borrow from itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generator {
    pub(super) registers: Registers,
    /// `n1` to `n4`.
    pub(super) salts: [u32; 4],
    pub(super) index: u8,
}

impl Generator {
    /// `Initialize(n, l, A, B, C, D, n1, n2, n3, n4)`.
    pub(super) fn initialize(tables: &Tables, n: u32, l: u8) -> Self {
        let r = &tables.r[4 * (l as usize % BLOCKS)..][..4];
        let mut x = Registers {
            a: n ^ r[0],
            b: n.rotate_right(8) ^ r[1],
            c: n.rotate_right(16) ^ r[2],
            d: n.rotate_right(24) ^ r[3],
        };
        x.stir(&tables.t);
        x.stir(&tables.t);
        let salts = [x.d, x.b, x.a, x.c];
        x.stir(&tables.t);
        Self {
            registers: x,
            salts,
            index: 0,
        }
    }

    /// One iteration of the main loop.
    #[inline]
    pub(super) fn iterate(&mut self, tables: &Tables) -> Iteration {
        let index = self.index;
        let x = &mut self.registers;
        let chosen = x.mix(&tables.t);
        let mixed = *x;
        let output = mask(&mixed, &tables.s[4 * (index % ITERATIONS) as usize..][..4]);

        let [n1, n2, n3, n4] = self.salts;
        let (first, second) = if index % 2 == 0 { (n1, n2) } else { (n3, n4) };
        x.a = x.a.wrapping_add(first);
        x.b = x.b.wrapping_add(second);
        x.c ^= first;
        x.d ^= second;
        self.index = index.wrapping_add(1);
        Iteration {
            index,
            chosen,
            mixed,
            output,
            registers: *x,
        }
    }
}

/// The output of an iteration: `B + S[4i-4] ‖ C ⊕ S[4i-3] ‖ D + S[4i-2] ‖ A ⊕ S[4i-1]`.
fn mask(x: &Registers, s: &[u32]) -> [u8; ITERATION_LEN as usize] {
    let words = [x.b.wrapping_add(s[0]), x.c ^ s[1], x.d.wrapping_add(s[2]), x.a ^ s[3]];
    let mut output = [0; ITERATION_LEN as usize];
    for (bytes, word) in output.chunks_exact_mut(4).zip(words) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    output
}

/// `T[P/4]` where `P = x & 0x7fc`: bits 2 to 10 of a register choose one of 512 words.
#[inline]
fn look_up(t: &[u32; 512], x: u32) -> u32 {
    t[((x & 0x7fc) / 4) as usize]
}

impl Registers {
    /// One of the rounds of the initialization: each register chooses from T what the next is increased by, and turns.
    fn stir(&mut self, t: &[u32; 512]) {
        let Self { a, b, c, d } = self;
        *b = b.wrapping_add(look_up(t, *a));
        *a = a.rotate_right(9);
        *c = c.wrapping_add(look_up(t, *b));
        *b = b.rotate_right(9);
        *d = d.wrapping_add(look_up(t, *c));
        *c = c.rotate_right(9);
        *a = a.wrapping_add(look_up(t, *d));
        *d = d.rotate_right(9);
    }

    /// The eight steps of the main loop. `p` and `q` run through: from the third step on they add up what chose before.
    /// Returns the places in T that they chose.
    #[inline]
    fn mix(&mut self, t: &[u32; 512]) -> [u16; 8] {
        let Self {
            mut a,
            mut b,
            mut c,
            mut d,
        } = *self;

        let p1 = a & 0x7fc;
        b = b.wrapping_add(look_up(t, p1));
        a = a.rotate_right(9);
        b ^= a;

        let q1 = b & 0x7fc;
        c ^= look_up(t, q1);
        b = b.rotate_right(9);
        c = c.wrapping_add(b);

        let p2 = p1.wrapping_add(c) & 0x7fc;
        d = d.wrapping_add(look_up(t, p2));
        c = c.rotate_right(9);
        d ^= c;

        let q2 = q1.wrapping_add(d) & 0x7fc;
        a ^= look_up(t, q2);
        d = d.rotate_right(9);
        a = a.wrapping_add(d);

        let p3 = p2.wrapping_add(a) & 0x7fc;
        b ^= look_up(t, p3);
        a = a.rotate_right(9);

        let q3 = q2.wrapping_add(b) & 0x7fc;
        c = c.wrapping_add(look_up(t, q3));
        b = b.rotate_right(9);

        let p4 = p3.wrapping_add(c) & 0x7fc;
        d ^= look_up(t, p4);
        c = c.rotate_right(9);

        let q4 = q3.wrapping_add(d) & 0x7fc;
        a = a.wrapping_add(look_up(t, q4));
        d = d.rotate_right(9);

        *self = Self { a, b, c, d };
        [p1, q1, p2, q2, p3, q3, p4, q4].map(|place| (place / 4) as u16)
    }
}

/// The iterations of one 1024-byte block; made by [`Tables::iterations`].
#[derive(Debug, Clone)]
pub struct Iterations<'a> {
    tables: &'a Tables,
    generator: Generator,
}

impl Tables {
    /// The 64 iterations that make block `l` (0 to 63; taken modulo 64) of position `n`, with the state after each.
    ///
    /// The outputs, one after the other, are bytes `1024 * l ..` of the keystream of `n`.
    #[must_use]
    pub fn iterations(&self, n: u32, l: u8) -> Iterations<'_> {
        Iterations {
            tables: self,
            generator: Generator::initialize(self, n, l),
        }
    }
}

impl Iterations<'_> {
    /// The registers as they stand before the next iteration.
    #[must_use]
    pub fn registers(&self) -> Registers {
        self.generator.registers
    }

    /// `n1` to `n4`, which the initialization of this block fixed.
    #[must_use]
    pub fn salts(&self) -> [u32; 4] {
        self.generator.salts
    }
}

impl Iterator for Iterations<'_> {
    type Item = Iteration;

    fn next(&mut self) -> Option<Iteration> {
        (self.generator.index < ITERATIONS).then(|| self.generator.iterate(self.tables))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(ITERATIONS - self.generator.index);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Iterations<'_> {}
