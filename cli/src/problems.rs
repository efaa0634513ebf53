//! What went wrong in a run, in the routers' own words where they have some.

use ikelab_core::event::{DropReason, Event, EventKind, IpsecEvent, IsakmpEvent, RouterId, TrafficEvent};
use ikelab_core::sim::Trace;
use ikelab_core::transcript::{self, Record};

/// Each problem once, with its router and the first time that it came up.
pub fn problems(trace: &Trace) -> Vec<String> {
    let records = RouterId::BOTH.map(|router| transcript::records(trace, router));
    let mut found: Vec<(String, String)> = Vec::new();
    for (index, event) in (0..).zip(&trace.events) {
        let Some(words) = words(event, index, &records[event.router.index()]) else {
            continue;
        };
        let words = format!("{}: {words}", event.router);
        if !found.iter().any(|(_, known)| *known == words) {
            found.push((trace.clock.at(event.at).time_of_day().to_string(), words));
        }
    }
    if trace.is_cut {
        let end = trace
            .events
            .last()
            .map_or(trace.clock, |event| trace.clock.at(event.at));
        let words = "the run is ended here: it has become too long".to_owned();
        found.push((end.time_of_day().to_string(), words));
    }
    found
        .into_iter()
        .map(|(time, words)| format!("{time}  {words}"))
        .collect()
}

fn words(event: &Event, index: u32, records: &[Record]) -> Option<String> {
    if let EventKind::Traffic(TrafficEvent::Dropped {
        source,
        destination,
        reason,
        ..
    }) = &event.kind
    {
        return dropped(*reason).map(|why| format!("drops {source} → {destination}: {why}"));
    }
    // The last record of an event says the most.
    let end = records.partition_point(|record| record.event <= index);
    let record = records[..end]
        .last()
        .filter(|record| record.event == index && is_problem(&event.kind))?;
    Some(record.one_line())
}

fn is_problem(kind: &EventKind) -> bool {
    match kind {
        EventKind::Isakmp { event, .. } => matches!(
            event,
            IsakmpEvent::NoOffersAccepted
                | IsakmpEvent::Phase1Unacceptable { .. }
                | IsakmpEvent::Phase2Unacceptable { .. }
                | IsakmpEvent::Rejected { .. }
                | IsakmpEvent::QuickModeFailed { .. }
                | IsakmpEvent::SaDeleted { .. }
                | IsakmpEvent::PeerDead { .. }
                | IsakmpEvent::KeyLookup { found: false, .. }
        ),
        EventKind::Ipsec(event) => matches!(
            event,
            IpsecEvent::TransformNotSupported(_)
                | IpsecEvent::ProxiesNotSupported(_)
                | IpsecEvent::NoTransformSet { .. }
        ),
        EventKind::Traffic(event) => matches!(event, TrafficEvent::IpsecRejected { .. }),
        EventKind::Derived(_) | EventKind::Console(_) => false,
    }
}

/// Why a packet went no further; the first packet that waits for SAs is no problem.
fn dropped(reason: DropReason) -> Option<&'static str> {
    Some(match reason {
        DropReason::NoSa => return None,
        DropReason::TtlExpired => "its time to live is over",
        DropReason::NoRoute => "no route leads there",
        DropReason::SequenceExhausted => "the SA has no sequence numbers left",
        DropReason::Malformed => "it cannot be read",
        DropReason::TooBig => "it does not fit into a packet with ESP around it",
        DropReason::NoService => "nothing listens there",
        DropReason::NotIpsec => "it is in the clear and should be protected",
        DropReason::Down => "the router is starting",
    })
}
