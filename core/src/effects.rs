//! What a router does in answer to one input: a list of effects, and the context that it is written through.

use alloc::vec::Vec;

use crate::event::Derived;
use crate::event::{
    ConsoleEvent, Event, EventKind, IpsecEvent, IsakmpEvent, PacketId, Quantity, RouterId, TrafficEvent,
};
use crate::random::{Purpose, RandomSource};
use crate::time::SimTime;

/// One effect, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A fact for the log.
    Event(Event),
    /// What follows makes the next message, it no longer reads the last one.
    BeginMessage,
    /// A packet goes out on the wire between the routers.
    Transmit(Transmission),
    /// A packet goes out to the network behind the router.
    Deliver {
        /// When.
        at: SimTime,
        /// The IPv4 packet.
        bytes: Vec<u8>,
    },
    /// The timers set before are forgotten.
    ForgetTimers,
    /// The router wants to be woken.
    SetTimer {
        /// When.
        at: SimTime,
        /// With what.
        timer: Timer,
    },
}

/// What a timer is for. A router ignores one that fits nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Send the last message of an exchange again.
    Retransmit {
        /// The ISAKMP SA.
        sa: u32,
        /// The quick mode; 0: main mode.
        message_id: u32,
        /// Which of the SA's messages.
        serial: u32,
    },
    /// The ISAKMP SA's lifetime is over.
    IsakmpLifetime {
        /// The ISAKMP SA.
        sa: u32,
    },
    /// The lifetime of a pair of IPsec SAs is nearly over.
    IpsecRekey {
        /// SPI of the inbound SA.
        spi: u32,
    },
    /// Ask the peer whether it lives.
    Keepalive {
        /// The ISAKMP SA.
        sa: u32,
    },
    /// The peer has not answered.
    DeadPeer {
        /// The ISAKMP SA.
        sa: u32,
        /// Sequence number of the question.
        sequence: u32,
    },
    /// The lifetime of a pair of IPsec SAs is over.
    IpsecLifetime {
        /// SPI of the inbound SA.
        spi: u32,
    },
    /// The router's ping gives up waiting for a reply.
    PingTimeout {
        /// Which ping.
        ping: u16,
        /// Which of its requests.
        sequence: u16,
    },
    /// The router's ping goes on.
    PingNext,
    /// The console is free for a line that waits.
    Console,
    /// The router has started after `reload`.
    Started,
}

impl Timer {
    /// Whether a run may end while the timer is still set: lifetimes are hours, periodic questions never end, and nothing
    /// awaits either.
    pub const fn is_background(self) -> bool {
        match self {
            Timer::IsakmpLifetime { .. }
            | Timer::IpsecRekey { .. }
            | Timer::IpsecLifetime { .. }
            | Timer::Keepalive { .. } => true,
            Timer::Retransmit { .. }
            | Timer::DeadPeer { .. }
            | Timer::PingTimeout { .. }
            | Timer::PingNext
            | Timer::Console
            | Timer::Started => false,
        }
    }
}

/// A packet for the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmission {
    /// When it leaves.
    pub at: SimTime,
    /// Its number.
    pub id: PacketId,
    /// What it is.
    pub name: PacketName,
    /// The IPv4 packet.
    pub bytes: Vec<u8>,
    /// What the sender put in, where the wire shows only ciphertext.
    pub protection: Option<Protection>,
}

/// What a packet is, in the words of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum PacketName {
    /// Main mode message 1 to 6 (RFC 2409 §5).
    MainMode(u8),
    /// Quick mode message 1 to 3 (RFC 2409 §5.5).
    QuickMode(u8),
    /// An informational message (RFC 2409 §5.7).
    Informational,
    /// An ESP packet with its sequence number (RFC 2406).
    Esp(u32),
    /// An AH packet with its sequence number (RFC 2402), which may carry ESP.
    Ah(u32),
    /// Anything else, in the clear.
    Clear,
}

impl core::fmt::Display for PacketName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            PacketName::MainMode(n) => write!(f, "MM{n}"),
            PacketName::QuickMode(n) => write!(f, "QM{n}"),
            PacketName::Informational => f.write_str("INFO"),
            PacketName::Esp(n) => write!(f, "ESP {n}"),
            PacketName::Ah(n) => write!(f, "AH {n}"),
            PacketName::Clear => f.write_str("IP"),
        }
    }
}

/// A text is no packet's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPacketName;

impl core::str::FromStr for PacketName {
    type Err = NotAPacketName;

    /// Reads what is displayed; the blank before a sequence number may be left out.
    fn from_str(text: &str) -> Result<Self, NotAPacketName> {
        let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (name, number) = text.split_at(digits);
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = || if is_number { number.parse::<u32>().ok() } else { None };
        let small = || number().and_then(|number| number.try_into().ok());
        match name {
            "MM" => small().map(PacketName::MainMode),
            "QM" => small().map(PacketName::QuickMode),
            "ESP" | "ESP " => number().map(PacketName::Esp),
            "AH" | "AH " => number().map(PacketName::Ah),
            "INFO" if digits == text.len() => Some(PacketName::Informational),
            "IP" if digits == text.len() => Some(PacketName::Clear),
            _ => None,
        }
        .ok_or(NotAPacketName)
    }
}

