//! SEAL 3.0, the stream cipher behind `esp-seal`.
//!
//! Source: P. Rogaway and D. Coppersmith, "A Software-Optimized Encryption Algorithm", Journal of Cryptology 11 (1998)
//! 273-287, called *the paper* below. Names of variables are the paper's.
//!
//! SEAL stretches a 32-bit position index `n` into a keystream of up to 64 KiB, under a 160-bit key. The key is spent once,
//! on three [`Tables`]; after that each position costs only an initialization, so that ESP can give every packet a position
//! of its own:
//!
//! ```text
//! key -> Tables (T, S, R) -> for each n: for each 1024 bytes l: Initialize(n, l), then 64 iterations of 16 bytes
//! ```
//!
//! Words leave the cipher big-endian.

mod generator;
mod tables;

use alloc::sync::Arc;

use cipher::consts::{U4, U20};
use cipher::{
    InOutBuf, Iv, IvSizeUser, Key, KeyIvInit, KeySizeUser, OverflowError, SeekNum, StreamCipher, StreamCipherError,
    StreamCipherSeek,
};

use generator::{Generator, ITERATIONS};
pub use generator::{Iteration, Iterations, Registers};
pub use tables::{Making, Table, Tables};

/// Length of a SEAL key in bytes: 160 bits.
pub const KEY_LEN: usize = 20;

/// Bytes of keystream from one iteration of the main loop: four words.
pub const ITERATION_LEN: u32 = 16;

/// Bytes of keystream from one initialization: 64 iterations.
pub const BLOCK_LEN: u32 = ITERATION_LEN * ITERATIONS as u32;

/// Bytes of keystream of one position `n`: 64 KiB, the most that the paper allows (`L` = 2^19 bits).
pub const POSITION_LEN: u32 = BLOCK_LEN * tables::BLOCKS as u32;

/// The keystream of one position, as a `cipher` stream cipher that can seek to any of its 65,536 bytes.
///
/// [`KeyIvInit::new`] takes the key and `n` as a 4-byte big-endian IV, and generates the tables;
/// [`Seal::with_tables`] shares tables that exist already, which is what each packet of a security association does.
#[derive(Clone)]
pub struct Seal {
    tables: Arc<Tables>,
    n: u32,
    /// Position of the next byte, `0..=POSITION_LEN`.
    position: u32,
    generator: Generator,
    /// Output of the last iteration; the bytes from `position % 16` on are still to be used.
    chunk: [u8; ITERATION_LEN as usize],
}

impl Seal {
    /// Starts position `n` with tables made earlier from the key.
    #[must_use]
    pub fn with_tables(tables: Arc<Tables>, n: u32) -> Self {
        let generator = Generator::initialize(&tables, n, 0);
        Self {
            tables,
            n,
            position: 0,
            generator,
            chunk: [0; ITERATION_LEN as usize],
        }
    }

    /// The tables of the key.
    #[must_use]
    pub fn tables(&self) -> &Arc<Tables> {
        &self.tables
    }

    /// The position index `n`.
    #[must_use]
    pub fn n(&self) -> u32 {
        self.n
    }

    /// Moves to byte `position` of the keystream, which is at most [`POSITION_LEN`].
    fn move_to(&mut self, position: u32) {
        // The start of the iteration that holds the byte; the 1024-byte block has to be run from its beginning.
        let start = position - position % ITERATION_LEN;
        self.generator = Generator::initialize(&self.tables, self.n, block_of(start));
        for _ in 0..start % BLOCK_LEN / ITERATION_LEN {
            self.generator.iterate(&self.tables);
        }
        self.position = start;
        if position != start {
            self.refill();
            self.position = position;
        }
    }

    /// Runs the iteration that begins at `position`, a multiple of 16.
    fn refill(&mut self) {
        if self.position == POSITION_LEN {
            // Only the unchecked methods of `cipher` come here: their contract is that the keystream repeats.
            self.position = 0;
        }
        if self.position % BLOCK_LEN == 0 {
            self.generator = Generator::initialize(&self.tables, self.n, block_of(self.position));
        }
        self.chunk = self.generator.iterate(&self.tables).output;
    }

    /// Gives up to `wanted` bytes of keystream, at least one unless `wanted` is 0, and moves on.
    fn advance(&mut self, wanted: usize) -> &[u8] {
        if self.position % ITERATION_LEN == 0 && wanted > 0 {
            self.refill();
        }
        let used = (self.position % ITERATION_LEN) as usize;
        let length = wanted.min(self.chunk.len() - used);
        self.position += length as u32;
        &self.chunk[used..used + length]
    }
}

/// The number `l` of the 1024-byte block that holds byte `position`.
fn block_of(position: u32) -> u8 {
    (position / BLOCK_LEN % tables::BLOCKS as u32) as u8
}

impl core::fmt::Debug for Seal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Seal")
            .field("n", &self.n)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl KeySizeUser for Seal {
    type KeySize = U20;
}

impl IvSizeUser for Seal {
    type IvSize = U4;
}

impl KeyIvInit for Seal {
    fn new(key: &Key<Self>, iv: &Iv<Self>) -> Self {
        Self::with_tables(Arc::new(Tables::new(&key.0)), u32::from_be_bytes(iv.0))
    }
}

impl StreamCipher for Seal {
    fn check_remaining(&self, data_len: usize) -> Result<(), StreamCipherError> {
        let remaining = (POSITION_LEN - self.position) as usize;
        if data_len > remaining {
            Err(StreamCipherError)
        } else {
            Ok(())
        }
    }

    fn unchecked_apply_keystream_inout(&mut self, mut data: InOutBuf<'_, '_, u8>) {
        while !data.is_empty() {
            let keystream = self.advance(data.len());
            let (mut head, tail) = data.split_at(keystream.len());
            head.xor_in2out(keystream);
            data = tail;
        }
    }

    fn unchecked_write_keystream(&mut self, mut data: &mut [u8]) {
        while !data.is_empty() {
            let keystream = self.advance(data.len());
            let (head, tail) = data.split_at_mut(keystream.len());
            head.copy_from_slice(keystream);
            data = tail;
        }
    }
}

impl StreamCipherSeek for Seal {
    fn try_current_pos<N: SeekNum>(&self) -> Result<N, OverflowError> {
        // `SeekNum` counts the blocks begun, and the bytes used of the last of them (1..=16).
        let begun = self.position.div_ceil(ITERATION_LEN);
        let unused = begun * ITERATION_LEN - self.position;
        N::from_block_byte(begun, (ITERATION_LEN - unused) as u8, ITERATION_LEN as u8)
    }

    fn try_seek<N: SeekNum>(&mut self, position: N) -> Result<(), StreamCipherError> {
        let (iteration, byte) = position.into_block_byte::<u32>(ITERATION_LEN as u8)?;
        let position = iteration
            .checked_mul(ITERATION_LEN)
            .and_then(|start| start.checked_add(byte.into()));
        match position {
            Some(position) if position <= POSITION_LEN => self.move_to(position),
            _ => return Err(StreamCipherError),
        }
        Ok(())
    }
}
