//! `ikelab exec`: typing at a router's console.

use ikelab_core::event::RouterId;
use ikelab_core::exec;
use ikelab_core::ios::console::Console;
use ikelab_core::sim::{self, Scenario};
use ikelab_core::transcript::{self, EntryKind};

/// A step of a run.
#[derive(Clone, Copy)]
pub enum Step {
    /// The step with this number, from 0.
    Number(usize),
    /// The last.
    End,
}

impl std::str::FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "end" {
            return Ok(Step::End);
        }
        text.parse()
            .map(Step::Number)
            .map_err(|_| "a step is a number or `end`".into())
    }
}

/// Types `commands` at a router's console after a step, and gives what stands on the screen from the first of them to the
/// end of what the last one prints: prompts, the commands, their output, and what the router logs meanwhile.
///
/// A last command that ends in `?` or a tab is not typed to its end: the first lists what can follow, the second completes
/// the last word, as on a router.
pub fn exec(scenario: &Scenario, at: Step, router: RouterId, commands: &[String]) -> Result<String, String> {
    let unfinished = commands.last().filter(|command| command.ends_with(['?', '\t']));
    let commands = &commands[..commands.len() - usize::from(unfinished.is_some())];
    let trace = sim::run(scenario);
    let last = trace.last_step();
    let step = match at {
        Step::End => last,
        Step::Number(step) if step <= last => step,
        Step::Number(step) => return Err(format!("there is no step {step}: the last is {last}")),
    };
    let typed = sim::run(&scenario.typed_after(&trace, step, router, commands));
    if typed.is_cut {
        eprintln!("ikelab: the run is ended before its time: it has become too long");
    }
    let mut entries = transcript::console(&typed, router);
    entries.retain(|entry| entry.at > trace.steps[step].at);
    // The scenario may have typed lines of its own later on.
    let lines = commands.iter().map(|command| command.lines().count().max(1)).sum();
    let is_input = |entry: &&transcript::ConsoleEntry| entry.kind == EntryKind::Input;
    if let Some(next) = entries.iter().filter(is_input).nth(lines) {
        let event = next.event;
        entries.retain(|entry| entry.event < event);
    }
    let is_printed = |entry: &transcript::ConsoleEntry| !matches!(entry.kind, EntryKind::Record(_));
    let begin = entries.iter().position(is_printed).unwrap_or(entries.len());
    let end = entries.iter().rposition(is_printed).map_or(begin, |last| last + 1);
    let mut screen = transcript::screen(&entries[begin..end]);
    if let Some(line) = unfinished {
        let step = if commands.is_empty() { step } else { typed.last_step() };
        let console = &typed.status(step)[router.index()].console;
        screen.push_str(&match line.strip_suffix('?') {
            Some(line) => help(console, line),
            None => complete(console, line.trim_end_matches('\t')),
        });
    }
    if !screen.ends_with('\n') {
        screen.push('\n');
    }
    Ok(screen)
}

/// The list of `?` behind an unfinished line.
fn help(console: &Console, line: &str) -> String {
    let candidates = exec::help(console, line);
    let width = candidates
        .iter()
        .map(|candidate| candidate.text.len())
        .max()
        .unwrap_or(0);
    let rows = candidates
        .iter()
        .map(|candidate| format!("  {:width$}  {}\n", candidate.text, candidate.help));
    let rows: String = rows.collect();
    let rows = if rows.is_empty() {
        "% Unrecognized command\n".to_string()
    } else {
        rows
    };
    format!("{}{line}?\n{rows}", console.prompt())
}

/// The line, and on the next one the line again with its last word spelled out, if only one keyword begins like it.
fn complete(console: &Console, line: &str) -> String {
    let completed = exec::complete(console, line);
    let prompt = console.prompt();
    format!("{prompt}{line}\n{prompt}{}", completed.as_deref().unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(commands: &[&str]) -> String {
        let commands: Vec<String> = commands.iter().map(|command| (*command).to_owned()).collect();
        exec(&sim::doc_50880(), Step::Number(0), RouterId::R1, &commands).expect("the step is there")
    }

    #[test]
    fn a_tab_spells_the_last_word_out() {
        assert_eq!(shown(&["sh cry isa po\t"]), "R1#sh cry isa po\nR1#sh cry isa policy \n");
        let configuring = shown(&["configure terminal", "crypto isa\t"]);
        assert!(configuring.ends_with("R1(config)#crypto isa\nR1(config)#crypto isakmp \n"));
    }

    #[test]
    fn a_tab_leaves_what_is_unclear_or_unknown() {
        assert_eq!(shown(&["show cl\t"]), "R1#show cl\nR1#show clock \n");
        assert_eq!(shown(&["c\t"]), "R1#c\nR1#c\n");
        assert_eq!(shown(&["frobnicate\t"]), "R1#frobnicate\nR1#frobnicate\n");
    }

    #[test]
    fn a_question_mark_lists_what_can_follow() {
        let shown = shown(&["show crypto engine ?"]);
        assert!(shown.starts_with("R1#show crypto engine ?\n  accelerator "), "{shown}");
    }
}
