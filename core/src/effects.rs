//! What a router does in answer to one input: a list of effects, and the context that it is written through.

use alloc::vec::Vec;

use crate::algorithm::{CbcCipher, EspCipher};
use crate::event::{
    ArgumentSource, ConsoleEvent, Derived, Drawn, Event, EventKind, Formula, IpsecEvent, IsakmpEvent, NetworkEvent,
    PacketId, Quantity, RouterId, TrafficEvent, ValueId,
};
use crate::field::FieldRef;
use crate::ios::InterfaceName;
use crate::random::{DrawLabel, Purpose, RandomSource};
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
        /// At which virtual time.
        at: SimTime,
        /// By which interface.
        interface: InterfaceName,
        /// The IPv4 packet.
        bytes: Vec<u8>,
    },
    /// The timers set before are forgotten.
    ForgetTimers,
    /// The router wants to be woken.
    SetTimer {
        /// At which virtual time.
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
    /// A pair of IPsec SAs may have carried nothing for as long as it may.
    IpsecIdle {
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
    /// The router's traceroute gives up waiting for an answer.
    ProbeTimeout {
        /// The port of the probe.
        port: u16,
    },
    /// The router's traceroute goes on.
    ProbeNext,
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
            | Timer::IpsecIdle { .. }
            | Timer::Keepalive { .. } => true,
            Timer::Retransmit { .. }
            | Timer::DeadPeer { .. }
            | Timer::PingTimeout { .. }
            | Timer::PingNext
            | Timer::ProbeTimeout { .. }
            | Timer::ProbeNext
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

/// What a packet is, in the words of the field. The order is frozen: links count in it.
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
        /// The block cipher.
        cipher: CbcCipher,
        /// The key.
        key: Vec<u8>,
        /// The IV.
        iv: Vec<u8>,
    },
    /// SEAL 3.0. Modelled: position n is the ESP sequence number.
    Seal {
        /// The key, 20 bytes.
        key: Vec<u8>,
        /// SEAL's position n.
        n: u32,
    },
    /// None: ESP with esp-null.
    Null,
}

impl ProtectionCipher {
    /// ESP's cipher of a packet with this sequence number; none of the transforms: esp-null.
    pub fn of_esp(cipher: Option<EspCipher>, key: &[u8], sequence: u32, iv: Vec<u8>) -> Self {
        match cipher.unwrap_or(EspCipher::Null) {
            EspCipher::Null => ProtectionCipher::Null,
            EspCipher::Seal => ProtectionCipher::Seal {
                key: key.to_vec(),
                n: sequence,
            },
            EspCipher::Cbc(cipher) => ProtectionCipher::Cbc {
                cipher,
                key: key.to_vec(),
                iv,
            },
        }
    }

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
    next_value: ValueId,
    done: Vec<Effect>,
    /// How many of them were looked at for new events.
    seen: usize,
}

impl<'a> Effects<'a> {
    /// Nothing done yet. `packet` is the one being handled, `next_packet` the number that the next one sent gets, and
    /// `next_value` that of the next value that this router computes.
    pub fn new(
        router: RouterId,
        now: SimTime,
        rng: &'a mut dyn RandomSource,
        packet: Option<PacketId>,
        next_packet: PacketId,
        next_value: ValueId,
    ) -> Self {
        Effects {
            router,
            now,
            rng,
            packet,
            next_packet,
            next_value,
            done: Vec::new(),
            seen: 0,
        }
    }

    /// The facts logged since this was asked last.
    pub fn new_events(&mut self) -> impl Iterator<Item = &Event> {
        let seen = core::mem::replace(&mut self.seen, self.done.len());
        self.done[seen..].iter().filter_map(|effect| match effect {
            Effect::Event(event) => Some(event),
            _ => None,
        })
    }

    /// What was done, and when the router is free again. A message that was begun and never sent is no packet.
    pub fn finish(mut self) -> (Vec<Effect>, SimTime) {
        for effect in &mut self.done {
            if let Effect::Event(event) = effect
                && event.packet.is_some_and(|packet| packet >= self.next_packet)
            {
                (event.packet, event.field) = (None, None);
            }
        }
        (self.done, self.now)
    }

    /// Lets `millis` milliseconds of work pass. Modelled: the constants are read off the seed's time stamps.
    pub fn work(&mut self, millis: u64) {
        self.now = self.now + millis;
    }

    /// The packet that is being handled or made, if it has a number.
    pub fn packet(&self) -> Option<PacketId> {
        self.packet
    }

    /// The number that the next packet sent gets.
    pub fn next_packet(&self) -> PacketId {
        self.next_packet
    }

    /// The number of the next value that is computed.
    pub fn next_value(&self) -> ValueId {
        self.next_value
    }

    /// Fills `out` with the next draw for `purpose`, and logs it.
    pub fn random(&mut self, purpose: Purpose, out: &mut [u8]) -> ArgumentSource {
        let DrawLabel { ordinal, pinned } = self.rng.fill(purpose, out);
        self.event(EventKind::Drawn(Drawn {
            purpose,
            ordinal,
            pinned,
            value: out.to_vec(),
        }));
        ArgumentSource::Draw {
            purpose,
            ordinal,
            pinned,
        }
    }

    /// `N` bytes of the next draw for `purpose`.
    pub fn draw<const N: usize>(&mut self, purpose: Purpose) -> [u8; N] {
        let mut bytes = [0; N];
        self.random(purpose, &mut bytes);
        bytes
    }

    /// The identification field of the next IPv4 packet. Modelled: the number of the packet on the wire, so that it is
    /// never the same twice.
    pub fn packet_number(&self) -> u16 {
        (self.next_packet.0 + 1) as u16
    }

    /// Logs a fact of any kind.
    pub fn event(&mut self, kind: EventKind) {
        self.event_about(None, kind);
    }

    /// Logs a fact about a field of the packet that is being handled or made; none: about the packet as a whole.
    pub fn event_about(&mut self, field: Option<FieldRef>, kind: EventKind) {
        self.done.push(Effect::Event(Event {
            at: self.now,
            router: self.router,
            packet: self.packet,
            field,
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

    /// Logs a fact of the key engine about a field.
    pub fn ipsec_about(&mut self, field: impl Into<FieldRef>, event: IpsecEvent) {
        self.event_about(Some(field.into()), EventKind::Ipsec(event));
    }

    /// Logs a fact of a packet.
    pub fn traffic(&mut self, event: TrafficEvent) {
        self.event(EventKind::Traffic(event));
    }

    /// Logs a fact of a packet about a field of it.
    pub fn traffic_about(&mut self, field: impl Into<FieldRef>, event: TrafficEvent) {
        self.event_about(Some(field.into()), EventKind::Traffic(event));
    }

    /// Logs a fact of the network around the router.
    pub fn network(&mut self, event: NetworkEvent) {
        self.event(EventKind::Network(event));
    }

    /// Logs a fact of the console.
    pub fn console(&mut self, event: ConsoleEvent) {
        self.event(EventKind::Console(event));
    }

    /// Logs a value that was computed; gives its number.
    pub fn derived(&mut self, quantity: Quantity, value: &[u8], formula: Formula) -> ValueId {
        let id = self.next_value;
        self.next_value = ValueId(id.0 + 1);
        self.event(EventKind::Derived(Derived {
            id,
            quantity,
            value: value.to_vec(),
            formula,
        }));
        id
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
    pub fn deliver(&mut self, interface: InterfaceName, bytes: Vec<u8>) {
        let at = self.now;
        self.done.push(Effect::Deliver { at, interface, bytes });
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
