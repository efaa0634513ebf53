//! What keeps phase 2 from its end: transform sets, access lists, perfect forward secrecy.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::Candidate;
use super::lines::{entries, list_lines, mirrored, set_line, wanted_list, words};
use super::pair::{End, Pair};
use super::problem::Problem;
use super::wire::{at, typed};
use crate::event::RouterId;
use crate::ios::access_list::{AccessListEntry, AccessListId};
use crate::ios::crypto_map::{CryptoMapEntry, Keying};
use crate::ipsec::transform_set::TransformSet;

/// The transform sets of a router's crypto map entry, in order.
fn sets<'p>(pair: &'p Pair<'_>, router: RouterId) -> Vec<(&'p str, &'p TransformSet)> {
    let names = pair.end(router).map_or(&[][..], |end| end.entry.transform_sets());
    let set = |name: &'p alloc::string::String| Some((name.as_str(), pair.config(router).transform_set(name)?));
    names.iter().filter_map(set).collect()
}

/// An accelerator is on that does none of the sets. IOS: seed, limitation 1.
pub(super) fn accelerator(pair: &Pair<'_>) -> Vec<Candidate> {
    let is_hindered = |router: &RouterId| {
        let (config, platform) = (pair.config(*router), pair.platform(*router));
        let sets = sets(pair, *router);
        let mut usable = sets
            .iter()
            .filter(|(_, set)| config.is_usable_transform_set(set, platform));
        config.accelerator_in_use(platform) && !sets.is_empty() && usable.next().is_none()
    };
    let hindered = RouterId::BOTH.into_iter().filter(is_hindered);
    let candidate = |router| Candidate {
        problem: Problem::Accelerator { router },
        lines: at(router, pair.entry_line(router, |entry| entry.transform_sets().to_vec())),
        fix: typed(router, vec!["no crypto engine accelerator".to_string()]),
    };
    hindered.map(candidate).collect()
}

/// No transform set in common, whoever begins.
pub(super) fn transforms(pair: &Pair<'_>) -> Vec<Candidate> {
    let sets = RouterId::BOTH.map(|router| sets(pair, router));
    let [Some(first), Some(second)] = [sets[0].first(), sets[1].first()] else {
        return Vec::new();
    };
    let agrees = |offers: &[(&str, &TransformSet)], own: &[(&str, &TransformSet)]| {
        offers
            .iter()
            .any(|(_, offer)| own.iter().any(|(_, set)| set.accepts(offer)))
    };
    if agrees(&sets[0], &sets[1]) && agrees(&sets[1], &sets[0]) {
        return Vec::new();
    }
    let firsts = [first, second];
    let lines = RouterId::BOTH.map(|router| {
        let name = firsts[router.index()].0;
        pair.line(router, |config| config.transform_set(name).cloned())
    });
    let candidate = |router: RouterId| Candidate {
        problem: Problem::TransformsDiffer {
            words: firsts.map(|(_, set)| words(set)),
        },
        lines,
        fix: typed(
            router,
            set_line(firsts[router.index()].0, firsts[router.peer().index()].1),
        ),
    };
    pair.adapting().map(candidate).to_vec()
}

/// Perfect forward secrecy with different groups, or at one router only: a responder that wants it refuses an initiator that
/// does not.
pub(super) fn pfs(pair: &Pair<'_>) -> Vec<Candidate> {
    let Some(ends) = pair.negotiated() else {
        return Vec::new();
    };
    let groups = ends.map(|(_, keying)| keying.pfs);
    // Who only answers takes any group if it asks for none.
    let is_taken = |router: RouterId| pair.waits(router) && groups[router.index()].is_none();
    if groups[0] == groups[1] || RouterId::BOTH.into_iter().any(is_taken) {
        return Vec::new();
    }
    let pfs = |entry: &CryptoMapEntry| match &entry.keying {
        Keying::Isakmp(keying) => keying.pfs,
        _ => None,
    };
    let lines = RouterId::BOTH.map(|router| pair.entry_line(router, pfs));
    let candidate = |router: RouterId| {
        let group = groups[router.peer().index()]?;
        let opener = ends[router.index()].0.opener();
        Some(Candidate {
            problem: Problem::PfsDiffers { groups },
            lines,
            fix: typed(router, vec![opener, format!(" set pfs {}", group.row().pfs_word)]),
        })
    };
    pair.adapting().into_iter().filter_map(candidate).collect()
}

/// An access list that is not there, or has no lines.
pub(super) fn list_missing(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let Some(id) = pair.end(router).and_then(|end| end.entry.match_address.as_ref()) else {
            continue;
        };
        if pair.list(router).is_some_and(|list| list.entries().next().is_some()) {
            continue;
        }
        found.push(Candidate {
            problem: Problem::ListMissing {
                router,
                list: id.clone(),
            },
            lines: at(router, pair.entry_line(router, |entry| entry.match_address.clone())),
            fix: typed(router, list_lines(id, wanted_list(pair, router))),
        });
    }
    found
}

/// The lists are not mirror images of each other.
pub(super) fn lists(pair: &Pair<'_>) -> Vec<Candidate> {
    let id = |router| pair.end(router).and_then(|end| end.entry.match_address.clone());
    let [Some(one), Some(other)] = RouterId::BOTH.map(id) else {
        return RouterId::BOTH
            .into_iter()
            .filter_map(|it| leaves_out(pair, it))
            .collect();
    };
    let [Some(first), Some(second)] = RouterId::BOTH.map(|router| pair.list(router)) else {
        return Vec::new();
    };
    if mirrored(first) == entries(second) {
        return Vec::new();
    }
    let (ids, lists) = ([one, other], [first, second]);
    let lines = RouterId::BOTH.map(|router| {
        let others = mirrored(lists[router.peer().index()]);
        let own = entries(lists[router.index()]);
        let odd = own.iter().find(|entry| !others.contains(entry)).or(own.first())?;
        entry_place(pair, router, &ids[router.index()], odd)
    });
    let candidate = |router: RouterId| {
        let id = &ids[router.index()];
        let remove = match id {
            AccessListId::Numbered(number) => format!("no access-list {number}"),
            AccessListId::Named(name) => format!("no ip access-list extended {name}"),
        };
        let mut fix = vec![remove];
        fix.extend(list_lines(id, mirrored(lists[router.peer().index()])));
        Candidate {
            problem: Problem::ListsDiffer { lists: ids.clone() },
            lines,
            fix: typed(router, fix),
        }
    };
    pair.adapting().map(candidate).to_vec()
}

/// A list that does not permit the traffic of the hosts, where the other router takes whatever is asked for.
fn leaves_out(pair: &Pair<'_>, router: RouterId) -> Option<Candidate> {
    let takes_all = |end: &End| end.is_dynamic() && end.entry.match_address.is_none();
    let id = pair.end(router)?.entry.match_address.clone()?;
    if !pair.end(router.peer()).is_some_and(takes_all) || pair.list(router)?.permits(&pair.flow(router)) {
        return None;
    }
    let line = pair.line(router, |config| config.access_list(&id).cloned());
    Some(Candidate {
        lines: at(router, line),
        fix: typed(router, list_lines(&id, wanted_list(pair, router))),
        problem: Problem::ListLeavesOut { router, list: id },
    })
}

/// The line of an entry of a list.
fn entry_place(pair: &Pair<'_>, router: RouterId, id: &AccessListId, entry: &AccessListEntry) -> Option<u32> {
    pair.line(router, |config| {
        let list = config.access_list(id);
        list.is_some_and(|list| list.entries().any(|it| it == entry))
    })
}
