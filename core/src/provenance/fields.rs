//! What each field of a packet was made from.

use alloc::vec::Vec;

use super::{Draw, Expression, Message, Node, Part, Provenance, Span, bytes_of};
use crate::dissect::{self, Field, Source};
use crate::effects::{PacketName, Protection, ProtectionCipher};
use crate::event::{Quantity, RouterId};
use crate::random::Purpose;
use crate::sim::{self, CapturedPacket, Scenario, Trace};

/// How the field at a place was made.
pub(super) fn expression(known: &Provenance, scenario: &Scenario, trace: &Trace, place: &Span) -> Option<Expression> {
    let packet = trace.packet(place.packet)?;
    let opened = place.decrypted.then(|| dissect::decrypted(packet)).flatten();
    let fields = opened.unwrap_or_else(|| dissect::wire(packet));
    of_field(known, scenario, packet, innermost(&fields, place)?)
}

/// The innermost field that holds all bytes of a place.
fn innermost<'f>(fields: &'f [Field], place: &Span) -> Option<&'f Field> {
    let field = fields
        .iter()
        .find(|field| field.start <= place.start && place.end() <= field.end())?;
    Some(innermost(&field.children, place).unwrap_or(field))
}

/// The draw that gave a value.
pub(super) fn draw(scenario: &Scenario, router: RouterId, purpose: Purpose, value: &[u8]) -> Node {
    let found = sim::find_draw(scenario, router, purpose, value);
    Node::Draw(Draw {
        router,
        purpose,
        ordinal: found.map(|(ordinal, _)| ordinal),
        pinned: found.is_some_and(|(_, pinned)| pinned),
    })
}

/// The field in which an SPI was proposed.
pub(super) fn proposed_spi(known: &Provenance, spi: u32) -> Option<Node> {
    let proposed = |message: &Message| {
        let nth = (0..2).find(|nth| message.has(PROPOSED_SPI, *nth, &spi.to_be_bytes()))?;
        message.body(PROPOSED_SPI, nth)
    };
    known.messages.iter().find_map(proposed).map(Node::Field)
}

const PROPOSED_SPI: &str = "isakmp.proposal.spi";
const INITIATOR_COOKIE: &str = "isakmp.header.cookie.initiator";
const RESPONDER_COOKIE: &str = "isakmp.header.cookie.responder";
const MESSAGE_ID: &str = "isakmp.header.message-id";
const NAT_D: &str = "isakmp.nat-d";

/// How a field of a packet was made.
pub(super) fn of_field(
    known: &Provenance,
    scenario: &Scenario,
    packet: &CapturedPacket,
    field: &Field,
) -> Option<Expression> {
    // A payload is made as what it carries is.
    let field = field
        .children
        .iter()
        .find(|child| child.key == field.key)
        .unwrap_or(field);
    let cx = Cx {
        known,
        scenario,
        packet,
        field,
    };
    let parts = cx.parts()?;
    let reference = match field.source {
        Source::Rfc(reference) => reference,
        Source::Modelled => "",
    };
    Some(Expression { parts, reference })
}

struct Cx<'a> {
    known: &'a Provenance,
    scenario: &'a Scenario,
    packet: &'a CapturedPacket,
    field: &'a Field,
}

fn value(symbol: &'static str, node: Node) -> Part {
    Part::Value { symbol, node }
}

/// A formula that is one value.
fn alone(symbol: &'static str, node: Node) -> Option<Vec<Part>> {
    Some(alloc::vec![value(symbol, node)])
}

