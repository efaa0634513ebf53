//! Facts of the console: what was typed, what it was understood as, and what came of it. Nobody has to read a line again.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use crate::ios::config::RunningConfig;
use crate::ios::config_event::ConfigEvent;
use crate::ios::console::{ConsoleMode, Debugging};
use crate::ios::exec::{ExecLine, PingLine};
use crate::ios::grammar::SyntaxError;
use crate::ip::icmp::Unreachable;

/// What happened at a console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ConsoleEvent {
    /// A line was typed. What it changed follows.
    Typed {
        /// The mode in which it was typed.
        mode: ConsoleMode,
        /// The line.
        line: String,
        /// What it was understood as.
        outcome: Outcome,
    },
    /// The next line is typed here.
    ModeChanged(ConsoleMode),
    /// The running configuration is another from now on.
    Configured {
        /// The whole of it; what is written of a trace leaves it out.
        #[serde(skip)]
        config: Arc<RunningConfig>,
    },
    /// The running configuration is that of the next start too.
    Saved,
    /// Debug commands were switched.
    DebuggingChanged(Debugging),
    /// Counters are zero again.
    CountersCleared(CounterKind),
    /// The router switches itself off and on: it has the saved configuration, and remembers nothing else.
    Reloading,
    /// The router has started after `reload`.
    Restarted,
    /// The router begins to ping. Its echo requests are [`TrafficEvent`](crate::event::TrafficEvent)s with the source as
    /// host.
    PingStarted {
        /// As typed.
        line: PingLine,
        /// The address that it pings from.
        source: Ipv4Addr,
    },
    /// The source that was typed is not an address of an interface that is up.
    SourceInvalid,
    /// A command asks what its line does not say; the next line is the answer.
    Asked(&'static str),
    /// It asks no more.
    AskedEnough,
    /// The ping is over.
    PingFinished {
        /// Echo requests sent.
        sent: u32,
        /// Replies that came in time.
        received: u32,
        /// Milliseconds until the replies came, if any did.
        millis: Option<RoundTrip>,
    },
    /// The router begins to trace a route.
    TracerouteStarted {
        /// Where to.
        destination: Ipv4Addr,
    },
    /// The probes of one time to live are answered, or given up.
    TracerouteHop {
        /// The time to live.
        hop: u8,
        /// The answer to each probe, if one came.
        answers: Vec<Option<ProbeAnswer>>,
    },
    /// The route is traced as far as it goes.
    TracerouteFinished,
}

/// The answer to a probe of `traceroute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProbeAnswer {
    /// Who answers.
    pub from: Ipv4Addr,
    /// Why the probe went no further.
    pub why: Unreachable,
    /// Milliseconds since the probe.
    pub millis: u64,
}

/// What a typed line was understood as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// A blank line or a comment.
    Nothing,
    /// Not a line of the language.
    Refused(SyntaxError),
    /// One word that is no command, which exec takes for the name of a host to connect to.
    UnknownHost(String),
    /// A line of configuration.
    Configured {
        /// What there is to say about it.
        events: Vec<ConfigEvent>,
        /// Whether configuration is over.
        ended: bool,
    },
    /// An exec line.
    Exec(ExecLine),
    /// The answer to a question.
    Answered,
    /// An answer that is none, which ends the command.
    BadAnswer(BadAnswer),
}

/// Why an answer is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum BadAnswer {
    /// The command was broken off.
    Broken,
    /// Nothing but the default is simulated.
    NotSimulated,
    /// It must be `yes` or `no`.
    NeitherYesNorNo,
    /// It must be one of these, as `?` lists them.
    Value(String),
}

/// Counters that a command clears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum CounterKind {
    /// How often each line of the access lists fitted; of all, or of one.
    AccessLists(Option<String>),
    /// The packets that IPsec SAs protected.
    IpsecSas,
    /// Those of the interfaces, which nothing shows.
    Interfaces,
}

/// Times from request to reply, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RoundTrip {
    /// The shortest.
    pub min: u64,
    /// The mean, without its fraction.
    pub average: u64,
    /// The longest.
    pub max: u64,
}
