//! Tunnels that do not come up, each for its reason: nothing hangs, and the run ends.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{DeleteReason, IpsecEvent, IsakmpEvent, Mismatch, NodeReason, RejectedPacket, RouterId};
use ikelab_core::isakmp::numbers::NotifyType;
use ikelab_core::sim::Trace;
use ikelab_tests::lab::{self, R1, R2, edit, edit_both};
use ikelab_tests::variations::{
    LADDER, POLICY, SET_TRANSFORM_SET, TRANSFORMS, checks, deleted, down, live_isakmp_sas, not_started, rejected,
    short, with_policies,
};

/// IOS: seed. SEAL without authentication is refused when it is typed, so there is no set to offer.
#[test]
fn seal_needs_authentication() {
    let trace = down(&edit_both(short(), TRANSFORMS, "esp-seal"));
    assert_eq!(lab::ladder(&trace), [""; 0]);
}

/// IOS: field. An initiator without PFS fails against a responder with, as a transform mismatch does.
#[test]
fn perfect_forward_secrecy_of_the_responder_alone() {
    let pfs = format!("{SET_TRANSFORM_SET} set pfs group2\n");
    check_refused(&down(&edit(short(), R1, SET_TRANSFORM_SET, &pfs)));
}

#[test]
fn perfect_forward_secrecy_with_different_groups() {
    let pfs = |group| format!("{SET_TRANSFORM_SET} set pfs group{group}\n");
    let scenario = edit(short(), R1, SET_TRANSFORM_SET, &pfs(2));
    check_refused(&down(&edit(scenario, R2, SET_TRANSFORM_SET, &pfs(1))));
}

#[test]
fn transform_sets_differ() {
    let trace = down(&edit(short(), R1, TRANSFORMS, "esp-3des esp-sha-hmac"));
    check_refused(&trace);
    assert!(!lab::ipsec_events(&trace, R1).any(|event| matches!(event, IpsecEvent::ProxiesNotSupported(_))));
}

/// R1 refuses R2's quick mode because of the transform, tells it so, and phase 1 stays.
fn check_refused(trace: &Trace) {
    assert_eq!(lab::ladder(trace)[6..8], ["R2 QM1", "R1 INFO"]);
    assert!(lab::ipsec_events(trace, R1).any(|event| matches!(event, IpsecEvent::TransformNotSupported(_))));
    check_notified(trace);
}

fn check_notified(trace: &Trace) {
    let events: Vec<_> = lab::isakmp_events(trace, R1).collect();
    let has = |is: fn(&IsakmpEvent) -> bool| events.iter().any(|event| is(event));
    assert!(has(|event| matches!(event, IsakmpEvent::Phase2Unacceptable { .. })));
    assert!(has(|event| matches!(
        event,
        IsakmpEvent::NotifySent {
            kind: NotifyType::NoProposalChosen,
            ..
        }
    )));

    let events: Vec<_> = lab::isakmp_events(trace, R2).collect();
    let has = |is: fn(&IsakmpEvent) -> bool| events.iter().any(|event| is(event));
    assert!(has(|event| matches!(
        event,
        IsakmpEvent::NotifyReceived {
            kind: NotifyType::NoProposalChosen,
            protocol: 3,
            ..
        }
    )));
    assert!(has(|event| matches!(event, IsakmpEvent::QuickModeFailed { .. })));
    assert!(has(|event| matches!(
        event,
        IsakmpEvent::NodeDeleted {
            error: true,
            reason: NodeReason::NotifyReceived,
            ..
        }
    )));
    for router in RouterId::BOTH {
        assert_eq!(live_isakmp_sas(trace, router), 1);
    }
}

#[test]
fn access_lists_that_are_not_mirror_images() {
    let trace = down(&edit(
        short(),
        R1,
        "access-list 100 permit ip 172.18.124.0 0.0.0.255",
        "access-list 100 permit ip host 172.18.124.77",
    ));
    assert!(lab::ipsec_events(&trace, R1).any(|event| matches!(event, IpsecEvent::ProxiesNotSupported(_))));
    assert!(!lab::ipsec_events(&trace, R1).any(|event| matches!(event, IpsecEvent::TransformNotSupported(_))));
    check_notified(&trace);
}

