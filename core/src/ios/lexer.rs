//! A typed line cut into words that know where they stand.

use alloc::vec::Vec;

/// One word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its first character, counted in characters from the start of the line.
    pub column: u32,
    /// The line from this word on, without trailing blanks: what a `LINE` argument takes.
    pub rest: &'a str,
}

impl Word<'_> {
    /// The column after its last character.
    pub fn end(&self) -> u32 {
        self.column + width(self.text)
    }
}

/// What a line is, before anybody asks what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line<'a> {
    /// Nothing but blanks.
    Blank,
    /// `!` and whatever follows. IOS: seed.
    Comment,
    /// Words.
    Words(Vec<Word<'a>>),
}

/// Cuts a line. Indentation does not matter. IOS: seed (the published configurations have none).
pub fn lex(line: &str) -> Line<'_> {
    let line = line.trim_end();
    let words = words(line);
    match words.first() {
        None => Line::Blank,
        Some(first) if first.text.starts_with('!') => Line::Comment,
        Some(_) => Line::Words(words),
    }
}

/// The number of characters of `text`.
pub fn width(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = line;
    let mut column = 0;
    loop {
        let trimmed = rest.trim_start();
        column += width(&rest[..rest.len() - trimmed.len()]);
        if trimmed.is_empty() {
            return words;
        }
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let text = &trimmed[..end];
        words.push(Word {
            text,
            column,
            rest: trimmed,
        });
        column += width(text);
        rest = &trimmed[end..];
    }
}
