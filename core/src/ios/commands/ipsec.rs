//! `crypto ipsec` and the lines of a transform set. IOS: seed, reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::command::{Answer, DONE, Effect, Line, Row, row};
use super::scalar::{Place, Value, WordList, choices, scalar};
use crate::algorithm::{CbcCipher, EspCipher};
use crate::ios::config::RunningConfig;
use crate::ios::config_event::{ConfigEvent, Limitation};
use crate::ios::configurator::Configurator;
use crate::ios::crypto::ReplayWindow;
use crate::ios::crypto_map::Keying;
use crate::ios::grammar::Part::{Choice, Either, No, Repeated};
use crate::ios::grammar::{Missing, Token, arg, kw};
use crate::ios::mode::Mode;
use crate::ipsec::transform_set::{Encapsulation, Transform, TransformSet};

/// The seconds of a lifetime.
pub const SECONDS: Token = Token::Number(120, 86_400);
/// The kilobytes of a lifetime.
pub const KILOBYTES: Token = Token::Number(2_560, 536_870_912);

/// The seconds of an idle time.
pub const IDLE_SECONDS: Token = Token::Number(60, 86_400);

/// `crypto ipsec`.
pub static IPSEC: &[Row] = &[
    row(
        "crypto ipsec security-association lifetime seconds",
        "By time",
        &[No, arg(SECONDS, "Seconds")],
        scalar!(RunningConfig, ipsec.lifetime.seconds),
    )
    .note("3600 by default"),
    row(
        "crypto ipsec security-association lifetime kilobytes",
        "By volume",
        &[No, arg(KILOBYTES, "Kilobytes")],
        scalar!(RunningConfig, ipsec.lifetime.kilobytes),
    )
    .note("4608000 by default"),
    row(
        "crypto ipsec security-association idle-time",
        "When SAs that carry nothing go",
        &[No, arg(IDLE_SECONDS, "Seconds")],
        scalar!(RunningConfig, ipsec.idle_seconds),
    )
    .note("Modelled: the peer is told"),
    row(
        "crypto ipsec security-association replay",
        "How replayed packets are found",
        &[Either(&[
            &[kw("disable", "Accept replayed packets")],
            &[
                kw("window-size", "How far packets may be out of order"),
                No,
                Choice(choices::<WindowSize>),
            ],
        ])],
        scalar!(RunningConfig, ipsec.replay_window),
    )
    .note("of 12.3(14)T; 12.3(7)T has 64, fixed"),
    row(
        "crypto ipsec transform-set",
        "What is done to the packets",
        &[
            arg(Token::Word, "The name of the transform set"),
            No,
            Choice(choices::<Transform>),
            Repeated(&[Choice(choices::<Transform>)]),
        ],
        Effect::Does {
            apply: transform_set,
            print: |at, lines| {
                for (name, set) in &at.config.ipsec.transform_sets {
                    let transforms = set.transforms().fold(String::new(), |text, it| text + " " + it.words());
                    lines.block(
                        format!("{} {name}{transforms}", at.path),
                        Mode::TransformSet(name.clone()),
                    );
                }
            },
        },
    )
    .note(
        "at most one AH transform, one ESP cipher and one ESP authentication transform; the three limitations of \
         esp-seal, see below",
    ),
];

/// The packets of a replay window.
#[derive(Clone, Copy, PartialEq)]
struct WindowSize(u16);

impl WordList for WindowSize {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        [
            ("64", "64 packets, the default", Self(64)),
            ("128", "128 packets", Self(128)),
            ("256", "256 packets", Self(256)),
            ("512", "512 packets", Self(512)),
            ("1024", "1024 packets", Self(1024)),
        ]
        .get(index)
        .copied()
    }
}

impl Value for ReplayWindow {
    fn typed(line: &Line) -> Result<Self, Missing> {
        if line.has("disable") {
            return Ok(ReplayWindow::Disabled);
        }
        WindowSize::typed(line).map(|size| ReplayWindow::Packets(size.0))
    }

    fn printed(&self, path: &str) -> String {
        match self {
            ReplayWindow::Disabled => format!("{path} disable"),
            ReplayWindow::Packets(packets) => format!("{path} window-size {packets}"),
        }
    }
}

