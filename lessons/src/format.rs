//! Compiled lessons as the page fetches them: JSON, as serde writes it.

use serde::{Deserialize, Serialize};

use crate::language;
use crate::lesson::{Block, Lesson, Span};

/// The version of the format: a page knows none but its own, whatever its browser has kept.
const VERSION: u32 = 1;

/// The file with the list of all lessons, in the folder of lessons of the site.
pub const INDEX: &str = "index.json";

/// The file of a lesson in a language, in the same folder.
pub fn file(id: &str, language: &str) -> String {
    format!("{id}.{language}.json")
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    content: T,
}

fn to_text<T: Serialize>(content: T) -> String {
    let file = Versioned {
        version: VERSION,
        content,
    };
    serde_json::to_string(&file).expect("a lesson has nothing that JSON has not")
}

fn from_text<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    let file: Versioned<T> = serde_json::from_str(text).ok()?;
    (file.version == VERSION).then_some(file.content)
}

/// Writes a lesson: natively, when the page is built.
pub fn write(lesson: &Lesson) -> String {
    to_text(lesson)
}

/// Reads a lesson. `None` if it is not one of this version.
pub fn read(text: &str) -> Option<Lesson> {
    let lesson: Lesson = from_text(text)?;
    let mut predictions = lesson.beats.iter().flat_map(|beat| &beat.predictions);
    let is_whole = predictions.all(|prediction| prediction.answer < prediction.options.len());
    is_whole.then_some(lesson)
}

/// A lesson as it stands in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// The list of all lessons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    to_text(index)
}

/// Reads the list of all lessons. `None` if it is not one of this version.
pub fn read_index(text: &str) -> Option<Index> {
    from_text(text)
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
