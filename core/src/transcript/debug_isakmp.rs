//! `debug crypto isakmp`: IKE. Which records have which of IOS's prefixes, and a blank behind it, is as the seed has it.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::net::Ipv4Addr;

use super::debug_ipsec::SOFTWARE_ENGINE;
use super::{Printer, attributes, syslog};
use crate::event::{
    Attributes, DeleteReason, IsakmpEvent, Machine, Mismatch, NodeReason, PeerUser, RejectedPacket, Role, SaPair,
    SaState,
};
use crate::isakmp::numbers::{NotifyType, PayloadType, ProtocolId, TransformId};
use crate::isakmp::vendor::{self, Vendor};

/// Prints a fact of IKE on the ISAKMP SA `conn`.
pub(super) fn print(conn: Option<u32>, event: &IsakmpEvent, out: &mut Printer<'_>) {
    let sa = Sa(conn);
    match event {
        IsakmpEvent::PacketReceived {
            peer,
            local_port,
            peer_port,
            sa,
        } => {
            let whose = sa.map_or_else(|| String::from("(N) NEW SA"), |(role, state)| whose(role, state));
            out.seed(format!(
                "{} received packet from {peer} dport {local_port} sport {peer_port} Global {whose}",
                Connection(conn)
            ));
        }
        IsakmpEvent::PacketSent {
            peer,
            local_port,
            peer_port,
            role,
            state,
        } => out.seed(format!(
            "{sa} sending packet to {peer} my_port {local_port} peer_port {peer_port} {}",
            whose(*role, *state)
        )),
        IsakmpEvent::KeyMessageReceived { kind, count } => {
            out.seed(format!("ISAKMP: received ke message ({kind}/{count})"))
        }
        IsakmpEvent::RequestProfileNull => out.field(format!("{sa} SA request profile is (NULL)")),
        IsakmpEvent::PeerCreated { peer, port } => {
            out.seed(format!("ISAKMP: Created a peer struct for {peer}, peer port {port}"));
        }
        IsakmpEvent::PeerLocked { handle, refcount, user } => peer_locked(*handle, *refcount, *user, out),
        IsakmpEvent::Ports { local, remote } => out.seed(format!("ISAKMP: local port {local}, remote port {remote}")),
        IsakmpEvent::SaInserted { handle, .. } => out.seed(format!("insert sa successfully sa = {handle:X}")),
        IsakmpEvent::TryingMainMode => out.field(format!("{sa}Can not start Aggressive mode, trying Main mode.")),
        IsakmpEvent::Transition {
            machine,
            input,
            from,
            to,
        } => {
            let node = match machine {
                Machine::MainMode => String::new(),
                Machine::QuickMode(id) => format!("Node {}, ", MessageId(*id)),
            };
            let (major, minor) = input.ios_names();
            out.seed(format!("{sa}{node}Input = {major}, {minor}"));
            out.seed(format!(
                "{sa}Old State = {}  New State = {}",
                from.ios_name(),
                to.ios_name()
            ));
        }
        IsakmpEvent::Processing { payload, message_id } => {
            out.seed(format!(
                "{sa} processing {} payload. message ID = {}",
                payload_word(*payload),
                MessageId(*message_id)
            ));
        }
        IsakmpEvent::VendorId { bytes } => vendor_id(sa, bytes, out),
        IsakmpEvent::NatDetection { matches } => {
            // IOS: seed: 17, though 130 is the number of the drafts that travels.
            out.seed("ISAKMP:received payload type 17");
            if !matches {
                out.modelled(format!(
                    "{sa} NAT found: the address in the packet is not the one that its sender hashed"
                ));
            }
        }
        IsakmpEvent::KeyLookup { peer, found } => key_lookup(sa, *peer, *found, out),
        IsakmpEvent::LocalKeyFound => out.seed(format!("{sa} local preshared key found")),
        IsakmpEvent::XauthScanned => out.seed("ISAKMP : Scanning profiles for xauth ..."),
        IsakmpEvent::TransformChecked {
            transform,
            priority,
            attributes,
            mismatches,
            next_payload,
        } => {
            out.seed(format!(
                "{sa}Checking ISAKMP transform {transform} against priority {priority} policy"
            ));
            attributes
                .iter()
                .for_each(|attribute| attributes::print_phase1(attribute, out));
            transform_verdict(sa, mismatches, *next_payload, out);
        }
        IsakmpEvent::NoOffersAccepted => out.field(format!("{sa}no offers accepted!")),
        IsakmpEvent::Phase1Unacceptable { local, remote } => {
            out.field(format!(
                "{sa} phase 1 SA policy not acceptable! (local {local} remote {remote})"
            ));
            syslog::mode_failure("Main", *remote, &mut out.log());
        }
        IsakmpEvent::NatTraversalOffered { draft } => out.seed(format!("{sa} constructed NAT-T vendor-{draft:02} ID")),
        IsakmpEvent::BeginningMainMode => out.field(format!("{sa} beginning Main Mode exchange")),
        IsakmpEvent::SkeyidGenerated => out.seed(format!("{sa}SKEYID state generated")),
        IsakmpEvent::InitialContactSent => out.field(format!("{sa}Send initial contact")),
        IsakmpEvent::Authenticating => {
            out.seed(format!(
                "{sa}SA is doing pre-shared key authentication using id type ID_IPV4_ADDR"
            ));
        }
        IsakmpEvent::Identity {
            next_payload,
            id_type,
            address,
            protocol,
            port,
            length,
        } => out.seed(format!(
            "{} ID payload\n        next-payload : {next_payload}\n        type         : {id_type}\n        \
             address      : {address}\n        protocol     : {protocol}\n        port         : {port}\n        \
             length       : {length}",
            Connection(conn)
        )),
        IsakmpEvent::TotalPayloadLength(length) => out.seed(format!("{sa}Total payload length: {length}")),
        IsakmpEvent::NoProfileMatches => out.seed(format!("{sa}: peer matches *none* of the profiles")),
        IsakmpEvent::NotifyReceived {
            kind,
            protocol,
            spi,
            message_id,
            handle,
        } => out.seed(format!(
            "{sa} processing NOTIFY {} protocol {protocol}\n        spi {spi}, message ID = {}, sa = {handle:X}",
            Notify(*kind),
            MessageId(*message_id)
        )),
        IsakmpEvent::NotifySent {
            kind,
            protocol,
            spi,
            message_id,
        } => out.field(format!(
            "{sa}Sending NOTIFY {} protocol {protocol}\n        spi {spi}, message ID = {}",
            Notify(*kind),
            MessageId(*message_id)
        )),
        IsakmpEvent::Authenticated => out.seed(format!("{sa}SA authentication status:\n        authenticated")),
        IsakmpEvent::InitialContactProcessed { local, remote, port } => out.seed(format!(
            "{sa} Process initial contact,\nbring down existing phase 1 and 2 SA's with local {local} remote {remote} \
             remote port {port}"
        )),
        IsakmpEvent::AuthenticatedWith { peer } => out.seed(format!("{sa}SA has been authenticated with {peer}")),
        IsakmpEvent::PeerInserted { local, remote, port } => out.seed(format!(
            "ISAKMP: Trying to insert a peer {local}/{remote}/{port}/,  and inserted successfully."
        )),
        IsakmpEvent::NodeCreated { message_id } => {
            out.seed(format!("ISAKMP: set new node {} to QM_IDLE", MessageId(*message_id)));
        }
        IsakmpEvent::SittingIdle => out.field(format!("{sa} sitting IDLE. Starting QM immediately (QM_IDLE      )")),
        IsakmpEvent::BeginningQuickMode { message_id } => {
            out.field(format!(
                "{sa}beginning Quick Mode exchange, M-ID of {}",
                MessageId(*message_id)
            ));
        }
        IsakmpEvent::ProposalChecking { proposal } => out.seed(format!("{sa}Checking IPSec proposal {proposal}")),
        IsakmpEvent::IpsecTransform {
            transform,
            protocol,
            id,
            attributes,
        } => {
            ipsec_transform(*transform, *protocol, *id, attributes, out);
        }
        IsakmpEvent::AttributesAcceptable => out.seed(format!("{sa}atts are acceptable.")),
        IsakmpEvent::ProposalInvalidated => out.field(format!("{sa} IPSec policy invalidated proposal")),
        IsakmpEvent::Phase2Unacceptable { local, remote } => {
            out.field(format!(
                "{sa} phase 2 SA policy not acceptable! (local {local} remote {remote})"
            ));
        }
        IsakmpEvent::SpisRequested { count } => out.seed(format!("{sa} asking for {count} spis from ipsec")),
        IsakmpEvent::CreatingSas(pair) => creating_sas(sa, pair, out),
        IsakmpEvent::NodeDeleted {
            message_id,
            error,
            reason,
        } => {
            node_deleted(sa, MessageId(*message_id), *error, *reason, out);
        }
        IsakmpEvent::DeleteReceived { message_id, .. } => {
            out.field(format!(
                "{sa} processing DELETE payload. message ID = {}",
                MessageId(*message_id)
            ));
            out.field(format!("{sa}peer does not do paranoid keepalives."));
        }
        IsakmpEvent::QuickModeFailed { peer } => syslog::mode_failure("Quick", *peer, &mut out.log()),
        IsakmpEvent::Retransmitting { machine, state, .. } => retransmitting(sa, *machine, *state, out),
        IsakmpEvent::Duplicate { machine } => {
            let phase = phase(*machine);
            out.field(format!(
                "{sa} phase {phase} packet is a duplicate of a previous packet."
            ));
            out.field(format!("{sa} retransmitting due to retransmit phase {phase}"));
        }
        IsakmpEvent::Rejected { peer, why } => rejected(Connection(conn), *peer, *why, out),
        IsakmpEvent::SaDeleted {
            reason,
            state,
            role,
            peer,
        } => sa_deleted(sa, *reason, whose(*role, *state), *peer, out),
        // Not words of their own: what IOS says of them is in the records around them.
        IsakmpEvent::SaStateChanged(_) | IsakmpEvent::Cookies { .. } => {}
    }
}

