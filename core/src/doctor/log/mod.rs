//! Somebody's `debug crypto isakmp`, pasted: which messages it tells of, from which side, where they stopped, and what that
//! usually means. Records of any IOS are read: older ones have no ports, later ones other prefixes (IOS: field).

mod signs;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::effects::PacketName;
use crate::event::{Role, RouterId};
use crate::locator::Locator;
use crate::sim::Trace;

pub use signs::{SIGNS, Sign};

/// What a log tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// Whose log it is: the side of most of its messages.
    pub role: Option<Role>,
    /// The other router's address.
    pub peer: Option<Ipv4Addr>,
    /// The messages of the last attempt, in order, each once.
    pub messages: Vec<Message>,
    /// What stands out, in the order in which it first comes.
    pub signs: Vec<Seen>,
}

/// A message that was sent or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The line of the first record of it, from 1.
    pub line: u32,
    /// What it is.
    pub name: PacketName,
    /// Whether it was sent, else it was received.
    pub is_sent: bool,
    /// How often.
    pub times: u32,
}

/// A sign that the log has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What it means.
    pub sign: &'static Sign,
    /// The first line that has it, from 1.
    pub line: u32,
    /// The last.
    pub last: u32,
    /// How many lines do.
    pub times: u32,
    /// The first of them.
    pub text: String,
}

impl Log {
    /// The last message of the last attempt.
    pub fn last(&self) -> Option<&Message> {
        self.messages.last()
    }

    /// Whether the IPsec SAs were made.
    pub fn is_complete(&self) -> bool {
        let has = |number| self.messages.iter().any(|it| it.name == PacketName::QuickMode(number));
        has(3) || self.signs.iter().any(|seen| seen.sign.is_success && has(2))
    }

    /// Whether they were, and nothing went wrong after that. Before it, a policy that does not fit is nothing bad, as long as
    /// another one does.
    pub fn is_well(&self) -> bool {
        let end = self.last().map_or(0, |message| message.line);
        let is_later = |seen: &Seen| !seen.sign.is_success && seen.last > end;
        self.is_complete() && !self.signs.iter().any(is_later)
    }

    /// Whether nothing in it was recognised.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.signs.is_empty()
    }

    /// The last message that a run has too, as a place in that run: what the initiator sends in the log, the router sends that
    /// is the initiator in the run. `None` if the run has none of them.
    pub fn place(&self, trace: &Trace) -> Option<Locator> {
        let first = trace
            .packets
            .iter()
            .find(|packet| packet.name == PacketName::MainMode(1))?;
        let sender = |message: &Message| {
            let by_initiator = message.is_sent == (self.role == Some(Role::Initiator));
            if by_initiator { first.from } else { first.from.peer() }
        };
        let locator = |message: &Message| -> Option<Locator> { named(sender(message), message.name).parse().ok() };
        let mut places = self.messages.iter().rev().filter_map(locator);
        places.find(|locator| locator.resolve(trace).is_ok())
    }
}

fn named(router: RouterId, name: PacketName) -> String {
    alloc::format!("{router}.{name}")
}

/// Reads a log. Lines that are not recognised are passed over.
pub fn read(text: &str) -> Log {
    let mut reader = Reader::default();
    for (line, text) in (1..).zip(text.lines()) {
        reader.line(line, text);
    }
    reader.finish()
}

/// A record of a message.
struct Record {
    line: u32,
    is_sent: bool,
    side: Side,
    state: Word,
    /// It was said to be sent again.
    is_again: bool,
}

/// The letter in parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Initiator,
    Responder,
    /// `(N) NEW SA`.
    New,
}

/// The state behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    NoState,
    SaSetup,
    KeyExchange,
    Idle,
}

const WORDS: [(&str, Word); 5] = [
    ("MM_NO_STATE", Word::NoState),
    ("NEW SA", Word::NoState),
    ("MM_SA_SETUP", Word::SaSetup),
    ("MM_KEY_EXCH", Word::KeyExchange),
    ("QM_IDLE", Word::Idle),
];

#[derive(Default)]
struct Reader {
    records: Vec<Record>,
    /// A notification or a deletion is about to be sent.
    informs: bool,
    /// The last message is about to be sent again.
    repeats: bool,
    peer: Option<Ipv4Addr>,
    signs: Vec<Seen>,
}

impl Reader {
    fn line(&mut self, line: u32, text: &str) {
        let lower = text.to_ascii_lowercase();
        self.take_back(&lower);
        self.record(line, text, &lower);
        for sign in SIGNS.iter().filter(|sign| sign.is_in(&lower)) {
            match self.signs.iter_mut().find(|seen| seen.sign == sign) {
                Some(seen) => (seen.last, seen.times) = (line, seen.times + 1),
                None => self.signs.push(Seen {
                    sign,
                    line,
                    last: line,
                    times: 1,
                    text: text.trim().to_string(),
                }),
            }
        }
    }

