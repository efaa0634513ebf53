//! Informational messages that come in: notifications and deletes.

use super::Router;
use super::exchange::{IsakmpSa, QuickMode, QuickPhase};
use super::isakmp::log_reject;
use crate::effects::Effects;
use crate::event::{DeleteReason, IsakmpEvent, NodeReason, RejectedPacket};
use crate::field::FieldRef;
use crate::ike::informational;
use crate::ike::main_mode::Incoming;
use crate::ike::session::{Session, SessionContext};
use crate::isakmp::delete::Delete;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{ExchangeType, NotifyType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::place;

impl Router {
    /// Takes an informational message.
    pub(super) fn receive_informational(&mut self, index: usize, message: &Incoming<'_>, effects: &mut Effects<'_>) {
        let session = self.sas[index].session.clone();
        let mut context = SessionContext {
            effects,
            session: &session,
        };
        let Some(established) = self.sas[index].phase.established() else {
            // Before phase 1 is done nothing authenticates such a message, so nobody may act on it.
            context.log(IsakmpEvent::Rejected {
                peer: *session.peer.ip(),
                why: RejectedPacket::Unexpected,
            });
            return;
        };
        let message_id = message.header.message_id;
        context.log_global(IsakmpEvent::NodeCreated { message_id });
        match informational::read(message, established, &mut context) {
            Err(reject) => log_reject(&mut context, &reject),
            Ok(payloads) => {
                context.processing(PayloadType::Hash, ExchangeType::Informational, message_id);
                for (field, payload) in place::placed(&payloads, ExchangeType::Informational) {
                    match payload {
                        Payload::Notification(notification) => {
                            self.read_notification(&session, (field, notification), message_id, effects)
                        }
                        Payload::Delete(delete) => self.read_delete(&session, (field, delete), message_id, effects),
                        _ => {}
                    }
                }
                let reason = NodeReason::Informational;
                effects.isakmp(
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
        (field, notification): (FieldRef, &Notification),
        message_id: u32,
        effects: &mut Effects<'_>,
    ) {
        let event = IsakmpEvent::NotifyReceived {
            kind: notification.kind,
            protocol: notification.protocol.into(),
            spi: notification.spi_number(),
            message_id,
            handle: session.handle,
        };
        SessionContext { effects, session }.log_about(field, event);
        self.heard_from(*session.peer.ip(), effects.now);
        match notification.kind {
            NotifyType::InvalidSpi if self.read_invalid_spi(session, notification, effects) => {}
            NotifyType::RUThere | NotifyType::RUThereAck => self.read_keepalive(session, notification, effects),
            kind if kind.is_error() => self.quick_mode_refused(session, notification, message_id, effects),
            _ => {}
        }
    }

    /// The peer refused a quick mode that this router began: it is over, and the ISAKMP SA stays.
    fn quick_mode_refused(
        &mut self,
        session: &Session,
        notification: &Notification,
        message_id: u32,
        effects: &mut Effects<'_>,
    ) {
        let Some(sa) = self.sas.iter_mut().find(|sa| sa.session.conn == session.conn) else {
            return;
        };
        let Some(index) = refused(&sa.quick, notification, message_id) else {
            return;
        };
        let message_id = sa.quick.remove(index).message_id;
        let mut context = SessionContext { effects, session };
        context.log(IsakmpEvent::QuickModeFailed {
            peer: *session.peer.ip(),
        });
        context.log(IsakmpEvent::NodeDeleted {
            message_id,
            error: true,
            reason: NodeReason::NotifyReceived,
        });
    }

    fn read_delete(
        &mut self,
        session: &Session,
        (field, delete): (FieldRef, &Delete),
        message_id: u32,
        effects: &mut Effects<'_>,
    ) {
        let number = |spi: &[u8]| spi.try_into().map(u32::from_be_bytes).ok();
        let spis: alloc::vec::Vec<u32> = delete.spis.iter().filter_map(|spi| number(spi)).collect();
        let peer = *session.peer.ip();
        let event = IsakmpEvent::DeleteReceived {
            protocol: delete.protocol.into(),
            spis: spis.clone(),
            message_id,
        };
        SessionContext { effects, session }.log_about(field, event);
        match delete.protocol {
            ProtocolId::IpsecAh | ProtocolId::IpsecEsp => self.remove_ipsec_sas(effects, |pair| {
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
                    self.forget(&sa.session, sa.state, DeleteReason::PeerDeleted, effects);
                }
            }
            _ => {}
        }
    }
}

/// Which quick mode of those that this router began an error is about: the one with its message id, or with its SPI. Peers
/// differ in what they send; an error that names no SPI, or 0, or both cookies, is about the only one that is open.
fn refused(quick: &[QuickMode], error: &Notification, message_id: u32) -> Option<usize> {
    let spi = error.spi_number();
    let is_named = |quick: &QuickMode| match &quick.phase {
        QuickPhase::Initiator(state, _) => {
            let mut own = state.spis().iter();
            quick.message_id == message_id || own.any(|(_, own)| own == spi)
        }
        QuickPhase::Responder(_) | QuickPhase::Done => false,
    };
    let is_open = |quick: &QuickMode| matches!(quick.phase, QuickPhase::Initiator(..));
    let only = || {
        let mut open = (0..).zip(quick).filter(|(_, quick)| is_open(quick));
        let first = open.next().filter(|_| spi == 0 && open.next().is_none());
        first.map(|(index, _)| index)
    };
    quick.iter().position(is_named).or_else(only)
}
