//! Which field or key was computed from which, through packets and key derivations, in both directions. Facts only: what
//! a formula says is the RFC's notation, and the words around it are the screen's.
//!
//! - `formula` gives each symbol of a [`Quantity`]'s formula the place it was taken from
//! - `fields` says of each field of a packet what it was made from
//! - `causes` says which bytes of a packet an event is about

mod causes;
mod fields;
mod formula;

use alloc::vec::Vec;

use crate::dissect::{self, Field};
use crate::effects::PacketName;
use crate::event::{Derived, EventKind, PacketId, Quantity, RouterId};
use crate::random::Purpose;
use crate::sim::{CapturedPacket, Scenario, Trace};

/// A value that can be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A computed value: its place in [`Provenance::computed`].
    Computed(u32),
    /// Bytes of a packet.
    Field(Span),
    /// A random draw.
    Draw(Draw),
    /// What a router was told, by the line that begins so.
    Configured {
        /// The router; none: both were told the same.
        router: Option<RouterId>,
        /// The line's first words.
        line: &'static str,
    },
    /// Fixed by a document.
    Fixed(&'static str),
    /// Made up here, because nothing is published.
    Modelled,
    /// Follows from the message itself: a length, a checksum, the type of what comes next; or counts messages.
    Counted,
    /// The host behind a router put it in.
    Host(RouterId),
}

/// Bytes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The packet.
    pub packet: PacketId,
    /// The first byte.
    pub start: u32,
    /// How many.
    pub len: u32,
    /// Of the decrypted packet, not of what is on the wire. What is not encrypted is the same in both.
    pub decrypted: bool,
}

impl Span {
    /// The byte behind the last.
    pub const fn end(&self) -> u32 {
        self.start + self.len
    }

    /// Whether all bytes of the other are among these.
    pub fn holds(&self, other: &Span) -> bool {
        self.packet == other.packet && self.start <= other.start && other.end() <= self.end()
    }

    fn of(packet: PacketId, field: &Field, decrypted: bool) -> Span {
        let (start, len) = (field.start, field.len);
        Span {
            packet,
            start,
            len,
            decrypted,
        }
    }
}

/// A random draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Who drew.
    pub router: RouterId,
    /// What for.
    pub purpose: Purpose,
    /// Which draw of that purpose, from 0; none: a later one than is worth looking for.
    pub ordinal: Option<u32>,
    /// The scenario fixed its value; else the seed gave it.
    pub pinned: bool,
}

/// How a value is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The formula in pieces.
    pub parts: Vec<Part>,
    /// Where it is written down.
    pub reference: &'static str,
}

impl Expression {
    /// The values in it.
    pub fn values(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value { node, .. } => Some(node),
            Part::Text(_) => None,
        })
    }
}

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Signs and numbers.
    Text(&'static str),
    /// A value from elsewhere.
    Value {
        /// What the formula calls it.
        symbol: &'static str,
        /// The value.
        node: Node,
    },
}

/// A computed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// What it is.
    pub quantity: Quantity,
    /// Who alone knows it; none: both compute the same.
    pub owner: Option<RouterId>,
    /// The value.
    pub value: Vec<u8>,
    /// The events in which R1 and R2 computed it: places in [`Trace::events`].
    pub known: [Option<u32>; 2],
    /// How.
    pub expression: Expression,
}

impl Computed {
    /// Those who know it before event `until`.
    pub fn knowers(&self, until: u32) -> impl Iterator<Item = RouterId> + '_ {
        let knows = move |router: &RouterId| self.known[router.index()].is_some_and(|event| event < until);
        RouterId::BOTH.into_iter().filter(knows)
    }
}

/// Where all values of a run come from.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// All that is computed, in the order in which it is.
    pub computed: Vec<Computed>,
    messages: Vec<Message>,
    /// Fields that are made from others, of IKE's messages and of the first packet of each SA.
    made: Vec<(Span, Expression)>,
}

/// A message of IKE with its fields.
#[derive(Debug, Clone)]
struct Message {
    id: PacketId,
    name: PacketName,
    from: RouterId,
    fields: Vec<Field>,
    /// The bytes that the fields are of.
    bytes: Vec<u8>,
    /// The bytes on the wire.
    wire: Vec<u8>,
}

