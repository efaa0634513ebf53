//! Interfaces and their names.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kinds of interface these routers have, in the order `show running-config` prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterfaceKind {
    /// `Loopback`, a software interface.
    Loopback,
    /// `Ethernet`, 10 Mbit/s.
    Ethernet,
    /// `FastEthernet`, 100 Mbit/s.
    FastEthernet,
    /// `GigabitEthernet`, 1000 Mbit/s.
    GigabitEthernet,
    /// `Serial`.
    Serial,
}

impl InterfaceKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Loopback,
        Self::Ethernet,
        Self::FastEthernet,
        Self::GigabitEthernet,
        Self::Serial,
    ];

    /// The full word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Loopback => "Loopback",
            Self::Ethernet => "Ethernet",
            Self::FastEthernet => "FastEthernet",
            Self::GigabitEthernet => "GigabitEthernet",
            Self::Serial => "Serial",
        }
    }

    /// The kind that `text` abbreviates, if it is only one.
    pub fn from_abbreviation(text: &str) -> Option<Self> {
        let matching = |kind: &Self| {
            let word = kind.word();
            !text.is_empty()
                && word.len() >= text.len()
                && word.as_bytes()[..text.len()].eq_ignore_ascii_case(text.as_bytes())
        };
        let mut kinds = Self::ALL.into_iter().filter(matching);
        let first = kinds.next()?;
        kinds.next().is_none().then_some(first)
    }
}

/// The canonical name of an interface: `Ethernet0/0`, `Loopback0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InterfaceName {
    /// Its kind.
    pub kind: InterfaceKind,
    /// The slot of a modular router.
    pub slot: Option<u8>,
    /// The port, or a software interface's number.
    pub port: u32,
}

impl InterfaceName {
    /// The highest number of a software interface. IOS: reference, `interface loopback <0-2147483647>`.
    pub const MAX_PORT: u32 = 0x7fff_ffff;

    /// `KINDslot/port`.
    pub const fn slotted(kind: InterfaceKind, slot: u8, port: u32) -> Self {
        Self {
            kind,
            slot: Some(slot),
            port,
        }
    }

    /// The name of `kind` and the typed unit, `0/0` or `0`.
    pub fn from_parts(kind: InterfaceKind, unit: &str) -> Option<Self> {
        let (slot, port) = match unit.split_once('/') {
            Some((slot, port)) => (Some(number(slot)?), port),
            None => (None, unit),
        };
        let slot = slot.map(u8::try_from).transpose().ok()?;
        let software = kind == InterfaceKind::Loopback;
        let port = number(port)?;
        (port <= Self::MAX_PORT && !(software && slot.is_some())).then_some(Self { kind, slot, port })
    }
}

/// A decimal number without sign.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot {
            Some(slot) => write!(f, "{}{}/{}", self.kind.word(), slot, self.port),
            None => write!(f, "{}{}", self.kind.word(), self.port),
        }
    }
}

/// The text is not the name of an interface these routers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnInterface;

impl fmt::Display for NotAnInterface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an interface name")
    }
}

impl FromStr for InterfaceName {
    type Err = NotAnInterface;

    /// Takes abbreviations too: `e0/0`, `fa1/0`.
    fn from_str(text: &str) -> Result<Self, NotAnInterface> {
        let digits = text.find(|c: char| c.is_ascii_digit()).ok_or(NotAnInterface)?;
        let (kind, unit) = text.split_at(digits);
        let kind = InterfaceKind::from_abbreviation(kind).ok_or(NotAnInterface)?;
        Self::from_parts(kind, unit).ok_or(NotAnInterface)
    }
}

impl TryFrom<String> for InterfaceName {
    type Error = NotAnInterface;

    fn try_from(text: String) -> Result<Self, NotAnInterface> {
        text.parse()
    }
}

impl From<InterfaceName> for String {
    fn from(name: InterfaceName) -> Self {
        name.to_string()
    }
}

/// An address with its mask: of an interface, or of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InterfaceAddress {
    /// The address.
    pub address: Ipv4Addr,
    /// The mask.
    pub mask: Ipv4Addr,
}

impl InterfaceAddress {
    /// The network's own address.
    pub fn network(self) -> Ipv4Addr {
        self.address & self.mask
    }

    /// Whether `other` is in the network.
    pub fn contains(self, other: Ipv4Addr) -> bool {
        other & self.mask == self.network()
    }

    /// Whether the two networks share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.network()) || other.contains(self.network())
    }

    /// Whether the mask is ones, then zeros.
    pub fn has_contiguous_mask(self) -> bool {
        let bits = self.mask.to_bits();
        bits.leading_ones() == bits.count_ones()
    }

    /// The network's broadcast address.
    pub fn broadcast(self) -> Ipv4Addr {
        self.address | !self.mask
    }

    /// The number of one bits of the mask.
    pub fn prefix_length(self) -> u32 {
        self.mask.to_bits().count_ones()
    }
}

/// What is configured under one `interface`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Interface {
    /// `description`.
    pub description: Option<String>,
    /// `ip address`.
    pub address: Option<InterfaceAddress>,
    /// `crypto map`.
    pub crypto_map: Option<String>,
    /// `shutdown`. Modelled: an interface is up unless it is shut down, whoever plugs the cable in.
    pub shutdown: bool,
    /// The lines that change nothing here, as `show running-config` prints them.
    pub kept: Vec<String>,
}

impl Interface {
    /// The address with which the interface takes part in routing, if it is up and has one.
    pub fn active_address(&self) -> Option<InterfaceAddress> {
        self.address.filter(|_| !self.shutdown)
    }
}
