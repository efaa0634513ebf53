//! Interfaces and their names.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::kept::KeptLines;
use crate::ipsec::manual::Direction;

/// The kinds of interface, in the order `show running-config` prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// `Tunnel`, a software interface whose packets go inside others.
    Tunnel,
    /// `TenGigabitEthernet`, 10 Gbit/s.
    TenGigabitEthernet,
    /// `Vlan`, the router's own port in a VLAN.
    Vlan,
    /// `Dialer`, what dials, or PPP over Ethernet.
    Dialer,
    /// `BVI`, the router's own port in a bridge group.
    Bvi,
    /// `Null`, which drops what it gets.
    Null,
    /// `Port-channel`, several links as one.
    PortChannel,
    /// `Multilink`, several links as one.
    Multilink,
    /// `Async`, a modem line.
    Async,
    /// `ATM`, cells, mostly over DSL.
    Atm,
    /// `Cellular`, a mobile network.
    Cellular,
    /// `Embedded-Service-Engine`, a computer in the router.
    EmbeddedServiceEngine,
    /// `Virtual-Template`, what virtual access interfaces are made from.
    VirtualTemplate,
    /// `Virtual-Access`, made for one caller.
    VirtualAccess,
    /// `BRI`, ISDN.
    Bri,
    /// `Hssi`, a fast serial line.
    Hssi,
    /// `POS`, packets over SONET.
    Pos,
    /// `TokenRing`, a ring.
    TokenRing,
    /// `Group-Async`, modem lines as one.
    GroupAsync,
    /// `MFR`, frame relay over several links.
    Mfr,
}

impl InterfaceKind {
    /// All kinds.
    pub const ALL: [Self; 25] = [
        Self::Loopback,
        Self::Ethernet,
        Self::FastEthernet,
        Self::GigabitEthernet,
        Self::Serial,
        Self::Tunnel,
        Self::TenGigabitEthernet,
        Self::Vlan,
        Self::Dialer,
        Self::Bvi,
        Self::Null,
        Self::PortChannel,
        Self::Multilink,
        Self::Async,
        Self::Atm,
        Self::Cellular,
        Self::EmbeddedServiceEngine,
        Self::VirtualTemplate,
        Self::VirtualAccess,
        Self::Bri,
        Self::Hssi,
        Self::Pos,
        Self::TokenRing,
        Self::GroupAsync,
        Self::Mfr,
    ];

    /// The full word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Loopback => "Loopback",
            Self::Ethernet => "Ethernet",
            Self::FastEthernet => "FastEthernet",
            Self::GigabitEthernet => "GigabitEthernet",
            Self::Serial => "Serial",
            Self::Tunnel => "Tunnel",
            Self::TenGigabitEthernet => "TenGigabitEthernet",
            Self::Vlan => "Vlan",
            Self::Dialer => "Dialer",
            Self::Bvi => "BVI",
            Self::Null => "Null",
            Self::PortChannel => "Port-channel",
            Self::Multilink => "Multilink",
            Self::Async => "Async",
            Self::Atm => "ATM",
            Self::Cellular => "Cellular",
            Self::EmbeddedServiceEngine => "Embedded-Service-Engine",
            Self::VirtualTemplate => "Virtual-Template",
            Self::VirtualAccess => "Virtual-Access",
            Self::Bri => "BRI",
            Self::Hssi => "Hssi",
            Self::Pos => "POS",
            Self::TokenRing => "TokenRing",
            Self::GroupAsync => "Group-Async",
            Self::Mfr => "MFR",
        }
    }

    /// Whether it is only software: it has a number and no slot, and can be removed.
    pub fn is_software(self) -> bool {
        use InterfaceKind as K;
        matches!(
            self,
            K::Loopback
                | K::Tunnel
                | K::Vlan
                | K::Dialer
                | K::Bvi
                | K::Null
                | K::PortChannel
                | K::Multilink
                | K::VirtualTemplate
                | K::VirtualAccess
                | K::GroupAsync
                | K::Mfr
        )
    }

    /// Whether packets go through it here. Tunnels are not simulated, and so are always down.
    pub fn is_simulated(self) -> bool {
        !matches!(
            self,
            Self::Tunnel | Self::VirtualTemplate | Self::VirtualAccess | Self::Null
        )
    }

    /// Whether there is one other router at the far end, which gets whatever goes out.
    pub fn is_point_to_point(self) -> bool {
        use InterfaceKind as K;
        matches!(
            self,
            K::Serial | K::Dialer | K::Multilink | K::Async | K::Cellular | K::Bri | K::Hssi | K::Pos
        )
    }

    /// The bandwidth that the kind has unless told otherwise, in kbit/s. IOS: field for Ethernet, Serial and Loopback;
    /// Modelled for the others.
    pub fn bandwidth(self) -> u32 {
        match self {
            Self::Loopback => 8_000_000,
            Self::Ethernet => 10_000,
            Self::GigabitEthernet => 1_000_000,
            Self::Serial => 1544,
            _ => 100_000,
        }
    }

    /// The delay that the kind has unless told otherwise, in microseconds. IOS and Modelled: as [`InterfaceKind::bandwidth`].
    pub fn delay(self) -> u32 {
        match self {
            Self::Loopback => 5000,
            Self::Ethernet => 1000,
            Self::GigabitEthernet => 10,
            Self::Serial => 20_000,
            _ => 100,
        }
    }

    /// The kind that `text` abbreviates. Modelled: of several, the first of [`InterfaceKind::ALL`], which every router has.
    pub fn from_abbreviation(text: &str) -> Option<Self> {
        let matching = |kind: &Self| {
            let start = kind.word().as_bytes().get(..text.len());
            !text.is_empty() && start.is_some_and(|start| start.eq_ignore_ascii_case(text.as_bytes()))
        };
        Self::ALL.into_iter().find(matching)
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
    /// The slot inside that slot.
    pub subslot: Option<u8>,
    /// The port, or a software interface's number.
    pub port: u32,
    /// The channel group of a T1 or E1.
    pub channel: Option<u32>,
    /// The number of a sub-interface.
    pub subinterface: Option<u32>,
}

