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
        format!("Nothing goes out on the wire. {before} events lead up to it; step by event to see them."),
    )
}

pub(super) fn console_words(router: RouterId, event: &ConsoleEvent) -> Option<Words> {
    Some(match event {
        ConsoleEvent::PingFinished { sent, received, millis } => {
            let times = millis.map(|times| match times.min == times.max {
                true => format!("Each round trip took {} ms.", times.min),
                false => format!("A round trip took {} to {} ms.", times.min, times.max),
            });
            let missing = match received {
                0 => "No answer came back at all: the tunnel does not carry packets both ways.",
                all if all == sent => "None is missing.",
                _ => "Where answers are missing, a packet was lost, or dropped while there was no SA.",
            };
            (
                format!("{router}'s ping is over: {received} of {sent} were answered."),
                format!("{} {missing}", times.unwrap_or_default())
                    .trim_start()
                    .to_owned(),
            )
        }
        ConsoleEvent::Restarted => (
            format!("{router} has started."),
            format!(
                "It has read the configuration that was saved last. Its SAs and their keys are gone, and {} does not know \
                 that yet.",
                router.peer()
            ),
        ),
        ConsoleEvent::Asked(question) => (
            format!("{router} asks for what the line does not say."),
            format!(
                "Its console shows `{}`: an empty line takes what stands in brackets, and `^C` breaks off.",
                question.trim_end()
            ),
        ),
        ConsoleEvent::SourceInvalid => (
            format!("{router} has no such address to send from."),
            "The source must be an address, or an interface with one, of the router itself.".to_owned(),
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
        "No entry of its crypto map selects the packet, so whoever is on the wire can read it.".to_owned(),
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
    let short = format!("Two routers, {between} between them, and no secret but the one typed into both.");
    let long = format!(
        "{} and {} have read their configurations. No packet has been sent and no key exists. As soon as a host's packet \
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
            format!("The reply to echo request {sequence} is back."),
            format!("It came from {source}, {millis} ms after the request."),
        ),
        TrafficEvent::EchoUnreachable { host, from, sequence } => (
            format!("Echo request {sequence} goes no further."),
            format!("{from} tells {host} so: a message of ICMP says that the destination is unreachable."),
        ),
        TrafficEvent::EchoTimedOut { host, sequence } => (
            format!("No reply to echo request {sequence} came in time."),
            format!("{host} has waited for it and gives it up."),
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
            "The crypto map wants it encrypted and no keys exist, so it is counted as a send error. A router of that time \
             keeps no queue for it: the first ping of a new tunnel is lost.",
        ),
        DropReason::NeedsPeer => (
            "it must be protected, and its peer has not negotiated any [SA]",
            "The entry is one of a dynamic map, which names no peer to ask. The tunnel has to be started from the other side.",
        ),
        DropReason::TtlExpired => (
            "its time to live is over",
            "Every router takes one off, so that no packet goes in circles for ever.",
        ),
        DropReason::NoRoute => (
            "no route leads to its destination",
            "Look at `ip route` in the configuration.",
        ),
        DropReason::SequenceExhausted => (
            "the [SA] has used all its sequence numbers",
            "A sequence number is never used twice, so the SA must be replaced (RFC 2406 §3.3.3).",
        ),
        DropReason::TooBig => (
            "it is too big for the tunnel and may not be cut up",
            "The tunnel's own headers need room, and the packet says that it must not be fragmented.",
        ),
        DropReason::NoService => (
            "it is for the router itself, which does not answer to that",
            "A router answers pings, IKE and the packets of its tunnels.",
        ),
        DropReason::IsakmpOff => (
            "it is for IKE, which does not run there",
            "IKE begins when an interface gets a crypto map, and ends with the last one or with `no crypto isakmp enable`.",
        ),
        DropReason::Malformed => (
            "it is damaged",
            "A length or a checksum of IPv4 or UDP does not fit, so the router never looks at what is inside.",
        ),
        DropReason::Down => (
            "it comes while the router starts, or to an interface that is shut down",
            "Nobody is there to read it. Its sender learns nothing.",
        ),
        DropReason::AccessList => (
            "an access group denies it",
            "The access list of the interface has no line that permits it, or one above that denies it.",
        ),
        DropReason::NotIpsec => (
            "it came in the clear, and the crypto map wants [ESP]",
            "Whoever could send it unprotected could send anything, so it goes no further.",
        ),
    }
}
