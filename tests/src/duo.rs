//! The two routers without hosts and clock: what one sends, the other gets at once, and nothing is sent again.

use std::net::Ipv4Addr;

use ikelab_core::effects::{Effect, Effects, Transmission};
use ikelab_core::event::{Event, EventKind, PacketId, RouterId, TrafficEvent};
use ikelab_core::ios;
use ikelab_core::ip::icmp::Echo;
use ikelab_core::ip::ipv4;
use ikelab_core::router::{Input, Memory, Router};
use ikelab_core::sim::{LabelledRandom, Scenario};
use ikelab_core::time::SimTime;

/// Two routers and what went over the wire between them.
pub struct Duo {
    routers: [Router; 2],
    random: [LabelledRandom; 2],
    /// What each sent.
    pub sent: Vec<(RouterId, Transmission)>,
    /// What happened.
    pub events: Vec<Event>,
}

impl Duo {
    /// The routers of a scenario, switched on.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Duo {
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
        let mut duo = Duo {
            routers: RouterId::BOTH.map(router),
            random: RouterId::BOTH.map(|id| LabelledRandom::new(id, scenario.seed, &[])),
            sent: Vec::new(),
            events: Vec::new(),
        };
        for id in RouterId::BOTH {
            duo.act(id, Router::start);
        }
        duo
    }

    /// One router sends an echo request of its own, from `source`; both do all that follows from it.
    pub fn ping(&mut self, from: RouterId, source: Ipv4Addr, destination: Ipv4Addr, sequence: u16) {
        let echo = Echo {
            is_reply: false,
            identifier: 7,
            sequence,
            data: vec![0xab; 36],
        };
        let packet = ipv4::Packet {
            tos: 0,
            id: sequence,
            dont_fragment: false,
            ttl: 255,
            protocol: ipv4::ICMP,
            source,
            destination,
            payload: echo.encode(),
        };
        self.act(from, |router, fx| router.originate(&packet, fx));
    }

    /// A packet arrives at a router from the wire.
    pub fn arrive(&mut self, at: RouterId, bytes: &[u8]) {
        self.act(at, |router, fx| router.handle(Input::Packet(bytes), fx));
    }

    /// Lets a router act, and both do all that follows from it.
    pub fn act(&mut self, id: RouterId, act: impl FnOnce(&mut Router, &mut Effects<'_>)) {
        let next = PacketId(self.sent.len() as u32);
        let mut fx = Effects::new(id, SimTime::ZERO, &mut self.random[id.index()], None, next);
        act(&mut self.routers[id.index()], &mut fx);
        let mut arriving = Vec::new();
        for effect in fx.finish().0 {
            match effect {
                Effect::Event(event) => self.events.push(event),
                Effect::Transmit(transmission) => {
                    arriving.push(transmission.bytes.clone());
                    self.sent.push((id, transmission));
                }
                _ => {}
            }
        }
        for bytes in arriving {
            self.arrive(id.peer(), &bytes);
        }
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
