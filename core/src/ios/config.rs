//! The running configuration of one router, and what the engine looks up in it.

use crate::algorithm::policy::IsakmpPolicy;
use crate::ipsec::transform_set::TransformSet;
use crate::map::Map;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::{AccessList, AccessListId};
use super::crypto::{IpsecConfig, IsakmpConfig};
use super::crypto_map::{CryptoMap, CryptoMapEntry, DynamicMap, Keying};
use super::grammar::Vocabulary;
use super::interface::{Interface, InterfaceAddress, InterfaceName};
use super::kept::{KeptLines, Section};
use super::profile::{IsakmpProfile, Keyring};

/// The priority of the built-in policy. IOS: field (`Checking ISAKMP transform 1 against priority 65535 policy`).
pub const DEFAULT_POLICY_PRIORITY: u16 = 65_535;

/// Everything a router was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunningConfig {
    /// `hostname`.
    pub hostname: String,
    /// `clock timezone`.
    pub clock_timezone: Option<ClockTimezone>,
    /// `service timestamps debug`.
    pub debug_timestamps: Option<Timestamps>,
    /// `service timestamps log`.
    pub log_timestamps: Option<Timestamps>,
    /// `crypto engine accelerator`, on unless `no crypto engine accelerator` was typed. Whether the box has an
    /// accelerator at all is in [`Platform`].
    pub crypto_engine_accelerator: bool,
    /// `crypto isakmp`.
    pub isakmp: IsakmpConfig,
    /// `crypto keyring`, in the order typed.
    pub keyrings: Vec<Keyring>,
    /// `crypto isakmp profile`, in the order typed.
    pub isakmp_profiles: Vec<IsakmpProfile>,
    /// `crypto ipsec`.
    pub ipsec: IpsecConfig,
    /// `crypto dynamic-map`, by name.
    pub dynamic_maps: Map<String, DynamicMap>,
    /// `crypto map`, by name.
    pub crypto_maps: Map<String, CryptoMap>,
    /// `interface`, by name.
    pub interfaces: Map<InterfaceName, Interface>,
    /// `access-list` and `ip access-list extended`.
    pub access_lists: Map<AccessListId, AccessList>,
    /// `ip route`, in the order typed.
    pub static_routes: Vec<StaticRoute>,
    /// `ip host`, in the order typed.
    pub hosts: Vec<Host>,
    /// Lines that change nothing here, for `show running-config`.
    pub kept: Map<Section, KeptLines>,
}

impl Default for RunningConfig {
    /// A router without configuration. IOS: reference: its name is `Router`.
    fn default() -> Self {
        Self {
            hostname: "Router".to_string(),
            clock_timezone: None,
            debug_timestamps: None,
            log_timestamps: None,
            crypto_engine_accelerator: true,
            isakmp: IsakmpConfig::default(),
            keyrings: Vec::new(),
            isakmp_profiles: Vec::new(),
            ipsec: IpsecConfig::default(),
            dynamic_maps: Map::new(),
            crypto_maps: Map::new(),
            interfaces: Map::new(),
            access_lists: Map::new(),
            static_routes: Vec::new(),
            hosts: Vec::new(),
            kept: Map::new(),
        }
    }
}

