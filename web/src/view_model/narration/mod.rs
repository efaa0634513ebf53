//! The words of a step: one sentence for everyone, one paragraph for the curious, made from the run's values.

mod event;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod everywhere;
mod local;
mod messages;
mod traffic;
mod trouble;
mod typed;

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::Diagnostic;
use ikelab_core::sim::{CapturedPacket, Cause, Place, Trace};

use super::contents::message;
use super::glossary::mention;
use super::prose::{Prose, Span, prose};
pub use trouble::{differences, is_forged};
pub use typed::{first_effect, summary as typed_summary};

/// What is said about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narration {
    /// Where and when.
    pub eyebrow: String,
    /// One sentence.
    pub short: Prose,
    /// What the router prints of lines that it refuses or warns of.
    pub answers: Vec<String>,
    /// One paragraph.
    pub long: Prose,
}

/// A sentence and a paragraph.
type Words = (String, String);

/// Says what happens at a place: in its step, or in its event.
pub fn narrate(trace: &Trace, place: Place) -> Narration {
    let (short, mut long) = step_words(trace, place.step);
    if trace.is_cut && place.step == trace.last_step() {
        long.push_str(" The run ends here, because it became too long.");
    }
    let new = trace.new_at(place);
    let event = trace.events[new.start as usize..new.end as usize].first();
    let (short, long) = match event.filter(|_| place.is_fine()) {
        Some(event) => {
            let (own, more) = event::words(trace, place.step, event);
            (own, format!("{more} The step: {short}").trim_start().to_owned())
        }
        None => (short, long),
    };
    let mut known = Vec::new();
    Narration {
        eyebrow: eyebrow(trace, place),
        short: explained(prose(&short), &mut known),
        answers: typed::answers(trace, place.step),
        long: explained(prose(&long), &mut known),
    }
}

/// Makes a term of the first mention of each word that the glossary explains, unless it is known already.
fn explained(prose: Prose, known: &mut Vec<String>) -> Prose {
    let mut spans = Vec::new();
    for span in prose {
        let Span::Text(text) = span else {
            if let Span::Term { entry, .. } = &span {
                known.push(entry.clone());
            }
            spans.push(span);
            continue;
        };
        let mut rest = text.as_str();
        while let Some((place, term)) = mention(rest, known) {
            spans.push(Span::Text(rest[..place.start].to_owned()));
            let words = rest[place.clone()].to_owned();
            spans.push(Span::Term {
                words,
                entry: term.to_owned(),
            });
            known.push(term.to_owned());
            rest = &rest[place.end..];
        }
        spans.push(Span::Text(rest.to_owned()));
    }
    spans.retain(|span| *span != Span::Text(String::new()));
    spans
}

fn step_words(trace: &Trace, step: usize) -> Words {
    let words = trouble::words(trace, step)
        .or_else(|| packet_words(trace, step).map(|words| arrived(trace, step, words)))
        .or_else(|| typed::words(trace, step));
    words.unwrap_or_else(|| local::words(trace, step))
}

/// Says what the routers make of their configurations: of R1's and R2's first error, if they have one. `settled`: the
/// exchange is that of these configurations all the same, since a scenario that is opened is run as it is.
pub fn configurations(errors: [Option<&Diagnostic>; 2], settled: bool) -> Narration {
    let refused = RouterId::BOTH
        .into_iter()
        .zip(errors)
        .find_map(|(router, error)| Some((router, error?)));
    let Some((router, error)) = refused else {
        return Narration {
            eyebrow: "Configurations".to_owned(),
            short: prose("R1 and R2 are told what to protect, for whom, and how."),
            answers: Vec::new(),
            long: prose(
                "Change a line, and the exchange runs again from the first packet. Each line has an effect, is kept without \
                 effect, or is reported at its number. Undo reverts each change.",
            ),
        };
    };
    let (does, shown) = if settled {
        ("has a problem with", "The exchange shows what comes of it.")
    } else {
        ("refuses", "The exchange still shows what was run last.")
    };
    Narration {
        eyebrow: format!("{router}, line {}", error.line),
        short: prose(&format!("{router} {does} line {}.", error.line)),
        answers: Vec::new(),
        long: prose(&format!("{} {shown}", error.message)),
    }
}

fn eyebrow(trace: &Trace, place: Place) -> String {
    let step = &trace.steps[place.step];
    let happened = (trace.new_at(place).end as usize).checked_sub(1);
    let at = happened.map_or(step.at, |event| trace.events[event].at);
    let (number, last) = (place.step, trace.last_step());
    match place.event {
        None => format!("Step {number} of {last} · {}", trace.clock.at(step.at).time_of_day()),
        Some(event) => format!(
            "Step {number} of {last}, event {event} of {} · {}",
            step.events.len(),
            trace.clock.at(at).time_of_day()
        ),
    }
}

