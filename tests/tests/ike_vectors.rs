//! Exchanges recorded between two strongSwans, with every value that the two logged: what the core computes is the same.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::{Ipv4Addr, SocketAddrV4};

use ikelab_core::algorithm::policy::IsakmpPolicy;
use ikelab_core::algorithm::{CbcCipher, EspCipher, Group, Hash};
use ikelab_core::ike::iv::Iv;
use ikelab_core::ike::keymat::{KeymatInputs, Proof, Skeyid};
use ikelab_core::ike::nat;
use ikelab_core::ike::proposal::phase2::Meaning;
use ikelab_core::ike::proposal::{phase1, phase2};
use ikelab_core::ipsec::bundle::Spis;
use ikelab_core::ipsec::esp::{self, EspKeys};
use ikelab_core::ipsec::lifetime::Lifetime;
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::isakmp::header::HEADER_LEN;
use ikelab_core::isakmp::message::{decode_header, decode_payloads, encode_payloads};
use ikelab_core::isakmp::nat_d::NatDialect;
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::SecurityAssociation;
use ikelab_tests::recording::{Recording, recordings};
use ikelab_tests::{bytes, hex, list, text, to_hex};
use serde_json::Value;

fn security_association(payloads: &[Payload]) -> &SecurityAssociation {
    payloads
        .iter()
        .find_map(|payload| match payload {
            Payload::SecurityAssociation(sa) => Some(sa),
            _ => None,
        })
        .expect("an SA payload")
}

/// SKEYID and its children (RFC 2409 §5), and the key of the cipher, which may be longer than SKEYID_e (App. B).
#[test]
fn keys_of_phase_1() {
    for recording in recordings() {
        let Skeyid { skeyid, d, a, e } = &recording.skeyid;
        let key = &recording.cipher.key;
        for (member, value) in [
            ("SKEYID", skeyid),
            ("SKEYID_d", d),
            ("SKEYID_a", a),
            ("SKEYID_e", e),
            ("enc_key", key),
        ] {
            recording.assert(member, value, text(&recording.vector, member));
        }
    }
}

/// Nonces, public values, SA and identities are read from the messages as the recording has them.
#[test]
fn payload_bodies() {
    for recording in recordings() {
        let body = |number: usize, kind: &str| {
            let payloads = recording.payloads(recording.message(number));
            let found = payloads.iter().find(|payload| payload.kind().name() == Some(kind));
            found.unwrap_or_else(|| panic!("no {kind} in message {number}")).body()
        };
        for (number, kind, member) in [
            (1, "SA", "sai_b"),
            (3, "KE", "g_xi"),
            (3, "NONCE", "ni_b"),
            (4, "KE", "g_xr"),
            (4, "NONCE", "nr_b"),
            (5, "ID", "idii_b"),
            (5, "HASH", "hash_i"),
            (6, "ID", "idir_b"),
            (6, "HASH", "hash_r"),
        ] {
            recording.assert(member, &body(number, kind), text(&recording.vector, member));
        }
        recording.assert("Ni_b", &body(7, "NONCE"), text(recording.quick(), "ni_b"));
        recording.assert("Nr_b", &body(8, "NONCE"), text(recording.quick(), "nr_b"));
    }
}

/// HASH_I and HASH_R, over what both sides sent.
#[test]
fn proofs_of_phase_1() {
    for recording in recordings() {
        let [g_xi, g_xr, sai_b] = ["g_xi", "g_xr", "sai_b"].map(|member| recording.bytes(member));
        let proof = Proof {
            g_xi: &g_xi,
            g_xr: &g_xr,
            cookies: recording.cookies,
            sai_b: &sai_b,
        };
        let hash_i = proof.hash_i(recording.algorithms.hash, &recording.skeyid, &recording.bytes("idii_b"));
        let hash_r = proof.hash_r(recording.algorithms.hash, &recording.skeyid, &recording.bytes("idir_b"));
        recording.assert("HASH_I", &hash_i, text(&recording.vector, "hash_i"));
        recording.assert("HASH_R", &hash_r, text(&recording.vector, "hash_r"));
    }
}

