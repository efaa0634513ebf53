//! What the wire does to the nine messages of a tunnel and to the ESP packets after them, and how the routers get over it.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName::{self, Esp, MainMode, QuickMode};
use ikelab_core::event::{
    DeleteReason, DropReason, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, RejectedPacket, Role, RouterId,
    SessionState, TrafficEvent,
};
use ikelab_core::random::Purpose;
use ikelab_core::sim::{Fate, Fault, FaultKind, PacketRef, Pin, Scenario, Trace};
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{self, R1, R2, edit, edit_both, packet, preset, with_fault, with_ping};
use ikelab_tests::variations::{SET_TRANSFORM_SET, deleted, rejected};

/// The nine messages with their senders.
const MESSAGES: [(RouterId, PacketName); 9] = [
    (R2, MainMode(1)),
    (R1, MainMode(2)),
    (R2, MainMode(3)),
    (R1, MainMode(4)),
    (R2, MainMode(5)),
    (R1, MainMode(6)),
    (R2, QuickMode(1)),
    (R1, QuickMode(2)),
    (R2, QuickMode(3)),
];
/// Bytes of the IPv4 and UDP headers.
const UDP_PAYLOAD: u32 = 28;

/// The preset with echo requests for longer than two retransmissions take.
fn patient() -> Scenario {
    with_ping(preset(), 14, 56)
}

/// How often a router's IKE sent something again.
fn retransmissions(trace: &Trace) -> usize {
    let of = |router| {
        let is = |event: &&IsakmpEvent| matches!(event, IsakmpEvent::Retransmitting { attempt: 1.., .. });
        lab::isakmp_events(trace, router).filter(is).count()
    };
    of(R1) + of(R2)
}

fn count(trace: &Trace, router: RouterId, is: impl Fn(&IsakmpEvent) -> bool) -> usize {
    lab::isakmp_events(trace, router).filter(|event| is(event)).count()
}

/// Each message is lost once, or arrives broken, which the UDP checksum shows: it is sent again, and the tunnel comes up.
#[test]
fn a_message_that_is_lost_is_sent_again() {
    let (offset, mask) = (UDP_PAYLOAD + 3, 0x40);
    for (from, name) in MESSAGES {
        for kind in [FaultKind::Lose, FaultKind::Corrupt { offset, mask }] {
            let trace = lab::run(&with_fault(patient(), from, name, kind.clone()));
            assert!(lab::is_up(&trace), "{kind:?} {name}: {:?}", lab::ladder(&trace));
            assert!((1..=4).contains(&retransmissions(&trace)), "{kind:?} {name}");
            let ladder = lab::ladder(&trace);
            let sent = ladder
                .iter()
                .filter(|packet| **packet == format!("{from} {name}"))
                .count();
            assert!((2..=3).contains(&sent), "{kind:?} {name}: {ladder:?}");
            let fate = &packet(&trace, from, name).fate;
            assert_eq!(*fate == Fate::Lost, kind == FaultKind::Lose);
            let malformed = lab::traffic_events(&trace, from.peer()).filter(|event| {
                matches!(
                    event,
                    TrafficEvent::Dropped {
                        reason: DropReason::Malformed,
                        ..
                    }
                )
            });
            assert_eq!(malformed.count(), usize::from(kind != FaultKind::Lose));
        }
    }
}

/// A message that is late, by less and by more than the time after which it is sent again.
#[test]
fn a_message_that_is_late_does_no_harm() {
    for (from, name) in MESSAGES {
        for millis in [1, 700, 9_999, 10_000, 15_000, 22_000] {
            let trace = lab::run(&with_fault(patient(), from, name, FaultKind::Delay(millis)));
            assert!(
                lab::is_up(&trace),
                "{name} late by {millis} ms: {:?}",
                lab::ladder(&trace)
            );
            let arrived = packet(&trace, from, name);
            assert_eq!(arrived.fate, Fate::Arrived(vec![arrived.sent + 4 + millis]));
        }
    }
}

