//! Steps: the events of a run, cut where a person would pause.

use alloc::vec::Vec;
use core::ops::Range;

use serde::Serialize;

use crate::event::{ConsoleEvent, Event, EventKind, Outcome, PacketId, RouterId};
use crate::order;
use crate::time::SimTime;

/// Events that belong together: as a rule a message with what its sender did to make it and what its receiver did to
/// read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When the last of its events happened.
    pub at: SimTime,
    /// What began it.
    pub cause: Cause,
    /// The packet that it is about.
    pub packet: Option<PacketId>,
    /// Its events: places in [`Trace::events`](super::Trace::events).
    pub events: Range<u32>,
}

/// What begins a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Cause {
    /// The routers were switched on, and nothing else has happened yet: the first step of every trace.
    Start,
    /// A packet was sent.
    Sent,
    /// A packet came in, not at once after it was sent.
    Arrived,
    /// A host did something, and no packet went out on the wire.
    Host,
    /// A timer ran out, and no packet went out on the wire.
    Timer,
    /// Lines were typed at once, and no packet went out on the wire.
    Typed,
}

/// Events of one router that are never parted: all of one input's, or, where an input is answered, those of reading it
/// and those of each message that answers it.
#[derive(Debug)]
pub(super) struct Segment {
    pub start: SimTime,
    pub origin: Origin,
    pub sends: Option<PacketId>,
    pub events: Vec<Event>,
}

/// What a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Switches a router on.
    Start,
    /// Reads a packet.
    Arrival(PacketId),
    /// Answers what the last segment read, or does what was typed.
    Reply,
    /// Something a host did.
    Host,
    /// A timer.
    Timer,
    /// A typed line.
    Console,
}

/// Puts segments into the order of time and cuts them into steps. A message whose reading follows at once is one step;
/// where other things come between, its arrival is a step of its own, so that the order of events is never changed. Lines
/// that are typed at once are one step too, up to one that has a packet sent, which is the next step; `end` is never one of its
/// own behind them.
pub(super) fn cut(mut segments: Vec<Segment>) -> (Vec<Event>, Vec<Step>) {
    order::sort(&mut segments, |a, b| a.start < b.start);
    let mut events = Vec::with_capacity(segments.iter().map(|segment| segment.events.len()).sum());
    let start = Step {
        at: SimTime::ZERO,
        cause: Cause::Start,
        packet: None,
        events: 0..0,
    };
    let mut steps = alloc::vec![start];
    let mut typed_at = None;
    for segment in segments {
        let begin = events.len() as u32;
        let typing = typing(&segment);
        let goes_on = typing.is_some() && typing == typed_at;
        let is_end = segment.events.iter().any(leaves_configuration);
        typed_at = typing.or(typed_at);
        events.extend(segment.events);
        let end = events.len() as u32;
        let at = events[begin as usize..].last().map_or(segment.start, |event| event.at);
        let last = steps.last_mut().expect("the start is a step");
        let joins = match segment.origin {
            Origin::Arrival(packet) => last.packet == Some(packet) && last.cause == Cause::Sent,
            Origin::Reply => segment.sends.is_none(),
            Origin::Start => last.cause == Cause::Start,
            Origin::Console => goes_on && (last.cause == Cause::Typed || is_end),
            Origin::Host | Origin::Timer => false,
        };
        if joins {
            last.events.end = end;
            last.at = last.at.max(at);
            continue;
        }
        let (cause, packet) = match (segment.sends, segment.origin) {
            (Some(packet), _) => (Cause::Sent, Some(packet)),
            (None, Origin::Arrival(packet)) => (Cause::Arrived, Some(packet)),
            (None, Origin::Timer) => (Cause::Timer, None),
            (None, Origin::Console) => (Cause::Typed, None),
            (None, Origin::Start) => (Cause::Start, None),
            (None, Origin::Host | Origin::Reply) => (Cause::Host, None),
        };
        steps.push(Step {
            at,
            cause,
            packet,
            events: begin..end,
        });
    }
    (events, steps)
}

/// Where and when a segment's line was typed.
fn typing(segment: &Segment) -> Option<(RouterId, SimTime)> {
    let first = segment.events.first().filter(|_| segment.origin == Origin::Console)?;
    Some((first.router, segment.start))
}

/// Whether this is the line after which configuration is over.
fn leaves_configuration(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::Console(ConsoleEvent::Typed {
            outcome: Outcome::Configured { ended: true, .. },
            ..
        })
    )
}
