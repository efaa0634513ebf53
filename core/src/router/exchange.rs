//! One ISAKMP SA: where its main mode is, its quick modes, and what is sent again if no answer comes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::dead_peer::Liveness;
use crate::effects::Timer;
use crate::event::{Input, Role, SaState, State};
use crate::ike::main_mode::{Established, Incoming, initiator, responder};
use crate::ike::quick_mode;
use crate::ike::session::{Reject, Sent, Session, SessionContext};
use crate::ike::timing;
use crate::ipsec::bundle::Spis;
use crate::ipsec::proxy::ProxyIdentities;

/// An ISAKMP SA.
#[derive(Debug, Clone)]
pub(super) struct IsakmpSa {
    pub session: Session,
    pub state: SaState,
    pub phase: Phase,
    /// Main mode's last message.
    pub last: LastMessages,
    pub quick: Vec<QuickMode>,
    /// Quick modes to begin when phase 1 is complete: crypto map, entry, and what it wants.
    pub requests: Vec<Request>,
    /// Number of the next message that may be sent again.
    pub next_serial: u32,
    /// Whether the peer lives.
    pub liveness: Liveness,
}

/// What a crypto map entry asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub wanted: quick_mode::initiator::Wanted,
    /// The SPIs of the SAs towards this router, drawn as the traffic asks (IOS: field, the debug of a 12.3 initiator).
    pub spis: Spis,
}

/// Main mode, a variant for each state.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    InitiatorExpectsSa(initiator::ExpectSa),
    InitiatorExpectsKe(initiator::ExpectKe),
    InitiatorExpectsAuth(initiator::ExpectAuth),
    ResponderExpectsKe(responder::ExpectKe),
    ResponderExpectsAuth(responder::ExpectAuth),
    Established(Established),
}

/// The last messages of an exchange: the one that was taken, to know it again, and the one that answered it.
#[derive(Debug, Clone, Default)]
pub(super) struct LastMessages {
    pub received: Vec<u8>,
    pub sent: Option<Sent>,
    /// Set while an answer is awaited.
    pub awaiting: Option<Awaiting>,
}

/// A message that is sent again until it is answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Awaiting {
    pub serial: u32,
    pub attempts: u8,
}

/// A quick mode.
#[derive(Debug, Clone)]
pub(super) struct QuickMode {
    pub message_id: u32,
    pub phase: QuickPhase,
    pub last: LastMessages,
}

/// Quick mode, a variant for each state.
#[derive(Debug, Clone)]
pub(super) enum QuickPhase {
    /// QM1 is sent, for this request.
    Initiator(Box<quick_mode::initiator::ExpectAnswer>, Request),
    /// QM2 is sent.
    Responder(quick_mode::responder::ExpectHash3),
    /// Nothing more is expected; what was sent last may be asked for again.
    Done,
}

impl Phase {
    pub fn established(&self) -> Option<&Established> {
        match self {
            Phase::Established(established) => Some(established),
            _ => None,
        }
    }

    /// Reads the next message of main mode and answers it. On an error the phase is as it was, and the machine says so.
    pub fn step(
        &self,
        message: &Incoming<'_>,
        context: &mut SessionContext<'_, '_>,
    ) -> Result<(Phase, Option<Sent>), Reject> {
        let (result, moved) = match self {
            Phase::InitiatorExpectsSa(state) => {
                let next = state
                    .handle(message, context)
                    .map(|next| (Some(next.sent.clone()), next));
                let next = next.map(|(sent, next)| (Phase::InitiatorExpectsKe(next), sent));
                (next, Some((State::IMm2, State::IMm1)))
            }
            Phase::InitiatorExpectsKe(state) => {
                let next = state
                    .handle(message, context)
                    .map(|next| (Some(next.sent.clone()), next));
                let next = next.map(|(sent, next)| (Phase::InitiatorExpectsAuth(next), sent));
                (next, Some((State::IMm4, State::IMm3)))
            }
            Phase::InitiatorExpectsAuth(state) => (
                state
                    .handle(message, context)
                    .map(|done| (Phase::Established(done), None)),
                None,
            ),
            Phase::ResponderExpectsKe(state) => {
                let next = state
                    .handle(message, context)
                    .map(|next| (Some(next.sent.clone()), next));
                let next = next.map(|(sent, next)| (Phase::ResponderExpectsAuth(next), sent));
                (next, Some((State::RMm3, State::RMm2)))
            }
            Phase::ResponderExpectsAuth(state) => {
                let next = state
                    .handle(message, context)
                    .map(|(done, sent)| (Phase::Established(done), Some(sent)));
                (next, Some((State::RMm5, State::RMm4)))
            }
            Phase::Established(_) => (Err(Reject::Unexpected), None),
        };
        if let (Err(_), Some((from, back_to))) = (&result, moved) {
            context.main_mode(Input::InternalProcessError, from, back_to);
        }
        result
    }

