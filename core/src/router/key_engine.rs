//! IPsec's side of quick mode: asking for SAs, judging proposals, putting SAs to use, and taking them down.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::SocketAddrV4;

use super::Router;
use super::exchange::{IsakmpSa, LastMessages, Phase, QuickMode, QuickPhase, Request};
use super::forward::{Ends, Match};
use super::isakmp::{delete_reason, log_inserted, log_reject};
use super::proposal::find_entry;
use super::report::{self, QuickModeId};
use super::retransmission::answer_duplicate;
use crate::effects::Effects;
use crate::event::{DeleteReason, IpsecEvent, IsakmpEvent, Machine, PeerUser, Role, SessionState};
use crate::ike::main_mode::{Incoming, initiator};
use crate::ike::proposal::phase2::{Choice, Meaning};
use crate::ike::quick_mode::{self, Agreement};
use crate::ike::session::{PORT, Reject, Session, SessionContext};
use crate::ike::timing;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::id::PeerName;
use crate::isakmp::numbers::ProtocolId;

use crate::ios::crypto::ReplayWindow as ReplaySetting;
use crate::ipsec::bundle::{Bundle, Spis};
use crate::ipsec::replay::ReplayWindow;
use crate::ipsec::sadb::{Origin, SaPair};
use crate::random::Purpose;

impl Router {
    /// Traffic needs SAs: IKE is asked for them, unless it was already.
    pub(super) fn request_sas(&mut self, found: &Match, effects: &mut Effects<'_>) {
        let Some(wanted) = self.wanted(&found.map, found.entry, &found.proxies, found.ends()) else {
            return;
        };
        let asks = |sa: &IsakmpSa| *sa.session.peer.ip() == found.peer && sa.is_asking_for(&wanted.proxies);
        if self.sas.iter().any(asks) {
            return;
        }
        let Some(best) = wanted.sets.first().cloned() else {
            let (map, entry) = (found.map.clone(), found.entry.sequence);
            effects.ipsec(IpsecEvent::NoTransformSet { map, entry });
            return;
        };
        let spis = Spis::draw(&wanted.sets, || draw_spi(effects, &self.sadb));
        let request = Request { wanted, spis };
        report::requested(found, &request, &best, effects);
        effects.work(timing::KEY_ENGINE);
        let count = best.by_protocol().count() as u8;
        effects.isakmp(None, IsakmpEvent::KeyMessageReceived { kind: 1, count });
        match self.established_with(found.peer) {
            Some(index) => {
                let session = self.sas[index].session.clone();
                effects.isakmp(None, IsakmpEvent::NodeCreated { message_id: 0 });
                effects.isakmp(Some(session.conn), IsakmpEvent::SittingIdle);
                self.sas[index].requests.push(request);
                self.serve_requests(session.conn, effects);
            }
            None => self.begin_main_mode(found, Some(request), effects),
        }
    }

    /// Begins main mode with the peer of a crypto map's entry, or has the request wait for the one that goes on already.
    pub(super) fn begin_main_mode(&mut self, found: &Match, request: Option<Request>, effects: &mut Effects<'_>) {
        let negotiating =
            |sa: &&mut IsakmpSa| *sa.session.peer.ip() == found.peer && sa.session.role == Role::Initiator;
        if let Some(sa) = self.sas.iter_mut().find(negotiating) {
            sa.requests.extend(request);
            return;
        }
        let (local, peer) = (
            SocketAddrV4::new(found.local, PORT),
            SocketAddrV4::new(found.peer, PORT),
        );
        let profile = self
            .config()
            .profile_of_entry(&found.map, found.entry)
            .map(ToString::to_string);
        effects.isakmp(
            None,
            IsakmpEvent::ProfileRequested {
                profile: profile.clone(),
            },
        );
        let session = self.new_session(Role::Initiator, local, peer, profile);
        self.log_new_sa(&session, PeerUser::Initiator, effects);
        effects.isakmp(None, IsakmpEvent::NodeCreated { message_id: 0 });
        log_inserted(&session, effects);
        effects.isakmp(Some(session.conn), IsakmpEvent::TryingMainMode);
        effects.begin_message();
        match initiator::start(&mut SessionContext {
            effects,
            session: &session,
        }) {
            Ok(next) => {
                let sent = next.sent.clone();
                let mut sa = IsakmpSa::new(session, Phase::InitiatorExpectsSa(next));
                sa.requests.extend(request);
                sa.await_answer(0, sent, effects);
                self.sas.push(sa);
            }
            Err(reject) => self.not_started(&session, delete_reason(&reject), effects),
        }
    }

    /// Takes out an ISAKMP SA whose main mode could not begin; its number is free again. IOS: field.
    fn not_started(&mut self, session: &Session, reason: DeleteReason, effects: &mut Effects<'_>) {
        self.next_isakmp_conn = session.conn;
        let peer = *session.peer.ip();
        let peer_handle = self.peer(peer).map_or(0, |record| record.handle);
        self.unlock_peer(peer, PeerUser::Initiator);
        effects.isakmp(
            Some(session.conn),
            IsakmpEvent::NotStarted {
                reason,
                peer,
                handle: session.handle,
                peer_handle,
                refcount: self.peer(peer).map_or(0, |record| record.ike_users),
            },
        );
    }

