//! Packets as trees of fields: recorded and made ones, what is shown of malformed ones, and the explanations.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::{BTreeMap, BTreeSet};

use crate::dissect_packets::*;
use ikelab_core::dissect::{self, Field, Source};
use ikelab_core::effects::ProtectionCipher;
use ikelab_core::field::FieldKind;
use ikelab_core::ip::ipv4;
use ikelab_core::sim::{self, CapturedPacket};

/// Each field on a line, its parts indented: `start..end name: value`.
fn outline(fields: &[Field], depth: usize) -> String {
    let line = |field: &Field| {
        let (indent, parts) = ("  ".repeat(depth), outline(&field.children, depth + 1));
        format!(
            "{indent}{}..{} {}: {}\n{parts}",
            field.start,
            field.end(),
            field.name,
            field.value
        )
    };
    fields.iter().map(line).collect()
}

/// The fields of a kind, from the outside in.
fn all<'f>(fields: &'f [Field], key: &str) -> Vec<&'f Field> {
    let mut found = Vec::new();
    for field in fields {
        found.extend((field.key.key() == key).then_some(field));
        found.extend(all(&field.children, key));
    }
    found
}

#[test]
fn every_byte_belongs_to_one_leaf() {
    for (name, packet) in recorded().into_iter().chain(made()) {
        println!("{name}");
        assert_sound(&packet);
    }
}

#[test]
fn well_formed_packets_are_understood() {
    for (name, packet) in recorded() {
        for fields in [Some(dissect::wire(&packet)), dissect::decrypted(&packet)]
            .iter()
            .flatten()
        {
            assert!(all(fields, "unknown").is_empty(), "{name}: {}", outline(fields, 0));
            let wrong = |key| {
                all(fields, key)
                    .iter()
                    .any(|field: &&Field| !field.value.ends_with("correct"))
            };
            assert!(
                !wrong("ipv4.checksum") && !wrong("udp.checksum") && !wrong("icmp.checksum"),
                "{name}"
            );
        }
    }
}

#[test]
fn the_first_message() {
    let fields = dissect::wire(&mm1());
    let expected = "\
28..56 ISAKMP header: Identity Protection
  28..36 Initiator cookie: B84C0CD6 B0BCFFC3
  36..44 Responder cookie: 00000000 00000000
  44..45 Next payload: 1 · SA
  45..46 Version: 1.0
  46..47 Exchange type: 2 · Identity Protection
  47..48 Flags: 0
  48..52 Message ID: 0 · phase 1
  52..56 Length: 128 bytes
56..116 SA security association: 1 proposal
  56..57 Next payload: 13 · VID
  57..58 Reserved: 0
  58..60 Payload length: 60 bytes
  60..64 Domain of interpretation: 1 · IPsec
  64..68 Situation: 1 · identity only
  68..116 Proposal 1: ISAKMP, 1 transform
    68..69 Next payload: 0 · NONE
    69..70 Reserved: 0
    70..72 Payload length: 48 bytes
    72..73 Proposal number: 1
    73..74 Protocol: 1 · PROTO_ISAKMP
    74..75 SPI size: 0 bytes
    75..76 Number of transforms: 1
    76..116 Transform 1: AES-CBC, 256 bits, MD5, group 2, pre-shared key, 86400 s
      76..77 Next payload: 0 · NONE
      77..78 Reserved: 0
      78..80 Payload length: 40 bytes
      80..81 Transform number: 1
      81..82 Transform ID: 1 · KEY_IKE
      82..84 Reserved: 0
      84..88 Encryption Algorithm: AES-CBC
        84..86 Type and format: 1, TV
        86..88 Value: 7 · AES-CBC
      88..92 Key Length: 256 bits
        88..90 Type and format: 14, TV
        90..92 Value: 256 bits
      92..96 Hash Algorithm: MD5
        92..94 Type and format: 2, TV
        94..96 Value: 1 · MD5
      96..100 Group Description: group 2
        96..98 Type and format: 4, TV
        98..100 Value: 2 · alternate 1024-bit MODP group
      100..104 Authentication Method: pre-shared key
        100..102 Type and format: 3, TV
        102..104 Value: 1 · pre-shared key
      104..108 Life Type: seconds
        104..106 Type and format: 11, TV
        106..108 Value: 1 · seconds
      108..116 Life Duration: 86400 s
        108..110 Type and format: 12, TLV
        110..112 Length: 4 bytes
        112..116 Value: 86400 s (0x00015180)
116..136 VID NAT-T draft 03: 7d 94 19 a6 53 …
  116..117 Next payload: 13 · VID
  117..118 Reserved: 0
  118..120 Payload length: 20 bytes
  120..136 Vendor ID: 7d 94 19 a6 53 …
136..156 VID NAT-T draft 02: 90 cb 80 91 3e …
  136..137 Next payload: 0 · NONE
  137..138 Reserved: 0
  138..140 Payload length: 20 bytes
  140..156 Vendor ID: 90 cb 80 91 3e …
";
    assert_eq!(outline(&fields[2..], 0), expected);
    let expected = "\
0..20 IPv4 header: 10.10.10.2 → 10.10.10.1
  0..1 Version, header length: v4, 5 words
  1..2 Type of service: 0
  2..4 Total length: 156 bytes
  4..6 Identification: 1
  6..8 Flags, fragment offset: not a fragment
  8..9 Time to live: 255 hops
  9..10 Protocol: 17 · UDP
  10..12 Header checksum: 0x9339 · correct
  12..16 Source: 10.10.10.2
  16..20 Destination: 10.10.10.1
20..28 UDP header: 500 → 500
  20..22 Source port: 500 · IKE
  22..24 Destination port: 500 · IKE
  24..26 Length: 136 bytes
  26..28 Checksum: 0x0e19 · correct
";
    assert_eq!(outline(&fields[..2], 0), expected);
}

