//! What the key engine and IKE report of requests, SPIs and SAs: an event for each protocol, AH before ESP (IOS: field).

use super::exchange::Request;
use super::forward::Match;
use crate::effects::Effects;
use crate::event::{Input, IpsecEvent, IsakmpEvent, NodeReason, SaOrigin, SaPair as SaPairEvent, SaRequest, State};
use crate::field::FieldKind;
use crate::ike::informational;
use crate::ike::main_mode::Established;
use crate::ike::quick_mode::Agreement;
use crate::ike::session::SessionContext;
use crate::ipsec::bundle::Spis;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::manual::Direction;
use crate::ipsec::sadb::SaPair;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::numbers::{NotifyType, ProtocolId};

/// Traffic needs SAs; of the transform sets, the best is reported.
pub(super) fn requested(found: &Match, request: &Request, best: &TransformSet, effects: &mut Effects<'_>) {
    let Lifetime { seconds, kilobytes } = request.wanted.lifetime;
    for (protocol, transforms) in best.by_protocol() {
        effects.ipsec(IpsecEvent::SaRequested(SaRequest {
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

/// The key engine gives IKE SPIs for a message that proposes these protocols, in this order.
pub(super) fn spis_given(context: &mut SessionContext<'_, '_>, spis: Spis, proposed: &[ProtocolId]) {
    let (local, remote) = (*context.session.local.ip(), *context.session.peer.ip());
    for (protocol, spi) in spis.iter() {
        let proposal = proposed.iter().position(|of| *of == protocol).unwrap_or_default();
        let event = IpsecEvent::SpiAllocated {
            spi,
            local,
            remote,
            protocol: protocol.into(),
        };
        let field = FieldKind::IsakmpProposalSpi.in_proposal(proposal as u16);
        context.effects.ipsec_about(field, event);
    }
}

/// Refuses a quick mode: NO-PROPOSAL-CHOSEN about the SPI that the peer offered first, in an exchange of its own.
pub(super) fn refused(
    context: &mut SessionContext<'_, '_>,
    refused: u32,
    offered: Option<(ProtocolId, u32)>,
    established: &Established,
) {
    let (protocol, spi) = offered.unwrap_or((ProtocolId::IpsecEsp, 0));
    context.effects.begin_message();
    let message_id = informational::new_message_id(context);
    context.log_global(IsakmpEvent::NodeCreated { message_id });
    let event = IsakmpEvent::NotifySent {
        kind: NotifyType::NoProposalChosen,
        protocol: protocol.into(),
        spi,
        message_id,
    };
    context.log_about(FieldKind::IsakmpNotification, event);
    let notification = informational::no_proposal_chosen(protocol, spi);
    informational::send(message_id, notification, established, context);
    let (error, reason) = (true, NodeReason::Rejected);
    context.log(IsakmpEvent::NodeDeleted {
        message_id: refused,
        error,
        reason,
    });
    context.quick_mode(refused, Input::PeerQuickMode, State::QmReady, State::QmReady);
}

/// IKE hands SAs to the key engine.
pub(super) fn creating(context: &mut SessionContext<'_, '_>, agreement: &Agreement, conn: u32) {
    let Lifetime { seconds, kilobytes } = agreement.meaning.lifetime;
    let (inbound, outbound) = (agreement.inbound.spis(), agreement.outbound.spis());
    let spis = inbound.iter().zip(outbound.iter());
    for (index, ((_, inbound_spi), (_, outbound_spi))) in (0..).zip(spis) {
        context.log(IsakmpEvent::CreatingSas(SaPairEvent {
            local: *context.session.local.ip(),
            remote: *context.session.peer.ip(),
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
struct ReportedSa {
    direction: Direction,
    transforms: TransformSet,
    spi: u32,
    conn: u32,
}

/// The SAs of a pair: of each protocol the inbound one first (IOS: seed).
fn reported_sas(pair: &SaPair) -> impl Iterator<Item = ReportedSa> {
    pair.transforms.by_protocol().flat_map(|(protocol, transforms)| {
        let sides = [
            (Direction::Inbound, &pair.inbound),
            (Direction::Outbound, &pair.outbound),
        ];
        sides.into_iter().filter_map(move |(direction, bundle)| {
            let (spi, conn) = bundle.sa_of(protocol)?;
            Some(ReportedSa {
                direction,
                transforms: transforms.clone(),
                spi,
                conn,
            })
        })
    })
}

/// The quick mode that made SAs.
pub(super) struct QuickModeId {
    /// The cookies of its ISAKMP SA, this router's own first.
    pub cookies: [[u8; 8]; 2],
    pub message_id: u32,
}

/// The key engine puts negotiated SAs to use. IOS: seed, for the records, their order, and the flags without perfect
/// forward secrecy; debug of a 12.3 initiator, for those with it.
pub(super) fn installed(pair: &SaPair, pfs: bool, flow_id: u32, made_by: QuickModeId, effects: &mut Effects<'_>) {
    let Lifetime { seconds, kilobytes } = pair.lifetime().unwrap_or_default();
    for part in reported_sas(pair) {
        effects.ipsec(IpsecEvent::SaInitialized(SaRequest {
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
    effects.ipsec(IpsecEvent::ProxySearched { map: pair.map.clone() });
    effects.ipsec(IpsecEvent::IdentFound { peer: pair.peer });
    let (source, destination) = (pair.proxies.local.address, pair.proxies.remote.address);
    effects.ipsec(IpsecEvent::IdentAdded {
        source,
        destination,
        port: pair.proxies.remote.port,
    });
    let origin = SaOrigin::Negotiated {
        seconds,
        kilobytes,
        cookies: made_by.cookies,
        message_id: made_by.message_id,
    };
    created(pair, flow_id, origin, effects);
}

/// SAs are in use.
pub(super) fn created(pair: &SaPair, flow_id: u32, origin: SaOrigin, effects: &mut Effects<'_>) {
    for (flow_id, part) in (flow_id..).zip(reported_sas(pair)) {
        effects.ipsec(IpsecEvent::SaCreated {
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
            entry: pair.entry,
        });
    }
}

/// SAs are gone.
pub(super) fn deleted(pair: &SaPair, effects: &mut Effects<'_>) {
    for part in reported_sas(pair) {
        effects.ipsec(IpsecEvent::SaDeleted {
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
