//! AH by itself and in use: alone, and around ESP as a bundle.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::Ipv4Addr;

use ikelab_core::algorithm::{CbcCipher, EspCipher, Hash};
use ikelab_core::effects::PacketName;
use ikelab_core::event::{IpsecFailure, IsakmpEvent, Quantity, TrafficEvent};
use ikelab_core::ike::proposal::phase2;
use ikelab_core::ip::ipv4;
use ikelab_core::ipsec::ah::{self, AhKeys};
use ikelab_core::ipsec::bundle::Spis;
use ikelab_core::ipsec::esp::Failure;
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::isakmp::numbers::ProtocolId;
use ikelab_core::isakmp::sa::SecurityAssociation;
use ikelab_core::sim::{FaultKind, Scenario, Trace};
use ikelab_core::transcript::{records, show_crypto_ipsec_sa};
use ikelab_tests::lab::{self, R1, R2, edit, edit_both, packet, preset, with_fault, with_ping};
use ikelab_tests::{hex, to_hex};

const SPI: u32 = 0xdd36_45c8;

fn carrier(payload: Vec<u8>) -> ipv4::Packet {
    ipv4::Packet {
        tos: 0x10,
        id: 7,
        dont_fragment: true,
        ttl: 255,
        protocol: ipv4::ICMP,
        source: Ipv4Addr::new(10, 10, 10, 1),
        destination: Ipv4Addr::new(10, 10, 10, 2),
        payload,
    }
}

fn keys(hash: Hash) -> AhKeys {
    AhKeys::new(hash, &[0x0b; 20]).expect("a key that is long enough")
}

/// A SEAL tunnel with these transforms in place of the preset's.
fn with_transforms(transforms: &str) -> Scenario {
    with_ping(edit_both(preset(), "esp-seal esp-sha-hmac", transforms), 3, 56)
}

/// `hmac` of Python's standard library over the bytes of RFC 2402 §3.3.3, by hand.
#[test]
fn the_icv_is_over_what_does_not_change_on_the_way() {
    let made = keys(Hash::Sha1).encapsulate(SPI, 1, carrier(b"ikelab".to_vec()));
    assert_eq!((made.protocol, made.payload.len()), (ipv4::AH, 24 + 6));
    assert_eq!(to_hex(&made.payload[..12]), "01040000dd3645c800000001");
    assert_eq!(&made.payload[24..], b"ikelab");
    assert_eq!(ah::header(&made.payload), Some((SPI, 1)));
    assert_eq!(made.payload[12..24], hex(SHA_ICV));
    let made = keys(Hash::Md5).encapsulate(SPI, 1, carrier(b"ikelab".to_vec()));
    assert_eq!(made.payload[12..24], hex(MD5_ICV));
}

const SHA_ICV: &str = "2a78ee9daa1378a7beda9c13";
const MD5_ICV: &str = "25587ab4688cad45da4e492b";

#[test]
fn what_routers_change_on_the_way_spoils_nothing() {
    for hash in [Hash::Md5, Hash::Sha1] {
        let sent = carrier(vec![1, 2, 3]);
        let made = keys(hash).encapsulate(SPI, 1, sent.clone());
        assert_eq!(keys(hash).decapsulate(&made), Ok(sent));
        let arrived = ipv4::Packet {
            tos: 0,
            dont_fragment: false,
            ttl: 3,
            ..made.clone()
        };
        assert!(keys(hash).decapsulate(&arrived).is_ok());
    }
}

