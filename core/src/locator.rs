//! Locators: the facts of a run, named as text: a packet, a field in it, a computed value, or a step. They name what is meant,
//! not where it lies, and so survive a changed scenario.
//!
//! ```text
//! fact   = place { "." field }      R2.MM1.life-duration    R1.SKEYID_d    typed:2    start
//! place  = router "." packet        what this router sends: MM1 … MM6, QM1 … QM3, INFO, ESP1, ESP2 …, AH1 …, IP
//!        | router "." quantity      what it computes: x, g^x, g^xy, SKEYID, SKEYID_d, Ka, IV, HASH_I, HASH1, KEYMAT …
//!        | cause                    a step without a packet of its own: typed, host, timer, arrived
//!        | "start" | "end"          the first step, the last
//! field  = a part of a field's key  ke, nonce, sa, life-duration, cookie, spi, encrypted …
//! ```
//!
//! Behind each part, `:2` is the second of that name, `:3` the third. A field is looked for inside the one before it,
//! outer fields before inner ones: the first one whose [key](crate::dissect::Field::key) has the word between its dots. It
//! is looked for in the decrypted packet, and then in what is on the wire. `value` is the last field in the one before it:
//! what a payload or an attribute carries behind its header, as in `R1.MM4.ke.value`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::dissect::{self, Field};
use crate::effects::PacketName;
use crate::event::{Derived, EventKind, PacketId, Quantity, RouterId};
use crate::sim::{CapturedPacket, Cause, Trace};

/// A locator that can be read and written; whether it leads somewhere depends on the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// What it is about.
    pub subject: Subject,
    /// The way to a field of the packet; empty: the whole.
    pub fields: Vec<Part>,
}

/// What a locator is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The moment before anything happens.
    Start,
    /// The end of the run.
    End,
    /// A step that this began, and that sends no packet.
    Step(Cause, u32),
    /// What a router sends or computes.
    Of(RouterId, Part),
}

/// A name, and which of those that have it, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name.
    pub name: String,
    /// Which of those with that name, from 1.
    pub number: u32,
}

/// Where a locator leads in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The step.
    pub step: usize,
    /// What is there.
    pub target: Target,
}

/// What a locator leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A moment.
    Step,
    /// A packet.
    Packet(PacketId),
    /// A field of a packet.
    Field {
        /// The packet.
        packet: PacketId,
        /// The field.
        field: Field,
        /// Whether it can only be seen in the decrypted packet, or is the same in both: `false` is the wire alone.
        decrypted: bool,
    },
    /// A computed value.
    Value(Quantity, Vec<u8>),
}

/// Why a locator leads nowhere, in a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound(pub String);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The causes of steps that have no packet, by the word for them.
const CAUSES: [(&str, Cause); 4] = [
    ("typed", Cause::Typed),
    ("host", Cause::Host),
    ("timer", Cause::Timer),
    ("arrived", Cause::Arrived),
];

/// The word for the last field in a field.
const VALUE: &str = "value";

impl Locator {
    /// The locator of a step.
    pub fn of_step(trace: &Trace, step: usize) -> Locator {
        Locator {
            subject: Subject::of_step(trace, step),
            fields: Vec::new(),
        }
    }

    /// Whether it is a step and nothing in it.
    pub fn is_moment(&self) -> bool {
        !matches!(self.subject, Subject::Of(..))
    }

    /// Finds it in a run.
    ///
    /// # Errors
    /// Says what is not there.
    pub fn resolve(&self, trace: &Trace) -> Result<Resolved, NotFound> {
        let found = self.subject.resolve(trace).ok_or_else(|| self.missing(&self.subject))?;
        let Target::Packet(id) = found.target else {
            return match self.fields.first() {
                None => Ok(found),
                Some(field) => Err(NotFound(format!("{} has no fields, and so no {field}", self.subject))),
            };
        };
        if self.fields.is_empty() {
            return Ok(found);
        }
        let packet = trace.packet(id).ok_or_else(|| self.missing(&self.subject))?;
        let target = self.field(packet).ok_or_else(|| self.missing(self))?;
        Ok(Resolved { target, ..found })
    }

