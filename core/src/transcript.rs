//! What routers print in a run: records, and all that stands on their consoles. It is read from the events and from the states
//! that they lead to; nothing is executed again.

use alloc::vec::Vec;
use core::ops::Range;

pub use crate::exec::{
    ConsoleEntry, EntryKind, Moment, answer, screen, show_crypto_ipsec_sa, show_crypto_isakmp_sa, show_crypto_map,
    show_debugging,
};
pub use crate::ios::console::Debugging;
pub use crate::log::{Facility, Record, other_records_of_event, records_of_event};

use crate::event::{Event, RouterId};
use crate::exec::{Past, Screen};
use crate::sim::Trace;

/// All that a router prints in a run, in the order in which it happens.
pub fn records(trace: &Trace, router: RouterId) -> Vec<Record> {
    let events = (0..).zip(&trace.events).filter(|(_, event)| event.router == router);
    events
        .flat_map(|(index, event)| records_of_event(event, index))
        .collect()
}

/// Those of `records` that are printed up to the end of a step.
pub fn records_until<'a>(records: &'a [Record], trace: &Trace, step: usize) -> &'a [Record] {
    let end = trace.events_until(step).len() as u32;
    &records[..records.partition_point(|record| record.event < end)]
}

/// Those of `records` that are printed in a step.
pub fn records_of_step<'a>(records: &'a [Record], trace: &Trace, step: usize) -> &'a [Record] {
    let before = step
        .checked_sub(1)
        .map_or(0, |previous| records_until(records, trace, previous).len());
    &records_until(records, trace, step)[before..]
}

/// All that a router's console shows in a run, in the order in which it appears.
pub fn console(trace: &Trace, router: RouterId) -> Vec<ConsoleEntry> {
    let mut screen = Screen::new(trace.status_of(router, 0), trace.clock, Past::default());
    for (index, event) in own_events(trace, router, 0..trace.events.len() as u32) {
        screen.show(index, event);
    }
    screen.entries
}

/// What stands on a router's console in a run, without the words: they are made of the part that is looked at, since a few
/// typed letters may print a whole configuration.
#[derive(Debug, Clone)]
pub struct Console {
    router: RouterId,
    /// Of each entry its event, its place in the log, and what it is.
    entries: Vec<(u32, EntryKind)>,
    /// Where reading may begin.
    starts: Vec<Start>,
}

/// A place in a console where reading may begin.
#[derive(Debug, Clone)]
struct Start {
    /// How many events of the run had happened.
    events: u32,
    past: Past,
}

impl Console {
    /// A router's console in a run.
    pub fn new(trace: &Trace, router: RouterId) -> Console {
        let mut screen = Screen::new(trace.status_of(router, 0), trace.clock, Past::default());
        let (mut entries, mut starts) = (Vec::new(), Vec::new());
        let mut events = 0;
        for (next, _) in trace.checkpoints(router) {
            for (index, event) in own_events(trace, router, events..next) {
                screen.show(index, event);
                entries.extend(screen.entries.drain(..).map(|entry| (entry.event, entry.kind)));
            }
            let past = screen.past();
            starts.push(Start { events: next, past });
            events = next;
        }
        Console {
            router,
            entries,
            starts,
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries tell of the first `events` events of the run.
    pub fn until(&self, events: u32) -> usize {
        self.entries.partition_point(|(event, _)| *event < events)
    }

    /// What the entry at a place is.
    pub fn kind(&self, place: usize) -> Option<EntryKind> {
        self.entries.get(place).map(|(_, kind)| *kind)
    }

    /// The entries at these places with their words; those that there are. `trace` is the run that the console is of.
    pub fn read(&self, trace: &Trace, places: Range<usize>) -> Vec<ConsoleEntry> {
        let end = places.end.min(self.entries.len());
        let Some(wanted) = self.entries.get(places.start..end).filter(|wanted| !wanted.is_empty()) else {
            return Vec::new();
        };
        let (first, last) = (wanted[0].0, wanted[wanted.len() - 1].0);
        let behind = self.starts.partition_point(|start| start.events <= first);
        // The first is of the time before any event.
        let Start { events, past } = self.starts[behind - 1];
        let mut screen = Screen::new(trace.status_of(self.router, events), trace.clock, past);
        for (index, event) in own_events(trace, self.router, events..first) {
            screen.pass(index, event);
        }
        for (index, event) in own_events(trace, self.router, first..last + 1) {
            screen.show(index, event);
        }
        let before = places.start - self.until(first);
        let shown = screen.entries.into_iter().skip(before);
        shown.take(wanted.len()).collect()
    }
}

/// The events of a router among those at some places in the log.
fn own_events(trace: &Trace, router: RouterId, places: Range<u32>) -> impl Iterator<Item = (u32, &Event)> {
    let events = &trace.events[places.start as usize..places.end as usize];
    let events = (places.start..).zip(events);
    events.filter(move |(_, event)| event.router == router)
}
