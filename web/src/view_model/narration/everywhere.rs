//! What is said at each place of every kind of run.

use std::collections::{BTreeMap, BTreeSet};

use ikelab_core::event::{EventKind, IsakmpEvent, TrafficEvent};
use ikelab_core::sim::{Cause, Fate, Place, Trace, run};
use ikelab_tests::everything::scenarios;

use super::super::glossary::{entry, mention};
use super::super::prose::{Span, plain};
use super::{Narration, narrate};

/// What is said where nothing is known to say.
const FALLBACKS: [&str; 3] = ["works on", "Nothing happens", "handles a packet"];

/// Words of which a sentence has one that says that something went wrong.
const TROUBLE: [&str; 12] = [
    "Nobody takes",
    "lost",
    "drops",
    "refuses",
    "cannot read",
    "is wrong",
    "did not expect",
    "does not know",
    "changed",
    "seen this message",
    "none of the offers",
    "gives",
];

/// What is wrong with what is said.
fn complaints(said: &Narration) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |is_good: bool, what: &str, words: &str| {
        if !is_good {
            wrong.push(format!("{what}: {words}"));
        }
    };
    let (short, long) = (plain(&said.short), plain(&said.long));
    check(short.ends_with('.') && short.len() < 190, "no sentence", &short);
    check(short.matches(". ").count() <= 1, "more than two sentences", &short);
    check(long.ends_with('.'), "no end", &long);
    for words in [&short, &long] {
        check(
            !FALLBACKS.iter().any(|fallback| words.contains(fallback)),
            "nothing said",
            words,
        );
        check(!words.contains("  ") && !words.contains("{}"), "badly made", words);
    }
    let mut known = Vec::new();
    for span in said.short.iter().chain(&said.long) {
        match span {
            Span::Term { entry: term, .. } => {
                check(entry(term).is_some(), "no entry", term);
                known.push(term.clone());
            }
            Span::Text(text) => check(mention(text, &known).is_none(), "a term that is not explained", text),
            Span::Router(_) | Span::Code(_) => {}
        }
    }
    wrong
}

/// Whether a step's packet does not reach its receiver's programs as it was sent.
fn is_trouble(trace: &Trace, step: usize) -> bool {
    let packet = trace.steps[step].packet.and_then(|id| trace.packet(id));
    let Some(packet) = packet else { return false };
    let is_refusal = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Isakmp {
                event: IsakmpEvent::Rejected { .. } | IsakmpEvent::NoOffersAccepted,
                ..
            } | EventKind::Traffic(TrafficEvent::IpsecRejected { .. } | TrafficEvent::Dropped { .. })
        )
    };
    let mut of_receiver = trace
        .step_events(step)
        .iter()
        .filter(|event| event.router == packet.from.peer());
    let is_first = trace.steps[step].cause == Cause::Sent;
    is_first && !matches!(packet.fate, Fate::Arrived(_) | Fate::Taken(_))
        || of_receiver.any(|event| is_refusal(&event.kind))
}

/// Tells each step and each event of a run; the sentences of the steps, and what is wrong with any.
fn told(trace: &Trace) -> (Vec<String>, Vec<String>) {
    let mut wrong = Vec::new();
    let steps = (0..=trace.last_step()).map(|step| {
        let narration = narrate(trace, Place::step(step));
        let short = plain(&narration.short);
        wrong.extend(complaints(&narration));
        if is_trouble(trace, step) && !TROUBLE.iter().any(|word| short.contains(word)) {
            wrong.push(format!("told as if all went well: {short}"));
        }
        short
    });
    let said = steps.collect();
    let places = (1..=trace.events.len() as u32).map(|events| trace.after_events(events));
    wrong.extend(places.flat_map(|place| complaints(&narrate(trace, place))));
    (said, wrong)
}

#[test]
fn every_place_of_every_run_is_told() {
    let (mut said, mut wrong) = (BTreeSet::new(), BTreeMap::new());
    for (name, scenario) in scenarios() {
        let (shorts, complaints) = told(&run(&scenario));
        said.extend(shorts);
        wrong.extend(complaints.into_iter().map(|complaint| (complaint, name.clone())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for sentence in [
        "MM3 is lost on the wire.",
        "R1 drops MM1: it is damaged.",
        "R1 accepts none of the offers.",
        "R1 refuses the packet: its ICV is wrong.",
        "R1 accepts a packet that was changed on the way.",
        "R1 cannot read MM5.",
        "R2's ping is over: 4 of 5 requests were answered.",
    ] {
        assert!(said.contains(sentence), "nobody says: {sentence}");
    }
}

/// All that is said of the steps of a run.
fn said_in(name: &str) -> String {
    let (_, scenario) = scenarios().into_iter().find(|(it, _)| it == name).expect("a scenario");
    let trace = run(&scenario);
    let told = (0..=trace.last_step()).map(|step| {
        let Narration { short, long, .. } = narrate(&trace, Place::step(step));
        format!("{} {}\n", plain(&short), plain(&long))
    });
    told.collect()
}

#[test]
fn a_cause_is_named_only_where_the_run_shows_it() {
    let on_the_way = "It was changed on the way";
    for (name, said, not_said) in [
        ("wrong-key", "as if R2 had used another key", on_the_way),
        ("manual-keys-that-differ", "use different keys or hashes", on_the_way),
        ("esp-bad-icv", on_the_way, "different keys or hashes"),
        (
            "esp-replayed",
            "accepted this sequence number before",
            "older than the replay window",
        ),
        (
            "lost-mm6",
            "R1 expects no answer to its last message",
            "R1 waits for an answer",
        ),
        (
            "lost-qm3",
            "R2 expects no answer to its last message",
            "R2 waits for an answer",
        ),
        ("lost-mm5", "R2 waits for an answer", "expects no answer"),
        (
            "lifetime-mismatch",
            "found one with the same algorithms",
            "matches in every attribute",
        ),
    ] {
        let all = said_in(name);
        assert!(all.contains(said), "{name} does not say: {said}\n{all}");
        assert!(!all.contains(not_said), "{name} says: {not_said}\n{all}");
    }
}