/// Each part of a policy by itself, and two at once.
#[test]
fn policies_differ() {
    use Mismatch::{Authentication, Encryption, Group, Hash, KeyLength};
    for (from, to, mismatches) in [
        (" encr aes 256\n", " encr 3des\n", vec![Encryption, KeyLength]),
        (" encr aes 256\n", " encr aes 192\n", vec![KeyLength]),
        (" encr aes 256\n", " encr aes\n", vec![KeyLength]),
        (" hash md5\n", " hash sha\n", vec![Hash]),
        (" group 2\n", " group 1\n", vec![Group]),
        (" group 2\n", " group 5\n", vec![Group]),
        (
            " authentication pre-share\n",
            " authentication rsa-sig\n",
            vec![Authentication],
        ),
        (
            " hash md5\n authentication pre-share\n group 2\n",
            " authentication pre-share\n",
            vec![Hash, Group],
        ),
    ] {
        let trace = down(&edit(short(), R1, from, to));
        let checks = checks(&trace, R1);
        assert_eq!(checks[0], (1, mismatches));
        assert_eq!(checks[1].0, 65_535, "then the built-in policy");
        assert!(!checks[1].1.is_empty());
        check_no_phase_1(&trace, DeleteReason::NoProposalChosen);
    }
}

/// R1 refuses message 1 each time it comes; R2 sends it six times and gives up.
fn check_no_phase_1(trace: &Trace, reason: DeleteReason) {
    assert_eq!(lab::ladder(trace), ["R2 MM1"; 6]);
    assert_eq!(deleted(trace, R1), [reason; 6]);
    assert_eq!(deleted(trace, R2), [DeleteReason::DeathByRetransmission]);
    for router in RouterId::BOTH {
        assert_eq!(live_isakmp_sas(trace, router), 0);
    }
}

/// IOS: reference. The built-in policy is DES, SHA and group 1 too, and differs from the offer in the authentication alone.
#[test]
fn built_in_policy_has_no_pre_shared_keys() {
    let offer = edit(short(), R2, POLICY, " authentication pre-share\n");
    let trace = down(&with_policies(offer, R1, ""));
    assert_eq!(checks(&trace, R1)[0], (65_535, vec![Mismatch::Authentication]));
    check_no_phase_1(&trace, DeleteReason::NoProposalChosen);
}

/// Without a policy for pre-shared keys there is nothing to offer.
#[test]
fn initiator_without_policies() {
    let trace = down(&with_policies(short(), R2, ""));
    assert_eq!(lab::ladder(&trace), [""; 0]);
    assert_eq!(not_started(&trace, R2)[0], DeleteReason::NoProposalChosen);
    assert_eq!(live_isakmp_sas(&trace, R2), 0);
}

/// Another key shows first in message 5, which R1 decrypts to nonsense. IOS: field.
#[test]
fn wrong_preshared_key() {
    let trace = down(&edit(short(), R1, "cisco123", "cisco124"));
    let ladder = lab::ladder(&trace);
    assert_eq!(ladder[..5], LADDER[..5]);
    assert!(
        ladder[5..].iter().all(|name| name == "R2 MM5" || name == "R1 MM4"),
        "{ladder:?}"
    );
    let rejected = rejected(&trace, R1);
    assert!(!rejected.is_empty());
    assert!(
        rejected
            .iter()
            .all(|why| matches!(why, RejectedPacket::Malformed | RejectedPacket::Unexpected)),
        "{rejected:?}"
    );
    for router in RouterId::BOTH {
        assert_eq!(deleted(&trace, router), [DeleteReason::DeathByRetransmission]);
        assert_eq!(live_isakmp_sas(&trace, router), 0);
    }
}

#[test]
fn responder_without_a_key() {
    let trace = down(&edit(
        short(),
        R1,
        "crypto isakmp key cisco123 address 10.10.10.2\n",
        "",
    ));
    check_no_phase_1(&trace, DeleteReason::NoPresharedKey);
}

#[test]
fn initiator_without_a_key() {
    let trace = down(&edit(
        short(),
        R2,
        "crypto isakmp key cisco123 address 10.10.10.1\n",
        "",
    ));
    assert_eq!(lab::ladder(&trace), [""; 0]);
    let one_for_each_echo_request = [DeleteReason::NoPresharedKey; 2];
    assert_eq!(not_started(&trace, R2), one_for_each_echo_request);
    assert_eq!(live_isakmp_sas(&trace, R2), 0);
}

#[test]
fn isakmp_turned_off() {
    let trace = down(&edit(
        short(),
        R1,
        "crypto isakmp policy 1",
        "no crypto isakmp enable\ncrypto isakmp policy 1",
    ));
    assert_eq!(lab::ladder(&trace), ["R2 MM1"; 6]);
    assert_eq!(deleted(&trace, R2), [DeleteReason::DeathByRetransmission]);
}
