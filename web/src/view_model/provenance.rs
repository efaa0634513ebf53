//! Where values come from: every key, hash and IV of a run as its formula, each symbol of it with the packet, the
//! configuration or the other formula that it is from.

use std::ops::Range;

use ikelab_core::effects::PacketName;
use ikelab_core::event::{Derived, EventKind, Quantity, RouterId};
use ikelab_core::sim::{CapturedPacket, Trace};

/// A computed value with its formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What it is.
    pub quantity: Quantity,
    /// Who alone knows it; none: both.
    pub owner: Option<RouterId>,
    /// Its formula.
    pub parts: Vec<Part>,
    /// Where the formula is written down.
    pub reference: &'static str,
    /// The events by which R1 and R2 compute it.
    pub known: [Option<u32>; 2],
    /// The value.
    pub value: Vec<u8>,
}

impl Definition {
    /// Those who know it when so many events have happened.
    pub fn knowers(&self, events: u32) -> impl Iterator<Item = RouterId> + '_ {
        let knows = move |router: &RouterId| self.known[router.index()].is_some_and(|known| known < events);
        RouterId::BOTH.into_iter().filter(knows)
    }

    /// Whether a router computes it by one of these events.
    pub fn is_new(&self, events: &Range<u32>) -> bool {
        self.known.iter().flatten().any(|known| events.contains(known))
    }
}

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Signs and numbers.
    Text(String),
    /// A value that is from elsewhere.
    Token(Token),
}

/// A value in a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What the formula calls it.
    pub symbol: &'static str,
    /// Where it is from, in a word or two.
    pub from: String,
    /// Whose it is.
    pub side: Option<RouterId>,
    /// The way there.
    pub target: Target,
}

/// Where a value can be looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// In another formula.
    Quantity(Quantity),
    /// In a packet.
    Field {
        /// The packet's step.
        step: usize,
        /// The field's path.
        path: &'static str,
    },
    /// In the configurations.
    Configurations,
}

/// All that a run computes, in the order in which it does.
pub fn definitions(trace: &Trace) -> Vec<Definition> {
    let mut definitions: Vec<Definition> = Vec::new();
    for step in 0..trace.steps.len() {
        for (index, event) in (trace.steps[step].events.start..).zip(trace.step_events(step)) {
            let EventKind::Derived(Derived { quantity, value }) = &event.kind else {
                continue;
            };
            let owner = is_private(*quantity).then_some(event.router);
            let mut same = definitions.iter_mut();
            let same = same.find(|known| known.quantity == *quantity && known.owner == owner && known.value == *value);
            if let Some(same) = same {
                same.known[event.router.index()].get_or_insert(index);
                continue;
            }
            let (formula, reference) = quantity.formula();
            let parts = Scope {
                trace,
                step,
                quantity: *quantity,
            }
            .parts(formula);
            let mut known = [None; 2];
            known[event.router.index()] = Some(index);
            let (quantity, value) = (*quantity, value.clone());
            definitions.push(Definition {
                quantity,
                owner,
                parts,
                reference,
                known,
                value,
            });
        }
    }
    definitions
}

/// The two routers have one each.
fn is_private(quantity: Quantity) -> bool {
    matches!(quantity, Quantity::DhPrivate | Quantity::DhPublic)
}

/// What symbols mean in the formula of one value.
struct Scope<'a> {
    trace: &'a Trace,
    step: usize,
    quantity: Quantity,
}

/// A symbol of the RFC's formulae. Those that begin like others come first.
const SYMBOLS: &[&str] = &[
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
    "Ni",
    "Nr",
];

const NONCE: &str = "/isakmp.nonce/isakmp.nonce";
const KEY_EXCHANGE: &str = "/isakmp.ke/isakmp.ke";

