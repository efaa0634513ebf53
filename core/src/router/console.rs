//! The console at work: what typed lines do to tunnels.

use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use super::exchange::{IsakmpSa, QuickPhase, Request};
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, DeleteReason, IsakmpEvent, NodeReason};
use crate::ios::config::RunningConfig;
use crate::ios::console::Outcome;
use crate::ios::exec::{ClearLine, ExecLine};
use crate::ipsec::sadb::SaPair;

/// Milliseconds from `reload` to a router that is ready. Modelled: a short start.
const START: u64 = 20_000;

impl Router {
    /// Takes a typed line. While a command runs, lines wait.
    pub(super) fn typed(&mut self, line: &str, fx: &mut Effects<'_>) {
        if self.is_busy() || !self.typed_ahead.is_empty() {
            self.typed_ahead.push_back(line.to_string());
        } else {
            self.enter(line, fx);
        }
    }

    /// Whether the console runs a command.
    fn is_busy(&self) -> bool {
        self.ping.is_some() || self.is_starting
    }

    /// Wakes the console for a line that waits.
    pub(super) fn console_free(&mut self, fx: &mut Effects<'_>) {
        if !self.is_busy() && !self.typed_ahead.is_empty() {
            fx.set_timer(0, Timer::Console);
        }
    }

    /// Takes the first line that waits.
    pub(super) fn next_line(&mut self, fx: &mut Effects<'_>) {
        if self.is_busy() {
            return;
        }
        if let Some(line) = self.typed_ahead.pop_front() {
            self.enter(&line, fx);
            self.console_free(fx);
        }
    }

    fn enter(&mut self, line: &str, fx: &mut Effects<'_>) {
        let (mode, before) = (self.console.mode.clone(), self.console.config.clone());
        let outcome = self.console.enter(line);
        fx.console(ConsoleEvent::Typed {
            mode,
            line: line.to_string(),
            outcome: outcome.clone(),
        });
        match outcome {
            Outcome::Configured { .. } => self.reconfigured(&before, fx),
            Outcome::Exec(ExecLine::Clear(what)) => self.clear(&what, fx),
            Outcome::Exec(ExecLine::Ping(ping)) => self.begin_ping(ping, fx),
            Outcome::Exec(ExecLine::Reload) => self.reload(fx),
            _ => {}
        }
    }

    fn clear(&mut self, what: &ClearLine, fx: &mut Effects<'_>) {
        match what {
            ClearLine::Isakmp(conn) => self.clear_isakmp(*conn, fx),
            ClearLine::Sa => self.clear_ipsec(fx, |_, _| true),
            ClearLine::SaOfMap(name) => self.clear_ipsec(fx, |map, _| map == name),
            ClearLine::SaOfPeer(address) => self.clear_ipsec(fx, |_, peer| peer == *address),
            ClearLine::AccessListCounters
            | ClearLine::InterfaceCounters
            | ClearLine::SaCounters
            | ClearLine::Logging => {}
        }
    }

    /// Ends ISAKMP SAs: all, or the one with this connection id. The peer of one that is established is told. IOS:
    /// reference.
    fn clear_isakmp(&mut self, conn: Option<u32>, fx: &mut Effects<'_>) {
        let is_meant = |id: u32| conn.is_none_or(|conn| conn == id);
        while let Some(index) = self.sas.iter().position(|sa| is_meant(sa.session.conn)) {
            self.take_down_isakmp(index, DeleteReason::Cleared, fx);
        }
    }

    /// Takes down pairs of IPsec SAs, by crypto map and peer, and tells their peers; what is still being negotiated is taken
    /// back. IOS: reference: manual ones are made anew.
    fn clear_ipsec(&mut self, fx: &mut Effects<'_>, is_meant: impl Fn(&str, Ipv4Addr) -> bool) {
        let meant: Vec<u32> = self
            .sadb
            .pairs()
            .iter()
            .filter(|pair| !pair.is_manual() && is_meant(&pair.map, pair.peer))
            .map(|pair| pair.inbound.spi())
            .collect();
        for spi in meant {
            self.take_down(spi, fx);
        }
        self.take_back_requests(fx, &is_meant);
        self.remake_manual_sas(fx, |pair| is_meant(&pair.map, pair.peer));
    }

