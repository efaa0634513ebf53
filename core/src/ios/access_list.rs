//! Extended access lists, which for a crypto map say what to protect.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// The number or name of an access list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AccessListId {
    /// `ip access-list extended NAME`.
    Named(String),
    /// `access-list N`; extended lists are 100 to 199 and 2000 to 2699.
    Numbered(u16),
}

impl fmt::Display for AccessListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Numbered(number) => write!(f, "{number}"),
        }
    }
}

impl From<&str> for AccessListId {
    /// Digits that make a number are one; all else is a name.
    fn from(text: &str) -> Self {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Self::Numbered(number),
            _ => Self::Named(text.to_string()),
        }
    }
}

impl From<String> for AccessListId {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<AccessListId> for String {
    fn from(id: AccessListId) -> Self {
        id.to_string()
    }
}

impl AccessListId {
    /// Whether this can be an extended list: any name, or 100 to 199 and 2000 to 2699. IOS: reference.
    pub fn is_extended(&self) -> bool {
        match self {
            Self::Named(_) => true,
            Self::Numbered(number) => matches!(number, 100..=199 | 2000..=2699),
        }
    }
}

/// What an entry does with the traffic it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// In a crypto map: protect it.
    Permit,
    /// In a crypto map: send it in the clear.
    Deny,
}

impl Action {
    /// The word of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Deny => "deny",
        }
    }
}

/// The protocol of an entry: every one (`ip`), or the one with this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Protocol {
    /// `ip`.
    Any,
    /// A protocol number; [`Protocol::name`] gives IOS's word for it.
    Number(u8),
}

/// IOS: reference, `access-list (IP extended)`: the protocols with a word of their own.
const PROTOCOL_NAMES: [(u8, &str); 11] = [
    (1, "icmp"),
    (2, "igmp"),
    (4, "ipinip"),
    (6, "tcp"),
    (17, "udp"),
    (47, "gre"),
    (50, "esp"),
    (51, "ahp"),
    (88, "eigrp"),
    (89, "ospf"),
    (103, "pim"),
];

impl Protocol {
    /// ICMP.
    pub const ICMP: Self = Self::Number(1);
    /// TCP.
    pub const TCP: Self = Self::Number(6);
    /// UDP.
    pub const UDP: Self = Self::Number(17);
    /// IPsec's ESP.
    pub const ESP: Self = Self::Number(50);
    /// IPsec's AH.
    pub const AHP: Self = Self::Number(51);

    /// IOS's word for it; a protocol without one is printed as its number.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Any => Some("ip"),
            Self::Number(number) => PROTOCOL_NAMES.iter().find(|(n, _)| *n == number).map(|(_, name)| *name),
        }
    }

    /// The protocol with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "ip" {
            return Some(Self::Any);
        }
        PROTOCOL_NAMES
            .iter()
            .find(|(_, word)| *word == name)
            .map(|(number, _)| Self::Number(*number))
    }

    /// The number that an ID payload carries: 0 for every protocol (RFC 2407, 4.6.2).
    pub fn number(self) -> u8 {
        match self {
            Self::Any => 0,
            Self::Number(number) => number,
        }
    }

    /// Whether a datagram of protocol `number` is meant.
    pub fn matches(self, number: u8) -> bool {
        self == Self::Any || self == Self::Number(number)
    }

    /// Whether IOS takes ports after the addresses.
    pub fn has_ports(self) -> bool {
        self == Self::TCP || self == Self::UDP
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.number()),
        }
    }
}

/// An address and the bits of it that do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AddressMatch {
    /// The address, zero where the wildcard is one.
    pub address: Ipv4Addr,
    /// The bits that do not matter: the complement of a mask.
    pub wildcard: Ipv4Addr,
}

impl AddressMatch {
    /// `any`.
    pub const ANY: Self = Self {
        address: Ipv4Addr::UNSPECIFIED,
        wildcard: Ipv4Addr::BROADCAST,
    };

    /// `A.B.C.D A.B.C.D`. IOS: field: the bits that do not matter are cleared.
    pub fn new(address: Ipv4Addr, wildcard: Ipv4Addr) -> Self {
        Self {
            address: address & !wildcard,
            wildcard,
        }
    }

    /// `host A.B.C.D`.
    pub fn host(address: Ipv4Addr) -> Self {
        Self {
            address,
            wildcard: Ipv4Addr::UNSPECIFIED,
        }
    }

    /// The mask, as quick mode and the debug records have it.
    pub fn mask(self) -> Ipv4Addr {
        !self.wildcard
    }

    /// Whether the address is meant.
    pub fn matches(self, address: Ipv4Addr) -> bool {
        address & self.mask() == self.address
    }
}