/// A message that comes twice is known again, at once or after the exchange went on.
#[test]
fn a_message_that_comes_twice_does_no_harm() {
    for (from, name) in MESSAGES {
        for millis in [0, 1, 300, 900, 12_000] {
            let trace = lab::run(&with_fault(patient(), from, name, FaultKind::Duplicate(millis)));
            assert!(
                lab::is_up(&trace),
                "{name} again after {millis} ms: {:?}",
                lab::ladder(&trace)
            );
            assert_eq!(lab::live_spis(&trace, R1).len(), 1, "{name} made one tunnel only");
            let noticed = count(&trace, from.peer(), |event| {
                matches!(event, IsakmpEvent::Duplicate { .. } | IsakmpEvent::Rejected { .. })
            });
            assert!(noticed >= 1, "{name} again after {millis} ms");
        }
    }
}

/// The faults that let an altered byte through: the UDP checksum becomes zero, which means none.
fn unnoticed(scenario: &Scenario, original: &Trace, from: RouterId, name: PacketName, offset: u32) -> Scenario {
    let bytes = &packet(original, from, name).bytes;
    let corrupt = |offset: u32, mask| FaultKind::Corrupt { offset, mask };
    let scenario = with_fault(scenario.clone(), from, name, corrupt(26, bytes[26]));
    let scenario = with_fault(scenario, from, name, corrupt(27, bytes[27]));
    with_fault(scenario, from, name, corrupt(UDP_PAYLOAD + offset, 0x24))
}

/// A byte of a message is altered and the checksum does not show it: whatever comes of it, the tunnel is up in the end.
/// Nothing authenticates the messages 1 to 4, so that there the exchange may have to be given up first.
#[test]
fn an_altered_message_is_got_over() {
    let scenario = with_ping(preset(), 45, 56);
    let original = lab::run(&scenario);
    for (from, name) in MESSAGES {
        let length = packet(&original, from, name).bytes.len() as u32 - UDP_PAYLOAD;
        // Both cookies, next payload, version, exchange, flags, message id, length, and the payloads.
        for offset in [2, 9, 16, 18, 19, 22, 25, 28, 31, 36, 50, length - 14, length - 1] {
            let trace = lab::run(&unnoticed(&scenario, &original, from, name, offset));
            assert!(lab::is_up(&trace), "byte {offset} of {name}: {:?}", lab::ladder(&trace));
            assert!(matches!(packet(&trace, from, name).fate, Fate::Altered { .. }));
        }
    }
}

/// Version and message id are looked at first: a message with wrong ones is refused, and no state moves.
#[test]
fn a_header_that_makes_no_sense_is_refused() {
    let scenario = patient();
    let original = lab::run(&scenario);
    for (from, name) in MESSAGES {
        let offsets: &[u32] = if matches!(name, MainMode(_)) {
            &[17, 20, 23]
        } else {
            &[17]
        };
        for offset in offsets {
            let trace = lab::run(&unnoticed(&scenario, &original, from, name, *offset));
            let refused = rejected(&trace, from.peer());
            assert_eq!(
                refused.first(),
                Some(&RejectedPacket::Malformed),
                "byte {offset} of {name}"
            );
            assert!(lab::is_up(&trace), "byte {offset} of {name}: {:?}", lab::ladder(&trace));
            assert_eq!(
                (deleted(&trace, R1), deleted(&trace, R2)),
                (vec![], vec![]),
                "byte {offset} of {name}"
            );
        }
    }
}

