//! The formulas of RFC 2409 with what goes into them in one exchange: what is logged beside each value that is computed.

use alloc::vec::Vec;

use crate::event::{Argument, ArgumentSource, FieldPart, Formula, Operation, PacketId, ValueId};
use crate::field::{FieldKind, FieldRef};
use crate::isakmp::numbers::ExchangeType;
use crate::isakmp::payload::Payload;
use crate::isakmp::place;

/// The messages of main mode, as this router sent or received them, by their numbers less one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MainModeMessages(pub [Option<PacketId>; 6]);

/// The keys of phase 1 that phase 2 goes on from, and the last message of phase 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase1Values {
    /// SKEYID_d
    pub skeyid_d: ValueId,
    /// SKEYID_a
    pub skeyid_a: ValueId,
    /// MM6.
    pub last: Option<PacketId>,
}

/// SKEYID and the keys that come from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkeyidValues {
    /// SKEYID
    pub skeyid: ValueId,
    /// SKEYID_d
    pub d: ValueId,
    /// SKEYID_a
    pub a: ValueId,
    /// SKEYID_e
    pub e: ValueId,
}

/// The first two messages of quick mode, as this router sent or received them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuickModeMessages(pub [Option<PacketId>; 2]);

/// Where a message proposes SPIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpiField {
    /// The message.
    pub packet: Option<PacketId>,
    /// The proposal, from 0.
    pub proposal: u16,
}

/// A value that was computed before.
pub fn value(symbol: &'static str, id: ValueId) -> Argument {
    Argument {
        symbol,
        source: ArgumentSource::Value(id),
    }
}

fn field(symbol: &'static str, packet: Option<PacketId>, field: impl Into<FieldRef>, part: FieldPart) -> Argument {
    let field = field.into();
    let source = ArgumentSource::Field { packet, field, part };
    Argument { symbol, source }
}

fn body(symbol: &'static str, packet: Option<PacketId>, kind: FieldKind) -> Argument {
    field(symbol, packet, kind, FieldPart::Body)
}

fn byte(symbol: &'static str, byte: u8) -> Argument {
    let source = ArgumentSource::Byte(byte);
    Argument { symbol, source }
}

/// A message's own id.
fn message_id(packet: Option<PacketId>) -> Argument {
    field("M-ID", packet, FieldKind::IsakmpHeaderMessageId, FieldPart::Whole)
}

/// A result of `full` bytes of which `len` are taken.
fn cut(formula: Formula, len: usize, full: usize) -> Formula {
    let cut = (len < full).then_some(len as u32);
    Formula { cut, ..formula }
}

/// A private exponent.
pub fn drawn(source: ArgumentSource) -> Formula {
    let symbol = "drawn at random";
    Formula::new(Operation::Same, [Argument { symbol, source }])
}

/// The public value of an exponent.
pub fn public_value(private: ValueId) -> Formula {
    Formula::new(Operation::PublicValue, [value("x", private)])
}

/// The shared secret of an exponent and the public value that the peer sent in a message.
pub fn shared_secret(peers: Option<PacketId>, private: ValueId) -> Formula {
    let arguments = [body("g^y", peers, FieldKind::IsakmpKe), value("x", private)];
    Formula::new(Operation::SharedSecret, arguments)
}

impl MainModeMessages {
    fn of(&self, number: usize) -> Option<PacketId> {
        self.0[number - 1]
    }

    fn cookies(&self) -> [Argument; 2] {
        let cookie = |symbol, number, kind| field(symbol, self.of(number), kind, FieldPart::Whole);
        [
            cookie("CKY-I", 1, FieldKind::IsakmpHeaderCookieInitiator),
            cookie("CKY-R", 2, FieldKind::IsakmpHeaderCookieResponder),
        ]
    }

    fn public_values(&self) -> [Argument; 2] {
        [("g^xi", 3), ("g^xr", 4)].map(|(symbol, number)| body(symbol, self.of(number), FieldKind::IsakmpKe))
    }

