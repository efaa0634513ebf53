//! Lifetimes: new SAs before they are over, and what happens when they are (RFC 2409 §3, RFC 2401 §4.4.3).

use super::Router;
use super::forward::Match;
use crate::effects::{Effects, Timer};
use crate::event::DeleteReason;
use crate::ike::informational;
use crate::ike::session::Cx;
use crate::ipsec::sadb::SaPair;

/// Seconds before the end of an SA's lifetime in which a new one is negotiated. IOS: reference, `crypto ipsec
/// security-association lifetime`.
const REKEY_SECONDS: u32 = 30;

impl Router {
    /// Sets the timers of a new pair.
    pub(super) fn start_lifetime(pair: &SaPair, fx: &mut Effects<'_>) {
        let spi = pair.inbound.spi;
        let seconds = u64::from(pair.lifetime.seconds);
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
            self.ipsec_lifetime_over(spi, fx);
        } else if pair.volume_is_nearly_used_up() {
            self.rekey_due(spi, fx);
        }
    }

    /// The lifetime of a pair, in seconds or in kilobytes, is over: the peer is told, and the pair goes.
    pub(super) fn ipsec_lifetime_over(&mut self, spi: u32, fx: &mut Effects<'_>) {
        let Some(pair) = self.sadb.inbound(spi) else { return };
        let peer = pair.peer;
        if let Some(index) = self.established_with(peer) {
            let sa = &self.sas[index];
            if let Some(established) = sa.phase.established() {
                let mut cx = Cx {
                    fx,
                    session: &sa.session,
                };
                cx.fx.begin_message();
                let message_id = informational::new_message_id(&mut cx);
                informational::send(message_id, informational::delete_esp(&[spi]), established, &mut cx);
            }
        }
        self.remove_ipsec_sas(fx, |pair| pair.inbound.spi == spi);
    }

    /// The ISAKMP SA's lifetime is over: the peer is told, and the SA goes. The IPsec SAs stay (RFC 2409 §3).
    pub(super) fn isakmp_lifetime_over(&mut self, conn: u32, fx: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
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
        self.forget(&sa.session, sa.state, DeleteReason::LifetimeExpired, fx);
    }
}
