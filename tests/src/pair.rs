//! Two routers without a clock and a wire between them: packets are handed over one by one, and nothing is sent again.

use std::net::Ipv4Addr;

use ikelab_core::effects::{Effect, Effects, Transmission};
use ikelab_core::event::{Event, EventKind, PacketId, RouterId, TrafficEvent, ValueId};
use ikelab_core::ios;
use ikelab_core::ip::{icmp::Echo, ipv4, udp};
use ikelab_core::router::{Input, Memory, Router};
use ikelab_core::sim::{LabelledRandom, Scenario};
use ikelab_core::time::SimTime;
use ikelab_core::topology::Topology;

/// Two routers, and the packets between them.
#[derive(Debug, Clone)]
pub struct Pair {
    routers: [Router; 2],
    /// All packets, with their senders.
    pub sent: Vec<(RouterId, Transmission)>,
    /// How many of them have been handed over to the peer.
    handed_over: usize,
    /// What came out to the hosts behind the routers.
    to_hosts: Vec<(RouterId, Vec<u8>)>,
    /// What happened.
    pub events: Vec<Event>,
    hosts: [Ipv4Addr; 2],
    inputs: u64,
}

impl Pair {
    /// The routers of a scenario, just switched on.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let [r1, r2] = RouterId::BOTH.map(|id| {
            let setup = &scenario.routers[id.index()];
            ios::parse(&setup.configuration, setup.platform).0
        });
        let topology = Topology::new([&r1, &r2], scenario.hosts);
        let router = |id: RouterId| {
            let config = if id == RouterId::R1 { r1.clone() } else { r2.clone() };
            let platform = scenario.routers[id.index()].platform;
            Router::new(id, config, platform, Memory::default(), topology.around(id))
        };
        let mut pair = Pair {
            routers: RouterId::BOTH.map(router),
            sent: Vec::new(),
            handed_over: 0,
            to_hosts: Vec::new(),
            events: Vec::new(),
            hosts: scenario.hosts,
            inputs: 0,
        };
        for id in RouterId::BOTH {
            pair.act(id, Router::start);
        }
        pair
    }

    /// Lets a router handle an input; gives the events.
    pub fn handle(&mut self, id: RouterId, input: Input<'_>) -> Vec<Event> {
        self.act(id, |router, effects| router.handle(input, effects))
    }

    fn act(&mut self, id: RouterId, act: impl FnOnce(&mut Router, &mut Effects<'_>)) -> Vec<Event> {
        self.inputs += 1;
        // A seed of its own for each input, so that no draw is made twice.
        let mut random = LabelledRandom::new(id, self.inputs, &[]);
        let next = PacketId(self.sent.len() as u32);
        let mut effects = Effects::new(id, SimTime::ZERO, &mut random, None, next, ValueId(0));
        act(&mut self.routers[id.index()], &mut effects);
        let before = self.events.len();
        for effect in effects.finish().0 {
            match effect {
                Effect::Event(event) => self.events.push(event),
                Effect::Transmit(sent) => self.sent.push((id, sent)),
                Effect::Deliver { bytes, .. } => self.to_hosts.push((id, bytes)),
                Effect::BeginMessage | Effect::ForgetTimers | Effect::SetTimer { .. } => {}
            }
        }
        self.events[before..].to_vec()
    }

    /// The host behind a router sends the other an echo request.
    pub fn echo_request(&mut self, from: RouterId) {
        let hosts = (self.hosts[from.index()], self.hosts[from.peer().index()]);
        self.handle(from, Input::Traffic(&echo_request(hosts, 1).encode()));
    }

    /// A router sends an echo request of its own; both do all that follows from it.
    pub fn ping(&mut self, from: RouterId, source: Ipv4Addr, destination: Ipv4Addr, sequence: u16) {
        let packet = echo_request((source, destination), sequence);
        self.act(from, |router, effects| router.originate(&packet, effects));
        self.settle();
    }

    /// The packets that have been handed over, with their senders.
    #[must_use]
    pub fn delivered(&self) -> &[(RouterId, Transmission)] {
        &self.sent[..self.handed_over]
    }

    /// The packets that are on their way, with their senders.
    #[must_use]
    pub fn in_flight(&self) -> &[(RouterId, Transmission)] {
        &self.sent[self.handed_over..]
    }

    /// Hands over the packet that has been on its way longest; false if there is none.
    pub fn hand_over(&mut self) -> bool {
        let Some((from, packet)) = self.in_flight().first().cloned() else {
            return false;
        };
        self.handed_over += 1;
        self.handle(from.peer(), Input::Packet(&packet.bytes));
        true
    }

    /// Hands over until nothing is on its way.
    ///
    /// # Panics
    /// If that does not end.
    pub fn settle(&mut self) {
        for _ in 0..1000 {
            if !self.hand_over() {
                return;
            }
        }
        panic!("the routers never stop to talk");
    }

    /// Whether an echo request of R2's host now comes to R1's host, through the tunnel and nothing else.
    #[must_use]
    pub fn is_up(&self) -> bool {
        let mut pair = self.clone();
        pair.to_hosts.clear();
        pair.echo_request(RouterId::R2);
        let through_the_tunnel = matches!(pair.in_flight(), [(_, sent)] if sent.bytes[9] == ipv4::ESP);
        pair.settle();
        through_the_tunnel && matches!(pair.to_hosts.as_slice(), [(RouterId::R1, _)])
    }

    /// All that a router remembers, as text. How many connection ids it has given out is left out: an exchange that was
    /// refused at once took one; and so is its status, which stands last and tells of refusals too.
    #[must_use]
    pub fn memory(&self, id: RouterId) -> String {
        let text = format!("{:?}", self.routers[id.index()]);
        let (text, _) = text.split_once("status: RouterStatus").expect("a router has a status");
        let (before, after) = text
            .split_once("next_isakmp_conn: ")
            .expect("a router has connection ids");
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        format!("{before}{}", &after[digits..])
    }

    /// What happened to a router's packets.
    pub fn traffic(&self, router: RouterId) -> impl Iterator<Item = &TrafficEvent> {
        let of_router = self.events.iter().filter(move |event| event.router == router);
        of_router.filter_map(|event| match &event.kind {
            EventKind::Traffic(event) => Some(event),
            _ => None,
        })
    }

    /// The packets that a router took out of ESP and AH.
    ///
    /// # Panics
    /// If one cannot be decoded.
    pub fn taken(&self, router: RouterId) -> Vec<ipv4::Packet> {
        let inner = |event: &TrafficEvent| match event {
            TrafficEvent::Decapsulated { inner, .. } => Some(ipv4::Packet::decode(inner).expect("a packet")),
            _ => None,
        };
        self.traffic(router).filter_map(inner).collect()
    }
}

