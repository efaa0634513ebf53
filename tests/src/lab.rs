//! Scenarios made from the preset by editing its configurations, and questions about their traces.

use ikelab_core::effects::PacketName;
use ikelab_core::event::{EventKind, IpsecEvent, IsakmpEvent, RouterId, State, TrafficEvent};
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::sim::{self, Action, CapturedPacket, Fault, FaultKind, PacketRef, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;

pub use ikelab_core::event::RouterId::{R1, R2};

/// The preset: a host behind R2 pings one behind R1.
#[must_use]
pub fn preset() -> Scenario {
    sim::doc_50880()
}

/// Changes one router's configuration.
///
/// # Panics
/// If `from` is not in it.
#[must_use]
pub fn edit(mut scenario: Scenario, router: RouterId, from: &str, to: &str) -> Scenario {
    let configuration = &mut scenario.routers[router.index()].configuration;
    assert!(configuration.contains(from), "{router} has no {from:?}");
    *configuration = configuration.replace(from, to);
    scenario
}

/// Changes both routers' configurations in the same way.
///
/// # Panics
/// If `from` is not in both.
#[must_use]
pub fn edit_both(scenario: Scenario, from: &str, to: &str) -> Scenario {
    edit(edit(scenario, R1, from, to), R2, from, to)
}

/// Puts a ping of the host behind R2 in place of the preset's.
#[must_use]
pub fn with_ping(mut scenario: Scenario, count: u16, size: u16) -> Scenario {
    scenario.stimuli = vec![ping(&scenario, R2, SimTime(400), count, size)];
    scenario
}

/// A ping of the host behind `behind` to the other host.
#[must_use]
pub fn ping(scenario: &Scenario, behind: RouterId, at: SimTime, count: u16, size: u16) -> Stimulus {
    let destination = scenario.hosts[behind.peer().index()];
    let action = Action::Ping {
        behind,
        destination,
        count,
        size,
    };
    Stimulus { at, action }
}

/// Adds a fault for the first packet of this name that a router sends.
#[must_use]
pub fn with_fault(mut scenario: Scenario, from: RouterId, name: PacketName, kind: FaultKind) -> Scenario {
    let occurrence = 0;
    let packet = PacketRef { from, name, occurrence };
    scenario.faults.push(Fault { packet, kind });
    scenario
}

/// Runs a scenario and checks what is true of every trace: each echo request was answered or given up, so the run came to
/// its end, and the time of no router runs backwards.
///
/// # Panics
/// If it is not so.
#[must_use]
pub fn run(scenario: &Scenario) -> Trace {
    let trace = sim::run(scenario);
    for router in RouterId::BOTH {
        let counted = |is: fn(&TrafficEvent) -> bool| traffic_events(&trace, router).filter(|event| is(event)).count();
        let requested = counted(|event| matches!(event, TrafficEvent::EchoRequested { .. }));
        let settled = counted(|event| {
            matches!(
                event,
                TrafficEvent::EchoReplied { .. }
                    | TrafficEvent::EchoTimedOut { .. }
                    | TrafficEvent::EchoUnreachable { .. }
            )
        });
        assert_eq!(requested, settled, "echo requests of {router}'s host");
        let mut times = trace
            .events
            .iter()
            .filter(|event| event.router == router)
            .map(|event| event.at);
        assert!(times.by_ref().is_sorted(), "{router}'s time");
    }
    trace
}

/// What happened in a router's IKE.
pub fn isakmp_events(trace: &Trace, router: RouterId) -> impl Iterator<Item = &IsakmpEvent> {
    let of_router = trace.events.iter().filter(move |event| event.router == router);
    of_router.filter_map(|event| match &event.kind {
        EventKind::Isakmp { event, .. } => Some(event),
        _ => None,
    })
}

/// What happened in a router's key engine.
pub fn ipsec_events(trace: &Trace, router: RouterId) -> impl Iterator<Item = &IpsecEvent> {
    let of_router = trace.events.iter().filter(move |event| event.router == router);
    of_router.filter_map(|event| match &event.kind {
        EventKind::Ipsec(event) => Some(event),
        _ => None,
    })
}

/// What happened to a router's packets.
pub fn traffic_events(trace: &Trace, router: RouterId) -> impl Iterator<Item = &TrafficEvent> {
    let of_router = trace.events.iter().filter(move |event| event.router == router);
    of_router.filter_map(|event| match &event.kind {
        EventKind::Traffic(event) => Some(event),
        _ => None,
    })
}

/// How many echo requests of the host behind a router were answered.
#[must_use]
pub fn replies(trace: &Trace, router: RouterId) -> usize {
    let is_reply = |event: &&TrafficEvent| matches!(event, TrafficEvent::EchoReplied { .. });
    traffic_events(trace, router).filter(is_reply).count()
}

/// The SPIs of the live pairs of SAs at the end, inbound and outbound.
#[must_use]
pub fn live_spis(trace: &Trace, router: RouterId) -> Vec<(u32, u32)> {
    let status = &trace.status(trace.last_step())[router.index()];
    let spi = |pair: &ikelab_core::status::IpsecSaPair, direction| pair.sa(direction).map(|sa| sa.spi);
    let both = |pair| Some((spi(pair, Direction::Inbound)?, spi(pair, Direction::Outbound)?));
    status.ipsec_sas.iter().filter_map(both).collect()
}

/// Whether the tunnel is up at the end: both routers have the same live SAs, and a ping went through.
#[must_use]
pub fn is_up(trace: &Trace) -> bool {
    let mut own = live_spis(trace, R1);
    let mut mirrored: Vec<_> = live_spis(trace, R2).into_iter().map(|(i, o)| (o, i)).collect();
    own.sort_unstable();
    mirrored.sort_unstable();
    !own.is_empty() && own == mirrored && replies(trace, R1) + replies(trace, R2) > 0
}

/// Whether nothing is being negotiated any more.
#[must_use]
pub fn is_idle(trace: &Trace) -> bool {
    trace.status(trace.last_step()).iter().all(|status| {
        let mut isakmp = status.isakmp_sas.iter();
        let mut quick = status.quick_modes.iter();
        isakmp.all(|sa| sa.deleted.is_some() || sa.main_mode == State::P1Complete)
            && quick.all(|quick| quick.deleted || matches!(quick.state, State::QmPhase2Complete))
    })
}

/// The names of the packets on the wire, each with its sender: `R2 MM1`.
#[must_use]
pub fn ladder(trace: &Trace) -> Vec<String> {
    let name = |packet: &CapturedPacket| format!("{} {}", packet.from, packet.name);
    trace.packets.iter().map(name).collect()
}

/// The first packet of this name that a router sent.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn packet(trace: &Trace, from: RouterId, name: PacketName) -> &CapturedPacket {
    let found = trace
        .packets
        .iter()
        .find(|packet| packet.from == from && packet.name == name);
    found.unwrap_or_else(|| panic!("{from} sent no {name}: {:?}", ladder(trace)))
}