    /// Takes back what was no new message: informational ones have the state of quick mode too, and what is said of their
    /// payloads tells them apart; a message that comes again has a state that was not its own.
    fn take_back(&mut self, lower: &str) {
        let informs = ["processing notify", "processing delete"]
            .iter()
            .any(|it| lower.contains(it));
        let is_again = lower.contains("packet is a duplicate of a previous packet");
        let is_meant = |last: &Record| !last.is_sent && (is_again || informs && last.state == Word::Idle);
        if self.records.last().is_some_and(is_meant) {
            self.records.pop();
        }
        self.repeats |= lower.contains("retransmitting phase ");
        self.informs |= lower.contains("sending notify") || lower.contains("sending delete");
    }

    fn record(&mut self, line: u32, text: &str, lower: &str) {
        let is_sent = lower.contains("sending packet to ");
        if !is_sent && !lower.contains("received packet from ") {
            return;
        }
        let sides = [("(I)", Side::Initiator), ("(R)", Side::Responder), ("(N)", Side::New)];
        let side = sides.iter().find_map(|(letter, side)| {
            let (_, behind) = text.split_once(letter)?;
            let (_, state) = WORDS.iter().find(|(word, _)| behind.trim_start().starts_with(word))?;
            Some((*side, *state))
        });
        let Some((side, state)) = side else { return };
        if is_sent && core::mem::take(&mut self.informs) && state == Word::Idle {
            return;
        }
        let is_again = is_sent && core::mem::take(&mut self.repeats);
        let verb = if is_sent {
            "sending packet to "
        } else {
            "received packet from "
        };
        let address = lower
            .split_once(verb)
            .and_then(|(_, rest)| rest.split_whitespace().next());
        self.peer = self.peer.or_else(|| address?.parse().ok());
        self.records.push(Record {
            line,
            is_sent,
            side,
            state,
            is_again,
        });
    }

    fn finish(self) -> Log {
        let count = |side| self.records.iter().filter(|record| record.side == side).count();
        let (initiator, responder) = (count(Side::Initiator), count(Side::Responder) + count(Side::New));
        let role = if initiator >= responder {
            Role::Initiator
        } else {
            Role::Responder
        };
        let is_own = |record: &&Record| (record.side == Side::Initiator) == (role == Role::Initiator);
        let mut messages: Vec<Message> = Vec::new();
        for record in self.records.iter().filter(is_own) {
            let repeated = messages.iter_mut().rfind(|it| record.is_again && it.is_sent);
            if let Some(message) = repeated {
                message.times += 1;
                continue;
            }
            let name = record.name(role, &messages);
            if name == PacketName::MainMode(1) && messages.iter().any(|it| it.name != name) {
                // Another attempt.
                messages.clear();
            }
            let is_sent = record.is_sent;
            match messages.iter_mut().find(|it| it.name == name && it.is_sent == is_sent) {
                Some(message) => message.times += 1,
                None => messages.push(Message {
                    line: record.line,
                    name,
                    is_sent,
                    times: 1,
                }),
            }
        }
        Log {
            role: (!self.records.is_empty()).then_some(role),
            peer: self.peer,
            messages,
            signs: self.signs,
        }
    }
}

impl Record {
    /// Which message it is: the state is the SA's when the message leaves or comes in (IOS: seed, and the debug of a 12.3
    /// initiator). Where two have the same state, what came before decides.
    fn name(&self, role: Role, before: &[Message]) -> PacketName {
        let has = |name: PacketName, is_sent: bool| before.iter().any(|it| it.name == name && it.is_sent == is_sent);
        let is_initiator = role == Role::Initiator;
        // The initiator sends the odd messages.
        let is_odd = self.is_sent == is_initiator;
        match (self.state, is_odd) {
            (Word::NoState, true) => PacketName::MainMode(1),
            (Word::NoState, false) => PacketName::MainMode(2),
            (Word::SaSetup, true) => PacketName::MainMode(3),
            (Word::SaSetup, false) if is_initiator => PacketName::MainMode(4),
            (Word::SaSetup, false) => PacketName::MainMode(2),
            (Word::KeyExchange, true) => PacketName::MainMode(5),
            (Word::KeyExchange, false) if is_initiator || has(PacketName::MainMode(5), false) => {
                PacketName::MainMode(6)
            }
            (Word::KeyExchange, false) => PacketName::MainMode(4),
            (Word::Idle, false) => PacketName::QuickMode(2),
            (Word::Idle, true) if has(PacketName::QuickMode(2), !self.is_sent) => PacketName::QuickMode(3),
            (Word::Idle, true) => PacketName::QuickMode(1),
        }
    }
}
