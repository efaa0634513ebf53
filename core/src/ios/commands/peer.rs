//! `set peer`. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Refusal, Row, row};
use super::scalar::Place;
use crate::ios::config_event::ConfigEvent;
use crate::ios::configurator::Configurator;
use crate::ios::crypto_map::{CryptoMapEntry, IsakmpKeying, Keying};
use crate::ios::grammar::Part::{Either, No, Optional};
use crate::ios::grammar::{Missing, Token, arg, kw};

/// `set peer`.
pub const PEER: Row = row(
    "set peer",
    "The other end",
    &[
        No,
        Either(&[
            &[arg(Token::Address, "Its address")],
            &[
                arg(Token::Word, "Its name"),
                Optional(&[kw("dynamic", "Look its address up each time")]),
            ],
        ]),
        Optional(&[kw("default", "The first to be asked")]),
    ],
    Effect::Does { apply, print },
)
.note(
    "several with ISAKMP: one that gives no answer makes way for the next, from the next packet on; a name has the addresses \
     that `ip host` gives it when the line is typed (Modelled: with `dynamic` too); Modelled: the last one with manual keys",
);

/// IOS: reference: several peers may be set for negotiated keys; Modelled: for manual keys the later one counts.
fn apply(to: &mut Configurator, line: &Line) -> Answer {
    let peers = typed_peers(to, line)?;
    let entry = CryptoMapEntry::of_mut(&mut to.config, &to.mode).ok_or(Missing)?;
    match (&mut entry.keying, line.negated) {
        (Keying::Isakmp(isakmp), true) => forget(isakmp, &peers),
        (Keying::Manual(manual), true) => {
            manual.peer = manual.peer.filter(|it| !peers.is_empty() && !peers.contains(it));
        }
        (Keying::Manual(manual), false) => manual.peer = Some(*peers.last().ok_or(Missing)?),
        (Keying::Isakmp(isakmp), false) => add(isakmp, &peers, line)?,
        (Keying::Dynamic(_), _) => return Err(Refusal::Incomplete),
    }
    DONE
}

/// The addresses that a line means.
fn typed_peers(to: &Configurator, line: &Line) -> Result<Vec<Ipv4Addr>, Refusal> {
    if let Ok(address) = line.address() {
        return Ok(vec![address]);
    }
    let Ok(name) = line.word() else {
        return if line.negated {
            Ok(Vec::new())
        } else {
            Err(Refusal::Incomplete)
        };
    };
    let addresses = to.config.addresses_of(name);
    if addresses.is_empty() {
        return Err(ConfigEvent::PeerUnknown { host: name.to_string() }.into());
    }
    Ok(addresses.to_vec())
}

fn add(isakmp: &mut IsakmpKeying, peers: &[Ipv4Addr], line: &Line) -> Result<(), Missing> {
    let name = if line.has("dynamic") { Some(line.word()?) } else { None };
    for peer in peers {
        if !isakmp.peers.contains(peer) {
            isakmp.peers.push(*peer);
        }
        isakmp.peer_names.retain(|(it, _)| it != peer);
        isakmp.peer_names.extend(name.map(|name| (*peer, name.to_string())));
    }
    if line.has("default") {
        isakmp.default_peer = peers.first().copied();
    }
    Ok(())
}

/// Takes peers away, or all if none is named.
fn forget(isakmp: &mut IsakmpKeying, peers: &[Ipv4Addr]) {
    let stays = |peer: &Ipv4Addr| !peers.is_empty() && !peers.contains(peer);
    isakmp.peers.retain(stays);
    isakmp.peer_names.retain(|(peer, _)| stays(peer));
    isakmp.default_peer = isakmp.default_peer.filter(stays);
}

fn print(at: &Printing<'_>, lines: &mut Lines) {
    let Some(entry) = CryptoMapEntry::of(at.config, at.mode) else {
        return;
    };
    let isakmp = IsakmpKeying::of(at.config, at.mode);
    let mut names: Vec<&String> = Vec::new();
    for peer in entry.peers() {
        let is_default = isakmp.is_some_and(|it| it.default_peer == Some(*peer));
        let default = if is_default { " default" } else { "" };
        let named = isakmp.and_then(|it| it.peer_names.iter().find(|(address, _)| address == peer));
        match named {
            Some((_, name)) if names.contains(&name) => {}
            Some((_, name)) => {
                names.push(name);
                lines.line(format!("{} {name} dynamic{default}", at.path));
            }
            None => lines.line(format!("{} {peer}{default}", at.path)),
        }
    }
}
