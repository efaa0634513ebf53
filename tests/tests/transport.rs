//! Transport mode, and the routers' own packets.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::Ipv4Addr;

use ikelab_core::effects::PacketName;
use ikelab_core::event::{DropReason, IpsecFailure, RouterId, TrafficEvent};
use ikelab_core::ip::icmp::Echo;
use ikelab_core::ip::ipv4;
use ikelab_core::ipsec::transform_set::Encapsulation;
use ikelab_core::router::Input;
use ikelab_core::sim::Scenario;
use ikelab_core::transcript::records_of_event;
use ikelab_tests::lab::{self, R1, R2, edit, preset, with_ping};
use ikelab_tests::pair::Pair;
use ikelab_tests::variations::{WIRE, between_the_routers, with_mode};

/// R2 pings R1; the first request only asks for the SAs.
fn ping(scenario: &Scenario) -> Pair {
    let mut pair = Pair::new(scenario);
    for sequence in 0..3 {
        pair.ping(R2, WIRE[1], WIRE[0], sequence);
    }
    pair
}

/// The packets of IPsec that a router sent.
fn protected(pair: &Pair, from: RouterId) -> Vec<&ikelab_core::effects::Transmission> {
    let is_protected = |name| matches!(name, PacketName::Esp(_) | PacketName::Ah(_));
    let sent = pair
        .sent
        .iter()
        .filter(|(router, sent)| *router == from && is_protected(sent.name));
    sent.map(|(_, sent)| sent).collect()
}

#[test]
fn the_peers_own_packets_keep_their_header() {
    for (transforms, outermost) in [
        ("esp-seal esp-sha-hmac", ipv4::ESP),
        ("esp-aes 192 esp-md5-hmac", ipv4::ESP),
        ("esp-des", ipv4::ESP),
        ("ah-sha-hmac", ipv4::AH),
        ("ah-md5-hmac esp-seal", ipv4::AH),
        ("ah-sha-hmac esp-3des esp-sha-hmac", ipv4::AH),
    ] {
        let pair = ping(&between_the_routers(with_mode(transforms, ["transport"; 2])));
        for router in RouterId::BOTH {
            let [_, second] = protected(&pair, router).try_into().expect("two packets");
            let packet = ipv4::Packet::decode(&second.bytes).expect("a packet");
            let (here, there) = (WIRE[router.index()], WIRE[router.peer().index()]);
            assert_eq!((packet.source, packet.destination), (here, there), "{transforms}");
            assert_eq!(packet.protocol, outermost);
            if let Some(protection) = &second.protection {
                // Next header: what is inside is ICMP, not a packet.
                assert_eq!(protection.plaintext.last(), Some(&ipv4::ICMP));
                let start = protection.start as usize;
                assert!(second.bytes.len() >= start + protection.plaintext.len());
            } else {
                assert_eq!(packet.payload[0], ipv4::ICMP);
            }
            let taken = pair.taken(router);
            assert_eq!(taken.len(), 2, "{transforms}");
            for inner in taken {
                assert_eq!((inner.source, inner.destination), (there, here));
                let echo = Echo::decode(&inner.payload).expect("an echo");
                assert_eq!(echo.is_reply, router == R2);
            }
        }
    }
}

#[test]
fn transport_mode_saves_the_length_of_a_header() {
    let length = |mode| {
        let pair = ping(&between_the_routers(with_mode("esp-seal esp-sha-hmac", [mode; 2])));
        protected(&pair, R2)[0].bytes.len()
    };
    assert_eq!(length("tunnel"), length("transport") + ipv4::HEADER_LEN);
}

/// Transport mode is for the peers themselves: what comes from behind them travels in tunnel mode, whatever the set says.
#[test]
fn packets_of_others_travel_in_tunnel_mode() {
    for modes in [["transport"; 2], ["transport", "tunnel"], ["tunnel", "transport"]] {
        let trace = lab::run(&with_ping(with_mode("esp-seal esp-sha-hmac", modes), 2, 56));
        assert!(lab::is_up(&trace), "{modes:?}");
        let [r1, _] = trace.status(trace.last_step());
        assert_eq!(r1.ipsec_sas[0].transforms.mode, Encapsulation::Tunnel);
    }
}

