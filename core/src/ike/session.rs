//! What is fixed about one ISAKMP SA, and how its messages are sent.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, SocketAddrV4};

use super::iv::{Iv, SaCipher};
use crate::algorithm::policy::IsakmpPolicy;
use crate::codec::DecodeError;
use crate::effects::{Effects, PacketName, Protection, ProtectionCipher};
use crate::event::{EventKind, Formula, Input, IsakmpEvent, Machine, Quantity, Role, SaState, State, ValueId};
use crate::field::{FieldKind, FieldRef};
use crate::ip::{ipv4, udp};
use crate::isakmp::header::{Flags, HEADER_LEN, Header};
use crate::isakmp::id::{IdentityMatch, PeerName};
use crate::isakmp::message::{encode_payloads, encode_with_body, first_type};
use crate::isakmp::numbers::{ExchangeType, PayloadType};
use crate::isakmp::payload::Payload;
use crate::isakmp::place;
use crate::isakmp::vendor::Vendor;

/// The port of IKE (RFC 2408 §2.5.1).
pub const PORT: u16 = 500;

/// One ISAKMP SA's place in the world.
#[derive(Debug, Clone)]
pub struct Session {
    /// Connection id, from 1.
    pub conn: u32,
    /// Its address in the router's memory.
    pub handle: u32,
    /// This router's side.
    pub role: Role,
    /// This router's address and port.
    pub local: SocketAddrV4,
    /// The peer's address and port.
    pub peer: SocketAddrV4,
    /// Who this router says it is.
    pub name: PeerName,
    /// The policies with their priorities, in the order in which they are tried.
    pub policies: Vec<(u16, IsakmpPolicy)>,
    /// The key for the peer, if there is one.
    pub preshared_key: Option<Vec<u8>>,
    /// The keyrings looked into for it, in order; it is from the last.
    pub keyrings: Vec<String>,
    /// The ISAKMP profiles.
    pub profiles: Profiles,
    /// What this router says of itself.
    pub dialect: Dialect,
}

/// What a side knows of ISAKMP profiles, as far as an exchange goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profiles {
    /// The one that this exchange was asked for with: only an initiator knows it from the start.
    pub asked: Option<String>,
    /// All that can be for this exchange, in the order in which they are tried.
    pub known: Vec<Profile>,
}

/// An ISAKMP profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The peers that it is for.
    pub identities: Vec<IdentityMatch>,
    /// The keyrings of its keys; any if none is named.
    pub keyrings: Vec<String>,
    /// Who this router says it is, if not who it always says.
    pub own_name: Option<PeerName>,
}

impl Session {
    /// The profile of this exchange: the one that it was asked for with, or the first that fits the peer's name. Modelled: the
    /// one asked for counts whatever the peer's name is.
    pub fn profile(&self, peer: Option<&PeerName>) -> Option<&Profile> {
        let Profiles { asked, known } = &self.profiles;
        let fits = |profile: &&Profile| match (asked, peer) {
            (Some(asked), _) => profile.name == *asked,
            (None, Some(peer)) => profile.identities.iter().any(|identity| identity.matches(peer)),
            (None, None) => false,
        };
        known.iter().find(fits)
    }
}

/// What a side says of itself beside what RFC 2409 asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// Vendor ids in the initiator's first message; those of NAT traversal are the ones that this side knows.
    pub offered: Vec<Vendor>,
    /// Vendor ids in the responder's first message.
    pub answered: Vec<Vendor>,
    /// Vendor ids beside KE and NONCE.
    pub later: Vec<Vendor>,
    /// IP protocol and port in the phase 1 identity.
    pub identity: (u8, u16),
    /// Whether an initiator that has no other SA with the peer says INITIAL_CONTACT.
    pub initial_contact: bool,
}

impl Dialect {
    /// IOS 12.3(7)T's. IOS: seed, for the vendor ids, their order, and the identity; Modelled: the bytes of the id by
    /// which one IOS box knows another.
    pub fn ios() -> Self {
        Dialect {
            offered: alloc::vec![Vendor::NatTraversalDraft03, Vendor::NatTraversalDraft02],
            answered: alloc::vec![Vendor::NatTraversalDraft03],
            later: alloc::vec![Vendor::Unity, Vendor::DeadPeerDetection, Vendor::Ios],
            identity: (ipv4::UDP, PORT),
            initial_contact: true,
        }
    }
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reject {
    /// It cannot be decoded, or decrypts to what cannot.
    Malformed(DecodeError),
    /// Its ciphertext is not whole blocks.
    NotBlocks,
    /// A payload that must be there is not, or is another.
    Unexpected,
    /// What authenticates it is not what it must be.
    HashMismatch,
    /// Nothing offered is acceptable.
    NoProposalChosen,
    /// There is no key for the peer.
    NoPresharedKey,
    /// The peer's Diffie-Hellman value is not usable.
    BadPublicValue,
}

impl From<DecodeError> for Reject {
    fn from(error: DecodeError) -> Self {
        Reject::Malformed(error)
    }
}

/// A message that was sent, kept to be sent again.
#[derive(Debug, Clone)]
pub struct Sent {
    name: PacketName,
    message: Vec<u8>,
    protection: Option<Protection>,
}

/// A session at work.
pub struct SessionContext<'a, 'b> {
    /// Where effects go.
    pub effects: &'a mut Effects<'b>,
    /// The session.
    pub session: &'a Session,
}

impl SessionContext<'_, '_> {
    /// Logs a fact of this SA.
    pub fn log(&mut self, event: IsakmpEvent) {
        self.effects.isakmp(Some(self.session.conn), event);
    }

