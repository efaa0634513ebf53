//! What keeps packets from the tunnel: addresses, interfaces, routes, the crypto map itself.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::lines::{entry_lines, list_lines, set_line, wanted_list};
use super::pair::{Pair, all_addresses, way};
use super::problem::{Missing, Problem};
use super::{Candidate, Typed};
use crate::event::RouterId;
use crate::ios::access_list::AccessListId;
use crate::ios::config::{NextHop, StaticRoute};
use crate::ios::interface::{InterfaceAddress, InterfaceName};

/// Lines at one router.
pub(super) fn typed(router: RouterId, lines: Vec<String>) -> Vec<Typed> {
    vec![Typed { router, lines }]
}

/// The line of one router; the other has none.
pub(super) fn at(router: RouterId, line: Option<u32>) -> [Option<u32>; 2] {
    RouterId::BOTH.map(|it| line.filter(|_| it == router))
}

/// Lines of both routers, the first of `router`.
pub(super) fn both(router: RouterId, own: Option<u32>, others: Option<u32>) -> [Option<u32>; 2] {
    RouterId::BOTH.map(|it| if it == router { own } else { others })
}

/// The same address at both routers: one gets that which the other has for its peer, else the next free one.
pub(super) fn duplicate_addresses(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in pair.adapting() {
        let peer = router.peer();
        for (name, address) in pair.addresses(router).filter(|(_, it)| pair.has(peer, it.address)) {
            let is_free = |it: &Ipv4Addr| {
                let is_host = *it != address.network() && *it != address.broadcast();
                is_host && address.contains(*it) && !pair.has(router, *it) && !pair.has(peer, *it)
            };
            let wanted = pair.end(peer).map_or(&[][..], |end| end.entry.peers());
            let next = (1..=8).map(|more| Ipv4Addr::from_bits(address.address.to_bits().wrapping_add(more)));
            let Some(free) = wanted.iter().copied().chain(next).find(is_free) else {
                continue;
            };
            let others = pair.addresses(peer).find(|(_, it)| it.address == address.address);
            let others = others.and_then(|(name, _)| pair.address_line(peer, name));
            found.push(Candidate {
                problem: Problem::DuplicateAddress(address.address),
                lines: both(router, pair.address_line(router, name), others),
                fix: typed(
                    router,
                    vec![
                        format!("interface {name}"),
                        format!(" ip address {free} {}", address.mask),
                    ],
                ),
            });
        }
    }
    found
}

/// Interfaces with an address that are shut down: towards the peer, or towards the host.
pub(super) fn interfaces_down(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let outer = pair.outer(router).map(|(name, _)| name);
        for (name, interface) in &pair.config(router).interfaces {
            let is_inside = all_addresses(interface).any(|it| it.contains(pair.host(router)));
            if interface.shutdown && (is_inside || outer == Some(*name)) {
                let line = pair.line(router, |config| {
                    config.interfaces.get(name).is_some_and(|it| it.shutdown)
                });
                found.push(Candidate {
                    problem: Problem::InterfaceDown {
                        router,
                        interface: *name,
                    },
                    lines: at(router, line),
                    fix: typed(router, vec![format!("interface {name}"), " no shutdown".to_string()]),
                });
            }
        }
    }
    found
}

/// A router without a crypto map: it gets the mirror image of the other's.
pub(super) fn no_map(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let (None, Some(end)) = (pair.end(router), pair.end(router.peer())) else {
            continue;
        };
        let (Some((interface, own)), Some((_, peer))) = (pair.outer(router), pair.outer(router.peer())) else {
            continue;
        };
        let addresses = [own.address, peer.address];
        let id = end.entry.match_address.clone().unwrap_or_else(new_list);
        let list = (&id, wanted_list(pair, router));
        let mut lines = entry_lines((pair.config(router.peer()), end), addresses, list, pair.config(router));
        lines.push(format!("interface {interface}"));
        lines.push(format!(" crypto map {}", end.map));
        found.push(Candidate {
            problem: Problem::NoMap { router },
            lines: at(router, pair.interface_line(router, interface)),
            fix: typed(router, lines),
        });
    }
    found
}

