//! Global lines that are not `crypto`, and those that leave a mode. IOS: seed, reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::command::{Answer, DONE, Effect, Line, Row, row};
use super::scalar::{Value, scalar};
use crate::ios::config::{ClockTimezone, Host, NextHop, RunningConfig, StaticRoute, Timestamps};
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::grammar::Part::{Either, No, Optional, Repeated};
use crate::ios::grammar::{Arg, Missing, Part, Token, arg, kw};
use crate::ios::interface::InterfaceAddress;

/// Out of a mode, wherever one is.
pub static LEAVE: &[Row] = &[
    Row {
        has_no: false,
        ..row("exit", "Leave this mode", &[], Effect::Leave { altogether: false })
    },
    Row {
        has_no: false,
        ..row("end", "Leave configuration", &[], Effect::Leave { altogether: true })
            .note("in every mode; nothing after `end` is read")
    },
];

/// `service timestamps`.
pub static TIMESTAMPS: &[Row] = &[
    row(
        "service timestamps debug",
        "Before debug records",
        FORMAT,
        scalar!(RunningConfig, debug_timestamps),
    )
    .note("without a format: uptime"),
    row(
        "service timestamps log",
        "Before log records",
        FORMAT,
        scalar!(RunningConfig, log_timestamps),
    ),
];

const FORMAT: &[Part] = &[Optional(&[Either(&[
    &[kw("datetime", "Date and time"), Repeated(&[Either(DATETIME)])],
    &[kw("uptime", "Time since the start")],
])])];

const DATETIME: &[&[Part]] = &[
    &[kw("localtime", "In the local time zone")],
    &[kw("msec", "With milliseconds")],
    &[kw("show-timezone", "With the zone's name")],
];

impl Value for Timestamps {
    /// IOS: reference: without a format, records carry the time since the start.
    fn typed(line: &Line) -> Result<Self, Missing> {
        Ok(if line.has("datetime") {
            Timestamps::Datetime {
                milliseconds: line.has("msec"),
                local_time: line.has("localtime"),
                show_timezone: line.has("show-timezone"),
            }
        } else {
            Timestamps::Uptime
        })
    }

    fn printed(&self, path: &str) -> String {
        match *self {
            Timestamps::Uptime => format!("{path} uptime"),
            Timestamps::Datetime {
                milliseconds,
                local_time,
                show_timezone,
            } => {
                let option = |on: bool, word| if on { word } else { "" };
                format!(
                    "{path} datetime{}{}{}",
                    option(milliseconds, " msec"),
                    option(local_time, " localtime"),
                    option(show_timezone, " show-timezone")
                )
            }
        }
    }
}

/// `hostname`, which is printed whatever it is.
pub static HOSTNAME: &[Row] = &[row(
    "hostname",
    "This router's name",
    &[No, arg(Token::Word, "The name")],
    Effect::Does {
        apply: |to, line| {
            to.config.hostname = super::scalar::value(line, RunningConfig::default().hostname)?;
            DONE
        },
        print: |at, lines| lines.line(at.config.hostname.printed(at.path)),
    },
)];

/// `clock timezone`.
pub static CLOCK: &[Row] = &[row(
    "clock timezone",
    "The time zone",
    &[
        No,
        arg(Token::Word, "The name of the zone"),
        No,
        arg(Token::Number(-23, 23), "Hours from UTC"),
        Optional(&[arg(Token::Number(0, 59), "Minutes from UTC")]),
    ],
    scalar!(RunningConfig, clock_timezone),
)];

impl Value for ClockTimezone {
    fn typed(line: &Line) -> Result<Self, Missing> {
        let minutes = line.numbers().nth(1).map_or(Ok(0), u8::try_from);
        Ok(ClockTimezone {
            name: line.word()?.to_string(),
            hours: line.number()?,
            minutes: minutes.map_err(|_| Missing)?,
        })
    }

    fn printed(&self, path: &str) -> String {
        let zone = format!("{path} {} {}", self.name, self.hours);
        if self.minutes == 0 {
            zone
        } else {
            format!("{zone} {}", self.minutes)
        }
    }
}