    /// Begins a quick mode for each request that waited for phase 1.
    pub(super) fn serve_requests(&mut self, conn: u32, effects: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        let session = self.sas[index].session.clone();
        for request in core::mem::take(&mut self.sas[index].requests) {
            effects.begin_message();
            let Some(established) = self.sas[index].phase.established().cloned() else {
                return;
            };
            let mut context = SessionContext {
                effects,
                session: &session,
            };
            let (wanted, spis) = (request.wanted.clone(), request.spis);
            let proposed = protocols(&wanted.sets);
            let state = quick_mode::initiator::start(wanted, &established, &mut context, |context| {
                report::spis_given(context, spis, &proposed);
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
            sa.await_answer(message_id, sent, effects);
        }
    }

    /// Takes a message of quick mode.
    pub(super) fn receive_quick_mode(
        &mut self,
        index: usize,
        bytes: &[u8],
        message: &Incoming<'_>,
        effects: &mut Effects<'_>,
    ) {
        let sa = &self.sas[index];
        let (session, state) = (sa.session.clone(), sa.state);
        let Some(established) = sa.phase.established().cloned() else {
            log_reject(
                &mut SessionContext {
                    effects,
                    session: &session,
                },
                &Reject::Unexpected,
            );
            return;
        };
        let message_id = message.header.message_id;
        let Some(at) = sa.quick.iter().position(|quick| quick.message_id == message_id) else {
            self.answer_quick_mode(index, bytes, message, &established, effects);
            return;
        };
        let quick = sa.quick[at].clone();
        if quick.last.received == bytes {
            let mut context = SessionContext {
                effects,
                session: &session,
            };
            answer_duplicate(&mut context, &quick.last, Machine::QuickMode(message_id), state);
            return;
        }
        let mut agreement = None;
        let mut context = SessionContext {
            effects,
            session: &session,
        };
        let result = match &quick.phase {
            QuickPhase::Initiator(expect, _) => {
                let (conn, identity) = (self.next_ipsec_conn, established.peer_identity.clone());
                let handled = expect.handle(message, &established, &mut context, |made, context| {
                    self.tunnel_up(&session, identity, &made.meaning.set, context.effects);
                    report::creating(context, made, conn);
                });
                handled.map(|(made, sent)| {
                    agreement = Some(made);
                    Some(sent)
                })
            }
            QuickPhase::Responder(expect) => expect.handle(message, &established, &mut context).map(|()| None),
            QuickPhase::Done => Err(Reject::Unexpected),
        };
        match result {
            Err(reject) => log_reject(&mut context, &reject),
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
                    self.install(&session, message_id, agreement, true, effects);
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
        effects: &mut Effects<'_>,
    ) {
        let session = self.sas[index].session.clone();
        let message_id = message.header.message_id;
        let mut context = SessionContext {
            effects,
            session: &session,
        };
        let profile = session.profile(Some(&established.peer_identity));
        let profile = profile.map(|profile| profile.name.as_str());
        let accept =
            |proxies: &ProxyIdentities, choice: &Choice, meaning: &Meaning, context: &mut SessionContext<'_, '_>| {
                self.accepts(proxies, (choice, meaning), profile, context)
            };
        let accepted = match quick_mode::responder::read(message, established, &mut context, accept) {
            Ok(accepted) => accepted,
            Err(refusal) => {
                log_reject(&mut context, &refusal.reject);
                if refusal.reject == Reject::NoProposalChosen {
                    report::refused(&mut context, message_id, refusal.offered, established);
                }
                return;
            }
        };
        context.effects.begin_message();
        context.effects.work(timing::KEY_ENGINE);
        context.effects.ipsec(IpsecEvent::QueueEvent { messages: 1 });
        let set = accepted.meaning.set.clone();
        let spis = Spis::draw([&set], || draw_spi(context.effects, &self.sadb));
        report::spis_given(&mut context, spis, &accepted.protocols());
        let count = set.by_protocol().count() as u8;
        context.log_global(IsakmpEvent::KeyMessageReceived { kind: 2, count });
        let conn = self.next_ipsec_conn;
        self.tunnel_up(&session, established.peer_identity.clone(), &set, context.effects);
        match accepted.answer(spis, established, &mut context, |made, context| {
            report::creating(context, made, conn)
        }) {
            Err(reject) => log_reject(&mut context, &reject),
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
                self.sas[index].await_answer(message_id, sent, effects);
                self.install(&session, message_id, agreement, false, effects);
            }
        }
    }

    /// What is reported before a pair of SAs is made. IOS: seed, for the responder; Modelled: the initiator does the same.
    fn tunnel_up(&mut self, session: &Session, identity: PeerName, set: &TransformSet, effects: &mut Effects<'_>) {
        effects.work(timing::INSTALL);
        for flow in self.next_flow..self.next_flow + sa_count(set) {
            effects.ipsec(IpsecEvent::FlowAllocated { flow });
        }
        let (peer, port) = (*session.peer.ip(), session.peer.port());
        effects.ipsec(IpsecEvent::Session {
            state: SessionState::Up,
            peer,
            port,
            identity,
        });
        self.lock_peer(session.peer, PeerUser::IpsecSas, effects);
    }

    /// The window of new SAs: as large as the configuration says, or none.
    fn replay_window(&self) -> Option<ReplayWindow> {
        match self.config().ipsec.replay_window {
            ReplaySetting::Disabled => None,
            ReplaySetting::Packets(size) => Some(ReplayWindow::new(size)),
        }
    }

    /// Puts a pair of SAs to use.
    fn install(
        &mut self,
        session: &Session,
        message_id: u32,
        agreement: Agreement,
        is_initiator: bool,
        effects: &mut Effects<'_>,
    ) {
        effects.work(timing::KEY_ENGINE);
        let set = agreement.meaning.set.clone();
        let messages = sa_count(&set);
        effects.ipsec(IpsecEvent::QueueEvent {
            messages: messages as u8,
        });
        let (local, peer) = (*session.local.ip(), *session.peer.ip());
        let established = self
            .sas
            .iter()
            .find(|sa| sa.session.conn == session.conn)
            .and_then(|sa| sa.phase.established());
        let profile = session.profile(established.map(|done| &done.peer_identity));
        let profile = profile.map(|profile| profile.name.as_str());
        let entry = find_entry(self.config(), Ends { local, peer }, profile, &agreement.proxies);
        let wanted = entry
            .as_ref()
            .and_then(|(map, entry)| self.wanted(map, *entry, &agreement.proxies, Ends { local, peer }));
        let agreed = agreement.meaning.lifetime;
        let lifetime = wanted.map_or(agreed, |wanted| agreed.shorter(wanted.lifetime));
        let (map, entry) = entry.unwrap_or_default();
        let peer_name = established.map_or(PeerName::Address(peer), |done| done.peer_identity.clone());
        let cookies = established.map_or([[0; 8]; 2], |done| match session.role {
            Role::Initiator => [done.cookies.initiator, done.cookies.responder],
            Role::Responder => [done.cookies.responder, done.cookies.initiator],
        });
        let (conn, flow_id) = (self.next_ipsec_conn, self.next_flow);
        (self.next_ipsec_conn, self.next_flow) = (conn + messages, flow_id + messages);
        let pair = SaPair {
            peer,
            peer_port: session.peer.port(),
            peer_name,
            local,
            proxies: agreement.proxies,
            transforms: set,
            idle_seconds: self.idle_seconds(&map, entry),
            map,
            entry,
            is_initiator,
            is_rekeyed: false,
            created: effects.now,
            used: effects.now,
            origin: Origin::Negotiated(lifetime),
            inbound: Bundle::new(agreement.inbound, conn, self.replay_window()),
            outbound: Bundle::new(agreement.outbound, conn + 1, None),
        };
        let made_by = QuickModeId { cookies, message_id };
        report::installed(&pair, agreement.meaning.pfs.is_some(), flow_id, made_by, effects);
        Router::start_lifetime(&pair, lifetime, effects);
        self.sadb.insert(pair);
    }

    /// Takes down the negotiated pairs for which `gone` is true.
    pub(super) fn remove_ipsec_sas(&mut self, effects: &mut Effects<'_>, gone: impl Fn(&SaPair) -> bool) {
        let removed: Vec<SaPair> = self.sadb.remove(|pair| !pair.is_manual() && gone(pair));
        for pair in removed {
            report::deleted(&pair, effects);
            self.unlock_peer(pair.peer, PeerUser::IpsecSas);
            if !self.sadb.pairs().iter().any(|other| other.peer == pair.peer) {
                effects.ipsec(IpsecEvent::Session {
                    state: SessionState::Down,
                    peer: pair.peer,
                    port: pair.peer_port,
                    identity: pair.peer_name,
                });
            }
        }
    }
}

/// An SPI for the SA towards this router: not one of the first 256, which are reserved (RFC 2401 §4.4.3), and not in use.
fn draw_spi(effects: &mut Effects<'_>, sadb: &crate::ipsec::sadb::SaDatabase) -> u32 {
    loop {
        let spi = u32::from_be_bytes(effects.draw(Purpose::Spi));
        if spi > 255 && !sadb.has_inbound(spi) {
            return spi;
        }
    }
}

/// The protocols of the proposals in which transform sets are offered.
fn protocols(sets: &[TransformSet]) -> Vec<ProtocolId> {
    let of = |set: &TransformSet| set.by_protocol().map(|(protocol, _)| protocol).collect::<Vec<_>>();
    sets.iter().flat_map(of).collect()
}

/// How many SAs a set makes: one each way for each protocol.
fn sa_count(set: &TransformSet) -> u32 {
    2 * set.by_protocol().count() as u32
}
