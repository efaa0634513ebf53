//! `set session-key`: the lines of a manually keyed crypto map. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::String;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Row, row};
use super::scalar::Place;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::crypto_map::{CryptoMapEntry, Keying};
use crate::ios::grammar::Part::{Either, No, Optional};
use crate::ios::grammar::hex;
use crate::ios::grammar::{Missing, Part, Token, arg, kw};
use crate::ios::mode::Mode;
use crate::ipsec::manual::{AhSessionKey, Direction, EspSessionKey, ManualKeying, SessionKeys};

/// The keys of a manual entry.
pub static SESSION_KEYS: &[Row] = &[
    row(
        "set session-key inbound",
        "Keys for what arrives",
        SESSION_KEY,
        Effect::Does {
            apply: |to, line| session_key(to, line, Direction::Inbound),
            print: |at, lines| print_session_keys(at, Direction::Inbound, lines),
        },
    )
    .note("manual keys only; a key that is too short for the transform set is refused, a longer one is cut"),
    row(
        "set session-key outbound",
        "Keys for what leaves",
        SESSION_KEY,
        Effect::Does {
            apply: |to, line| session_key(to, line, Direction::Outbound),
            print: |at, lines| print_session_keys(at, Direction::Outbound, lines),
        },
    )
    .note("the same"),
];

const SPI: Part = arg(Token::Number(256, 0xffff_ffff), "The SPI");

const SESSION_KEY: &[Part] = &[Either(&[
    &[kw("ah", "For AH"), No, SPI, No, arg(Token::Hex, "The key")],
    &[
        kw("esp", "For ESP"),
        No,
        SPI,
        No,
        kw("cipher", "The key that encrypts"),
        arg(Token::Hex, "The key"),
        Optional(&[
            kw("authenticator", "The key that authenticates"),
            arg(Token::Hex, "The key"),
        ]),
    ],
])];

/// Replaces the settings of a manually keyed entry, unless a key is too short for its transform set.
pub(super) fn set_manual(to: &mut Configurator, keying: ManualKeying) -> Answer {
    let set = keying.transform_set.as_ref();
    let set = set.and_then(|name| to.config.transform_set(name));
    if let Some(key) = set.and_then(|set| keying.short_key(set)) {
        let (map, sequence) = entry_name(&to.mode)?;
        return Err(ConfigEvent::SessionKeyTooShort { map, sequence, key }.into());
    }
    if let Some(entry) = CryptoMapEntry::of_mut(&mut to.config, &to.mode) {
        entry.keying = Keying::Manual(keying);
    }
    DONE
}

/// The map and the entry one is in.
pub(super) fn entry_name(mode: &Mode) -> Result<(String, u16), Missing> {
    match mode {
        Mode::CryptoMap { name, sequence, .. } => Ok((name.clone(), *sequence)),
        _ => Err(Missing),
    }
}

fn manual(config: &RunningConfig, mode: &Mode) -> Option<ManualKeying> {
    match &CryptoMapEntry::of(config, mode)?.keying {
        Keying::Manual(keying) => Some(keying.clone()),
        Keying::Isakmp(_) | Keying::Dynamic(_) => None,
    }
}

fn session_key(to: &mut Configurator, line: &Line, direction: Direction) -> Answer {
    let mut keying = manual(&to.config, &to.mode).ok_or(Missing)?;
    let keys: &mut SessionKeys = match direction {
        Direction::Inbound => &mut keying.inbound,
        Direction::Outbound => &mut keying.outbound,
    };
    let mut typed = line.keys().map(<[u8]>::to_vec);
    match (line.has("ah"), line.negated) {
        (true, true) => keys.ah = None,
        (false, true) => keys.esp = None,
        (true, false) => {
            keys.ah = Some(AhSessionKey {
                spi: line.number()?,
                key: typed.next().ok_or(Missing)?,
            });
        }
        (false, false) => {
            keys.esp = Some(EspSessionKey {
                spi: line.number()?,
                cipher: typed.next().ok_or(Missing)?,
                authenticator: typed.next(),
            });
        }
    }
    set_manual(to, keying)
}

fn print_session_keys(at: &Printing<'_>, direction: Direction, lines: &mut Lines) {
    let Some(keying) = manual(at.config, at.mode) else {
        return;
    };
    let keys = match direction {
        Direction::Inbound => keying.inbound,
        Direction::Outbound => keying.outbound,
    };
    if let Some(ah) = keys.ah {
        lines.line(format!("{} ah {} {}", at.path, ah.spi, hex(&ah.key)));
    }
    if let Some(esp) = keys.esp {
        let authenticator = esp.authenticator.map(|key| format!(" authenticator {}", hex(&key)));
        let authenticator = authenticator.unwrap_or_default();
        lines.line(format!(
            "{} esp {} cipher {}{authenticator}",
            at.path,
            esp.spi,
            hex(&esp.cipher)
        ));
    }
}