/// `ISAKMP:(0:1:SW:1):`, slot, connection and engine (IOS: seed); before there is a connection, as field has it.
#[derive(Clone, Copy)]
struct Sa(Option<u32>);

impl fmt::Display for Sa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(conn) => write!(f, "ISAKMP:(0:{conn}:SW:1):"),
            None => f.write_str("ISAKMP:(0:0:N/A:0):"),
        }
    }
}

/// `ISAKMP (0:134217729):`, the connection with its engine (IOS: seed).
struct Connection(Option<u32>);

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ISAKMP (0:{}):", self.0.map_or(0, |conn| SOFTWARE_ENGINE + conn))
    }
}

/// A message id, signed (IOS: field).
struct MessageId(u32);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0 as i32).fmt(f)
    }
}

/// The names of notifications. IOS: seed for INITIAL_CONTACT, field for PROPOSAL_NOT_CHOSEN, which RFC 2408 calls
/// NO-PROPOSAL-CHOSEN; Modelled for the others: the RFC's.
struct Notify(NotifyType);

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
fn whose(role: Role, state: SaState) -> String {
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

/// IOS: seed for those of main and quick mode.
fn payload_word(payload: PayloadType) -> String {
    match payload {
        PayloadType::Notification => String::from("NOTIFY"),
        PayloadType::Delete => String::from("DELETE"),
        payload => format!("{payload}"),
    }
}

/// IOS: seed; field for the initiator's.
fn peer_locked(handle: u32, refcount: u32, user: PeerUser, out: &mut Printer<'_>) {
    let lock = format!("ISAKMP: Locking peer struct 0x{handle:X},");
    match user {
        PeerUser::IncomingMessage => {
            out.seed(format!(
                "{lock} IKE refcount {refcount} for crypto_isakmp_process_block"
            ));
        }
        PeerUser::Initiator => out.field(format!("{lock} IKE refcount {refcount} for isakmp_initiator")),
        PeerUser::IpsecSas => out.seed(format!("{lock} IPSEC refcount {refcount} for for stuff_ke")),
    }
}

/// What IOS makes of a vendor id. IOS 12.3(7)T knows drafts 02 and 03 of NAT traversal, and of an id of 16 bytes that is
/// not Unity's or DPD's it reports byte 14, where those have their major version (IOS: seed, field).
fn vendor_id(sa: Sa, bytes: &[u8], out: &mut Printer<'_>) {
    out.seed(format!("{sa} processing vendor id payload"));
    let known = Vendor::identify(bytes);
    match known {
        Some(Vendor::Unity) => out.seed(format!("{sa} vendor ID is Unity")),
        Some(Vendor::DeadPeerDetection) => out.seed(format!("{sa} vendor ID is DPD")),
        Some(Vendor::Ios) => out.seed(format!("{sa} speaking to another IOS box!")),
        Some(Vendor::Xauth) => out.field(format!("{sa} vendor ID is XAUTH")),
        Some(
            Vendor::NatTraversalDraft02
            | Vendor::NatTraversalDraft03
            | Vendor::NatTraversalDraft07
            | Vendor::NatTraversalRfc3947,
        )
        | None => {
            if let Some(major) = vendor::seems_unity_dpd_major(bytes) {
                out.seed(format!("{sa} vendor ID seems Unity/DPD but major {major} mismatch"));
            }
        }
    }
    match known {
        Some(Vendor::NatTraversalDraft03) => out.seed(format!("{sa} vendor ID is NAT-T v3")),
        Some(Vendor::NatTraversalDraft02) => out.seed(format!("{sa} vendor ID is NAT-T v2")),
        _ => {}
    }
}

/// IOS: seed for a key that is found, field for one that is not.
fn key_lookup(sa: Sa, peer: Ipv4Addr, found: bool, out: &mut Printer<'_>) {
    if found {
        out.seed(format!(
            "ISAKMP: Looking for a matching key for {peer} in default : success"
        ));
        out.seed(format!("{sa}found peer pre-shared key matching {peer}"));
    } else {
        out.field(format!("ISAKMP: Looking for a matching key for {peer} in default"));
        out.field(format!("{sa}No pre-shared key with {peer}!"));
    }
}

/// IOS stops at the first attribute that does not match (field).
fn transform_verdict(sa: Sa, mismatches: &[Mismatch], next_payload: u8, out: &mut Printer<'_>) {
    let Some(mismatch) = mismatches.first() else {
        out.seed(format!("{sa}atts are acceptable. Next payload is {next_payload}"));
        return;
    };
    let why = match mismatch {
        Mismatch::Encryption => "Encryption algorithm offered does not match policy!",
        Mismatch::KeyLength => "Proposed key length does not match policy",
        Mismatch::Hash => "Hash algorithm offered does not match policy!",
        Mismatch::Group => "Diffie-Hellman group offered does not match policy!",
        Mismatch::Authentication => "Authentication method offered does not match policy!",
    };
    out.field(format!("{sa}{why}"));
    out.field(format!("{sa}atts are not acceptable. Next payload is {next_payload}"));
}

/// IOS: seed. The name of a transform is RFC 2407's.
fn ipsec_transform(transform: u8, protocol: u8, id: u8, attributes: &Attributes, out: &mut Printer<'_>) {
    let id = TransformId::new(ProtocolId::from(protocol), id);
    out.seed(format!("ISAKMP: transform {transform}, {id}"));
    out.seed("ISAKMP:   attributes in transform:");
    attributes
        .iter()
        .for_each(|attribute| attributes::print_ipsec(attribute, out));
}

/// The eleven records of a pair (IOS: seed, also for the flags without PFS; field for those with it).
fn creating_sas(sa: Sa, pair: &SaPair, out: &mut Printer<'_>) {
    let SaPair {
        local,
        remote,
        proxies,
        inbound_spi,
        outbound_spi,
        conn,
        pfs,
        seconds,
        kilobytes,
    } = *pair;
    let (ours, theirs) = (proxies.local.address, proxies.remote.address);
    let (inbound_flags, outbound_flags) = if pfs { (0x13, 0x1B) } else { (0x2, 0xA) };
    let lifetime = |out: &mut Printer<'_>| {
        out.seed(format!("        lifetime of {seconds} seconds"));
        out.seed(format!("        lifetime of {kilobytes} kilobytes"));
        out.seed("        has client flags 0x0");
    };
    out.seed(format!("{sa} Creating IPSec SAs"));
    out.seed(format!(
        "        inbound SA from {remote} to {local} (f/i)  0/ 0\n        (proxy {theirs} to {ours})"
    ));
    out.seed(format!(
        "        has spi 0x{inbound_spi:X} and conn_id {conn} and flags {inbound_flags:X}"
    ));
    lifetime(out);
    out.seed(format!(
        "        outbound SA from {local} to {remote} (f/i)  0/0\n        (proxy {ours} to {theirs})"
    ));
    out.seed(format!(
        "        has spi {outbound_spi} and conn_id {} and flags {outbound_flags:X}",
        conn + 1
    ));
    lifetime(out);
}

