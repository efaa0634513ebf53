//! The link: the fragment `#1…` of the page's address.
//!
//! ```text
//! fragment  1, then base64url of: sections, checksum (CRC-24, 3 bytes)
//! section   tag, length, content; in the order of their tags, each at most once; what is as in the preset is left out
//! ```
//!
//! Version 1 is frozen. A later page may add sections: whoever does not know one with an odd tag passes over it; one with
//! an even tag must be understood. Numbers are as in [`varint`](super::varint).

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::varint::{Reader, put};
use super::{TooMuch, View, base64, keys, limits};
use crate::order;
use crate::sim::{PRESETS, Preset, Scenario, preset};

mod content;
mod shown;

/// The version: the first character of a fragment.
const VERSION: u8 = b'1';
/// The longest fragment that is read.
const MAX_LENGTH: usize = 300_000;
/// The preset that a link without one is about. Frozen.
const FIRST_PRESET: &str = "doc-50880";

/// The tags of the sections. Frozen.
mod tag {
    pub const PRESET: u64 = 0;
    pub const AT: u64 = 1;
    pub const TEXT: u64 = 2;
    pub const SHOWN: u64 = 3;
    pub const SWITCHES: u64 = 4;
    pub const FIELD: u64 = 5;
    pub const SEED: u64 = 6;
    pub const LESSON: u64 = 7;
    pub const HOSTS: u64 = 8;
    pub const LANGUAGE: u64 = 9;
    pub const EVENT: u64 = 11;
    pub const CLOCK: u64 = 10;
    pub const LINES: [u64; 2] = [12, 14];
    pub const PINS: u64 = 16;
    pub const STIMULI: u64 = 18;
    pub const FAULTS: u64 = 20;
    pub const KEYS_LEFT_OUT: u64 = 22;
}

/// What is done with pre-shared keys that are no preset's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    /// A mark stands for each.
    #[default]
    LeaveOut,
    /// They are in the link for everybody to read.
    Include,
}

/// What a link holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The scenario.
    pub scenario: Scenario,
    /// How it is looked at.
    pub view: View,
    /// How many different pre-shared keys were left out: marks stand for them.
    pub keys_left_out: u32,
}

/// Why a link cannot be opened as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// It does not begin as a link does.
    NotALink,
    /// It was made by a later ikelab, in a version of the format that is not known here.
    NewerVersion,
    /// It was made by a later ikelab and holds something that is not known here; this is the rest.
    NewerParts(Box<Opened>),
    /// It is about a preset that is not known here.
    UnknownPreset(String),
    /// Characters are missing, or were changed.
    Damaged,
    /// It asks for more than can be opened.
    TooMuch(TooMuch),
}

impl LinkError {
    /// What is nearest to what was meant, if anything of it can be read.
    pub fn nearest(&self) -> Option<&Opened> {
        match self {
            LinkError::NewerParts(opened) => Some(opened),
            _ => None,
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkError::NotALink => "this is no link of ikelab: one begins with #1",
            LinkError::NewerVersion => "the link was made by a newer ikelab and cannot be read here",
            LinkError::NewerParts(_) => "the link was made by a newer ikelab, and parts of it cannot be read here",
            LinkError::UnknownPreset(name) => {
                return write!(f, "the link is about a scenario that is not known here: {name}");
            }
            LinkError::Damaged => "the link is damaged: characters are missing or were changed on the way",
            LinkError::TooMuch(much) => return write!(f, "the link asks for too much: {much}"),
        })
    }
}

impl core::error::Error for LinkError {}

/// The fragment in a link, without `#`: what follows the first `#`, or the whole if there is none.
pub fn fragment(link: &str) -> &str {
    let link = link.trim();
    link.split_once('#').map_or(link, |(_, fragment)| fragment)
}

/// The fragment for a scenario and a view, without `#`. The same two always give the same fragment.
///
/// # Errors
/// If the scenario is larger than can be shared.
pub fn encode(scenario: &Scenario, view: &View, keys: Keys) -> Result<String, TooMuch> {
    limits::check(scenario)?;
    let mut scenario = scenario.clone();
    let left_out = match keys {
        Keys::LeaveOut => keys::leave_out(&mut scenario),
        Keys::Include => 0,
    };
    let shortest = PRESETS
        .iter()
        .map(|preset| sections(preset, &scenario, view, left_out as u64))
        .min_by_key(Vec::len);
    let mut bytes = shortest.unwrap_or_default();
    bytes.extend_from_slice(&checksum(&bytes).to_be_bytes()[1..]);
    let mut fragment = String::from(char::from(VERSION));
    base64::encode(&bytes, &mut fragment);
    Ok(fragment)
}

