//! What a value was computed from, byte for byte, as the router had it that computed it first.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Node, Provenance, Span, place};
use crate::algorithm::Hash;
use crate::arrival::arrived;
use crate::dissect;
use crate::event::{
    Argument, ArgumentSource, Derived, EventKind, FieldPart, IpsecEvent, Operation, Quantity, RouterId,
};
use crate::field::FieldRef;
use crate::ipsec::transform_set::Transform;
use crate::sim::{CapturedPacket, Fate, Trace};

/// What a value was computed from.
#[derive(Debug, Clone)]
pub(super) struct Inputs<'t> {
    /// How it was computed, and the value.
    pub derived: &'t Derived,
    /// The hash of the formula, alone or in the prf; none if it has none.
    pub hash: Option<Hash>,
    /// The bytes of each of the formula's arguments, in its order.
    pub arguments: Vec<Vec<u8>>,
}

impl Provenance {
    /// What a computed value was computed from; none for what was drawn.
    pub(super) fn inputs<'t>(&self, trace: &'t Trace, index: u32) -> Option<Inputs<'t>> {
        let computed = self.computed.get(index as usize)?;
        let (router, derived) = self.first(trace, computed)?;
        let mut arguments = Vec::new();
        for argument in &derived.formula.arguments {
            arguments.push(self.bytes(trace, router, argument)?);
        }
        let mut inputs = Inputs {
            derived,
            hash: hash_of(derived, &arguments),
            arguments,
        };
        if derived.formula.arguments[0].source != ArgumentSource::PresharedKey {
            return Some(inputs);
        }
        // Of all keys that the router was told, the one that gives the value.
        let config = trace.status_of(router, computed.event).console.config;
        let keyrings = config.keyrings.iter().map(|keyring| &keyring.keys);
        for key in keyrings.chain([&config.isakmp.keys]).flatten() {
            inputs.arguments[0] = key.key.clone().into_bytes();
            inputs.hash = hash_of(derived, &inputs.arguments);
            if inputs.hash.is_some() {
                return Some(inputs);
            }
        }
        None
    }

    /// The keys that KEYMAT is cut into, each with the transform that it is for; nothing for other values, and where no SA was
    /// made with it.
    pub fn cut(&self, trace: &Trace, index: u32) -> Vec<(Transform, Range<usize>)> {
        let computed = &self.computed[index as usize];
        let Quantity::Keymat { destination, spi } = computed.quantity else {
            return Vec::new();
        };
        let set = trace.events[computed.event as usize..]
            .iter()
            .find_map(|event| match &event.kind {
                EventKind::Ipsec(IpsecEvent::SaCreated {
                    destination: to,
                    spi: of,
                    transforms,
                    ..
                }) if (*to, *of) == (destination, spi) => Some(transforms),
                _ => None,
            });
        let mut end = 0;
        let keys = set.into_iter().flat_map(|set| set.transforms()).map(|transform| {
            let start = end;
            end += transform.key_len();
            (transform, start..end)
        });
        keys.filter(|(_, bytes)| !bytes.is_empty() && bytes.end <= computed.value.len())
            .collect()
    }

    /// The bytes of an argument of a router's; of the pre-shared key none, which no event has.
    fn bytes(&self, trace: &Trace, router: RouterId, argument: &Argument) -> Option<Vec<u8>> {
        match argument.source {
            ArgumentSource::Byte(byte) => Some(alloc::vec![byte]),
            ArgumentSource::Value(_) => match self.argument(trace, router, argument)? {
                Node::Computed(index) => Some(self.computed[index as usize].value.clone()),
                _ => None,
            },
            ArgumentSource::Field { packet, field, part } => {
                let packet = trace.packet(packet?)?;
                let is_changed = packet.from != router && matches!(packet.fate, Fate::Altered { .. });
                let received = is_changed.then(|| arrived(trace, packet)).flatten();
                bytes_of(received.as_ref().unwrap_or(packet), field, part)
            }
            ArgumentSource::PresharedKey => Some(Vec::new()),
            ArgumentSource::Draw { .. } => None,
        }
    }
}

/// The bytes of a part of a field.
fn bytes_of(packet: &CapturedPacket, field: FieldRef, part: FieldPart) -> Option<Vec<u8>> {
    let Span {
        start, len, decrypted, ..
    } = place::part(packet, field, part)?;
    let opened = decrypted.then(|| dissect::decrypted_bytes(packet)).flatten();
    let bytes = opened.as_deref().unwrap_or(&packet.bytes);
    bytes.get(start as usize..(start + len) as usize).map(<[u8]>::to_vec)
}

/// The hash with which a formula gives its value.
fn hash_of(derived: &Derived, arguments: &[Vec<u8>]) -> Option<Hash> {
    let parts: Vec<&[u8]> = arguments.iter().map(Vec::as_slice).collect();
    let (key, data) = parts.split_first()?;
    Hash::ALL.iter().copied().find(|hash| {
        let first = match derived.formula.operation {
            Operation::Hash => hash.digest(&parts),
            Operation::Prf | Operation::Keymat { .. } | Operation::Stretched { .. } => hash.hmac(key, data),
            Operation::Same | Operation::PublicValue | Operation::SharedSecret => return false,
        };
        let len = first.len().min(derived.value.len());
        first[..len] == derived.value[..len]
    })
}