    /// The SA's state once main mode is in this phase.
    pub fn sa_state(&self) -> SaState {
        match self {
            Phase::InitiatorExpectsSa(_) => SaState::NoState,
            Phase::InitiatorExpectsKe(_) | Phase::ResponderExpectsKe(_) => SaState::SaSetup,
            Phase::InitiatorExpectsAuth(_) | Phase::ResponderExpectsAuth(_) => SaState::KeyExch,
            Phase::Established(_) => SaState::QmIdle,
        }
    }

    /// The state that the machine is in, in IOS's name.
    pub fn machine_state(&self) -> State {
        match self {
            Phase::InitiatorExpectsSa(_) => State::IMm1,
            Phase::InitiatorExpectsKe(_) => State::IMm3,
            Phase::InitiatorExpectsAuth(_) => State::IMm5,
            Phase::ResponderExpectsKe(_) => State::RMm2,
            Phase::ResponderExpectsAuth(_) => State::RMm4,
            Phase::Established(_) => State::P1Complete,
        }
    }
}

impl IsakmpSa {
    pub fn new(session: Session, phase: Phase) -> IsakmpSa {
        let state = phase.sa_state();
        IsakmpSa {
            session,
            state,
            phase,
            last: LastMessages::default(),
            quick: Vec::new(),
            requests: Vec::new(),
            next_serial: 0,
            liveness: Liveness::default(),
        }
    }

    /// Awaits the answer to a message of main mode (`message_id` 0) or of a quick mode.
    pub fn await_answer(&mut self, message_id: u32, sent: Sent, effects: &mut crate::effects::Effects<'_>) {
        let serial = self.next_serial;
        self.next_serial += 1;
        let conn = self.session.conn;
        if let Some(last) = self.last_messages(message_id) {
            last.sent = Some(sent);
            last.awaiting = Some(Awaiting { serial, attempts: 0 });
            effects.set_timer(
                timing::RETRANSMIT,
                Timer::Retransmit {
                    sa: conn,
                    message_id,
                    serial,
                },
            );
        }
    }

    /// The last messages of main mode (`message_id` 0) or of a quick mode.
    pub fn last_messages(&mut self, message_id: u32) -> Option<&mut LastMessages> {
        if message_id == 0 {
            return Some(&mut self.last);
        }
        self.quick
            .iter_mut()
            .find(|quick| quick.message_id == message_id)
            .map(|quick| &mut quick.last)
    }

    /// Whether its main mode was begun here for requests that are all gone.
    pub fn is_of_no_use(&self) -> bool {
        let is_negotiating = self.phase.established().is_none();
        self.session.role == Role::Initiator && is_negotiating && self.requests.is_empty()
    }

    /// Whether a request for these proxies is on its way.
    pub fn is_asking_for(&self, proxies: &ProxyIdentities) -> bool {
        let asks = |request: &Request| request.wanted.proxies == *proxies;
        let mut quick = self.quick.iter();
        quick.any(|quick| matches!(&quick.phase, QuickPhase::Initiator(_, asked) if asks(asked)))
            || self.requests.iter().any(asks)
    }
}