/// The IVs of phase 1 (App. B): the first from the public values, then each message's last ciphertext block.
#[test]
fn iv_chain_of_phase_1() {
    for recording in recordings() {
        let mut iv = Iv::phase1(
            recording.algorithms.hash,
            recording.algorithms.cipher,
            &recording.bytes("g_xi"),
            &recording.bytes("g_xr"),
        );
        recording.assert("the first IV", &iv.0, text(&recording.vector, "iv_phase1"));
        for number in [5, 6] {
            iv = check_encrypted(&recording, recording.message(number), iv);
        }
        recording.assert("the last block", &iv.0, text(&recording.vector, "last_phase1_block"));
    }
}

/// The IVs of quick mode: the first from phase 1's last block and the message id, then each message's last block.
#[test]
fn iv_chain_of_quick_mode() {
    for recording in recordings() {
        let mut iv = Iv::phase2(
            recording.algorithms.hash,
            recording.algorithms.cipher,
            &recording.last_phase1_block(),
            message_id(recording.quick()),
        );
        recording.assert("quick mode's IV", &iv.0, text(recording.quick(), "iv"));
        for number in [7, 8, 9] {
            iv = check_encrypted(&recording, recording.message(number), iv);
        }
    }
}

/// A message has this IV, decrypts to the recorded plaintext and payloads, and encrypts to itself. Gives the next IV.
fn check_encrypted(recording: &Recording, message: &Value, iv: Iv) -> Iv {
    recording.assert("the IV", &iv.0, text(message, "iv"));
    let wire = bytes(message, "hex");
    let (header, body) = decode_header(&wire).expect("a header");
    let (plaintext, next) = recording.cipher.decrypt(&iv, body).expect("whole blocks");
    recording.assert("the plaintext", &plaintext, text(message, "plaintext"));
    let (payloads, padding) = decode_payloads(header.next_payload, &plaintext, HEADER_LEN).expect("payloads");
    if message.get("padding").is_some() {
        recording.assert("the padding", padding, text(message, "padding"));
    }
    // strongSwan adds a block of padding where none is needed, so its padding is kept.
    let again = [encode_payloads(&payloads).as_slice(), padding].concat();
    let (encrypted, next_again) = recording.cipher.encrypt(&iv, &again);
    assert_eq!(to_hex(&encrypted.ciphertext), to_hex(body), "{}", recording.name);
    assert_eq!(encrypted.plaintext, plaintext);
    assert_eq!(next, next_again);
    next
}

fn message_id(vector: &Value) -> u32 {
    u32::from_str_radix(text(vector, "mid"), 16).expect("a message id")
}

/// HASH(1), HASH(2) and HASH(3), over the payloads as they were decrypted.
#[test]
fn hashes_of_quick_mode() {
    for recording in recordings() {
        let (quick, skeyid) = (recording.quick(), &recording.skeyid);
        let (id, ni_b, nr_b) = (message_id(quick), bytes(quick, "ni_b"), bytes(quick, "nr_b"));
        let behind_hash = |number| encode_payloads(&recording.payloads(recording.message(number))[1..]);
        let hashes = [
            (
                7,
                "hash1",
                skeyid.hash_1(recording.algorithms.hash, id, &behind_hash(7)),
            ),
            (
                8,
                "hash2",
                skeyid.hash_2(recording.algorithms.hash, id, &ni_b, &behind_hash(8)),
            ),
            (9, "hash3", skeyid.hash_3(recording.algorithms.hash, id, &ni_b, &nr_b)),
        ];
        for (number, member, hash) in hashes {
            recording.assert(member, &hash, text(quick, member));
            assert_eq!(
                recording.payloads(recording.message(number))[0],
                Payload::Hash(hash),
                "{}",
                recording.name
            );
        }
    }
}

/// KEYMAT of both SAs, with the shared secret of PFS where the recording has one.
#[test]
fn keymat_of_both_directions() {
    for recording in recordings() {
        let quick = recording.quick();
        let [g_qm_xy, ni_b, nr_b] = ["g_qm_xy", "ni_b", "nr_b"].map(|member| bytes(quick, member));
        let length = |member: &str| quick[member].as_u64().expect("a length") as usize;
        let length = length("enc_key_len") + length("auth_key_len");
        for (member, spi) in [("keymat_i_to_r", "spi_r"), ("keymat_r_to_i", "spi_i")] {
            let sa = KeymatInputs {
                g_qm_xy: (quick["pfs"] == true).then_some(&g_qm_xy),
                protocol: 3,
                spi: &bytes(quick, spi),
                ni_b: &ni_b,
                nr_b: &nr_b,
            };
            let keymat = recording.skeyid.keymat(recording.algorithms.hash, &sa, length);
            recording.assert(member, &keymat, text(quick, member));
        }
    }
}

