//! `debug …`, `undebug …` and `show debugging`.

use alloc::format;
use alloc::string::String;

use super::command::{Exec, Moment, command, show};
use super::words::{field, seed};
use crate::effects::Effects;
use crate::event::ConsoleEvent;
use crate::ios::config_event::Words;
use crate::ios::console::Debugging;
use crate::ios::exec::ExecLine;
use crate::router::Router;

pub(super) static ROWS: [Exec; 13] = [
    switch("debug all", "Everything"),
    switch("debug crypto engine", "The box that encrypts").modelled("most of what it reports"),
    switch("debug crypto ipsec", "What protects the traffic"),
    switch("debug crypto isakmp", "How the peers agree"),
    switch("debug ip icmp", "ICMP messages of this router's").note(IP_NOTE),
    switch("debug ip packet", "IP packets of this router's").note(IP_NOTE),
    switch("undebug all", "Everything"),
    switch("undebug crypto engine", "The box that encrypts"),
    switch("undebug crypto ipsec", "What protects the traffic"),
    switch("undebug crypto isakmp", "How the peers agree"),
    switch("undebug ip icmp", "ICMP messages of this router's"),
    switch("undebug ip packet", "IP packets of this router's"),
    show("show debugging", "Which debug commands are on", |_, moment| {
        seed(show_debugging(moment.status.console.debugging))
    })
    .for_all()
    .note("as in the seed"),
];

const IP_NOTE: &str =
    "its short form; packets that only pass through are fast-switched and print nothing, nor do IKE, ESP and AH";

const fn switch(path: &'static str, help: &'static str) -> Exec {
    command(path, help, &[]).does(switch_debugging).prints(switched).or_no()
}

/// Whether a line switches on.
fn is_on(line: &ExecLine) -> bool {
    line.command.starts_with("debug") != line.negated
}

/// What a line is about: its last word.
fn subject(line: &ExecLine) -> &'static str {
    line.command.rsplit(' ').next().unwrap_or_default()
}

fn switch_debugging(router: &mut Router, line: &ExecLine, effects: &mut Effects<'_>) {
    let (mut debugging, on) = (router.status().console.debugging, is_on(line));
    match subject(line) {
        "isakmp" => debugging.isakmp = on,
        "ipsec" => debugging.ipsec = on,
        "engine" => debugging.engine = on,
        "icmp" => debugging.icmp = on,
        "packet" => debugging.ip_packet = on,
        _ => debugging = if on { Debugging::ALL } else { Debugging::OFF },
    }
    effects.console(ConsoleEvent::DebuggingChanged(debugging));
}

fn switched(line: &ExecLine, _: &Moment<'_>) -> Words {
    let word = if is_on(line) { "on" } else { "off" };
    let what = match subject(line) {
        "isakmp" => "Crypto ISAKMP",
        "ipsec" => "Crypto IPSEC",
        "engine" => "Crypto Engine",
        "icmp" => "ICMP packet",
        "packet" => "IP packet",
        _ => return field(format!("All possible debugging has been turned {word}")),
    };
    field(format!("{what} debugging is {word}"))
}

/// The debug commands that are on (IOS: seed; field for IP and the engine).
pub fn show_debugging(debugging: Debugging) -> String {
    let Debugging {
        isakmp,
        ipsec,
        engine,
        icmp,
        ip_packet,
    } = debugging;
    let ip = [(icmp, "ICMP packet"), (ip_packet, "IP packet")];
    let crypto = [
        (isakmp, "Crypto ISAKMP"),
        (engine, "Crypto Engine"),
        (ipsec, "Crypto IPSEC"),
    ];
    let mut text = String::new();
    for (title, rows) in [
        ("Generic IP:\n", ip.as_slice()),
        ("Cryptographic Subsystem:\n", &crypto),
    ] {
        let mut title = Some(title);
        for (_, what) in rows.iter().filter(|(on, _)| *on) {
            text += title.take().unwrap_or_default();
            text += &format!("  {what} debugging is on\n");
        }
    }
    text
}
