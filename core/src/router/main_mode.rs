//! Main mode's messages: which step each of them is, and what follows when it is done.

use core::net::SocketAddrV4;

use super::Router;
use super::exchange::{IsakmpSa, Phase};
use super::isakmp::{delete_reason, log_inserted, log_reject};
use super::retransmission::answer_duplicate;
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, Input, Machine, PeerUser, Role, SaState, State};
use crate::ike::main_mode::{Incoming, responder};
use crate::ike::session::{Session, SessionContext};
use crate::ike::timing;

impl Router {
    /// Answers a first message, or not. Modelled: a peer whose offer is refused is not told. RFC 2408 §5.4 lets a responder
    /// send NO-PROPOSAL-CHOSEN, but nothing would authenticate it yet, and no debug of IOS that we have read shows one: the
    /// initiator sends message 1 again until it gives up (IOS: field).
    pub(super) fn answer_main_mode(
        &mut self,
        local: SocketAddrV4,
        peer: SocketAddrV4,
        bytes: &[u8],
        message: &Incoming<'_>,
        effects: &mut Effects<'_>,
    ) {
        let session = self.new_session(Role::Responder, local, peer, None);
        self.log_new_sa(&session, PeerUser::IncomingMessage, effects);
        effects.work(timing::RECEIVE);
        log_inserted(&session, effects);
        match responder::start(
            message,
            &mut SessionContext {
                effects,
                session: &session,
            },
        ) {
            Ok(next) => {
                let sent = next.sent.clone();
                let mut sa = IsakmpSa::new(session, Phase::ResponderExpectsKe(next));
                sa.last.received = bytes.to_vec();
                sa.await_answer(0, sent, effects);
                self.sas.push(sa);
            }
            Err(reject) => {
                let mut context = SessionContext {
                    effects,
                    session: &session,
                };
                log_reject(&mut context, &reject);
                context.main_mode(Input::InternalProcessError, State::RMm1, State::Ready);
                self.forget(&session, SaState::NoState, delete_reason(&reject), effects);
            }
        }
    }

    /// Takes the next message of an exchange that has begun.
    pub(super) fn continue_main_mode(
        &mut self,
        index: usize,
        bytes: &[u8],
        message: &Incoming<'_>,
        effects: &mut Effects<'_>,
    ) {
        let mut session = self.sas[index].session.clone();
        // The peer may have built an SA in the meantime, which INITIAL_CONTACT would bring down.
        session.dialect.initial_contact &= self.established_with(*session.peer.ip()).is_none();
        let sa = &mut self.sas[index];
        let mut context = SessionContext {
            effects,
            session: &session,
        };
        if sa.last.received == bytes {
            answer_duplicate(&mut context, &sa.last, Machine::MainMode, sa.state);
            return;
        }
        match sa.phase.step(message, &mut context) {
            Err(reject) => log_reject(&mut context, &reject),
            Ok((phase, sent)) => {
                sa.state = phase.sa_state();
                sa.phase = phase;
                sa.last.received = bytes.to_vec();
                sa.last.awaiting = None;
                match (sent, sa.phase.established().is_some()) {
                    (Some(sent), false) => sa.await_answer(0, sent, effects),
                    (sent, true) => {
                        sa.last.sent = sent;
                        self.phase1_complete(index, effects);
                    }
                    (None, false) => {}
                }
            }
        }
    }

    /// Main mode is done: the lifetime begins, older SAs go if the peer started anew, and waiting requests are served.
    fn phase1_complete(&mut self, index: usize, effects: &mut Effects<'_>) {
        let sa = &self.sas[index];
        let session = sa.session.clone();
        let Some(established) = sa.phase.established() else {
            return;
        };
        let (lifetime, initial_contact) = (established.lifetime, established.initial_contact);
        effects.set_timer(u64::from(lifetime) * 1000, Timer::IsakmpLifetime { sa: session.conn });
        self.heard_from(*session.peer.ip(), effects.now);
        self.watch_peer(session.conn, effects);
        if initial_contact {
            self.bring_down_older(&session, effects);
        }
        if session.role == Role::Initiator {
            self.serve_requests(session.conn, effects);
            let mut context = SessionContext {
                effects,
                session: &session,
            };
            context.main_mode(Input::InternalPhase1Complete, State::P1Complete, State::P1Complete);
        }
    }

    /// INITIAL_CONTACT: every other SA with the peer is stale (RFC 2407 §4.6.3.3).
    fn bring_down_older(&mut self, session: &Session, effects: &mut Effects<'_>) {
        let peer = *session.peer.ip();
        self.forget_established(peer, Some(session.conn), DeleteReason::InitialContact, effects);
        self.remove_ipsec_sas(effects, |pair| pair.peer == peer);
    }
}
