//! The formulae of RFC 2409, each symbol with the packet, the configuration or the other formula that it is from.

use alloc::vec::Vec;

use super::{Expression, Node, Part, Provenance, fields};
use crate::effects::PacketName::{self, Informational, MainMode, QuickMode};
use crate::event::{Derived, PacketId, Quantity, RouterId};
use crate::random::Purpose;
use crate::sim::Scenario;

/// The symbols of the RFC's formulae. Those that begin like others come first.
const SYMBOLS: &[&str] = &[
    "drawn at random",
    "last phase 1 CBC output block",
    "pre-shared-key",
    "SKEYID_d",
    "SKEYID_a",
    "SKEYID_e",
    "SKEYID",
    "g(qm)^xy",
    "g^xy",
    "g^xi",
    "g^xr",
    "g^y",
    "CKY-I",
    "CKY-R",
    "SAi_b",
    "IDii_b",
    "IDir_b",
    "IDci",
    "IDcr",
    "M-ID",
    "Ni_b",
    "Nr_b",
    "SPI",
    "SA",
    "KE",
    "Ni",
    "Nr",
    "x",
];

/// How `router` computed a value while it had to do with packet `here`.
pub(super) fn expression(
    known: &Provenance,
    scenario: &Scenario,
    derived: &Derived,
    router: RouterId,
    here: PacketId,
) -> Expression {
    let (formula, reference) = derived.quantity.formula();
    let scope = Scope {
        known,
        scenario,
        derived,
        router,
        here,
    };
    Expression {
        parts: scope.parts(formula),
        reference,
    }
}

/// What symbols mean in the formula of one value.
struct Scope<'a> {
    known: &'a Provenance,
    scenario: &'a Scenario,
    derived: &'a Derived,
    router: RouterId,
    here: PacketId,
}

