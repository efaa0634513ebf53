//! The host behind each router: it pings, and answers pings (RFC 792); and those around it, which only answer.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::ip::icmp::{Echo, Quoted, Report, Unreachable};
use crate::ip::ipv4;
use crate::time::SimTime;

/// Milliseconds from one echo request to the next when the first is answered. Modelled on the ping of common hosts.
pub(super) const INTERVAL: u64 = 1000;
/// Milliseconds after which an echo request counts as lost. IOS: command reference, `ping`, 2 seconds.
pub(super) const TIMEOUT: u64 = 2000;
/// Identifier of the echo requests. Modelled.
const IDENTIFIER: u16 = 1;

/// A host with a `ping` that may be running.
pub(super) struct Host {
    pub address: Ipv4Addr,
    ping: Option<Ping>,
    /// Pings that were asked for while another runs.
    waiting: VecDeque<Ping>,
    /// Identification field of the next IPv4 packet.
    next_id: u16,
}

/// A running `ping`.
pub(super) struct Ping {
    pub destination: Ipv4Addr,
    pub left: u16,
    pub size: u16,
    pub sequence: u16,
    /// The last request has no reply yet, and is not given up.
    pub awaited: bool,
    pub sent_at: SimTime,
}

/// What an arriving packet is to the host.
pub(super) enum Received {
    /// An echo request to this address; this answers it.
    Request {
        to: Ipv4Addr,
        sequence: u16,
        from: Ipv4Addr,
        reply: Vec<u8>,
    },
    /// The reply to the request that is awaited.
    Reply {
        sequence: u16,
        from: Ipv4Addr,
        sent_at: SimTime,
    },
    /// A datagram for a port where nothing listens; this says so.
    Datagram { report: Vec<u8> },
    /// Nothing of its concern.
    Other,
}

impl Host {
    pub fn new(address: Ipv4Addr) -> Self {
        Host {
            address,
            ping: None,
            waiting: VecDeque::new(),
            next_id: 1,
        }
    }

    /// Asks for a ping; whether it begins now, since no other runs.
    pub fn ask_for(&mut self, ping: Ping) -> bool {
        let begins = self.ping.is_none();
        self.waiting.push_back(ping);
        begins
    }

    /// The next echo request: of the running ping, or the first of the next one.
    pub fn next_request(&mut self, now: SimTime) -> Option<(u16, Ipv4Addr, Vec<u8>)> {
        while self.ping.as_ref().is_none_or(|ping| ping.left == 0) {
            self.ping = self.waiting.pop_front();
            self.ping.as_ref()?;
        }
        let ping = self.ping.as_mut()?;
        ping.awaited = true;
        ping.left -= 1;
        ping.sequence += 1;
        ping.sent_at = now;
        let data = (0..ping.size).map(|i| b'a' + (i % 23) as u8).collect();
        let echo = Echo {
            is_reply: false,
            identifier: IDENTIFIER,
            sequence: ping.sequence,
            data,
        };
        let (sequence, destination) = (ping.sequence, ping.destination);
        Some((sequence, destination, self.packet(self.address, destination, &echo)))
    }

    /// Whether the ping still awaits the reply to `sequence`.
    pub fn awaits(&self, sequence: u16) -> bool {
        self.ping
            .as_ref()
            .is_some_and(|ping| ping.awaited && ping.sequence == sequence)
    }

    /// Reads a packet that the router delivers. Modelled: where `has_others` says that the network is a LAN, every address in
    /// it is a host's that answers pings.
    pub fn receive(&mut self, bytes: &[u8], has_others: bool) -> Received {
        let Ok(packet) = ipv4::Packet::decode(bytes) else {
            return Received::Other;
        };
        let is_own = packet.destination == self.address;
        if packet.protocol == ipv4::UDP && (is_own || has_others) {
            let about = Quoted::new(&packet);
            let why = Unreachable::Port;
            let report = self.icmp(packet.destination, packet.source, Report { why, about }.encode());
            return Received::Datagram { report };
        }
        let Ok(echo) = Echo::decode(&packet.payload) else {
            return Received::Other;
        };
        let is_taken = is_own || has_others && !echo.is_reply;
        if !is_taken || packet.protocol != ipv4::ICMP {
            return Received::Other;
        }
        let (from, to, sequence) = (packet.source, packet.destination, echo.sequence);
        if echo.is_reply {
            let awaited = self
                .ping
                .as_mut()
                .filter(|ping| ping.awaited && ping.sequence == sequence);
            return awaited.map_or(Received::Other, |ping| {
                ping.awaited = false;
                Received::Reply {
                    sequence,
                    from,
                    sent_at: ping.sent_at,
                }
            });
        }
        let reply = self.packet(to, from, &Echo { is_reply: true, ..echo });
        Received::Request {
            to,
            sequence,
            from,
            reply,
        }
    }

    fn packet(&mut self, source: Ipv4Addr, destination: Ipv4Addr, echo: &Echo) -> Vec<u8> {
        self.icmp(source, destination, echo.encode())
    }

    fn icmp(&mut self, source: Ipv4Addr, destination: Ipv4Addr, payload: Vec<u8>) -> Vec<u8> {
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        ipv4::Packet {
            tos: 0,
            id,
            dont_fragment: false,
            ttl: 255,
            protocol: ipv4::ICMP,
            source,
            destination,
            payload,
        }
        .encode()
    }
}
