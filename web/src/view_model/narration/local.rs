//! Steps without a packet on the wire.

use core::net::Ipv4Addr;

use ikelab_core::dissect;
use ikelab_core::event::{ConsoleEvent, DropReason, Event, EventKind, RouterId, TrafficEvent};
use ikelab_core::sim::{CapturedPacket, Trace};

use super::{Words, event};

pub(super) fn words(trace: &Trace, step: usize) -> Words {
    if step == 0 {
        return start(trace);
    }
    let events = trace.step_events(step);
    let said: Vec<Words> = events.iter().filter_map(|event| told(trace, event)).collect();
    if said.is_empty() {
        return quiet(trace, step);
    }
    // The last fact is what the step comes to; those before lead up to it.
    let (short, long) = said.last().cloned().unwrap_or_default();
    let before: Vec<String> = said[..said.len() - 1].iter().map(|(short, _)| short.clone()).collect();
    (short, format!("{} {long}", before.join(" ")).trim_start().to_owned())
}

/// What an event outside of the negotiation says by itself.
fn told(trace: &Trace, event: &Event) -> Option<Words> {
    match &event.kind {
        EventKind::Traffic(traffic) => sentence(trace, event.router, traffic),
        EventKind::Console(console) => console_words(event.router, console),
        _ => None,
    }
}

/// A step in which a router's own clock makes it do something: its last event tells what.
fn quiet(trace: &Trace, step: usize) -> Words {
    let Some(last) = trace.step_events(step).last() else {
        let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
        return packet.map_or_else(|| ("Nothing happens.".to_owned(), String::new()), sent_clear);
    };
    let before = trace.step_events(step).len() - 1;
    (
        event::words(trace, step, last).0,
        format!("Nothing is sent on the wire. {before} events lead up to this; step by event to see them."),
    )
}

pub(super) fn console_words(router: RouterId, event: &ConsoleEvent) -> Option<Words> {
    Some(match event {
        ConsoleEvent::PingFinished { sent, received, millis } => {
            let times = millis.map(|times| match times.min == times.max {
                true => format!("Each round trip took {} ms.", times.min),
                false => format!("A round trip took {} to {} ms.", times.min, times.max),
            });
            let missing = match sent - received {
                0 => "None is missing.".to_owned(),
                1 => "One request got no answer.".to_owned(),
                missing => format!("{missing} requests got no answer."),
            };
            (
                format!("{router}'s ping is over: {received} of {sent} requests were answered."),
                format!("{} {missing}", times.unwrap_or_default())
                    .trim_start()
                    .to_owned(),
            )
        }
        ConsoleEvent::Restarted => (
            format!("{router} has started."),
            format!(
                "It has read the configuration that was last saved. Its SAs and their keys are gone, and {} does not know \
                 that yet.",
                router.peer()
            ),
        ),
        ConsoleEvent::Asked(question) => (
            format!("{router} asks for what the line leaves out."),
            format!(
                "Its console shows `{}`. An empty line accepts the value in brackets, and `^C` cancels.",
                question.trim_end()
            ),
        ),
        ConsoleEvent::SourceInvalid => (
            format!("{router} has no such source address."),
            "The source must be one of the router's own addresses, or an interface that has one.".to_owned(),
        ),
        ConsoleEvent::Typed { .. }
        | ConsoleEvent::ModeChanged(_)
        | ConsoleEvent::Configured { .. }
        | ConsoleEvent::Saved
        | ConsoleEvent::AskedEnough
        | ConsoleEvent::DebuggingChanged(_)
        | ConsoleEvent::CountersCleared(_)
        | ConsoleEvent::Reloading
        | ConsoleEvent::PingStarted { .. }
        | ConsoleEvent::TracerouteStarted { .. }
        | ConsoleEvent::TracerouteHop { .. }
        | ConsoleEvent::TracerouteFinished => return None,
    })
}

/// A packet that a router sends as it is.
fn sent_clear(packet: &CapturedPacket) -> Words {
    (
        format!("{} sends {} in the clear.", packet.from, dissect::summary(packet)),
        "No crypto map entry selects this packet, so an eavesdropper can read it.".to_owned(),
    )
}

