//! Exec lines: what was typed, understood. The words are in [`grammar::exec`](super::grammar::exec).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::filter::Filter;
pub use super::grammar::exec::Show;
use super::grammar::exec::{Clear, DebugFacility, ExecCommand, FILTERS, PRIVILEGED, USER};
use super::grammar::{Alternatives, Arg, Candidate, Parsed, SyntaxError, candidates_in, walk};
use super::interface::InterfaceName;
use super::lexer::Word;

/// An exec line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExecLine {
    /// `show …`
    Show(ShowLine),
    /// `debug …`, `undebug …`
    Debug {
        /// What it is about.
        facility: DebugFacility,
        /// Whether it is switched on.
        on: bool,
    },
    /// `clear …`
    Clear(ClearLine),
    /// `configure terminal`
    Configure,
    /// `enable`
    Enable,
    /// `disable`
    Disable,
    /// `exit`
    Leave,
    /// `ping`
    Ping(PingLine),
    /// `reload`
    Reload,
    /// `terminal monitor`
    Monitor,
    /// Another `terminal` line, which changes nothing here.
    Terminal,
    /// `write memory`
    Write,
}

/// `show …`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowLine {
    /// What is shown.
    pub what: Show,
    /// The access list, if only one is to be shown.
    pub access_list: Option<AccessListId>,
    /// What stands behind `|`.
    pub filter: Option<Filter>,
}

/// `clear …`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClearLine {
    /// `access-list counters`
    AccessListCounters,
    /// `counters`
    InterfaceCounters,
    /// `crypto isakmp [conn-id]`
    Isakmp(Option<u32>),
    /// `crypto sa`
    Sa,
    /// `crypto sa counters`
    SaCounters,
    /// `crypto sa map NAME`
    SaOfMap(String),
    /// `crypto sa peer ADDRESS`
    SaOfPeer(Ipv4Addr),
    /// `logging`
    Logging,
}

/// `ping ADDRESS [repeat N] [size N] [source …] [timeout N]`. IOS: reference, for the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingLine {
    /// To where.
    pub destination: Ipv4Addr,
    /// From where.
    pub source: Option<PingSource>,
    /// How many echo requests.
    pub repeat: u32,
    /// Bytes in each datagram, with the IP header.
    pub size: u16,
    /// Seconds to wait for each reply.
    pub timeout: u32,
}

/// The source of a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PingSource {
    /// One of the router's addresses.
    Address(Ipv4Addr),
    /// The address of an interface.
    Interface(InterfaceName),
}

/// Which debug commands are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debugging {
    /// `debug crypto isakmp`.
    pub isakmp: bool,
    /// `debug crypto ipsec`.
    pub ipsec: bool,
    /// `debug crypto engine`.
    pub engine: bool,
}

impl Default for Debugging {
    /// As in the published session (IOS: seed). Modelled: they are on from the start.
    fn default() -> Self {
        Debugging {
            isakmp: true,
            ipsec: true,
            engine: false,
        }
    }
}

impl Debugging {
    /// None of them: a router that was just switched on.
    pub const OFF: Debugging = Debugging {
        isakmp: false,
        ipsec: false,
        engine: false,
    };

    /// Switches one, or all.
    pub fn switch(&mut self, facility: DebugFacility, on: bool) {
        match facility {
            DebugFacility::All => (self.isakmp, self.ipsec, self.engine) = (on, on, on),
            DebugFacility::Isakmp => self.isakmp = on,
            DebugFacility::Ipsec => self.ipsec = on,
            DebugFacility::Engine => self.engine = on,
        }
    }
}

/// The table of an exec mode.
pub fn table(privileged: bool) -> Alternatives<ExecCommand> {
    if privileged { PRIVILEGED } else { USER }
}

