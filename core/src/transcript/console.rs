//! The screen of a console: prompts and typed lines, what they print, and the records that come in between.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::show::{self, Moment};
use super::timestamps::timestamp;
use super::{Facility, engine_records_of_event, exec, records_of_event};
use crate::event::{ConsoleEvent, Event, EventKind, RouterId, TrafficEvent};
use crate::ios::console::{ConsoleMode, Outcome};
use crate::ios::diagnostic::{Basis, Source};
use crate::ios::exec::ExecLine;
use crate::ios::lexer;
use crate::ios::message::ConfigMessage;
use crate::ios::messages::{self, Words};
use crate::sim::Trace;
use crate::status::RouterStatus;
use crate::time::{SimTime, WallClock};

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsoleEntry {
    /// When.
    pub at: SimTime,
    /// The event that it tells of: its place in [`Trace::events`].
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

/// All that a router's console shows in a run, in the order in which it appears.
pub fn console(trace: &Trace, router: RouterId) -> Vec<ConsoleEntry> {
    let [r1, r2] = trace.initial_status();
    let mut screen = Screen {
        clock: trace.clock,
        status: if router == RouterId::R1 { r1 } else { r2 },
        pinging: None,
        records: 0,
        entries: Vec::new(),
    };
    for (index, event) in (0..).zip(&trace.events) {
        if event.router == router {
            screen.event(index, event);
        }
    }
    screen.entries
}

/// What a `show` command prints if it is typed at the end of a run; `None` for any other line.
pub fn answer(trace: &Trace, router: RouterId, line: &str) -> Option<String> {
    let [r1, r2] = trace.status(trace.last_step());
    let status = if router == RouterId::R1 { r1 } else { r2 };
    let mut console = status.console.clone();
    console.mode = ConsoleMode::Privileged;
    let Outcome::Exec(ExecLine::Show(show)) = console.enter(line) else {
        return None;
    };
    let moment = Moment {
        status: &status,
        clock: trace.clock,
        now: trace.steps[trace.last_step()].at,
        records: super::records(trace, router).len() as u64,
    };
    Some(show::show(&show, &moment).text)
}

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

struct Screen {
    clock: WallClock,
    status: RouterStatus,
    /// The source of the running ping.
    pinging: Option<Ipv4Addr>,
    /// Records so far.
    records: u64,
    entries: Vec<ConsoleEntry>,
}

impl Screen {
    fn event(&mut self, index: u32, event: &Event) {
        let prompt = self.status.console.prompt();
        self.status.apply(event);
        match &event.kind {
            EventKind::Console(ConsoleEvent::Typed { line, outcome, .. }) => {
                self.typed(index, event.at, &prompt, line, outcome);
            }
            EventKind::Console(ConsoleEvent::PingStarted { line, source }) => {
                self.pinging = Some(*source);
                self.output(index, event.at, exec::ping_started(line, *source));
            }
            EventKind::Console(ConsoleEvent::PingSourceInvalid) => {
                self.output(index, event.at, exec::ping_source_invalid());
            }
            EventKind::Console(ConsoleEvent::PingFinished { sent, received, millis }) => {
                self.pinging = None;
                self.output(index, event.at, exec::ping_finished(*sent, *received, *millis));
            }
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
            Outcome::Refused(error) => self.message(
                index,
                at,
                width,
                &ConfigMessage::Syntax {
                    error: error.clone(),
                    line: line.into(),
                },
            ),
            Outcome::UnknownHost(word) => self.output(index, at, exec::unknown_host(word, &self.status.console.config)),
            Outcome::Configured { messages, .. } => {
                for message in messages {
                    self.message(index, at, width, message);
                }
            }
            Outcome::Exec(ExecLine::Show(line)) => {
                let moment = Moment {
                    status: &self.status,
                    clock: self.clock,
                    now: at,
                    records: self.records,
                };
                let words = show::show(line, &moment);
                self.output(index, at, words);
            }
            Outcome::Exec(line) => {
                if let Some(words) = exec::answer(line, &self.status.console.config) {
                    self.output(index, at, words);
                }
            }
        }
    }

    fn message(&mut self, index: u32, at: SimTime, width: u32, message: &ConfigMessage) {
        if let Some(words) = messages::console(message, width) {
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
        if self.pinging == Some(host) {
            self.push(index, at, EntryKind::Mark, mark.into(), Basis::Ios(Source::Field));
        }
    }

    fn records(&mut self, index: u32, event: &Event) {
        let debugging = self.status.console.debugging;
        let mut records = records_of_event(event, index);
        records.extend(engine_records_of_event(event, index));
        for record in records.into_iter().filter(|record| debugging.prints(record.facility)) {
            self.records += 1;
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
