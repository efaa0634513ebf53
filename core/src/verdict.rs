//! What came of a run: whether the tunnel is up, how many pings were answered, and the event that kept it from more.

use serde::Serialize;

use crate::event::{
    ConsoleEvent, DropReason, Event, EventKind, IpsecEvent, IsakmpEvent, NetworkEvent, Outcome, TrafficEvent,
};
use crate::ios::config_event::ConfigEvent;
use crate::ios::diagnostic::Severity;
use crate::sim::{Fate, Trace};

/// Milliseconds within which a router does what a typed line asks for.
const MOMENT: u64 = 100;

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether both routers have IPsec SAs at the end, each the mirror image of the other's.
    pub is_up: bool,
    /// Echo requests that hosts and routers sent.
    pub requests: u32,
    /// Replies that came in time.
    pub replies: u32,
    /// The place in the trace of the event that matters most: of a packet that was taken though the wire had changed it; of
    /// what kept packets from going on, the first since the last success, be it that SAs were deleted or a typed line was refused;
    /// where the tunnel does its work all the same, of the
    /// first packet that it lost. `None`: there is no such event.
    pub cause: Option<u32>,
}

impl Verdict {
    /// The verdict on a run.
    ///
    /// ```
    /// use ikelab_core::sim::{doc_50880, run};
    /// use ikelab_core::verdict::Verdict;
    ///
    /// let mut scenario = doc_50880();
    /// assert!(Verdict::of(&run(&scenario)).is_up);
    /// let r2 = &mut scenario.routers[1].configuration;
    /// *r2 = r2.replace("hash md5", "hash sha");
    /// let verdict = Verdict::of(&run(&scenario));
    /// assert!(!verdict.is_up);
    /// assert_eq!(verdict.replies, 0);
    /// assert!(verdict.cause.is_some());
    /// ```
    pub fn of(trace: &Trace) -> Verdict {
        let count = |is_one: fn(&TrafficEvent) -> bool| {
            let traffic = trace.events.iter().filter_map(|event| match &event.kind {
                EventKind::Traffic(event) => Some(event),
                _ => None,
            });
            traffic.filter(|event| is_one(event)).count() as u32
        };
        Verdict {
            is_up: trace.is_up(),
            requests: count(|event| matches!(event, TrafficEvent::EchoRequested { .. })),
            replies: count(|event| matches!(event, TrafficEvent::EchoReplied { .. })),
            cause: cause(trace),
        }
    }

    /// Whether the tunnel is up and nothing else is to be said.
    pub fn is_well(&self) -> bool {
        self.is_up && self.cause.is_none()
    }
}

fn cause(trace: &Trace) -> Option<u32> {
    let first = |from: usize, is_one: &dyn Fn(&Event) -> bool| {
        let at = trace.events[from..].iter().position(is_one)?;
        Some((from + at) as u32)
    };
    let since = trace.events.iter().rposition(is_success).map_or(0, |at| at + 1);
    let is_timeout = |event: &Event| matches!(event.kind, EventKind::Traffic(TrafficEvent::EchoTimedOut { .. }));
    let is_packet = |event: &Event| is_lost(trace, event) || is_refused(&event.kind);
    first(0, &|event| is_forged(trace, event)).or_else(|| {
        if trace.is_up() && !trace.events[since..].iter().any(is_timeout) {
            first(0, &is_packet)
        } else {
            first(since, &|event| {
                is_packet(event) || is_trouble(&event.kind) && !is_refused_line(&event.kind)
            })
            .or_else(|| deletion(trace, since))
            .or_else(|| first(since, &|event| is_refused_line(&event.kind)))
        }
    })
}