impl RunningConfig {
    /// The policies in the order they are tried: the configured ones, then the built-in one at
    /// [`DEFAULT_POLICY_PRIORITY`].
    pub fn isakmp_policies(&self) -> impl Iterator<Item = (u16, IsakmpPolicy)> + '_ {
        let configured = self
            .isakmp
            .policies
            .iter()
            .map(|(priority, policy)| (*priority, policy.clone()));
        configured.chain(core::iter::once((DEFAULT_POLICY_PRIORITY, IsakmpPolicy::default())))
    }

    /// The choices that there are: those of the release that the `version` line names. Modelled: without one, all.
    pub fn vocabulary(&self) -> Vocabulary {
        match self.release() {
            Some(release) if release <= (12, 3) => Vocabulary::Ios12_3,
            _ => Vocabulary::Later,
        }
    }

    /// Whether access groups check what a tunnel carries besides the packets that carry it. IOS: field notice 29690: up to
    /// 12.3(8)T. Modelled: a `version` line of 12.3, or none, is 12.3(7)T.
    pub fn filters_tunnelled(&self) -> bool {
        self.release().is_none_or(|release| release <= (12, 3))
    }

    /// The release that the `version` line names.
    fn release(&self) -> Option<(u16, u16)> {
        let mut lines = self.kept.get(&Section::Version).into_iter().flat_map(KeptLines::iter);
        lines
            .find_map(|line| line.text.strip_prefix("version "))
            .and_then(release)
    }

    /// Whether IOS 12.3 has all algorithms that are configured.
    pub fn is_in_12_3(&self) -> bool {
        let mut policies = self.isakmp.policies.values();
        let mut entries = self.all_entries();
        let has_pfs = |entry: &CryptoMapEntry| match &entry.keying {
            Keying::Isakmp(keying) => keying.pfs.is_none_or(|group| group.is_in_12_3),
            Keying::Manual(_) | Keying::Dynamic(_) => true,
        };
        policies.all(|policy| policy.hash.is_in_12_3 && policy.group.is_in_12_3)
            && self.ipsec.transform_sets.values().all(TransformSet::is_in_12_3)
            && entries.all(|(_, _, entry)| has_pfs(entry))
    }

    /// The addresses that `ip host` gives a name; none are asked for in the network. Names have no case (RFC 1035 §2.3.3).
    pub fn addresses_of(&self, name: &str) -> &[Ipv4Addr] {
        let host = self.hosts.iter().find(|host| host.name.eq_ignore_ascii_case(name));
        host.map_or(&[], |host| &host.addresses)
    }

    /// The transform set of this name.
    pub fn transform_set(&self, name: &str) -> Option<&TransformSet> {
        self.ipsec.transform_sets.get(name)
    }

    /// The access list of this number or name.
    pub fn access_list(&self, id: &AccessListId) -> Option<&AccessList> {
        self.access_lists.get(id)
    }

    /// The crypto map on an interface, with its name. A map that is named there but not defined is none.
    pub fn crypto_map_on(&self, interface: InterfaceName) -> Option<(&str, &CryptoMap)> {
        let name = self.interfaces.get(&interface)?.crypto_map.as_deref()?;
        self.crypto_maps.get(name).map(|map| (name, map))
    }

    /// Whether an interface has an address, and is up.
    pub fn has_address(&self, interface: InterfaceName) -> bool {
        let interface = self.interfaces.get(&interface);
        interface.is_some_and(|it| it.active_address().is_some())
    }

    /// The address with which a tunnel of the map on `interface` starts here.
    pub fn tunnel_address(&self, interface: InterfaceName) -> Option<Ipv4Addr> {
        let local = self.crypto_map_on(interface).and_then(|(_, map)| map.local_address);
        let address = self.interfaces.get(&local.unwrap_or(interface))?.active_address()?;
        Some(address.address)
    }

    /// Whether ISAKMP runs: it is enabled, and an interface has a crypto map. IOS: field (`ISAKMP is ON`). Modelled: while it
    /// does not run, no message of IKE is answered.
    pub fn negotiates(&self) -> bool {
        self.isakmp.enabled && self.interfaces.values().any(|interface| interface.crypto_map.is_some())
    }

    /// Whether an accelerator is there and on, and so handles every negotiated connection. IOS: seed, the first
    /// limitation.
    pub fn accelerator_in_use(&self, platform: Platform) -> bool {
        platform.accelerator && self.crypto_engine_accelerator
    }

    /// Whether a transform set can be used now: SEAL cannot while an accelerator handles the connections. IOS: seed.
    pub fn is_usable_transform_set(&self, set: &TransformSet, platform: Platform) -> bool {
        !(set.is_seal() && self.accelerator_in_use(platform))
    }
}

