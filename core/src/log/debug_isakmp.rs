//! `debug crypto isakmp`: IKE. Which records have which of IOS's prefixes, and a blank behind it, is as the seed has it.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use super::names::{
    Connection, FIELD, MessageId, Notify, SEED, Sa, input_basis, notify_basis, role_basis, state_basis, whose,
};
use super::{Printer, attributes, endings, syslog};
use crate::algorithm::Hash;
use crate::event::{Attributes, IsakmpEvent, Machine, Mismatch, PeerUser, SaPair};
use crate::ios::diagnostic::Basis;
use crate::isakmp::id::PeerName;
use crate::isakmp::nat_d::NatDialect;
use crate::isakmp::numbers::{IdType, PayloadType, ProtocolId, TransformId};
use crate::isakmp::vendor::{self, Vendor};

/// Prints a fact of IKE on the ISAKMP SA `conn`.
pub(super) fn print(conn: Option<u32>, event: &IsakmpEvent, out: &mut Printer<'_>) {
    let sa = Sa(conn);
    match event {
        IsakmpEvent::Off => syslog::isakmp_switched(false, &mut out.log()),
        IsakmpEvent::PacketReceived {
            peer,
            local_port,
            peer_port,
            sa,
        } => {
            let whose = sa.map_or_else(|| String::from("(N) NEW SA"), |(role, state)| whose(role, state));
            let basis = sa.map_or(SEED, |(role, _)| role_basis(role));
            let text = format!("received packet from {peer} dport {local_port} sport {peer_port} Global {whose}");
            out.print(basis, format!("{} {text}", Connection(conn)));
        }
        IsakmpEvent::PacketSent {
            peer,
            local_port,
            peer_port,
            role,
            state,
        } => {
            let whose = whose(*role, *state);
            let text = format!("{sa} sending packet to {peer} my_port {local_port} peer_port {peer_port} {whose}");
            out.print(role_basis(*role), text);
        }
        IsakmpEvent::KeyMessageReceived { kind, count } => {
            let basis = if *kind == 2 { SEED } else { FIELD };
            out.print(basis, format!("ISAKMP: received ke message ({kind}/{count})"));
        }
        IsakmpEvent::ProfileRequested { profile } => {
            let profile = profile.as_deref().unwrap_or("(NULL)");
            out.field(format!("{sa} SA request profile is {profile}"));
        }
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
            out.print(input_basis(*input), format!("{sa}{node}Input = {major}, {minor}"));
            let (old, new) = (from.ios_name(), to.ios_name());
            let basis = state_basis(*from).max(state_basis(*to));
            out.print(basis, format!("{sa}Old State = {old}  New State = {new}"));
        }
        IsakmpEvent::Processing { payload, message_id } => {
            out.seed(format!(
                "{sa} processing {} payload. message ID = {}",
                payload_word(*payload),
                MessageId(*message_id)
            ));
        }
        IsakmpEvent::VendorId { bytes } => vendor_id(sa, bytes, out),
        IsakmpEvent::NatDetection { dialect, matches } => {
            // IOS: seed: 17, though 130 is the number of the drafts that travels; field: 20.
            match dialect {
                NatDialect::Draft => out.seed("ISAKMP:received payload type 17"),
                NatDialect::Rfc3947 => out.field("ISAKMP:received payload type 20"),
            }
            if !matches {
                out.modelled(format!(
                    "{sa} NAT found: the address in the packet is not the one that its sender hashed"
                ));
            }
        }
        IsakmpEvent::KeyLookup { peer, found, keyrings } => key_lookup(sa, *peer, *found, keyrings, out),
        IsakmpEvent::LocalKeyFound => out.seed(format!("{sa} local preshared key found")),
        IsakmpEvent::XauthScanned => out.seed("ISAKMP : Scanning profiles for xauth ..."),
        IsakmpEvent::TransformChecked {
            transform,
            priority,
            attributes,
            mismatches,
            next_payload,
            ..
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
        IsakmpEvent::NatTraversalOffered { draft } => {
            let basis = if *draft == 3 { SEED } else { FIELD };
            out.print(basis, format!("{sa} constructed NAT-T vendor-{draft:02} ID"));
        }
        IsakmpEvent::BeginningMainMode => out.field(format!("{sa} beginning Main Mode exchange")),
        IsakmpEvent::SkeyidGenerated => out.seed(format!("{sa}SKEYID state generated")),
        IsakmpEvent::InitialContactSent => out.field(format!("{sa}Send initial contact")),
        IsakmpEvent::Authenticating { id_type } => {
            let id_type = IdType::from(*id_type);
            let basis = if id_type == IdType::Ipv4Addr {
                SEED
            } else {
                Basis::Modelled
            };
            let text = format!("{sa}SA is doing pre-shared key authentication using id type {id_type}");
            out.print(basis, text);
        }
        IsakmpEvent::Identity {
            next_payload,
            id_type,
            name,
            protocol,
            port,
            length,
        } => {
            let (label, basis) = match name {
                PeerName::Address(_) => ("address      ", SEED),
                PeerName::Host(_) => ("FQDN name    ", FIELD),
            };
            let text = format!(
                "{} ID payload\n        next-payload : {next_payload}\n        type         : {id_type}\n        \
                 {label}: {name}\n        protocol     : {protocol}\n        port         : {port}\n        \
                 length       : {length}",
                Connection(conn)
            );
            out.print(basis, text);
        }
        IsakmpEvent::TotalPayloadLength(length) => out.seed(format!("{sa}Total payload length: {length}")),
        IsakmpEvent::ProfileMatched { profile: None } => out.seed(format!("{sa}: peer matches *none* of the profiles")),
        IsakmpEvent::ProfileMatched { profile: Some(profile) } => {
            out.field(format!("{sa}: peer matches {profile} profile"));
        }
        IsakmpEvent::KeyNotOfProfile => {
            out.field(format!("{sa}Key not found in keyrings of profile , aborting exchange"));
        }
        IsakmpEvent::NotifyReceived {
            kind,
            protocol,
            spi,
            message_id,
            handle,
        } => {
            let (name, id) = (Notify(*kind), MessageId(*message_id));
            let text =
                format!("{sa} processing NOTIFY {name} protocol {protocol}\n        spi {spi}, message ID = {id}");
            out.print(notify_basis(*kind), format!("{text}, sa = {handle:X}"));
        }
        IsakmpEvent::NotifySent {
            kind,
            protocol,
            spi,
            message_id,
        } => {
            let (name, id) = (Notify(*kind), MessageId(*message_id));
            let text = format!("{sa}Sending NOTIFY {name} protocol {protocol}\n        spi {spi}, message ID = {id}");
            out.print(notify_basis(*kind).max(FIELD), text);
        }
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
            let basis = if *message_id == 0 { FIELD } else { SEED };
            out.print(
                basis,
                format!("ISAKMP: set new node {} to QM_IDLE", MessageId(*message_id)),
            );
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
            endings::node_deleted(sa, MessageId(*message_id), *error, *reason, out);
        }
        IsakmpEvent::DeleteReceived { message_id, .. } => {
            out.field(format!(
                "{sa} processing DELETE payload. message ID = {}",
                MessageId(*message_id)
            ));
            out.field(format!("{sa}peer does not do paranoid keepalives."));
        }
        IsakmpEvent::QuickModeFailed { peer } => syslog::mode_failure("Quick", *peer, &mut out.log()),
        IsakmpEvent::Retransmitting { machine, state, .. } => endings::retransmitting(sa, *machine, *state, out),
        IsakmpEvent::Duplicate { machine } => {
            let phase = endings::phase(*machine);
            out.field(format!(
                "{sa} phase {phase} packet is a duplicate of a previous packet."
            ));
            out.field(format!("{sa} retransmitting due to retransmit phase {phase}"));
        }
        IsakmpEvent::PeerDead { peer } => {
            out.field(format!("{sa}incrementing error counter on sa: PEERS_ALIVE_TIMER"));
            out.field(format!("ISAKMP: peer {peer} not responding!"));
        }
        IsakmpEvent::Rejected { peer, why } => endings::rejected(Connection(conn), *peer, *why, out),
        IsakmpEvent::NotStarted {
            reason,
            peer,
            handle,
            peer_handle,
            refcount,
        } => endings::not_started(sa, *reason, *peer, [*handle, *peer_handle], *refcount, out),
        IsakmpEvent::SaDeleted {
            reason,
            state,
            role,
            peer,
        } => endings::sa_deleted(sa, *reason, whose(*role, *state), *peer, out),
        // Not words of their own: what IOS says of them is in the records around them.
        IsakmpEvent::SaStateChanged(_) | IsakmpEvent::Cookies { .. } => {}
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
fn key_lookup(sa: Sa, peer: Ipv4Addr, found: bool, keyrings: &[String], out: &mut Printer<'_>) {
    let last = keyrings.len().saturating_sub(1);
    for (index, keyring) in keyrings.iter().enumerate() {
        let looking = format!("ISAKMP: Looking for a matching key for {peer} in {keyring}");
        if found && index == last {
            out.seed(format!("{looking} : success"));
        } else {
            out.field(looking);
        }
    }
    if found {
        out.seed(format!("{sa}found peer pre-shared key matching {peer}"));
    } else {
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
    let is_in_12_3 = match id {
        TransformId::Ah(id) => Hash::from_ah(id).is_none_or(|hash| hash.is_in_12_3),
        _ => true,
    };
    out.about(is_in_12_3)
        .seed(format!("ISAKMP: transform {transform}, {id}"));
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
    let (basis, inbound_flags, outbound_flags) = if pfs { (FIELD, 0x13, 0x1B) } else { (SEED, 0x2, 0xA) };
    let lifetime = |out: &mut Printer<'_>| {
        out.seed(format!("        lifetime of {seconds} seconds"));
        out.seed(format!("        lifetime of {kilobytes} kilobytes"));
        out.seed("        has client flags 0x0");
    };
    out.seed(format!("{sa} Creating IPSec SAs"));
    out.seed(format!(
        "        inbound SA from {remote} to {local} (f/i)  0/ 0\n        (proxy {theirs} to {ours})"
    ));
    out.print(
        basis,
        format!("        has spi 0x{inbound_spi:X} and conn_id {conn} and flags {inbound_flags:X}"),
    );
    lifetime(out);
    out.seed(format!(
        "        outbound SA from {local} to {remote} (f/i)  0/0\n        (proxy {ours} to {theirs})"
    ));
    let outbound_conn = conn + 1;
    out.print(
        basis,
        format!("        has spi {outbound_spi} and conn_id {outbound_conn} and flags {outbound_flags:X}"),
    );
    lifetime(out);
}
