//! Where values come from: the formulas of a run, and the way from a field or a key to what it was made from, and back.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::Group;
use ikelab_core::dissect;
use ikelab_core::effects::PacketName;
use ikelab_core::event::{EventKind, Quantity, RouterId};
use ikelab_core::provenance::{Computed, Draw, Expression, Node, Part, Provenance, Span};
use ikelab_core::random::Purpose;
use ikelab_core::sim::{Scenario, Trace, doc_50880, run};
use ikelab_tests::everything::with_pfs;

/// The pre-shared key of the preset, whose phase 1 uses MD5.
const KEY: &[u8] = b"cisco123";

struct Lab {
    trace: Trace,
    known: Provenance,
}

fn lab(change: impl Fn(&mut Scenario)) -> Lab {
    let mut scenario = doc_50880();
    change(&mut scenario);
    let trace = run(&scenario);
    let known = Provenance::new(&trace);
    Lab { trace, known }
}

fn preset() -> Lab {
    lab(|_| {})
}

impl Lab {
    fn place(&self, place: &Span) -> Vec<u8> {
        let packet = self.trace.packet(place.packet).unwrap();
        let opened = place.decrypted.then(|| dissect::decrypted_bytes(packet)).flatten();
        let bytes = opened.unwrap_or_else(|| packet.bytes.clone());
        bytes[place.start as usize..place.end() as usize].to_vec()
    }

    fn bytes(&self, node: &Node) -> Vec<u8> {
        match node {
            Node::Computed(index) => self.known.computed[*index as usize].value.clone(),
            Node::Field(place) => self.place(place),
            Node::Configured { .. } => KEY.to_vec(),
            Node::Draw(draw) => self.drawn(draw),
            other => panic!("{other:?} has no bytes"),
        }
    }

    fn drawn(&self, draw: &Draw) -> Vec<u8> {
        let events = self.trace.events.iter().filter(|event| event.router == draw.router);
        let mut drawn = events.filter_map(|event| match &event.kind {
            EventKind::Drawn(drawn) if (drawn.purpose, drawn.ordinal) == (draw.purpose, draw.ordinal) => Some(drawn),
            _ => None,
        });
        drawn.next().expect("it was logged").value.clone()
    }

    fn expression(&self, node: &Node) -> Expression {
        self.known.expression(&self.trace, node).unwrap()
    }

    /// The values that went into a computed one.
    fn inputs(&self, index: u32) -> Vec<Node> {
        self.expression(&Node::Computed(index)).values().cloned().collect()
    }

    /// A formula as it is written.
    fn written(&self, is_wanted: impl Fn(Quantity) -> bool) -> String {
        let index = self
            .known
            .computed
            .iter()
            .position(|computed| is_wanted(computed.quantity));
        let expression = self.expression(&Node::Computed(index.unwrap() as u32));
        let text = |part: &Part| match part {
            Part::Text(text) => text.to_string(),
            Part::Value { symbol, .. } => (*symbol).to_owned(),
        };
        expression.parts.iter().map(text).collect()
    }

    fn computed(&self, is_wanted: impl Fn(Quantity) -> bool) -> &Computed {
        self.known
            .computed
            .iter()
            .find(|computed| is_wanted(computed.quantity))
            .unwrap()
    }

    fn sent(&self, name: PacketName) -> Span {
        let packet = self.trace.packets.iter().find(|packet| packet.name == name).unwrap();
        Span {
            packet: packet.id,
            start: 0,
            len: packet.bytes.len() as u32,
            decrypted: true,
        }
    }

    /// The innermost field of that key.
    fn field(&self, name: PacketName, key: &str, decrypted: bool) -> Span {
        fn last<'f>(fields: &'f [dissect::Field], key: &str) -> Option<&'f dissect::Field> {
            let own = |field: &'f dissect::Field| {
                last(&field.children, key).or_else(|| (field.key.key() == key).then_some(field))
            };
            fields.iter().find_map(own)
        }
        let whole = self.sent(name);
        let packet = self.trace.packet(whole.packet).unwrap();
        let fields = if decrypted { dissect::decrypted(packet) } else { None };
        let fields = fields.unwrap_or_else(|| dissect::wire(packet));
        let field = last(&fields, key).unwrap_or_else(|| panic!("{key} in {name}"));
        Span {
            start: field.start,
            len: field.len,
            decrypted,
            ..whole
        }
    }

    fn made_of(&self, place: Span) -> Vec<Node> {
        self.expression(&Node::Field(place)).values().cloned().collect()
    }
}

