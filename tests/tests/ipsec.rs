//! ESP by itself and in use: round trips, tampering, SEAL's keystream, sequence numbers, lifetimes.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::{CbcCipher, EspCipher, Hash};
use ikelab_core::effects::PacketName;
use ikelab_core::event::{EventKind, IpsecEvent, IsakmpEvent, RouterId, TrafficEvent};
use ikelab_core::ios::Platform;
use ikelab_core::ip::ipv4;
use ikelab_core::ipsec::esp::{self, EspKeys, Failure};
use ikelab_core::ipsec::replay::ReplayWindow;
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::sim::Trace;
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{self, R1, R2, edit, preset, with_ping};
use ikelab_tests::{bytes, list, seal_vectors, text, to_hex};

/// Each cipher with the length of its block, of its IV and of its key (RFC 2405, 2451, 3602; SEAL: as modelled).
const CIPHERS: [(EspCipher, usize, usize, usize); 7] = [
    (EspCipher::Cbc(CbcCipher::Des), 8, 8, 8),
    (EspCipher::Cbc(CbcCipher::TripleDes), 8, 8, 24),
    (EspCipher::Cbc(CbcCipher::Aes128), 16, 16, 16),
    (EspCipher::Cbc(CbcCipher::Aes192), 16, 16, 24),
    (EspCipher::Cbc(CbcCipher::Aes256), 16, 16, 32),
    (EspCipher::Seal, 4, 0, 20),
    (EspCipher::Null, 4, 0, 0),
];
/// Each authentication with the length of its key; without one there is no ICV.
const AUTHENTICATIONS: [(Option<Hash>, usize); 3] = [(None, 0), (Some(Hash::Md5), 16), (Some(Hash::Sha1), 20)];
const SPI: u32 = 0xdd36_45c8;

fn set(cipher: EspCipher, esp_auth: Option<Hash>) -> TransformSet {
    TransformSet {
        esp_cipher: Some(cipher),
        esp_auth,
        ..TransformSet::default()
    }
}

/// Bytes that differ from each other.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 7 + 3) as u8).collect()
}

fn keys(cipher: EspCipher, auth: Option<Hash>) -> EspKeys {
    let set = set(cipher, auth);
    EspKeys::new(&set, &pattern(set.esp_keymat_len())).expect("as much KEYMAT as the set takes")
}

#[test]
fn round_trips_with_every_suite_and_length() {
    for (cipher, block, iv_len, key_len) in CIPHERS {
        for (auth, auth_key_len) in AUTHENTICATIONS {
            assert_eq!(set(cipher, auth).esp_keymat_len(), key_len + auth_key_len);
            let keys = keys(cipher, auth);
            assert_eq!(keys.cipher_key(), &pattern(key_len + auth_key_len)[..key_len]);
            assert_eq!(keys.iv_len(), iv_len);
            let icv_len = if auth.is_some() { 12 } else { 0 };
            for length in (0..70).chain([1400]) {
                let (payload, iv) = (pattern(length), pattern(iv_len));
                let made = keys.encapsulate(SPI, 7, &iv, &payload, ipv4::IPV4);
                assert_eq!(esp::header(&made.bytes), Some((SPI, 7)));
                assert_eq!(made.bytes[8..8 + iv_len], iv);
                assert_eq!(made.ciphertext_start, 8 + iv_len);
                assert_eq!(made.bytes.len(), 8 + iv_len + made.plaintext.len() + icv_len);
                assert_eq!(made.plaintext.len() % block, 0);
                check_trailer(&made.plaintext, &payload, block);
                let read = keys.decapsulate(&made.bytes).expect("what was made");
                assert_eq!(
                    (read.payload, read.next_header),
                    (payload, ipv4::IPV4),
                    "{cipher:?} {auth:?}"
                );
                assert_eq!(read.plaintext, made.plaintext);
            }
        }
    }
}

