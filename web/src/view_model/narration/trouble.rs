//! Steps in which something goes wrong: they are what one learns most from.

use ikelab_core::effects::PacketName;
use ikelab_core::event::{
    DeleteReason, Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, Mismatch, RejectedPacket, RouterId,
    TrafficEvent,
};
use ikelab_core::ios::explain::not_taken;
use ikelab_core::sim::{CapturedPacket, Cause, Fate, Trace};

use super::{Words, local};

pub(super) fn words(trace: &Trace, step: usize) -> Option<Words> {
    if let Some(words) = lost(trace, step).or_else(|| forged(trace, step)) {
        return Some(words);
    }
    let mut told = trace
        .step_events(step)
        .iter()
        .filter_map(|event| in_event(trace, step, event));
    let first = told.next();
    let is_again = first.is_some() && is_retransmission(trace, step);
    let refused = is_again.then(|| told.next()).flatten().or_else(|| dropped(trace, step));
    match (first, refused) {
        (Some((again, _)), Some((short, long))) if is_again => Some((short, format!("{again} {long}"))),
        (first, refused) => first.or(refused).or_else(|| altered(trace, step)),
    }
}

fn in_event(trace: &Trace, step: usize, event: &Event) -> Option<Words> {
    match &event.kind {
        EventKind::Isakmp { event: isakmp, .. } => in_ike(trace, step, event.router, isakmp),
        EventKind::Ipsec(ipsec) => in_ipsec(event.router, ipsec),
        EventKind::Traffic(TrafficEvent::IpsecRejected { spi, sequence, why, .. }) => {
            Some(esp_rejected(event.router, *spi, *sequence, *why))
        }
        _ => None,
    }
}

/// Whether a step begins with a message that is sent again.
fn is_retransmission(trace: &Trace, step: usize) -> bool {
    let mut isakmp = trace.step_events(step).iter().filter_map(|event| match &event.kind {
        EventKind::Isakmp { event, .. } => Some(event),
        _ => None,
    });
    isakmp.any(|event| matches!(event, IsakmpEvent::Retransmitting { .. }))
}

/// What a sentence calls a packet.
pub(super) fn message(packet: &CapturedPacket) -> String {
    match packet.name {
        PacketName::Informational => "The informational message".to_owned(),
        PacketName::Clear => "The packet".to_owned(),
        name => name.to_string(),
    }
}

fn lost(trace: &Trace, step: usize) -> Option<Words> {
    let step = &trace.steps[step];
    let packet = trace.packet(step.packet?)?;
    if step.cause != Cause::Sent {
        return None;
    }
    let (from, to) = (packet.from, packet.from.peer());
    let (what, why) = match packet.fate {
        Fate::Lost => (format!("{} is lost on the wire.", message(packet)), String::new()),
        Fate::NotTaken(why) => {
            let (phrase, remedy) = not_taken(why);
            let what = format!("Nobody takes {}: {phrase}.", message(packet).replacen("The", "the", 1));
            (what, format!("{remedy} ").trim_start().to_owned())
        }
        Fate::Arrived(_) | Fate::Altered { .. } | Fate::Taken(_) => return None,
    };
    let then = match packet.name {
        PacketName::MainMode(_) | PacketName::QuickMode(_) => format!(
            "{from} waits for an answer; when none comes, it sends the same bytes again. It cannot tell a lost message \
             from a lost answer."
        ),
        PacketName::Informational => "Nobody answers such a message, so nobody sends it again.".to_owned(),
        PacketName::Esp(_) | PacketName::Ah(_) | PacketName::Clear => format!(
            "Nobody sends it again: it is for the hosts to notice. {to} sees at most that a sequence number is missing."
        ),
    };
    Some((what, format!("{why}{to} knows nothing of it. {then}")))
}

/// A packet that its receiver drops before it looks inside.
fn dropped(trace: &Trace, step: usize) -> Option<Words> {
    let packet = trace.packet(trace.steps[step].packet?)?;
    let to = packet.from.peer();
    let reason = trace.step_events(step).iter().find_map(|event| match event.kind {
        EventKind::Traffic(TrafficEvent::Dropped { reason, .. }) if event.router == to => Some(reason),
        _ => None,
    })?;
    let (what, why) = local::dropped(reason);
    let changed = change(packet).unwrap_or_default();
    let name = match packet.name {
        PacketName::Informational => "the informational message".to_owned(),
        PacketName::Clear => "a packet".to_owned(),
        name => name.to_string(),
    };
    Some((
        format!("{to} drops {name}: {what}."),
        format!("{changed} {why}").trim().to_owned(),
    ))
}

/// A packet that the wire has changed, whatever comes of it later.
fn altered(trace: &Trace, step: usize) -> Option<Words> {
    let packet = trace.packet(trace.steps[step].packet?)?;
    let changed = change(packet)?;
    let to = packet.from.peer();
    Some((
        format!("{} is changed on the wire.", message(packet)),
        format!("{changed} {to} has not looked at it yet."),
    ))
}

