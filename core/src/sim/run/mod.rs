//! The run: a queue of what is to happen, in virtual time.

mod budget;
mod queue;
mod taker;
mod wire;

use alloc::collections::BinaryHeap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::checkpoint::Recorder;
use super::fault::Faults;
use super::host::{self, Host, Ping, Received};
use super::random::LabelledRandom;
use super::scenario::{Action, Scenario, typed_lines};
use super::steps::{self, Origin, Segment};
use super::trace::{CapturedPacket, Trace};
use crate::effects::{Effect, Effects, PacketName, Timer};
use crate::event::{ConsoleEvent, Event, EventKind, PacketId, RouterId, TrafficEvent, ValueId};
use crate::exec::Device;
use crate::ios;
use crate::ios::interface::{InterfaceKind, InterfaceName};
use crate::ios::not_taken::NotTaken;
use crate::map::Map;
use crate::random::RandomSource;
use crate::router::{self, Router};
use crate::time::SimTime;
use crate::topology::Topology;
use budget::{Budget, Size};
use queue::{Pending, Queued};

/// Milliseconds that a host takes to answer.
const HOST_DELAY: u64 = 1;

/// Runs a scenario. Total: whatever goes wrong is in the trace.
///
/// ```
/// use ikelab_core::sim::{doc_50880, run};
///
/// let trace = run(&doc_50880());
/// let isakmp = trace.packets.iter().filter(|packet| packet.bytes[20..24] == [0x01, 0xf4, 0x01, 0xf4]); // UDP, 500 to 500
/// assert_eq!(isakmp.count(), 9, "six messages of main mode, three of quick mode");
/// assert!(trace.is_up());
/// ```
pub fn run(scenario: &Scenario) -> Trace {
    let mut lab = Lab::new(scenario);
    RouterId::BOTH.into_iter().for_each(|id| lab.start(id));
    for (index, stimulus) in scenario.stimuli.iter().enumerate() {
        lab.schedule(stimulus.at, Pending::Stimulus(index));
    }
    while lab.live > 0 && lab.budget.is_left() && lab.advance() {}
    lab.is_cut |= lab.live > 0 && !lab.budget.is_left();
    lab.finish()
}

struct Lab<'s> {
    scenario: &'s Scenario,
    configs: [ios::RunningConfig; 2],
    /// What is between the routers, at the start and now.
    topologies: [Topology; 2],
    /// The configurations that it was found from.
    looked_at: [Arc<ios::RunningConfig>; 2],
    devices: [Device; 2],
    random: [LabelledRandom; 2],
    faults: Faults<'s>,
    /// The numbers that the next values get.
    next_values: [ValueId; 2],
    hosts: [Host; 2],
    queue: BinaryHeap<Queued>,
    queued: u32,
    /// Entries of the queue that a run waits for.
    live: u32,
    budget: Budget,
    /// Whether something is left undone since the run has cost as much as it may.
    is_cut: bool,
    /// How large each router's configuration is.
    sizes: [Size; 2],
    now: SimTime,
    /// When each router is done with what it is doing.
    free_at: [SimTime; 2],
    packets: Vec<CapturedPacket>,
    /// Of which packets it was told already that nobody takes them.
    not_taken: Map<(RouterId, NotTaken), ()>,
    /// When the cloud last told somebody that something is unreachable.
    cloud_told: Option<SimTime>,
    /// How often each router has sent each kind of packet.
    occurrences: [Map<PacketName, u32>; 2],
    segments: Vec<Segment>,
    /// What each router knew now and then.
    recorders: [Recorder; 2],
}

