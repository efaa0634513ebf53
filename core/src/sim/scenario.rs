//! What a run is made from. The same scenario gives the same trace, byte for byte, on every target.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::trace::Trace;
use crate::event::RouterId;
use crate::ios::{self, Platform, RunningConfig};
use crate::random::Purpose;
use crate::time::{SimTime, WallClock};
use crate::topology;

/// Two routers, what happens to them, and all that is otherwise left to chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// R1 and R2.
    pub routers: [RouterSetup; 2],
    /// One host behind each router; the others of its LAN, and of other LANs, only answer.
    pub hosts: [Ipv4Addr; 2],
    /// What the clocks show at the start.
    pub clock: WallClock,
    /// Every random draw that is not pinned comes from it.
    pub seed: u64,
    /// Draws with fixed values.
    pub pins: Pins,
    /// What people do, in the order of time.
    pub stimuli: Vec<Stimulus>,
    /// What the wire does.
    pub faults: Vec<Fault>,
}

/// One router as it is switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterSetup {
    /// The configuration that it starts with, as text.
    pub configuration: String,
    /// The box, and the software in it.
    pub platform: Platform,
}

/// Something done from outside at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stimulus {
    /// At which virtual time.
    pub at: SimTime,
    /// What is done.
    pub action: Action,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A host sends ICMP echo requests, the next when the last is answered (after a second) or given up (after two).
    Ping {
        /// The router that the host is behind.
        behind: RouterId,
        /// The destination address.
        destination: Ipv4Addr,
        /// How many.
        count: u16,
        /// Bytes of data in each, beside the 8 of the ICMP header.
        size: u16,
    },
    /// Somebody types at a router's console.
    Type {
        /// The router.
        router: RouterId,
        /// A line, or several with line breaks between them.
        line: String,
    },
}

impl Scenario {
    /// The scenario in which these lines are typed besides, just after a step of its own trace.
    pub fn typed_after(&self, trace: &Trace, step: usize, router: RouterId, lines: &[String]) -> Scenario {
        let step = step.min(trace.last_step());
        let at = trace.steps[step].at + 1;
        let mut scenario = self.clone();
        scenario.stimuli.extend(lines.iter().map(|line| Stimulus {
            at,
            action: Action::Type {
                router,
                line: line.clone(),
            },
        }));
        scenario
    }
}

/// The lines of what was typed at once; nothing is an empty line.
pub fn typed_lines(text: &str) -> impl Iterator<Item = &str> {
    let empty = text.is_empty().then_some("");
    empty.into_iter().chain(text.lines())
}

impl Scenario {
    /// The ping of a scenario that says of none: the host behind a router pings the other one. Where the host is the router
    /// itself, the router pings from that address.
    pub fn default_ping(&self, router: RouterId) -> Stimulus {
        /// The first ones are lost while the routers negotiate.
        const ECHO_REQUESTS: u16 = 5;
        let [source, destination] = [router, router.peer()].map(|it| self.hosts[it.index()]);
        let setup = &self.routers[router.index()];
        let config = ios::start_up(&setup.configuration, setup.platform);
        let action = if config.interface_with(source).is_some() {
            let line = format!("ping {destination} source {source} repeat {ECHO_REQUESTS}");
            Action::Type { router, line }
        } else {
            Action::Ping {
                behind: router,
                destination,
                count: ECHO_REQUESTS,
                size: 56,
            }
        };
        let at = SimTime(500);
        Stimulus { at, action }
    }

    /// The configurations as the routers read them.
    fn configs(&self) -> [RunningConfig; 2] {
        let read = |setup: &RouterSetup| ios::start_up(&setup.configuration, setup.platform);
        self.routers.each_ref().map(read)
    }

    /// The hosts that the configurations suggest.
    pub fn suggested_hosts(&self) -> Option<[Ipv4Addr; 2]> {
        let [r1, r2] = &self.configs();
        topology::hosts([r1, r2])
    }

    /// Moves hosts that are in no LAN of their routers to where the configurations suggest, and pings with them. Answers
    /// whether there were any.
    pub fn move_lost_hosts(&mut self) -> bool {
        let [r1, r2] = &self.configs();
        let are_in_lans = topology::are_in_lans([r1, r2], self.hosts);
        let suggested = topology::hosts([r1, r2]).filter(|_| are_in_lans != [true; 2]);
        let Some(suggested) = suggested else { return false };
        for id in RouterId::BOTH.into_iter().filter(|id| !are_in_lans[id.index()]) {
            let old = core::mem::replace(&mut self.hosts[id.index()], suggested[id.index()]);
            for stimulus in &mut self.stimuli {
                match &mut stimulus.action {
                    Action::Ping { destination, .. } if *destination == old => *destination = suggested[id.index()],
                    _ => {}
                }
            }
        }
        true
    }
}

/// Values that draws are fixed to, and numbers from the time before the run that the output shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pins {
    /// Draws; the first that fits is used.
    pub draws: Vec<Pin>,
    /// Address of each router's first ISAKMP SA in its memory.
    pub sa_handles: [u32; 2],
    /// Address of each router's first peer record in its memory.
    pub peer_handles: [u32; 2],
    /// How many flows each router has used before; the next has the number after them.
    pub used_flows: [u16; 2],
}

/// One fixed draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The router that draws.
    pub router: RouterId,
    /// What the draw is for.
    pub purpose: Purpose,
    /// Which draw of that purpose, from 0.
    pub ordinal: u32,
    /// The bytes, as many as are drawn.
    pub bytes: Vec<u8>,
}
