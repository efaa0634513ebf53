//! `ikelab exec`: typing at a console.
use crate::Step;
use ikelab_core::event::RouterId;
use ikelab_core::sim::Scenario;

/// tmp
pub fn exec(_: &Scenario, _: Step, _: RouterId, _: &[String]) -> Result<String, String> {
    Err("not yet".into())
}
