//! Lifetimes: new SAs before they are over, and what happens when they are (RFC 2409 §3, RFC 2401 §4.4.3).

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use super::forward::Match;
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, IpsecEvent};
use crate::ike::informational;
use crate::ike::session::SessionContext;
use crate::ios::crypto_map::{CryptoMapEntry, IdleTime, Keying};
use crate::ipsec::entry::EntryId;
use crate::ipsec::lifetime::Lifetime;
use crate::ipsec::sadb::SaPair;

/// Seconds before the end of an SA's lifetime in which a new one is negotiated. IOS: reference, `crypto ipsec
/// security-association lifetime`.
const REKEY_SECONDS: u32 = 30;

impl Router {
    /// Sets the timers of a new pair.
    pub(super) fn start_lifetime(pair: &SaPair, lifetime: Lifetime, effects: &mut Effects<'_>) {
        let spi = pair.inbound.spi();
        let seconds = u64::from(lifetime.seconds);
        let rekey = seconds.saturating_sub(REKEY_SECONDS.into());
        effects.set_timer(rekey * 1000, Timer::IpsecRekey { spi });
        effects.set_timer(seconds * 1000, Timer::IpsecLifetime { spi });
        if let Some(idle) = pair.idle_seconds {
            effects.set_timer(u64::from(idle) * 1000, Timer::IpsecIdle { spi });
        }
    }

    /// Seconds without a packet after which the SAs of an entry go. IOS: reference, `set security-association idle-time`.
    pub(super) fn idle_seconds(&self, map: &str, entry: EntryId) -> Option<u32> {
        let own = self.idle_time(map, entry).map(|idle| idle.seconds);
        own.or(self.config().ipsec.idle_seconds)
    }

    fn idle_time(&self, map: &str, entry: EntryId) -> Option<IdleTime> {
        match &self.config().entry(map, entry)?.keying {
            Keying::Isakmp(isakmp) => isakmp.idle_time,
            Keying::Manual(_) | Keying::Dynamic(_) => None,
        }
    }

    /// A pair goes if it has carried nothing for as long as it may; else it is looked at again when it may have.
    pub(super) fn idle_due(&mut self, spi: u32, effects: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let Some(allowed) = pair.idle_seconds.map(|seconds| u64::from(seconds) * 1000) else {
            return;
        };
        let idle = effects.now.0.saturating_sub(pair.used.0);
        if idle < allowed {
            effects.set_timer(allowed - idle, Timer::IpsecIdle { spi });
            return;
        }
        let (map, entry) = (pair.map.clone(), pair.entry);
        let to_default = self.idle_time(&map, entry).is_some_and(|idle| idle.to_default);
        let default = self.config().entry(&map, entry).and_then(CryptoMapEntry::default_peer);
        let next_peer = default.filter(|_| to_default);
        effects.ipsec(IpsecEvent::IdleTimeout { spi, next_peer });
        self.take_down(spi, effects);
    }

    /// The lifetime of a pair is nearly over: the router that negotiated it does so again, if the pair was used (IOS:
    /// reference: without traffic, the next packet asks). Modelled: the other router leaves it to its peer.
    pub(super) fn rekey_due(&mut self, spi: u32, effects: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let is_used = pair.inbound.bytes + pair.outbound.bytes > 0;
        if is_used && pair.is_initiator {
            self.renew(spi, effects);
        }
    }

    /// Asks for new SAs in the place of a pair, if nobody did before.
    fn renew(&mut self, spi: u32, effects: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        if pair.is_rekeyed || pair.is_manual() {
            return;
        }
        pair.is_rekeyed = true;
        let found = Match {
            map: pair.map.clone(),
            entry: pair.entry,
            access_list: None,
            proxies: pair.proxies,
            peer: pair.peer,
            local: pair.local,
        };
        self.request_sas(&found, effects);
    }

    /// Negotiates anew with a peer that IPsec SAs are left with and no ISAKMP SA: nothing else tells whether the peer lives,
    /// and whether it kept its IPsec SAs when the ISAKMP SA ended, which not every implementation does. Modelled.
    pub(super) fn renew_orphans(&mut self, peer: Ipv4Addr, effects: &mut Effects<'_>) {
        if self.sas.iter().any(|sa| *sa.session.peer.ip() == peer) {
            return;
        }
        let pairs = self.sadb.pairs().iter().filter(|pair| pair.peer == peer);
        let spis: Vec<u32> = pairs.map(|pair| pair.inbound.spi()).collect();
        spis.into_iter().for_each(|spi| self.renew(spi, effects));
    }

    /// Looks at the volume of a pair after a packet: used up, or nearly.
    pub(super) fn check_volume(&mut self, spi: u32, effects: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        if pair.volume_is_used_up() {
            self.take_down(spi, effects);
        } else if pair.volume_is_nearly_used_up() {
            self.rekey_due(spi, effects);
        }
    }

    /// Takes down a pair, whose lifetime is over or that nobody wants any more: the peer is told.
    pub(super) fn take_down(&mut self, spi: u32, effects: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let (peer, spis) = (pair.peer, pair.inbound.spis());
        if let Some(index) = self.established_with(peer) {
            let sa = &self.sas[index];
            let session = &sa.session;
            for (protocol, spi) in spis.iter() {
                let Some(established) = sa.phase.established() else {
                    break;
                };
                let mut context = SessionContext { effects, session };
                context.effects.begin_message();
                let message_id = informational::new_message_id(&mut context);
                let delete = informational::delete_ipsec(protocol, spi);
                informational::send(message_id, delete, established, &mut context);
            }
        }
        self.remove_ipsec_sas(effects, |pair| pair.inbound.spi() == spi);
    }

    /// The ISAKMP SA's lifetime is over: the peer is told, and the SA goes. The IPsec SAs stay (RFC 2409 §3).
    pub(super) fn isakmp_lifetime_over(&mut self, conn: u32, effects: &mut Effects<'_>) {
        if let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) {
            self.take_down_isakmp(index, DeleteReason::LifetimeExpired, effects);
        }
    }

    /// Takes down an ISAKMP SA; the peer of one that is established is told.
    pub(super) fn take_down_isakmp(&mut self, index: usize, reason: DeleteReason, effects: &mut Effects<'_>) {
        let sa = self.sas.remove(index);
        if let Some(established) = sa.phase.established() {
            let mut context = SessionContext {
                effects,
                session: &sa.session,
            };
            context.effects.begin_message();
            let message_id = informational::new_message_id(&mut context);
            informational::send(
                message_id,
                informational::delete_isakmp(established),
                established,
                &mut context,
            );
        }
        self.forget(&sa.session, sa.state, reason, effects);
    }
}
