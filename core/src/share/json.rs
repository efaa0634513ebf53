//! JSON (RFC 8259) as far as scenario files go: every number is a whole one from 0 to 2^64 - 1. Each value knows where
//! it stands, so that an error names the place. Written by hand because a general reader is many times the size, and the
//! page is loaded over the network.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// The longest text that is read.
const MAX_LENGTH: usize = 2_000_000;
/// How deep lists and objects may be inside each other: a scenario file needs five.
const MAX_DEPTH: u32 = 16;

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

impl core::error::Error for FileError {}

/// Something wrong at a byte of the text.
#[derive(Debug)]
pub struct Wrong {
    pub offset: usize,
    pub what: String,
}

impl Wrong {
    /// Says it by line and column.
    pub fn in_text(self, text: &str) -> FileError {
        let before = text.get(..self.offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        FileError {
            line: before.matches('\n').count() as u32 + 1,
            column: line.chars().count() as u32 + 1,
            what: self.what,
        }
    }
}

/// A value and the byte where it begins.
#[derive(Debug)]
pub struct Node {
    pub offset: usize,
    pub value: Value,
}

/// A value.
#[derive(Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(usize, String, Node)>),
}

impl Node {
    pub fn wrong(&self, what: impl Into<String>) -> Wrong {
        Wrong {
            offset: self.offset,
            what: what.into(),
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Result<&str, Wrong> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong("a text in quotation marks is wanted here")),
        }
    }

    /// What a string stands for; `wanted` says what it can be.
    pub fn parse<T: FromStr>(&self, wanted: &str) -> Result<T, Wrong> {
        self.meaning(|text| text.parse().ok(), wanted)
    }

    /// What a string means; `wanted` says what it can be.
    pub fn meaning<T>(&self, read: impl FnOnce(&str) -> Option<T>, wanted: &str) -> Result<T, Wrong> {
        let text = self.text()?;
        read(text).ok_or_else(|| {
            self.wrong(format!(
                "“{}” is not {wanted}",
                text.chars().take(40).collect::<String>()
            ))
        })
    }

    /// A number up to `most`.
    pub fn number(&self, most: u64) -> Result<u64, Wrong> {
        match self.value {
            Value::Number(number) if number <= most => Ok(number),
            _ => Err(self.wrong(format!("a whole number from 0 to {most} is wanted here"))),
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Result<&[Node], Wrong> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.wrong("a list in [ ] is wanted here")),
        }
    }

    /// The members of an object.
    pub fn object(&self) -> Result<Members<'_>, Wrong> {
        match &self.value {
            Value::Object(members) => Ok(Members {
                of: self,
                members,
                asked: Vec::new(),
            }),
            _ => Err(self.wrong("an object in { } is wanted here")),
        }
    }
}

/// An object that is being read: what nobody asks for is an error in the end.
pub struct Members<'a> {
    of: &'a Node,
    members: &'a [(usize, String, Node)],
    asked: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// A member that may be left out.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Node> {
        self.asked.push(name);
        self.members
            .iter()
            .find(|(_, member, _)| member == name)
            .map(|(_, _, node)| node)
    }

    /// A member that must be there.
    pub fn need(&mut self, name: &'static str) -> Result<&'a Node, Wrong> {
        let of = self.of;
        self.get(name)
            .ok_or_else(|| of.wrong(format!("the member \"{name}\" is missing here")))
    }

    /// Refuses what was not asked for.
    pub fn finish(self) -> Result<(), Wrong> {
        let unknown = self
            .members
            .iter()
            .find(|(_, name, _)| !self.asked.contains(&name.as_str()));
        unknown.map_or(Ok(()), |(offset, name, _)| {
            Err(Wrong {
                offset: *offset,
                what: format!(
                    "\"{name}\" is no member of this; its members are {}",
                    self.asked.join(", ")
                ),
            })
        })
    }
}