/// The public value of a quick mode is 1, since the exponent is 0: nobody reports a tunnel, and the quick mode is given up.
#[test]
fn an_unusable_public_value_makes_no_tunnel() {
    let mut scenario = edit_both(
        with_ping(preset(), 1, 56),
        SET_TRANSFORM_SET,
        &format!("{SET_TRANSFORM_SET} set pfs group2\n"),
    );
    for (router, replied) in [(R2, 0), (R1, 1)] {
        scenario.pins.draws = vec![Pin {
            router,
            purpose: Purpose::QuickDhExponent,
            ordinal: 0,
            bytes: vec![0; 32],
        }];
        let trace = lab::run(&scenario);
        let refused = rejected(&trace, router.peer());
        assert_eq!(refused.first(), Some(&RejectedPacket::Malformed), "{router}'s value");
        let is_up = |event: &&IpsecEvent| {
            matches!(
                event,
                IpsecEvent::Session {
                    state: SessionState::Up,
                    ..
                }
            )
        };
        let reported = lab::ipsec_events(&trace, router.peer()).filter(is_up).count();
        assert_eq!(reported, 0, "{router}'s value");
        let answered = lab::ladder(&trace).contains(&"R1 QM2".into());
        assert_eq!(usize::from(answered), replied, "{router}'s value");
    }
}

/// An altered byte of identity or proof: the other side's HASH differs or its plaintext is nonsense, and the state stays.
#[test]
fn an_altered_proof_is_refused() {
    let scenario = patient();
    let original = lab::run(&scenario);
    for (from, name) in [
        (R2, MainMode(5)),
        (R1, MainMode(6)),
        (R2, QuickMode(1)),
        (R1, QuickMode(2)),
        (R2, QuickMode(3)),
    ] {
        for offset in 28..28 + 32 {
            let trace = lab::run(&unnoticed(&scenario, &original, from, name, offset));
            let refused = rejected(&trace, from.peer());
            let expected = [
                RejectedPacket::HashMismatch,
                RejectedPacket::Malformed,
                RejectedPacket::Unexpected,
            ];
            assert!(expected.contains(&refused[0]), "byte {offset} of {name}: {refused:?}");
            assert!(lab::is_up(&trace), "byte {offset} of {name}: {:?}", lab::ladder(&trace));
            assert_eq!(deleted(&trace, R1), []);
            assert_eq!(deleted(&trace, R2), []);
        }
    }
}

fn lose_all(mut scenario: Scenario, from: RouterId, name: PacketName, occurrences: u32) -> Scenario {
    scenario.faults.extend((0..occurrences).map(|occurrence| Fault {
        packet: PacketRef { from, name, occurrence },
        kind: FaultKind::Lose,
    }));
    scenario
}

/// IOS: ike-scan's table: five retransmissions, ten seconds apart. Then the SA is given up, and traffic begins another.
#[test]
fn an_exchange_without_answers_is_given_up() {
    let trace = lab::run(&lose_all(with_ping(preset(), 40, 56), R2, MainMode(1), 6));
    let sent: Vec<_> = trace
        .packets
        .iter()
        .filter(|packet| packet.name == MainMode(1))
        .map(|packet| packet.sent)
        .collect();
    assert_eq!(sent.len(), 7);
    for pair in sent[..6].windows(2) {
        assert_eq!(pair[1].0 - pair[0].0, 10_000);
    }
    assert_eq!(deleted(&trace, R2), [DeleteReason::DeathByRetransmission]);
    let given_up = trace.events.iter().find(|event| {
        matches!(
            &event.kind,
            EventKind::Isakmp {
                event: IsakmpEvent::SaDeleted { .. },
                ..
            }
        )
    });
    assert_eq!(given_up.map(|event| event.at), Some(SimTime(sent[5].0 + 10_000)));
    assert!(lab::is_up(&trace));
}

