//! What can be typed in exec mode. IOS: reference, the commands; the help is ours.

use serde::{Deserialize, Serialize};

use super::{Alternatives, Node, Token, arg, kw};

/// What a complete exec line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecCommand {
    /// `show …`
    Show(Show),
    /// `debug …`, `no debug …`, `undebug …`
    Debug {
        /// What it is about.
        facility: DebugFacility,
        /// Whether the command itself switches off.
        off: bool,
    },
    /// `clear …`
    Clear(Clear),
    /// `configure terminal`
    Configure,
    /// `enable`
    Enable,
    /// `disable`
    Disable,
    /// `exit`, `logout`
    Leave,
    /// `ping`
    Ping,
    /// `reload`
    Reload,
    /// `terminal monitor`
    Monitor,
    /// `terminal …`: this terminal has neither length nor width.
    Terminal,
    /// `write memory`, `copy running-config startup-config`
    Write,
}

/// What `show` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// `access-lists`
    AccessLists,
    /// `clock`
    Clock,
    /// `crypto engine accelerator [statistic]`
    EngineAccelerator,
    /// `crypto engine configuration`
    EngineConfiguration,
    /// `crypto ipsec sa`
    IpsecSa,
    /// `crypto ipsec security-association lifetime`
    IpsecLifetime,
    /// `crypto ipsec transform-set`
    IpsecTransformSet,
    /// `crypto isakmp key`
    IsakmpKey,
    /// `crypto isakmp policy`
    IsakmpPolicy,
    /// `crypto isakmp sa`
    IsakmpSa,
    /// `crypto isakmp sa detail`
    IsakmpSaDetail,
    /// `crypto map`
    CryptoMap,
    /// `debugging`
    Debugging,
    /// `ip interface brief`
    IpInterfaceBrief,
    /// `ip route`
    IpRoute,
    /// `logging`
    Logging,
    /// `running-config`
    RunningConfig,
    /// `startup-config`
    StartupConfig,
    /// `version`
    Version,
}

/// What a debug command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DebugFacility {
    /// `all`
    All,
    /// `crypto isakmp`
    Isakmp,
    /// `crypto ipsec`
    Ipsec,
    /// `crypto engine`
    Engine,
}

/// What `clear` clears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clear {
    /// `access-list counters`
    AccessListCounters,
    /// `counters`: those of the interfaces
    InterfaceCounters,
    /// `crypto isakmp`
    Isakmp,
    /// `crypto sa`
    Sa,
    /// `crypto sa counters`
    SaCounters,
    /// `crypto sa map`
    SaOfMap,
    /// `crypto sa peer`
    SaOfPeer,
    /// `logging`
    Logging,
}

/// What stands behind `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilterKind {
    /// From the first line that fits.
    Begin,
    /// Lines that do not fit.
    Exclude,
    /// Lines that fit.
    Include,
    /// Lines that fit, each with the lines indented under it.
    Section,
}

/// User exec.
pub static USER: Alternatives<ExecCommand> = &[&USER_NODES, &COMMON];
/// Privileged exec, and `do` in configuration.
pub static PRIVILEGED: Alternatives<ExecCommand> = &[&PRIVILEGED_NODES, &COMMON];
/// Behind `|`.
pub static FILTERS: Alternatives<FilterKind> = &[&FILTER];

type Exec = Node<ExecCommand>;

const fn show(word: &'static str, help: &'static str, what: Show) -> Exec {
    kw(word, help).does(ExecCommand::Show(what))
}

const fn clear(word: &'static str, help: &'static str, what: Clear) -> Exec {
    kw(word, help).does(ExecCommand::Clear(what))
}

static COMMON: [Exec; 6] = [
    kw("disable", "Give up privileges").does(ExecCommand::Disable),
    kw("enable", "Become privileged").does(ExecCommand::Enable),
    kw("exit", "Leave the console").does(ExecCommand::Leave),
    kw("logout", "Leave the console").does(ExecCommand::Leave),
    kw("ping", "Send echo requests").then(&[&PING_IP, &PING]),
    kw("terminal", "This terminal").then(&[&TERMINAL]),
];

static USER_NODES: [Exec; 1] = [kw("show", "What the router knows").then(&[&SHOW_USER])];

static PRIVILEGED_NODES: [Exec; 8] = [
    kw("clear", "Forget something").then(&[&CLEAR]),
    kw("configure", "Change the configuration").then(&[&CONFIGURE]),
    kw("copy", "Copy a file").then(&[&COPY]),
    kw("debug", "Report what happens").then(&[&DEBUG]),
    kw("reload", "Switch off and on").does(ExecCommand::Reload),
    kw("show", "What the router knows").then(&[&SHOW_USER, &SHOW_PRIVILEGED]),
    kw("undebug", "Report no more").then(&[&UNDEBUG]),
    kw("write", "Save the configuration")
        .does(ExecCommand::Write)
        .then(&[&WRITE]),
];