/// Payload, then the shortest padding 1, 2, 3 …, its length, and the next header (RFC 2406 §2.4).
fn check_trailer(plaintext: &[u8], payload: &[u8], block: usize) {
    let (text, trailer) = plaintext.split_at(payload.len());
    let (padding, end) = trailer.split_at(trailer.len() - 2);
    assert_eq!(text, payload);
    assert!(padding.len() < block);
    assert!(padding.iter().copied().eq(1..=padding.len() as u8), "{padding:?}");
    assert_eq!(end, [padding.len() as u8, ipv4::IPV4]);
}

#[test]
fn every_altered_byte_spoils_the_icv() {
    for (cipher, _, iv_len, _) in CIPHERS {
        for auth in [Hash::Md5, Hash::Sha1] {
            let keys = keys(cipher, Some(auth));
            let made = keys
                .encapsulate(SPI, 1, &pattern(iv_len), &pattern(33), ipv4::IPV4)
                .bytes;
            for at in 0..made.len() {
                let mut altered = made.clone();
                altered[at] ^= 1 << (at % 8);
                assert_eq!(
                    keys.decapsulate(&altered),
                    Err(Failure::BadIcv),
                    "byte {at}, {cipher:?}"
                );
            }
            for length in 0..made.len() {
                let found = keys.decapsulate(&made[..length]);
                assert!(
                    matches!(found, Err(Failure::BadIcv | Failure::Malformed)),
                    "{length} bytes: {found:?}"
                );
            }
        }
    }
}

#[test]
fn another_key_is_noticed() {
    let made = keys(EspCipher::Seal, Some(Hash::Sha1)).encapsulate(SPI, 1, &[], b"text", ipv4::IPV4);
    let mut keymat = pattern(40);
    keymat[39] ^= 1;
    let other = EspKeys::new(&set(EspCipher::Seal, Some(Hash::Sha1)), &keymat).expect("enough");
    assert_eq!(other.decapsulate(&made.bytes), Err(Failure::BadIcv));
}

#[test]
fn keymat_that_is_too_short_gives_no_keys() {
    for (cipher, _, _, key_len) in CIPHERS {
        for (auth, auth_key_len) in AUTHENTICATIONS {
            let needed = key_len + auth_key_len;
            for length in 0..needed {
                assert!(EspKeys::new(&set(cipher, auth), &pattern(length)).is_none());
            }
        }
    }
    assert!(EspKeys::new(&TransformSet::default(), &pattern(64)).is_none(), "no ESP");
}

/// Without authentication the padding is all there is to notice by (RFC 2406 §2.4).
#[test]
fn padding_that_is_not_counting_is_noticed() {
    let keys = keys(EspCipher::Null, None);
    let packet = |plaintext: &[u8]| [&pattern(8), plaintext].concat();
    let found = |plaintext| keys.decapsulate(&packet(plaintext)).map(|read| read.payload);
    assert_eq!(found(&[9, 9, 1, 2, 2, 4]), Ok(vec![9, 9]));
    assert_eq!(found(&[9, 9, 1, 3, 2, 4]), Err(Failure::BadPadding));
    assert_eq!(found(&[9, 9, 0, 1, 2, 4]), Err(Failure::BadPadding));
    assert_eq!(
        found(&[1, 2, 3, 4]),
        Err(Failure::BadPadding),
        "more padding than there is"
    );
    assert_eq!(found(&[4]), Err(Failure::Malformed));
    assert_eq!(found(&[]), Err(Failure::Malformed));
}

#[test]
fn ciphertext_that_is_not_whole_blocks_is_noticed() {
    let keys = keys(EspCipher::Cbc(CbcCipher::Aes128), None);
    let made = keys.encapsulate(SPI, 1, &pattern(16), &pattern(40), ipv4::IPV4).bytes;
    for length in 0..made.len() {
        let whole_blocks = length >= 40 && (length - 24) % 16 == 0;
        let expected = if whole_blocks {
            Failure::BadPadding
        } else {
            Failure::Malformed
        };
        assert_eq!(keys.decapsulate(&made[..length]), Err(expected), "{length} bytes");
    }
}

