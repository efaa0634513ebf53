//! What a router knew now and then in a run, so that a jump to any moment has few events to apply.

use alloc::vec::Vec;

use crate::event::{Event, RouterId};
use crate::status::RouterStatus;

/// Events of a router between two checkpoints, at least: a balance between the memory of a long trace and the time of a jump.
const INTERVAL: u32 = 256;
/// Where a status has many entries, at least so many events for each: so checkpoints are no more than a part of a trace.
const EVENTS_FOR_AN_ENTRY: u32 = 4;

/// A router's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checkpoint {
    /// How many events of the trace had happened.
    pub events: u32,
    /// What the router knew then.
    pub status: RouterStatus,
}

/// Takes the checkpoints of one router while it runs. They count its own events: which of the other's come in between is known
/// at the end.
pub(super) struct Recorder {
    events: u32,
    taken: Vec<Checkpoint>,
}

impl Recorder {
    /// The first checkpoint is taken before anything has happened.
    pub fn new(status: &RouterStatus) -> Recorder {
        let mut recorder = Recorder {
            events: 0,
            taken: Vec::new(),
        };
        recorder.take(status);
        recorder
    }

    /// So many events more were logged.
    pub fn count(&mut self, events: usize) {
        self.events += events as u32;
    }

    /// Takes a checkpoint if it is time for one; the status is that after all events counted.
    pub fn look(&mut self, status: &RouterStatus) {
        let since = self.taken.last().map_or(0, |last| last.events);
        if self.events - since >= INTERVAL.max(EVENTS_FOR_AN_ENTRY * status.entries() as u32) {
            self.take(status);
        }
    }

    fn take(&mut self, status: &RouterStatus) {
        self.taken.push(Checkpoint {
            events: self.events,
            status: status.clone(),
        });
    }

    /// The checkpoints with the last status, placed in the events of both routers.
    pub fn finish(mut self, status: &RouterStatus, router: RouterId, events: &[Event]) -> Vec<Checkpoint> {
        self.take(status);
        let own = (1..).zip(events).filter(|(_, event)| event.router == router);
        let mut ends = own.map(|(end, _)| end);
        let (mut counted, mut end) = (0, 0);
        for checkpoint in &mut self.taken {
            if let Some(skipped) = (checkpoint.events - counted).checked_sub(1) {
                counted = checkpoint.events;
                end = ends.nth(skipped as usize).unwrap_or(events.len() as u32);
            }
            checkpoint.events = end;
        }
        self.taken
    }
}
