//! Access lists. IOS: reference, `access-list (IP extended)`; the help is ours.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Row, row};
use crate::ios::access_list::{
    AccessList, AccessListEntry, AccessListId, AccessListLine, Action, AddressMatch, Protocol,
};
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::grammar::Part::{Choice, Either, No, Optional, Repeated};
use crate::ios::grammar::{self, Arg, Missing, Part, Token, arg, kw};
use crate::ios::icmp_messages::ICMP_MESSAGES;
use crate::ios::mode::Mode;
use crate::ios::ports::{PortMatch, TCP_PORTS, UDP_PORTS};

/// Access lists in global configuration.
pub static LISTS: &[Row] = &[
    row(
        "access-list",
        "A numbered access list",
        &[
            Either(&[
                &[arg(Token::Number(100, 199), "An extended access list")],
                &[arg(Token::Number(2_000, 2_699), "An extended access list")],
            ]),
            No,
            LINE_PARTS,
        ],
        Effect::Does {
            apply: numbered,
            // Printed with the named ones.
            print: |_, _| {},
        },
    )
    .note("`no` removes the list"),
    row(
        "access-list",
        "A numbered access list",
        &[
            Either(&[
                &[arg(Token::Number(1, 99), "A standard access list")],
                &[arg(Token::Number(1_300, 1_999), "A standard access list")],
            ]),
            No,
            STANDARD_PARTS,
        ],
        Effect::Does {
            apply: numbered,
            print: |_, _| {},
        },
    ),
    row(
        "ip access-list standard",
        "A list of sources",
        &[arg(Token::Word, "The name or number")],
        Effect::Does {
            apply: standard,
            print: |_, _| {},
        },
    ),
    row(
        "ip access-list resequence",
        "Number the lines anew",
        &[
            arg(Token::Word, "The name or number"),
            arg(Token::Number(1, 2_147_483_647), "The first number"),
            arg(Token::Number(1, 2_147_483_647), "The step"),
        ],
        Effect::Does {
            apply: resequence,
            print: |_, _| {},
        },
    ),
    row(
        "ip access-list extended",
        "An extended list",
        &[arg(Token::Word, "The name or number")],
        Effect::Does {
            apply: named,
            print: print_lists,
        },
    ),
];

/// In an access list.
pub static LINES: &[Row] = &[
    row(
        "deny",
        "Do not match this traffic",
        &[TRAFFIC],
        Effect::Does {
            apply: list_line,
            print: print_list,
        },
    )
    .note("as `permit`"),
    row("permit", "Match this traffic", &[TRAFFIC], LINE)
        .note("Modelled: options are kept, and leave nothing out, and so are types of ICMP in a crypto map; a line with object groups (12.4(20)T) is kept and matches nothing: IOS does not take them for IPsec; a line that is there already is not added again"),
    row("remark", "A note", &[REMARK], LINE),
    row("", "A line with its number", &[NUMBER, No, LINE_PARTS], LINE)
        .note("numbers are not saved; `no` and a number take that line away"),
];

/// In a standard list.
pub static STANDARD_LINES: &[Row] = &[
    row(
        "deny",
        "Do not match this source",
        &[STANDARD_TRAFFIC, LOG],
        Effect::Does {
            apply: list_line,
            print: print_list,
        },
    ),
    row("permit", "Match this source", &[STANDARD_TRAFFIC, LOG], LINE),
    row("remark", "A note", &[REMARK], LINE),
    row("", "A line with its number", &[NUMBER, No, STANDARD_PARTS], LINE),
];

const NUMBER: Part = arg(Token::Number(1, 2_147_483_647), "The sequence number");

const ACTION: Part = Either(&[
    &[kw("deny", "Do not match this traffic")],
    &[kw("permit", "Match this traffic")],
]);

/// A line of an extended list.
const LINE_PARTS: Part = Either(&[&[ACTION, TRAFFIC], &[kw("remark", "A note"), REMARK]]);

/// A line of a standard list.
const STANDARD_PARTS: Part = Either(&[&[ACTION, STANDARD_TRAFFIC, LOG], &[kw("remark", "A note"), REMARK]]);

const STANDARD_TRAFFIC: Part = Either(&[
    &[
        arg(Token::Address, "Source network"),
        Optional(&[arg(Token::Address, "Bits that do not matter")]),
    ],
    &[kw("any", "Any source")],
    &[kw("host", "One source"), arg(Token::Address, "The source")],
]);

const LINE: Effect = Effect::Does {
    apply: list_line,
    // The first row prints all lines, in their order.
    print: |_, _| {},
};

const REMARK: Part = arg(Token::Line, "Up to 100 characters");

