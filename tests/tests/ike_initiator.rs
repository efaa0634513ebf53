//! The core's initiator against recorded answers of a real strongSwan 5.9.8.
//!
//! Another program initiated when the answers were recorded. The core is given that program's draws and says of itself
//! what that program said, so that every message it sends must be byte for byte the recorded one: strongSwan accepted
//! those.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::net::{Ipv4Addr, SocketAddrV4};

use ikelab_core::algorithm::policy::{Authentication, IsakmpPolicy};
use ikelab_core::algorithm::{CbcCipher, EspCipher, Group, Hash};
use ikelab_core::effects::{Effect, Effects};
use ikelab_core::event::{PacketId, Quantity, Role, RouterId, ValueId};
use ikelab_core::ike::main_mode::{Established, Incoming, initiator};
use ikelab_core::ike::quick_mode::initiator::{Wanted, start};
use ikelab_core::ike::session::{Dialect, Profiles, Reject, Session, SessionContext};
use ikelab_core::ipsec::bundle::Spis;
use ikelab_core::ipsec::lifetime::Lifetime;
use ikelab_core::ipsec::proxy::ProxyIdentities;
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::isakmp::id::PeerName;
use ikelab_core::isakmp::message::decode_header;
use ikelab_core::isakmp::vendor::Vendor;
use ikelab_core::random::Purpose;
use ikelab_core::time::SimTime;
use ikelab_tests::pinned::{PinnedRandom, derived, isakmp_message, transmissions};
use ikelab_tests::{bytes, hex, ikev1_vectors, list, text, to_hex};
use serde_json::Value;

const LOCAL: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 1);
const PEER: Ipv4Addr = Ipv4Addr::new(10, 10, 10, 2);

/// A recorded exchange, played again.
struct Replay {
    name: &'static str,
    vector: Value,
    session: Session,
    random: PinnedRandom,
    sent: usize,
}

/// The three exchanges.
fn replays() -> Vec<Replay> {
    let vectors = ikev1_vectors().into_iter().filter(|(name, _)| name.starts_with("py-"));
    let replays: Vec<_> = vectors.map(|(name, vector)| Replay::new(name, vector)).collect();
    assert_eq!(replays.len(), 3);
    replays
}

impl Replay {
    fn new(name: &'static str, vector: Value) -> Self {
        let quick = &vector["quick"];
        let random = PinnedRandom::new([
            (Purpose::Cookie, bytes(&vector, "cky_i")),
            (Purpose::DhExponent, bytes(&vector, "x")),
            (Purpose::Nonce, bytes(&vector, "ni_b")),
            (Purpose::MessageId, bytes(quick, "mid")),
            (Purpose::Spi, bytes(quick, "our_spi")),
            (Purpose::QuickNonce, bytes(quick, "ni_b")),
        ]);
        Replay {
            name,
            session: session(name, text(&vector, "psk")),
            vector,
            random,
            sent: 0,
        }
    }

    /// Does something as the router; the messages that it sends are the next recorded ones that went out.
    fn act<T>(&mut self, what: impl FnOnce(&mut SessionContext<'_, '_>) -> T) -> (T, Vec<Effect>) {
        let packet = PacketId(self.sent as u32);
        let mut effects = Effects::new(RouterId::R1, SimTime::ZERO, &mut self.random, None, packet, ValueId(0));
        let result = what(&mut SessionContext {
            effects: &mut effects,
            session: &self.session,
        });
        let (effects, _) = effects.finish();
        for transmission in transmissions(&effects) {
            let (source, destination, message) = isakmp_message(&transmission.bytes);
            assert_eq!((source, destination), (LOCAL, PEER));
            assert_eq!(
                to_hex(&message),
                self.recorded("out", self.sent),
                "{} {}",
                self.name,
                transmission.name
            );
            self.sent += 1;
        }
        (result, effects)
    }

    fn recorded(&self, direction: &str, index: usize) -> &str {
        let messages = list(&self.vector, "messages").iter();
        let mut messages = messages.filter(|message| message["dir"] == direction);
        text(messages.nth(index).expect("a recorded message"), "hex")
    }

    /// strongSwan's message number `index`.
    fn answer(&self, index: usize) -> Vec<u8> {
        hex(self.recorded("in", index))
    }

