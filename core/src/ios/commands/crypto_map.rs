//! `crypto map` and the lines under it. IOS: seed, reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use core::mem;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Refusal, Row, Status, row};
use super::ipsec::{IDLE_SECONDS, KILOBYTES, SECONDS};
use super::isakmp::{REFUSED_GROUP, unsimulated_group};
use super::peer::PEER;
use super::scalar::{Place, Value, WordList, choices, scalar};
use crate::algorithm::Group;
use crate::ios::access_list::AccessListId;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::crypto_map::{CryptoMapEntry, DynamicReference, IdleTime, IsakmpKeying, Keying};
use crate::ios::grammar::Part::{Choice, Either, No, Optional};
use crate::ios::grammar::{Missing, Token, arg, kw};
use crate::ios::mode::Mode;
use crate::ipsec::manual::ManualKeying;

/// `crypto map` in global configuration.
pub static MAP: &[Row] = &[
    row(
        "crypto map",
        "Which traffic is protected, how and towards whom",
        &[
            arg(Token::Word, "The name of the crypto map"),
            No,
            arg(
                Token::Number(1, 65_535),
                "The sequence number; the lowest is tried first",
            ),
            Optional(&[Either(&[
                &[
                    kw("ipsec-isakmp", "Keys are negotiated"),
                    Optional(&[
                        kw("dynamic", "As the entries of a dynamic map say"),
                        arg(Token::Word, "The dynamic map"),
                        Optional(&[kw("discover", "Ask for peers that nobody typed")]),
                    ]),
                ],
                &[kw("ipsec-manual", "Keys are typed")],
            ])]),
        ],
        Effect::Does {
            apply: entry,
            print: print_maps,
        },
    )
    .note(
        "the kind is needed for a new entry, and stays; `dynamic` opens no mode; `discover` is kept and changes nothing",
    ),
    row(
        "crypto map",
        "Which traffic is protected, how and towards whom",
        &[
            arg(Token::Word, "The name of the crypto map"),
            Either(&[
                &[
                    kw("local-address", "Whose address the tunnel has here"),
                    No,
                    arg(Token::Interface, "The interface"),
                ],
                &[
                    kw("isakmp-profile", "Keys and names for the peers"),
                    No,
                    arg(Token::Word, "The ISAKMP profile"),
                ],
            ]),
        ],
        Effect::Does {
            apply: of_all_entries,
            // Printed with the map.
            print: |_, _| {},
        },
    ),
];

fn print_maps(at: &Printing<'_>, lines: &mut Lines) {
    for (name, map) in &at.config.crypto_maps {
        if let Some(interface) = map.local_address {
            lines.line(format!("{} {name} local-address {interface}", at.path));
        }
        if let Some(profile) = &map.isakmp_profile {
            lines.line(format!("{} {name} isakmp-profile {profile}", at.path));
        }
        for (sequence, entry) in &map.entries {
            let head = format!("{} {name} {sequence}", at.path);
            let mode = |manual| Mode::CryptoMap {
                name: name.clone(),
                sequence: *sequence,
                manual,
            };
            match &entry.keying {
                Keying::Isakmp(_) => lines.block(format!("{head} ipsec-isakmp"), mode(false)),
                Keying::Manual(_) => lines.block(format!("{head} ipsec-manual"), mode(true)),
                Keying::Dynamic(DynamicReference { map, discover }) => {
                    let discover = if *discover { " discover" } else { "" };
                    lines.line(format!("{head} ipsec-isakmp dynamic {map}{discover}"));
                }
            }
        }
        lines.gap();
    }
}

/// What is said of all entries of a map. A map that has neither entries nor such lines is none.
fn of_all_entries(to: &mut Configurator, line: &Line) -> Answer {
    let mut words = line.words();
    let name = words.next().ok_or(Missing)?;
    let maps = &mut to.config.crypto_maps;
    if line.negated && !maps.contains_key(name) {
        return DONE;
    }
    let map = maps.or_default(name.to_string());
    if line.has("local-address") {
        map.local_address = if line.negated { None } else { Some(line.interface()?) };
    } else {
        let profile = words.next().map(ToString::to_string);
        map.isakmp_profile = if line.negated {
            None
        } else {
            Some(profile.ok_or(Missing)?)
        };
    }
    if map.is_empty() {
        return remove_map(to, name);
    }
    DONE
}