/// The numbers of a release: 12 and 3 of `12.3` and of `12.3(7)T`.
fn release(text: &str) -> Option<(u16, u16)> {
    let (major, rest) = text.split_once('.')?;
    let minor = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// What no configuration line can change: the box, and the software that it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Platform {
    /// A crypto accelerator is present.
    pub accelerator: bool,
    /// What its software is made to allow although IOS refuses it.
    pub what_if: WhatIf,
}

impl Platform {
    /// A box with or without an accelerator that runs IOS as it is.
    pub const fn with_accelerator(accelerator: bool) -> Self {
        Platform {
            accelerator,
            what_if: WhatIf::NOTHING,
        }
    }
}

/// What would happen if IOS allowed what it refuses. **Not IOS**: off unless somebody wants to see why it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatIf {
    /// esp-seal without an authentication transform (limitation 2): whoever is on the wire can change packets.
    pub seal_without_authentication: bool,
    /// esp-seal in a manually keyed crypto map (limitation 3): every boot uses the same keystream again.
    pub seal_with_manual_keys: bool,
}

impl WhatIf {
    /// IOS as it is.
    pub const NOTHING: WhatIf = WhatIf {
        seal_without_authentication: false,
        seal_with_manual_keys: false,
    };
}

/// `clock timezone NAME HOURS [MINUTES]`. IOS: seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockTimezone {
    /// The name that is printed.
    pub name: String,
    /// Hours from UTC, -23 to 23.
    pub hours: i8,
    /// Minutes from UTC, 0 to 59, in the direction of the hours.
    pub minutes: u8,
}

/// `ip host NAME [PORT] ADDRESS …`. IOS: field, for the name and its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Host {
    /// The name.
    pub name: String,
    /// The port that `telnet` takes.
    pub port: Option<u16>,
    /// Its addresses, the first to be tried first.
    pub addresses: Vec<Ipv4Addr>,
}

impl fmt::Display for Host {
    /// As `show running-config` has it behind `ip host`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.port.iter().try_for_each(|port| write!(f, " {port}"))?;
        self.addresses.iter().try_for_each(|address| write!(f, " {address}"))
    }
}

/// What stands before a debug or log record. IOS: reference, `service timestamps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Timestamps {
    /// `uptime`.
    Uptime,
    /// `datetime`, with its options.
    Datetime {
        /// `msec`: with milliseconds.
        milliseconds: bool,
        /// `localtime`: in the configured time zone rather than UTC.
        local_time: bool,
        /// `show-timezone`: with the zone's name.
        show_timezone: bool,
    },
}

/// Where a static route points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NextHop {
    /// At another router.
    Address(Ipv4Addr),
    /// Out of an interface; out of `Null0`, into nothing.
    Interface(InterfaceName),
    /// At another router, out of an interface.
    Via(InterfaceName, Ipv4Addr),
}

/// One `ip route`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaticRoute {
    /// The network and its mask.
    pub network: InterfaceAddress,
    /// Where it points.
    pub next_hop: NextHop,
    /// The administrative distance, 1 to 255; 1 unless typed.
    pub distance: u8,
    /// `name`, `permanent`, `tag` and `track` as typed, which change nothing here.
    pub options: String,
}

impl StaticRoute {
    /// IOS: reference, the default distance of a static route.
    pub const DEFAULT_DISTANCE: u8 = 1;
}

impl fmt::Display for StaticRoute {
    /// As `show running-config` has it behind `ip route`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.network.address, self.network.mask)?;
        match self.next_hop {
            NextHop::Address(address) => write!(f, "{address}")?,
            NextHop::Interface(name) => write!(f, "{name}")?,
            NextHop::Via(name, address) => write!(f, "{name} {address}")?,
        }
        if self.distance != Self::DEFAULT_DISTANCE {
            write!(f, " {}", self.distance)?;
        }
        f.write_str(if self.options.is_empty() { "" } else { " " })?;
        f.write_str(&self.options)
    }
}
