//! What keeps two routers from building their tunnel, and the lines that make it work.
//!
//! ```text
//! two configurations → differences (candidates, each with lines to type) → each tried on a copy → what gets further is a finding
//! ```
//!
//! A finding is proven: the lines go through the configurator, and the run with them gets further than the one without. What
//! could not be proven is a note. All of it is Modelled: no router has this.

mod access_groups;
mod differences;
mod explain;
mod keys;
mod lines;
pub mod log;
mod mirror;
mod notes;
mod pair;
mod phase1;
mod phase2;
mod problem;
mod setup;
mod stage;
mod wire;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub use mirror::{Unmirrored, mirror};
pub use problem::{Missing, Problem};
pub use setup::scenario_of;
pub use stage::Stage;

use crate::event::RouterId;
use crate::ios::configure::{Configurator, Outcome};
use crate::ios::{running_config, start_up};
use crate::sim::Scenario;
use differences::{differences, hindrances};
use pair::Pair;
use stage::Runs;

/// What was found out about two routers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How far each router's traffic gets when that router begins: R1's, then R2's.
    pub before: [Stage; 2],
    /// The same after all that is to be typed.
    pub after: [Stage; 2],
    /// What is wrong, in the order in which it is met.
    pub findings: Vec<Finding>,
    /// What may be worth knowing, and what could not be proven to be wrong.
    pub notes: Vec<Note>,
    /// How many runs that took.
    pub runs: u32,
}

impl Report {
    /// Whether both routers' traffic goes through the tunnel as they are configured; where a router only answers, the other's.
    pub fn is_well(&self) -> bool {
        stage::is_well(self.before)
    }

    /// Whether it does after what is to be typed.
    pub fn is_solved(&self) -> bool {
        stage::is_well(self.after)
    }
}

/// Something that is wrong, with the lines that put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub problem: Problem,
    /// The line of each router's configuration that it is about, from 1.
    pub lines: [Option<u32>; 2],
    /// What is to be typed.
    pub fix: Vec<Typed>,
    /// How far traffic got without it.
    pub before: [Stage; 2],
    /// How far it gets with it. Of several findings that only help together, this is how far it gets with all.
    pub after: [Stage; 2],
}

/// Something that may be worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub problem: Problem,
    /// The line of each router's configuration that it is about, from 1.
    pub lines: [Option<u32>; 2],
}

/// Lines that are to be typed in global configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// At which router.
    pub router: RouterId,
    /// The lines, those inside a mode indented.
    pub lines: Vec<String>,
}

/// A difference that may be what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    problem: Problem,
    lines: [Option<u32>; 2],
    fix: Vec<Typed>,
}

/// At most so many differences are put right: more than there are kinds of them.
const MOST_FIXES: usize = 40;

/// Examines the configurations with which the two routers start, and says what keeps their traffic from going through a
/// tunnel. What is typed in the scenario, and what its wire does, does not matter here.
///
/// ```
/// use ikelab_core::doctor::{Problem, examine};
/// use ikelab_core::sim::doc_50880;
///
/// let mut scenario = doc_50880();
/// let r2 = &mut scenario.routers[1].configuration;
/// *r2 = r2.replace("cisco123", "cisco124");
/// let report = examine(&scenario);
/// assert!(!report.is_well());
/// assert!(matches!(report.findings[..], [ref one] if one.problem == Problem::KeysDiffer));
/// assert!(report.is_solved(), "by the lines of `fix`");
/// ```
pub fn examine(scenario: &Scenario) -> Report {
    let original = setup::for_examination(scenario);
    let mut runs = Runs::default();
    let before = runs.reached(&original);
    let mut search = Search {
        original: &original,
        scenario: original.clone(),
        reached: before,
        runs,
        findings: Vec::new(),
    };
    while !stage::is_well(search.reached) && search.findings.len() < MOST_FIXES {
        if !search.take_one() && !search.take_several() {
            break;
        }
    }
    let notes = search.notes();
    Report {
        before,
        after: search.reached,
        findings: search.findings,
        notes,
        runs: search.runs.count,
    }
}

/// The way to a tunnel so far.
struct Search<'s> {
    original: &'s Scenario,
    scenario: Scenario,
    reached: [Stage; 2],
    runs: Runs,
    findings: Vec<Finding>,
}

