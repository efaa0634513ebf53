//! What a row of exec means.

use super::question::Question;
use crate::effects::Effects;
use crate::ios::config_event::Words;
use crate::ios::exec::ExecLine;
use crate::ios::grammar::{Part, Row};
use crate::router::Router;
use crate::status::RouterStatus;
use crate::time::{SimTime, WallClock};

/// A row of exec: one command.
pub type Exec = Row<Command>;

/// What it means.
#[derive(Debug)]
pub struct Command {
    /// Whether it is known at `R1>` too, not only at `R1#`.
    pub is_for_all: bool,
    /// Whether it shows something, of which a filter can choose lines.
    pub is_show: bool,
    /// What it does.
    pub does: Option<fn(&mut Router, &ExecLine, &mut Effects<'_>)>,
    /// What it prints at once.
    pub prints: Option<fn(&ExecLine, &Moment<'_>) -> Words>,
    /// What it asks if its line says no more than the command.
    pub asks: &'static [Question],
    /// Whether it is Modelled; else it does what IOS does.
    pub is_modelled: bool,
    /// What is to be said about that in `docs/ios.md`.
    pub note: &'static str,
}

/// What a command that prints can see.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The router.
    pub status: &'a RouterStatus,
    /// What its clock showed at the start.
    pub clock: WallClock,
    /// The virtual time at which it is asked.
    pub now: SimTime,
    /// Records printed so far.
    pub records: u64,
}

/// A command that does and prints nothing.
pub(super) const fn command(path: &'static str, help: &'static str, parts: &'static [Part]) -> Exec {
    Row {
        path,
        help,
        parts,
        has_no: false,
        meaning: Command {
            is_for_all: false,
            is_show: false,
            does: None,
            prints: None,
            asks: &[],
            is_modelled: false,
            note: "",
        },
    }
}

/// A command that shows something.
pub(super) const fn show(path: &'static str, help: &'static str, prints: fn(&ExecLine, &Moment<'_>) -> Words) -> Exec {
    let mut row = command(path, help, &[]).prints(prints);
    row.meaning.is_show = true;
    row
}

impl Row<Command> {
    /// The row for a command that does this.
    pub(super) const fn does(mut self, does: fn(&mut Router, &ExecLine, &mut Effects<'_>)) -> Self {
        self.meaning.does = Some(does);
        self
    }

    /// The row for a command that prints this.
    pub(super) const fn prints(mut self, prints: fn(&ExecLine, &Moment<'_>) -> Words) -> Self {
        self.meaning.prints = Some(prints);
        self
    }

    /// The row for a command that asks, if its line says no more than the command.
    pub(super) const fn asks(mut self, questions: &'static [Question]) -> Self {
        self.meaning.asks = questions;
        self
    }

    /// The row with more behind its path.
    pub(super) const fn with(mut self, parts: &'static [Part]) -> Self {
        self.parts = parts;
        self
    }

    /// The row for a command that `no` may stand before.
    pub(super) const fn or_no(mut self) -> Self {
        self.has_no = true;
        self
    }

    /// The row for a command that needs no privileges.
    pub(super) const fn for_all(mut self) -> Self {
        self.meaning.is_for_all = true;
        self
    }

    /// The row with a note about what it is.
    pub(super) const fn note(mut self, note: &'static str) -> Self {
        self.meaning.note = if cfg!(feature = "notes") { note } else { "" };
        self
    }

    /// The row for a command that is not quite IOS's, with a note about that.
    pub(super) const fn modelled(self, note: &'static str) -> Self {
        let mut row = self.note(note);
        row.meaning.is_modelled = true;
        row
    }
}
