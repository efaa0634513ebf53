//! The run: a queue of what is to happen, in virtual time.

use crate::map::Map;
use alloc::vec::Vec;

use super::fault::{self, PacketRef};
use super::host::{self, Host, Ping, Received};
use super::random::LabelledRandom;
use super::scenario::{Action, Scenario};
use super::steps::{self, Origin, Segment};
use super::trace::{CapturedPacket, Fate, Trace};
use crate::effects::{Effect, Effects, PacketName, Timer, Transmission};
use crate::event::{Event, EventKind, PacketId, RouterId, TrafficEvent};
use crate::ios;
use crate::ip::ipv4;
use crate::random::RandomSource;
use crate::router::{self, Router};
use crate::time::SimTime;

/// Milliseconds that a packet is on the wire between the routers. Modelled: a short Ethernet.
const WIRE_DELAY: u64 = 4;
/// Milliseconds that a host takes to answer.
const HOST_DELAY: u64 = 1;
/// Inputs and bytes of packets after which a run is ended, so that it ends soon whatever the scenario says: a few times what
/// the 10,000 pings need that a link or a file may ask for, or a week of dead peer detection; or 900 pings of 18 kilobytes.
const MAX_INPUTS: u32 = 200_000;
const MAX_BYTES: u64 = 64 << 20;

/// Runs a scenario. Total: whatever goes wrong is in the trace.
pub fn run(scenario: &Scenario) -> Trace {
    let mut lab = Lab::new(scenario);
    RouterId::BOTH.into_iter().for_each(|id| lab.start(id));
    for (index, stimulus) in scenario.stimuli.iter().enumerate() {
        lab.schedule(stimulus.at, Pending::Stimulus(index));
    }
    while lab.live > 0 && lab.has_room() && lab.advance() {}
    lab.finish()
}

/// What is to happen at a moment.
enum Pending {
    /// A stimulus of the scenario.
    Stimulus(usize),
    /// The host behind a router sends its next echo request.
    Request(RouterId),
    /// The host behind a router gives up waiting for a reply.
    GiveUp(RouterId, u16),
    /// The host behind a router answers an echo request.
    Answer {
        behind: RouterId,
        bytes: Vec<u8>,
        event: TrafficEvent,
    },
    /// A packet arrives at a router from the wire.
    Arrive { at: RouterId, id: PacketId, bytes: Vec<u8> },
    /// A timer of a router's runs out.
    Timer(RouterId, Timer),
}

impl Pending {
    fn is_background(&self) -> bool {
        matches!(self, Pending::Timer(_, timer) if timer.is_background())
    }
}

struct Lab<'s> {
    scenario: &'s Scenario,
    configs: [ios::RunningConfig; 2],
    routers: [Router; 2],
    random: [LabelledRandom; 2],
    hosts: [Host; 2],
    /// Ordered by time, then by when it was put in.
    queue: Map<(SimTime, u32), Pending>,
    queued: u32,
    /// Entries of the queue that a run waits for.
    live: u32,
    /// Inputs handled, and bytes of the packets that were sent.
    inputs: u32,
    bytes: u64,
    now: SimTime,
    /// When each router is done with what it is doing.
    free_at: [SimTime; 2],
    packets: Vec<CapturedPacket>,
    /// How often each router has sent each kind of packet.
    occurrences: [Map<PacketName, u32>; 2],
    segments: Vec<Segment>,
}