impl Cx<'_> {
    fn parts(&self) -> Option<Vec<Part>> {
        let from = self.packet.from;
        match self.field.key {
            INITIATOR_COOKIE | RESPONDER_COOKIE => self.first_or_copied(Purpose::Cookie),
            MESSAGE_ID => self.first_or_copied(Purpose::MessageId),
            "isakmp.nonce" => self.drawn(self.of_mode(Purpose::Nonce, Purpose::QuickNonce)),
            PROPOSED_SPI => self.drawn(Purpose::Spi),
            "esp.iv" => self.drawn(Purpose::EspIv),
            "isakmp.ke" | "isakmp.hash.main-mode" | "isakmp.hash.quick-mode" | "isakmp.hash.informational" => {
                self.computed()
            }
            "isakmp.encrypted" | "esp.encrypted" | "esp.encrypted.seal" => self.ciphertext(),
            "esp.icv" | "ah.icv" => self.icv(),
            "esp.spi" | "ah.spi" | "isakmp.delete.spi" => self.spi(),
            NAT_D => Some(self.nat_detection()),
            "isakmp.id.address" | "isakmp.id.mask" if self.is_quick_mode() => self.configured(from, "access-list"),
            "isakmp.id.address" => self.configured(from, "ip address"),
            "isakmp.id.data" => self.configured(from, "hostname"),
            key if self.is_hosts(key) => alone("the host's packet", Node::Host(from)),
            "ipv4.source" => self.configured(from, "ip address"),
            "ipv4.destination" => self.configured(from, "set peer"),
            key => self.by_kind(key),
        }
    }

    /// Kinds of fields that many keys have.
    fn by_kind(&self, key: &str) -> Option<Vec<Part>> {
        let from = self.packet.from;
        let is_about = |prefix: &str| key.starts_with(prefix);
        let is_answer = matches!(self.packet.name, PacketName::MainMode(2) | PacketName::QuickMode(2));
        if (is_about("isakmp.attribute.") || is_about("isakmp.transform.")) && is_answer {
            let first = if self.is_quick_mode() {
                PacketName::QuickMode(1)
            } else {
                PacketName::MainMode(1)
            };
            let offer = self.known.field(first, self.packet.id, "isakmp.sa")?;
            return alone("SA", offer);
        }
        if is_about("isakmp.attribute.phase1") || key == "isakmp.transform.id" {
            return self.configured(from, "crypto isakmp policy");
        }
        if is_about("isakmp.attribute.ipsec.life") {
            return self.configured(from, "crypto ipsec security-association lifetime");
        }
        if is_about("isakmp.attribute.ipsec") || is_about("isakmp.transform.id") {
            return self.configured(from, "crypto ipsec transform-set");
        }
        match self.field.source {
            Source::Modelled if !key.starts_with("esp.sequence") => alone("made up here", Node::Modelled),
            Source::Rfc(reference) if is_about("isakmp.vendor.") => alone("vendor ID", Node::Fixed(reference)),
            _ => alone("this message", Node::Counted),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let opened = dissect::decrypted_bytes(self.packet);
        bytes_of(opened.as_deref().unwrap_or(&self.packet.bytes), self.field).to_vec()
    }

    fn is_quick_mode(&self) -> bool {
        matches!(self.packet.name, PacketName::QuickMode(_))
    }

    fn of_mode(&self, main: Purpose, quick: Purpose) -> Purpose {
        if self.is_quick_mode() { quick } else { main }
    }

    /// What the hosts sent, inside of ESP or AH.
    fn is_hosts(&self, key: &str) -> bool {
        let is_ip = ["ipv4.", "icmp", "udp"]
            .into_iter()
            .any(|prefix| key.starts_with(prefix));
        let is_tunnel = matches!(self.packet.name, PacketName::Esp(_) | PacketName::Ah(_));
        is_ip && is_tunnel && self.field.start >= 20
    }

    fn configured(&self, router: RouterId, line: &'static str) -> Option<Vec<Part>> {
        let router = Some(router);
        alone(line, Node::Configured { router, line })
    }

    fn drawn(&self, purpose: Purpose) -> Option<Vec<Part>> {
        alone(
            "drawn at random",
            draw(self.scenario, self.packet.from, purpose, &self.bytes()),
        )
    }

    fn computed(&self) -> Option<Vec<Part>> {
        let bytes = self.bytes();
        let Node::Computed(index) = self.known.with_value(&bytes)? else {
            return None;
        };
        let name = self.known.computed.get(index as usize)?.quantity.name();
        alone(name, Node::Computed(index))
    }

    /// A value that the first message which has it drew, and that the later ones repeat.
    fn first_or_copied(&self, purpose: Purpose) -> Option<Vec<Part>> {
        if self.bytes().iter().all(|byte| *byte == 0) {
            return alone("not chosen yet, or not needed", Node::Fixed("RFC 2408 §3.1"));
        }
        let bytes = self.bytes();
        let has_it = |message: &&Message| message.has(self.field.key, 0, &bytes);
        let first = self.known.messages.iter().find(has_it)?;
        if first.id == self.packet.id {
            return self.drawn(purpose);
        }
        alone("as before", Node::Field(first.body(self.field.key, 0)?))
    }

    fn spi(&self) -> Option<Vec<Part>> {
        let spi = u32::from_be_bytes(self.bytes().try_into().ok()?);
        match proposed_spi(self.known, spi) {
            Some(node) => alone("SPI", node),
            None => self.configured(self.packet.from, "set session-key"),
        }
    }

    fn nat_detection(&self) -> Vec<Part> {
        let (from, here) = (self.packet.from, self.packet.id);
        let of = |key: &str| self.known.field(PacketName::MainMode(2), here, key);
        let messages = self.known.messages.iter();
        let payload = messages
            .filter(|message| message.id == here)
            .find_map(|message| message.body(NAT_D, 0));
        // The receiver's address comes first, then the sender's (RFC 3947 §3.2).
        let is_first = payload.is_some_and(|place| place.start == self.field.start);
        let router = Some(if is_first { from.peer() } else { from });
        let address = Node::Configured {
            router,
            line: "ip address",
        };
        let cookies = [("CKY-I", INITIATOR_COOKIE), ("CKY-R", RESPONDER_COOKIE)];
        let mut parts = alloc::vec![Part::Text("hash(")];
        for (symbol, key) in cookies {
            parts.extend(of(key).map(|node| value(symbol, node)));
            parts.push(Part::Text(" | "));
        }
        parts.extend([value("IP", address), Part::Text(" | port)")]);
        parts
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
                alloc::vec![Part::Text("SEAL("), key, Part::Text(", "), n, Part::Text(") ⊕ "), plain]
            }
            ProtectionCipher::Cbc { key, iv, .. } => {
                let (key, iv) = (value("key", self.key(key)), value("IV", self.iv(iv)?));
                alloc::vec![
                    Part::Text("CBC("),
                    key,
                    Part::Text(", "),
                    iv,
                    Part::Text(", "),
                    plain,
                    Part::Text(")")
                ]
            }
        })
    }

    fn key(&self, key: &[u8]) -> Node {
        self.known.with_value(key).unwrap_or(Node::Configured {
            router: None,
            line: "set session-key",
        })
    }

    /// An IV is computed, or stands in the packet, or is the last block of the message before.
    fn iv(&self, iv: &[u8]) -> Option<Node> {
        let len = iv.len() as u32;
        let is_iv = |computed: &super::Computed| {
            matches!(computed.quantity, Quantity::Phase1Iv | Quantity::Phase2Iv { .. })
                && computed.value.starts_with(iv)
        };
        if let Some(index) = self.known.computed.iter().position(is_iv) {
            return Some(Node::Computed(index as u32));
        }
        if let PacketName::Esp(_) | PacketName::Ah(_) = self.packet.name {
            let start = self.packet.protection.as_ref()?.start;
            return Some(self.here(start.checked_sub(len)?, start, true));
        }
        let before = self.known.messages.iter().rev();
        let message = before
            .filter(|message| message.id < self.packet.id)
            .find(|message| message.wire.ends_with(iv))?;
        Some(Node::Field(Span {
            packet: message.id,
            start: message.wire.len() as u32 - len,
            len,
            decrypted: false,
        }))
    }

    fn icv(&self) -> Option<Vec<Part>> {
        let start = match self.field.key {
            "esp.icv" => self.packet.protection.as_ref()?.start,
            _ => 0,
        };
        let is_esp = self.field.key == "esp.icv";
        let begin = if is_esp { self.begin_of_esp(start) } else { 0 };
        let spi = self.packet.bytes.get(if is_esp { begin..begin + 4 } else { 24..28 })?;
        let spi = u32::from_be_bytes(spi.try_into().ok()?);
        let is_it = |known: Quantity| matches!(known, Quantity::Keymat { spi: of, .. } if of == spi);
        let key = self.known.last(is_it).unwrap_or(Node::Configured {
            router: None,
            line: "set session-key",
        });
        let covered = if is_esp {
            self.here(begin as u32, self.field.start, false)
        } else {
            self.here(0, self.packet.bytes.len() as u32, false)
        };
        Some(alloc::vec![
            Part::Text("HMAC("),
            value("key", key),
            Part::Text(", "),
            value(
                if is_esp {
                    "SPI … next header"
                } else {
                    "the whole packet"
                },
                covered
            ),
            Part::Text("), first 12 bytes"),
        ])
    }

    /// Where ESP's header begins: before sequence number and IV.
    fn begin_of_esp(&self, start: u32) -> usize {
        let iv = match self.packet.protection.as_ref().map(|protection| &protection.cipher) {
            Some(ProtectionCipher::Cbc { iv, .. }) => iv.len(),
            _ => 0,
        };
        (start as usize).saturating_sub(8 + iv)
    }
}
