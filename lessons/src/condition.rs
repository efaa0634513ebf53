//! What a run can be asked to be: goals, and the signs of a wrong way.

use ikelab_core::event::{EventKind, RouterId, TrafficEvent};
use ikelab_core::locator::Locator;
use ikelab_core::sim::{Fate, Trace};
use ikelab_core::transcript;
use serde::{Deserialize, Serialize};

use crate::pattern;

/// A condition on a whole run, as an author writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "asks for nothing: it is `tunnel` that is up or down, `forged` that is taken or refused, `answered` with a \
                 number, `router` with `command` and `pattern` or `absent`, `router` with `record`, or `fact` with or without \
                 `is`, a pointer such as R1.MM4 and its hex digits"
)]
pub enum Condition {
    /// The tunnel is like this at the end.
    Tunnel {
        /// How it is.
        tunnel: Tunnel,
    },
    /// This became of the packets that the wire changed, of which there is one.
    Forged {
        /// What became of them.
        forged: Forgery,
    },
    /// Pings of hosts and routers were answered.
    Answered {
        /// So many, or more.
        answered: u32,
    },
    /// A `show` command typed at the end prints a line that fits.
    Console {
        /// Where it is typed.
        router: RouterId,
        /// The command.
        command: String,
        /// The [pattern] of the line.
        pattern: String,
    },
    /// A `show` command typed at the end prints no line that fits.
    ConsoleLacks {
        /// Where it is typed.
        router: RouterId,
        /// The command.
        command: String,
        /// The [pattern] of the line.
        absent: String,
    },
    /// A router prints a debug or syslog record that fits, or would if debugging was on.
    Record {
        /// Which router.
        router: RouterId,
        /// The [pattern] of the record.
        record: String,
    },
    /// There is such a fact, with these bytes unless there are none.
    Fact {
        /// The fact.
        fact: Locator,
        /// What it must be.
        #[serde(default, skip_serializing_if = "Vec::is_empty", with = "crate::hex")]
        is: Vec<u8>,
    },
}

/// How the tunnel is at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tunnel {
    /// SAs of both routers belong together.
    Up,
    /// They do not, or there are none.
    Down,
}

/// What became of packets that the wire changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Forgery {
    /// A router took one.
    Taken,
    /// None was taken.
    Refused,
}

impl Condition {
    /// Whether it is so.
    pub fn holds(&self, trace: &Trace) -> bool {
        match self {
            Condition::Tunnel { tunnel } => trace.is_up() == (*tunnel == Tunnel::Up),
            Condition::Forged { forged } => {
                has_forgery(trace) && is_forgery_taken(trace) == (*forged == Forgery::Taken)
            }
            Condition::Answered { answered } => count_answered(trace) >= *answered,
            Condition::Console {
                router,
                command,
                pattern,
            } => answer(trace, *router, command).is_some_and(|printed| pattern::find(pattern, &printed).is_some()),
            Condition::ConsoleLacks {
                router,
                command,
                absent,
            } => answer(trace, *router, command).is_some_and(|printed| pattern::find(absent, &printed).is_none()),
            Condition::Record { router, record } => transcript::records(trace, *router)
                .iter()
                .any(|printed| pattern::find(record, &printed.one_line()).is_some()),
            Condition::Fact { fact, is } => fact
                .resolve(trace)
                .is_ok_and(|found| is.is_empty() || found.bytes(trace).as_ref() == Some(is)),
        }
    }
}

/// What a `show` command prints if it is typed at the end of a run; `None` for any other line.
pub fn answer(trace: &Trace, router: RouterId, command: &str) -> Option<String> {
    let last = trace.last_step();
    let moment = transcript::Moment {
        status: &trace.status(last)[router.index()],
        clock: trace.clock,
        now: trace.steps[last].at,
        records: transcript::records(trace, router).len() as u64,
    };
    transcript::answer(command, &moment)
}

fn count_answered(trace: &Trace) -> u32 {
    let is_reply = |kind: &EventKind| matches!(kind, EventKind::Traffic(TrafficEvent::EchoReplied { .. }));
    trace.events.iter().filter(|event| is_reply(&event.kind)).count() as u32
}

/// Whether the wire changed a packet.
pub fn has_forgery(trace: &Trace) -> bool {
    trace
        .packets
        .iter()
        .any(|packet| matches!(packet.fate, Fate::Altered { .. }))
}

/// Whether a router took a packet that the wire had changed.
pub fn is_forgery_taken(trace: &Trace) -> bool {
    let taken = trace
        .events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Traffic(TrafficEvent::Decapsulated { .. })));
    let mut packets = taken.filter_map(|event| trace.packet(event.packet?));
    packets.any(|packet| matches!(packet.fate, Fate::Altered { .. }))
}
