//! Pre-shared keys, in keyrings or in none, and the ISAKMP profiles that say which keyrings count.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::lines::{key_line, signed};
use super::pair::Pair;
use super::problem::Problem;
use super::wire::{at, typed};
use super::{Candidate, Typed};
use crate::event::RouterId;
use crate::ios::config::RunningConfig;
use crate::ios::crypto::{KeyPeer, PresharedKey};
use crate::ios::key_lookup::DEFAULT_KEYRING;
use crate::isakmp::id::PeerName;

/// The key that is typed where neither router has one.
const NEW_KEY: &str = "CHOOSE-A-KEY";

/// Where a router looks for its key for the other, and what it finds.
struct Use<'p> {
    router: RouterId,
    /// The other's address.
    peer: Ipv4Addr,
    /// The keyring; `None`: the keys that are in none.
    keyring: Option<&'p str>,
    key: Option<&'p PresharedKey>,
}

impl<'p> Use<'p> {
    /// The key with which a router begins, or with which it answers.
    fn new(pair: &'p Pair<'_>, router: RouterId, begins: bool) -> Option<Self> {
        let (config, end) = (pair.config(router), pair.end(router)?);
        let [(_, local), (_, peer)] = [pair.outer(router)?, pair.outer(router.peer())?];
        let (local, peer) = (local.address, peer.address);
        let profile = config.profile_of_entry(&end.map, end.id());
        let search = if begins {
            config.key_of_initiator(profile, local, peer)
        } else {
            config.key_of_responder(local, peer)
        };
        let found = search.key.and(search.keyrings.last()).copied();
        // Where there is no key, it belongs to the first keyring that is looked into, or should be.
        let first = || search.keyrings.first().copied();
        let named = || {
            let profile = config.isakmp_profile(profile?)?;
            profile.keyrings.first().map(String::as_str)
        };
        let keyring = found.or_else(first).or_else(named);
        Some(Use {
            router,
            peer,
            keyring: keyring.filter(|it| *it != DEFAULT_KEYRING),
            key: search.key,
        })
    }

    /// The line of the key; else of the one that the peer has too, typed for somebody else; else of `set peer`.
    fn place(&self, pair: &Pair<'_>, wanted: Option<&PresharedKey>) -> Option<u32> {
        let own = || pair.line(self.router, |config| config.key_in(self.keyring, self.peer).cloned());
        let same = || {
            let wanted = &wanted?.key;
            pair.line(self.router, |config| {
                let rings = config.keyrings.iter().flat_map(|keyring| &keyring.keys);
                config.isakmp.keys.iter().chain(rings).any(|it| it.key == *wanted)
            })
        };
        let set_peer = || pair.entry_line(self.router, |entry| entry.peers().to_vec());
        own().or_else(same).or_else(set_peer)
    }

    /// Lines that put a key in the place of the one for exactly this peer, if there is one.
    fn replace(&self, config: &RunningConfig, key: &str) -> Vec<Typed> {
        let peer = self.peer;
        let is_old = |it: &&PresharedKey| matches!(it.peer, KeyPeer::Address { address, mask } if address == peer && mask.is_broadcast());
        let sign = |old: &PresharedKey| if old.is_encrypted { "6 " } else { "" };
        let lines = match self.keyring {
            Some(name) => {
                let old = config.keyring(name).and_then(|it| it.keys.iter().find(is_old));
                let old = old.map(|old| format!(" no pre-shared-key address {peer} key {}{}", sign(old), old.key));
                let opener = core::iter::once(format!("crypto keyring {name}"));
                let new = format!(" pre-shared-key address {peer} key {}", signed(key));
                opener.chain(old).chain([new]).collect()
            }
            None => {
                let old = config.isakmp.keys.iter().filter(is_old);
                let old = old.map(|old| format!("no crypto isakmp key {}{} address {peer}", sign(old), old.key));
                old.chain([key_line(key, peer)]).collect()
            }
        };
        typed(self.router, lines)
    }
}

/// The pre-shared keys for each other's addresses, for each router that may begin.
pub(super) fn keys(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    if !pair.negotiates() {
        return found;
    }
    for router in RouterId::BOTH.into_iter().filter(|router| !pair.waits(*router)) {
        let uses = RouterId::BOTH.map(|it| Use::new(pair, it, it == router));
        let [Some(one), Some(other)] = uses else { continue };
        for candidate in keys_of(pair, [one, other]) {
            let is_known = |it: &Candidate| it.problem == candidate.problem && it.fix == candidate.fix;
            if !found.iter().any(is_known) {
                found.push(candidate);
            }
        }
    }
    found
}

