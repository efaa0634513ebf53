//! What can be typed, as data: rows of words and arguments.

use core::fmt;

/// What may stand at one place of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A fixed word, or enough of it.
    Keyword(&'static str),
    /// A whole number of this range.
    Number(i64, i64),
    /// `A.B.C.D`.
    Address,
    /// `Ethernet0/0`, or `Ethernet 0/0` in two words.
    Interface,
    /// The first word of `Ethernet 0/0`. No row has it: [`Token::Interface`] brings it.
    InterfaceKind,
    /// The second word of `Ethernet 0/0`. No row has it: [`Token::Interface`] brings it.
    InterfaceUnit,
    /// An even number of hexadecimal digits.
    Hex,
    /// Any word.
    Word,
    /// The rest of the line.
    Line,
}

impl fmt::Display for Token {
    /// As the list of `?` has it. IOS: reference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Keyword(word) => f.write_str(word),
            Token::Number(low, high) => write!(f, "<{low}-{high}>"),
            Token::Address => f.write_str("A.B.C.D"),
            Token::Interface | Token::InterfaceKind => f.write_str("INTERFACE"),
            Token::InterfaceUnit => f.write_str("SLOT/PORT"),
            Token::Hex => f.write_str("HEX"),
            Token::Word => f.write_str("WORD"),
            Token::Line => f.write_str("LINE"),
        }
    }
}

/// One of the choices at a place.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// One keyword or several (`aes 256`).
    pub words: &'static str,
    /// The help for the last of them.
    pub help: &'static str,
    /// Whether IOS 12.3 has it.
    pub is_in_12_3: bool,
}

/// The choices at a place by index, from 0 without gaps.
pub type Choices = fn(usize) -> Option<Choice>;

/// Which choices there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// Those of IOS 12.3.
    Ios12_3,
    /// Those that came later too.
    Later,
}

/// A part of what follows the first words of a line.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// One word, and its help: our words, for IOS's own are Cisco's text.
    One(Token, &'static str),
    /// One of the choices. The line has it as one argument, however many words it is.
    Choice(Choices),
    /// These, or nothing.
    Optional(&'static [Part]),
    /// One of these sequences.
    Either(&'static [&'static [Part]]),
    /// These any number of times. They must not match nothing.
    Repeated(&'static [Part]),
    /// A `no` line may end here.
    No,
}

/// One word of this kind.
pub const fn arg(token: Token, help: &'static str) -> Part {
    Part::One(token, help)
}

/// One keyword.
pub const fn kw(word: &'static str, help: &'static str) -> Part {
    Part::One(Token::Keyword(word), help)
}

/// One command.
#[derive(Debug)]
pub struct Row<M: 'static> {
    /// Its keywords up to the first argument or choice, separated by single blanks.
    pub path: &'static str,
    /// The help for the last of these keywords.
    pub help: &'static str,
    /// What follows.
    pub parts: &'static [Part],
    /// Whether `no` may stand before it.
    pub has_no: bool,
    /// What it means.
    pub meaning: M,
}

/// The help for keywords that several rows begin with: `crypto isakmp` has that for its `isakmp`.
pub type Groups = &'static [(&'static str, &'static str)];
