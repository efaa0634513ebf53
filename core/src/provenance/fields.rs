//! What a field of a packet was made from.

use alloc::format;
use alloc::vec::Vec;
use core::ops::Range;

use super::place::Opened;
use super::{Computed, Expression, Node, Part, Provenance, Span};
use crate::dissect::{self, Field, Source};
use crate::effects::{PacketName, Protection, ProtectionCipher};
use crate::event::{Quantity, RouterId};
use crate::field::{FieldGroup, FieldKind};
use crate::random::Purpose;
use crate::sim::{CapturedPacket, Trace};

/// How the field at a place was made.
pub(super) fn expression(known: &Provenance, trace: &Trace, place: &Span) -> Option<Expression> {
    let opened = Opened::new(trace.packet(place.packet)?);
    let field = if place.decrypted {
        innermost(&opened.fields, place).cloned()
    } else {
        innermost(&dissect::wire(opened.packet), place).cloned()
    };
    of_field(known, trace, &opened, &field?)
}

/// The innermost field that holds all bytes of a place.
fn innermost<'f>(fields: &'f [Field], place: &Span) -> Option<&'f Field> {
    let field = fields
        .iter()
        .find(|field| field.start <= place.start && place.end() <= field.end())?;
    Some(innermost(&field.children, place).unwrap_or(field))
}

/// Whether the packet is a message of IKE.
pub(super) fn is_ike(packet: &CapturedPacket) -> bool {
    use PacketName::{Informational, MainMode, QuickMode};
    matches!(packet.name, MainMode(_) | QuickMode(_) | Informational)
}

/// How a field of a packet was made.
pub(super) fn of_field(known: &Provenance, trace: &Trace, opened: &Opened<'_>, field: &Field) -> Option<Expression> {
    // A payload is made as what it carries is.
    let field = field
        .children
        .iter()
        .find(|child| child.key == field.key)
        .unwrap_or(field);
    let context = FieldContext {
        known,
        trace,
        packet: opened.packet,
        opened,
        field,
    };
    let parts = context.parts()?;
    let reference = match field.source {
        Source::Rfc(reference) => reference,
        Source::Modelled => "",
    };
    Some(Expression { parts, reference })
}

struct FieldContext<'a> {
    known: &'a Provenance,
    trace: &'a Trace,
    packet: &'a CapturedPacket,
    opened: &'a Opened<'a>,
    field: &'a Field,
}

fn value(symbol: &'static str, node: Node) -> Part {
    Part::Value { symbol, node }
}

/// A formula that is one value.
fn alone(symbol: &'static str, node: Node) -> Option<Vec<Part>> {
    Some(alloc::vec![value(symbol, node)])
}

