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

use crate::language;
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

/// The list of all lessons: `language  tag  name` for each language that there is, then a line for each lesson and language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    /// Tags, and what the languages call themselves.
    pub languages: Vec<(String, String)>,
    /// The lessons, in their order and then by language.
    pub entries: Vec<Entry>,
}

impl Index {
    /// A lesson in the language that is nearest to what is asked for; `None` if there is no such lesson.
    pub fn entry(&self, id: &str, asked: Option<&str>) -> Option<&Entry> {
        let offered = self.entries.iter().filter(|entry| entry.id == id);
        language::choose(offered, |entry| &entry.language, asked)
    }

    /// Every lesson once, likewise.
    pub fn all<'a>(&'a self, asked: Option<&'a str>) -> impl Iterator<Item = &'a Entry> {
        let lessons = self.entries.chunk_by(|one, other| one.id == other.id);
        lessons.filter_map(move |same| self.entry(&same.first()?.id, asked))
    }
}

/// Writes the list of all lessons.
pub fn write_index(index: &Index) -> String {
    let mut text = String::new();
    for (tag, name) in &index.languages {
        text += &format!("language\t{tag}\t{name}\n");
    }
    for entry in &index.entries {
        let Entry {
            id,
            language,
            minutes,
            title,
            summary,
        } = entry;
        text += &format!("{id}\t{language}\t{minutes}\t{title}\t{summary}\n");
    }
    text
}

/// Reads the list of all lessons.
pub fn read_index(text: &str) -> Option<Index> {
    let mut index = Index::default();
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["language", tag, name] => index.languages.push((tag.into(), name.into())),
            [id, language, minutes, title, summary] => index.entries.push(Entry {
                id: id.into(),
                language: language.into(),
                minutes: minutes.parse().ok()?,
                title: title.into(),
                summary: summary.into(),
            }),
            _ => return None,
        }
    }
    Some(index)
}

impl Entry {
    /// The entry of a lesson.
    pub fn of(lesson: &Lesson) -> Entry {
        let summary: Vec<String> = lesson.summary.iter().map(plain).collect();
        Entry {
            id: lesson.id.clone(),
            language: lesson.language.clone(),
            minutes: lesson.minutes,
            title: lesson.title.clone(),
            summary: summary.join(" "),
        }
    }
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
