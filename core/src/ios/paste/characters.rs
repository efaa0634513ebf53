//! The characters of a pasted line.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Kind;

/// The line in characters that IOS has, and what was replaced or taken out.
pub(super) fn clean(line: &str) -> (Cow<'_, str>, Vec<Kind>) {
    let mut kinds = Vec::new();
    let mut note = |kind| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    let mut text = Cow::Borrowed(line.trim_end_matches('\r'));
    if text.len() < line.len() {
        note(Kind::LineBreak);
    }
    if text.contains(BACKSPACE) {
        note(Kind::Character);
        text = Cow::Owned(printed(&text));
    }
    if text.chars().any(|it| replacement(it).is_some()) {
        let mut replaced = String::with_capacity(text.len());
        for it in text.chars() {
            match replacement(it) {
                None => replaced.push(it),
                Some((kind, other)) => {
                    note(kind);
                    replaced.extend(other);
                }
            }
        }
        text = Cow::Owned(replaced);
    }
    let length = text.trim_end_matches(' ').len();
    if length < text.len() {
        note(Kind::Trailing);
        match &mut text {
            Cow::Borrowed(text) => *text = &text[..length],
            Cow::Owned(text) => text.truncate(length),
        }
    }
    (text, kinds)
}

const BACKSPACE: char = '\u{8}';

/// What a terminal shows of the characters: a backspace goes back, and what follows is printed over what
/// is there.
fn printed(text: &str) -> String {
    let mut cells: Vec<char> = Vec::new();
    let mut at = 0_usize;
    for it in text.chars() {
        if it == BACKSPACE {
            at = at.saturating_sub(1);
            continue;
        }
        match cells.get_mut(at) {
            Some(cell) => *cell = it,
            None => cells.push(it),
        }
        at += 1;
    }
    cells.into_iter().collect()
}

/// What a character is replaced by: nothing, or another. `None`: it stays.
fn replacement(it: char) -> Option<(Kind, Option<char>)> {
    Some(match it {
        ' '..='~' => return None,
        '\u{0}' | '\u{7}' | '\u{1b}' | '\u{7f}' => (Kind::Character, None),
        // No width, direction of writing, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {
            (Kind::Character, None)
        }
        '\u{2018}'..='\u{201b}' => (Kind::Character, Some('\'')),
        '\u{201c}'..='\u{201f}' => (Kind::Character, Some('"')),
        '\u{2010}'..='\u{2013}' | '\u{2212}' => (Kind::Character, Some('-')),
        it if it.is_whitespace() => (Kind::Blank, Some(' ')),
        _ => return None,
    })
}