/// What is said before anything happens.
pub(super) fn start(trace: &Trace) -> Words {
    let [r1, r2] = &trace.configs;
    let between = if trace.topology.cloud.is_some() {
        "a cloud"
    } else {
        "one wire"
    };
    let short = format!("Two routers with {between} between them. Nothing has been sent yet.");
    let long = format!(
        "{} and {} have read their configurations. No packet has been sent, and no session key exists. When a host's packet \
         matches the [crypto ACL], the router that it reaches begins to negotiate.",
        r1.hostname, r2.hostname
    );
    (short, long)
}

/// Who has an address: the router itself, or a host behind it.
fn owner(trace: &Trace, router: RouterId, address: Ipv4Addr) -> String {
    match trace.configs[router.index()].interface_with(address) {
        Some(_) => router.to_string(),
        None => format!("The host behind {router}"),
    }
}

pub(super) fn sentence(trace: &Trace, router: RouterId, event: &TrafficEvent) -> Option<Words> {
    Some(match event {
        TrafficEvent::EchoRequested {
            host,
            destination,
            sequence,
        } => (
            format!("{} sends echo request {sequence}.", owner(trace, router, *host)),
            format!("From {host} to {destination}."),
        ),
        TrafficEvent::EchoAnswered {
            host,
            destination,
            sequence,
        } => (
            format!("{} answers echo request {sequence}.", owner(trace, router, *host)),
            format!("From {host} to {destination}."),
        ),
        TrafficEvent::EchoReplied {
            source,
            sequence,
            millis,
            ..
        } => (
            format!("The reply to echo request {sequence} has arrived."),
            format!("It came from {source}, {millis} ms after the request."),
        ),
        TrafficEvent::EchoUnreachable { host, from, sequence } => (
            format!("Echo request {sequence} goes no further."),
            format!("{from} tells {host} in an ICMP message that the destination is unreachable."),
        ),
        TrafficEvent::EchoTimedOut { host, sequence } => (
            format!("No reply to echo request {sequence} came in time."),
            format!("{host} stops waiting for it."),
        ),
        TrafficEvent::Dropped {
            source,
            destination,
            reason,
            ..
        } => {
            let (what, why) = dropped(*reason);
            (
                format!("{router} drops a packet: {what}."),
                format!("It went from {source} to {destination}. {why}"),
            )
        }
        _ => return None,
    })
}

pub(super) fn dropped(reason: DropReason) -> (&'static str, &'static str) {
    match reason {
        DropReason::NoSa => (
            "it must be protected, and there is no [SA] yet",
            "The crypto map requires protection, but no keys exist, so it is counted as a send error. A router of that time \
             keeps no queue for such packets: the first ping of a new tunnel is lost.",
        ),
        DropReason::NeedsPeer => (
            "it must be protected, and its peer has not negotiated any [SA]",
            "The entry belongs to a dynamic map, which names no peer. The other side must start the tunnel.",
        ),
        DropReason::TtlExpired => (
            "its time to live has run out",
            "Every router subtracts one, so that no packet circulates forever.",
        ),
        DropReason::NoRoute => (
            "no route leads to its destination",
            "Check `ip route` in the configuration.",
        ),
        DropReason::SequenceExhausted => (
            "the [SA] has used all its sequence numbers",
            "A sequence number is never used twice, so the SA must be replaced (RFC 2406 §3.3.3).",
        ),
        DropReason::TooBig => (
            "it is too big for the tunnel and must not be fragmented",
            "The tunnel's own headers need room, and the packet has the don't fragment bit set.",
        ),
        DropReason::NoService => (
            "it is addressed to the router itself, which offers no such service",
            "A router answers pings, IKE and the packets of its tunnels.",
        ),
        DropReason::IsakmpOff => (
            "it is for IKE, which is not running",
            "IKE runs while an interface has a crypto map, unless `no crypto isakmp enable` turns it off.",
        ),
        DropReason::Malformed => (
            "it is damaged",
            "A length or checksum of IPv4 or UDP is wrong, so the router does not look at what is inside.",
        ),
        DropReason::Down => (
            "the router is starting, or the interface is shut down",
            "Nothing reads it, and its sender is not told.",
        ),
        DropReason::AccessList => (
            "an access group denies it",
            "The access list of the interface has no line that permits it, or one above that denies it.",
        ),
        DropReason::NotIpsec => (
            "it came in the clear, and the crypto map wants [ESP]",
            "If unprotected packets were accepted, anyone could send them.",
        ),
    }
}