/// Reads a text.
pub fn parse(text: &str) -> Result<Node, Wrong> {
    let mut parser = Parser { text, at: 0 };
    if text.len() > MAX_LENGTH {
        return Err(parser.wrong(&format!("longer than {MAX_LENGTH} bytes")));
    }
    let node = parser.value(0)?;
    parser.blank();
    if parser.at < text.len() {
        return Err(parser.wrong("more follows after the end of the scenario"));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn wrong(&self, what: &str) -> Wrong {
        Wrong {
            offset: self.at,
            what: what.to_string(),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Goes past `token` and blanks before it, if it is there.
    fn takes(&mut self, token: &str) -> bool {
        self.blank();
        let is_there = self.rest().starts_with(token);
        if is_there {
            self.at += token.len();
        }
        is_there
    }

    fn value(&mut self, depth: u32) -> Result<Node, Wrong> {
        self.blank();
        if depth > MAX_DEPTH {
            return Err(self.wrong("too many brackets inside each other"));
        }
        let offset = self.at;
        let value = match self.rest().bytes().next() {
            Some(b'"') => Value::Text(self.string()?),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'0'..=b'9') => Value::Number(self.number()?),
            _ if self.takes("true") => Value::Bool(true),
            _ if self.takes("false") => Value::Bool(false),
            _ if self.takes("null") => Value::Null,
            None => return Err(self.wrong("the text ends here, but something is wanted")),
            _ => return Err(self.wrong("JSON is wanted here: { [ \" or a whole number")),
        };
        Ok(Node { offset, value })
    }

    fn list(&mut self, depth: u32) -> Result<Value, Wrong> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes("]") {
                return Ok(Value::List(items));
            }
            self.comma("]")?;
        }
    }

    fn object(&mut self, depth: u32) -> Result<Value, Wrong> {
        self.at += 1;
        let mut members: Vec<(usize, String, Node)> = Vec::new();
        if self.takes("}") {
            return Ok(Value::Object(members));
        }
        loop {
            self.blank();
            let offset = self.at;
            if !self.rest().starts_with('"') {
                return Err(self.wrong("a member's name in quotation marks is wanted here"));
            }
            let name = self.string()?;
            if members.iter().any(|(_, known, _)| *known == name) {
                let what = format!("the member \"{name}\" stands here twice: delete one");
                return Err(Wrong { offset, what });
            }
            if !self.takes(":") {
                return Err(self.wrong("a colon is wanted after the member's name"));
            }
            members.push((offset, name, self.value(depth + 1)?));
            if self.takes("}") {
                return Ok(Value::Object(members));
            }
            self.comma("}")?;
        }
    }

    fn comma(&mut self, end: &str) -> Result<(), Wrong> {
        if self.takes(",") {
            Ok(())
        } else {
            Err(self.wrong(&format!("a comma or {end} is wanted here")))
        }
    }

    fn number(&mut self) -> Result<u64, Wrong> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(length);
        if after.starts_with(['.', 'e', 'E']) || digits.len() > 1 && digits.starts_with('0') {
            return Err(self.wrong("a whole number is wanted here, without fraction, exponent or leading zero"));
        }
        let number = digits.parse().map_err(|_| self.wrong("this number is too large"))?;
        self.at += length;
        Ok(number)
    }

    fn string(&mut self) -> Result<String, Wrong> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let plain = rest
                .find(|c: char| c == '"' || c == '\\' || c < ' ')
                .unwrap_or(rest.len());
            string.push_str(&rest[..plain]);
            self.at += plain;
            match self.rest().bytes().next() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                None => return Err(self.wrong("the text ends within quotation marks")),
                _ => {
                    return Err(
                        self.wrong("a line break or control character stands in a text: write \\n for a line break")
                    );
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let bad = || "no escape of JSON: \\n, \\t, \\\" and \\\\ are, or \\u with four hexadecimal digits";
        let escape = self
            .rest()
            .as_bytes()
            .get(1)
            .copied()
            .ok_or_else(|| self.wrong(bad()))?;
        let plain = match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex(self.at + 2).ok_or_else(|| self.wrong(bad()))?;
                self.at += 6;
                let is_pair = (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u");
                let second = if is_pair { self.hex(self.at + 2) } else { None };
                let Some(second) = second.filter(|second| (0xdc00..0xe000).contains(second)) else {
                    return char::from_u32(first)
                        .ok_or_else(|| self.wrong("half of a surrogate pair stands alone here"));
                };
                self.at += 6;
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(code).ok_or_else(|| self.wrong(bad()));
            }
            _ => return Err(self.wrong(bad())),
        };
        self.at += 2;
        Ok(plain)
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}

/// Writes JSON: what is begun on lines of its own is indented, the rest stands in one line.
#[derive(Default)]
pub struct Writer {
    pub out: String,
    depth: usize,
    /// Depth from which on everything stands in one line.
    flat_from: Option<usize>,
    /// Something stands before in the same brackets.
    follows: bool,
}

impl Writer {
    /// An object or a list: what `inside` writes between the brackets, on lines of its own.
    pub fn open(&mut self, brackets: [char; 2], inside: impl FnOnce(&mut Self)) {
        self.out.push(brackets[0]);
        self.depth += 1;
        self.follows = false;
        inside(self);
        self.depth -= 1;
        if self.follows {
            self.new_line();
        }
        self.out.push(brackets[1]);
        self.follows = true;
    }

    /// The same in one line.
    pub fn flat(&mut self, brackets: [char; 2], inside: impl FnOnce(&mut Self)) {
        let outer = self.flat_from;
        self.flat_from = outer.or(Some(self.depth));
        self.open(brackets, inside);
        self.flat_from = outer;
    }

    /// Begins an item of a list.
    pub fn item(&mut self) {
        if self.follows {
            self.out.push(',');
        }
        self.new_line();
        self.follows = true;
    }

    /// Begins a member.
    pub fn member(&mut self, name: &str) {
        self.item();
        self.text(name);
        self.out.push_str(": ");
    }

    /// A string.
    pub fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.out.extend(['\\', c]),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                c if c.is_control() => self.out.push_str(&format!("\\u{:04x}", c as u32)),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        self.out.push_str(&number.to_string());
    }

    /// A member that is a string.
    pub fn text_member(&mut self, name: &str, text: &str) {
        self.member(name);
        self.text(text);
    }

    /// A member that is a number.
    pub fn number_member(&mut self, name: &str, number: u64) {
        self.member(name);
        self.number(number);
    }

    fn new_line(&mut self) {
        if self.flat_from.is_some_and(|from| self.depth >= from) {
            self.out.push(' ');
        } else {
            self.out.push('\n');
            (0..self.depth).for_each(|_| self.out.push_str("  "));
        }
    }
}
