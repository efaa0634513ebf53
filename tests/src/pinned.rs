//! A router's part played alone: draws that are fixed, and what it sent.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use ikelab_core::effects::{Effect, Transmission};
use ikelab_core::event::{EventKind, Quantity};
use ikelab_core::ip::{ipv4, udp};
use ikelab_core::random::{DrawLabel, Purpose, RandomSource};

/// Draws that a recorded exchange is known to have made, each to be used once.
#[derive(Debug, Default)]
pub struct PinnedRandom {
    draws: VecDeque<(Purpose, Vec<u8>)>,
    made: u32,
}

impl PinnedRandom {
    /// These draws.
    pub fn new(draws: impl IntoIterator<Item = (Purpose, Vec<u8>)>) -> Self {
        PinnedRandom {
            draws: draws.into_iter().collect(),
            made: 0,
        }
    }

    /// How many draws are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.draws.len()
    }
}

impl RandomSource for PinnedRandom {
    /// # Panics
    /// If there is no draw left for `purpose`, or it is of another length.
    fn fill(&mut self, purpose: Purpose, out: &mut [u8]) -> DrawLabel {
        let at = self.draws.iter().position(|(known, _)| *known == purpose);
        let (_, bytes) = at
            .and_then(|at| self.draws.remove(at))
            .unwrap_or_else(|| panic!("an unexpected draw: {purpose:?}"));
        out.copy_from_slice(&bytes);
        let ordinal = self.made;
        self.made += 1;
        DrawLabel { ordinal, pinned: true }
    }
}

/// The packets among effects.
#[must_use]
pub fn transmissions(effects: &[Effect]) -> Vec<&Transmission> {
    let transmissions = effects.iter().filter_map(|effect| match effect {
        Effect::Transmit(transmission) => Some(transmission),
        _ => None,
    });
    transmissions.collect()
}

/// The ISAKMP message in an IPv4 packet, with the addresses it went between.
///
/// # Panics
/// If it is not a UDP packet.
#[must_use]
pub fn isakmp_message(packet: &[u8]) -> (Ipv4Addr, Ipv4Addr, Vec<u8>) {
    let packet = ipv4::Packet::decode(packet).expect("an IPv4 packet");
    let datagram =
        udp::Datagram::decode(&packet.payload, packet.source, packet.destination).expect("a UDP datagram in it");
    (packet.source, packet.destination, datagram.payload)
}

/// The value that was computed for a quantity, among effects.
///
/// # Panics
/// If none was.
#[must_use]
pub fn derived(effects: &[Effect], quantity: Quantity) -> Vec<u8> {
    let value = effects.iter().find_map(|effect| match effect {
        Effect::Event(event) => match &event.kind {
            EventKind::Derived(derived) if derived.quantity == quantity => Some(derived.value.clone()),
            _ => None,
        },
        _ => None,
    });
    value.unwrap_or_else(|| panic!("{quantity:?} was not computed"))
}