    /// Logs a fact of IKE that IOS reports without a connection.
    pub fn log_global(&mut self, event: IsakmpEvent) {
        self.effects.isakmp(None, event);
    }

    /// Logs a fact of this SA about a field of the message.
    pub fn log_about(&mut self, field: impl Into<FieldRef>, event: IsakmpEvent) {
        let conn = Some(self.session.conn);
        let kind = EventKind::Isakmp { conn, event };
        self.effects.event_about(Some(field.into()), kind);
    }

    /// Logs a fact about a field that IOS reports without a connection.
    pub fn log_global_about(&mut self, field: impl Into<FieldRef>, event: IsakmpEvent) {
        let kind = EventKind::Isakmp { conn: None, event };
        self.effects.event_about(Some(field.into()), kind);
    }

    /// Logs that a payload is being read, the first of its type.
    pub fn processing(&mut self, payload: PayloadType, exchange: ExchangeType, message_id: u32) {
        self.processing_nth(0, payload, exchange, message_id);
    }

    /// Logs that a payload is being read, the one after `nth` others of its type.
    pub fn processing_nth(&mut self, nth: u16, payload: PayloadType, exchange: ExchangeType, message_id: u32) {
        let field = place::kind_of(payload, exchange, &[]).nth(nth);
        self.log_about(field, IsakmpEvent::Processing { payload, message_id });
    }

    /// Logs a computed value; gives its number.
    pub fn derived(&mut self, quantity: Quantity, value: &[u8], formula: Formula) -> ValueId {
        self.effects.derived(quantity, value, formula)
    }

    /// Logs a move of the main mode machine.
    pub fn main_mode(&mut self, input: Input, from: State, to: State) {
        self.log(IsakmpEvent::Transition {
            machine: Machine::MainMode,
            input,
            from,
            to,
        });
    }

    /// Logs a move of a quick mode machine.
    pub fn quick_mode(&mut self, message_id: u32, input: Input, from: State, to: State) {
        self.log(IsakmpEvent::Transition {
            machine: Machine::QuickMode(message_id),
            input,
            from,
            to,
        });
    }

    /// Sends a message in the clear.
    pub fn send_clear(&mut self, name: PacketName, state: SaState, header: &Header, payloads: &[Payload]) -> Sent {
        let message = encode_with_body(header, first_type(payloads), &encode_payloads(payloads));
        let sent = Sent {
            name,
            message,
            protection: None,
        };
        self.send(&sent, state);
        sent
    }

    /// Encrypts a message and sends it; gives the IV of the next.
    pub fn send_encrypted(
        &mut self,
        name: PacketName,
        state: SaState,
        header: Header,
        payloads: &[Payload],
        (cipher, iv): (&SaCipher, &Iv),
    ) -> (Sent, Iv) {
        let header = Header {
            flags: Flags(header.flags.0 | Flags::ENCRYPTION.0),
            ..header
        };
        let (encrypted, next) = cipher.encrypt(iv, &encode_payloads(payloads));
        let message = encode_with_body(&header, first_type(payloads), &encrypted.ciphertext);
        let protection = Protection {
            start: (ipv4::HEADER_LEN + udp::HEADER_LEN) as u32 + HEADER_LEN,
            plaintext: encrypted.plaintext,
            cipher: ProtectionCipher::Cbc {
                cipher: cipher.cipher,
                key: cipher.key.clone(),
                iv: iv.0.clone(),
            },
        };
        let sent = Sent {
            name,
            message,
            protection: Some(protection),
        };
        self.send(&sent, state);
        (sent, next)
    }

    /// Sends a message once more, or for the first time.
    pub fn send(&mut self, sent: &Sent, state: SaState) {
        let Session { local, peer, role, .. } = *self.session;
        self.log(IsakmpEvent::PacketSent {
            peer: *peer.ip(),
            local_port: local.port(),
            peer_port: peer.port(),
            role,
            state,
        });
        let datagram = udp::Datagram {
            source_port: local.port(),
            destination_port: peer.port(),
            payload: sent.message.clone(),
        };
        let packet = ipv4::Packet {
            tos: 0,
            id: self.effects.packet_number(),
            dont_fragment: false,
            ttl: 255,
            protocol: ipv4::UDP,
            source: *local.ip(),
            destination: *peer.ip(),
            payload: datagram.encode(*local.ip(), *peer.ip()),
        };
        self.effects
            .transmit(sent.name, packet.encode(), sent.protection.clone());
    }

    /// Looks up the key for the peer and says so, as IOS does each time that it needs it. `address` is where the message has
    /// the peer's.
    pub fn look_up_key(&mut self, address: FieldKind) -> Result<Vec<u8>, Reject> {
        let peer: Ipv4Addr = *self.session.peer.ip();
        let key = self.session.preshared_key.clone();
        let event = IsakmpEvent::KeyLookup {
            peer,
            found: key.is_some(),
            keyrings: self.session.keyrings.clone(),
        };
        self.log_about(address, event);
        key.ok_or(Reject::NoPresharedKey)
    }

    /// Reports the vendor ids among payloads.
    pub fn log_vendor_ids(&mut self, payloads: &[Payload]) {
        for (field, payload) in place::placed(payloads, ExchangeType::IdentityProtection) {
            if let Payload::VendorId(bytes) = payload {
                self.log_about(field, IsakmpEvent::VendorId { bytes: bytes.clone() });
            }
        }
    }
}

/// The body of the first payload that `pick` takes.
pub fn find<'p, T>(payloads: &'p [Payload], pick: impl Fn(&'p Payload) -> Option<T>) -> Result<T, Reject> {
    payloads.iter().find_map(pick).ok_or(Reject::Unexpected)
}
