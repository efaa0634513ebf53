//! Facts of IKE: RFC 2408 and 2409 in the steps in which IOS takes and reports them.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::Serialize;

use super::state::{Input, Machine, Role, SaState, State};
use crate::ipsec::proxy::ProxyIdentities;
use crate::isakmp::attribute::Attribute;
use crate::isakmp::id::PeerName;
use crate::isakmp::nat_d::NatDialect;
use crate::isakmp::numbers::{NotifyType, PayloadType};

/// The attributes of a transform, in the order in which they were sent.
pub type Attributes = Vec<Attribute>;

/// Who holds a reference to a peer struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PeerUser {
    /// IKE, for a first message that came in.
    IncomingMessage,
    /// IKE, for an exchange of its own.
    Initiator,
    /// IPsec, for a pair of SAs.
    IpsecSas,
}

/// Why a phase 1 transform does not match a policy (RFC 2409 App. A attributes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Mismatch {
    /// Another cipher.
    Encryption,
    /// Another key length of the same cipher.
    KeyLength,
    /// Another hash.
    Hash,
    /// Another Diffie-Hellman group.
    Group,
    /// Another way to authenticate.
    Authentication,
}

/// The two SAs of a quick mode, as IKE hands them to IPsec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SaPair {
    /// This router's address.
    pub local: Ipv4Addr,
    /// The peer's address.
    pub remote: Ipv4Addr,
    /// What is protected.
    pub proxies: ProxyIdentities,
    /// SPI of the SA towards this router.
    pub inbound_spi: u32,
    /// SPI of the SA towards the peer.
    pub outbound_spi: u32,
    /// Connection id of the inbound SA, from 2000; the outbound SA has the next.
    pub conn: u32,
    /// With perfect forward secrecy.
    pub pfs: bool,
    /// Lifetime in seconds.
    pub seconds: u32,
    /// Lifetime in kilobytes.
    pub kilobytes: u32,
}

/// Why a quick mode's node is deleted, in IOS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NodeReason {
    /// The initiator has sent its last message.
    InitiatorDone,
    /// The responder has the last message that it awaited.
    ResponderDone,
    /// The offer was refused.
    Rejected,
    /// The peer refused the offer.
    NotifyReceived,
    /// No answer came.
    Retransmission,
    /// An informational message was read or sent.
    Informational,
    /// A typed command ended it.
    Cleared,
}

/// Why an ISAKMP SA is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DeleteReason {
    /// No answer came to any retransmission.
    DeathByRetransmission,
    /// The peer said so.
    PeerDeleted,
    /// Its lifetime is over.
    LifetimeExpired,
    /// The peer started anew.
    InitialContact,
    /// No proposal of the peer's was acceptable.
    NoProposalChosen,
    /// There is no key for the peer.
    NoPresharedKey,
    /// The first message could not be read.
    BadMessage,
    /// A typed command took it down.
    Cleared,
    /// The peer answers no question whether it lives.
    DeadPeer,
}

impl DeleteReason {
    /// Whether the peer gave no answer.
    pub const fn is_silence(self) -> bool {
        matches!(self, DeleteReason::DeathByRetransmission | DeleteReason::DeadPeer)
    }
}

/// What is wrong with a message that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RejectedPacket {
    /// It cannot be decoded; for an encrypted message that mostly means another key.
    Malformed,
    /// Its HASH is not what it must be.
    HashMismatch,
    /// It belongs to no SA and starts none.
    NoSa,
    /// It is not what this state awaits.
    Unexpected,
}