/// What the wire has changed in a packet.
fn change(packet: &CapturedPacket) -> Option<String> {
    let Fate::Altered { bytes, .. } = &packet.fate else {
        return None;
    };
    let mut pairs = (0..)
        .zip(packet.bytes.iter().zip(bytes))
        .filter(|(_, (old, new))| old != new);
    let (at, (old, new)) = pairs.next()?;
    let more = match pairs.count() {
        0 => String::new(),
        count => format!(", and {count} more bytes differ"),
    };
    Some(format!("Byte {at} left as {old:02X} and arrives as {new:02X}{more}."))
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
                nearest(trace, step)
            ),
        ),
        IsakmpEvent::ProposalInvalidated => (
            format!("{router} refuses the proposal for the traffic."),
            format!("Phase 1 stands, but no [transform set] of {router}'s crypto map fits what {peer} offers."),
        ),
        IsakmpEvent::Rejected { why, .. } => {
            let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
            let name = packet.filter(|packet| packet.from == peer && packet.name != PacketName::Informational);
            rejected(
                router,
                *why,
                &name.map_or("the message".to_owned(), |packet| packet.name.to_string()),
            )
        }
        IsakmpEvent::Duplicate { .. } => (
            format!("{router} has seen this message before."),
            "It is answered, if at all, with the bytes of the first answer; no state moves.".to_owned(),
        ),
        IsakmpEvent::NotStarted { reason, .. } => {
            let lacking = match reason {
                DeleteReason::NoPresharedKey => "it has no key for its peer",
                _ => "it has no policy with pre-shared keys to offer",
            };
            (
                format!("{router} cannot begin main mode: {lacking}."),
                "Nothing is sent, and the new ISAKMP SA is taken out at once. The next packet that must be protected tries \
                 again."
                    .to_owned(),
            )
        }
        IsakmpEvent::SaDeleted { reason, .. } => deleted(router, *reason),
        _ => return None,
    })
}

/// What the policy that comes nearest to an offer differs in, as a part of a sentence.
fn nearest(trace: &Trace, step: usize) -> String {
    differences(trace, step).map_or_else(String::new, |(priority, names)| {
        format!("; the nearest, policy {priority}, differs in {}", names.join(", "))
    })
}

/// The policy that comes nearest to an offer, and what it differs in.
pub fn differences(trace: &Trace, step: usize) -> Option<(u32, Vec<&'static str>)> {
    let checks = trace.step_events(step).iter().filter_map(|event| match &event.kind {
        EventKind::Isakmp {
            event: IsakmpEvent::TransformChecked {
                mismatches, priority, ..
            },
            ..
        } => Some((*priority, mismatches)),
        _ => None,
    });
    let (priority, mismatches) = checks.min_by_key(|(_, mismatches)| mismatches.len())?;
    Some((
        priority,
        mismatches.iter().map(|mismatch| mismatch_name(*mismatch)).collect(),
    ))
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

fn rejected(router: RouterId, why: RejectedPacket, name: &str) -> Words {
    let peer = router.peer();
    match why {
        RejectedPacket::Malformed => (
            format!("{router} cannot read {name}."),
            format!(
                "What comes out of decryption is no payload. Mostly that means another key: compare the [pre-shared key] of \
                 {router} with that of {peer}."
            ),
        ),
        RejectedPacket::HashMismatch => (
            format!("{router} reads {name} and does not believe it."),
            "Its HASH is not what it must be: somebody has changed it, or does not know the key.".to_owned(),
        ),
        RejectedPacket::NoSa => (
            format!("{router} does not know what {name} belongs to."),
            "Its [cookies|cookie] name no SA, and it begins none.".to_owned(),
        ),
        RejectedPacket::Unexpected => (
            format!("{router} did not expect this message."),
            "It is not what this state awaits, so no state moves.".to_owned(),
        ),
    }
}

fn deleted(router: RouterId, reason: DeleteReason) -> Words {
    let then = match reason {
        DeleteReason::PeerDeleted | DeleteReason::LifetimeExpired | DeleteReason::Cleared => {
            "The IPsec SAs that it has made live on until they end themselves."
        }
        DeleteReason::DeadPeer | DeleteReason::InitialContact => "The IPsec SAs with that peer go too.",
        DeleteReason::DeathByRetransmission
        | DeleteReason::NoProposalChosen
        | DeleteReason::NoPresharedKey
        | DeleteReason::BadMessage => "The next packet that must be protected begins anew.",
    };
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
        format!("{router} gives the ISAKMP SA up: {why}."),
        format!("Its keys and its cookies are forgotten. {then}"),
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
        IpsecEvent::InvalidLocalAddress(address) => Some((
            format!("{router} has no tunnels at {address}, with which its peer negotiates."),
            format!(
                "No crypto map in use has that address for its end of the tunnel. Look at `crypto map … local-address`, at which \
                 interface of {router} has the crypto map, and at the other side's `set peer`."
            ),
        )),
        IpsecEvent::ProxiesNotSupported(_) => Some((
            format!("{router} does not protect all the traffic that its peer proposes."),
            "A responder takes what a line of its own [crypto ACL] covers, or a part of that, and nothing broader. The two lists \
             should be mirror images of each other."
                .to_owned(),
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
        IpsecFailure::Malformed => (
            "what is inside cannot be read",
            "It passed every check, and still no IP packet comes out: sender and receiver use different keys or transforms.",
        ),
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
