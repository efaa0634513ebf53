//! `traceroute`: what is typed, and what is printed as it goes on.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use super::command::{Exec, command};
use super::host::{HOST, SOURCE, destination, source, unknown};
use super::question::Question;
use super::words::field;
use crate::effects::Effects;
use crate::event::ProbeAnswer;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::Words;
use crate::ios::exec::{ExecLine, TracerouteLine};
use crate::ios::grammar::{Arg, Part, Token, arg, kw};
use crate::ip::icmp::Unreachable;
use crate::router::Router;

pub(super) static ROWS: [Exec; 1] = [command("traceroute", "Find the routers on the way", PARTS)
    .does(begin)
    .prints(unknown)
    .asks(QUESTIONS)
    .for_all()
    .note("each cloud counts as one router, and a LAN's router as none; alone, it asks; without IP options; no names are printed")];

const PARTS: &[Part] = &[
    Part::Optional(&[kw("ip", "With IP")]),
    Part::Optional(&[Part::Either(HOST), Part::Repeated(&[Part::Either(OPTIONS)])]),
];

const OPTIONS: &[&[Part]] = &[
    &[kw("numeric", "Addresses without names")],
    &[
        kw("port", "Where the first probe goes"),
        arg(Token::Number(1, 65_535), "UDP port"),
    ],
    &[
        kw("probe", "Probes of each time to live"),
        arg(Token::Number(1, 10), "How many"),
    ],
    &[kw("source", "From where"), Part::Either(SOURCE)],
    &[
        kw("timeout", "How long to wait"),
        arg(Token::Number(1, 3_600), "Seconds"),
    ],
    &[
        kw("ttl", "Times to live"),
        arg(Token::Number(1, 255), "The first"),
        Part::Optional(&[arg(Token::Number(1, 255), "The last")]),
    ],
];

/// IOS: reference, the dialogue of 12.3.
const QUESTIONS: &[Question] = &[
    Question::only("Protocol [ip]: ", &["ip"]),
    Question::value("Target IP address: ", "", ""),
    Question::value("Source address: ", "source", ""),
    Question::word("Numeric display [n]: ", "numeric"),
    Question::value("Timeout in seconds [3]: ", "timeout", ""),
    Question::value("Probe count [3]: ", "probe", ""),
    Question::value("Minimum Time to Live [1]: ", "ttl", "1"),
    Question::value("Maximum Time to Live [30]: ", "", "30"),
    Question::value("Port Number [33434]: ", "port", ""),
    Question::only("Loose, Strict, Record, Timestamp, Verbose[none]: ", &["none"]),
];

fn begin(router: &mut Router, line: &ExecLine, effects: &mut Effects<'_>) {
    if let Some(line) = read(&line.args, &router.status().console.config) {
        router.begin_traceroute(line, effects);
    }
}

/// The later of two options of a kind counts. IOS: reference, for the defaults.
fn read(args: &[Arg], config: &RunningConfig) -> Option<TracerouteLine> {
    let (destination, options) = destination(args, config)?;
    let mut line = TracerouteLine {
        destination,
        source: None,
        timeout: 3,
        probes: 3,
        first_ttl: 1,
        last_ttl: 30,
        port: 33_434,
    };
    let mut options = options.iter().peekable();
    while let Some(Arg::Keyword(option)) = options.next() {
        match *option {
            "numeric" => {}
            option => match (option, options.next()?) {
                ("port", Arg::Number(n)) => line.port = u16::try_from(*n).ok()?,
                ("probe", Arg::Number(n)) => line.probes = u16::try_from(*n).ok()?,
                ("timeout", Arg::Number(n)) => line.timeout = u32::try_from(*n).ok()?,
                ("ttl", Arg::Number(n)) => {
                    line.first_ttl = u8::try_from(*n).ok()?;
                    if let Some(Arg::Number(n)) = options.next_if(|arg| matches!(arg, Arg::Number(_))) {
                        line.last_ttl = u8::try_from(*n).ok()?;
                    }
                }
                (_, arg) => line.source = Some(source(arg)?),
            },
        }
    }
    Some(line)
}

pub(super) fn started(destination: Ipv4Addr) -> Words {
    field(format!(
        "\nType escape sequence to abort.\nTracing the route to {destination}\n\n"
    ))
}

/// IOS: field: `*` for no answer, `!H` and `!A` for what is unreachable or denied.
pub(super) fn hop(hop: u8, answers: &[Option<ProbeAnswer>]) -> Words {
    let mut text = format!("{hop:>3}");
    let mut last = None;
    for answer in answers {
        let Some(ProbeAnswer { from, why, millis }) = answer else {
            text += if last.is_none() { "  *" } else { " * " };
            continue;
        };
        if last.replace(*from) != Some(*from) {
            text += &format!(" {from}");
        }
        text += &match why {
            Unreachable::Host => String::from(" !H "),
            Unreachable::Prohibited => String::from(" !A "),
            Unreachable::Port | Unreachable::TimeExceeded => format!(" {millis} msec"),
        };
    }
    field(text.trim_end())
}
