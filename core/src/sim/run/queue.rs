//! The queue of a run.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::effects::Timer;
use crate::event::{PacketId, RouterId, TrafficEvent};
use crate::time::SimTime;

/// What is to happen at a moment.
pub(super) enum Pending {
    /// A stimulus of the scenario.
    Stimulus(usize),
    /// The host behind a router sends its next echo request.
    Request(RouterId),
    /// The host behind a router gives up waiting for a reply.
    GiveUp(RouterId, u16),
    /// A host behind a router answers a packet; the event, if it is an echo request.
    Answer {
        behind: RouterId,
        bytes: Vec<u8>,
        event: Option<TrafficEvent>,
    },
    /// A packet arrives at a router from the wire.
    Arrive { at: RouterId, id: PacketId, bytes: Vec<u8> },
    /// A timer of a router's runs out.
    Timer(RouterId, Timer),
}

impl Pending {
    pub fn is_background(&self) -> bool {
        matches!(self, Pending::Timer(_, timer) if timer.is_background())
    }
}

/// Something in the queue.
pub(super) struct Queued {
    pub at: SimTime,
    /// When it was put in: of what is due at the same time, the first goes first.
    pub ordinal: u32,
    pub pending: Pending,
}

impl Ord for Queued {
    /// What is due first is the greatest: a heap gives the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.ordinal).cmp(&(self.at, self.ordinal))
    }
}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Queued {}
