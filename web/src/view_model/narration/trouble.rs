//! Steps in which something goes wrong: readers learn most from these.

use ikelab_core::effects::PacketName;
use ikelab_core::event::{
    DeleteReason, Event, EventKind, IpsecEvent, IpsecFailure, IsakmpEvent, Mismatch, RejectedPacket, RouterId, SaUse,
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
            Some(esp_rejected(trace, event, (*spi, *sequence), *why))
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
        PacketName::MainMode(6) | PacketName::QuickMode(3) => format!(
            "{from} expects no answer to its last message. {to} still waits for it, and sends its own last message again."
        ),
        PacketName::MainMode(_) | PacketName::QuickMode(_) => format!(
            "{from} waits for an answer and, if none arrives, sends the same bytes again. It cannot tell a lost message \
             from a lost answer."
        ),
        PacketName::Informational => "IKE does not send an informational message again.".to_owned(),
        PacketName::Esp(_) | PacketName::Ah(_) => format!(
            "Routers do not send it again: that is left to the hosts. {to} sees at most that a sequence number is missing."
        ),
        PacketName::Clear => "Routers do not send it again: that is left to the hosts.".to_owned(),
    };
    Some((what, format!("{why}{to} never learns of it. {then}")))
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
        format!("{} is changed on the way.", message(packet)),
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
    let to = packet.from.peer();
    Some((
        format!("{to} accepts a packet that was changed on the way."),
        format!(
            "Bits of {}'s ciphertext were flipped on the way, and with SEAL the same bits of the plaintext flip. There is no [ICV] to \
             show it, so {to} forwards the forged packet. This is why IOS refuses SEAL without authentication.",
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

fn is_altered(packet: Option<&CapturedPacket>) -> bool {
    packet.is_some_and(|packet| matches!(packet.fate, Fate::Altered { .. }))
}

/// Whether a router has accepted a packet with this SPI and sequence number before an event.
fn was_accepted(trace: &Trace, refused: &Event, spi: u32, sequence: u32) -> bool {
    let is_it = |used: &Option<SaUse>| used.is_some_and(|used| (used.spi, used.sequence) == (spi, sequence));
    let accepts = |event: &Event| match &event.kind {
        EventKind::Traffic(TrafficEvent::Decapsulated { esp, ah, .. }) => is_it(esp) || is_it(ah),
        _ => false,
    };
    let mut before = trace.events.iter().take_while(|event| !core::ptr::eq(*event, refused));
    before.any(|event| event.router == refused.router && accepts(event))
}

pub(super) fn in_ike(trace: &Trace, step: usize, router: RouterId, event: &IsakmpEvent) -> Option<Words> {
    let peer = router.peer();
    Some(match event {
        IsakmpEvent::Retransmitting { attempt, .. } => {
            let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
            let name = packet.map_or_else(|| "its last message".to_owned(), |packet| packet.name.to_string());
            (
                format!("{router} got no answer and sends {name} again."),
                format!(
                    "Retransmission {attempt}. The bytes are the same as the first time: nothing is encrypted again."
                ),
            )
        }
        IsakmpEvent::NoOffersAccepted => (
            format!("{router} accepts none of the offers."),
            format!(
                "None of {peer}'s transforms matches one of {router}'s [policies|policy]{}. Phase 1 ends here: both sides need the \
                 same cipher, key length, hash, group and authentication.",
                nearest(trace, step)
            ),
        ),
        IsakmpEvent::ProposalInvalidated => (
            format!("{router} refuses the proposal for the traffic."),
            format!("Phase 1 is complete, but no [transform set] of {router}'s crypto map matches what {peer} offers."),
        ),
        IsakmpEvent::Rejected { why, .. } => {
            let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
            let name = packet.filter(|packet| packet.from == peer && packet.name != PacketName::Informational);
            rejected(
                router,
                *why,
                &name.map_or("the message".to_owned(), |packet| packet.name.to_string()),
                is_altered(packet),
            )
        }
        IsakmpEvent::Duplicate { .. } => (
            format!("{router} has seen this message before."),
            format!("If it needs an answer, {router} repeats its first answer byte for byte. No state changes."),
        ),
        IsakmpEvent::NotStarted { reason, .. } => {
            let lacking = match reason {
                DeleteReason::NoPresharedKey => "it has no key for its peer",
                _ => "it has no policy with pre-shared keys to offer",
            };
            (
                format!("{router} cannot begin main mode: {lacking}."),
                "Nothing is sent, and the new ISAKMP SA is deleted at once. The next packet that must be protected starts another \
                 attempt."
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
        format!("; the closest, policy {priority}, differs in {}", names.join(", "))
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

/// `is_altered`: the wire has changed the message.
fn rejected(router: RouterId, why: RejectedPacket, name: &str, is_altered: bool) -> Words {
    let peer = router.peer();
    match why {
        RejectedPacket::Malformed if is_altered => (
            format!("{router} cannot read {name}."),
            "It was changed on the way, and what is left is not a valid ISAKMP message.".to_owned(),
        ),
        RejectedPacket::HashMismatch if is_altered => (
            format!("{router} reads {name}, but its HASH is wrong."),
            format!("It was changed on the way, so the HASH that {router} computes is a different one."),
        ),
        RejectedPacket::Malformed => (
            format!("{router} cannot read {name}."),
            format!(
                "Decryption gives no valid payloads, as if {peer} had used another key. Compare the [pre-shared key] of \
                 {router} with that of {peer}."
            ),
        ),
        RejectedPacket::HashMismatch => (
            format!("{router} reads {name}, but its HASH is wrong."),
            format!("It is not the HASH that {router} computes: {peer} used other keys or values."),
        ),
        RejectedPacket::NoSa => (
            format!("{router} does not know which SA {name} belongs to."),
            "Its [cookies|cookie] identify no SA, and it does not start one.".to_owned(),
        ),
        RejectedPacket::Unexpected => (
            format!("{router} did not expect this message."),
            "This state waits for another message, so no state changes.".to_owned(),
        ),
    }
}

fn deleted(router: RouterId, reason: DeleteReason) -> Words {
    let then = match reason {
        DeleteReason::PeerDeleted | DeleteReason::LifetimeExpired | DeleteReason::Cleared => {
            "The IPsec SAs made under it stay until they expire."
        }
        DeleteReason::DeadPeer | DeleteReason::InitialContact => "The IPsec SAs with that peer are deleted too.",
        DeleteReason::DeathByRetransmission
        | DeleteReason::NoProposalChosen
        | DeleteReason::NoPresharedKey
        | DeleteReason::BadMessage => "The next packet that must be protected starts a new negotiation.",
    };
    let why = match reason {
        DeleteReason::DeathByRetransmission => "no retransmission was answered",
        DeleteReason::PeerDeleted => "the peer deleted its own",
        DeleteReason::LifetimeExpired => "its lifetime has expired",
        DeleteReason::InitialContact => "the peer sent INITIAL_CONTACT",
        DeleteReason::NoProposalChosen => "no offer was acceptable",
        DeleteReason::NoPresharedKey => "there is no key for the peer",
        DeleteReason::BadMessage => "its first message cannot be read",
        DeleteReason::Cleared => "a command cleared it",
        DeleteReason::DeadPeer => "the peer does not answer dead peer detection",
    };
    (
        format!("{router} deletes the ISAKMP SA: {why}."),
        format!("Its keys and cookies are gone. {then}"),
    )
}

pub(super) fn in_ipsec(router: RouterId, event: &IpsecEvent) -> Option<Words> {
    match event {
        IpsecEvent::TransformNotSupported(_) => Some((
            format!("{router} does not support what is proposed."),
            format!(
                "No usable [transform set] of {router}'s crypto map has these transforms."
            ),
        )),
        IpsecEvent::InvalidLocalAddress(address) => Some((
            format!("{router} has no tunnel endpoint {address}, which its peer negotiates with."),
            format!(
                "No crypto map in use has that address as its own end of the tunnel. Check `crypto map … local-address`, which \
                 interface of {router} has the crypto map, and the other side's `set peer`."
            ),
        )),
        IpsecEvent::ProxiesNotSupported(_) => Some((
            format!("{router} does not protect all the traffic that its peer proposes."),
            "A responder accepts what one line of its own [crypto ACL] covers, or part of that, and nothing broader. The two lists \
             should be mirror images of each other."
                .to_owned(),
        )),
        _ => None,
    }
}

/// A packet of a tunnel that its receiver refuses, in the event that says so.
pub(super) fn esp_rejected(trace: &Trace, event: &Event, (spi, sequence): (u32, u32), why: IpsecFailure) -> Words {
    let router = event.router;
    let is_altered = is_altered(event.packet.and_then(|id| trace.packet(id)));
    let (short, long) = match why {
        IpsecFailure::UnknownSpi => (
            "it has no SA with this SPI",
            "The keys are found by [SPI]; without an SA, nothing can be decrypted.",
        ),
        IpsecFailure::Replayed if was_accepted(trace, event, spi, sequence) => (
            "it has accepted this sequence number before",
            "The replay window remembers which of the latest sequence numbers have arrived (RFC 2406 §3.4.3).",
        ),
        IpsecFailure::Replayed => (
            "this sequence number is older than the replay window",
            "The receiver no longer knows whether it has arrived before, so it counts as a replay (RFC 2406 §3.4.3).",
        ),
        IpsecFailure::BadIcv if is_altered => (
            "its [ICV] is wrong",
            "It was changed on the way, so it is dropped before it is decrypted.",
        ),
        IpsecFailure::BadIcv => (
            "its [ICV] is wrong",
            "The two routers use different keys or hashes for authentication, so it is dropped before it is decrypted.",
        ),
        IpsecFailure::NotBundled => ("AH or ESP is missing", "The SAs require both (RFC 2401 §5.2.1)."),
        IpsecFailure::Malformed if is_altered => (
            "what is inside cannot be read",
            "It was changed on the way, nothing authenticates it, and decryption gives no IP packet.",
        ),
        IpsecFailure::Malformed => (
            "what is inside cannot be read",
            "It passed every check, but decryption gives no IP packet: sender and receiver use different keys or transforms.",
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