impl fmt::Display for AddressMatch {
    /// IOS: reference: `any`, `host A.B.C.D`, or both numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            f.write_str("any")
        } else if self.wildcard == Ipv4Addr::UNSPECIFIED {
            write!(f, "host {}", self.address)
        } else {
            write!(f, "{} {}", self.address, self.wildcard)
        }
    }
}

/// The part of a datagram that access lists look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The protocol of the IP header.
    pub protocol: u8,
    /// The source address.
    pub source: Ipv4Addr,
    /// The source port; zero where the protocol has none.
    pub source_port: u16,
    /// The destination address.
    pub destination: Ipv4Addr,
    /// The destination port; zero where the protocol has none.
    pub destination_port: u16,
}

impl Flow {
    /// The answer's flow. A crypto map judges received packets by the mirror image of its access list.
    pub fn mirrored(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port: self.destination_port,
            destination: self.source,
            destination_port: self.source_port,
        }
    }
}

/// One `permit` or `deny`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessListEntry {
    /// `permit` or `deny`.
    pub action: Action,
    /// The protocol.
    pub protocol: Protocol,
    /// The sources meant.
    pub source: AddressMatch,
    /// `eq PORT` after the source.
    pub source_port: Option<u16>,
    /// The destinations meant.
    pub destination: AddressMatch,
    /// `eq PORT` after the destination.
    pub destination_port: Option<u16>,
    /// `log`.
    pub log: bool,
}

impl AccessListEntry {
    /// `action protocol source destination`, without ports.
    pub fn new(action: Action, protocol: Protocol, source: AddressMatch, destination: AddressMatch) -> Self {
        Self {
            action,
            protocol,
            source,
            source_port: None,
            destination,
            destination_port: None,
            log: false,
        }
    }

    /// Whether the entry is about this flow.
    pub fn matches(&self, flow: &Flow) -> bool {
        self.protocol.matches(flow.protocol)
            && self.source.matches(flow.source)
            && self.destination.matches(flow.destination)
            && self.source_port.is_none_or(|port| port == flow.source_port)
            && self.destination_port.is_none_or(|port| port == flow.destination_port)
    }

    /// The identities with which quick mode asks for protection of what this entry permits.
    pub fn proxy_identities(&self) -> ProxyIdentities {
        let end = |addresses: AddressMatch, port: Option<u16>| ProxyEnd {
            address: addresses.address,
            mask: addresses.mask(),
            port: port.unwrap_or(0),
        };
        ProxyIdentities {
            protocol: self.protocol.number(),
            local: end(self.source, self.source_port),
            remote: end(self.destination, self.destination_port),
        }
    }
}

impl fmt::Display for AccessListEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.action.word(), self.protocol, self.source)?;
        if let Some(port) = self.source_port {
            write!(f, " eq {port}")?;
        }
        write!(f, " {}", self.destination)?;
        if let Some(port) = self.destination_port {
            write!(f, " eq {port}")?;
        }
        f.write_str(if self.log { " log" } else { "" })
    }
}

/// One end of what a pair of security associations protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProxyEnd {
    /// The network.
    pub address: Ipv4Addr,
    /// Its mask.
    pub mask: Ipv4Addr,
    /// The port, or zero for every port.
    pub port: u16,
}

/// The two ends of what a pair of security associations protects (RFC 2409, 5.5: IDci and IDcr).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProxyIdentities {
    /// The protocol, or zero for every protocol.
    pub protocol: u8,
    /// This router's side: the source of the access list.
    pub local: ProxyEnd,
    /// The peer's side.
    pub remote: ProxyEnd,
}

impl ProxyIdentities {
    /// The same as the peer must have it.
    pub fn mirrored(self) -> Self {
        Self {
            protocol: self.protocol,
            local: self.remote,
            remote: self.local,
        }
    }
}

/// A line of an access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessListLine {
    /// `permit` or `deny`.
    Entry(AccessListEntry),
    /// `remark`.
    Remark(String),
}

/// An extended access list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessList {
    /// Its lines in the order typed.
    pub lines: Vec<AccessListLine>,
}

impl AccessList {
    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &AccessListEntry> {
        self.lines.iter().filter_map(|line| match line {
            AccessListLine::Entry(entry) => Some(entry),
            AccessListLine::Remark(_) => None,
        })
    }

    /// The first entry about this flow. `None` is the implicit deny at the end.
    pub fn find(&self, flow: &Flow) -> Option<&AccessListEntry> {
        self.entries().find(|entry| entry.matches(flow))
    }

    /// Whether the flow is permitted.
    pub fn permits(&self, flow: &Flow) -> bool {
        self.find(flow).is_some_and(|entry| entry.action == Action::Permit)
    }

    /// The identities of each `permit`, in order.
    pub fn proxy_identities(&self) -> impl Iterator<Item = ProxyIdentities> {
        let permits = self.entries().filter(|entry| entry.action == Action::Permit);
        permits.map(AccessListEntry::proxy_identities)
    }
}