const TRAFFIC: Part = Either(&[
    &[
        kw("object-group", "Services with a name"),
        arg(Token::Word, "The name"),
        SOURCE,
        DESTINATION,
        OPTIONS,
        LOG,
    ],
    &[Either(PROTOCOLS), SOURCE, DESTINATION, OPTIONS, LOG],
    &[kw("icmp", "ICMP"), SOURCE, DESTINATION, Optional(&[ICMP]), OPTIONS, LOG],
    &[
        kw("tcp", "TCP"),
        SOURCE,
        TCP,
        DESTINATION,
        TCP,
        Repeated(&[Either(TCP_FLAGS)]),
        OPTIONS,
        LOG,
    ],
    &[kw("udp", "UDP"), SOURCE, UDP, DESTINATION, UDP, OPTIONS, LOG],
]);

/// IOS: reference: each flag that is named must be set; `established` is ACK or RST.
const TCP_FLAGS: &[&[Part]] = &[
    &[kw("ack", "Acknowledgements")],
    &[kw("established", "Connections that there are")],
    &[kw("fin", "Ends of connections")],
    &[kw("psh", "Data to be passed on at once")],
    &[kw("rst", "Connections that are refused")],
    &[kw("syn", "Beginnings of connections")],
    &[kw("urg", "Urgent data")],
];

/// Which messages of ICMP. Modelled: in a crypto map the type leaves nothing out.
const ICMP: Part = Either(&[
    &[Choice(icmp_message)],
    &[
        arg(Token::Number(0, 255), "The type"),
        Optional(&[arg(Token::Number(0, 255), "The code")]),
    ],
]);

fn icmp_message(index: usize) -> Option<grammar::Choice> {
    ICMP_MESSAGES.get(index).map(|(words, ..)| grammar::Choice {
        words,
        help: "A message by its name",
        is_in_12_3: true,
    })
}

/// Which ports, with the names of a protocol.
macro_rules! ports {
    ($name:ident, $choices:expr) => {
        const $name: Part = Optional(&[Either(&[
            &[
                kw("eq", "One port"),
                Either(&[&[arg(Token::Number(0, 65_535), "The port")], &[Choice($choices)]]),
            ],
            &[
                kw("gt", "Higher ports"),
                Either(&[&[arg(Token::Number(0, 65_535), "The port")], &[Choice($choices)]]),
            ],
            &[
                kw("lt", "Lower ports"),
                Either(&[&[arg(Token::Number(0, 65_535), "The port")], &[Choice($choices)]]),
            ],
            &[
                kw("neq", "All other ports"),
                Either(&[&[arg(Token::Number(0, 65_535), "The port")], &[Choice($choices)]]),
            ],
            &[
                kw("range", "The ports from one to another"),
                Either(&[
                    &[arg(Token::Number(0, 65_535), "The first port")],
                    &[Choice($choices)],
                ]),
                Either(&[
                    &[arg(Token::Number(0, 65_535), "The last port")],
                    &[Choice($choices)],
                ]),
            ],
        ])]);
    };
}

ports!(TCP, |index| named_port(&TCP_PORTS, index));
ports!(UDP, |index| named_port(&UDP_PORTS, index));

