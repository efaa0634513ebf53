//! How IOS names what a record of IKE is about.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::debug_ipsec::SOFTWARE_ENGINE;
use crate::event::{Role, SaState};
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
pub(super) const fn state_name(state: SaState) -> &'static str {
    match state {
        SaState::NoState => "MM_NO_STATE",
        SaState::SaSetup => "MM_SA_SETUP",
        SaState::KeyExch => "MM_KEY_EXCH",
        SaState::QmIdle => "QM_IDLE",
    }
}
