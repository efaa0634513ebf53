//! Packets to dissect: the recorded exchanges, and what they do not have.

use std::net::Ipv4Addr;

use ikelab_core::dissect::{self, Field};
use ikelab_core::effects::{PacketName, Protection, ProtectionCipher};
use ikelab_core::event::{PacketId, RouterId};
use ikelab_core::ip::{icmp, ipv4, udp};
use ikelab_core::isakmp::attribute::Attribute;
use ikelab_core::isakmp::delete::Delete;
use ikelab_core::isakmp::header::{Cookie, Flags, Header};
use ikelab_core::isakmp::id::{Identification, Identity};
use ikelab_core::isakmp::message::Message;
use ikelab_core::isakmp::notify::Notification;
use ikelab_core::isakmp::numbers::{ExchangeType, IdType, NotifyType, PayloadType, ProtocolId};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation, Transform};
use ikelab_core::isakmp::vendor::Vendor;
use ikelab_core::sim::{CapturedPacket, Fate};
use ikelab_core::time::SimTime;
use ikelab_tests::{bytes, ikev1_vectors, list, text};
use serde_json::Value;

pub const R1: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 1);
pub const R2: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 2);
/// Bytes before an ISAKMP message.
pub const ISAKMP: usize = ipv4::HEADER_LEN + udp::HEADER_LEN;

/// A packet as the trace has it.
pub fn captured(bytes: Vec<u8>, protection: Option<Protection>) -> CapturedPacket {
    CapturedPacket {
        id: PacketId(0),
        name: PacketName::Clear,
        from: RouterId::R2,
        sent: SimTime::ZERO,
        bytes,
        protection,
        fate: Fate::Lost,
    }
}

/// A packet from R2 to R1.
pub fn ip(protocol: u8, payload: Vec<u8>) -> Vec<u8> {
    let (source, destination) = (R2, R1);
    ipv4::Packet {
        tos: 0,
        id: 1,
        dont_fragment: false,
        ttl: 255,
        protocol,
        source,
        destination,
        payload,
    }
    .encode()
}

/// A datagram from R2 to R1, the same port at both ends.
pub fn datagram(port: u16, payload: Vec<u8>) -> Vec<u8> {
    ip(
        ipv4::UDP,
        udp::Datagram {
            source_port: port,
            destination_port: port,
            payload,
        }
        .encode(R2, R1),
    )
}

/// A plaintext that stands at `start`.
pub fn protection(start: usize, plaintext: Vec<u8>, cipher: ProtectionCipher) -> Option<Protection> {
    Some(Protection {
        start: start as u32,
        plaintext,
        cipher,
    })
}

pub fn cbc() -> ProtectionCipher {
    ProtectionCipher::Cbc {
        cipher: ikelab_core::algorithm::CbcCipher::Aes256,
        key: vec![0; 32],
        iv: vec![0; 16],
    }
}

pub fn seal() -> ProtectionCipher {
    ProtectionCipher::Seal { key: vec![0; 20], n: 1 }
}

/// A clear message, wrapped.
pub fn clear(exchange: ExchangeType, payloads: Vec<Payload>) -> CapturedPacket {
    let cookies = (Cookie(*b"\xb8\x4c\x0c\xd6\xb0\xbc\xff\xc3"), Cookie::ZERO);
    let message = Message::new(Header::new(cookies, exchange, Flags::NONE, 0), payloads);
    captured(datagram(500, message.encode()), None)
}

/// The first message of the seed's exchange.
pub fn mm1() -> CapturedPacket {
    let attributes = vec![
        Attribute::basic(1_u16, 7_u16),
        Attribute::basic(14_u16, 256_u16),
        Attribute::basic(2_u16, 1_u16),
        Attribute::basic(4_u16, 2_u16),
        Attribute::basic(3_u16, 1_u16),
        Attribute::basic(11_u16, 1_u16),
        Attribute::variable(12_u16, 86400),
    ];
    let vendors = [Vendor::NatTraversalDraft03, Vendor::NatTraversalDraft02];
    let mut payloads = vec![offer(ProtocolId::Isakmp, vec![], 1, attributes)];
    payloads.extend(vendors.map(|vendor| Payload::VendorId(vendor.to_vec())));
    clear(ExchangeType::IdentityProtection, payloads)
}

