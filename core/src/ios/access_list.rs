//! Access lists, which for a crypto map say what to protect.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::icmp_messages::ICMP_MESSAGES;
use super::ports::{PortMatch, PortNames, TCP_PORTS, UDP_PORTS};
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};

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
    /// Whether this is the number of a standard list. IOS: reference.
    pub fn is_standard_number(&self) -> bool {
        matches!(self, Self::Numbered(1..=99 | 1300..=1999))
    }

    /// Whether this can be an extended list: any name, or 100 to 199 and 2000 to 2699. IOS: reference.
    pub fn is_extended(&self) -> bool {
        match self {
            Self::Named(_) => true,
            Self::Numbered(number) => matches!(number, 100..=199 | 2000..=2699),
        }
    }
}

/// What an entry does with the traffic it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Action {
    /// In a crypto map: protect it. In an access group: let it pass.
    Permit,
    /// In a crypto map: send it in the clear. In an access group: drop it.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

    /// The names of its ports.
    pub fn port_names(self) -> PortNames {
        match self {
            Self::TCP => &TCP_PORTS,
            Self::UDP => &UDP_PORTS,
            _ => &[],
        }
    }

    /// Whether a datagram of protocol `number` is meant.
    pub fn matches(self, number: u8) -> bool {
        self == Self::Any || self == Self::Number(number)
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

    /// The identities of nothing but this flow.
    pub fn identities(self) -> ProxyIdentities {
        let end = |address, port| ProxyEnd {
            address,
            mask: Ipv4Addr::BROADCAST,
            port,
        };
        ProxyIdentities {
            protocol: self.protocol,
            local: end(self.source, self.source_port),
            remote: end(self.destination, self.destination_port),
        }
    }
}

/// One `permit` or `deny`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessListEntry {
    /// `permit` or `deny`.
    pub action: Action,
    /// The protocol.
    pub protocol: Protocol,
    /// The sources meant.
    pub source: AddressMatch,
    /// The source's ports.
    pub source_port: Option<PortMatch>,
    /// The destinations meant.
    pub destination: AddressMatch,
    /// The destination's ports.
    pub destination_port: Option<PortMatch>,
    /// `established`, and other words that are kept. Modelled: they leave nothing out.
    pub options: String,
    /// `log` or `log-input`.
    pub log: bool,
    /// Whether it is of a standard list, which only looks at the source.
    pub is_standard: bool,
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
            options: String::new(),
            log: false,
            is_standard: false,
        }
    }

    /// `permit` of just these identities.
    pub fn permitting(identities: &ProxyIdentities) -> Self {
        let ProxyIdentities {
            protocol,
            local,
            remote,
        } = *identities;
        let protocol = match protocol {
            0 => Protocol::Any,
            number => Protocol::Number(number),
        };
        let addresses = |end: ProxyEnd| AddressMatch::new(end.address, !end.mask);
        let port = |end: ProxyEnd| (end.port != 0).then_some(PortMatch::Equal(end.port));
        Self {
            source_port: port(local),
            destination_port: port(remote),
            ..Self::new(Action::Permit, protocol, addresses(local), addresses(remote))
        }
    }

    /// `action source`, of a standard list.
    pub fn standard(action: Action, source: AddressMatch) -> Self {
        Self {
            is_standard: true,
            ..Self::new(action, Protocol::Any, source, AddressMatch::ANY)
        }
    }

    /// Whether the entry is about this flow.
    pub fn matches(&self, flow: &Flow) -> bool {
        self.protocol.matches(flow.protocol)
            && self.source.matches(flow.source)
            && self.destination.matches(flow.destination)
            && self.source_port.is_none_or(|ports| ports.matches(flow.source_port))
            && self
                .destination_port
                .is_none_or(|ports| ports.matches(flow.destination_port))
    }

    /// Whether an access group with this entry means a packet of this flow. Unlike a crypto map it looks at the type of an
    /// ICMP message, which comes with its code.
    pub fn filters(&self, flow: &Flow, icmp: Option<(u8, u8)>) -> bool {
        self.matches(flow) && (self.protocol != Protocol::ICMP || self.means_message(icmp))
    }

    fn means_message(&self, icmp: Option<(u8, u8)>) -> bool {
        let mut words = self.options.split_whitespace();
        let Some(first) = words.next() else { return true };
        let named = ICMP_MESSAGES.iter().find(|(name, ..)| *name == first);
        let by_number = || Some((first.parse().ok()?, words.next().and_then(|code| code.parse().ok())));
        match named.map(|(_, kind, code)| (*kind, *code)).or_else(by_number) {
            Some((kind, code)) => icmp.is_some_and(|it| it.0 == kind && code.is_none_or(|code| it.1 == code)),
            None => true,
        }
    }

    /// The identities with which quick mode asks for protection of what this entry permits. Modelled: of several ports, all.
    pub fn proxy_identities(&self) -> ProxyIdentities {
        let end = |addresses: AddressMatch, ports: Option<PortMatch>| ProxyEnd {
            address: addresses.address,
            mask: addresses.mask(),
            port: ports.and_then(PortMatch::single).unwrap_or(0),
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
        f.write_str(self.action.word())?;
        if self.is_standard {
            // IOS: field: one host is printed without `host`.
            match self.source.wildcard.is_unspecified() {
                true => write!(f, " {}", self.source.address)?,
                false => write!(f, " {}", self.source)?,
            }
        } else {
            write!(f, " {} {}", self.protocol, self.source)?;
            self.source_port
                .iter()
                .try_for_each(|ports| ports.write(self.protocol.port_names(), f))?;
            write!(f, " {}", self.destination)?;
            self.destination_port
                .iter()
                .try_for_each(|ports| ports.write(self.protocol.port_names(), f))?;
        }
        f.write_str(&self.options)?;
        f.write_str(if self.log { " log" } else { "" })
    }
}

