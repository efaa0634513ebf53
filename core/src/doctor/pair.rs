//! The two configurations, and what of them belongs to the tunnel.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::event::RouterId;
use crate::ios::access_list::{AccessList, Flow};
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::{CryptoMap, CryptoMapEntry, DynamicReference, IsakmpKeying, Keying};
use crate::ios::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use crate::ios::mode::Mode;
use crate::ios::parse::{follow, parse_lines};
use crate::ios::routing::Egress;
use crate::ios::{LeftOut, start_up};
use crate::ip::ipv4;
use crate::ipsec::entry::EntryId;
use crate::sim::Scenario;

/// Two routers as they are configured now, and as they were at first.
pub(super) struct Pair<'s> {
    scenario: &'s Scenario,
    /// Whose lines have the numbers that a reader knows; `None` if nobody wants to know any.
    original: Option<&'s Scenario>,
    configs: [RunningConfig; 2],
    ends: [Option<End>; 2],
}

/// The entry of a crypto map that is for the other router.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The crypto map's name.
    pub map: String,
    /// The entry's sequence number.
    pub sequence: u16,
    /// Where it refers to a dynamic map: the name of that, and the sequence number there.
    pub dynamic: Option<(String, u16)>,
    /// The entry; that of the dynamic map, where it refers to one.
    pub entry: CryptoMapEntry,
    /// The interfaces that have the map.
    pub applied: Vec<InterfaceName>,
}

impl End {
    /// What is negotiated; `None` if the keys are typed.
    pub fn keying(&self) -> Option<&IsakmpKeying> {
        match &self.entry.keying {
            Keying::Isakmp(keying) => Some(keying),
            _ => None,
        }
    }

    /// Whether it only answers: nobody knows the peer of a dynamic map's entry before that begins. IOS: reference, `crypto
    /// dynamic-map`.
    pub fn is_dynamic(&self) -> bool {
        self.dynamic.is_some()
    }

    /// Its number.
    pub fn id(&self) -> EntryId {
        EntryId {
            sequence: self.sequence,
            dynamic: self.dynamic.as_ref().map(|(_, number)| *number),
        }
    }

    /// The line that goes to the entry.
    pub fn opener(&self) -> String {
        match &self.dynamic {
            Some((name, number)) => format!("crypto dynamic-map {name} {number}"),
            None => self.fixed_opener(),
        }
    }

    /// The line that goes to the crypto map's own entry, without what it refers to.
    pub fn fixed_opener(&self) -> String {
        let kind = if self.keying().is_some() {
            "ipsec-isakmp"
        } else {
            "ipsec-manual"
        };
        format!("crypto map {} {} {kind}", self.map, self.sequence)
    }

    /// The same entry in a configuration, if it is there.
    fn find<'c>(&self, config: &'c RunningConfig) -> Option<&'c CryptoMapEntry> {
        match &self.dynamic {
            Some((name, number)) => config.dynamic_maps.get(name)?.get(number),
            None => config.crypto_maps.get(&self.map)?.entries.get(&self.sequence),
        }
    }
}

impl<'s> Pair<'s> {
    /// The routers of a scenario; lines are looked for in the original one, which takes its time.
    pub fn new(scenario: &'s Scenario, original: Option<&'s Scenario>) -> Self {
        let configs = [0, 1].map(|at: usize| {
            let setup = &scenario.routers[at];
            start_up(&setup.configuration, setup.platform)
        });
        let mut pair = Pair {
            scenario,
            original,
            configs,
            ends: [None, None],
        };
        pair.ends = RouterId::BOTH.map(|router| pair.find_end(router));
        pair
    }

    /// A router's configuration.
    pub fn config(&self, router: RouterId) -> &RunningConfig {
        &self.configs[router.index()]
    }

    /// A router's setup.
    pub fn platform(&self, router: RouterId) -> crate::ios::Platform {
        self.scenario.routers[router.index()].platform
    }

    /// Its end of the tunnel.
    pub fn end(&self, router: RouterId) -> Option<&End> {
        self.ends[router.index()].as_ref()
    }

    /// Whether there are two ends, and neither has typed keys.
    pub fn negotiates(&self) -> bool {
        let is_manual = |end: &End| matches!(end.entry.keying, Keying::Manual(_));
        self.ends
            .iter()
            .all(|end| end.as_ref().is_some_and(|end| !is_manual(end)))
    }

    /// Both ends of a tunnel that is negotiated.
    pub fn negotiated(&self) -> Option<[(&End, &IsakmpKeying); 2]> {
        let [one, other] = RouterId::BOTH.map(|router| {
            let end = self.end(router)?;
            Some((end, end.keying()?))
        });
        Some([one?, other?])
    }