impl Message {
    fn new(packet: &CapturedPacket) -> Self {
        Message {
            id: packet.id,
            name: packet.name,
            from: packet.from,
            fields: dissect::decrypted(packet).unwrap_or_else(|| dissect::wire(packet)),
            bytes: dissect::decrypted_bytes(packet).unwrap_or_else(|| packet.bytes.clone()),
            wire: packet.bytes.clone(),
        }
    }

    /// The `nth` field with a key.
    fn whole(&self, key: &str, nth: usize) -> Option<Span> {
        Some(Span::of(self.id, find(&self.fields, key, &mut { nth })?, true))
    }

    /// The same, without a payload's generic header: what RFC 2409 writes with `_b`.
    fn body(&self, key: &str, nth: usize) -> Option<Span> {
        let field = find(&self.fields, key, &mut { nth })?;
        let mut place = Span::of(self.id, field, true);
        if !field.is_leaf() {
            place.start += GENERIC_LEN;
            place.len = place.len.saturating_sub(GENERIC_LEN);
        }
        Some(place)
    }

    /// Whether the `nth` field with a key has these bytes.
    fn has(&self, key: &str, nth: usize, bytes: &[u8]) -> bool {
        find(&self.fields, key, &mut { nth }).is_some_and(|field| bytes_of(&self.bytes, field) == bytes)
    }
}

/// Length of a payload's generic header (RFC 2408 §3.2).
const GENERIC_LEN: u32 = 4;

/// The bytes of a field.
fn bytes_of<'b>(bytes: &'b [u8], field: &Field) -> &'b [u8] {
    bytes
        .get(field.start as usize..field.end() as usize)
        .unwrap_or_default()
}

/// The `skip`th field with a key, outer ones first; what lies in one that fits is not looked at.
fn find<'f>(fields: &'f [Field], key: &str, skip: &mut usize) -> Option<&'f Field> {
    for field in fields {
        if field.key == key {
            if *skip == 0 {
                return Some(field);
            }
            *skip -= 1;
        } else if let Some(found) = find(&field.children, key, skip) {
            return Some(found);
        }
    }
    None
}

impl Provenance {
    /// Looks through a run.
    pub fn new(scenario: &Scenario, trace: &Trace) -> Self {
        let is_ike = |packet: &&CapturedPacket| {
            use PacketName::{Informational, MainMode, QuickMode};
            matches!(packet.name, MainMode(_) | QuickMode(_) | Informational)
        };
        let mut this = Provenance {
            computed: Vec::new(),
            messages: trace.packets.iter().filter(is_ike).map(Message::new).collect(),
            made: Vec::new(),
        };
        let mut here = PacketId(0);
        for (index, event) in (0..).zip(&trace.events) {
            here = event.packet.unwrap_or(here);
            if let EventKind::Derived(derived) = &event.kind {
                this.add(scenario, derived, event.router, here, index);
            }
        }
        this.made = this.made_fields(scenario, trace);
        this
    }

    fn add(&mut self, scenario: &Scenario, derived: &Derived, router: RouterId, here: PacketId, event: u32) {
        let Derived { quantity, value } = derived;
        let owner = quantity.is_of_one().then_some(router);
        let same = |known: &&mut Computed| (known.quantity, known.owner) == (*quantity, owner) && known.value == *value;
        if let Some(same) = self.computed.iter_mut().find(same) {
            same.known[router.index()].get_or_insert(event);
            return;
        }
        let mut known = [None; 2];
        known[router.index()] = Some(event);
        let expression = formula::expression(self, scenario, derived, router, here);
        self.computed.push(Computed {
            quantity: *quantity,
            owner,
            value: value.clone(),
            known,
            expression,
        });
    }

    /// How a value is made; nothing for what is made from no other value.
    pub fn expression(&self, scenario: &Scenario, trace: &Trace, node: &Node) -> Option<Expression> {
        match node {
            Node::Computed(index) => Some(self.computed.get(*index as usize)?.expression.clone()),
            Node::Field(place) => fields::expression(self, scenario, trace, place),
            _ => None,
        }
    }

