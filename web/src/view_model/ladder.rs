//! The rows of the ladder: one for each step after the start.

use ikelab_core::dissect;
use ikelab_core::effects::PacketName;
use ikelab_core::event::{ConsoleEvent, Event, EventKind, IsakmpEvent, RouterId, State, TrafficEvent};
use ikelab_core::sim::{CapturedPacket, Cause, Fate, Step, Trace};
use ikelab_core::verdict::is_refusal;

use super::narration::{is_forged, typed_summary};

/// A part of the exchange, headed where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before any message.
    Before,
    /// Main mode.
    MainMode,
    /// Quick mode and informational messages.
    QuickMode,
    /// Packets in the tunnel.
    Traffic,
}

impl Phase {
    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Phase::Before => "Before",
            Phase::MainMode => "Phase 1, main mode",
            Phase::QuickMode => "Phase 2, quick mode",
            Phase::Traffic => "Traffic, in the tunnel",
        }
    }

    fn of(name: PacketName) -> Phase {
        match name {
            PacketName::MainMode(_) => Phase::MainMode,
            PacketName::QuickMode(_) | PacketName::Informational => Phase::QuickMode,
            PacketName::Esp(_) | PacketName::Ah(_) | PacketName::Clear => Phase::Traffic,
        }
    }
}

/// What a row draws between the lifelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A message that goes over.
    Arrow,
    /// One that does not arrive.
    Lost,
    /// One that arrives as something else.
    Altered,
    /// Nothing: something happens in one router.
    Nothing,
}

/// A step as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The step.
    pub step: usize,
    /// The heading before it, where another phase begins.
    pub heading: Option<Phase>,
    /// Whose it is: who sends, or where it happens.
    pub router: RouterId,
    /// Its name: `MM1`.
    pub name: String,
    /// What it carries, or what happens.
    pub summary: String,
    /// Whether that is encrypted.
    pub encrypted: bool,
    /// Whether it carries a host's packet, from behind one router to behind the other.
    pub carries_traffic: bool,
    /// The line.
    pub line: Line,
    /// What is out of the ordinary.
    pub note: Option<&'static str>,
    /// Whether a router says no in it, or the wire loses or changes the packet.
    pub is_trouble: bool,
    /// The states that R1 and R2 come to.
    pub states: [Option<State>; 2],
}

/// The rows of a run.
pub fn rows(trace: &Trace) -> Vec<Row> {
    let mut phase = Phase::Before;
    let mut rows = Vec::with_capacity(trace.steps.len());
    for (index, step) in trace.steps.iter().enumerate().skip(1) {
        let packet = step.packet.and_then(|id| trace.packet(id));
        let own = packet.map_or(phase, |packet| Phase::of(packet.name));
        let heading = (own != phase).then_some(own);
        phase = own;
        let states = arrivals(trace.step_events(index));
        rows.push(match packet {
            Some(packet) => message(trace, index, step, packet, heading, states),
            None => local(trace, index, heading, states),
        });
    }
    rows
}

/// The states that R1 and R2 come to by events, of whichever machine moves last.
pub fn arrivals(events: &[Event]) -> [Option<State>; 2] {
    let mut arrivals = [None; 2];
    for event in events {
        if let EventKind::Isakmp {
            event: IsakmpEvent::Transition { from, to, .. },
            ..
        } = event.kind
            && from != to
        {
            arrivals[event.router.index()] = Some(to);
        }
    }
    arrivals
}

fn message(
    trace: &Trace,
    index: usize,
    step: &Step,
    packet: &CapturedPacket,
    heading: Option<Phase>,
    states: [Option<State>; 2],
) -> Row {
    Row {
        step: index,
        heading,
        router: packet.from,
        name: packet.name.to_string(),
        summary: summary(packet),
        encrypted: packet.protection.is_some(),
        carries_traffic: matches!(packet.name, PacketName::Esp(_) | PacketName::Ah(_)),
        line: match packet.fate {
            Fate::Lost | Fate::NotTaken(_) | Fate::Taken(_) => Line::Lost,
            Fate::Altered { .. } => Line::Altered,
            Fate::Arrived(_) => Line::Arrow,
        },
        note: note(trace, index, step, packet),
        is_trouble: !matches!(packet.fate, Fate::Arrived(_) | Fate::Taken(_)) || refuses(trace, index),
        states,
    }
}

/// What it carries, as short as its name leaves room for.
fn summary(packet: &CapturedPacket) -> String {
    let summary = dissect::summary(packet);
    match (packet.name, summary.strip_prefix("echo ")) {
        (PacketName::Esp(100..) | PacketName::Ah(100..), Some(short)) => short.to_owned(),
        _ => summary,
    }
}

