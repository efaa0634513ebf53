//! All of Cisco's words, and nowhere else: what `debug crypto isakmp`, `debug crypto ipsec` and syslog print of the events,
//! and what the `show` commands print of a [`RouterStatus`](crate::status::RouterStatus).
//!
//! `IOS:` is followed by the source of the words: *seed* is document 50880, *field* the published transcripts and
//! troubleshooting notes of routers of that age, among them the debug of a 12.3 initiator that the words of
//! [`Role::Initiator`](crate::event::Role) are from. `Modelled:` are our words for what no source shows. Each record says
//! which of them it is. White space is IOS's where the seed lost it.

mod attributes;
mod console;
mod debug_engine;
mod debug_ipsec;
mod debug_isakmp;
mod endings;
mod exec;
mod names;
mod show;
mod show_access_lists;
mod show_crypto_map;
mod show_debugging;
mod show_engine;
mod show_ip;
mod show_ipsec;
mod show_ipsec_sa;
mod show_isakmp;
mod show_isakmp_sa;
mod show_system;
mod syslog;
mod timestamps;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

pub use console::{ConsoleEntry, EntryKind, answer, console, screen};
pub use show_crypto_map::show_crypto_map;
pub use show_debugging::show_debugging;
pub use show_ipsec_sa::show_crypto_ipsec_sa;
pub use show_isakmp_sa::show_crypto_isakmp_sa;

use crate::event::{Event, EventKind, RouterId};
use crate::ios::diagnostic::{Basis, Source};
pub use crate::ios::exec::Debugging;
use crate::sim::Trace;
use crate::time::{SimTime, WallClock};

/// What a router prints with one time stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// When.
    pub at: SimTime,
    /// What, without the time stamp; the router breaks the line where there is a `\n`.
    pub text: String,
    /// The event that it tells of: its place in [`Trace::events`].
    pub event: u32,
    /// What has it printed.
    pub facility: Facility,
    /// How sure we are of the words.
    pub basis: Basis,
}

/// What has a record printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facility {
    /// `debug crypto isakmp`.
    Isakmp,
    /// `debug crypto ipsec`.
    Ipsec,
    /// `debug crypto engine`.
    Engine,
    /// Syslog: it is always on.
    Log,
}

impl Record {
    /// The text with white space folded, as the seed's records are kept.
    pub fn one_line(&self) -> String {
        let mut line = String::with_capacity(self.text.len());
        for word in self.text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }

    /// The text behind a time stamp, `*Apr 18 05:59:20.491: `; `clock` is what the clock showed at the start. The `*` says
    /// that the clock is not authoritative (IOS: seed).
    pub fn timestamped(&self, clock: WallClock) -> String {
        format!("*{}: {}", clock.at(self.at), self.text)
    }
}

/// All that a router prints in a run, in the order in which it happens.
pub fn records(trace: &Trace, router: RouterId) -> Vec<Record> {
    let events = (0..).zip(&trace.events).filter(|(_, event)| event.router == router);
    events
        .flat_map(|(index, event)| records_of_event(event, index))
        .collect()
}

/// Those of `records` that are printed up to the end of a step.
pub fn records_until<'a>(records: &'a [Record], trace: &Trace, step: usize) -> &'a [Record] {
    let end = trace.events_until(step).len() as u32;
    &records[..records.partition_point(|record| record.event < end)]
}

/// Those of `records` that are printed in a step.
pub fn records_of_step<'a>(records: &'a [Record], trace: &Trace, step: usize) -> &'a [Record] {
    let before = step
        .checked_sub(1)
        .map_or(0, |previous| records_until(records, trace, previous).len());
    &records_until(records, trace, step)[before..]
}

/// What an event has its router print besides where `debug crypto engine` is on, which it is not in the published session.
pub fn engine_records_of_event(event: &Event, index: u32) -> Vec<Record> {
    let mut records = Vec::new();
    let mut out = Printer::new(&mut records, event, index);
    debug_engine::print(&event.kind, &mut out.under(Facility::Engine));
    records
}

/// What an event has its router print; `index` is its place in [`Trace::events`].
pub fn records_of_event(event: &Event, index: u32) -> Vec<Record> {
    let mut records = Vec::new();
    let mut out = Printer::new(&mut records, event, index);
    match &event.kind {
        EventKind::Isakmp { conn, event } => debug_isakmp::print(*conn, event, &mut out.under(Facility::Isakmp)),
        EventKind::Ipsec(event) => debug_ipsec::print(event, &mut out.under(Facility::Ipsec)),
        EventKind::Traffic(event) => syslog::print_traffic(event, &mut out),
        EventKind::Console(event) => syslog::print_console(event, &mut out),
        // Not a word: no debug command of IOS prints keys.
        EventKind::Derived(_) => {}
    }
    records
}

/// Prints the records of one event.
struct Printer<'a> {
    records: &'a mut Vec<Record>,
    at: SimTime,
    event: u32,
    facility: Facility,
}

impl<'a> Printer<'a> {
    /// Syslog's records of an event.
    fn new(records: &'a mut Vec<Record>, event: &Event, index: u32) -> Self {
        Printer {
            records,
            at: event.at,
            event: index,
            facility: Facility::Log,
        }
    }
}

impl Printer<'_> {
    /// Words of the seed.
    fn seed(&mut self, text: impl Into<String>) {
        self.print(Basis::Ios(Source::Seed), text.into());
    }

    /// Words of other routers of that age.
    fn field(&mut self, text: impl Into<String>) {
        self.print(Basis::Ios(Source::Field), text.into());
    }

    /// Our words.
    fn modelled(&mut self, text: impl Into<String>) {
        self.print(Basis::Modelled, text.into());
    }

    /// The same event, printed by another facility.
    fn under(&mut self, facility: Facility) -> Printer<'_> {
        Printer {
            records: self.records,
            at: self.at,
            event: self.event,
            facility,
        }
    }

    /// The same event, in syslog.
    fn log(&mut self) -> Printer<'_> {
        self.under(Facility::Log)
    }

    /// Words of either kind.
    fn print(&mut self, basis: Basis, text: String) {
        let (at, event, facility) = (self.at, self.event, self.facility);
        self.records.push(Record {
            at,
            text,
            event,
            facility,
            basis,
        });
    }
}