    /// What a value goes into: computed values first, then fields of IKE's messages and of the first packet of each SA.
    pub fn uses(&self, node: &Node) -> Vec<Node> {
        let is_meant = |used: &Node| match (used, node) {
            (Node::Field(whole), Node::Field(part)) => whole.holds(part) || part.holds(whole),
            (used, node) => used == node,
        };
        let uses = |expression: &Expression| expression.values().any(is_meant);
        let computed = (0..).zip(&self.computed);
        let computed = computed.filter(|(_, computed)| uses(&computed.expression));
        let fields = self.made.iter().filter(|(_, expression)| uses(expression));
        computed
            .map(|(index, _)| Node::Computed(index))
            .chain(fields.map(|(place, _)| Node::Field(*place)))
            .collect()
    }

    /// The bytes of a packet that an event is about; none if it is about no packet.
    pub fn cause(&self, trace: &Trace, event: u32) -> Option<Span> {
        causes::cause(self, trace, trace.events.get(event as usize)?)
    }

    /// What `look` finds in a packet's fields. Messages of IKE are dissected already.
    fn dissected<T>(&self, packet: &CapturedPacket, look: impl Fn(&Message) -> T) -> T {
        match self.messages.binary_search_by_key(&packet.id, |message| message.id) {
            Ok(index) => look(&self.messages[index]),
            Err(_) => look(&Message::new(packet)),
        }
    }

    /// The message of this name nearest to a packet: the last until it, or the first after it.
    fn message(&self, name: PacketName, here: PacketId) -> Option<&Message> {
        let named = || self.messages.iter().filter(|message| message.name == name);
        named()
            .take_while(|message| message.id <= here)
            .last()
            .or_else(|| named().next())
    }

    /// What a field carries, of the message of this name nearest to a packet.
    fn field(&self, name: PacketName, here: PacketId, key: &str) -> Option<Node> {
        self.message(name, here)?.body(key, 0).map(Node::Field)
    }

    /// The computed value that begins with these bytes.
    fn with_value(&self, bytes: &[u8]) -> Option<Node> {
        let index = self
            .computed
            .iter()
            .position(|computed| computed.value.starts_with(bytes))?;
        Some(Node::Computed(index as u32))
    }

    /// The last value of this kind that was computed so far.
    fn last(&self, is_it: impl Fn(Quantity) -> bool) -> Option<Node> {
        let index = self.computed.iter().rposition(|computed| is_it(computed.quantity))?;
        Some(Node::Computed(index as u32))
    }

    fn made_fields(&self, scenario: &Scenario, trace: &Trace) -> Vec<(Span, Expression)> {
        let is_first = |packet: &&CapturedPacket| matches!(packet.name, PacketName::Esp(1) | PacketName::Ah(1));
        let first = trace.packets.iter().filter(is_first).map(|packet| packet.id);
        let mut made = Vec::new();
        for id in self.messages.iter().map(|message| message.id).chain(first) {
            let Some(packet) = trace.packet(id) else { continue };
            let views = [(dissect::decrypted(packet), true), (Some(dissect::wire(packet)), false)];
            for (fields, decrypted) in views {
                self.collect(scenario, packet, &fields.unwrap_or_default(), decrypted, &mut made);
            }
        }
        made
    }

    /// Adds the fields that are made from others, each place once.
    fn collect(
        &self,
        scenario: &Scenario,
        packet: &CapturedPacket,
        fields: &[Field],
        decrypted: bool,
        made: &mut Vec<(Span, Expression)>,
    ) {
        for field in fields {
            let place = Span::of(packet.id, field, decrypted);
            let is_new = || {
                !made
                    .iter()
                    .any(|(known, _)| (known.packet, known.start, known.len) == (place.packet, place.start, place.len))
            };
            if field.is_leaf() && (decrypted || is_hidden(packet, field) || packet.protection.is_none()) && is_new() {
                made.extend(fields::of_field(self, scenario, packet, field).map(|expression| (place, expression)));
            }
            self.collect(scenario, packet, &field.children, decrypted, made);
        }
    }
}

/// Whether the field is ciphertext on the wire.
fn is_hidden(packet: &CapturedPacket, field: &Field) -> bool {
    packet
        .protection
        .as_ref()
        .is_some_and(|protection| protection.start == field.start)
}
