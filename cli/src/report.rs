//! `ikelab run`: what happened, in a few lines or as JSON.

use std::fmt::Write;

use ikelab_core::event::{EventKind, RouterId, State, TrafficEvent};
use ikelab_core::ios;
use ikelab_core::ios::diagnostic::Code;
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::ipsec::transform_set::Transform;
use ikelab_core::sim::{Cause, Fate, Scenario, Trace};
use ikelab_core::status::RouterStatus;
use serde::Serialize;

use crate::keystream::hex;
use crate::problems::problems;

/// So many problems are worth a line each.
const MOST_PROBLEMS: usize = 12;

/// A run, boiled down.
#[derive(Serialize)]
pub struct Report {
    /// Whether both routers have IPsec SAs at the end, each the mirror image of the other's.
    pub is_up: bool,
    /// The addresses of the cloud between the routers, if there is one.
    cloud: Vec<String>,
    sas: Vec<Sa>,
    pings: Pings,
    problems: Vec<String>,
    /// Lines that are not simulated, and what they would change on a real router.
    not_simulated: Vec<String>,
    steps: Vec<Step>,
}

/// One direction of the tunnel.
#[derive(Serialize)]
struct Sa {
    from: String,
    to: String,
    spi: String,
    transforms: String,
    bytes: u64,
}

#[derive(Default, Serialize)]
struct Pings {
    sent: u32,
    answered: u32,
}

#[derive(Serialize)]
struct Step {
    step: usize,
    cause: Cause,
    time: String,
    packet: Option<Packet>,
    states: [States; 2],
    keys: Vec<Key>,
}

#[derive(Serialize)]
struct Packet {
    name: String,
    from: String,
    content: String,
    fate: &'static str,
    bytes: String,
    plaintext: Option<String>,
}

/// A router's states at the end of a step, in IOS's names.
#[derive(Serialize)]
struct States {
    router: String,
    main_mode: Option<&'static str>,
    quick_mode: Option<&'static str>,
}

#[derive(Serialize)]
struct Key {
    router: String,
    name: &'static str,
    value: String,
}

impl Report {
    /// The report of the run of a scenario.
    pub fn of(scenario: &Scenario, trace: &Trace) -> Report {
        let status = trace.status(trace.last_step());
        Report {
            is_up: trace.is_up(),
            cloud: cloud(trace),
            sas: sas(&status),
            pings: pings(trace),
            problems: problems(trace),
            not_simulated: RouterId::BOTH
                .into_iter()
                .flat_map(|router| not_simulated(scenario, router))
                .collect(),
            steps: (0..trace.steps.len()).map(|step| self::step(trace, step)).collect(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> Result<String, String> {
        let json = serde_json::to_string_pretty(self).map_err(|error| format!("cannot write JSON: {error}"))?;
        Ok(json + "\n")
    }

    /// In a few lines.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            // A packet that arrives later than at once is in the list already, where it was sent.
            if let Some(packet) = step.packet.as_ref().filter(|_| step.cause == Cause::Sent) {
                let Packet {
                    name,
                    from,
                    content,
                    fate,
                    bytes,
                    ..
                } = packet;
                let to = if from == "R1" { "R2" } else { "R1" };
                let length = bytes.len() / 2;
                let fate = if *fate == "arrived" {
                    String::new()
                } else {
                    format!(" ({fate})")
                };
                let _ = writeln!(
                    text,
                    "{:>3}  {}  {name:<6} {from} → {to} {length:>5} bytes  {content}{fate}",
                    step.step, step.time
                );
            }
        }
        for problem in self.problems.iter().take(MOST_PROBLEMS) {
            let _ = writeln!(text, "     {problem}");
        }
        if let Some(more) = self.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
            let _ = writeln!(text, "     and {more} more: see --json");
        }
        if !self.cloud.is_empty() {
            let _ = writeln!(text, "Between the routers is a cloud: {}.", self.cloud.join(", "));
        }
        let Pings { sent, answered } = self.pings;
        let _ = writeln!(text, "Pings: {answered} of {sent} answered.");
        for Sa {
            from,
            to,
            spi,
            transforms,
            ..
        } in &self.sas
        {
            let _ = writeln!(text, "SA {from} → {to}: SPI 0x{spi}, {transforms}.");
        }
        for line in &self.not_simulated {
            let _ = writeln!(text, "Not simulated: {line}");
        }
        text + if self.is_up {
            "The tunnel is up.\n"
        } else {
            "The tunnel is not up.\n"
        }
    }
}