/// The keys that R1 and R2 use with each other.
fn keys_of(pair: &Pair<'_>, uses: [Use<'_>; 2]) -> Vec<Candidate> {
    let keys = uses.each_ref().map(|it| it.key);
    let lines = RouterId::BOTH.map(|router| uses[router.index()].place(pair, keys[router.peer().index()]));
    let replace = |it: &Use<'_>, key: &str| it.replace(pair.config(it.router), key);
    match keys {
        [None, None] => vec![Candidate {
            problem: Problem::NoKey {
                router: None,
                peer: uses[0].peer,
            },
            lines,
            fix: uses.iter().flat_map(|it| replace(it, NEW_KEY)).collect(),
        }],
        [Some(one), Some(other)] if one.key == other.key => Vec::new(),
        keys => {
            let candidate = |router: RouterId| {
                let own = &uses[router.index()];
                let wanted = keys[router.peer().index()]?;
                let problem = match own.key {
                    None => Problem::NoKey {
                        router: Some(router),
                        peer: own.peer,
                    },
                    Some(_) => Problem::KeysDiffer,
                };
                Some(Candidate {
                    problem,
                    lines,
                    fix: replace(own, &wanted.key),
                })
            };
            pair.adapting().into_iter().filter_map(candidate).collect()
        }
    }
}

/// A key in a keyring of a profile that the crypto map does not name: its router finds it only if the other begins.
pub(super) fn profile_not_named(pair: &Pair<'_>) -> Vec<Candidate> {
    let candidate = |router| {
        let (config, end) = (pair.config(router), pair.end(router)?);
        let own = Use::new(pair, router, true)?;
        if own.key.is_some() || end.is_dynamic() || config.profile_of_entry(&end.map, end.id()).is_some() {
            return None;
        }
        let has_key = |keyring: &String| config.key_in(Some(keyring), own.peer).is_some();
        let mut profiles = config.isakmp_profiles.iter();
        let profile = profiles.find(|it| it.keyrings.iter().any(has_key))?.name.clone();
        let line = format!(" set isakmp-profile {profile}");
        Some(Candidate {
            problem: Problem::ProfileNotNamed { router, profile },
            lines: at(router, pair.entry_line(router, |entry| entry.peers().to_vec())),
            fix: typed(router, vec![end.opener(), line]),
        })
    };
    RouterId::BOTH.into_iter().filter_map(candidate).collect()
}

/// The key with which a router answers is in a keyring that the entry's profile does not have: it goes no further with it.
pub(super) fn keyring_of_others(pair: &Pair<'_>) -> Vec<Candidate> {
    let candidate = |router| {
        let (config, end) = (pair.config(router), pair.end(router)?);
        let profile = config.isakmp_profile(config.profile_of_entry(&end.map, end.id())?)?;
        let own = Use::new(pair, router, false)?;
        let keyring = own.keyring.filter(|_| own.key.is_some())?.to_string();
        if profile.keyrings.is_empty() || profile.keyrings.contains(&keyring) {
            return None;
        }
        let lines = vec![
            format!("crypto isakmp profile {}", profile.name),
            format!(" keyring {keyring}"),
        ];
        Some(Candidate {
            lines: at(router, own.place(pair, None)),
            fix: typed(router, lines),
            problem: Problem::KeyringOfOthers {
                router,
                profile: profile.name.clone(),
                keyring,
            },
        })
    };
    RouterId::BOTH.into_iter().filter_map(candidate).collect()
}

/// The profile that a crypto map's entry asks for does not name the other router's address.
pub(super) fn profile_of_others(pair: &Pair<'_>) -> Vec<Candidate> {
    let candidate = |router: RouterId| {
        let (config, end) = (pair.config(router), pair.end(router)?);
        let (_, peer) = pair.outer(router.peer())?;
        let profile = config.isakmp_profile(config.profile_of_entry(&end.map, end.id())?)?;
        let name = PeerName::Address(peer.address);
        if profile.identities.iter().any(|it| it.matches(&name)) {
            return None;
        }
        let (profile, peer) = (profile.name.clone(), peer.address);
        let line = pair.line(router, |config| {
            config.isakmp_profile(&profile).map(|it| it.identities.clone())
        });
        let lines = vec![
            format!("crypto isakmp profile {profile}"),
            format!(" match identity address {peer} 255.255.255.255"),
        ];
        Some(Candidate {
            problem: Problem::ProfileOfOthers { router, profile, peer },
            lines: at(router, line),
            fix: typed(router, lines),
        })
    };
    RouterId::BOTH.into_iter().filter_map(candidate).collect()
}
