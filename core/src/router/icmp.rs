//! ICMP about packets that go no further: what this router tells their sources, and what it is told of its own.

use core::net::Ipv4Addr;

use super::{Router, local};
use crate::effects::Effects;
use crate::event::{DropReason, IcmpMessage};
use crate::ip::icmp::{Quoted, Report, Unreachable};
use crate::ip::ipv4;
use crate::time::SimTime;

/// Milliseconds between two messages that something is unreachable. IOS: reference, `ip icmp rate-limit unreachable`.
pub const UNREACHABLE_INTERVAL: u64 = 500;

impl Router {
    /// Tells the source of a packet why it goes no further. Of what has to do with a tunnel nobody is told (Modelled).
    pub(super) fn report(&mut self, about: Quoted, reason: DropReason, effects: &mut Effects<'_>) {
        let why = match reason {
            DropReason::TtlExpired => Unreachable::TimeExceeded,
            DropReason::NoRoute => Unreachable::Host,
            DropReason::AccessList => Unreachable::Prohibited,
            DropReason::NoService if about.protocol() == ipv4::UDP => Unreachable::Port,
            _ => return,
        };
        if about.is_report() || self.is_silent(why, effects) {
            return;
        }
        let Some(source) = self.address_towards(&about) else {
            return;
        };
        if why != Unreachable::TimeExceeded {
            self.unreachable_sent = Some(effects.now);
        }
        let packet = ipv4::Packet {
            tos: 0,
            id: effects.packet_number(),
            dont_fragment: false,
            ttl: local::TTL,
            protocol: ipv4::ICMP,
            source,
            destination: about.source(),
            payload: Report { why, about }.encode(),
        };
        self.debug_icmp(true, unreachable(why, &about, about.source()), effects);
        self.originate(&packet, effects);
    }

    /// Whether it was told only a moment ago that something is unreachable.
    fn is_silent(&self, why: Unreachable, effects: &Effects<'_>) -> bool {
        let is_recent = |sent: SimTime| effects.now.0.saturating_sub(sent.0) < UNREACHABLE_INTERVAL;
        why != Unreachable::TimeExceeded && self.unreachable_sent.is_some_and(is_recent)
    }

    /// The address of the interface towards the source of a packet. `None` if it says nothing by that interface (IOS:
    /// reference, `no ip unreachables`), or does not know the source.
    fn address_towards(&self, about: &Quoted) -> Option<Ipv4Addr> {
        let egress = self.routes().towards(about.source())?;
        let interface = self.config().interfaces.get(&egress.interface)?;
        let mut kept = interface.kept.iter();
        let is_allowed = !kept.any(|line| line.text == "no ip unreachables");
        interface.active_address().filter(|_| is_allowed).map(|it| it.address)
    }

    /// Takes a message about a packet of this router's.
    pub(super) fn receive_report(&mut self, from: Ipv4Addr, report: &Report, effects: &mut Effects<'_>) {
        self.debug_icmp(false, unreachable(report.why, &report.about, from), effects);
        match report.about.protocol() {
            ipv4::ICMP if report.why != Unreachable::TimeExceeded => {
                self.echo_unreachable(from, &report.about, effects)
            }
            ipv4::UDP => self.probe_answered(from, report, effects),
            _ => {}
        }
    }
}

fn unreachable(why: Unreachable, about: &Quoted, peer: Ipv4Addr) -> IcmpMessage {
    let destination = about.destination();
    IcmpMessage::Unreachable { why, destination, peer }
}
