//! `set transform-set`. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::command::{Answer, DONE, Effect, Line, Refusal, Row, row};
use super::scalar::Place;
use super::session_key::{entry_name, set_manual};
use crate::ios::config_event::{ConfigEvent, Limitation};
use crate::ios::configurator::Configurator;
use crate::ios::crypto_map::{CryptoMapEntry, IsakmpKeying, Keying};
use crate::ios::grammar::Part::{No, Repeated};
use crate::ios::grammar::{Missing, Token, arg};
use crate::ipsec::manual::ManualKeying;

/// IOS: reference, `set transform-set`: up to six, one if the keys are manual.
const MAX_TRANSFORM_SETS: usize = 6;

/// `set transform-set`.
pub static TRANSFORM_SETS: &[Row] = &[row(
    "set transform-set",
    "What is done to the packets",
    &[
        No,
        arg(Token::Word, "A transform set, the best first"),
        Repeated(&[arg(Token::Word, "A transform set, the best first")]),
    ],
    Effect::Does {
        apply: set_transform_set,
        print: |at, lines| {
            let sets = CryptoMapEntry::of(at.config, at.mode).map_or(&[] as &[_], CryptoMapEntry::transform_sets);
            if !sets.is_empty() {
                lines.line(format!("{} {}", at.path, sets.join(" ")));
            }
        },
    },
)
.note("up to six with ISAKMP, one with manual keys; each must exist")];

fn set_transform_set(to: &mut Configurator, line: &Line) -> Answer {
    let mut names: Vec<String> = Vec::new();
    for word in line.words() {
        if !names.iter().any(|it| it == word) {
            names.push(word.to_string());
        }
    }
    let entry = CryptoMapEntry::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    if line.negated {
        forget_transform_sets(&mut entry.keying, &names);
        return DONE;
    }
    let keying = entry.keying.clone();
    let limit = if matches!(keying, Keying::Manual(_)) {
        1
    } else {
        MAX_TRANSFORM_SETS
    };
    if names.len() > limit {
        return Err(ConfigEvent::TooManyTransformSets { limit }.into());
    }
    if let Some(set) = names.iter().find(|name| to.config.transform_set(name).is_none()) {
        return Err(ConfigEvent::TransformSetMissing { set: set.clone() }.into());
    }
    match keying {
        Keying::Manual(keying) => set_manual_transform_set(to, keying, names.pop().ok_or(Missing)?),
        Keying::Isakmp(keying) => {
            if let Some(isakmp) = IsakmpKeying::of_mut(&mut to.config, &to.mode) {
                *isakmp = IsakmpKeying {
                    transform_sets: names,
                    ..keying
                };
            }
            DONE
        }
        Keying::Dynamic(_) => Err(Refusal::Incomplete),
    }
}

/// `no set transform-set` takes all away, or those named.
fn forget_transform_sets(keying: &mut Keying, names: &[String]) {
    let stays = |set: &String| !names.is_empty() && !names.contains(set);
    match keying {
        Keying::Isakmp(isakmp) => isakmp.transform_sets.retain(stays),
        Keying::Manual(manual) => manual.transform_set = manual.transform_set.take().filter(stays),
        Keying::Dynamic(_) => {}
    }
}

/// The third limitation of esp-seal. IOS: seed.
fn set_manual_transform_set(to: &mut Configurator, keying: ManualKeying, set: String) -> Answer {
    let mut events = Vec::new();
    if to.config.transform_set(&set).is_some_and(|it| it.is_seal()) {
        if !to.platform.what_if.seal_with_manual_keys {
            let (map, sequence) = entry_name(&to.mode)?;
            return Err(ConfigEvent::SealWithManualKeys { set, map, sequence }.into());
        }
        events.push(ConfigEvent::WhatIfAllowed {
            set: set.clone(),
            limitation: Limitation::ManualKeys,
        });
    }
    let transform_set = Some(set);
    set_manual(
        to,
        ManualKeying {
            transform_set,
            ..keying
        },
    )?;
    Ok(events)
}