fn note(trace: &Trace, index: usize, step: &Step, packet: &CapturedPacket) -> Option<&'static str> {
    let is_event = |wanted: fn(&IsakmpEvent) -> bool| {
        trace.step_events(index).iter().any(|event| match &event.kind {
            EventKind::Isakmp { event, .. } => wanted(event),
            _ => false,
        })
    };
    match packet.fate {
        Fate::Lost => Some("lost"),
        Fate::NotTaken(_) => Some("taken by nobody"),
        Fate::Taken(_) => Some("to the cloud"),
        Fate::Altered { .. } if is_forged(trace, index, packet) => Some("forged"),
        Fate::Altered { .. } => Some("altered"),
        Fate::Arrived(_) if step.cause == Cause::Arrived => Some("arrives"),
        Fate::Arrived(_) if is_event(|event| matches!(event, IsakmpEvent::Retransmitting { .. })) => Some("again"),
        Fate::Arrived(_) if refuses(trace, index) => Some("refused"),
        Fate::Arrived(_) => None,
    }
}

/// Whether a router says no in a step.
fn refuses(trace: &Trace, step: usize) -> bool {
    trace.step_events(step).iter().any(|event| is_refusal(&event.kind))
}

/// A step without a packet.
fn local(trace: &Trace, index: usize, heading: Option<Phase>, states: [Option<State>; 2]) -> Row {
    let events = trace.step_events(index);
    let summary = events.iter().rev().find_map(|event| match &event.kind {
        EventKind::Traffic(TrafficEvent::EchoRequested { sequence, .. }) => Some(format!("echo request {sequence}")),
        EventKind::Traffic(TrafficEvent::EchoTimedOut { sequence, .. }) => {
            Some(format!("no reply to request {sequence}"))
        }
        EventKind::Traffic(TrafficEvent::EchoReplied { sequence, .. }) => Some(format!("echo reply {sequence}")),
        EventKind::Isakmp {
            event: IsakmpEvent::SaDeleted { .. },
            ..
        } => Some("deletes the SA".to_owned()),
        EventKind::Console(ConsoleEvent::PingFinished { sent, received, .. }) => {
            Some(format!("{received} of {sent} answered"))
        }
        EventKind::Console(ConsoleEvent::Restarted) => Some("has started".to_owned()),
        _ => None,
    });
    let dropped = events
        .iter()
        .any(|event| matches!(event.kind, EventKind::Traffic(TrafficEvent::Dropped { .. })));
    let (summary, note) = match typed_summary(trace, index) {
        Some((typed, note)) => (summary.or(Some(typed)), note),
        None => (summary, dropped.then_some("dropped")),
    };
    let router = events.first().map_or(RouterId::R1, |event| event.router);
    Row {
        step: index,
        heading,
        router,
        name: router.to_string(),
        summary: summary.unwrap_or_else(|| "timer".to_owned()),
        encrypted: false,
        carries_traffic: false,
        line: Line::Nothing,
        note,
        is_trouble: refuses(trace, index),
        states,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    #[test]
    fn the_document_has_its_nine_messages_and_then_traffic() {
        let trace = run(&doc_50880());
        let rows = rows(&trace);
        let names: Vec<_> = rows
            .iter()
            .filter(|row| row.line == Line::Arrow)
            .map(|row| row.name.as_str())
            .collect();
        assert_eq!(
            names[..9],
            ["MM1", "MM2", "MM3", "MM4", "MM5", "MM6", "QM1", "QM2", "QM3"]
        );
        assert!(names[9..].iter().all(|name| name.starts_with("ESP ")), "{names:?}");
        assert_eq!(rows.len(), trace.last_step());
    }

    #[test]
    fn states_stand_where_the_routers_come_to_them() {
        let trace = run(&doc_50880());
        let rows = rows(&trace);
        let at = |name: &str| rows.iter().find(|row| row.name == name).unwrap().states;
        assert_eq!(at("MM1"), [Some(State::RMm1), Some(State::IMm1)]);
        assert_eq!(at("MM6"), [Some(State::P1Complete), Some(State::P1Complete)]);
        assert_eq!(at("QM3")[RouterId::R1.index()], Some(State::QmPhase2Complete));
    }

    #[test]
    fn what_travels_encrypted_says_so() {
        let rows = rows(&run(&doc_50880()));
        let first = rows.iter().find(|row| row.encrypted).unwrap();
        assert_eq!((first.name.as_str(), first.summary.as_str()), ("MM5", "ID, HASH"));
    }
}