#[test]
fn formulas_say_what_was_done_in_this_run() {
    let preset = preset();
    let first = |quantity: Quantity| matches!(quantity, Quantity::Hash1 { .. });
    let keymat = |quantity: Quantity| matches!(quantity, Quantity::Keymat { .. });
    let phase2_iv = |quantity: Quantity| matches!(quantity, Quantity::Phase2Iv { .. });
    let ka = "K1 | K2; K1 = prf(SKEYID_e, 0), K2 = prf(SKEYID_e, K1)";
    assert_eq!(preset.written(|quantity| quantity == Quantity::CipherKey), ka);
    assert_eq!(
        preset.written(|quantity| quantity == Quantity::Phase1Iv),
        "hash(g^xi | g^xr)"
    );
    assert_eq!(preset.written(first), "prf(SKEYID_a, M-ID | SA | Ni | IDci | IDcr)");
    assert_eq!(
        preset.written(keymat),
        "first 40 bytes of K1 | K2 | K3; K1 = prf(SKEYID_d, protocol | SPI | Ni_b | Nr_b), \
         K2 = prf(SKEYID_d, K1 | …), K3 = prf(SKEYID_d, K2 | …)"
    );
    let changed = lab(|scenario| {
        for setup in &mut scenario.routers {
            let text = setup.configuration.replace(" encr aes 256\n hash md5\n", " hash sha\n");
            let text = text.replace("esp-seal esp-sha-hmac", "esp-des esp-md5-hmac");
            setup.configuration = text.replace(" set transform-set", " set pfs group2\n set transform-set");
        }
    });
    let ka = changed.written(|quantity| quantity == Quantity::CipherKey);
    assert_eq!(ka, "first 8 bytes of SKEYID_e");
    let iv = changed.written(|quantity| quantity == Quantity::Phase1Iv);
    assert_eq!(iv, "first 8 bytes of hash(g^xi | g^xr)");
    let iv = changed.written(phase2_iv);
    assert_eq!(iv, "first 8 bytes of hash(last phase 1 CBC output block | M-ID)");
    assert_eq!(
        changed.written(first),
        "prf(SKEYID_a, M-ID | SA | Ni | KE | IDci | IDcr)"
    );
    assert_eq!(
        changed.written(keymat),
        "first 24 bytes of K1 | K2; K1 = prf(SKEYID_d, g(qm)^xy | protocol | SPI | Ni_b | Nr_b), \
         K2 = prf(SKEYID_d, K1 | …)"
    );
}

#[test]
fn the_exponents_of_a_quick_mode_are_its_own() {
    let lab = lab(|scenario| *scenario = with_pfs());
    for (name, router) in [
        (PacketName::QuickMode(1), RouterId::R2),
        (PacketName::QuickMode(2), RouterId::R1),
    ] {
        let [Node::Computed(public_place)] = lab.made_of(lab.field(name, "isakmp.ke", true))[..] else {
            panic!("the KE of {name} is computed")
        };
        let public = &lab.known.computed[public_place as usize];
        assert!(
            matches!(public.quantity, Quantity::QuickDhPublic { .. }),
            "{:?}",
            public.quantity
        );
        let [Node::Computed(private)] = lab.inputs(public_place)[..] else {
            panic!("{:?}", lab.inputs(public_place))
        };
        let inputs = lab.inputs(private);
        let private = &lab.known.computed[private as usize];
        assert_eq!((private.owner, private.value.len()), (Some(router), 32));
        let [Node::Draw(draw)] = &inputs[..] else {
            panic!("{inputs:?}")
        };
        assert_eq!(
            (draw.router, draw.purpose, draw.ordinal),
            (router, Purpose::QuickDhExponent, 0)
        );
        let group = Group::from_number(1).expect("group 1");
        assert_eq!(group.modp.public(&private.value), public.value);
    }
    let shared = lab.written(|quantity| matches!(quantity, Quantity::QuickDhShared { .. }));
    assert_eq!(shared, "(g^y)^x mod p");
}

#[test]
fn a_drawn_field_leads_to_its_draw() {
    let lab = preset();
    let nodes = lab.made_of(lab.field(PacketName::MainMode(4), "isakmp.nonce", true));
    let [Node::Draw(draw)] = &nodes[..] else {
        panic!("{nodes:?}")
    };
    let expected = (RouterId::R1, Purpose::Nonce, 0, false);
    assert_eq!((draw.router, draw.purpose, draw.ordinal, draw.pinned), expected);
    let nodes = lab.made_of(lab.field(PacketName::MainMode(1), "isakmp.header.cookie.initiator", true));
    assert!(matches!(&nodes[..], [Node::Draw(draw)] if draw.pinned), "{nodes:?}");
}

