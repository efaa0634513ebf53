//! Configuration as lines to type.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::pair::{End, Pair};
use crate::algorithm::policy::{Authentication, IsakmpPolicy};
use crate::event::RouterId;
use crate::ios::access_list::{
    AccessList, AccessListEntry, AccessListId, AccessListLine, Action, AddressMatch, Protocol,
};
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::Keying;
use crate::ipsec::transform_set::{Encapsulation, Transform, TransformSet};

/// The lines of the mirror image of a router's crypto map entry, for a router with the address `own` whose peer has the
/// address `peer`: policies, key, transform sets, access list and entry, without what `has` has already.
pub(super) fn entry_lines(
    (config, end): (&RunningConfig, &End),
    [own, peer]: [Ipv4Addr; 2],
    (id, list): (&AccessListId, Vec<AccessListEntry>),
    has: &RunningConfig,
) -> Vec<String> {
    let mut lines = Vec::new();
    let policies = config.isakmp.policies.iter();
    let is_new = |policy: &IsakmpPolicy| !has.isakmp.policies.values().any(|it| it == policy);
    for (priority, policy) in policies.filter(|(_, it)| it.authentication == Authentication::PreShare && is_new(it)) {
        lines.extend(policy_lines(*priority, policy));
    }
    let key = config.key_of_responder(peer, own).key;
    let key = key.filter(|_| has.key_of_responder(own, peer).key.is_none());
    lines.extend(key.map(|key| key_line(&key.key, peer)));
    for name in end.entry.transform_sets() {
        let set = config
            .transform_set(name)
            .filter(|set| has.transform_set(name) != Some(set));
        lines.extend(set.into_iter().flat_map(|set| set_line(name, set)));
    }
    let known = has.access_list(id).map(entries).unwrap_or_default();
    let missing: Vec<AccessListEntry> = list.into_iter().filter(|entry| !known.contains(entry)).collect();
    if !missing.is_empty() {
        lines.extend(list_lines(id, missing));
    }
    lines.push(end.fixed_opener());
    lines.push(format!(" set peer {peer}"));
    lines.push(format!(" set transform-set {}", end.entry.transform_sets().join(" ")));
    if let Keying::Isakmp(keying) = &end.entry.keying {
        lines.extend(keying.pfs.map(|group| format!(" set pfs {}", group.row().pfs_word)));
    }
    lines.push(format!(" match address {id}"));
    lines
}

/// The lines of a policy.
pub(super) fn policy_lines(priority: u16, policy: &IsakmpPolicy) -> Vec<String> {
    let mut lines = vec![
        format!("crypto isakmp policy {priority}"),
        format!(" encr {}", policy.encryption.row().policy_words),
        format!(" hash {}", policy.hash.row().policy_word),
        format!(" authentication {}", authentication(policy.authentication)),
        format!(" group {}", policy.group.row().policy_word),
    ];
    if policy.lifetime_seconds != IsakmpPolicy::DEFAULT_LIFETIME_SECONDS {
        lines.push(format!(" lifetime {}", policy.lifetime_seconds));
    }
    lines
}

fn authentication(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::PreShare => "pre-share",
        Authentication::RsaSig => "rsa-sig",
        Authentication::RsaEncr => "rsa-encr",
    }
}

/// The line of a key that is in no keyring.
pub(super) fn key_line(key: &str, peer: Ipv4Addr) -> String {
    format!("crypto isakmp key {} address {peer}", signed(key))
}

/// A key as it is typed: one that looks like the sign before keys needs one.
pub(super) fn signed(key: &str) -> String {
    let sign = if matches!(key, "0" | "6") { "0 " } else { "" };
    format!("{sign}{key}")
}

/// The transforms of a set in words.
pub(super) fn words(set: &TransformSet) -> String {
    let words: Vec<&str> = set.transforms().map(Transform::words).collect();
    words.join(" ")
}

/// The lines of a transform set.
pub(super) fn set_line(name: &str, set: &TransformSet) -> Vec<String> {
    let mode = match set.mode {
        Encapsulation::Tunnel => " mode tunnel",
        Encapsulation::Transport => " mode transport",
    };
    vec![
        format!("crypto ipsec transform-set {name} {}", words(set)),
        mode.to_string(),
    ]
}

/// The entries of a list.
pub(super) fn entries(list: &AccessList) -> Vec<AccessListEntry> {
    list.entries().map(plain).collect()
}

/// What an entry is for a crypto map: whether it is logged does not matter.
fn plain(entry: &AccessListEntry) -> AccessListEntry {
    AccessListEntry {
        log: false,
        ..entry.clone()
    }
}

/// The mirror image of a list.
pub(super) fn mirrored(list: &AccessList) -> Vec<AccessListEntry> {
    let mirror = |entry: AccessListEntry| AccessListEntry {
        source: entry.destination,
        source_port: entry.destination_port,
        destination: entry.source,
        destination_port: entry.source_port,
        ..entry
    };
    entries(list).into_iter().map(mirror).collect()
}

/// What a router's list must permit: the mirror image of the other's; where that has none, as a dynamic map's entry may, the
/// traffic of the hosts' networks.
pub(super) fn wanted_list(pair: &Pair<'_>, router: RouterId) -> Vec<AccessListEntry> {
    if let Some(list) = pair.list(router.peer()) {
        return mirrored(list);
    }
    let network = |router: RouterId| {
        let host = pair.host(router);
        let mut all = pair.addresses(router).map(|(_, it)| it);
        let own = all.find(|it| it.contains(host));
        own.map_or(AddressMatch::host(host), |it| AddressMatch::new(host, !it.mask))
    };
    let between = AccessListEntry::new(Action::Permit, Protocol::Any, network(router), network(router.peer()));
    vec![between]
}

/// The lines of a list.
pub(super) fn list_lines(id: &AccessListId, entries: Vec<AccessListEntry>) -> Vec<String> {
    let entries = entries.into_iter().map(AccessListLine::Entry);
    match id {
        AccessListId::Numbered(number) => entries.map(|it| format!("access-list {number} {it}")).collect(),
        AccessListId::Named(name) => {
            let opener = format!("ip access-list extended {name}");
            let inside = entries.map(|it| format!(" {it}"));
            core::iter::once(opener).chain(inside).collect()
        }
    }
}

/// The ends of the entry that protects a router's traffic, from the side of `source`.
pub(super) fn mirrored_ends(
    pair: &Pair<'_>,
    router: RouterId,
    source: Ipv4Addr,
) -> Option<(AddressMatch, AddressMatch)> {
    let entry = pair.list(router)?.find(&pair.flow(router))?;
    let (own, other) = (entry.source, entry.destination);
    Some(if own.matches(source) {
        (own, other)
    } else {
        (other, own)
    })
}
