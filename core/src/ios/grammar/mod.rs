//! The language as data: trees of keywords and arguments, one for each mode.
//!
//! The tables say what can be typed; [`parse`](fn@parse) walks them, and the console's `?` and Tab read them. The commands
//! of configuration are [`Command`], those of exec [`ExecCommand`](exec::ExecCommand).

mod access_list;
mod candidates;
mod crypto;
pub mod exec;
mod general;
mod walk;

use crate::ios::config::Section;
use crate::ios::mode::Mode;

pub(super) use candidates::candidates_in;
pub use candidates::{Candidate, candidates};
pub(super) use walk::walk;
pub use walk::{Arg, Parsed, SyntaxError, parse};

/// What may stand at one place of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A fixed word, or enough of it.
    Keyword(&'static str),
    /// A whole number of this range.
    Number(i64, i64),
    /// `A.B.C.D`.
    Address,
    /// `Ethernet0/0` in one word.
    Interface,
    /// The first word of `Ethernet 0/0`.
    InterfaceKind,
    /// The second word of `Ethernet 0/0`.
    InterfaceUnit,
    /// An even number of hexadecimal digits.
    Hex,
    /// Any word.
    Word,
    /// The rest of the line.
    Line,
}

/// What a complete line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Command {
    /// `hostname`
    Hostname,
    /// `clock timezone`
    ClockTimezone,
    /// `service timestamps`
    ServiceTimestamps,
    /// A line that changes nothing here; printed in this section.
    Kept(Section),
    /// A line that would change something on a real router, and does not here; printed in this section.
    Unsimulated(Section),
    /// A line that opens a block of lines that change nothing here.
    Block(Section),
    /// A line inside an interface or a block that changes nothing here.
    KeptInside,
    /// A line inside an interface or a block that would change something on a real router.
    UnsimulatedInside,
    /// `crypto engine accelerator`
    Accelerator,
    /// `crypto isakmp enable`
    IsakmpEnable,
    /// `crypto isakmp policy`
    IsakmpPolicy,
    /// `crypto isakmp key`
    IsakmpKey,
    /// `crypto isakmp identity`
    IsakmpIdentity,
    /// `crypto isakmp keepalive`
    IsakmpKeepalive,
    /// `encryption` of a policy
    PolicyEncryption,
    /// `hash` of a policy
    PolicyHash,
    /// `authentication` of a policy
    PolicyAuthentication,
    /// `group` of a policy
    PolicyGroup,
    /// `lifetime` of a policy
    PolicyLifetime,
    /// `crypto ipsec transform-set`
    TransformSet,
    /// `mode` of a transform set
    TransformMode,
    /// `crypto ipsec security-association lifetime`
    IpsecLifetime,
    /// `crypto ipsec security-association replay`
    IpsecReplay,
    /// `crypto map NAME` without more, to remove a whole map
    CryptoMap,
    /// `crypto map NAME SEQ`
    CryptoMapEntry,
    /// `crypto map NAME local-address`
    CryptoMapLocalAddress,
    /// `description` of a map's entry
    MapDescription,
    /// `match address`
    MatchAddress,
    /// `set peer`
    SetPeer,
    /// `set transform-set`
    SetTransformSet,
    /// `set pfs`
    SetPfs,
    /// `set security-association lifetime`
    SetLifetime,
    /// `set session-key`
    SetSessionKey,
    /// `interface`
    Interface,
    /// `description` of an interface
    InterfaceDescription,
    /// `ip address`
    IpAddress,
    /// `crypto map` of an interface
    InterfaceCryptoMap,
    /// `shutdown`
    Shutdown,
    /// `access-list N` without more, to remove a whole list
    AccessList,
    /// `ip access-list extended`
    NamedAccessList,
    /// A line of an access list
    AccessListLine,
    /// `ip route`
    StaticRoute,
    /// `exit`
    Exit,
    /// `end`
    End,
}

/// How much of a command is simulated, for the table in `docs/ios.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does what it does in IOS.
    Understood,
    /// It changes nothing that is simulated; `show running-config` prints it.
    Ignored,
    /// It would change something, and is printed with a warning instead.
    Unsimulated,
}

impl Command {
    /// How much of it is simulated.
    pub fn status(self) -> Status {
        match self {
            Self::Kept(_) | Self::Block(_) | Self::KeptInside => Status::Ignored,
            Self::Unsimulated(_) | Self::UnsimulatedInside => Status::Unsimulated,
            _ => Status::Understood,
        }
    }
}

/// Alternatives for one place, in several lists so that lists can be shared.
pub type Alternatives<C = Command> = &'static [&'static [Node<C>]];

/// One place of a line and what may follow.
#[derive(Debug, Clone, Copy)]
pub struct Node<C: 'static = Command> {
    /// What stands here.
    pub token: Token,
    /// What it is, for `?`. Our words: IOS's own help is Cisco's text.
    pub help: &'static str,
    /// What may follow.
    pub next: Alternatives<C>,
    /// What the line means if it ends here.
    pub command: Option<C>,
    /// What it means if it began with `no` and ends here.
    pub negated: Option<C>,
}

impl<C: Copy> Node<C> {
    const fn then(mut self, next: Alternatives<C>) -> Self {
        self.next = next;
        self
    }

    /// The line may end here.
    const fn does(mut self, command: C) -> Self {
        self.command = Some(command);
        self
    }

    /// A `no` line may end here.
    const fn undoes(mut self, command: C) -> Self {
        self.negated = Some(command);
        self
    }

    /// Both lines may end here.
    const fn both(self, command: C) -> Self {
        self.does(command).undoes(command)
    }
}

const fn arg<C>(token: Token, help: &'static str) -> Node<C> {
    Node {
        token,
        help,
        next: &[],
        command: None,
        negated: None,
    }
}

const fn kw<C>(word: &'static str, help: &'static str) -> Node<C> {
    arg(Token::Keyword(word), help)
}

/// The table of a mode.
pub fn table(mode: &Mode) -> Alternatives {
    match mode {
        Mode::Global => &GLOBAL,
        Mode::IsakmpPolicy(_) => &POLICY,
        Mode::TransformSet(_) => &TRANSFORM_SET,
        Mode::CryptoMap { manual: false, .. } => &ISAKMP_MAP,
        Mode::CryptoMap { manual: true, .. } => &MANUAL_MAP,
        Mode::Interface(_) => &INTERFACE,
        Mode::AccessList(_) => &ACCESS_LIST,
        Mode::Line(_) => &LINE,
    }
}

static GLOBAL: [&[Node]; 2] = [&general::GLOBAL, &general::LEAVE];
static POLICY: [&[Node]; 2] = [&crypto::POLICY, &general::LEAVE];
static TRANSFORM_SET: [&[Node]; 2] = [&crypto::TRANSFORM_SET, &general::LEAVE];
static ISAKMP_MAP: [&[Node]; 3] = [&crypto::MAP, &crypto::ISAKMP_MAP, &general::LEAVE];
static MANUAL_MAP: [&[Node]; 3] = [&crypto::MAP, &crypto::MANUAL_MAP, &general::LEAVE];
static INTERFACE: [&[Node]; 2] = [&general::INTERFACE, &general::LEAVE];
static ACCESS_LIST: [&[Node]; 2] = [&access_list::LINES, &general::LEAVE];
static LINE: [&[Node]; 2] = [&general::LINE, &general::LEAVE];
