//! `crypto engine`, `crypto isakmp` and the lines of a policy. IOS: seed, reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Row, Status, row};
use super::scalar::{Place, Value, WordList, choices, scalar};

use crate::algorithm::policy::{Authentication, IsakmpPolicy};
use crate::algorithm::{CbcCipher, Group, Hash, UNSIMULATED_GROUPS};
use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::crypto::{IsakmpIdentity, Keepalive, KeyPeer, PresharedKey};
use crate::ios::grammar::Part::{Choice, Either, No, Optional};
use crate::ios::grammar::{self, Missing, Part, Token, arg, kw};
use crate::ios::mode::Mode;

/// `crypto engine`.
pub static ENGINE: &[Row] = &[row(
    "crypto engine accelerator",
    "Encrypt in hardware where there is any",
    &[],
    Effect::Does {
        apply: accelerator,
        print: |at, lines| {
            if !at.config.crypto_engine_accelerator {
                lines.line(format!("no {}", at.path));
                lines.gap();
            }
        },
    },
)
.note("on by default; matters only where the box has one")];

/// Modelled: switching the accelerator on warns about the sets it cannot do, as defining them would have.
fn accelerator(to: &mut Configurator, line: &Line) -> Answer {
    to.config.crypto_engine_accelerator = !line.negated;
    if !to.config.accelerator_in_use(to.platform) {
        return DONE;
    }
    let sets = to.config.ipsec.transform_sets.iter().filter(|(_, set)| set.is_seal());
    Ok(sets
        .map(|(name, _)| ConfigEvent::SealWithAccelerator { set: name.clone() })
        .collect())
}

/// `crypto isakmp`.
pub static ISAKMP: &[Row] = &[
    row(
        "crypto isakmp enable",
        "Let peers negotiate",
        &[],
        scalar!(RunningConfig, isakmp.enabled),
    )
    .note("on by default"),
    row(
        "crypto isakmp policy",
        "Parameters for phase 1",
        &[arg(Token::Number(1, 10_000), "The priority; the lowest is tried first")],
        Effect::Does {
            apply: policy,
            print: |at, lines| {
                for priority in at.config.isakmp.policies.keys() {
                    lines.block(format!("{} {priority}", at.path), Mode::IsakmpPolicy(*priority));
                }
            },
        },
    )
    .note("the built-in policy 65535 is DES, SHA, rsa-sig, group 1, 86400 s"),
    row(
        "crypto isakmp key",
        "A secret shared with a peer",
        &[
            KEY_SIGN,
            arg(Token::Word, "The key"),
            Either(&[
                &[
                    kw("address", "A peer known by its address"),
                    arg(Token::Address, "The peer"),
                    Optional(&[arg(Token::Address, "The mask, for a network of peers")]),
                ],
                &[kw("hostname", "A peer known by its name"), arg(Token::Word, "The peer")],
            ]),
            Optional(&[kw("no-xauth", "Skip extended authentication")]),
        ],
        Effect::Does {
            apply: preshared_key,
            print: print_keys,
        },
    )
    .note(
        "a second key for the same peer is refused; one for a name is of use once `ip host` gives it the peer's address: main \
         mode looks for a key by address; an encrypted one cannot be used; Modelled: 0.0.0.0 without a mask is every peer",
    ),
    row(
        "crypto isakmp identity",
        "The name this router gives itself",
        &[No, Choice(choices::<IsakmpIdentity>)],
        scalar!(RunningConfig, isakmp.identity),
    )
    .note("there are no certificates, so `dn` cannot work"),
    row(
        "crypto isakmp keepalive",
        "Notice a dead peer",
        &[
            No,
            arg(Token::Number(10, 3_600), "Seconds between messages"),
            Optional(&[arg(Token::Number(2, 60), "Seconds between retries")]),
            Optional(&[Either(&[
                &[kw("on-demand", "Ask only when there is traffic to send")],
                &[kw("periodic", "Ask all the time")],
            ])]),
        ],
        scalar!(RunningConfig, isakmp.keepalive),
    )
    .note("Modelled: where the ISAKMP SA ended before its IPsec SAs, all are negotiated anew"),
    row(
        "crypto isakmp invalid-spi-recovery",
        "Tell peers of SPIs that are not known",
        &[],
        scalar!(RunningConfig, isakmp.invalid_spi_recovery),
    )
    .note(
        "a notification where there is an ISAKMP SA; else main mode, whose INITIAL-CONTACT has the peer drop its old SAs: for \
         peers that a crypto map names",
    ),
];