/// Quick mode without answers is given up with the ISAKMP SA, which the peer has forgotten or cannot use; the next packet
/// begins again from the start.
#[test]
fn a_quick_mode_without_answers_is_given_up() {
    let trace = lab::run(&lose_all(with_ping(preset(), 40, 56), R2, QuickMode(1), 6));
    let ladder = lab::ladder(&trace);
    let sent = |name: &str| ladder.iter().filter(|packet| *packet == name).count();
    assert_eq!((sent("R2 MM1"), sent("R2 QM1"), sent("R1 QM2")), (2, 7, 1));
    assert!(lab::is_up(&trace));
    let failed = count(&trace, R2, |event| {
        matches!(event, IsakmpEvent::NodeDeleted { error: true, .. })
    });
    assert_eq!(failed, 1);
}

/// When the answers are lost each time, the responder gives up as well.
#[test]
fn nobody_waits_for_ever() {
    for (from, name) in MESSAGES {
        let trace = lab::run(&lose_all(with_ping(preset(), 3, 56), from, name, 1000));
        for router in RouterId::BOTH {
            let status = &trace.status(trace.last_step())[router.index()];
            let waiting = status
                .isakmp_sas
                .iter()
                .filter(|sa| sa.deleted.is_none() && sa.main_mode != ikelab_core::event::State::P1Complete);
            // A responder whose message 6 is lost is done; the initiator is not, and gives up.
            assert_eq!(waiting.count(), 0, "{router} without {name}");
        }
        let last = trace.events.last().expect("events").at;
        assert!(last < SimTime::from_secs(300), "{name}: {last:?}");
    }
}

/// A router that has lost its SA begins anew, and INITIAL_CONTACT brings down what the other still has.
#[test]
fn initial_contact_brings_down_what_is_stale() {
    let scenario = lose_all(with_ping(preset(), 45, 56), R1, MainMode(6), 6);
    let trace = lab::run(&scenario);
    assert_eq!(deleted(&trace, R2), [DeleteReason::DeathByRetransmission]);
    assert_eq!(deleted(&trace, R1), [DeleteReason::InitialContact]);
    assert!(lab::is_up(&trace));
}

/// The refusals of ESP at a router: sequence number and reason.
fn esp_rejected(trace: &Trace, router: RouterId) -> Vec<(u32, IpsecFailure, bool)> {
    let refusal = |event: &TrafficEvent| match event {
        TrafficEvent::IpsecRejected {
            sequence, why, conn, ..
        } => Some((*sequence, *why, conn.is_some())),
        _ => None,
    };
    lab::traffic_events(trace, router).filter_map(refusal).collect()
}

/// Every byte of an ESP packet is altered in turn: one echo request is lost, and the next is answered.
#[test]
fn an_altered_esp_packet_is_refused() {
    let scenario = with_ping(preset(), 4, 8);
    let length = packet(&lab::run(&scenario), R2, Esp(2)).bytes.len() as u32;
    for offset in 20..length {
        let kind = FaultKind::Corrupt { offset, mask: 0x81 };
        let trace = lab::run(&with_fault(scenario.clone(), R2, Esp(2), kind));
        let refused = esp_rejected(&trace, R1);
        let [(_, why, has_conn)] = refused.as_slice() else {
            panic!("byte {offset}: {refused:?}")
        };
        // The first four bytes are the SPI.
        let expected = if offset < 24 {
            IpsecFailure::UnknownSpi
        } else {
            IpsecFailure::BadIcv
        };
        assert_eq!((*why, *has_conn), (expected, offset >= 24), "byte {offset}");
        assert_eq!(lab::replies(&trace, R2), 2, "byte {offset}");
        assert!(lab::is_up(&trace));
    }
}

#[test]
fn a_replayed_esp_packet_is_refused() {
    for millis in [0, 1, 400, 2_500] {
        for (from, to) in [(R2, R1), (R1, R2)] {
            let trace = lab::run(&with_fault(
                with_ping(preset(), 5, 56),
                from,
                Esp(2),
                FaultKind::Duplicate(millis),
            ));
            assert_eq!(esp_rejected(&trace, to), [(2, IpsecFailure::Replayed, true)]);
            assert_eq!(esp_rejected(&trace, from), []);
            assert_eq!(lab::replies(&trace, R2), 4);
        }
    }
}