#[test]
fn the_wire_shows_ciphertext_whole() {
    let packet = esp(&[7; 16], cbc());
    let expected = "\
20..96 ESP: 76 bytes
  20..24 SPI: DD3645C8
  24..28 Sequence number: 1
  28..44 IV: 07 07 07 07 07 …
  44..84 Encrypted data: ee ee ee ee ee …
  84..96 ICV: cc cc cc cc cc …
";
    assert_eq!(outline(&dissect::wire(&packet)[1..], 0), expected);
    let unknown_sa = CapturedPacket {
        protection: None,
        ..packet
    };
    assert_eq!(dissect::decrypted(&unknown_sa), None);
    let expected = "\
20..96 ESP: 76 bytes
  20..24 SPI: DD3645C8
  24..28 Sequence number: 1
  28..96 Encrypted data: 07 07 07 07 07 …
";
    assert_eq!(outline(&dissect::wire(&unknown_sa)[1..], 0), expected);
}

#[test]
fn the_plaintext_replaces_the_ciphertext_in_place() {
    let packet = esp(&[], seal());
    let expected = "\
0..20 IPv4 outer header: 10.10.10.2 → 10.10.10.1
20..80 ESP: 60 bytes
  20..24 SPI: DD3645C8
  24..28 Sequence number: 1
  28..68 Decrypted data: 40 bytes
    28..48 IPv4 inner header: 10.10.10.2 → 10.10.10.1
    48..62 ICMP: echo request 1
      48..49 Type: 8 · echo request
      49..50 Code: 0
      50..52 Checksum: 0xcdd0 · correct
      52..54 Identifier: 1
      54..56 Sequence number: 1
      56..62 Data: 61 62 63 64 65 66
    62..66 Padding: 01 02 03 04
    66..67 Pad length: 4 bytes
    67..68 Next header: 4 · IPv4
  68..80 ICV: cc cc cc cc cc …
";
    let mut fields = dissect::decrypted(&packet).expect("it is protected");
    fields[0].children.clear();
    fields[1].children[2].children[0].children.clear();
    assert_eq!(outline(&fields, 0), expected);
}

