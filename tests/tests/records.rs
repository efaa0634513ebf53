//! What the routers log of where things come from, in every scenario: the field that an event names holds what the event
//! says, and the formula of a computed value, evaluated anew with the bytes that it names, gives the value.

// It looks into every packet of every scenario: natively is enough, and in a browser it would hold the page up.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use ikelab_core::algorithm::{Group, Hash};
use ikelab_core::effects::{PacketName, ProtectionCipher};
use ikelab_core::event::{
    Argument, ArgumentSource, Derived, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, Operation, RouterId,
    TrafficEvent,
};
use ikelab_core::field::FieldKind;
use ikelab_core::ike::keymat::Cookies;
use ikelab_core::ike::nat;
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::isakmp::attribute::Attribute;
use ikelab_core::isakmp::id::PeerName;
use ikelab_core::isakmp::numbers::{NotifyType, PayloadType, ProtocolId};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::{Proposal, SecurityAssociation, Transform};
use ikelab_core::isakmp::vendor::Vendor;
use ikelab_core::provenance::{self, Node, Provenance, Span};
use ikelab_core::sim::{Action, CapturedPacket, Fate, Scenario, Trace};
use ikelab_tests::everything::scenarios;
use ikelab_tests::lab::{R1, R2, edit, preset, run, with_ping};
use ikelab_tests::variations::{POLICY, SET_TRANSFORM_SET, TRANSFORMS, with_policies};

/// Where the header of an ISAKMP message begins, behind those of IPv4 and UDP, and where its payloads do.
const ISAKMP: usize = 28;
const PAYLOADS: usize = ISAKMP + 28;

/// A run as a receiver sees it: what was changed on the way is so in its packets.
fn as_received(trace: &Trace) -> Trace {
    let mut received = trace.clone();
    for packet in &mut received.packets {
        if let Fate::Altered { bytes, .. } = packet.fate.clone() {
            packet.bytes = bytes;
            decrypt(packet);
        }
    }
    received
}

/// Puts the plaintext that the receiver gets in the place of the sender's. Only IKE's is looked at.
fn decrypt(packet: &mut CapturedPacket) {
    let Some(protection) = &mut packet.protection else {
        return;
    };
    let start = protection.start as usize;
    let ciphertext = packet.bytes.get(start..start + protection.plaintext.len());
    if let (ProtectionCipher::Cbc { cipher, key, iv }, Some(ciphertext)) = (&protection.cipher, ciphertext) {
        protection.plaintext = cipher.cbc.decrypt(key, iv, ciphertext).expect("whole blocks");
    }
}

/// The bytes of a packet as both routers see them.
fn opened(packet: &CapturedPacket) -> Vec<u8> {
    ikelab_core::dissect::decrypted_bytes(packet).unwrap_or_else(|| packet.bytes.clone())
}

/// The payloads of a message, found by their headers alone: the type of each, and where it is.
fn chain(bytes: &[u8]) -> Vec<(PayloadType, usize, usize)> {
    let mut found = Vec::new();
    let (mut kind, mut at) = (bytes[ISAKMP + 16], PAYLOADS);
    while kind != 0 && at + 4 <= bytes.len() {
        let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        found.push((kind.into(), at, length));
        (kind, at) = (bytes[at], at + length.max(4));
    }
    found
}

/// A record's bytes.
struct Place<'a> {
    packet: &'a CapturedPacket,
    span: Span,
    /// All of the packet's.
    all: Vec<u8>,
}

