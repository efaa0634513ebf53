//! What would happen if IOS allowed what it refuses: why SEAL needs authentication (limitation 2), and negotiated keys
//! (limitation 3).

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::crypto::two_time_pad;
use ikelab_core::effects::PacketName;
use ikelab_core::event::{EventKind, IpsecFailure, RouterId, TrafficEvent};
use ikelab_core::ios::config::WhatIf;
use ikelab_core::ios::diagnostic::{Code, Severity};
use ikelab_core::ios::{self, Platform};
use ikelab_core::ip::{icmp::Echo, ipv4};
use ikelab_core::sim::{self, Action, Scenario, Stimulus, Trace, forgery};
use ikelab_core::time::SimTime;

const FORGED: &[u8] = b"transfer 9999 dollars";

fn preset() -> Scenario {
    sim::doc_50880()
}

/// The preset with SEAL and no authentication, on boxes that are made to allow it.
fn without_authentication() -> Scenario {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        setup.configuration = setup.configuration.replace("esp-seal esp-sha-hmac", "esp-seal");
        setup.platform.what_if.seal_without_authentication = true;
    }
    scenario
}

/// The data of the echoes that R1 takes out of ESP.
fn taken(trace: &Trace) -> Vec<Vec<u8>> {
    let events = trace.events.iter().filter(|event| event.router == RouterId::R1);
    events
        .filter_map(|event| match &event.kind {
            EventKind::Traffic(TrafficEvent::Decapsulated { inner, .. }) => {
                let packet = ipv4::Packet::decode(inner).expect("an IPv4 packet");
                Some(Echo::decode(&packet.payload).expect("an echo").data)
            }
            _ => None,
        })
        .collect()
}

/// The run with R2's second ESP packet forged on the wire.
fn forged(scenario: &Scenario) -> Trace {
    let honest = sim::run(scenario);
    let is_target = |packet: &&sim::CapturedPacket| packet.from == RouterId::R2 && packet.name == PacketName::Esp(2);
    let packet = honest
        .packets
        .iter()
        .find(is_target)
        .expect("R2 sends a second ESP packet");
    let mut attacked = scenario.clone();
    attacked.faults = forgery::echo_data(packet, 0, FORGED).expect("SEAL is a stream cipher");
    sim::run(&attacked)
}

#[test]
fn without_authentication_r1_takes_what_the_attacker_wrote() {
    let trace = forged(&without_authentication());
    let data = taken(&trace);
    assert_eq!(data.len(), 4, "every packet is taken, the forged one too");
    assert!(data[1].starts_with(FORGED), "{:?}", String::from_utf8_lossy(&data[1]));
    assert!(!data[0].starts_with(FORGED));
}

#[test]
fn with_authentication_r1_notices() {
    let trace = forged(&preset());
    assert_eq!(taken(&trace).len(), 3);
    let is_refused = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Traffic(TrafficEvent::IpsecRejected {
                why: IpsecFailure::BadIcv,
                sequence: 2,
                ..
            })
        )
    };
    assert!(
        trace
            .events
            .iter()
            .any(|event| event.router == RouterId::R1 && is_refused(&event.kind))
    );
}

#[test]
fn a_block_cipher_cannot_be_forged_bit_by_bit() {
    let mut scenario = preset();
    for setup in &mut scenario.routers {
        setup.configuration = setup.configuration.replace("esp-seal esp-sha-hmac", "esp-aes");
    }
    let trace = sim::run(&scenario);
    let packet = trace
        .packets
        .iter()
        .find(|packet| packet.name == PacketName::Esp(1))
        .expect("an ESP packet");
    assert_eq!(
        forgery::echo_data(packet, 0, FORGED),
        Err(forgery::NotForgeable::NotStreamCipher)
    );
}

#[test]
fn the_switch_is_off_unless_it_is_on_and_says_loudly_that_it_is_not_ios() {
    let text = "crypto ipsec transform-set T esp-seal";
    let (config, diagnostics) = ios::parse(text, Platform::default());
    assert!(config.transform_set("T").is_none());
    assert!(
        diagnostics
            .iter()
            .any(|it| it.code == Code::SealWithoutAuthentication && it.severity == Severity::Error)
    );

    let what_if = WhatIf {
        seal_without_authentication: true,
        ..WhatIf::default()
    };
    let (config, diagnostics) = ios::parse(
        text,
        Platform {
            what_if,
            ..Platform::default()
        },
    );
    assert!(config.transform_set("T").is_some());
    assert!(
        diagnostics
            .iter()
            .any(|it| it.code == Code::WhatIf && it.severity == Severity::Warning)
    );
}

