//! Hosts that commands name: an address, or a name that `ip host` has.

use alloc::format;
use core::net::Ipv4Addr;

use super::command::Moment;
use super::words::field;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::Words;
use crate::ios::exec::{ExecLine, ProbeSource};
use crate::ios::grammar::{Arg, Part, Token, arg};

/// A host.
pub(super) const HOST: &[&[Part]] = &[
    &[arg(Token::Address, "To where")],
    &[arg(Token::Word, "A name that `ip host` has")],
];

/// Where packets of the router's own may come from.
pub(super) const SOURCE: &[&[Part]] = &[
    &[arg(Token::Address, "One of this router's addresses")],
    &[arg(Token::Interface, "An interface")],
];

/// The source that an argument names.
pub(super) fn source(arg: &Arg) -> Option<ProbeSource> {
    match arg {
        Arg::Address(address) => Some(ProbeSource::Address(*address)),
        Arg::Interface(name) => Some(ProbeSource::Interface(*name)),
        _ => None,
    }
}

/// The address of the host that a line begins with, behind `ip`, and what follows. `None` if there is none, or nobody knows
/// its name.
pub(super) fn destination<'a>(args: &'a [Arg], config: &RunningConfig) -> Option<(Ipv4Addr, &'a [Arg])> {
    let start = usize::from(matches!(args.first(), Some(Arg::Keyword("ip"))));
    let (host, rest) = args.get(start..)?.split_first()?;
    let address = match host {
        Arg::Address(address) => Some(*address),
        Arg::Word(name) => config.addresses_of(name).first().copied(),
        _ => None,
    };
    address.map(|address| (address, rest))
}

/// What a command prints whose host nobody knows. IOS: field.
pub(super) fn unknown(line: &ExecLine, moment: &Moment<'_>) -> Words {
    let config = &moment.status.console.config;
    match line.word() {
        Some(name) if destination(&line.args, config).is_none() => field(format!(
            "{}\n% Unrecognized host or address, or protocol not running.",
            looked_up(name, config)
        )),
        _ => field(""),
    }
}

/// What is printed while a name is looked up, unless that is switched off. IOS: field.
pub(super) fn looked_up(name: &str, config: &RunningConfig) -> alloc::string::String {
    let off = ["no ip domain lookup", "no ip domain-lookup"];
    let mut kept = config.kept.values().flat_map(|lines| lines.iter());
    let looks_up = !kept.any(|line| off.contains(&line.text.as_str()));
    let server = if looks_up {
        "...domain server (255.255.255.255)"
    } else {
        ""
    };
    format!("Translating \"{name}\"{server}")
}
