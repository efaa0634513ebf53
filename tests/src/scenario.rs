//! The scenarios of `tests/scenarios`, one folder each: `commands`, where wanted `r1.cfg` and `r2.cfg`, the `facts` of the run,
//! and what the consoles show in the end, `r1.txt` and `r2.txt`. `tests/scenarios/README.md` says what is in them.

use std::net::Ipv4Addr;
use std::sync::OnceLock;

use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Action, Fault, FaultKind, PacketRef, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;

/// A folder: its name, and its files with their texts.
pub type Folder = (&'static str, &'static [(&'static str, &'static str)]);

/// Every folder.
pub const FOLDERS: &[Folder] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The text of a file of a folder; empty if there is none.
#[must_use]
pub fn file(folder: &Folder, name: &str) -> Option<&'static str> {
    folder.1.iter().find(|(file, _)| *file == name).map(|(_, text)| *text)
}

/// The scenario of a folder.
///
/// # Panics
/// If the folder says what is not understood, with the line.
#[must_use]
pub fn scenario(folder: &Folder) -> Scenario {
    let mut scenario = Scenario {
        stimuli: Vec::new(),
        ..sim::doc_50880()
    };
    for (router, name) in scenario.routers.iter_mut().zip(["r1.cfg", "r2.cfg"]) {
        if let Some(text) = file(folder, name) {
            router.configuration = text.into();
        }
    }
    let mut at = SimTime::ZERO;
    for line in file(folder, "commands").expect("a file `commands`").lines() {
        apply(&mut scenario, &mut at, line).unwrap_or_else(|| panic!("{}: {line}", folder.0));
    }
    scenario
}

/// The run of each folder, in the order of [`FOLDERS`]. A run takes its time: each is made once, for whoever asks first.
pub fn runs() -> impl Iterator<Item = (&'static Folder, &'static Trace)> {
    static RUNS: [OnceLock<Trace>; FOLDERS.len()] = [const { OnceLock::new() }; FOLDERS.len()];
    let run = |folder| sim::run(&scenario(folder));
    FOLDERS
        .iter()
        .zip(&RUNS)
        .map(move |(folder, trace)| (folder, trace.get_or_init(|| run(folder))))
}

/// `None` if the line is not understood.
fn apply(scenario: &mut Scenario, at: &mut SimTime, line: &str) -> Option<()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [] => {}
        [first, ..] if first.starts_with('!') => {}
        ["at", seconds] => at.0 = (seconds.parse::<f64>().ok()? * 1000.0) as u64,
        ["accelerator", name] => scenario.routers[router(name)?.index()].platform.accelerator = true,
        ["seed", seed] => scenario.seed = seed.parse().ok()?,
        ["fault", from, rest @ ..] => scenario.faults.push(fault(router(from)?, rest)?),
        ["host", behind, "ping", destination, count] => {
            let action = Action::Ping {
                behind: router(behind)?,
                destination: destination.parse::<Ipv4Addr>().ok()?,
                count: count.parse().ok()?,
                size: 56,
            };
            scenario.stimuli.push(Stimulus { at: *at, action });
        }
        _ => {
            let (prompt, typed) = line.split_at(line.find(['#', '>'])? + 1);
            let action = Action::Type {
                router: router(prompt.get(..2)?)?,
                line: typed.into(),
            };
            scenario.stimuli.push(Stimulus { at: *at, action });
        }
    }
    Some(())
}

fn router(name: &str) -> Option<RouterId> {
    RouterId::BOTH.into_iter().find(|router| router.to_string() == name)
}

/// `MM1 lose`, `QM2 delay 5000`, `ESP 3 duplicate 10`, `MM5 corrupt 80 01`, each with `#1` before the verb for the second
/// packet of that name.
fn fault(from: RouterId, words: &[&str]) -> Option<Fault> {
    let (name, rest) = match words {
        [name @ ("ESP" | "AH"), sequence, rest @ ..] => (format!("{name}{sequence}").parse().ok()?, rest),
        [name, rest @ ..] => (name.parse().ok()?, rest),
        [] => return None,
    };
    let (occurrence, rest) = match rest {
        [first, rest @ ..] if first.starts_with('#') => (first[1..].parse().ok()?, rest),
        rest => (0, rest),
    };
    let kind = match *rest {
        ["lose"] => FaultKind::Lose,
        ["delay", millis] => FaultKind::Delay(millis.parse().ok()?),
        ["duplicate", millis] => FaultKind::Duplicate(millis.parse().ok()?),
        ["corrupt", offset, mask] => FaultKind::Corrupt {
            offset: offset.parse().ok()?,
            mask: u8::from_str_radix(mask, 16).ok()?,
        },
        _ => return None,
    };
    let packet = PacketRef { from, name, occurrence };
    Some(Fault { packet, kind })
}
