//! `ping`: what is typed, and what is printed as it begins and ends.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use core::net::Ipv4Addr;

use super::command::{Exec, command};
use super::host::{HOST, SOURCE, destination, source, unknown};
use super::question::Question;
use super::words::{field, modelled};
use crate::effects::Effects;
use crate::event::RoundTrip;
use crate::ios::config::RunningConfig;
use crate::ios::config_event::Words;
use crate::ios::exec::{ExecLine, PingLine};
use crate::ios::grammar::{Arg, Part, Token, arg, kw};
use crate::router::Router;

pub(super) static ROWS: [Exec; 1] = [command("ping", "Send echo requests", PARTS)
    .does(begin)
    .prints(unknown)
    .asks(QUESTIONS)
    .for_all()
    .note(
        "at most 10000 times; the next request follows the reply at once; no packet is fragmented; a run ends after 64 MiB \
         of packets; alone, it asks; without IP options and sweeps of sizes",
    )];

const PARTS: &[Part] = &[
    Part::Optional(&[kw("ip", "With IP")]),
    Part::Optional(&[Part::Either(HOST), Part::Repeated(&[Part::Either(OPTIONS)])]),
];

/// At most as many requests as a run can hold. IOS takes far more.
const OPTIONS: &[&[Part]] = &[
    &[
        kw("data", "What the data repeats"),
        arg(Token::Hex, "Hexadecimal digits"),
    ],
    &[kw("df-bit", "Not to be fragmented")],
    &[kw("repeat", "How many"), arg(Token::Number(1, 10_000), "Echo requests")],
    &[
        kw("size", "Bytes in each datagram"),
        arg(Token::Number(36, 18_024), "Bytes, with the IP header"),
    ],
    &[kw("source", "From where"), Part::Either(SOURCE)],
    &[
        kw("timeout", "How long to wait"),
        arg(Token::Number(0, 3_600), "Seconds"),
    ],
    &[
        kw("tos", "Type of service"),
        arg(Token::Number(0, 255), "The byte of the IP header"),
    ],
];

/// IOS: reference, the dialogue of 12.3.
const QUESTIONS: &[Question] = &[
    Question::only("Protocol [ip]: ", &["ip"]),
    Question::value("Target IP address: ", "", ""),
    Question::value("Repeat count [5]: ", "repeat", ""),
    Question::value("Datagram size [100]: ", "size", ""),
    Question::value("Timeout in seconds [2]: ", "timeout", ""),
    Question::more("Extended commands [n]: "),
    Question::value("Source address or interface: ", "source", ""),
    Question::value("Type of service [0]: ", "tos", ""),
    Question::word("Set DF bit in IP header? [no]: ", "df-bit"),
    Question::only("Validate reply data? [no]: ", &["n", "no"]),
    Question::value("Data pattern [0xABCD]: ", "data", ""),
    Question::only("Loose, Strict, Record, Timestamp, Verbose[none]: ", &["none"]),
    Question::only("Sweep range of sizes [n]: ", &["n", "no"]),
];

fn begin(router: &mut Router, line: &ExecLine, effects: &mut Effects<'_>) {
    if let Some(ping) = read(&line.args, &router.status().console.config) {
        router.begin_ping(ping, effects);
    }
}

/// The later of two options of a kind counts. IOS: reference, for the defaults.
fn read(args: &[Arg], config: &RunningConfig) -> Option<PingLine> {
    let (destination, options) = destination(args, config)?;
    let mut line = PingLine {
        destination,
        source: None,
        repeat: 5,
        size: 100,
        timeout: 2,
        tos: 0,
        dont_fragment: false,
        pattern: vec![0xab, 0xcd],
    };
    let mut options = options.iter();
    while let Some(Arg::Keyword(option)) = options.next() {
        match *option {
            "df-bit" => line.dont_fragment = true,
            option => match (option, options.next()?) {
                ("repeat", Arg::Number(n)) => line.repeat = u32::try_from(*n).ok()?,
                ("size", Arg::Number(n)) => line.size = u16::try_from(*n).ok()?,
                ("timeout", Arg::Number(n)) => line.timeout = u32::try_from(*n).ok()?,
                ("tos", Arg::Number(n)) => line.tos = u8::try_from(*n).ok()?,
                ("data", Arg::Hex(bytes)) => line.pattern.clone_from(bytes),
                (_, arg) => line.source = Some(source(arg)?),
            },
        }
    }
    Some(line)
}

pub(super) fn started(line: &PingLine, from: Ipv4Addr) -> Words {
    let PingLine {
        destination,
        repeat,
        size,
        timeout,
        ..
    } = line;
    let mut text = format!(
        "\nType escape sequence to abort.\n\
         Sending {repeat}, {size}-byte ICMP Echos to {destination}, timeout is {timeout} seconds:"
    );
    if line.source.is_some() {
        text += &format!("\nPacket sent with a source address of {from}");
    }
    if line.dont_fragment {
        text += "\nPacket sent with the DF bit set";
    }
    field(text)
}

pub(super) fn source_invalid() -> Words {
    modelled("% Invalid source: not an address of an interface that is up")
}

pub(super) fn finished(sent: u32, received: u32, millis: Option<RoundTrip>) -> Words {
    let rate = (received * 100).checked_div(sent).unwrap_or(0);
    let times = millis.map_or(String::new(), |RoundTrip { min, average, max }| {
        format!(", round-trip min/avg/max = {min}/{average}/{max} ms")
    });
    field(format!("Success rate is {rate} percent ({received}/{sent}){times}"))
}
