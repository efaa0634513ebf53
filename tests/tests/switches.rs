//! The switches of a router: what they type, and what IOS makes of it.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::ios::{ConsoleMode, Platform, RunningConfig};
use ikelab_core::sim::{doc_50880, run};
use ikelab_share::Switch;
use ikelab_tests::terminal::Terminal;

fn console(router: RouterId, platform: Platform) -> (Terminal, RunningConfig) {
    let config = run(&doc_50880()).configs[router.index()].clone();
    (Terminal::new(config.clone(), platform), config)
}

/// Whether the crypto map that protects traffic has all that it needs.
fn is_complete(config: &RunningConfig) -> bool {
    let map = config
        .interfaces
        .keys()
        .find_map(|interface| config.crypto_map_on(*interface));
    let (_, map) = map.expect("a crypto map");
    map.entries.values().all(|entry| entry.is_complete())
}

fn turn(console: &mut Terminal, start: &RunningConfig, switch: Switch, on: bool) {
    for line in switch.lines(on, RouterId::R1, console.console(), start) {
        console.enter(&line);
    }
    assert_eq!(console.console().mode, ConsoleMode::Privileged);
}

#[test]
fn ios_refuses_and_turning_back_restores() {
    for switch in [Switch::DropAuthentication, Switch::ManualKeys] {
        let (mut console, start) = console(RouterId::R1, Platform::default());
        assert!(!switch.is_on(console.console()));
        turn(&mut console, &start, switch, true);
        assert!(switch.is_on(console.console()), "{switch:?}");
        assert!(!is_complete(&console.console().config), "{switch:?} was refused");
        turn(&mut console, &start, switch, false);
        assert!(!switch.is_on(console.console()), "{switch:?}");
        assert!(is_complete(&console.console().config));
    }
}

#[test]
fn what_if_allows_it() {
    let what_if = WhatIf {
        seal_without_authentication: true,
        seal_with_manual_keys: true,
    };
    let platform = Platform {
        what_if,
        ..Platform::default()
    };
    for switch in [Switch::DropAuthentication, Switch::ManualKeys] {
        let (mut console, start) = console(RouterId::R1, platform);
        turn(&mut console, &start, switch, true);
        assert!(switch.is_on(console.console()), "{switch:?}");
        assert!(is_complete(&console.console().config), "{switch:?}");
    }
}

#[test]
fn an_accelerator_that_is_there_is_switched_by_typing() {
    let (mut console, start) = console(RouterId::R1, Platform::with_accelerator(true));
    assert!(Switch::Accelerator.is_on(console.console()));
    turn(&mut console, &start, Switch::Accelerator, false);
    assert!(!Switch::Accelerator.is_on(console.console()));
    turn(&mut console, &start, Switch::Accelerator, true);
    assert!(Switch::Accelerator.is_on(console.console()));
}
