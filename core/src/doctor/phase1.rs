//! What keeps phase 1 from its end: peers and policies. Keys are in [`keys`](super::keys).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::lines::policy_lines;
use super::pair::Pair;
use super::problem::Problem;
use super::wire::{at, both, typed};
use super::{Candidate, Typed};
use crate::algorithm::policy::{Authentication, IsakmpPolicy};
use crate::event::{Mismatch, RouterId};
use crate::ios::mode::Mode;

/// `set peer` is not the other router's address.
pub(super) fn peers(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let (Some(end), Some((name, peer))) = (pair.end(router), pair.outer(router.peer())) else {
            continue;
        };
        let peers = end.entry.peers();
        if peers.is_empty() || peers.contains(&peer.address) {
            continue;
        }
        found.extend(local_address(pair, router, peers[0]));
        let mut lines = vec![end.opener()];
        lines.extend(peers.iter().map(|old| format!(" no set peer {old}")));
        lines.push(format!(" set peer {}", peer.address));
        found.push(Candidate {
            problem: Problem::WrongPeer {
                router,
                peers: peers.to_vec(),
                address: peer.address,
            },
            lines: both(
                router,
                pair.entry_line(router, |entry| entry.peers().to_vec()),
                pair.address_line(router.peer(), name),
            ),
            fix: typed(router, lines),
        });
    }
    found
}

/// The peer that is configured is another address of the other router, which could give it to the tunnel.
fn local_address(pair: &Pair<'_>, router: RouterId, wanted: Ipv4Addr) -> Option<Candidate> {
    let peer = router.peer();
    let (end, (outer, _)) = (pair.end(peer)?, pair.outer(peer)?);
    let (name, _) = pair.addresses(peer).find(|(_, it)| it.address == wanted)?;
    let line = match pair.config(peer).crypto_maps.get(&end.map)?.local_address {
        Some(local) if name == outer => format!("no crypto map {} local-address {local}", end.map),
        _ => format!("crypto map {} local-address {name}", end.map),
    };
    Some(Candidate {
        problem: Problem::WrongLocalAddress {
            router: peer,
            address: wanted,
        },
        lines: both(
            router,
            pair.entry_line(router, |entry| entry.peers().to_vec()),
            pair.address_line(peer, name),
        ),
        fix: typed(peer, vec![line]),
    })
}

/// The ISAKMP policies: none in common.
pub(super) fn policies(pair: &Pair<'_>) -> Vec<Candidate> {
    if !pair.negotiates() {
        return Vec::new();
    }
    let policies = RouterId::BOTH.map(|router| &pair.config(router).isakmp.policies);
    let mut closest: Option<([u16; 2], Vec<Mismatch>)> = None;
    for (one, first) in policies[0] {
        for (other, second) in policies[1] {
            let differ = mismatches(first, second);
            if closest.as_ref().is_none_or(|(_, least)| differ.len() < least.len()) {
                closest = Some(([*one, *other], differ));
            }
        }
    }
    match closest {
        Some((_, differ)) if differ.is_empty() => Vec::new(),
        Some((priorities, differ)) => fit(pair, priorities, &differ),
        None => lacking(pair),
    }
}

/// What of two policies keeps them from being agreed on.
fn mismatches(one: &IsakmpPolicy, other: &IsakmpPolicy) -> Vec<Mismatch> {
    let is_keyed = |policy: &IsakmpPolicy| policy.authentication == Authentication::PreShare;
    let checks = [
        (one.encryption == other.encryption, Mismatch::Encryption),
        (one.hash == other.hash, Mismatch::Hash),
        (one.group == other.group, Mismatch::Group),
        (is_keyed(one) && is_keyed(other), Mismatch::Authentication),
    ];
    let wrong = checks.into_iter().filter(|(is_same, _)| !is_same);
    wrong.map(|(_, mismatch)| mismatch).collect()
}

