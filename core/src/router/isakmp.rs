//! The table of ISAKMP SAs: which SA and exchange a message belongs to, what is sent again, what is given up.

use core::net::{Ipv4Addr, SocketAddrV4};

use super::exchange::{IsakmpSa, LastMessages, Phase, QuickPhase};
use super::{RECORD_SPACING, Router};
use crate::effects::{Effects, Timer};
use crate::event::{
    DeleteReason, Input, IsakmpEvent, Machine, NodeReason, PeerUser, RejectedPacket, Role, SaState, State,
};
use crate::ike::main_mode::{Incoming, responder};
use crate::ike::session::{Cx, Dialect, Reject, Session};
use crate::ike::{informational, timing};
use crate::isakmp::delete::Delete;
use crate::isakmp::header::Header;
use crate::isakmp::message::decode_header;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{ExchangeType, NotifyType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;

impl Router {
    /// Takes an ISAKMP message.
    pub(super) fn receive_isakmp(
        &mut self,
        local: SocketAddrV4,
        peer: SocketAddrV4,
        bytes: &[u8],
        fx: &mut Effects<'_>,
    ) {
        let Ok((header, body)) = decode_header(bytes) else {
            fx.isakmp(
                None,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::Malformed,
                },
            );
            return;
        };
        let index = self.sas.iter().position(|sa| belongs_to(sa, &header, peer));
        let sa = index.map(|index| (self.sas[index].session.role, self.sas[index].state));
        let conn = index.map(|index| self.sas[index].session.conn);
        let (local_port, peer_port) = (local.port(), peer.port());
        fx.isakmp(
            conn,
            IsakmpEvent::PacketReceived {
                peer: *peer.ip(),
                local_port,
                peer_port,
                sa,
            },
        );
        let message = Incoming { header, body };
        let is_first = header.responder_cookie.is_zero() && header.message_id == 0;
        match (index, header.exchange) {
            (Some(index), ExchangeType::IdentityProtection) => self.continue_main_mode(index, bytes, &message, fx),
            (Some(index), ExchangeType::QuickMode) => self.receive_quick_mode(index, bytes, &message, fx),
            (Some(index), ExchangeType::Informational) => self.receive_informational(index, &message, fx),
            (None, ExchangeType::IdentityProtection) if is_first => {
                self.answer_main_mode(local, peer, bytes, &message, fx)
            }
            (Some(_), _) => fx.isakmp(
                conn,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::Unexpected,
                },
            ),
            (None, _) => fx.isakmp(
                None,
                IsakmpEvent::Rejected {
                    peer: *peer.ip(),
                    why: RejectedPacket::NoSa,
                },
            ),
        }
    }

    /// A session for a new ISAKMP SA.
    pub(super) fn new_session(&mut self, role: Role, local: SocketAddrV4, peer: SocketAddrV4) -> Session {
        let conn = self.next_isakmp_conn;
        self.next_isakmp_conn += 1;
        let is_first = !self.sas.iter().any(|sa| sa.session.peer.ip() == peer.ip());
        Session {
            conn,
            handle: self.memory.sa + RECORD_SPACING * (conn - 1),
            role,
            local,
            peer,
            policies: self.config.isakmp_policies().collect(),
            preshared_key: self
                .config
                .preshared_key(*peer.ip())
                .map(|key| key.key.clone().into_bytes()),
            dialect: Dialect {
                initial_contact: is_first,
                ..Dialect::ios()
            },
        }
    }

    /// What IOS reports of a new SA.
    pub(super) fn log_new_sa(&mut self, session: &Session, user: PeerUser, fx: &mut Effects<'_>) {
        self.lock_peer(*session.peer.ip(), user, fx);
        fx.isakmp(
            None,
            IsakmpEvent::Ports {
                local: session.local.port(),
                remote: session.peer.port(),
            },
        );
    }

    fn answer_main_mode(
        &mut self,
        local: SocketAddrV4,
        peer: SocketAddrV4,
        bytes: &[u8],
        message: &Incoming<'_>,
        fx: &mut Effects<'_>,
    ) {
        let session = self.new_session(Role::Responder, local, peer);
        self.log_new_sa(&session, PeerUser::IncomingMessage, fx);
        fx.work(timing::RECEIVE);
        log_inserted(&session, fx);
        match responder::start(message, &mut Cx { fx, session: &session }) {
            Ok(next) => {
                let sent = next.sent.clone();
                let mut sa = IsakmpSa::new(session, Phase::ResponderExpectsKe(next));
                sa.last.received = bytes.to_vec();
                sa.await_answer(0, sent, fx);
                self.sas.push(sa);
            }
            Err(reject) => {
                let mut cx = Cx { fx, session: &session };
                log_reject(&mut cx, &reject);
                cx.main_mode(Input::InternalProcessError, State::RMm1, State::Ready);
                let reason = match reject {
                    Reject::NoPresharedKey => DeleteReason::NoPresharedKey,
                    _ => DeleteReason::NoProposalChosen,
                };
                self.forget(&session, SaState::NoState, reason, fx);
            }
        }
    }

    fn continue_main_mode(&mut self, index: usize, bytes: &[u8], message: &Incoming<'_>, fx: &mut Effects<'_>) {
        let sa = &mut self.sas[index];
        let session = sa.session.clone();
        let mut cx = Cx { fx, session: &session };
        if sa.last.received == bytes {
            answer_duplicate(&mut cx, &sa.last, Machine::MainMode, sa.state);
            return;
        }
        match sa.phase.step(message, &mut cx) {
            Err(reject) => log_reject(&mut cx, &reject),
            Ok((phase, sent)) => {
                sa.state = phase.sa_state();
                sa.phase = phase;
                sa.last.received = bytes.to_vec();
                sa.last.awaiting = None;
                match (sent, sa.phase.established().is_some()) {
                    (Some(sent), false) => sa.await_answer(0, sent, fx),
                    (sent, true) => {
                        sa.last.sent = sent;
                        self.phase1_complete(index, fx);
                    }
                    (None, false) => {}
                }
            }
        }
    }

    /// Main mode is done: the lifetime begins, older SAs go if the peer started anew, and waiting requests are served.
    fn phase1_complete(&mut self, index: usize, fx: &mut Effects<'_>) {
        let sa = &self.sas[index];
        let session = sa.session.clone();
        let Some(established) = sa.phase.established() else {
            return;
        };
        let (lifetime, initial_contact) = (established.lifetime, established.initial_contact);
        fx.set_timer(u64::from(lifetime) * 1000, Timer::IsakmpLifetime { sa: session.conn });
        if initial_contact {
            self.bring_down_older(&session, fx);
        }
        if session.role == Role::Initiator {
            self.serve_requests(session.conn, fx);
            let mut cx = Cx { fx, session: &session };
            cx.main_mode(Input::InternalPhase1Complete, State::P1Complete, State::P1Complete);
        }
    }

    /// INITIAL_CONTACT: every other SA with the peer is stale (RFC 2407 §4.6.3.3).
    fn bring_down_older(&mut self, session: &Session, fx: &mut Effects<'_>) {
        let peer = *session.peer.ip();
        let is_stale = |sa: &IsakmpSa| {
            let established = sa.phase.established().is_some();
            established && *sa.session.peer.ip() == peer && sa.session.conn != session.conn
        };
        while let Some(index) = self.sas.iter().position(is_stale) {
            let sa = self.sas.remove(index);
            self.forget(&sa.session, sa.state, DeleteReason::InitialContact, fx);
        }
        self.remove_ipsec_sas(fx, |pair| pair.peer == peer);
    }

    /// Reports that an ISAKMP SA is gone, which is out of the table already.
    pub(super) fn forget(&mut self, session: &Session, state: SaState, reason: DeleteReason, fx: &mut Effects<'_>) {
        let (role, peer) = (session.role, *session.peer.ip());
        fx.isakmp(
            Some(session.conn),
            IsakmpEvent::SaDeleted {
                reason,
                state,
                role,
                peer,
            },
        );
        self.unlock_peer(peer, PeerUser::Initiator);
    }

    fn receive_informational(&mut self, index: usize, message: &Incoming<'_>, fx: &mut Effects<'_>) {
        let session = self.sas[index].session.clone();
        let mut cx = Cx { fx, session: &session };
        let Some(established) = self.sas[index].phase.established() else {
            // Before phase 1 is done nothing authenticates such a message, so nobody may act on it.
            cx.log(IsakmpEvent::Rejected {
                peer: *session.peer.ip(),
                why: RejectedPacket::Unexpected,
            });
            return;
        };
        let message_id = message.header.message_id;
        cx.log_global(IsakmpEvent::NodeCreated { message_id });
        match informational::read(message, established, &mut cx) {
            Err(reject) => log_reject(&mut cx, &reject),
            Ok(payloads) => {
                cx.log(IsakmpEvent::Processing {
                    payload: PayloadType::Hash,
                    message_id,
                });
                for payload in payloads {
                    match payload {
                        Payload::Notification(notification) => {
                            self.read_notification(&session, &notification, message_id, fx)
                        }
                        Payload::Delete(delete) => self.read_delete(&session, &delete, message_id, fx),
                        _ => {}
                    }
                }
                let reason = NodeReason::Informational;
                fx.isakmp(
                    Some(session.conn),
                    IsakmpEvent::NodeDeleted {
                        message_id,
                        error: false,
                        reason,
                    },
                );
            }
        }
    }

    fn read_notification(
        &mut self,
        session: &Session,
        notification: &Notification,
        message_id: u32,
        fx: &mut Effects<'_>,
    ) {
        let spi = notification.spi.as_slice().try_into().map_or(0, u32::from_be_bytes);
        fx.isakmp(
            Some(session.conn),
            IsakmpEvent::NotifyReceived {
                kind: notification.kind,
                protocol: notification.protocol.into(),
                spi,
                message_id,
                handle: session.handle,
            },
        );
        if notification.kind == NotifyType::NoProposalChosen {
            self.quick_mode_refused(session, notification.protocol, spi, fx);
        }
    }

    /// The peer refused a quick mode that this router began with this SPI.
    fn quick_mode_refused(&mut self, session: &Session, protocol: ProtocolId, spi: u32, fx: &mut Effects<'_>) {
        let Some(sa) = self.sas.iter_mut().find(|sa| sa.session.conn == session.conn) else {
            return;
        };
        let is_refused = |phase: &QuickPhase| matches!(phase, QuickPhase::Initiator(state, _) if state.spis().of(protocol) == Some(spi));
        let Some(index) = sa.quick.iter().position(|quick| is_refused(&quick.phase)) else {
            return;
        };
        let message_id = sa.quick.remove(index).message_id;
        let mut cx = Cx { fx, session };
        cx.log(IsakmpEvent::QuickModeFailed {
            peer: *session.peer.ip(),
        });
        cx.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: true,
            reason: NodeReason::NotifyReceived,
        });
    }

    fn read_delete(&mut self, session: &Session, delete: &Delete, message_id: u32, fx: &mut Effects<'_>) {
        let number = |spi: &[u8]| spi.try_into().map(u32::from_be_bytes).ok();
        let spis: alloc::vec::Vec<u32> = delete.spis.iter().filter_map(|spi| number(spi)).collect();
        let peer = *session.peer.ip();
        let event = IsakmpEvent::DeleteReceived {
            protocol: delete.protocol.into(),
            spis: spis.clone(),
            message_id,
        };
        fx.isakmp(Some(session.conn), event);
        match delete.protocol {
            ProtocolId::IpsecAh | ProtocolId::IpsecEsp => self.remove_ipsec_sas(fx, |pair| {
                let spi = pair.outbound.spis().of(delete.protocol);
                pair.peer == peer && spi.is_some_and(|spi| spis.contains(&spi))
            }),
            ProtocolId::Isakmp => {
                let names = |sa: &IsakmpSa| {
                    let cookies = sa
                        .phase
                        .established()
                        .map(|done| [done.cookies.initiator, done.cookies.responder].concat());
                    cookies.is_some_and(|cookies| delete.spis.contains(&cookies))
                };
                if let Some(index) = self.sas.iter().position(names) {
                    let sa = self.sas.remove(index);
                    self.forget(&sa.session, sa.state, DeleteReason::PeerDeleted, fx);
                }
            }
            _ => {}
        }
    }

    /// No answer came in time: the message is sent again, or the exchange is given up.
    pub(super) fn retransmission_due(&mut self, conn: u32, message_id: u32, serial: u32, fx: &mut Effects<'_>) {
        let Some(index) = self.sas.iter().position(|sa| sa.session.conn == conn) else {
            return;
        };
        let sa = &mut self.sas[index];
        let (session, state) = (sa.session.clone(), sa.state);
        let Some(last) = sa.last_messages(message_id) else {
            return;
        };
        let Some(awaiting) = last.awaiting.as_mut().filter(|awaiting| awaiting.serial == serial) else {
            return;
        };
        if awaiting.attempts == timing::RETRANSMISSIONS {
            self.give_up(index, message_id, fx);
            return;
        }
        awaiting.attempts += 1;
        let (attempt, machine) = (awaiting.attempts, machine(message_id));
        let mut cx = Cx { fx, session: &session };
        cx.fx.begin_message();
        cx.log(IsakmpEvent::Retransmitting {
            machine,
            attempt,
            state,
        });
        if let Some(sent) = &last.sent {
            cx.send(sent, state);
        }
        fx.set_timer(
            timing::RETRANSMIT,
            Timer::Retransmit {
                sa: conn,
                message_id,
                serial,
            },
        );
    }

    fn give_up(&mut self, index: usize, message_id: u32, fx: &mut Effects<'_>) {
        if message_id == 0 {
            let sa = self.sas.remove(index);
            let mut cx = Cx {
                fx,
                session: &sa.session,
            };
            cx.main_mode(Input::InternalDelete, sa.phase.machine_state(), State::DestSa);
            self.forget(&sa.session, sa.state, DeleteReason::DeathByRetransmission, fx);
            return;
        }
        let sa = &mut self.sas[index];
        sa.quick.retain(|quick| quick.message_id != message_id);
        let reason = NodeReason::Retransmission;
        fx.isakmp(
            Some(sa.session.conn),
            IsakmpEvent::NodeDeleted {
                message_id,
                error: true,
                reason,
            },
        );
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

    /// The established SA with a peer, the newest if there are several.
    pub(super) fn established_with(&self, peer: Ipv4Addr) -> Option<usize> {
        self.sas
            .iter()
            .rposition(|sa| *sa.session.peer.ip() == peer && sa.phase.established().is_some())
    }
}

