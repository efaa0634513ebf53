//! The commands of configuration, a row each: what can be typed, how much of it is simulated, what it does, and what
//! `show running-config` prints of it.
//!
//! The order of a table is the order of `show running-config`. IOS: seed for the order of what it has and for the `!`
//! lines; Modelled for the place of what it has not.

mod access_list;
mod blocks;
mod command;
mod crypto_map;
mod dynamic_map;
mod general;
mod interface;
mod ipsec;
mod isakmp;
mod kept;
mod kept_inside;
mod keyring;
mod peer;
mod profile;
mod scalar;
mod session_key;
mod set_transform_set;

pub use command::{
    Answer, Block, Command, DONE, Effect, Item, Line, Lines, Printed, Printing, Refusal, Row, Status, Table,
};
pub use scalar::{Place, WordList};

use crate::ios::grammar::Groups;
use crate::ios::kept::Section;
use crate::ios::mode::Mode;

/// The table of a mode.
pub fn table(mode: &Mode) -> &'static Table {
    match mode {
        Mode::Global => &GLOBAL,
        Mode::IsakmpPolicy(_) => &ISAKMP_POLICY,
        Mode::Keyring(_) => &KEYRING,
        Mode::IsakmpProfile(_) => &ISAKMP_PROFILE,
        Mode::TransformSet(_) => &TRANSFORM_SET,
        Mode::CryptoMap { manual: false, .. } | Mode::DynamicMap { .. } => &ISAKMP_MAP,
        Mode::CryptoMap { manual: true, .. } => &MANUAL_MAP,
        Mode::Interface(_) => &INTERFACE,
        Mode::AccessList(_) => &ACCESS_LIST,
        Mode::StandardList(_) => &STANDARD_LIST,
        Mode::Block(header) => &block(header).table,
        Mode::Text { .. } => &TEXT,
    }
}

/// The block that a kept line opens.
fn block(header: &str) -> &'static Block {
    let found = GLOBAL.rows().find_map(|row| match row.meaning.effect {
        Effect::Block(block) => {
            let rest = header.strip_prefix(row.path)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some(block)
        }
        _ => None,
    });
    found.unwrap_or(&blocks::UNKNOWN)
}

/// Whether the mode is a block of which not all lines are known.
pub fn is_any_block(mode: &Mode) -> bool {
    matches!(mode, Mode::Block(header) if block(header).table.rows().any(|row| row.path.is_empty()))
}

/// IOS: reference: there is no prompt inside a banner. Modelled: that of global configuration.
static TEXT: Table = Table {
    prompt: "config",
    items: &[],
};

static GLOBAL: Table = Table {
    prompt: "config",
    items: &[
        Item::Kept(Section::Version),
        Item::Rows(general::TIMESTAMPS),
        Item::Kept(Section::Service),
        Item::Gap(1),
        Item::Rows(general::HOSTNAME),
        Item::Gap(1),
        Item::Kept(Section::Boot),
        Item::Gap(1),
        Item::Kept(Section::Logging),
        Item::Gap(1),
        Item::Rows(general::CLOCK),
        Item::Kept(Section::General),
        Item::Rows(general::HOSTS),
        Item::Gap(2),
        Item::Kept(Section::IpFeatures),
        Item::Gap(4),
        Item::Rows(isakmp::ENGINE),
        Item::Rows(keyring::KEYRING),
        Item::Rows(isakmp::ISAKMP),
        Item::Rows(profile::PROFILE),
        Item::Gap(2),
        Item::Rows(ipsec::IPSEC),
        Item::Gap(1),
        Item::Rows(dynamic_map::DYNAMIC_MAP),
        Item::Rows(crypto_map::MAP),
        Item::Gap(2),
        Item::Rows(interface::INTERFACES),
        Item::Kept(Section::Routing),
        Item::Kept(Section::IpRouting),
        Item::Rows(general::ROUTE),
        Item::Kept(Section::IpServices),
        Item::Gap(2),
        Item::Rows(access_list::LISTS),
        Item::Gap(3),
        Item::Kept(Section::Management),
        Item::Gap(2),
        Item::Kept(Section::Line),
        Item::Gap(2),
        Item::Kept(Section::Last),
        // Before the lines that begin alike and take any word.
        Item::Rows(blocks::BLOCKS),
        Item::Rows(kept::GLOBAL),
        Item::Rows(general::LEAVE),
    ],
};

static ISAKMP_POLICY: Table = Table {
    prompt: "config-isakmp",
    items: &[Item::Rows(isakmp::POLICY), Item::Rows(general::LEAVE)],
};

static KEYRING: Table = Table {
    prompt: "conf-keyring",
    items: &[Item::Rows(keyring::LINES), Item::Rows(general::LEAVE)],
};

static ISAKMP_PROFILE: Table = Table {
    prompt: "conf-isa-prof",
    items: &[
        Item::Rows(profile::LINES),
        Item::Kept(Section::Inside),
        Item::Rows(profile::KEPT),
        Item::Rows(general::LEAVE),
    ],
};