    /// The host behind a router.
    pub fn host(&self, router: RouterId) -> Ipv4Addr {
        self.scenario.hosts[router.index()]
    }

    /// Its traffic to the host behind the other router.
    pub fn flow(&self, router: RouterId) -> Flow {
        Flow {
            protocol: ipv4::ICMP,
            source: self.host(router),
            source_port: 0,
            destination: self.host(router.peer()),
            destination_port: 0,
        }
    }

    /// Whether a router never begins: its end of the tunnel only answers.
    pub fn waits(&self, router: RouterId) -> bool {
        self.end(router).is_some_and(End::is_dynamic)
    }

    /// The routers in the order in which they are made to fit the other: R2 first, but not the one that waits for many peers.
    pub fn adapting(&self) -> [RouterId; 2] {
        if self.waits(RouterId::R2) && !self.waits(RouterId::R1) {
            [RouterId::R1, RouterId::R2]
        } else {
            [RouterId::R2, RouterId::R1]
        }
    }

    /// The access list of the crypto map entry.
    pub fn list(&self, router: RouterId) -> Option<&AccessList> {
        let id = self.end(router)?.entry.match_address.as_ref()?;
        self.config(router).access_list(id)
    }

    /// The addresses of a router, each with its interface, whether that is up or not.
    pub fn addresses(&self, router: RouterId) -> impl Iterator<Item = (InterfaceName, InterfaceAddress)> + '_ {
        let interfaces = self.config(router).interfaces.iter();
        interfaces.flat_map(|(name, it)| all_addresses(it).map(|address| (*name, address)))
    }

    /// Whether a router has an address.
    pub fn has(&self, router: RouterId, address: Ipv4Addr) -> bool {
        self.addresses(router).any(|(_, it)| it.address == address)
    }

    /// The line by which an interface gets its address from elsewhere: `ip address dhcp`.
    pub fn address_from(&self, router: RouterId, interface: InterfaceName) -> Option<String> {
        let kept = &self.config(router).interfaces.get(&interface)?.kept;
        let is_meant = |text: &str| ["ip address ", "ip unnumbered "].iter().any(|it| text.starts_with(it));
        let mut lines = kept.iter().map(|line| &line.text);
        lines.find(|line| is_meant(line)).cloned()
    }

    /// The interface of a router towards the other, and the tunnel's address there: the one that the other takes for its
    /// peer, or has the crypto map, or is on a network of both.
    pub fn outer(&self, router: RouterId) -> Option<(InterfaceName, InterfaceAddress)> {
        let others: Vec<InterfaceAddress> = self.addresses(router.peer()).map(|(_, it)| it).collect();
        let peers = self.end(router.peer()).map_or(&[][..], |end| end.entry.peers());
        let applied = self.end(router).map_or(&[][..], |end| &end.applied);
        let is_shared = |it: &InterfaceAddress| others.iter().any(|other| it.contains(other.address));
        let is_inside = |it: &InterfaceAddress| it.contains(self.host(router));
        let rank = |(name, it): &(InterfaceName, InterfaceAddress)| {
            let is_wired = name.kind != InterfaceKind::Loopback;
            let is_peer = is_wired && peers.contains(&it.address) && !self.has(router.peer(), it.address);
            (
                is_peer,
                applied.contains(name) && !is_inside(it),
                is_shared(it) && !is_inside(it),
                applied.contains(name),
            )
        };
        let towards = || others.iter().find_map(|other| way(self.config(router), other.address));
        let mut best: Option<(InterfaceName, InterfaceAddress)> = None;
        for it in self.addresses(router) {
            if best.as_ref().is_none_or(|best| rank(&it) > rank(best)) {
                best = Some(it);
            }
        }
        let (name, address) = match best.filter(|it| rank(it) != (false, false, false, false)) {
            Some(best) => best,
            None => {
                let name = towards()?.interface;
                self.addresses(router).find(|(it, _)| *it == name)?
            }
        };
        // `local-address` gives the tunnel another address than its interface has.
        let local = self
            .config(router)
            .tunnel_address(name)
            .filter(|_| applied.contains(&name));
        let address = match local {
            Some(local) => InterfaceAddress {
                address: local,
                ..address
            },
            None => address,
        };
        Some((name, address))
    }

    /// The line of a router's own text that last changed a value; `None` if none did.
    pub fn line<T: PartialEq>(&self, router: RouterId, value: impl Fn(&RunningConfig) -> T) -> Option<u32> {
        let setup = &self.original?.routers[router.index()];
        let mut last = value(&RunningConfig::default());
        let mut line = None;
        follow(&setup.configuration, setup.platform, |number, _, config| {
            let now = value(config);
            if now != last {
                line = Some(number);
                last = now;
            }
        });
        line
    }

    /// The last line of a router's own text that was understood in a mode as the row of this path, though it may have changed
    /// nothing.
    pub fn said(&self, router: RouterId, mode: &Mode, path: &str) -> Option<u32> {
        let setup = &self.original?.routers[router.index()];
        let mut line = None;
        follow(&setup.configuration, setup.platform, |number, result, _| {
            let understood = result.understood.as_ref();
            if understood.is_some_and(|(it, row)| it == mode && *row == path) {
                line = Some(number);
            }
        });
        line
    }

    /// The line that last changed something of the crypto map entry, else the one that opened it.
    pub fn entry_line<T: PartialEq>(&self, router: RouterId, value: impl Fn(&CryptoMapEntry) -> T) -> Option<u32> {
        let end = self.end(router)?;
        // Nothing of an entry is set where it begins.
        let said = |config: &RunningConfig| end.find(config).map(&value);
        let opened = || self.line(router, |config| end.find(config).is_some());
        let referred = || {
            self.line(router, |config| {
                let map = config.crypto_maps.get(&end.map);
                map.is_some_and(|map| map.entries.contains_key(&end.sequence))
            })
        };
        self.line(router, said).or_else(opened).or_else(referred)
    }

    /// The lines of a router's own text that are kept and not simulated, and what they would change.
    pub fn left_out(&self, router: RouterId) -> Vec<(u32, LeftOut)> {
        let setup = self.original.map(|original| &original.routers[router.index()]);
        setup.map_or_else(Vec::new, |setup| {
            parse_lines(&setup.configuration, setup.platform).left_out
        })
    }

    /// The line that opened an interface.
    pub fn interface_line(&self, router: RouterId, name: InterfaceName) -> Option<u32> {
        self.line(router, |config| config.interfaces.contains_key(&name))
    }

    /// The line that gave an interface its address.
    pub fn address_line(&self, router: RouterId, name: InterfaceName) -> Option<u32> {
        self.line(router, |config| config.interfaces.get(&name).and_then(|it| it.address))
    }

    fn find_end(&self, router: RouterId) -> Option<End> {
        let config = self.config(router);
        let mut best: Option<((bool, bool, bool), End)> = None;
        for (map, crypto_map) in &config.crypto_maps {
            let has_map = |it: &Interface| it.crypto_map.as_ref() == Some(map);
            let applied = config.interfaces.iter().filter(|(_, it)| has_map(it));
            let applied: Vec<InterfaceName> = applied.map(|(name, _)| *name).collect();
            for (sequence, dynamic, entry) in expanded(config, crypto_map) {
                let list = entry.match_address.as_ref().and_then(|id| config.access_list(id));
                let is_for_all = dynamic.is_some() && entry.match_address.is_none();
                let rank = (
                    entry.peers().iter().any(|peer| self.has(router.peer(), *peer)),
                    is_for_all || list.is_some_and(|list| list.permits(&self.flow(router))),
                    !applied.is_empty(),
                );
                if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                    let end = End {
                        map: map.clone(),
                        sequence,
                        dynamic,
                        entry,
                        applied: applied.clone(),
                    };
                    best = Some((rank, end));
                }
            }
        }
        best.map(|(_, end)| end)
    }
}