    /// `prf(pre-shared-key, Ni_b | Nr_b)`
    pub fn skeyid(&self) -> Formula {
        let nonce = |symbol, number| body(symbol, self.of(number), FieldKind::IsakmpNonce);
        let key = Argument {
            symbol: "pre-shared-key",
            source: ArgumentSource::PresharedKey,
        };
        Formula::new(Operation::Prf, [key, nonce("Ni_b", 3), nonce("Nr_b", 4)])
    }

    /// `prf(SKEYID, [ before | ] g^xy | CKY-I | CKY-R | number)`: SKEYID_d, _a and _e.
    pub fn key(&self, skeyid: ValueId, before: Option<Argument>, shared: ValueId, number: u8) -> Formula {
        let symbol = ["0", "1", "2"][usize::from(number)];
        let mut arguments = alloc::vec![value("SKEYID", skeyid)];
        arguments.extend(before);
        arguments.push(value("g^xy", shared));
        arguments.extend(self.cookies());
        arguments.push(byte(symbol, number));
        Formula::new(Operation::Prf, arguments)
    }

    /// `hash(g^xi | g^xr)`, its first block.
    pub fn iv(&self, block: usize, digest: usize) -> Formula {
        cut(Formula::new(Operation::Hash, self.public_values()), block, digest)
    }

    /// `prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b)`
    pub fn hash_i(&self, skeyid: ValueId) -> Formula {
        let [g_xi, g_xr] = self.public_values();
        let [cky_i, cky_r] = self.cookies();
        self.proof(skeyid, [g_xi, g_xr, cky_i, cky_r], ("IDii_b", 5))
    }

    /// `prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b)`
    pub fn hash_r(&self, skeyid: ValueId) -> Formula {
        let [g_xi, g_xr] = self.public_values();
        let [cky_i, cky_r] = self.cookies();
        self.proof(skeyid, [g_xr, g_xi, cky_r, cky_i], ("IDir_b", 6))
    }

    fn proof(&self, skeyid: ValueId, exchanged: [Argument; 4], (symbol, number): (&'static str, usize)) -> Formula {
        let mut arguments = alloc::vec![value("SKEYID", skeyid)];
        arguments.extend(exchanged);
        arguments.push(body("SAi_b", self.of(1), FieldKind::IsakmpSa));
        arguments.push(body(symbol, self.of(number), FieldKind::IsakmpIdPeer));
        Formula::new(Operation::Prf, arguments)
    }
}

/// The key of the phase 1 cipher: the beginning of SKEYID_e, or Ka where that is too short. `block`: bytes of SKEYID_e, and of
/// each block of Ka.
pub fn cipher_key(skeyid_e: ValueId, len: usize, block: usize) -> Formula {
    let key = value("SKEYID_e", skeyid_e);
    if len <= block {
        return cut(Formula::new(Operation::Same, [key]), len, block);
    }
    let blocks = len.div_ceil(block);
    let operation = Operation::Stretched { blocks: blocks as u32 };
    cut(Formula::new(operation, [key, byte("0", 0)]), len, blocks * block)
}

impl Phase1Values {
    /// `hash(last phase 1 CBC output block | M-ID)`, its first block; the exchange begins with `first`.
    pub fn iv(&self, first: Option<PacketId>, block: usize, digest: usize) -> Formula {
        let last = FieldPart::End(block as u32);
        let last = field(
            "last phase 1 CBC output block",
            self.last,
            FieldKind::IsakmpEncrypted,
            last,
        );
        cut(Formula::new(Operation::Hash, [last, message_id(first)]), block, digest)
    }

