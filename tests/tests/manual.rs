//! Typed keys: SAs without IKE (IOS: reference, `crypto map … ipsec-manual`, `set session-key`).

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::{IpsecFailure, RouterId, SaOrigin, TrafficEvent};
use ikelab_core::ip::ipv4;
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::sim::{Action, FaultKind, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{show_crypto_ipsec_sa, show_crypto_map};
use ikelab_tests::lab::{self, R1, R2, edit, preset, with_fault, with_ping};
use ikelab_tests::to_hex;

/// Bytes of a key that differ from each other and from those of another `seed`.
fn key(seed: u8, length: usize) -> String {
    let bytes: Vec<u8> = (0..length).map(|i| (i as u8).wrapping_mul(7) ^ seed).collect();
    to_hex(&bytes)
}

/// What is typed for the keys towards R1 (`direction` 1) or R2.
fn session_keys(transforms: &str, word: &str, direction: u8) -> String {
    let spi = 0x1000 + u32::from(direction);
    let mut text = String::new();
    if transforms.contains("ah-") {
        text += &format!(" set session-key {word} ah {spi} {}\n", key(0x50 + direction, 20));
    }
    if transforms.contains("esp-") {
        let cipher = key(0x10 + direction, 32);
        text += &format!(" set session-key {word} esp {spi} cipher {cipher}");
        if transforms.contains("esp-md5-hmac") || transforms.contains("esp-sha-hmac") {
            text += &format!(" authenticator {}", key(0x30 + direction, 20));
        }
        text += "\n";
    }
    text
}

/// The preset with typed keys.
fn manual(transforms: &str) -> Scenario {
    let mut scenario = preset();
    for (router, inbound, outbound) in [(R1, 1, 2), (R2, 2, 1)] {
        let keys = session_keys(transforms, "inbound", inbound) + &session_keys(transforms, "outbound", outbound);
        let edits = [
            ("esp-seal esp-sha-hmac", transforms.to_string()),
            ("cisco 10 ipsec-isakmp", "cisco 10 ipsec-manual".to_string()),
            (" match address 100\n", format!(" match address 100\n{keys}")),
        ];
        for (from, to) in edits {
            scenario = edit(scenario, router, from, &to);
        }
    }
    with_ping(scenario, 3, 56)
}

fn show(trace: &Trace, router: RouterId, step: usize) -> String {
    let status = &trace.status(step)[router.index()];
    let shown = show_crypto_ipsec_sa(status, trace.steps[step].at);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// No packet of IKE, and not one packet is lost.
#[test]
fn every_cipher_and_authentication_protects_packets() {
    for transforms in [
        "esp-des",
        "esp-3des",
        "esp-aes",
        "esp-aes 192",
        "esp-aes 256",
        "esp-null",
        "esp-des esp-md5-hmac",
        "esp-3des esp-sha-hmac",
        "esp-aes 256 esp-md5-hmac",
        "esp-null esp-sha-hmac",
        "ah-md5-hmac",
        "ah-sha-hmac",
        "ah-sha-hmac esp-des",
        "ah-md5-hmac esp-aes esp-sha-hmac",
    ] {
        let trace = lab::run(&manual(transforms));
        assert_eq!(lab::replies(&trace, R2), 3, "{transforms}");
        assert!(lab::is_up(&trace), "{transforms}");
        let name = |sequence| {
            if transforms.contains("ah-") {
                PacketName::Ah(sequence)
            } else {
                PacketName::Esp(sequence)
            }
        };
        let names: Vec<_> = trace.packets.iter().map(|packet| (packet.from, packet.name)).collect();
        let expected: Vec<_> = (1..=3).flat_map(|n| [(R2, name(n)), (R1, name(n))]).collect();
        assert_eq!(names, expected, "{transforms}");
        let [r1, _] = trace.status(trace.last_step());
        let counters = r1.idents[0].counters;
        let authenticates = if transforms.contains("hmac") { 3 } else { 0 };
        assert_eq!(
            (counters.decaps, counters.verify, counters.recv_errors),
            (3, authenticates, 0)
        );
    }
}

/// A longer key is cut: the first bytes of the typed one are the key.
#[test]
fn the_keys_are_those_typed() {
    let trace = lab::run(&manual("esp-aes esp-sha-hmac"));
    let packet = lab::packet(&trace, R2, PacketName::Esp(1));
    let protection = packet.protection.as_ref().expect("it is encrypted");
    let ProtectionCipher::Cbc { key: used, .. } = &protection.cipher else {
        panic!("{:?}", protection.cipher)
    };
    assert_eq!(to_hex(used), key(0x11, 16));
    assert_eq!(packet.bytes[20..24], 0x1001_u32.to_be_bytes());
    assert!(ipv4::Packet::decode(&protection.plaintext).is_ok());
}

#[test]
fn sas_exist_before_anything_happens() {
    let trace = lab::run(&manual("ah-sha-hmac esp-3des"));
    for status in trace.status(0) {
        let sas: Vec<_> = status
            .ipsec_sas
            .iter()
            .map(|pair| (pair.origin, pair.sa(Direction::Inbound).map(|sa| sa.conn)))
            .collect();
        assert_eq!(sas, [(SaOrigin::Manual, Some(2000)), (SaOrigin::Manual, Some(2002))]);
        assert!(status.isakmp_sas.is_empty());
    }
    let shown = show(&trace, R1, 0);
    for words in [
        "current outbound spi: 1002",
        "inbound esp sas: spi: 0x1001(4097) transform: esp-3des , in use settings ={Tunnel, } slot: 0, conn id: 2002, \
         flow_id: 3, crypto map: cisco crypto engine type: Software, engine_id: 1 no sa timing IV size: 8 bytes replay \
         detection support: N",
        "inbound ah sas: spi: 0x1001(4097) transform: ah-sha-hmac , in use settings ={Tunnel, } slot: 0, conn id: 2000, \
         flow_id: 1, crypto map: cisco crypto engine type: Software, engine_id: 1 no sa timing replay detection \
         support: N",
    ] {
        assert!(shown.contains(words), "{shown}");
    }
    let map = show_crypto_map(&trace.status(0)[0]);
    assert!(map.contains("Inbound esp spi: 4097"), "{map}");
}

/// IOS: reference: typed keys have no anti-replay service. A recorded packet is taken again.
#[test]
fn repeated_packets_are_taken() {
    for transforms in ["esp-3des esp-sha-hmac", "ah-sha-hmac", "ah-sha-hmac esp-aes"] {
        let scenario = manual(transforms);
        let first = lab::run(&scenario).packets[0].name;
        let trace = lab::run(&with_fault(scenario, R2, first, FaultKind::Duplicate(500)));
        let taken = lab::traffic_events(&trace, R1)
            .filter(|event| matches!(event, TrafficEvent::Decapsulated { .. }))
            .count();
        assert_eq!(taken, 4, "{transforms}");
    }
}

#[test]
fn altered_packets_are_not_taken() {
    for transforms in ["esp-3des esp-sha-hmac", "ah-md5-hmac", "ah-sha-hmac esp-aes"] {
        let scenario = manual(transforms);
        let first = lab::run(&scenario).packets[0].name;
        let corrupt = FaultKind::Corrupt { offset: 60, mask: 1 };
        let trace = lab::run(&with_fault(scenario, R2, first, corrupt));
        assert_eq!(lab::replies(&trace, R2), 2, "{transforms}");
        assert_eq!(failures(&trace), [IpsecFailure::BadIcv], "{transforms}");
    }
}

fn failures(trace: &Trace) -> Vec<IpsecFailure> {
    let why = |event: &TrafficEvent| match event {
        TrafficEvent::IpsecRejected { why, .. } => Some(*why),
        _ => None,
    };
    lab::traffic_events(trace, R1).filter_map(why).collect()
}

/// Another key on one side: the packets arrive and are refused, and nobody negotiates anything.
#[test]
fn keys_that_differ_are_noticed() {
    let scenario = manual("esp-3des esp-sha-hmac");
    let (ours, other) = (key(0x31, 20), key(0x32, 20));
    let trace = lab::run(&edit(scenario, R1, &ours, &other));
    assert_eq!(failures(&trace), [IpsecFailure::BadIcv; 3]);
    let scenario = manual("esp-3des esp-sha-hmac");
    let trace = lab::run(&edit(scenario, R1, "inbound esp 4097", "inbound esp 4099"));
    assert_eq!(failures(&trace), [IpsecFailure::UnknownSpi; 3]);
    assert!(
        trace
            .packets
            .iter()
            .all(|packet| matches!(packet.name, PacketName::Esp(_)))
    );
}

/// Without all its keys an entry makes no SAs, and what it protects goes nowhere rather than out in the clear.
#[test]
fn a_missing_key_leaves_the_traffic_unsent() {
    for (transforms, missing) in [
        ("esp-3des esp-sha-hmac", " authenticator ".to_string() + &key(0x32, 20)),
        (
            "ah-sha-hmac esp-des",
            format!(" set session-key inbound ah 4098 {}\n", key(0x52, 20)),
        ),
    ] {
        let trace = lab::run(&edit(manual(transforms), R2, &missing, ""));
        assert!(trace.packets.is_empty(), "{transforms}");
        assert!(trace.status(0)[1].ipsec_sas.is_empty());
        assert_eq!(
            trace.status(0)[0].ipsec_sas.len(),
            if transforms.contains("ah") { 2 } else { 1 }
        );
    }
}

/// What is typed at R2 after the first ping, whether there are SAs then, and with which sequence number they go on.
#[test]
fn the_sas_follow_the_configuration() {
    let entry = "conf t\ncrypto map cisco 10 ipsec-manual\n";
    for (line, is_up, next) in [
        // Nothing changes: the sequence numbers go on.
        (entry.to_string() + "set peer 10.10.10.1", true, 2),
        ("clear crypto sa".to_string(), true, 1),
        (entry.to_string() + "no set transform-set", false, 0),
        (
            entry.to_string() + &format!("set session-key outbound esp 4097 cipher {}", key(0x70, 24)),
            true,
            1,
        ),
        ("reload".to_string(), true, 1),
    ] {
        let mut scenario = with_ping(manual("esp-3des"), 1, 56);
        let action = Action::Type {
            router: R2,
            line: line.clone(),
        };
        let at = SimTime(3_000);
        scenario.stimuli.push(Stimulus { at, action });
        scenario.stimuli.push(lab::ping(&scenario, R2, SimTime(40_000), 1, 56));
        let trace = lab::run(&scenario);
        let [_, r2] = trace.status(trace.last_step());
        assert_eq!(r2.ipsec_sas.len(), usize::from(is_up), "{line}");
        let sent = trace.packets.iter().filter(|packet| packet.from == R2);
        let names: Vec<_> = sent.map(|packet| packet.name).skip(1).collect();
        let expected = if is_up { vec![PacketName::Esp(next)] } else { vec![] };
        assert_eq!(names, expected, "{line}");
    }
}
