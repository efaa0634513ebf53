//! Access lists. IOS: reference, `access-list (IP extended)`; the help is ours.

use super::{Command, Node, Token, arg, kw};

/// After `access-list` in global configuration.
pub static NUMBERED: [Node; 2] = [
    arg(Token::Number(100, 199), "An extended access list")
        .undoes(Command::AccessList)
        .then(&[&LINES]),
    arg(Token::Number(2_000, 2_699), "An extended access list")
        .undoes(Command::AccessList)
        .then(&[&LINES]),
];

/// After `ip access-list extended`.
pub static NAMES: [Node; 1] = [arg(Token::Word, "The name or number").both(Command::NamedAccessList)];

/// A line of a list: after the number of a numbered one, or by itself in a named one.
pub static LINES: [Node; 3] = [
    kw("deny", "Do not match this traffic").then(&[&PROTOCOLS]),
    kw("permit", "Match this traffic").then(&[&PROTOCOLS]),
    kw("remark", "A note").then(&[&REMARK]),
];

static REMARK: [Node; 1] = [arg(Token::Line, "Up to 100 characters").both(Command::AccessListLine)];

static PROTOCOLS: [Node; 13] = [
    kw("ahp", "IPsec's AH").then(&[&SOURCE]),
    kw("eigrp", "EIGRP").then(&[&SOURCE]),
    kw("esp", "IPsec's ESP").then(&[&SOURCE]),
    kw("gre", "GRE").then(&[&SOURCE]),
    kw("icmp", "ICMP").then(&[&SOURCE]),
    kw("igmp", "IGMP").then(&[&SOURCE]),
    kw("ip", "Every protocol").then(&[&SOURCE]),
    kw("ipinip", "IP in IP").then(&[&SOURCE]),
    kw("ospf", "OSPF").then(&[&SOURCE]),
    kw("pim", "PIM").then(&[&SOURCE]),
    kw("tcp", "TCP").then(&[&PORT_SOURCE]),
    kw("udp", "UDP").then(&[&PORT_SOURCE]),
    arg(Token::Number(0, 255), "A protocol number").then(&[&SOURCE]),
];

static SOURCE: [Node; 3] = [
    arg(Token::Address, "Source network").then(&[&SOURCE_WILDCARD]),
    kw("any", "Any source").then(&[&DESTINATION]),
    kw("host", "One source").then(&[&SOURCE_HOST]),
];

static SOURCE_HOST: [Node; 1] = [arg(Token::Address, "The source").then(&[&DESTINATION])];

static SOURCE_WILDCARD: [Node; 1] = [arg(Token::Address, "Bits that do not matter").then(&[&DESTINATION])];

static DESTINATION: [Node; 3] = [
    arg(Token::Address, "Destination network").then(&[&DESTINATION_WILDCARD]),
    kw("any", "Any destination").both(Command::AccessListLine).then(&[&LOG]),
    kw("host", "One destination").then(&[&DESTINATION_HOST]),
];

static DESTINATION_HOST: [Node; 1] = [arg(Token::Address, "The destination")
    .both(Command::AccessListLine)
    .then(&[&LOG])];

static DESTINATION_WILDCARD: [Node; 1] = [arg(Token::Address, "Bits that do not matter")
    .both(Command::AccessListLine)
    .then(&[&LOG])];

static LOG: [Node; 1] = [kw("log", "Report matches").both(Command::AccessListLine)];

static PORT_SOURCE: [Node; 3] = [
    arg(Token::Address, "Source network").then(&[&PORT_SOURCE_WILDCARD]),
    kw("any", "Any source").then(&[&PORT_DESTINATION, &SOURCE_EQ]),
    kw("host", "One source").then(&[&PORT_SOURCE_HOST]),
];

static PORT_SOURCE_HOST: [Node; 1] = [arg(Token::Address, "The source").then(&[&PORT_DESTINATION, &SOURCE_EQ])];

static PORT_SOURCE_WILDCARD: [Node; 1] =
    [arg(Token::Address, "Bits that do not matter").then(&[&PORT_DESTINATION, &SOURCE_EQ])];

static SOURCE_EQ: [Node; 1] = [kw("eq", "One source port").then(&[&SOURCE_PORT])];

static SOURCE_PORT: [Node; 1] = [arg(Token::Number(0, 65_535), "The port").then(&[&PORT_DESTINATION])];

static PORT_DESTINATION: [Node; 3] = [
    arg(Token::Address, "Destination network").then(&[&PORT_DESTINATION_WILDCARD]),
    kw("any", "Any destination")
        .both(Command::AccessListLine)
        .then(&[&DESTINATION_EQ, &LOG]),
    kw("host", "One destination").then(&[&PORT_DESTINATION_HOST]),
];

static PORT_DESTINATION_HOST: [Node; 1] = [arg(Token::Address, "The destination")
    .both(Command::AccessListLine)
    .then(&[&DESTINATION_EQ, &LOG])];

static PORT_DESTINATION_WILDCARD: [Node; 1] = [arg(Token::Address, "Bits that do not matter")
    .both(Command::AccessListLine)
    .then(&[&DESTINATION_EQ, &LOG])];

static DESTINATION_EQ: [Node; 1] = [kw("eq", "One destination port").then(&[&DESTINATION_PORT])];

static DESTINATION_PORT: [Node; 1] = [arg(Token::Number(0, 65_535), "The port")
    .both(Command::AccessListLine)
    .then(&[&LOG])];