fn entry(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.word()?;
    match line.number() {
        Ok(sequence) if line.negated => remove_entry(to, name, sequence),
        Ok(sequence) => open_entry(to, name, sequence, typed_keying(line)),
        Err(Missing) => remove_map(to, name),
    }
}

/// What a new entry of the typed kind begins with.
fn typed_keying(line: &Line) -> Option<Keying> {
    Some(match (line.keyword().ok()?, line.words().nth(1)) {
        ("ipsec-manual", _) => Keying::Manual(ManualKeying::default()),
        (_, None) => Keying::Isakmp(IsakmpKeying::default()),
        (_, Some(map)) => Keying::Dynamic(DynamicReference {
            map: map.to_string(),
            discover: line.has("discover"),
        }),
    })
}

/// Enters an entry, and makes it if its kind was typed. One that refers to a dynamic map has nothing inside to enter, and may
/// come to refer to another.
fn open_entry(to: &mut Configurator, name: &str, sequence: u16, typed: Option<Keying>) -> Answer {
    let map = to.config.crypto_maps.get(name);
    let old = map.and_then(|map| map.entries.get(&sequence));
    let is_new = old.is_none();
    let of_old = old.map(|entry| entry.keying.clone());
    let is_other_kind = |old: &Keying, typed: &Keying| mem::discriminant(old) != mem::discriminant(typed);
    if let (Some(old), Some(typed)) = (&of_old, &typed) {
        if is_other_kind(old, typed) {
            let map = name.to_string();
            return Err(ConfigEvent::CryptoMapKindFixed { map, sequence }.into());
        }
    }
    let keying = match (of_old, typed) {
        (_, Some(reference @ Keying::Dynamic(_))) => reference,
        (old, typed) => old.or(typed).ok_or(Refusal::Incomplete)?,
    };
    let manual = matches!(keying, Keying::Manual(_));
    let is_reference = matches!(keying, Keying::Dynamic(_));
    if !is_reference {
        to.mode = Mode::CryptoMap {
            name: name.to_string(),
            sequence,
            manual,
        };
    }
    if is_new || is_reference {
        let map = to.config.crypto_maps.or_default(name.to_string());
        map.entries.insert(sequence, CryptoMapEntry::new(keying));
    }
    let is_note_due = is_new && !is_reference;
    Ok(is_note_due.then_some(ConfigEvent::NewCryptoMap).into_iter().collect())
}

fn remove_entry(to: &mut Configurator, name: &str, sequence: u16) -> Answer {
    match to.config.crypto_maps.get_mut(name) {
        Some(map) if map.entries.len() > 1 || map.local_address.is_some() || map.isakmp_profile.is_some() => {
            map.entries.remove(&sequence);
            DONE
        }
        Some(map) if map.entries.contains_key(&sequence) => remove_map(to, name),
        _ => DONE,
    }
}

fn remove_map(to: &mut Configurator, name: &str) -> Answer {
    let mut interfaces = to.config.interfaces.iter();
    if let Some((interface, _)) = interfaces.find(|(_, it)| it.crypto_map.as_deref() == Some(name)) {
        return Err(ConfigEvent::CryptoMapInUse {
            map: name.to_string(),
            interface: *interface,
        }
        .into());
    }
    to.config.crypto_maps.remove(name);
    DONE
}

/// `description` and `set peer`.
pub static FIRST: &[Row] = &[
    row(
        "description",
        "A note",
        &[No, arg(Token::Line, "Up to 80 characters")],
        scalar!(CryptoMapEntry, description),
    ),
    PEER,
];

/// The lifetimes of a negotiated entry.
pub static LIFETIMES: &[Row] = &[
    row(
        "set security-association lifetime seconds",
        "By time",
        &[No, arg(SECONDS, "Seconds")],
        scalar!(IsakmpKeying, lifetime_seconds),
    )
    .note("ISAKMP only"),
    row(
        "set security-association lifetime kilobytes",
        "By volume",
        &[No, arg(KILOBYTES, "Kilobytes")],
        scalar!(IsakmpKeying, lifetime_kilobytes),
    )
    .note("ISAKMP only"),
    row(
        "set security-association idle-time",
        "When SAs that carry nothing go",
        &[
            No,
            arg(IDLE_SECONDS, "Seconds"),
            Optional(&[kw("default", "Then ask the default peer again")]),
        ],
        scalar!(IsakmpKeying, idle_time),
    )
    .note("ISAKMP only; Modelled: the peer is told"),
];