fn packet_words(trace: &Trace, step: usize) -> Option<Words> {
    let packet = trace.packet(trace.steps.get(step)?.packet?)?;
    let context = Cx { trace, step, packet };
    match packet.name {
        PacketName::MainMode(n) => messages::main_mode(&context, n, &message(packet)?),
        PacketName::QuickMode(n) => messages::quick_mode(&context, n, &message(packet)?),
        PacketName::Informational => messages::informational(&context, &message(packet)?),
        PacketName::Esp(_) | PacketName::Ah(_) => traffic::words(&context),
        PacketName::Clear => None,
    }
}

/// A packet whose reading is a step of its own: it was held up, or was sent twice.
fn arrived(trace: &Trace, step: usize, (short, long): Words) -> Words {
    let at = &trace.steps[step];
    let packet = at
        .packet
        .and_then(|id| trace.packet(id))
        .filter(|_| at.cause == Cause::Arrived);
    let Some(packet) = packet else { return (short, long) };
    let first = trace.step_events(step).first().map_or(at.at, |event| event.at);
    let late = first.0.saturating_sub(packet.sent.0);
    (
        format!(
            "{} reaches {} after {} ms on the way.",
            trouble::message(packet),
            packet.from.peer(),
            grouped(late)
        ),
        format!("{short} {long}"),
    )
}

/// What the words of a packet's step are made from.
struct Cx<'a> {
    trace: &'a Trace,
    step: usize,
    packet: &'a CapturedPacket,
}

/// Digits in groups of three, as the RFCs and this page write them: `4 608 000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join("\u{202f}")
}

#[cfg(test)]
mod tests {
    use super::super::prose::plain;
    use super::*;
    use ikelab_core::sim::{doc_50880, run};

    fn step_of(trace: &Trace, name: &str) -> usize {
        let is_named = |step: &usize| {
            let packet = trace.steps[*step].packet.and_then(|id| trace.packet(id));
            packet.is_some_and(|packet| packet.name.to_string() == name)
        };
        (0..=trace.last_step()).find(is_named).unwrap()
    }

    fn words(trace: &Trace, step: usize) -> (String, String) {
        let narration = narrate(trace, Place::step(step));
        (plain(&narration.short), plain(&narration.long))
    }

    #[test]
    fn the_words_are_made_from_the_runs_values() {
        let trace = run(&doc_50880());
        let (short, long) = words(&trace, step_of(&trace, "MM1"));
        assert_eq!(
            short,
            "R2 asks for a protected channel and says which protection it accepts."
        );
        assert!(long.contains("AES-CBC 256, MD5, group 2, pre-shared key"), "{long}");
        assert!(long.contains("B84C0CD6 B0BCFFC3"), "{long}");
        let (_, long) = words(&trace, step_of(&trace, "QM1"));
        assert!(long.contains("1056009800") && long.contains("7259AADD"), "{long}");
        let (_, long) = words(&trace, step_of(&trace, "QM2"));
        assert!(long.contains("DD3645C8"), "{long}");
    }

    #[test]
    fn an_error_says_whose_run_is_shown() {
        let mut scenario = doc_50880();
        let setup = &mut scenario.routers[1];
        setup.configuration = setup.configuration.replace("esp-seal esp-sha-hmac", "esp-seal");
        let (_, diagnostics) = ikelab_core::ios::parse(&setup.configuration, setup.platform);
        let error = diagnostics.first();
        let said = |settled| {
            let narration = configurations([None, error], settled);
            (plain(&narration.short), plain(&narration.long))
        };
        let line = error.unwrap().line;
        let (short, long) = said(false);
        assert_eq!(short, format!("R2 refuses line {line}."));
        assert!(long.ends_with("The exchange still shows what was run last."), "{long}");
        let (short, long) = said(true);
        assert_eq!(short, format!("R2 has a problem with line {line}."));
        assert!(long.ends_with("The exchange shows what comes of it."), "{long}");
        assert!(plain(&configurations([None, None], true).short).starts_with("R1 and R2 are told"));
    }

    #[test]
    fn every_step_has_a_sentence_of_its_own_router() {
        let trace = run(&doc_50880());
        for step in 0..=trace.last_step() {
            let (short, long) = words(&trace, step);
            assert!(short.ends_with('.') && short.len() < 120, "{short}");
            assert!(!long.is_empty());
        }
    }

    #[test]
    fn every_event_has_one_short_sentence() {
        let trace = run(&doc_50880());
        let (mut place, mut said) = (trace.after_events(0), Vec::new());
        while trace.next(place) != place {
            place = trace.next(place);
            let short = plain(&narrate(&trace, place).short);
            let count = short.matches(". ").count();
            assert!(short.ends_with('.') && short.len() < 180 && count == 0, "{short}");
            said.push(short);
        }
        let has = |sentence: &str| said.iter().any(|short| short == sentence);
        assert!(has(
            "R2's main mode goes from IKE_READY to IKE_I_MM1: the initiator has sent HDR, SA."
        ));
        assert!(has("R1 computes SKEYID."));
        assert!(has("R2 puts a packet into ESP, sequence number 1."));
        assert!(
            !said.iter().any(|short| short.ends_with("works on.")),
            "every event is told"
        );
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(4_608_000), "4\u{202f}608\u{202f}000");
        assert_eq!((grouped(0), grouped(123)), ("0".into(), "123".into()));
    }
}
