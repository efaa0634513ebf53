//! IPsec's side of quick mode: asking for SAs, judging proposals, putting SAs to use, and taking them down.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{Ipv4Addr, SocketAddrV4};

use super::Router;
use super::exchange::{IsakmpSa, LastMessages, Phase, QuickMode, QuickPhase, Request};
use super::forward::{Ends, Match};
use super::isakmp::{delete_reason, log_inserted, log_reject};
use super::report;
use super::retransmission::answer_duplicate;
use crate::effects::Effects;
use crate::event::{IpsecEvent, IsakmpEvent, Machine, PeerName, PeerUser, Role, SaState, SessionState};
use crate::ike::main_mode::{Incoming, initiator};
use crate::ike::proposal::phase2::Meaning;
use crate::ike::quick_mode::{self, Agreement};
use crate::ike::session::{Cx, PORT, Reject, Session};
use crate::ike::timing;
use crate::ios::access_list::ProxyIdentities;
use crate::ios::config::RunningConfig;

use crate::ios::crypto::{ReplayWindow as ReplaySetting, TransformSet};
use crate::ipsec::bundle::{Bundle, Spis};
use crate::ipsec::replay::ReplayWindow;
use crate::ipsec::sadb::{Origin, SaPair};
use crate::random::{Purpose, draw};

impl Router {
    /// Traffic needs SAs: IKE is asked for them, unless it was already.
    pub(super) fn request_sas(&mut self, found: &Match, fx: &mut Effects<'_>) {
        let Some(wanted) = self.wanted(&found.map, found.entry, &found.proxies, found.ends()) else {
            return;
        };
        let asks = |sa: &IsakmpSa| *sa.session.peer.ip() == found.peer && sa.is_asking_for(&wanted.proxies);
        if self.sas.iter().any(asks) {
            return;
        }
        let Some(best) = wanted.sets.first().cloned() else {
            let (map, entry) = (found.map.clone(), found.entry);
            fx.ipsec(IpsecEvent::NoTransformSet { map, entry });
            return;
        };
        let spis = Spis::draw(&wanted.sets, || draw_spi(fx, &self.sadb));
        let request = Request { wanted, spis };
        report::requested(found, &request, &best, fx);
        fx.work(timing::KEY_ENGINE);
        let count = best.parts().count() as u8;
        fx.isakmp(None, IsakmpEvent::KeyMessageReceived { kind: 1, count });
        match self.established_with(found.peer) {
            Some(index) => {
                let session = self.sas[index].session.clone();
                fx.isakmp(None, IsakmpEvent::NodeCreated { message_id: 0 });
                fx.isakmp(Some(session.conn), IsakmpEvent::SittingIdle);
                self.sas[index].requests.push(request);
                self.serve_requests(session.conn, fx);
            }
            None => self.begin_main_mode(found, request, fx),
        }
    }

    fn begin_main_mode(&mut self, found: &Match, request: Request, fx: &mut Effects<'_>) {
        let negotiating =
            |sa: &&mut IsakmpSa| *sa.session.peer.ip() == found.peer && sa.session.role == Role::Initiator;
        if let Some(sa) = self.sas.iter_mut().find(negotiating) {
            sa.requests.push(request);
            return;
        }
        let (local, peer) = (
            SocketAddrV4::new(found.local, PORT),
            SocketAddrV4::new(found.peer, PORT),
        );
        fx.isakmp(None, IsakmpEvent::RequestProfileNull);
        let session = self.new_session(Role::Initiator, local, peer);
        self.log_new_sa(&session, PeerUser::Initiator, fx);
        fx.isakmp(None, IsakmpEvent::NodeCreated { message_id: 0 });
        log_inserted(&session, fx);
        fx.isakmp(Some(session.conn), IsakmpEvent::TryingMainMode);
        fx.begin_message();
        match initiator::start(&mut Cx { fx, session: &session }) {
            Ok(next) => {
                let sent = next.sent.clone();
                let mut sa = IsakmpSa::new(session, Phase::InitiatorExpectsSa(next));
                sa.requests.push(request);
                sa.await_answer(0, sent, fx);
                self.sas.push(sa);
            }
            Err(reject) => self.forget(&session, SaState::NoState, delete_reason(&reject), fx),
        }
    }