/// What IKE did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum IsakmpEvent {
    /// The router starts without it: nothing answers on its port.
    Off,
    /// A message came in.
    PacketReceived {
        /// The sender's address.
        peer: Ipv4Addr,
        /// The port it was sent to.
        local_port: u16,
        /// The port it was sent from.
        peer_port: u16,
        /// Role and state of the SA that it belongs to; `None`: a new one.
        sa: Option<(Role, SaState)>,
    },
    /// A message was sent.
    PacketSent {
        /// The peer's address.
        peer: Ipv4Addr,
        /// The port it was sent from.
        local_port: u16,
        /// The port it was sent to.
        peer_port: u16,
        /// The SA's role.
        role: Role,
        /// The SA's state.
        state: SaState,
    },
    /// IPsec asked for SAs, or answered; `first/second` are IOS's numbers of the message (IOS: seed).
    KeyMessageReceived {
        /// Kind of message: 1 a request for SAs, 2 SPIs.
        kind: u8,
        /// Number of entries.
        count: u8,
    },
    /// Traffic asks for SAs, by a crypto map that names an ISAKMP profile or none.
    ProfileRequested {
        /// The profile's name.
        profile: Option<String>,
    },
    /// A record for the peer was made.
    PeerCreated {
        /// Its address.
        peer: Ipv4Addr,
        /// Its port.
        port: u16,
    },
    /// The record got one more user.
    PeerLocked {
        /// Address of the record in the router's memory: an input of the scenario.
        handle: u32,
        /// Users of this kind.
        refcount: u32,
        /// The new user.
        user: PeerUser,
    },
    /// The ports of the exchange.
    Ports {
        /// This router's UDP port.
        local: u16,
        /// The peer's UDP port.
        remote: u16,
    },
    /// An ISAKMP SA was made.
    SaInserted {
        /// Address of the SA in the router's memory: an input of the scenario.
        handle: u32,
        /// This router's side.
        role: Role,
        /// This router's address.
        local: Ipv4Addr,
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// Aggressive mode is not configured, so main mode it is.
    TryingMainMode,
    /// A state machine moved.
    Transition {
        /// The state machine.
        machine: Machine,
        /// By what.
        input: Input,
        /// The state before.
        from: State,
        /// The state after.
        to: State,
    },
    /// The SA's own state, as `show crypto isakmp sa` prints it, became this.
    SaStateChanged(SaState),
    /// Both cookies are known.
    Cookies {
        /// The initiator's cookie.
        initiator: [u8; 8],
        /// The responder's cookie.
        responder: [u8; 8],
    },
    /// A payload is being read.
    Processing {
        /// The payload's type.
        payload: PayloadType,
        /// Message id, 0 in phase 1.
        message_id: u32,
    },
    /// A vendor id is being read.
    VendorId {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A NAT-D payload was compared with the address it speaks of (draft-ietf-ipsec-nat-t-ike-03 §3.2).
    NatDetection {
        /// Which document the payload follows.
        dialect: NatDialect,
        /// The address was not translated.
        matches: bool,
    },
    /// The pre-shared key for a peer was looked up.
    KeyLookup {
        /// The peer's address.
        peer: Ipv4Addr,
        /// Whether there is one.
        found: bool,
        /// The keyrings looked into, in order; it is from the last.
        keyrings: Vec<String>,
    },
    /// A key for this router's own address was found too.
    LocalKeyFound,
    /// Profiles were searched for extended authentication; there are none.
    XauthScanned,
    /// A phase 1 transform was compared with a policy.
    TransformChecked {
        /// The transform's number.
        transform: u8,
        /// The policy's priority.
        priority: u32,
        /// What was offered.
        attributes: Attributes,
        /// What does not match; empty: acceptable.
        mismatches: Vec<Mismatch>,
        /// Seconds that an SA by this transform lasts at this router: the shorter of what is offered and configured.
        lifetime: u32,
        /// The `next payload` byte of the transform: 3 if another follows, 0 if none.
        next_payload: u8,
    },
    /// No transform matched any policy.
    NoOffersAccepted,
    /// Phase 1 has no policy in common.
    Phase1Unacceptable {
        /// This router's address.
        local: Ipv4Addr,
        /// The peer's address.
        remote: Ipv4Addr,
    },
    /// A vendor id for NAT traversal goes into the next message.
    NatTraversalOffered {
        /// The draft's number.
        draft: u8,
    },
    /// Main mode starts.
    BeginningMainMode,
    /// SKEYID and its children exist.
    SkeyidGenerated,
    /// An INITIAL_CONTACT goes into the next message.
    InitialContactSent,
    /// This router is to prove by the pre-shared key that it is who its ID payload will say.
    Authenticating {
        /// ID type of that payload (RFC 2407 §4.6.2.1).
        id_type: u8,
    },
    /// A phase 1 identity, the peer's or this router's own.
    Identity {
        /// The `next payload` byte of the ID payload.
        next_payload: u8,
        /// ID type (RFC 2407 §4.6.2.1).
        id_type: u8,
        /// Who it is.
        name: PeerName,
        /// IP protocol, 17 for UDP.
        protocol: u8,
        /// The peer's UDP port.
        port: u16,
        /// Length of the payload with its header, bytes.
        length: u16,
    },
    /// Length of the ID payload sent, bytes.
    TotalPayloadLength(u16),
    /// An ISAKMP profile matches the peer, or none does.
    ProfileMatched {
        /// The profile's name.
        profile: Option<String>,
    },
    /// The key in use is of none of the profile's keyrings: the exchange does not go on.
    KeyNotOfProfile,
    /// A NOTIFY payload is being read.
    NotifyReceived {
        /// What it says.
        kind: NotifyType,
        /// The protocol that it speaks of.
        protocol: u8,
        /// The SPI that it speaks of; 0 for ISAKMP.
        spi: u32,
        /// The message id of the exchange.
        message_id: u32,
        /// Address of the SA in the router's memory.
        handle: u32,
    },
    /// The SA's peer is authenticated.
    Authenticated,
    /// Older SAs with the peer are brought down.
    InitialContactProcessed {
        /// This router's address.
        local: Ipv4Addr,
        /// The peer's address.
        remote: Ipv4Addr,
        /// The peer's port.
        port: u16,
    },
    /// The peer that was authenticated.
    AuthenticatedWith {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// The peer is remembered by its addresses and port.
    PeerInserted {
        /// This router's address.
        local: Ipv4Addr,
        /// The peer's address.
        remote: Ipv4Addr,
        /// The peer's port.
        port: u16,
    },
    /// A node, IOS's word for an exchange of phase 2, was made.
    NodeCreated {
        /// Message id; 0 before one is drawn.
        message_id: u32,
    },
    /// Phase 1 is complete already, so quick mode starts at once.
    SittingIdle,
    /// Quick mode starts.
    BeginningQuickMode {
        /// The message id of the exchange.
        message_id: u32,
    },
    /// A proposal for IPsec is being compared.
    ProposalChecking {
        /// The proposal's number.
        proposal: u8,
    },
    /// A transform of that proposal.
    IpsecTransform {
        /// The transform's number.
        transform: u8,
        /// Protocol of the proposal (RFC 2407 §4.4.1).
        protocol: u8,
        /// Transform identifier (RFC 2407 §4.4.4).
        id: u8,
        /// Its attributes.
        attributes: Attributes,
    },
    /// Its attributes are ones that this router can do.
    AttributesAcceptable,
    /// IPsec refuses the proposal.
    ProposalInvalidated,
    /// Phase 2 has no proposal in common.
    Phase2Unacceptable {
        /// This router's address.
        local: Ipv4Addr,
        /// The peer's address.
        remote: Ipv4Addr,
    },
    /// The responder asks IPsec for SPIs.
    SpisRequested {
        /// How many.
        count: u8,
    },
    /// The SAs are handed to IPsec.
    CreatingSas(SaPair),
    /// A node is gone.
    NodeDeleted {
        /// The message id of the exchange.
        message_id: u32,
        /// Whether the exchange failed.
        error: bool,
        /// Why the node was deleted.
        reason: NodeReason,
    },
    /// A NOTIFY is sent.
    NotifySent {
        /// What it says.
        kind: NotifyType,
        /// The protocol that it speaks of.
        protocol: u8,
        /// The SPI that it speaks of.
        spi: u32,
        /// The message id of the exchange.
        message_id: u32,
    },
    /// The peer's delete is being read.
    DeleteReceived {
        /// The protocol whose SAs go.
        protocol: u8,
        /// Their SPIs (4 bytes each), none for ISAKMP.
        spis: Vec<u32>,
        /// The message id of the exchange.
        message_id: u32,
    },
    /// Quick mode failed.
    QuickModeFailed {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// A message is sent once more.
    Retransmitting {
        /// Phase 1, or the quick mode with this message id.
        machine: Machine,
        /// How often it has been sent again, from 1.
        attempt: u8,
        /// The SA's state.
        state: SaState,
    },
    /// A message that was handled before came again.
    Duplicate {
        /// Phase 1, or the quick mode with this message id.
        machine: Machine,
    },
    /// The peer answers no question whether it lives.
    PeerDead {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// A message was not taken.
    Rejected {
        /// The sender's address.
        peer: Ipv4Addr,
        /// Why it was not taken.
        why: RejectedPacket,
    },
    /// Main mode could not begin: the new ISAKMP SA is taken out again at once.
    NotStarted {
        /// Why.
        reason: DeleteReason,
        /// The peer.
        peer: Ipv4Addr,
        /// Address of the SA in the router's memory.
        handle: u32,
        /// Address of the peer's record there.
        peer_handle: u32,
        /// How often IKE uses that record still.
        refcount: u32,
    },
    /// An ISAKMP SA is gone.
    SaDeleted {
        /// Why the SA was deleted.
        reason: DeleteReason,
        /// Its state until then.
        state: SaState,
        /// Its role.
        role: Role,
        /// The peer's address.
        peer: Ipv4Addr,
    },
}
