//! The console's `traceroute`: UDP probes whose time to live ends one router further each time. IOS: reference.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, ProbeAnswer};
use crate::ios::exec::TracerouteLine;
use crate::ip::icmp::{Report, Unreachable};
use crate::ip::{ipv4, udp};
use crate::time::SimTime;

/// The source port. Modelled.
const SOURCE_PORT: u16 = 49_152;

/// A running `traceroute`.
#[derive(Debug, Clone)]
pub(super) struct Traceroute {
    line: TracerouteLine,
    source: Ipv4Addr,
    hop: u8,
    /// The answers to the probes of this hop.
    answers: Vec<Option<ProbeAnswer>>,
    port: u16,
    /// When the probe was sent that has no answer yet.
    awaited: Option<SimTime>,
}

impl Router {
    /// Sends the first probe.
    pub(crate) fn begin_traceroute(&mut self, line: TracerouteLine, effects: &mut Effects<'_>) {
        let Some(source) = self.probe_source(line.source, line.destination) else {
            effects.console(ConsoleEvent::SourceInvalid);
            return;
        };
        effects.console(ConsoleEvent::TracerouteStarted {
            destination: line.destination,
        });
        self.traceroute = Some(Traceroute {
            source,
            hop: line.first_ttl,
            answers: Vec::new(),
            port: line.port,
            awaited: None,
            line,
        });
        self.next_probe(effects);
    }

    /// Sends the next probe, or ends the command.
    pub(super) fn next_probe(&mut self, effects: &mut Effects<'_>) {
        let Some(running) = self.traceroute.as_mut().filter(|it| it.awaited.is_none()) else {
            return;
        };
        if running.answers.len() == usize::from(running.line.probes) {
            let answers = core::mem::take(&mut running.answers);
            let hop = running.hop;
            let is_end = |answer: &ProbeAnswer| answer.why != Unreachable::TimeExceeded;
            let is_over = hop >= running.line.last_ttl || answers.iter().flatten().any(is_end);
            running.hop = running.hop.saturating_add(1);
            effects.console(ConsoleEvent::TracerouteHop { hop, answers });
            if is_over {
                effects.console(ConsoleEvent::TracerouteFinished);
                self.traceroute = None;
                return;
            }
        }
        self.send_probe(effects);
    }

    fn send_probe(&mut self, effects: &mut Effects<'_>) {
        let Some(running) = &mut self.traceroute else { return };
        let (source, destination) = (running.source, running.line.destination);
        let probe = udp::Datagram {
            source_port: SOURCE_PORT,
            destination_port: running.port,
            payload: Vec::new(),
        };
        let packet = ipv4::Packet {
            tos: 0,
            id: effects.packet_number(),
            dont_fragment: false,
            ttl: running.hop,
            protocol: ipv4::UDP,
            source,
            destination,
            payload: probe.encode(source, destination),
        };
        running.awaited = Some(effects.now);
        let timeout = u64::from(running.line.timeout) * 1000;
        effects.set_timer(timeout, Timer::ProbeTimeout { port: running.port });
        self.originate(&packet, effects);
    }

    /// Takes an answer to the probe that is awaited, or none that came in time.
    fn note_probe(&mut self, port: u16, answer: Option<(Ipv4Addr, Unreachable)>, effects: &mut Effects<'_>) {
        let running = self.traceroute.as_mut().filter(|it| it.port == port);
        let Some((running, sent)) = running.and_then(|it| it.awaited.take().map(|sent| (it, sent))) else {
            return;
        };
        let millis = effects.now.0.saturating_sub(sent.0);
        running
            .answers
            .push(answer.map(|(from, why)| ProbeAnswer { from, why, millis }));
        running.port = running.port.wrapping_add(1);
        effects.set_timer(0, Timer::ProbeNext);
    }

    pub(super) fn probe_answered(&mut self, from: Ipv4Addr, report: &Report, effects: &mut Effects<'_>) {
        let about = &report.about;
        let is_of = |it: &Traceroute| it.line.destination == about.destination() && about.number(0) == SOURCE_PORT;
        if self.traceroute.as_ref().is_some_and(is_of) {
            self.note_probe(about.number(2), Some((from, report.why)), effects);
        }
    }

    /// No answer came in time.
    pub(super) fn probe_timed_out(&mut self, port: u16, effects: &mut Effects<'_>) {
        self.note_probe(port, None, effects);
    }
}