fn node_deleted(sa: Sa, node: MessageId, error: bool, reason: NodeReason, out: &mut Printer<'_>) {
    let error = if error { "TRUE" } else { "FALSE" };
    let record = |reason: &str| format!("{sa}deleting node {node} error {error} reason \"{reason}\"");
    match reason {
        NodeReason::InitiatorDone => out.field(record("")),
        NodeReason::ResponderDone => out.seed(record("quick mode done (await)")),
        NodeReason::Rejected => out.field(record("QM rejected")),
        NodeReason::NotifyReceived => out.field(record("Delete Larval")),
        NodeReason::Retransmission => out.modelled(record("death by retransmission P2")),
        NodeReason::Informational => out.field(record("informational (in) state 1")),
    }
}

/// 1 or 2.
const fn phase(machine: Machine) -> u8 {
    match machine {
        Machine::MainMode => 1,
        Machine::QuickMode(_) => 2,
    }
}

/// A timer ran out; that the packet is sent is the next event (IOS: field).
fn retransmitting(sa: Sa, machine: Machine, state: SaState, out: &mut Printer<'_>) {
    let state = state_name(state);
    let phase = phase(machine);
    let (announced, sent) = match machine {
        Machine::MainMode => (format!("{state}..."), format!("{state}")),
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

fn rejected(connection: Connection, peer: Ipv4Addr, why: RejectedPacket, out: &mut Printer<'_>) {
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

/// IOS: field; Modelled for a reason that no source has.
fn sa_deleted(sa: Sa, reason: DeleteReason, whose: String, peer: Ipv4Addr, out: &mut Printer<'_>) {
    let record =
        |reason: &str| format!("{sa}deleting SA reason \"{reason}\" state {whose} (peer {peer}) input queue 0");
    match reason {
        DeleteReason::DeathByRetransmission => {
            out.field(format!("{sa}peer does not do paranoid keepalives."));
            out.field(record("death by retransmission P1"));
        }
        DeleteReason::PeerDeleted => out.field(record("P1 delete notify (in)")),
        DeleteReason::LifetimeExpired => out.field(record("IKE SA Lifetime Exceeded")),
        DeleteReason::InitialContact => out.field(record("Receive initial contact")),
        DeleteReason::NoProposalChosen => out.field(record("Phase1 SA policy proposal not accepted")),
        DeleteReason::NoPresharedKey => out.modelled(record("no pre-shared key")),
        DeleteReason::Cleared => out.modelled(record("cleared at the console")),
    }
}
