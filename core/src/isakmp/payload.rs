//! The payloads of a message.

use alloc::vec::Vec;

use super::delete::Delete;
use super::generic;
use super::id::Identification;
use super::nat_d::{NatD, NatDialect};
use super::notify::Notification;
use super::numbers::PayloadType;
use super::sa::SecurityAssociation;
use crate::codec::{DecodeError, Reader, Writer};

/// A payload, without the generic header that chains it to the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Payload {
    /// SA: proposals, or the one chosen (RFC 2408 §3.4).
    SecurityAssociation(SecurityAssociation),
    /// KE: a Diffie-Hellman public value (RFC 2408 §3.7).
    KeyExchange(Vec<u8>),
    /// ID: an identity (RFC 2408 §3.8).
    Identification(Identification),
    /// HASH: what authenticates the message or the peer (RFC 2408 §3.11).
    Hash(Vec<u8>),
    /// NONCE: random bytes (RFC 2408 §3.13).
    Nonce(Vec<u8>),
    /// N: an error or a status (RFC 2408 §3.14).
    Notification(Notification),
    /// D: SAs that are gone (RFC 2408 §3.15).
    Delete(Delete),
    /// VID: what the sender is, or is capable of (RFC 2408 §3.16).
    VendorId(Vec<u8>),
    /// NAT-D: how the sender sees an address (RFC 3947 §3.2).
    NatD(NatD),
    /// A payload that main mode with pre-shared keys, quick mode and informational exchanges do not use, as it is.
    Unknown {
        /// Its type; not one of those above, and not 0.
        kind: PayloadType,
        /// What follows the generic header.
        body: Vec<u8>,
    },
}

impl Payload {
    /// The payload type, as the payload before it says.
    #[must_use]
    pub const fn kind(&self) -> PayloadType {
        match self {
            Self::SecurityAssociation(_) => PayloadType::SecurityAssociation,
            Self::KeyExchange(_) => PayloadType::KeyExchange,
            Self::Identification(_) => PayloadType::Identification,
            Self::Hash(_) => PayloadType::Hash,
            Self::Nonce(_) => PayloadType::Nonce,
            Self::Notification(_) => PayloadType::Notification,
            Self::Delete(_) => PayloadType::Delete,
            Self::VendorId(_) => PayloadType::VendorId,
            Self::NatD(nat_d) => nat_d.dialect.payload_type(),
            Self::Unknown { kind, .. } => *kind,
        }
    }

    /// The bytes after the generic header: what RFC 2409 §3.2 writes `<P>_b`, such as `SAi_b` and `IDii_b`.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.encode_body(&mut writer);
        writer.into_bytes()
    }

    /// Reads one payload of type `kind`; gives the type of the next as well.
    pub(super) fn decode(kind: PayloadType, reader: &mut Reader<'_>) -> Result<(Self, PayloadType), DecodeError> {
        let (next, mut body) = generic::decode(label(kind), reader)?;
        let payload = match kind {
            PayloadType::SecurityAssociation => Self::SecurityAssociation(SecurityAssociation::decode(&mut body)?),
            PayloadType::KeyExchange => Self::KeyExchange(body.rest().to_vec()),
            PayloadType::Identification => Self::Identification(Identification::decode(&mut body)?),
            PayloadType::Hash => Self::Hash(body.rest().to_vec()),
            PayloadType::Nonce => Self::Nonce(body.rest().to_vec()),
            PayloadType::Notification => Self::Notification(Notification::decode(&mut body)?),
            PayloadType::Delete => Self::Delete(Delete::decode(&mut body)?),
            PayloadType::VendorId => Self::VendorId(body.rest().to_vec()),
            PayloadType::NatD => Self::NatD(NatD {
                dialect: NatDialect::Rfc3947,
                hash: body.rest().to_vec(),
            }),
            PayloadType::NatDDraft => Self::NatD(NatD {
                dialect: NatDialect::Draft,
                hash: body.rest().to_vec(),
            }),
            kind => Self::Unknown {
                kind,
                body: body.rest().to_vec(),
            },
        };
        body.finish()?;
        Ok((payload, next.into()))
    }

    /// Writes the payload with its generic header.
    pub(super) fn encode(&self, writer: &mut Writer, next: PayloadType) {
        generic::encode(writer, next.into(), |writer| self.encode_body(writer));
    }

    fn encode_body(&self, writer: &mut Writer) {
        match self {
            Self::SecurityAssociation(sa) => sa.encode(writer),
            Self::Identification(id) => id.encode(writer),
            Self::Notification(notification) => notification.encode(writer),
            Self::Delete(delete) => delete.encode(writer),
            Self::NatD(nat_d) => writer.bytes(&nat_d.hash),
            Self::KeyExchange(bytes) | Self::Hash(bytes) | Self::Nonce(bytes) | Self::VendorId(bytes) => {
                writer.bytes(bytes);
            }
            Self::Unknown { body, .. } => writer.bytes(body),
        }
    }
}

/// What errors call a payload.
const fn label(kind: PayloadType) -> &'static str {
    match kind {
        PayloadType::SecurityAssociation => "SA payload",
        PayloadType::KeyExchange => "KE payload",
        PayloadType::Identification => "ID payload",
        PayloadType::Hash => "HASH payload",
        PayloadType::Nonce => "NONCE payload",
        PayloadType::Notification => "N payload",
        PayloadType::Delete => "D payload",
        PayloadType::VendorId => "VID payload",
        PayloadType::NatD | PayloadType::NatDDraft => "NAT-D payload",
        _ => "payload",
    }
}