#[test]
fn a_payload_is_made_as_what_it_carries() {
    let lab = preset();
    let value = lab.field(PacketName::MainMode(4), "isakmp.ke", true);
    let payload = Span {
        start: value.start - 4,
        len: value.len + 4,
        ..value
    };
    let made = lab.made_of(payload);
    assert_eq!(made, lab.made_of(value));
    assert_eq!(lab.bytes(&made[0]), lab.place(&value), "g^x of R1");
}

#[test]
fn a_cookie_of_a_later_message_is_that_of_the_first() {
    let lab = preset();
    let first = lab.field(PacketName::MainMode(1), "isakmp.header.cookie.initiator", true);
    let nodes = lab.made_of(lab.field(PacketName::QuickMode(2), "isakmp.header.cookie.initiator", true));
    assert_eq!(nodes, [Node::Field(first)]);
}

#[test]
fn esp_leads_to_keymat_and_its_spi_to_the_message_that_proposed_it() {
    let lab = preset();
    let keymat = |node: &Node| {
        let Node::Computed(index) = node else { return false };
        matches!(lab.known.computed[*index as usize].quantity, Quantity::Keymat { .. })
    };
    let nodes = lab.made_of(lab.field(PacketName::Esp(1), "esp.encrypted.seal", false));
    assert!(keymat(&nodes[0]), "{nodes:?}");
    assert_eq!(lab.bytes(&nodes[1]), [0, 0, 0, 1]);
    let nodes = lab.made_of(lab.field(PacketName::Esp(1), "esp.icv", false));
    assert!(keymat(&nodes[0]), "{nodes:?}");
    let spi = lab.field(PacketName::Esp(1), "esp.spi", true);
    let nodes = lab.made_of(spi);
    assert_eq!(lab.bytes(&nodes[0]), lab.place(&spi));
    assert_eq!(
        nodes,
        [Node::Field(lab.field(
            PacketName::QuickMode(2),
            "isakmp.proposal.spi",
            true
        ))]
    );
}

#[test]
fn ivs_form_a_chain() {
    let lab = preset();
    let iv = |name| lab.made_of(lab.field(name, "isakmp.encrypted", false))[1].clone();
    assert!(matches!(iv(PacketName::MainMode(5)), Node::Computed(_)));
    for (name, before) in [
        (PacketName::MainMode(6), PacketName::MainMode(5)),
        (PacketName::QuickMode(3), PacketName::QuickMode(2)),
    ] {
        let whole = lab.sent(before);
        let Node::Field(block) = iv(name) else { panic!("{name}") };
        assert_eq!(
            (block.packet, block.end(), block.decrypted),
            (whole.packet, whole.len, false)
        );
    }
}

#[test]
fn what_a_value_goes_into_is_made_from_it() {
    let lab = preset();
    for node in (0..lab.known.computed.len() as u32).map(Node::Computed) {
        for user in lab.known.uses(&lab.trace, &node) {
            assert!(
                lab.expression(&user).values().any(|used| *used == node),
                "{user:?} from {node:?}"
            );
        }
    }
    let nonce = Node::Field(lab.field(PacketName::MainMode(3), "isakmp.nonce", true));
    let skeyid = lab.computed(|quantity| quantity == Quantity::Skeyid);
    assert!(
        lab.known
            .uses(&lab.trace, &nonce)
            .iter()
            .any(|user| { matches!(user, Node::Computed(index) if lab.known.computed[*index as usize] == *skeyid) })
    );
}

#[test]
fn every_field_of_every_packet_comes_from_somewhere() {
    let lab = preset();
    for packet in &lab.trace.packets {
        for start in 0..packet.bytes.len() as u32 {
            for decrypted in [true, false] {
                let place = Span {
                    packet: packet.id,
                    start,
                    len: 1,
                    decrypted,
                };
                let expression = lab.known.expression(&lab.trace, &Node::Field(place));
                let expression = expression.unwrap_or_else(|| panic!("byte {start} of {}", packet.name));
                assert!(expression.values().next().is_some(), "byte {start} of {}", packet.name);
            }
        }
    }
}
