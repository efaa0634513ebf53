//! Quick mode (RFC 2409 §5.5), without and with perfect forward secrecy.
//!
//! ```text
//!  Initiator                                             Responder
//!  QM1  HDR*, HASH(1), SA, Ni [, KE ], IDci, IDcr  -->
//!                    <--  QM2  HDR*, HASH(2), SA, Nr [, KE ], IDci, IDcr
//!  QM3  HDR*, HASH(3)                              -->
//! ```

pub mod initiator;
pub mod responder;

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::formulas::{self, QuickModeMessages, SpiField};
use super::keymat::KeymatInputs;
use super::main_mode::Established;
use super::proposal::phase2::{Choice, Meaning};
use super::session::{Reject, SessionContext, find};
use super::timing;
use crate::algorithm::Group;
use crate::event::{IpsecEvent, IsakmpEvent, PacketId, Quantity, SaRequest, ValueId};
use crate::field::FieldKind;
use crate::ipsec::bundle::{BundleKeys, Spis};
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use crate::isakmp::header::{Cookie, Flags, Header};
use crate::isakmp::id::{Identification, Identity};
use crate::isakmp::numbers::{ExchangeType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::Proposal;
use crate::random::Purpose;

/// Bytes of a private exponent, as in main mode.
const EXPONENT_LEN: usize = 32;

/// What quick mode agreed on: enough for a pair of SAs.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// What is protected, seen from this router.
    pub proxies: ProxyIdentities,
    /// How, and for how long.
    pub meaning: Meaning,
    /// SPIs and keys of the SAs towards this router.
    pub inbound: BundleKeys,
    /// SPIs and keys of the SAs towards the peer.
    pub outbound: BundleKeys,
}

/// What both sides put into the keys.
struct Inputs<'a> {
    ni_b: &'a [u8],
    nr_b: &'a [u8],
    g_qm_xy: Option<&'a Shared>,
    messages: QuickModeMessages,
}

/// The shared secret of a quick mode with PFS, and what the log calls it.
#[derive(Debug, Clone)]
struct Shared {
    bytes: Vec<u8>,
    value: ValueId,
}

/// The SPIs of one direction, and where they are proposed: the packet, and in it the proposal of each protocol.
struct Proposed {
    spis: Spis,
    packet: Option<PacketId>,
    proposals: Vec<(ProtocolId, u16)>,
}

impl Proposed {
    /// As the proposals of a message say, in their order.
    fn in_message(spis: Spis, packet: Option<PacketId>, proposals: &[Proposal]) -> Proposed {
        let protocols = proposals.iter().map(|proposal| proposal.protocol);
        Proposed {
            spis,
            packet,
            proposals: protocols.zip(0..).collect(),
        }
    }

    /// As a choice from the offer in a message says.
    fn in_choice(spis: Spis, packet: Option<PacketId>, choice: &Choice) -> Proposed {
        let protocols = choice.proposals.iter().map(|proposal| proposal.protocol);
        Proposed {
            spis,
            packet,
            proposals: protocols.zip(choice.places.iter().map(|place| place.0)).collect(),
        }
    }

    fn field(&self, protocol: ProtocolId) -> SpiField {
        let mut own = self.proposals.iter().filter(|(of, _)| *of == protocol);
        SpiField {
            packet: self.packet,
            proposal: own.next().map_or(0, |(_, proposal)| *proposal),
        }
    }
}

