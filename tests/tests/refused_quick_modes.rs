//! A peer that is no IOS refuses a quick mode: its notification ends the quick mode that it is about, and nothing else.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::CbcCipher;
use ikelab_core::algorithm::Hash::Md5;
use ikelab_core::effects::{PacketName, Timer};
use ikelab_core::event::{Event, EventKind, IpsecEvent, IsakmpEvent, NodeReason, Quantity};
use ikelab_core::ike::iv::{Iv, SaCipher};
use ikelab_core::ike::keymat::Skeyid;
use ikelab_core::ip::icmp::Echo;
use ikelab_core::ip::ipv4;
use ikelab_core::isakmp::header::{Cookie, Flags, HEADER_LEN, Header};
use ikelab_core::isakmp::message::{decode_header, encode_payloads, encode_with_body, first_type};
use ikelab_core::isakmp::notify::Notification;
use ikelab_core::isakmp::numbers::{ExchangeType, NotifyType, ProtocolId};
use ikelab_core::isakmp::payload::Payload;
use ikelab_core::isakmp::sa::DOI_IPSEC;
use ikelab_core::router::Input;
use ikelab_tests::lab::{R2, edit, preset};
use ikelab_tests::pair::{Pair, isakmp_packet};
use ikelab_tests::pinned::isakmp_message;

const ACCESS_LIST: &str = "access-list 100 permit ip 20.20.20.0 0.0.0.255 172.18.124.0 0.0.0.255";
const AES: CbcCipher = CbcCipher::Aes256;

/// R2 has an ISAKMP SA and has sent the first message of its quick modes; this test is its peer.
struct Negotiation {
    pair: Pair,
    skeyid: Skeyid,
    cipher: SaCipher,
    last_block: Iv,
    cookies: [Cookie; 2],
    quick_modes: Vec<QuickMode>,
}

#[derive(Debug, Clone, Copy)]
struct QuickMode {
    message_id: u32,
    spi: u32,
}

fn isakmp(event: &Event) -> Option<&IsakmpEvent> {
    match &event.kind {
        EventKind::Isakmp { event, .. } => Some(event),
        _ => None,
    }
}

fn derived(events: &[Event], quantity: Quantity) -> Vec<u8> {
    let value = events.iter().find_map(|event| match &event.kind {
        EventKind::Derived(derived) if derived.quantity == quantity => Some(derived.value.clone()),
        _ => None,
    });
    value.unwrap_or_else(|| panic!("{quantity:?} was not computed"))
}

fn quick_modes(events: &[Event]) -> Vec<QuickMode> {
    let begun = events.iter().filter_map(|event| match isakmp(event) {
        Some(IsakmpEvent::BeginningQuickMode { message_id }) => Some(*message_id),
        _ => None,
    });
    let spis = events.iter().filter_map(|event| match &event.kind {
        EventKind::Ipsec(IpsecEvent::SpiAllocated { spi, .. }) => Some(*spi),
        _ => None,
    });
    begun
        .zip(spis)
        .map(|(message_id, spi)| QuickMode { message_id, spi })
        .collect()
}

impl Negotiation {
    /// With a quick mode for each of these networks behind R1.
    fn new(networks: &[u8]) -> Negotiation {
        let lines: Vec<String> = networks
            .iter()
            .map(|third| ACCESS_LIST.replace("172.18.124", &format!("172.18.{third}")))
            .collect();
        let mut pair = Pair::new(&edit(preset(), R2, ACCESS_LIST, &lines.join("\n")));
        for third in networks {
            pair.handle(R2, Input::Traffic(&echo_request(*third)));
        }
        while pair.in_flight()[0].1.name != PacketName::QuickMode(1) {
            pair.hand_over();
        }
        let events: Vec<Event> = pair.events.iter().filter(|event| event.router == R2).cloned().collect();
        let (_, message_6) = pair.delivered().last().expect("message 6");
        let message_6 = isakmp_message(&message_6.bytes).2;
        let (header, body) = decode_header(&message_6).expect("message 6");
        Negotiation {
            pair,
            skeyid: Skeyid {
                skeyid: derived(&events, Quantity::Skeyid),
                d: derived(&events, Quantity::SkeyidD),
                a: derived(&events, Quantity::SkeyidA),
                e: derived(&events, Quantity::SkeyidE),
            },
            cipher: SaCipher {
                cipher: AES,
                key: derived(&events, Quantity::CipherKey),
            },
            last_block: Iv(body[body.len() - 16..].to_vec()),
            cookies: [header.initiator_cookie, header.responder_cookie],
            quick_modes: quick_modes(&events),
        }
    }