    /// Ends the quick modes that this router began, and each main mode of its own for which no request waits any more: the
    /// next packet begins anew, with the policies and keys that are configured then. Modelled.
    fn take_back_requests(&mut self, fx: &mut Effects<'_>, is_meant: &impl Fn(&str, Ipv4Addr) -> bool) {
        let mut ended = Vec::new();
        for sa in &mut self.sas {
            let (conn, peer) = (sa.session.conn, *sa.session.peer.ip());
            let is_wanted = |request: &Request| !is_meant(&request.wanted.map, peer);
            sa.requests.retain(is_wanted);
            sa.quick.retain(|quick| match &quick.phase {
                QuickPhase::Initiator(_, request) if !is_wanted(request) => {
                    ended.push((conn, quick.message_id));
                    false
                }
                _ => true,
            });
        }
        for (conn, message_id) in ended {
            let (error, reason) = (true, NodeReason::Cleared);
            fx.isakmp(
                Some(conn),
                IsakmpEvent::NodeDeleted {
                    message_id,
                    error,
                    reason,
                },
            );
        }
        while let Some(index) = self.sas.iter().position(IsakmpSa::is_of_no_use) {
            self.take_down_isakmp(index, DeleteReason::Cleared, fx);
        }
    }

    /// What a changed configuration means for what is up. Policies, keys, access lists and transform sets are looked at by
    /// the next negotiation; SAs that no crypto map on an interface stands for any more go. IOS: reference, `crypto map`;
    /// Modelled: when exactly.
    fn reconfigured(&mut self, before: &Arc<RunningConfig>, fx: &mut Effects<'_>) {
        if **before == *self.console.config {
            return;
        }
        let orphans: Vec<u32> = self
            .sadb
            .pairs()
            .iter()
            .filter(|pair| !pair.is_manual() && !self.stands_for(pair))
            .map(|pair| pair.inbound.spi())
            .collect();
        for spi in orphans {
            self.take_down(spi, fx);
        }
        self.refresh_manual_sas(fx);
        if !self.console.config.negotiates() {
            while let Some(sa) = self.sas.pop() {
                self.forget(&sa.session, sa.state, DeleteReason::Cleared, fx);
            }
        }
    }

    /// Whether a crypto map on an interface still asks for a pair, and the engine in use can do it.
    fn stands_for(&self, pair: &SaPair) -> bool {
        let config = &self.console.config;
        let on_interface = |name| {
            let Some((map_name, map)) = config.crypto_map_on(name) else {
                return false;
            };
            let entries = map.entries.values();
            config.tunnel_address(name) == Some(pair.local)
                && map_name == pair.map
                && entries.into_iter().any(|entry| {
                    let list = entry.match_address.as_ref().and_then(|id| config.access_list(id));
                    entry.peers().contains(&pair.peer)
                        && list.is_some_and(|list| list.proxy_identities().any(|own| own == pair.proxies))
                })
        };
        config.is_usable_transform_set(&pair.transforms, self.console.platform)
            && config.interfaces.keys().any(|name| on_interface(*name))
    }

    /// Switches off and on: all that is not configuration is gone. IOS: reference; Modelled: no question is asked.
    fn reload(&mut self, fx: &mut Effects<'_>) {
        self.forget_everything();
        self.is_starting = true;
        fx.forget_timers();
        fx.set_timer(START, Timer::Started);
    }

    /// The start after `reload` is over.
    pub(super) fn started(&mut self, fx: &mut Effects<'_>) {
        self.is_starting = false;
        fx.console(ConsoleEvent::Restarted);
        self.start(fx);
        self.console_free(fx);
    }
}
