//! Lesson folders: read, checked against the simulator, compiled. Native, for the command line and the building of the page.
//!
//! - `source` is `lesson.toml`, as it stands in the file
//! - `prose` is a Markdown file, cut into sections
//! - `probe` asks a run for the answers of predictions and the numbers of prose
//! - `plan` is the file understood and run; `check` says what is wrong with it; `convert` reads its entries
//! - `pages` makes a [`Lesson`](crate::lesson::Lesson) of plan and prose
//! - `translation` compares a lesson in another language with the English one; `languages` says what languages call themselves
//! - `library` is a folder of lessons

mod check;
mod languages;
mod library;
mod pages;
mod plan;
mod probe;
mod prose;
mod source;
mod text;
mod translation;

use std::fmt;
use std::path::PathBuf;

pub use library::{Library, read};

/// Something wrong with a lesson.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// Sections that belong to the lesson as a whole.
const HINTS: &str = "hints";
const END: &str = "end";

/// A message with the line that it is about.
type Wrong = (usize, String);

/// The line of a byte of a text, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}
