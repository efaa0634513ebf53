//! What stands on a router's console, line by line.

use std::ops::Range;

use ikelab_core::event::{ConsoleEvent, EventKind, Outcome, RouterId};
use ikelab_core::ios::diagnostic::{Basis, Severity};
use ikelab_core::ios::explain::diagnose;
use ikelab_core::provenance::{self, Span};
use ikelab_core::sim::{self, Action, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{Console, ConsoleEntry, EntryKind};

use crate::state::RunData;

/// What a line of a console is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Typed behind this prompt.
    Typed {
        /// The prompt.
        prompt: String,
    },
    /// Printed for what was typed.
    Printed {
        /// As a refusal.
        refusal: bool,
    },
    /// A record of debugging or of the system log.
    Record {
        /// The date of its time stamp.
        date: String,
        /// Its time of day.
        time: String,
    },
}

/// One line, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The event that it tells of: its place in the trace.
    pub event: u32,
    /// What it is.
    pub kind: Kind,
    /// What it says, without prompt and time stamp.
    pub text: String,
    /// Whether the words are made up here.
    pub is_modelled: bool,
    /// Whether it stands behind the line before it: the marks of a ping.
    pub continues: bool,
}

/// The lines at these places of a console.
pub fn lines(trace: &Trace, console: &Console, places: Range<usize>) -> Vec<Line> {
    let is_mark = |place: usize| console.kind(place) == Some(EntryKind::Mark);
    let entries = console.read(trace, places.clone()).into_iter();
    entries
        .zip(places)
        .map(|(entry, place)| {
            let continues = is_mark(place) && place.checked_sub(1).is_some_and(is_mark);
            line(trace, entry, continues)
        })
        .collect()
}

fn line(trace: &Trace, entry: ConsoleEntry, continues: bool) -> Line {
    let typed = typed_line(trace, entry.event);
    let (kind, text) = match entry.kind {
        EntryKind::Input => {
            let line = typed.map_or("", |(line, _)| line);
            let prompt = entry.text.strip_suffix(line).unwrap_or_default().to_owned();
            (Kind::Typed { prompt }, line.to_owned())
        }
        EntryKind::Output | EntryKind::Mark => {
            let refusal = typed.is_some_and(|(_, outcome)| is_refusal(outcome));
            (Kind::Printed { refusal }, entry.text)
        }
        EntryKind::Record(_) => {
            let (date, time, text) = split_stamp(&entry.text);
            let (date, time) = (date.to_owned(), time.to_owned());
            (Kind::Record { date, time }, text.to_owned())
        }
    };
    Line {
        event: entry.event,
        kind,
        text,
        is_modelled: entry.basis == Basis::Modelled,
        continues,
    }
}

fn typed_line(trace: &Trace, event: u32) -> Option<(&str, &Outcome)> {
    match &trace.events.get(event as usize)?.kind {
        EventKind::Console(ConsoleEvent::Typed { line, outcome, .. }) => Some((line, outcome)),
        _ => None,
    }
}

/// Whether a router said no.
pub fn is_refusal(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused(_) | Outcome::UnknownHost(_) | Outcome::BadAnswer(_) => true,
        Outcome::Configured { events, .. } => events
            .iter()
            .filter_map(|event| diagnose(1, event, None))
            .any(|diagnostic| diagnostic.severity == Severity::Error),
        Outcome::Nothing | Outcome::Exec(_) | Outcome::Answered => false,
    }
}

/// `*Apr 18 05:59:20.427: text` as its date, its time and its text. What has no date is text.
fn split_stamp(record: &str) -> (&str, &str, &str) {
    let split = || {
        let (stamp, text) = record.split_once(": ")?;
        let time = stamp[..stamp.find(':')?].rfind(' ')? + 1;
        stamp.starts_with('*').then_some((&stamp[..time], &stamp[time..], text))
    };
    split().unwrap_or(("", "", record))
}

