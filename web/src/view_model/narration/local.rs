//! Steps without a packet on the wire.

use ikelab_core::event::{DropReason, EventKind, RouterId, TrafficEvent};
use ikelab_core::sim::Trace;

use super::Words;

pub(super) fn words(trace: &Trace, step: usize) -> Words {
    if step == 0 {
        return start(trace);
    }
    let events = trace.step_events(step);
    let traffic = events.iter().filter_map(|event| match &event.kind {
        EventKind::Traffic(traffic) => Some((event.router, traffic)),
        _ => None,
    });
    let said: Vec<Words> = traffic.filter_map(|(router, event)| sentence(router, event)).collect();
    if said.is_empty() {
        let router = events.first().map_or(RouterId::R1, |event| event.router);
        return (
            format!("{router} works on; nothing goes out on the wire."),
            "Its console says what it does.".to_owned(),
        );
    }
    // The last fact is what the step comes to; those before lead up to it.
    let (short, long) = said.last().cloned().unwrap_or_default();
    let before: Vec<String> = said[..said.len() - 1].iter().map(|(short, _)| short.clone()).collect();
    (short, format!("{} {long}", before.join(" ")).trim_start().to_owned())
}

fn start(trace: &Trace) -> Words {
    let [r1, r2] = &trace.configs;
    let short = "Two routers, one wire between them, and no secret but the one typed into both.".to_owned();
    let long = format!(
        "{} and {} have read their configurations. No packet has been sent and no key exists. As soon as a host's packet \
         matches the [crypto ACL], the router that it reaches begins to negotiate.",
        r1.hostname, r2.hostname
    );
    (short, long)
}

pub(super) fn sentence(router: RouterId, event: &TrafficEvent) -> Option<Words> {
    Some(match event {
        TrafficEvent::EchoRequested {
            host,
            destination,
            sequence,
        } => (
            format!("The host behind {router} sends echo request {sequence}."),
            format!("From {host} to {destination}."),
        ),
        TrafficEvent::EchoAnswered {
            host,
            destination,
            sequence,
        } => (
            format!("The host behind {router} answers echo request {sequence}."),
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
        TrafficEvent::EchoTimedOut { host, sequence } => (
            format!("No reply to echo request {sequence} came in time."),
            format!("{host} waited two seconds and gives it up."),
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

fn dropped(reason: DropReason) -> (&'static str, &'static str) {
    match reason {
        DropReason::NoSa => (
            "it must be protected, and there is no [SA] yet",
            "The crypto map wants it encrypted and no keys exist, so it is counted as a send error. A router of that time \
             keeps no queue for it: the first ping of a new tunnel is lost.",
        ),
        DropReason::TtlExpired => ("its time to live is over", ""),
        DropReason::NoRoute => (
            "no route leads to its destination",
            "Look at `ip route` in the configuration.",
        ),
        DropReason::SequenceExhausted => (
            "the [SA] has used all its sequence numbers",
            "A sequence number is never used twice, so the SA must be replaced (RFC 2406 §3.3.3).",
        ),
        DropReason::TooBig => ("it is too big for the tunnel and may not be cut up", ""),
        DropReason::NoService => ("it is for the router itself, which does not answer to that", ""),
        DropReason::Malformed => ("it is no IPv4 packet that the router can read", ""),
        DropReason::Down => (
            "it comes while the router starts, or to an interface that is shut down",
            "",
        ),
        DropReason::NotIpsec => (
            "it came in the clear, and the crypto map wants [ESP]",
            "Whoever could send it unprotected could send anything, so it goes no further.",
        ),
    }
}
