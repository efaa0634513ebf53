//! The ISAKMP wire format against recorded exchanges, and what it says about malformed messages.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::Hash;
use ikelab_core::codec::DecodeError;
use ikelab_core::isakmp::attribute::{Attribute, AttributeValue};
use ikelab_core::isakmp::header::{Cookie, Flags, HEADER_LEN, Header};
use ikelab_core::isakmp::id::{Identification, Identity};
use ikelab_core::isakmp::message::{
    Message, decode_header, decode_payloads, encode_payloads, encode_with_body, first_type,
};
use ikelab_core::isakmp::numbers::{
    AuthMethod, EspTransform, ExchangeType, IpsecAttribute, NotifyType, PayloadType, Phase1Attribute, ProtocolId,
    TransformId,
};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation, Transform};
use ikelab_core::isakmp::vendor::{Vendor, seems_unity_dpd_major};
use ikelab_tests::recording::algorithms;
use ikelab_tests::{bytes, hex, ikev1_vectors, list, text, to_hex};
use serde_json::Value;

/// Every message of every exchange, informational ones too.
fn each_message(mut check: impl FnMut(&str, &Value)) {
    for (name, vector) in ikev1_vectors() {
        list(&vector, "messages")
            .iter()
            .for_each(|message| check(name, message));
        if vector.get("informational").is_some() {
            list(&vector, "informational")
                .iter()
                .for_each(|message| check(name, message));
        }
    }
}

/// Payloads are those of the vector: type, and bytes with the generic header.
fn compare(payloads: &[Payload], vector: &Value, name: &str) {
    let expected = list(vector, "payloads");
    assert_eq!(payloads.len(), expected.len(), "{name}");
    for (index, (payload, expected)) in payloads.iter().zip(expected).enumerate() {
        assert_eq!(
            Some(u64::from(payload.kind().number())),
            expected["type"].as_u64(),
            "{name}"
        );
        assert_eq!(payload.kind().name(), expected["name"].as_str(), "{name}");
        let next = first_type(&payloads[index + 1..]).number();
        let body = payload.body();
        let header = [&[next, 0][..], &(body.len() as u16 + 4).to_be_bytes()].concat();
        assert_eq!(to_hex(&[header, body].concat()), text(expected, "hex"), "{name}");
    }
}

#[test]
fn clear_messages_are_encoded_as_they_came() {
    let mut seen = 0;
    each_message(|name, vector| {
        let wire = bytes(vector, "hex");
        let (header, _) = decode_header(&wire).expect("a header");
        assert_eq!(header.length as usize, wire.len());
        if header.is_encrypted() {
            let found = Message::decode(&wire);
            assert!(
                matches!(
                    found,
                    Err(DecodeError::Unexpected {
                        what: "encryption flag",
                        ..
                    })
                ),
                "{found:?}"
            );
            return;
        }
        let message = Message::decode(&wire).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(to_hex(&message.encode()), text(vector, "hex"), "{name}");
        assert_eq!(Message::new(message.header, message.payloads.clone()), message);
        if vector.get("payloads").is_some() {
            compare(&message.payloads, vector, name);
        }
        seen += 1;
    });
    assert_eq!(seen, 52);
}

#[test]
fn decrypted_messages_are_encoded_as_they_came() {
    let mut seen = 0;
    each_message(|name, vector| {
        if vector.get("plaintext").is_none() {
            return;
        }
        let (header, _) = decode_header(&bytes(vector, "hex")).expect("a header");
        let plaintext = bytes(vector, "plaintext");
        let (payloads, padding) = decode_payloads(header.next_payload, &plaintext, HEADER_LEN)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        compare(&payloads, vector, name);
        assert_eq!([&encode_payloads(&payloads), padding].concat(), plaintext);
        if vector.get("padding").is_some() {
            assert_eq!(to_hex(padding), text(vector, "padding"), "{name}");
        }
        seen += 1;
    });
    assert_eq!(seen, 49);
}

