//! What exec commands print, apart from `show`.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use crate::event::RoundTrip;
use crate::ios::RunningConfig;
use crate::ios::diagnostic::{Basis, Source};
use crate::ios::exec::{ClearLine, ExecLine, PingLine};
use crate::ios::grammar::exec::DebugFacility;
use crate::ios::messages::Words;

/// Words of published transcripts.
pub(super) fn field(text: impl Into<String>) -> Words {
    Words {
        text: text.into(),
        basis: Basis::Ios(Source::Field),
    }
}

/// Our words.
pub(super) fn modelled(text: impl Into<String>) -> Words {
    Words {
        text: text.into(),
        basis: Basis::Modelled,
    }
}

/// What a command prints at once; most print nothing.
pub(super) fn answer(line: &ExecLine, config: &RunningConfig) -> Option<Words> {
    Some(match line {
        ExecLine::Configure => field("Enter configuration commands, one per line.  End with CNTL/Z."),
        ExecLine::Leave => field(format!(
            "\n\n{} con0 is now available\n\n\n\nPress RETURN to get started.\n",
            config.hostname
        )),
        ExecLine::Debug { facility, on } => field(debug(*facility, *on)),
        ExecLine::Monitor => field("% Console already monitors"),
        ExecLine::Write => field("Building configuration...\n[OK]"),
        ExecLine::Reload => field("Proceed with reload? [confirm]"),
        ExecLine::Clear(ClearLine::InterfaceCounters) => {
            field("Clear \"show interface\" counters on all interfaces [confirm]")
        }
        ExecLine::Clear(ClearLine::Logging) => field("Clear logging buffer [confirm]"),
        ExecLine::Clear(_)
        | ExecLine::Show(_)
        | ExecLine::Enable
        | ExecLine::Disable
        | ExecLine::Ping(_)
        | ExecLine::Terminal => return None,
    })
}

fn debug(facility: DebugFacility, on: bool) -> String {
    let what = match facility {
        DebugFacility::All => {
            let word = if on { "on" } else { "off" };
            return format!("All possible debugging has been turned {word}");
        }
        DebugFacility::Isakmp => "Crypto ISAKMP",
        DebugFacility::Ipsec => "Crypto IPSEC",
        DebugFacility::Engine => "Crypto Engine",
    };
    format!("{what} debugging is {}", if on { "on" } else { "off" })
}

/// IOS: field: one word that is no command is taken for a host to connect to, and looked up unless that is switched off.
pub(super) fn unknown_host(word: &str, config: &RunningConfig) -> Words {
    let off = ["no ip domain lookup", "no ip domain-lookup"];
    let looks_up = !config.kept.iter().any(|line| off.contains(&line.text.as_str()));
    let lookup = if looks_up {
        "...domain server (255.255.255.255)"
    } else {
        ""
    };
    field(format!(
        "Translating \"{word}\"{lookup}\n% Unknown command or computer name, or unable to find computer address"
    ))
}

pub(super) fn ping_started(line: &PingLine, source: Ipv4Addr) -> Words {
    let PingLine {
        destination,
        repeat,
        size,
        timeout,
        ..
    } = line;
    let source = match line.source {
        Some(_) => format!("\nPacket sent with a source address of {source}"),
        None => String::new(),
    };
    field(format!(
        "\nType escape sequence to abort.\n\
         Sending {repeat}, {size}-byte ICMP Echos to {destination}, timeout is {timeout} seconds:{source}"
    ))
}

pub(super) fn ping_source_invalid() -> Words {
    modelled("% Invalid source: not an address of an interface that is up")
}

pub(super) fn ping_finished(sent: u32, received: u32, millis: Option<RoundTrip>) -> Words {
    let rate = (received * 100).checked_div(sent).unwrap_or(0);
    let times = millis.map_or(String::new(), |RoundTrip { min, average, max }| {
        format!(", round-trip min/avg/max = {min}/{average}/{max} ms")
    });
    field(format!("Success rate is {rate} percent ({received}/{sent}){times}"))
}
