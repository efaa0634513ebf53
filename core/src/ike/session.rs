//! What is fixed about one ISAKMP SA, and how its messages are sent.

use alloc::vec::Vec;
use core::net::{Ipv4Addr, SocketAddrV4};

use super::iv::{Iv, SaCipher};
use crate::codec::DecodeError;
use crate::effects::{Effects, PacketName, Protection, ProtectionCipher};
use crate::event::{Input, IsakmpEvent, Machine, PeerName, Quantity, Role, SaState, State};
use crate::ios::crypto::IsakmpPolicy;
use crate::ip::{ipv4, udp};
use crate::isakmp::header::{Flags, HEADER_LEN, Header};
use crate::isakmp::message::{encode_payloads, encode_with_body, first_type};
use crate::isakmp::nat_d::NatDialect;
use crate::isakmp::payload::Payload;
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
    /// This router.
    pub local: SocketAddrV4,
    /// The peer.
    pub peer: SocketAddrV4,
    /// Who this router says it is.
    pub name: PeerName,
    /// The policies with their priorities, in the order in which they are tried.
    pub policies: Vec<(u16, IsakmpPolicy)>,
    /// The key for the peer, if there is one.
    pub preshared_key: Option<Vec<u8>>,
    /// What this router says of itself.
    pub dialect: Dialect,
}

/// What a side says of itself beside what RFC 2409 asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// Vendor ids in the initiator's first message.
    pub offered: Vec<Vendor>,
    /// Vendor ids in the responder's first message.
    pub answered: Vec<Vendor>,
    /// Vendor ids beside KE and NONCE.
    pub later: Vec<Vendor>,
    /// How NAT-D payloads are sent, if they are.
    pub nat_detection: Option<NatDialect>,
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
            nat_detection: Some(NatDialect::Draft),
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
pub struct Cx<'a, 'b> {
    /// Where effects go.
    pub fx: &'a mut Effects<'b>,
    /// The session.
    pub session: &'a Session,
}

impl Cx<'_, '_> {
    /// Logs a fact of this SA.
    pub fn log(&mut self, event: IsakmpEvent) {
        self.fx.isakmp(Some(self.session.conn), event);
    }

    /// Logs a fact of IKE that IOS reports without a connection.
    pub fn log_global(&mut self, event: IsakmpEvent) {
        self.fx.isakmp(None, event);
    }

    /// Logs a computed value.
    pub fn derived(&mut self, quantity: Quantity, value: &[u8]) {
        self.fx.derived(quantity, value);
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
                name: cipher.cipher.name().into(),
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
            id: self.fx.packet_number(),
            dont_fragment: false,
            ttl: 255,
            protocol: ipv4::UDP,
            source: *local.ip(),
            destination: *peer.ip(),
            payload: datagram.encode(*local.ip(), *peer.ip()),
        };
        self.fx.transmit(sent.name, packet.encode(), sent.protection.clone());
    }

    /// Looks up the key for the peer and says so, as IOS does each time that it needs it.
    pub fn look_up_key(&mut self) -> Result<Vec<u8>, Reject> {
        let peer: Ipv4Addr = *self.session.peer.ip();
        let key = self.session.preshared_key.clone();
        self.log(IsakmpEvent::KeyLookup {
            peer,
            found: key.is_some(),
        });
        key.ok_or(Reject::NoPresharedKey)
    }

    /// Reports the vendor ids among payloads.
    pub fn log_vendor_ids(&mut self, payloads: &[Payload]) {
        for payload in payloads {
            if let Payload::VendorId(bytes) = payload {
                self.log(IsakmpEvent::VendorId { bytes: bytes.clone() });
            }
        }
    }
}

/// The body of the first payload that `pick` takes.
pub fn find<'p, T>(payloads: &'p [Payload], pick: impl Fn(&'p Payload) -> Option<T>) -> Result<T, Reject> {
    payloads.iter().find_map(pick).ok_or(Reject::Unexpected)
}
