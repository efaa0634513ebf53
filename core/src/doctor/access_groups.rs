//! Access groups that deny what the tunnel needs.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Candidate;
use super::lines::mirrored_ends;
use super::pair::Pair;
use super::problem::Problem;
use super::wire::{at, typed};
use crate::event::RouterId;
use crate::ios::access_list::{AccessListId, Flow};
use crate::ios::interface::InterfaceName;
use crate::ios::running_config::show_interface;
use crate::ip::ipv4;

/// Access groups that deny IKE, ESP or the traffic itself. IOS: field notice 29690: up to 12.3(8)T the decrypted packet is
/// checked as well.
pub(super) fn access_groups(pair: &Pair<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for router in RouterId::BOTH {
        let (Some((outer, own)), Some((_, peer))) = (pair.outer(router), pair.outer(router.peer())) else {
            continue;
        };
        for name in pair.config(router).interfaces.keys() {
            for (list, is_in) in groups(pair, router, *name) {
                let is_outer = *name == outer;
                let away = pair.flow(router);
                let mut needed = vec![if is_outer == is_in { away.mirrored() } else { away }];
                if is_outer && is_in {
                    needed.extend(protocols(peer.address, own.address));
                }
                found.extend(access_group(pair, router, *name, list, &needed));
            }
        }
    }
    found
}

/// The access groups of an interface, and whether each is for what comes in.
fn groups(pair: &Pair<'_>, router: RouterId, name: InterfaceName) -> Vec<(AccessListId, bool)> {
    let text = show_interface(pair.config(router), name);
    let group = |line: &str| {
        let (list, direction) = line.trim().strip_prefix("ip access-group ")?.split_once(' ')?;
        Some((AccessListId::from(list), direction == "in"))
    };
    text.lines().filter_map(group).collect()
}

/// IKE and ESP from the peer.
fn protocols(source: Ipv4Addr, destination: Ipv4Addr) -> [Flow; 2] {
    let flow = |protocol, port| Flow {
        protocol,
        source,
        source_port: port,
        destination,
        destination_port: port,
    };
    [flow(ipv4::UDP, 500), flow(ipv4::ESP, 0)]
}

fn access_group(
    pair: &Pair<'_>,
    router: RouterId,
    interface: InterfaceName,
    list: AccessListId,
    needed: &[Flow],
) -> Option<Candidate> {
    let rules = pair.config(router).access_list(&list)?;
    let denied: Vec<&Flow> = needed.iter().filter(|flow| !rules.permits(flow)).collect();
    if denied.is_empty() {
        return None;
    }
    let mut lines = vec![format!("ip access-list extended {list}")];
    for (number, flow) in (1..).zip(denied) {
        let (source, destination) = (flow.source, flow.destination);
        lines.push(match flow.protocol {
            ipv4::UDP => format!(" {number} permit udp host {source} host {destination} eq isakmp"),
            ipv4::ESP => format!(" {number} permit esp host {source} host {destination}"),
            _ => {
                let (source, destination) = mirrored_ends(pair, router, source)?;
                format!(" {number} permit ip {source} {destination}")
            }
        });
    }
    let line = pair.line(router, |config| {
        let text = show_interface(config, interface);
        text.lines().any(|line| line.contains("ip access-group"))
    });
    Some(Candidate {
        problem: Problem::AccessGroup {
            router,
            interface,
            list,
        },
        lines: at(router, line),
        fix: typed(router, lines),
    })
}