impl Place<'_> {
    fn bytes(&self) -> &[u8] {
        &self.all[self.span.start as usize..self.span.end() as usize]
    }

    fn u16(&self, at: usize) -> u16 {
        u16::from_be_bytes([self.bytes()[at], self.bytes()[at + 1]])
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_be_bytes(self.bytes()[at..at + 4].try_into().expect("four bytes"))
    }

    /// Whether it is a whole payload of a type.
    fn is_payload(&self, kind: PayloadType) -> bool {
        let wanted = (kind, self.span.start as usize, self.span.len as usize);
        chain(&self.all).contains(&wanted)
    }

    fn endpoints(&self) -> [SocketAddrV4; 2] {
        let address = |at: usize| Ipv4Addr::from(<[u8; 4]>::try_from(&self.all[at..at + 4]).expect("an address"));
        let port = |at: usize| u16::from_be_bytes([self.all[at], self.all[at + 1]]);
        [
            SocketAddrV4::new(address(12), port(20)),
            SocketAddrV4::new(address(16), port(22)),
        ]
    }

    fn cookies(&self) -> Cookies {
        let cookie = |at: usize| self.all[at..at + 8].try_into().expect("a cookie");
        Cookies {
            initiator: cookie(ISAKMP),
            responder: cookie(ISAKMP + 8),
        }
    }

    /// Whether it is a NAT-D payload over an address of the packet.
    fn is_of_an_address(&self) -> bool {
        let wire = &self.bytes()[4..];
        let hash = [Hash::Md5, Hash::Sha1, Hash::Sha256]
            .into_iter()
            .find(|hash| hash.digest_len() == wire.len());
        let hash = hash.expect("a hash of phase 1");
        self.endpoints()
            .into_iter()
            .any(|endpoint| nat::hash(hash, &self.cookies(), endpoint) == wire)
    }

    /// Whether it is a transform with these contents, whatever follows it.
    fn is_transform(&self, number: u8, id: u8, attributes: &[Attribute]) -> bool {
        let proposal = Proposal {
            number: 1,
            protocol: ProtocolId::Isakmp,
            spi: Vec::new(),
            transforms: vec![Transform {
                number,
                id,
                attributes: attributes.to_vec(),
            }],
        };
        let sa = Payload::SecurityAssociation(SecurityAssociation::ipsec(vec![proposal]));
        // DOI, situation and the proposal's own fields come first.
        self.bytes()[1..] == sa.body()[17..]
    }

    fn has_id_of(&self, set: &TransformSet) -> bool {
        let esp = set.esp_cipher.map(|cipher| u8::from(cipher.row().number));
        let ah = set.ah.map(|hash| u8::from(hash.ah));
        [esp, ah].contains(&Some(self.bytes()[5]))
    }

    fn is_name(&self, name: &PeerName) -> bool {
        match name {
            PeerName::Address(address) => self.bytes()[8..] == address.octets(),
            PeerName::Host(name) => self.bytes()[8..] == *name.as_bytes(),
        }
    }

    fn is_notification(&self, kind: NotifyType) -> bool {
        self.is_payload(PayloadType::Notification) && self.u16(10) == u16::from(kind)
    }
}

/// Whether the bytes hold what the event says; `None` for an event that is about no field.
fn holds(place: &Place<'_>, kind: &EventKind) -> Option<bool> {
    match kind {
        EventKind::Isakmp { event, .. } => holds_isakmp(place, event),
        EventKind::Ipsec(event) => holds_ipsec(place, event),
        EventKind::Traffic(event) => holds_traffic(place, event),
        _ => None,
    }
}

fn holds_isakmp(place: &Place<'_>, event: &IsakmpEvent) -> Option<bool> {
    use IsakmpEvent as E;
    let bytes = place.bytes();
    Some(match event {
        E::Processing { payload, .. } => place.is_payload(*payload),
        E::VendorId { bytes: id } => place.is_payload(PayloadType::VendorId) && bytes[4..] == id[..],
        E::NatDetection { dialect, matches } => {
            place.is_payload(dialect.payload_type()) && place.is_of_an_address() == *matches
        }
        E::NatTraversalOffered { draft } => {
            let vendor = match draft {
                2 => Vendor::NatTraversalDraft02,
                3 => Vendor::NatTraversalDraft03,
                7 => Vendor::NatTraversalDraft07,
                draft => panic!("draft {draft}"),
            };
            bytes[4..] == *vendor.bytes()
        }
        E::KeyLookup { peer, .. } => bytes == peer.octets(),
        E::TransformChecked {
            transform, attributes, ..
        } => place.is_transform(*transform, 1, attributes),
        E::IpsecTransform {
            transform,
            id,
            attributes,
            ..
        } => place.is_transform(*transform, *id, attributes),
        E::ProposalChecking { proposal } => bytes[4] == *proposal,
        E::AttributesAcceptable | E::ProposalInvalidated => bytes.len() == usize::from(place.u16(2)),
        E::NoOffersAccepted | E::Phase1Unacceptable { .. } | E::Phase2Unacceptable { .. } => {
            place.is_payload(PayloadType::SecurityAssociation)
        }
        E::SkeyidGenerated => place.is_payload(PayloadType::KeyExchange),
        E::InitialContactSent | E::InitialContactProcessed { .. } => place.is_notification(NotifyType::InitialContact),
        E::Authenticating { id_type } => bytes == [*id_type],
        E::Identity {
            next_payload,
            id_type,
            name,
            protocol,
            port,
            length,
        } => {
            bytes[0] == *next_payload
                && (bytes.len(), place.u16(2)) == (usize::from(*length), *length)
                && (bytes[4], bytes[5], place.u16(6)) == (*id_type, *protocol, *port)
                && place.is_name(name)
        }
        E::TotalPayloadLength(length) => place.is_payload(PayloadType::Identification) && place.u16(2) == *length,
        E::NotifyReceived {
            kind, protocol, spi, ..
        }
        | E::NotifySent {
            kind, protocol, spi, ..
        } => {
            let says_spi = bytes[9] != 4 || place.u32(12) == *spi;
            place.is_notification(*kind) && bytes[8] == *protocol && says_spi
        }
        E::Authenticated => place.is_payload(PayloadType::Hash),
        E::AuthenticatedWith { peer } => bytes.ends_with(&peer.octets()),
        E::DeleteReceived { protocol, spis, .. } => {
            let wire: Vec<u32> = match bytes[9] {
                4 => (12..bytes.len()).step_by(4).map(|at| place.u32(at)).collect(),
                _ => Vec::new(),
            };
            place.is_payload(PayloadType::Delete) && bytes[8] == *protocol && wire == *spis
        }
        E::Cookies { initiator, responder } => bytes[..16] == [*initiator, *responder].concat(),
        _ => return None,
    })
}

