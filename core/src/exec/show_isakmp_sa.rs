//! `show crypto isakmp sa`.

use alloc::format;
use alloc::string::String;

use super::command::{Exec, show};
use super::words::seed;
use crate::event::{Role, SaState};
use crate::log::state_name;
use crate::status::{IsakmpSa, RouterStatus};
use crate::time::SimTime;

pub(super) static ROWS: [Exec; 1] = [show("show crypto isakmp sa", "The security associations", |_, moment| {
    seed(show_crypto_isakmp_sa(moment.status, moment.now))
})
.for_all()
.note("as in the seed")];

/// The ISAKMP SAs: destination and source are those of the first message (IOS: seed; field for the columns).
pub fn show_crypto_isakmp_sa(status: &RouterStatus, now: SimTime) -> String {
    let mut text = String::from("dst             src             state           conn-id    slot\n");
    for sa in status.isakmp_sas.iter().filter(|sa| sa.is_shown(now)) {
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
