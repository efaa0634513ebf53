//! Lines that only one of two runs has: of what they were made from, and of the consoles.

use std::collections::BTreeMap;

use ikelab_core::event::RouterId;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::sim::{Action, Scenario, Stimulus};

use super::super::console::{Kind, lines};
use super::super::faults::in_force;
use crate::state::Run;

/// What a scenario is made of, a line each.
pub fn facts(scenario: &Scenario) -> Vec<String> {
    let mut facts = Vec::new();
    for (router, setup) in RouterId::BOTH.into_iter().zip(&scenario.routers) {
        let lines = setup.configuration.lines().map(str::trim);
        let meant = lines.filter(|line| !line.is_empty() && !line.starts_with('!'));
        facts.extend(meant.map(|line| format!("{router}: {line}")));
        if setup.platform.what_if != WhatIf::NOTHING {
            facts.push(format!("{router} accepts what IOS refuses"));
        }
    }
    facts.extend(scenario.stimuli.iter().map(stimulus));
    facts.extend(in_force(&scenario.faults).into_iter().map(|fault| fault.words));
    facts.push(format!("seed {}", scenario.seed));
    facts
}

fn stimulus(stimulus: &Stimulus) -> String {
    match &stimulus.action {
        Action::Ping {
            behind,
            destination,
            count,
            size,
        } => format!("the host behind {behind} pings {destination}, {count} times with {size} bytes"),
        Action::Type { router, line } => format!("typed at {router}: {}", line.replace('\n', " ⏎ ")),
    }
}

/// What a router's console shows in a run, without time stamps.
pub fn console(run: &Run, router: RouterId) -> Vec<String> {
    let console = &run.consoles()[router.index()];
    let text = |line: super::super::console::Line| match line.kind {
        Kind::Typed { prompt } => prompt + &line.text,
        Kind::Printed { .. } | Kind::Record { .. } => line.text,
    };
    lines(&run.trace, console, 0..console.len())
        .into_iter()
        .map(text)
        .collect()
}

/// What only the one has, and what only the other. Equal lines at both ends are left out; of those between, a line of the
/// one stands for an equal line of the other, wherever that is.
pub fn differing(one: &[String], other: &[String]) -> [Vec<String>; 2] {
    let head = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[head..], &other[head..]);
    let both_ends = one.iter().rev().zip(other.iter().rev());
    let tail = both_ends.take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[..one.len() - tail], &other[..other.len() - tail]);
    [without(one, other), without(other, one)]
}

fn without(lines: &[String], others: &[String]) -> Vec<String> {
    let mut counts = BTreeMap::new();
    for other in others {
        *counts.entry(other.as_str()).or_insert(0_usize) += 1;
    }
    let is_own = |line: &&String| match counts.get_mut(line.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    lines.iter().filter(is_own).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn lines_differ_by_their_text_and_their_number() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let found = |one, other| differing(&lines(one), &lines(other)).map(|lines| lines.join(" "));
        assert_eq!(found("a b c d", "a b c d"), ["", ""]);
        assert_eq!(found("a b c d", "a x c d"), ["b", "x"]);
        assert_eq!(found("a b b c", "a b d c"), ["b", "d"]);
        assert_eq!(found("a b c", "a c b c c"), ["", "c c"]);
    }
}