/// Defines a transform set, or refuses: the second and third limitation. IOS: seed. Modelled: a set of the same name that
/// was there before stays as it was, and a redefined one keeps its mode.
fn transform_set(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.word()?;
    if line.negated {
        return remove_transform_set(to, name);
    }
    let mut set = collect(line)?;
    let mut events = seal_limitations(to, name, &set)?;
    let usable = to.config.is_usable_transform_set(&set, to.platform);
    let name = name.to_string();
    set.mode = to.config.transform_set(&name).map_or(set.mode, |old| old.mode);
    to.config.ipsec.transform_sets.insert(name.clone(), set);
    to.mode = Mode::TransformSet(name.clone());
    events.extend((!usable).then_some(ConfigEvent::SealWithAccelerator { set: name }));
    Ok(events)
}

/// The transforms of a line as a set, unless two exclude each other.
fn collect(line: &Line) -> Result<TransformSet, ConfigEvent> {
    let mut set = TransformSet::default();
    for transform in line.keywords().filter_map(Transform::from_words) {
        let earlier = match transform {
            Transform::Ah(hash) => set.ah.replace(hash).map(Transform::Ah),
            Transform::EspAuth(hash) => set.esp_auth.replace(hash).map(Transform::EspAuth),
            Transform::EspCipher(cipher) => set.esp_cipher.replace(cipher).map(Transform::EspCipher),
        };
        if let Some(first) = earlier {
            return Err(ConfigEvent::TransformClash {
                first,
                second: transform,
            });
        }
    }
    Ok(set)
}

/// The second and third limitation of esp-seal: a refusal, or what is said where IOS is made to allow it.
fn seal_limitations(to: &Configurator, name: &str, set: &TransformSet) -> Answer {
    let mut events = Vec::new();
    if !set.is_seal() {
        return Ok(events);
    }
    let allowed = |limitation| ConfigEvent::WhatIfAllowed {
        set: name.to_string(),
        limitation,
    };
    if !set.is_authenticated() {
        if !to.platform.what_if.seal_without_authentication {
            return Err(ConfigEvent::SealWithoutAuthentication { set: name.to_string() }.into());
        }
        events.push(allowed(Limitation::Authentication));
    }
    if let Some((map, sequence)) = user(&to.config, name, true) {
        if !to.platform.what_if.seal_with_manual_keys {
            return Err(ConfigEvent::SealWithManualKeys {
                set: name.to_string(),
                map,
                sequence,
            }
            .into());
        }
        events.push(allowed(Limitation::ManualKeys));
    }
    Ok(events)
}

fn remove_transform_set(to: &mut Configurator, name: &str) -> Answer {
    if let Some((map, sequence)) = user(&to.config, name, false) {
        return Err(ConfigEvent::TransformSetInUse {
            set: name.to_string(),
            map,
            sequence,
        }
        .into());
    }
    to.config.ipsec.transform_sets.remove(name);
    DONE
}

/// The first entry of a crypto map or dynamic map that names this set; of the manually keyed ones, if only they count.
fn user(config: &RunningConfig, set: &str, manual_only: bool) -> Option<(String, u16)> {
    config.all_entries().find_map(|(name, sequence, entry)| {
        let counts = !manual_only || matches!(entry.keying, Keying::Manual(_));
        let named = entry.transform_sets().iter().any(|it| it == set);
        (counts && named).then(|| (name.clone(), sequence))
    })
}

impl WordList for Transform {
    /// AES has 128 bits unless the line says so. IOS: reference.
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        let aes = Self::EspCipher(EspCipher::Cbc(CbcCipher::Aes128));
        let rows = Self::all().map(|transform| (transform.words(), help(transform), transform));
        rows.chain([("esp-aes 128", help(aes), aes)]).nth(index)
    }

    fn is_in_12_3(self) -> bool {
        Transform::is_in_12_3(self)
    }
}

fn help(transform: Transform) -> &'static str {
    match transform {
        Transform::Ah(hash) | Transform::EspAuth(hash) => hash.row().title,
        Transform::EspCipher(EspCipher::Cbc(cipher)) => cipher.row().name,
        Transform::EspCipher(EspCipher::Seal) => "SEAL",
        Transform::EspCipher(EspCipher::Null) => "No encryption",
    }
}

/// Under `crypto ipsec transform-set`.
pub static TRANSFORM_SET: &[Row] = &[row(
    "mode",
    "What is wrapped",
    &[No, Choice(choices::<Encapsulation>)],
    scalar!(TransformSet, mode),
)];

impl Place for TransformSet {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match mode {
            Mode::TransformSet(name) => config.transform_set(name),
            _ => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        match mode {
            Mode::TransformSet(name) => config.ipsec.transform_sets.get_mut(name),
            _ => None,
        }
    }
}

impl WordList for Encapsulation {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        [
            ("transport", "The payload only", Self::Transport),
            ("tunnel", "The whole datagram", Self::Tunnel),
        ]
        .get(index)
        .copied()
    }
}
