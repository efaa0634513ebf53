//! What a run is made from. The same scenario gives the same trace, byte for byte, on every target.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::fault::Fault;
use super::trace::Trace;
use crate::event::RouterId;
use crate::ios::Platform;
use crate::ios::switches::Switch;
use crate::random::Purpose;
use crate::time::{SimTime, WallClock};

/// Two routers, what happens to them, and all that is otherwise left to chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// R1 and R2.
    pub routers: [RouterSetup; 2],
    /// One host behind each router.
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
    /// When.
    pub at: SimTime,
    /// What.
    pub action: Action,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A host sends ICMP echo requests, the next when the last is answered (after a second) or given up (after two).
    Ping {
        /// The router that the host is behind.
        behind: RouterId,
        /// To where.
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

impl Scenario {
    /// The scenario in which a switch is turned besides, just after a step of its own trace, by typing. An accelerator that
    /// is not there yet is built in, and the configuration begins with it off, so that what happened before stays as it was.
    pub fn turned_after(&self, trace: &Trace, step: usize, router: RouterId, switch: Switch, on: bool) -> Scenario {
        let step = step.min(trace.last_step());
        let console = trace.console_after(step, router);
        let lines = switch.lines(on, router, &console, &trace.configs[router.index()]);
        let mut scenario = self.typed_after(trace, step, router, &lines);
        let setup = &mut scenario.routers[router.index()];
        if switch == Switch::Accelerator && !console.platform.accelerator {
            setup.platform.accelerator = true;
            setup.configuration.insert_str(0, "no crypto engine accelerator\n");
        }
        scenario
    }
}

/// Values that draws are fixed to, and memory addresses that the debug output shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins {
    /// Draws; the first that fits is used.
    pub draws: Vec<Pin>,
    /// Address of each router's first ISAKMP SA in its memory.
    pub sa_handles: [u32; 2],
    /// Address of each router's first peer record in its memory.
    pub peer_handles: [u32; 2],
}

/// One fixed draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Who draws.
    pub router: RouterId,
    /// What for.
    pub purpose: Purpose,
    /// Which draw of that purpose, from 0.
    pub ordinal: u32,
    /// The bytes, as many as are drawn.
    pub bytes: Vec<u8>,
}