fn named_port(ports: &[(&'static str, u16)], index: usize) -> Option<grammar::Choice> {
    ports.get(index).map(|(words, _)| grammar::Choice {
        words,
        help: "A port by its name",
        is_in_12_3: true,
    })
}

/// Modelled: they are kept, and leave nothing out.
const OPTIONS: Part = Repeated(&[Either(&[
    &[kw("dscp", "Differentiated services"), arg(Token::Word, "Which")],
    &[kw("fragments", "Fragments but the first")],
    &[kw("precedence", "Precedence"), arg(Token::Word, "Which")],
    &[kw("time-range", "At some times only"), arg(Token::Word, "When")],
    &[kw("tos", "Type of service"), arg(Token::Word, "Which")],
])]);

/// Those without ports.
const PROTOCOLS: &[&[Part]] = &[
    &[kw("ahp", "IPsec's AH")],
    &[kw("eigrp", "EIGRP")],
    &[kw("esp", "IPsec's ESP")],
    &[kw("gre", "GRE")],
    &[kw("igmp", "IGMP")],
    &[kw("ip", "Every protocol")],
    &[kw("ipinip", "IP in IP")],
    &[kw("ospf", "OSPF")],
    &[kw("pim", "PIM")],
    &[arg(Token::Number(0, 255), "A protocol number")],
];

const SOURCE: Part = Either(&[
    &[
        arg(Token::Address, "Source network"),
        arg(Token::Address, "Bits that do not matter"),
    ],
    &[kw("any", "Any source")],
    &[kw("host", "One source"), arg(Token::Address, "The source")],
    &[kw("object-group", "Sources with a name"), arg(Token::Word, "The name")],
]);

const DESTINATION: Part = Either(&[
    &[
        arg(Token::Address, "Destination network"),
        arg(Token::Address, "Bits that do not matter"),
    ],
    &[kw("any", "Any destination")],
    &[kw("host", "One destination"), arg(Token::Address, "The destination")],
    &[
        kw("object-group", "Destinations with a name"),
        arg(Token::Word, "The name"),
    ],
]);

const LOG: Part = Optional(&[Either(&[
    &[kw("log", "Report matches")],
    &[kw("log-input", "Report matches, and where they came in")],
])]);

fn standard(to: &mut Configurator, line: &Line) -> Answer {
    let id = AccessListId::from(line.word()?);
    let is_other = to.config.access_list(&id).is_some_and(|list| !list.is_standard);
    if is_other || matches!(id, AccessListId::Numbered(_)) && !id.is_standard_number() {
        return Err(ConfigEvent::NotAStandardList(id).into());
    }
    if line.negated {
        to.config.access_lists.remove(&id);
        return DONE;
    }
    to.config.access_lists.or_default(id.clone()).is_standard = true;
    to.mode = Mode::StandardList(id);
    DONE
}

fn resequence(to: &mut Configurator, line: &Line) -> Answer {
    let mut numbers = line.numbers().map(u32::try_from);
    let first = numbers.next().and_then(Result::ok).ok_or(Missing)?;
    let step = numbers.next().and_then(Result::ok).ok_or(Missing)?;
    if let Some(list) = to.config.access_lists.get_mut(&AccessListId::from(line.word()?)) {
        list.resequence(first, step);
    }
    DONE
}

fn named(to: &mut Configurator, line: &Line) -> Answer {
    let id = AccessListId::from(line.word()?);
    let is_other = to.config.access_list(&id).is_some_and(|list| list.is_standard);
    if is_other || !id.is_extended() {
        return Err(ConfigEvent::NotAnExtendedList(id).into());
    }
    if line.negated {
        to.config.access_lists.remove(&id);
    } else {
        to.config.access_lists.or_default(id.clone());
        to.mode = Mode::AccessList(id);
    }
    DONE
}

/// IOS: field: `no` with a line of a numbered list removes the whole list.
fn numbered(to: &mut Configurator, line: &Line) -> Answer {
    let id = AccessListId::Numbered(line.number()?);
    if line.negated {
        to.config.access_lists.remove(&id);
        return DONE;
    }
    let (action, rest) = line.args.get(1..).and_then(<[Arg]>::split_first).ok_or(Missing)?;
    let is_standard = id.is_standard_number();
    let typed = typed(&action.to_string(), rest, is_standard)?;
    let list = to.config.access_lists.or_default(id);
    list.is_standard = is_standard;
    let said = said(&typed);
    add(list, typed);
    said
}

fn list_line(to: &mut Configurator, line: &Line) -> Answer {
    let (Mode::AccessList(id) | Mode::StandardList(id)) = &to.mode else {
        return Err(Missing.into());
    };
    let list = to.config.access_lists.or_default(id.clone());
    list.is_standard = matches!(to.mode, Mode::StandardList(_));
    match line.args.as_slice() {
        [Arg::Number(number), rest @ ..] if line.row.path.is_empty() => {
            numbered_line(list, u32::try_from(*number).map_err(|_| Missing)?, rest, line.negated)
        }
        args => {
            let typed = typed(line.row.path, args, list.is_standard)?;
            if line.negated {
                list.remove(&typed);
                return DONE;
            }
            let said = said(&typed);
            add(list, typed);
            said
        }
    }
}

/// IOS: reference: a line with a number goes where the number says, and `no` takes away what has it.
fn numbered_line(list: &mut AccessList, number: u32, rest: &[Arg], negated: bool) -> Answer {
    if negated {
        list.remove_number(number);
        return DONE;
    }
    let (action, rest) = rest.split_first().ok_or(Missing)?;
    let typed = typed(&action.to_string(), rest, list.is_standard)?;
    let said = said(&typed);
    if list.lines.contains(&typed) || list.insert(number, typed) {
        said
    } else {
        Err(ConfigEvent::DuplicateSequence(number).into())
    }
}

/// What there is to say about a line.
fn said(line: &AccessListLine) -> Answer {
    match line {
        AccessListLine::ObjectGroups(line) => Ok(vec![ConfigEvent::ObjectGroups { line: line.clone() }]),
        AccessListLine::Entry(_) | AccessListLine::Remark(_) => DONE,
    }
}

/// IOS: field: a line that is there already is not added again.
fn add(list: &mut AccessList, line: AccessListLine) {
    if !list.lines.contains(&line) {
        list.push(line);
    }
}

/// `permit|deny protocol source [ports] destination [ports] [options] [log]`, `permit|deny source` or a remark.
fn typed(action: &str, args: &[Arg], is_standard: bool) -> Result<AccessListLine, Missing> {
    if let [Arg::Line(text)] = args {
        return Ok(AccessListLine::Remark(text.clone()));
    }
    if args.contains(&Arg::Keyword("object-group")) {
        let words = args.iter().map(|arg| format!(" {arg}"));
        return Ok(AccessListLine::ObjectGroups(
            words.fold(action.to_string(), |line, word| line + &word),
        ));
    }
    let action = if action == "permit" {
        Action::Permit
    } else {
        Action::Deny
    };
    let entry = if is_standard {
        standard_entry(action, args)
    } else {
        entry(action, args)
    };
    entry.map(AccessListLine::Entry).ok_or(Missing)
}

fn standard_entry(action: Action, args: &[Arg]) -> Option<AccessListEntry> {
    let (source, rest) = match args {
        [Arg::Address(address), rest @ ..] if !matches!(rest, [Arg::Address(_), ..]) => {
            (AddressMatch::host(*address), rest)
        }
        args => addresses(args)?,
    };
    let entry = AccessListEntry::standard(action, source);
    Some(AccessListEntry {
        log: !rest.is_empty(),
        ..entry
    })
}

fn entry(action: Action, args: &[Arg]) -> Option<AccessListEntry> {
    let (protocol, rest) = args.split_first()?;
    let protocol = match protocol {
        Arg::Keyword(name) => Protocol::from_name(name)?,
        Arg::Number(number) => Protocol::Number(u8::try_from(*number).ok()?),
        _ => return None,
    };
    let (source, rest) = addresses(rest)?;
    let (source_port, rest) = port(protocol, rest);
    let (destination, rest) = addresses(rest)?;
    let (destination_port, rest) = port(protocol, rest);
    let (log, rest) = match rest {
        [rest @ .., Arg::Keyword("log" | "log-input")] => (true, rest),
        rest => (false, rest),
    };
    Some(AccessListEntry {
        source_port,
        destination_port,
        options: rest.iter().map(|arg| format!(" {arg}")).collect(),
        log,
        ..AccessListEntry::new(action, protocol, source, destination)
    })
}

fn addresses(args: &[Arg]) -> Option<(AddressMatch, &[Arg])> {
    match args {
        [Arg::Keyword("any"), rest @ ..] => Some((AddressMatch::ANY, rest)),
        [Arg::Keyword("host"), Arg::Address(address), rest @ ..] => Some((AddressMatch::host(*address), rest)),
        [Arg::Address(address), Arg::Address(wildcard), rest @ ..] => {
            Some((AddressMatch::new(*address, *wildcard), rest))
        }
        _ => None,
    }
}

fn port(protocol: Protocol, args: &[Arg]) -> (Option<PortMatch>, &[Arg]) {
    let number = |arg: &Arg| match arg {
        Arg::Number(port) => u16::try_from(*port).ok(),
        Arg::Keyword(word) => protocol
            .port_names()
            .iter()
            .find(|(name, _)| name == word)
            .map(|(_, port)| *port),
        _ => None,
    };
    let (ports, rest) = match args {
        [Arg::Keyword("range"), first, last, rest @ ..] => (
            number(first)
                .zip(number(last))
                .map(|(first, last)| PortMatch::Range(first, last)),
            rest,
        ),
        [Arg::Keyword("eq"), port, rest @ ..] => (number(port).map(PortMatch::Equal), rest),
        [Arg::Keyword("gt"), port, rest @ ..] => (number(port).map(PortMatch::Greater), rest),
        [Arg::Keyword("lt"), port, rest @ ..] => (number(port).map(PortMatch::Less), rest),
        [Arg::Keyword("neq"), port, rest @ ..] => (number(port).map(PortMatch::NotEqual), rest),
        rest => (None, rest),
    };
    (ports, rest)
}

/// IOS: reference: a named list is a block; Modelled: so is a numbered one without lines.
fn print_lists(at: &Printing<'_>, lines: &mut Lines) {
    for (id, list) in &at.config.access_lists {
        if matches!(id, AccessListId::Numbered(_)) && !list.lines.is_empty() {
            list.lines
                .iter()
                .for_each(|line| lines.line(format!("access-list {id} {line}")));
        } else {
            let (kind, mode) = if list.is_standard {
                ("standard", Mode::StandardList(id.clone()))
            } else {
                ("extended", Mode::AccessList(id.clone()))
            };
            lines.block(format!("ip access-list {kind} {id}"), mode);
        }
    }
}

fn print_list(at: &Printing<'_>, lines: &mut Lines) {
    let (Mode::AccessList(id) | Mode::StandardList(id)) = at.mode else {
        return;
    };
    let list = at.config.access_list(id).into_iter();
    list.flat_map(|list| &list.lines)
        .for_each(|line| lines.line(line.to_string()));
}
