//! Everything that is not `crypto` or an access list. IOS: seed, reference; the help is ours.

use super::{Command, Node, Token, access_list, arg, crypto, kw};
use crate::ios::config::Section;

/// Out of a mode, wherever one is.
pub static LEAVE: [Node; 2] = [
    kw("end", "Leave configuration").does(Command::End),
    kw("exit", "Leave this mode").does(Command::Exit),
];

/// A line kept as typed from here on.
const fn tail(command: Command) -> [Node; 1] {
    [arg(Token::Line, "The rest of the line").both(command)]
}

const fn kept(word: &'static str, help: &'static str, section: Section) -> Node {
    kw(word, help).both(Command::Kept(section))
}

static KEPT_LOGGING: [Node; 1] = tail(Command::Kept(Section::Logging));
static KEPT_GENERAL: [Node; 1] = tail(Command::Kept(Section::General));
static KEPT_FEATURES: [Node; 1] = tail(Command::Kept(Section::IpFeatures));
static KEPT_MANAGEMENT: [Node; 1] = tail(Command::Kept(Section::Management));
static KEPT_LAST: [Node; 1] = tail(Command::Kept(Section::Last));
static UNSIMULATED_SERVICES: [Node; 1] = tail(Command::Unsimulated(Section::IpServices));
static KEPT_INSIDE: [Node; 1] = tail(Command::KeptInside);
static UNSIMULATED_INSIDE: [Node; 1] = tail(Command::UnsimulatedInside);

/// Global configuration.
pub static GLOBAL: [Node; 25] = [
    kw("aaa", "Authentication, authorization, accounting").then(&[&AAA]),
    kw("access-list", "A numbered access list").then(&[&access_list::NUMBERED]),
    kept("boot-end-marker", "The end of the boot commands", Section::Boot),
    kept("boot-start-marker", "The start of the boot commands", Section::Boot),
    kw("cdp", "Cisco Discovery Protocol").then(&[&KEPT_FEATURES]),
    kw("clock", "The clock").then(&[&CLOCK]),
    kept("control-plane", "The control plane", Section::Management),
    kw("crypto", "Everything that encrypts").then(&[&crypto::CRYPTO]),
    kw("enable", "Passwords for privileged mode").then(&[&KEPT_LOGGING]),
    kw("ftp-server", "The FTP server").then(&[&FTP_SERVER]),
    kw("hostname", "This router's name")
        .undoes(Command::Hostname)
        .then(&[&HOSTNAME]),
    kw("interface", "An interface").then(&[&INTERFACES]),
    kw("ip", "Everything about IP").then(&[&IP]),
    kw("line", "A terminal line").then(&[&LINES]),
    kw("logging", "Where log records go").then(&[&KEPT_LOGGING]),
    kw("memory-size", "How memory is shared out").then(&[&KEPT_GENERAL]),
    kw("mmi", "Man-machine interface").then(&[&KEPT_GENERAL]),
    kw("ntp", "Time from the network").then(&[&KEPT_LAST]),
    kw("resource", "Resource policy").then(&[&KEPT_GENERAL]),
    kw("scheduler", "How processes share the CPU").then(&[&KEPT_LAST]),
    kw("service", "Small services").then(&[&SERVICE]),
    kw("snmp-server", "SNMP").then(&[&KEPT_MANAGEMENT]),
    kw("username", "A local user").then(&[&KEPT_GENERAL]),
    kw("version", "The release that wrote this configuration").then(&[&VERSION]),
    kw("voice-card", "Voice").then(&[&KEPT_GENERAL]),
];

static AAA: [Node; 2] = [
    kw("new-model", "The newer commands")
        .does(Command::Unsimulated(Section::General))
        .undoes(Command::Kept(Section::General)),
    kw("session-id", "Session numbers").then(&[&KEPT_GENERAL]),
];

static CLOCK: [Node; 2] = [
    kw("summer-time", "Daylight saving").then(&[&KEPT_GENERAL]),
    kw("timezone", "The time zone")
        .undoes(Command::ClockTimezone)
        .then(&[&ZONE]),
];

static ZONE: [Node; 1] = [arg(Token::Word, "The name of the zone")
    .undoes(Command::ClockTimezone)
    .then(&[&ZONE_HOURS])];

static ZONE_HOURS: [Node; 1] = [arg(Token::Number(-23, 23), "Hours from UTC")
    .both(Command::ClockTimezone)
    .then(&[&ZONE_MINUTES])];

