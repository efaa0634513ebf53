//! The scenarios that ikelab comes with.

use alloc::string::ToString;
use core::net::Ipv4Addr;

use super::scenario::{Action, Pin, Pins, RouterSetup, Scenario, Stimulus};
use crate::event::RouterId;
use crate::ios::{Platform, presets as configurations};
use crate::random::Purpose;
use crate::time::{SimTime, WallClock};

mod variations;

/// A scenario with a name.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// The name that links and command lines use. It is frozen: links have it.
    pub name: &'static str,
    /// What it is called on the page.
    pub title: &'static str,
    /// What is to be seen in it.
    pub about: &'static str,
    /// What it shows.
    pub kind: Kind,
    /// Makes it.
    pub scenario: fn() -> Scenario,
}

/// What a preset shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A tunnel that comes up.
    Up,
    /// A wire that loses, repeats or changes packets.
    Wire,
    /// What keeps a tunnel down.
    Down,
}

impl Kind {
    /// All, in the order in which they are listed.
    pub const ALL: [Kind; 3] = [Kind::Up, Kind::Wire, Kind::Down];

    /// The heading of the presets that show it.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Up => "Tunnels that come up",
            Kind::Wire => "Trouble on the wire",
            Kind::Down => "Tunnels that stay down",
        }
    }
}

/// All of them; the first is the one to begin with.
pub const PRESETS: &[Preset] = variations::PRESETS;

/// The preset with this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// The published document: a host behind R2 pings one behind R1, and R2 initiates. Cookies, message id, SPIs, flow numbers
/// and the addresses in R1's memory are the document's; nonces and exponents come from the seed.
pub fn doc_50880() -> Scenario {
    let setup = |configuration: &str| RouterSetup {
        configuration: configuration.to_string(),
        platform: Platform::default(),
    };
    let hosts = [Ipv4Addr::new(172, 18, 124, 10), Ipv4Addr::new(20, 20, 20, 10)];
    Scenario {
        routers: [setup(configurations::DOC_50880.r1), setup(configurations::DOC_50880.r2)],
        hosts,
        clock: WallClock {
            year: 2004,
            month: 4,
            day: 18,
            millis: ((5 * 60 + 59) * 60 + 20) * 1000,
        },
        seed: 50880,
        pins: doc_50880_pins(),
        stimuli: alloc::vec![Stimulus {
            at: SimTime(427),
            action: Action::Ping {
                behind: RouterId::R2,
                destination: hosts[0],
                count: 5,
                size: 56
            },
        }],
        faults: alloc::vec![],
    }
}

fn doc_50880_pins() -> Pins {
    let pin = |router, purpose, bytes: &[u8]| Pin {
        router,
        purpose,
        ordinal: 0,
        bytes: bytes.to_vec(),
    };
    Pins {
        draws: alloc::vec![
            pin(
                RouterId::R1,
                Purpose::Cookie,
                &[0x67, 0x43, 0x2f, 0xcf, 0xf8, 0x09, 0xb6, 0x38]
            ),
            pin(
                RouterId::R2,
                Purpose::Cookie,
                &[0xb8, 0x4c, 0x0c, 0xd6, 0xb0, 0xbc, 0xff, 0xc3]
            ),
            pin(RouterId::R2, Purpose::MessageId, &1_056_009_800_u32.to_be_bytes()),
            pin(RouterId::R1, Purpose::Spi, &0xdd36_45c8_u32.to_be_bytes()),
            pin(RouterId::R2, Purpose::Spi, &0x7259_aadd_u32.to_be_bytes()),
        ],
        sa_handles: [0x0239_8188, 0x0239_8564],
        peer_handles: [0x025f_0bd8, 0x025f_0e14],
        used_flows: [0, 2],
    }
}
