//! The ports of an access list's entry, and their names.

use core::fmt;

use serde::Serialize;

/// IOS: reference, `access-list (IP extended)`: the TCP ports with a name.
pub const TCP_PORTS: [(&str, u16); 32] = [
    ("bgp", 179),
    ("chargen", 19),
    ("cmd", 514),
    ("daytime", 13),
    ("discard", 9),
    ("domain", 53),
    ("echo", 7),
    ("exec", 512),
    ("finger", 79),
    ("ftp", 21),
    ("ftp-data", 20),
    ("gopher", 70),
    ("hostname", 101),
    ("ident", 113),
    ("irc", 194),
    ("klogin", 543),
    ("kshell", 544),
    ("login", 513),
    ("lpd", 515),
    ("nntp", 119),
    ("pim-auto-rp", 496),
    ("pop2", 109),
    ("pop3", 110),
    ("smtp", 25),
    ("sunrpc", 111),
    ("tacacs", 49),
    ("talk", 517),
    ("telnet", 23),
    ("time", 37),
    ("uucp", 540),
    ("whois", 43),
    ("www", 80),
];

/// IOS: reference, `access-list (IP extended)`: the UDP ports with a name.
pub const UDP_PORTS: [(&str, u16); 27] = [
    ("biff", 512),
    ("bootpc", 68),
    ("bootps", 67),
    ("discard", 9),
    ("dnsix", 195),
    ("domain", 53),
    ("echo", 7),
    ("isakmp", 500),
    ("mobile-ip", 434),
    ("nameserver", 42),
    ("netbios-dgm", 138),
    ("netbios-ns", 137),
    ("netbios-ss", 139),
    ("non500-isakmp", 4500),
    ("ntp", 123),
    ("pim-auto-rp", 496),
    ("rip", 520),
    ("snmp", 161),
    ("snmptrap", 162),
    ("sunrpc", 111),
    ("syslog", 514),
    ("tacacs", 49),
    ("talk", 517),
    ("tftp", 69),
    ("time", 37),
    ("who", 513),
    ("xdmcp", 177),
];

/// Ports with their names.
pub type PortNames = &'static [(&'static str, u16)];

/// Which ports are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum PortMatch {
    /// `eq`: this one.
    Equal(u16),
    /// `gt`: the higher ones.
    Greater(u16),
    /// `lt`: the lower ones.
    Less(u16),
    /// `neq`: all others.
    NotEqual(u16),
    /// `range`: these two and those between them.
    Range(u16, u16),
}

impl PortMatch {
    /// Whether the port is meant.
    pub fn matches(self, port: u16) -> bool {
        match self {
            Self::Equal(it) => port == it,
            Self::Greater(it) => port > it,
            Self::Less(it) => port < it,
            Self::NotEqual(it) => port != it,
            Self::Range(first, last) => (first..=last).contains(&port),
        }
    }

    /// The only port that is meant.
    pub fn single(self) -> Option<u16> {
        match self {
            Self::Equal(port) => Some(port),
            _ => None,
        }
    }

    /// Writes it behind an address. IOS: field: ports with a name are printed by it.
    pub(super) fn write(self, names: PortNames, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, ports) = match self {
            Self::Equal(port) => ("eq", [Some(port), None]),
            Self::Greater(port) => ("gt", [Some(port), None]),
            Self::Less(port) => ("lt", [Some(port), None]),
            Self::NotEqual(port) => ("neq", [Some(port), None]),
            Self::Range(first, last) => ("range", [Some(first), Some(last)]),
        };
        write!(f, " {word}")?;
        ports
            .into_iter()
            .flatten()
            .try_for_each(|port| match names.iter().find(|(_, it)| *it == port) {
                Some((name, _)) => write!(f, " {name}"),
                None => write!(f, " {port}"),
            })
    }
}
