//! The mirror image of a router's configuration, where its peer's is not known.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use core::net::Ipv4Addr;

use super::lines::{entry_lines, mirrored};
use super::pair::{End, Pair, way};
use super::setup::scenario_of;
use crate::event::RouterId;
use crate::ios::access_list::{AccessList, AccessListEntry, AccessListId, Action, AddressMatch};
use crate::ios::config::RunningConfig;
use crate::ios::interface::{InterfaceAddress, InterfaceKind, InterfaceName};

/// What a configuration lacks, so that nothing tells what its peer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmirrored {
    /// It has no crypto map entry.
    NoEntry,
    /// The entry names no peer.
    NoPeer {
        /// `crypto map NAME SEQUENCE`.
        entry: String,
    },
    /// The entry takes peers that begin: they are not known beforehand.
    AnyPeer {
        /// `crypto map NAME SEQUENCE`.
        entry: String,
    },
    /// The entry names no access list.
    NoList {
        /// `crypto map NAME SEQUENCE`.
        entry: String,
    },
    /// The access list is not there, or permits nothing.
    NothingProtected {
        /// The access list.
        list: AccessListId,
    },
    /// The interface has the crypto map, and no address in this text.
    NoAddress {
        /// The interface.
        interface: InterfaceName,
        /// The line by which it gets one on the real router: `ip address dhcp`.
        from: Option<String>,
    },
    /// The crypto map is on no interface, and no route tells which one it is for.
    NoInterface {
        /// The crypto map.
        map: String,
    },
}

impl Unmirrored {
    /// What is missing, with what to do about it: our words.
    pub fn message(&self) -> String {
        match self {
            Unmirrored::NoEntry => "there is no crypto map entry, so nothing tells what its peer is. Give the other \
                                    router's configuration too."
                .to_string(),
            Unmirrored::NoPeer { entry } => {
                format!("{entry} has no `set peer` that is understood, so nothing tells what its peer is.")
            }
            Unmirrored::AnyPeer { entry } => format!(
                "{entry} is for peers that begin, whose addresses are not known beforehand. Give the configuration of \
                 one of them too."
            ),
            Unmirrored::NoList { entry } => {
                format!("{entry} has no `match address` that is understood, so nothing tells what the peer protects.")
            }
            Unmirrored::NothingProtected { list } => {
                format!("access list {list} permits nothing in this text, so nothing tells what the peer protects.")
            }
            Unmirrored::NoAddress { interface, from: None } => format!(
                "{interface} has the crypto map, and no address in this text, so nothing tells where the peer finds \
                 this router. Add its `ip address`."
            ),
            Unmirrored::NoAddress {
                interface,
                from: Some(line),
            } => format!(
                "{interface} has the crypto map, and gets its address from elsewhere (`{line}`), so the address is not \
                 known here. Type the one that it has instead: `ip address ADDRESS MASK`."
            ),
            Unmirrored::NoInterface { map } => format!(
                "no interface has crypto map {map}, and no route tells which one it is for. Type `crypto map {map}` under \
                 the interface towards the peer."
            ),
        }
    }
}

/// The configuration of a router that would be the peer of this one: the mirror image of its crypto map entry, with what
/// belongs to it.
pub fn mirror(text: &str) -> Result<String, Unmirrored> {
    let scenario = scenario_of([text, ""]);
    let pair = Pair::new(&scenario, None);
    let config = pair.config(RouterId::R1);
    let end = pair.end(RouterId::R1).ok_or(Unmirrored::NoEntry)?;
    let (peer, (id, list, protected)) = peer_and_traffic(&pair, end)?;
    let (interface, local) = outer(&pair, end, peer)?;
    let mut lines = vec!["hostname Peer".to_string()];
    let has = RunningConfig::default();
    let list = (id, mirrored(list));
    lines.extend(entry_lines((config, end), [peer, local.address], list, &has));
    let outer = InterfaceName::slotted(InterfaceKind::FastEthernet, 0, 0);
    lines.push(format!("interface {outer}"));
    let next_hop = if local.contains(peer) {
        lines.push(format!(" ip address {peer} {}", local.mask));
        local.address
    } else {
        // Modelled: the provider's router is left out, so the peer has its address too.
        lines.push(format!(" ip address {peer} 255.255.255.0"));
        let provider = way(config, peer).filter(|way| way.interface == interface);
        let provider = provider.map_or_else(|| neighbour(local), |way| way.next_hop);
        lines.push("! The provider's router is left out here: this is its address.".to_string());
        lines.push(format!(" ip address {provider} {} secondary", local.mask));
        local.address
    };
    lines.push(format!(" crypto map {}", end.map));
    let inner = InterfaceName::slotted(InterfaceKind::FastEthernet, 0, 1);
    let lan = lan_for(protected.destination);
    lines.push(format!("interface {inner}"));
    lines.push(format!(" ip address {} {}", lan.address, lan.mask));
    lines.push(format!("ip route 0.0.0.0 0.0.0.0 {next_hop}"));
    Ok(lines.join("\n") + "\nend\n")
}