#[test]
fn encrypted_messages_are_put_together_again() {
    each_message(|name, vector| {
        let wire = bytes(vector, "hex");
        let (header, body) = decode_header(&wire).expect("a header");
        let blank = Header {
            next_payload: PayloadType::None,
            length: 0,
            ..header
        };
        assert_eq!(encode_with_body(&blank, header.next_payload, body), wire, "{name}");
    });
}

#[test]
fn headers_say_what_the_recording_says() {
    each_message(|name, vector| {
        let (header, _) = decode_header(&bytes(vector, "hex")).expect("a header");
        if let Some(exchange) = vector.get("exchange") {
            assert_eq!(Some(u64::from(header.exchange.number())), exchange.as_u64(), "{name}");
            assert_eq!(Some(u64::from(header.flags.0)), vector["flags"].as_u64(), "{name}");
        }
        if let Some(mid) = vector.get("mid") {
            assert_eq!(
                Some(format!("{:08x}", header.message_id).as_str()),
                mid.as_str(),
                "{name}"
            );
        }
    });
}

/// `SAi_b`, `IDii_b` and `IDir_b` are what RFC 2409 §5 hashes.
#[test]
fn bodies_are_those_that_are_hashed() {
    for (name, vector) in ikev1_vectors()
        .iter()
        .filter(|(name, _)| name.starts_with("strongswan"))
    {
        let messages = list(vector, "messages");
        let first = Message::decode(&bytes(&messages[0], "hex")).expect("message 1");
        assert_eq!(to_hex(&first.payloads[0].body()), text(vector, "sai_b"), "{name}");
        for (message, member) in [(4, "idii_b"), (5, "idir_b")] {
            let plaintext = bytes(&messages[message], "plaintext");
            let (payloads, _) = decode_payloads(PayloadType::Identification, &plaintext, HEADER_LEN).expect("an ID");
            assert_eq!(to_hex(&payloads[0].body()), text(vector, member), "{name}");
        }
    }
}

/// Attributes, SPIs and transform numbers of the offers, against a parser that is not ours.
#[test]
fn offers_say_what_the_recording_says() {
    for (name, vector) in ikev1_vectors()
        .iter()
        .filter(|(name, _)| name.starts_with("strongswan"))
    {
        let messages = list(vector, "messages");
        let first = Message::decode(&bytes(&messages[0], "hex")).expect("message 1");
        compare_offer(&first.payloads[0], &vector["sa_offer"], name);

        let plaintext = bytes(&messages[6], "plaintext");
        let (payloads, _) = decode_payloads(PayloadType::Hash, &plaintext, HEADER_LEN).expect("quick mode");
        compare_offer(&payloads[1], &vector["quick"]["sa_offer"], name);
    }
}

fn compare_offer(payload: &Payload, expected: &Value, name: &str) {
    let Payload::SecurityAssociation(sa) = payload else {
        panic!("{name}: {payload:?}")
    };
    assert_eq!(Some(u64::from(sa.doi)), expected["doi"].as_u64());
    assert_eq!(Some(u64::from(sa.situation)), expected["situation"].as_u64());
    assert_eq!(sa.proposals.len(), list(expected, "proposals").len(), "{name}");
    for (proposal, expected) in sa.proposals.iter().zip(list(expected, "proposals")) {
        assert_eq!(Some(u64::from(proposal.number)), expected["num"].as_u64());
        assert_eq!(Some(u64::from(proposal.protocol.number())), expected["proto"].as_u64());
        assert_eq!(to_hex(&proposal.spi), text(expected, "spi"));
        assert_eq!(proposal.transforms.len(), list(expected, "transforms").len());
        for (transform, expected) in proposal.transforms.iter().zip(list(expected, "transforms")) {
            assert_eq!(Some(u64::from(transform.number)), expected["num"].as_u64());
            assert_eq!(Some(u64::from(transform.id)), expected["id"].as_u64());
            let attributes: Vec<Value> = transform.attributes.iter().map(attribute_as_recorded).collect();
            assert_eq!(attributes, list(expected, "attributes"), "{name}");
        }
    }
}