#[test]
fn every_other_altered_byte_spoils_the_icv() {
    for hash in [Hash::Md5, Hash::Sha1] {
        let made = keys(hash).encapsulate(SPI, 1, carrier(vec![1, 2, 3]));
        for at in (0..made.payload.len()).filter(|at| *at != 1) {
            let mut altered = made.clone();
            altered.payload[at] ^= 1 << (at % 8);
            assert_eq!(keys(hash).decapsulate(&altered), Err(Failure::BadIcv), "byte {at}");
        }
        for altered in [
            ipv4::Packet { id: 8, ..made.clone() },
            ipv4::Packet {
                source: made.destination,
                ..made.clone()
            },
            ipv4::Packet {
                destination: made.source,
                ..made.clone()
            },
        ] {
            assert_eq!(keys(hash).decapsulate(&altered), Err(Failure::BadIcv));
        }
        let mut other_length = made.clone();
        other_length.payload[1] = 5;
        assert_eq!(keys(hash).decapsulate(&other_length), Err(Failure::Malformed));
        for length in 0..24 {
            let payload = made.payload[..length].to_vec();
            let short = ipv4::Packet {
                payload,
                ..made.clone()
            };
            assert_eq!(keys(hash).decapsulate(&short), Err(Failure::Malformed));
        }
    }
}

#[test]
fn keys_are_as_long_as_the_digest() {
    for (hash, length) in [(Hash::Md5, 16), (Hash::Sha1, 20)] {
        assert!(AhKeys::new(hash, &vec![1; length - 1]).is_none());
        let keys = AhKeys::new(hash, &[1; 40]).expect("enough");
        assert_eq!(keys.authentication_key().len(), length);
    }
}

/// The two protocols of a set share a number, and are chosen or refused together (RFC 2408 §4.2).
#[test]
fn a_bundle_is_two_proposals_with_one_number() {
    let sets = ["a", "b"].map(|_| TransformSet::default());
    let [mut bundle, mut alone] = sets;
    (bundle.ah, bundle.esp_cipher) = (Some(Hash::Sha1), Some(EspCipher::Seal));
    alone.ah = Some(Hash::Md5);
    let sets = [bundle, alone];
    let spis = Spis {
        ah: Some(0x1111_1111),
        esp: Some(0x2222_2222),
    };
    let offer = phase2::offer(&sets, ikelab_core::ipsec::lifetime::Lifetime::default(), None, spis);
    let shape: Vec<_> = offer
        .proposals
        .iter()
        .map(|it| (it.number, it.protocol, it.spi[0], it.transforms[0].id))
        .collect();
    assert_eq!(
        shape,
        [
            (1, ProtocolId::IpsecAh, 0x11, 3),
            (1, ProtocolId::IpsecEsp, 0x22, 250),
            (2, ProtocolId::IpsecAh, 0x11, 2)
        ]
    );
    let choices: Vec<_> = phase2::choices(&offer).collect();
    let meant: Vec<_> = choices
        .iter()
        .map(|it| it.meaning.as_ref().map(|it| it.set.clone()))
        .collect();
    assert_eq!(meant, sets.map(Some));
    assert_eq!(choices[0].spis(), Some(spis));
    let answer = phase2::answer(
        &choices[0].proposals,
        Spis {
            ah: Some(3),
            esp: Some(4),
        },
    );
    let spis: Vec<_> = answer.proposals.iter().map(phase2::spi).collect();
    assert_eq!(spis, [Some(3), Some(4)]);
}

#[test]
fn what_does_not_go_together_means_nothing() {
    let set = TransformSet {
        ah: Some(Hash::Sha1),
        esp_cipher: Some(EspCipher::Cbc(CbcCipher::Aes128)),
        ..TransformSet::default()
    };
    let spis = Spis {
        ah: Some(300),
        esp: Some(301),
    };
    let offer = phase2::offer(&[set], ikelab_core::ipsec::lifetime::Lifetime::default(), None, spis);
    let meaning = |proposals: Vec<_>| {
        let offer = SecurityAssociation::ipsec(proposals);
        let mut choices = phase2::choices(&offer);
        (choices.next().and_then(|it| it.meaning).is_some(), choices.count())
    };
    let [ah, esp] = offer.proposals.try_into().expect("two proposals");
    assert_eq!(meaning(vec![ah.clone(), esp.clone()]), (true, 0));
    // Twice the same protocol, three protocols, another mode, and AH_MD5 with the authenticator of AH_SHA.
    assert_eq!(meaning(vec![ah.clone(), ah.clone()]), (false, 0));
    assert_eq!(meaning(vec![ah.clone(), esp.clone(), esp.clone()]), (false, 0));
    let mut transport = esp.clone();
    transport.transforms[0].attributes[0] = ikelab_core::isakmp::attribute::Attribute::basic(4_u16, 2_u16);
    assert_eq!(meaning(vec![ah.clone(), transport]), (false, 0));
    let mut md5 = ah.clone();
    md5.transforms[0].id = 2;
    assert_eq!(meaning(vec![md5, esp.clone()]), (false, 0));
    // Each transform of the one goes with each of the other.
    let twice = |mut it: ikelab_core::isakmp::sa::Proposal| {
        it.transforms.push(it.transforms[0].clone());
        it
    };
    assert_eq!(meaning(vec![twice(ah), twice(esp)]), (true, 3));
}