#[test]
fn decrypted_bytes_are_the_packet_with_its_plaintext() {
    let packet = esp(&[7; 16], cbc());
    let bytes = dissect::decrypted_bytes(&packet).expect("it is protected");
    let plaintext = &packet.protection.as_ref().expect("it is protected").plaintext;
    assert_eq!(bytes, [&packet.bytes[..44], plaintext, &packet.bytes[84..]].concat());
    let beyond = CapturedPacket {
        protection: protection(90, plaintext.clone(), cbc()),
        ..packet
    };
    assert_eq!(dissect::decrypted_bytes(&beyond), None);
}

#[test]
fn without_encryption_everyone_reads() {
    let packet = esp(&[], ProtectionCipher::Null);
    let fields = dissect::wire(&packet);
    assert_eq!(all(&fields, "icmp")[0].value, "echo request 1");
    assert_eq!(dissect::decrypted(&packet), Some(fields));
}

#[test]
fn ah_hides_nothing() {
    let fields = dissect::wire(&ah());
    let expected = "\
20..44 AH: 24 bytes
  20..21 Next header: 4 · IPv4
  21..22 Payload length: 4 · 24 bytes
  22..24 Reserved: 0
  24..28 SPI: 7259AADD
  28..32 Sequence number: 2
  32..44 ICV: cc cc cc cc cc …
";
    assert_eq!(outline(&fields[1..2], 0), expected);
    let names: Vec<_> = fields
        .iter()
        .map(|field| (field.key.key(), field.start, field.end()))
        .collect();
    assert_eq!(
        names,
        [
            ("ipv4.outer.ah", 0, 20),
            ("ah", 20, 44),
            ("ipv4.inner", 44, 64),
            ("icmp", 64, 78)
        ]
    );
    assert!(dissect::decrypted(&ah()).is_none());
    assert_eq!(dissect::summary(&ah()), "echo request 1");
}

#[test]
fn in_a_bundle_ah_stands_around_esp() {
    let packet = bundle();
    let fields = dissect::wire(&packet);
    let names: Vec<_> = fields.iter().map(|field| (field.key.key(), field.start)).collect();
    assert_eq!(names, [("ipv4.outer.ah", 0), ("ah", 20), ("esp", 44)]);
    assert_eq!(all(&fields, "esp.iv")[0].start, 52);
    assert_eq!(all(&fields, "esp.encrypted")[0].start, 68);
    let fields = dissect::decrypted(&packet).expect("ESP is inside");
    assert_eq!(all(&fields, "ipv4.inner")[0].start, 68);
    assert_eq!(all(&fields, "icmp").len(), 1);
    assert_eq!(dissect::summary(&packet), "echo request 1");
}

/// The headers of a tunnel in a tunnel, thousands of them, take no stack.
#[test]
fn nesting_ends() {
    let mut bytes = vec![];
    for protocol in [ipv4::IPV4, ipv4::AH].into_iter().cycle().take(400) {
        let payload = match protocol {
            ipv4::AH => [&[ipv4::IPV4, 4][..], &[0; 22], &bytes].concat(),
            _ => bytes,
        };
        bytes = ip(protocol, payload);
    }
    let packet = captured(bytes, None);
    assert_sound(&packet);
    let inner = all(&dissect::wire(&packet), "ipv4.inner").len();
    assert_eq!(inner, 1);
}