static CONFIGURE: [Exec; 1] = [kw("terminal", "From here").does(ExecCommand::Configure)];
static COPY: [Exec; 1] = [kw("running-config", "What is in use").then(&[&COPY_TO])];
static COPY_TO: [Exec; 1] = [kw("startup-config", "What the router starts with").does(ExecCommand::Write)];
static WRITE: [Exec; 2] = [
    kw("memory", "For the next start").does(ExecCommand::Write),
    kw("terminal", "To the screen").does(ExecCommand::Show(Show::RunningConfig)),
];

static SHOW_USER: [Exec; 5] = [
    show("clock", "The time", Show::Clock),
    kw("crypto", "Everything that encrypts").then(&[&SHOW_CRYPTO]),
    show("debugging", "Which debug commands are on", Show::Debugging),
    kw("ip", "Everything about IP").then(&[&SHOW_IP]),
    show("version", "Software and hardware", Show::Version),
];

static SHOW_PRIVILEGED: [Exec; 4] = [
    show("access-lists", "The access lists", Show::AccessLists).then(&[&SHOW_LIST]),
    show("logging", "Where log records go", Show::Logging),
    show("running-config", "The configuration in use", Show::RunningConfig),
    show("startup-config", "What the router starts with", Show::StartupConfig),
];

static SHOW_LIST: [Exec; 1] = [arg(Token::Word, "A list's number or name").does(ExecCommand::Show(Show::AccessLists))];

static SHOW_IP: [Exec; 3] = [
    show("access-lists", "The access lists", Show::AccessLists).then(&[&SHOW_LIST]),
    kw("interface", "The interfaces").then(&[&SHOW_IP_INTERFACE]),
    show("route", "The routing table", Show::IpRoute),
];

static SHOW_IP_INTERFACE: [Exec; 1] = [show("brief", "A line for each", Show::IpInterfaceBrief)];

static SHOW_CRYPTO: [Exec; 4] = [
    kw("engine", "The box that encrypts").then(&[&SHOW_ENGINE]),
    kw("ipsec", "What protects the traffic").then(&[&SHOW_IPSEC]),
    kw("isakmp", "How the peers agree").then(&[&SHOW_ISAKMP]),
    show("map", "The crypto maps", Show::CryptoMap),
];

static SHOW_ENGINE: [Exec; 2] = [
    show("accelerator", "The accelerator", Show::EngineAccelerator).then(&[&SHOW_ACCELERATOR]),
    show("configuration", "The engine in use", Show::EngineConfiguration),
];

static SHOW_ACCELERATOR: [Exec; 1] = [show("statistic", "What it has done", Show::EngineAccelerator)];

static SHOW_IPSEC: [Exec; 3] = [
    show("sa", "The security associations", Show::IpsecSa),
    kw("security-association", "Their parameters").then(&[&SHOW_ASSOCIATION]),
    show("transform-set", "What is done to the packets", Show::IpsecTransformSet),
];

static SHOW_ASSOCIATION: [Exec; 1] = [show("lifetime", "When keys are replaced", Show::IpsecLifetime)];

static SHOW_ISAKMP: [Exec; 3] = [
    show("key", "The pre-shared keys", Show::IsakmpKey),
    show("policy", "The policies", Show::IsakmpPolicy),
    show("sa", "The security associations", Show::IsakmpSa).then(&[&SHOW_ISAKMP_SA]),
];

static SHOW_ISAKMP_SA: [Exec; 1] = [show("detail", "More of each", Show::IsakmpSaDetail)];

const fn switch(word: &'static str, help: &'static str, facility: DebugFacility, off: bool) -> Exec {
    kw(word, help).both(ExecCommand::Debug { facility, off })
}

static DEBUG: [Exec; 2] = [
    switch("all", "Everything", DebugFacility::All, false),
    kw("crypto", "Everything that encrypts").then(&[&DEBUG_CRYPTO]),
];

static DEBUG_CRYPTO: [Exec; 3] = [
    switch("engine", "The box that encrypts", DebugFacility::Engine, false),
    switch("ipsec", "What protects the traffic", DebugFacility::Ipsec, false),
    switch("isakmp", "How the peers agree", DebugFacility::Isakmp, false),
];

static UNDEBUG: [Exec; 2] = [
    switch("all", "Everything", DebugFacility::All, true),
    kw("crypto", "Everything that encrypts").then(&[&UNDEBUG_CRYPTO]),
];

static UNDEBUG_CRYPTO: [Exec; 3] = [
    switch("engine", "The box that encrypts", DebugFacility::Engine, true),
    switch("ipsec", "What protects the traffic", DebugFacility::Ipsec, true),
    switch("isakmp", "How the peers agree", DebugFacility::Isakmp, true),
];

