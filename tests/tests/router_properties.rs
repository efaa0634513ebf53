//! Whatever comes from the wire, and in whatever state: a router does not panic, what it refuses leaves it as it was, and
//! the tunnel still comes up.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use std::sync::OnceLock;

use ikelab_core::event::{EventKind, IsakmpEvent, RouterId, TrafficEvent};
use ikelab_core::router::Input;
use ikelab_tests::lab::{R1, R2, preset};
use ikelab_tests::pair::{Pair, ip_packet, isakmp_packet};
use ikelab_tests::pinned::isakmp_message;
use proptest::prelude::*;
use proptest::sample::Index;

/// The pair after each of the nine messages, and before the first: ten states.
fn states() -> &'static [Pair] {
    static STATES: OnceLock<Vec<Pair>> = OnceLock::new();
    STATES.get_or_init(|| {
        let mut pair = Pair::new(&preset());
        pair.echo_request(R2);
        let mut states = vec![pair.clone()];
        while pair.hand_over() {
            states.push(pair.clone());
        }
        assert_eq!(states.len(), 10);
        assert!(pair.is_up());
        states
    })
}

fn router() -> impl Strategy<Value = RouterId> {
    prop::sample::select(vec![R1, R2])
}

fn state() -> impl Strategy<Value = &'static Pair> {
    (0..10_usize).prop_map(|index| &states()[index])
}

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..most)
}

/// Both cookies of the exchange as far as they are known.
fn cookies(pair: &Pair) -> Vec<u8> {
    let (_, last) = pair.sent.last().expect("a message was sent");
    isakmp_message(&last.bytes).2[..16].to_vec()
}

/// Hands a packet to a router, which must refuse it and stay as it was.
fn check_refused(state: &Pair, to: RouterId, packet: &[u8]) -> Result<(), TestCaseError> {
    let mut pair = state.clone();
    let events = pair.handle(to, Input::Packet(packet));
    let is_refusal = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::Rejected { .. },
                ..
            } | EventKind::Traffic(TrafficEvent::Dropped { .. } | TrafficEvent::IpsecRejected { .. })
        )
    };
    prop_assert!(events.iter().any(|event| is_refusal(&event.kind)), "{:?}", events);
    prop_assert_eq!(pair.memory(to), state.memory(to), "the router remembers it");
    pair.settle();
    prop_assert!(pair.is_up());
    Ok(())
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn random_bytes(state in state(), to in router(), packet in bytes(80)) {
        check_refused(state, to, &packet)?;
    }

    #[test]
    fn random_ip_payloads(state in state(), to in router(), protocol in any::<u8>(), payload in bytes(80)) {
        let mut pair = state.clone();
        pair.handle(to, Input::Packet(&ip_packet(to, protocol, payload)));
        prop_assert_eq!(pair.memory(to), state.memory(to));
        pair.settle();
        prop_assert!(pair.is_up());
    }

    #[test]
    fn random_datagrams_to_isakmp(state in state(), to in router(), message in bytes(120)) {
        check_refused(state, to, &isakmp_packet(to, message))?;
    }

    /// The header is right, with the exchange's own cookies; all else is at random.
    #[test]
    fn random_messages_of_the_exchange(
        state in state(),
        to in router(),
        (next, exchange, flags) in (0_u8..21, prop::sample::select(vec![1_u8, 2, 4, 5, 6, 32, 33]), 0_u8..8),
        message_id in prop_oneof![Just(0_u32), any::<u32>()],
        body in bytes(100),
    ) {
        let mut message = cookies(state);
        message.extend([next, 0x10, exchange, flags]);
        message.extend(message_id.to_be_bytes());
        message.extend((28 + body.len() as u32).to_be_bytes());
        message.extend(body);
        check_refused(state, to, &isakmp_packet(to, message))?;
    }

    /// A byte of an encrypted message is altered: the router refuses it, and then takes the message as it was sent.
    #[test]
    fn altered_encrypted_messages(index in 4..9_usize, at in any::<Index>(), mask in 1_u8..) {
        let state = &states()[index];
        let (from, sent) = &state.in_flight()[0];
        let mut message = isakmp_message(&sent.bytes).2;
        // What follows HASH_I in message 5 is authenticated by nothing.
        let end = if index == 4 { 28 + 32 } else { message.len() };
        message[28 + at.index(end - 28)] ^= mask;
        let to = from.peer();
        check_refused(state, to, &isakmp_packet(to, message))?;
    }

    /// Any message that was handed over comes once more: nothing is remembered of it, and no second tunnel comes of it.
    #[test]
    fn replayed_messages(index in 1..10_usize, which in any::<Index>()) {
        let state = &states()[index];
        let (from, sent) = &state.delivered()[which.index(state.delivered().len())];
        let to = from.peer();
        let mut pair = state.clone();
        pair.handle(to, Input::Packet(&sent.bytes));
        prop_assert_eq!(pair.memory(to), state.memory(to));
        pair.settle();
        prop_assert!(pair.is_up());
    }

    /// ESP with an SPI that exists or not, and all else at random.
    #[test]
    fn random_esp(to in router(), knows_spi in any::<bool>(), payload in bytes(100)) {
        let state = states().last().expect("a state");
        let mut sender = state.clone();
        sender.echo_request(to.peer());
        let spi = sender.in_flight().last().expect("an ESP packet").1.bytes[20..24].to_vec();
        let payload = if knows_spi { [spi, payload].concat() } else { payload };
        check_refused(state, to, &ip_packet(to, 50, payload))?;
    }

    /// The host behind a router may send anything.
    #[test]
    fn random_traffic(state in state(), from in router(), packet in bytes(80)) {
        let mut pair = state.clone();
        let events = pair.handle(from, Input::Traffic(&packet));
        prop_assert!(!events.is_empty());
        prop_assert_eq!(pair.memory(from), state.memory(from));
    }
}