impl<'s> Lab<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let parse = |id: RouterId| {
            let setup = &scenario.routers[id.index()];
            ios::start_up(&setup.configuration, setup.platform)
        };
        let configs = RouterId::BOTH.map(parse);
        let router = |id: RouterId| {
            let memory = memory(scenario, id);
            let platform = scenario.routers[id.index()].platform;
            Router::new(
                id,
                configs[id.index()].clone(),
                platform,
                memory,
                scenario.hosts[id.index()],
            )
        };
        Lab {
            scenario,
            routers: RouterId::BOTH.map(router),
            configs,
            random: RouterId::BOTH.map(|id| LabelledRandom::new(id, scenario.seed, &scenario.pins.draws)),
            hosts: RouterId::BOTH.map(|id| Host::new(scenario.hosts[id.index()])),
            queue: Map::new(),
            queued: 0,
            live: 0,
            inputs: 0,
            bytes: 0,
            now: SimTime::ZERO,
            free_at: [SimTime::ZERO; 2],
            packets: Vec::new(),
            occurrences: Default::default(),
            segments: Vec::new(),
        }
    }

    /// Switches a router on.
    fn start(&mut self, id: RouterId) {
        let random: &mut dyn RandomSource = &mut self.random[id.index()];
        let mut effects = Effects::new(id, SimTime::ZERO, random, None, PacketId(0));
        self.routers[id.index()].start(&mut effects);
        let (effects, _) = effects.finish();
        let segment = Segment {
            start: SimTime::ZERO,
            origin: Origin::Start,
            sends: None,
            events: Vec::new(),
        };
        self.absorb(id, segment, effects);
    }

    fn schedule(&mut self, at: SimTime, pending: Pending) {
        self.live += u32::from(!pending.is_background());
        self.queue.insert((at, self.queued), pending);
        self.queued += 1;
    }

    /// Whether the run may go on.
    fn has_room(&self) -> bool {
        self.inputs < MAX_INPUTS && self.bytes < MAX_BYTES
    }

    /// Does what is next; false if nothing is left.
    fn advance(&mut self) -> bool {
        let Some(((at, _), pending)) = self.queue.pop_first() else {
            return false;
        };
        self.live -= u32::from(!pending.is_background());
        self.inputs += 1;
        self.now = at;
        match pending {
            Pending::Stimulus(index) => self.stimulate(index),
            Pending::Request(behind) => self.request(behind, Vec::new()),
            Pending::GiveUp(behind, sequence) => self.give_up(behind, sequence),
            Pending::Answer { behind, bytes, event } => {
                let preface = alloc::vec![self.host_event(behind, event)];
                self.input(behind, Origin::Host, None, preface, router::Input::Traffic(&bytes));
            }
            Pending::Arrive { at, id, bytes } => {
                self.input(
                    at,
                    Origin::Arrival(id),
                    Some(id),
                    Vec::new(),
                    router::Input::Packet(&bytes),
                );
            }
            Pending::Timer(router, timer) => {
                let origin = if timer == Timer::Console {
                    Origin::Console
                } else {
                    Origin::Timer
                };
                self.input(router, origin, None, Vec::new(), router::Input::Timer(timer));
            }
        }
        true
    }

    fn stimulate(&mut self, index: usize) {
        let scenario = self.scenario;
        match scenario.stimuli[index].action {
            Action::Type { router, ref line } => {
                for line in line.lines() {
                    self.input(router, Origin::Console, None, Vec::new(), router::Input::Console(line));
                }
            }
            Action::Ping {
                behind,
                destination,
                count,
                size,
            } => {
                let ping = Ping {
                    destination,
                    left: count,
                    size,
                    sequence: 0,
                    awaited: false,
                    sent_at: self.now,
                };
                if self.hosts[behind.index()].ask_for(ping) {
                    self.request(behind, Vec::new());
                }
            }
        }
    }

    /// Sends the next echo request of the ping that runs behind a router, if one is left, after `preface`.
    fn request(&mut self, behind: RouterId, mut preface: Vec<Event>) {
        let host = &mut self.hosts[behind.index()];
        let address = host.address;
        let Some((sequence, destination, bytes)) = host.next_request(self.now) else {
            if let Some(first) = preface.first() {
                self.segments.push(Segment {
                    start: first.at,
                    origin: Origin::Host,
                    sends: None,
                    events: preface,
                });
            }
            return;
        };
        let event = TrafficEvent::EchoRequested {
            host: address,
            destination,
            sequence,
        };
        preface.push(self.host_event(behind, event));
        self.schedule(self.now + host::TIMEOUT, Pending::GiveUp(behind, sequence));
        self.input(behind, Origin::Host, None, preface, router::Input::Traffic(&bytes));
    }

    fn give_up(&mut self, behind: RouterId, sequence: u16) {
        if !self.hosts[behind.index()].awaits(sequence) {
            return;
        }
        let host = self.hosts[behind.index()].address;
        let event = self.host_event(behind, TrafficEvent::EchoTimedOut { host, sequence });
        self.request(behind, alloc::vec![event]);
    }

    /// What the host behind a router does, as the router's log has it: in the order of time, so that while the router is
    /// busy it counts as done when the router is free.
    fn host_event(&self, behind: RouterId, event: TrafficEvent) -> Event {
        Event {
            at: self.now.max(self.free_at[behind.index()]),
            router: behind,
            packet: None,
            kind: EventKind::Traffic(event),
        }
    }

    /// Lets a router handle an input as soon as it is free, and does what it asks for.
    fn input(
        &mut self,
        id: RouterId,
        origin: Origin,
        packet: Option<PacketId>,
        preface: Vec<Event>,
        input: router::Input<'_>,
    ) {
        if let router::Input::Traffic(bytes) = input {
            self.bytes += bytes.len() as u64;
        }
        let start = self.now.max(self.free_at[id.index()]);
        let random: &mut dyn RandomSource = &mut self.random[id.index()];
        let mut effects = Effects::new(id, start, random, packet, PacketId(self.packets.len() as u32));
        self.routers[id.index()].handle(input, &mut effects);
        let (effects, free_at) = effects.finish();
        self.free_at[id.index()] = free_at;
        self.absorb(
            id,
            Segment {
                start,
                origin,
                sends: None,
                events: preface,
            },
            effects,
        );
    }

    fn absorb(&mut self, id: RouterId, mut segment: Segment, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Event(event) => {
                    if segment.events.is_empty() {
                        segment.start = event.at;
                    }
                    segment.events.push(event);
                }
                Effect::BeginMessage => {
                    let reads = matches!(segment.origin, Origin::Arrival(_));
                    if reads || segment.sends.is_some() {
                        let start = segment.events.last().map_or(segment.start, |event| event.at);
                        let next = Segment {
                            start,
                            origin: Origin::Reply,
                            sends: None,
                            events: Vec::new(),
                        };
                        self.segments.push(core::mem::replace(&mut segment, next));
                    }
                }
                Effect::Transmit(transmission) => {
                    segment.sends = Some(transmission.id);
                    self.transmit(id, transmission);
                }
                Effect::Deliver { at, bytes } => segment.events.extend(self.deliver(id, at, &bytes)),
                Effect::ForgetTimers => self.forget_timers(id),
                Effect::SetTimer { at, timer } => self.schedule(at, Pending::Timer(id, timer)),
            }
        }
        if !segment.events.is_empty() {
            self.segments.push(segment);
        }
    }

    fn forget_timers(&mut self, router: RouterId) {
        self.queue
            .retain(|_, pending| !matches!(pending, Pending::Timer(of, _) if *of == router));
        self.live = self.queue.values().filter(|pending| !pending.is_background()).count() as u32;
    }

    /// Whether the other router is the one on the wire that a packet is sent to. What goes to an address that nobody has is
    /// lost, and so is what IKE sends by an interface that is shut down.
    fn is_heard(&self, from: RouterId, packet: &[u8]) -> bool {
        let Ok(packet) = ipv4::Packet::decode(packet) else {
            return false;
        };
        let next_hop = self.routers[from.index()].next_hop(packet.destination);
        next_hop.is_some_and(|next_hop| self.routers[from.peer().index()].answers_for(next_hop))
    }

    /// Puts a packet on the wire, as the faults let it pass.
    fn transmit(&mut self, from: RouterId, transmission: Transmission) {
        let Transmission {
            at: sent,
            id,
            name,
            bytes,
            protection,
        } = transmission;
        self.bytes += bytes.len() as u64;
        let count = self.occurrences[from.index()].or_default(name);
        let packet = PacketRef {
            from,
            name,
            occurrence: *count,
        };
        *count += 1;
        let mut passage = fault::pass(&self.scenario.faults, packet, &bytes);
        if !self.is_heard(from, &bytes) {
            passage.arrivals.clear();
        }
        let at: Vec<SimTime> = passage
            .arrivals
            .iter()
            .map(|delay| sent + WIRE_DELAY + *delay)
            .collect();
        for &arrival in &at {
            let bytes = passage.altered.as_ref().unwrap_or(&bytes).clone();
            self.schedule(
                arrival,
                Pending::Arrive {
                    at: from.peer(),
                    id,
                    bytes,
                },
            );
        }
        let fate = match passage.altered {
            _ if at.is_empty() => Fate::Lost,
            Some(bytes) => Fate::Altered { at, bytes },
            None => Fate::Arrived(at),
        };
        self.packets.push(CapturedPacket {
            id,
            name,
            from,
            sent,
            bytes,
            protection,
            fate,
        });
    }

    /// Hands a packet to the host behind a router; gives the event if the host reads what it awaits.
    fn deliver(&mut self, behind: RouterId, at: SimTime, bytes: &[u8]) -> Option<Event> {
        let host = &mut self.hosts[behind.index()];
        let address = host.address;
        match host.receive(bytes) {
            Received::Request { sequence, from, reply } => {
                let event = TrafficEvent::EchoAnswered {
                    host: address,
                    destination: from,
                    sequence,
                };
                self.schedule(
                    at + HOST_DELAY,
                    Pending::Answer {
                        behind,
                        bytes: reply,
                        event,
                    },
                );
                None
            }
            Received::Reply {
                sequence,
                from,
                sent_at,
            } => {
                self.schedule(at + host::INTERVAL, Pending::Request(behind));
                let millis = at.0 - sent_at.0;
                let event = TrafficEvent::EchoReplied {
                    host: address,
                    source: from,
                    sequence,
                    millis,
                };
                Some(Event {
                    at,
                    router: behind,
                    packet: None,
                    kind: EventKind::Traffic(event),
                })
            }
            Received::Other => None,
        }
    }

    fn finish(self) -> Trace {
        let is_cut = self.live > 0 && !self.has_room();
        let (events, steps) = steps::cut(self.segments);
        let platforms = RouterId::BOTH.map(|id| self.scenario.routers[id.index()].platform);
        let (packets, configs, clock) = (self.packets, self.configs, self.scenario.clock);
        Trace {
            is_cut,
            ..Trace::new(steps, events, packets, configs, platforms, clock)
        }
    }
}

/// Where a router's first records lie in its memory: as pinned, else somewhere that the seed decides. Modelled.
fn memory(scenario: &Scenario, id: RouterId) -> router::Memory {
    let place = |pinned: u32, kind: u32| match pinned {
        0 => 0x6200_0000 | kind << 20 | (scenario.seed as u32 & 0xfff) << 8 | (id.index() as u32) << 4,
        pinned => pinned,
    };
    let pins = &scenario.pins;
    router::Memory {
        sa: place(pins.sa_handles[id.index()], 0),
        peer: place(pins.peer_handles[id.index()], 1),
    }
}
