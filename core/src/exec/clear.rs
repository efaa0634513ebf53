//! `clear …`.

use alloc::string::String;

use super::command::{Exec, command};
use super::words::field;
use crate::effects::Effects;
use crate::event::{ConsoleEvent, CounterKind};
use crate::ios::exec::ExecLine;
use crate::ios::grammar::{Part, Token, arg};
use crate::router::Router;

pub(super) static ROWS: [Exec; 10] = [
    command("clear access-list counters", "How often each line fitted", LIST).does(|_, line, effects| {
        let list = line.word().map(String::from);
        effects.console(ConsoleEvent::CountersCleared(CounterKind::AccessLists(list)));
    }),
    command("clear counters", "Of the interfaces", &[])
        .does(|_, _, effects| effects.console(ConsoleEvent::CountersCleared(CounterKind::Interfaces)))
        .prints(|_, _| field("Clear \"show interface\" counters on all interfaces [confirm]"))
        .modelled("nothing here shows them; no question is asked"),
    command("clear crypto isakmp", "The peers' agreements", CONNECTION)
        .does(|router, line, effects| router.clear_isakmp(line.number(), effects))
        .note("the peer is told"),
    command("clear crypto session", "All that is agreed with the peers", &[])
        .does(|router, _, effects| router.clear_sessions(None, effects))
        .note("the peer is told"),
    command(
        "clear crypto session remote",
        "All that is agreed with one peer",
        &[arg(Token::Address, "Its address")],
    )
    .does(|router, line, effects| router.clear_sessions(line.address(), effects))
    .note("the peer is told"),
    command("clear crypto sa", "The security associations", &[])
        .does(|router, _, effects| router.clear_ipsec(effects, |_, _| true))
        .note("the peer is told"),
    command("clear crypto sa counters", "Only what was counted", &[])
        .does(|_, _, effects| effects.console(ConsoleEvent::CountersCleared(CounterKind::IpsecSas))),
    command(
        "clear crypto sa map",
        "Those of one crypto map",
        &[arg(Token::Word, "Its name")],
    )
    .does(clear_sas_of_map)
    .note("the peer is told"),
    command(
        "clear crypto sa peer",
        "Those with one peer",
        &[arg(Token::Address, "Its address")],
    )
    .does(clear_sas_with_peer)
    .note("the peer is told"),
    command("clear logging", "The log", &[]).prints(|_, _| field("Clear logging buffer [confirm]")),
];

const LIST: &[Part] = &[Part::Optional(&[arg(Token::Word, "A list's number or name")])];

const CONNECTION: &[Part] = &[Part::Optional(&[arg(
    Token::Number(1, 32_766),
    "One of them, by its id",
)])];

fn clear_sas_of_map(router: &mut Router, line: &ExecLine, effects: &mut Effects<'_>) {
    router.clear_ipsec(effects, |map, _| Some(map) == line.word());
}

fn clear_sas_with_peer(router: &mut Router, line: &ExecLine, effects: &mut Effects<'_>) {
    router.clear_ipsec(effects, |_, peer| Some(peer) == line.address());
}
