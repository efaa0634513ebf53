//! The words of a step: one sentence for everyone, one paragraph for the curious, made from the run's values.

mod local;
mod messages;
mod trouble;
mod typed;

use ikelab_core::effects::PacketName;
use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::Diagnostic;
use ikelab_core::sim::{CapturedPacket, Trace};

use super::contents::{Contents, contents};
use super::prose::{Prose, prose};
pub use trouble::is_forged;

/// What is said about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narration {
    /// Where and when.
    pub eyebrow: String,
    /// One sentence.
    pub short: Prose,
    /// One paragraph.
    pub long: Prose,
}

/// A sentence and a paragraph.
type Words = (String, String);

/// Says what happens in a step.
pub fn narrate(trace: &Trace, step: usize) -> Narration {
    let words = trouble::words(trace, step)
        .or_else(|| packet_words(trace, step))
        .or_else(|| typed::words(trace, step));
    let (short, long) = words.unwrap_or_else(|| local::words(trace, step));
    Narration {
        eyebrow: eyebrow(trace, step),
        short: prose(&short),
        long: prose(&long),
    }
}

/// Says what the routers make of their configurations: of R1's and R2's first error, if they have one.
pub fn configurations(errors: [Option<&Diagnostic>; 2]) -> Narration {
    let refused = RouterId::BOTH
        .into_iter()
        .zip(errors)
        .find_map(|(router, error)| Some((router, error?)));
    let Some((router, error)) = refused else {
        return Narration {
            eyebrow: "Configurations".to_owned(),
            short: prose("R1 and R2 are told what to protect, for whom, and how."),
            long: prose(
                "Change a line and the exchange is run anew from the first packet. Every line is understood, knowingly kept \
                 without effect, or reported at its number. Undo takes each change back.",
            ),
        };
    };
    Narration {
        eyebrow: format!("{router}, line {}", error.line),
        short: prose(&format!("{router} refuses line {}.", error.line)),
        long: prose(&format!(
            "{} The exchange still shows the last run that worked.",
            error.message
        )),
    }
}

fn eyebrow(trace: &Trace, step: usize) -> String {
    let clock = trace.clock.at(trace.steps[step].at);
    format!("Step {step} of {} · {}", trace.last_step(), clock.time_of_day())
}

fn packet_words(trace: &Trace, step: usize) -> Option<Words> {
    let packet = trace.packet(trace.steps.get(step)?.packet?)?;
    let cx = Cx { trace, step, packet };
    match (packet.name, contents(packet)) {
        (PacketName::MainMode(n), Contents::Isakmp(message)) => messages::main_mode(&cx, n, &message),
        (PacketName::QuickMode(n), Contents::Isakmp(message)) => messages::quick_mode(&cx, n, &message),
        (PacketName::Informational, Contents::Isakmp(message)) => messages::informational(&cx, &message),
        (PacketName::Esp(_), Contents::Esp { spi, sequence, echo }) => messages::esp(&cx, spi, sequence, echo),
        _ => None,
    }
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
        let narration = narrate(trace, step);
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
    fn every_step_has_a_sentence_of_its_own_router() {
        let trace = run(&doc_50880());
        for step in 0..=trace.last_step() {
            let (short, long) = words(&trace, step);
            assert!(short.ends_with('.') && short.len() < 120, "{short}");
            assert!(!long.is_empty());
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(4_608_000), "4\u{202f}608\u{202f}000");
        assert_eq!((grouped(0), grouped(123)), ("0".into(), "123".into()));
    }
}