/// The events whose records the bytes of a field have caused, among those that are new.
pub fn caused(run: &RunData, new: &Range<u32>, field: &Span) -> Vec<u32> {
    let whole = |span: &Span| {
        run.trace
            .packet(span.packet)
            .is_some_and(|packet| packet.bytes.len() as u32 == span.len)
    };
    let is_by_field = |event: &u32| {
        let cause = provenance::cause(&run.trace, *event);
        cause.is_some_and(|span| !whole(&span) && (span.holds(field) || field.holds(&span)))
    };
    new.clone().filter(is_by_field).collect()
}

/// The lines that were typed at a router until the end of a step, the oldest first.
pub fn typed_lines(trace: &Trace, step: usize, router: RouterId) -> Vec<String> {
    let events = trace.events_until(step).iter();
    events
        .filter(|event| event.router == router)
        .filter_map(|event| match &event.kind {
            EventKind::Console(ConsoleEvent::Typed { line, .. }) if !line.trim().is_empty() => Some(line.clone()),
            _ => None,
        })
        .collect()
}

/// The step of the last line that the scenario types at a router until `at`. The line may have had to wait for a command.
pub fn typed_step(scenario: &Scenario, trace: &Trace, router: RouterId, at: SimTime) -> Option<usize> {
    let stimuli = scenario.stimuli.iter().filter(|stimulus| stimulus.at <= at);
    let lines = stimuli.map(|stimulus| lines_at(stimulus, router)).sum();
    let events = (0..).zip(&trace.events).filter(|(_, event)| event.router == router);
    let typed = events.filter(|(_, event)| matches!(event.kind, EventKind::Console(ConsoleEvent::Typed { .. })));
    let (event, _) = typed.take(lines).last()?;
    Some(trace.steps.partition_point(|step| step.events.end <= event))
}

fn lines_at(stimulus: &Stimulus, router: RouterId) -> usize {
    match &stimulus.action {
        Action::Type { router: at, line } if *at == router => sim::typed_lines(line).count(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    fn typed(lines: &[&str]) -> (Scenario, Trace) {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let scenario = doc_50880();
        let scenario = scenario.typed_after(&run(&scenario), 3, RouterId::R1, &lines);
        let trace = run(&scenario);
        (scenario, trace)
    }

    #[test]
    fn a_stamp_is_split_off() {
        let record = "*Apr 18 05:59:20.427: ISAKMP: local port 500";
        assert_eq!(
            split_stamp(record),
            ("*Apr 18 ", "05:59:20.427", "ISAKMP: local port 500")
        );
        assert_eq!(split_stamp("ISAKMP: no stamp"), ("", "", "ISAKMP: no stamp"));
        assert_eq!(split_stamp("00:01:05: uptime"), ("", "", "00:01:05: uptime"));
    }

    #[test]
    fn a_typed_line_has_its_prompt_and_what_was_printed() {
        let (scenario, trace) = typed(&["show clock", "sho nonsense"]);
        let console = Console::new(&trace, RouterId::R1);
        let lines = lines(&trace, &console, 0..console.len());
        let at = lines
            .iter()
            .position(|line| matches!(line.kind, Kind::Typed { .. }))
            .unwrap();
        assert_eq!(
            (lines[at].kind.clone(), lines[at].text.as_str()),
            (Kind::Typed { prompt: "R1#".into() }, "show clock")
        );
        assert_eq!(lines[at + 1].kind, Kind::Printed { refusal: false });
        assert_eq!(lines[at + 3].kind, Kind::Printed { refusal: true });
        let step = typed_step(&scenario, &trace, RouterId::R1, SimTime(u64::MAX)).unwrap();
        assert_eq!(typed_lines(&trace, step, RouterId::R1), ["show clock", "sho nonsense"]);
        assert_eq!(typed_lines(&trace, step - 1, RouterId::R1), Vec::<String>::new());
        assert_eq!(typed_lines(&trace, step, RouterId::R2), Vec::<String>::new());
    }
}