fn attribute_as_recorded(attribute: &Attribute) -> Value {
    let encoding = match &attribute.value {
        AttributeValue::Basic(_) => "TV".to_owned(),
        AttributeValue::Variable(bytes) => format!("TLV{}", bytes.len()),
    };
    serde_json::json!([attribute.kind, attribute.number(), encoding])
}

/// `HASH = HASH(CKY-I | CKY-R | IP | Port)` (RFC 3947 §3.2); the first hash of message 3 is of the responder's address.
#[test]
fn nat_d_has_the_hash_of_an_address() {
    let mut seen = 0;
    for (name, vector) in ikev1_vectors() {
        if vector
            .get("nat_d")
            .is_none_or(|recorded| recorded == &serde_json::json!([]))
        {
            continue;
        }
        let message = Message::decode(&bytes(&vector["messages"][2], "hex")).expect("message 3");
        let Payload::NatD(nat_d) = &message.payloads[2] else {
            panic!("{name}")
        };
        let (cky_i, cky_r) = (message.header.initiator_cookie.0, message.header.responder_cookie.0);
        let expected = algorithms(&vector)
            .hash
            .digest(&[&cky_i, &cky_r, &[10, 10, 10, 1], &500_u16.to_be_bytes()]);
        assert_eq!(nat_d.hash, expected, "{name}");
        assert_eq!(nat_d.dialect.payload_type(), PayloadType::NatD);
        seen += 1;
    }
    assert_eq!(seen, 5);
}

/// IOS 12.3 speaks the drafts: NAT-D is payload type 130.
#[test]
fn nat_d_of_the_drafts_has_its_own_number() {
    let vectors = ikev1_vectors();
    let (_, vector) = &vectors[1];
    let message = Message::decode(&bytes(&vector["messages"][2], "hex")).expect("message 3");
    let kinds: Vec<u8> = message.payloads.iter().map(|payload| payload.kind().number()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == 130).count(), 2, "{kinds:?}");
}

#[test]
fn a_phase_1_offer_of_ios_is_laid_out_by_hand() {
    let transform = Transform {
        number: 1,
        id: 1,
        attributes: vec![
            Attribute::basic(Phase1Attribute::AuthenticationMethod, AuthMethod::PreSharedKey),
            Attribute::variable(Phase1Attribute::LifeDuration, 86_400),
        ],
    };
    let proposal = Proposal {
        number: 1,
        protocol: ProtocolId::Isakmp,
        spi: vec![],
        transforms: vec![transform],
    };
    assert_eq!(proposal.transform_id(&proposal.transforms[0]).name(), Some("KEY_IKE"));
    let cookies = (Cookie(*b"\x67\x43\x2f\xcf\xf8\x09\xb6\x38"), Cookie::ZERO);
    let header = Header::new(cookies, ExchangeType::IdentityProtection, Flags::NONE, 0);
    let message = Message::new(
        header,
        vec![Payload::SecurityAssociation(SecurityAssociation::ipsec(vec![proposal]))],
    );
    assert_eq!(message.header.initiator_cookie.to_string(), "67432FCF F809B638");
    assert!(message.header.responder_cookie.is_zero());

    let expected = [
        "67432fcff809b638 0000000000000000 01 10 02 00 00000000 00000044",
        "00 00 0028 00000001 00000001",
        "00 00 001c 01 01 00 01",
        "00 00 0014 01 01 0000",
        "8003 0001",
        "000c 0004 00015180",
    ];
    let expected = expected.concat().replace(' ', "");
    assert_eq!(to_hex(&message.encode()), expected);
    assert_eq!(Message::decode(&hex(&expected)), Ok(message));
}

#[test]
fn attributes_are_numbers_in_either_encoding() {
    let kind = IpsecAttribute::SaLifeDuration;
    assert_eq!(Attribute::basic(kind, 3600_u16).number(), Some(3600));
    assert_eq!(Attribute::variable(kind, 4_608_000).number(), Some(4_608_000));
    let variable = |bytes: &[u8]| Attribute {
        kind: kind.into(),
        value: AttributeValue::Variable(bytes.to_vec()),
    };
    assert_eq!(variable(&[]).number(), Some(0));
    assert_eq!(
        variable(&[0, 0, 1, 2, 3, 4, 5, 6, 7, 8]).number(),
        Some(0x0102_0304_0506_0708)
    );
    assert_eq!(variable(&[1; 9]).number(), None);
}