/// Makes one policy fit the other.
fn fit(pair: &Pair<'_>, priorities: [u16; 2], differ: &[Mismatch]) -> Vec<Candidate> {
    let policy = |router: RouterId| &pair.config(router).isakmp.policies[&priorities[router.index()]];
    let lines = RouterId::BOTH.map(|router| {
        let priority = priorities[router.index()];
        let said = |path| pair.said(router, &Mode::IsakmpPolicy(priority), path);
        let opened = || pair.line(router, |config| config.isakmp.policies.contains_key(&priority));
        differ.first().and_then(|it| said(path(*it))).or_else(opened)
    });
    let fix = |router: RouterId| {
        let wanted = policy(router.peer());
        let mut fix: Vec<Typed> = Vec::new();
        for changed in [router, router.peer()] {
            let own = policy(changed);
            let wanted_lines = differ.iter().filter_map(|attribute| match attribute {
                Mismatch::Authentication => line_of(&keyed(own), *attribute),
                _ if changed == router => line_of(wanted, *attribute),
                _ => None,
            });
            let is_new = |line: &String| differ.iter().all(|it| line_of(own, *it).as_ref() != Some(line));
            let mut lines: Vec<String> = wanted_lines.filter(is_new).collect();
            if !lines.is_empty() {
                lines.insert(0, format!("crypto isakmp policy {}", priorities[changed.index()]));
                fix.extend(typed(changed, lines));
            }
        }
        fix
    };
    let candidate = |router| Candidate {
        problem: Problem::PoliciesDiffer {
            priorities,
            attributes: differ.to_vec(),
        },
        lines,
        fix: fix(router),
    };
    pair.adapting().map(candidate).to_vec()
}

fn keyed(policy: &IsakmpPolicy) -> IsakmpPolicy {
    IsakmpPolicy {
        authentication: Authentication::PreShare,
        ..policy.clone()
    }
}

/// The row of an attribute of a policy.
fn path(attribute: Mismatch) -> &'static str {
    match attribute {
        Mismatch::Encryption | Mismatch::KeyLength => "encryption",
        Mismatch::Hash => "hash",
        Mismatch::Group => "group",
        Mismatch::Authentication => "authentication",
    }
}

/// The line of an attribute of a policy.
fn line_of(policy: &IsakmpPolicy, attribute: Mismatch) -> Option<String> {
    let wanted = match attribute {
        Mismatch::Encryption | Mismatch::KeyLength => " encr ",
        Mismatch::Hash => " hash ",
        Mismatch::Group => " group ",
        Mismatch::Authentication => " authentication ",
    };
    policy_lines(1, policy)
        .into_iter()
        .find(|line| line.starts_with(wanted))
}

/// Routers without a policy get the other's.
fn lacking(pair: &Pair<'_>) -> Vec<Candidate> {
    let policies = RouterId::BOTH.map(|router| pair.config(router).isakmp.policies.iter().next());
    let place = |router| pair.entry_line(router, |_| ());
    let one = |router, (priority, policy): (&u16, &IsakmpPolicy)| Candidate {
        problem: Problem::NoPolicy { router: Some(router) },
        lines: at(router, place(router)),
        fix: typed(router, policy_lines(*priority, &keyed(policy))),
    };
    match policies {
        [Some(_), Some(_)] => Vec::new(),
        [Some(policy), None] => vec![one(RouterId::R2, policy)],
        [None, Some(policy)] => vec![one(RouterId::R1, policy)],
        [None, None] => {
            let lines = [
                "crypto isakmp policy 10",
                " encr aes",
                " authentication pre-share",
                " group 2",
            ];
            let add = |router| Typed {
                router,
                lines: lines.map(ToString::to_string).to_vec(),
            };
            vec![Candidate {
                problem: Problem::NoPolicy { router: None },
                lines: RouterId::BOTH.map(place),
                fix: RouterId::BOTH.map(add).to_vec(),
            }]
        }
    }
}
