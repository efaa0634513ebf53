//! What a router knows of itself: folded from its events, by the router as by anybody; and what it says once SAs are gone.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{RouterId, State};
use ikelab_core::sim::{self, Action, Scenario, Stimulus, Trace};
use ikelab_core::status::RouterStatus;
use ikelab_core::time::SimTime;
use ikelab_share::Switch;
use ikelab_tests::everything::scenarios;
use ikelab_tests::lab::{R1, R2, ping, preset, run};

/// The machines of both routers at the end: main mode, quick mode.
fn machines(trace: &Trace) -> [(Option<State>, Option<State>); 2] {
    let of = |status: &RouterStatus| (status.main_mode(), status.quick_mode());
    trace.status(trace.last_step()).each_ref().map(of)
}

/// The scenario with lines typed at a router after the end of its run.
fn typed_at_end(scenario: &Scenario, router: RouterId, lines: &[&str]) -> Scenario {
    let trace = run(scenario);
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    scenario.typed_after(&trace, trace.last_step(), router, &lines)
}

/// The ISAKMP SA stays, and the quick mode that made the SAs is over.
#[test]
fn after_clear_crypto_sa_no_quick_mode_is_complete() {
    let cleared = typed_at_end(&preset(), R1, &["clear crypto sa"]);
    let expected = (Some(State::P1Complete), Some(State::QmReady));
    assert_eq!(machines(&run(&cleared)), [expected; 2]);

    let mut again = cleared;
    let at = SimTime(run(&again).steps.last().expect("a step").at.0 + 1000);
    again.stimuli.push(ping(&again, R2, at, 2, 56));
    let expected = (Some(State::P1Complete), Some(State::QmPhase2Complete));
    assert_eq!(machines(&run(&again)), [expected; 2]);
}

/// SAs with typed keys are in use, and no quick mode has made them.
#[test]
fn manual_keys_are_of_no_quick_mode() {
    let mut scenario = preset();
    for router in RouterId::BOTH {
        scenario.routers[router.index()].platform.what_if.seal_with_manual_keys = true;
    }
    for router in RouterId::BOTH {
        let trace = run(&scenario);
        scenario = Switch::ManualKeys.turned_after(&scenario, &trace, trace.last_step(), router, true);
    }
    let trace = run(&scenario);
    let expected = (Some(State::P1Complete), Some(State::QmReady));
    assert_eq!(machines(&trace), [expected; 2]);
    assert!(trace.is_up(), "with typed keys");
}

/// A renewal makes new SAs before the old ones go: the machine stays complete.
#[test]
fn a_renewed_tunnel_is_complete() {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        let lifetime = "crypto ipsec security-association lifetime seconds 120\n";
        setup.configuration.insert_str(0, lifetime);
    }
    scenario
        .stimuli
        .push(ping(&scenario, R2, SimTime::from_secs(2), 240, 56));
    let trace = run(&scenario);
    for status in trace.status(trace.last_step()) {
        assert_eq!(status.quick_mode(), Some(State::QmPhase2Complete));
        assert_eq!(status.ipsec_sas.len(), 1);
    }
}

/// Whatever a long run has made and deleted, only what lives and what went last is known.
#[test]
fn dead_sas_leave() {
    let mut scenario = preset();
    for round in 0..20 {
        let at = SimTime::from_secs(100 * (round + 1));
        for router in RouterId::BOTH {
            let line = "clear crypto isakmp\nclear crypto sa".to_owned();
            let action = Action::Type { router, line };
            scenario.stimuli.push(Stimulus { at, action });
        }
        let at = SimTime(at.0 + 1000);
        scenario.stimuli.push(ping(&scenario, R2, at, 2, 56));
    }
    let trace = sim::run(&scenario);
    let made = trace.packets.iter().filter(|packet| packet.name.to_string() == "MM1");
    assert_eq!(made.count(), 21);
    for step in 0..trace.steps.len() {
        for status in trace.status(step) {
            assert!(status.isakmp_sas.len() <= 2, "{:?}", status.isakmp_sas);
            assert!(status.quick_modes.len() <= 2, "{:?}", status.quick_modes);
        }
    }
}

/// From the events alone everybody comes to what the router itself knew, at each checkpoint and at the end.
#[test]
fn the_log_says_all_that_a_router_knows() {
    for (name, scenario) in scenarios() {
        let trace = sim::run(&scenario);
        for router in RouterId::BOTH {
            let mut status = trace.initial_status()[router.index()].clone();
            let mut happened = 0;
            for (events, known) in trace.checkpoints(router) {
                let new = &trace.events[happened as usize..events as usize];
                let own = new.iter().filter(|event| event.router == router);
                own.for_each(|event| status.apply(event));
                assert_eq!(status, *known, "{router} after {events} events: {name}");
                happened = events;
            }
            let rest = &trace.events[happened as usize..];
            assert!(rest.iter().all(|event| event.router != router), "{router}: {name}");
        }
    }
}
