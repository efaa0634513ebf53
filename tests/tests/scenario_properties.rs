//! Any scenario can be run.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use crate::strategies::scenario;
use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Place, Trace};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(200))]

    /// A run ends and does not panic, whatever the scenario; its steps cover its events without gap; and the status can be
    /// asked for at every step.
    #[test]
    fn every_scenario_runs(scenario in scenario()) {
        let trace = sim::run(&scenario);
        let mut end = 0;
        for step in &trace.steps {
            prop_assert_eq!(step.events.start, end);
            end = step.events.end;
            if let Some(packet) = step.packet {
                prop_assert!(trace.packet(packet).is_some());
            }
        }
        prop_assert_eq!(end as usize, trace.events.len());
        every_place_is_reached(&trace)?;
        for router in RouterId::BOTH {
            let mut times = trace.events.iter().filter(|event| event.router == router).map(|event| event.at);
            prop_assert!(times.by_ref().is_sorted());
        }
    }
}

/// Forwards and backwards, step by step and event by event, the same places come by, each with the status folded so far.
fn every_place_is_reached(trace: &Trace) -> Result<(), TestCaseError> {
    let mut status = trace.initial_status();
    for fine in [
        Place::step(0),
        trace.first(Place {
            step: 0,
            event: Some(0),
        }),
    ] {
        let (mut place, mut places, mut happened) = (fine, 1, trace.new_at(fine).end);
        while trace.next(place) != place {
            let next = trace.next(place);
            let new = trace.new_at(next);
            prop_assert_eq!(trace.previous(next), place);
            prop_assert_eq!(trace.nearest(next), next);
            prop_assert_eq!(new.start, happened);
            (place, places, happened) = (next, places + 1, new.end);
            if next.is_fine() {
                let events = &trace.events[new.start as usize..new.end as usize];
                events
                    .iter()
                    .for_each(|event| status[event.router.index()].apply(event));
                prop_assert!(events.len() <= 1);
                prop_assert!(new.end % 5 > 0 || trace.status_after(new.end) == status);
                prop_assert!(events.is_empty() || trace.after_events(new.end) == next);
            }
        }
        prop_assert_eq!(happened as usize, trace.events.len());
        prop_assert_eq!(place, trace.end_of(usize::MAX, fine));
        prop_assert!(places >= trace.steps.len());
    }
    Ok(())
}