/// Understands the words of an exec line.
///
/// # Errors
/// If it is not one of the language's.
pub fn parse(privileged: bool, words: &[Word<'_>]) -> Result<ExecLine, SyntaxError> {
    let (command, filter) = match words.iter().position(|word| word.text == "|") {
        Some(at) => (&words[..at], Some((words[at], &words[at + 1..]))),
        None => (words, None),
    };
    let parsed = walk(table(privileged), command)?;
    let filter = match filter {
        None => None,
        // Only what shows something can be filtered.
        Some((bar, _)) if !matches!(parsed.command, ExecCommand::Show(_)) => {
            let (column, end) = (bar.column, bar.end());
            return Err(SyntaxError::Invalid { column, end });
        }
        Some((_, words)) => Some(parse_filter(words)?),
    };
    understand(&parsed, filter).ok_or(SyntaxError::Incomplete)
}

fn parse_filter(words: &[Word<'_>]) -> Result<Filter, SyntaxError> {
    let parsed = walk(FILTERS, words)?;
    let expression = parsed.words().next().ok_or(SyntaxError::Incomplete)?;
    Ok(Filter {
        kind: parsed.command,
        expression: expression.to_string(),
    })
}

/// `None` if the line lacks an argument that the table should have asked for.
fn understand(parsed: &Parsed<ExecCommand>, filter: Option<Filter>) -> Option<ExecLine> {
    Some(match parsed.command {
        ExecCommand::Show(what) => ExecLine::Show(ShowLine {
            what,
            access_list: parsed.words().next().map(AccessListId::from),
            filter,
        }),
        ExecCommand::Debug { facility, off } => ExecLine::Debug {
            facility,
            on: off == parsed.negated,
        },
        ExecCommand::Clear(what) => ExecLine::Clear(clear(what, parsed)?),
        ExecCommand::Configure => ExecLine::Configure,
        ExecCommand::Enable => ExecLine::Enable,
        ExecCommand::Disable => ExecLine::Disable,
        ExecCommand::Leave => ExecLine::Leave,
        ExecCommand::Ping => ExecLine::Ping(ping(&parsed.args)?),
        ExecCommand::Reload => ExecLine::Reload,
        ExecCommand::Monitor => ExecLine::Monitor,
        ExecCommand::Terminal => ExecLine::Terminal,
        ExecCommand::Write => ExecLine::Write,
    })
}

fn clear(what: Clear, parsed: &Parsed<ExecCommand>) -> Option<ClearLine> {
    Some(match what {
        Clear::AccessListCounters => ClearLine::AccessListCounters,
        Clear::InterfaceCounters => ClearLine::InterfaceCounters,
        Clear::Isakmp => ClearLine::Isakmp(parsed.number()),
        Clear::Sa => ClearLine::Sa,
        Clear::SaCounters => ClearLine::SaCounters,
        Clear::SaOfMap => ClearLine::SaOfMap(parsed.words().next()?.to_string()),
        Clear::SaOfPeer => ClearLine::SaOfPeer(parsed.addresses().next()?),
        Clear::Logging => ClearLine::Logging,
    })
}

/// The later of two options of a kind counts.
fn ping(args: &[Arg]) -> Option<PingLine> {
    let mut rest = args.iter().skip_while(|arg| matches!(arg, Arg::Keyword(_)));
    let Some(Arg::Address(destination)) = rest.next() else {
        return None;
    };
    let mut line = PingLine {
        destination: *destination,
        source: None,
        repeat: 5,
        size: 100,
        timeout: 2,
    };
    while let (Some(Arg::Keyword(option)), Some(value)) = (rest.next(), rest.next()) {
        match (*option, value) {
            ("repeat", Arg::Number(n)) => line.repeat = u32::try_from(*n).ok()?,
            ("size", Arg::Number(n)) => line.size = u16::try_from(*n).ok()?,
            ("timeout", Arg::Number(n)) => line.timeout = u32::try_from(*n).ok()?,
            (_, Arg::Address(address)) => line.source = Some(PingSource::Address(*address)),
            (_, Arg::Interface(name)) => line.source = Some(PingSource::Interface(*name)),
            _ => return None,
        }
    }
    Some(line)
}

/// What can be typed after `words`, where the next word starts with `partial`.
pub fn candidates(privileged: bool, words: &[Word<'_>], partial: &str) -> Vec<Candidate> {
    if let Some(at) = words.iter().position(|word| word.text == "|") {
        return candidates_in(FILTERS, &words[at + 1..], partial);
    }
    let mut found = candidates_in(table(privileged), words, partial);
    let shows = walk(table(privileged), words).is_ok_and(|line| matches!(line.command, ExecCommand::Show(_)));
    if shows && partial.is_empty() {
        let text = "|".to_string();
        let help = "Choose lines of the output";
        found.push(Candidate {
            text,
            is_keyword: true,
            help,
        });
    }
    found
}
