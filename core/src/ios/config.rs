//! The running configuration of one router, and what the engine looks up in it.

use crate::map::Map;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::{AccessList, AccessListId};
use super::crypto::{IpsecConfig, IsakmpConfig, IsakmpPolicy, KeyPeer, PresharedKey, TransformSet};
use super::crypto_map::CryptoMap;
use super::interface::{Interface, InterfaceName};
use super::routing::StaticRoute;

/// The priority of the built-in policy. IOS: field (`Checking ISAKMP transform 1 against priority 65535 policy`).
pub const DEFAULT_POLICY_PRIORITY: u16 = 65_535;

/// Everything a router was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// `crypto ipsec`.
    pub ipsec: IpsecConfig,
    /// `crypto map`, by name.
    pub crypto_maps: Map<String, CryptoMap>,
    /// `interface`, by name.
    pub interfaces: Map<InterfaceName, Interface>,
    /// `access-list` and `ip access-list extended`.
    pub access_lists: Map<AccessListId, AccessList>,
    /// `ip route`, in the order typed.
    pub static_routes: Vec<StaticRoute>,
    /// Lines that change nothing here, in the order typed, for `show running-config`.
    pub kept: Vec<KeptLine>,
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
            ipsec: IpsecConfig::default(),
            crypto_maps: Map::new(),
            interfaces: Map::new(),
            access_lists: Map::new(),
            static_routes: Vec::new(),
            kept: Vec::new(),
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

    /// The pre-shared key for `peer`: the one with the longest mask.
    pub fn preshared_key(&self, peer: Ipv4Addr) -> Option<&PresharedKey> {
        let rank = |key: &&PresharedKey| match key.peer {
            KeyPeer::Address { address, mask } => (peer & mask == address & mask).then(|| mask.to_bits().count_ones()),
            KeyPeer::Hostname(_) => None,
        };
        let keys = self.isakmp.keys.iter().filter_map(|key| Some((rank(&key)?, key)));
        keys.max_by_key(|(length, _)| *length).map(|(_, key)| key)
    }

    /// The pre-shared key for a peer that is known by its name.
    pub fn preshared_key_of_host(&self, name: &str) -> Option<&PresharedKey> {
        self.isakmp
            .keys
            .iter()
            .find(|key| matches!(&key.peer, KeyPeer::Hostname(host) if host == name))
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

    /// The address with which a tunnel of the map on `interface` starts here.
    pub fn tunnel_address(&self, interface: InterfaceName) -> Option<Ipv4Addr> {
        let local = self.crypto_map_on(interface).and_then(|(_, map)| map.local_address);
        let address = self.interfaces.get(&local.unwrap_or(interface))?.active_address()?;
        Some(address.address)
    }

    /// Whether ISAKMP runs: it is enabled, and an interface has a crypto map. IOS: field (`ISAKMP is ON`).
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockTimezone {
    /// The name that is printed.
    pub name: String,
    /// Hours from UTC, -23 to 23.
    pub hours: i8,
    /// Minutes from UTC, 0 to 59, in the direction of the hours.
    pub minutes: u8,
}

/// What stands before a debug or log record. IOS: reference, `service timestamps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Where `show running-config` prints a kept line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// `version 12.3`, first of all.
    Version,
    /// `service …`, before the host name.
    Service,
    /// `boot-start-marker`, after the host name.
    Boot,
    /// `enable secret`, `logging …`.
    Logging,
    /// `aaa …`, `ip subnet-zero`, after the time zone.
    General,
    /// `ip cef`, `ip audit …`, before everything crypto.
    IpFeatures,
    /// `ip classless`, before the static routes.
    IpRouting,
    /// `ip http …`, after the static routes.
    IpServices,
    /// `control-plane`, `snmp-server`, after the access lists.
    Management,
    /// `line …`.
    Line,
    /// `ntp …`, before `end`.
    Last,
}

/// A line that changes nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLine {
    /// Where it is printed.
    pub section: Section,
    /// The line, its abbreviations spelled out.
    pub text: String,
    /// The lines inside it: those under `line vty 0 4`.
    pub inside: Vec<String>,
}