/// The typed line after which IPsec SAs were deleted; the deletion, if nobody typed one.
fn deletion(trace: &Trace, since: usize) -> Option<u32> {
    let is_deletion = |event: &Event| matches!(event.kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. }));
    let deleted = since + trace.events[since..].iter().position(is_deletion)?;
    let Event { at, router, .. } = trace.events[deleted];
    let is_typed = |event: &Event| {
        let is_line = matches!(event.kind, EventKind::Console(ConsoleEvent::Typed { .. }));
        is_line && event.router == router && event.at.0 + MOMENT >= at.0
    };
    let typed = trace.events[since..deleted].iter().rposition(is_typed);
    Some(typed.map_or(deleted, |at| since + at) as u32)
}

/// Whether this takes a packet that the wire has changed.
fn is_forged(trace: &Trace, event: &Event) -> bool {
    let packet = event.packet.and_then(|id| trace.packet(id));
    let is_taken = matches!(event.kind, EventKind::Traffic(TrafficEvent::Decapsulated { .. }));
    is_taken && packet.is_some_and(|it| matches!(it.fate, Fate::Altered { .. }) && it.from != event.router)
}

/// Whether a typed line of configuration is refused.
fn is_refused_line(kind: &EventKind) -> bool {
    let EventKind::Console(ConsoleEvent::Typed {
        outcome: Outcome::Configured { events, .. },
        ..
    }) = kind
    else {
        return false;
    };
    let mut classes = events.iter().filter_map(ConfigEvent::class);
    classes.any(|class| class.severity == Severity::Error)
}

/// Whether a packet goes no further. What waits for SAs is sent again.
fn is_refused(kind: &EventKind) -> bool {
    match kind {
        EventKind::Traffic(TrafficEvent::Dropped { reason, .. }) => *reason != DropReason::NoSa,
        EventKind::Traffic(TrafficEvent::Filtered { filter, .. }) => !filter.permits(),
        EventKind::Traffic(TrafficEvent::IpsecRejected { .. }) | EventKind::Network(NetworkEvent::NotTaken(_)) => true,
        _ => false,
    }
}

fn is_success(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::Ipsec(IpsecEvent::SaCreated { .. }) | EventKind::Traffic(TrafficEvent::EchoReplied { .. })
    )
}

/// Whether this sends a packet that the wire loses.
fn is_lost(trace: &Trace, event: &Event) -> bool {
    let packet = event.packet.and_then(|id| trace.packet(id));
    packet.is_some_and(|packet| packet.from == event.router && packet.fate == Fate::Lost)
}

/// Whether something keeps a router from going on.
pub fn is_trouble(kind: &EventKind) -> bool {
    let is_end = matches!(
        kind,
        EventKind::Isakmp {
            event: IsakmpEvent::Phase1Unacceptable { .. }
                | IsakmpEvent::SaDeleted { .. }
                | IsakmpEvent::PeerDead { .. },
            ..
        }
    );
    is_end || is_refusal(kind)
}

/// Whether a router says no: to a peer's message, to a packet, or to what it is to do itself.
pub fn is_refusal(kind: &EventKind) -> bool {
    match kind {
        EventKind::Isakmp { event, .. } => matches!(
            event,
            IsakmpEvent::Off
                | IsakmpEvent::NoOffersAccepted
                | IsakmpEvent::Phase2Unacceptable { .. }
                | IsakmpEvent::Rejected { .. }
                | IsakmpEvent::QuickModeFailed { .. }
                | IsakmpEvent::NotStarted { .. }
                | IsakmpEvent::KeyLookup { found: false, .. }
                | IsakmpEvent::KeyNotOfProfile
        ),
        EventKind::Ipsec(event) => matches!(
            event,
            IpsecEvent::TransformNotSupported(_)
                | IpsecEvent::ProxiesNotSupported(_)
                | IpsecEvent::InvalidLocalAddress(_)
                | IpsecEvent::NoTransformSet { .. }
        ),
        EventKind::Traffic(_) | EventKind::Network(_) => is_refused(kind),
        EventKind::Drawn(_) | EventKind::Derived(_) => false,
        EventKind::Console(_) => is_refused_line(kind),
    }
}
