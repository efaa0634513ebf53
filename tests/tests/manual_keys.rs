//! Typed keys: what protects without IKE, and why SEAL must not be keyed so.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Action, CapturedPacket, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;

fn typed(at: u64, router: RouterId, line: &str) -> Stimulus {
    let (at, line) = (SimTime::from_secs(at), line.to_string());
    Stimulus {
        at,
        action: Action::Type { router, line },
    }
}

/// The published routers with keys typed in place of IKE's.
fn scenario(transforms: &str) -> Scenario {
    let mut scenario = sim::doc_50880();
    let keys = [("1000", "11"), ("1001", "22")];
    for (index, setup) in scenario.routers.iter_mut().enumerate() {
        let ((inbound, own), (outbound, other)) = (keys[index], keys[1 - index]);
        let session_keys = format!(
            "set session-key inbound esp {inbound} cipher {} authenticator {}\n \
             set session-key outbound esp {outbound} cipher {} authenticator {}\n \
             set session-key inbound ah {inbound} {}\n set session-key outbound ah {outbound} {}\n ",
            own.repeat(32),
            own.repeat(20),
            other.repeat(32),
            other.repeat(20),
            own.repeat(20),
            other.repeat(20),
        );
        setup.configuration = setup
            .configuration
            .replace("esp-seal esp-sha-hmac", transforms)
            .replace("ipsec-isakmp", "ipsec-manual")
            .replace("match address 100", &format!("{session_keys}match address 100"));
        setup.platform.what_if.seal_with_manual_keys = true;
    }
    scenario.stimuli.clear();
    scenario
        .stimuli
        .push(typed(1, RouterId::R2, "ping 172.18.124.10 source e1/0"));
    scenario
}

fn received(trace: &Trace) -> u64 {
    trace.status(trace.last_step())[0].idents[0].counters.decaps
}

#[test]
fn every_cipher_protects_with_typed_keys() {
    for transforms in [
        "esp-des esp-md5-hmac",
        "esp-3des",
        "esp-aes 256 esp-sha-hmac",
        "esp-null esp-sha-hmac",
        "ah-sha-hmac",
        "ah-md5-hmac esp-aes",
    ] {
        let trace = sim::run(&scenario(transforms));
        assert_eq!(received(&trace), 5, "{transforms}: no packet waits for keys");
        let is_ike = |packet: &CapturedPacket| matches!(packet.name, PacketName::MainMode(_));
        assert!(!trace.packets.iter().any(is_ike), "{transforms}");
    }
}

/// The first ESP packet of R2 and what is in it, before and after its reload.
fn first_packets(trace: &Trace) -> Vec<(Vec<u8>, Vec<u8>)> {
    let is_first = |packet: &&CapturedPacket| packet.from == RouterId::R2 && packet.name == PacketName::Esp(1);
    let firsts = trace.packets.iter().filter(is_first);
    firsts
        .map(|packet| {
            let protection = packet.protection.as_ref().expect("it is encrypted");
            let (start, plaintext) = (protection.start as usize, protection.plaintext.clone());
            (packet.bytes[start..start + plaintext.len()].to_vec(), plaintext)
        })
        .collect()
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

/// What if IOS allowed it: the same position of the same keystream, twice.
#[test]
fn a_reload_uses_seals_keystream_again() {
    let mut scenario = scenario("esp-seal esp-sha-hmac");
    scenario.stimuli.push(typed(10, RouterId::R2, "reload"));
    scenario
        .stimuli
        .push(typed(11, RouterId::R2, "ping 172.18.124.10 source e1/0 size 200"));
    let trace = sim::run(&scenario);
    let packets = first_packets(&trace);
    let [(first, first_text), (second, second_text)] = packets.as_slice() else {
        panic!("one before and one after the reload")
    };
    assert_eq!(xor(first, second), xor(first_text, second_text));
    assert_eq!(
        received(&trace),
        10,
        "and R1 takes them: nothing tells that they are replayed"
    );
}

#[test]
fn ios_refuses_seal_with_typed_keys() {
    let mut scenario = scenario("esp-seal esp-sha-hmac");
    for setup in &mut scenario.routers {
        setup.platform.what_if.seal_with_manual_keys = false;
    }
    let trace = sim::run(&scenario);
    assert!(
        !trace
            .packets
            .iter()
            .any(|packet| matches!(packet.name, PacketName::Esp(_)))
    );
}