/// A UDP datagram between the routers' ISAKMP ports, to `to`, as an IPv4 packet that is right.
#[must_use]
pub fn isakmp_packet(to: RouterId, message: Vec<u8>) -> Vec<u8> {
    let (source, destination) = addresses(to);
    let datagram = udp::Datagram {
        source_port: 500,
        destination_port: 500,
        payload: message,
    };
    ip_packet(to, ipv4::UDP, datagram.encode(source, destination))
}

/// An IPv4 packet between the routers, to `to`.
#[must_use]
pub fn ip_packet(to: RouterId, protocol: u8, payload: Vec<u8>) -> Vec<u8> {
    packet(addresses(to), protocol, payload).encode()
}

fn echo_request(addresses: (Ipv4Addr, Ipv4Addr), sequence: u16) -> ipv4::Packet {
    let echo = Echo {
        is_reply: false,
        identifier: 7,
        sequence,
        data: vec![0xab; 36],
    };
    packet(addresses, ipv4::ICMP, echo.encode())
}

fn packet((source, destination): (Ipv4Addr, Ipv4Addr), protocol: u8, payload: Vec<u8>) -> ipv4::Packet {
    ipv4::Packet {
        tos: 0,
        id: 9,
        dont_fragment: false,
        ttl: 255,
        protocol,
        source,
        destination,
        payload,
    }
}

fn addresses(to: RouterId) -> (Ipv4Addr, Ipv4Addr) {
    let address = |id: RouterId| [10, 10, 10, id.index() as u8 + 1].into();
    (address(to.peer()), address(to))
}
