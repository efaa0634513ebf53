//! `show crypto isakmp sa`.

use alloc::format;
use alloc::string::String;

use super::names::state_name;
use crate::event::{Role, SaState};
use crate::status::{IsakmpSa, RouterStatus};
use crate::time::SimTime;

/// Seconds for which a deleted SA is still shown. Modelled.
const SHOWN_AFTER_DELETION: u64 = 60;

/// The ISAKMP SAs: destination and source are those of the first message (IOS: seed; field for the columns).
pub fn show_crypto_isakmp_sa(status: &RouterStatus, now: SimTime) -> String {
    let mut text = String::from("dst             src             state           conn-id    slot\n");
    let gone = |sa: &IsakmpSa| sa.deleted.is_some_and(|at| now.secs_since(at) >= SHOWN_AFTER_DELETION);
    for sa in status.isakmp_sas.iter().filter(|sa| !gone(sa)) {
        text += &line(sa);
    }
    text
}

/// A deleted SA stands there as MM_NO_STATE (IOS: field).
fn line(sa: &IsakmpSa) -> String {
    let (destination, source) = match sa.role {
        Role::Initiator => (sa.peer, sa.local),
        Role::Responder => (sa.local, sa.peer),
    };
    let (state, note) = match sa.deleted {
        Some(_) => (SaState::NoState, " (deleted)"),
        None => (sa.state, ""),
    };
    let (destination, source) = (format!("{destination}"), format!("{source}"));
    let (state, conn) = (state_name(state), sa.conn.unwrap_or(0));
    format!(
        "{destination:<15} {source:<15} {state:<15} {conn:>7} {slot:>7}{note}\n",
        slot = 0
    )
}