static ZONE_MINUTES: [Node; 1] = [arg(Token::Number(0, 59), "Minutes from UTC").both(Command::ClockTimezone)];

static FTP_SERVER: [Node; 1] = [kept("write-enable", "Let clients write", Section::IpFeatures)];

static HOSTNAME: [Node; 1] = [arg(Token::Word, "The name").both(Command::Hostname)];

static INTERFACES: [Node; 2] = [
    arg(Token::Interface, "The interface").both(Command::Interface),
    arg(Token::InterfaceKind, "The interface").then(&[&INTERFACE_UNIT]),
];

static INTERFACE_UNIT: [Node; 1] = [arg(Token::InterfaceUnit, "Slot and port").both(Command::Interface)];

static VERSION: [Node; 1] = [arg(Token::Word, "The release").both(Command::Kept(Section::Version))];

static SERVICE: [Node; 8] = [
    kept("config", "Load the configuration from the network", Section::Service),
    kept("nagle", "Nagle's algorithm", Section::Service),
    kept("pad", "X.3 PAD", Section::Service),
    kept("password-encryption", "Hide passwords", Section::Service),
    kept("sequence-numbers", "Number the log records", Section::Service),
    kept("tcp-keepalives-in", "Notice dead incoming sessions", Section::Service),
    kept("tcp-keepalives-out", "Notice dead outgoing sessions", Section::Service),
    kw("timestamps", "What stands before a record").then(&[&TIMESTAMPS]),
];

static TIMESTAMPS: [Node; 2] = [
    kw("debug", "Before debug records")
        .both(Command::ServiceTimestamps)
        .then(&[&TIMESTAMP]),
    kw("log", "Before log records")
        .both(Command::ServiceTimestamps)
        .then(&[&TIMESTAMP]),
];

static TIMESTAMP: [Node; 2] = [
    kw("datetime", "Date and time")
        .both(Command::ServiceTimestamps)
        .then(&[&DATETIME]),
    kw("uptime", "Time since the start").both(Command::ServiceTimestamps),
];

static DATETIME: [Node; 3] = [
    kw("localtime", "In the local time zone")
        .both(Command::ServiceTimestamps)
        .then(&[&DATETIME]),
    kw("msec", "With milliseconds")
        .both(Command::ServiceTimestamps)
        .then(&[&DATETIME]),
    kw("show-timezone", "With the zone's name")
        .both(Command::ServiceTimestamps)
        .then(&[&DATETIME]),
];

static IP: [Node; 16] = [
    kw("access-list", "A named access list").then(&[&IP_ACCESS_LIST]),
    kw("audit", "Intrusion detection").then(&[&AUDIT]),
    kept("cef", "Cisco Express Forwarding", Section::IpFeatures),
    kept(
        "classless",
        "Use default routes for unknown subnets",
        Section::IpRouting,
    ),
    kw("domain", "Names from the network").then(&[&DOMAIN]),
    kept("domain-lookup", "Look names up", Section::General),
    kw("domain-name", "The domain of short names").then(&[&KEPT_GENERAL]),
    kw("ftp", "FTP").then(&[&KEPT_FEATURES]),
    kw("host", "The address of a name").then(&[&KEPT_GENERAL]),
    kw("http", "The web server").then(&[&HTTP]),
    kw("name-server", "Who knows names").then(&[&KEPT_GENERAL]),
    kw("nat", "Address translation").then(&[&NAT]),
    kw("route", "A static route").then(&[&ROUTE]),
    kw("ssh", "SSH").then(&[&KEPT_FEATURES]),
    kept("subnet-zero", "Allow subnet zero", Section::General),
    kw("tcp", "TCP").then(&[&KEPT_FEATURES]),
];

/// Apart from `ip nat inside` of an interface.
static NAT: [Node; 5] = [
    kw("inside", "Addresses of this side").then(&[&NAT_SIDE]),
    kw("outside", "Addresses of the other side").then(&[&NAT_SIDE]),
    kw("pool", "Addresses to choose from").then(&[&UNSIMULATED_SERVICES]),
    kw("service", "Protocols with addresses inside").then(&[&UNSIMULATED_SERVICES]),
    kw("translation", "How long translations last").then(&[&UNSIMULATED_SERVICES]),
];

static NAT_SIDE: [Node; 2] = [
    kw("destination", "Translate the destination").then(&[&UNSIMULATED_SERVICES]),
    kw("source", "Translate the source").then(&[&UNSIMULATED_SERVICES]),
];

