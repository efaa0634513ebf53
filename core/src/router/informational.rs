//! Informational messages that come in: notifications and deletes.

use super::Router;
use super::exchange::{IsakmpSa, QuickPhase};
use super::isakmp::log_reject;
use crate::effects::Effects;
use crate::event::{DeleteReason, IsakmpEvent, NodeReason, RejectedPacket};
use crate::ike::informational;
use crate::ike::main_mode::Incoming;
use crate::ike::session::{Cx, Session};
use crate::isakmp::delete::Delete;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{NotifyType, PayloadType, ProtocolId};
use crate::isakmp::payload::Payload;

impl Router {
    /// Takes an informational message.
    pub(super) fn receive_informational(&mut self, index: usize, message: &Incoming<'_>, fx: &mut Effects<'_>) {
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
        self.heard_from(*session.peer.ip(), fx.now);
        match (notification.kind, notification.protocol) {
            (NotifyType::NoProposalChosen, protocol) => self.quick_mode_refused(session, protocol, spi, fx),
            (NotifyType::RUThere | NotifyType::RUThereAck, _) => self.read_keepalive(session, notification, fx),
            _ => {}
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
}