    fn assert(&self, effects: &[Effect], quantity: Quantity, vector: &Value, member: &str) {
        assert_eq!(
            to_hex(&derived(effects, quantity)),
            text(vector, member),
            "{member} of {}",
            self.name
        );
    }
}

/// What the recorded program was: one policy, IOS's identity, no INITIAL_CONTACT, and in one of the exchanges IOS's
/// drafts of NAT traversal.
fn session(name: &str, psk: &str) -> Session {
    let policy = IsakmpPolicy {
        encryption: CbcCipher::Aes256,
        hash: Hash::Md5,
        authentication: Authentication::PreShare,
        group: Group::Modp1024,
        lifetime_seconds: 86_400,
    };
    let with_nat_detection = name == "py-initiator-ios-natt-draft";
    let offered = if with_nat_detection {
        vec![Vendor::NatTraversalDraft03, Vendor::NatTraversalDraft02]
    } else {
        vec![]
    };
    Session {
        conn: 1,
        handle: 0,
        role: Role::Initiator,
        local: SocketAddrV4::new(LOCAL, 500),
        peer: SocketAddrV4::new(PEER, 500),
        name: PeerName::Address(LOCAL),
        policies: vec![(1, policy)],
        preshared_key: Some(psk.as_bytes().to_vec()),
        keyrings: vec!["default".into()],
        profiles: Profiles::default(),
        dialect: Dialect {
            offered,
            answered: vec![],
            later: vec![Vendor::Unity, Vendor::DeadPeerDetection, Vendor::Xauth],
            identity: (17, 500),
            initial_contact: false,
        },
    }
}

fn incoming(wire: &[u8]) -> Incoming<'_> {
    let (header, body) = decode_header(wire).expect("a header");
    Incoming { header, body }
}

/// All of main mode. Gives what phase 2 goes on from.
fn main_mode(replay: &mut Replay) -> Established {
    let vector = replay.vector.clone();
    let (expect_sa, _) = replay.act(|context| initiator::start(context).expect("there is a key"));
    assert_eq!(replay.sent, 1);

    let message = replay.answer(0);
    let (expect_ke, _) = replay.act(|context| expect_sa.handle(&incoming(&message), context).expect("message 2"));
    assert_eq!(replay.sent, 2);

    let message = replay.answer(1);
    let (expect_auth, effects) =
        replay.act(|context| expect_ke.handle(&incoming(&message), context).expect("message 4"));
    assert_eq!(replay.sent, 3);
    for (quantity, member) in [
        (Quantity::DhShared, "g_xy"),
        (Quantity::Skeyid, "SKEYID"),
        (Quantity::SkeyidD, "SKEYID_d"),
        (Quantity::SkeyidA, "SKEYID_a"),
        (Quantity::SkeyidE, "SKEYID_e"),
        (Quantity::CipherKey, "enc_key"),
        (Quantity::HashI, "hash_i"),
    ] {
        replay.assert(&effects, quantity, &vector, member);
    }

    let message = replay.answer(2);
    let (established, effects) =
        replay.act(|context| expect_auth.handle(&incoming(&message), context).expect("message 6"));
    replay.assert(&effects, Quantity::HashR, &vector, "hash_r");
    assert_eq!(established.peer_identity, PeerName::Address(PEER));
    established
}

/// What the recorded program asked for: AES-128 and SHA-1 between the seed's networks.
fn wanted() -> Wanted {
    let end = |address: [u8; 4]| ikelab_core::ipsec::proxy::ProxyEnd {
        address: address.into(),
        mask: Ipv4Addr::new(255, 255, 255, 0),
        port: 0,
    };
    Wanted {
        map: String::new(),
        proxies: ProxyIdentities {
            protocol: 0,
            local: end([172, 18, 124, 0]),
            remote: end([20, 20, 20, 0]),
        },
        sets: vec![TransformSet {
            esp_cipher: Some(EspCipher::Cbc(CbcCipher::Aes128)),
            esp_auth: Some(Hash::Sha1),
            ..TransformSet::default()
        }],
        lifetime: Lifetime {
            seconds: 3600,
            kilobytes: 4_608_000,
        },
        pfs: None,
    }
}

