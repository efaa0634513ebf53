//! The link: the fragment `#1…` of the page's address.
//!
//! ```text
//! fragment  1, then base64url of: sections, checksum (CRC-24, 3 bytes)
//! section   tag, length, content; in the order of their tags, each at most once; what is as usual is left out
//! ```
//!
//! The form of everything is postcard's, but texts stand as they are and the scenario is [packed](pack) behind the preset's.
//! A later page may add sections: whoever does not know one with an odd tag passes over it; one with an even tag must be
//! understood. How the run is looked at has odd tags: a scenario can be opened without.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use ikelab_core::sim::{PRESETS, Preset, Scenario, preset};

use crate::{TooMuch, View, keys, limits, secrets};
use section::{Reader, Writer};

mod content;
mod pack;
mod section;

/// The version: the first character of a fragment.
const VERSION: char = '1';
/// The longest fragment that is written and read.
const MAX_LENGTH: usize = 300_000;
/// The preset that a link without one is about. Frozen.
const FIRST_PRESET: &str = "doc-50880";

/// The tags of the sections. Frozen.
mod tag {
    pub const PRESET: u64 = 0;
    pub const AT: u64 = 1;
    pub const SCENARIO: u64 = 2;
    pub const PAGE: u64 = 3;
    pub const KEYS_LEFT_OUT: u64 = 4;
    pub const FIELD: u64 = 5;
    pub const LESSON: u64 = 7;
    pub const LANGUAGE: u64 = 9;
    pub const EVENT: u64 = 11;
    pub const PANEL: u64 = 13;
    pub const ON_WIRE: u64 = 15;
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

impl std::error::Error for LinkError {}

/// The fragment in a link, without `#`: what follows the first `#`, or the whole if there is none.
pub fn fragment(link: &str) -> &str {
    let link = link.trim();
    link.split_once('#').map_or(link, |(_, fragment)| fragment)
}

/// The fragment for a scenario and a view, without `#`. The same two always give the same fragment. Passwords, user names and
/// SNMP communities are never in it: `<removed>` stands for them; nor are the keys of manually keyed tunnels: zeros and a number
/// stand for each.
///
/// ```
/// use ikelab_core::sim::doc_50880;
/// use ikelab_share::{Keys, View, decode, encode};
///
/// let view = View { at: Some("R1.MM4".to_owned()), ..View::default() };
/// let fragment = encode(&doc_50880(), &view, Keys::Include).expect("the preset is small");
/// let opened = decode(&fragment).expect("what is written can be read");
/// assert_eq!((opened.scenario.seed, opened.view), (50880, view));
/// ```
///
/// # Errors
/// If what is written is larger than [`decode`] reads.
pub fn encode(scenario: &Scenario, view: &View, keys: Keys) -> Result<String, TooMuch> {
    let mut scenario = scenario.clone();
    secrets::leave_out(&mut scenario);
    let left_out = match keys {
        Keys::LeaveOut => keys::leave_out(&mut scenario),
        Keys::Include => 0,
    };
    // A mark may be longer than the key that it stands for.
    limits::check(&scenario)?;
    let exact = PRESETS.iter().position(|preset| (preset.scenario)() == scenario);
    let candidates = exact.map_or(PRESETS, |at| &PRESETS[at..=at]);
    let shortest = candidates
        .iter()
        .map(|preset| sections(preset, &scenario, view, left_out as u32))
        .min_by_key(Vec::len);
    let mut bytes = shortest.unwrap_or_default();
    bytes.extend_from_slice(&checksum(&bytes).to_be_bytes()[1..]);
    let fragment = format!("{VERSION}{}", Base64UrlUnpadded::encode_string(&bytes));
    check_length(&fragment)?;
    Ok(fragment)
}

fn check_length(fragment: &str) -> Result<(), TooMuch> {
    limits::most("characters", fragment.len() as u64, MAX_LENGTH as u64)
}

fn sections(preset: &Preset, scenario: &Scenario, view: &View, left_out: u32) -> Vec<u8> {
    let mut out = Writer::default();
    let base = (preset.scenario)();
    out.text(tag::PRESET, Some(preset.name).filter(|name| *name != FIRST_PRESET));
    out.text(tag::AT, view.at.as_deref());
    if *scenario != base {
        out.bytes(tag::SCENARIO, &content::write(&base, scenario));
    }
    out.value(tag::PAGE, &view.page);
    out.value(tag::KEYS_LEFT_OUT, &left_out);
    out.text(tag::FIELD, view.field.as_deref());
    out.option(tag::LESSON, view.lesson.as_ref());
    out.text(tag::LANGUAGE, view.language.as_deref());
    out.option(tag::EVENT, view.event.as_ref());
    out.option(tag::PANEL, view.panel.as_ref());
    out.value(tag::ON_WIRE, &view.on_wire);
    out.finish()
}

/// What a fragment holds. A `#` before it does not matter.
///
/// ```
/// use ikelab_share::decode;
///
/// assert!(decode("#1").is_err(), "nothing follows the version");
/// assert!(decode("nonsense").is_err());
/// ```
///
/// # Errors
/// As [`LinkError`] says. Whatever the text, this takes bounded time and memory.
pub fn decode(text: &str) -> Result<Opened, LinkError> {
    let fragment = fragment(text);
    check_length(fragment).map_err(LinkError::TooMuch)?;
    match fragment.chars().next() {
        Some(VERSION) => {}
        Some('2'..='9') => return Err(LinkError::NewerVersion),
        _ => return Err(LinkError::NotALink),
    }
    let bytes = Base64UrlUnpadded::decode_vec(&fragment[1..]).map_err(|_| LinkError::Damaged)?;
    let (bytes, sum) = bytes.split_last_chunk::<3>().ok_or(LinkError::Damaged)?;
    if checksum(bytes).to_be_bytes()[1..] != *sum {
        return Err(LinkError::Damaged);
    }
    open(Reader::new(bytes).ok_or(LinkError::Damaged)?)
}

fn open(mut sections: Reader<'_>) -> Result<Opened, LinkError> {
    let name = sections.text(tag::PRESET).ok_or(LinkError::Damaged)?;
    let name = name.unwrap_or_else(|| FIRST_PRESET.to_owned());
    let Some(preset) = preset(&name) else {
        return Err(LinkError::UnknownPreset(name));
    };
    let base = (preset.scenario)();
    let opened = read(&mut sections, base).ok_or(LinkError::Damaged)?;
    limits::check(&opened.scenario).map_err(LinkError::TooMuch)?;
    if sections.needs_more() {
        return Err(LinkError::NewerParts(Box::new(opened)));
    }
    Ok(opened)
}

/// What the sections hold; `None` if one is damaged.
fn read(sections: &mut Reader<'_>, base: Scenario) -> Option<Opened> {
    Some(Opened {
        scenario: match sections.bytes(tag::SCENARIO) {
            Some(packed) => content::read(&base, packed)?,
            None => base,
        },
        view: View {
            at: sections.text(tag::AT)?,
            event: sections.option(tag::EVENT)?,
            page: sections.value(tag::PAGE)?,
            panel: sections.option(tag::PANEL)?,
            on_wire: sections.value(tag::ON_WIRE)?,
            field: sections.text(tag::FIELD)?,
            lesson: sections.option(tag::LESSON)?,
            language: sections.text(tag::LANGUAGE)?,
        },
        keys_left_out: sections.value(tag::KEYS_LEFT_OUT)?,
    })
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
