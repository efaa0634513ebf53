//! Values, rendered for people.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{Display, Write};

/// Bytes that are shown in full; of more, the first [`PREVIEW`] are.
const SHORT: usize = 8;
const PREVIEW: usize = 5;

/// `1 byte`, `24 bytes`.
pub(super) fn bytes(count: usize) -> String {
    counted(count, "byte")
}

/// `1 transform`, `2 transforms`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A length field, and whether there are as many bytes.
pub(super) fn length(declared: usize, there: usize) -> String {
    if declared <= there {
        bytes(declared)
    } else {
        format!("{}, but {there} here", bytes(declared))
    }
}

/// `16 60 94 92 d1 …`
pub(super) fn hex(bytes: &[u8]) -> String {
    let (shown, more) = if bytes.len() > SHORT {
        (&bytes[..PREVIEW], " …")
    } else {
        (bytes, "")
    };
    let digits = joined(shown, " ", |text, byte| write!(text, "{byte:02x}"));
    digits + more
}

/// `DD3645C8`, `B84C0CD6 B0BCFFC3`: SPIs and cookies, in words of four bytes as IOS prints them.
pub(super) fn words(bytes: &[u8]) -> String {
    let word = |text: &mut String, word: &[u8]| word.iter().try_for_each(|byte| write!(text, "{byte:02X}"));
    joined(bytes.chunks(4), " ", word)
}

/// `10.10.10.2`
pub(super) fn address(bytes: &[u8]) -> String {
    joined(bytes, ".", |text, byte| write!(text, "{byte}"))
}

/// `7 · AES-CBC`, or the number alone if it has no name.
pub(super) fn named(number: impl Display, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{number} · {name}"),
        None => number.to_string(),
    }
}

/// A number of which zero stands for no restriction.
pub(super) fn or_any(number: impl Into<u32>, name: Option<&str>) -> String {
    match number.into() {
        0 => named(0, Some("any")),
        number => named(number, name),
    }
}

/// A field that must be zero.
pub(super) fn reserved(bytes: &[u8]) -> String {
    if bytes.iter().all(|byte| *byte == 0) {
        "0".into()
    } else {
        format!("{}, must be zero", hex(bytes))
    }
}

/// `0x52a3 · correct`
pub(super) fn checksum(found: u16, correct: bool) -> String {
    format!("0x{found:04x} · {}", if correct { "correct" } else { "wrong" })
}

/// The text that bytes are, where they are plain characters.
pub(super) fn text(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => text.into(),
        _ => hex(bytes),
    }
}

fn joined<T>(
    items: impl IntoIterator<Item = T>,
    separator: &str,
    mut item: impl FnMut(&mut String, T) -> core::fmt::Result,
) -> String {
    let mut text = String::new();
    for value in items {
        if !text.is_empty() {
            text += separator;
        }
        item(&mut text, value).expect("a string takes all that is written");
    }
    text
}
