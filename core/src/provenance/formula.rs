//! Logged formulas, each argument with the packet, the configuration, the draw or the other value that it is from.

use super::{Draw, Expression, Node, Part, Provenance, place};
use crate::event::{Argument, ArgumentSource, Derived, Piece, RouterId};
use crate::sim::Trace;

/// The pre-shared key, as both routers were told it. It goes into SKEYID alone, and into no packet.
pub(super) const PRESHARED_KEY: Node = Node::Configured {
    router: None,
    line: "crypto isakmp key",
};

/// How a router computed a value. Where the other never comes to the same, its pre-shared key is its own.
pub(super) fn expression(
    known: &Provenance,
    trace: &Trace,
    router: RouterId,
    derived: &Derived,
    is_of_both: bool,
) -> Expression {
    let part = |piece| match piece {
        Piece::Text(text) => Part::Text(text),
        Piece::Argument(Argument {
            symbol,
            source: ArgumentSource::PresharedKey,
        }) if !is_of_both => {
            let (router, line) = (Some(router), "crypto isakmp key");
            Part::Value {
                symbol,
                node: Node::Configured { router, line },
            }
        }
        Piece::Argument(argument) => match node(known, trace, router, &argument) {
            Some(node) => Part::Value {
                symbol: argument.symbol,
                node,
            },
            None => Part::Text(argument.symbol.into()),
        },
    };
    Expression {
        parts: derived.formula.pieces().into_iter().map(part).collect(),
        reference: derived.quantity.reference(),
    }
}

/// What an argument of a router's formula is.
pub(super) fn node(known: &Provenance, trace: &Trace, router: RouterId, argument: &Argument) -> Option<Node> {
    match argument.source {
        ArgumentSource::Draw {
            purpose,
            ordinal,
            pinned,
        } => Some(Node::Draw(Draw {
            router,
            purpose,
            ordinal,
            pinned,
        })),
        ArgumentSource::Value(id) => known.of_router(router, id).map(Node::Computed),
        ArgumentSource::Field { packet, field, part } => {
            place::part(trace.packet(packet?)?, field, part).map(Node::Field)
        }
        ArgumentSource::PresharedKey => Some(PRESHARED_KEY),
        ArgumentSource::Byte(_) => None,
    }
}
