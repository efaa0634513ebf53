//! How IOS names what a record of IKE is about.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::debug_ipsec::SOFTWARE_ENGINE;
use crate::event::{Input, Role, SaState, State};
use crate::ios::diagnostic::{Basis, Source};
use crate::isakmp::numbers::NotifyType;

/// `ISAKMP:(0:1:SW:1):`, slot, connection and engine (IOS: seed); before there is a connection, as field has it.
#[derive(Clone, Copy)]
pub(super) struct Sa(pub Option<u32>);

impl fmt::Display for Sa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(conn) => write!(f, "ISAKMP:(0:{conn}:SW:1):"),
            None => f.write_str("ISAKMP:(0:0:N/A:0):"),
        }
    }
}

/// `ISAKMP (0:134217729):`, the connection with its engine (IOS: seed).
pub(super) struct Connection(pub Option<u32>);

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ISAKMP (0:{}):", self.0.map_or(0, |conn| SOFTWARE_ENGINE + conn))
    }
}

/// A message id, signed (IOS: field).
pub(super) struct MessageId(pub u32);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0 as i32).fmt(f)
    }
}

/// The names of notifications. IOS: seed for INITIAL_CONTACT, field for PROPOSAL_NOT_CHOSEN, which RFC 2408 calls
/// NO-PROPOSAL-CHOSEN; Modelled for the others: the RFC's.
pub(super) struct Notify(pub NotifyType);

impl fmt::Display for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            NotifyType::NoProposalChosen => f.write_str("PROPOSAL_NOT_CHOSEN"),
            kind => match kind.name() {
                Some(name) => name.split('-').enumerate().try_for_each(|(index, part)| {
                    let joint = if index == 0 { "" } else { "_" };
                    write!(f, "{joint}{part}")
                }),
                None => kind.number().fmt(f),
            },
        }
    }
}

/// `(R) MM_SA_SETUP` (IOS: seed).
pub(super) fn whose(role: Role, state: SaState) -> String {
    let role = match role {
        Role::Initiator => 'I',
        Role::Responder => 'R',
    };
    format!("({role}) {}", state_name(state))
}

/// The names of an ISAKMP SA's states, also in `show crypto isakmp sa` (IOS: seed, reference).
pub(crate) const fn state_name(state: SaState) -> &'static str {
    match state {
        SaState::NoState => "MM_NO_STATE",
        SaState::SaSetup => "MM_SA_SETUP",
        SaState::KeyExch => "MM_KEY_EXCH",
        SaState::QmIdle => "QM_IDLE",
    }
}

/// Words of the seed.
pub(super) const SEED: Basis = Basis::Ios(Source::Seed);
/// Words of other routers of that age.
pub(super) const FIELD: Basis = Basis::Ios(Source::Field);

/// Where the words of a side are from: the seed's router is the responder.
pub(super) const fn role_basis(role: Role) -> Basis {
    match role {
        Role::Initiator => FIELD,
        Role::Responder => SEED,
    }
}

/// Where the name of an input is from.
pub(super) const fn input_basis(input: Input) -> Basis {
    match input {
        Input::PeerMainMode
        | Input::PeerQuickMode
        | Input::InternalProcessMainMode
        | Input::InternalProcessComplete
        | Input::InternalPhase1Complete
        | Input::IpsecSpiReply => SEED,
        Input::InternalProcessError | Input::InternalInitQuickMode | Input::InternalDelete | Input::IpsecSaRequest => {
            FIELD
        }
        Input::TimerRetransmit => Basis::Modelled,
    }
}

/// Where the name of a state is from.
pub(super) const fn state_basis(state: State) -> Basis {
    match state {
        State::Ready
        | State::RMm1
        | State::RMm2
        | State::RMm3
        | State::RMm4
        | State::RMm5
        | State::P1Complete
        | State::QmReady
        | State::QmSpiStarve
        | State::QmRQm2
        | State::QmPhase2Complete => SEED,
        State::IMm1
        | State::IMm2
        | State::IMm3
        | State::IMm4
        | State::IMm5
        | State::IMm6
        | State::DestSa
        | State::QmIQm1 => FIELD,
    }
}

/// Where the name of a notification is from.
pub(super) const fn notify_basis(kind: NotifyType) -> Basis {
    match kind {
        NotifyType::InitialContact => SEED,
        NotifyType::NoProposalChosen => FIELD,
        _ => Basis::Modelled,
    }
}
