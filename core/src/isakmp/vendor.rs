//! Vendor IDs (RFC 2408 §3.16): what IOS 12.3 sends and recognizes.

use alloc::vec::Vec;

use super::nat_d::NatDialect;

/// A vendor ID that we know.
///
/// Those for NAT traversal are the MD5 of a document's name, and those of Unity and dead peer detection end in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Vendor {
    /// NAT traversal after draft-ietf-ipsec-nat-t-ike-02; the hashed name ends in a line feed.
    NatTraversalDraft02,
    /// NAT traversal after draft-ietf-ipsec-nat-t-ike-03.
    NatTraversalDraft03,
    /// NAT traversal after draft-ietf-ipsec-nat-t-ike-07. IOS 12.3 does not know it.
    NatTraversalDraft07,
    /// NAT traversal after RFC 3947. IOS 12.3 does not know it.
    NatTraversalRfc3947,
    /// Cisco Unity, version 1.0.
    Unity,
    /// Dead peer detection, version 1.0 (RFC 3706 §5.1).
    DeadPeerDetection,
    /// Extended authentication (draft-beaulieu-ike-xauth).
    Xauth,
    /// Another IOS box. Modelled: Cisco's is not published; this is the MD5 of `ikelab: another IOS box`.
    Ios,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NatTraversalDraft02,
        Self::NatTraversalDraft03,
        Self::NatTraversalDraft07,
        Self::NatTraversalRfc3947,
        Self::Unity,
        Self::DeadPeerDetection,
        Self::Xauth,
        Self::Ios,
    ];

    /// The vendor whose ID the body of a payload is, in full.
    #[must_use]
    pub fn identify(id: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.bytes() == id)
    }

    /// The body of the payload.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::NatTraversalDraft02 => b"\x90\xcb\x80\x91\x3e\xbb\x69\x6e\x08\x63\x81\xb5\xec\x42\x7b\x1f",
            Self::NatTraversalDraft03 => b"\x7d\x94\x19\xa6\x53\x10\xca\x6f\x2c\x17\x9d\x92\x15\x52\x9d\x56",
            Self::NatTraversalDraft07 => b"\x43\x9b\x59\xf8\xba\x67\x6c\x4c\x77\x37\xae\x22\xea\xb8\xf5\x82",
            Self::NatTraversalRfc3947 => b"\x4a\x13\x1c\x81\x07\x03\x58\x45\x5c\x57\x28\xf2\x0e\x95\x45\x2f",
            Self::Unity => b"\x12\xf5\xf2\x8c\x45\x71\x68\xa9\x70\x2d\x9f\xe2\x74\xcc\x01\x00",
            Self::DeadPeerDetection => b"\xaf\xca\xd7\x13\x68\xa1\xf1\xc9\x6b\x86\x96\xfc\x77\x57\x01\x00",
            Self::Xauth => b"\x09\x00\x26\x89\xdf\xd6\xb7\x12",
            Self::Ios => b"\x5c\x14\x38\x2d\xb8\x0d\x5b\x53\xa1\xac\xd4\xae\xd6\x4c\xde\x52",
        }
    }

    /// How a peer with this ID sends NAT-D payloads, if it is one of NAT traversal whose numbers we know.
    #[must_use]
    pub const fn nat_dialect(self) -> Option<NatDialect> {
        match self {
            Self::NatTraversalDraft02 | Self::NatTraversalDraft03 => Some(NatDialect::Draft),
            Self::NatTraversalRfc3947 => Some(NatDialect::Rfc3947),
            Self::NatTraversalDraft07 | Self::Unity | Self::DeadPeerDetection | Self::Xauth | Self::Ios => None,
        }
    }

    /// The body of the payload, owned, as [`Payload::VendorId`](super::payload::Payload::VendorId) takes it.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        self.bytes().to_vec()
    }
}

/// The number that IOS prints in `vendor ID seems Unity/DPD but major N mismatch`: byte 14, where Unity and DPD have their
/// major version. `None` for IDs that are not 16 bytes long, as theirs are.
#[must_use]
pub fn seems_unity_dpd_major(id: &[u8]) -> Option<u8> {
    (id.len() == 16).then(|| id[14])
}