fn holds_ipsec(place: &Place<'_>, event: &IpsecEvent) -> Option<bool> {
    Some(match event {
        IpsecEvent::ProposalValidated { request, .. } => place.has_id_of(&request.transforms),
        IpsecEvent::TransformNotSupported(set) => place.has_id_of(set),
        IpsecEvent::ProxiesNotSupported(_) | IpsecEvent::ProxySearched { .. } => {
            place.is_payload(PayloadType::Identification)
        }
        IpsecEvent::InvalidLocalAddress(address) => place.bytes() == address.octets(),
        IpsecEvent::SpiAllocated { spi, .. } => place.bytes() == spi.to_be_bytes(),
        _ => return None,
    })
}

fn holds_traffic(place: &Place<'_>, event: &TrafficEvent) -> Option<bool> {
    let bytes = place.bytes();
    Some(match event {
        TrafficEvent::Encapsulated { esp, ah, .. } | TrafficEvent::Decapsulated { esp, ah, .. } => match (ah, esp) {
            (Some(ah), _) => (place.u32(4), place.u32(8)) == (ah.spi, ah.sequence),
            (None, Some(esp)) => (place.u32(0), place.u32(4)) == (esp.spi, esp.sequence),
            (None, None) => false,
        },
        TrafficEvent::IpsecRejected { why, spi, sequence, .. } => match why {
            IpsecFailure::UnknownSpi => bytes == spi.to_be_bytes(),
            IpsecFailure::Replayed => bytes == sequence.to_be_bytes(),
            IpsecFailure::BadIcv => bytes.len() >= 12,
            _ => return None,
        },
        _ => return None,
    })
}

/// Whether the event is one of those that are about a field, wherever it happens.
fn must_name_a_field(kind: &EventKind) -> bool {
    match kind {
        EventKind::Isakmp { event, .. } => matches!(
            event,
            IsakmpEvent::Processing { .. }
                | IsakmpEvent::VendorId { .. }
                | IsakmpEvent::NatDetection { .. }
                | IsakmpEvent::NatTraversalOffered { .. }
                | IsakmpEvent::KeyLookup { .. }
                | IsakmpEvent::TransformChecked { .. }
                | IsakmpEvent::IpsecTransform { .. }
                | IsakmpEvent::ProposalChecking { .. }
                | IsakmpEvent::AttributesAcceptable
                | IsakmpEvent::ProposalInvalidated
                | IsakmpEvent::NoOffersAccepted
                | IsakmpEvent::Phase1Unacceptable { .. }
                | IsakmpEvent::Phase2Unacceptable { .. }
                | IsakmpEvent::SkeyidGenerated
                | IsakmpEvent::InitialContactSent
                | IsakmpEvent::InitialContactProcessed { .. }
                | IsakmpEvent::Authenticating { .. }
                | IsakmpEvent::Identity { .. }
                | IsakmpEvent::TotalPayloadLength(_)
                | IsakmpEvent::NotifyReceived { .. }
                | IsakmpEvent::NotifySent { .. }
                | IsakmpEvent::Authenticated
                | IsakmpEvent::AuthenticatedWith { .. }
                | IsakmpEvent::DeleteReceived { .. }
                | IsakmpEvent::Cookies { .. }
        ),
        EventKind::Ipsec(event) => matches!(
            event,
            IpsecEvent::ProposalValidated { .. }
                | IpsecEvent::TransformNotSupported(_)
                | IpsecEvent::ProxiesNotSupported(_)
                | IpsecEvent::InvalidLocalAddress(_)
                | IpsecEvent::SpiAllocated { .. }
        ),
        EventKind::Traffic(event) => {
            matches!(
                event,
                TrafficEvent::Encapsulated { .. } | TrafficEvent::Decapsulated { .. }
            )
        }
        _ => false,
    }
}

