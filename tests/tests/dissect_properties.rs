//! For any bytes: dissecting does not panic, and every byte belongs to exactly one leaf. For every packet of every kind of
//! run, as it is on the wire and decrypted: the leaf is explained, and specified in an RFC or a draft or marked as modelled.
#![cfg(not(target_arch = "wasm32"))]

use crate::dissect_packets::*;
use ikelab_core::dissect::{self, Field, Source};
use ikelab_core::effects::{Protection, ProtectionCipher};
use ikelab_core::ip::ipv4;
use ikelab_core::sim::{self, CapturedPacket, Fate};
use ikelab_tests::everything::scenarios;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

fn some_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=most)
}

/// A plaintext anywhere, sometimes beyond the packet.
fn any_protection() -> impl Strategy<Value = Option<Protection>> {
    let cipher = select(vec![cbc(), seal(), ProtectionCipher::Null]);
    let start = prop_oneof![0..120_u32, Just(u32::MAX)];
    let protection = (start, some_bytes(60), cipher);
    proptest::option::of(protection.prop_map(|(start, plaintext, cipher)| Protection {
        start,
        plaintext,
        cipher,
    }))
}

/// An ISAKMP header that is right, with any body.
fn message(first: u8, exchange: u8, flags: u8, body: &[u8]) -> Vec<u8> {
    let length = (28 + body.len() as u32).to_be_bytes();
    [&[7; 16][..], &[first, 0x10, exchange, flags, 0, 0, 0, 1], &length, body].concat()
}

/// A part with the generic header, which is right but for what follows it.
fn part(next: u8, body: &[u8]) -> Vec<u8> {
    [&[next, 0][..], &(body.len() as u16 + 4).to_be_bytes(), body].concat()
}

proptest! {
    #[test]
    fn random_bytes(bytes in some_bytes(200), protection in any_protection()) {
        assert_sound(&captured(bytes, protection));
    }

    #[test]
    fn random_data_of_a_protocol(
        protocol in select(vec![ipv4::ICMP, ipv4::ESP, ipv4::UDP, ipv4::IPV4]),
        data in some_bytes(100),
        protection in any_protection(),
    ) {
        assert_sound(&captured(ip(protocol, data), protection));
    }

    #[test]
    fn random_datagrams(
        port in select(vec![500_u16, 4500, 53]),
        data in some_bytes(100),
        protection in any_protection(),
    ) {
        assert_sound(&captured(datagram(port, data), protection));
    }

    #[test]
    fn random_payloads(
        kind in select(vec![1_u8, 4, 5, 8, 10, 11, 12, 13, 20, 130, 99]),
        exchange in select(vec![2_u8, 5, 32, 99]),
        flags in 0..2_u8,
        body in some_bytes(60),
        protection in any_protection(),
    ) {
        let message = message(kind, exchange, flags, &part(0, &body));
        assert_sound(&captured(datagram(500, message), protection));
    }

    /// Random attributes behind headers that are right, so that they are looked at.
    #[test]
    fn random_attributes(protocol in 0..5_u8, attributes in some_bytes(40)) {
        let transform = part(0, &[&[1, 1, 0, 0], &attributes[..]].concat());
        let proposal = part(0, &[&[1, protocol, 0, 1], &transform[..]].concat());
        let sa = part(0, &[&[0, 0, 0, 1, 0, 0, 0, 1], &proposal[..]].concat());
        assert_sound(&captured(datagram(500, message(1, 2, 0, &sa)), None));
    }

    #[test]
    fn mutated_packets(
        which in any::<Index>(),
        changes in vec((any::<Index>(), prop_oneof![0..16_u8, any::<u8>()]), 0..4),
        hidden_changes in vec((any::<Index>(), prop_oneof![0..16_u8, any::<u8>()]), 0..4),
        cut in proptest::option::of(any::<Index>()),
    ) {
        let packets: Vec<_> = recorded().into_iter().chain(made()).collect();
        let CapturedPacket { mut bytes, mut protection, .. } = which.get(&packets).1.clone();
        change(&mut bytes, &changes);
        if let Some(protection) = &mut protection {
            change(&mut protection.plaintext, &hidden_changes);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        assert_sound(&captured(bytes, protection));
    }
}

fn change(bytes: &mut [u8], changes: &[(Index, u8)]) {
    for (index, byte) in changes {
        bytes[index.index(bytes.len())] = *byte;
    }
}

/// The packet as it was sent and, where the wire changed it, as it arrived.
fn as_sent_and_arrived(packet: &CapturedPacket) -> Vec<CapturedPacket> {
    let mut both = vec![packet.clone()];
    if let Fate::Altered { bytes, .. } = &packet.fate {
        both.push(CapturedPacket {
            bytes: bytes.clone(),
            protection: None,
            ..packet.clone()
        });
    }
    both
}

fn assert_specified(field: &Field) {
    if let Source::Rfc(reference) = field.source {
        // Old RFCs have headings or pages where others have numbered sections.
        let is_precise = ["§", "App. ", "p. ", ", F", "draft-"]
            .iter()
            .any(|mark| reference.contains(mark));
        assert!(is_precise, "{}: {reference}", field.key);
    }
    assert!(!field.name.is_empty(), "{}", field.key);
    assert!(dissect::explain(field.key).ends_with('.'), "{}", field.key);
    field.children.iter().for_each(assert_specified);
}

#[test]
fn every_byte_of_every_run_is_explained() {
    let mut packets = 0;
    for (name, scenario) in scenarios() {
        println!("{name}");
        for packet in sim::run(&scenario).packets.iter().flat_map(as_sent_and_arrived) {
            assert_sound(&packet);
            dissect::wire(&packet).iter().for_each(assert_specified);
            dissect::decrypted(&packet).iter().flatten().for_each(assert_specified);
            packets += 1;
        }
    }
    assert!(packets > 2000, "{packets}");
}
