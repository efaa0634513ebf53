//! Pings of one host: one after the other, however they are asked for; and clocks that run for long.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{EventKind, RouterId, TrafficEvent};
use ikelab_core::sim::{self, Action, Stimulus};
use ikelab_core::time::{SimTime, WallClock};
use ikelab_tests::lab::{R1, R2, edit, preset, with_ping};

#[test]
fn a_ping_asked_for_while_another_runs_waits_for_its_end() {
    let mut scenario = sim::doc_50880();
    for at in [1000, 1500] {
        let (behind, destination) = (RouterId::R2, scenario.hosts[0]);
        let action = Action::Ping {
            behind,
            destination,
            count: 3,
            size: 32,
        };
        scenario.stimuli.push(Stimulus {
            at: SimTime(at),
            action,
        });
    }
    let trace = sim::run(&scenario);
    let sequences = trace.events.iter().filter_map(|event| match event.kind {
        EventKind::Traffic(TrafficEvent::EchoRequested { sequence, .. }) => Some(sequence),
        _ => None,
    });
    assert_eq!(sequences.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 1, 2, 3, 1, 2, 3]);
    let replies = trace
        .events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Traffic(TrafficEvent::EchoReplied { .. })));
    assert_eq!(replies.count(), 10, "all but the one that brought the tunnel up");
}

/// However much is asked for, a run ends soon, and says that it was ended.
#[test]
fn too_many_bytes_end_a_run() {
    let in_the_clear = edit(preset(), R2, " crypto map cisco\n", "");
    let in_the_clear = edit(in_the_clear, R1, " crypto map cisco\n", "");
    let of = |size| sim::run(&with_ping(in_the_clear.clone(), 10_000, size));
    assert!(!of(56).is_cut);
    let trace = of(18_024);
    assert!(trace.is_cut);
    let bytes: usize = trace.packets.iter().map(|packet| packet.bytes.len()).sum();
    assert!((10_000_000..30_000_000).contains(&bytes), "{bytes}");
}

#[test]
fn a_clock_shows_any_moment_at_once() {
    let clock = WallClock {
        year: 2004,
        month: 2,
        day: 28,
        millis: 0,
    };
    let day = |days: u64| clock.at(SimTime(days * 86_400_000)).to_string();
    assert_eq!(day(1), "Feb 29 00:00:00.000");
    assert_eq!(day(2), "Mar  1 00:00:00.000");
    assert_eq!(day(366), "Feb 28 00:00:00.000");
    assert_eq!(
        clock.at(SimTime(146_097 * 86_400_000)).year,
        2404,
        "400 years have 146,097 days"
    );
    clock.at(SimTime(u64::MAX));
}

/// The same of typed lines: of configuration, of which each leaves a configuration of its own; of commands that print; and of
/// many lines in one stimulus.
#[test]
fn too_many_lines_end_a_run() {
    let typed = |line: String| {
        let (at, router) = (SimTime(12_000), R1);
        let action = Action::Type { router, line };
        let mut scenario = preset();
        scenario.stimuli.push(Stimulus { at, action });
        sim::run(&scenario)
    };
    let hosts = |count: u32| {
        (0..count)
            .map(|number| format!("ip host h{number} 10.0.0.1\n"))
            .collect::<String>()
    };
    assert!(!typed(format!("configure terminal\n{}", hosts(200))).is_cut);
    let trace = typed(format!("configure terminal\n{}", hosts(100_000)));
    assert!(trace.is_cut);
    assert!(trace.events.len() > 1000);
}
