//! Steps in which something goes wrong: they are what one learns most from.

use ikelab_core::event::{
    DeleteReason, Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, Mismatch, RejectedPacket, RouterId,
    TrafficEvent,
};
use ikelab_core::sim::{CapturedPacket, Cause, Fate, Trace};

use super::Words;

pub(super) fn words(trace: &Trace, step: usize) -> Option<Words> {
    lost(trace, step).or_else(|| forged(trace, step)).or_else(|| {
        let mut events = trace.step_events(step).iter();
        events.find_map(|event| match &event.kind {
            EventKind::Isakmp { event: isakmp, .. } => in_ike(trace, step, event.router, isakmp),
            EventKind::Ipsec(ipsec) => in_ipsec(event.router, ipsec),
            EventKind::Traffic(TrafficEvent::IpsecRejected { spi, sequence, why, .. }) => {
                Some(esp_rejected(event.router, *spi, *sequence, *why))
            }
            _ => None,
        })
    })
}

fn lost(trace: &Trace, step: usize) -> Option<Words> {
    let step = &trace.steps[step];
    let packet = trace.packet(step.packet?)?;
    if packet.fate != Fate::Lost || step.cause != Cause::Sent {
        return None;
    }
    let (name, from, to) = (packet.name, packet.from, packet.from.peer());
    Some((
        format!("{name} is lost on the wire."),
        format!(
            "{to} knows nothing of it. IKE waits for an answer and sends its last message again; ESP sends nothing again, \
             and it is for the hosts to notice. {from} cannot tell a lost message from a lost answer."
        ),
    ))
}

/// A packet that the wire has changed, and that is taken nevertheless.
fn forged(trace: &Trace, step: usize) -> Option<Words> {
    let packet = trace.packet(trace.steps[step].packet?)?;
    if !is_forged(trace, step, packet) {
        return None;
    }
    let (from, to) = (packet.from, packet.from.peer());
    Some((
        format!("{to} takes a packet that {from} never sent so."),
        format!(
            "The wire flipped bits of {}'s ciphertext, and with SEAL the same bits of the plaintext flip. No [ICV] says that \
             anything has changed, so {to} hands the forged packet on. This is why IOS refuses SEAL without authentication.",
            packet.name
        ),
    ))
}

/// Whether a packet arrives changed in this step and is taken.
pub fn is_forged(trace: &Trace, step: usize, packet: &CapturedPacket) -> bool {
    let is_taken = |event: &Event| {
        let is_there = event.router == packet.from.peer();
        is_there && matches!(event.kind, EventKind::Traffic(TrafficEvent::Decapsulated { .. }))
    };
    matches!(packet.fate, Fate::Altered { .. }) && trace.step_events(step).iter().any(is_taken)
}

pub(super) fn in_ike(trace: &Trace, step: usize, router: RouterId, event: &IsakmpEvent) -> Option<Words> {
    let peer = router.peer();
    Some(match event {
        IsakmpEvent::Retransmitting { attempt, .. } => {
            let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
            let name = packet.map_or_else(|| "its last message".to_owned(), |packet| packet.name.to_string());
            (
                format!("{router} got no answer and sends {name} again."),
                format!("Attempt {attempt}. The bytes are those of the first time: nothing is encrypted anew."),
            )
        }
        IsakmpEvent::NoOffersAccepted => (
            format!("{router} accepts none of the offers."),
            format!(
                "No transform of {peer}'s matches a [policy] of its own{}. Phase 1 ends here: both sides must configure the \
                 same cipher, key length, hash, group and authentication.",
                mismatches(trace, step)
            ),
        ),
        IsakmpEvent::ProposalInvalidated => (
            format!("{router} refuses the proposal for the traffic."),
            format!("Phase 1 stands, but no [transform set] of {router}'s crypto map fits what {peer} offers."),
        ),
        IsakmpEvent::Rejected { why, .. } => rejected(router, *why),
        IsakmpEvent::Duplicate { .. } => (
            format!("{router} has seen this message before."),
            "It is answered, if at all, with the bytes of the first answer; no state moves.".to_owned(),
        ),
        IsakmpEvent::SaDeleted { reason, .. } => deleted(router, *reason),
        _ => return None,
    })
}

