//! What routers log of the events, in Cisco's words: `debug crypto isakmp`, `debug crypto ipsec`, `debug crypto engine` and
//! syslog.
//!
//! `IOS:` is followed by the source of the words: *seed* is document 50880, *field* the published transcripts and
//! troubleshooting notes of routers of that age, among them the debug of a 12.3 initiator that the words of
//! [`Role::Initiator`](crate::event::Role) are from. `Modelled:` are our words for what no source shows. Each record says
//! which of them it is. White space is IOS's where the seed lost it.

mod attributes;
mod debug_engine;
mod debug_ip;
mod debug_ipsec;
mod debug_isakmp;
mod endings;
mod names;
mod syslog;
mod timestamps;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

pub(crate) use debug_ipsec::{Words as TransformWords, mode};
pub(crate) use names::state_name;
pub(crate) use timestamps::{local, timestamp};

use crate::event::{Event, EventKind};
use crate::ios::console::Debugging;
use crate::ios::diagnostic::{Basis, Source};
use crate::time::{SimTime, WallClock};

/// What a router prints with one time stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// At which virtual time.
    pub at: SimTime,
    /// What, without the time stamp; the router breaks the line where there is a `\n`.
    pub text: String,
    /// The event that it tells of: its place in [`Trace::events`](crate::sim::Trace::events).
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
    /// `debug ip icmp`.
    Icmp,
    /// `debug ip packet`.
    IpPacket,
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

impl Debugging {
    /// Whether a record of `facility` is printed.
    pub const fn prints(self, facility: Facility) -> bool {
        match facility {
            Facility::Isakmp => self.isakmp,
            Facility::Ipsec => self.ipsec,
            Facility::Engine => self.engine,
            Facility::Icmp => self.icmp,
            Facility::IpPacket => self.ip_packet,
            Facility::Log => true,
        }
    }
}

/// What an event has its router print besides where other debug commands are on than in the published session:
/// `debug crypto engine`, `debug ip icmp`, `debug ip packet`.
pub fn other_records_of_event(event: &Event, index: u32) -> Vec<Record> {
    let mut records = Vec::new();
    let mut out = Printer::new(&mut records, event, index);
    debug_engine::print(&event.kind, &mut out.under(Facility::Engine));
    if let EventKind::Traffic(event) = &event.kind {
        debug_ip::print(event, &mut out);
    }
    records
}

/// What an event has its router print; `index` is its place in [`Trace::events`](crate::sim::Trace::events).
pub fn records_of_event(event: &Event, index: u32) -> Vec<Record> {
    let mut records = Vec::new();
    let mut out = Printer::new(&mut records, event, index);
    match &event.kind {
        EventKind::Isakmp { conn, event } => debug_isakmp::print(*conn, event, &mut out.under(Facility::Isakmp)),
        EventKind::Ipsec(event) => debug_ipsec::print(event, &mut out.under(Facility::Ipsec)),
        EventKind::Traffic(event) => syslog::print_traffic(event, &mut out),
        EventKind::Console(event) => syslog::print_console(event, &mut out),
        // Not a word: no debug command of IOS prints keys, and nobody tells a router what becomes of its packets.
        EventKind::Drawn(_) | EventKind::Derived(_) | EventKind::Network(_) => {}
    }
    records
}

/// Prints the records of one event.
struct Printer<'a> {
    records: &'a mut Vec<Record>,
    at: SimTime,
    event: u32,
    facility: Facility,
    /// Whether the words are about what IOS 12.3 has not, and so are ours, in its shapes.
    is_later: bool,
}

impl<'a> Printer<'a> {
    /// Syslog's records of an event.
    fn new(records: &'a mut Vec<Record>, event: &Event, index: u32) -> Self {
        Printer {
            records,
            at: event.at,
            event: index,
            facility: Facility::Log,
            is_later: false,
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
            is_later: self.is_later,
        }
    }

    /// The same event, of an algorithm that IOS 12.3 has or has not.
    fn about(&mut self, is_in_12_3: bool) -> Printer<'_> {
        Printer {
            is_later: self.is_later || !is_in_12_3,
            ..self.under(self.facility)
        }
    }

    /// The same event, in syslog.
    fn log(&mut self) -> Printer<'_> {
        self.under(Facility::Log)
    }

    /// Words of either kind.
    fn print(&mut self, basis: Basis, text: String) {
        let (at, event, facility) = (self.at, self.event, self.facility);
        let basis = if self.is_later { Basis::Modelled } else { basis };
        self.records.push(Record {
            at,
            text,
            event,
            facility,
            basis,
        });
    }
}