impl Value for IdleTime {
    fn typed(line: &Line) -> Result<Self, Missing> {
        Ok(IdleTime {
            seconds: line.number()?,
            to_default: line.has("default"),
        })
    }

    fn printed(&self, path: &str) -> String {
        let default = if self.to_default { " default" } else { "" };
        format!("{path} {}{default}", self.seconds)
    }
}

/// `set pfs`.
pub static PFS: &[Row] = &[
    row(
        "set pfs",
        "A fresh Diffie-Hellman exchange for each key",
        &[Optional(&[Choice(choices::<PfsGroup>)])],
        Effect::Does {
            apply: |to, line| {
                let keying = IsakmpKeying::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
                // IOS: reference: `set pfs` without a group is group 1.
                let group = PfsGroup::typed(line).map_or(Group::Modp768, |group| group.0);
                keying.pfs = (!line.negated).then_some(group);
                DONE
            },
            print: |at, lines| {
                let group = IsakmpKeying::of(at.config, at.mode).and_then(|keying| keying.pfs);
                lines
                    .0
                    .extend(group.map(|group| super::command::Printed::Line(PfsGroup(group).printed(at.path))));
            },
        },
    )
    .note("ISAKMP only"),
    row(
        "set pfs",
        "A fresh Diffie-Hellman exchange for each key",
        &[Choice(|index| unsimulated_group(index, |(_, word, _)| word))],
        REFUSED_GROUP,
    )
    .status(Status::Unsimulated)
    .note("refused here, with a word on it"),
];

/// `set isakmp-profile`.
pub static PROFILE: &[Row] = &[row(
    "set isakmp-profile",
    "Keys and names for the peer",
    &[No, arg(Token::Word, "The ISAKMP profile")],
    scalar!(IsakmpKeying, isakmp_profile),
)
.note("the profile may be defined later; Modelled: a peer that another profile fits is refused")];

/// A group as `set pfs` has it.
#[derive(Clone, Copy, PartialEq)]
struct PfsGroup(Group);

impl WordList for PfsGroup {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        let group = Group::ALL.get(index)?;
        Some((group.row().pfs_word, group.row().title, Self(*group)))
    }

    fn is_in_12_3(self) -> bool {
        self.0.row().is_in_12_3
    }
}

/// `match address`.
pub static MATCH: &[Row] = &[row(
    "match address",
    "Traffic that an access list permits",
    &[No, arg(Token::Word, "The number or name of the list")],
    scalar!(CryptoMapEntry, match_address),
)
.note("the list may be defined later")];

impl Value for AccessListId {
    fn typed(line: &Line) -> Result<Self, Missing> {
        line.word().map(AccessListId::from)
    }

    fn printed(&self, path: &str) -> String {
        format!("{path} {self}")
    }
}

impl Place for CryptoMapEntry {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match mode {
            Mode::CryptoMap { name, sequence, .. } => config.crypto_maps.get(name)?.entries.get(sequence),
            Mode::DynamicMap { name, sequence } => config.dynamic_maps.get(name)?.get(sequence),
            _ => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        match mode {
            Mode::CryptoMap { name, sequence, .. } => config.crypto_maps.get_mut(name)?.entries.get_mut(sequence),
            Mode::DynamicMap { name, sequence } => config.dynamic_maps.get_mut(name)?.get_mut(sequence),
            _ => None,
        }
    }
}

impl Place for IsakmpKeying {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match &CryptoMapEntry::of(config, mode)?.keying {
            Keying::Isakmp(keying) => Some(keying),
            Keying::Manual(_) | Keying::Dynamic(_) => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        match &mut CryptoMapEntry::of_mut(config, mode)?.keying {
            Keying::Isakmp(keying) => Some(keying),
            Keying::Manual(_) | Keying::Dynamic(_) => None,
        }
    }
}
