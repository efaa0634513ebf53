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

use super::keymat::KeymatInputs;
use super::main_mode::Established;
use super::proposal::phase2::{Choice, Meaning};
use super::session::{Cx, Reject, find};
use super::timing;
use crate::crypto::modp::Group;
use crate::event::{IpsecEvent, IsakmpEvent, Quantity, SaRequest};
use crate::ios::access_list::{ProxyEnd, ProxyIdentities};
use crate::ios::crypto_map::Direction;
use crate::ipsec::bundle::{BundleKeys, Spis};
use crate::isakmp::header::{Cookie, Flags, Header};
use crate::isakmp::id::{Identification, Identity};
use crate::isakmp::message::encode_payloads;
use crate::isakmp::numbers::ExchangeType;
use crate::isakmp::payload::Payload;
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
    g_qm_xy: Option<&'a [u8]>,
}

impl Agreement {
    /// Derives the keys of all SAs: each from its protocol and the SPI that its receiver chose.
    fn derive(
        cx: &mut Cx<'_, '_>,
        phase1: &Established,
        proxies: ProxyIdentities,
        meaning: Meaning,
        (inbound, outbound): (Spis, Spis),
        inputs: &Inputs<'_>,
    ) -> Result<Agreement, Reject> {
        let (local, remote) = (*cx.session.local.ip(), *cx.session.peer.ip());
        let mut keys = |destination: Ipv4Addr, spis: Spis| {
            let keys = BundleKeys::new(&meaning.set, spis, |protocol, spi, length| {
                let sa = KeymatInputs {
                    g_qm_xy: inputs.g_qm_xy,
                    protocol: protocol.into(),
                    spi: &spi.to_be_bytes(),
                    ni_b: inputs.ni_b,
                    nr_b: inputs.nr_b,
                };
                let keymat = phase1.skeyid.keymat(phase1.algorithms.hash, &sa, length);
                cx.derived(Quantity::Keymat { destination, spi }, &keymat);
                keymat
            });
            keys.ok_or(Reject::Unexpected)
        };
        Ok(Agreement {
            proxies,
            inbound: keys(local, inbound)?,
            outbound: keys(remote, outbound)?,
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
}

impl QuickKeyPair {
    fn draw(cx: &mut Cx<'_, '_>, message_id: u32, group: Group) -> QuickKeyPair {
        let mut private = alloc::vec![0; EXPONENT_LEN];
        cx.fx.random(Purpose::QuickDhExponent, &mut private);
        cx.fx.work(timing::DH_PUBLIC);
        let public = group.public(&private);
        cx.derived(Quantity::QuickDhPrivate { message_id }, &private);
        cx.derived(Quantity::QuickDhPublic { message_id }, &public);
        QuickKeyPair { group, private, public }
    }

    fn shared(&self, cx: &mut Cx<'_, '_>, message_id: u32, peer_public: &[u8]) -> Result<Vec<u8>, Reject> {
        cx.fx.work(timing::DH_SHARED);
        let shared = self
            .group
            .shared(&self.private, peer_public)
            .map_err(|_| Reject::BadPublicValue)?;
        cx.derived(Quantity::QuickDhShared { message_id }, &shared);
        Ok(shared)
    }
}

fn header(phase1: &Established, message_id: u32) -> Header {
    let cookies = (Cookie(phase1.cookies.initiator), Cookie(phase1.cookies.responder));
    Header::new(cookies, ExchangeType::QuickMode, Flags::NONE, message_id)
}

/// The payloads behind a HASH as bytes: what the HASH is over.
pub(super) fn behind_hash(payloads: &[Payload]) -> Result<(&[u8], Vec<u8>), Reject> {
    match payloads {
        [Payload::Hash(hash), rest @ ..] => Ok((hash, encode_payloads(rest))),
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
fn read_identities(cx: &Cx<'_, '_>, payloads: &[Payload], initiator: Ipv4Addr) -> Result<ProxyIdentities, Reject> {
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
            let (local, peer) = (*cx.session.local.ip(), *cx.session.peer.ip());
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
pub fn log_validation(cx: &mut Cx<'_, '_>, proxies: &ProxyIdentities, meaning: &Meaning) {
    for (part, (_, transforms)) in (1..).zip(meaning.set.parts()) {
        let request = SaRequest {
            direction: Direction::Inbound,
            local: *cx.session.local.ip(),
            remote: *cx.session.peer.ip(),
            proxies: *proxies,
            transforms,
            seconds: 0,
            kilobytes: 0,
            spi: 0,
            conn: 0,
            flags: if meaning.pfs.is_some() { 0x12 } else { 0x2 },
        };
        cx.fx.ipsec(IpsecEvent::ProposalValidated { part, request });
    }
}

/// What IKE reports of a choice: each of its proposals with its transform.
fn log_choice(cx: &mut Cx<'_, '_>, choice: &Choice) {
    for proposal in &choice.proposals {
        cx.log(IsakmpEvent::ProposalChecking {
            proposal: proposal.number,
        });
        for transform in &proposal.transforms {
            cx.log_global(IsakmpEvent::IpsecTransform {
                transform: transform.number,
                protocol: proposal.protocol.into(),
                id: transform.id,
                attributes: transform.attributes.clone(),
            });
        }
        if choice.meaning.is_some() {
            cx.log(IsakmpEvent::AttributesAcceptable);
        }
    }
}
