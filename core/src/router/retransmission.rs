//! What is sent again: by the timer, and because the peer asked again.

use super::Router;
use super::exchange::{LastMessages, QuickMode, QuickPhase};
use crate::effects::{Effects, Timer};
use crate::event::{DeleteReason, Input, IsakmpEvent, Machine, NodeReason, SaState, State};
use crate::ike::session::SessionContext;
use crate::ike::timing;

impl Router {
    /// No answer came in time: the message is sent again, or the exchange is given up.
    pub(super) fn retransmission_due(&mut self, conn: u32, message_id: u32, serial: u32, effects: &mut Effects<'_>) {
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
            self.give_up(index, message_id, effects);
            return;
        }
        awaiting.attempts += 1;
        let (attempt, machine) = (awaiting.attempts, machine(message_id));
        let mut context = SessionContext {
            effects,
            session: &session,
        };
        context.effects.begin_message();
        context.log(IsakmpEvent::Retransmitting {
            machine,
            attempt,
            state,
        });
        if let Some(sent) = &last.sent {
            context.send(sent, state);
        }
        effects.set_timer(
            timing::RETRANSMIT,
            Timer::Retransmit {
                sa: conn,
                message_id,
                serial,
            },
        );
    }

    fn give_up(&mut self, index: usize, message_id: u32, effects: &mut Effects<'_>) {
        if message_id == 0 {
            let sa = self.sas.remove(index);
            let mut context = SessionContext {
                effects,
                session: &sa.session,
            };
            context.main_mode(Input::InternalDelete, sa.phase.machine_state(), State::DestSa);
            self.forget(&sa.session, sa.state, DeleteReason::DeathByRetransmission, effects);
            // With keepalives, silence is death, and IPsec SAs go too (RFC 3706 §5).
            let peer = *sa.session.peer.ip();
            if self.config().isakmp.keepalive.is_some() && self.established_with(peer).is_none() {
                self.remove_ipsec_sas(effects, |pair| pair.peer == peer);
            }
            return;
        }
        let sa = &mut self.sas[index];
        let began =
            |quick: &QuickMode| quick.message_id == message_id && matches!(quick.phase, QuickPhase::Initiator(..));
        let is_initiator = sa.quick.iter().any(began);
        sa.quick.retain(|quick| quick.message_id != message_id);
        let reason = NodeReason::Retransmission;
        effects.isakmp(
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
            self.forget_established(peer, None, DeleteReason::DeathByRetransmission, effects);
        }
    }
}

/// A message that was taken before came again: its answer is sent again, if it had one.
pub(super) fn answer_duplicate(
    context: &mut SessionContext<'_, '_>,
    last: &LastMessages,
    machine: Machine,
    state: SaState,
) {
    context.log(IsakmpEvent::Duplicate { machine });
    if let Some(sent) = &last.sent {
        context.effects.begin_message();
        context.log(IsakmpEvent::Retransmitting {
            machine,
            attempt: 0,
            state,
        });
        context.send(sent, state);
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