#[test]
fn a_quick_mode_message() {
    let (_, packet) = recorded()
        .into_iter()
        .find(|(name, _)| name == QUICK_MODE)
        .expect("it is recorded");
    let fields = dissect::decrypted(&packet).expect("it is protected");
    let names: Vec<_> = fields[2..]
        .iter()
        .map(|field| format!("{}: {}", field.name, field.value))
        .collect();
    let expected = [
        "ISAKMP header: Quick Mode",
        "HASH: 2f 44 05 12 79 …",
        "SA security association: 1 proposal",
        "NONCE: ca 0b 01 27 67 …",
        "ID traffic: 20.20.20.0/255.255.255.0",
        "ID traffic: 172.18.124.0/255.255.255.0",
        "Padding: 00 00 00 00 00 00 00 00",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        all(&fields, "isakmp.header.message-id")[0].value,
        "-1563988915 (0xA2C76C4D)"
    );
    assert_eq!(all(&fields, "isakmp.header.flags")[0].value, "1 · encryption");
    assert_eq!(all(&fields, "isakmp.proposal.spi")[0].value, "4281DE97");
    let transform = "ESP_AES, 128 bits, HMAC-SHA, UDP-Encapsulated-Tunnel, 3600 s, 4718592 kB";
    assert_eq!(all(&fields, "isakmp.transform")[0].value, transform);
    assert_eq!(dissect::wire(&packet)[3].name, "Encrypted payloads");
}

const QUICK_MODE: &str = "strongswan-libipsec-aes128sha1 messages 6";

#[test]
fn a_message_cut_short_is_shown_as_far_as_it_goes() {
    let mut packet = mm1();
    packet.bytes.truncate(110);
    let fields = dissect::wire(&packet);
    assert_sound(&packet);
    assert_eq!(all(&fields, "isakmp.header.length")[0].value, "128 bytes, but 82 here");
    assert_eq!(all(&fields, "isakmp.payload.length")[0].value, "60 bytes, but 54 here");
    assert_eq!(
        all(&fields, "isakmp.transform")[0].value,
        "AES-CBC, 256 bits, MD5, group 2, pre-shared key"
    );
    let unknown = all(&fields, "unknown");
    assert_eq!(
        (unknown.len(), &*unknown[0].name, unknown[0].start),
        (1, "2 bytes not understood", 108)
    );
}

#[test]
fn a_chain_that_breaks_ends_in_bytes_not_understood() {
    let mut packet = mm1();
    // The length of the first vendor ID.
    packet.bytes[118..120].copy_from_slice(&[0, 3]);
    let fields = dissect::wire(&packet);
    assert_sound(&packet);
    let unknown: Vec<_> = all(&fields, "unknown")
        .iter()
        .map(|field| field.name.as_ref())
        .collect();
    assert_eq!(unknown, ["36 bytes not understood"]);
    assert_eq!(all(&fields, "udp.checksum")[0].value, "0x0e19 · wrong");
    let length = |field: &&Field| field.value == "3 bytes, less than this header";
    assert!(all(&fields, "isakmp.payload.length").iter().any(length));
}

#[test]
fn bytes_after_the_packet_are_not_part_of_it() {
    let mut packet = mm1();
    packet.bytes.push(0);
    let fields = dissect::wire(&packet);
    assert_sound(&packet);
    assert_eq!(fields.last().map(|field| &*field.name), Some("1 byte not understood"));
}

#[test]
fn padding_longer_than_the_packet() {
    let packet = esp(&[], seal());
    let mut plaintext = packet.protection.as_ref().expect("it is protected").plaintext.clone();
    let length = plaintext.len() - 2;
    plaintext[length] = 200;
    let packet = CapturedPacket {
        protection: protection(28, plaintext, seal()),
        ..packet
    };
    assert_sound(&packet);
    let fields = dissect::decrypted(&packet).expect("it is protected");
    assert_eq!(all(&fields, "esp.pad-length")[0].value, "200 bytes, but 38 here");
}

#[test]
fn what_cisco_never_published_is_modelled() {
    let modelled = [
        "esp.sequence.seal",
        "esp.encrypted.seal",
        "isakmp.vendor.ios",
        "isakmp.transform.id.seal",
    ];
    let sources = sources();
    let found: Vec<_> = sources
        .iter()
        .filter(|(_, source)| **source == Source::Modelled)
        .map(|(kind, _)| kind.key())
        .collect();
    assert_eq!(found, modelled);
    for source in sources.values() {
        let cites = |text: &str| text.starts_with("RFC ") || text.starts_with("draft-");
        assert!(
            matches!(source, Source::Modelled) || matches!(source, Source::Rfc(text) if cites(text)),
            "{source:?}"
        );
    }
}