fn sections(preset: &Preset, scenario: &Scenario, view: &View, left_out: u64) -> Vec<u8> {
    let mut sections = Sections::default();
    if preset.name != FIRST_PRESET {
        sections.add(tag::PRESET, preset.name.as_bytes());
    }
    content::write(&mut sections, &(preset.scenario)(), scenario);
    if left_out > 0 {
        sections.add_number(tag::KEYS_LEFT_OUT, left_out);
    }
    shown::write(&mut sections, view);
    sections.finish()
}

/// Sections that are being written, in any order.
#[derive(Default)]
struct Sections(Vec<(u64, Vec<u8>)>);

impl Sections {
    fn add(&mut self, tag: u64, content: &[u8]) {
        self.0.push((tag, content.to_vec()));
    }

    fn add_number(&mut self, tag: u64, number: u64) {
        let mut content = Vec::new();
        put(&mut content, number);
        self.add(tag, &content);
    }

    fn finish(mut self) -> Vec<u8> {
        order::sort(&mut self.0, |(a, _), (b, _)| a < b);
        let mut out = Vec::new();
        for (tag, content) in self.0 {
            put(&mut out, tag);
            put(&mut out, content.len() as u64);
            out.extend_from_slice(&content);
        }
        out
    }
}

/// What a fragment holds. A `#` before it does not matter.
///
/// # Errors
/// As [`LinkError`] says. Whatever the text, this takes bounded time and memory.
pub fn decode(text: &str) -> Result<Opened, LinkError> {
    let fragment = fragment(text);
    if fragment.len() > MAX_LENGTH {
        return Err(LinkError::TooMuch(TooMuch {
            what: "characters",
            most: MAX_LENGTH as u64,
        }));
    }
    match fragment.bytes().next() {
        Some(VERSION) => {}
        Some(b'2'..=b'9') => return Err(LinkError::NewerVersion),
        _ => return Err(LinkError::NotALink),
    }
    let bytes = base64::decode(&fragment[1..]).ok_or(LinkError::Damaged)?;
    let (bytes, sum) = bytes.split_last_chunk::<3>().ok_or(LinkError::Damaged)?;
    if checksum(bytes).to_be_bytes()[1..] != *sum {
        return Err(LinkError::Damaged);
    }
    Found::read(bytes).ok_or(LinkError::Damaged)?.open()
}

/// The sections of a link.
struct Found<'a>(Vec<(u64, &'a [u8])>);

impl<'a> Found<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let mut found: Vec<(u64, &[u8])> = Vec::new();
        while !reader.is_empty() {
            let tag = reader.number()?;
            if found.last().is_some_and(|(last, _)| *last >= tag) {
                return None;
            }
            let length = reader.small()?;
            found.push((tag, reader.bytes(length)?));
        }
        Some(Found(found))
    }

    /// The content of a section; it is not asked for again.
    fn take(&mut self, tag: u64) -> Option<Reader<'a>> {
        let at = self.0.iter().position(|(known, _)| *known == tag)?;
        Some(Reader(self.0.remove(at).1))
    }

    /// The text that is the content of a section: `None` if that is no text, `Some(None)` if there is none.
    fn take_text(&mut self, tag: u64) -> Option<Option<String>> {
        let Some(content) = self.take(tag) else {
            return Some(None);
        };
        core::str::from_utf8(content.0).ok().map(|text| Some(text.to_string()))
    }

    fn open(mut self) -> Result<Opened, LinkError> {
        let name = self.take_text(tag::PRESET).ok_or(LinkError::Damaged)?;
        let name = name.unwrap_or_else(|| FIRST_PRESET.to_string());
        let Some(preset) = preset(&name) else {
            return Err(LinkError::UnknownPreset(name));
        };
        let scenario = content::read(&mut self, (preset.scenario)()).ok_or(LinkError::Damaged)?;
        let view = shown::read(&mut self).ok_or(LinkError::Damaged)?;
        let keys_left_out = match self.take(tag::KEYS_LEFT_OUT) {
            None => 0,
            Some(mut content) => content.small().ok_or(LinkError::Damaged)?,
        };
        limits::check(&scenario).map_err(LinkError::TooMuch)?;
        let opened = Opened {
            scenario,
            view,
            keys_left_out,
        };
        if self.0.iter().any(|(tag, _)| tag % 2 == 0) {
            return Err(LinkError::NewerParts(Box::new(opened)));
        }
        Ok(opened)
    }
}

/// CRC-24 (RFC 4880 §6.1).
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0xb7_04ce, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 16, |sum, _| {
            let next = sum << 1;
            if next & 0x100_0000 == 0 {
                next
            } else {
                next ^ 0x186_4cfb
            }
        })
    })
}
