//! Steps in which a line is typed at a console.

use ikelab_core::event::{ConsoleEvent, EventKind, RouterId};
use ikelab_core::ios::console::Outcome;
use ikelab_core::ios::diagnostic::{Diagnostic, Severity};
use ikelab_core::ios::exec::{ClearLine, ExecLine, Show};
use ikelab_core::ios::explain::diagnose;
use ikelab_core::ios::message::ConfigMessage;
use ikelab_core::sim::{Cause, Trace};

use super::Words;

/// Characters of a line that are part of a sentence.
const LONGEST: usize = 60;

/// A typed line: who reads it, what it says, and what becomes of it.
struct Typed<'a> {
    router: RouterId,
    line: &'a str,
    outcome: &'a Outcome,
}

pub(super) fn words(trace: &Trace, step: usize) -> Option<Words> {
    let last = typed(trace, step)?;
    let refused = burst(trace, step).find_map(|line| Some((refusal(&line)?, line)));
    Some(match refused {
        Some((diagnostic, line)) => refused_words(&line, &diagnostic),
        None => taken_words(&last),
    })
}

fn typed(trace: &Trace, step: usize) -> Option<Typed<'_>> {
    trace.step_events(step).iter().find_map(|event| match &event.kind {
        EventKind::Console(ConsoleEvent::Typed { line, outcome, .. }) => Some(Typed {
            router: event.router,
            line,
            outcome,
        }),
        _ => None,
    })
}

/// The lines that were typed at once with this one, until this one.
fn burst(trace: &Trace, step: usize) -> impl Iterator<Item = Typed<'_>> {
    let (router, at) = (typed(trace, step).map(|typed| typed.router), trace.steps[step].at);
    let belongs = move |index: &usize| {
        let step = &trace.steps[*index];
        let is_same = typed(trace, *index).map(|typed| typed.router) == router;
        step.cause == Cause::Typed && step.at == at && is_same
    };
    let is_alone = trace.steps[step].cause != Cause::Typed;
    let first = (0..step).rev().take_while(|index| !is_alone && belongs(index)).last();
    let first = first.unwrap_or(step);
    (first..=step).filter_map(|index| typed(trace, index))
}

/// Why a router says no.
fn refusal(typed: &Typed<'_>) -> Option<Diagnostic> {
    let worst = match typed.outcome {
        Outcome::Refused(error) => diagnose(
            1,
            &ConfigMessage::Syntax {
                error: error.clone(),
                line: typed.line.to_owned(),
            },
            None,
        ),
        outcome => said(outcome).max_by_key(|diagnostic| diagnostic.severity),
    };
    worst.filter(|diagnostic| diagnostic.severity == Severity::Error)
}

fn said(outcome: &Outcome) -> impl Iterator<Item = Diagnostic> {
    let messages: &[ConfigMessage] = match outcome {
        Outcome::Configured { messages, .. } => messages,
        _ => &[],
    };
    messages.iter().filter_map(|message| diagnose(1, message, None))
}

fn refused_words(typed: &Typed<'_>, diagnostic: &Diagnostic) -> Words {
    let remedy = diagnostic.remedy.as_deref().unwrap_or_default();
    (
        format!("{} refuses {}.", typed.router, quoted(typed.line)),
        format!("{} {remedy}", diagnostic.message).trim_end().to_owned(),
    )
}

fn taken_words(typed: &Typed<'_>) -> Words {
    let (router, line) = (typed.router, quoted(typed.line));
    match typed.outcome {
        Outcome::Configured { ended: true, .. } => (
            format!("{router} leaves configuration."),
            "Every line counted as soon as it was typed. A tunnel that stands keeps what it has agreed on until it is \
             cleared or expires; then the new configuration decides."
                .to_owned(),
        ),
        Outcome::Configured { .. } => {
            let notes: Vec<String> = said(typed.outcome).map(|diagnostic| diagnostic.message).collect();
            let long = match typed.line.split_whitespace().next() {
                _ if !notes.is_empty() => notes.join(" "),
                Some("no") => "What it takes back is gone from the running configuration.".to_owned(),
                Some("interface") => "The lines that follow are about this interface.".to_owned(),
                Some("exit") => "The next line is of the configuration as a whole.".to_owned(),
                None => "A blank line changes nothing.".to_owned(),
                Some(_) => "It is part of the running configuration from here on.".to_owned(),
            };
            (format!("{router} takes {line}."), long)
        }
        Outcome::UnknownHost(_) => (
            format!("{router} knows no command {line}."),
            "A single word that is no command is taken for the name of a host to log in to.".to_owned(),
        ),
        Outcome::Exec(exec) => {
            let (short, long) = exec_words(exec);
            (
                format!("{router} {}.", short.replace("{}", &line)),
                long.replace("{}", &typed.router.peer().to_string()),
            )
        }
        Outcome::Nothing | Outcome::Refused(_) => (
            format!("{router} is given {line}, which says nothing."),
            "A blank line or a comment changes nothing.".to_owned(),
        ),
    }
}