static TRANSFORM_SET: Table = Table {
    prompt: "cfg-crypto-trans",
    items: &[Item::Rows(ipsec::TRANSFORM_SET), Item::Rows(general::LEAVE)],
};

static ISAKMP_MAP: Table = Table {
    prompt: "config-crypto-map",
    items: &[
        Item::Rows(crypto_map::FIRST),
        Item::Rows(crypto_map::LIFETIMES),
        Item::Rows(set_transform_set::TRANSFORM_SETS),
        Item::Rows(crypto_map::PFS),
        Item::Rows(crypto_map::PROFILE),
        Item::Rows(crypto_map::MATCH),
        Item::Rows(dynamic_map::REVERSE_ROUTE),
        Item::Kept(Section::Inside),
        Item::Rows(kept_inside::ISAKMP_MAP),
        Item::Rows(general::LEAVE),
    ],
};

static MANUAL_MAP: Table = Table {
    prompt: "config-crypto-map",
    items: &[
        Item::Rows(crypto_map::FIRST),
        Item::Rows(session_key::SESSION_KEYS),
        Item::Rows(set_transform_set::TRANSFORM_SETS),
        Item::Rows(crypto_map::MATCH),
        Item::Rows(general::LEAVE),
    ],
};

static INTERFACE: Table = Table {
    prompt: "config-if",
    items: &[
        Item::Rows(interface::FIRST),
        Item::Kept(Section::Inside),
        Item::Rows(interface::LAST),
        Item::Rows(kept_inside::INTERFACE),
        Item::Rows(general::LEAVE),
    ],
};

static ACCESS_LIST: Table = Table {
    prompt: "config-ext-nacl",
    items: &[Item::Rows(access_list::LINES), Item::Rows(general::LEAVE)],
};

static STANDARD_LIST: Table = Table {
    prompt: "config-std-nacl",
    items: &[Item::Rows(access_list::STANDARD_LINES), Item::Rows(general::LEAVE)],
};

/// The help for keywords that several rows begin with.
pub static GROUPS: Groups = &[
    ("arp", "Addresses of Ethernet"),
    ("vrf", "A routing table of its own"),
    ("aaa group", "Servers that check users"),
    ("crypto ca certificate", "Certificates"),
    ("ca", "Certificates"),
    ("client", "Clients"),
    ("client authentication", "Who checks users"),
    ("initiate", "How this router begins"),
    ("initiate mode", "Which exchange"),
    ("isakmp", "How the peers agree"),
    ("isakmp authorization", "Who configures clients"),
    ("crypto gdoi", "Keys for a group"),
    ("crypto ipsec client", "A client of a tunnel server"),
    (
        "crypto isakmp client configuration",
        "Clients that are configured from here",
    ),
    ("crypto call", "How many tunnels at once"),
    ("crypto isakmp default", "The built-in policies"),
    ("crypto isakmp diagnose", "What is noted"),
    ("kron", "Jobs at a time"),
    ("bba-group", "Groups of callers"),
    ("crypto isakmp nat", "Address translation"),
    ("crypto key pubkey-chain", "Keys of peers"),
    ("crypto pki certificate", "Certificates"),
    ("dial-peer", "Ways for calls"),
    ("dial-peer cor", "Who may call whom"),
    ("event", "What happens"),
    ("flow", "Reports of flows"),
    ("ip local", "This router"),
    ("ipv6 dhcp", "Addresses for clients"),
    ("key", "Keys"),
    ("parameter-map", "Parameters"),
    ("radius", "Who checks users"),
    ("sccp ccm", "Voice"),
    ("tacacs", "Who checks users"),
    ("voice", "Voice"),
    ("zone", "Zones of the firewall"),
    ("zone-pair", "Two zones"),
    ("aaa", "Authentication, authorization, accounting"),
    ("cdp", "Cisco Discovery Protocol"),
    ("clock", "The clock"),
    ("crypto", "Everything that encrypts"),
    ("crypto engine", "The box that encrypts"),
    ("crypto ipsec", "What protects the traffic"),
    (
        "crypto ipsec security-association",
        "Parameters of every security association",
    ),
    ("crypto ipsec security-association lifetime", "When keys are replaced"),
    ("crypto isakmp", "How the peers agree"),
    ("ftp-server", "The FTP server"),
    ("ip", "Everything about IP"),
    ("ip access-list", "A named access list"),
    ("ip audit", "Intrusion detection"),
    ("ip audit po", "The post office"),
    ("ip domain", "Names from the network"),
    ("ip http", "The web server"),
    ("ip nat", "Address translation"),
    ("ip nat inside", "Addresses of this side"),
    ("ip nat outside", "Addresses of the other side"),
    ("logging", "How records mix with typing"),
    ("match", "Which traffic is protected"),
    ("service", "Small services"),
    ("service timestamps", "What stands before a record"),
    ("set", "How it is protected"),
    ("set security-association", "Parameters of these security associations"),
    ("set ip", "The clear traffic"),
    ("set nat", "Clients behind address translation"),
    ("set security-association level", "How many there are"),
    ("set security-association lifetime", "When keys are replaced"),
    ("set session-key", "The keys themselves"),
];