/// A late packet is taken while it is within the 64 of the window, and refused after that.
#[test]
fn a_late_esp_packet_is_taken_within_the_window() {
    // One packet a second: after 60 seconds it is 60 behind, after 70 seconds 70. The request itself timed out.
    for (millis, refused) in [(1_500, 0), (50_000, 0), (75_000, 1)] {
        let trace = lab::run(&with_fault(
            with_ping(preset(), 85, 8),
            R2,
            Esp(3),
            FaultKind::Delay(millis),
        ));
        let found = esp_rejected(&trace, R1);
        assert_eq!(
            found,
            vec![(3, IpsecFailure::Replayed, true); refused],
            "late by {millis} ms"
        );
    }
}

#[test]
fn a_lost_esp_packet_costs_one_reply() {
    for from in RouterId::BOTH {
        let trace = lab::run(&with_fault(with_ping(preset(), 5, 56), from, Esp(2), FaultKind::Lose));
        assert_eq!(lab::replies(&trace, R2), 3);
        assert!(lab::is_up(&trace));
    }
}

/// R2 sends in the clear what R1's crypto map wants protected.
#[test]
fn clear_text_where_esp_is_due_is_dropped() {
    let scenario = edit(with_ping(preset(), 2, 56), R2, " crypto map cisco\n", "");
    let [destination, source] = scenario.hosts;
    let trace = lab::run(&scenario);
    assert_eq!(lab::ladder(&trace), ["R2 IP", "R2 IP"]);
    let (protocol, reason) = (1, DropReason::NotIpsec);
    let expected = TrafficEvent::Dropped {
        source,
        destination,
        protocol,
        reason,
    };
    assert_eq!(
        lab::traffic_events(&trace, R1).collect::<Vec<_>>(),
        [&expected, &expected]
    );
    assert_eq!(lab::replies(&trace, R2), 0);
}

/// A message of quick mode to a router that has no SA for it.
#[test]
fn a_message_without_an_sa_is_refused() {
    // R1's cookie in message 5 is altered on its way.
    let scenario = patient();
    let original = lab::run(&scenario);
    let trace = lab::run(&unnoticed(&scenario, &original, R2, MainMode(5), 10));
    assert_eq!(rejected(&trace, R1)[0], RejectedPacket::NoSa);
    let unknown = count(&trace, R1, |event| {
        matches!(event, IsakmpEvent::PacketReceived { sa: None, .. })
    });
    assert_eq!(unknown, 2, "message 1 and the altered one");
    let known = count(&trace, R1, |event| {
        matches!(
            event,
            IsakmpEvent::PacketReceived {
                sa: Some((Role::Responder, _)),
                ..
            }
        )
    });
    assert!(known >= 2);
}

/// Delays of any length add up to a time that is late, and the run ends.
#[test]
fn endless_delays_end() {
    for kind in [FaultKind::Delay(u64::MAX), FaultKind::Duplicate(u64::MAX)] {
        let scenario = with_fault(patient(), R2, MainMode(1), FaultKind::Delay(u64::MAX));
        let trace = lab::run(&with_fault(scenario, R2, MainMode(1), kind));
        assert!(!trace.packets.is_empty());
    }
}

/// The first message comes so late that its answer meets the retransmission, and the host gives up its last request while
/// its router is at work: what happens at a router stays in the order of time all the same.
#[test]
fn time_never_runs_backwards() {
    let mut scenario = preset();
    scenario.stimuli = vec![lab::ping(&scenario, R1, SimTime::ZERO, 5, 0)];
    let trace = lab::run(&with_fault(scenario, R1, MainMode(1), FaultKind::Delay(8_801)));
    assert_eq!(lab::replies(&trace, R1), 0);
    assert_eq!(lab::live_spis(&trace, R1).len(), 1, "but the tunnel is up");
}
