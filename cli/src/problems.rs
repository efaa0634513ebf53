//! What went wrong in a run, in the routers' own words where they have some.

use ikelab_core::event::{DropReason, Event, EventKind, NetworkEvent, RouterId, TrafficEvent};
use ikelab_core::ios::explain::{filtered, not_taken};
use ikelab_core::sim::Trace;
use ikelab_core::transcript::{self, Record};
use ikelab_core::verdict::is_trouble;

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
    if let EventKind::Traffic(TrafficEvent::Filtered {
        source,
        destination,
        filter,
    }) = &event.kind
    {
        return (!filter.permits()).then(|| format!("drops {source} → {destination}: {}", filtered(filter)));
    }
    if let EventKind::Network(NetworkEvent::NotTaken(why)) = &event.kind {
        return Some(not_taken(*why).0);
    }
    // The last record of an event says the most.
    let end = records.partition_point(|record| record.event <= index);
    let record = records[..end]
        .last()
        .filter(|record| record.event == index && is_trouble(&event.kind))?;
    Some(record.one_line())
}

/// Why a packet went no further; the first packet that waits for SAs is no problem.
fn dropped(reason: DropReason) -> Option<&'static str> {
    Some(match reason {
        // Told with what the access group has found.
        DropReason::NoSa | DropReason::AccessList => return None,
        DropReason::NeedsPeer => {
            "a dynamic crypto map protects it, and its peer has not negotiated SAs: that begins only there"
        }
        DropReason::TtlExpired => "its time to live is over",
        DropReason::NoRoute => "no route leads there",
        DropReason::SequenceExhausted => "the SA has no sequence numbers left",
        DropReason::Malformed => "it cannot be read",
        DropReason::TooBig => "it does not fit into a packet with ESP around it",
        DropReason::NoService => "nothing listens there",
        DropReason::IsakmpOff => "IKE does not run, since no interface has a crypto map or it is switched off",
        DropReason::NotIpsec => "it is in the clear and should be protected",
        DropReason::Down => "the router is starting",
    })
}
