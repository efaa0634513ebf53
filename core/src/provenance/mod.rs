//! Which field or key was computed from which, through packets and key derivations, in both directions. Facts only: what
//! a formula says is the RFC's notation, and the words around it are the screen's.
//!
//! The routers log it: a draw is an event, a computed value has its formula and what went in, and an event names the field
//! that it is about. Here it is looked up, for the value that is asked for.
//!
//! - `formula` gives each argument of a logged formula the place it was taken from
//! - `fields` says of a field of a packet what it was made from
//! - `uses` says what a value goes into
//! - `place` finds a field of a packet
//! - `inputs` has the bytes that went into a computed value
//! - `python` writes them down as a program that computes it again

mod fields;
mod formula;
mod inputs;
mod place;
mod python;
mod uses;

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::dissect::Field;
use crate::event::{Argument, Derived, Drawn, EventKind, PacketId, Quantity, RouterId, ValueId};
use crate::random::Purpose;
use crate::sim::Trace;

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
    /// The router that drew it.
    pub router: RouterId,
    /// What the draw is for.
    pub purpose: Purpose,
    /// Which draw of that purpose, from 0.
    pub ordinal: u32,
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
    Text(Cow<'static, str>),
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
    /// The event in which it was computed first.
    pub event: u32,
}

impl Computed {
    /// Those who know it before event `until`.
    pub fn knowers(&self, until: u32) -> impl Iterator<Item = RouterId> + '_ {
        let knows = move |router: &RouterId| self.known[router.index()].is_some_and(|event| event < until);
        RouterId::BOTH.into_iter().filter(knows)
    }
}

/// The bytes of a packet that an event is about: a field, or all of the packet that was handled or made. None if the event is
/// about no packet.
pub fn cause(trace: &Trace, event: u32) -> Option<Span> {
    let event = trace.events.get(event as usize)?;
    let packet = trace.packet(event.packet?)?;
    let field = event.field.and_then(|field| place::Opened::new(packet).span(field));
    Some(field.unwrap_or(Span {
        packet: packet.id,
        start: 0,
        len: packet.bytes.len() as u32,
        decrypted: true,
    }))
}

/// Where all values of a run come from.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// All that is computed, in the order in which it is.
    pub computed: Vec<Computed>,
    /// The place among those of each value of R1 and of R2, by its number.
    values: [Vec<u32>; 2],
    /// The events of draws.
    draws: Vec<u32>,
}

impl Provenance {
    /// Looks through the events of a run.
    pub fn new(trace: &Trace) -> Self {
        let (mut computed, mut values, mut draws) = (Vec::new(), [Vec::new(), Vec::new()], Vec::new());
        let mut places = BTreeMap::new();
        for (index, event) in (0..).zip(&trace.events) {
            let derived = match &event.kind {
                EventKind::Derived(derived) => derived,
                EventKind::Drawn(_) => {
                    draws.push(index);
                    continue;
                }
                _ => continue,
            };
            let (quantity, value) = (derived.quantity, &derived.value);
            let owner = quantity.is_of_one().then_some(event.router);
            let place = *places.entry((quantity, owner, value)).or_insert_with(|| {
                computed.push(Computed {
                    quantity,
                    owner,
                    value: value.clone(),
                    known: [None; 2],
                    event: index,
                });
                computed.len() - 1
            });
            computed[place].known[event.router.index()].get_or_insert(index);
            values[event.router.index()].push(place as u32);
        }
        Provenance {
            computed,
            values,
            draws,
        }
    }

    /// How a value is made; nothing for what is made from no other value.
    pub fn expression(&self, trace: &Trace, node: &Node) -> Option<Expression> {
        match node {
            Node::Computed(index) => {
                let computed = self.computed.get(*index as usize)?;
                let (router, derived) = self.first(trace, computed)?;
                let is_of_both = computed.knowers(u32::MAX).count() > 1;
                Some(formula::expression(self, trace, router, derived, is_of_both))
            }
            Node::Field(place) => fields::expression(self, trace, place),
            _ => None,
        }
    }

    /// What went into a router's formula; none for a number, and for what the packet does not have.
    pub fn argument(&self, trace: &Trace, router: RouterId, argument: &Argument) -> Option<Node> {
        formula::node(self, trace, router, argument)
    }

    /// What a value goes into: computed values first, then fields of IKE's messages and of the first packet of each SA.
    /// Nothing for what is no value of the run: what a document fixes, what is made up, and what each message counts by itself.
    pub fn uses(&self, trace: &Trace, node: &Node) -> Vec<Node> {
        uses::of(self, trace, node)
    }

    /// Who computed a value first, and how.
    fn first<'t>(&self, trace: &'t Trace, computed: &Computed) -> Option<(RouterId, &'t Derived)> {
        let event = trace.events.get(computed.event as usize)?;
        match &event.kind {
            EventKind::Derived(derived) => Some((event.router, derived)),
            _ => None,
        }
    }

    /// The place of a router's value.
    fn of_router(&self, router: RouterId, id: ValueId) -> Option<u32> {
        self.values[router.index()].get(id.0 as usize).copied()
    }

    /// The first computed value that is wanted.
    fn position(&self, is_wanted: impl Fn(&Computed) -> bool) -> Option<Node> {
        let index = self.computed.iter().position(is_wanted)?;
        Some(Node::Computed(index as u32))
    }

    /// The key material of the SA with this SPI: the last that was made.
    fn keymat(&self, spi: u32) -> Option<u32> {
        let is_wanted =
            |computed: &Computed| matches!(computed.quantity, Quantity::Keymat { spi: of, .. } if of == spi);
        Some(self.computed.iter().rposition(is_wanted)? as u32)
    }

    /// The draws of a router.
    fn drawn<'t>(&self, trace: &'t Trace, router: RouterId) -> impl Iterator<Item = &'t Drawn> {
        let events = self.draws.iter().filter_map(|event| trace.events.get(*event as usize));
        events.filter_map(move |event| match &event.kind {
            EventKind::Drawn(drawn) if event.router == router => Some(drawn),
            _ => None,
        })
    }

    /// The draw of a router's that gave a value.
    fn draw(&self, trace: &Trace, router: RouterId, purpose: Purpose, value: &[u8]) -> Option<Node> {
        let is_wanted = |drawn: &&Drawn| drawn.purpose == purpose && drawn.value == value;
        let drawn = self.drawn(trace, router).find(is_wanted)?;
        Some(Node::Draw(Draw {
            router,
            purpose,
            ordinal: drawn.ordinal,
            pinned: drawn.pinned,
        }))
    }
}