impl Scope<'_> {
    fn parts(&self, formula: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = formula;
        while let Some(next) = rest.chars().next() {
            match self.symbol_at(&text, rest) {
                Some((symbol, token)) => {
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text)));
                    }
                    parts.push(Part::Token(token));
                    rest = &rest[symbol.len()..];
                }
                None => {
                    text.push(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        parts
    }

    /// The symbol that `rest` begins with, if it stands alone there and comes from somewhere.
    fn symbol_at(&self, before: &str, rest: &str) -> Option<(&'static str, Token)> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol))?;
        let (previous, next) = (before.chars().next_back(), rest[symbol.len()..].chars().next());
        if previous.is_some_and(is_word) || next.is_some_and(is_word) {
            return None;
        }
        Some((symbol, self.token(symbol)?))
    }

    fn token(&self, symbol: &'static str) -> Option<Token> {
        use PacketName::{MainMode, QuickMode};
        let in_quick_mode = self.is_of_quick_mode();
        let nonces = |initiator: bool| match (in_quick_mode, initiator) {
            (false, true) => MainMode(3),
            (false, false) => MainMode(4),
            (true, true) => QuickMode(1),
            (true, false) => QuickMode(2),
        };
        match symbol {
            "pre-shared-key" => Some(Token {
                symbol,
                from: "both configurations".to_owned(),
                side: None,
                target: Target::Configurations,
            }),
            "SKEYID" => Some(computed(symbol, Quantity::Skeyid)),
            "SKEYID_d" => Some(computed(symbol, Quantity::SkeyidD)),
            "SKEYID_a" => Some(computed(symbol, Quantity::SkeyidA)),
            "SKEYID_e" => Some(computed(symbol, Quantity::SkeyidE)),
            "g^xy" => Some(computed(symbol, Quantity::DhShared)),
            "g^xi" => self.field(symbol, MainMode(3), KEY_EXCHANGE),
            "g^xr" => self.field(symbol, MainMode(4), KEY_EXCHANGE),
            "Ni_b" | "Ni" => self.field(symbol, nonces(true), NONCE),
            "Nr_b" | "Nr" => self.field(symbol, nonces(false), NONCE),
            "CKY-I" => self.field(symbol, MainMode(1), "/isakmp.header/isakmp.header.cookie.initiator"),
            "CKY-R" => self.field(symbol, MainMode(2), "/isakmp.header/isakmp.header.cookie.responder"),
            "SAi_b" => self.field(symbol, MainMode(1), "/isakmp.sa"),
            "IDii_b" => self.field(symbol, MainMode(5), "/isakmp.id.peer"),
            "IDir_b" => self.field(symbol, MainMode(6), "/isakmp.id.peer"),
            "last phase 1 CBC output block" => self.field(symbol, MainMode(6), "/isakmp.encrypted"),
            "M-ID" => self.field(symbol, self.first_message(), "/isakmp.header/isakmp.header.message-id"),
            "SA" => self.field(symbol, self.own_message(), "/isakmp.sa"),
            "IDci" => self.field(symbol, QuickMode(1), "/isakmp.id.traffic"),
            "IDcr" => self.field(symbol, QuickMode(1), "/isakmp.id.traffic:2"),
            "SPI" => self.spi(symbol),
            _ => None,
        }
    }

    fn is_of_quick_mode(&self) -> bool {
        matches!(
            self.quantity,
            Quantity::Phase2Iv { .. }
                | Quantity::Hash1 { .. }
                | Quantity::Hash2 { .. }
                | Quantity::Hash3 { .. }
                | Quantity::QuickDhShared { .. }
                | Quantity::Keymat { .. }
        )
    }

    /// The message that begins the exchange in whose step the value is computed.
    fn first_message(&self) -> PacketName {
        let packet = self.trace.steps[self.step].packet.and_then(|id| self.trace.packet(id));
        match packet.map(|packet| packet.name) {
            Some(PacketName::Informational) => PacketName::Informational,
            _ => PacketName::QuickMode(1),
        }
    }

    /// The message that a hash of quick mode is in.
    fn own_message(&self) -> PacketName {
        PacketName::QuickMode(if matches!(self.quantity, Quantity::Hash2 { .. }) {
            2
        } else {
            1
        })
    }

    /// The receiver of an SA's packets chose their SPI: the one that proposed it in its message.
    fn spi(&self, symbol: &'static str) -> Option<Token> {
        let Quantity::Keymat { destination, .. } = self.quantity else {
            return None;
        };
        let is_from_receiver = |packet: &CapturedPacket| packet.bytes.get(12..16) == Some(&destination.octets()[..]);
        let names = [PacketName::QuickMode(1), PacketName::QuickMode(2)];
        let name = names
            .into_iter()
            .find(|name| self.packet(*name).is_some_and(|(_, packet)| is_from_receiver(packet)))?;
        self.field(symbol, name, "/isakmp.sa/isakmp.proposal/isakmp.proposal.spi")
    }

    fn field(&self, symbol: &'static str, name: PacketName, path: &'static str) -> Option<Token> {
        let (step, packet) = self.packet(name)?;
        let target = Target::Field { step, path };
        Some(Token {
            symbol,
            from: name.to_string(),
            side: Some(packet.from),
            target,
        })
    }

    /// The packet of this name nearest to the step: the last before its end, or the first after it.
    fn packet(&self, name: PacketName) -> Option<(usize, &CapturedPacket)> {
        let steps = self.trace.steps.iter().enumerate();
        let mut named = steps.filter_map(|(index, step)| {
            let packet = self.trace.packet(step.packet?)?;
            (packet.name == name).then_some((index, packet))
        });
        let first = named.next()?;
        Some(named.take_while(|(step, _)| *step <= self.step).last().unwrap_or(first))
    }
}