#[test]
fn a_right_guess_shows_the_other_text() {
    let (first, second) = (b"the password is swordfish", b"meet me at noon, same place");
    let keystream: Vec<u8> = (0..32).map(|i: u8| i.wrapping_mul(151) ^ 0x5a).collect();
    let encrypt = |text: &[u8]| two_time_pad::xor(text, &keystream);
    let difference = two_time_pad::xor(&encrypt(first), &encrypt(second));
    assert_eq!(difference, two_time_pad::xor(first, second), "the keystream is gone");
    let drags = two_time_pad::drag(&difference, b"password");
    assert_eq!(drags[4].other, &second[4..12]);
    assert!(drags[4].is_text);
}

/// The preset with typed keys and SEAL, on boxes that are made to allow it; R2 is switched off and on between two pings.
fn with_manual_keys_and_a_reload() -> Scenario {
    let mut scenario = preset();
    let keys = |inbound: (u32, u8), outbound: (u32, u8)| {
        let line = |way, (spi, byte): (u32, u8)| {
            let (cipher, authenticator) = (format!("{byte:02x}").repeat(20), format!("{byte:02x}").repeat(20));
            format!(" set session-key {way} esp {spi} cipher {cipher} authenticator {authenticator}\n")
        };
        line("inbound", inbound) + &line("outbound", outbound)
    };
    let typed = [keys((1000, 0x0a), (1001, 0x0b)), keys((1001, 0x0b), (1000, 0x0a))];
    for (setup, keys) in scenario.routers.iter_mut().zip(typed) {
        let text = setup
            .configuration
            .replace("cisco 10 ipsec-isakmp", "cisco 10 ipsec-manual");
        setup.configuration = text.replace(" match address 100\n", &format!("{keys} match address 100\n"));
        setup.platform.what_if.seal_with_manual_keys = true;
    }
    let ping = scenario.stimuli[0].action.clone();
    scenario.stimuli.push(Stimulus {
        at: SimTime::from_secs(20),
        action: Action::Type {
            router: RouterId::R2,
            line: "reload".to_string(),
        },
    });
    scenario.stimuli.push(Stimulus {
        at: SimTime::from_secs(100),
        action: ping,
    });
    scenario
}

/// The ciphertext and the plaintext of R2's ESP packets with this sequence number.
fn sent_with(trace: &Trace, sequence: u32) -> Vec<(&[u8], &[u8])> {
    let name = PacketName::Esp(sequence);
    let packets = trace
        .packets
        .iter()
        .filter(|packet| packet.from == RouterId::R2 && packet.name == name);
    packets
        .map(|packet| {
            let protection = packet.protection.as_ref().expect("it is encrypted");
            let plaintext = protection.plaintext.as_slice();
            (&packet.bytes[protection.start as usize..][..plaintext.len()], plaintext)
        })
        .collect()
}

#[test]
fn with_manual_keys_every_boot_uses_the_same_keystream_again() {
    let mut scenario = with_manual_keys_and_a_reload();
    if let Action::Ping { size, .. } = &mut scenario.stimuli[2].action {
        *size = 40;
    }
    let trace = sim::run(&scenario);
    let [(first, first_text), (second, second_text)] = sent_with(&trace, 1).try_into().expect("one before, one after");
    assert_ne!(first, second, "the two packets are not the same");
    let difference = two_time_pad::xor(first, second);
    assert_eq!(
        difference,
        two_time_pad::xor(first_text, second_text),
        "keystream and key are gone from it"
    );
    let known = &first_text[12..20];
    let drags = two_time_pad::drag(&difference, known);
    assert_eq!(
        drags[12].other,
        &second_text[12..20],
        "who guesses one packet's addresses has the other's"
    );
}

#[test]
fn ios_refuses_seal_with_manual_keys() {
    let mut scenario = with_manual_keys_and_a_reload();
    for setup in &mut scenario.routers {
        setup.platform.what_if = WhatIf::NOTHING;
    }
    let trace = sim::run(&scenario);
    assert!(sent_with(&trace, 1).is_empty());
}
