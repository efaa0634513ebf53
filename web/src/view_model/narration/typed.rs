//! Steps in which a line is typed at a console.

use ikelab_core::event::{ConsoleEvent, Event, EventKind, IpsecEvent, Outcome, RouterId};
use ikelab_core::ios::config_event::ConfigEvent;
use ikelab_core::ios::diagnostic::{Diagnostic, Severity};
use ikelab_core::ios::exec::ExecLine;
use ikelab_core::ios::explain::diagnose;
use ikelab_core::sim::{Step, Trace};
use ikelab_core::status::RouterStatus;
use ikelab_share::Switch;

use super::Words;

/// Milliseconds within which a router does what a typed line asks for.
const MOMENT: u64 = 100;

/// Characters of a line that are part of a sentence.
const LONGEST: usize = 60;

/// A typed line: who reads it, what it says, and what becomes of it.
struct Typed<'a> {
    router: RouterId,
    line: &'a str,
    outcome: &'a Outcome,
}

/// Lines that only lead to where another is typed, or away from there.
const WAYS: [&str; 4] = ["configure", "enable", "end", "exit"];

pub(super) fn words(trace: &Trace, step: usize) -> Option<Words> {
    let lines = typed(trace, step);
    let last = lines.last()?;
    if let Some((diagnostic, line)) = lines.iter().find_map(|line| Some((refusal(line)?, line))) {
        return Some(refused_words(line, &diagnostic));
    }
    if let Some(words) = switched_words(trace, step, &lines) {
        return Some(words);
    }
    let mut telling = lines.iter().filter(|line| !line.is_way());
    Some(match (telling.next(), telling.next()) {
        (None, _) => taken_words(last),
        (Some(only), None) => taken_words(only),
        (Some(_), Some(_)) => several_words(&lines),
    })
}

/// What the lines of a step come to, in a few words, and whether one is refused or warned of; `None` where no line is typed.
pub fn summary(trace: &Trace, step: usize) -> Option<(String, Option<&'static str>)> {
    let lines = typed(trace, step);
    let first = lines.first()?;
    let mut telling = lines.iter().filter(|line| !line.is_way());
    let text = match (switch(trace, step), telling.next(), telling.next()) {
        (Some((_, switch, on)), ..) => format!("{} {}", switch.name(), if on { "on" } else { "off" }),
        (None, None, _) => lines.last().unwrap_or(first).line.to_owned(),
        (None, Some(only), None) => only.line.to_owned(),
        (None, Some(_), Some(_)) => format!("{} lines", lines.len()),
    };
    let note = if lines.iter().any(|line| refusal(line).is_some()) {
        Some("refused")
    } else {
        let grave = lines.iter().flat_map(|line| said(line.outcome));
        grave
            .map(|it| it.severity)
            .any(|it| it == Severity::Warning)
            .then_some("warned")
    };
    Some((text, note))
}

/// The step in which lines that were typed at once, the last of them in `last`, first show what they change.
pub fn first_effect(trace: &Trace, last: usize) -> usize {
    let typed_at = |step: &usize| {
        let mut events = trace.step_events(*step).iter();
        events
            .find_map(|event| matches!(event.kind, EventKind::Console(ConsoleEvent::Typed { .. })).then_some(event.at))
    };
    let at = typed_at(&last);
    let is_of_them = |step: &usize| typed_at(step) == at;
    let first = (0..=last)
        .rev()
        .take_while(|step| trace.steps[*step].at.0 + MOMENT >= trace.steps[last].at.0);
    let mut steps: Vec<usize> = first.filter(is_of_them).collect();
    steps.reverse();
    let is_grave = |step: &&usize| !answers(trace, **step).is_empty();
    let shows = steps.iter().find(is_grave);
    let shows = shows.or_else(|| steps.iter().find(|step| switch(trace, **step).is_some()));
    shows.copied().unwrap_or(last)
}

/// What the routers print of lines that they refuse or warn of, in IOS's words.
pub(super) fn answers(trace: &Trace, step: usize) -> Vec<String> {
    let lines = typed(trace, step);
    let events = lines.iter().flat_map(|line| configured(line.outcome));
    let grave = events.filter(|event| event.class().is_some_and(|class| class.severity >= Severity::Warning));
    grave.filter_map(|event| Some(event.console(0)?.text)).collect()
}

/// The lines that are typed in a step.
fn typed(trace: &Trace, step: usize) -> Vec<Typed<'_>> {
    let lines = trace.step_events(step).iter().filter_map(|event| match &event.kind {
        EventKind::Console(ConsoleEvent::Typed { line, outcome, .. }) => Some(Typed {
            router: event.router,
            line,
            outcome,
        }),
        _ => None,
    });
    lines.collect()
}

