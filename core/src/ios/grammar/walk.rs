//! Walking a typed line through the tables.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::{Alternatives, Command, Node, Token, table};
use crate::ios::interface::{InterfaceKind, InterfaceName};
use crate::ios::lexer::Word;
use crate::ios::mode::Mode;

/// Why a line is not one of a mode's. IOS: reference, the three messages of the command-line interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyntaxError {
    /// Nothing fits here.
    Invalid {
        /// The first character that fits nothing.
        column: u32,
        /// The end of its word.
        end: u32,
    },
    /// Something is missing at the end.
    Incomplete,
    /// A word abbreviates more than one keyword.
    Ambiguous {
        /// Where the word starts.
        column: u32,
        /// Where it ends.
        end: u32,
    },
}

/// One understood word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A keyword, spelled out.
    Keyword(&'static str),
    /// A number.
    Number(i64),
    /// An address.
    Address(Ipv4Addr),
    /// An interface, from one word or two.
    Interface(InterfaceName),
    /// The first word of an interface in two.
    Kind(InterfaceKind),
    /// Key bytes.
    Hex(Vec<u8>),
    /// A word.
    Word(String),
    /// The rest of the line.
    Line(String),
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Interface(name) => write!(f, "{name}"),
            Self::Kind(kind) => f.write_str(kind.word()),
            Self::Hex(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}")),
            Self::Word(text) | Self::Line(text) => f.write_str(text),
        }
    }
}

/// An understood line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<C = Command> {
    /// What it is about.
    pub command: C,
    /// Whether it began with `no`.
    pub negated: bool,
    /// Its words, keywords included, `no` not.
    pub args: Vec<Arg>,
}

impl<C> Parsed<C> {
    /// Whether this keyword was typed.
    pub fn has(&self, keyword: &str) -> bool {
        self.args
            .iter()
            .any(|arg| matches!(arg, Arg::Keyword(word) if *word == keyword))
    }

    /// The last keyword typed.
    pub fn last_keyword(&self) -> Option<&'static str> {
        self.args.iter().rev().find_map(|arg| {
            if let Arg::Keyword(word) = arg {
                Some(*word)
            } else {
                None
            }
        })
    }

    /// The numbers typed.
    pub fn numbers(&self) -> impl Iterator<Item = i64> + '_ {
        self.args.iter().filter_map(|arg| {
            if let Arg::Number(number) = arg {
                Some(*number)
            } else {
                None
            }
        })
    }

    /// The first number typed.
    pub fn number<T: TryFrom<i64>>(&self) -> Option<T> {
        self.numbers().next().and_then(|number| T::try_from(number).ok())
    }

    /// The addresses typed.
    pub fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.args.iter().filter_map(|arg| {
            if let Arg::Address(address) = arg {
                Some(*address)
            } else {
                None
            }
        })
    }

    /// The first interface typed.
    pub fn interface(&self) -> Option<InterfaceName> {
        self.args.iter().find_map(|arg| {
            if let Arg::Interface(name) = arg {
                Some(*name)
            } else {
                None
            }
        })
    }

    /// The keys typed.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> + '_ {
        self.args.iter().filter_map(|arg| {
            if let Arg::Hex(bytes) = arg {
                Some(bytes.as_slice())
            } else {
                None
            }
        })
    }

    /// The words typed, or the rest of the line.
    pub fn words(&self) -> impl Iterator<Item = &str> + '_ {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Word(text) | Arg::Line(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The line with its abbreviations spelled out, as `show running-config` prints it.
    pub fn spelled_out(&self) -> String {
        let words = self.args.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        if self.negated {
            alloc::format!("no {words}")
        } else {
            words
        }
    }

    /// Its keywords: two lines with the same ones set the same thing, unless either has free text.
    pub fn subject(&self) -> Vec<&Arg> {
        self.args
            .iter()
            .filter(|arg| matches!(arg, Arg::Keyword(_) | Arg::Line(_)))
            .collect()
    }
}

