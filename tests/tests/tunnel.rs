//! Tunnels that come up, with every algorithm. The configurations are the preset's with lines changed, as a learner changes
//! them.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{IpsecEvent, Quantity};
use ikelab_tests::lab::{self, R1, R2, edit, edit_both, preset};
use ikelab_tests::variations::{
    POLICY, SET_TRANSFORM_SET, TRANSFORMS, checks, down, length_of, short, up, with_policies,
};

#[test]
fn every_phase_1_suite() {
    for (cipher, key) in [("des", 8), ("3des", 24), ("aes", 16), ("aes 192", 24), ("aes 256", 32)] {
        for (hash, digest) in [("md5", 16), ("sha", 20)] {
            // Group 5 takes its time, so it is tried with two ciphers only.
            let slow = hash == "sha" && matches!(cipher, "des" | "aes 256");
            for (group, prime) in [(1, 96), (2, 128), (5, 192)] {
                if group == 5 && !slow {
                    continue;
                }
                let policy = format!(" encr {cipher}\n hash {hash}\n authentication pre-share\n group {group}\n");
                let trace = up(&edit_both(short(), POLICY, &policy));
                assert_eq!(length_of(&trace, |quantity| quantity == Quantity::CipherKey), key);
                assert_eq!(length_of(&trace, |quantity| quantity == Quantity::Skeyid), digest);
                assert_eq!(length_of(&trace, |quantity| quantity == Quantity::DhShared), prime);
            }
        }
    }
}

#[test]
fn every_esp_transform_set() {
    let ciphers = [
        ("esp-des", 8),
        ("esp-3des", 24),
        ("esp-aes", 16),
        ("esp-aes 192", 24),
        ("esp-aes 256", 32),
        ("esp-seal", 20),
        ("esp-null", 0),
    ];
    for (cipher, cipher_key) in ciphers {
        for (auth, auth_key) in [(" esp-md5-hmac", 16), (" esp-sha-hmac", 20), ("", 0)] {
            // IOS: seed, the second limitation; and nothing at all protects nothing.
            if auth.is_empty() && matches!(cipher, "esp-seal" | "esp-null") {
                continue;
            }
            let trace = up(&edit_both(short(), TRANSFORMS, &format!("{cipher}{auth}")));
            let keymat = length_of(&trace, |quantity| matches!(quantity, Quantity::Keymat { .. }));
            assert_eq!(keymat, cipher_key + auth_key, "{cipher}{auth}");
        }
    }
}

/// IOS: seed. While an accelerator is there and on, SEAL is not used; `no crypto engine accelerator` turns it off.
#[test]
fn seal_needs_the_accelerator_off() {
    let mut scenario = short();
    scenario.routers[R1.index()].platform.accelerator = true;
    let trace = down(&scenario);
    assert!(lab::ipsec_events(&trace, R1).any(|event| matches!(event, IpsecEvent::TransformNotSupported(_))));

    let off = "no crypto engine accelerator\ncrypto map cisco 10";
    up(&edit(scenario, R1, "crypto map cisco 10", off));
}

#[test]
fn perfect_forward_secrecy_on_both_sides() {
    for (group, prime) in [(1, 96), (2, 128), (5, 192)] {
        let pfs = format!("{SET_TRANSFORM_SET} set pfs group{group}\n");
        let trace = up(&edit_both(short(), SET_TRANSFORM_SET, &pfs));
        let shared = length_of(&trace, |quantity| matches!(quantity, Quantity::QuickDhShared { .. }));
        assert_eq!(shared, prime);
    }
}

/// IOS: field. An initiator with PFS succeeds against a responder without.
#[test]
fn perfect_forward_secrecy_of_the_initiator_alone() {
    let pfs = format!("{SET_TRANSFORM_SET} set pfs group2\n");
    let trace = up(&edit(short(), R2, SET_TRANSFORM_SET, &pfs));
    assert_eq!(
        length_of(&trace, |quantity| matches!(quantity, Quantity::QuickDhShared { .. })),
        128
    );
}

/// The second transform set of the initiator is the responder's only one.
#[test]
fn second_transform_set_is_chosen() {
    let more = "esp-seal esp-sha-hmac\ncrypto ipsec transform-set strong esp-aes 256 esp-sha-hmac";
    let scenario = edit(short(), R2, TRANSFORMS, more);
    let scenario = edit(scenario, R2, SET_TRANSFORM_SET, " set transform-set strong cisco\n");
    let trace = up(&scenario);
    let refused = lab::ipsec_events(&trace, R1)
        .filter(|event| matches!(event, IpsecEvent::TransformNotSupported(set) if !set.is_seal()));
    assert_eq!(refused.count(), 1);
}

#[test]
fn second_policy_matches() {
    let first = "crypto isakmp policy 1\n encr 3des\n authentication pre-share\n group 5\n";
    let second = format!("crypto isakmp policy 20\n{POLICY}");
    // The initiator offers two; the responder has only what is the second.
    let trace = up(&with_policies(short(), R2, &format!("{first}{second}")));
    let found = checks(&trace, R1);
    assert_eq!(found.len(), 2);
    assert!(!found[0].1.is_empty() && found[1].1.is_empty(), "{found:?}");
    assert_eq!(checks(&trace, R2).last(), Some(&(20, vec![])));

    // The responder has two; the initiator offers only what is the second.
    let trace = up(&with_policies(short(), R1, &format!("{first}{second}")));
    assert_eq!(checks(&trace, R1).last(), Some(&(20, vec![])));
    assert_eq!(checks(&trace, R2), [(1, vec![])]);
}

/// IOS: reference. What is not typed in a policy is DES, SHA, group 1, and a day.
#[test]
fn default_policy_with_pre_shared_keys() {
    let trace = up(&edit_both(short(), POLICY, " authentication pre-share\n"));
    for (quantity, length) in [
        (Quantity::CipherKey, 8),
        (Quantity::SkeyidD, 20),
        (Quantity::DhPublic, 96),
    ] {
        assert_eq!(length_of(&trace, |found| found == quantity), length);
    }
}

/// Both hosts ping at the same moment, and either router initiates.
#[test]
fn both_routers_initiate() {
    let mut scenario = preset();
    let other = lab::ping(&scenario, R1, scenario.stimuli[0].at, 5, 56);
    scenario.stimuli.push(other);
    let trace = lab::run(&scenario);
    // Each makes a pair of SAs, and each host's first echo request is lost meanwhile.
    assert_eq!(lab::live_spis(&trace, R1).len(), 2);
    assert_eq!([R1, R2].map(|router| lab::replies(&trace, router)), [4, 4]);
    assert!(lab::is_up(&trace));
}

/// The other host may begin as well.
#[test]
fn the_other_router_initiates() {
    let mut scenario = preset();
    scenario.stimuli = vec![lab::ping(&scenario, R1, scenario.stimuli[0].at, 3, 56)];
    let trace = lab::run(&scenario);
    assert!(lab::is_up(&trace));
    assert_eq!(lab::replies(&trace, R1), 2);
    assert_eq!(lab::ladder(&trace)[..3], ["R1 MM1", "R2 MM2", "R1 MM3"]);
}