impl Agreement {
    /// Derives the keys of all SAs: each from its protocol and the SPI that its receiver chose.
    fn derive(
        context: &mut SessionContext<'_, '_>,
        phase1: &Established,
        proxies: ProxyIdentities,
        meaning: Meaning,
        (inbound, outbound): (Proposed, Proposed),
        inputs: &Inputs<'_>,
    ) -> Result<Agreement, Reject> {
        let (local, remote) = (*context.session.local.ip(), *context.session.peer.ip());
        let hash = phase1.algorithms.hash;
        let mut keys = |destination: Ipv4Addr, proposed: &Proposed| {
            let keys = BundleKeys::new(&meaning.set, proposed.spis, |protocol, spi, length| {
                let sa = KeymatInputs {
                    g_qm_xy: inputs.g_qm_xy.map(|shared| shared.bytes.as_slice()),
                    protocol: protocol.into(),
                    spi: &spi.to_be_bytes(),
                    ni_b: inputs.ni_b,
                    nr_b: inputs.nr_b,
                };
                let keymat = phase1.skeyid.keymat(hash, &sa, length);
                let formula = inputs.messages.keymat(
                    &phase1.values,
                    inputs.g_qm_xy.map(|shared| shared.value),
                    (protocol.into(), proposed.field(protocol)),
                    (length, hash.digest_len()),
                );
                context.derived(Quantity::Keymat { destination, spi }, &keymat, formula);
                keymat
            });
            keys.ok_or(Reject::Unexpected)
        };
        Ok(Agreement {
            proxies,
            inbound: keys(local, &inbound)?,
            outbound: keys(remote, &outbound)?,
            meaning,
        })
    }
}

/// An exponent and its public value, drawn for perfect forward secrecy.
#[derive(Debug, Clone)]
struct QuickKeyPair {
    group: Group,
    private: Vec<u8>,
    public: Vec<u8>,
    /// What the log calls the exponent.
    private_value: ValueId,
}

impl QuickKeyPair {
    fn draw(context: &mut SessionContext<'_, '_>, message_id: u32, group: Group) -> QuickKeyPair {
        let mut private = alloc::vec![0; EXPONENT_LEN];
        let drawn = context.effects.random(Purpose::QuickDhExponent, &mut private);
        context.effects.work(timing::DH_PUBLIC);
        let public = group.modp.public(&private);
        let quantity = Quantity::QuickDhPrivate { message_id };
        let private_value = context.derived(quantity, &private, formulas::drawn(drawn));
        let quantity = Quantity::QuickDhPublic { message_id };
        context.derived(quantity, &public, formulas::public_value(private_value));
        QuickKeyPair {
            group,
            private,
            public,
            private_value,
        }
    }

    /// The shared secret with the public value that the peer sent in a message.
    fn shared(
        &self,
        context: &mut SessionContext<'_, '_>,
        message_id: u32,
        (peers, peer_public): (Option<PacketId>, &[u8]),
    ) -> Result<Shared, Reject> {
        context.effects.work(timing::DH_SHARED);
        let bytes = self
            .group
            .modp
            .shared(&self.private, peer_public)
            .map_err(|_| Reject::BadPublicValue)?;
        let formula = formulas::shared_secret(peers, self.private_value);
        let value = context.derived(Quantity::QuickDhShared { message_id }, &bytes, formula);
        Ok(Shared { bytes, value })
    }
}

fn header(phase1: &Established, message_id: u32) -> Header {
    let cookies = (Cookie(phase1.cookies.initiator), Cookie(phase1.cookies.responder));
    Header::new(cookies, ExchangeType::QuickMode, Flags::NONE, message_id)
}

/// The HASH of a message, and the payloads behind it: what the HASH is over.
pub(super) fn behind_hash(payloads: &[Payload]) -> Result<(&[u8], &[Payload]), Reject> {
    match payloads {
        [Payload::Hash(hash), rest @ ..] => Ok((hash, rest)),
        _ => Err(Reject::Unexpected),
    }
}

/// IDci and IDcr: the initiator's side first.
fn identities(proxies: &ProxyIdentities) -> [Payload; 2] {
    [proxies.local, proxies.remote].map(|end| identity(end, proxies.protocol))
}

/// One side of what is protected: an address where the mask has all bits (RFC 2407 §4.6.2.2), else a subnet.
fn identity(end: ProxyEnd, protocol: u8) -> Payload {
    let identity = if end.mask == Ipv4Addr::BROADCAST {
        Identity::Ipv4(end.address)
    } else {
        Identity::Ipv4Subnet {
            address: end.address,
            mask: end.mask,
        }
    };
    Payload::Identification(Identification {
        protocol,
        port: end.port,
        identity,
    })
}