    /// Begins a quick mode for each request that waited for phase 1.
    pub(super) fn serve_requests(&mut self, conn: u32, fx: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        let session = self.sas[index].session.clone();
        for request in core::mem::take(&mut self.sas[index].requests) {
            fx.begin_message();
            let Some(established) = self.sas[index].phase.established().cloned() else {
                return;
            };
            let mut cx = Cx { fx, session: &session };
            let (wanted, spis) = (request.wanted.clone(), request.spis);
            let state = quick_mode::initiator::start(wanted, &established, &mut cx, |cx| {
                report::spis_given(cx, spis);
                spis
            });
            let (message_id, sent) = (state.message_id, state.sent.clone());
            let phase = QuickPhase::Initiator(Box::new(state), request);
            let sa = &mut self.sas[index];
            sa.quick.push(QuickMode {
                message_id,
                phase,
                last: LastMessages::default(),
            });
            sa.await_answer(message_id, sent, fx);
        }
    }

    /// Takes a message of quick mode.
    pub(super) fn receive_quick_mode(
        &mut self,
        index: usize,
        bytes: &[u8],
        message: &Incoming<'_>,
        fx: &mut Effects<'_>,
    ) {
        let sa = &self.sas[index];
        let (session, state) = (sa.session.clone(), sa.state);
        let Some(established) = sa.phase.established().cloned() else {
            log_reject(&mut Cx { fx, session: &session }, &Reject::Unexpected);
            return;
        };
        let message_id = message.header.message_id;
        let Some(at) = sa.quick.iter().position(|quick| quick.message_id == message_id) else {
            self.answer_quick_mode(index, bytes, message, &established, fx);
            return;
        };
        let quick = sa.quick[at].clone();
        if quick.last.received == bytes {
            let mut cx = Cx { fx, session: &session };
            answer_duplicate(&mut cx, &quick.last, Machine::QuickMode(message_id), state);
            return;
        }
        let mut agreement = None;
        let mut cx = Cx { fx, session: &session };
        let result = match &quick.phase {
            QuickPhase::Initiator(expect, _) => {
                let (conn, identity) = (self.next_ipsec_conn, established.peer_identity.clone());
                let handled = expect.handle(message, &established, &mut cx, |made, cx| {
                    self.tunnel_up(&session, identity, &made.meaning.set, cx.fx);
                    report::creating(cx, made, conn);
                });
                handled.map(|(made, sent)| {
                    agreement = Some(made);
                    Some(sent)
                })
            }
            QuickPhase::Responder(expect) => expect.handle(message, &established, &mut cx).map(|()| None),
            QuickPhase::Done => Err(Reject::Unexpected),
        };
        match result {
            Err(reject) => log_reject(&mut cx, &reject),
            Ok(sent) => {
                let last = LastMessages {
                    received: bytes.to_vec(),
                    sent,
                    awaiting: None,
                };
                self.sas[index].quick[at] = QuickMode {
                    message_id,
                    phase: QuickPhase::Done,
                    last,
                };
                if let Some(agreement) = agreement {
                    self.install(&session, agreement, true, fx);
                }
            }
        }
    }

