//! For any bytes and any message: decoding does not panic, and encoding gives back what was decoded.
#![cfg(not(target_arch = "wasm32"))]

use std::net::Ipv4Addr;

use ikelab_core::isakmp::attribute::{Attribute, AttributeValue};
use ikelab_core::isakmp::delete::Delete;
use ikelab_core::isakmp::header::{Cookie, Flags, HEADER_LEN, Header};
use ikelab_core::isakmp::id::{Identification, Identity};
use ikelab_core::isakmp::message::{Message, decode_payloads, encode_payloads, first_type};
use ikelab_core::isakmp::nat_d::{NatD, NatDialect};
use ikelab_core::isakmp::notify::Notification;
use ikelab_core::isakmp::numbers::{IdType, PayloadType};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation, Transform};
use ikelab_tests::{bytes, ikev1_vectors, list};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Decodes in every way there is; whatever is accepted must be encoded to the same bytes.
fn check(first: PayloadType, bytes: &[u8]) {
    if let Ok(message) = Message::decode(bytes) {
        assert_eq!(message.encode(), bytes);
    }
    if let Ok((payloads, padding)) = decode_payloads(first, bytes, HEADER_LEN) {
        assert_eq!([&encode_payloads(&payloads), padding].concat(), bytes);
        assert_eq!(first_type(&payloads), first);
    }
}

/// Real messages, clear as they were sent, and encrypted ones by their plaintexts.
fn recorded() -> Vec<(PayloadType, Vec<u8>)> {
    let mut all = Vec::new();
    for (_, vector) in ikev1_vectors() {
        for message in list(&vector, "messages") {
            let wire = bytes(message, "hex");
            let first = PayloadType::from(wire[16]);
            match message.get("plaintext") {
                Some(_) => all.push((first, bytes(message, "plaintext"))),
                None => all.push((first, wire)),
            }
        }
    }
    all
}

fn some_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=most)
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let value = prop_oneof![
        any::<u16>().prop_map(AttributeValue::Basic),
        some_bytes(9).prop_map(AttributeValue::Variable),
    ];
    (0..0x8000_u16, value).prop_map(|(kind, value)| Attribute { kind, value })
}

fn transform() -> impl Strategy<Value = Transform> {
    (any::<u8>(), any::<u8>(), vec(attribute(), 0..5)).prop_map(|(number, id, attributes)| Transform {
        number,
        id,
        attributes,
    })
}

fn proposal() -> impl Strategy<Value = Proposal> {
    (any::<u8>(), any::<u8>(), some_bytes(16), vec(transform(), 0..4)).prop_map(
        |(number, protocol, spi, transforms)| Proposal {
            number,
            protocol: protocol.into(),
            spi,
            transforms,
        },
    )
}

fn identity() -> impl Strategy<Value = Identity> {
    let address = || any::<[u8; 4]>().prop_map(Ipv4Addr::from);
    prop_oneof![
        address().prop_map(Identity::Ipv4),
        (address(), address()).prop_map(|(address, mask)| Identity::Ipv4Subnet { address, mask }),
        (any::<u8>(), some_bytes(20))
            .prop_map(|(kind, data)| (IdType::from(kind), data))
            .prop_filter("its own variant", |(kind, _)| !matches!(
                kind,
                IdType::Ipv4Addr | IdType::Ipv4AddrSubnet
            ))
            .prop_map(|(kind, data)| Identity::Other { kind, data }),
    ]
}

fn notification() -> impl Strategy<Value = Notification> {
    (any::<u32>(), any::<u8>(), some_bytes(16), any::<u16>(), some_bytes(9)).prop_map(
        |(doi, protocol, spi, kind, data)| Notification {
            doi,
            protocol: protocol.into(),
            spi,
            kind: kind.into(),
            data,
        },
    )
}

fn delete() -> impl Strategy<Value = Delete> {
    (any::<u32>(), any::<u8>(), 1..=16_u8)
        .prop_flat_map(|(doi, protocol, spi_size)| {
            (
                Just((doi, protocol, spi_size)),
                vec(vec(any::<u8>(), usize::from(spi_size)), 0..4),
            )
        })
        .prop_map(|((doi, protocol, spi_size), spis)| Delete {
            doi,
            protocol: protocol.into(),
            spi_size,
            spis,
        })
}

fn payload() -> impl Strategy<Value = Payload> {
    let sa = (any::<u32>(), any::<u32>(), vec(proposal(), 0..4)).prop_map(|(doi, situation, proposals)| {
        SecurityAssociation {
            doi,
            situation,
            proposals,
        }
    });
    let id = (any::<u8>(), any::<u16>(), identity()).prop_map(|(protocol, port, identity)| Identification {
        protocol,
        port,
        identity,
    });
    let nat_d = (select(vec![NatDialect::Draft, NatDialect::Rfc3947]), some_bytes(20))
        .prop_map(|(dialect, hash)| NatD { dialect, hash });
    let unknown = [2_u8, 3, 6, 7, 9, 21, 22, 128, 131, 255]
        .map(PayloadType::from)
        .to_vec();
    prop_oneof![
        sa.prop_map(Payload::SecurityAssociation),
        some_bytes(130).prop_map(Payload::KeyExchange),
        id.prop_map(Payload::Identification),
        some_bytes(20).prop_map(Payload::Hash),
        some_bytes(40).prop_map(Payload::Nonce),
        notification().prop_map(Payload::Notification),
        delete().prop_map(Payload::Delete),
        some_bytes(20).prop_map(Payload::VendorId),
        nat_d.prop_map(Payload::NatD),
        (select(unknown), some_bytes(20)).prop_map(|(kind, body)| Payload::Unknown { kind, body }),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let cookies = (any::<[u8; 8]>(), any::<[u8; 8]>());
    (cookies, any::<(u8, u8, u8)>(), any::<u32>(), vec(payload(), 0..6)).prop_map(
        |((cky_i, cky_r), (exchange, flags, version), message_id, payloads)| {
            let flags = Flags(flags & !Flags::ENCRYPTION.0);
            let header = Header::new((Cookie(cky_i), Cookie(cky_r)), exchange.into(), flags, message_id);
            Message::new(Header { version, ..header }, payloads)
        },
    )
}

proptest! {
    #[test]
    fn random_bytes(first in any::<u8>(), bytes in some_bytes(200)) {
        check(first.into(), &bytes);
    }

    /// Random bytes behind a header that fits them, so that more of them are looked at.
    #[test]
    fn random_payloads(first in select(vec![1_u8, 4, 5, 8, 10, 11, 12, 13, 20, 130, 99]), body in some_bytes(60)) {
        let length = (body.len() as u16 + 4).to_be_bytes();
        check(first.into(), &[&[0, 0][..], &length, &body].concat());
    }

    #[test]
    fn mutated_messages(
        which in any::<Index>(),
        changes in vec((any::<Index>(), prop_oneof![0..16_u8, any::<u8>()]), 0..4),
        cut in proptest::option::of(any::<Index>()),
    ) {
        let recorded = recorded();
        let (first, bytes) = which.get(&recorded);
        let mut bytes = bytes.clone();
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(*first, &bytes);
    }

    #[test]
    fn any_message(message in message()) {
        let bytes = message.encode();
        prop_assert_eq!(bytes.len() as u32, message.header.length);
        prop_assert_eq!(Message::decode(&bytes), Ok(message));
    }
}
