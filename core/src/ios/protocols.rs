//! What routing protocols are told: the `network` lines of `router ospf`, `router eigrp` and `router rip`. Modelled: of these
//! blocks only these lines and `passive-interface` are looked at.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::access_list::AddressMatch;
use super::config::RunningConfig;
use super::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use super::kept::{KeptLine, KeptLines, Section};
use super::routing::RouteSource;

/// A routing protocol as one router runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingProtocol {
    /// Which one: the source of the routes that it learns.
    pub source: RouteSource,
    /// Addresses of the interfaces that take part.
    networks: Vec<AddressMatch>,
    passive: Vec<InterfaceName>,
    /// `passive-interface default`, and the interfaces that are not.
    is_passive: bool,
    active: Vec<InterfaceName>,
}

impl RoutingProtocol {
    /// Whether the network of an interface address is told to the neighbours.
    pub fn announces(&self, address: InterfaceAddress) -> bool {
        self.networks.iter().any(|network| network.matches(address.address))
    }

    /// Whether it speaks to neighbours on an interface with this address.
    pub fn speaks(&self, interface: InterfaceName, address: InterfaceAddress) -> bool {
        let is_passive = self.passive.contains(&interface) || self.is_passive && !self.active.contains(&interface);
        self.announces(address) && !is_passive
    }

    /// Whether routers that run the two tell each other routes: the numbers of OSPF's processes are each router's own, and
    /// those of EIGRP's autonomous systems are not (IOS: reference).
    pub fn is_spoken_by(&self, other: &RoutingProtocol) -> bool {
        match (self.source, other.source) {
            (RouteSource::Ospf(_), RouteSource::Ospf(_)) => true,
            (own, others) => own == others,
        }
    }

    /// The administrative distance. IOS: reference.
    pub fn distance(&self) -> u8 {
        match self.source {
            RouteSource::Connected => 0,
            RouteSource::Static => 1,
            RouteSource::Eigrp(_) => 90,
            RouteSource::Ospf(_) => 110,
            RouteSource::Rip => 120,
        }
    }

    /// The metric of a route whose way goes out of interfaces of these kinds, the last of them the one of the network itself
    /// (IOS: reference: OSPF's cost is 100 Mbit/s by the bandwidth, EIGRP's metric 256 times the least bandwidth and the sum
    /// of the delays, RIP's the routers on the way). Modelled: bandwidth and delay are those of the kind.
    pub fn metric(&self, way: &[InterfaceKind]) -> u32 {
        match self.source {
            RouteSource::Ospf(_) => way.iter().map(|kind| (100_000 / kind.bandwidth()).max(1)).sum(),
            RouteSource::Eigrp(_) => {
                let slowest = way.iter().map(|kind| kind.bandwidth()).min().unwrap_or(1);
                let delays: u32 = way.iter().map(|kind| kind.delay() / 10).sum();
                (10_000_000 / slowest + delays) * 256
            }
            RouteSource::Rip => way.len().saturating_sub(1) as u32,
            RouteSource::Connected | RouteSource::Static => 0,
        }
    }
}

/// Of more blocks than these the first are looked at. IOS: reference: OSPF has at most 32 processes.
const MAX_PROTOCOLS: usize = 32;

impl RunningConfig {
    /// The routing protocols that are configured, in the order typed.
    pub fn routing_protocols(&self) -> impl Iterator<Item = RoutingProtocol> + '_ {
        let blocks = self.kept.get(&Section::Routing).into_iter().flat_map(KeptLines::iter);
        blocks.filter_map(|block| protocol(block, self)).take(MAX_PROTOCOLS)
    }
}

fn protocol(block: &KeptLine, config: &RunningConfig) -> Option<RoutingProtocol> {
    let mut words = block.text.strip_prefix("router ")?.split_whitespace();
    let source = match (words.next()?, words.next().and_then(|number| number.parse().ok())) {
        ("ospf", Some(process)) => RouteSource::Ospf(process),
        ("eigrp", Some(system)) => RouteSource::Eigrp(system),
        ("rip", _) => RouteSource::Rip,
        _ => return None,
    };
    let mut protocol = RoutingProtocol {
        source,
        networks: Vec::new(),
        passive: Vec::new(),
        is_passive: false,
        active: Vec::new(),
    };
    for line in block.inside.iter() {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        match words.as_slice() {
            [word, address, rest @ ..] if is_short("network", word) => {
                protocol.networks.extend(network(source, address, rest));
            }
            [word, "default"] if is_short("passive-interface", word) => protocol.is_passive = true,
            [word, name @ ..] if is_short("passive-interface", word) => protocol.passive.extend(interface(name)),
            ["no", word, name @ ..] if is_short("passive-interface", word) => protocol.active.extend(interface(name)),
            _ => {}
        }
    }
    if let RouteSource::Ospf(process) = source {
        let of_process = |it: &&Interface| is_in_process(it, process);
        let inside = config.interfaces.values().filter(of_process);
        let addresses = inside.filter_map(|it| it.address);
        protocol
            .networks
            .extend(addresses.map(|it| AddressMatch::host(it.address)));
    }
    Some(protocol)
}

/// Whether a word abbreviates a keyword. The lines of these blocks are kept as they were typed.
fn is_short(keyword: &str, word: &str) -> bool {
    word.len() >= 3 && keyword.starts_with(word)
}

/// The name of an interface, in one word or two.
fn interface(words: &[&str]) -> Option<InterfaceName> {
    words.concat().parse().ok()
}

/// IOS: reference: a wildcard, a mask (which EIGRP takes too), or neither: the network of the address's class.
fn network(source: RouteSource, address: &str, rest: &[&str]) -> Option<AddressMatch> {
    let address: Ipv4Addr = address.parse().ok()?;
    let typed = rest.first().and_then(|word| word.parse::<Ipv4Addr>().ok());
    let wildcard = match typed {
        Some(typed) if source != RouteSource::Rip => {
            let is_mask = typed.to_bits().leading_ones() > 0 && typed != Ipv4Addr::BROADCAST;
            if is_mask { !typed } else { typed }
        }
        _ => match address.octets()[0] {
            0..=127 => Ipv4Addr::new(0, 255, 255, 255),
            128..=191 => Ipv4Addr::new(0, 0, 255, 255),
            _ => Ipv4Addr::new(0, 0, 0, 255),
        },
    };
    Some(AddressMatch::new(address, wildcard))
}

/// `ip ospf PROCESS area AREA`, inside the interface.
fn is_in_process(interface: &Interface, process: u32) -> bool {
    let mut lines = interface.kept.iter().map(|line| line.text.as_str());
    lines.any(|line| {
        let mut words = line.strip_prefix("ip ospf ").unwrap_or_default().split_whitespace();
        words.next().is_some_and(|word| word.parse() == Ok(process)) && words.next() == Some("area")
    })
}
