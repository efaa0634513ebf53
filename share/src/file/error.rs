//! What is wrong with a scenario file, in words and with its place.

use std::error::Error;
use std::fmt;

use serde_json::error::Category;

/// What is wrong with a scenario file, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The line, from 1.
    pub line: u32,
    /// The column, in characters from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub what: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl Error for FileError {}

impl FileError {
    /// Something wrong at a byte of the text.
    pub fn at(text: &str, offset: usize, what: String) -> FileError {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        FileError {
            line: before.matches('\n').count() as u32 + 1,
            column: line.chars().count() as u32 + 1,
            what,
        }
    }

    /// What serde found wrong in the text.
    pub fn new(text: &str, error: &serde_json::Error) -> FileError {
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        // So many bytes had been read.
        let read = lines.map(str::len).sum::<usize>() + error.column();
        let offset = match error.classify() {
            Category::Data => start_of(text, read),
            Category::Eof => text.len(),
            Category::Syntax | Category::Io => read.saturating_sub(1),
        };
        FileError::at(text, offset, words(error))
    }
}

/// Where the value or the name begins that was read last when `read` bytes of the text had been, or that comes next if it was
/// not begun because of its bracket.
fn start_of(text: &str, read: usize) -> usize {
    let bytes = text.as_bytes();
    if matches!(bytes.get(read), Some(b'{' | b'[')) {
        return read;
    }
    let end = text.get(..read).unwrap_or(text).trim_end().len();
    let (mut open, mut at) = (Vec::new(), 0);
    while at < end {
        let start = match bytes[at] {
            b'{' | b'[' => {
                open.push(at);
                None
            }
            b'}' | b']' => open.pop(),
            b'"' => {
                let start = at;
                at += 1;
                while at < end && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                Some(start)
            }
            _ => None,
        };
        at += 1;
        if let Some(start) = start.filter(|_| at == end) {
            return start;
        }
    }
    let is_in_word = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text[..end].trim_end_matches(is_in_word).len()
}

/// What serde_json says of JSON that is none, and how it is said here.
const SYNTAX: &[(&str, &str)] = &[
    ("expected `,` or `}`", "a comma or } is wanted here"),
    ("expected `,` or `]`", "a comma or ] is wanted here"),
    ("expected `:`", "a colon is wanted after the member's name"),
    (
        "key must be a string",
        "a member's name in quotation marks is wanted here",
    ),
    ("trailing comma", "nothing follows this comma: delete it"),
    ("trailing characters", "more follows after the end of the scenario"),
    ("EOF while", "the text ends here, but something is wanted"),
    (
        "control character",
        "a line break or control character stands in a text: write \\n for a line break",
    ),
    (
        "invalid escape",
        "no escape of JSON: \\n, \\t, \\\" and \\\\ are, or \\u with four hexadecimal digits",
    ),
    ("lone leading surrogate", "half of a surrogate pair stands alone here"),
    (
        "unexpected end of hex escape",
        "half of a surrogate pair stands alone here",
    ),
    (
        "invalid number",
        "a whole number is wanted here, without fraction, exponent or leading zero",
    ),
    ("number out of range", "this number is too large"),
    ("expected", "JSON is wanted here: { [ \" or a whole number"),
];

/// What a type is called here.
const WANTED: &[(&str, &str)] = &[
    ("a string", "a text in quotation marks"),
    ("a boolean", "true or false"),
    ("a sequence", "a list in [ ]"),
];

fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    if error.classify() != Category::Data {
        let known = SYNTAX.iter().find(|(begin, _)| text.starts_with(begin));
        return known.map_or(text, |(_, words)| words).to_owned();
    }
    if let Some(name) = text.strip_prefix("missing field `") {
        return format!("the member \"{}\" is missing here", name.trim_end_matches('`'));
    }
    if let Some(name) = text.strip_prefix("duplicate field `") {
        return format!(
            "the member \"{}\" stands here twice: delete one",
            name.trim_end_matches('`')
        );
    }
    if let Some((name, known)) = text
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.rsplit_once("`, expected "))
    {
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        return format!("\"{name}\" is no member of this; its members are {}", known.join(", "));
    }
    if let Some((_, wanted)) = text
        .strip_prefix("invalid ")
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        let known = WANTED.iter().find(|(name, _)| *name == wanted);
        return format!("{} is wanted here", known.map_or(wanted, |(_, words)| words));
    }
    text.to_owned()
}
