//! Lifetimes: new SAs before they are over, and what happens when they are (RFC 2409 §3, RFC 2401 §4.4.3).

use super::Router;
use super::forward::Match;
use crate::effects::{Effects, Timer};
use crate::event::DeleteReason;
use crate::ike::informational;
use crate::ike::session::Cx;
use crate::ios::crypto::Lifetime;
use crate::ipsec::sadb::SaPair;

/// Seconds before the end of an SA's lifetime in which a new one is negotiated. IOS: reference, `crypto ipsec
/// security-association lifetime`.
const REKEY_SECONDS: u32 = 30;

impl Router {
    /// Sets the timers of a new pair.
    pub(super) fn start_lifetime(pair: &SaPair, lifetime: Lifetime, fx: &mut Effects<'_>) {
        let spi = pair.inbound.spi();
        let seconds = u64::from(lifetime.seconds);
        let rekey = seconds.saturating_sub(REKEY_SECONDS.into());
        fx.set_timer(rekey * 1000, Timer::IpsecRekey { spi });
        fx.set_timer(seconds * 1000, Timer::IpsecLifetime { spi });
    }

    /// The lifetime of a pair is nearly over: the router that negotiated it does so again, if the pair was used (IOS:
    /// reference: without traffic, the next packet asks). Modelled: the other router leaves it to its peer.
    pub(super) fn rekey_due(&mut self, spi: u32, fx: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let is_used = pair.inbound.bytes + pair.outbound.bytes > 0;
        if !is_used || !pair.is_initiator || pair.is_rekeyed {
            return;
        }
        pair.is_rekeyed = true;
        let found = Match {
            map: pair.map.clone(),
            entry: pair.entry,
            access_list: alloc::string::String::new(),
            proxies: pair.proxies,
            peer: pair.peer,
            local: pair.local,
        };
        self.request_sas(&found, fx);
    }

    /// Looks at the volume of a pair after a packet: used up, or nearly.
    pub(super) fn check_volume(&mut self, spi: u32, fx: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        if pair.volume_is_used_up() {
            self.take_down(spi, fx);
        } else if pair.volume_is_nearly_used_up() {
            self.rekey_due(spi, fx);
        }
    }

    /// Takes down a pair, whose lifetime is over or that nobody wants any more: the peer is told.
    pub(super) fn take_down(&mut self, spi: u32, fx: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let (peer, spis) = (pair.peer, pair.inbound.spis());
        if let Some(index) = self.established_with(peer) {
            let sa = &self.sas[index];
            let session = &sa.session;
            for (protocol, spi) in spis.iter() {
                let Some(established) = sa.phase.established() else {
                    break;
                };
                let mut cx = Cx { fx, session };
                cx.fx.begin_message();
                let message_id = informational::new_message_id(&mut cx);
                let delete = informational::delete_ipsec(protocol, spi);
                informational::send(message_id, delete, established, &mut cx);
            }
        }
        self.remove_ipsec_sas(fx, |pair| pair.inbound.spi() == spi);
    }

    /// The ISAKMP SA's lifetime is over: the peer is told, and the SA goes. The IPsec SAs stay (RFC 2409 §3).
    pub(super) fn isakmp_lifetime_over(&mut self, conn: u32, fx: &mut Effects<'_>) {
        if let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) {
            self.take_down_isakmp(index, DeleteReason::LifetimeExpired, fx);
        }
    }

    /// Takes down an ISAKMP SA; the peer of one that is established is told.
    pub(super) fn take_down_isakmp(&mut self, index: usize, reason: DeleteReason, fx: &mut Effects<'_>) {
        let sa = self.sas.remove(index);
        if let Some(established) = sa.phase.established() {
            let mut cx = Cx {
                fx,
                session: &sa.session,
            };
            cx.fx.begin_message();
            let message_id = informational::new_message_id(&mut cx);
            informational::send(
                message_id,
                informational::delete_isakmp(established),
                established,
                &mut cx,
            );
        }
        self.forget(&sa.session, sa.state, reason, fx);
    }
}