/// Main mode and quick mode, and the keys that come of them; in one exchange g^xy begins with a zero byte.
#[test]
fn sends_the_recorded_messages() {
    let mut leading_zeros = 0;
    for mut replay in replays() {
        let established = main_mode(&mut replay);
        let quick = replay.vector["quick"].clone();
        let spi = |member: &str| u32::from_str_radix(text(&quick, member), 16).expect("an SPI");
        let (expect_answer, _) = replay.act(|context| {
            start(wanted(), &established, context, |context| Spis {
                ah: None,
                esp: Some(u32::from_be_bytes(context.effects.draw(Purpose::Spi))),
            })
        });
        assert_eq!((replay.sent, expect_answer.spis().esp), (4, Some(spi("our_spi"))));

        let message = replay.answer(3);
        let (result, effects) =
            replay.act(|context| expect_answer.handle(&incoming(&message), &established, context, |_, _| {}));
        let (agreement, _) = result.expect("quick mode's message 2");
        assert_eq!(replay.sent, 5);
        assert_eq!(agreement.proxies, wanted().proxies);
        assert_eq!(agreement.meaning.set, wanted().sets[0]);
        assert_eq!(
            (agreement.inbound.spis().esp, agreement.outbound.spis().esp),
            (Some(spi("our_spi")), Some(spi("peer_spi")))
        );
        for (destination, spi, member) in [
            (PEER, spi("peer_spi"), "keymat_out"),
            (LOCAL, spi("our_spi"), "keymat_in"),
        ] {
            replay.assert(&effects, Quantity::Keymat { destination, spi }, &quick, member);
        }
        let (_, keys) = agreement.outbound.esp.expect("ESP keys");
        let keymat_out = [keys.cipher_key(), keys.authentication_key().expect("a key")];
        assert_eq!(to_hex(&keymat_out.concat()), text(&quick, "keymat_out"));

        assert_eq!(replay.random.left(), 0, "every recorded draw was made");
        let out = list(&replay.vector, "messages")
            .iter()
            .filter(|message| message["dir"] == "out");
        assert_eq!(replay.sent, out.count(), "every recorded message was sent");
        leading_zeros += usize::from(text(&replay.vector, "g_xy").starts_with("00"));
    }
    assert_eq!(leading_zeros, 1);
}

/// A bit that is flipped anywhere in strongSwan's message 6 or in its quick mode answer is noticed, and the same state
/// then takes the message as it was.
#[test]
fn notices_every_flipped_byte() {
    let mut replay = replays().remove(0);
    let (expect_sa, _) = replay.act(|context| initiator::start(context).expect("there is a key"));
    let [message2, message4, message6, answer] = [0, 1, 2, 3].map(|index| replay.answer(index));
    let (expect_ke, _) = replay.act(|context| expect_sa.handle(&incoming(&message2), context).expect("message 2"));
    let (expect_auth, _) = replay.act(|context| expect_ke.handle(&incoming(&message4), context).expect("message 4"));
    // ID and HASH fill two blocks; the third is padding, which nothing authenticates in phase 1.
    for at in 28..28 + 32 {
        let altered = flipped(&message6, at);
        let (result, _) = replay.act(|context| expect_auth.handle(&incoming(&altered), context).map(|_| ()));
        assert_ne!(result, Ok(()), "byte {at} of message 6");
    }
    let (established, _) = replay.act(|context| expect_auth.handle(&incoming(&message6), context).expect("message 6"));

    let (expect_answer, _) = replay.act(|context| {
        start(wanted(), &established, context, |context| Spis {
            ah: None,
            esp: Some(u32::from_be_bytes(context.effects.draw(Purpose::Spi))),
        })
    });
    for at in 28..answer.len() {
        let altered = flipped(&answer, at);
        let (result, _) = replay.act(|context| {
            let handled = expect_answer.handle(&incoming(&altered), &established, context, |_, _| {});
            handled.map(|_| ())
        });
        assert!(
            matches!(
                result,
                Err(Reject::HashMismatch | Reject::Malformed(_) | Reject::Unexpected)
            ),
            "byte {at} of the answer: {result:?}"
        );
    }
    let (result, _) = replay.act(|context| expect_answer.handle(&incoming(&answer), &established, context, |_, _| {}));
    assert!(result.is_ok());
    assert_eq!(replay.sent, 5, "nothing was sent in answer to altered messages");
}

fn flipped(message: &[u8], at: usize) -> Vec<u8> {
    let mut altered = message.to_vec();
    altered[at] ^= 0x10;
    altered
}
