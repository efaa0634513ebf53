//! `ikelab doctor --log`: what somebody's `debug crypto isakmp` tells.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use ikelab_core::doctor::log::{self, Log, Message, Seen};
use ikelab_core::event::Role;
use ikelab_core::sim;
use serde::Serialize;

use crate::scenario;

/// Reads a log, and names the same place in the run of a scenario.
pub fn read(path: &Path, name: Option<&str>, json: bool) -> Result<ExitCode, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let log = log::read(&String::from_utf8_lossy(&bytes));
    if log.is_empty() {
        return Err(format!(
            "{}: no record of `debug crypto isakmp` or `debug crypto ipsec` is recognised in it",
            path.display()
        ));
    }
    let name = name.unwrap_or(sim::PRESETS[0].name);
    let place = log
        .place(&sim::run(&scenario::load(name)?))
        .map(|place| place.to_string());
    let text = if json {
        let json = serde_json::to_string_pretty(&Shown::of(&log, place));
        json.map_err(|error| format!("cannot write JSON: {error}"))? + "\n"
    } else {
        text(&log, name, place)
    };
    crate::print(&text)?;
    Ok(if log.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

fn text(log: &Log, name: &str, place: Option<String>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    if let Some(role) = log.role {
        let _ = write!(out, "This is the log of the {}", side(role));
        let peer = log
            .peer
            .map_or_else(String::new, |peer| format!("; its peer is {peer}"));
        let _ = writeln!(out, "{peer}.");
    }
    for Message {
        line,
        name,
        is_sent,
        times,
    } in &log.messages
    {
        let _ = writeln!(out, "  line {line:>4}  {name} {}{}", sent(*is_sent), often(*times));
    }
    out.push_str(&end(log));
    for Seen {
        sign,
        line,
        times,
        text,
        ..
    } in log.signs.iter().filter(|seen| !seen.sign.is_success)
    {
        let _ = writeln!(out, "\nLine {line}{}: {text}", often(*times));
        let _ = writeln!(out, "  {} ({})", sign.meaning, sign.source);
    }
    if let Some(place) = place {
        let _ = writeln!(
            out,
            "\nThe same place in the run of {name} is {place}: ikelab share -s '{name}' --at {place}"
        );
    }
    out
}

/// Where it stopped.
fn end(log: &Log) -> String {
    if log.is_complete() {
        return "Both phases are complete.\n".to_owned();
    }
    match log.last() {
        None => String::new(),
        Some(Message {
            name, is_sent: true, ..
        }) => format!("It stops there: {name} gets no answer that is taken.\n"),
        Some(Message { name, .. }) => format!("It stops there: {name} is not answered.\n"),
    }
}

fn side(role: Role) -> &'static str {
    match role {
        Role::Initiator => "initiator",
        Role::Responder => "responder",
    }
}

fn sent(is_sent: bool) -> &'static str {
    if is_sent { "sent" } else { "received" }
}

fn often(times: u32) -> String {
    if times == 1 {
        String::new()
    } else {
        format!(" ({times} times)")
    }
}

/// The log as JSON: members are added, none is renamed or taken away.
#[derive(Serialize)]
struct Shown {
    role: Option<&'static str>,
    peer: Option<String>,
    complete: bool,
    well: bool,
    messages: Vec<ShownMessage>,
    signs: Vec<ShownSign>,
    /// The same place in the scenario's run.
    place: Option<String>,
}

#[derive(Serialize)]
struct ShownMessage {
    line: u32,
    name: String,
    sent: bool,
    times: u32,
}

#[derive(Serialize)]
struct ShownSign {
    line: u32,
    times: u32,
    text: String,
    meaning: &'static str,
    source: &'static str,
    /// The kinds of the doctor's findings that go with it.
    kinds: &'static [&'static str],
    success: bool,
}

impl Shown {
    fn of(log: &Log, place: Option<String>) -> Shown {
        let message = |message: &Message| ShownMessage {
            line: message.line,
            name: message.name.to_string(),
            sent: message.is_sent,
            times: message.times,
        };
        let sign = |seen: &Seen| ShownSign {
            line: seen.line,
            times: seen.times,
            text: seen.text.clone(),
            meaning: seen.sign.meaning,
            source: seen.sign.source,
            kinds: seen.sign.kinds,
            success: seen.sign.is_success,
        };
        Shown {
            role: log.role.map(side),
            peer: log.peer.map(|peer| peer.to_string()),
            complete: log.is_complete(),
            well: log.is_well(),
            messages: log.messages.iter().map(message).collect(),
            signs: log.signs.iter().map(sign).collect(),
            place,
        }
    }
}