/// An entry of a crypto map: its sequence number, the dynamic map's name and number if it refers to one, and what it says.
type Expanded = (u16, Option<(String, u16)>, CryptoMapEntry);

/// The entries of a crypto map; in the place of one that refers to a dynamic map, the entries of that, or an empty one if it
/// has none.
fn expanded(config: &RunningConfig, map: &CryptoMap) -> Vec<Expanded> {
    /// The number of the entry that a dynamic map without any gets.
    const FIRST: u16 = 10;
    let mut all = Vec::new();
    for (sequence, entry) in &map.entries {
        let Keying::Dynamic(DynamicReference { map: name, .. }) = &entry.keying else {
            all.push((*sequence, None, entry.clone()));
            continue;
        };
        match config.dynamic_maps.get(name).filter(|entries| !entries.is_empty()) {
            Some(entries) => all.extend(
                entries
                    .iter()
                    .map(|(number, entry)| (*sequence, Some((name.clone(), *number)), entry.clone())),
            ),
            None => all.push((*sequence, Some((name.clone(), FIRST)), CryptoMapEntry::default())),
        }
    }
    all
}

/// The way towards an address by a router's own configuration.
pub(super) fn way(config: &RunningConfig, destination: Ipv4Addr) -> Option<Egress> {
    config.routing_table().towards(destination)
}

/// The addresses of an interface, whether it is up or not.
pub(super) fn all_addresses(interface: &Interface) -> impl Iterator<Item = InterfaceAddress> + '_ {
    interface.address.into_iter().chain(interface.secondary.iter().copied())
}