/// strongSwan's answers are its peer's offers with one transform and its own SPI: what the core's answer is too.
#[test]
fn answers_to_the_recorded_offers() {
    for recording in recordings() {
        let policy = IsakmpPolicy {
            encryption: recording.algorithms.cipher,
            hash: recording.algorithms.hash,
            authentication: ikelab_core::algorithm::policy::Authentication::PreShare,
            group: recording.algorithms.group,
            lifetime_seconds: 86_400,
        };
        let [offer, answer] = [1, 2].map(|number| recording.payloads(recording.message(number)));
        let proposal = &security_association(&offer).proposals[0];
        let transform = &proposal.transforms[0];
        assert_eq!(phase1::mismatches(transform, &policy), []);
        assert_eq!(phase1::lifetime(transform, &policy), 86_400);
        let computed = phase1::answer(proposal.number, transform.clone());
        assert_eq!(&computed, security_association(&answer), "{}", recording.name);

        let [offer, answer] = [7, 8].map(|number| recording.payloads(recording.message(number)));
        let choices: Vec<_> = phase2::choices(security_association(&offer)).collect();
        let [choice] = choices.try_into().expect("one transform");
        let spi = u32::from_str_radix(text(recording.quick(), "spi_r"), 16).expect("an SPI");
        let spis = Spis {
            ah: None,
            esp: Some(spi),
        };
        let computed = phase2::answer(&choice.proposals, spis);
        assert_eq!(&computed, security_association(&answer), "{}", recording.name);
        let (seconds, kilobytes) = (3600, recorded_kilobytes(recording.quick()));
        let expected = Meaning {
            set: transforms(recording.name),
            lifetime: Lifetime { seconds, kilobytes },
            pfs: (recording.quick()["pfs"] == true).then_some(Group::Modp2048),
        };
        // libipsec's ESP goes in UDP (encapsulation mode 3, RFC 3947), which IOS 12.3(7)T is not simulated with.
        let in_udp = recording.name.starts_with("strongswan-libipsec-");
        assert_eq!(choice.meaning, (!in_udp).then_some(expected), "{}", recording.name);
    }
}

/// The last attribute of strongSwan's offer is the life duration in kilobytes.
fn recorded_kilobytes(quick: &Value) -> u32 {
    let attributes = &quick["sa_offer"]["proposals"][0]["transforms"][0]["attributes"];
    let last = attributes.as_array().and_then(|attributes| attributes.last());
    let value = last.and_then(|attribute| attribute[1].as_u64()).expect("a duration");
    u32::try_from(value).expect("32 bits")
}

/// Deletes and notifications: an IV of their own, HASH(1), and the payloads behind it.
#[test]
fn informational_messages() {
    let mut seen = 0;
    for recording in recordings() {
        for message in list(&recording.vector, "informational") {
            let id = message_id(message);
            let iv = Iv::phase2(
                recording.algorithms.hash,
                recording.algorithms.cipher,
                &recording.last_phase1_block(),
                id,
            );
            check_encrypted(&recording, message, iv);
            let payloads = recording.payloads(message);
            let hash = recording
                .skeyid
                .hash_1(recording.algorithms.hash, id, &encode_payloads(&payloads[1..]));
            recording.assert("HASH(1)", &hash, text(message, "hash1"));
            assert_eq!(payloads[0], Payload::Hash(hash));
            seen += 1;
        }
    }
    assert!(seen >= 2, "{seen}");
}

/// NAT-D: the hash of each address and port. The recording with libipsec has a made-up one in each message, by which
/// strongSwan forces its peer to put ESP in UDP: it is no address's.
#[test]
fn nat_detection() {
    let (mut seen, mut made_up) = (0, 0);
    for recording in recordings() {
        for entry in list(&recording.vector, "nat_d") {
            let number = entry["message"].as_u64().expect("a message's number") as usize;
            let hash_of = |endpoint| to_hex(&nat::hash(recording.algorithms.hash, &recording.cookies, endpoint));
            if entry["matches"].is_null() {
                let message = recording.message(number);
                for endpoint in [endpoint(message, "src", "sport"), endpoint(message, "dst", "dport")] {
                    assert_ne!(hash_of(endpoint), text(entry, "hash"));
                }
                made_up += 1;
            } else {
                let endpoint: SocketAddrV4 = text(entry, "matches").parse().expect("an address and a port");
                assert_eq!(hash_of(endpoint), text(entry, "hash"), "{}", recording.name);
                seen += 1;
            }
        }
    }
    assert_eq!((seen, made_up), (12, 8));
}

