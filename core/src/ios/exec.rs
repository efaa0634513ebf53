//! Exec lines as data: what was typed, understood.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::filter::Filter;
use super::grammar::Arg;
use super::interface::InterfaceName;

/// An exec line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExecLine {
    /// The command: its keywords up to the first argument, spelled out. No two commands have the same.
    pub command: &'static str,
    /// Whether it began with `no`.
    pub negated: bool,
    /// What was typed behind these keywords.
    pub args: Vec<Arg>,
    /// What stands behind `|`.
    pub filter: Option<Filter>,
}

impl ExecLine {
    /// The first word typed as an argument.
    pub fn word(&self) -> Option<&str> {
        self.args.iter().find_map(|arg| match arg {
            Arg::Word(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The first number, if it is one of this type.
    pub fn number<T: TryFrom<i64>>(&self) -> Option<T> {
        self.args.iter().find_map(|arg| match arg {
            Arg::Number(number) => T::try_from(*number).ok(),
            _ => None,
        })
    }

    /// The first interface.
    pub fn interface(&self) -> Option<InterfaceName> {
        self.args.iter().find_map(|arg| match arg {
            Arg::Interface(name) => Some(*name),
            _ => None,
        })
    }

    /// The first address.
    pub fn address(&self) -> Option<Ipv4Addr> {
        self.args.iter().find_map(|arg| match arg {
            Arg::Address(address) => Some(*address),
            _ => None,
        })
    }
}

/// `ping`, with all that its options and its dialogue ask. IOS: reference, for the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PingLine {
    /// The destination address.
    pub destination: Ipv4Addr,
    /// From where.
    pub source: Option<ProbeSource>,
    /// How many echo requests.
    pub repeat: u32,
    /// Bytes in each datagram, with the IP header.
    pub size: u16,
    /// Seconds to wait for each reply.
    pub timeout: u32,
    /// The type of service in the IP header (RFC 791 §3.1).
    pub tos: u8,
    /// Whether the IP header says that it must not be fragmented.
    pub dont_fragment: bool,
    /// What the data repeats; one byte at least.
    pub pattern: Vec<u8>,
}

/// `traceroute`, with all that its options and its dialogue ask. IOS: reference, for the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TracerouteLine {
    /// The destination address.
    pub destination: Ipv4Addr,
    /// From where.
    pub source: Option<ProbeSource>,
    /// Seconds to wait for each answer.
    pub timeout: u32,
    /// Probes of each time to live.
    pub probes: u16,
    /// The first time to live.
    pub first_ttl: u8,
    /// The last time to live.
    pub last_ttl: u8,
    /// The destination port of the first probe; the next has the next.
    pub port: u16,
}

/// Where a ping or a probe comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ProbeSource {
    /// One of the router's addresses.
    Address(Ipv4Addr),
    /// The address of an interface.
    Interface(InterfaceName),
}
