//! The console's `ping`: echo requests of the router's own (RFC 792).

use core::net::Ipv4Addr;

use super::Router;
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, RoundTrip, TrafficEvent};
use crate::ios::exec::{PingLine, PingSource};
use crate::ip::{icmp::Echo, icmp::HEADER_LEN, ipv4};
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
    pub(super) fn begin_ping(&mut self, line: PingLine, fx: &mut Effects<'_>) {
        let Some(source) = self.ping_source(&line) else {
            fx.console(ConsoleEvent::PingSourceInvalid);
            return;
        };
        fx.console(ConsoleEvent::PingStarted {
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
        self.next_echo(fx);
    }

    /// The address typed, if it is one of this router's; else that of the interface towards the destination. Without a
    /// route there is none, and the requests go nowhere.
    fn ping_source(&self, line: &PingLine) -> Option<Ipv4Addr> {
        let config = &self.console.config;
        let address_of = |name| Some(config.interfaces.get(&name)?.active_address()?.address);
        match line.source {
            Some(PingSource::Address(address)) => config.interface_with(address).map(|_| address),
            Some(PingSource::Interface(name)) => address_of(name),
            None if config.interface_with(line.destination).is_some() => Some(line.destination),
            None => {
                let egress = config.interface_towards(line.destination);
                Some(egress.and_then(address_of).unwrap_or(Ipv4Addr::UNSPECIFIED))
            }
        }
    }

    /// Sends the next echo request, or ends the ping.
    pub(super) fn next_echo(&mut self, fx: &mut Effects<'_>) {
        let identifier = self.pings;
        let Some(ping) = self.ping.as_mut().filter(|ping| ping.awaited.is_none()) else {
            return;
        };
        if ping.sent == ping.line.repeat {
            self.finish_ping(fx);
            return;
        }
        let sequence = ping.sent as u16;
        ping.sent += 1;
        ping.awaited = Some(fx.now);
        let (source, destination) = (ping.source, ping.line.destination);
        let length = usize::from(ping.line.size).saturating_sub(ipv4::HEADER_LEN + HEADER_LEN);
        fx.set_timer(
            u64::from(ping.line.timeout) * 1000,
            Timer::PingTimeout {
                ping: identifier,
                sequence,
            },
        );
        fx.traffic(TrafficEvent::EchoRequested {
            host: source,
            destination,
            sequence,
        });
        let echo = Echo {
            is_reply: false,
            identifier,
            sequence,
            // IOS: reference: the default data pattern.
            data: [0xab, 0xcd].into_iter().cycle().take(length).collect(),
        };
        self.originate_echo(source, destination, &echo, fx);
    }

    fn finish_ping(&mut self, fx: &mut Effects<'_>) {
        let Some(Ping {
            sent, received, times, ..
        }) = self.ping.take()
        else {
            return;
        };
        let (min, total, max) = times;
        let average = total.checked_div(u64::from(received));
        let millis = average.map(|average| RoundTrip { min, average, max });
        fx.console(ConsoleEvent::PingFinished { sent, received, millis });
        self.console_free(fx);
    }

    /// No reply came in time.
    pub(super) fn ping_timed_out(&mut self, ping: u16, sequence: u16, fx: &mut Effects<'_>) {
        let is_current = self.pings == ping;
        let running = self.ping.as_mut().filter(|ping| is_current && ping.awaits(sequence));
        let Some(running) = running else { return };
        running.awaited = None;
        fx.traffic(TrafficEvent::EchoTimedOut {
            host: running.source,
            sequence,
        });
        self.next_echo(fx);
    }

    /// Takes a reply to an echo request of the running ping.
    pub(super) fn receive_reply(&mut self, from: Ipv4Addr, to: Ipv4Addr, echo: &Echo, fx: &mut Effects<'_>) {
        let is_current = self.pings == echo.identifier;
        let running = self.ping.as_mut().filter(|ping| is_current && ping.source == to);
        let Some((ping, sent)) = running.and_then(|ping| {
            let sent = ping.awaited.filter(|_| ping.awaits(echo.sequence))?;
            Some((ping, sent))
        }) else {
            return;
        };
        let millis = fx.now.0.saturating_sub(sent.0);
        let (min, total, max) = ping.times;
        ping.times = (min.min(millis), total + millis, max.max(millis));
        ping.received += 1;
        ping.awaited = None;
        fx.traffic(TrafficEvent::EchoReplied {
            host: to,
            source: from,
            sequence: echo.sequence,
            millis,
        });
        fx.set_timer(0, Timer::PingNext);
    }
}

impl Ping {
    /// Whether the reply to this request is awaited.
    fn awaits(&self, sequence: u16) -> bool {
        self.awaited.is_some() && self.sent.wrapping_sub(1) as u16 == sequence
    }
}
