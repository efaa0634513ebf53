//! What a run may cost. It is counted in what the run is made of and not in time, so that it ends at the same place everywhere;
//! the figures are such that whatever a link or a file may ask for is computed within two seconds, and within 256 MB, in a
//! browser. `tests/fuel` measures that.

use crate::event::{ConsoleEvent, Derived, Event, EventKind, IpsecEvent, Outcome, Quantity};
use crate::ios::RunningConfig;
use crate::ios::console::ConsoleMode;
use crate::ios::mode::Mode;

/// Work: one is about a microsecond.
const WORK: u64 = 1_250_000;
/// Bytes of memory: as many as the run has at its end, when its events are put in order.
const MEMORY: u64 = 200 << 20;

/// Work for an input, whatever it is.
const INPUT: u64 = 3;
/// Lines of a configuration that are looked through with one piece of work.
const LINES: u64 = 16;
/// Bytes of a packet that are protected, or read, with one piece of work.
const BYTES: u64 = 35;
/// Work for a typed line.
const TYPED: u64 = 20;
/// Work for an SA: SEAL has tables to make.
const SA: u64 = 350;
/// Memory for an event with what it holds.
const EVENT: u64 = 400;
/// Memory for what goes into a computed value.
const ARGUMENT: u64 = 64;
/// Memory for a line of a configuration that is kept with an event.
const LINE: u64 = 96;

/// What a run has cost.
#[derive(Default)]
pub(super) struct Budget {
    work: u64,
    memory: u64,
}

/// How large a router's configuration is.
#[derive(Clone, Copy)]
pub(super) struct Size {
    all: u64,
    for_a_packet: u64,
}

impl Size {
    /// That of a configuration.
    pub fn of(config: &RunningConfig) -> Size {
        Size {
            all: config.size() as u64,
            for_a_packet: config.size_for_a_packet() as u64,
        }
    }
}

impl Budget {
    /// Whether the run may go on.
    pub fn is_left(&self) -> bool {
        self.work < WORK && self.memory < MEMORY
    }

    /// A router handles an input.
    pub fn input(&mut self, size: Size) {
        self.work += INPUT + size.for_a_packet / LINES;
    }

    /// A packet of so many bytes is made, or read.
    pub fn packet(&mut self, bytes: usize) {
        self.work += bytes as u64 / BYTES;
        self.memory += 3 * bytes as u64;
    }

    /// Something happens in a router.
    pub fn event(&mut self, event: &Event, size: Size) {
        self.work += 1;
        self.memory += EVENT;
        match &event.kind {
            EventKind::Derived(Derived {
                quantity,
                value,
                formula,
                ..
            }) => {
                self.work += exponentiation(*quantity, value.len());
                self.memory += ARGUMENT * formula.arguments.len() as u64;
            }
            EventKind::Ipsec(IpsecEvent::SaCreated { .. }) => self.work += SA,
            EventKind::Console(ConsoleEvent::Configured { .. }) => {
                self.work += size.all;
                self.memory += LINE * size.all;
            }
            EventKind::Console(ConsoleEvent::Typed { mode, outcome, .. }) => {
                self.memory += text_in(mode);
                self.work += match outcome {
                    Outcome::Nothing => 1,
                    Outcome::Exec(line) if line.command.starts_with("show") => TYPED + size.all,
                    _ => TYPED + size.all / LINES,
                };
            }
            EventKind::Console(ConsoleEvent::ModeChanged(mode)) => self.memory += text_in(mode),
            _ => {}
        }
    }
}

/// Bytes of the text that is being typed in a mode.
fn text_in(mode: &ConsoleMode) -> u64 {
    match mode {
        ConsoleMode::Config(Mode::Text { text, .. }) => text.len() as u64,
        _ => 0,
    }
}

/// Work for a power modulo a prime of so many bytes: it grows with the third power of the length.
fn exponentiation(quantity: Quantity, bytes: usize) -> u64 {
    let is_power = matches!(
        quantity,
        Quantity::DhPublic | Quantity::DhShared | Quantity::QuickDhPublic { .. } | Quantity::QuickDhShared { .. }
    );
    let length = bytes as u64 / 32;
    if is_power { 4 * length * length * length } else { 0 }
}
