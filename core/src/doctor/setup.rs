//! What is examined: two configurations with a host behind each router.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::event::RouterId;
use crate::ios::{Platform, start_up};
use crate::sim::{self, Action as StimulusAction, Pins, RouterSetup, Scenario};
use crate::topology;

/// The scenario of two configurations: a host behind each router, found from the crypto maps' access lists, and R1's pings
/// R2's.
pub fn scenario_of(texts: [&str; 2]) -> Scenario {
    let setup = |text: &str| RouterSetup {
        configuration: text.to_string(),
        platform: Platform::default(),
    };
    let mut scenario = Scenario {
        routers: texts.map(setup),
        pins: Pins::default(),
        ..sim::doc_50880()
    };
    scenario.hosts = likely_hosts(&scenario);
    super::stage::begun_by(&scenario, RouterId::R1)
}

fn likely_hosts(scenario: &Scenario) -> [Ipv4Addr; 2] {
    let [one, other] = &scenario
        .routers
        .each_ref()
        .map(|setup| start_up(&setup.configuration, setup.platform));
    topology::likely_hosts([one, other])
}

/// The scenario without what people type and what the wire does. Whoever is pinged is the host behind the other router; if
/// nobody is, hosts are found from the access lists.
pub(super) fn for_examination(scenario: &Scenario) -> Scenario {
    let mut examined = Scenario {
        stimuli: Vec::new(),
        faults: Vec::new(),
        ..scenario.clone()
    };
    let ping = scenario.stimuli.iter().find_map(|stimulus| match stimulus.action {
        StimulusAction::Ping {
            behind, destination, ..
        } => Some((behind, destination)),
        StimulusAction::Type { .. } => None,
    });
    match ping {
        Some((behind, destination)) => examined.hosts[behind.peer().index()] = destination,
        None => examined.hosts = likely_hosts(&examined),
    }
    examined
}