/// Understands `words` in `mode`, and in global configuration where the mode does not know them.
///
/// IOS: seed: a global command leaves the sub-mode. The answer says in which mode the line was understood. If it was
/// in neither, the error is the one further into the line.
pub fn parse(mode: &Mode, words: &[Word<'_>]) -> Result<(Mode, Parsed), SyntaxError> {
    let here = match walk(table(mode), words) {
        Ok(parsed) => return Ok((mode.clone(), parsed)),
        Err(error) => error,
    };
    if *mode == Mode::Global {
        return Err(here);
    }
    match walk(table(&Mode::Global), words) {
        Ok(parsed) => Ok((Mode::Global, parsed)),
        Err(there) => Err(if progress(&there) > progress(&here) {
            there
        } else {
            here
        }),
    }
}

/// How far into the line an error is: a word that begins several keywords is further than one that begins none.
fn progress(error: &SyntaxError) -> (u32, bool) {
    match error {
        SyntaxError::Invalid { column, .. } => (*column, false),
        SyntaxError::Ambiguous { column, .. } => (*column, true),
        SyntaxError::Incomplete => (u32::MAX, false),
    }
}

/// Walks a line through one table.
pub(in crate::ios) fn walk<C: Copy>(table: Alternatives<C>, words: &[Word<'_>]) -> Result<Parsed<C>, SyntaxError> {
    let (negated, words) = strip_no(words);
    let mut alternatives = table;
    let mut args: Vec<Arg> = Vec::new();
    let mut ending = None;
    for word in words {
        let (node, arg) = choose(alternatives, word, args.last())?;
        if matches!(node.token, Token::InterfaceUnit) {
            args.pop();
        }
        let is_line = matches!(arg, Arg::Line(_));
        args.push(arg);
        ending = if negated { node.negated } else { node.command };
        alternatives = node.next;
        if is_line {
            break;
        }
    }
    let command = ending.ok_or(SyntaxError::Incomplete)?;
    Ok(Parsed { command, negated, args })
}

/// `no` must be spelled out: it is its own shortest abbreviation.
pub(super) fn strip_no<'w, 'a>(words: &'w [Word<'a>]) -> (bool, &'w [Word<'a>]) {
    match words.split_first() {
        Some((first, rest)) if first.text.eq_ignore_ascii_case("no") => (true, rest),
        _ => (false, words),
    }
}

/// The alternative that `word` is: a keyword if it can be one, else the first argument that takes it.
pub(super) fn choose<C>(
    alternatives: Alternatives<C>,
    word: &Word<'_>,
    before: Option<&Arg>,
) -> Result<(&'static Node<C>, Arg), SyntaxError> {
    let nodes = || alternatives.iter().flat_map(|list| list.iter());
    let keywords = || {
        nodes().filter_map(|node| {
            if let Token::Keyword(it) = node.token {
                Some((node, it))
            } else {
                None
            }
        })
    };
    if let Some((node, keyword)) = keywords().find(|(_, keyword)| keyword.eq_ignore_ascii_case(word.text)) {
        return Ok((node, Arg::Keyword(keyword)));
    }
    let mut abbreviated = keywords().filter(|(_, keyword)| common_prefix(keyword, word.text) == word.text.len());
    match (abbreviated.next(), abbreviated.next()) {
        (Some((node, keyword)), None) => return Ok((node, Arg::Keyword(keyword))),
        (Some(_), Some(_)) => {
            return Err(SyntaxError::Ambiguous {
                column: word.column,
                end: word.end(),
            });
        }
        (None, _) => {}
    }
    if let Some(found) = nodes().find_map(|node| Some((node, argument(node.token, word, before)?))) {
        return Ok(found);
    }
    let fitting = keywords()
        .map(|(_, keyword)| common_prefix(keyword, word.text))
        .max()
        .unwrap_or(0);
    let column = word.column + u32::try_from(fitting).unwrap_or(0);
    Err(SyntaxError::Invalid {
        column,
        end: word.end(),
    })
}

/// The number of bytes, and so of (ASCII) characters, in which `keyword` and `text` begin alike.
pub(super) fn common_prefix(keyword: &str, text: &str) -> usize {
    keyword
        .bytes()
        .zip(text.bytes())
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count()
}

fn argument(token: Token, word: &Word<'_>, before: Option<&Arg>) -> Option<Arg> {
    let text = word.text;
    match token {
        Token::Keyword(_) => None,
        Token::Number(low, high) => number(text).filter(|n| (low..=high).contains(n)).map(Arg::Number),
        Token::Address => text.parse().ok().map(Arg::Address),
        Token::Interface => text.parse().ok().map(Arg::Interface),
        Token::InterfaceKind => InterfaceKind::from_abbreviation(text).map(Arg::Kind),
        Token::InterfaceUnit => match before {
            Some(Arg::Kind(kind)) => InterfaceName::from_parts(*kind, text).map(Arg::Interface),
            _ => None,
        },
        Token::Hex => hex(text).map(Arg::Hex),
        Token::Word => Some(Arg::Word(text.to_string())),
        Token::Line => Some(Arg::Line(word.rest.to_string())),
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let nibble = |b: &u8| char::from(*b).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            if let [high, low] = pair {
                Some(nibble(high)? << 4 | nibble(low)?)
            } else {
                None
            }
        })
        .collect()
}
