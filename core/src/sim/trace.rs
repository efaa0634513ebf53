//! What a run leaves: immutable, so that stepping is an index into it and never runs anything.

use alloc::vec::Vec;

use serde::Serialize;

use super::checkpoint::Checkpoint;
use super::steps::Step;
use crate::effects::{PacketName, Protection};
use crate::event::{Event, EventKind, NetworkEvent, PacketId, RouterId};
use crate::ios::not_taken::NotTaken;
use crate::ios::{Console, RunningConfig};
use crate::ipsec::manual::Direction;
use crate::status::RouterStatus;
use crate::time::{SimTime, WallClock};
use crate::topology::Topology;

/// All that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// Where a person may pause. The first is the moment before anything happens.
    pub steps: Vec<Step>,
    /// What happened, in the order of the steps; within a router in the order of time.
    pub events: Vec<Event>,
    /// What went over the wire between the routers.
    pub packets: Vec<CapturedPacket>,
    /// The configurations at the start.
    pub configs: [RunningConfig; 2],
    /// What was between the routers at the start.
    pub topology: Topology,
    /// What the clocks showed at the start.
    pub clock: WallClock,
    /// Whether it was ended before its time, since it had become too long.
    pub is_cut: bool,
    #[serde(skip)]
    pub(super) checkpoints: [Vec<Checkpoint>; 2],
}

/// A packet on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CapturedPacket {
    /// Its number.
    pub id: PacketId,
    /// What it is.
    pub name: PacketName,
    /// Who sent it; it goes to the other.
    pub from: RouterId,
    /// When it was sent.
    pub sent: SimTime,
    /// The IPv4 packet as it was sent.
    pub bytes: Vec<u8>,
    /// What is inside, where it is encrypted.
    pub protection: Option<Protection>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Fate {
    /// It arrived as it was sent, but for the time to live that a router on the way counts.
    Arrived(Vec<SimTime>),
    /// It arrived changed.
    Altered {
        /// When each copy arrived.
        at: Vec<SimTime>,
        /// As what.
        bytes: Vec<u8>,
    },
    /// The cloud between the routers took it: it was for one of the cloud's own addresses.
    Taken(Vec<SimTime>),
    /// It never arrived: nobody took it.
    NotTaken(NotTaken),
    /// It never arrived: the wire lost it.
    Lost,
}

impl Trace {
    /// The last step.
    pub fn last_step(&self) -> usize {
        self.steps.len() - 1
    }

    /// The events of a step; none for a step that does not exist.
    pub fn step_events(&self, step: usize) -> &[Event] {
        self.steps.get(step).map_or(&[], |step| {
            &self.events[step.events.start as usize..step.events.end as usize]
        })
    }

    /// All events up to the end of a step.
    pub fn events_until(&self, step: usize) -> &[Event] {
        let end = self
            .steps
            .get(step)
            .map_or(self.events.len(), |step| step.events.end as usize);
        &self.events[..end]
    }

    /// Both routers at the end of a step, or of the run if the step is beyond it.
    pub fn status(&self, step: usize) -> [RouterStatus; 2] {
        self.status_after(self.events_until(step).len() as u32)
    }

    /// Both routers when so many events of the run have happened, or all of them if they are fewer.
    pub fn status_after(&self, events: u32) -> [RouterStatus; 2] {
        RouterId::BOTH.map(|router| self.status_of(router, events))
    }

    /// A router when so many events of the run have happened, or all of them if they are fewer.
    pub fn status_of(&self, router: RouterId, events: u32) -> RouterStatus {
        let checkpoints = &self.checkpoints[router.index()];
        let behind = checkpoints.partition_point(|checkpoint| checkpoint.events <= events);
        // The first is of the time before any event.
        let Checkpoint { events: from, status } = &checkpoints[behind - 1];
        let mut status = status.clone();
        let between = &self.events[*from as usize..(events as usize).min(self.events.len())];
        let own = between.iter().filter(|event| event.router == router);
        own.for_each(|event| status.apply(event));
        status
    }

    /// Both routers before the first step: their configurations are read, and nothing else has happened.
    pub fn initial_status(&self) -> [RouterStatus; 2] {
        self.status_after(0)
    }

    /// What a router itself knew at some moments of the run, the last of them its end: how many events had happened, and its
    /// status.
    pub fn checkpoints(&self, router: RouterId) -> impl Iterator<Item = (u32, &RouterStatus)> {
        let checkpoints = self.checkpoints[router.index()].iter();
        checkpoints.map(|checkpoint| (checkpoint.events, &checkpoint.status))
    }

    /// A router's console as the line finds it that is typed just after a step: what was typed in that moment was typed
    /// before.
    pub fn console_after(&self, step: usize, router: RouterId) -> Console {
        let moment = self.steps[step].at + 1;
        let later = self.steps[step + 1..].iter().take_while(|step| step.at <= moment);
        let events = self.events_until(step + later.count()).len() as u32;
        self.status_of(router, events).console
    }

    /// Whether packets can go both ways at the end: each router can read what the other sends with some SA.
    pub fn is_up(&self) -> bool {
        let [r1, r2] = self.status(self.last_step());
        let spis = |status: &RouterStatus, direction| -> Vec<u32> {
            let sas = status.ipsec_sas.iter().filter_map(|pair| pair.sa(direction));
            sas.map(|sa| sa.spi).collect()
        };
        let reads = |receiver, sender| {
            let sent = spis(sender, Direction::Outbound);
            spis(receiver, Direction::Inbound).iter().any(|spi| sent.contains(spi))
        };
        reads(&r1, &r2) && reads(&r2, &r1)
    }

    /// Why nobody takes packets, each reason once, with their sender.
    pub fn not_taken(&self) -> impl Iterator<Item = (RouterId, NotTaken)> {
        self.events.iter().filter_map(|event| match event.kind {
            EventKind::Network(NetworkEvent::NotTaken(why)) => Some((event.router, why)),
            _ => None,
        })
    }

    /// The packet with this number.
    pub fn packet(&self, id: PacketId) -> Option<&CapturedPacket> {
        self.packets.get(id.0 as usize)
    }
}