    /// R2 gets a notification that its peer has authenticated.
    fn notify(&mut self, message_id: u32, notification: Notification) -> Vec<Event> {
        let rest = [Payload::Notification(notification)];
        let hash = self.skeyid.hash_1(Md5, message_id, &encode_payloads(&rest));
        self.send(message_id, Payload::Hash(hash), rest)
    }

    fn send(&mut self, message_id: u32, hash: Payload, rest: [Payload; 1]) -> Vec<Event> {
        let payloads: Vec<Payload> = std::iter::once(hash).chain(rest).collect();
        let iv = Iv::phase2(Md5, AES, &self.last_block, message_id);
        let (encrypted, _) = self.cipher.encrypt(&iv, &encode_payloads(&payloads));
        let cookies = (self.cookies[0], self.cookies[1]);
        let header = Header::new(cookies, ExchangeType::Informational, Flags::ENCRYPTION, message_id);
        let message = encode_with_body(&header, first_type(&payloads), &encrypted.ciphertext);
        assert!(message.len() > HEADER_LEN as usize);
        self.pair.handle(R2, Input::Packet(&isakmp_packet(R2, message)))
    }

    fn both_cookies(&self) -> Vec<u8> {
        self.cookies.iter().flat_map(|cookie| cookie.0).collect()
    }

    /// What R2 sends when its timers for the quick modes run out.
    fn sent_again(&mut self) -> usize {
        let before = self.pair.sent.len();
        for quick in self.quick_modes.clone() {
            for serial in 0..10 {
                let timer = Timer::Retransmit {
                    sa: 1,
                    message_id: quick.message_id,
                    serial,
                };
                self.pair.handle(R2, Input::Timer(timer));
            }
        }
        self.pair.sent.len() - before
    }
}

fn echo_request(third: u8) -> Vec<u8> {
    let echo = Echo {
        is_reply: false,
        identifier: 1,
        sequence: 1,
        data: vec![7; 24],
    };
    ipv4::Packet {
        tos: 0,
        id: 1,
        dont_fragment: false,
        ttl: 64,
        protocol: ipv4::ICMP,
        source: [20, 20, 20, 10].into(),
        destination: [172, 18, third, 10].into(),
        payload: echo.encode(),
    }
    .encode()
}

fn notification(kind: NotifyType, protocol: ProtocolId, spi: Vec<u8>) -> Notification {
    Notification {
        doi: DOI_IPSEC,
        protocol,
        spi,
        kind,
        data: Vec::new(),
    }
}

/// The quick modes that ended with an error.
fn ended(events: &[Event]) -> Vec<u32> {
    let failures = events
        .iter()
        .filter(|event| matches!(isakmp(event), Some(IsakmpEvent::QuickModeFailed { .. })));
    let nodes: Vec<u32> = events
        .iter()
        .filter_map(|event| match isakmp(event) {
            Some(IsakmpEvent::NodeDeleted {
                message_id,
                error: true,
                reason,
            }) => {
                assert_eq!(*reason, NodeReason::NotifyReceived);
                Some(*message_id)
            }
            _ => None,
        })
        .collect();
    assert_eq!(failures.count(), nodes.len(), "IKMP_MODE_FAILURE for each");
    nodes
}

