//! What is sent again: by the timer, and because the peer asked again.

use super::Router;
use super::exchange::{LastMessages, QuickMode, QuickPhase};
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, Input, IsakmpEvent, Machine, NodeReason, SaState, State};
use crate::ike::session::Cx;
use crate::ike::timing;

impl Router {
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
        let began =
            |quick: &QuickMode| quick.message_id == message_id && matches!(quick.phase, QuickPhase::Initiator(..));
        let is_initiator = sa.quick.iter().any(began);
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
        // Modelled: a peer that answers no quick mode has forgotten the ISAKMP SA, so it goes, with any other that both
        // have from beginning at once.
        if is_initiator {
            let peer = *sa.session.peer.ip();
            self.forget_established(peer, None, DeleteReason::DeathByRetransmission, fx);
        }
    }
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