static CLEAR: [Exec; 4] = [
    kw("access-list", "Access lists").then(&[&CLEAR_LIST]),
    clear("counters", "Of the interfaces", Clear::InterfaceCounters),
    kw("crypto", "Everything that encrypts").then(&[&CLEAR_CRYPTO]),
    clear("logging", "The log", Clear::Logging),
];

static CLEAR_LIST: [Exec; 1] = [clear(
    "counters",
    "How often each line fitted",
    Clear::AccessListCounters,
)];

static CLEAR_CRYPTO: [Exec; 2] = [
    clear("isakmp", "The peers' agreements", Clear::Isakmp).then(&[&CLEAR_ISAKMP]),
    clear("sa", "The security associations", Clear::Sa).then(&[&CLEAR_SA]),
];

static CLEAR_ISAKMP: [Exec; 1] =
    [arg(Token::Number(1, 32_766), "One of them, by its id").does(ExecCommand::Clear(Clear::Isakmp))];

static CLEAR_SA: [Exec; 3] = [
    clear("counters", "Only what was counted", Clear::SaCounters),
    kw("map", "Those of one crypto map").then(&[&CLEAR_SA_MAP]),
    kw("peer", "Those with one peer").then(&[&CLEAR_SA_PEER]),
];

static CLEAR_SA_MAP: [Exec; 1] = [arg(Token::Word, "Its name").does(ExecCommand::Clear(Clear::SaOfMap))];
static CLEAR_SA_PEER: [Exec; 1] = [arg(Token::Address, "Its address").does(ExecCommand::Clear(Clear::SaOfPeer))];

static TERMINAL: [Exec; 4] = [
    kw("length", "Lines on a screen").then(&[&TERMINAL_NUMBER]),
    kw("monitor", "Show records here").does(ExecCommand::Monitor),
    kw("no", "Not any more").then(&[&TERMINAL_NO]),
    kw("width", "Characters on a line").then(&[&TERMINAL_NUMBER]),
];

static TERMINAL_NUMBER: [Exec; 1] = [arg(Token::Number(0, 512), "How many").does(ExecCommand::Terminal)];
static TERMINAL_NO: [Exec; 1] = [kw("monitor", "Show records here").does(ExecCommand::Terminal)];

static PING_IP: [Exec; 1] = [kw("ip", "With IP").then(&[&PING])];
static PING: [Exec; 1] = [arg(Token::Address, "To where")
    .does(ExecCommand::Ping)
    .then(&[&PING_OPTIONS])];

static PING_OPTIONS: [Exec; 4] = [
    kw("repeat", "How many").then(&[&PING_REPEAT]),
    kw("size", "Bytes in each datagram").then(&[&PING_SIZE]),
    kw("source", "From where").then(&[&PING_SOURCE]),
    kw("timeout", "How long to wait").then(&[&PING_TIMEOUT]),
];

const fn ping_option(token: Token, help: &'static str) -> Exec {
    arg(token, help).does(ExecCommand::Ping).then(&MORE_PING_OPTIONS)
}

static MORE_PING_OPTIONS: [&[Exec]; 1] = [&PING_OPTIONS];

/// At most what a run can hold. IOS takes far more.
static PING_REPEAT: [Exec; 1] = [ping_option(Token::Number(1, 10_000), "Echo requests")];
static PING_SIZE: [Exec; 1] = [ping_option(Token::Number(36, 18_024), "Bytes, with the IP header")];
static PING_TIMEOUT: [Exec; 1] = [ping_option(Token::Number(0, 3_600), "Seconds")];
static PING_SOURCE: [Exec; 3] = [
    ping_option(Token::Address, "One of this router's addresses"),
    ping_option(Token::Interface, "An interface"),
    arg(Token::InterfaceKind, "An interface").then(&[&PING_SOURCE_UNIT]),
];
static PING_SOURCE_UNIT: [Exec; 1] = [ping_option(Token::InterfaceUnit, "Slot and port")];

static FILTER: [Node<FilterKind>; 4] = [
    kw("begin", "From the first line that fits").then(&[&BEGIN]),
    kw("exclude", "Lines that do not fit").then(&[&EXCLUDE]),
    kw("include", "Lines that fit").then(&[&INCLUDE]),
    kw("section", "Lines that fit, with what is under them").then(&[&SECTION]),
];

static BEGIN: [Node<FilterKind>; 1] = [expression(FilterKind::Begin)];
static EXCLUDE: [Node<FilterKind>; 1] = [expression(FilterKind::Exclude)];
static INCLUDE: [Node<FilterKind>; 1] = [expression(FilterKind::Include)];
static SECTION: [Node<FilterKind>; 1] = [expression(FilterKind::Section)];

const fn expression(kind: FilterKind) -> Node<FilterKind> {
    arg(Token::Line, "A regular expression").does(kind)
}
