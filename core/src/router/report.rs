//! What the key engine and IKE report of requests, SPIs and SAs: an event for each protocol, AH before ESP (IOS: field).

use super::exchange::Request;
use super::forward::Match;
use crate::effects::Effects;
use crate::event::{Input, IpsecEvent, IsakmpEvent, NodeReason, SaOrigin, SaPair as SaPairEvent, SaRequest, State};
use crate::ike::informational;
use crate::ike::main_mode::Established;
use crate::ike::quick_mode::Agreement;
use crate::ike::session::Cx;
use crate::ios::crypto::{Lifetime, TransformSet};
use crate::ios::crypto_map::Direction;
use crate::ipsec::bundle::Spis;
use crate::ipsec::sadb::SaPair;
use crate::isakmp::numbers::{NotifyType, ProtocolId};

/// Traffic needs SAs; of the transform sets, the best is reported.
pub(super) fn requested(found: &Match, request: &Request, best: &TransformSet, fx: &mut Effects<'_>) {
    let Lifetime { seconds, kilobytes } = request.wanted.lifetime;
    for (protocol, transforms) in best.parts() {
        fx.ipsec(IpsecEvent::SaRequested(SaRequest {
            direction: Direction::Outbound,
            local: found.local,
            remote: found.peer,
            proxies: found.proxies,
            transforms,
            seconds,
            kilobytes,
            spi: request.spis.of(protocol).unwrap_or_default(),
            conn: 0,
            flags: if request.wanted.pfs.is_some() { 0x400b } else { 0x400a },
        }));
    }
}

/// The key engine gives IKE SPIs.
pub(super) fn spis_given(cx: &mut Cx<'_, '_>, spis: Spis) {
    let (local, remote) = (*cx.session.local.ip(), *cx.session.peer.ip());
    for (protocol, spi) in spis.iter() {
        cx.fx.ipsec(IpsecEvent::SpiAllocated {
            spi,
            local,
            remote,
            protocol: protocol.into(),
        });
    }
}

/// Refuses a quick mode: NO-PROPOSAL-CHOSEN about the SPI that the peer offered first, in an exchange of its own.
pub(super) fn refused(
    cx: &mut Cx<'_, '_>,
    refused: u32,
    offered: Option<(ProtocolId, u32)>,
    established: &Established,
) {
    let (protocol, spi) = offered.unwrap_or((ProtocolId::IpsecEsp, 0));
    cx.fx.begin_message();
    let message_id = informational::new_message_id(cx);
    cx.log_global(IsakmpEvent::NodeCreated { message_id });
    cx.log(IsakmpEvent::NotifySent {
        kind: NotifyType::NoProposalChosen,
        protocol: protocol.into(),
        spi,
        message_id,
    });
    let notification = informational::no_proposal_chosen(protocol, spi);
    informational::send(message_id, notification, established, cx);
    let (error, reason) = (true, NodeReason::Rejected);
    cx.log(IsakmpEvent::NodeDeleted {
        message_id: refused,
        error,
        reason,
    });
    cx.quick_mode(refused, Input::PeerQuickMode, State::QmReady, State::QmReady);
}

/// IKE hands SAs to the key engine.
pub(super) fn creating(cx: &mut Cx<'_, '_>, agreement: &Agreement, conn: u32) {
    let Lifetime { seconds, kilobytes } = agreement.meaning.lifetime;
    let (inbound, outbound) = (agreement.inbound.spis(), agreement.outbound.spis());
    let spis = inbound.iter().zip(outbound.iter());
    for (index, ((_, inbound_spi), (_, outbound_spi))) in (0..).zip(spis) {
        cx.log(IsakmpEvent::CreatingSas(SaPairEvent {
            local: *cx.session.local.ip(),
            remote: *cx.session.peer.ip(),
            proxies: agreement.proxies,
            inbound_spi,
            outbound_spi,
            conn: conn + 2 * index,
            pfs: agreement.meaning.pfs.is_some(),
            seconds,
            kilobytes,
        }));
    }
}

/// One SA of a pair, as it is reported.
struct Part {
    direction: Direction,
    transforms: TransformSet,
    spi: u32,
    conn: u32,
}

/// The SAs of a pair: of each protocol the inbound one first (IOS: seed).
fn parts(pair: &SaPair) -> impl Iterator<Item = Part> {
    pair.transforms.parts().flat_map(|(protocol, transforms)| {
        let sides = [
            (Direction::Inbound, &pair.inbound),
            (Direction::Outbound, &pair.outbound),
        ];
        sides.into_iter().filter_map(move |(direction, bundle)| {
            let (spi, conn) = bundle.sa_of(protocol)?;
            Some(Part {
                direction,
                transforms: transforms.clone(),
                spi,
                conn,
            })
        })
    })
}

/// The key engine puts negotiated SAs to use. IOS: seed, for the records, their order, and the flags without perfect
/// forward secrecy; debug of a 12.3 initiator, for those with it.
pub(super) fn installed(pair: &SaPair, pfs: bool, flow_id: u32, cookies: [[u8; 8]; 2], fx: &mut Effects<'_>) {
    let Lifetime { seconds, kilobytes } = pair.lifetime().unwrap_or_default();
    for part in parts(pair) {
        fx.ipsec(IpsecEvent::SaInitialized(SaRequest {
            direction: part.direction,
            local: pair.local,
            remote: pair.peer,
            proxies: pair.proxies,
            transforms: part.transforms,
            seconds,
            kilobytes,
            spi: part.spi,
            conn: part.conn,
            flags: match (part.direction, pfs) {
                (Direction::Inbound, false) => 0x2,
                (Direction::Outbound, false) => 0xa,
                (Direction::Inbound, true) => 0x13,
                (Direction::Outbound, true) => 0x1b,
            },
        }));
    }
    fx.ipsec(IpsecEvent::ProxySearched { map: pair.map.clone() });
    fx.ipsec(IpsecEvent::IdentFound { peer: pair.peer });
    let (source, destination) = (pair.proxies.local.address, pair.proxies.remote.address);
    fx.ipsec(IpsecEvent::IdentAdded {
        source,
        destination,
        port: pair.proxies.remote.port,
    });
    let origin = SaOrigin::Negotiated {
        seconds,
        kilobytes,
        cookies,
    };
    created(pair, flow_id, origin, fx);
}

/// SAs are in use.
pub(super) fn created(pair: &SaPair, flow_id: u32, origin: SaOrigin, fx: &mut Effects<'_>) {
    for (flow_id, part) in (flow_id..).zip(parts(pair)) {
        fx.ipsec(IpsecEvent::SaCreated {
            direction: part.direction,
            destination: destination(pair, part.direction),
            spi: part.spi,
            transforms: part.transforms,
            conn: part.conn,
            flow_id,
            peer: pair.peer,
            proxies: pair.proxies,
            origin,
            map: pair.map.clone(),
        });
    }
}

/// SAs are gone.
pub(super) fn deleted(pair: &SaPair, fx: &mut Effects<'_>) {
    for part in parts(pair) {
        fx.ipsec(IpsecEvent::SaDeleted {
            destination: destination(pair, part.direction),
            spi: part.spi,
            transforms: part.transforms,
            conn: part.conn,
        });
    }
}

/// Where the packets of an SA go.
fn destination(pair: &SaPair, direction: Direction) -> core::net::Ipv4Addr {
    match direction {
        Direction::Inbound => pair.local,
        Direction::Outbound => pair.peer,
    }
}