fn policy(to: &mut Configurator, line: &Line) -> Answer {
    let priority = line.number()?;
    let policies = &mut to.config.isakmp.policies;
    if line.negated {
        policies.remove(&priority);
    } else {
        policies.or_default(priority);
        to.mode = Mode::IsakmpPolicy(priority);
    }
    DONE
}

/// How a key is written down.
pub(super) const KEY_SIGN: Part = Optional(&[Either(&[
    &[kw("0", "The key follows in clear text")],
    &[kw("6", "The key follows as a router encrypted it")],
])]);

fn preshared_key(to: &mut Configurator, line: &Line) -> Answer {
    let mut words = line.words().map(ToString::to_string);
    let key = words.next().ok_or(Missing)?;
    let mut addresses = line.addresses();
    let peer = match addresses.next() {
        Some(address) => KeyPeer::at(address, addresses.next()),
        None => KeyPeer::Hostname(words.next().ok_or(Missing)?),
    };
    let keys = &mut to.config.isakmp.keys;
    if line.negated {
        keys.retain(|it| it.peer != peer);
        return DONE;
    }
    let key = PresharedKey {
        key,
        is_encrypted: line.has("6"),
        peer,
        no_xauth: line.has("no-xauth"),
    };
    add_key(keys, key)
}

/// Adds a key, unless there is one for the same peers.
pub(super) fn add_key(keys: &mut Vec<PresharedKey>, key: PresharedKey) -> Answer {
    if keys.iter().any(|it| it.peer == key.peer) {
        return Err(ConfigEvent::KeyExists(key.peer).into());
    }
    let event = key.is_encrypted.then(|| ConfigEvent::EncryptedKey(key.peer.clone()));
    keys.push(key);
    Ok(event.into_iter().collect())
}

fn print_keys(at: &Printing<'_>, lines: &mut Lines) {
    for key in &at.config.isakmp.keys {
        let xauth = if key.no_xauth { " no-xauth" } else { "" };
        let (key, peer) = (key_words(key), peer_words(&key.peer));
        lines.line(format!("{} {key} {peer}{xauth}", at.path));
    }
}

/// A key as a line has it.
pub(super) fn key_words(key: &PresharedKey) -> String {
    let sign = match key.key.as_str() {
        _ if key.is_encrypted => "6 ",
        // A key that looks like such a sign needs one.
        "0" | "6" => "0 ",
        _ => "",
    };
    format!("{sign}{}", key.key)
}

/// The peers of a key as a line has them.
pub(super) fn peer_words(peer: &KeyPeer) -> String {
    match peer {
        KeyPeer::Address { address, mask } if mask.is_broadcast() => format!("address {address}"),
        KeyPeer::Address { address, mask } => format!("address {address} {mask}"),
        KeyPeer::Hostname(host) => format!("hostname {host}"),
    }
}

impl WordList for IsakmpIdentity {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        [
            ("address", "The address of the interface", Self::Address),
            ("dn", "The distinguished name of the certificate", Self::Dn),
            ("hostname", "The host name", Self::Hostname),
        ]
        .get(index)
        .copied()
    }
}

impl Value for Keepalive {
    fn typed(line: &Line) -> Result<Self, Missing> {
        let retry = line.numbers().nth(1);
        let retry = retry.map_or(Ok(Keepalive::DEFAULT_RETRY_SECONDS), u16::try_from);
        Ok(Keepalive {
            seconds: line.number()?,
            retry_seconds: retry.map_err(|_| Missing)?,
            periodic: line.has("periodic"),
        })
    }

