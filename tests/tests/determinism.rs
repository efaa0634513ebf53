//! The same scenario gives the same trace, byte for byte, natively, under Node.js and in a browser.
//!
//! After a change of the traces, `UPDATE_EXPECT=1 cargo test -p ikelab-tests determinism::` writes the file anew;
//! the other targets are then held against it.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::sim;
use ikelab_tests::digest::{digest, digests, exchange_digests};
use ikelab_tests::lab::preset;

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn traces_are_the_golden_ones() {
    expect_test::expect_file!["../golden/trace-digests.txt"].assert_eq(&digests());
}

#[cfg(target_arch = "wasm32")]
#[test]
fn traces_are_the_golden_ones() {
    assert_eq!(digests(), include_str!("../golden/trace-digests.txt"));
}

/// Only a router that does or says something else changes this file: an event of another shape does not.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn packets_and_records_are_the_golden_ones() {
    expect_test::expect_file!["../golden/exchange-digests.txt"].assert_eq(&exchange_digests());
}

#[cfg(target_arch = "wasm32")]
#[test]
fn packets_and_records_are_the_golden_ones() {
    assert_eq!(exchange_digests(), include_str!("../golden/exchange-digests.txt"));
}

/// A second run gives the same trace, and another seed another.
#[test]
fn only_the_scenario_counts() {
    let scenario = preset();
    assert_eq!(sim::run(&scenario), sim::run(&scenario));
    let other = sim::Scenario { seed: 1, ..preset() };
    assert_ne!(digest(&scenario), digest(&other));
}

/// Pinned draws stay while the seed changes; what is not pinned changes with it.
#[test]
fn pins_hold() {
    let [one, other] = [1, 2].map(|seed| sim::run(&sim::Scenario { seed, ..preset() }));
    // IPv4 and UDP take 28 bytes; then come both cookies.
    let cookies = |trace: &sim::Trace| trace.packets[1].bytes[28..44].to_vec();
    assert_eq!(cookies(&one), cookies(&other));
    assert_eq!(ikelab_tests::to_hex(&cookies(&one)), "b84c0cd6b0bcffc367432fcff809b638");
    assert_ne!(one.packets[2].bytes, other.packets[2].bytes);
}