/// Every form in which peers refuse: strongSwan sends SPI 0, others none, or the ISAKMP SA's cookies with protocol 1.
#[test]
fn a_refused_quick_mode_is_over_and_the_isakmp_sa_lives() {
    use NotifyType::{InvalidIdInformation, NoProposalChosen, PayloadMalformed};
    use ProtocolId::{IpsecEsp, Isakmp};
    let fresh = |_: &Negotiation| 77;
    let same = |it: &Negotiation| it.quick_modes[0].message_id;
    type MessageId = fn(&Negotiation) -> u32;
    type Spi = fn(&Negotiation) -> Vec<u8>;
    let forms: [(NotifyType, ProtocolId, MessageId, Spi); 7] = [
        (NoProposalChosen, IpsecEsp, fresh, |_| vec![0; 4]),
        (NoProposalChosen, IpsecEsp, fresh, |_| vec![]),
        (NoProposalChosen, IpsecEsp, fresh, |it| {
            it.quick_modes[0].spi.to_be_bytes().to_vec()
        }),
        (NoProposalChosen, Isakmp, fresh, Negotiation::both_cookies),
        (InvalidIdInformation, IpsecEsp, fresh, |_| vec![0; 4]),
        (InvalidIdInformation, Isakmp, fresh, |_| vec![]),
        (PayloadMalformed, Isakmp, same, |_| vec![1, 2, 3, 4]),
    ];
    for (kind, protocol, message_id, spi) in forms {
        let mut it = Negotiation::new(&[124]);
        let (message_id, spi) = (message_id(&it), spi(&it));
        let what = format!("{kind} {protocol} {spi:?}");
        let events = it.notify(message_id, notification(kind, protocol, spi));
        assert_eq!(ended(&events), [it.quick_modes[0].message_id], "{what}");
        assert_eq!(it.sent_again(), 0, "{what}");
        // The next packet begins a quick mode with the same ISAKMP SA.
        let events = it.pair.handle(R2, Input::Traffic(&echo_request(124)));
        assert_eq!(quick_modes(&events).len(), 1, "{what}");
    }
}

#[test]
fn a_notification_that_is_about_something_else_ends_nothing() {
    use NotifyType::{InvalidSpi, NoProposalChosen, ResponderLifetime};
    for (kind, spi) in [
        (NoProposalChosen, vec![9, 9, 9, 9]),
        (InvalidSpi, vec![9, 9, 9, 9]),
        (ResponderLifetime, vec![0; 4]),
    ] {
        let mut it = Negotiation::new(&[124]);
        let events = it.notify(77, notification(kind, ProtocolId::IpsecEsp, spi));
        assert!(ended(&events).is_empty(), "{kind}");
        assert_eq!(it.sent_again(), 1, "{kind}");
    }
}

#[test]
fn of_several_quick_modes_only_the_one_that_is_named_ends() {
    let refusal = |spi: Vec<u8>| notification(NotifyType::NoProposalChosen, ProtocolId::IpsecEsp, spi);
    let mut it = Negotiation::new(&[124, 125]);
    let [_, second] = it.quick_modes[..] else {
        panic!("{:?}", it.quick_modes);
    };
    assert!(ended(&it.notify(77, refusal(vec![0; 4]))).is_empty());
    let events = it.notify(78, refusal(second.spi.to_be_bytes().to_vec()));
    assert_eq!(ended(&events), [second.message_id]);
    assert_eq!(it.sent_again(), 1);
}

#[test]
fn a_refusal_that_nobody_authenticated_ends_nothing() {
    let mut it = Negotiation::new(&[124]);
    let refusal = notification(NotifyType::NoProposalChosen, ProtocolId::IpsecEsp, vec![0; 4]);
    let events = it.send(77, Payload::Hash(vec![0; 16]), [Payload::Notification(refusal)]);
    assert!(ended(&events).is_empty());
    assert_eq!(it.sent_again(), 1);
}