/// An SA payload with one transform.
pub fn offer(protocol: ProtocolId, spi: Vec<u8>, id: u8, attributes: Vec<Attribute>) -> Payload {
    let transforms = vec![Transform {
        number: 1,
        id,
        attributes,
    }];
    Payload::SecurityAssociation(SecurityAssociation::ipsec(vec![Proposal {
        number: 1,
        protocol,
        spi,
        transforms,
    }]))
}

/// An ESP packet with a ping in it: `iv` and the ICV around what `cipher` hides.
pub fn esp(iv: &[u8], cipher: ProtectionCipher) -> CapturedPacket {
    let echo = icmp::Echo {
        is_reply: false,
        identifier: 1,
        sequence: 1,
        data: b"abcdef".to_vec(),
    };
    let plaintext = [ip(ipv4::ICMP, echo.encode()), b"\x01\x02\x03\x04\x04\x04".to_vec()].concat();
    let ciphertext = match cipher {
        ProtectionCipher::Null => plaintext.clone(),
        _ => vec![0xee; plaintext.len()],
    };
    let payload = [b"\xdd\x36\x45\xc8\0\0\0\x01", iv, &ciphertext, &[0xcc; 12]].concat();
    captured(ip(ipv4::ESP, payload), protection(28 + iv.len(), plaintext, cipher))
}

/// A ping in AH, in tunnel mode.
pub fn ah() -> CapturedPacket {
    let echo = icmp::Echo {
        is_reply: false,
        identifier: 1,
        sequence: 1,
        data: b"abcdef".to_vec(),
    };
    in_ah(ipv4::IPV4, &ip(ipv4::ICMP, echo.encode()), None)
}

/// A ping in ESP, and that in AH.
pub fn bundle() -> CapturedPacket {
    let esp = esp(&[0xaa; 16], cbc());
    let hidden = esp.protection.map(|protection| Protection {
        start: protection.start + 24,
        ..protection
    });
    in_ah(ipv4::ESP, &esp.bytes[ipv4::HEADER_LEN..], hidden)
}

fn in_ah(next_header: u8, carried: &[u8], hidden: Option<Protection>) -> CapturedPacket {
    let head = [next_header, 4, 0, 0, 0x72, 0x59, 0xaa, 0xdd, 0, 0, 0, 2];
    captured(ip(ipv4::AH, [&head[..], &[0xcc; 12], carried].concat()), hidden)
}

/// Every packet of the recorded exchanges, with the plaintext where the recording has it.
pub fn recorded() -> Vec<(String, CapturedPacket)> {
    let mut packets = Vec::new();
    for (name, vector) in ikev1_vectors() {
        for part in ["messages", "informational", "esp"] {
            let all = vector.get(part).map_or(&[][..], |_| list(&vector, part));
            for (index, item) in all.iter().enumerate() {
                let packet = if part == "esp" {
                    recorded_esp(item)
                } else {
                    recorded_message(item)
                };
                packets.push((format!("{name} {part} {index}"), packet));
            }
        }
    }
    packets
}

fn recorded_message(item: &Value) -> CapturedPacket {
    let start = ISAKMP + 28;
    let hidden = item
        .get("plaintext")
        .and_then(|_| protection(start, bytes(item, "plaintext"), cbc()));
    captured(datagram(500, bytes(item, "hex")), hidden)
}

/// With the IV of AES before the ciphertext.
fn recorded_esp(item: &Value) -> CapturedPacket {
    let (esp, plaintext) = (bytes(item, "esp"), bytes(item, "plaintext"));
    match text(item, "encap") {
        "udp4500" => captured(datagram(4500, esp), protection(ISAKMP + 24, plaintext, cbc())),
        _ => captured(ip(ipv4::ESP, esp), protection(20 + 24, plaintext, cbc())),
    }
}

