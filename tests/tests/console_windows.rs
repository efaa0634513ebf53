//! Consoles of which a part is looked at.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Action, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{self, Console};
use ikelab_tests::lab::{R1, edit_both, preset};

/// Wherever a window of a console begins, what is made for it is what the whole console has there.
#[test]
fn a_window_of_a_console_is_a_part_of_the_whole() {
    let mut scenario = edit_both(preset(), "group 2", "group 1\n lifetime 60");
    let lines = "ping 20.20.20.10 source 172.18.124.201 repeat 150 timeout 130\nshow logging\nshow crypto ipsec sa\n\
                 undebug all\nping 20.20.20.10 repeat 2\nshow access-lists | include nothing\nshow crypto isakmp sa";
    let (at, router, line) = (SimTime(9000), R1, lines.to_owned());
    let action = Action::Type { router, line };
    scenario.stimuli.push(Stimulus { at, action });
    let trace = sim::run(&scenario);
    for router in RouterId::BOTH {
        let whole = transcript::console(&trace, router);
        assert!(trace.checkpoints(router).count() > 3, "{router} has done little");
        let console = Console::new(&trace, router);
        assert_eq!(console.len(), whole.len());
        for start in (0..=whole.len()).step_by(5) {
            let end = (start + 3).min(whole.len());
            assert_eq!(
                console.read(&trace, start..start + 3),
                whole[start..end],
                "{router} from {start}"
            );
        }
        for events in (0..=trace.events.len() as u32).step_by(11) {
            let told = whole.iter().filter(|entry| entry.event < events).count();
            assert_eq!(console.until(events), told);
        }
    }
}