/// Both routers only answer: one gets an entry that asks the other, before all others.
pub(super) fn nobody_begins(pair: &Pair<'_>) -> Vec<Candidate> {
    if !RouterId::BOTH.into_iter().all(|router| pair.waits(router)) {
        return Vec::new();
    }
    let candidate = |router: RouterId| {
        let (end, (_, peer)) = (pair.end(router)?, pair.outer(router.peer())?);
        let first = *pair.config(router).crypto_maps.get(&end.map)?.entries.keys().next()?;
        let sequence = first.checked_sub(1).filter(|it| *it > 0)?;
        let id = end.entry.match_address.clone().unwrap_or_else(new_list);
        let has_list = pair.config(router).access_list(&id).is_some();
        let mut lines = if has_list {
            Vec::new()
        } else {
            list_lines(&id, wanted_list(pair, router))
        };
        lines.push(format!("crypto map {} {sequence} ipsec-isakmp", end.map));
        lines.push(format!(" set peer {}", peer.address));
        lines.push(format!(" set transform-set {}", end.entry.transform_sets().join(" ")));
        lines.push(format!(" match address {id}"));
        Some(Candidate {
            problem: Problem::NobodyBegins,
            lines: RouterId::BOTH.map(|router| pair.entry_line(router, |_| ())),
            fix: typed(router, lines),
        })
    };
    pair.adapting().into_iter().filter_map(candidate).collect()
}

/// An entry without peer, transform set or access list.
pub(super) fn map_lacks(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let Some(end) = pair.end(router).filter(|end| end.keying().is_some()) else {
            continue;
        };
        // A dynamic map's entry takes every peer, and whatever that asks for.
        let is_fixed = !end.is_dynamic();
        let checks = [
            (
                is_fixed && end.entry.peers().is_empty(),
                Missing::Peer,
                lacking_peer(pair, router),
            ),
            (
                end.entry.transform_sets().is_empty(),
                Missing::TransformSet,
                lacking_set(pair, router),
            ),
            (
                is_fixed && end.entry.match_address.is_none(),
                Missing::AccessList,
                lacking_list(pair, router),
            ),
        ];
        for (_, lacks, lines) in checks.into_iter().filter(|(is_missing, ..)| *is_missing) {
            let (map, sequence) = (end.dynamic.clone()).unwrap_or_else(|| (end.map.clone(), end.sequence));
            found.extend(lines.map(|(mut before, line)| {
                before.extend([end.opener(), line]);
                Candidate {
                    problem: Problem::MapLacks {
                        router,
                        map,
                        sequence,
                        is_dynamic: !is_fixed,
                        lacks,
                    },
                    lines: at(router, pair.entry_line(router, |_| ())),
                    fix: typed(router, before),
                }
            }));
        }
    }
    found
}

/// Lines of global configuration, then the one of the entry.
type Lacking = Option<(Vec<String>, String)>;

fn lacking_peer(pair: &Pair<'_>, router: RouterId) -> Lacking {
    let (_, peer) = pair.outer(router.peer())?;
    Some((Vec::new(), format!(" set peer {}", peer.address)))
}

fn lacking_set(pair: &Pair<'_>, router: RouterId) -> Lacking {
    let other = pair.end(router.peer())?;
    let name = other.entry.transform_sets().first()?;
    let wanted = pair.config(router.peer()).transform_set(name)?;
    let mut own = pair.config(router).ipsec.transform_sets.iter();
    Some(match own.find(|(_, set)| set.accepts(wanted)) {
        Some((name, _)) => (Vec::new(), format!(" set transform-set {name}")),
        None => (set_line(name, wanted), format!(" set transform-set {name}")),
    })
}

fn lacking_list(pair: &Pair<'_>, router: RouterId) -> Lacking {
    let mut own = pair.config(router).access_lists.iter();
    if let Some((id, _)) = own.find(|(id, list)| id.is_extended() && list.permits(&pair.flow(router))) {
        return Some((Vec::new(), format!(" match address {id}")));
    }
    let id = new_list();
    let lines = list_lines(&id, wanted_list(pair, router));
    Some((lines, format!(" match address {id}")))
}

/// The name of a list that nobody has named.
fn new_list() -> AccessListId {
    AccessListId::Named("TO-PEER".to_string())
}