impl FieldContext<'_> {
    fn parts(&self) -> Option<Vec<Part>> {
        use FieldKind as F;
        let from = self.packet.from;
        match self.field.key {
            F::IsakmpHeaderCookieInitiator | F::IsakmpHeaderCookieResponder => self.first_or_copied(Purpose::Cookie),
            F::IsakmpHeaderMessageId => self.first_or_copied(Purpose::MessageId),
            F::IsakmpNonce => self.drawn(self.of_mode(Purpose::Nonce, Purpose::QuickNonce)),
            F::IsakmpProposalSpi => self.drawn(Purpose::Spi),
            F::EspIv => self.drawn(Purpose::EspIv),
            F::IsakmpKe | F::IsakmpHashMainMode | F::IsakmpHashQuickMode | F::IsakmpHashInformational => {
                self.computed()
            }
            F::IsakmpEncrypted | F::EspEncrypted | F::EspEncryptedSeal => self.ciphertext(),
            F::EspIcv | F::AhIcv => self.icv(),
            F::IsakmpDeleteSpi | F::IsakmpNotificationSpi if self.field.len == 16 => self.cookies(),
            F::EspSpi | F::AhSpi | F::IsakmpDeleteSpi => self.spi(),
            F::IsakmpNatD => self.nat_detection(),
            F::IsakmpIdAddress | F::IsakmpIdMask if self.is_quick_mode() => self.configured(from, "access-list"),
            F::IsakmpIdAddress => self.configured(from, "ip address"),
            F::IsakmpIdData => self.configured(from, "hostname"),
            _ if self.is_hosts() => alone("the host's packet", Node::Host(from)),
            F::Ipv4Source => self.configured(from, "ip address"),
            F::Ipv4Destination => self.configured(from, "set peer"),
            _ => self.by_group(),
        }
    }

    /// How the fields of a group are made.
    fn by_group(&self) -> Option<Vec<Part>> {
        use FieldGroup as G;
        let (from, group) = (self.packet.from, self.field.key.group());
        let is_offered = matches!(
            group,
            G::Transform | G::Attribute | G::Phase1Attribute | G::IpsecLifetime | G::IpsecAttribute
        );
        if is_offered && matches!(self.packet.name, PacketName::MainMode(2) | PacketName::QuickMode(2)) {
            return self.offered();
        }
        match (group, self.field.key, self.field.source) {
            (G::Phase1Attribute, ..) | (_, FieldKind::IsakmpTransformId, _) => {
                self.configured(from, "crypto isakmp policy")
            }
            (G::IpsecLifetime, ..) => self.configured(from, "crypto ipsec security-association lifetime"),
            (G::IpsecAttribute, ..) | (_, FieldKind::IsakmpTransformIdIpsec | FieldKind::IsakmpTransformIdSeal, _) => {
                self.configured(from, "crypto ipsec transform-set")
            }
            (_, FieldKind::EspSequenceSeal, Source::Modelled) => alone("this message", Node::Counted),
            (.., Source::Modelled) => alone("made up here", Node::Modelled),
            (G::VendorId, _, Source::Rfc(reference)) => alone("vendor ID", Node::Fixed(reference)),
            _ => alone("this message", Node::Counted),
        }
    }

    /// What the answer to an offer repeats of it.
    fn offered(&self) -> Option<Vec<Part>> {
        let first = if self.is_quick_mode() {
            PacketName::QuickMode(1)
        } else {
            PacketName::MainMode(1)
        };
        let offer = self.earlier(|packet| packet.name == first && is_of_exchange(packet, self.packet))?;
        alone("SA", Node::Field(Opened::new(offer).span(FieldKind::IsakmpSa)?))
    }

    fn bytes(&self) -> &[u8] {
        self.opened.bytes_of(self.field)
    }

    /// The last packet before this one that is wanted.
    fn earlier(&self, is_wanted: impl Fn(&CapturedPacket) -> bool) -> Option<&CapturedPacket> {
        let before = &self.trace.packets[..self.packet.id.0 as usize];
        before.iter().rev().find(|packet| is_wanted(packet))
    }

    fn is_quick_mode(&self) -> bool {
        matches!(self.packet.name, PacketName::QuickMode(_))
    }

    fn of_mode(&self, main: Purpose, quick: Purpose) -> Purpose {
        if self.is_quick_mode() { quick } else { main }
    }

    /// What the hosts sent, inside of ESP or AH.
    fn is_hosts(&self) -> bool {
        let is_tunnel = matches!(self.packet.name, PacketName::Esp(_) | PacketName::Ah(_));
        is_tunnel && self.field.key.group() == FieldGroup::Ip && self.field.start >= 20
    }

    fn configured(&self, router: RouterId, line: &'static str) -> Option<Vec<Part>> {
        let router = Some(router);
        alone(line, Node::Configured { router, line })
    }

    fn drawn(&self, purpose: Purpose) -> Option<Vec<Part>> {
        let draw = self.known.draw(self.trace, self.packet.from, purpose, self.bytes())?;
        alone("drawn at random", draw)
    }

    fn computed(&self) -> Option<Vec<Part>> {
        let bytes = self.bytes();
        let index = self
            .known
            .computed
            .iter()
            .position(|computed| computed.value == bytes)?;
        alone(self.known.computed[index].quantity.name(), Node::Computed(index as u32))
    }

    /// A value that the first message which has it drew, and that the later ones repeat.
    fn first_or_copied(&self, purpose: Purpose) -> Option<Vec<Part>> {
        if self.bytes().iter().all(|byte| *byte == 0) {
            return alone("not chosen yet, or not needed", Node::Fixed("RFC 2408 §3.1"));
        }
        // The header is in the same place in every message.
        let has_it = |message: &&CapturedPacket| is_ike(message) && same_bytes(message, &self.packet.bytes, self.field);
        let first = self.trace.packets.iter().find(has_it)?.id;
        if first == self.packet.id {
            return self.drawn(purpose);
        }
        alone("as before", Node::Field(Span::of(first, self.field, true)))
    }

    fn spi(&self) -> Option<Vec<Part>> {
        let spi = u32::from_be_bytes(self.bytes().try_into().ok()?);
        match self.proposed_spi(spi) {
            Some(node) => alone("SPI", node),
            None => self.configured(self.packet.from, "set session-key"),
        }
    }

    /// The field in which an SPI was proposed: one that went into the keys.
    fn proposed_spi(&self, spi: u32) -> Option<Node> {
        let keymat = &self.known.computed[self.known.keymat(spi)? as usize];
        let (router, derived) = self.known.first(self.trace, keymat)?;
        let spi = derived
            .formula
            .arguments
            .iter()
            .find(|argument| argument.symbol == "SPI")?;
        self.known.argument(self.trace, router, spi)
    }

    /// This message's cookies.
    fn cookies(&self) -> Option<Vec<Part>> {
        let cookie = |symbol, kind| Some(value(symbol, Node::Field(self.opened.span(kind)?)));
        Some(alloc::vec![
            cookie("CKY-I", FieldKind::IsakmpHeaderCookieInitiator)?,
            Part::Text(" | ".into()),
            cookie("CKY-R", FieldKind::IsakmpHeaderCookieResponder)?,
        ])
    }

    fn nat_detection(&self) -> Option<Vec<Part>> {
        let from = self.packet.from;
        // The receiver's address comes first, then the sender's (draft-ietf-ipsec-nat-t-ike-03 §3.2).
        let first = self.opened.span(FieldKind::IsakmpNatD)?;
        let is_first = first.start <= self.field.start && self.field.start < first.end();
        let router = Some(if is_first { from.peer() } else { from });
        let address = Node::Configured {
            router,
            line: "ip address",
        };
        let mut parts = alloc::vec![Part::Text("hash(".into())];
        parts.extend(self.cookies()?);
        parts.extend([
            Part::Text(" | ".into()),
            value("IP", address),
            Part::Text(" | port)".into()),
        ]);
        Some(parts)
    }

    fn here(&self, start: u32, end: u32, decrypted: bool) -> Node {
        Node::Field(Span {
            packet: self.packet.id,
            start,
            len: end.saturating_sub(start),
            decrypted,
        })
    }

    fn ciphertext(&self) -> Option<Vec<Part>> {
        let Protection {
            start,
            plaintext,
            cipher,
        } = self.packet.protection.as_ref()?;
        let plain = value("plaintext", self.here(*start, start + plaintext.len() as u32, true));
        Some(match cipher {
            ProtectionCipher::Null => alloc::vec![plain],
            ProtectionCipher::Seal { key, .. } => {
                let n = self.here(start.checked_sub(4)?, *start, true);
                let key = value("key", self.key(key));
                let n = value("n", n);
                alloc::vec![
                    Part::Text("SEAL(".into()),
                    key,
                    Part::Text(", ".into()),
                    n,
                    Part::Text(") ⊕ ".into()),
                    plain
                ]
            }
            ProtectionCipher::Cbc { key, iv, .. } => {
                let (key, iv) = (value("key", self.key(key)), value("IV", self.iv(iv)?));
                alloc::vec![
                    Part::Text("CBC(".into()),
                    key,
                    Part::Text(", ".into()),
                    iv,
                    Part::Text(", ".into()),
                    plain,
                    Part::Text(")".into())
                ]
            }
        })
    }

    /// The key of a cipher: of IKE's, or of the SA whose SPI the packet has.
    fn key(&self, key: &[u8]) -> Node {
        let made = if is_ike(self.packet) {
            let is_key = |computed: &Computed| computed.quantity == Quantity::CipherKey && computed.value == key;
            self.known.position(is_key)
        } else {
            let spi = self
                .opened
                .find(FieldKind::EspSpi)
                .map(|field| self.opened.bytes_of(field));
            self.keymat(spi)
        };
        made.unwrap_or(TYPED_KEY)
    }

    fn keymat(&self, spi: Option<&[u8]>) -> Option<Node> {
        let spi = u32::from_be_bytes(spi?.try_into().ok()?);
        self.known.keymat(spi).map(Node::Computed)
    }

    /// An IV is computed, or stands in the packet, or is the last block of the message before.
    fn iv(&self, iv: &[u8]) -> Option<Node> {
        if !is_ike(self.packet) {
            return self.opened.span(FieldKind::EspIv).map(Node::Field);
        }
        let is_iv = |computed: &Computed| {
            matches!(computed.quantity, Quantity::Phase1Iv | Quantity::Phase2Iv { .. }) && computed.value == iv
        };
        self.known.position(is_iv).or_else(|| {
            let before = self.earlier(|packet| is_ike(packet) && packet.bytes.ends_with(iv))?;
            let len = iv.len() as u32;
            Some(Node::Field(Span {
                packet: before.id,
                start: before.bytes.len() as u32 - len,
                len,
                decrypted: false,
            }))
        })
    }

    fn icv(&self) -> Option<Vec<Part>> {
        let is_esp = self.field.key == FieldKind::EspIcv;
        let header = if is_esp { FieldKind::Esp } else { FieldKind::Ah };
        let spi = if is_esp { FieldKind::EspSpi } else { FieldKind::AhSpi };
        let spi = self.opened.find(spi).map(|field| self.opened.bytes_of(field));
        let key = self.keymat(spi).unwrap_or(TYPED_KEY);
        let begin = self.opened.find(header)?.start;
        let covered = if is_esp {
            value("SPI … next header", self.here(begin, self.field.start, false))
        } else {
            value("the whole packet", self.here(0, self.packet.bytes.len() as u32, false))
        };
        Some(alloc::vec![
            Part::Text("HMAC(".into()),
            value("key", key),
            Part::Text(", ".into()),
            covered,
            Part::Text(format!("), first {} bytes", self.field.len).into()),
        ])
    }
}