#[test]
fn identities_of_other_types_are_kept() {
    let fqdn = hex("0000000d021101f472312e6c61");
    let (payloads, _) = decode_payloads(PayloadType::Identification, &fqdn, HEADER_LEN).expect("an FQDN");
    let Payload::Identification(Identification {
        protocol: 17,
        port: 500,
        identity,
    }) = &payloads[0]
    else {
        panic!("{payloads:?}")
    };
    assert!(matches!(identity, Identity::Other { data, .. } if data == b"r1.la"));
    assert_eq!(identity.kind().name(), Some("ID_FQDN"));
}

#[test]
fn unknown_numbers_are_kept() {
    assert_eq!(EspTransform::from(250), EspTransform::Seal);
    assert_eq!(EspTransform::from(251), EspTransform::Unknown(251));
    assert_eq!(u8::from(EspTransform::from(251)), 251);
    assert_eq!(EspTransform::Unknown(251).to_string(), "251");
    assert_eq!(TransformId::new(ProtocolId::IpsecEsp, 250).to_string(), "ESP_SEAL");
    for number in 0..=u16::MAX {
        assert_eq!(NotifyType::from(number).number(), number);
        assert_eq!(IpsecAttribute::from(number).number(), number);
    }
    for number in 0..=u8::MAX {
        assert_eq!(PayloadType::from(number).number(), number);
        for protocol in 0..=5 {
            assert_eq!(TransformId::new(protocol.into(), number).number(), number);
        }
    }
}

#[test]
fn numbers_are_serialized_as_numbers() {
    let json = serde_json::to_string(&[PayloadType::Nonce, PayloadType::from(99)]).expect("serializable");
    assert_eq!(json, "[10,99]");
    let back: [PayloadType; 2] = serde_json::from_str(&json).expect("deserializable");
    assert_eq!(back, [PayloadType::Nonce, PayloadType::Unknown(99)]);
}

/// A message 4 of 60 bytes in all: NONCE of 20 bytes, then VID of 8.
const SMALL: &str = concat!(
    "67432fcff809b638d4bf5a3d1a9a3c2e0a100200000000000000003c",
    "0d000014a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
    "0000000c09002689dfd6b712",
);

fn refused(bytes: &[u8]) -> String {
    match Message::decode(bytes) {
        Ok(message) => panic!("{message:?}"),
        Err(error) => error.to_string(),
    }
}

/// The small message with `byte` at `offset`.
fn altered(offset: usize, byte: u8) -> Vec<u8> {
    let mut bytes = hex(SMALL);
    bytes[offset] = byte;
    bytes
}

#[test]
fn errors_say_what_and_where() {
    let bytes = hex(SMALL);
    assert!(Message::decode(&bytes).is_ok());
    assert_eq!(refused(&bytes[..20]), "ISAKMP header at byte 0: needs 28 bytes, had 20");
    assert_eq!(refused(&bytes[..59]), "message at byte 0: needs 60 bytes, had 59");
    assert_eq!(
        refused(&[&bytes[..], &[0, 0]].concat()),
        "message at byte 60: 2 bytes too many"
    );
    assert_eq!(
        refused(&altered(27, 27)),
        "message at byte 0: length 27 is less than 28"
    );
    assert_eq!(refused(&altered(29, 5)), "RESERVED at byte 29: is 5, must be 0");
    assert_eq!(
        refused(&altered(31, 3)),
        "NONCE payload at byte 28: length 3 is less than 4"
    );
    assert_eq!(
        refused(&altered(31, 33)),
        "NONCE payload at byte 28: needs 33 bytes, had 32"
    );
    assert_eq!(
        refused(&altered(51, 13)),
        "VID payload at byte 48: needs 13 bytes, had 12"
    );
    assert_eq!(refused(&altered(28, 0)), "message at byte 48: 12 bytes too many");
    assert_eq!(
        refused(&altered(48, 13)),
        "VID payload at byte 60: needs 4 bytes, had 0"
    );
}

