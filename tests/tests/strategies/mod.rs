//! Any scenario: the published example with everything in it changed.

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::ios::Platform;
use ikelab_core::random::Purpose;
use ikelab_core::sim::{Action, Fault, FaultKind, PacketRef, Pin, Pins, RouterSetup, Scenario, Stimulus};
use ikelab_core::time::{SimTime, WallClock};
use ikelab_tests::lab::{R1, R2, preset};
use proptest::prelude::*;

fn router() -> impl Strategy<Value = RouterId> {
    prop::sample::select(vec![R1, R2])
}

fn purpose() -> impl Strategy<Value = Purpose> {
    prop::sample::select(vec![
        Purpose::Cookie,
        Purpose::Nonce,
        Purpose::DhExponent,
        Purpose::MessageId,
        Purpose::QuickNonce,
        Purpose::QuickDhExponent,
        Purpose::Spi,
        Purpose::EspIv,
    ])
}

fn packet_name() -> impl Strategy<Value = PacketName> {
    prop_oneof![
        (1_u8..8).prop_map(PacketName::MainMode),
        (1_u8..5).prop_map(PacketName::QuickMode),
        Just(PacketName::Informational),
        (0_u32..6).prop_map(PacketName::Esp),
        Just(PacketName::Clear),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let kind = prop_oneof![
        Just(FaultKind::Lose),
        prop_oneof![0_u64..30_000, any::<u64>()].prop_map(FaultKind::Delay),
        prop_oneof![0_u64..30_000, any::<u64>()].prop_map(FaultKind::Duplicate),
        (0_u32..200, any::<u8>()).prop_map(|(offset, mask)| FaultKind::Corrupt { offset, mask }),
    ];
    let packet = (router(), packet_name(), 0_u32..3);
    (packet, kind).prop_map(|((from, name, occurrence), kind)| Fault {
        packet: PacketRef { from, name, occurrence },
        kind,
    })
}

fn pin() -> impl Strategy<Value = Pin> {
    // Draws have lengths of 4, 8, 16, 20 and 32 bytes; pins of any other length are no pins.
    let bytes = prop::sample::select(vec![0_usize, 4, 8, 16, 20, 32]).prop_flat_map(|length| {
        prop_oneof![
            Just(vec![0; length]),
            Just(vec![0xff; length]),
            prop::collection::vec(any::<u8>(), length)
        ]
    });
    (router(), purpose(), 0_u32..3, bytes).prop_map(|(router, purpose, ordinal, bytes)| Pin {
        router,
        purpose,
        ordinal,
        bytes,
    })
}

fn pins() -> impl Strategy<Value = Pins> {
    let handles = || prop_oneof![any::<[u32; 2]>(), Just([u32::MAX; 2])];
    let all = (
        prop::collection::vec(pin(), 0..6),
        handles(),
        handles(),
        any::<[u16; 2]>(),
    );
    all.prop_map(|(draws, sa_handles, peer_handles, used_flows)| Pins {
        draws,
        sa_handles,
        peer_handles,
        used_flows,
    })
}

pub fn stimulus() -> impl Strategy<Value = Stimulus> {
    let at = prop_oneof![(0_u64..20_000).prop_map(SimTime), any::<u64>().prop_map(SimTime)];
    let destination = prop_oneof![
        Just(preset().hosts[0]),
        Just(preset().hosts[1]),
        any::<u32>().prop_map(Into::into)
    ];
    let size = prop_oneof![0_u16..2000, any::<u16>()];
    (at, router(), destination, 0_u16..6, size).prop_map(|(at, behind, destination, count, size)| Stimulus {
        at,
        action: Action::Ping {
            behind,
            destination,
            count,
            size,
        },
    })
}

/// The preset's configuration with a line dropped, twice, or changed; or any text.
fn setup(configuration: String) -> impl Strategy<Value = RouterSetup> {
    let lines: Vec<String> = configuration.lines().map(str::to_string).collect();
    let edited = (0..lines.len(), 0..4_u8, "[ -~]{0,30}").prop_map(move |(at, how, text)| {
        let mut lines = lines.clone();
        match how {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 => lines[at] = text,
            _ => {}
        }
        lines.join("\n")
    });
    let any_text = "(?s).{0,200}";
    let configuration = prop_oneof![8 => edited, 1 => any_text];
    (configuration, any::<bool>()).prop_map(|(configuration, accelerator)| RouterSetup {
        configuration,
        platform: Platform::with_accelerator(accelerator),
    })
}

pub fn scenario() -> impl Strategy<Value = Scenario> {
    let [r1, r2] = preset().routers.map(|router| setup(router.configuration));
    let hosts = prop_oneof![4 => Just(preset().hosts), 1 => any::<[u32; 2]>().prop_map(|hosts| hosts.map(Into::into))];
    let clock = (any::<u16>(), 1_u8..13, 1_u8..29, 0_u32..86_400_000);
    let clock = clock.prop_map(|(year, month, day, millis)| WallClock {
        year,
        month,
        day,
        millis,
    });
    let happenings = (
        prop::collection::vec(stimulus(), 0..4),
        prop::collection::vec(fault(), 0..6),
    );
    ((r1, r2), hosts, clock, any::<u64>(), pins(), happenings).prop_map(
        |((r1, r2), hosts, clock, seed, pins, (stimuli, faults))| Scenario {
            routers: [r1, r2],
            hosts,
            clock,
            seed,
            pins,
            stimuli,
            faults,
        },
    )
}