/// The key of an SA that was not negotiated.
const TYPED_KEY: Node = Node::Configured {
    router: None,
    line: "set session-key",
};

/// Whether two messages of IKE have the same cookie of the initiator and the same message id.
pub(super) fn is_of_exchange(one: &CapturedPacket, other: &CapturedPacket) -> bool {
    let both = [COOKIE, MESSAGE_ID];
    is_ike(one)
        && is_ike(other)
        && both
            .into_iter()
            .all(|range| one.bytes.get(range.clone()) == other.bytes.get(range))
}

/// Whether a field of a kind can be made from a value: what is drawn, computed or repeated comes from no configuration.
pub(super) fn can_be_from(kind: FieldKind, node: &Node) -> bool {
    use FieldKind as F;
    let is_from_run = matches!(
        kind,
        F::IsakmpHeaderCookieInitiator
            | F::IsakmpHeaderCookieResponder
            | F::IsakmpHeaderMessageId
            | F::IsakmpNonce
            | F::IsakmpProposalSpi
            | F::IsakmpKe
            | F::IsakmpHashMainMode
            | F::IsakmpHashQuickMode
            | F::IsakmpHashInformational
            | F::IsakmpEncrypted
            | F::EspIv
    );
    !(is_from_run && matches!(node, Node::Configured { .. } | Node::Host(_)))
}

/// Where the initiator's cookie and the message id are in a packet: behind the headers of IPv4 and UDP.
const COOKIE: Range<usize> = 28..36;
const MESSAGE_ID: Range<usize> = 48..52;

/// Whether a packet has the bytes that another has in a field, in the same place.
fn same_bytes(packet: &CapturedPacket, other: &[u8], field: &Field) -> bool {
    let range = field.start as usize..field.end() as usize;
    packet.bytes.get(range.clone()) == other.get(range)
}