#[test]
fn errors_of_an_sa_payload_say_what_and_where() {
    let sa = hex("0000003000000001000000010000002401010002030000140101000080010001000c0004000151800000000802010000");
    let refused = |offset: usize, byte: u8| {
        let mut bytes = sa.clone();
        bytes[offset] = byte;
        match decode_payloads(PayloadType::SecurityAssociation, &bytes, HEADER_LEN) {
            Ok(payloads) => panic!("{payloads:?}"),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(refused(19, 3), "# of transforms at byte 47: is 3, must be 2");
    assert_eq!(refused(20, 0), "next payload at byte 48: is 0, must be 3");
    assert_eq!(refused(26, 1), "RESERVED2 at byte 54: is 1, must be 0");
    assert_eq!(refused(12, 2), "next payload at byte 40: is 2, must be 0");
    assert_eq!(refused(35, 9), "attribute value at byte 64: needs 9 bytes, had 4");
    assert_eq!(refused(18, 200), "SPI at byte 48: needs 200 bytes, had 28");
    assert!(decode_payloads(PayloadType::SecurityAssociation, &sa, HEADER_LEN).is_ok());
}

/// 65535 SPIs of no bytes must not become 65535 allocations.
#[test]
fn a_delete_payload_cannot_blow_up() {
    let bytes = hex("0000000c000000010300ffff");
    let error = decode_payloads(PayloadType::Delete, &bytes, HEADER_LEN).expect_err("no SPI size");
    assert_eq!(error.to_string(), "SPI size at byte 37: length 0 is less than 1");
    assert!(decode_payloads(PayloadType::Delete, &hex("0000000c0000000103000000"), HEADER_LEN).is_ok());
}

#[test]
fn vendor_ids_are_the_published_ones() {
    let md5 = |text: &str| Hash::Md5.digest(&[text.as_bytes()]);
    let hashed = [
        (Vendor::NatTraversalDraft02, "draft-ietf-ipsec-nat-t-ike-02\n", 123),
        (Vendor::NatTraversalDraft03, "draft-ietf-ipsec-nat-t-ike-03", 157),
        (Vendor::NatTraversalDraft07, "draft-ietf-ipsec-nat-t-ike-07", 245),
        (Vendor::NatTraversalRfc3947, "RFC 3947", 69),
        (Vendor::Ios, "ikelab: another IOS box", 222),
    ];
    for (vendor, name, major) in hashed {
        assert_eq!(vendor.to_vec(), md5(name), "{vendor:?}");
        assert_eq!(seems_unity_dpd_major(vendor.bytes()), Some(major), "{vendor:?}");
    }
    for vendor in Vendor::ALL {
        assert_eq!(Vendor::identify(vendor.bytes()), Some(vendor));
    }
    assert_eq!(Vendor::identify(b""), None);
    assert_eq!(seems_unity_dpd_major(Vendor::Unity.bytes()), Some(1));
    assert_eq!(seems_unity_dpd_major(Vendor::Xauth.bytes()), None);
}

/// The vendor IDs of a strongSwan that speaks RFC 3947, and of a peer that offers what IOS 12.3 does.
#[test]
fn vendor_ids_of_the_recordings_are_known() {
    let vendors = |message: &Value| -> Vec<Option<Vendor>> {
        let message = Message::decode(&bytes(message, "hex")).expect("message 1");
        let ids = message.payloads.iter().filter_map(|payload| match payload {
            Payload::VendorId(id) => Some(Vendor::identify(id)),
            _ => None,
        });
        ids.collect()
    };
    let vectors = ikev1_vectors();
    let natt = vendors(&vectors[4].1["messages"][0]);
    assert!(
        natt.contains(&Some(Vendor::NatTraversalRfc3947)) && natt.contains(&Some(Vendor::Xauth)),
        "{natt:?}"
    );
    let ios = vendors(&vectors[1].1["messages"][0]);
    assert_eq!(
        ios,
        [Some(Vendor::NatTraversalDraft03), Some(Vendor::NatTraversalDraft02)]
    );
}