/// Modelled: in ESP, SEAL's position n is the sequence number. The keystream is Crypto++'s.
#[test]
fn seal_in_esp_is_the_keystream_of_the_sequence_number() {
    let vectors = seal_vectors();
    let mut seen = 0;
    for vector in list(&vectors, "vectors") {
        let n = u32::from_str_radix(text(vector, "n"), 16).expect("a number");
        let keystream = bytes(vector, "first64");
        let keymat = [bytes(vector, "key"), pattern(20)].concat();
        let keys = EspKeys::new(&set(EspCipher::Seal, Some(Hash::Sha1)), &keymat).expect("enough");
        let made = keys.encapsulate(SPI, n, &[], &pattern(62), ipv4::IPV4);
        let expected: Vec<u8> = made.plaintext.iter().zip(&keystream).map(|(p, k)| p ^ k).collect();
        assert_eq!(made.plaintext.len(), 64);
        assert_eq!(to_hex(&made.bytes[8..72]), to_hex(&expected));
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
}

/// RFC 2401 App. C, with its window of 64.
#[test]
fn replay_window_by_hand() {
    let mut window = ReplayWindow::default();
    assert!(!window.accepts(0), "the first packet has number 1");
    for sequence in [1, 2, 70] {
        assert!(window.accepts(sequence));
        window.note(sequence);
        assert!(!window.accepts(sequence), "{sequence} again");
    }
    assert!(!window.accepts(6), "64 before the highest");
    assert!(window.accepts(7), "63 before the highest");
    window.note(u32::MAX);
    assert!(window.accepts(u32::MAX - 63) && !window.accepts(u32::MAX - 64) && !window.accepts(u32::MAX));
}

fn sequences(trace: &Trace, router: RouterId, sent: bool) -> Vec<(u32, u32)> {
    let numbers = |event: &TrafficEvent| match event {
        TrafficEvent::Encapsulated { esp: Some(sa), .. } if sent => Some((sa.spi, sa.sequence)),
        TrafficEvent::Decapsulated { esp: Some(sa), .. } if !sent => Some((sa.spi, sa.sequence)),
        _ => None,
    };
    lab::traffic_events(trace, router).filter_map(numbers).collect()
}

/// Sequence numbers count from 1 in each SA, and what one router sends the other takes.
#[test]
fn sequence_numbers_count_from_one() {
    let trace = lab::run(&with_ping(preset(), 6, 56));
    // The first echo request is lost while the tunnel is built.
    assert_eq!(lab::replies(&trace, R2), 5);
    for router in [R1, R2] {
        let sent = sequences(&trace, router, true);
        assert_eq!(
            sent.iter().map(|(_, sequence)| *sequence).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
        assert_eq!(sent, sequences(&trace, router.peer(), false));
        let on_wire = trace.packets.iter().filter(|packet| packet.from == router);
        let numbers: Vec<_> = on_wire
            .filter_map(|packet| match packet.name {
                PacketName::Esp(sequence) => Some((sequence, esp::header(&packet.bytes[20..]))),
                _ => None,
            })
            .collect();
        let expected: Vec<_> = sent
            .iter()
            .map(|(spi, sequence)| (*sequence, Some((*spi, *sequence))))
            .collect();
        assert_eq!(numbers, expected);
    }
}

/// When an SA was deleted, and its SPI.
fn deleted(trace: &Trace, router: RouterId) -> Vec<(SimTime, u32)> {
    let events = trace.events.iter().filter(|event| event.router == router);
    events
        .filter_map(|event| match &event.kind {
            EventKind::Ipsec(IpsecEvent::SaDeleted { spi, .. }) => Some((event.at, *spi)),
            _ => None,
        })
        .collect()
}

/// The SPIs that a router made SAs with, in order: inbound, outbound.
fn created(trace: &Trace, router: RouterId) -> Vec<(SimTime, u32)> {
    let events = trace.events.iter().filter(|event| event.router == router);
    events
        .filter_map(|event| match &event.kind {
            EventKind::Ipsec(IpsecEvent::SaCreated { spi, .. }) => Some((event.at, *spi)),
            _ => None,
        })
        .collect()
}

/// Both routers lose the first pair of SAs, and make another when the next packet comes.
fn check_renewal(trace: &Trace, deletes_sent: usize) {
    for router in [R1, R2] {
        let (created, deleted) = (created(trace, router), deleted(trace, router));
        let spis = |list: &[(SimTime, u32)]| list.iter().map(|(_, spi)| *spi).collect::<Vec<_>>();
        assert_eq!(created.len(), 4, "{router} makes two pairs");
        assert_eq!(spis(&deleted), spis(&created[..2]), "{router} deletes the first");
        assert_eq!(lab::live_spis(trace, router), [(created[2].1, created[3].1)]);
    }
    let deletes = |router| {
        lab::isakmp_events(trace, router)
            .filter(|event| matches!(event, IsakmpEvent::DeleteReceived { .. }))
            .count()
    };
    assert_eq!(deletes(R1) + deletes(R2), deletes_sent);
    let ladder = lab::ladder(trace);
    let count = |name: &str| ladder.iter().filter(|packet| packet.ends_with(name)).count();
    assert_eq!(
        (count("MM1"), count("QM1"), count("INFO")),
        (1, 2, deletes_sent),
        "the ISAKMP SA stays"
    );
    assert!(lab::is_up(trace));
}

#[test]
fn lifetime_in_seconds() {
    let scenario = edit(
        preset(),
        R1,
        "crypto map cisco 10",
        "crypto ipsec security-association lifetime seconds 120\ncrypto map cisco 10",
    );
    let trace = lab::run(&with_ping(scenario, 130, 8));
    // R1 alone has the short lifetime: it was told 3600 seconds and takes its own. R2 learns of the end by DELETE.
    check_renewal(&trace, 1);
    let (begin, end) = (created(&trace, R1)[0], deleted(&trace, R1)[0]);
    assert_eq!((end.0.0 - begin.0.0) / 1000, 120);
    assert_eq!((lab::replies(&trace, R2), lab::replies(&trace, R1)), (128, 0));
}

#[test]
fn lifetime_in_kilobytes() {
    let scenario = edit(
        preset(),
        R1,
        "crypto map cisco 10",
        "crypto ipsec security-association lifetime kilobytes 2560\ncrypto map cisco 10",
    );
    let scenario = lab::edit_both(scenario, "esp-seal esp-sha-hmac", "esp-null esp-md5-hmac");
    let trace = lab::run(&with_ping(scenario, 45, 60_000));
    // R1 alone has the low limit and did not begin the quick mode, so it renews nothing: the pair ends, and R2 is told.
    check_renewal(&trace, 1);
    let second = lab::ladder(&trace).iter().rposition(|name| name.ends_with("QM1"));
    let before = trace.packets[..second.expect("a second quick mode")]
        .iter()
        .filter(|packet| packet.from == R2);
    let volume: usize = before
        .filter(|packet| matches!(packet.name, PacketName::Esp(_)))
        .map(|_| 60_000 + 28)
        .sum();
    assert!((2560 * 1024..2560 * 1024 + 60_028).contains(&volume), "{volume} bytes");
}

/// What a line of an access list covers: itself, its parts, and nothing broader.
#[test]
fn proxy_identities_hold_their_parts() {
    let line = |words: &str| {
        let config = ikelab_core::ios::parse(&format!("access-list 100 permit {words}"), Platform::default()).0;
        let list = config.access_list(&"100".into()).expect("the list");
        list.proxy_identities().next().expect("its line")
    };
    let whole = line("ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255");
    for (words, is_part) in [
        ("ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", true),
        ("ip 10.1.7.0 0.0.0.255 host 10.2.9.9", true),
        ("tcp 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255 eq 80", true),
        ("ip 10.0.0.0 0.255.255.255 10.2.0.0 0.0.255.255", false),
        ("ip 10.1.0.0 0.0.255.255 any", false),
        ("ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.255.255", false),
    ] {
        assert_eq!(whole.contains(&line(words)), is_part, "{words}");
    }
    let web = line("tcp any any eq 80");
    assert!(web.contains(&line("tcp host 10.1.1.1 host 10.2.2.2 eq 80")));
    assert!(!web.contains(&line("tcp host 10.1.1.1 host 10.2.2.2 eq 443")));
    assert!(!web.contains(&line("udp host 10.1.1.1 host 10.2.2.2 eq 80")));
}