/// A line of an access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum AccessListLine {
    /// `permit` or `deny`.
    Entry(AccessListEntry),
    /// `remark`.
    Remark(String),
    /// A line with object groups, from `permit` or `deny` on: kept, and matches nothing.
    ObjectGroups(String),
}

impl AccessListLine {
    /// Whether it has a sequence number of its own.
    fn has_number(&self) -> bool {
        !matches!(self, AccessListLine::Remark(_))
    }
}

impl fmt::Display for AccessListLine {
    /// As `show running-config` has it behind the list's number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccessListLine::Entry(entry) => write!(f, "{entry}"),
            AccessListLine::Remark(remark) => write!(f, "remark {remark}"),
            AccessListLine::ObjectGroups(line) => f.write_str(line),
        }
    }
}

/// An access list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AccessList {
    /// Its lines in order.
    pub lines: Vec<AccessListLine>,
    /// The sequence number of each. A remark has that of the entry before it. IOS: field: they are not saved.
    numbers: Vec<u32>,
    /// Whether it is a standard list.
    pub is_standard: bool,
}

impl FromIterator<AccessListLine> for AccessList {
    /// An extended list of these lines.
    fn from_iter<I: IntoIterator<Item = AccessListLine>>(lines: I) -> Self {
        let mut list = AccessList::default();
        lines.into_iter().for_each(|line| list.push(line));
        list
    }
}

impl AccessList {
    /// What sequence numbers grow by, and the first of them. IOS: reference.
    pub const STEP: u32 = 10;

    /// Adds a line behind all others.
    pub fn push(&mut self, line: AccessListLine) {
        let last = self.numbers.last().copied().unwrap_or(0);
        self.numbers.push(if line.has_number() {
            last.saturating_add(Self::STEP)
        } else {
            last
        });
        self.lines.push(line);
    }

    /// Adds a line where its number says. Answers `false`, and does nothing, if there is an entry of that number.
    pub fn insert(&mut self, number: u32, line: AccessListLine) -> bool {
        let mut numbered = self.numbers.iter().zip(&self.lines);
        if numbered.any(|(it, line)| *it == number && line.has_number()) {
            return false;
        }
        let at = self.numbers.partition_point(|it| *it <= number);
        self.numbers.insert(at, number);
        self.lines.insert(at, line);
        true
    }

    /// Takes away the lines that are like this one.
    pub fn remove(&mut self, line: &AccessListLine) {
        while let Some(at) = self.lines.iter().position(|it| it == line) {
            self.remove_at(at);
        }
    }

    /// Takes away the entry of this number.
    pub fn remove_number(&mut self, number: u32) {
        let mut places = (0..self.lines.len()).filter(|at| self.lines[*at].has_number());
        if let Some(at) = places.find(|at| self.numbers[*at] == number) {
            self.remove_at(at);
        }
    }

    fn remove_at(&mut self, at: usize) {
        self.lines.remove(at);
        self.numbers.remove(at);
    }

    /// Numbers the entries anew.
    pub fn resequence(&mut self, first: u32, step: u32) {
        let mut next = first;
        let mut last = 0;
        for (line, number) in self.lines.iter().zip(&mut self.numbers) {
            if line.has_number() {
                last = next;
                next = next.saturating_add(step);
            }
            *number = last;
        }
    }

    /// The entries in order, each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &AccessListEntry)> {
        let lines = self.numbers.iter().copied().zip(&self.lines);
        lines.filter_map(|(number, line)| match line {
            AccessListLine::Entry(entry) => Some((number, entry)),
            AccessListLine::Remark(_) | AccessListLine::ObjectGroups(_) => None,
        })
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &AccessListEntry> {
        self.numbered().map(|(_, entry)| entry)
    }

    /// The first entry about this flow. `None` is the implicit deny at the end.
    pub fn find(&self, flow: &Flow) -> Option<&AccessListEntry> {
        self.entries().find(|entry| entry.matches(flow))
    }

    /// The first entry that an access group finds for a packet, with its number. `None` is the implicit deny at the end.
    pub fn filter(&self, flow: &Flow, icmp: Option<(u8, u8)>) -> Option<(u32, &AccessListEntry)> {
        self.numbered().find(|(_, entry)| entry.filters(flow, icmp))
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

    /// Whether all traffic of these identities is protected: of the entries that cover them, the first decides.
    pub fn protects(&self, identities: &ProxyIdentities) -> bool {
        let mut covering = self
            .entries()
            .filter(|entry| entry.proxy_identities().contains(identities));
        covering.next().is_some_and(|entry| entry.action == Action::Permit)
    }
}