/// The peer of the entry, and the first traffic that it protects.
fn peer_and_traffic<'p>(pair: &'p Pair<'_>, end: &'p End) -> Result<(Ipv4Addr, Protected<'p>), Unmirrored> {
    let entry = || format!("crypto map {} {}", end.map, end.sequence);
    let peer = *end.entry.peers().first().ok_or_else(|| match end.is_dynamic() {
        true => Unmirrored::AnyPeer { entry: entry() },
        false => Unmirrored::NoPeer { entry: entry() },
    })?;
    let list = end.entry.match_address.as_ref();
    let list = list.ok_or_else(|| Unmirrored::NoList { entry: entry() })?;
    let nothing = || Unmirrored::NothingProtected { list: list.clone() };
    let entries = pair.list(RouterId::R1).ok_or_else(nothing)?;
    let first = entries.entries().find(|it| it.action == Action::Permit);
    Ok((peer, (list, entries, first.ok_or_else(nothing)?)))
}

/// An access list by its name, and its first entry that permits something.
type Protected<'p> = (&'p AccessListId, &'p AccessList, &'p AccessListEntry);

/// The interface towards the peer, with its address.
fn outer(pair: &Pair<'_>, end: &End, peer: Ipv4Addr) -> Result<(InterfaceName, InterfaceAddress), Unmirrored> {
    let config = pair.config(RouterId::R1);
    let with_address = end.applied.is_empty()
        || pair
            .addresses(RouterId::R1)
            .any(|(name, _)| end.applied.contains(&name));
    let found = pair.outer(RouterId::R1).or_else(|| {
        let towards = way(config, peer)?.interface;
        pair.addresses(RouterId::R1).find(|(name, _)| *name == towards)
    });
    if let Some(found) = found.filter(|_| with_address) {
        return Ok(found);
    }
    let Some(interface) = end.applied.first() else {
        return Err(Unmirrored::NoInterface { map: end.map.clone() });
    };
    Err(Unmirrored::NoAddress {
        interface: *interface,
        from: pair.address_from(RouterId::R1, *interface),
    })
}

/// Another host on the network of an interface, for the provider's router where no route names it. Modelled.
fn neighbour(local: InterfaceAddress) -> Ipv4Addr {
    let first = Ipv4Addr::from_bits(local.network().to_bits() + 1);
    if first == local.address {
        Ipv4Addr::from_bits(first.to_bits() + 1)
    } else {
        first
    }
}

/// An interface address in what a list permits.
fn lan_for(addresses: AddressMatch) -> InterfaceAddress {
    let small = InterfaceAddress {
        address: addresses.address,
        mask: addresses.mask(),
    };
    let is_network = small.has_contiguous_mask() && (8..=30).contains(&small.prefix_length());
    let mask = if is_network {
        small.mask
    } else {
        Ipv4Addr::new(255, 255, 255, 0)
    };
    let network = if addresses == AddressMatch::ANY {
        Ipv4Addr::new(192, 168, 200, 0)
    } else {
        addresses.address & mask
    };
    let first = Ipv4Addr::from_bits(network.to_bits() + 1);
    let second = Ipv4Addr::from_bits(network.to_bits() + 2);
    let address = if first == addresses.address && !is_network {
        second
    } else {
        first
    };
    InterfaceAddress { address, mask }
}