/// What IDci and IDcr say, seen from the initiator. Without them it is the peers' own addresses (RFC 2409 §5.5).
fn read_identities(
    context: &SessionContext<'_, '_>,
    payloads: &[Payload],
    initiator: Ipv4Addr,
) -> Result<ProxyIdentities, Reject> {
    let ids: Vec<&Identification> = payloads
        .iter()
        .filter_map(|payload| match payload {
            Payload::Identification(id) => Some(id),
            _ => None,
        })
        .collect();
    let host = |address| ProxyEnd {
        address,
        mask: Ipv4Addr::BROADCAST,
        port: 0,
    };
    match ids.as_slice() {
        [] => {
            let (local, peer) = (*context.session.local.ip(), *context.session.peer.ip());
            let responder = if initiator == local { peer } else { local };
            Ok(ProxyIdentities {
                protocol: 0,
                local: host(initiator),
                remote: host(responder),
            })
        }
        [idci, idcr] if idci.protocol == idcr.protocol => {
            let (local, remote) = (read_identity(idci)?, read_identity(idcr)?);
            Ok(ProxyIdentities {
                protocol: idci.protocol,
                local,
                remote,
            })
        }
        _ => Err(Reject::Unexpected),
    }
}

fn read_identity(id: &Identification) -> Result<ProxyEnd, Reject> {
    let (address, mask) = match id.identity {
        Identity::Ipv4(address) => (address, Ipv4Addr::BROADCAST),
        Identity::Ipv4Subnet { address, mask } => (address, mask),
        Identity::Other { .. } => return Err(Reject::Unexpected),
    };
    Ok(ProxyEnd {
        address,
        mask,
        port: id.port,
    })
}

fn read_public(payloads: &[Payload]) -> Option<&[u8]> {
    find(payloads, |payload| match payload {
        Payload::KeyExchange(public) => Some(public.as_slice()),
        _ => None,
    })
    .ok()
}

/// What the key engine reports of a proposal that is compared with the crypto map, a part for each protocol. IOS: seed,
/// with no lifetime, SPI or connection id yet; flags 0x2, or 0x12 with perfect forward secrecy (the bit that sets 0x13
/// apart from 0x2 and 0x1).
pub fn log_validation(
    context: &mut SessionContext<'_, '_>,
    proxies: &ProxyIdentities,
    choice: &Choice,
    meaning: &Meaning,
) {
    for (part, (protocol, transforms)) in (1..).zip(meaning.set.by_protocol()) {
        let request = SaRequest {
            direction: Direction::Inbound,
            local: *context.session.local.ip(),
            remote: *context.session.peer.ip(),
            proxies: *proxies,
            transforms,
            seconds: 0,
            kilobytes: 0,
            spi: 0,
            conn: 0,
            flags: if meaning.pfs.is_some() { 0x12 } else { 0x2 },
        };
        let (proposal, transform) = choice.place_of(protocol);
        let field = FieldKind::IsakmpTransform.in_transform(proposal, transform);
        context
            .effects
            .ipsec_about(field, IpsecEvent::ProposalValidated { part, request });
    }
}

/// What IKE reports of a choice: each of its proposals with its transform.
fn log_choice(context: &mut SessionContext<'_, '_>, choice: &Choice) {
    for (proposal, (at, transform_at)) in choice.proposals.iter().zip(choice.places.iter().copied()) {
        let field = FieldKind::IsakmpProposal.in_proposal(at);
        let number = proposal.number;
        context.log_about(field, IsakmpEvent::ProposalChecking { proposal: number });
        for transform in &proposal.transforms {
            let event = IsakmpEvent::IpsecTransform {
                transform: transform.number,
                protocol: proposal.protocol.into(),
                id: transform.id,
                attributes: transform.attributes.clone(),
            };
            context.log_global_about(FieldKind::IsakmpTransform.in_transform(at, transform_at), event);
        }
        if choice.meaning.is_some() {
            context.log_about(field, IsakmpEvent::AttributesAcceptable);
        }
    }
}
