//! The scenarios that ikelab comes with: each shows what is said of it.

use ikelab_core::effects::PacketName::{self, Esp, MainMode, QuickMode};
use ikelab_core::event::{EventKind, IpsecEvent, IsakmpEvent, TrafficEvent};
use ikelab_core::ios::diagnostic::Severity;
use ikelab_core::ios::parse;
use ikelab_core::sim::{Fate, Kind, PRESETS, Scenario, Trace, forgery, preset};
use ikelab_core::verdict::Verdict;
use ikelab_share::{Keys, View, decode, encode};
use ikelab_tests::lab::{R1, R2, ladder, packet, run};
use ikelab_tests::variations::LADDER;

fn scenario(name: &str) -> Scenario {
    (preset(name).expect("a preset").scenario)()
}

fn trace(name: &str) -> Trace {
    run(&scenario(name))
}

fn count(trace: &Trace, name: PacketName) -> usize {
    trace.packets.iter().filter(|packet| packet.name == name).count()
}

/// Whether something happens for which `is` is true.
fn happens(trace: &Trace, is: impl Fn(&EventKind) -> bool) -> bool {
    trace.events.iter().any(|event| is(&event.kind))
}

#[test]
fn names_are_different_and_configurations_are_read() {
    for (at, one) in PRESETS.iter().enumerate() {
        assert!(PRESETS[..at].iter().all(|other| other.name != one.name), "{}", one.name);
        assert!(one.about.ends_with('.') && !one.title.ends_with('.'), "{}", one.name);
        for setup in (one.scenario)().routers {
            let told = parse(&setup.configuration, setup.platform).1;
            let errors: Vec<_> = told.iter().filter(|it| it.severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", one.name);
        }
    }
}

#[test]
fn tunnels_that_work_come_up_and_mistakes_keep_them_down() {
    for preset in PRESETS {
        let trace = run(&(preset.scenario)());
        let verdict = Verdict::of(&trace);
        assert_eq!(verdict.is_up, preset.kind != Kind::Down, "{}", preset.name);
        assert_eq!(verdict.replies > 0, preset.kind != Kind::Down, "{}", preset.name);
        let is_changed = trace
            .packets
            .iter()
            .any(|packet| !matches!(packet.fate, Fate::Arrived(_)))
            || !(preset.scenario)().faults.is_empty();
        assert_eq!(
            is_changed && preset.name != "dead-peer",
            preset.kind == Kind::Wire,
            "{}",
            preset.name
        );
        if preset.kind == Kind::Up {
            assert_eq!(ladder(&trace)[..9], LADDER, "{}", preset.name);
        } else {
            assert!(verdict.cause.is_some(), "{}: there is something to see", preset.name);
        }
    }
}

#[test]
fn a_link_to_one_is_its_name() {
    for preset in PRESETS {
        let scenario = (preset.scenario)();
        let link = encode(&scenario, &View::default(), Keys::LeaveOut).expect("it is small");
        assert!(link.len() < 50, "{}: {link}", preset.name);
        assert_eq!(decode(&link).expect("it is read").scenario, scenario, "{}", preset.name);
    }
}

#[test]
fn other_algorithms_change_what_a_packet_carries() {
    let length = |name: &str, of: PacketName| packet(&trace(name), R2, of).bytes.len();
    // An IV of 16 bytes, and 96 bytes of blocks for the 84 of the ping.
    assert_eq!(length("aes-sha", Esp(1)), 20 + 8 + 16 + 96 + 12);
    // An IV of 8 bytes, and 88 bytes of blocks.
    assert_eq!(length("3des-md5", Esp(1)), 20 + 8 + 8 + 88 + 12);
    // A KE payload of MODP group 2, and blocks of 16 bytes.
    assert_eq!(length("pfs", QuickMode(1)), length("doc-50880", QuickMode(1)) + 128);
    assert!(length("ios-15", MainMode(3)) > length("doc-50880", MainMode(3)) + 128);
    let trace = trace("ah");
    let ah = packet(&trace, R2, PacketName::Ah(1));
    assert!(ah.protection.is_none());
    assert!(
        ah.bytes.windows(6).any(|bytes| bytes == b"abcdef"),
        "the ping can be read"
    );
}

#[test]
fn transport_mode_has_one_ip_header() {
    let trace = trace("transport-mode");
    let esp = packet(&trace, R2, Esp(1));
    let plaintext = &esp.protection.as_ref().expect("it is encrypted").plaintext;
    assert_eq!(plaintext[0], 8, "an ICMP echo request, and no IP header before it");
}

#[test]
fn sas_are_renewed_in_time() {
    for name in ["lifetime-in-seconds", "lifetime-in-kilobytes"] {
        let trace = trace(name);
        assert_eq!(
            (count(&trace, QuickMode(1)), count(&trace, MainMode(1))),
            (2, 1),
            "{name}"
        );
        assert_eq!(Verdict::of(&trace).cause, None, "{name}: nothing is lost");
    }
}

#[test]
fn a_dead_peer_is_noticed_and_the_tunnel_comes_up_again() {
    let trace = trace("dead-peer");
    assert!(happens(&trace, |kind| matches!(
        kind,
        EventKind::Isakmp {
            event: IsakmpEvent::SaDeleted { .. },
            ..
        }
    )));
    assert!(count(&trace, PacketName::Informational) > 1, "R2 asks");
    assert_eq!(count(&trace, QuickMode(3)), 2);
    assert!(packet(&trace, R2, Esp(1)).bytes != trace.packets.last().expect("a packet").bytes);
}

#[test]
fn a_provider_stands_between_the_routers() {
    assert!(trace("isp").topology.cloud.is_some());
    assert!(trace("doc-50880").topology.cloud.is_none());
}

#[test]
fn the_wire_does_what_is_said() {
    let lost = trace("lost-mm6");
    assert_eq!((count(&lost, MainMode(5)), count(&lost, MainMode(6))), (2, 2));
    let why = |name| {
        let rejected = trace(name).events.into_iter().find_map(|event| match event.kind {
            EventKind::Traffic(TrafficEvent::IpsecRejected { why, .. }) => Some((event.router, format!("{why:?}"))),
            _ => None,
        });
        rejected.expect("it is refused")
    };
    assert_eq!(why("duplicate"), (R1, "Replayed".to_owned()));
    assert_eq!(why("flipped-bit"), (R1, "BadIcv".to_owned()));
}

#[test]
fn the_forged_ping_is_what_an_attacker_makes_of_the_honest_one() {
    let forged = scenario("forged");
    let honest = run(&Scenario {
        faults: Vec::new(),
        ..forged.clone()
    });
    let faults = forgery::echo_data(packet(&honest, R2, Esp(2)), 0, b"forged");
    assert_eq!(faults.expect("SEAL is a stream cipher"), forged.faults);
    let trace = run(&forged);
    let cause = Verdict::of(&trace).cause.expect("a packet that was changed on the way");
    let event = &trace.events[cause as usize];
    assert!(matches!(
        event.kind,
        EventKind::Traffic(TrafficEvent::Decapsulated { .. })
    ));
}

#[test]
fn mistakes_end_where_it_is_said() {
    let ends = |name, packets: &[&str]| assert_eq!(ladder(&trace(name))[..packets.len()], *packets, "{name}");
    ends(
        "wrong-key",
        &["R2 MM1", "R1 MM2", "R2 MM3", "R1 MM4", "R2 MM5", "R1 MM4"],
    );
    ends("no-policy", &["R2 MM1", "R2 MM1"]);
    ends("map-not-applied", &["R2 MM1", "R2 MM1"]);
    let refused = [&LADDER[..7], &["R1 INFO"]].concat();
    for name in ["no-transform-set", "acl-not-mirrored", "pfs-on-one-side", "accelerator"] {
        ends(name, &refused);
    }
    let proxies = |kind: &EventKind| matches!(kind, EventKind::Ipsec(IpsecEvent::ProxiesNotSupported(_)));
    assert!(happens(&trace("acl-not-mirrored"), proxies));
    let off = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::Off,
                ..
            }
        )
    };
    assert!(happens(&trace("map-not-applied"), off));
}