impl Search<'_> {
    /// What differs still: where the traffic goes through, only what could keep other traffic from it. And what is worth
    /// knowing.
    fn notes(&self) -> Vec<Note> {
        let last = Pair::new(&self.scenario, Some(self.original));
        let is_solved = stage::is_well(self.reached);
        let is_meant = |candidate: &Candidate| {
            let is_found = self.findings.iter().any(|it| it.problem == candidate.problem);
            !is_found && (!is_solved || candidate.problem.may_matter_to_others())
        };
        let unproven = differences(&last).into_iter().filter(is_meant);
        let unproven = unproven.map(|it| (it.problem, it.lines));
        // What is not simulated is the likeliest reason where nothing helps.
        let all = notes::left_out(&last)
            .into_iter()
            .chain(unproven)
            .chain(notes::notes(&last));
        let mut notes: Vec<Note> = Vec::new();
        for (problem, lines) in all {
            // Two ways to put the same thing right are one note.
            if !notes.iter().any(|it| it.problem == problem) {
                notes.push(Note { problem, lines });
            }
        }
        notes
    }

    /// Takes the difference that gets the traffic furthest when it is put right, the first of several; `false` if none gets it
    /// further.
    fn take_one(&mut self) -> bool {
        let mut best: Option<(Candidate, Scenario)> = None;
        let mut reached = self.reached;
        for (candidate, stops) in hindrances(&Pair::new(&self.scenario, None), self.reached) {
            // What has put right what stops traffic there needs no second way to do so.
            if !stops.hinder(reached) {
                continue;
            }
            let Some(scenario) = applied(&self.scenario, &candidate.fix) else {
                continue;
            };
            if let Some(further) = self.runs.further(&scenario, reached) {
                best = Some((candidate, scenario));
                reached = further;
            }
        }
        let Some((candidate, scenario)) = best else {
            return false;
        };
        let lines = self.lines_of(&candidate);
        self.take(Candidate { lines, ..candidate }, reached);
        self.scenario = scenario;
        self.reached = reached;
        true
    }

    /// The lines that a difference is about.
    fn lines_of(&self, candidate: &Candidate) -> [Option<u32>; 2] {
        let mut found = differences(&Pair::new(&self.scenario, Some(self.original))).into_iter();
        let is_same = |it: &Candidate| it.problem == candidate.problem && it.fix == candidate.fix;
        found.find(is_same).map_or([None; 2], |it| it.lines)
    }

    fn take(&mut self, candidate: Candidate, after: [Stage; 2]) {
        let Candidate { problem, lines, fix } = candidate;
        let before = self.reached;
        self.findings.push(Finding {
            problem,
            lines,
            fix,
            before,
            after,
        });
    }

    /// Puts everything right that differs, and takes what cannot be left out of that; `false` if even that does not help.
    fn take_several(&mut self) -> bool {
        let (mut taken, scenario) = self.everything();
        let Some(reached) = self.runs.further(&scenario, self.reached) else {
            return false;
        };
        let mut at = 0;
        while at < taken.len() {
            let mut fewer = taken.clone();
            fewer.remove(at);
            match applied_all(&self.scenario, &fewer) {
                Some(scenario) if self.gets_as_far(&scenario, reached) => taken = fewer,
                _ => at += 1,
            }
        }
        if let Some(scenario) = applied_all(&self.scenario, &taken) {
            self.scenario = scenario;
        }
        for candidate in taken {
            self.take(candidate, reached);
        }
        self.reached = reached;
        true
    }

    /// Whether traffic gets no less far than to these stages.
    fn gets_as_far(&mut self, scenario: &Scenario, wanted: [Stage; 2]) -> bool {
        !stage::is_further(wanted, self.runs.reached(scenario))
    }

    /// Every difference put right, one after the other.
    fn everything(&self) -> (Vec<Candidate>, Scenario) {
        let mut scenario = self.scenario.clone();
        let mut taken: Vec<Candidate> = Vec::new();
        while taken.len() < MOST_FIXES {
            let is_new = |candidate: &Candidate| taken.iter().all(|it| it.problem != candidate.problem);
            let candidates = differences(&Pair::new(&scenario, Some(self.original))).into_iter();
            let next = candidates
                .filter(is_new)
                .find_map(|candidate| Some((applied(&scenario, &candidate.fix)?, candidate)));
            let Some((with_it, candidate)) = next else { break };
            scenario = with_it;
            taken.push(candidate);
        }
        (taken, scenario)
    }
}

fn applied_all(scenario: &Scenario, candidates: &[Candidate]) -> Option<Scenario> {
    let first = Some(scenario.clone());
    candidates
        .iter()
        .fold(first, |scenario, candidate| applied(&scenario?, &candidate.fix))
}

/// The scenario whose routers start with these lines typed too; `None` if a router refuses one.
fn applied(scenario: &Scenario, fix: &[Typed]) -> Option<Scenario> {
    let mut scenario = scenario.clone();
    for Typed { router, lines } in fix {
        let setup = &mut scenario.routers[router.index()];
        let config = start_up(&setup.configuration, setup.platform);
        let mut configurator = Configurator::new(config, setup.platform);
        for line in lines {
            if configurator.line(line).outcome == Outcome::Refused {
                return None;
            }
        }
        setup.configuration = running_config::show(&configurator.config).to_string();
    }
    Some(scenario)
}