    fn missing(&self, what: &impl fmt::Display) -> NotFound {
        NotFound(format!("there is no {what} in this run"))
    }

    fn field(&self, packet: &CapturedPacket) -> Option<Target> {
        let views = [(dissect::decrypted(packet), true), (Some(dissect::wire(packet)), false)];
        views.into_iter().find_map(|(fields, decrypted)| {
            let field = follow(&fields?, &self.fields)?;
            Some(Target::Field {
                packet: packet.id,
                field,
                decrypted,
            })
        })
    }
}

/// The field at the end of a way through fields.
fn follow(fields: &[Field], parts: &[Part]) -> Option<Field> {
    let (part, rest) = parts.split_first()?;
    let found = match part.name.as_str() {
        VALUE => fields.last()?,
        name => nth(fields, name, &mut part.number.checked_sub(1)?)?,
    };
    match rest {
        [] => Some(found.clone()),
        rest => follow(&found.children, rest),
    }
}

/// The field of a name after `skip` others, each before those in it; what lies in one that fits is not looked at.
fn nth<'f>(fields: &'f [Field], name: &str, skip: &mut u32) -> Option<&'f Field> {
    for field in fields {
        if field.key.key().split('.').any(|word| word == name) {
            if *skip == 0 {
                return Some(field);
            }
            *skip -= 1;
        } else if let Some(found) = nth(&field.children, name, skip) {
            return Some(found);
        }
    }
    None
}

impl Subject {
    fn of_step(trace: &Trace, step: usize) -> Subject {
        let Some(this) = trace.steps.get(step).filter(|_| step > 0) else {
            return if step == 0 { Subject::Start } else { Subject::End };
        };
        let sent = this.packet.filter(|_| this.cause == Cause::Sent);
        if let Some(packet) = sent.and_then(|id| trace.packet(id)) {
            let name = packet_word(packet.name);
            let same = |other: &&CapturedPacket| other.from == packet.from && other.name == packet.name;
            let number = trace.packets[..=packet.id.0 as usize].iter().filter(same).count() as u32;
            return Subject::Of(packet.from, Part { name, number });
        }
        let same = trace.steps[..=step].iter().filter(|step| step.cause == this.cause);
        Subject::Step(this.cause, same.count() as u32)
    }

    fn resolve(&self, trace: &Trace) -> Option<Resolved> {
        let step = match self {
            Subject::Start => 0,
            Subject::End => trace.last_step(),
            Subject::Step(cause, number) => {
                let mut steps = (0..trace.steps.len()).filter(|step| trace.steps[*step].cause == *cause);
                steps.nth(number.checked_sub(1)? as usize)?
            }
            Subject::Of(router, part) => return part.sent(trace, *router).or_else(|| part.computed(trace, *router)),
        };
        Some(Resolved {
            step,
            target: Target::Step,
        })
    }
}

impl Part {
    fn sent(&self, trace: &Trace, router: RouterId) -> Option<Resolved> {
        let is_wanted = |packet: &&CapturedPacket| packet.from == router && packet_word(packet.name) == self.name;
        let id = trace
            .packets
            .iter()
            .filter(is_wanted)
            .nth(self.number.checked_sub(1)? as usize)?
            .id;
        let step = trace.steps.iter().position(|step| step.packet == Some(id))?;
        Some(Resolved {
            step,
            target: Target::Packet(id),
        })
    }

    fn computed(&self, trace: &Trace, router: RouterId) -> Option<Resolved> {
        let is_wanted = |(_, event): &(usize, &crate::event::Event)| match &event.kind {
            EventKind::Derived(derived) => event.router == router && quantity_word(derived.quantity) == self.name,
            _ => false,
        };
        let mut values = trace.events.iter().enumerate().filter(is_wanted);
        let (index, event) = values.nth(self.number.checked_sub(1)? as usize)?;
        let EventKind::Derived(Derived { quantity, value, .. }) = &event.kind else {
            return None;
        };
        Some(Resolved {
            step: trace.steps.partition_point(|step| step.events.end as usize <= index),
            target: Target::Value(*quantity, value.clone()),
        })
    }
}