/// What the recordings do not have, so that every kind of field occurs.
pub fn made() -> Vec<(String, CapturedPacket)> {
    let phase1 = (1..=17).map(|kind: u16| Attribute::basic(kind, 2_u16)).collect();
    let ipsec = (1..=12).map(|kind: u16| Attribute::variable(kind, 1)).collect();
    let vendors = Vendor::ALL.map(|vendor| Payload::VendorId(vendor.to_vec()));
    let main_mode = [
        vec![
            offer(ProtocolId::Isakmp, vec![], 1, phase1),
            Payload::VendorId(b"anyone".to_vec()),
        ],
        vendors.to_vec(),
        vec![
            name_payload(),
            Payload::Unknown {
                kind: PayloadType::Certificate,
                body: vec![1, 2, 3],
            },
        ],
        vec![Payload::Unknown {
            kind: 200.into(),
            body: vec![],
        }],
    ];
    let quick_mode = [
        vec![offer(ProtocolId::IpsecEsp, vec![1, 2, 3, 4], 250, ipsec)],
        vec![offer(ProtocolId::IpsecAh, vec![1, 2, 3, 4], 2, vec![])],
    ];
    let mut packets = vec![
        ("MM1".to_owned(), mm1()),
        ("SEAL".to_owned(), esp(&[], seal())),
        ("AES".to_owned(), esp(&[7; 16], cbc())),
        ("null".to_owned(), esp(&[], ProtectionCipher::Null)),
        ("AH".to_owned(), ah()),
        ("AH and ESP".to_owned(), bundle()),
        (
            "an SA of another router".to_owned(),
            CapturedPacket {
                protection: None,
                ..esp(&[], seal())
            },
        ),
        ("keepalive".to_owned(), captured(datagram(4500, vec![0xff]), None)),
        ("IKE through NAT".to_owned(), through_nat()),
        ("options".to_owned(), with_options()),
        ("notification".to_owned(), notification()),
        ("delete".to_owned(), delete()),
    ];
    packets.extend(main_mode.map(|payloads| ("main mode".into(), clear(ExchangeType::IdentityProtection, payloads))));
    packets.extend(quick_mode.map(|payloads| ("quick mode".into(), clear(ExchangeType::QuickMode, payloads))));
    packets
}

fn name_payload() -> Payload {
    let identity = Identity::Other {
        kind: IdType::Fqdn,
        data: b"r2.example".to_vec(),
    };
    Payload::Identification(Identification {
        protocol: 17,
        port: 500,
        identity,
    })
}

pub fn notification() -> CapturedPacket {
    let payload = Payload::Notification(Notification {
        doi: 1,
        protocol: ProtocolId::IpsecEsp,
        spi: vec![0xdd, 0x36, 0x45, 0xc8],
        kind: NotifyType::NoProposalChosen,
        data: b"why".to_vec(),
    });
    clear(ExchangeType::Informational, vec![Payload::Hash(vec![9; 16]), payload])
}

fn delete() -> CapturedPacket {
    let spis = vec![vec![1; 4], vec![2; 4]];
    let payload = Payload::Delete(Delete {
        doi: 1,
        protocol: ProtocolId::IpsecEsp,
        spi_size: 4,
        spis,
    });
    clear(ExchangeType::Informational, vec![Payload::Hash(vec![9; 16]), payload])
}

fn through_nat() -> CapturedPacket {
    let message = mm1().bytes.split_off(ISAKMP);
    captured(datagram(4500, [vec![0; 4], message].concat()), None)
}

fn with_options() -> CapturedPacket {
    let mut bytes = ip(ipv4::TCP, vec![1; 8]);
    bytes[0] = 0x46;
    captured(bytes, None)
}

/// Asserts that fields tile the bytes from `start` to `end`, and their parts them.
pub fn assert_tiles(fields: &[Field], start: u32, end: u32) {
    let mut next = start;
    for field in fields {
        assert_eq!(field.start, next, "{} begins", field.name);
        assert_ne!(field.len, 0, "{} is empty", field.name);
        if !field.is_leaf() {
            assert_tiles(&field.children, field.start, field.end());
        }
        next = field.end();
    }
    assert_eq!(next, end);
}

/// Asserts all that must hold for any packet, in every view of it.
pub fn assert_sound(packet: &CapturedPacket) {
    let views = [Some(dissect::wire(packet)), dissect::decrypted(packet)];
    for fields in views.iter().flatten() {
        let len = packet.bytes.len() as u32;
        assert_tiles(fields, 0, len);
        for offset in 0..len {
            let path = dissect::at(fields, offset);
            let leaf = dissect::follow(fields, &path).expect("a leaf for every byte");
            assert!(
                leaf.is_leaf() && (leaf.start..leaf.end()).contains(&offset),
                "byte {offset}: {leaf:?}"
            );
            assert_ne!(dissect::explain(leaf.key), "", "{}", leaf.key);
        }
        assert!(dissect::at(fields, len).is_empty());
    }
    assert_ne!(dissect::summary(packet), "");
}