fn mismatches(trace: &Trace, step: usize) -> String {
    let mut names: Vec<&str> = Vec::new();
    for event in trace.step_events(step) {
        let EventKind::Isakmp {
            event: IsakmpEvent::TransformChecked { mismatches, .. },
            ..
        } = &event.kind
        else {
            continue;
        };
        for name in mismatches.iter().map(|mismatch| mismatch_name(*mismatch)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        String::new()
    } else {
        format!(": it differs in {}", names.join(", "))
    }
}

pub(super) fn mismatch_name(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Encryption => "cipher",
        Mismatch::KeyLength => "key length",
        Mismatch::Hash => "hash",
        Mismatch::Group => "group",
        Mismatch::Authentication => "authentication",
    }
}

fn rejected(router: RouterId, why: RejectedPacket) -> Words {
    let peer = router.peer();
    match why {
        RejectedPacket::Malformed => (
            format!("{router} cannot read the message."),
            format!(
                "What comes out of decryption is no payload. Mostly that means another key: compare the [pre-shared key] of \
                 {router} with that of {peer}."
            ),
        ),
        RejectedPacket::HashMismatch => (
            format!("{router} reads the message and does not believe it."),
            "Its hash is not what it must be: somebody has changed it, or does not know the key.".to_owned(),
        ),
        RejectedPacket::NoSa => (
            format!("{router} does not know what the message belongs to."),
            "Its [cookies|cookie] name no SA, and it begins none.".to_owned(),
        ),
        RejectedPacket::Unexpected => (
            format!("{router} did not expect this message."),
            "It is not what this state awaits, so no state moves.".to_owned(),
        ),
    }
}

fn deleted(router: RouterId, reason: DeleteReason) -> Words {
    let why = match reason {
        DeleteReason::DeathByRetransmission => "no answer came to any retransmission",
        DeleteReason::PeerDeleted => "the peer said so",
        DeleteReason::LifetimeExpired => "its lifetime is over",
        DeleteReason::InitialContact => "the peer started anew",
        DeleteReason::NoProposalChosen => "no offer was acceptable",
        DeleteReason::NoPresharedKey => "there is no key for the peer",
        DeleteReason::BadMessage => "its first message cannot be read",
        DeleteReason::Cleared => "a typed command took it down",
        DeleteReason::DeadPeer => "the peer answers no question whether it lives",
    };
    (
        format!("{router} gives the ISAKMP SA up."),
        format!("The reason: {why}. Its keys are forgotten."),
    )
}

pub(super) fn in_ipsec(router: RouterId, event: &IpsecEvent) -> Option<Words> {
    match event {
        IpsecEvent::TransformNotSupported(_) => Some((
            format!("{router} does not support what is proposed."),
            format!(
                "No [transform set] of {router}'s crypto map has these transforms, or the one that has cannot be used."
            ),
        )),
        IpsecEvent::ProxiesNotSupported(_) => Some((
            format!("{router} protects other traffic than its peer proposes."),
            "The two [crypto ACLs|crypto ACL] must be mirror images of each other.".to_owned(),
        )),
        _ => None,
    }
}

pub(super) fn esp_rejected(router: RouterId, spi: u32, sequence: u32, why: IpsecFailure) -> Words {
    let (short, long) = match why {
        IpsecFailure::UnknownSpi => (
            "it knows no SA with this SPI",
            "The keys are found by [SPI]; without one, nothing can be done.",
        ),
        IpsecFailure::Replayed => (
            "this sequence number was here before",
            "The replay window remembers the last 64 numbers (RFC 2406 §3.4.3).",
        ),
        IpsecFailure::BadIcv => (
            "its [ICV] is wrong",
            "Somebody changed it on the way, so it is dropped before it is decrypted.",
        ),
        IpsecFailure::NotBundled => (
            "it lacks one of AH and ESP",
            "Both belong together here; nothing less is good enough (RFC 2401 §5.2.1).",
        ),
        IpsecFailure::Malformed => ("what is inside cannot be read", ""),
        IpsecFailure::WrongSelectors => (
            "what is inside is not what this SA protects",
            "The addresses inside must fit the [crypto ACL] (RFC 2401 §5.2.1).",
        ),
    };
    (
        format!("{router} refuses the packet: {short}."),
        format!("SPI {spi:08X}, sequence number {sequence}. {long}"),
    )
}