/// Checks every record of a run; gives how many were about a field, of each kind of field.
fn check(name: &str, scenario: &Scenario) -> BTreeMap<FieldKind, usize> {
    let trace = run(scenario);
    let received = as_received(&trace);
    let mut checked = BTreeMap::new();
    for (index, event) in (0..).zip(&trace.events) {
        let says = || format!("{name}, event {index}: {event:?}");
        let Some(field) = event.field else {
            let is_of_packet = event.packet.is_some();
            assert!(
                !(is_of_packet && must_name_a_field(&event.kind)),
                "{} names no field",
                says()
            );
            continue;
        };
        let packet = trace
            .packet(event.packet.expect("a field is of a packet"))
            .expect("it is there");
        let seen = if packet.from == event.router { &trace } else { &received };
        let packet = seen.packet(packet.id).expect("it is there");
        let span = provenance::cause(seen, index).expect("the event is about a packet");
        let all = opened(packet);
        assert!(
            (span.len as usize) < all.len(),
            "{} is not found in {}",
            says(),
            packet.name
        );
        let place = Place { packet, span, all };
        let is_held = holds(&place, &event.kind).unwrap_or_else(|| panic!("{} names a field", says()));
        assert!(
            is_held,
            "{} at {}..{} of {}",
            says(),
            span.start,
            span.end(),
            place.packet.name
        );
        *checked.entry(field.kind).or_default() += 1;
    }
    checked
}

#[test]
fn every_record_of_every_scenario_is_about_the_bytes_that_it_names() {
    let mut all: BTreeMap<FieldKind, usize> = BTreeMap::new();
    for (name, scenario) in scenarios() {
        for (kind, count) in check(&name, &scenario) {
            *all.entry(kind).or_default() += count;
        }
    }
    println!("{all:?}");
    assert!(all.len() > 25, "{all:?}");
}

/// Two policies and two transform sets of two protocols each: R1 takes the second of both.
fn with_choices() -> Scenario {
    let policies = format!("crypto isakmp policy 1\n{}", POLICY.replace("group 2", "group 1"))
        + &format!("crypto isakmp policy 2\n{POLICY}");
    let scenario = with_policies(with_ping(preset(), 2, 56), R2, &policies);
    let line = |sets: &str| format!("crypto ipsec transform-set cisco {sets}");
    let (first, second) = ("ah-md5-hmac esp-des", "ah-sha-hmac esp-3des");
    let both = format!("{}\ncrypto ipsec transform-set other {second}", line(first));
    let scenario = edit(scenario, R2, &line(TRANSFORMS), &both);
    let scenario = edit(scenario, R2, SET_TRANSFORM_SET, " set transform-set cisco other\n");
    edit(scenario, R1, &line(TRANSFORMS), &line(second))
}

/// The bytes that the events of a router are about that `is_meant` picks, in their order.
fn spans(trace: &Trace, router: RouterId, is_meant: impl Fn(&EventKind) -> bool) -> Vec<(PacketName, u32, u32)> {
    let events = (0..).zip(&trace.events);
    let own = events.filter(|(_, event)| event.router == router && is_meant(&event.kind));
    own.map(|(index, _)| {
        let span = provenance::cause(trace, index).expect("it is about a packet");
        let packet = trace.packet(span.packet).expect("it is there");
        (packet.name, span.start, span.end())
    })
    .collect()
}