/// What a command does, and what comes of it; `{}` stands for the line, and there for the other router.
fn exec_words(exec: &ExecLine) -> (&'static str, &'static str) {
    match exec {
        ExecLine::Show(show) => ("answers {}", shown_words(show.what)),
        ExecLine::Debug { on: true, .. } => (
            "takes {}",
            "From here on its console prints a record of each such event. What happens is the same with and without.",
        ),
        ExecLine::Debug { on: false, .. } => (
            "takes {}",
            "Its console prints no more such records. What happens is the same with and without.",
        ),
        ExecLine::Clear(clear) => ("takes {}", cleared_words(clear)),
        ExecLine::Configure => (
            "opens its configuration",
            "Each line that is typed now counts at once; `end` leaves.",
        ),
        ExecLine::Enable => (
            "lets its operator do everything",
            "Privileged mode shows secrets and changes what it likes.",
        ),
        ExecLine::Disable | ExecLine::Leave => (
            "goes back to user mode",
            "From here its operator can look at little and change nothing, until `enable`.",
        ),
        ExecLine::Ping(_) => (
            "begins to ping",
            "The router itself sends echo requests; those that its crypto map's ACL selects go through the tunnel. Its console \
             prints ! for an answer and . for none.",
        ),
        ExecLine::Reload => (
            "starts again",
            "It comes back with the configuration that was saved last. Its SAs and their keys are gone, and {} does not know \
             that yet.",
        ),
        ExecLine::Monitor | ExecLine::Terminal => ("takes {}", "It is about this terminal, and changes nothing here."),
        ExecLine::Write => (
            "saves its configuration",
            "With it the router starts the next time; what was typed and not saved is gone then.",
        ),
    }
}

fn shown_words(show: Show) -> &'static str {
    match show {
        Show::IsakmpSa => {
            "One line for each ISAKMP SA. QM_IDLE is a good sign: authenticated, and ready for quick mode."
        }
        Show::IpsecSa => {
            "The IPsec SAs of each crypto map: whose traffic, which SPIs, how many packets were encrypted and decrypted."
        }
        _ => "Its console shows what the router knows at this moment.",
    }
}

fn cleared_words(clear: &ClearLine) -> &'static str {
    match clear {
        ClearLine::Isakmp(_) => {
            "The ISAKMP SA and its keys are gone. The IPsec SAs that it has made stay, and carry traffic as before."
        }
        ClearLine::Sa | ClearLine::SaOfMap(_) | ClearLine::SaOfPeer(_) => {
            "The IPsec SAs and their keys are gone. The next packet that must be protected makes new ones; {} is told, if \
             there is an ISAKMP SA to tell it by."
        }
        _ => "It counts from zero again, or forgets what it has logged. No SA changes.",
    }
}

fn quoted(line: &str) -> String {
    let line = line.trim();
    if line.is_empty() {
        return "an empty line".to_owned();
    }
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &line[..end]),
        None => format!("`{line}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::prose::plain;
    use super::super::narrate;
    use ikelab_core::event::RouterId;
    use ikelab_core::sim::{Place, doc_50880, run};

    /// What is said at the last of these lines, typed at the start.
    fn said_after(lines: &[&str]) -> (String, String) {
        let scenario = doc_50880();
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let trace = run(&scenario.typed_after(&run(&scenario), 0, RouterId::R1, &lines));
        let narration = narrate(&trace, Place::step(lines.len()));
        (plain(&narration.short), plain(&narration.long))
    }

    #[test]
    fn a_refused_line_is_said_even_if_others_follow_it() {
        let lines = ["configure terminal", "crypto ipsec transform-set cisco esp-seal", "end"];
        let (short, long) = said_after(&lines);
        assert_eq!(short, "R1 refuses crypto ipsec transform-set cisco esp-seal.");
        assert!(long.contains("authentication"), "{long}");
    }

    #[test]
    fn what_is_taken_is_said_to_be() {
        assert_eq!(said_after(&["show clock"]).0, "R1 answers show clock.");
        assert_eq!(said_after(&["conf t", "hostname X"]).0, "R1 takes hostname X.");
        assert_eq!(said_after(&["conf t", "end"]).0, "R1 leaves configuration.");
        assert_eq!(said_after(&["sho nothing"]).0, "R1 refuses sho nothing.");
    }
}