static IP_ACCESS_LIST: [Node; 1] = [kw("extended", "An extended list").then(&[&access_list::NAMES])];

static AUDIT: [Node; 2] = [
    kw("notify", "Who is told").then(&[&KEPT_FEATURES]),
    kw("po", "The post office").then(&[&AUDIT_PO]),
];

static AUDIT_PO: [Node; 1] = [kw("max-events", "How many events are queued").then(&[&AUDIT_EVENTS])];

static AUDIT_EVENTS: [Node; 1] = [arg(Token::Number(1, 65_535), "Events").both(Command::Kept(Section::IpFeatures))];

static DOMAIN: [Node; 3] = [
    kw("list", "The domains tried").then(&[&KEPT_GENERAL]),
    kept("lookup", "Look names up", Section::General),
    kw("name", "The domain of short names").then(&[&KEPT_GENERAL]),
];

static HTTP: [Node; 3] = [
    kw("authentication", "How users are checked").then(&[&HTTP_AUTHENTICATION]),
    kept("secure-server", "With encryption", Section::IpServices),
    kept("server", "Without encryption", Section::IpServices),
];

static HTTP_AUTHENTICATION: [Node; 1] = tail(Command::Kept(Section::IpServices));

static ROUTE: [Node; 1] = [arg(Token::Address, "The network").then(&[&ROUTE_MASK])];

static ROUTE_MASK: [Node; 1] = [arg(Token::Address, "Its mask")
    .undoes(Command::StaticRoute)
    .then(&[&ROUTE_VIA])];

static ROUTE_VIA: [Node; 3] = [
    arg(Token::Address, "The next router")
        .both(Command::StaticRoute)
        .then(&[&ROUTE_DISTANCE]),
    arg(Token::Interface, "The way out")
        .both(Command::StaticRoute)
        .then(&[&ROUTE_DISTANCE]),
    arg(Token::InterfaceKind, "The way out").then(&[&ROUTE_UNIT]),
];

static ROUTE_UNIT: [Node; 1] = [arg(Token::InterfaceUnit, "Slot and port")
    .both(Command::StaticRoute)
    .then(&[&ROUTE_DISTANCE])];

static ROUTE_DISTANCE: [Node; 1] = [arg(Token::Number(1, 255), "The distance").both(Command::StaticRoute)];

static LINES: [Node; 3] = [
    kw("aux", "The auxiliary port").then(&[&LINE_NUMBER]),
    kw("console", "The console").then(&[&LINE_NUMBER]),
    kw("vty", "Logins from the network").then(&[&LINE_NUMBER]),
];

static LINE_NUMBER: [Node; 1] = [arg(Token::Number(0, 1_000), "The first line")
    .both(Command::Block(Section::Line))
    .then(&[&LINE_LAST])];

static LINE_LAST: [Node; 1] = [arg(Token::Number(0, 1_000), "The last line").both(Command::Block(Section::Line))];

/// Under `line`.
pub static LINE: [Node; 12] = [
    kw("access-class", "Who may log in").then(&[&KEPT_INSIDE]),
    kw("exec-timeout", "How long a session may idle")
        .both(Command::KeptInside)
        .then(&[&TIMEOUT_MINUTES]),
    kw("history", "How much is remembered")
        .both(Command::KeptInside)
        .then(&[&KEPT_INSIDE]),
    kw("length", "Lines on a screen").then(&[&KEPT_INSIDE]),
    kw("logging", "How records mix with typing").then(&[&LINE_LOGGING]),
    kw("login", "Ask for the password")
        .both(Command::KeptInside)
        .then(&[&KEPT_INSIDE]),
    kw("password", "The password")
        .both(Command::KeptInside)
        .then(&[&KEPT_INSIDE]),
    kw("privilege", "The level after login").then(&[&KEPT_INSIDE]),
    kw("session-timeout", "How long a session may idle").then(&[&KEPT_INSIDE]),
    kw("stopbits", "For a serial port").then(&[&KEPT_INSIDE]),
    kw("transport", "Which protocols").then(&[&KEPT_INSIDE]),
    kw("width", "Characters on a line").then(&[&KEPT_INSIDE]),
];

static LINE_LOGGING: [Node; 1] = [kw("synchronous", "Not in between")
    .both(Command::KeptInside)
    .then(&[&KEPT_INSIDE])];

