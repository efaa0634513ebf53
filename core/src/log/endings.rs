//! `debug crypto isakmp` where exchanges and SAs end, or do not get on.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use super::names::{Connection, MessageId, Sa, state_name};
use super::{Printer, syslog};
use crate::event::{DeleteReason, Machine, NodeReason, RejectedPacket, SaState};

/// IOS: seed for the responder's, field for the others; Modelled for a reason that no source has.
pub(super) fn node_deleted(sa: Sa, node: MessageId, error: bool, reason: NodeReason, out: &mut Printer<'_>) {
    let error = if error { "TRUE" } else { "FALSE" };
    let record = |reason: &str| format!("{sa}deleting node {node} error {error} reason \"{reason}\"");
    match reason {
        NodeReason::InitiatorDone => out.field(record("")),
        NodeReason::ResponderDone => out.seed(record("quick mode done (await)")),
        NodeReason::Rejected => out.field(record("QM rejected")),
        NodeReason::NotifyReceived => out.field(record("Delete Larval")),
        NodeReason::Retransmission => out.modelled(record("death by retransmission P2")),
        NodeReason::Cleared => out.modelled(record("cleared at the console")),
        NodeReason::Informational => out.field(record("informational (in) state 1")),
    }
}

/// 1 or 2.
pub(super) const fn phase(machine: Machine) -> u8 {
    match machine {
        Machine::MainMode => 1,
        Machine::QuickMode(_) => 2,
    }
}

/// A timer ran out; that the packet is sent is the next event (IOS: field).
pub(super) fn retransmitting(sa: Sa, machine: Machine, state: SaState, out: &mut Printer<'_>) {
    let state = state_name(state);
    let phase = phase(machine);
    let (announced, sent) = match machine {
        Machine::MainMode => (format!("{state}..."), String::from(state)),
        Machine::QuickMode(id) => (
            format!("{state} {} ...", MessageId(id)),
            format!("{} {state}", MessageId(id)),
        ),
    };
    out.field(format!("{sa} retransmitting phase {phase} {announced}"));
    out.field(format!(
        "{sa}incrementing error counter on sa: retransmit phase {phase}"
    ));
    out.field(format!("{sa} retransmitting phase {phase} {sent}"));
}

/// IOS: field where syslog has words for it; Modelled where it has not.
pub(super) fn rejected(connection: Connection, peer: Ipv4Addr, why: RejectedPacket, out: &mut Printer<'_>) {
    match why {
        RejectedPacket::Malformed => syslog::bad_message(peer, &mut out.log()),
        RejectedPacket::NoSa => syslog::no_sa(peer, &mut out.log()),
        RejectedPacket::HashMismatch => {
            out.modelled(format!("{connection} HASH payload from {peer} is not what it must be"))
        }
        RejectedPacket::Unexpected => {
            out.modelled(format!("{connection} message from {peer} is not awaited in this state"))
        }
    }
}

/// IOS: field for an initiator without a key, in the words of a later release; Modelled: they are in the form of this one's
/// records, and one without a policy to offer prints the same but for its own reason.
pub(super) fn not_started(
    sa: Sa,
    reason: DeleteReason,
    peer: Ipv4Addr,
    [handle, peer_handle]: [u32; 2],
    refcount: u32,
    out: &mut Printer<'_>,
) {
    match reason {
        DeleteReason::NoPresharedKey => out.field(format!("{sa}No Cert or pre-shared address key.")),
        _ => out.modelled(format!("{sa}no policy with pre-shared keys to offer to {peer}")),
    }
    out.field(format!("{sa}construct_initial_message: Can not start Main mode"));
    out.field(format!(
        "ISAKMP: Unlocking peer struct 0x{peer_handle:X} for isadb_unlock_peer_delete_sa(), count {refcount}"
    ));
    if refcount == 0 {
        out.field(format!(
            "ISAKMP: Deleting peer node by peer_reap for {peer}: {peer_handle:X}"
        ));
    }
    out.field(format!("{sa}purging SA., sa={handle:X}, delme={handle:X}"));
    out.field("ISAKMP: Error while processing SA request: Failed to initialize SA");
    out.field("ISAKMP: Error while processing KMI message 0, error 2.");
}

/// IOS: field for a peer that gives no answer; Modelled: the reasons that no page we know of quotes.
pub(super) fn sa_deleted(sa: Sa, reason: DeleteReason, whose: String, peer: Ipv4Addr, out: &mut Printer<'_>) {
    let record =
        |reason: &str| format!("{sa}deleting SA reason \"{reason}\" state {whose} (peer {peer}) input queue 0");
    match reason {
        DeleteReason::DeathByRetransmission => {
            out.field(format!("{sa}peer does not do paranoid keepalives."));
            out.field(record("death by retransmission P1"));
        }
        DeleteReason::PeerDeleted => out.modelled(record("P1 delete notify (in)")),
        DeleteReason::LifetimeExpired => out.modelled(record("IKE SA Lifetime Exceeded")),
        DeleteReason::InitialContact => out.modelled(record("Receive initial contact")),
        DeleteReason::NoProposalChosen => out.modelled(record("Phase1 SA policy proposal not accepted")),
        DeleteReason::DeadPeer => {
            out.field(format!("{sa}peer does not do paranoid keepalives."));
            out.modelled(record("P1 errcounter exceeded (PEERS_ALIVE_TIMER)"));
        }
        DeleteReason::NoPresharedKey => out.modelled(record("no pre-shared key")),
        DeleteReason::BadMessage => out.modelled(record("message is malformed")),
        DeleteReason::Cleared => out.modelled(record("cleared at the console")),
    }
}