/// The two payloads as the core makes them: strongSwan's, and in its order, the receiver's address first.
#[test]
fn nat_detection_payloads() {
    let mut seen = 0;
    for recording in recordings()
        .iter()
        .filter(|recording| recording.name == "strongswan-natt-aes128sha1")
    {
        for number in [3, 4] {
            let message = recording.message(number);
            let (receiver, sender) = (endpoint(message, "dst", "dport"), endpoint(message, "src", "sport"));
            let computed = nat::payloads(
                NatDialect::Rfc3947,
                recording.algorithms.hash,
                &recording.cookies,
                receiver,
                sender,
            );
            let payloads = recording.payloads(message);
            assert_eq!(payloads[payloads.len() - 2..], computed);
            seen += 1;
        }
    }
    assert_eq!(seen, 2);
}

fn endpoint(message: &Value, address: &str, port: &str) -> SocketAddrV4 {
    let address: Ipv4Addr = text(message, address).parse().expect("an address");
    SocketAddrV4::new(address, message[port].as_u64().expect("a port") as u16)
}

/// The transforms of quick mode, by which recordings are named: `strongswan-plain-aes128sha1`.
fn transforms(name: &str) -> TransformSet {
    let (cipher, auth) = name
        .rsplit_once("-aes")
        .and_then(|(_, name)| name.split_once("sha"))
        .expect("a name");
    let (cipher, auth) = match (cipher, auth) {
        ("128", "1") => (CbcCipher::Aes128, Hash::Sha1),
        ("256", "256") => (CbcCipher::Aes256, Hash::Sha256),
        ("192", "256") => (CbcCipher::Aes192, Hash::Sha256),
        ("128", "384") => (CbcCipher::Aes128, Hash::Sha384),
        ("256", "512") => (CbcCipher::Aes256, Hash::Sha512),
        _ => panic!("{name}"),
    };
    TransformSet {
        esp_cipher: Some(EspCipher::Cbc(cipher)),
        esp_auth: Some(auth),
        ..TransformSet::default()
    }
}

/// ESP of strongSwan's libipsec, both ways: read to the recorded plaintext, and made again byte for byte.
#[test]
fn esp_packets_of_libipsec() {
    let mut seen = 0;
    for recording in recordings() {
        let quick = recording.quick();
        for packet in list(&recording.vector, "esp") {
            let wire = bytes(packet, "esp");
            let direction = if text(packet, "spi") == text(quick, "spi_r") {
                "keymat_i_to_r"
            } else {
                assert_eq!(text(packet, "spi"), text(quick, "spi_i"));
                "keymat_r_to_i"
            };
            let keys = EspKeys::new(&transforms(recording.name), &bytes(quick, direction)).expect("enough KEYMAT");
            let (spi, sequence) = esp::header(&wire).expect("a header");
            assert_eq!(spi.to_be_bytes().to_vec(), hex(text(packet, "spi")));
            assert_eq!(packet["seq"], sequence);

            let read = keys.decapsulate(&wire).expect("a packet that is right");
            recording.assert("the plaintext", &read.plaintext, text(packet, "plaintext"));
            assert_eq!(packet["next_header"], read.next_header);
            let padding = read.plaintext.len() - read.payload.len() - 2;
            assert_eq!(packet["pad_len"], padding);

            let iv = &wire[esp::HEADER_LEN..esp::HEADER_LEN + keys.iv_len()];
            let made = keys.encapsulate(spi, sequence, iv, &read.payload, read.next_header);
            recording.assert("the packet", &made.bytes, text(packet, "esp"));
            let icv = text(packet, "icv");
            recording.assert("the ICV", &made.bytes[made.bytes.len() - icv.len() / 2..], icv);
            seen += 1;
        }
    }
    assert_eq!(seen, 22);
}
