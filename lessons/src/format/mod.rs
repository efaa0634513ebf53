//! The file of a compiled lesson: one thing a line, its parts parted by tabs. It is read in the browser, so the reader is
//! small: what is not as it must be is no lesson.
//!
//! ```text
//! ikelab-lesson 1
//! lesson   id  language  minutes  title
//! start    preset  seed or nothing                         deeds
//! beat     title  pane  fact or nothing                    text, asks
//! ask      id  answer                                      text, options, because, text
//! goal     id  title  condition                            deeds (the solution), wrongs
//! wrong    title  places of goals, by commas               signs, each with a condition; text
//! end                                                      text
//! ```
//!
//! Text is `p`, `u`, `o` and `c` lines: a paragraph, an item of a list, of a numbered list, and lines of code. Spans begin
//! with a letter: `t`ext, `c`ode, `e`mphasis, `s`trong, `g`lossary, `f`act and `v`alue, the last three with their target before a
//! bar.

mod read;
mod write;

pub use read::{bytes_of, read};
pub use write::write;

use crate::lesson::{Block, Lesson, Span};

/// The version of the format, which every file begins with.
const VERSION: &str = "ikelab-lesson 1";

/// A line break in a field. No line of a configuration has it.
const LINE_BREAK: &str = "\\n";

/// The file with the list of all lessons, in the folder of lessons of the site.
pub const INDEX: &str = "index.txt";

/// The file of a lesson in a language, in the same folder.
pub fn file(id: &str, language: &str) -> String {
    format!("{id}.{language}.txt")
}

/// A lesson as it stands in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its language.
    pub language: String,
    /// How long it takes.
    pub minutes: u32,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
}

/// Writes the list of all lessons.
pub fn write_index(lessons: &[Lesson]) -> String {
    let line = |lesson: &Lesson| {
        let summary: Vec<String> = lesson.summary.iter().map(plain).collect();
        format!(
            "{}\t{}\t{}\t{}\t{}\n",
            lesson.id,
            lesson.language,
            lesson.minutes,
            lesson.title,
            summary.join(" ")
        )
    };
    lessons.iter().map(line).collect()
}

/// Reads the list of all lessons.
pub fn read_index(text: &str) -> Option<Vec<Entry>> {
    let entry = |line: &str| {
        let [id, language, minutes, title, summary] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        Some(Entry {
            id: id.into(),
            language: language.into(),
            minutes: minutes.parse().ok()?,
            title: title.into(),
            summary: summary.into(),
        })
    };
    text.lines().map(entry).collect()
}

/// The words of a block, without its forms.
pub fn plain(block: &Block) -> String {
    match block {
        Block::Paragraph(spans) => spans.iter().map(words).collect(),
        Block::List { items, .. } => items.iter().flatten().map(words).collect(),
        Block::Code(lines) => lines.join(" "),
    }
}

/// The words of a span.
pub fn words(span: &Span) -> &str {
    match span {
        Span::Text(words) | Span::Code(words) | Span::Emphasis(words) | Span::Strong(words) => words,
        Span::Term { words, .. } | Span::Fact { words, .. } | Span::Value { words, .. } => words,
    }
}