/// Reports a new SA in the table.
pub(super) fn log_inserted(session: &Session, fx: &mut Effects<'_>) {
    let Session {
        handle,
        role,
        local,
        peer,
        ..
    } = session;
    let (handle, role, local, peer) = (*handle, *role, *local.ip(), *peer.ip());
    fx.isakmp(
        Some(session.conn),
        IsakmpEvent::SaInserted {
            handle,
            role,
            local,
            peer,
        },
    );
}

/// Reports why a message was not taken.
pub(super) fn log_reject(cx: &mut Cx<'_, '_>, reject: &Reject) {
    let why = match reject {
        Reject::Malformed(_) | Reject::NotBlocks | Reject::BadPublicValue => RejectedPacket::Malformed,
        Reject::HashMismatch => RejectedPacket::HashMismatch,
        Reject::Unexpected => RejectedPacket::Unexpected,
        // What is missing was reported where it was looked for.
        Reject::NoProposalChosen | Reject::NoPresharedKey => return,
    };
    let peer = *cx.session.peer.ip();
    cx.log(IsakmpEvent::Rejected { peer, why });
}

/// A message that was taken before came again: its answer is sent again, if it had one.
pub(super) fn answer_duplicate(cx: &mut Cx<'_, '_>, last: &LastMessages, machine: Machine, state: SaState) {
    cx.log(IsakmpEvent::Duplicate { machine });
    if let Some(sent) = &last.sent {
        cx.fx.begin_message();
        cx.log(IsakmpEvent::Retransmitting {
            machine,
            attempt: 0,
            state,
        });
        cx.send(sent, state);
    }
}

/// The machine whose messages have this id.
fn machine(message_id: u32) -> Machine {
    if message_id == 0 {
        Machine::MainMode
    } else {
        Machine::QuickMode(message_id)
    }
}

/// Whether a message is for this SA: by both cookies, or by the initiator's alone while the responder's is not known to
/// its receiver (RFC 2408 §3.1).
fn belongs_to(sa: &IsakmpSa, header: &Header, peer: SocketAddrV4) -> bool {
    let (initiator, responder) = (header.initiator_cookie.0, header.responder_cookie.0);
    let cookies = match &sa.phase {
        Phase::InitiatorExpectsSa(state) => return state.cookie() == initiator && sa.session.peer.ip() == peer.ip(),
        Phase::InitiatorExpectsKe(state) => state.cookies(),
        Phase::InitiatorExpectsAuth(state) => state.cookies(),
        Phase::ResponderExpectsKe(state) => state.cookies(),
        Phase::ResponderExpectsAuth(state) => state.cookies(),
        Phase::Established(established) => established.cookies,
    };
    let is_first_again = header.responder_cookie.is_zero() && sa.session.role == Role::Responder;
    cookies.initiator == initiator && (cookies.responder == responder || is_first_again)
}