impl InterfaceName {
    /// The highest number of a software interface. IOS: reference, `interface loopback <0-2147483647>`.
    pub const MAX_PORT: u32 = 0x7fff_ffff;

    /// `KINDslot/port`.
    pub const fn slotted(kind: InterfaceKind, slot: u8, port: u32) -> Self {
        Self {
            kind,
            slot: Some(slot),
            subslot: None,
            port,
            channel: None,
            subinterface: None,
        }
    }

    /// The name of `kind` and the typed unit: `0`, `0/0`, `0/0/0`, `0/0:15`, `0/0.10`.
    pub fn from_parts(kind: InterfaceKind, unit: &str) -> Option<Self> {
        let (unit, subinterface) = split_number(unit, '.')?;
        let (unit, channel) = split_number(unit, ':')?;
        let mut parts = unit.rsplit('/');
        let port = number(parts.next()?)?;
        let mut slots = [parts.next(), parts.next()];
        if slots[1].is_some() {
            slots.swap(0, 1);
        }
        let slot = |text: Option<&str>| match text {
            Some(text) => number(text).and_then(|it| u8::try_from(it).ok()).map(Some),
            None => Some(None),
        };
        let [slot, subslot] = [slot(slots[0])?, slot(slots[1])?];
        let is_name = parts.next().is_none() && port <= Self::MAX_PORT && !(kind.is_software() && slot.is_some());
        is_name.then_some(Self {
            kind,
            slot,
            subslot,
            port,
            channel,
            subinterface,
        })
    }

    /// Whether `no interface` removes it.
    pub fn is_removable(self) -> bool {
        self.kind.is_software() || self.subinterface.is_some()
    }
}

/// The text before a separator, and the number behind it, if there is one.
fn split_number(text: &str, separator: char) -> Option<(&str, Option<u32>)> {
    match text.split_once(separator) {
        Some((before, after)) => Some((before, Some(number(after)?))),
        None => Some((text, None)),
    }
}

/// A decimal number without sign.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        let slots = [self.slot, self.subslot];
        slots.iter().flatten().try_for_each(|slot| write!(f, "{slot}/"))?;
        write!(f, "{}", self.port)?;
        self.channel.iter().try_for_each(|channel| write!(f, ":{channel}"))?;
        self.subinterface.iter().try_for_each(|number| write!(f, ".{number}"))
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
        let (own, own_mask) = (self.address.to_bits(), self.mask.to_bits());
        let (other, other_mask) = (other.address.to_bits(), other.mask.to_bits());
        (other & other_mask ^ own) & own_mask == 0 || (own & own_mask ^ other) & other_mask == 0
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

/// The access lists that filter what comes in by an interface, and what goes out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AccessGroups {
    /// `in`.
    pub inbound: Option<AccessListId>,
    /// `out`.
    pub outbound: Option<AccessListId>,
}

impl AccessGroups {
    /// The list of a direction.
    pub fn of(&self, direction: Direction) -> Option<&AccessListId> {
        match direction {
            Direction::Inbound => self.inbound.as_ref(),
            Direction::Outbound => self.outbound.as_ref(),
        }
    }
}

/// What is configured under one `interface`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Interface {
    /// `description`.
    pub description: Option<String>,
    /// `point-to-point` or `multipoint`, of a sub-interface.
    pub form: Option<&'static str>,
    /// `ip address`.
    pub address: Option<InterfaceAddress>,
    /// `ip address … secondary`, in the order typed.
    pub secondary: Vec<InterfaceAddress>,
    /// `ip access-group … in` and `ip access-group … out`.
    pub access_groups: AccessGroups,
    /// `crypto map`.
    pub crypto_map: Option<String>,
    /// `shutdown`. Modelled: an interface is up unless it is shut down, whoever plugs the cable in.
    pub shutdown: bool,
    /// No packets go through it here: it is down, whatever is typed.
    pub is_unsimulated: bool,
    /// The lines that change nothing here, as `show running-config` prints them.
    pub kept: KeptLines,
}

impl Interface {
    /// Whether packets can go through it.
    pub fn is_up(&self) -> bool {
        !self.shutdown && !self.is_unsimulated
    }

    /// The address with which the interface takes part in routing, if it is up and has one.
    pub fn active_address(&self) -> Option<InterfaceAddress> {
        self.address.filter(|_| self.is_up())
    }

    /// That address and the secondary ones.
    pub fn active_addresses(&self) -> impl Iterator<Item = InterfaceAddress> + '_ {
        let secondary = self.secondary.iter().copied().filter(|_| self.is_up());
        self.active_address().into_iter().chain(secondary)
    }
}
