//! What a row of configuration is: how much of it is simulated, what it does, and what `show running-config` prints of it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::grammar::{self, Missing, Part, Token};
use crate::ios::kept::Section;
use crate::ios::mode::Mode;

/// A row of configuration.
pub type Row = grammar::Row<Command>;

/// A typed line of configuration.
pub type Line = grammar::Line<Command>;

/// What a row means.
#[derive(Debug)]
pub struct Command {
    /// How much of it is simulated.
    pub status: Status,
    /// What is to be said about that in `docs/ios.md`.
    pub note: &'static str,
    /// What it does.
    pub effect: Effect,
}

/// How much of a command is simulated, for the tables in `docs/ios.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does what the seed, the command reference or published transcripts say.
    Ios,
    /// It does what we think IOS does.
    Modelled,
    /// It changes nothing that is simulated; `show running-config` prints it.
    Ignored,
    /// It would change something, and is printed with a warning instead.
    Unsimulated,
}

/// What a row does.
#[derive(Debug)]
pub enum Effect {
    /// It changes the configuration.
    Does {
        /// Does what the line says.
        apply: fn(&mut Configurator, &Line) -> Answer,
        /// Prints the lines that would make what the row has made.
        print: fn(&Printing<'_>, &mut Lines),
    },
    /// The line is kept, and printed in this section.
    Kept(Section),
    /// The line is kept, and opens a block of lines that are kept inside it.
    Block(&'static Block),
    /// The line is kept as it was typed, behind all others of its block.
    Verbatim,
    /// The line begins a text that may go over several lines, and is kept.
    Text(Section),
    /// Out of a mode, or out of configuration altogether.
    Leave {
        /// Whether it is out of configuration wherever one is.
        altogether: bool,
    },
}

/// A block of lines that are only kept.
#[derive(Debug)]
pub struct Block {
    /// Where it is printed.
    pub section: Section,
    /// The rows inside it.
    pub table: Table,
}

/// The rows of a mode.
#[derive(Debug)]
pub struct Table {
    /// What stands in the parentheses of the prompt. IOS: reference, field.
    pub prompt: &'static str,
    /// The rows, and what stands between them in `show running-config`.
    pub items: &'static [Item],
}

/// A part of a table, in the order in which `show running-config` prints them.
#[derive(Debug)]
pub enum Item {
    /// Rows.
    Rows(&'static [Row]),
    /// The kept lines of a section.
    Kept(Section),
    /// Lines with nothing but `!`.
    Gap(usize),
}

impl Table {
    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> + Clone + use<> {
        let rows = self.items.iter().map(|item| match item {
            Item::Rows(rows) => *rows,
            Item::Kept(_) | Item::Gap(_) => &[],
        });
        rows.flatten()
    }
}

/// What a handler answers: what there is to say about what it did, or why it did nothing.
pub type Answer = Result<Vec<ConfigEvent>, Refusal>;

/// Nothing is to be said.
pub const DONE: Answer = Ok(Vec::new());

/// Why a line was not done.
#[derive(Debug)]
pub enum Refusal {
    /// It lacks an argument.
    Incomplete,
    /// The router has a reason.
    Because(ConfigEvent),
}

impl From<Missing> for Refusal {
    fn from(Missing: Missing) -> Self {
        Refusal::Incomplete
    }
}

impl From<ConfigEvent> for Refusal {
    fn from(event: ConfigEvent) -> Self {
        Refusal::Because(event)
    }
}

/// What a row prints from.
#[derive(Debug)]
pub struct Printing<'a> {
    /// The configuration.
    pub config: &'a RunningConfig,
    /// The mode whose table the row is in.
    pub mode: &'a Mode,
    /// The row's path.
    pub path: &'static str,
}

/// Lines of `show running-config`.
#[derive(Debug, Default)]
pub struct Lines(pub Vec<Printed>);

/// One of them.
#[derive(Debug)]
pub enum Printed {
    /// A line.
    Line(String),
    /// A line that opens a mode, and then what that mode's rows print.
    Block(String, Mode),
    /// A line with nothing but `!`.
    Gap,
}

impl Lines {
    /// Adds a line.
    pub fn line(&mut self, line: String) {
        self.0.push(Printed::Line(line));
    }

    /// Adds a line that opens a mode, with what is inside.
    pub fn block(&mut self, line: String, mode: Mode) {
        self.0.push(Printed::Block(line, mode));
    }

    /// Adds a `!` line.
    pub fn gap(&mut self) {
        self.0.push(Printed::Gap);
    }
}

/// A row that does what it does in IOS.
pub const fn row(path: &'static str, help: &'static str, parts: &'static [Part], effect: Effect) -> Row {
    Row {
        path,
        help,
        parts,
        has_no: true,
        meaning: Command {
            status: Status::Ios,
            note: "",
            effect,
        },
    }
}

impl Row {
    /// The row with a note.
    pub const fn note(mut self, note: &'static str) -> Self {
        self.meaning.note = if cfg!(feature = "notes") { note } else { "" };
        self
    }

    /// The row with another status.
    pub const fn status(mut self, status: Status) -> Self {
        self.meaning.status = status;
        self
    }
}

/// A row that is only kept.
pub const fn kept(section: Section, path: &'static str, help: &'static str, parts: &'static [Part]) -> Row {
    row(path, help, parts, Effect::Kept(section)).status(Status::Ignored)
}

/// A row that would change something on a real router, and is only kept.
pub const fn unsimulated(section: Section, path: &'static str, help: &'static str, parts: &'static [Part]) -> Row {
    row(path, help, parts, Effect::Kept(section)).status(Status::Unsimulated)
}

/// A row for any line of a block of which no line is known. IOS has rows for them all.
pub const ANY_LINE: Row = row("", "A line of this block", REST, Effect::Verbatim).status(Status::Ignored);

/// The rest of a line, kept as typed.
pub const REST: &[Part] = &[Part::One(Token::Line, "The rest of the line")];

/// The rest of a line, if there is any.
pub const ANY: &[Part] = &[Part::Optional(REST)];
