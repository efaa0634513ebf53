//! Where values come from: every formula, evaluated anew with the bytes that its symbols are said to be, gives the value.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::crypto::hash::HashAlgorithm;
use ikelab_core::crypto::modp::Group;
use ikelab_core::dissect;
use ikelab_core::effects::PacketName;
use ikelab_core::event::{EventKind, IsakmpEvent, Quantity, RouterId};
use ikelab_core::provenance::{Computed, Node, Part, Provenance, Span};
use ikelab_core::random::Purpose;
use ikelab_core::sim::{Scenario, Trace, doc_50880, run};
use ikelab_tests::everything::with_pfs;

/// The pre-shared key of the preset, whose phase 1 uses MD5.
const KEY: &[u8] = b"cisco123";

struct Lab {
    scenario: Scenario,
    trace: Trace,
    known: Provenance,
}

fn lab(change: impl Fn(&mut Scenario)) -> Lab {
    let mut scenario = doc_50880();
    change(&mut scenario);
    let trace = run(&scenario);
    let known = Provenance::new(&scenario, &trace);
    Lab { scenario, trace, known }
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
            other => panic!("{other:?} has no bytes"),
        }
    }

    /// The arguments of a formula, in order: values, and the numbers and the protocol that it names.
    fn arguments(&self, computed: &Computed) -> Vec<Vec<u8>> {
        let mut arguments = Vec::new();
        for part in &computed.expression.parts {
            match part {
                Part::Value { node, .. } => arguments.push(self.bytes(node)),
                Part::Text(text) => {
                    let words = text.split([' ', '|', '(', ')', ',']).filter(|word| !word.is_empty());
                    arguments.extend(words.filter_map(|word| match word {
                        "protocol" => Some(vec![3]),
                        number => Some(vec![number.parse().ok()?]),
                    }));
                }
            }
        }
        arguments
    }

    fn computed(&self, is_it: impl Fn(Quantity) -> bool) -> &Computed {
        self.known
            .computed
            .iter()
            .find(|computed| is_it(computed.quantity))
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
            let own =
                |field: &'f dissect::Field| last(&field.children, key).or_else(|| (field.key == key).then_some(field));
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
        let expression = self.known.expression(&self.scenario, &self.trace, &Node::Field(place));
        expression.unwrap().values().cloned().collect()
    }
}

fn check_formulae(lab: &Lab, hash: HashAlgorithm) -> usize {
    let mut checked = 0;
    for computed in &lab.known.computed {
        let (formula, _) = computed.quantity.formula();
        let is_prf = formula.contains("prf(") && !formula.contains("N/D") && computed.quantity != Quantity::CipherKey;
        if !is_prf && !formula.starts_with("hash(") {
            continue;
        }
        let arguments = lab.arguments(computed);
        let parts: Vec<&[u8]> = arguments.iter().map(Vec::as_slice).collect();
        let expected = if is_prf {
            hash.hmac(parts[0], &parts[1..])
        } else {
            hash.digest(&parts)
        };
        let length = expected.len().min(computed.value.len());
        assert_eq!(computed.value[..length], expected[..length], "{:?}", computed.quantity);
        checked += 1;
    }
    checked
}

#[test]
fn formulae_give_their_values_from_the_bytes_that_they_name() {
    assert_eq!(check_formulae(&preset(), HashAlgorithm::Md5), 13);
}

#[test]
fn so_they_do_with_another_hash_and_pfs() {
    let changed = lab(|scenario| {
        for setup in &mut scenario.routers {
            let text = setup.configuration.replace(" hash md5\n", " hash sha\n");
            setup.configuration = text.replace(" set transform-set", " set pfs group2\n set transform-set");
        }
    });
    assert_eq!(check_formulae(&changed, HashAlgorithm::Sha1), 13);
}

#[test]
fn the_exponents_of_a_quick_mode_are_its_own() {
    let lab = lab(|scenario| *scenario = with_pfs());
    for (name, router) in [
        (PacketName::QuickMode(1), RouterId::R2),
        (PacketName::QuickMode(2), RouterId::R1),
    ] {
        let [Node::Computed(public)] = lab.made_of(lab.field(name, "isakmp.ke", true))[..] else {
            panic!("the KE of {name} is computed")
        };
        let public = &lab.known.computed[public as usize];
        assert!(
            matches!(public.quantity, Quantity::QuickDhPublic { .. }),
            "{:?}",
            public.quantity
        );
        let mut exponents = public.expression.values();
        let Some(Node::Computed(private)) = exponents.next() else {
            panic!("{:?}", public.expression)
        };
        let private = &lab.known.computed[*private as usize];
        assert_eq!((private.owner, private.value.len()), (Some(router), 32));
        let Some(Node::Draw(draw)) = private.expression.values().next() else {
            panic!("{:?}", private.expression)
        };
        assert_eq!(
            (draw.router, draw.purpose, draw.ordinal),
            (router, Purpose::QuickDhExponent, Some(0))
        );
        let group = Group::from_number(1).expect("group 1");
        assert_eq!(group.public(&private.value), public.value);
    }
    let shared = lab.computed(|quantity| matches!(quantity, Quantity::QuickDhShared { .. }));
    let of: Vec<&str> = shared
        .expression
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Value { symbol, .. } => Some(*symbol),
            Part::Text(_) => None,
        })
        .collect();
    assert_eq!(of, ["g^y", "x"]);
}

#[test]
fn a_draw_is_known_by_drawing_again() {
    let lab = preset();
    let nodes = lab.made_of(lab.field(PacketName::MainMode(4), "isakmp.nonce", true));
    let [Node::Draw(draw)] = &nodes[..] else {
        panic!("{nodes:?}")
    };
    let expected = (RouterId::R1, Purpose::Nonce, Some(0), false);
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
        for user in lab.known.uses(&node) {
            let expression = lab.known.expression(&lab.scenario, &lab.trace, &user).unwrap();
            assert!(expression.values().any(|used| *used == node), "{user:?} from {node:?}");
        }
    }
    let nonce = Node::Field(lab.field(PacketName::MainMode(3), "isakmp.nonce", true));
    let skeyid = lab.computed(|quantity| quantity == Quantity::Skeyid);
    assert!(
        lab.known
            .uses(&nonce)
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
                let expression = lab.known.expression(&lab.scenario, &lab.trace, &Node::Field(place));
                let expression = expression.unwrap_or_else(|| panic!("byte {start} of {}", packet.name));
                assert!(expression.values().next().is_some(), "byte {start} of {}", packet.name);
            }
        }
    }
}

#[test]
fn a_record_is_about_the_bytes_that_caused_it() {
    let lab = preset();
    let mut vendors = 0;
    for (index, event) in (0..).zip(&lab.trace.events) {
        let Some(place) = lab.known.cause(&lab.trace, index) else {
            continue;
        };
        assert_eq!(Some(place.packet), event.packet);
        if let EventKind::Isakmp {
            event: IsakmpEvent::VendorId { bytes },
            ..
        } = &event.kind
        {
            assert!(lab.place(&place).ends_with(bytes));
            vendors += 1;
        }
    }
    assert!(vendors > 5);
}
