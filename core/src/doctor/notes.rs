//! What works, and may be worth knowing.

use alloc::vec::Vec;

use super::pair::{Pair, all_addresses, way};
use super::problem::Problem;
use super::wire::at;
use crate::event::RouterId;
use crate::ios::crypto_map::Keying;
use crate::ios::interface::{InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::mode::Mode;

/// A problem with the lines that it is about.
type Noted = (Problem, [Option<u32>; 2]);

/// All notes but those of [`left_out`].
pub(super) fn notes(pair: &Pair<'_>) -> Vec<Noted> {
    let mut notes = lifetimes(pair);
    notes.extend(overlap(pair));
    notes.extend(addresses(pair));
    notes.extend(behind(pair));
    notes.extend(manual(pair));
    notes
}

/// Lifetimes that differ. Modelled: the shorter one counts.
fn lifetimes(pair: &Pair<'_>) -> Vec<Noted> {
    let mut notes = Vec::new();
    let first = RouterId::BOTH.map(|router| pair.config(router).isakmp.policies.iter().next());
    if let [Some((one, first)), Some((other, second))] = first {
        let seconds = [first.lifetime_seconds, second.lifetime_seconds];
        let priorities = [*one, *other];
        let place = |router: RouterId| {
            let priority = priorities[router.index()];
            let opened = || pair.line(router, |config| config.isakmp.policies.contains_key(&priority));
            pair.said(router, &Mode::IsakmpPolicy(priority), "lifetime")
                .or_else(opened)
        };
        let problem = Problem::LifetimesDiffer {
            is_phase1: true,
            seconds,
        };
        notes.extend((seconds[0] != seconds[1]).then(|| (problem, RouterId::BOTH.map(place))));
    }
    if let Some(ends) = pair.negotiated() {
        let lifetimes = RouterId::BOTH.map(|router| {
            let global = pair.config(router).ipsec.lifetime;
            ends[router.index()].1.lifetime(global).seconds
        });
        let place = |router| {
            let own = pair.entry_line(router, |entry| match &entry.keying {
                Keying::Isakmp(keying) => keying.lifetime_seconds,
                _ => None,
            });
            pair.line(router, |config| config.ipsec.lifetime.seconds).or(own)
        };
        let problem = Problem::LifetimesDiffer {
            is_phase1: false,
            seconds: lifetimes,
        };
        notes.extend((lifetimes[0] != lifetimes[1]).then(|| (problem, RouterId::BOTH.map(place))));
    }
    notes
}

/// The networks behind the routers overlap.
fn overlap(pair: &Pair<'_>) -> Option<Noted> {
    let behind = |router: RouterId| {
        let outer = pair.outer(router).map(|(name, _)| name);
        let is_inside = move |name: &InterfaceName| Some(*name) != outer && name.kind != InterfaceKind::Tunnel;
        let inside = pair
            .config(router)
            .interfaces
            .iter()
            .filter(move |(name, _)| is_inside(name));
        inside.flat_map(|(name, it)| all_addresses(it).map(|address| (*name, address)))
    };
    let first: Vec<_> = behind(RouterId::R1).collect();
    behind(RouterId::R2).find_map(|(other, second)| {
        let (one, first) = first.iter().find(|(_, first)| first.overlaps(second))?;
        let network = |it: &InterfaceAddress| InterfaceAddress {
            address: it.network(),
            ..*it
        };
        let lines = [
            pair.address_line(RouterId::R1, *one),
            pair.address_line(RouterId::R2, other),
        ];
        Some((Problem::Overlap([network(first), network(&second)]), lines))
    })
}

/// Lines that are kept and not simulated, and that would change what becomes of the tunnel: NAT, GRE and others.
pub(super) fn left_out(pair: &Pair<'_>) -> Vec<Noted> {
    let mut notes = Vec::new();
    for router in RouterId::BOTH {
        for (line, what) in pair.left_out(router) {
            notes.push((Problem::LeftOut { router, what }, at(router, Some(line))));
        }
    }
    notes
}

/// Interfaces with the crypto map and without an address.
fn addresses(pair: &Pair<'_>) -> Vec<Noted> {
    let mut notes = Vec::new();
    for router in RouterId::BOTH {
        let applied = pair.end(router).map_or(&[][..], |end| &end.applied);
        let without = |name: &&InterfaceName| pair.addresses(router).all(|(it, _)| it != **name);
        for interface in applied.iter().filter(without) {
            let problem = Problem::NoAddress {
                router,
                interface: *interface,
                from: pair.address_from(router, *interface),
            };
            notes.push((problem, at(router, pair.interface_line(router, *interface))));
        }
    }
    notes
}

/// A host that its own router has no way to, though both routers have a crypto map.
fn behind(pair: &Pair<'_>) -> Vec<Noted> {
    if pair.negotiated().is_none() {
        return Vec::new();
    }
    let is_lost = |router: &RouterId| {
        let host = pair.host(*router);
        let outer = pair.outer(*router).map(|(name, _)| name);
        let way = way(pair.config(*router), host).map(|way| way.interface);
        outer.is_some() && !pair.has(*router, host) && (way.is_none() || way == outer)
    };
    let lost = RouterId::BOTH.into_iter().filter(is_lost);
    lost.map(|router| {
        let host = pair.host(router);
        (Problem::NoHost { router, host }, [None; 2])
    })
    .collect()
}

/// Keys that are typed are not compared.
fn manual(pair: &Pair<'_>) -> Vec<Noted> {
    let is_manual = |router: &RouterId| {
        pair.end(*router)
            .is_some_and(|end| matches!(end.entry.keying, Keying::Manual(_)))
    };
    let manual = RouterId::BOTH.into_iter().filter(is_manual);
    let note = |router| {
        (
            Problem::ManualKeys { router },
            at(router, pair.entry_line(router, |_| ())),
        )
    };
    manual.map(note).collect()
}