fn is_isakmp(kind: &EventKind, is_meant: impl Fn(&IsakmpEvent) -> bool) -> bool {
    matches!(kind, EventKind::Isakmp { event, .. } if is_meant(event))
}

/// Each starts where the one before it ends, or behind that.
fn assert_in_order(spans: &[(PacketName, u32, u32)], name: PacketName, count: usize) {
    assert_eq!(spans.len(), count, "{spans:?}");
    assert!(spans.iter().all(|span| span.0 == name), "{spans:?}");
    assert!(spans.windows(2).all(|pair| pair[0].2 <= pair[1].1), "{spans:?}");
}

#[test]
fn each_part_of_an_offer_has_bytes_of_its_own() {
    let scenario = with_choices();
    check("choices", &scenario);
    let trace = run(&scenario);
    assert!(trace.is_up());
    let transforms = |kind: &EventKind| is_isakmp(kind, |event| matches!(event, IsakmpEvent::TransformChecked { .. }));
    assert_in_order(&spans(&trace, R1, transforms), PacketName::MainMode(1), 2);
    let nat_d = |kind: &EventKind| is_isakmp(kind, |event| matches!(event, IsakmpEvent::NatDetection { .. }));
    assert_in_order(&spans(&trace, R1, nat_d), PacketName::MainMode(3), 2);
    assert_in_order(&spans(&trace, R2, nat_d), PacketName::MainMode(4), 2);
    let identities = |kind: &EventKind| {
        let is_id = |payload: &PayloadType| *payload == PayloadType::Identification;
        is_isakmp(
            kind,
            |event| matches!(event, IsakmpEvent::Processing { payload, message_id } if is_id(payload) && *message_id != 0),
        )
    };
    assert_in_order(&spans(&trace, R1, identities), PacketName::QuickMode(1), 2);
    let checked = |kind: &EventKind| is_isakmp(kind, |event| matches!(event, IsakmpEvent::ProposalChecking { .. }));
    assert_in_order(&spans(&trace, R1, checked), PacketName::QuickMode(1), 4);
    assert_in_order(&spans(&trace, R2, checked), PacketName::QuickMode(2), 2);
    let compared = |kind: &EventKind| is_isakmp(kind, |event| matches!(event, IsakmpEvent::IpsecTransform { .. }));
    assert_in_order(&spans(&trace, R1, compared), PacketName::QuickMode(1), 4);
    let validated = |kind: &EventKind| matches!(kind, EventKind::Ipsec(IpsecEvent::ProposalValidated { .. }));
    assert_in_order(&spans(&trace, R1, validated), PacketName::QuickMode(1), 4);
    let spis = |kind: &EventKind| matches!(kind, EventKind::Ipsec(IpsecEvent::SpiAllocated { .. }));
    assert_in_order(&spans(&trace, R2, spis), PacketName::QuickMode(1), 2);
    assert_in_order(&spans(&trace, R1, spis), PacketName::QuickMode(2), 2);
}

/// What a formula gives, with its arguments in the RFC's order.
fn evaluate(operation: Operation, arguments: &[&[u8]], hash: Hash, length: usize) -> Vec<u8> {
    match (operation, arguments) {
        (Operation::Same, [only]) => only.to_vec(),
        (Operation::PublicValue, [x]) => group_of(length).modp.public(x),
        (Operation::SharedSecret, [public, x]) => group_of(length).modp.shared(x, public).expect("it was taken"),
        (Operation::Hash, data) => hash.digest(data),
        (Operation::Prf, [key, data @ ..]) => hash.hmac(key, data),
        (Operation::Keymat { blocks }, [key, data @ ..]) => blocks_of(blocks, |before| {
            let data: Vec<&[u8]> = std::iter::once(before).chain(data.iter().copied()).collect();
            hash.hmac(key, &data)
        }),
        (Operation::Stretched { blocks }, [key, zero]) => blocks_of(blocks, |before| {
            hash.hmac(key, &[if before.is_empty() { zero } else { before }])
        }),
        (operation, arguments) => panic!("{operation:?} of {} arguments", arguments.len()),
    }
}

fn blocks_of(blocks: u32, next: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let (mut all, mut block) = (Vec::new(), Vec::new());
    for _ in 0..blocks {
        block = next(&block);
        all.extend_from_slice(&block);
    }
    all
}