/// The lines of a router that are not simulated and would change what becomes of the tunnel.
fn not_simulated(scenario: &Scenario, router: RouterId) -> Vec<String> {
    let setup = &scenario.routers[router.index()];
    let diagnostics = ios::parse(&setup.configuration, setup.platform).1;
    let changing = diagnostics.into_iter().filter(|it| it.code == Code::ChangesTunnel);
    changing
        .map(|it| format!("{router} line {}: {}", it.line, it.message))
        .collect()
}

fn cloud(trace: &Trace) -> Vec<String> {
    let networks = trace
        .topology
        .cloud
        .iter()
        .flat_map(|cloud| cloud.networks.iter().flatten());
    networks.flat_map(|it| &it.addresses).map(ToString::to_string).collect()
}

fn sas(status: &[RouterStatus; 2]) -> Vec<Sa> {
    let mut sas = Vec::new();
    for (status, router) in status.iter().zip(RouterId::BOTH) {
        for pair in status.ipsec_sas.iter() {
            if let Some(sa) = pair.sa(Direction::Outbound) {
                sas.push(Sa {
                    from: router.to_string(),
                    to: router.peer().to_string(),
                    spi: format!("{:08X}", sa.spi),
                    transforms: pair
                        .transforms
                        .transforms()
                        .map(Transform::words)
                        .collect::<Vec<_>>()
                        .join(" "),
                    bytes: sa.bytes,
                });
            }
        }
    }
    sas
}

fn pings(trace: &Trace) -> Pings {
    let mut pings = Pings::default();
    for event in &trace.events {
        match event.kind {
            EventKind::Traffic(TrafficEvent::EchoRequested { .. }) => pings.sent += 1,
            EventKind::Traffic(TrafficEvent::EchoReplied { .. }) => pings.answered += 1,
            _ => {}
        }
    }
    pings
}

fn step(trace: &Trace, index: usize) -> Step {
    let step = &trace.steps[index];
    let status = trace.status(index);
    let states = RouterId::BOTH.map(|router| States {
        router: router.to_string(),
        main_mode: status[router.index()].main_mode().map(State::ios_name),
        quick_mode: status[router.index()].quick_mode().map(State::ios_name),
    });
    let key = |event: &ikelab_core::event::Event| match &event.kind {
        EventKind::Derived(derived) => Some(Key {
            router: event.router.to_string(),
            name: derived.quantity.name(),
            value: hex(&derived.value),
        }),
        _ => None,
    };
    let packet = step.packet.and_then(|id| trace.packet(id)).map(|packet| Packet {
        name: packet.name.to_string(),
        from: packet.from.to_string(),
        content: ikelab_core::dissect::summary(packet),
        fate: match packet.fate {
            Fate::Arrived(_) => "arrived",
            Fate::Altered { .. } => "altered",
            Fate::Taken(_) => "to the cloud",
            Fate::NotTaken(_) => "taken by nobody",
            Fate::Lost => "lost",
        },
        bytes: hex(&packet.bytes),
        plaintext: packet.protection.as_ref().map(|protection| hex(&protection.plaintext)),
    });
    Step {
        step: index,
        cause: step.cause,
        time: trace.clock.at(step.at).time_of_day().to_string(),
        packet,
        states,
        keys: trace.step_events(index).iter().filter_map(key).collect(),
    }
}
