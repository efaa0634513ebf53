//! What a peer that is no IOS may offer or choose, made by hand.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{Event, EventKind, IsakmpEvent, Mismatch, RejectedPacket};
use ikelab_core::isakmp::attribute::Attribute;
use ikelab_core::isakmp::header::{Cookie, Flags, Header};
use ikelab_core::isakmp::message::Message;
use ikelab_core::isakmp::numbers::{
    AuthMethod, EncryptionAlgorithm, ExchangeType, HashAlgorithm, IsakmpTransform, LifeType, Phase1Attribute as A,
    ProtocolId,
};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation, Transform};
use ikelab_core::router::Input;
use ikelab_tests::lab::{R1, R2, preset};
use ikelab_tests::pair::{Pair, isakmp_packet};
use ikelab_tests::pinned::isakmp_message;

const COOKIE: Cookie = Cookie(*b"foreign!");

fn transform(number: u8, encryption: Attribute, key_length: Option<u16>, rest: [Attribute; 3]) -> Transform {
    let mut attributes = vec![encryption];
    attributes.extend(key_length.map(|bits| Attribute::basic(A::KeyLength, bits)));
    attributes.extend(rest);
    attributes.push(Attribute::basic(A::LifeType, LifeType::Seconds));
    attributes.push(Attribute::basic(A::LifeDuration, 28_800_u16));
    Transform {
        number,
        id: IsakmpTransform::KeyIke.into(),
        attributes,
    }
}

/// The built-in policy of IOS: DES, SHA, RSA signatures, group 1.
fn built_in() -> Transform {
    let rest = [
        Attribute::basic(A::HashAlgorithm, HashAlgorithm::Sha),
        Attribute::basic(A::GroupDescription, 1_u16),
        Attribute::basic(A::AuthenticationMethod, AuthMethod::RsaSignatures),
    ];
    transform(
        1,
        Attribute::basic(A::EncryptionAlgorithm, EncryptionAlgorithm::DesCbc),
        None,
        rest,
    )
}

/// The preset's policy, its attributes in another order than IOS's.
fn presets(number: u8) -> Transform {
    let rest = [
        Attribute::basic(A::AuthenticationMethod, AuthMethod::PreSharedKey),
        Attribute::basic(A::GroupDescription, 2_u16),
        Attribute::basic(A::HashAlgorithm, HashAlgorithm::Md5),
    ];
    transform(
        number,
        Attribute::basic(A::EncryptionAlgorithm, EncryptionAlgorithm::AesCbc),
        Some(256),
        rest,
    )
}

fn proposal(number: u8, transforms: Vec<Transform>) -> Proposal {
    Proposal {
        number,
        protocol: ProtocolId::Isakmp,
        spi: vec![],
        transforms,
    }
}

fn sa_message(cookies: (Cookie, Cookie), proposals: Vec<Proposal>) -> Vec<u8> {
    let header = Header::new(cookies, ExchangeType::IdentityProtection, Flags::NONE, 0);
    Message::new(
        header,
        vec![Payload::SecurityAssociation(SecurityAssociation::ipsec(proposals))],
    )
    .encode()
}

/// R1 gets message 1 with these proposals.
fn offered(proposals: Vec<Proposal>) -> (Vec<Event>, Option<Message>) {
    let mut pair = Pair::new(&preset());
    let packet = isakmp_packet(R1, sa_message((COOKIE, Cookie::ZERO), proposals));
    let events = pair.handle(R1, Input::Packet(&packet));
    let answer = pair.in_flight.front().map(|(_, packet)| isakmp_message(packet).2);
    (
        events,
        answer.map(|answer| Message::decode(&answer).expect("a message in the clear")),
    )
}

/// The mismatches of each comparison.
fn checks(events: &[Event]) -> Vec<Vec<Mismatch>> {
    let check = |event: &Event| match &event.kind {
        EventKind::Isakmp {
            event: IsakmpEvent::TransformChecked { mismatches, .. },
            ..
        } => Some(mismatches.clone()),
        _ => None,
    };
    events.iter().filter_map(check).collect()
}

