//! The NAT-D payload (RFC 3947 §3.2, and draft-ietf-ipsec-nat-t-ike-02 and -03).

use alloc::vec::Vec;

use super::numbers::PayloadType;

/// A hash of an address and a port as the sender sees them, by which a NAT between the peers shows.
///
/// `HASH = HASH(CKY-I | CKY-R | IP | Port)`
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct NatD {
    /// Which document the payload follows.
    pub dialect: NatDialect,
    /// The hash: first payload the receiver's address, then the sender's.
    pub hash: Vec<u8>,
}

/// The documents on NAT traversal differ in the payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum NatDialect {
    /// Drafts 02 and 03, which IOS 12.3 speaks: payload type 130.
    Draft,
    /// RFC 3947: payload type 20.
    Rfc3947,
}

impl NatDialect {
    /// The payload type of NAT-D.
    #[must_use]
    pub const fn payload_type(self) -> PayloadType {
        match self {
            Self::Draft => PayloadType::NatDDraft,
            Self::Rfc3947 => PayloadType::NatD,
        }
    }
}