static TIMEOUT_MINUTES: [Node; 1] = [arg(Token::Number(0, 35_791), "Minutes")
    .both(Command::KeptInside)
    .then(&[&TIMEOUT_SECONDS])];

static TIMEOUT_SECONDS: [Node; 1] = [arg(Token::Number(0, 2_147_483), "Seconds").both(Command::KeptInside)];

/// Under `interface`.
pub static INTERFACE: [Node; 17] = [
    kw("bandwidth", "For routing protocols").then(&[&KEPT_INSIDE]),
    kw("cdp", "Cisco Discovery Protocol").then(&[&INTERFACE_CDP]),
    kw("clock", "The clock of a serial link").then(&[&INTERFACE_CLOCK]),
    kw("crypto", "Protect traffic that leaves here").then(&[&INTERFACE_CRYPTO]),
    kw("delay", "For routing protocols").then(&[&KEPT_INSIDE]),
    kw("description", "A note")
        .undoes(Command::InterfaceDescription)
        .then(&[&INTERFACE_DESCRIPTION]),
    kw("duplex", "Both ways at once").then(&[&KEPT_INSIDE]),
    kw("fair-queue", "Queue flow by flow").both(Command::KeptInside),
    kw("full-duplex", "Both ways at once").both(Command::KeptInside),
    kw("half-duplex", "One way at a time").both(Command::KeptInside),
    kw("ip", "Everything about IP").then(&[&INTERFACE_IP]),
    kw("keepalive", "Watch the link")
        .both(Command::KeptInside)
        .then(&[&KEPT_INSIDE]),
    kw("load-interval", "How load is averaged").then(&[&KEPT_INSIDE]),
    kw("media-type", "The connector").then(&[&KEPT_INSIDE]),
    kw("mtu", "The largest datagram")
        .undoes(Command::UnsimulatedInside)
        .then(&[&UNSIMULATED_INSIDE]),
    kw("shutdown", "Switch the interface off").both(Command::Shutdown),
    kw("speed", "The bit rate").then(&[&KEPT_INSIDE]),
];

static INTERFACE_CDP: [Node; 1] = [kw("enable", "On this interface").both(Command::KeptInside)];

static INTERFACE_CLOCK: [Node; 1] = [kw("rate", "Bits in a second")
    .both(Command::KeptInside)
    .then(&[&KEPT_INSIDE])];

static INTERFACE_CRYPTO: [Node; 1] = [kw("map", "A crypto map")
    .undoes(Command::InterfaceCryptoMap)
    .then(&[&INTERFACE_MAP])];

static INTERFACE_MAP: [Node; 1] = [arg(Token::Word, "Its name").both(Command::InterfaceCryptoMap)];

static INTERFACE_DESCRIPTION: [Node; 1] =
    [arg(Token::Line, "Up to 240 characters").both(Command::InterfaceDescription)];

static INTERFACE_IP: [Node; 7] = [
    kw("access-group", "Filter traffic").then(&[&UNSIMULATED_INSIDE]),
    kw("address", "The address")
        .undoes(Command::IpAddress)
        .then(&[&IP_ADDRESS]),
    kw("mtu", "The largest datagram")
        .undoes(Command::UnsimulatedInside)
        .then(&[&UNSIMULATED_INSIDE]),
    kw("nat", "Address translation").then(&[&INTERFACE_NAT]),
    kw("proxy-arp", "Answer for others").both(Command::KeptInside),
    kw("redirects", "Tell hosts of better routers").both(Command::KeptInside),
    kw("route-cache", "Remember routes")
        .both(Command::KeptInside)
        .then(&[&ROUTE_CACHE]),
];

static INTERFACE_NAT: [Node; 2] = [
    kw("inside", "This side").both(Command::UnsimulatedInside),
    kw("outside", "The other side").both(Command::UnsimulatedInside),
];

static ROUTE_CACHE: [Node; 4] = [
    kw("cef", "With Cisco Express Forwarding").both(Command::KeptInside),
    kw("flow", "Flow by flow").both(Command::KeptInside),
    kw("policy", "With policy routing").both(Command::KeptInside),
    kw("same-interface", "Back where it came from").both(Command::KeptInside),
];

static IP_ADDRESS: [Node; 1] = [arg(Token::Address, "The address").then(&[&IP_MASK])];

static IP_MASK: [Node; 1] = [arg(Token::Address, "The mask").both(Command::IpAddress)];