    /// Reads QM1 and answers it, or refuses.
    fn answer_quick_mode(
        &mut self,
        index: usize,
        bytes: &[u8],
        message: &Incoming<'_>,
        established: &crate::ike::main_mode::Established,
        fx: &mut Effects<'_>,
    ) {
        let session = self.sas[index].session.clone();
        let message_id = message.header.message_id;
        let mut cx = Cx { fx, session: &session };
        let accept =
            |proxies: &ProxyIdentities, meaning: &Meaning, cx: &mut Cx<'_, '_>| self.accepts(proxies, meaning, cx);
        let accepted = match quick_mode::responder::read(message, established, &mut cx, accept) {
            Ok(accepted) => accepted,
            Err(refusal) => {
                log_reject(&mut cx, &refusal.reject);
                if refusal.reject == Reject::NoProposalChosen {
                    report::refused(&mut cx, message_id, refusal.offered, established);
                }
                return;
            }
        };
        cx.fx.begin_message();
        cx.fx.work(timing::KEY_ENGINE);
        cx.fx.ipsec(IpsecEvent::QueueEvent { messages: 1 });
        let set = accepted.meaning.set.clone();
        let spis = Spis::draw([&set], || draw_spi(cx.fx, &self.sadb));
        report::spis_given(&mut cx, spis);
        let count = set.parts().count() as u8;
        cx.log_global(IsakmpEvent::KeyMessageReceived { kind: 2, count });
        let conn = self.next_ipsec_conn;
        self.tunnel_up(&session, established.peer_identity.clone(), &set, cx.fx);
        match accepted.answer(spis, established, &mut cx, |made, cx| report::creating(cx, made, conn)) {
            Err(reject) => log_reject(&mut cx, &reject),
            Ok((agreement, expect)) => {
                let sent = expect.sent.clone();
                let last = LastMessages {
                    received: bytes.to_vec(),
                    ..LastMessages::default()
                };
                self.sas[index].quick.push(QuickMode {
                    message_id,
                    phase: QuickPhase::Responder(expect),
                    last,
                });
                self.sas[index].await_answer(message_id, sent, fx);
                self.install(&session, agreement, false, fx);
            }
        }
    }

    /// Whether a crypto map takes a proposal of this peer's, and what the key engine says of it.
    fn accepts(&self, proxies: &ProxyIdentities, meaning: &Meaning, cx: &mut Cx<'_, '_>) -> bool {
        quick_mode::log_validation(cx, proxies, meaning);
        let peer = *cx.session.peer.ip();
        let Some((map, entry)) = find_entry(&self.console.config, peer, proxies) else {
            cx.fx.ipsec(IpsecEvent::ProxySearched { map: String::new() });
            cx.fx.ipsec(IpsecEvent::ProxiesNotSupported(*proxies));
            return false;
        };
        cx.fx.ipsec(IpsecEvent::ProxySearched { map: map.clone() });
        let local = *cx.session.local.ip();
        let wanted = self.wanted(&map, entry, proxies, Ends { local, peer });
        let fits = wanted.is_some_and(|wanted| {
            let takes = wanted.sets.iter().any(|set| set.takes(&meaning.set));
            takes && (wanted.pfs.is_none() || wanted.pfs == meaning.pfs)
        });
        if !fits {
            cx.fx.ipsec(IpsecEvent::TransformNotSupported(meaning.set.clone()));
        }
        fits
    }

    /// What is reported before a pair of SAs is made. IOS: seed, for the responder; Modelled: the initiator does the same.
    fn tunnel_up(&mut self, session: &Session, identity: PeerName, set: &TransformSet, fx: &mut Effects<'_>) {
        fx.work(timing::INSTALL);
        for flow in self.next_flow..self.next_flow + sa_count(set) {
            fx.ipsec(IpsecEvent::FlowAllocated { flow });
        }
        let (peer, port) = (*session.peer.ip(), session.peer.port());
        fx.ipsec(IpsecEvent::Session {
            state: SessionState::Up,
            peer,
            port,
            identity,
        });
        self.lock_peer(peer, PeerUser::IpsecSas, fx);
    }

    /// The window of new SAs: as large as the configuration says, or none.
    fn replay_window(&self) -> Option<ReplayWindow> {
        match self.console.config.ipsec.replay_window {
            ReplaySetting::Disabled => None,
            ReplaySetting::Packets(size) => Some(ReplayWindow::new(size)),
        }
    }