    /// `prf(SKEYID_a, M-ID | N/D)` of an informational message, with the payloads behind its HASH.
    pub fn hash_informational(&self, packet: Option<PacketId>, payloads: &[Payload]) -> Formula {
        let arguments = [value("SKEYID_a", self.skeyid_a), message_id(packet)];
        let payloads = behind_hash(packet, payloads, ExchangeType::Informational, "payload");
        Formula::new(
            Operation::Prf,
            arguments.into_iter().chain(payloads).collect::<Vec<_>>(),
        )
    }
}

impl QuickModeMessages {
    fn nonces(&self) -> [Argument; 2] {
        let [first, second] = self.0;
        [
            body("Ni_b", first, FieldKind::IsakmpNonce),
            body("Nr_b", second, FieldKind::IsakmpNonce),
        ]
    }

    /// `prf(SKEYID_a, M-ID | SA | Ni [ | KE ] [ | IDci | IDcr ])`, with the payloads behind the HASH of QM1.
    pub fn hash_1(&self, phase1: &Phase1Values, payloads: &[Payload]) -> Formula {
        let [first, _] = self.0;
        let arguments = [value("SKEYID_a", phase1.skeyid_a), message_id(first)];
        let payloads = behind_hash(first, payloads, ExchangeType::QuickMode, "Ni");
        Formula::new(
            Operation::Prf,
            arguments.into_iter().chain(payloads).collect::<Vec<_>>(),
        )
    }

    /// `prf(SKEYID_a, M-ID | Ni_b | SA | Nr [ | KE ] [ | IDci | IDcr ])`, with the payloads behind the HASH of QM2.
    pub fn hash_2(&self, phase1: &Phase1Values, payloads: &[Payload]) -> Formula {
        let [first, second] = self.0;
        let [ni_b, _] = self.nonces();
        let arguments = [value("SKEYID_a", phase1.skeyid_a), message_id(first), ni_b];
        let payloads = behind_hash(second, payloads, ExchangeType::QuickMode, "Nr");
        Formula::new(
            Operation::Prf,
            arguments.into_iter().chain(payloads).collect::<Vec<_>>(),
        )
    }

    /// `prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b)`
    pub fn hash_3(&self, phase1: &Phase1Values) -> Formula {
        let [first, _] = self.0;
        let [ni_b, nr_b] = self.nonces();
        let key = value("SKEYID_a", phase1.skeyid_a);
        Formula::new(Operation::Prf, [key, byte("0", 0), message_id(first), ni_b, nr_b])
    }

    /// `K1 | K2 | ...; K1 = prf(SKEYID_d, [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)`, `len` bytes of blocks of `block`.
    pub fn keymat(
        &self,
        phase1: &Phase1Values,
        shared: Option<ValueId>,
        (protocol, spi): (u8, SpiField),
        (len, block): (usize, usize),
    ) -> Formula {
        let mut arguments = alloc::vec![value("SKEYID_d", phase1.skeyid_d)];
        arguments.extend(shared.map(|shared| value("g(qm)^xy", shared)));
        arguments.push(byte("protocol", protocol));
        let place = FieldKind::IsakmpProposalSpi.in_proposal(spi.proposal);
        arguments.push(field("SPI", spi.packet, place, FieldPart::Whole));
        arguments.extend(self.nonces());
        let blocks = len.div_ceil(block).max(1);
        let operation = Operation::Keymat { blocks: blocks as u32 };
        cut(Formula::new(operation, arguments), len, blocks * block)
    }
}

/// The payloads behind a HASH, each whole.
fn behind_hash(
    packet: Option<PacketId>,
    payloads: &[Payload],
    exchange: ExchangeType,
    nonce: &'static str,
) -> impl Iterator<Item = Argument> {
    place::placed(payloads, exchange).map(move |(place, payload)| {
        let is_first = place == place.kind.nth(0);
        let symbol = match payload {
            Payload::SecurityAssociation(_) => "SA",
            Payload::Nonce(_) => nonce,
            Payload::KeyExchange(_) => "KE",
            Payload::Identification(_) if is_first => "IDci",
            Payload::Identification(_) => "IDcr",
            Payload::Notification(_) => "N",
            Payload::Delete(_) => "D",
            _ => "payload",
        };
        field(symbol, packet, place, FieldPart::Whole)
    })
}
