//! How often a property is tried.
#![cfg(not(target_arch = "wasm32"))]

use proptest::test_runner::{Config, RngSeed};

/// `few` cases, the same in every run, so that what passed once passes again; or as many new ones as `PROPTEST_CASES` asks for.
pub fn cases(few: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let asked: Option<u32> = asked.and_then(|cases| cases.parse().ok());
    Config {
        failure_persistence: None,
        cases: asked.unwrap_or(few),
        rng_seed: if asked.is_some() {
            RngSeed::Random
        } else {
            RngSeed::Fixed(2409)
        },
        ..Config::default()
    }
}
