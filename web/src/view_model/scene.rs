//! What is shown at a place of a run: computed once, for all parts of the page.

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::event::{Event, EventKind, IsakmpEvent, PacketId, RouterId, State, TrafficEvent};
use ikelab_core::ios::Console;
use ikelab_core::sim::{CapturedPacket, Fate, Place, Trace};
use ikelab_core::status::RouterStatus;

use super::ladder::arrivals;
use super::narration::{Narration, narrate};
use super::states::{RouterStates, states};
use crate::state::Run;

/// Where the packet of the step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flight {
    /// Its sender still makes it.
    Unsent,
    /// On the wire.
    OnWire,
    /// The other router has it.
    Arrived,
    /// It never arrives.
    Lost,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Where.
    pub place: Place,
    /// The events that are new here; what is before them has happened, what is behind them has not.
    pub new: Range<u32>,
    /// The packet of the step, if it has one.
    pub packet: Option<PacketId>,
    /// Where it is.
    pub flight: Flight,
    /// The states that R1 and R2 have come to in the step.
    pub arrivals: [Option<State>; 2],
    /// Where the machines of R1 and R2 are.
    pub states: [RouterStates; 2],
    /// The consoles of R1 and R2, as the line finds them that is typed next.
    pub consoles: [Rc<Console>; 2],
    /// What is said.
    pub said: Narration,
}

impl Scene {
    /// What a run shows at a place.
    pub fn new(run: &Run, place: Place) -> Scene {
        let trace = &run.trace;
        let place = trace.nearest(place);
        let new = trace.new_at(place);
        let events = &trace.events[new.start as usize..new.end as usize];
        let before = trace.status_after(new.start);
        let after = happened(before.clone(), events);
        let of = |router: RouterId| states(router, &before[router.index()], &after[router.index()], events);
        let step = &trace.steps[place.step];
        let so_far = &trace.events[step.events.start as usize..new.end as usize];
        Scene {
            packet: step.packet,
            flight: flight_at(trace, place),
            arrivals: arrivals(so_far),
            states: RouterId::BOTH.map(of),
            consoles: RouterId::BOTH.map(|router| Rc::new(trace.console_after(place.step, router))),
            said: narrate(trace, place),
            place,
            new,
        }
    }

    /// Whether an event, by its place in the trace, is new.
    pub fn is_new(&self, event: u32) -> bool {
        self.new.contains(&event)
    }
}

/// Where the packet of the step is at a place.
pub fn flight_at(trace: &Trace, place: Place) -> Flight {
    let events = trace.step_events(place.step);
    let happened = (trace.new_at(place).end - trace.steps[place.step].events.start) as usize;
    let packet = trace.steps[place.step].packet.and_then(|id| trace.packet(id));
    packet.map_or(Flight::Unsent, |packet| flight(packet, events, happened))
}

/// Where a packet is after so many events of its step.
fn flight(packet: &CapturedPacket, events: &[Event], happened: usize) -> Flight {
    let so_far = &events[..happened];
    let is_sent = match events.iter().position(|event| sends(event, packet)) {
        Some(sending) => sending < happened,
        None => so_far.last().is_none_or(|event| event.at >= packet.sent),
    };
    let is_read = so_far.iter().any(|event| event.router != packet.from);
    match packet.fate {
        _ if !is_sent => Flight::Unsent,
        Fate::Lost | Fate::NotTaken(_) => Flight::Lost,
        // It ends half-way.
        Fate::Taken(_) => Flight::OnWire,
        _ if is_read => Flight::Arrived,
        _ => Flight::OnWire,
    }
}

/// Whether an event puts a packet on the wire.
fn sends(event: &Event, packet: &CapturedPacket) -> bool {
    let is_sending = match &event.kind {
        EventKind::Isakmp { event, .. } => matches!(event, IsakmpEvent::PacketSent { .. }),
        EventKind::Traffic(traffic) => matches!(traffic, TrafficEvent::Encapsulated { .. }),
        _ => false,
    };
    is_sending && event.router == packet.from && event.packet == Some(packet.id)
}

fn happened(mut status: [RouterStatus; 2], events: &[Event]) -> [RouterStatus; 2] {
    for event in events {
        status[event.router.index()].apply(event);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::event::Role;
    use ikelab_core::sim::doc_50880;

    fn run() -> Run {
        Run::new(Rc::new(doc_50880()))
    }

    fn main_mode(run: &Run, place: Place) -> (State, State) {
        let machine = Scene::new(run, place).states[RouterId::R1.index()].main_mode;
        (machine.before, machine.after)
    }

    #[test]
    fn both_routers_go_from_ready_to_complete() {
        let run = run();
        let first = &Scene::new(&run, Place::step(0)).states[0];
        assert_eq!(
            (first.role, first.main_mode.after, first.quick_mode.after),
            (None, State::Ready, State::QmReady)
        );
        for last in Scene::new(&run, Place::step(usize::MAX)).states {
            assert_eq!(
                (last.main_mode.after, last.quick_mode.after),
                (State::P1Complete, State::QmPhase2Complete)
            );
        }
    }

    #[test]
    fn a_step_says_what_moved_the_router() {
        let run = run();
        let steps = (0..=run.trace.last_step()).map(|step| Scene::new(&run, Place::step(step)));
        let moves = |scene: &Scene| scene.states[0].main_mode.moved();
        let states = &steps.into_iter().find(moves).unwrap().states[0];
        assert_eq!(states.main_mode.before, State::Ready);
        assert_eq!(states.main_mode.after, State::RMm1);
        assert_eq!(states.input, Some(("IKE_MESG_FROM_PEER", "IKE_MM_EXCH")));
        assert_eq!(states.role, Some(Role::Responder));
    }

    #[test]
    fn a_packet_is_made_and_sent_and_read() {
        let run = run();
        let all = (1..=run.trace.steps[1].events.len() as u32).map(|event| Place {
            step: 1,
            event: Some(event),
        });
        let mut flights: Vec<_> = all.map(|place| Scene::new(&run, place).flight).collect();
        assert_eq!(flights.last(), Some(&Scene::new(&run, Place::step(1)).flight));
        flights.dedup();
        assert_eq!(flights, [Flight::Unsent, Flight::OnWire, Flight::Arrived]);
    }

    /// Event by event the machine makes the same moves, one at a time, as step by step.
    #[test]
    fn an_event_moves_a_machine_once() {
        let run = run();
        let mut place = run.trace.after_events(0);
        let mut way = vec![State::Ready];
        while run.trace.next(place) != place {
            place = run.trace.next(place);
            let (before, after) = main_mode(&run, place);
            assert_eq!(Some(&before), way.last());
            if before != after {
                way.push(after);
            }
        }
        let responder = [
            State::Ready,
            State::RMm1,
            State::RMm2,
            State::RMm3,
            State::RMm4,
            State::RMm5,
        ];
        assert_eq!(way[..6], responder);
        assert_eq!(way.last(), Some(&State::P1Complete));
    }
}
