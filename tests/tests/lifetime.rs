//! Lifetimes and dead peers: new SAs before the old ones end, and the end of a peer that is silent.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName;
use ikelab_core::event::{DeleteReason, EventKind, IpsecEvent, IsakmpEvent, RouterId, TrafficEvent};
use ikelab_core::isakmp::numbers::NotifyType;
use ikelab_core::sim::{self, Action, Fault, FaultKind, PacketRef, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;

/// The preset with a line more in both configurations, and a second ping of `count` packets at `at` seconds.
fn scenario(line: &str, at: u64, count: u16) -> Scenario {
    let mut scenario = sim::doc_50880();
    for setup in &mut scenario.routers {
        setup.configuration = setup
            .configuration
            .replace("\ninterface", &format!("\n{line}\ninterface"));
    }
    let destination = scenario.hosts[0];
    let action = Action::Ping {
        behind: RouterId::R2,
        destination,
        count,
        size: 56,
    };
    scenario.stimuli.push(Stimulus {
        at: SimTime::from_secs(at),
        action,
    });
    scenario
}

fn answered(trace: &Trace) -> usize {
    let is_reply = |kind: &EventKind| matches!(kind, EventKind::Traffic(TrafficEvent::EchoReplied { .. }));
    trace.events.iter().filter(|event| is_reply(&event.kind)).count()
}

fn sent(trace: &Trace, from: RouterId, name: PacketName) -> Vec<SimTime> {
    let packets = trace
        .packets
        .iter()
        .filter(|packet| packet.from == from && packet.name == name);
    packets.map(|packet| packet.sent).collect()
}

fn events(trace: &Trace, router: RouterId) -> impl Iterator<Item = &EventKind> {
    trace
        .events
        .iter()
        .filter(move |event| event.router == router)
        .map(|event| &event.kind)
}

#[test]
fn used_sas_are_renewed_thirty_seconds_before_their_end_and_no_ping_is_lost() {
    let trace = sim::run(&scenario(
        "crypto ipsec security-association lifetime seconds 120",
        80,
        60,
    ));
    let quick_modes = sent(&trace, RouterId::R2, PacketName::QuickMode(1));
    assert_eq!(quick_modes.len(), 2, "one quick mode, and one that renews");
    let renewed = quick_modes[1].secs_since(quick_modes[0]);
    assert!((90..=91).contains(&renewed), "{renewed} s after the first");
    assert!(
        sent(&trace, RouterId::R1, PacketName::QuickMode(1)).is_empty(),
        "the responder leaves it to its peer"
    );
    assert_eq!(answered(&trace), 4 + 60, "only the first ping of all is lost");
}

#[test]
fn sas_without_traffic_end_and_the_next_packet_asks_for_new_ones() {
    let mut scenario = scenario("crypto ipsec security-association lifetime seconds 120", 200, 3);
    if let Action::Ping { count, .. } = &mut scenario.stimuli[0].action {
        *count = 1;
    }
    let trace = sim::run(&scenario);
    let quick_modes = sent(&trace, RouterId::R2, PacketName::QuickMode(1));
    assert_eq!(quick_modes.len(), 2);
    assert!(
        quick_modes[1] >= SimTime::from_secs(200),
        "not before there is traffic again"
    );
    for router in RouterId::BOTH {
        let deleted =
            events(&trace, router).filter(|kind| matches!(kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. })));
        assert_eq!(deleted.count(), 2, "{router} takes down one pair");
    }
    assert_eq!(answered(&trace), 2, "of three, the first asks");
}

#[test]
fn sas_are_renewed_before_their_volume_is_used_up() {
    // 2560 kilobytes less 256 are 2,359,296 bytes: some 1600 packets of 1428 and 20 bytes.
    let mut scenario = scenario("crypto ipsec security-association lifetime kilobytes 2560", 10, 1800);
    if let Action::Ping { size, .. } = &mut scenario.stimuli[1].action {
        *size = 1420;
    }
    let trace = sim::run(&scenario);
    assert_eq!(sent(&trace, RouterId::R2, PacketName::QuickMode(1)).len(), 2);
    assert_eq!(answered(&trace), 4 + 1800, "no ping is lost");
}

/// Everything that R1 sends after the tunnel is up is lost: R1 is as good as gone.
fn with_r1_gone(mut scenario: Scenario) -> Scenario {
    for occurrence in 0..100 {
        let lose = |name| Fault {
            packet: PacketRef {
                from: RouterId::R1,
                name,
                occurrence,
            },
            kind: FaultKind::Lose,
        };
        scenario.faults.push(lose(PacketName::Informational));
        scenario.faults.extend((5..100).map(|sequence| Fault {
            packet: PacketRef {
                from: RouterId::R1,
                name: PacketName::Esp(sequence),
                occurrence,
            },
            kind: FaultKind::Lose,
        }));
    }
    scenario
}

