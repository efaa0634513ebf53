//! Lines that are kept and not simulated, and that would change what becomes of this configuration's tunnels on a real router:
//! those of the interfaces that the tunnels' packets cross, address translation, extended authentication.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::access_list::{AccessListId, Action, Flow};
use super::config::RunningConfig;
use super::crypto_map::{CryptoMap, Keying};
use super::finding::LeftOut;
use super::interface::{Interface, InterfaceName};
use super::kept::{KeptLine, Section};
use super::mode::Mode;
use super::origins::Origins;
use crate::ip::ipv4;
use crate::ipsec::proxy::ProxyIdentities;

/// The lines that are left out, and what each would change.
pub(super) fn check(config: &RunningConfig, origins: &Origins) -> Vec<(u32, LeftOut)> {
    let mut checker = Checker {
        config,
        origins,
        protected: protected(config),
        found: Vec::new(),
    };
    checker.interfaces();
    checker.translation();
    checker.extended_authentication();
    checker.found
}

struct Checker<'a> {
    config: &'a RunningConfig,
    origins: &'a Origins,
    /// What the crypto maps in use protect.
    protected: Vec<ProxyIdentities>,
    found: Vec<(u32, LeftOut)>,
}

/// On which side of the crypto map an interface is.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// It has the map.
    Outer,
    /// Its network is protected.
    Inner,
}

/// A line of an interface: how it begins, where it matters, and what it is.
type InterfaceLine = (&'static str, &'static [Side], fn(InterfaceName) -> LeftOut);

/// The IP protocol of GRE (RFC 2784).
const GRE: u8 = 47;

const BOTH: &[Side] = &[Side::Outer, Side::Inner];

const INTERFACE_LINES: [InterfaceLine; 11] = [
    ("crypto ipsec client ezvpn", BOTH, LeftOut::TunnelClient),
    ("ip address dhcp", &[Side::Outer], LeftOut::AddressFromElsewhere),
    ("ip address negotiated", &[Side::Outer], LeftOut::AddressFromElsewhere),
    ("ip inspect", &[Side::Outer], LeftOut::Firewall),
    ("ip policy", BOTH, LeftOut::PolicyRouting),
    ("ip unnumbered", &[Side::Outer], LeftOut::AddressFromElsewhere),
    ("ip vrf forwarding", BOTH, LeftOut::OwnRoutingTable),
    ("standby", BOTH, LeftOut::SharedAddress),
    ("vrf forwarding", BOTH, LeftOut::OwnRoutingTable),
    ("vrrp", BOTH, LeftOut::SharedAddress),
    ("zone-member", BOTH, LeftOut::Zone),
];

impl<'a> Checker<'a> {
    /// Reports something about a kept line.
    fn report(&mut self, mode: &Mode, line: &KeptLine, what: LeftOut) {
        if let Some(number) = self.origins.kept(mode, &line.text) {
            self.found.push((number, what));
        }
    }

    fn interfaces(&mut self) {
        for (name, interface) in &self.config.interfaces {
            let mode = Mode::Interface(*name);
            for line in interface.kept.iter() {
                let is_meant = |(begins, sides, _): &&InterfaceLine| {
                    line.text.starts_with(begins) && sides.iter().any(|side| self.is_on(*side, interface))
                };
                if let Some((_, _, what)) = INTERFACE_LINES.iter().find(is_meant) {
                    self.report(&mode, line, what(*name));
                } else if line.text.starts_with("tunnel protection") {
                    self.report(&mode, line, LeftOut::TunnelProtection(*name));
                } else if line.text.starts_with("tunnel source") && self.protects_gre() {
                    self.report(&mode, line, LeftOut::Gre(*name));
                }
            }
        }
    }

    /// Whether a crypto map is for what tunnel interfaces send.
    fn protects_gre(&self) -> bool {
        self.protected.iter().any(|proxies| proxies.protocol == GRE)
    }

    fn is_on(&self, side: Side, interface: &Interface) -> bool {
        match side {
            Side::Outer => interface.crypto_map.is_some(),
            Side::Inner => self.protected.iter().any(|proxies| {
                let local = proxies.local;
                let mut networks = interface.active_addresses();
                networks.any(|it| it.contains(local.address) || it.address & local.mask == local.address)
            }),
        }
    }

    /// Address translation of what a crypto map is to protect: it comes first on the way out (IOS: Cisco's document 6209 on
    /// the order of operations).
    fn translation(&mut self) {
        let config = self.config;
        let has = |side, begins: [&str; 2]| {
            let mut there = config.interfaces.values().filter(|it| self.is_on(side, it));
            there.any(|it| it.kept.iter().any(|line| begins.contains(&line.text.as_str())))
        };
        if !has(Side::Outer, ["ip nat outside", "ip nat enable"])
            || !has(Side::Inner, ["ip nat inside", "ip nat enable"])
        {
            return;
        }
        let lines = config.kept.get(&Section::IpServices);
        for line in lines.into_iter().flat_map(|lines| lines.iter()) {
            let words: Vec<&str> = line.text.split(' ').collect();
            let ["ip", "nat", "inside", "source", kind, name, ..] = words.as_slice() else {
                continue;
            };
            let what = match *kind {
                "list" => self.translated(|flow| self.permits(name, flow)),
                "route-map" => self.translated(|flow| self.is_taken(name, flow)),
                "static" if !words.contains(&"route-map") => self.translated_host(name),
                _ => None,
            };
            if let Some(what) = what {
                self.report(&Mode::Global, line, what);
            }
        }
    }