fn computed(symbol: &'static str, quantity: Quantity) -> Token {
    Token {
        symbol,
        from: "computed".to_owned(),
        side: None,
        target: Target::Quantity(quantity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::fields::Tree;
    use ikelab_core::sim::{doc_50880, run};

    fn definition(definitions: &[Definition], quantity: Quantity) -> &Definition {
        definitions
            .iter()
            .find(|definition| definition.quantity == quantity)
            .unwrap()
    }

    fn tokens(definition: &Definition) -> Vec<(&str, &str)> {
        let tokens = definition.parts.iter().filter_map(|part| match part {
            Part::Token(token) => Some((token.symbol, token.from.as_str())),
            Part::Text(_) => None,
        });
        tokens.collect()
    }

    #[test]
    fn a_key_names_the_messages_that_it_comes_from() {
        let trace = run(&doc_50880());
        let definitions = definitions(&trace);
        let skeyid = definition(&definitions, Quantity::Skeyid);
        assert_eq!(
            tokens(skeyid),
            [
                ("pre-shared-key", "both configurations"),
                ("Ni_b", "MM3"),
                ("Nr_b", "MM4")
            ]
        );
        let e = definition(&definitions, Quantity::SkeyidE);
        let expected = [
            ("SKEYID", "computed"),
            ("SKEYID_a", "computed"),
            ("g^xy", "computed"),
            ("CKY-I", "MM1"),
            ("CKY-R", "MM2"),
        ];
        assert_eq!(tokens(e), expected);
    }

    #[test]
    fn what_both_compute_stands_once_and_what_each_draws_twice() {
        let definitions = definitions(&run(&doc_50880()));
        let count = |quantity| {
            definitions
                .iter()
                .filter(|definition| definition.quantity == quantity)
                .count()
        };
        assert_eq!(
            (
                count(Quantity::Skeyid),
                count(Quantity::DhShared),
                count(Quantity::DhPrivate)
            ),
            (1, 1, 2)
        );
        let keymats = definitions
            .iter()
            .filter(|definition| matches!(definition.quantity, Quantity::Keymat { .. }));
        let spis: Vec<_> = keymats.map(|definition| tokens(definition)[1]).collect();
        assert_eq!(spis.len(), 2);
        assert!(
            spis.contains(&("SPI", "QM1")) && spis.contains(&("SPI", "QM2")),
            "{spis:?}"
        );
    }

    #[test]
    fn a_notification_has_its_own_message_id() {
        let mut scenario = doc_50880();
        scenario.routers[RouterId::R1.index()].platform.accelerator = true;
        let definitions = definitions(&run(&scenario));
        let is_informational = |quantity| matches!(quantity, Quantity::HashInformational { .. });
        let informational = definitions
            .iter()
            .find(|definition| is_informational(definition.quantity))
            .unwrap();
        assert_eq!(tokens(informational), [("SKEYID_a", "computed"), ("M-ID", "INFO")]);
    }

    #[test]
    fn the_responder_knows_the_keys_earlier() {
        let definitions = definitions(&run(&doc_50880()));
        let [r1, r2] = definition(&definitions, Quantity::Skeyid).known.map(Option::unwrap);
        assert!(r1 < r2, "{r1} {r2}");
        let skeyid = definition(&definitions, Quantity::Skeyid);
        let knowers = |events| skeyid.knowers(events).collect::<Vec<_>>();
        assert_eq!(knowers(r1), []);
        assert_eq!(knowers(r1 + 1), [RouterId::R1]);
        assert_eq!(knowers(r2 + 1), RouterId::BOTH);
        assert!(skeyid.is_new(&(r1..r1 + 1)) && !skeyid.is_new(&(r1 + 1..r2)));
    }

    #[test]
    fn every_field_that_is_named_exists() {
        let trace = run(&doc_50880());
        for definition in definitions(&trace) {
            for part in &definition.parts {
                let Part::Token(Token {
                    target: Target::Field { step, path },
                    ..
                }) = part
                else {
                    continue;
                };
                let packet = trace.steps[*step].packet.and_then(|id| trace.packet(id)).unwrap();
                let found = [true, false]
                    .into_iter()
                    .any(|decrypted| Tree::new(packet, decrypted).find(path).is_some());
                assert!(found, "{path} in {}", packet.name);
            }
        }
    }
}