/// How the ciphertext of a packet was made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Protection {
    /// Where the ciphertext lies in the packet.
    pub start: u32,
    /// The plaintext, as long as the ciphertext.
    pub plaintext: Vec<u8>,
    /// With what.
    pub cipher: ProtectionCipher,
}

/// The cipher of a [`Protection`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ProtectionCipher {
    /// A block cipher in CBC mode.
    Cbc {
        /// Its name and key length, `AES-CBC 256`.
        name: alloc::string::String,
        /// The key.
        key: Vec<u8>,
        /// The IV.
        iv: Vec<u8>,
    },
    /// SEAL 3.0. Modelled: position n is the ESP sequence number.
    Seal {
        /// The key, 20 bytes.
        key: Vec<u8>,
        /// The position.
        n: u32,
    },
    /// None: ESP with esp-null.
    Null,
}

impl ProtectionCipher {
    /// Whether each bit of the ciphertext stands for one bit of the plaintext.
    pub const fn is_stream(&self) -> bool {
        matches!(self, ProtectionCipher::Seal { .. } | ProtectionCipher::Null)
    }
}

/// What a router acts through: time that passes as it works, random draws, and the list of its effects.
pub struct Effects<'a> {
    /// The router.
    pub router: RouterId,
    /// Now; work moves it on.
    pub now: SimTime,
    rng: &'a mut dyn RandomSource,
    packet: Option<PacketId>,
    next_packet: PacketId,
    done: Vec<Effect>,
}

impl<'a> Effects<'a> {
    /// Nothing done yet. `packet` is the one being handled, `next_packet` the number that the next one sent gets.
    pub fn new(
        router: RouterId,
        now: SimTime,
        rng: &'a mut dyn RandomSource,
        packet: Option<PacketId>,
        next_packet: PacketId,
    ) -> Self {
        Effects {
            router,
            now,
            rng,
            packet,
            next_packet,
            done: Vec::new(),
        }
    }

    /// What was done, and when the router is free again.
    pub fn finish(self) -> (Vec<Effect>, SimTime) {
        (self.done, self.now)
    }

    /// Lets `millis` milliseconds of work pass. Modelled: the constants are read off the seed's time stamps.
    pub fn work(&mut self, millis: u64) {
        self.now = self.now + millis;
    }

    /// Fills `out` with the next draw for `purpose`.
    pub fn random(&mut self, purpose: Purpose, out: &mut [u8]) {
        self.rng.fill(purpose, out);
    }

    /// The router's random source.
    pub fn rng(&mut self) -> &mut dyn RandomSource {
        self.rng
    }

    /// The identification field of the next IPv4 packet. Modelled: the number of the packet on the wire, so that it is
    /// never the same twice.
    pub fn packet_number(&self) -> u16 {
        (self.next_packet.0 + 1) as u16
    }

    /// Logs a fact of any kind.
    pub fn event(&mut self, kind: EventKind) {
        self.done.push(Effect::Event(Event {
            at: self.now,
            router: self.router,
            packet: self.packet,
            kind,
        }));
    }

    /// Logs a fact of IKE, on the SA with connection id `conn`.
    pub fn isakmp(&mut self, conn: Option<u32>, event: IsakmpEvent) {
        self.event(EventKind::Isakmp { conn, event });
    }

    /// Logs a fact of IPsec's key engine.
    pub fn ipsec(&mut self, event: IpsecEvent) {
        self.event(EventKind::Ipsec(event));
    }

    /// Logs a fact of a packet.
    pub fn traffic(&mut self, event: TrafficEvent) {
        self.event(EventKind::Traffic(event));
    }

    /// Logs a fact of the console.
    pub fn console(&mut self, event: ConsoleEvent) {
        self.event(EventKind::Console(event));
    }

    /// Logs a value that was computed.
    pub fn derived(&mut self, quantity: Quantity, value: &[u8]) {
        self.event(EventKind::Derived(Derived {
            quantity,
            value: value.to_vec(),
        }));
    }

    /// From here on, the next message is being made.
    pub fn begin_message(&mut self) {
        self.packet = Some(self.next_packet);
        self.done.push(Effect::BeginMessage);
    }

    /// Sends a packet on the wire.
    pub fn transmit(&mut self, name: PacketName, bytes: Vec<u8>, protection: Option<Protection>) {
        let id = self.next_packet;
        self.next_packet = PacketId(id.0 + 1);
        self.done.push(Effect::Transmit(Transmission {
            at: self.now,
            id,
            name,
            bytes,
            protection,
        }));
    }

    /// Sends a packet to the network behind the router.
    pub fn deliver(&mut self, bytes: Vec<u8>) {
        self.done.push(Effect::Deliver { at: self.now, bytes });
    }

    /// Forgets the timers set so far.
    pub fn forget_timers(&mut self) {
        self.done.push(Effect::ForgetTimers);
    }

    /// Asks to be woken `millis` milliseconds from now.
    pub fn set_timer(&mut self, millis: u64, timer: Timer) {
        self.done.push(Effect::SetTimer {
            at: self.now + millis,
            timer,
        });
    }
}
