//! The scenario in a link: in postcard's form, packed behind the preset in the same form.

use std::net::Ipv4Addr;

use ikelab_core::event::RouterId;
use ikelab_core::ios::Platform;
use ikelab_core::sim::{Action, Fault, FaultKind, PacketRef, Pins, RouterSetup, Scenario, Stimulus};
use ikelab_core::time::{SimTime, WallClock};
use serde::{Deserialize, Serialize};

use super::pack::{pack, unpack};
use super::section::{put, take};
use crate::limits;

/// What stands before everything else that is packed: usual lines. Frozen: a changed byte breaks every link with a scenario.
const DICTIONARY: &str = include_str!("dictionary-1.txt");

/// More bytes than any scenario within the limits has.
const MOST: usize = 2 * limits::CONFIGURATION as usize
    + limits::TYPED as usize
    + (limits::PINS * (limits::PIN + 16) + limits::STIMULI * 24 + limits::FAULTS * 32) as usize
    + 100;

/// The scenario. The order of the members is frozen, and that of the types in them.
#[derive(Serialize, Deserialize)]
struct Content {
    configurations: [String; 2],
    hosts: [Ipv4Addr; 2],
    clock: WallClock,
    pins: Pins,
    faults: Vec<Damage>,
    stimuli: Vec<Happening>,
    platforms: [Platform; 2],
    seed: u64,
    /// All typed lines, each with its line break.
    typed: String,
}

/// A stimulus; its last part is the milliseconds since the one before.
#[derive(Serialize, Deserialize)]
enum Happening {
    Ping(RouterId, Ipv4Addr, u16, u16, i64),
    TypeAtR1(i64),
    TypeAtR2(i64),
    /// So many lines at once.
    TypeLines(RouterId, u32, i64),
}

/// A fault, or the corruption of bytes that follow each other.
#[derive(Serialize, Deserialize)]
enum Damage {
    Lose(PacketRef),
    Delay(PacketRef, u64),
    Duplicate(PacketRef, u64),
    Corrupt(PacketRef, u32, Vec<u8>),
}

/// Packs a scenario.
pub fn write(preset: &Scenario, scenario: &Scenario) -> Vec<u8> {
    let (before, aligned) = before(preset);
    pack(&before, aligned, &plain(scenario))
}

/// Unpacks it; `None` if it is damaged.
pub fn read(preset: &Scenario, packed: &[u8]) -> Option<Scenario> {
    let (before, aligned) = before(preset);
    let plain = unpack(&before, aligned, packed, MOST)?;
    let mut rest = &plain[..];
    let content: Content = take(&mut rest)?;
    let clock = content.clock;
    let is_moment = (1..=12).contains(&clock.month) && (1..=31).contains(&clock.day) && clock.millis < 86_400_000;
    if !rest.is_empty() || !is_moment {
        return None;
    }
    let [r1, r2] = content.configurations;
    let [r1_platform, r2_platform] = content.platforms;
    let setup = |configuration, platform| RouterSetup {
        configuration,
        platform,
    };
    Some(Scenario {
        routers: [setup(r1, r1_platform), setup(r2, r2_platform)],
        hosts: content.hosts,
        clock,
        seed: content.seed,
        pins: content.pins,
        stimuli: stimuli(content.stimuli, &content.typed)?,
        faults: faults(content.faults)?,
    })
}

/// What stands before a scenario when it is packed, and how much of it is the preset.
fn before(preset: &Scenario) -> (Vec<u8>, usize) {
    let preset = plain(preset);
    ([DICTIONARY.as_bytes(), &preset].concat(), preset.len())
}

