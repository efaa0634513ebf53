//! Cuts bytes into fields, without gaps.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::explain::{Term, common};
use super::{Field, Source, show};

/// Cuts a part of a packet into fields, from its beginning to its end. What is never cut is not understood.
pub(super) struct Cutter<'a> {
    /// What is not cut yet.
    rest: &'a [u8],
    /// Where the whole begins in the packet.
    start: u32,
    /// Where `rest` begins in the packet.
    offset: u32,
    fields: Vec<Field>,
    /// What the whole is called, shown as, and specified in.
    name: Cow<'static, str>,
    value: Option<String>,
    source: Source,
}

impl<'a> Cutter<'a> {
    /// Cuts a whole packet.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::within(bytes, 0, "", common::PACKET)
    }

    fn within(rest: &'a [u8], start: u32, name: &'static str, source: Source) -> Self {
        Cutter {
            rest,
            start,
            offset: start,
            fields: Vec::new(),
            name: name.into(),
            value: None,
            source,
        }
    }

    /// Where the next byte lies in the packet.
    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// What is not cut yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Calls the whole something else than its term does.
    pub fn set_name(&mut self, name: impl Into<Cow<'static, str>>) {
        self.name = name.into();
    }

    /// Shows the whole as something else than its length.
    pub fn set_value(&mut self, value: impl Into<String>) {
        self.value = Some(value.into());
    }

    /// Cuts a leaf, and gives its bytes. `None`, and nothing cut, if there are not as many.
    pub fn leaf(&mut self, term: &Term, len: usize, value: impl FnOnce(&[u8]) -> String) -> Option<&'a [u8]> {
        self.named_leaf(term.name, term, len, value)
    }

    /// Cuts a leaf that is called something else than its term.
    pub fn named_leaf(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        term: &Term,
        len: usize,
        value: impl FnOnce(&[u8]) -> String,
    ) -> Option<&'a [u8]> {
        let start = self.offset;
        let bytes = self.take(len)?;
        if !bytes.is_empty() {
            self.add(name.into(), term, start, value(bytes), Vec::new());
        }
        Some(bytes)
    }

    /// Cuts a leaf from all that is left.
    pub fn remainder(&mut self, term: &Term, value: impl FnOnce(&[u8]) -> String) -> &'a [u8] {
        self.leaf(term, self.rest.len(), value).unwrap_or_default()
    }

    /// Cuts a number of one byte.
    pub fn u8(&mut self, term: &Term, value: impl FnOnce(u8) -> String) -> Option<u8> {
        let number = *self.rest.first()?;
        self.leaf(term, 1, |_| value(number)).map(|_| number)
    }

    /// Cuts a number of two bytes.
    pub fn u16(&mut self, term: &Term, value: impl FnOnce(u16) -> String) -> Option<u16> {
        let number = u16::from_be_bytes(*self.rest.first_chunk()?);
        self.leaf(term, 2, |_| value(number)).map(|_| number)
    }

    /// Cuts a number of four bytes.
    pub fn u32(&mut self, term: &Term, value: impl FnOnce(u32) -> String) -> Option<u32> {
        let number = u32::from_be_bytes(*self.rest.first_chunk()?);
        self.leaf(term, 4, |_| value(number)).map(|_| number)
    }

    /// Cuts a field from the next `len` bytes, or as many as there are, and cuts that in turn with `parts`.
    pub fn group<T>(&mut self, term: &Term, len: usize, parts: impl FnOnce(&mut Cutter<'a>) -> Option<T>) -> Option<T> {
        let mut inner = self.enter(term, len)?;
        let result = parts(&mut inner);
        self.leave(term, inner);
        result
    }

    /// Cuts the next `len` bytes, or as many as there are, with `parts`, which see no byte beyond.
    pub fn span<T>(&mut self, len: usize, parts: impl FnOnce(&mut Cutter<'a>) -> Option<T>) -> Option<T> {
        let start = self.offset;
        let bytes = self.take(len.min(self.rest.len()))?;
        let mut inner = Self::within(bytes, start, "", self.source);
        let result = parts(&mut inner);
        self.fields.extend(inner.finish());
        result
    }

    /// The fields; what is left is not understood.
    pub fn finish(mut self) -> Vec<Field> {
        let len = self.rest.len();
        let term = Term {
            source: self.source,
            ..common::UNKNOWN
        };
        let name = alloc::format!("{} not understood", show::bytes(len));
        self.named_leaf(name, &term, len, show::hex);
        self.fields
    }

    /// A cutter for the next `len` bytes, or as many as there are.
    #[inline(never)]
    fn enter(&mut self, term: &Term, len: usize) -> Option<Cutter<'a>> {
        let start = self.offset;
        let bytes = self.take(len.min(self.rest.len()))?;
        Some(Self::within(bytes, start, term.name, term.source))
    }

    /// Adds what `inner` has cut from the bytes just taken.
    #[inline(never)]
    fn leave(&mut self, term: &Term, mut inner: Cutter<'a>) {
        let start = inner.start;
        let (name, value) = (core::mem::take(&mut inner.name), inner.value.take());
        let children = inner.finish();
        let len = self.offset - start;
        if len > 0 {
            let value = value.unwrap_or_else(|| show::bytes(len as usize));
            self.add(name, term, start, value, children);
        }
    }

    /// Adds a field that reaches from `start` to what is not cut yet. Not inlined: there are a hundred callers.
    #[inline(never)]
    fn add(&mut self, name: Cow<'static, str>, term: &Term, start: u32, value: String, children: Vec<Field>) {
        self.fields.push(Field {
            name,
            key: term.key,
            start,
            len: self.offset - start,
            value,
            source: term.source,
            children,
        });
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        self.offset += len as u32;
        Some(taken)
    }
}
