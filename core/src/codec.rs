//! Reading and writing of bytes, for every wire format here.
//!
//! A [`Reader`] knows what it reads and where that lies in the datagram, so that an error says which byte is to blame. It
//! hands out [`sub`](Reader::sub)-readers for the parts that a length field delimits, and [`finish`](Reader::finish)
//! refuses what is left over. A [`Writer`] fills in such length fields once it knows them. All numbers are big-endian.

use alloc::vec::Vec;
use core::fmt;

/// Why bytes could not be decoded: which part of the datagram, and at which byte from its beginning.
///
/// This is for bytes that have no meaning. Numbers that mean something unknown are decoded and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub enum DecodeError {
    /// The part is longer than the bytes there are.
    Truncated {
        /// What was being read.
        what: &'static str,
        /// Where it begins.
        offset: u32,
        /// How many bytes it takes.
        need: u32,
        /// How many there were.
        have: u32,
    },
    /// A length field is less than the least that such a part can have.
    BadLength {
        /// What the length is of.
        what: &'static str,
        /// Where that begins.
        offset: u32,
        /// The length field.
        length: u32,
        /// The least it can be.
        minimum: u32,
    },
    /// Bytes are left over after the end of the part.
    Trailing {
        /// What had ended.
        what: &'static str,
        /// Where the first byte too many is.
        offset: u32,
        /// How many bytes are too many.
        count: u32,
    },
    /// A field that can have one value only, such as RESERVED, has another.
    Unexpected {
        /// Which field.
        what: &'static str,
        /// Where it is.
        offset: u32,
        /// Its value.
        found: u32,
        /// What it must be.
        expected: u32,
    },
}

impl DecodeError {
    /// What was being read.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Truncated { what, .. }
            | Self::BadLength { what, .. }
            | Self::Trailing { what, .. }
            | Self::Unexpected { what, .. } => what,
        }
    }

    /// Byte of the datagram, from 0.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        match self {
            Self::Truncated { offset, .. }
            | Self::BadLength { offset, .. }
            | Self::Trailing { offset, .. }
            | Self::Unexpected { offset, .. } => *offset,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}: ", self.what(), self.offset())?;
        match self {
            Self::Truncated { need, have, .. } => write!(f, "needs {need} bytes, had {have}"),
            Self::BadLength { length, minimum, .. } => write!(f, "length {length} is less than {minimum}"),
            Self::Trailing { count, .. } => write!(f, "{count} bytes too many"),
            Self::Unexpected { found, expected, .. } => write!(f, "is {found}, must be {expected}"),
        }
    }
}

impl core::error::Error for DecodeError {}

/// Reads a part of a datagram from its beginning to its end.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    what: &'static str,
    /// What is not read yet.
    rest: &'a [u8],
    /// Where `rest` begins in the datagram.
    offset: u32,
}

impl<'a> Reader<'a> {
    /// Reads `bytes`, which are called `what` in errors and begin at byte `offset` of the datagram.
    #[must_use]
    pub const fn new(what: &'static str, bytes: &'a [u8], offset: u32) -> Self {
        Self {
            what,
            rest: bytes,
            offset,
        }
    }

    /// Where the next byte lies in the datagram.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        self.offset
    }

    /// How many bytes are left.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Whether everything has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next byte.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there is none.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array().map(u8::from_be_bytes)
    }

    /// The next two bytes, as a big-endian number.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_be_bytes)
    }

    /// The next four bytes, as a big-endian number.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_be_bytes)
    }

    /// The next `N` bytes, copied.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] if there are fewer.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        self.take(self.what, length)
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        let rest = core::mem::take(&mut self.rest);
        self.offset = self.offset.saturating_add(rest.len() as u32);
        rest
    }

    /// A reader for the next `length` bytes, which are called `what`.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], which names `what`, if there are fewer.
    pub fn sub(&mut self, what: &'static str, length: usize) -> Result<Reader<'a>, DecodeError> {
        let offset = self.offset;
        Ok(Reader {
            what,
            rest: self.take(what, length)?,
            offset,
        })
    }

    /// Reads a byte that can only be `expected`; `what` is the name of the field.
    ///
    /// # Errors
    /// [`DecodeError::Unexpected`] if it is another, [`DecodeError::Truncated`] if there is none.
    pub fn expect_u8(&mut self, what: &'static str, expected: u8) -> Result<(), DecodeError> {
        let offset = self.offset;
        match self.u8()? {
            found if found == expected => Ok(()),
            found => Err(DecodeError::Unexpected {
                what,
                offset,
                found: found.into(),
                expected: expected.into(),
            }),
        }
    }

    /// Ends the part.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] if bytes are left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(DecodeError::Trailing {
            what: self.what,
            offset: self.offset,
            count: self.rest.len() as u32,
        })
    }

    fn take(&mut self, what: &'static str, length: usize) -> Result<&'a [u8], DecodeError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            let have = self.rest.len() as u32;
            return Err(DecodeError::Truncated {
                what,
                offset: self.offset,
                need: length as u32,
                have,
            });
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(length as u32);
        Ok(taken)
    }
}

/// Writes a datagram, or a part of it, from its beginning to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Nothing written yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// How many bytes were written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes a byte.
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// Writes a number in two bytes, big-endian.
    pub fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    /// Writes a number in four bytes, big-endian.
    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a two-byte length and then `body`, which the length counts together with `extra` bytes that stand before:
    /// fields in front of the length field, and the length field itself, where the format says so.
    ///
    /// A length that does not fit is written as 65535. No datagram can carry such a part, and no decoder takes it.
    pub fn length_u16(&mut self, extra: u16, body: impl FnOnce(&mut Self)) {
        let field = self.bytes.len();
        self.u16(0);
        body(self);
        let length = self.bytes.len() - field - 2 + usize::from(extra);
        let length = u16::try_from(length).unwrap_or(u16::MAX);
        self.bytes[field..field + 2].copy_from_slice(&length.to_be_bytes());
    }
}
