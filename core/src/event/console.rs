//! Facts of the console: what was typed, and what commands did beyond the line they were typed in.

use alloc::string::String;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::ios::console::{ConsoleMode, Outcome};
use crate::ios::exec::PingLine;

/// What happened at a console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsoleEvent {
    /// A line was typed.
    Typed {
        /// Where.
        mode: ConsoleMode,
        /// The line.
        line: String,
        /// What became of it.
        outcome: Outcome,
    },
    /// The router begins to ping. Its echo requests are [`TrafficEvent`](crate::event::TrafficEvent)s with the source as
    /// host.
    PingStarted {
        /// As typed.
        line: PingLine,
        /// The address that it pings from.
        source: Ipv4Addr,
    },
    /// The source that was typed is not an address of an interface that is up.
    PingSourceInvalid,
    /// The ping is over.
    PingFinished {
        /// Echo requests sent.
        sent: u32,
        /// Replies that came in time.
        received: u32,
        /// Milliseconds until the replies came, if any did.
        millis: Option<RoundTrip>,
    },
    /// The router has started after `reload`.
    Restarted,
}

/// Times from request to reply, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundTrip {
    /// The shortest.
    pub min: u64,
    /// The mean, without its fraction.
    pub average: u64,
    /// The longest.
    pub max: u64,
}
