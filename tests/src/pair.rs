//! The preset's two routers without a wire between them: packets are handed over one by one, by hand.

use std::collections::VecDeque;

use ikelab_core::effects::{Effect, Effects};
use ikelab_core::event::{Event, PacketId, RouterId};
use ikelab_core::ip::{icmp::Echo, ipv4, udp};
use ikelab_core::router::{Input, Memory, Router};
use ikelab_core::sim::{LabelledRandom, Scenario};
use ikelab_core::time::SimTime;
use ikelab_core::{ios, random::RandomSource};

/// Two routers, and the packets that are on their way.
#[derive(Debug, Clone)]
pub struct Pair {
    /// R1 and R2.
    pub routers: [Router; 2],
    /// What is on its way: to whom, and the IPv4 packet.
    pub in_flight: VecDeque<(RouterId, Vec<u8>)>,
    /// What was handed over.
    pub delivered: Vec<(RouterId, Vec<u8>)>,
    /// What came out to the hosts behind the routers.
    pub to_hosts: Vec<(RouterId, Vec<u8>)>,
    hosts: [std::net::Ipv4Addr; 2],
    inputs: u64,
}

impl Pair {
    /// The routers of a scenario, just switched on.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let router = |id: RouterId| {
            let setup = &scenario.routers[id.index()];
            let (config, _) = ios::parse(&setup.configuration, setup.platform);
            Router::new(
                id,
                config,
                setup.platform,
                Memory::default(),
                scenario.hosts[id.index()],
            )
        };
        let mut pair = Pair {
            routers: RouterId::BOTH.map(router),
            in_flight: VecDeque::new(),
            delivered: Vec::new(),
            to_hosts: Vec::new(),
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
        self.act(id, |router, fx| router.handle(input, fx))
    }

    fn act(&mut self, id: RouterId, act: impl FnOnce(&mut Router, &mut Effects<'_>)) -> Vec<Event> {
        self.inputs += 1;
        // A seed of its own for each input, so that no draw is made twice.
        let mut random = LabelledRandom::new(id, self.inputs, &[]);
        let random: &mut dyn RandomSource = &mut random;
        let mut fx = Effects::new(id, SimTime::ZERO, random, None, PacketId(0));
        act(&mut self.routers[id.index()], &mut fx);
        let mut events = Vec::new();
        for effect in fx.finish().0 {
            match effect {
                Effect::Event(event) => events.push(event),
                Effect::Transmit(sent) => self.in_flight.push_back((id.peer(), sent.bytes)),
                Effect::Deliver { bytes, .. } => self.to_hosts.push((id, bytes)),
                Effect::BeginMessage | Effect::ForgetTimers | Effect::SetTimer { .. } => {}
            }
        }
        events
    }

    /// The host behind a router sends the other an echo request.
    pub fn echo_request(&mut self, from: RouterId) {
        let echo = Echo {
            is_reply: false,
            identifier: 1,
            sequence: 1,
            data: vec![7; 24],
        };
        let packet = ipv4::Packet {
            tos: 0,
            id: 1,
            dont_fragment: false,
            ttl: 64,
            protocol: ipv4::ICMP,
            source: self.hosts[from.index()],
            destination: self.hosts[from.peer().index()],
            payload: echo.encode(),
        };
        self.handle(from, Input::Traffic(&packet.encode()));
    }

    /// Hands over the packet that has been on its way longest; false if there is none.
    pub fn hand_over(&mut self) -> bool {
        let Some((to, packet)) = self.in_flight.pop_front() else {
            return false;
        };
        self.handle(to, Input::Packet(&packet));
        self.delivered.push((to, packet));
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
        let is_esp = |(_, packet): &(RouterId, Vec<u8>)| packet[9] == ipv4::ESP;
        let through_the_tunnel = pair.in_flight.len() == 1 && pair.in_flight.iter().all(is_esp);
        pair.settle();
        through_the_tunnel && matches!(pair.to_hosts.as_slice(), [(RouterId::R1, _)])
    }

    /// All that a router remembers, as text. How many connection ids it has given out is left out: an exchange that was
    /// refused at once took one.
    #[must_use]
    pub fn memory(&self, id: RouterId) -> String {
        let text = format!("{:?}", self.routers[id.index()]);
        let (before, after) = text
            .split_once("next_isakmp_conn: ")
            .expect("a router has connection ids");
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        format!("{before}{}", &after[digits..])
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
    let (source, destination) = addresses(to);
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
    .encode()
}

fn addresses(to: RouterId) -> (std::net::Ipv4Addr, std::net::Ipv4Addr) {
    let address = |id: RouterId| [10, 10, 10, id.index() as u8 + 1].into();
    (address(to.peer()), address(to))
}