#[test]
fn a_peer_that_answers_no_keepalive_is_dead_and_all_its_sas_go() {
    let trace = sim::run(&with_r1_gone(scenario("crypto isakmp keepalive 10", 30, 12)));
    let asked = events(&trace, RouterId::R2).filter(|kind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::NotifySent {
                    kind: NotifyType::RUThere,
                    ..
                },
                ..
            }
        )
    });
    assert_eq!(asked.count(), 6, "once, and five times more");
    let is_dead = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::SaDeleted {
                    reason: DeleteReason::DeadPeer,
                    ..
                },
                ..
            }
        )
    };
    assert!(events(&trace, RouterId::R2).any(is_dead));
    assert!(events(&trace, RouterId::R2).any(|kind| matches!(kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. }))));
}

#[test]
fn a_peer_that_lives_answers_and_stays() {
    let mut scenario = scenario("crypto isakmp keepalive 10", 30, 12);
    let lost_echo_reply = PacketRef {
        from: RouterId::R1,
        name: PacketName::Esp(5),
        occurrence: 0,
    };
    scenario.faults.push(Fault {
        packet: lost_echo_reply,
        kind: FaultKind::Lose,
    });
    let trace = sim::run(&scenario);
    let acknowledged = events(&trace, RouterId::R2).filter(|kind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::NotifyReceived {
                    kind: NotifyType::RUThereAck,
                    ..
                },
                ..
            }
        )
    });
    assert_eq!(acknowledged.count(), 1);
    assert!(!events(&trace, RouterId::R2).any(|kind| matches!(kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. }))));
    assert_eq!(answered(&trace), 4 + 11);
}

/// ISAKMP SAs of a minute, so that they end before the pings at 100 seconds; R2 has this line besides, R1 has none: it is as
/// a peer that never asks.
fn after_the_isakmp_sa(line: &str) -> Scenario {
    let mut scenario = scenario("", 100, 10);
    let [r1, r2] = &mut scenario.routers;
    for setup in [&mut *r1, &mut *r2] {
        setup.configuration = setup.configuration.replace(" group 2\n", " group 2\n lifetime 60\n");
    }
    r2.configuration = r2.configuration.replace("\ninterface", &format!("\n{line}\ninterface"));
    scenario
}

/// R1 forgets its IPsec SAs, as some peers do with the ISAKMP SA; there is nobody left that it could tell.
fn forgets(mut scenario: Scenario, seconds: u64) -> Scenario {
    scenario.stimuli.insert(
        1,
        Stimulus {
            at: SimTime::from_secs(seconds),
            action: Action::Type {
                router: RouterId::R1,
                line: "clear crypto sa".into(),
            },
        },
    );
    scenario
}

#[test]
fn a_peer_that_forgot_its_sas_with_the_isakmp_sa_is_noticed_by_the_first_packet() {
    let trace = sim::run(&forgets(after_the_isakmp_sa("crypto isakmp keepalive 10"), 90));
    assert_eq!(sent(&trace, RouterId::R2, PacketName::MainMode(1)).len(), 2);
    assert_eq!(answered(&trace), 4 + 9, "the ping that finds out is lost");
}

#[test]
fn periodic_keepalives_notice_it_before_there_is_a_packet() {
    let trace = sim::run(&forgets(after_the_isakmp_sa("crypto isakmp keepalive 11 periodic"), 65));
    let main_modes = sent(&trace, RouterId::R2, PacketName::MainMode(1));
    assert!(main_modes[1] > SimTime::from_secs(65) && main_modes[1] < SimTime::from_secs(75));
    assert_eq!(answered(&trace), 4 + 10);
}

#[test]
fn a_peer_that_kept_its_sas_loses_nothing() {
    let trace = sim::run(&after_the_isakmp_sa("crypto isakmp keepalive 10"));
    assert_eq!(sent(&trace, RouterId::R2, PacketName::MainMode(1)).len(), 2);
    assert_eq!(answered(&trace), 4 + 10);
    let brought_down = events(&trace, RouterId::R1).filter(|kind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::InitialContactProcessed { .. },
                ..
            }
        )
    });
    assert_eq!(brought_down.count(), 1, "by the first ISAKMP SA, not by the second");
}

#[test]
fn a_peer_that_is_gone_when_the_isakmp_sa_is_renewed_is_dead() {
    let mut scenario = after_the_isakmp_sa("crypto isakmp keepalive 10");
    for occurrence in 0..20 {
        let lose = |name| Fault {
            packet: PacketRef {
                from: RouterId::R1,
                name,
                occurrence,
            },
            kind: FaultKind::Lose,
        };
        scenario.faults.push(lose(PacketName::MainMode(2)));
    }
    scenario.faults.remove(0);
    let trace = sim::run(&scenario);
    let gone = events(&trace, RouterId::R2).any(|kind| matches!(kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. })));
    assert!(gone);
}

/// Modelled: nothing asks whether the peer lives, so nothing is noticed before the SAs end.
#[test]
fn without_keepalives_nobody_notices() {
    let trace = sim::run(&forgets(after_the_isakmp_sa(""), 90));
    assert_eq!(sent(&trace, RouterId::R2, PacketName::MainMode(1)).len(), 1);
    assert_eq!(answered(&trace), 4);
}