fn plain(scenario: &Scenario) -> Vec<u8> {
    let mut typed = String::new();
    let mut last = 0;
    let happening = |stimulus: &Stimulus| {
        let later = stimulus.at.0.wrapping_sub(last) as i64;
        last = stimulus.at.0;
        match &stimulus.action {
            Action::Ping {
                behind,
                destination,
                count,
                size,
            } => Happening::Ping(*behind, *destination, *count, *size, later),
            Action::Type { router, line } => {
                typed.push_str(line);
                typed.push('\n');
                match (router, line.matches('\n').count()) {
                    (RouterId::R1, 0) => Happening::TypeAtR1(later),
                    (RouterId::R2, 0) => Happening::TypeAtR2(later),
                    (_, breaks) => Happening::TypeLines(*router, breaks as u32 + 1, later),
                }
            }
        }
    };
    let stimuli = scenario.stimuli.iter().map(happening).collect();
    let content = Content {
        platforms: scenario.routers.each_ref().map(|setup| setup.platform),
        configurations: scenario.routers.each_ref().map(|setup| setup.configuration.clone()),
        hosts: scenario.hosts,
        clock: scenario.clock,
        seed: scenario.seed,
        pins: scenario.pins.clone(),
        faults: scenario.faults.chunk_by(goes_on).map(damage).collect(),
        stimuli,
        typed,
    };
    let mut plain = Vec::new();
    put(&mut plain, &content);
    plain
}

/// The stimuli; `None` if the typed lines are not as many as they say.
fn stimuli(happenings: Vec<Happening>, typed: &str) -> Option<Vec<Stimulus>> {
    let mut rest = typed.split_inclusive('\n');
    let mut lines = |count: u32| {
        let lines: Option<String> = (0..count).map(|_| rest.next()).collect();
        lines.and_then(|lines| Some(lines.strip_suffix('\n')?.to_owned()))
    };
    let mut at = 0_u64;
    let mut stimuli = Vec::new();
    for happening in happenings {
        let (action, later) = match happening {
            Happening::Ping(behind, destination, count, size, later) => (
                Action::Ping {
                    behind,
                    destination,
                    count,
                    size,
                },
                later,
            ),
            Happening::TypeAtR1(later) => (
                Action::Type {
                    router: RouterId::R1,
                    line: lines(1)?,
                },
                later,
            ),
            Happening::TypeAtR2(later) => (
                Action::Type {
                    router: RouterId::R2,
                    line: lines(1)?,
                },
                later,
            ),
            Happening::TypeLines(router, count, later) => (
                Action::Type {
                    router,
                    line: lines(count)?,
                },
                later,
            ),
        };
        at = at.wrapping_add(later as u64);
        stimuli.push(Stimulus {
            at: SimTime(at),
            action,
        });
    }
    Some(stimuli)
}

/// Whether a fault corrupts the byte behind that of another one.
fn goes_on(one: &Fault, other: &Fault) -> bool {
    match (&one.kind, &other.kind) {
        (FaultKind::Corrupt { offset: before, .. }, FaultKind::Corrupt { offset, .. }) => {
            one.packet == other.packet && before.checked_add(1) == Some(*offset)
        }
        _ => false,
    }
}

fn damage(faults: &[Fault]) -> Damage {
    let Fault { packet, kind } = &faults[0];
    match *kind {
        FaultKind::Lose => Damage::Lose(*packet),
        FaultKind::Delay(millis) => Damage::Delay(*packet, millis),
        FaultKind::Duplicate(millis) => Damage::Duplicate(*packet, millis),
        FaultKind::Corrupt { offset, .. } => {
            let mask = |fault: &Fault| match fault.kind {
                FaultKind::Corrupt { mask, .. } => Some(mask),
                _ => None,
            };
            Damage::Corrupt(*packet, offset, faults.iter().filter_map(mask).collect())
        }
    }
}

/// The faults; `None` if one is about a byte that no packet can have.
fn faults(damages: Vec<Damage>) -> Option<Vec<Fault>> {
    let mut faults = Vec::new();
    for damage in damages {
        match damage {
            Damage::Lose(packet) => faults.push(Fault {
                packet,
                kind: FaultKind::Lose,
            }),
            Damage::Delay(packet, millis) => faults.push(Fault {
                packet,
                kind: FaultKind::Delay(millis),
            }),
            Damage::Duplicate(packet, millis) => faults.push(Fault {
                packet,
                kind: FaultKind::Duplicate(millis),
            }),
            Damage::Corrupt(packet, first, masks) => {
                for (mask, later) in masks.into_iter().zip(0..) {
                    let offset = first.checked_add(later)?;
                    faults.push(Fault {
                        packet,
                        kind: FaultKind::Corrupt { offset, mask },
                    });
                }
            }
        }
    }
    Some(faults)
}
