//! What a peer that is no IOS may offer or choose, made by hand.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName;
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
use ikelab_core::isakmp::vendor::Vendor;
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
    let answer = pair.in_flight().first().map(|(_, sent)| isakmp_message(&sent.bytes).2);
    (
        events,
        answer.map(|answer| Message::decode(&answer).expect("a message in the clear")),
    )
}

/// Whether a message in the clear has NAT-D payloads.
fn has_nat_detection(packet: &[u8]) -> bool {
    let message = Message::decode(&isakmp_message(packet).2).expect("a message in the clear");
    message
        .payloads
        .iter()
        .any(|payload| matches!(payload, Payload::NatD(_)))
}

/// R1 answers message 3 of a peer that sent these vendor ids in message 1.
fn message_4(vendors: &[Vendor]) -> Vec<u8> {
    let mut pair = Pair::new(&preset());
    let sa = SecurityAssociation::ipsec(vec![proposal(1, vec![presets(1)])]);
    let vendors = vendors.iter().map(|vendor| Payload::VendorId(vendor.to_vec()));
    let payloads = core::iter::once(Payload::SecurityAssociation(sa)).chain(vendors);
    let header = |responder| Header::new((COOKIE, responder), ExchangeType::IdentityProtection, Flags::NONE, 0);
    let message_1 = Message::new(header(Cookie::ZERO), payloads.collect()).encode();
    pair.handle(R1, Input::Packet(&isakmp_packet(R1, message_1)));
    let (_, answer) = pair.in_flight().last().expect("message 2");
    let answer = Message::decode(&isakmp_message(&answer.bytes).2).expect("a message in the clear");
    let payloads = vec![Payload::KeyExchange(vec![7; 128]), Payload::Nonce(vec![1; 20])];
    let message_3 = Message::new(header(answer.header.responder_cookie), payloads).encode();
    pair.handle(R1, Input::Packet(&isakmp_packet(R1, message_3)));
    pair.in_flight().last().expect("message 4").1.bytes.clone()
}

/// A peer that never said that it knows NAT-D would have to refuse the private payload type
/// (draft-ietf-ipsec-nat-t-ike-03 §3.1).
#[test]
fn nat_detection_goes_only_to_peers_that_know_it() {
    use Vendor::{DeadPeerDetection, NatTraversalDraft02, NatTraversalDraft03, NatTraversalRfc3947};
    for (vendors, is_sent) in [
        (&[][..], false),
        (&[DeadPeerDetection], false),
        (&[NatTraversalRfc3947], false),
        (&[NatTraversalDraft02], true),
        (&[NatTraversalRfc3947, NatTraversalDraft03], true),
    ] {
        assert_eq!(has_nat_detection(&message_4(vendors)), is_sent, "{vendors:?}");
    }
}

/// The initiator waits for the responder's vendor ids.
#[test]
fn an_initiator_sends_nat_detection_only_to_responders_that_know_it() {
    for is_known in [false, true] {
        let mut pair = Pair::new(&preset());
        pair.echo_request(R2);
        pair.hand_over();
        let (_, answer) = pair.in_flight().last().expect("message 2");
        let mut answer = Message::decode(&isakmp_message(&answer.bytes).2).expect("a message in the clear");
        assert!(matches!(answer.payloads[..], [_, Payload::VendorId(_)]));
        answer.payloads.truncate(if is_known { 2 } else { 1 });
        pair.handle(R2, Input::Packet(&isakmp_packet(R2, answer.encode())));
        let (_, message_3) = pair.in_flight().last().expect("message 3");
        assert_eq!(message_3.name, PacketName::MainMode(3));
        assert_eq!(has_nat_detection(&message_3.bytes), is_known);
    }
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

/// RSA signatures are not simulated, so that the built-in policy, which has them, never matches. Modelled: nothing comes back.
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
    let message1 = isakmp_message(&pair.in_flight()[0].1.bytes).2;
    let cookie = Cookie(message1[..8].try_into().expect("8 bytes"));
    let before = pair.memory(R2);
    let choice = isakmp_packet(R2, sa_message((cookie, COOKIE), proposals));
    let events = pair.handle(R2, Input::Packet(&choice));
    assert_eq!(pair.in_flight().len(), 1, "message 1 and no message 3: {events:?}");
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
        let mut message = isakmp_message(&pair.in_flight()[0].1.bytes).2;
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