    /// Puts a pair of SAs to use.
    fn install(&mut self, session: &Session, agreement: Agreement, is_initiator: bool, fx: &mut Effects<'_>) {
        fx.work(timing::KEY_ENGINE);
        let set = agreement.meaning.set.clone();
        let messages = sa_count(&set);
        fx.ipsec(IpsecEvent::QueueEvent {
            messages: messages as u8,
        });
        let (local, peer) = (*session.local.ip(), *session.peer.ip());
        let entry = find_entry(&self.console.config, peer, &agreement.proxies);
        let wanted = entry
            .as_ref()
            .and_then(|(map, entry)| self.wanted(map, *entry, &agreement.proxies, Ends { local, peer }));
        let agreed = agreement.meaning.lifetime;
        let lifetime = wanted.map_or(agreed, |wanted| agreed.shorter(wanted.lifetime));
        let (map, entry) = entry.unwrap_or_default();
        let (conn, flow_id) = (self.next_ipsec_conn, self.next_flow);
        (self.next_ipsec_conn, self.next_flow) = (conn + messages, flow_id + messages);
        let pair = SaPair {
            peer,
            local,
            proxies: agreement.proxies,
            transforms: set,
            map,
            entry,
            is_initiator,
            is_rekeyed: false,
            created: fx.now,
            origin: Origin::Negotiated(lifetime),
            inbound: Bundle::new(agreement.inbound, conn, self.replay_window()),
            outbound: Bundle::new(agreement.outbound, conn + 1, None),
        };
        let established = self
            .sas
            .iter()
            .find(|sa| sa.session.conn == session.conn)
            .and_then(|sa| sa.phase.established());
        let cookies = established.map_or([[0; 8]; 2], |done| match session.role {
            Role::Initiator => [done.cookies.initiator, done.cookies.responder],
            Role::Responder => [done.cookies.responder, done.cookies.initiator],
        });
        report::installed(&pair, agreement.meaning.pfs.is_some(), flow_id, cookies, fx);
        Router::start_lifetime(&pair, lifetime, fx);
        self.sadb.insert(pair);
    }

    /// Takes down the negotiated pairs for which `gone` is true.
    pub(super) fn remove_ipsec_sas(&mut self, fx: &mut Effects<'_>, gone: impl Fn(&SaPair) -> bool) {
        let removed: Vec<SaPair> = self.sadb.remove(|pair| !pair.is_manual() && gone(pair));
        for pair in removed {
            report::deleted(&pair, fx);
            self.unlock_peer(pair.peer, PeerUser::IpsecSas);
            if !self.sadb.pairs().iter().any(|other| other.peer == pair.peer) {
                let (peer, state) = (pair.peer, SessionState::Down);
                fx.ipsec(IpsecEvent::Session {
                    state,
                    peer,
                    port: PORT,
                    identity: PeerName::Address(peer),
                });
            }
        }
    }
}

/// The crypto map entry for a peer whose access list has exactly these proxies.
fn find_entry(config: &RunningConfig, peer: Ipv4Addr, proxies: &ProxyIdentities) -> Option<(String, u16)> {
    for name in config.interfaces.keys() {
        let Some((map_name, map)) = config.crypto_map_on(*name) else {
            continue;
        };
        for (sequence, entry) in &map.entries {
            let list = entry.match_address.as_ref().and_then(|id| config.access_list(id));
            let fits = list.is_some_and(|list| list.proxy_identities().any(|own| own == *proxies));
            if fits && entry.peers().contains(&peer) {
                return Some((map_name.to_string(), *sequence));
            }
        }
    }
    None
}

/// An SPI for the SA towards this router: not one of the first 256, which are reserved (RFC 2401 §4.4.3), and not in use.
fn draw_spi(fx: &mut Effects<'_>, sadb: &crate::ipsec::sadb::SaDatabase) -> u32 {
    loop {
        let spi = u32::from_be_bytes(draw(fx.rng(), Purpose::Spi));
        if spi > 255 && !sadb.has_inbound(spi) {
            return spi;
        }
    }
}

/// How many SAs a set makes: one each way for each protocol.
fn sa_count(set: &TransformSet) -> u32 {
    2 * set.parts().count() as u32
}
