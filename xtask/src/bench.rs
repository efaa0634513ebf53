//! `cargo xtask bench`: how fast the finished page is, against its targets.
use crate::process::{Result, minutes, run};
use crate::provision::{Need, provision};
use crate::site;

/// Builds the page and measures it in headless Chromium. Fails when a target is missed.
pub fn bench() -> Result {
    let tools = provision(&[Need::Target, Need::Trunk, Need::Node, Need::Chromium, Need::Playwright])?;
    site::build_with(&tools)?;
    run(tools.node().arg("tests/browser/bench.mjs"), minutes(10))
}