/// The crypto map is not on the interface towards the peer.
pub(super) fn map_not_applied(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let (Some(end), Some((interface, _))) = (pair.end(router), pair.outer(router)) else {
            continue;
        };
        if !end.applied.contains(&interface) {
            let map = end.map.clone();
            let lines = vec![format!("interface {interface}"), format!(" crypto map {map}")];
            found.push(Candidate {
                problem: Problem::MapNotApplied { router, map, interface },
                lines: at(router, pair.interface_line(router, interface)),
                fix: typed(router, lines),
            });
        }
    }
    found
}

/// IKE is switched off.
pub(super) fn isakmp_off(pair: &Pair<'_>) -> Vec<Candidate> {
    let off = RouterId::BOTH
        .into_iter()
        .filter(|router| !pair.config(*router).isakmp.enabled);
    let candidate = |router| Candidate {
        problem: Problem::IsakmpOff { router },
        lines: at(router, pair.line(router, |config| config.isakmp.enabled)),
        fix: typed(router, vec!["crypto isakmp enable".to_string()]),
    };
    off.map(candidate).collect()
}

/// No route to the peer, or to the host behind it, or one that leads elsewhere.
pub(super) fn routes(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let (Some(own), Some((_, peer))) = (pair.outer(router), pair.outer(router.peer())) else {
            continue;
        };
        let host = pair.host(router.peer());
        let mut addresses = pair.addresses(router.peer()).map(|(_, it)| it);
        let behind = addresses.find(|it| it.contains(host)).unwrap_or(single(host));
        for (destination, network) in [(peer.address, single(peer.address)), (host, behind)] {
            found.extend(route(pair, router, own, peer.address, (destination, network)));
        }
    }
    found
}

fn single(address: Ipv4Addr) -> InterfaceAddress {
    InterfaceAddress {
        address,
        mask: Ipv4Addr::BROADCAST,
    }
}

fn route(
    pair: &Pair<'_>,
    router: RouterId,
    (interface, own): (InterfaceName, InterfaceAddress),
    peer: Ipv4Addr,
    (destination, network): (Ipv4Addr, InterfaceAddress),
) -> Option<Candidate> {
    let config = pair.config(router);
    let is_neighbour = own.contains(peer);
    let problem = match way(config, destination) {
        Some(way) if way.interface == interface => {
            if !is_neighbour || pair.has(router.peer(), way.next_hop) {
                return None;
            }
            let next_hop = way.next_hop;
            Problem::WrongNextHop {
                router,
                destination,
                next_hop,
            }
        }
        _ => Problem::NoRoute { router, destination },
    };
    let next_hop = if is_neighbour {
        peer
    } else {
        provider(pair, router, own)?
    };
    let is_same = |it: &&StaticRoute| it.network.network() == network.network() && it.network.mask == network.mask;
    let wrong = config.static_routes.iter().filter(is_same);
    let mut lines: Vec<String> = wrong.map(|route| format!("no ip route {route}")).collect();
    // A neighbour is reached without a route.
    let is_needed = next_hop != destination;
    lines.extend(is_needed.then(|| format!("ip route {} {} {next_hop}", network.network(), network.mask)));
    let line = pair.line(router, |config| {
        let routes = config
            .static_routes
            .iter()
            .filter(|it| it.network.contains(destination));
        routes.max_by_key(|it| it.network.prefix_length()).cloned()
    });
    Some(Candidate {
        problem,
        lines: at(router, line.or_else(|| pair.interface_line(router, interface))),
        fix: typed(router, lines),
    })
}

/// The next hop where the peer is no neighbour: that of another route on the interface's network, else its first address.
fn provider(pair: &Pair<'_>, router: RouterId, own: InterfaceAddress) -> Option<Ipv4Addr> {
    let is_there = |it: &Ipv4Addr| own.contains(*it) && *it != own.address;
    let routes = pair.config(router).static_routes.iter();
    let named = routes.filter_map(|route| match route.next_hop {
        NextHop::Address(hop) | NextHop::Via(_, hop) => Some(hop),
        NextHop::Interface(_) => None,
    });
    let first = own.network().to_bits();
    let hosts = (1..=2).map(|more| Ipv4Addr::from_bits(first.wrapping_add(more)));
    named.chain(hosts).find(is_there)
}
