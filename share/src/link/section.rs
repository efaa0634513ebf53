//! The sections of a link: tag, length and content of each, in the order of their tags. What is as always has none.

use postcard::{take_from_bytes, to_allocvec};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Appends a value in postcard's form.
pub fn put<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    out.extend(to_allocvec(value).expect("a value of known length is written into memory"));
}

/// Takes a value from the begin of `bytes`; `None` if there is none.
pub fn take<'a, T: Deserialize<'a>>(bytes: &mut &'a [u8]) -> Option<T> {
    let (value, rest) = take_from_bytes(bytes).ok()?;
    *bytes = rest;
    Some(value)
}

/// Sections that are being written.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Adds a section. Its tag is greater than all before.
    pub fn bytes(&mut self, tag: u64, content: &[u8]) {
        put(&mut self.0, &(tag, content));
    }

    /// Adds a section with a value, unless it is the usual one.
    pub fn value<T: Serialize + Default + PartialEq>(&mut self, tag: u64, value: &T) {
        self.option(tag, Some(value).filter(|value| **value != T::default()));
    }

    /// Adds a section with a value, if there is one.
    pub fn option<T: Serialize>(&mut self, tag: u64, value: Option<&T>) {
        if let Some(value) = value {
            let mut content = Vec::new();
            put(&mut content, value);
            self.bytes(tag, &content);
        }
    }

    /// Adds a section that is a text, if there is one.
    pub fn text(&mut self, tag: u64, text: Option<&str>) {
        if let Some(text) = text {
            self.bytes(tag, text.as_bytes());
        }
    }

    /// All sections.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Sections that are being read.
pub struct Reader<'a>(Vec<(u64, &'a [u8])>);

impl<'a> Reader<'a> {
    /// Takes them apart; `None` if they are damaged.
    pub fn new(mut bytes: &'a [u8]) -> Option<Self> {
        let mut sections: Vec<(u64, &[u8])> = Vec::new();
        while !bytes.is_empty() {
            let section: (u64, &[u8]) = take(&mut bytes)?;
            if sections.last().is_some_and(|(last, _)| *last >= section.0) {
                return None;
            }
            sections.push(section);
        }
        Some(Reader(sections))
    }

    /// The content of a section; it is not asked for again.
    pub fn bytes(&mut self, tag: u64) -> Option<&'a [u8]> {
        let at = self.0.iter().position(|(known, _)| *known == tag)?;
        Some(self.0.remove(at).1)
    }

    /// The value of a section, if there is one: `None` if it is damaged.
    pub fn option<T: DeserializeOwned>(&mut self, tag: u64) -> Option<Option<T>> {
        let Some(mut content) = self.bytes(tag) else {
            return Some(None);
        };
        take(&mut content).filter(|_| content.is_empty()).map(Some)
    }

    /// The value of a section, the usual one if there is none; `None` if it is damaged.
    pub fn value<T: DeserializeOwned + Default>(&mut self, tag: u64) -> Option<T> {
        self.option(tag).map(Option::unwrap_or_default)
    }

    /// The text of a section, if there is one: `None` if it is damaged.
    pub fn text(&mut self, tag: u64) -> Option<Option<String>> {
        let Some(content) = self.bytes(tag) else {
            return Some(None);
        };
        std::str::from_utf8(content).ok().map(|text| Some(text.to_owned()))
    }

    /// Whether one is left that must be understood: its tag is even.
    pub fn needs_more(&self) -> bool {
        self.0.iter().any(|(tag, _)| tag % 2 == 0)
    }
}
