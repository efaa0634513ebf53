//! How far a router's traffic gets.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::pair::Pair;
use crate::effects::PacketName;
use crate::event::{EventKind, RouterId, TrafficEvent};
use crate::sim::{self, CapturedPacket, Fate, Scenario, Trace};

/// How far the traffic of the router that begins gets: each stage needs the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The router does not begin: its crypto map has only an entry of a dynamic map for the other router. That is as it should
    /// be if the other's traffic is answered.
    Waits,
    /// No packet is taken for the tunnel: it leaves in the clear, or goes nowhere.
    Unprotected,
    /// The crypto map takes a packet.
    Matched,
    /// The first message of main mode leaves.
    Mm1Sent,
    /// A message of main mode arrives, 1 to 6 (RFC 2409 §5).
    MainMode(u8),
    /// A message of quick mode arrives, 1 to 3 (RFC 2409 §5.5).
    QuickMode(u8),
    /// Both routers have IPsec SAs that fit.
    Sas,
    /// Pings go through the tunnel and are answered.
    Answered,
}

impl fmt::Display for Stage {
    /// The word for it in JSON and in tests.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stage::Waits => f.write_str("waits"),
            Stage::Unprotected => f.write_str("unprotected"),
            Stage::Matched => f.write_str("matched"),
            Stage::Mm1Sent => f.write_str("mm1-sent"),
            Stage::MainMode(number) => write!(f, "mm{number}"),
            Stage::QuickMode(number) => write!(f, "qm{number}"),
            Stage::Sas => f.write_str("sas"),
            Stage::Answered => f.write_str("answered"),
        }
    }
}

/// Whether traffic gets further: of neither router less far, of one further.
pub(super) fn is_further(now: [Stage; 2], before: [Stage; 2]) -> bool {
    now != before && now.iter().zip(before).all(|(now, before)| *now >= before)
}

/// Whether the traffic of each router that begins is answered.
pub(super) fn is_well(reached: [Stage; 2]) -> bool {
    let is_good = |stage: &Stage| matches!(stage, Stage::Answered | Stage::Waits);
    reached.iter().all(is_good) && reached.contains(&Stage::Answered)
}

/// Runs of one scenario with other configurations; what was run is not run again.
#[derive(Default)]
pub(super) struct Runs {
    /// What R1 and R2 got to, by the configurations.
    known: Vec<([String; 2], [Option<Stage>; 2])>,
    /// How many there were.
    pub count: u32,
}

impl Runs {
    /// How far traffic gets when R1 begins, and when R2 does.
    pub fn reached(&mut self, scenario: &Scenario) -> [Stage; 2] {
        RouterId::BOTH.map(|router| self.stage(scenario, router))
    }

    /// The same if that is further than before. The second run is spared if the first shows that it is not.
    pub fn further(&mut self, scenario: &Scenario, before: [Stage; 2]) -> Option<[Stage; 2]> {
        let gets_there = |runs: &mut Self, router: RouterId| runs.stage(scenario, router) >= before[router.index()];
        let gets_there = RouterId::BOTH.into_iter().all(|router| gets_there(self, router));
        let reached = gets_there.then(|| self.reached(scenario))?;
        (reached != before).then_some(reached)
    }

    fn stage(&mut self, scenario: &Scenario, router: RouterId) -> Stage {
        let is_same = |texts: &[String; 2]| {
            texts
                .iter()
                .zip(&scenario.routers)
                .all(|(it, setup)| *it == setup.configuration)
        };
        let at = self
            .known
            .iter()
            .position(|(texts, _)| is_same(texts))
            .unwrap_or_else(|| {
                let texts = scenario.routers.each_ref().map(|setup| setup.configuration.clone());
                self.known.push((texts, [None; 2]));
                self.known.len() - 1
            });
        if let Some(stage) = self.known[at].1[router.index()] {
            return stage;
        }
        let stage = if Pair::new(scenario, None).waits(router) {
            Stage::Waits
        } else {
            self.count += 1;
            of(&sim::run(&begun_by(scenario, router)), router)
        };
        self.known[at].1[router.index()] = Some(stage);
        stage
    }
}

/// The scenario in which the host behind a router pings the one behind the other, and nothing else happens.
pub(super) fn begun_by(scenario: &Scenario, router: RouterId) -> Scenario {
    let stimuli = alloc::vec![scenario.default_ping(router)];
    Scenario {
        stimuli,
        ..scenario.clone()
    }
}

/// How far the traffic of the router that began got.
fn of(trace: &Trace, router: RouterId) -> Stage {
    let traffic = |of: RouterId, is: fn(&TrafficEvent) -> bool| {
        let mut events = trace.events.iter().filter(|event| event.router == of);
        events.any(|event| matches!(&event.kind, EventKind::Traffic(event) if is(event)))
    };
    let protects = |of| traffic(of, |event| matches!(event, TrafficEvent::Encapsulated { .. }));
    if trace.is_up() {
        let is_answered = traffic(router, |event| matches!(event, TrafficEvent::EchoReplied { .. }));
        let is_protected = protects(router) && protects(router.peer());
        return if is_answered && is_protected {
            Stage::Answered
        } else {
            Stage::Sas
        };
    }
    let messages = trace.packets.iter().filter_map(|packet| message(packet, router));
    let is_matched = traffic(router, |event| matches!(event, TrafficEvent::MatchedCryptoMap { .. }));
    let first = if is_matched { Stage::Matched } else { Stage::Unprotected };
    messages.fold(first, Stage::max)
}

/// The stage that a message of an exchange that `router` began has reached.
fn message(packet: &CapturedPacket, router: RouterId) -> Option<Stage> {
    let has_arrived = packet.fate != Fate::Lost;
    let sender = |number: u8| if number % 2 == 1 { router } else { router.peer() };
    match packet.name {
        PacketName::MainMode(number) if packet.from == sender(number) => match (number, has_arrived) {
            (_, true) => Some(Stage::MainMode(number)),
            (1, false) => Some(Stage::Mm1Sent),
            _ => None,
        },
        PacketName::QuickMode(number) if packet.from == sender(number) && has_arrived => Some(Stage::QuickMode(number)),
        _ => None,
    }
}
