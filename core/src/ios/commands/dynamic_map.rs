//! `crypto dynamic-map` and what only its entries and negotiated ones have. IOS: reference; the help is ours.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{Answer, DONE, Effect, Line, Lines, Printing, Row, Status, row};
use super::scalar::{Value, scalar};
use crate::ios::configurator::Configurator;
use crate::ios::crypto_map::{IsakmpKeying, ReverseRoute};
use crate::ios::grammar::Part::{Either, No, Optional};
use crate::ios::grammar::{Missing, Token, arg, kw};
use crate::ios::mode::Mode;

/// `crypto dynamic-map` in global configuration.
pub static DYNAMIC_MAP: &[Row] = &[row(
    "crypto dynamic-map",
    "Entries for peers that are not known beforehand",
    &[
        arg(Token::Word, "The name of the dynamic map"),
        No,
        arg(Token::Number(1, 65_535), "The sequence number; the lowest is tried first"),
    ],
    Effect::Does {
        apply: entry,
        print: print_maps,
    },
)
.note(
    "only answers: what an entry leaves out, the peer's proposal says; once there are SAs it protects what they are for; \
     without SAs, traffic that its list permits is dropped",
)];

fn entry(to: &mut Configurator, line: &Line) -> Answer {
    let name = line.word()?.to_string();
    let maps = &mut to.config.dynamic_maps;
    match (line.number().ok(), line.negated) {
        (Some(sequence), false) => {
            maps.or_default(name.clone()).or_default(sequence);
            to.mode = Mode::DynamicMap { name, sequence };
        }
        (Some(sequence), true) => {
            let is_empty = maps.get_mut(&name).is_some_and(|entries| {
                entries.remove(&sequence);
                entries.is_empty()
            });
            if is_empty {
                maps.remove(&name);
            }
        }
        (None, true) => {
            maps.remove(&name);
        }
        (None, false) => return Err(Missing.into()),
    }
    DONE
}

fn print_maps(at: &Printing<'_>, lines: &mut Lines) {
    for (name, entries) in &at.config.dynamic_maps {
        for sequence in entries.keys() {
            let mode = Mode::DynamicMap {
                name: name.clone(),
                sequence: *sequence,
            };
            lines.block(format!("{} {name} {sequence}", at.path), mode);
        }
        lines.gap();
    }
}

/// `reverse-route`.
pub static REVERSE_ROUTE: &[Row] = &[row(
    "reverse-route",
    "Routes to what the peer protects",
    &[Optional(&[Either(&[
        &[
            kw("remote-peer", "A route to the peer too"),
            Optional(&[arg(Token::Address, "The next router towards the peer")]),
        ],
        &[kw("static", "At all times")],
    ])])],
    scalar!(IsakmpKeying, reverse_route),
)
.status(Status::Modelled)
.note(
    "ISAKMP only: static routes by way of the peer, in a crypto map to all that its list permits, in a dynamic map while \
     there are SAs",
)];

impl Value for ReverseRoute {
    fn typed(line: &Line) -> Result<Self, Missing> {
        Ok(match line.keyword() {
            Ok("remote-peer") => ReverseRoute::RemotePeer(line.address().ok()),
            Ok(_) => ReverseRoute::Static,
            Err(Missing) => ReverseRoute::TowardsPeer,
        })
    }

    fn printed(&self, path: &str) -> String {
        match self {
            ReverseRoute::TowardsPeer => path.to_string(),
            ReverseRoute::Static => format!("{path} static"),
            ReverseRoute::RemotePeer(None) => format!("{path} remote-peer"),
            ReverseRoute::RemotePeer(Some(gateway)) => format!("{path} remote-peer {gateway}"),
        }
    }
}
