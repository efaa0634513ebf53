//! Assigned numbers, with their names as the RFCs and IANA write them.
//!
//! Each set is an enum over the number on the wire, with `Unknown` for what has no name here, so that conversion from and
//! to the number loses nothing. Make values with `From`: an `Unknown` that holds a named number is not equal to the name.
//! They are serialized as numbers, and displayed as names where they have one.
//!
//! Here are those of RFC 2408; `ipsec` has those of RFC 2407 and `phase1` those of RFC 2409.

/// Declares an open set of numbers.
macro_rules! open_enum {
    ($(#[$meta:meta])* $set:ident($number:ty) { $($variant:ident = $value:literal $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $set {
            $(#[doc = concat!("`", $name, "`, ", $value, ".")] $variant,)*
            /// A number without a name here.
            Unknown($number),
        }

        impl $set {
            /// Every number that has a name.
            pub const NAMED: &'static [Self] = &[$(Self::$variant),*];

            /// The number on the wire.
            #[must_use]
            pub const fn number(self) -> $number {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(number) => number,
                }
            }

            /// The name of the number, if it has one.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($name),)*
                    Self::Unknown(_) => None,
                }
            }
        }

        impl From<$number> for $set {
            fn from(number: $number) -> Self {
                match number {
                    $($value => Self::$variant,)*
                    number => Self::Unknown(number),
                }
            }
        }

        impl From<$set> for $number {
            fn from(value: $set) -> $number {
                value.number()
            }
        }

        impl core::fmt::Display for $set {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => self.number().fmt(f),
                }
            }
        }

        impl serde::Serialize for $set {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.number().serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $set {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$number>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

mod ipsec;
mod phase1;

pub use ipsec::{
    AhTransform, AuthenticationAlgorithm, EncapsulationMode, EspTransform, IdType, IpcompTransform, IpsecAttribute,
    IsakmpTransform, ProtocolId, TransformId,
};
pub use phase1::{AuthMethod, EncryptionAlgorithm, GroupDescription, HashAlgorithm, LifeType, Phase1Attribute};

open_enum! {
    /// Next-payload values (RFC 2408 §3.1, RFC 3947 §3.2 and its drafts).
    ///
    /// NAT-D and NAT-OA have a private number in draft-ietf-ipsec-nat-t-ike-02 and -03, and another in RFC 3947.
    PayloadType(u8) {
        None = 0 "NONE",
        SecurityAssociation = 1 "SA",
        Proposal = 2 "P",
        Transform = 3 "T",
        KeyExchange = 4 "KE",
        Identification = 5 "ID",
        Certificate = 6 "CERT",
        CertificateRequest = 7 "CR",
        Hash = 8 "HASH",
        Signature = 9 "SIG",
        Nonce = 10 "NONCE",
        Notification = 11 "N",
        Delete = 12 "D",
        VendorId = 13 "VID",
        NatD = 20 "NAT-D",
        NatOa = 21 "NAT-OA",
        NatDDraft = 130 "NAT-D (draft)",
        NatOaDraft = 131 "NAT-OA (draft)",
    }
}

open_enum! {
    /// Exchange types (RFC 2408 §3.1; 32 and 33 of RFC 2409 Appendix A; 6 of draft-ietf-ipsec-isakmp-mode-cfg).
    ///
    /// Main mode is the Identity Protection exchange.
    ExchangeType(u8) {
        None = 0 "NONE",
        Base = 1 "Base",
        IdentityProtection = 2 "Identity Protection",
        AuthenticationOnly = 3 "Authentication Only",
        Aggressive = 4 "Aggressive",
        Informational = 5 "Informational",
        Transaction = 6 "Transaction",
        QuickMode = 32 "Quick Mode",
        NewGroupMode = 33 "New Group Mode",
    }
}

open_enum! {
    /// Notify message types: errors and status (RFC 2408 §3.14.1), those of the IPsec DOI (RFC 2407 §4.6.3) and those of
    /// dead peer detection (RFC 3706 §5.1).
    NotifyType(u16) {
        InvalidPayloadType = 1 "INVALID-PAYLOAD-TYPE",
        DoiNotSupported = 2 "DOI-NOT-SUPPORTED",
        SituationNotSupported = 3 "SITUATION-NOT-SUPPORTED",
        InvalidCookie = 4 "INVALID-COOKIE",
        InvalidMajorVersion = 5 "INVALID-MAJOR-VERSION",
        InvalidMinorVersion = 6 "INVALID-MINOR-VERSION",
        InvalidExchangeType = 7 "INVALID-EXCHANGE-TYPE",
        InvalidFlags = 8 "INVALID-FLAGS",
        InvalidMessageId = 9 "INVALID-MESSAGE-ID",
        InvalidProtocolId = 10 "INVALID-PROTOCOL-ID",
        InvalidSpi = 11 "INVALID-SPI",
        InvalidTransformId = 12 "INVALID-TRANSFORM-ID",
        AttributesNotSupported = 13 "ATTRIBUTES-NOT-SUPPORTED",
        NoProposalChosen = 14 "NO-PROPOSAL-CHOSEN",
        BadProposalSyntax = 15 "BAD-PROPOSAL-SYNTAX",
        PayloadMalformed = 16 "PAYLOAD-MALFORMED",
        InvalidKeyInformation = 17 "INVALID-KEY-INFORMATION",
        InvalidIdInformation = 18 "INVALID-ID-INFORMATION",
        InvalidCertEncoding = 19 "INVALID-CERT-ENCODING",
        InvalidCertificate = 20 "INVALID-CERTIFICATE",
        CertTypeUnsupported = 21 "CERT-TYPE-UNSUPPORTED",
        InvalidCertAuthority = 22 "INVALID-CERT-AUTHORITY",
        InvalidHashInformation = 23 "INVALID-HASH-INFORMATION",
        AuthenticationFailed = 24 "AUTHENTICATION-FAILED",
        InvalidSignature = 25 "INVALID-SIGNATURE",
        AddressNotification = 26 "ADDRESS-NOTIFICATION",
        NotifySaLifetime = 27 "NOTIFY-SA-LIFETIME",
        CertificateUnavailable = 28 "CERTIFICATE-UNAVAILABLE",
        UnsupportedExchangeType = 29 "UNSUPPORTED-EXCHANGE-TYPE",
        UnequalPayloadLengths = 30 "UNEQUAL-PAYLOAD-LENGTHS",
        Connected = 16384 "CONNECTED",
        ResponderLifetime = 24576 "RESPONDER-LIFETIME",
        ReplayStatus = 24577 "REPLAY-STATUS",
        InitialContact = 24578 "INITIAL-CONTACT",
        RUThere = 36136 "R-U-THERE",
        RUThereAck = 36137 "R-U-THERE-ACK",
    }
}

impl NotifyType {
    /// Whether it is an error, and not a status (RFC 2408 §3.14.1).
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self.number(), 1..=16_383)
    }
}