/// IOS: reference: a router with `mode transport` takes an offer of tunnel mode, one with `mode tunnel` takes no other.
#[test]
fn a_responder_takes_tunnel_mode_for_transport_mode_and_not_the_other_way() {
    let taken = |modes| {
        ping(&between_the_routers(with_mode("esp-seal esp-sha-hmac", modes)))
            .taken(R1)
            .len()
    };
    assert_eq!(taken(["transport", "transport"]), 2);
    assert_eq!(taken(["tunnel", "tunnel"]), 2);
    assert_eq!(taken(["transport", "tunnel"]), 2);
    assert_eq!(taken(["tunnel", "transport"]), 0);
}

#[test]
fn the_debug_output_says_transport() {
    let scenario = between_the_routers(with_mode("ah-sha-hmac esp-seal", ["transport"; 2]));
    let pair = ping(&scenario);
    let of_r1 = pair.events.iter().filter(|event| event.router == R1);
    let lines: Vec<String> = of_r1
        .flat_map(|event| records_of_event(event, 0))
        .map(|record| record.one_line())
        .collect();
    let count = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    assert_eq!(count("encaps is 2 (Transport)"), 2);
    assert_eq!(count("transform= ah-sha-hmac (Transport)"), 3);
    assert_eq!(count("transform= esp-seal (Transport)"), 3);
}

#[test]
fn a_router_answers_echo_requests_to_its_own_addresses() {
    let lan = Ipv4Addr::new(172, 18, 124, 201);
    let mut scenario = with_ping(preset(), 3, 56);
    let ikelab_core::sim::Action::Ping { destination, .. } = &mut scenario.stimuli[0].action else {
        panic!("the preset pings");
    };
    *destination = lan;
    let trace = lab::run(&scenario);
    assert_eq!(lab::replies(&trace, R2), 2);
    let answered = lab::traffic_events(&trace, R1)
        .filter(|event| matches!(event, TrafficEvent::EchoAnswered { host, .. } if *host == lan));
    assert_eq!(answered.count(), 2);
    let is_esp = |name| matches!(name, PacketName::Esp(_));
    assert_eq!(trace.packets.iter().filter(|packet| is_esp(packet.name)).count(), 4);
}

#[test]
fn a_routers_own_packets_need_no_protection_unless_the_crypto_map_says_so() {
    let pair = ping(&preset());
    assert!(protected(&pair, R2).is_empty());
    let names: Vec<_> = pair.sent.iter().map(|(from, sent)| (*from, sent.name)).collect();
    let echo = [(R2, PacketName::Clear), (R1, PacketName::Clear)];
    assert_eq!(names, [echo, echo, echo].concat());
    // To itself nothing goes over the wire at all.
    let mut pair = Pair::new(&preset());
    pair.ping(R2, WIRE[1], WIRE[1], 0);
    assert!(pair.sent.is_empty());
    assert!(
        pair.traffic(R2)
            .any(|event| matches!(event, TrafficEvent::EchoAnswered { .. }))
    );
}

#[test]
fn clear_text_between_the_peers_is_not_taken() {
    let scenario = between_the_routers(with_mode("esp-seal esp-sha-hmac", ["transport"; 2]));
    let mut pair = Pair::new(&edit(scenario, R2, " crypto map cisco\n", ""));
    pair.ping(R2, WIRE[1], WIRE[0], 0);
    let dropped = |event: &TrafficEvent| {
        matches!(
            event,
            TrafficEvent::Dropped {
                reason: DropReason::NotIpsec,
                ..
            }
        )
    };
    assert!(pair.traffic(R1).any(dropped));
}

/// The bundle's ESP without its AH, and its AH around something else, are not what the SAs are for (RFC 2401 §5.2.1).
#[test]
fn half_a_bundle_is_not_taken() {
    let scenario = between_the_routers(with_mode("ah-sha-hmac esp-aes", ["transport"; 2]));
    let mut pair = ping(&scenario);
    let packet = ipv4::Packet::decode(&protected(&pair, R2)[1].bytes).expect("a packet");
    let stripped = ipv4::Packet {
        protocol: ipv4::ESP,
        payload: packet.payload[24..].to_vec(),
        ..packet
    };
    pair.handle(R1, Input::Packet(&stripped.encode()));
    let blamed = pair.traffic(R1).find_map(|event| match event {
        TrafficEvent::IpsecRejected { protocol, why, .. } => Some((*protocol, *why)),
        _ => None,
    });
    assert_eq!(blamed, Some((ipv4::ESP, IpsecFailure::NotBundled)));
    assert_eq!(pair.taken(R1).len(), 2);
}
