//! `crypto isakmp profile` and its lines. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;

use super::command::{ANY, Answer, DONE, Effect, Line, Lines, Printing, Row, kept, row, unsimulated};
use super::keyring::LOCAL_ADDRESS;
use super::scalar::{Place, Value, WordList, choices, scalar};
use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::crypto::Keepalive;
use crate::ios::grammar::Part::{Choice, Either, No, Optional, Repeated};
use crate::ios::grammar::{Missing, Token, arg, kw};
use crate::ios::kept::Section::Inside;
use crate::ios::mode::Mode;
use crate::ios::profile::{IsakmpProfile, SelfIdentity};
use crate::isakmp::id::IdentityMatch;

/// `crypto isakmp profile` in global configuration.
pub static PROFILE: &[Row] = &[row(
    "crypto isakmp profile",
    "Keys and names for some of the peers",
    &[arg(Token::Word, "The name of the profile")],
    Effect::Does { apply, print },
)
.note(
    "a responder takes the first whose `match identity` fits the peer's ID payload, and the key must be of its keyrings; an \
     initiator takes the one that its crypto map names",
)];

fn apply(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.word()?.to_string();
    let profiles = &mut to.config.isakmp_profiles;
    if line.negated {
        profiles.retain(|profile| profile.name != name);
        return DONE;
    }
    to.mode = Mode::IsakmpProfile(name.clone());
    if profiles.iter().any(|profile| profile.name == name) {
        return DONE;
    }
    profiles.push(IsakmpProfile {
        name,
        ..IsakmpProfile::default()
    });
    Ok(vec![ConfigEvent::NewIsakmpProfile])
}

fn print(at: &Printing<'_>, lines: &mut Lines) {
    for IsakmpProfile { name, .. } in &at.config.isakmp_profiles {
        lines.block(format!("{} {name}", at.path), Mode::IsakmpProfile(name.clone()));
    }
}

/// Under `crypto isakmp profile`.
pub static LINES: &[Row] = &[
    row(
        "description",
        "A note",
        &[No, arg(Token::Line, "Up to 80 characters")],
        scalar!(IsakmpProfile, description),
    ),
    row(
        "keyring",
        "Where the keys are",
        &[
            arg(Token::Word, "A keyring"),
            Repeated(&[arg(Token::Word, "A keyring")]),
        ],
        Effect::Does {
            apply: keyring,
            print: |at, lines| {
                let keyrings = IsakmpProfile::of(at.config, at.mode).map_or(&[] as &[_], |it| &it.keyrings);
                keyrings.iter().for_each(|it| lines.line(it.printed(at.path)));
            },
        },
    ),
    row(
        "self-identity",
        "The name this router gives itself",
        &[No, Choice(choices::<SelfIdentity>)],
        scalar!(IsakmpProfile, self_identity),
    ),
    row(
        "match identity",
        "Peers by their ID payload",
        &[
            Either(&[
                &[
                    kw("address", "By address"),
                    arg(Token::Address, "The peer"),
                    Optional(&[arg(Token::Address, "The mask, for a network of peers")]),
                ],
                &[
                    kw("host", "By host name"),
                    Optional(&[kw("domain", "All of a domain")]),
                    arg(Token::Word, "The name"),
                ],
            ]),
            Optional(&[arg(Token::Word, "A routing table of its own")]),
        ],
        Effect::Does {
            apply: match_identity,
            print: |at, lines| {
                let identities = IsakmpProfile::of(at.config, at.mode).map_or(&[] as &[_], |it| &it.identities);
                identities.iter().for_each(|it| lines.line(format!("{} {it}", at.path)));
            },
        },
    )
    .note("without a mask: one peer, or with 0.0.0.0 all (Modelled); a routing table is not kept"),
    row(
        "keepalive",
        "Notice a dead peer",
        &[
            No,
            arg(Token::Number(10, 3_600), "Seconds between messages"),
            Optional(&[
                kw("retry", "When no answer comes"),
                arg(Token::Number(2, 60), "Seconds between retries"),
            ]),
        ],
        Effect::Does {
            apply: keepalive,
            print: print_keepalive,
        },
    )
    .note("in the place of `crypto isakmp keepalive`"),
    row(
        "local-address",
        "Only with this address of the router",
        LOCAL_ADDRESS,
        scalar!(IsakmpProfile, local_address),
    ),
];

/// Under `crypto isakmp profile`: lines that are only kept.
#[rustfmt::skip]
pub static KEPT: &[Row] = &[
    kept(Inside, "accounting", "What is noted", ANY),
    unsimulated(Inside, "ca trust-point", "Who signs certificates", ANY),
    unsimulated(Inside, "client authentication list", "Extended authentication", ANY),
    unsimulated(Inside, "client configuration", "Clients that are configured from here", ANY),
    unsimulated(Inside, "initiate mode aggressive", "Begin with aggressive mode", &[]),
    unsimulated(Inside, "isakmp authorization list", "Who configures clients", ANY),
    unsimulated(Inside, "match certificate", "Peers by their certificate", ANY),
    unsimulated(Inside, "match identity group", "Peers by the name of their group", ANY),
    unsimulated(Inside, "match identity user", "Peers by the name of their user", ANY),
    kept(Inside, "qos-group", "Classes of traffic", ANY),
    unsimulated(Inside, "self-identity user-fqdn", "A name with a user", ANY),
    unsimulated(Inside, "virtual-template", "An interface for each peer", ANY),
    unsimulated(Inside, "vrf", "A routing table of its own", ANY),
];

fn keyring(to: &mut Configurator, line: &Line) -> Answer {
    let profile = IsakmpProfile::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    for name in line.words() {
        profile.keyrings.retain(|it| it != name);
        if !line.negated {
            profile.keyrings.push(name.to_string());
        }
    }
    DONE
}

fn match_identity(to: &mut Configurator, line: &Line) -> Answer {
    let profile = IsakmpProfile::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    let mut addresses = line.addresses();
    let identity = match addresses.next() {
        Some(address) => IdentityMatch::at(address, addresses.next()),
        None if line.has("domain") => IdentityMatch::Domain(line.word()?.to_string()),
        None => IdentityMatch::Host(line.word()?.to_string()),
    };
    profile.identities.retain(|it| *it != identity);
    if !line.negated {
        profile.identities.push(identity);
    }
    DONE
}

fn keepalive(to: &mut Configurator, line: &Line) -> Answer {
    let profile = IsakmpProfile::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    profile.keepalive = if line.negated {
        None
    } else {
        Some(Keepalive::typed(line)?)
    };
    DONE
}

fn print_keepalive(at: &Printing<'_>, lines: &mut Lines) {
    if let Some(keepalive) = IsakmpProfile::of(at.config, at.mode).and_then(|it| it.keepalive) {
        let Keepalive {
            seconds, retry_seconds, ..
        } = keepalive;
        lines.line(format!("{} {seconds} retry {retry_seconds}", at.path));
    }
}

impl WordList for SelfIdentity {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        [
            ("address", "The address of the interface", Self::Address),
            ("fqdn", "The host name", Self::Fqdn),
        ]
        .get(index)
        .copied()
    }
}

impl Place for IsakmpProfile {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match mode {
            Mode::IsakmpProfile(name) => config.isakmp_profile(name),
            _ => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        let Mode::IsakmpProfile(name) = mode else { return None };
        config.isakmp_profiles.iter_mut().find(|profile| profile.name == *name)
    }
}