    /// The first of what is protected that a rule translates.
    fn translated(&self, takes: impl Fn(&Flow) -> bool) -> Option<LeftOut> {
        let first = self.protected.iter().find(|proxies| takes(&flow(proxies)));
        first.map(|proxies| LeftOut::Translation(*proxies))
    }

    fn translated_host(&self, address: &str) -> Option<LeftOut> {
        let host: Ipv4Addr = address.parse().ok()?;
        let is_protected = |it: &ProxyIdentities| host & it.local.mask == it.local.address;
        let is_any = self.protected.iter().any(is_protected);
        is_any.then_some(LeftOut::StaticTranslation(host))
    }

    fn permits(&self, list: &str, flow: &Flow) -> bool {
        let list = self.config.access_list(&AccessListId::from(list));
        list.is_some_and(|list| list.permits(flow))
    }

    /// Whether a route map takes a flow: of its clauses, the first that matches decides. IOS: reference, `route-map`: one
    /// without `match` matches everything.
    fn is_taken(&self, name: &str, flow: &Flow) -> bool {
        let blocks = self.config.kept.get(&Section::Management);
        for block in blocks.into_iter().flat_map(|blocks| blocks.iter()) {
            let words: Vec<&str> = block.text.split(' ').collect();
            let ["route-map", of, rest @ ..] = words.as_slice() else {
                continue;
            };
            let lists = block
                .inside
                .iter()
                .filter_map(|line| line.text.strip_prefix("match ip address "));
            let mut lists = lists.flat_map(|names| names.split(' ')).peekable();
            let matches = lists.peek().is_none() || lists.any(|list| self.permits(list, flow));
            if *of == name && matches {
                return rest.first() != Some(&Action::Deny.word());
            }
        }
        false
    }

    /// A router that asks its peers for users: other routers have none to name, unless their key says `no-xauth`. IOS:
    /// reference, `crypto map client authentication list`.
    fn extended_authentication(&mut self) {
        let config = self.config;
        let lines = config.kept.get(&Section::IpFeatures);
        for line in lines.into_iter().flat_map(|lines| lines.iter()) {
            let words: Vec<&str> = line.text.split(' ').collect();
            let ["crypto", "map", name, "client", "authentication", ..] = words.as_slice() else {
                continue;
            };
            let mut in_use = maps_in_use(config).filter(|(it, _)| it == name);
            if in_use.any(|(_, map)| self.asks_for_users(map)) {
                self.report(&Mode::Global, line, LeftOut::ExtendedAuthentication);
            }
        }
        for profile in config.isakmp_profiles.iter().filter(|it| !it.identities.is_empty()) {
            let mode = Mode::IsakmpProfile(profile.name.clone());
            let mut lines = profile.kept.iter();
            if let Some(line) = lines.find(|line| line.text.starts_with("client authentication list")) {
                self.report(&mode, line, LeftOut::ExtendedAuthentication);
            }
        }
    }

    /// Whether a peer of a crypto map has a key without `no-xauth`; a dynamic map's peers may have any.
    fn asks_for_users(&self, map: &CryptoMap) -> bool {
        let config = self.config;
        map.entries.values().any(|entry| match &entry.keying {
            Keying::Dynamic(_) => config.isakmp.keys.iter().any(|key| !key.no_xauth),
            Keying::Isakmp(_) | Keying::Manual(_) => entry.peers().iter().any(|peer| {
                let key = config.key_of_responder(Ipv4Addr::UNSPECIFIED, *peer).key;
                key.is_some_and(|key| !key.no_xauth)
            }),
        })
    }
}

fn maps_in_use(config: &RunningConfig) -> impl Iterator<Item = (&str, &CryptoMap)> {
    config.interfaces.keys().filter_map(|name| config.crypto_map_on(*name))
}

/// What the crypto maps on interfaces protect, line by line.
fn protected(config: &RunningConfig) -> Vec<ProxyIdentities> {
    let entries = maps_in_use(config).flat_map(|(_, map)| config.entries_of(map));
    let lists = entries.filter_map(|(_, entry)| config.access_list(entry.match_address.as_ref()?));
    lists.flat_map(|list| list.proxy_identities()).collect()
}

/// A packet of what is protected.
fn flow(proxies: &ProxyIdentities) -> Flow {
    let ProxyIdentities {
        protocol,
        local,
        remote,
    } = *proxies;
    Flow {
        protocol: if protocol == 0 { ipv4::ICMP } else { protocol },
        source: local.address,
        source_port: local.port,
        destination: remote.address,
        destination_port: remote.port,
    }
}
