//! How a value was computed: by which formula of RFC 2409, and from what, in just this case.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;

use super::PacketId;
use crate::field::FieldRef;
use crate::random::Purpose;

/// A value that a router has computed: so many had it computed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ValueId(pub u32);

/// A formula with what goes into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// What is done with the arguments.
    pub operation: Operation,
    /// What goes in, in the order of the RFC's notation.
    pub arguments: Vec<Argument>,
    /// How many bytes of the result are taken, from its beginning; none: all.
    pub cut: Option<u32>,
}

/// What is done with the arguments of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Operation {
    /// Nothing: the only argument is the result.
    Same,
    /// `g^x mod p`, of x.
    PublicValue,
    /// `(g^y)^x mod p`, of g^y and x.
    SharedSecret,
    /// `hash(a | b | ...)`
    Hash,
    /// `prf(key, a | b | ...)`: the key is the first argument.
    Prf,
    /// `K1 | K2 | ...` with `K1 = prf(key, a | b | ...)` and `K2 = prf(key, K1 | a | b | ...)` (RFC 2409 §5.5).
    Keymat {
        /// How many there are.
        blocks: u32,
    },
    /// `K1 | K2 | ...` with `K1 = prf(key, 0)` and `K2 = prf(key, K1)` (RFC 2409 App. B).
    Stretched {
        /// How many there are.
        blocks: u32,
    },
}

/// What goes into a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// What the formula calls it.
    pub symbol: &'static str,
    /// Where it is from.
    pub source: ArgumentSource,
}

/// Where an argument is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ArgumentSource {
    /// The router drew it.
    Draw {
        /// What for.
        purpose: Purpose,
        /// Which draw for that purpose, from 0.
        ordinal: u32,
        /// The scenario fixed its value.
        pinned: bool,
    },
    /// The router computed it before.
    Value(ValueId),
    /// It is in a packet.
    Field {
        /// The packet; none if it has no number.
        packet: Option<PacketId>,
        /// The field.
        field: FieldRef,
        /// What of it.
        part: FieldPart,
    },
    /// The pre-shared key for the peer.
    PresharedKey,
    /// One byte of this value.
    Byte(u8),
}

/// What of a field goes into a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FieldPart {
    /// All of it.
    Whole,
    /// A payload without its generic header: what RFC 2409 §3.2 writes `<P>_b`.
    Body,
    /// Its last bytes, so many, as they are on the wire.
    End(u32),
}

/// A piece of a formula as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Signs and numbers.
    Text(Cow<'static, str>),
    /// An argument that is a value from elsewhere.
    Argument(Argument),
}

impl Formula {
    /// A formula whose result is taken in full.
    pub fn new(operation: Operation, arguments: impl Into<Vec<Argument>>) -> Formula {
        Formula {
            operation,
            arguments: arguments.into(),
            cut: None,
        }
    }

    /// As it is written.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Pieces(Vec::new());
        if let Some(cut) = self.cut {
            pieces.text(format!("first {cut} bytes of "));
        }
        let arguments = self.arguments.as_slice();
        match (self.operation, arguments) {
            (Operation::PublicValue, [x]) => {
                pieces.text("g^");
                pieces.argument(x);
                pieces.text(" mod p");
            }
            (Operation::SharedSecret, [public, x]) => {
                pieces.text("(");
                pieces.argument(public);
                pieces.text(")^");
                pieces.argument(x);
                pieces.text(" mod p");
            }
            (Operation::Hash, arguments) => pieces.call("hash(", arguments),
            (Operation::Prf | Operation::Keymat { blocks: 1 }, [key, data @ ..]) => pieces.prf(key, data),
            (Operation::Keymat { blocks }, [key, data @ ..]) => pieces.chain(blocks, key, data, " | …"),
            (Operation::Stretched { blocks }, [key, data @ ..]) => pieces.chain(blocks, key, data, ""),
            (_, arguments) => pieces.call("", arguments),
        }
        pieces.0
    }
}

struct Pieces(Vec<Piece>);

impl Pieces {
    fn text(&mut self, text: impl Into<Cow<'static, str>>) {
        let text = text.into();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => *last += text,
            _ => self.0.push(Piece::Text(text)),
        }
    }

    fn argument(&mut self, argument: &Argument) {
        match argument.source {
            ArgumentSource::Byte(_) => self.text(argument.symbol),
            _ => self.0.push(Piece::Argument(*argument)),
        }
    }

    /// `name a | b)`, or the arguments alone if the name is empty.
    fn call(&mut self, name: &'static str, arguments: &[Argument]) {
        self.text(name);
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                self.text(" | ");
            }
            self.argument(argument);
        }
        self.text(if name.is_empty() { "" } else { ")" });
    }

    fn prf(&mut self, key: &Argument, data: &[Argument]) {
        self.text("prf(");
        self.argument(key);
        self.call(", ", data);
    }

    /// `K1 | K2; K1 = prf(key, data), K2 = prf(key, K1 | …)`
    fn chain(&mut self, blocks: u32, key: &Argument, data: &[Argument], again: &'static str) {
        for block in 1..=blocks {
            self.text(if block > 1 { format!(" | K{block}") } else { "K1".into() });
        }
        self.text("; K1 = ");
        self.prf(key, data);
        for block in 2..=blocks {
            self.text(format!(", K{block} = prf("));
            self.argument(key);
            self.text(format!(", K{}{again})", block - 1));
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Argument(argument) => f.write_str(argument.symbol),
        })
    }
}
