//! The screen of a console: prompts and typed lines, what they print, and the records that come in between.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::command::{Exec, Moment};
use super::rows::{parse, row_of};
use super::show_configuration::BUILDING;
use super::words::field;
use super::{dialogue, host, ping, traceroute};
use crate::event::{ConsoleEvent, Event, EventKind, Outcome, TrafficEvent};
use crate::ios::config::RunningConfig;
use crate::ios::config_event::{ConfigEvent, Words};
use crate::ios::diagnostic::{Basis, Source};
use crate::ios::exec::ExecLine;
use crate::ios::lexer;
use crate::log::{Facility, Record, other_records_of_event, records_of_event, timestamp};
use crate::status::RouterStatus;
use crate::time::{SimTime, WallClock};

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsoleEntry {
    /// At which virtual time.
    pub at: SimTime,
    /// The event that it tells of: its place in the log.
    pub event: u32,
    /// What it is.
    pub kind: EntryKind,
    /// One line or several, without the last line break.
    pub text: String,
    /// How sure we are of the words.
    pub basis: Basis,
}

/// What stands on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// The prompt and what was typed behind it.
    Input,
    /// What the line printed.
    Output,
    /// A `!` or `.` of a running ping: it stands behind the last one, if nothing came between.
    Mark,
    /// A debug or syslog record, with its time stamp.
    Record(Facility),
}

/// What a `show` command prints at a moment; `None` for any other line.
pub fn answer(line: &str, moment: &Moment<'_>) -> Option<String> {
    let lexer::Line::Words(words) = lexer::lex(line) else {
        return None;
    };
    let (row, line) = parse(true, &words).ok().filter(|(row, _)| row.meaning.is_show)?;
    printed(row, &line, moment).map(|words| words.text)
}

/// What a command prints at once. IOS: field: what is printed while the configuration is built is not filtered.
fn printed(row: &Exec, line: &ExecLine, moment: &Moment<'_>) -> Option<Words> {
    let Words { text, basis } = (row.meaning.prints?)(line, moment);
    let text = match (&line.filter, text.strip_prefix(BUILDING)) {
        (None, _) => text,
        (Some(filter), None) => filter.apply(&text),
        (Some(filter), Some(body)) => format!("{BUILDING}{}", filter.apply(body)),
    };
    let names_algorithms = NAME_ALGORITHMS.iter().any(|path| line.command.starts_with(path));
    let is_ours = names_algorithms && !moment.status.console.config.is_in_12_3();
    let basis = if is_ours { Basis::Modelled } else { basis };
    Some(Words { text, basis })
}

/// The commands whose output names algorithms: it is Modelled where IOS 12.3 has not those that are configured.
const NAME_ALGORITHMS: [&str; 4] = [
    "show crypto",
    "show running-config",
    "show startup-config",
    "write terminal",
];

/// The entries as text.
pub fn screen(entries: &[ConsoleEntry]) -> String {
    let mut text = String::new();
    let mut before = None;
    for entry in entries {
        if before.is_some() && !(entry.kind == EntryKind::Mark && before == Some(EntryKind::Mark)) {
            text.push('\n');
        }
        text.push_str(&entry.text);
        before = Some(entry.kind);
    }
    if before.is_some() {
        text.push('\n');
    }
    text
}

/// The screen of a console, as events come in.
#[derive(Debug, Clone)]
pub struct Screen {
    clock: WallClock,
    status: RouterStatus,
    past: Past,
    /// What stands on it.
    pub entries: Vec<ConsoleEntry>,
}

/// What matters of the events before, besides what they have made of the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Past {
    /// The source of the running ping.
    pinging: Option<Ipv4Addr>,
    /// Records so far.
    records: u64,
}

impl Screen {
    /// The empty screen of a router of this status; `clock` is what its clock showed at the start.
    pub fn new(status: RouterStatus, clock: WallClock, past: Past) -> Screen {
        Screen {
            clock,
            status,
            past,
            entries: Vec::new(),
        }
    }

    /// What the events until now matter for those to come.
    pub fn past(&self) -> Past {
        self.past
    }

    /// Goes past an event of this router, of which nothing is to be shown; `index` is its place in the log.
    pub fn pass(&mut self, index: u32, event: &Event) {
        self.follow(event);
        self.past.records += self.printed_records(index, event).count() as u64;
    }

    fn follow(&mut self, event: &Event) {
        self.status.apply(event);
        match &event.kind {
            EventKind::Console(ConsoleEvent::PingStarted { source, .. }) => self.past.pinging = Some(*source),
            EventKind::Console(ConsoleEvent::PingFinished { .. }) => self.past.pinging = None,
            _ => {}
        }
    }