fn encapsulated(trace: &Trace, router: ikelab_core::event::RouterId) -> Vec<(Option<u32>, Option<u32>)> {
    let sequences = |event: &TrafficEvent| match event {
        TrafficEvent::Encapsulated { esp, ah, .. } => Some((esp.map(|it| it.sequence), ah.map(|it| it.sequence))),
        _ => None,
    };
    lab::traffic_events(trace, router).filter_map(sequences).collect()
}

/// The first echo request asks for the SAs and is lost; the others go through.
#[test]
fn packets_travel_in_ah_alone() {
    for transforms in ["ah-md5-hmac", "ah-sha-hmac"] {
        let trace = lab::run(&with_transforms(transforms));
        assert!(lab::is_up(&trace), "{transforms}");
        assert_eq!(encapsulated(&trace, R2), [(None, Some(1)), (None, Some(2))]);
        let sent = packet(&trace, R2, PacketName::Ah(1));
        assert_eq!((sent.bytes[9], sent.bytes[20]), (ipv4::AH, ipv4::IPV4));
        assert!(sent.protection.is_none());
        let inner = ipv4::Packet::decode(&sent.bytes[44..]).expect("the packet is there to be read");
        assert_eq!(inner.protocol, ipv4::ICMP);
    }
}

#[test]
fn packets_travel_in_bundles() {
    for transforms in [
        "ah-sha-hmac esp-seal",
        "ah-md5-hmac esp-seal",
        "ah-md5-hmac esp-seal esp-sha-hmac",
        "ah-sha-hmac esp-aes 256",
        "ah-sha-hmac esp-des esp-md5-hmac",
        "ah-sha-hmac esp-null",
    ] {
        let trace = lab::run(&with_transforms(transforms));
        assert!(lab::is_up(&trace), "{transforms}");
        assert_eq!(lab::replies(&trace, R2), 2, "{transforms}");
        assert_eq!(encapsulated(&trace, R1), [(Some(1), Some(1)), (Some(2), Some(2))]);
        let sent = packet(&trace, R1, PacketName::Ah(2));
        assert_eq!((sent.bytes[9], sent.bytes[20]), (ipv4::AH, ipv4::ESP));
        let protection = sent.protection.as_ref().expect("ESP is inside");
        let inner = ipv4::Packet::decode(&protection.plaintext).expect("a packet is inside");
        assert_eq!(inner.protocol, ipv4::ICMP);
        let [r1, r2] = trace.status(trace.last_step());
        for counters in [r1.idents[0].counters, r2.idents[0].counters] {
            let encrypts = if transforms.ends_with("esp-null") { 0 } else { 2 };
            assert_eq!((counters.encaps, counters.encrypt, counters.digest), (2, encrypts, 2));
            assert_eq!((counters.decaps, counters.decrypt, counters.verify), (2, encrypts, 2));
        }
    }
}