impl Typed<'_> {
    /// Whether it only leads to where another line is typed, or away from there.
    fn is_way(&self) -> bool {
        let first = self.line.split_whitespace().next().unwrap_or_default();
        WAYS.iter()
            .any(|way| first.len() > 1 && way.starts_with(&first.to_ascii_lowercase()))
    }
}

/// The switch that typed lines turn, and whether it is on then.
pub fn switch(trace: &Trace, step: usize) -> Option<(RouterId, Switch, bool)> {
    let router = typed(trace, step).first()?.router;
    let [before, after] = [step.checked_sub(1)?, step].map(|step| trace.status(step));
    let is_on = |status: &[RouterStatus; 2], it: Switch| it.is_on(&status[router.index()].console);
    let turned = |it: &Switch| is_on(&before, *it) != is_on(&after, *it);
    let switch = Switch::ALL.into_iter().find(turned)?;
    Some((router, switch, is_on(&after, switch)))
}

fn switched_words(trace: &Trace, step: usize, lines: &[Typed<'_>]) -> Option<Words> {
    let (router, switch, on) = switch(trace, step)?;
    let (short, long) = match (switch, on) {
        (Switch::Accelerator, true) => (
            format!("{router} turns its crypto accelerator on."),
            "From here on it encrypts in hardware.",
        ),
        (Switch::Accelerator, false) => (
            format!("{router} turns its crypto accelerator off."),
            "From here on it encrypts in software, which can do SEAL.",
        ),
        (Switch::DropAuthentication, true) => (
            format!("{router} drops authentication."),
            "Its transform set only encrypts. An attacker on the wire can change its packets, and no receiver \
             notices.",
        ),
        (Switch::DropAuthentication, false) => (
            format!("{router} authenticates its packets again."),
            "A packet that was changed on the way is dropped.",
        ),
        (Switch::ManualKeys, true) => (
            format!("{router} uses manual keys."),
            "Its crypto map no longer needs IKE. The keys stay the same until somebody types others.",
        ),
        (Switch::ManualKeys, false) => (
            format!("{router} negotiates its keys again."),
            "Its crypto map asks IKE for keys as soon as traffic needs them.",
        ),
    };
    let effect = effect(trace, step);
    let said: Vec<String> = notes(lines).chain([long.to_owned()]).chain(effect).collect();
    Some((short, said.join(" ")))
}

/// What the lines of a step do to the SAs that are there.
fn effect(trace: &Trace, step: usize) -> Option<String> {
    let router = typed(trace, step).first()?.router;
    let Step { at, ref events, .. } = trace.steps[step];
    let is_deletion =
        |event: &Event| event.router == router && matches!(event.kind, EventKind::Ipsec(IpsecEvent::SaDeleted { .. }));
    let mut soon = trace.events[events.start as usize..]
        .iter()
        .take_while(|event| event.at.0 <= at.0 + MOMENT);
    if soon.any(is_deletion) {
        return Some(
            "Its IPsec SAs are deleted at once, because no crypto map entry matches them any more.".to_owned(),
        );
    }
    let stands = !trace.status(step)[router.index()].ipsec_sas.is_empty();
    stands.then(|| {
        "Existing SAs keep what was negotiated until they are cleared or expire. Then the new configuration applies."
            .to_owned()
    })
}

fn several_words(lines: &[Typed<'_>]) -> Words {
    let router = lines[0].router;
    let is_exec = lines.iter().all(|line| matches!(line.outcome, Outcome::Exec(_)));
    let notes: Vec<String> = notes(lines).collect();
    match (is_exec, notes.is_empty()) {
        (true, _) => (
            format!("{router} reads {} commands.", lines.len()),
            "Its console shows the results.".to_owned(),
        ),
        (false, false) => (format!("{router} accepts {} lines.", lines.len()), notes.join(" ")),
        (false, true) => (
            format!("{router} accepts {} lines.", lines.len()),
            "They are now part of the running configuration.".to_owned(),
        ),
    }
}

/// Why a router says no.
fn refusal(typed: &Typed<'_>) -> Option<Diagnostic> {
    let worst = match typed.outcome {
        Outcome::Refused(error) => diagnose(
            1,
            &ConfigEvent::Syntax {
                error: error.clone(),
                line: typed.line.to_owned(),
            },
            None,
        ),
        outcome => said(outcome).max_by_key(|diagnostic| diagnostic.severity),
    };
    worst.filter(|diagnostic| diagnostic.severity == Severity::Error)
}

fn configured(outcome: &Outcome) -> &[ConfigEvent] {
    match outcome {
        Outcome::Configured { events, .. } => events,
        _ => &[],
    }
}

fn said(outcome: &Outcome) -> impl Iterator<Item = Diagnostic> {
    configured(outcome).iter().filter_map(|event| diagnose(1, event, None))
}

/// What is to be said of lines that are taken.
fn notes<'a>(lines: &'a [Typed<'_>]) -> impl Iterator<Item = String> + 'a {
    let said = lines.iter().flat_map(|line| said(line.outcome));
    said.map(|diagnostic| match diagnostic.remedy {
        Some(remedy) => format!("{} {remedy}", diagnostic.message),
        None => diagnostic.message,
    })
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
            "Every line took effect as soon as it was typed. Existing SAs keep what was negotiated until they are \
             cleared or expire. Then the new configuration applies."
                .to_owned(),
        ),
        Outcome::Configured { .. } => {
            let notes: Vec<String> = said(typed.outcome).map(|diagnostic| diagnostic.message).collect();
            let long = match typed.line.split_whitespace().next() {
                _ if !notes.is_empty() => notes.join(" "),
                Some("no") => "What it negates is no longer part of the running configuration.".to_owned(),
                Some("interface") => "The lines that follow configure this interface.".to_owned(),
                Some("exit") => "The next line is for global configuration.".to_owned(),
                None => "A blank line changes nothing.".to_owned(),
                Some(_) => "It is now part of the running configuration.".to_owned(),
            };
            (format!("{router} accepts {line}."), long)
        }
        Outcome::Answered => (
            format!("{router} reads {line} as the answer."),
            "The command asked for what its line leaves out.".to_owned(),
        ),
        Outcome::BadAnswer(_) => (
            format!("{router} does not accept {line} as an answer."),
            "The command is cancelled, and nothing was sent.".to_owned(),
        ),
        Outcome::UnknownHost(_) => (
            format!("{router} knows no command {line}."),
            "IOS takes a single word that is not a command for the name of a host to log in to.".to_owned(),
        ),
        Outcome::Exec(exec) => {
            let (short, long) = exec_words(exec);
            (
                format!("{router} {}.", short.replace("{}", &line)),
                long.replace("{}", &typed.router.peer().to_string()),
            )
        }
        Outcome::Nothing | Outcome::Refused(_) => (
            format!("{router} is given {line}, which does nothing."),
            "A blank line or a comment changes nothing.".to_owned(),
        ),
    }
}

/// What a command does, and what comes of it; `{}` stands for the line, and there for the other router.
fn exec_words(exec: &ExecLine) -> (&'static str, &'static str) {
    match exec.command {
        "configure terminal" => (
            "enters configuration mode",
            "Each line takes effect as soon as it is typed. `end` leaves.",
        ),
        "enable" => (
            "enters privileged mode",
            "Here its operator can see secrets and change everything.",
        ),
        "disable" | "exit" | "logout" => (
            "goes back to user mode",
            "Here its operator can see little and change nothing, until `enable`.",
        ),
        "ping" => (
            "begins to ping",
            "The router itself sends echo requests. Those that its crypto ACL selects go through the tunnel. Its console \
             prints ! for an answer, . for none, and U if the destination is reported unreachable.",
        ),
        "traceroute" => (
            "begins to trace a route",
            "It sends three probes whose time to live runs out at the first router, three at the second, and so on. Each \
             router on the way reports it. Its console prints * for no answer.",
        ),
        "reload" => (
            "restarts",
            "It comes back with the configuration that was last saved. Its SAs and their keys are gone, and {} does not know \
             that yet.",
        ),
        "write" | "write memory" | "copy running-config startup-config" => (
            "saves its configuration",
            "The router starts with it the next time. Lines that were typed and not saved are lost then.",
        ),
        "show crypto isakmp sa" => (
            "answers {}",
            "One line for each ISAKMP SA. QM_IDLE means authenticated and ready for quick mode.",
        ),
        "show crypto ipsec sa" => (
            "answers {}",
            "The IPsec SAs of each crypto map: whose traffic, which SPIs, how many packets were encrypted and decrypted.",
        ),
        "clear crypto isakmp" => (
            "obeys {}",
            "The ISAKMP SA and its keys are gone. The IPsec SAs made under it stay, and carry traffic as before.",
        ),
        "clear crypto sa" | "clear crypto sa map" | "clear crypto sa peer" => (
            "obeys {}",
            "The IPsec SAs and their keys are gone. The next packet that must be protected starts a negotiation. {} is told, if \
             there is an ISAKMP SA to tell it under.",
        ),
        command => kind_words(command, exec.negated),
    }
}

/// What commands of a kind do.
fn kind_words(command: &str, negated: bool) -> (&'static str, &'static str) {
    match (command.split(' ').next().unwrap_or_default(), negated) {
        ("debug", false) | ("undebug", true) => (
            "obeys {}",
            "From here on, its console prints a record of each such event. The exchange itself does not change.",
        ),
        ("debug" | "undebug", _) => (
            "obeys {}",
            "Its console no longer prints such records. The exchange itself does not change.",
        ),
        ("clear", _) => ("obeys {}", "Its counters or its log are cleared. No SA changes."),
        ("terminal", _) => ("obeys {}", "It is about this terminal, and changes nothing here."),
        _ => ("answers {}", "Its console shows what the router knows now."),
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
    use ikelab_core::exec::rows;
    use ikelab_core::ios::exec::ExecLine;
    use ikelab_core::sim::{Place, doc_50880, run};
    use ikelab_share::Switch;

    /// What is said of these lines, typed at once at the start.
    fn said_after(lines: &[&str]) -> (String, String) {
        let scenario = doc_50880();
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let trace = run(&scenario.typed_after(&run(&scenario), 0, RouterId::R1, &lines));
        let narration = narrate(&trace, Place::step(1));
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
    fn a_switch_is_said_with_what_ios_prints_and_what_becomes_of_the_tunnel() {
        let scenario = doc_50880();
        let trace = run(&scenario);
        let turned = |switch: Switch, on| {
            let turned = run(&switch.turned_after(&scenario, &trace, trace.last_step(), RouterId::R2, on));
            let step = (1..turned.steps.len()).find(|step| super::summary(&turned, *step).is_some());
            let step = step.expect("lines are typed");
            let narration = narrate(&turned, Place::step(step));
            let summary = super::summary(&turned, step).expect("lines are typed");
            (
                summary,
                plain(&narration.short),
                narration.answers.join("\n"),
                plain(&narration.long),
            )
        };
        let (summary, short, answers, long) = turned(Switch::Accelerator, true);
        assert_eq!(summary, ("crypto accelerator on".to_owned(), Some("warned")));
        assert_eq!(short, "R2 turns its crypto accelerator on.");
        assert!(
            answers.starts_with("WARNING: encryption hardware does not support transform esp-seal"),
            "{answers}"
        );
        assert!(long.contains("no accelerator implements SEAL"), "{long}");
        assert!(
            long.ends_with("Its IPsec SAs are deleted at once, because no crypto map entry matches them any more."),
            "{long}"
        );
        for switch in [Switch::DropAuthentication, Switch::ManualKeys] {
            let (summary, short, answers, long) = turned(switch, true);
            assert_eq!(summary.1, Some("refused"), "{summary:?}");
            assert!(
                short.starts_with("R2 refuses `") || short.starts_with("R2 refuses "),
                "{short}"
            );
            assert!(answers.starts_with("ERROR: "), "{answers}");
            assert!(long.len() > 60, "{long}");
        }
    }

    #[test]
    fn what_is_taken_is_said_to_be() {
        assert_eq!(said_after(&["show clock"]).0, "R1 answers show clock.");
        assert_eq!(said_after(&["conf t", "hostname X"]).0, "R1 accepts hostname X.");
        assert_eq!(said_after(&["conf t", "end"]).0, "R1 leaves configuration.");
        assert_eq!(said_after(&["conf t", "hostname X", "end"]).0, "R1 accepts hostname X.");
        assert_eq!(said_after(&["conf t", "hostname X", "ip cef"]).0, "R1 accepts 3 lines.");
        assert_eq!(said_after(&["sho nothing"]).0, "R1 refuses sho nothing.");
    }

    /// Words of its own for each command that changes something.
    #[test]
    fn commands_are_known_by_their_rows() {
        let said: Vec<_> = rows()
            .map(|row| {
                let (args, filter) = (Vec::new(), None);
                let line = ExecLine {
                    command: row.path,
                    negated: false,
                    args,
                    filter,
                };
                (row.path, super::exec_words(&line))
            })
            .collect();
        let shown = said.iter().filter(|(_, (short, _))| *short == "answers {}");
        for (path, _) in shown {
            assert!(path.starts_with("show ") || *path == "write terminal", "{path}");
        }
        let of = |path: &str| said.iter().find(|(it, _)| *it == path).expect("a row").1;
        assert_ne!(of("clear crypto sa"), of("clear crypto sa counters"));
        assert_ne!(of("show crypto ipsec sa"), of("show clock"));
    }
}