/// Every key that occurs, with its source.
fn sources() -> BTreeMap<FieldKind, Source> {
    fn collect(fields: &[Field], sources: &mut BTreeMap<FieldKind, Source>) {
        for field in fields {
            sources.insert(field.key, field.source);
            collect(&field.children, sources);
        }
    }
    let mut sources = BTreeMap::new();
    for (_, packet) in recorded().into_iter().chain(made()) {
        collect(&dissect::wire(&packet), &mut sources);
        collect(&dissect::decrypted(&packet).unwrap_or_default(), &mut sources);
    }
    sources
}

#[test]
fn every_key_has_an_explanation_and_every_explanation_is_used() {
    let all: BTreeSet<_> = FieldKind::ALL.iter().copied().collect();
    assert_eq!(all, sources().into_keys().collect());
    let keys: BTreeSet<_> = all.iter().map(|kind| kind.key()).collect();
    assert_eq!(keys.len(), all.len());
    for kind in all {
        let text = dissect::explain(kind);
        assert!(
            text.ends_with('.') && (30..=320).contains(&text.len()),
            "{kind}: {text}"
        );
    }
}

#[test]
fn the_seeds_run() {
    let trace = sim::run(&sim::doc_50880());
    let label = |packet: &CapturedPacket| format!("{} {}", packet.name, dissect::summary(packet));
    let labels: Vec<_> = trace.packets.iter().map(label).collect();
    let expected = [
        "MM1 SA, 2 vendor IDs",
        "MM2 SA, vendor ID",
        "MM3 KE, NONCE",
        "MM4 KE, NONCE",
        "MM5 ID, HASH",
        "MM6 ID, HASH",
        "QM1 HASH, SA, NONCE",
        "QM2 HASH, SA, NONCE",
        "QM3 HASH",
    ];
    let (ike, esp) = labels.split_at(expected.len());
    assert_eq!(ike, expected);
    assert!(
        !esp.is_empty() && esp.iter().all(|label| label.contains(" echo re")),
        "{esp:?}"
    );
    for packet in &trace.packets {
        assert_sound(packet);
        let fields = dissect::decrypted(packet).unwrap_or_else(|| dissect::wire(packet));
        assert!(all(&fields, "unknown").is_empty(), "{}", outline(&fields, 0));
    }
}

#[test]
fn summaries_fit_an_arrow() {
    let expected = [
        "SA, 4 vendor IDs",
        "SA, 3 vendor IDs",
        "KE, NONCE",
        "KE, NONCE",
        "ID, HASH",
        "ID, HASH",
        "HASH, SA, NONCE",
        "HASH, SA, NONCE",
        "HASH",
        "HASH, delete 1 ESP SA",
        "HASH, delete 1 ISAKMP SA",
        "echo request 1",
        "echo reply 1",
        "echo request 2",
        "echo reply 2",
    ];
    let packets = recorded()
        .into_iter()
        .filter(|(name, _)| name.starts_with("strongswan-libipsec-aes128sha1"));
    let summaries: Vec<_> = packets
        .map(|(_, packet)| dissect::summary(&packet))
        .take(expected.len())
        .collect();
    assert_eq!(summaries, expected);
    let made: Vec<_> = made().iter().map(|(_, packet)| dissect::summary(packet)).collect();
    let expected = [
        "SA, 2 vendor IDs",
        "echo request 1",
        "echo request 1",
        "echo request 1",
        "echo request 1",
        "echo request 1",
        "encrypted",
        "keepalive",
        "SA, 2 vendor IDs",
        "IP protocol 6 · TCP",
        "HASH, NO-PROPOSAL-CHOSEN",
        "HASH, delete 2 ESP SAs",
        "SA, vendor ID",
        "8 vendor IDs",
        "ID, CERT",
        "Payload 200",
        "SA",
        "SA",
    ];
    assert_eq!(made, expected);
}
