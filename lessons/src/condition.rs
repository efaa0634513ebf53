//! What a run can be asked to be: goals, and the signs of a wrong way.

use ikelab_core::event::{EventKind, RouterId, TrafficEvent};
use ikelab_core::fact::Fact;
use ikelab_core::sim::{Fate, Trace};
use ikelab_core::transcript;

use crate::pattern;

/// A condition on a whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The tunnel is up at the end, or not.
    Tunnel(bool),
    /// Of the packets that the wire changed, one was taken, or none was.
    Forged(bool),
    /// So many pings of hosts and routers were answered, or more.
    Answered(u32),
    /// A `show` command typed at the end prints a line that fits, or prints none that does.
    Console {
        /// Where it is typed.
        router: RouterId,
        /// The command.
        command: String,
        /// The [pattern] of the line.
        pattern: String,
        /// Whether there is to be such a line.
        present: bool,
    },
    /// A router prints a debug or syslog record that fits, or would if debugging was on.
    Record {
        /// Which router.
        router: RouterId,
        /// The [pattern] of the record.
        pattern: String,
    },
    /// There is such a fact, with these bytes unless there are none.
    Fact {
        /// The fact.
        fact: Fact,
        /// What it must be.
        bytes: Vec<u8>,
    },
}

impl Condition {
    /// Whether it is so.
    pub fn holds(&self, trace: &Trace) -> bool {
        match self {
            Condition::Tunnel(up) => trace.is_up() == *up,
            Condition::Forged(taken) => has_forgery(trace) && is_forgery_taken(trace) == *taken,
            Condition::Answered(least) => answered(trace) >= *least,
            Condition::Console {
                router,
                command,
                pattern,
                present,
            } => {
                let printed = transcript::answer(trace, *router, command);
                printed.is_some_and(|printed| pattern::find(pattern, &printed).is_some() == *present)
            }
            Condition::Record { router, pattern } => transcript::records(trace, *router)
                .iter()
                .any(|record| pattern::find(pattern, &record.one_line()).is_some()),
            Condition::Fact { fact, bytes } => fact
                .find(trace)
                .is_ok_and(|found| bytes.is_empty() || found.bytes(trace).as_ref() == Some(bytes)),
        }
    }
}

fn answered(trace: &Trace) -> u32 {
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