/// RSA signatures are not simulated, so that the built-in policy, which has them, never matches.
#[test]
fn rsa_signatures_are_refused() {
    let (events, answer) = offered(vec![proposal(1, vec![built_in()])]);
    assert_eq!(answer, None);
    assert_eq!(checks(&events).last(), Some(&vec![Mismatch::Authentication]));
}

/// The transform that matches is sent back as it came, number and order of attributes and all (RFC 2408 §4.2).
#[test]
fn the_chosen_transform_comes_back_as_it_was() {
    let (_, answer) = offered(vec![proposal(7, vec![built_in(), presets(2), presets(3)])]);
    let answer = answer.expect("message 2");
    let Payload::SecurityAssociation(sa) = &answer.payloads[0] else {
        panic!("no SA in {answer:?}");
    };
    assert_eq!(sa.proposals, [proposal(7, vec![presets(2)])]);
    assert_eq!(answer.header.initiator_cookie, COOKIE);
    assert!(!answer.header.responder_cookie.is_zero());
}

/// Numbers that nobody knows are numbers that do not match.
#[test]
fn unknown_algorithms_do_not_match() {
    let mut unknown = presets(1);
    unknown.attributes[0] = Attribute::basic(A::EncryptionAlgorithm, 65_001_u16);
    let mut missing = presets(2);
    missing.attributes.remove(0);
    let (events, answer) = offered(vec![proposal(1, vec![unknown, missing])]);
    assert_eq!(answer, None);
    assert_eq!(checks(&events)[..2], [[Mismatch::Encryption], [Mismatch::Encryption]]);

    let (events, answer) = offered(vec![proposal(1, vec![])]);
    assert_eq!((checks(&events), answer), (vec![], None), "nothing was offered");
    let (events, answer) = offered(vec![]);
    assert_eq!((checks(&events), answer), (vec![], None), "nothing was proposed");
}

/// R2 has sent message 1 and gets this choice as message 2; then it gets R1's.
fn check_choice_is_refused(proposals: Vec<Proposal>) {
    let mut pair = Pair::new(&preset());
    pair.echo_request(R2);
    let message1 = isakmp_message(&pair.in_flight[0].1).2;
    let cookie = Cookie(message1[..8].try_into().expect("8 bytes"));
    let before = pair.memory(R2);
    let choice = isakmp_packet(R2, sa_message((cookie, COOKIE), proposals));
    let events = pair.handle(R2, Input::Packet(&choice));
    assert_eq!(pair.in_flight.len(), 1, "message 1 and no message 3: {events:?}");
    assert_eq!(pair.memory(R2), before);
    pair.settle();
    assert!(pair.is_up());
}

/// Only what was offered can be chosen, and one thing of it (RFC 2408 §4.2).
#[test]
fn a_choice_that_was_not_offered_is_refused() {
    check_choice_is_refused(vec![proposal(1, vec![built_in()])]);
    check_choice_is_refused(vec![proposal(1, vec![presets(1), presets(1)])]);
    check_choice_is_refused(vec![proposal(1, vec![presets(1)]), proposal(1, vec![presets(1)])]);
    check_choice_is_refused(vec![proposal(1, vec![])]);
    check_choice_is_refused(vec![]);
}

/// A quick mode for a router that is in the midst of main mode (RFC 2409 §5.5: phase 1 comes first).
#[test]
fn phase_2_before_phase_1_is_refused() {
    for exchange in [
        ExchangeType::QuickMode,
        ExchangeType::Informational,
        ExchangeType::Aggressive,
    ] {
        let mut pair = Pair::new(&preset());
        pair.echo_request(R2);
        pair.hand_over();
        let mut message = isakmp_message(&pair.in_flight[0].1).2;
        message[18] = exchange.into();
        message[23] = 1; // a message id
        let events = pair.handle(R1, Input::Packet(&isakmp_packet(R1, message)));
        let why = events.iter().find_map(|event| match &event.kind {
            EventKind::Isakmp {
                event: IsakmpEvent::Rejected { why, .. },
                ..
            } => Some(*why),
            _ => None,
        });
        assert_eq!(why, Some(RejectedPacket::Unexpected), "{exchange:?}");
        pair.settle();
        assert!(pair.is_up());
    }
}