#[test]
fn every_sa_of_a_bundle_has_spi_connection_and_keys_of_its_own() {
    let trace = lab::run(&with_transforms("ah-sha-hmac esp-seal"));
    let [r1, _] = trace.status(trace.last_step());
    let sas: Vec<_> = r1
        .ipsec_sas
        .iter()
        .flat_map(|pair| [pair.inbound.clone(), pair.outbound.clone()])
        .map(|sa| sa.expect("both exist"))
        .collect();
    let conns: Vec<_> = sas.iter().map(|sa| (sa.conn, sa.flow_id)).collect();
    assert_eq!(conns, [(2000, 1), (2001, 2), (2002, 3), (2003, 4)]);
    let keymat: Vec<_> = trace
        .events
        .iter()
        .filter(|event| event.router == R1)
        .filter_map(|event| match &event.kind {
            ikelab_core::event::EventKind::Derived(derived) => match derived.quantity {
                Quantity::Keymat { spi, .. } => Some((spi, derived.value.clone())),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let spis: Vec<_> = keymat.iter().map(|(spi, _)| *spi).collect();
    // Inbound AH and ESP, then outbound.
    assert_eq!(spis, [sas[0].spi, sas[2].spi, sas[1].spi, sas[3].spi]);
    for (index, (_, value)) in keymat.iter().enumerate() {
        assert_eq!(value.len(), 20);
        assert!(keymat[..index].iter().all(|(_, other)| other != value));
    }
}

#[test]
fn the_routers_speak_of_both_protocols() {
    let trace = lab::run(&with_transforms("ah-sha-hmac esp-seal"));
    let lines: Vec<String> = records(&trace, R1).iter().map(|record| record.one_line()).collect();
    let count = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    let in_order = [
        "ISAKMP: transform 1, AH_SHA",
        "ISAKMP: authenticator is HMAC-SHA",
        "ISAKMP: transform 1, ESP_SEAL",
        "proposal part #1, (key eng. msg.) INBOUND local= 10.10.10.1, remote= 10.10.10.2, local_proxy= \
         172.18.124.0/255.255.255.0/0/0 (type=4), remote_proxy= 20.20.20.0/255.255.255.0/0/0 (type=4), protocol= AH, \
         transform= ah-sha-hmac (Tunnel)",
        "proposal part #2, (key eng. msg.) INBOUND local= 10.10.10.1, remote= 10.10.10.2, local_proxy= \
         172.18.124.0/255.255.255.0/0/0 (type=4), remote_proxy= 20.20.20.0/255.255.255.0/0/0 (type=4), protocol= ESP, \
         transform= esp-seal (Tunnel)",
        "asking for 2 spis from ipsec",
        "from 10.10.10.1 to 10.10.10.2 for prot 2",
        "from 10.10.10.1 to 10.10.10.2 for prot 3",
        "and conn_id 2000 and flags 2",
        "and conn_id 2003 and flags A",
        "(sa) sa_dest= 10.10.10.1, sa_prot= 51",
        "(sa) sa_dest= 10.10.10.2, sa_prot= 51",
        "(sa) sa_dest= 10.10.10.1, sa_prot= 50",
        "(sa) sa_dest= 10.10.10.2, sa_prot= 50",
    ];
    let mut rest = lines.iter();
    for words in in_order {
        assert!(rest.any(|line| line.contains(words)), "{words}\n{lines:#?}");
    }
    assert_eq!((count("Creating IPSec SAs"), count("IPSEC(create_sa)")), (2, 4));
    assert_eq!(
        (count("Crypto tunnel is UP"), count("Checking IPSec proposal 1")),
        (1, 2)
    );
    let initiator: Vec<String> = records(&trace, R2).iter().map(|record| record.one_line()).collect();
    let requests = initiator.iter().filter(|line| line.starts_with("IPSEC(sa_request)"));
    assert_eq!(requests.count(), 2);
}

#[test]
fn show_lists_ah_in_a_section_of_its_own() {
    let trace = lab::run(&with_transforms("ah-sha-hmac esp-seal"));
    let last = trace.last_step();
    let shown = show_crypto_ipsec_sa(&trace.status(last)[0], trace.steps[last].at);
    let folded = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let ah = folded.split("inbound ah sas: ").nth(1).expect("the section");
    assert!(ah.starts_with("spi: 0x"), "{ah}");
    let (ah, _) = ah.split_once("inbound pcp sas:").expect("the next section");
    for words in [
        "transform: ah-sha-hmac , in use settings ={Tunnel, }",
        "conn id: 2000, flow_id: 1, crypto map: cisco",
        "replay detection support: Y",
    ] {
        assert!(ah.contains(words), "{ah}");
    }
    assert!(!ah.contains("IV size"), "{ah}");
    let esp = folded.split("inbound esp sas: ").nth(1).expect("the section");
    let (esp, _) = esp.split_once("inbound ah sas:").expect("the next section");
    for words in [
        "transform: esp-seal , in use settings ={Tunnel, }",
        "conn id: 2002, flow_id: 3",
        "IV size: 0 bytes replay detection support: N",
    ] {
        assert!(esp.contains(words), "{esp}");
    }
}

#[test]
fn changed_and_repeated_packets_are_not_taken() {
    for transforms in ["ah-sha-hmac", "ah-sha-hmac esp-seal"] {
        let scenario = with_transforms(transforms);
        let ah1 = PacketName::Ah(1);
        let corrupt = |scenario, offset, mask| with_fault(scenario, R2, ah1, FaultKind::Corrupt { offset, mask });
        let trace = lab::run(&corrupt(scenario.clone(), 45, 0x04));
        let blamed: Vec<_> = rejected(&trace);
        assert_eq!(blamed, [(ipv4::AH, 1, IpsecFailure::BadIcv)], "{transforms}");
        assert_eq!(lab::replies(&trace, R2), 1);
        let trace = lab::run(&with_fault(scenario, R2, ah1, FaultKind::Duplicate(500)));
        assert_eq!(
            rejected(&trace),
            [(ipv4::AH, 1, IpsecFailure::Replayed)],
            "{transforms}"
        );
    }
}

fn rejected(trace: &Trace) -> Vec<(u8, u32, IpsecFailure)> {
    let blamed = |event: &TrafficEvent| match event {
        TrafficEvent::IpsecRejected {
            protocol,
            sequence,
            why,
            ..
        } => Some((*protocol, *sequence, *why)),
        _ => None,
    };
    lab::traffic_events(trace, R1).filter_map(blamed).collect()
}

#[test]
fn ah_on_one_side_only_is_refused() {
    for (router, from) in [(R1, R2), (R2, R1)] {
        let scenario = edit(
            with_ping(preset(), 2, 56),
            router,
            "esp-seal esp-sha-hmac",
            "ah-sha-hmac esp-seal esp-sha-hmac",
        );
        let trace = lab::run(&scenario);
        assert!(!lab::is_up(&trace));
        let refused = |event: &IsakmpEvent| matches!(event, IsakmpEvent::QuickModeFailed { .. });
        assert_eq!(lab::isakmp_events(&trace, R2).filter(|event| refused(event)).count(), 2);
        assert!(lab::live_spis(&trace, from).is_empty());
    }
}

/// The first set is not the responder's, the second is: quick mode takes it.
#[test]
fn of_several_sets_the_common_one_is_taken() {
    let ours = "crypto ipsec transform-set cisco ah-sha-hmac esp-aes\ncrypto ipsec transform-set second ah-md5-hmac";
    let scenario = edit(
        preset(),
        R2,
        "crypto ipsec transform-set cisco esp-seal esp-sha-hmac",
        ours,
    );
    let scenario = edit(
        scenario,
        R2,
        " set transform-set cisco",
        " set transform-set cisco second",
    );
    let scenario = edit(scenario, R1, "esp-seal esp-sha-hmac", "ah-md5-hmac");
    let trace = lab::run(&with_ping(scenario, 2, 56));
    assert!(lab::is_up(&trace));
    assert_eq!(
        trace.status(trace.last_step())[0].ipsec_sas[0].transforms.ah,
        Some(Hash::Md5)
    );
}

#[test]
fn bundles_with_perfect_forward_secrecy_come_up() {
    let scenario = edit_both(
        with_transforms("ah-sha-hmac esp-seal"),
        " set transform-set cisco",
        " set transform-set cisco\n set pfs group2",
    );
    let trace = lab::run(&scenario);
    assert!(lab::is_up(&trace));
    let creating = |event: &&IsakmpEvent| matches!(event, IsakmpEvent::CreatingSas(pair) if pair.pfs);
    assert_eq!(lab::isakmp_events(&trace, R1).filter(creating).count(), 2);
}
