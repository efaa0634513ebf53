//! What typed lines do to tunnels.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use super::exchange::{IsakmpSa, QuickPhase, Request};
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, DeleteReason, IsakmpEvent, NodeReason};
use crate::ipsec::sadb::SaPair;

/// Milliseconds from `reload` to a router that is ready. Modelled: a short start.
const START: u64 = 20_000;

impl Router {
    /// Whether the console runs a command.
    pub(crate) fn is_busy(&self) -> bool {
        self.ping.is_some() || self.traceroute.is_some() || self.status.is_starting
    }

    /// Ends ISAKMP SAs: all, or the one with this connection id. The peer of one that is established is told. IOS:
    /// reference.
    pub(crate) fn clear_isakmp(&mut self, conn: Option<u32>, effects: &mut Effects<'_>) {
        let is_meant = |id: u32| conn.is_none_or(|conn| conn == id);
        while let Some(index) = self.sas.iter().position(|sa| is_meant(sa.session.conn)) {
            self.take_down_isakmp(index, DeleteReason::Cleared, effects);
        }
    }

    /// Ends IPsec and ISAKMP SAs, all or those with one peer, which is told. IOS: reference, `clear crypto session`.
    pub(crate) fn clear_sessions(&mut self, only: Option<Ipv4Addr>, effects: &mut Effects<'_>) {
        let is_meant = |peer: Ipv4Addr| only.is_none_or(|only| only == peer);
        self.clear_ipsec(effects, |_, peer| is_meant(peer));
        while let Some(index) = self.sas.iter().position(|sa| is_meant(*sa.session.peer.ip())) {
            self.take_down_isakmp(index, DeleteReason::Cleared, effects);
        }
    }

    /// Takes down pairs of IPsec SAs, by crypto map and peer, and tells their peers; what is still being negotiated is taken
    /// back. IOS: reference: manual ones are made anew.
    pub(crate) fn clear_ipsec(&mut self, effects: &mut Effects<'_>, is_meant: impl Fn(&str, Ipv4Addr) -> bool) {
        let meant: Vec<u32> = self
            .sadb
            .pairs()
            .iter()
            .filter(|pair| !pair.is_manual() && is_meant(&pair.map, pair.peer))
            .map(|pair| pair.inbound.spi())
            .collect();
        for spi in meant {
            self.take_down(spi, effects);
        }
        self.take_back_requests(effects, &is_meant);
        self.remake_manual_sas(effects, |pair| is_meant(&pair.map, pair.peer));
    }

    /// Ends the quick modes that this router began, and each main mode of its own for which no request waits any more: the
    /// next packet begins anew, with the policies and keys that are configured then. Modelled.
    fn take_back_requests(&mut self, effects: &mut Effects<'_>, is_meant: &impl Fn(&str, Ipv4Addr) -> bool) {
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
            effects.isakmp(
                Some(conn),
                IsakmpEvent::NodeDeleted {
                    message_id,
                    error,
                    reason,
                },
            );
        }
        while let Some(index) = self.sas.iter().position(IsakmpSa::is_of_no_use) {
            self.take_down_isakmp(index, DeleteReason::Cleared, effects);
        }
    }

    /// What a changed configuration means for what is up. Policies, keys, access lists and transform sets are looked at by
    /// the next negotiation; SAs that no crypto map on an interface stands for any more go. IOS: reference, `crypto map`;
    /// Modelled: when exactly.
    pub(crate) fn reconfigured(&mut self, effects: &mut Effects<'_>) {
        let orphans: Vec<u32> = self
            .sadb
            .pairs()
            .iter()
            .filter(|pair| !pair.is_manual() && !self.stands_for(pair))
            .map(|pair| pair.inbound.spi())
            .collect();
        for spi in orphans {
            self.take_down(spi, effects);
        }
        self.refresh_manual_sas(effects);
        if !self.config().negotiates() {
            while let Some(sa) = self.sas.pop() {
                self.forget(&sa.session, sa.state, DeleteReason::Cleared, effects);
            }
        }
    }

    /// Whether a crypto map on an interface still asks for a pair, and the engine in use can do it.
    fn stands_for(&self, pair: &SaPair) -> bool {
        let config = self.config();
        let on_interface = |name| {
            let Some((map_name, map)) = config.crypto_map_on(name) else {
                return false;
            };
            config.tunnel_address(name) == Some(pair.local)
                && map_name == pair.map
                && config.entry_for(map, pair.peer, &pair.proxies).is_some()
        };
        config.is_usable_transform_set(&pair.transforms, self.status.console.platform)
            && config.interfaces.keys().any(|name| on_interface(*name))
    }

    /// Switches off and on: all that is not configuration is gone. IOS: reference; Modelled: no question is asked.
    pub(crate) fn reload(&mut self, effects: &mut Effects<'_>) {
        self.forget_everything();
        effects.console(ConsoleEvent::Reloading);
        effects.forget_timers();
        effects.set_timer(START, Timer::Started);
    }

    /// The start after `reload` is over.
    pub(super) fn started(&mut self, effects: &mut Effects<'_>) {
        effects.console(ConsoleEvent::Restarted);
        self.start(effects);
    }
}