    /// Adds what comes of an event of this router; `index` is its place in the log.
    pub fn show(&mut self, index: u32, event: &Event) {
        let prompt = self.status.console.prompt();
        self.follow(event);
        match &event.kind {
            EventKind::Console(ConsoleEvent::Typed { line, outcome, .. }) => {
                self.typed(index, event.at, &prompt, line, outcome);
            }
            EventKind::Console(ConsoleEvent::PingStarted { line, source }) => {
                self.output(index, event.at, ping::started(line, *source));
            }
            EventKind::Console(ConsoleEvent::SourceInvalid) => {
                self.output(index, event.at, ping::source_invalid());
            }
            EventKind::Console(ConsoleEvent::PingFinished { sent, received, millis }) => {
                self.output(index, event.at, ping::finished(*sent, *received, *millis));
            }
            EventKind::Console(ConsoleEvent::TracerouteStarted { destination }) => {
                self.output(index, event.at, traceroute::started(*destination));
            }
            EventKind::Console(ConsoleEvent::TracerouteHop { hop, answers }) => {
                self.output(index, event.at, traceroute::hop(*hop, answers));
            }
            EventKind::Traffic(TrafficEvent::EchoUnreachable { host, .. }) => self.mark(index, event.at, *host, "U"),
            EventKind::Traffic(TrafficEvent::EchoReplied { host, .. }) => self.mark(index, event.at, *host, "!"),
            EventKind::Traffic(TrafficEvent::EchoTimedOut { host, .. }) => self.mark(index, event.at, *host, "."),
            _ => {}
        }
        self.records(index, event);
    }

    fn typed(&mut self, index: u32, at: SimTime, prompt: &str, line: &str, outcome: &Outcome) {
        let basis = Basis::Ios(Source::Reference);
        self.push(index, at, EntryKind::Input, format!("{prompt}{line}"), basis);
        let width = lexer::width(prompt);
        match outcome {
            Outcome::Nothing => {}
            Outcome::Refused(error) => self.config_event(
                index,
                at,
                width,
                &ConfigEvent::Syntax {
                    error: error.clone(),
                    line: line.into(),
                },
            ),
            Outcome::Answered => {}
            Outcome::BadAnswer(bad) => self.output(index, at, dialogue::refused(bad)),
            Outcome::UnknownHost(word) => self.output(index, at, unknown_host(word, &self.status.console.config)),
            Outcome::Configured { events, .. } => {
                for event in events {
                    self.config_event(index, at, width, event);
                }
            }
            Outcome::Exec(line) => {
                let moment = Moment {
                    status: &self.status,
                    clock: self.clock,
                    now: at,
                    records: self.past.records,
                };
                let words = row_of(line).and_then(|row| printed(row, line, &moment));
                if let Some(words) = words {
                    self.output(index, at, words);
                }
            }
        }
    }

    fn config_event(&mut self, index: u32, at: SimTime, width: u32, event: &ConfigEvent) {
        if let Some(words) = event.console(width) {
            self.output(index, at, words);
        }
    }

    fn output(&mut self, index: u32, at: SimTime, Words { text, basis }: Words) {
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if !text.is_empty() {
            self.push(index, at, EntryKind::Output, text.into(), basis);
        }
    }

    fn mark(&mut self, index: u32, at: SimTime, host: Ipv4Addr, mark: &str) {
        if self.past.pinging == Some(host) {
            self.push(index, at, EntryKind::Mark, mark.into(), Basis::Ios(Source::Field));
        }
    }

    /// The records of an event that are printed, as the router debugs now.
    fn printed_records(&self, index: u32, event: &Event) -> impl Iterator<Item = Record> + use<> {
        let debugging = self.status.console.debugging;
        let records = records_of_event(event, index).into_iter();
        let records = records.chain(other_records_of_event(event, index));
        records.filter(move |record| debugging.prints(record.facility))
    }

    fn records(&mut self, index: u32, event: &Event) {
        for record in self.printed_records(index, event) {
            self.past.records += 1;
            let config = &self.status.console.config;
            let stamp = timestamp(config, record.facility, self.clock, self.status.started, record.at);
            let text = format!("{stamp}{}", record.text);
            self.push(index, record.at, EntryKind::Record(record.facility), text, record.basis);
        }
    }

    fn push(&mut self, event: u32, at: SimTime, kind: EntryKind, text: String, basis: Basis) {
        self.entries.push(ConsoleEntry {
            at,
            event,
            kind,
            text,
            basis,
        });
    }
}

/// IOS: field: one word that is no command is taken for a host to connect to, and looked up unless that is switched off.
fn unknown_host(word: &str, config: &RunningConfig) -> Words {
    let looked_up = host::looked_up(word, config);
    field(format!(
        "{looked_up}\n% Unknown command or computer name, or unable to find computer address"
    ))
}
