//! `crypto keyring` and its lines. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{ANY, Answer, DONE, Effect, Line, Lines, Printing, Row, row};
use super::isakmp::{KEY_SIGN, add_key, key_words, peer_words};
use super::scalar::{Place, Value, scalar};
use crate::ios::config::RunningConfig;
use crate::ios::configurator::Configurator;
use crate::ios::crypto::{KeyPeer, PresharedKey};
use crate::ios::grammar::Part::{Either, No, Optional};
use crate::ios::grammar::{Missing, Part, Token, arg, kw};
use crate::ios::mode::Mode;
use crate::ios::profile::{Keyring, LocalAddress};

/// `crypto keyring` in global configuration.
pub static KEYRING: &[Row] = &[row(
    "crypto keyring",
    "Keys of peers, for ISAKMP profiles",
    &[
        arg(Token::Word, "The name of the keyring"),
        No,
        Optional(&[
            kw("vrf", "A routing table of its own"),
            arg(Token::Word, "Its name"),
        ]),
    ],
    Effect::Does { apply, print },
)
.note(
    "a responder looks into every keyring, an initiator into those of the profile that its crypto map names; `vrf` is kept and \
     changes nothing",
)];

fn apply(to: &mut Configurator, line: &Line) -> Answer {
    let mut words = line.words().map(ToString::to_string);
    let (name, vrf) = (words.next().ok_or(Missing)?, words.next());
    let keyrings = &mut to.config.keyrings;
    if line.negated {
        keyrings.retain(|keyring| keyring.name != name);
        return DONE;
    }
    if keyrings.iter().all(|keyring| keyring.name != name) {
        keyrings.push(Keyring {
            name: name.clone(),
            vrf,
            ..Keyring::default()
        });
    }
    to.mode = Mode::Keyring(name);
    DONE
}

fn print(at: &Printing<'_>, lines: &mut Lines) {
    for keyring in &at.config.keyrings {
        let vrf = keyring.vrf.as_ref().map_or(String::new(), |vrf| format!(" vrf {vrf}"));
        let mode = Mode::Keyring(keyring.name.clone());
        lines.block(format!("{} {}{vrf}", at.path, keyring.name), mode);
    }
}

/// Under `crypto keyring`.
pub static LINES: &[Row] = &[
    row(
        "description",
        "A note",
        &[No, arg(Token::Line, "Up to 80 characters")],
        scalar!(Keyring, description),
    ),
    row(
        "local-address",
        "Only with this address of the router",
        LOCAL_ADDRESS,
        scalar!(Keyring, local_address),
    ),
    row(
        "pre-shared-key",
        "A secret shared with a peer",
        &[
            Either(&[
                &[
                    kw("address", "A peer known by its address"),
                    arg(Token::Address, "The peer"),
                    Optional(&[arg(Token::Address, "The mask, for a network of peers")]),
                ],
                &[kw("hostname", "A peer known by its name"), arg(Token::Word, "The peer")],
            ]),
            No,
            kw("key", "The key"),
            KEY_SIGN,
            arg(Token::Word, "The key"),
        ],
        Effect::Does {
            apply: pre_shared_key,
            print: print_keys,
        },
    )
    .note("as `crypto isakmp key`"),
];

/// `local-address`, in a keyring or a profile.
pub(super) const LOCAL_ADDRESS: &[Part] = &[
    No,
    Either(&[
        &[arg(Token::Interface, "The interface that has it")],
        &[arg(Token::Address, "The address")],
    ]),
    Optional(ANY),
];

impl Value for LocalAddress {
    fn typed(line: &Line) -> Result<Self, Missing> {
        let interface = line.interface().map(LocalAddress::Interface);
        interface.or_else(|Missing| line.address().map(LocalAddress::Address))
    }

    fn printed(&self, path: &str) -> String {
        format!("{path} {self}")
    }
}

fn pre_shared_key(to: &mut Configurator, line: &Line) -> Answer {
    let mut words = line.words().map(ToString::to_string);
    let mut addresses = line.addresses();
    let peer = match addresses.next() {
        Some(address) => KeyPeer::at(address, addresses.next()),
        None => KeyPeer::Hostname(words.next().ok_or(Missing)?),
    };
    let key = words.next().map(|key| PresharedKey {
        key,
        is_encrypted: line.has("6"),
        peer: peer.clone(),
        no_xauth: false,
    });
    let keyring = Keyring::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    if line.negated {
        keyring.keys.retain(|it| it.peer != peer);
        return DONE;
    }
    add_key(&mut keyring.keys, key.ok_or(Missing)?)
}

fn print_keys(at: &Printing<'_>, lines: &mut Lines) {
    let keyring = Keyring::of(at.config, at.mode);
    for key in keyring.into_iter().flat_map(|keyring| &keyring.keys) {
        lines.line(format!("{} {} key {}", at.path, peer_words(&key.peer), key_words(key)));
    }
}

impl Place for Keyring {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match mode {
            Mode::Keyring(name) => config.keyring(name),
            _ => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        let Mode::Keyring(name) = mode else { return None };
        config.keyrings.iter_mut().find(|keyring| keyring.name == *name)
    }
}