/// `ip host`.
pub static HOSTS: &[Row] = &[row(
    "ip host",
    "The addresses of a name",
    &[
        arg(Token::Word, "The name"),
        No,
        Optional(&[arg(Token::Number(0, 65_535), "The port for telnet")]),
        arg(Token::Address, "An address, the first to be tried"),
        Repeated(&[arg(Token::Address, "An address, the first to be tried")]),
    ],
    Effect::Does {
        apply: ip_host,
        print: |at, lines| {
            let hosts = at.config.hosts.iter();
            hosts.for_each(|host| lines.line(format!("{} {host}", at.path)));
        },
    },
)
.note(
    "the addresses of a peer whose key is typed with its name; Modelled: a name that is typed anew loses those it had",
)];

/// Modelled: a name loses the addresses that it had, whether it gets others or not.
fn ip_host(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.word()?;
    let hosts = &mut to.config.hosts;
    hosts.retain(|host| !host.name.eq_ignore_ascii_case(name));
    if !line.negated {
        hosts.push(Host {
            name: name.to_string(),
            port: line.number().ok(),
            addresses: line.addresses().collect(),
        });
    }
    DONE
}

/// `ip route`.
pub static ROUTE: &[Row] = &[row(
    "ip route",
    "A static route",
    &[
        arg(Token::Address, "The network"),
        arg(Token::Address, "Its mask"),
        No,
        Either(&[
            &[arg(Token::Address, "The next router")],
            &[
                arg(Token::Interface, "The way out"),
                Optional(&[arg(Token::Address, "The next router")]),
            ],
        ]),
        Optional(&[arg(Token::Number(1, 255), "The distance")]),
        Repeated(&[Either(&[
            &[kw("name", "A name for the route"), arg(Token::Word, "The name")],
            &[kw("permanent", "Also while the interface is down")],
            &[
                kw("tag", "A number for route maps"),
                arg(Token::Number(1, 4_294_967_295), "The tag"),
            ],
            &[
                kw("track", "While something is so"),
                arg(Token::Number(1, 1_000), "What"),
            ],
        ])]),
    ],
    Effect::Does {
        apply: static_route,
        print: |at, lines| {
            let routes = at.config.static_routes.iter();
            routes.for_each(|route| lines.line(format!("{} {route}", at.path)));
        },
    },
)
.note(
    "next hops are looked up in turn, unless the interface is typed too; `name`, `permanent`, `tag` and \
     `track` are kept and change nothing",
)];

fn static_route(to: &mut Configurator, line: &Line) -> Answer {
    let mut addresses = line.addresses();
    let network = InterfaceAddress {
        address: addresses.next().ok_or(Missing)?,
        mask: addresses.next().ok_or(Missing)?,
    };
    let next_hop = match (line.interface().ok(), addresses.next()) {
        (Some(interface), Some(address)) => Some(NextHop::Via(interface, address)),
        (Some(interface), None) => Some(NextHop::Interface(interface)),
        (None, address) => address.map(NextHop::Address),
    };
    let routes = &mut to.config.static_routes;
    if line.negated {
        routes.retain(|it| it.network != network || next_hop.is_some_and(|n| n != it.next_hop));
        return DONE;
    }
    if network.address != network.network() || !network.has_contiguous_mask() {
        return Err(ConfigEvent::InconsistentMask(network).into());
    }
    let next_hop = next_hop.ok_or(Missing)?;
    let options = line.args.iter().position(|arg| matches!(arg, Arg::Keyword(_)));
    let (plain, options) = line.args.split_at(options.unwrap_or(line.args.len()));
    let distance = plain.iter().find_map(|arg| match arg {
        Arg::Number(number) => u8::try_from(*number).ok(),
        _ => None,
    });
    let options: Vec<String> = options.iter().map(ToString::to_string).collect();
    let route = StaticRoute {
        network,
        next_hop,
        distance: distance.unwrap_or(StaticRoute::DEFAULT_DISTANCE),
        options: options.join(" "),
    };
    let same = |it: &&mut StaticRoute| it.network == network && it.next_hop == next_hop;
    match routes.iter_mut().find(same) {
        Some(same) => *same = route,
        None => routes.push(route),
    }
    DONE
}