/// The group whose values have so many bytes.
fn group_of(length: usize) -> Group {
    let groups = [Group::Modp768, Group::Modp1024, Group::Modp1536, Group::Modp2048];
    let group = groups.into_iter().find(|group| group.modp.modulus_len() == length);
    group.expect("a group")
}

/// A run with what a scenario's routers may have been told as pre-shared keys.
struct Logged {
    trace: Trace,
    received: Trace,
    known: Provenance,
    words: Vec<String>,
}

impl Logged {
    fn new(scenario: &Scenario) -> Self {
        let trace = run(scenario);
        let typed = scenario.stimuli.iter().filter_map(|stimulus| match &stimulus.action {
            Action::Type { line, .. } => Some(line.as_str()),
            Action::Ping { .. } => None,
        });
        let configured = scenario.routers.iter().map(|setup| setup.configuration.as_str());
        let words = configured.chain(typed).flat_map(str::split_whitespace);
        let words = words.map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        Logged {
            received: as_received(&trace),
            known: Provenance::new(&trace),
            words: words.into_iter().collect(),
            trace,
        }
    }

    /// What an argument can be: one value, or where it is the pre-shared key any word.
    fn values(&self, router: RouterId, argument: &Argument) -> Vec<Vec<u8>> {
        match argument.source {
            ArgumentSource::Byte(byte) => vec![vec![byte]],
            ArgumentSource::PresharedKey => self.words.iter().map(|word| word.as_bytes().to_vec()).collect(),
            ArgumentSource::Draw { purpose, ordinal, .. } => {
                let own = self.trace.events.iter().filter(|event| event.router == router);
                let drawn = own.filter_map(|event| match &event.kind {
                    EventKind::Drawn(drawn) if (drawn.purpose, drawn.ordinal) == (purpose, ordinal) => Some(drawn),
                    _ => None,
                });
                drawn.map(|drawn| drawn.value.clone()).collect()
            }
            ArgumentSource::Value(_) => match self.known.argument(&self.trace, router, argument) {
                Some(Node::Computed(index)) => vec![self.known.computed[index as usize].value.clone()],
                other => panic!("{argument:?} is {other:?}"),
            },
            ArgumentSource::Field { packet, .. } => {
                let packet = self.trace.packet(packet.expect("a number")).expect("it was sent");
                let seen = if packet.from == router {
                    &self.trace
                } else {
                    &self.received
                };
                let packet = seen.packet(packet.id).expect("it was sent");
                match self.known.argument(seen, router, argument) {
                    Some(Node::Field(span)) => {
                        let all = if span.decrypted {
                            opened(packet)
                        } else {
                            packet.bytes.clone()
                        };
                        vec![all[span.start as usize..span.end() as usize].to_vec()]
                    }
                    other => panic!("{argument:?} is {other:?}"),
                }
            }
        }
    }

    /// Whether a formula of a router's gives the value, with one of the hashes of phase 1.
    fn is_right(&self, router: RouterId, derived: &Derived) -> bool {
        let values: Vec<Vec<Vec<u8>>> = derived
            .formula
            .arguments
            .iter()
            .map(|argument| self.values(router, argument))
            .collect();
        let choices = values.iter().map(Vec::len).max().unwrap_or(0);
        (0..choices).any(|choice| {
            let arguments: Vec<&[u8]> = values
                .iter()
                .map(|known| known[choice % known.len()].as_slice())
                .collect();
            [Hash::Md5, Hash::Sha1, Hash::Sha256].into_iter().any(|hash| {
                let mut result = evaluate(derived.formula.operation, &arguments, hash, derived.value.len());
                result.truncate(derived.formula.cut.map_or(usize::MAX, |cut| cut as usize));
                result == derived.value
            })
        })
    }
}

#[test]
fn every_formula_of_every_scenario_gives_its_value() {
    let mut checked = 0;
    for (name, scenario) in scenarios() {
        let logged = Logged::new(&scenario);
        for event in &logged.trace.events {
            if let EventKind::Derived(derived) = &event.kind {
                let (router, formula) = (event.router, &derived.formula);
                let is_right = logged.is_right(router, derived);
                assert!(is_right, "{name}: {router} {:?} = {formula}", derived.quantity);
                checked += 1;
            }
        }
    }
    println!("{checked} values");
    assert!(checked > 5000, "{checked}");
}
