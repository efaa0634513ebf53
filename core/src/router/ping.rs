//! The console's `ping`: echo requests of the router's own (RFC 792).

use core::net::Ipv4Addr;

use super::Router;
use super::local::Header;
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, RoundTrip, TrafficEvent};
use crate::ios::exec::{PingLine, ProbeSource};
use crate::ip::icmp::{Echo, HEADER_LEN, Quoted};
use crate::ip::ipv4;
use crate::time::SimTime;

/// A running `ping`.
#[derive(Debug, Clone)]
pub(super) struct Ping {
    line: PingLine,
    source: Ipv4Addr,
    sent: u32,
    received: u32,
    /// When the request was sent that has no reply yet.
    awaited: Option<SimTime>,
    /// Shortest, total and longest time to a reply.
    times: (u64, u64, u64),
}

impl Router {
    /// Sends the first echo request of a ping.
    pub(crate) fn begin_ping(&mut self, line: PingLine, effects: &mut Effects<'_>) {
        let Some(source) = self.probe_source(line.source, line.destination) else {
            effects.console(ConsoleEvent::SourceInvalid);
            return;
        };
        effects.console(ConsoleEvent::PingStarted {
            line: line.clone(),
            source,
        });
        self.pings = self.pings.wrapping_add(1);
        self.ping = Some(Ping {
            line,
            source,
            sent: 0,
            received: 0,
            awaited: None,
            times: (u64::MAX, 0, 0),
        });
        self.next_echo(effects);
    }

    /// The address typed, if it is one of this router's; else that of the interface towards the destination. Without a
    /// route there is none, and what is sent goes nowhere.
    pub(super) fn probe_source(&self, typed: Option<ProbeSource>, destination: Ipv4Addr) -> Option<Ipv4Addr> {
        let config = self.config();
        let address_of = |name| Some(config.interfaces.get(&name)?.active_address()?.address);
        match typed {
            Some(ProbeSource::Address(address)) => config.interface_with(address).map(|_| address),
            Some(ProbeSource::Interface(name)) => address_of(name),
            None if config.interface_with(destination).is_some() => Some(destination),
            None => {
                let egress = self.routes().towards(destination);
                let address = egress.and_then(|egress| address_of(egress.interface));
                Some(address.unwrap_or(Ipv4Addr::UNSPECIFIED))
            }
        }
    }

    /// Sends the next echo request, or ends the ping.
    pub(super) fn next_echo(&mut self, effects: &mut Effects<'_>) {
        let identifier = self.pings;
        let Some(ping) = self.ping.as_mut().filter(|ping| ping.awaited.is_none()) else {
            return;
        };
        if ping.sent == ping.line.repeat {
            self.finish_ping(effects);
            return;
        }
        let sequence = ping.sent as u16;
        ping.sent += 1;
        ping.awaited = Some(effects.now);
        let header = Header {
            source: ping.source,
            destination: ping.line.destination,
            tos: ping.line.tos,
            dont_fragment: ping.line.dont_fragment,
        };
        let (source, destination) = (header.source, header.destination);
        let length = usize::from(ping.line.size).saturating_sub(ipv4::HEADER_LEN + HEADER_LEN);
        effects.set_timer(
            u64::from(ping.line.timeout) * 1000,
            Timer::PingTimeout {
                ping: identifier,
                sequence,
            },
        );
        effects.traffic(TrafficEvent::EchoRequested {
            host: source,
            destination,
            sequence,
        });
        let echo = Echo {
            is_reply: false,
            identifier,
            sequence,
            data: ping.line.pattern.iter().copied().cycle().take(length).collect(),
        };
        self.originate_echo(header, &echo, effects);
    }

    fn finish_ping(&mut self, effects: &mut Effects<'_>) {
        let Some(Ping {
            sent, received, times, ..
        }) = self.ping.take()
        else {
            return;
        };
        let (min, total, max) = times;
        let average = total.checked_div(u64::from(received));
        let millis = average.map(|average| RoundTrip { min, average, max });
        effects.console(ConsoleEvent::PingFinished { sent, received, millis });
    }

    /// No reply came in time.
    pub(super) fn ping_timed_out(&mut self, ping: u16, sequence: u16, effects: &mut Effects<'_>) {
        let is_current = self.pings == ping;
        let running = self.ping.as_mut().filter(|ping| is_current && ping.awaits(sequence));
        let Some(running) = running else { return };
        running.awaited = None;
        effects.traffic(TrafficEvent::EchoTimedOut {
            host: running.source,
            sequence,
        });
        self.next_echo(effects);
    }

    /// Somebody says that an echo request of the running ping goes no further.
    pub(super) fn echo_unreachable(&mut self, from: Ipv4Addr, about: &Quoted, effects: &mut Effects<'_>) {
        let is_current = self.pings == about.number(4);
        let running = self
            .ping
            .as_mut()
            .filter(|ping| is_current && ping.source == about.source());
        let Some(ping) = running.filter(|ping| ping.awaits(about.number(6))) else {
            return;
        };
        ping.awaited = None;
        effects.traffic(TrafficEvent::EchoUnreachable {
            host: about.source(),
            from,
            sequence: about.number(6),
        });
        effects.set_timer(0, Timer::PingNext);
    }

    /// Takes a reply to an echo request of the running ping.
    pub(super) fn receive_reply(&mut self, from: Ipv4Addr, to: Ipv4Addr, echo: &Echo, effects: &mut Effects<'_>) {
        let is_current = self.pings == echo.identifier;
        let running = self.ping.as_mut().filter(|ping| is_current && ping.source == to);
        let Some((ping, sent)) = running.and_then(|ping| {
            let sent = ping.awaited.filter(|_| ping.awaits(echo.sequence))?;
            Some((ping, sent))
        }) else {
            return;
        };
        let millis = effects.now.0.saturating_sub(sent.0);
        let (min, total, max) = ping.times;
        ping.times = (min.min(millis), total + millis, max.max(millis));
        ping.received += 1;
        ping.awaited = None;
        effects.traffic(TrafficEvent::EchoReplied {
            host: to,
            source: from,
            sequence: echo.sequence,
            millis,
        });
        effects.set_timer(0, Timer::PingNext);
    }
}

impl Ping {
    /// Whether the reply to this request is awaited.
    fn awaits(&self, sequence: u16) -> bool {
        self.awaited.is_some() && self.sent.wrapping_sub(1) as u16 == sequence
    }
}