impl Scope<'_> {
    fn parts(&self, formula: &'static str) -> Vec<Part> {
        let mut parts = Vec::new();
        let (mut plain, mut at) = (0, 0);
        while at < formula.len() {
            let Some((symbol, node)) = self.symbol_at(formula, at) else {
                at += formula[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if plain < at {
                parts.push(Part::Text(&formula[plain..at]));
            }
            parts.push(Part::Value { symbol, node });
            at += symbol.len();
            plain = at;
        }
        if plain < at {
            parts.push(Part::Text(&formula[plain..]));
        }
        parts
    }

    /// The symbol that stands alone at a place, if it comes from somewhere.
    fn symbol_at(&self, formula: &str, at: usize) -> Option<(&'static str, Node)> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '^';
        let symbol = SYMBOLS.iter().find(|symbol| formula[at..].starts_with(**symbol))?;
        let (before, after) = (
            formula[..at].chars().next_back(),
            formula[at + symbol.len()..].chars().next(),
        );
        if before.is_some_and(|c| is_word(c) && c != '^') || after.is_some_and(is_word) {
            return None;
        }
        Some((symbol, self.node(symbol)?))
    }

    fn node(&self, symbol: &str) -> Option<Node> {
        let exact = |quantity: Quantity| self.known.last(|known| known == quantity);
        match symbol {
            "drawn at random" => Some(self.drawn()),
            "pre-shared-key" => Some(Node::Configured {
                router: None,
                line: "crypto isakmp key",
            }),
            "SKEYID" => exact(Quantity::Skeyid),
            "SKEYID_d" => exact(Quantity::SkeyidD),
            "SKEYID_a" => exact(Quantity::SkeyidA),
            "SKEYID_e" => exact(Quantity::SkeyidE),
            "g^xy" => exact(Quantity::DhShared),
            "g(qm)^xy" => self.known.last(|known| matches!(known, Quantity::QuickDhShared { .. })),
            "x" => self.private(),
            "g^y" => self.public_of_peer(),
            "SPI" => self.spi(),
            "M-ID" => self
                .known
                .field(self.first_message(), self.here, "isakmp.header.message-id"),
            _ => self.in_message(symbol),
        }
    }

    /// Symbols that are parts of messages.
    fn in_message(&self, symbol: &str) -> Option<Node> {
        let (first, second) = if self.is_of_quick_mode() {
            (QuickMode(1), QuickMode(2))
        } else {
            (MainMode(3), MainMode(4))
        };
        let (name, key) = match symbol {
            "g^xi" => (MainMode(3), "isakmp.ke"),
            "g^xr" => (MainMode(4), "isakmp.ke"),
            "Ni_b" => (first, "isakmp.nonce"),
            "Nr_b" => (second, "isakmp.nonce"),
            "CKY-I" => (MainMode(1), "isakmp.header.cookie.initiator"),
            "CKY-R" => (MainMode(2), "isakmp.header.cookie.responder"),
            "SAi_b" => (MainMode(1), "isakmp.sa"),
            "IDii_b" => (MainMode(5), "isakmp.id.peer"),
            "IDir_b" => (MainMode(6), "isakmp.id.peer"),
            "last phase 1 CBC output block" => return self.last_block(),
            _ => return self.payload(symbol),
        };
        self.known.field(name, self.here, key)
    }

    /// Symbols of quick mode that are whole payloads, with their generic headers.
    fn payload(&self, symbol: &str) -> Option<Node> {
        let (key, nth) = match symbol {
            "SA" => ("isakmp.sa", 0),
            "KE" => ("isakmp.ke", 0),
            "Ni" | "Nr" => ("isakmp.nonce", 0),
            "IDci" => ("isakmp.id.traffic", 0),
            "IDcr" => ("isakmp.id.traffic", 1),
            _ => return None,
        };
        let is_second = matches!(self.derived.quantity, Quantity::Hash2 { .. });
        let own = self
            .known
            .message(QuickMode(if is_second { 2 } else { 1 }), self.here)?;
        own.whole(key, nth).map(Node::Field)
    }

    /// The end of the last message of main mode, as it is on the wire.
    fn last_block(&self) -> Option<Node> {
        let message = self.known.message(MainMode(6), self.here)?;
        let end = message.fields.last()?.end();
        Some(Node::Field(super::Span {
            packet: message.id,
            start: end.checked_sub(self.derived.value.len() as u32)?,
            len: self.derived.value.len() as u32,
            decrypted: false,
        }))
    }

    fn drawn(&self) -> Node {
        let purpose = match self.derived.quantity {
            Quantity::QuickDhPrivate { .. } => Purpose::QuickDhExponent,
            _ => Purpose::DhExponent,
        };
        fields::draw(self.scenario, self.router, purpose, &self.derived.value)
    }

    /// The router's own exponent, of main mode or of this quick mode.
    fn private(&self) -> Option<Node> {
        use Quantity::{DhPrivate, QuickDhPrivate, QuickDhPublic, QuickDhShared};
        let wanted = match self.derived.quantity {
            QuickDhPublic { message_id } | QuickDhShared { message_id } => QuickDhPrivate { message_id },
            _ => DhPrivate,
        };
        let computed = &self.known.computed;
        let is_it = |known: &super::Computed| known.quantity == wanted && known.owner == Some(self.router);
        Some(Node::Computed(computed.iter().rposition(is_it)? as u32))
    }

    /// The public value that the router received.
    fn public_of_peer(&self) -> Option<Node> {
        let names = if self.is_of_quick_mode() {
            [QuickMode(1), QuickMode(2)]
        } else {
            [MainMode(3), MainMode(4)]
        };
        let is_from_peer = |name: &PacketName| {
            let message = self.known.message(*name, self.here);
            message.is_some_and(|message| message.from != self.router)
        };
        let name = names.into_iter().find(is_from_peer)?;
        self.known.field(name, self.here, "isakmp.ke")
    }

    fn is_of_quick_mode(&self) -> bool {
        use Quantity::{Hash1, Hash2, Hash3, Keymat, Phase2Iv, QuickDhPublic, QuickDhShared};
        let quantity = self.derived.quantity;
        matches!(
            quantity,
            Phase2Iv { .. }
                | Hash1 { .. }
                | Hash2 { .. }
                | Hash3 { .. }
                | QuickDhPublic { .. }
                | QuickDhShared { .. }
                | Keymat { .. }
        )
    }

    /// The message that begins the exchange in which the value is computed.
    fn first_message(&self) -> PacketName {
        let here = self.known.messages.iter().find(|message| message.id == self.here);
        match here.map(|message| message.name) {
            Some(Informational) => Informational,
            _ => QuickMode(1),
        }
    }

    /// The receiver of an SA's packets chose their SPI, and proposed it in its message.
    fn spi(&self) -> Option<Node> {
        let Quantity::Keymat { spi, .. } = self.derived.quantity else {
            return None;
        };
        fields::proposed_spi(self.known, spi)
    }
}