impl<'s> Lab<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let parse = |id: RouterId| {
            let setup = &scenario.routers[id.index()];
            ios::start_up(&setup.configuration, setup.platform)
        };
        let configs = RouterId::BOTH.map(parse);
        let topology = Topology::new([&configs[0], &configs[1]], scenario.hosts);
        let device = |id: RouterId| {
            let memory = memory(scenario, id);
            let platform = scenario.routers[id.index()].platform;
            Device::new(Router::new(
                id,
                configs[id.index()].clone(),
                platform,
                memory,
                topology.around(id),
            ))
        };
        let devices = RouterId::BOTH.map(device);
        Lab {
            scenario,
            recorders: devices.each_ref().map(|device| Recorder::new(device.router().status())),
            looked_at: devices.each_ref().map(|device| config_of(device).clone()),
            devices,
            sizes: configs.each_ref().map(Size::of),
            configs,
            topologies: [topology.clone(), topology],
            random: RouterId::BOTH.map(|id| LabelledRandom::new(id, scenario.seed, &scenario.pins.draws)),
            faults: Faults::new(&scenario.faults),
            next_values: [ValueId(0); 2],
            hosts: RouterId::BOTH.map(|id| Host::new(scenario.hosts[id.index()])),
            queue: BinaryHeap::new(),
            queued: 0,
            live: 0,
            budget: Budget::default(),
            is_cut: false,
            now: SimTime::ZERO,
            free_at: [SimTime::ZERO; 2],
            packets: Vec::new(),
            not_taken: Map::new(),
            cloud_told: None,
            occurrences: Default::default(),
            segments: Vec::new(),
        }
    }

    /// Switches a router on.
    fn start(&mut self, id: RouterId) {
        let random: &mut dyn RandomSource = &mut self.random[id.index()];
        let mut effects = Effects::new(id, SimTime::ZERO, random, None, PacketId(0), ValueId(0));
        self.devices[id.index()].start(&mut effects);
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
        let ordinal = self.queued;
        self.queue.push(Queued { at, ordinal, pending });
        self.queued += 1;
    }

    /// Does what is next; false if nothing is left.
    fn advance(&mut self) -> bool {
        let Some(Queued { at, pending, .. }) = self.queue.pop() else {
            return false;
        };
        self.live -= u32::from(!pending.is_background());
        self.now = at;
        match pending {
            Pending::Stimulus(index) => self.stimulate(index),
            Pending::Request(behind) => self.request(behind, Vec::new()),
            Pending::GiveUp(behind, sequence) => self.give_up(behind, sequence),
            Pending::Answer { behind, bytes, event } => {
                let preface = event.map(|event| self.host_event(behind, event)).into_iter().collect();
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
                for line in typed_lines(line) {
                    if !self.budget.is_left() {
                        self.is_cut = true;
                        break;
                    }
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
                let start = first.at;
                self.log(
                    behind,
                    Segment {
                        start,
                        origin: Origin::Host,
                        sends: None,
                        events: preface,
                    },
                );
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
            field: None,
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
        self.budget.input(self.sizes[id.index()]);
        if let router::Input::Traffic(bytes) | router::Input::Packet(bytes) = input {
            self.budget.packet(bytes.len());
        }
        let start = self.now.max(self.free_at[id.index()]);
        let random: &mut dyn RandomSource = &mut self.random[id.index()];
        let (next_packet, next_value) = (PacketId(self.packets.len() as u32), self.next_values[id.index()]);
        let mut effects = Effects::new(id, start, random, packet, next_packet, next_value);
        self.devices[id.index()].handle(input, &mut effects);
        self.next_values[id.index()] = effects.next_value();
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
        self.look_around();
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
                    let reads = matches!(segment.origin, Origin::Arrival(_) | Origin::Console);
                    if reads || segment.sends.is_some() {
                        let start = segment.events.last().map_or(segment.start, |event| event.at);
                        let next = Segment {
                            start,
                            origin: Origin::Reply,
                            sends: None,
                            events: Vec::new(),
                        };
                        let read = core::mem::replace(&mut segment, next);
                        self.log(id, read);
                    }
                }
                Effect::Transmit(transmission) => {
                    segment.sends = Some(transmission.id);
                    segment.events.extend(self.transmit(id, transmission));
                }
                Effect::Deliver { at, interface, bytes } => {
                    segment.events.extend(self.deliver(id, at, interface, &bytes));
                }
                Effect::ForgetTimers => self.forget_timers(id),
                Effect::SetTimer { at, timer } => self.schedule(at, Pending::Timer(id, timer)),
            }
        }
        let is_typed = self.segments.last().is_some_and(|last| last.origin == Origin::Console);
        if !segment.events.is_empty() || is_typed && segment.sends.is_some() {
            self.log(id, segment);
        }
        self.recorders[id.index()].look(self.devices[id.index()].router().status());
    }

    fn log(&mut self, id: RouterId, mut segment: Segment) {
        segment.events.shrink_to_fit();
        for event in &segment.events {
            let size = &mut self.sizes[id.index()];
            if let EventKind::Console(ConsoleEvent::Configured { config }) = &event.kind {
                *size = Size::of(config);
            }
            self.budget.event(event, *size);
        }
        self.recorders[id.index()].count(segment.events.len());
        self.segments.push(segment);
    }

    fn forget_timers(&mut self, router: RouterId) {
        self.queue
            .retain(|queued| !matches!(queued.pending, Pending::Timer(of, _) if of == router));
        self.live = self
            .queue
            .iter()
            .filter(|queued| !queued.pending.is_background())
            .count() as u32;
    }

    /// Hands a packet to a host behind a router; gives the event if the host reads what it awaits.
    fn deliver(&mut self, behind: RouterId, at: SimTime, interface: InterfaceName, bytes: &[u8]) -> Option<Event> {
        let host = &mut self.hosts[behind.index()];
        let address = host.address;
        match host.receive(bytes, interface.kind != InterfaceKind::Loopback) {
            Received::Request {
                to,
                sequence,
                from,
                reply,
            } => {
                let event = TrafficEvent::EchoAnswered {
                    host: to,
                    destination: from,
                    sequence,
                };
                self.schedule(
                    at + HOST_DELAY,
                    Pending::Answer {
                        behind,
                        bytes: reply,
                        event: Some(event),
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
                    field: None,
                    kind: EventKind::Traffic(event),
                })
            }
            Received::Datagram { report } => {
                let (bytes, event) = (report, None);
                self.schedule(at + HOST_DELAY, Pending::Answer { behind, bytes, event });
                None
            }
            Received::Other => None,
        }
    }

    fn finish(self) -> Trace {
        let (events, steps) = steps::cut(self.segments);
        let [at_start, _] = self.topologies;
        let [r1, r2] = self.devices;
        let [recorder1, recorder2] = self.recorders;
        let checkpoints = [
            recorder1.finish(r1.router().status(), RouterId::R1, &events),
            recorder2.finish(r2.router().status(), RouterId::R2, &events),
        ];
        Trace {
            steps,
            events,
            packets: self.packets,
            configs: self.configs,
            topology: at_start,
            clock: self.scenario.clock,
            is_cut: self.is_cut,
            checkpoints,
        }
    }
}

fn config_of(device: &Device) -> &Arc<ios::RunningConfig> {
    &device.router().status().console.config
}

/// What a router has from before the run: as pinned, else its first records lie somewhere that the seed decides. Modelled.
fn memory(scenario: &Scenario, id: RouterId) -> router::Memory {
    let place = |pinned: u32, kind: u32| match pinned {
        0 => 0x6200_0000 | kind << 20 | (scenario.seed as u32 & 0xfff) << 8 | (id.index() as u32) << 4,
        pinned => pinned,
    };
    let pins = &scenario.pins;
    router::Memory {
        sa: place(pins.sa_handles[id.index()], 0),
        peer: place(pins.peer_handles[id.index()], 1),
        used_flows: pins.used_flows[id.index()],
    }
}