/// `ESP1`: the packet's name without its blank.
fn packet_word(name: PacketName) -> String {
    name.to_string().replace(' ', "")
}

/// `HASH1`: the quantity's name without blanks and brackets.
fn quantity_word(quantity: Quantity) -> String {
    quantity.name().replace(['(', ')', ' '], "")
}

impl Resolved {
    /// The field that is there, and whether it is to be seen in the decrypted packet.
    pub fn field(&self) -> Option<(&Field, bool)> {
        match &self.target {
            Target::Field { field, decrypted, .. } => Some((field, *decrypted)),
            _ => None,
        }
    }

    /// The bytes that are there; `None` for a step.
    pub fn bytes(&self, trace: &Trace) -> Option<Vec<u8>> {
        match &self.target {
            Target::Step => None,
            Target::Packet(id) => trace.packet(*id).map(|packet| packet.bytes.clone()),
            Target::Field {
                packet,
                field,
                decrypted,
            } => {
                let packet = trace.packet(*packet)?;
                let all = if *decrypted {
                    dissect::decrypted_bytes(packet)?
                } else {
                    packet.bytes.clone()
                };
                all.get(field.start as usize..field.end() as usize).map(<[u8]>::to_vec)
            }
            Target::Value(_, value) => Some(value.clone()),
        }
    }
}

impl FromStr for Locator {
    type Err = NotFound;

    fn from_str(text: &str) -> Result<Locator, NotFound> {
        let mut words = text.split('.');
        let subject = Subject::read(&mut words).ok_or_else(|| {
            NotFound(format!(
                "`{text}` is no fact: it begins with a router and what it sends or computes, as `R1.MM4`"
            ))
        })?;
        let wrong = || {
            NotFound(format!(
                "`{text}` is no fact: a field is a word such as `ke` or `nat-d:2`"
            ))
        };
        let fields = words.map(Part::read).collect::<Option<Vec<Part>>>().ok_or_else(wrong)?;
        Ok(Locator { subject, fields })
    }
}

impl Subject {
    fn read<'t>(words: &mut impl Iterator<Item = &'t str>) -> Option<Subject> {
        let first = Part::read(words.next()?)?;
        if let Some((_, cause)) = CAUSES.iter().find(|(word, _)| *word == first.name) {
            return Some(Subject::Step(*cause, first.number));
        }
        match (first.name.as_str(), first.number) {
            ("start", 1) => Some(Subject::Start),
            ("end", 1) => Some(Subject::End),
            ("R1", 1) => Some(Subject::Of(RouterId::R1, Part::read(words.next()?)?)),
            ("R2", 1) => Some(Subject::Of(RouterId::R2, Part::read(words.next()?)?)),
            _ => None,
        }
    }
}

impl Part {
    fn read(text: &str) -> Option<Part> {
        let (name, number) = match text.split_once(':') {
            Some((name, number)) => (name, number.parse().ok().filter(|number| *number > 0)?),
            None => (text, 1),
        };
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '^');
        (!name.is_empty() && name.chars().all(is_word)).then(|| Part {
            name: name.into(),
            number,
        })
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject.fmt(f)?;
        self.fields.iter().try_for_each(|field| write!(f, ".{field}"))
    }
}

impl Serialize for Locator {
    /// As text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Locator {
    /// From text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Start => f.write_str("start"),
            Subject::End => f.write_str("end"),
            Subject::Step(cause, number) => {
                let word = CAUSES.iter().find(|(_, known)| known == cause);
                numbered(f, word.map_or("start", |(word, _)| word), *number)
            }
            Subject::Of(router, part) => write!(f, "{router}.{part}"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        numbered(f, &self.name, self.number)
    }
}

fn numbered(f: &mut fmt::Formatter<'_>, name: &str, number: u32) -> fmt::Result {
    f.write_str(name)?;
    if number > 1 { write!(f, ":{number}") } else { Ok(()) }
}