    fn printed(&self, path: &str) -> String {
        let mut text = format!("{path} {}", self.seconds);
        if self.retry_seconds != Keepalive::DEFAULT_RETRY_SECONDS {
            text += &format!(" {}", self.retry_seconds);
        }
        if self.periodic {
            text += " periodic";
        }
        text
    }
}

/// Under `crypto isakmp policy`.
pub static POLICY: &[Row] = &[
    row(
        "encryption",
        "The cipher of phase 1",
        &[No, Choice(choices::<CbcCipher>)],
        scalar!(IsakmpPolicy, encryption, "encr"),
    )
    .note("printed `encr`"),
    row(
        "hash",
        "The hash of phase 1",
        &[No, Choice(choices::<Hash>)],
        scalar!(IsakmpPolicy, hash),
    ),
    row(
        "authentication",
        "How the peers prove who they are",
        &[No, Choice(choices::<Authentication>)],
        scalar!(IsakmpPolicy, authentication),
    )
    .note("only `pre-share` can be negotiated here; IOS's default is `rsa-sig`"),
    row(
        "group",
        "The Diffie-Hellman group",
        &[No, Choice(choices::<Group>)],
        scalar!(IsakmpPolicy, group),
    ),
    row(
        "group",
        "The Diffie-Hellman group",
        &[Choice(|index| unsimulated_group(index, |(word, ..)| word))],
        REFUSED_GROUP,
    )
    .status(Status::Unsimulated)
    .note("refused here, with a word on it"),
    row(
        "lifetime",
        "How long phase 1 lasts",
        &[No, arg(Token::Number(60, 86_400), "Seconds")],
        scalar!(IsakmpPolicy, lifetime_seconds),
    ),
];

/// A group that is not simulated, by its word.
pub(super) fn unsimulated_group(
    index: usize,
    word: fn((&'static str, &'static str, u16)) -> &'static str,
) -> Option<grammar::Choice> {
    UNSIMULATED_GROUPS.get(index).map(|group| grammar::Choice {
        words: word(*group),
        help: "Not simulated",
        is_in_12_3: false,
    })
}

/// Says that the group is not simulated.
pub(super) const REFUSED_GROUP: Effect = Effect::Does {
    apply: |_, line| {
        let typed = |(word, pfs, _): &&(&str, &str, u16)| line.has(word) || line.has(pfs);
        let (.., group) = UNSIMULATED_GROUPS.iter().find(typed).ok_or(Missing)?;
        Err(ConfigEvent::UnsimulatedGroup { group: *group }.into())
    },
    print: |_, _| {},
};

impl Place for IsakmpPolicy {
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self> {
        match mode {
            Mode::IsakmpPolicy(priority) => config.isakmp.policies.get(priority),
            _ => None,
        }
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self> {
        match mode {
            Mode::IsakmpPolicy(priority) => config.isakmp.policies.get_mut(priority),
            _ => None,
        }
    }
}

impl WordList for CbcCipher {
    /// AES has 128 bits unless the line says so. IOS: reference.
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        let row = Self::ALL
            .get(index)
            .map(|cipher| (cipher.row().policy_words, cipher.row().name, *cipher));
        row.or((index == Self::ALL.len()).then_some(("aes 128", "AES-CBC 128", Self::Aes128)))
    }
}

impl WordList for Hash {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        let hash = Self::ALL.get(index)?;
        Some((hash.row().policy_word, hash.row().title, *hash))
    }

    fn is_in_12_3(self) -> bool {
        self.row().is_in_12_3
    }
}

impl WordList for Group {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        let group = Self::ALL.get(index)?;
        Some((group.row().policy_word, group.row().title, *group))
    }

    fn is_in_12_3(self) -> bool {
        self.row().is_in_12_3
    }
}

impl WordList for Authentication {
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)> {
        [
            ("pre-share", "With a shared secret", Self::PreShare),
            ("rsa-encr", "With RSA encryption", Self::RsaEncr),
            ("rsa-sig", "With RSA signatures", Self::RsaSig),
        ]
        .get(index)
        .copied()
    }
}
