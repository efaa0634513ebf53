//! The fields of the wire formats: IPv4, UDP and ICMP, ESP, AH, and ISAKMP down to an attribute. Whoever reads, makes or shows
//! a packet names its fields by these.

use core::fmt;

use serde::{Serialize, Serializer};

macro_rules! fields {
    ($($(#[$doc:meta])* $group:ident { $($name:ident = $key:literal)* })*) => {
        /// A kind of field. Which of those of its kind in a packet is meant, a [`FieldRef`] says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FieldKind {
            $($(
                #[doc = concat!("`", $key, "`")]
                $name,
            )*)*
        }

        /// What a kind of field is a part of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FieldGroup {
            $($(#[$doc])* $group,)*
        }

        impl FieldKind {
            /// All of them.
            pub const ALL: &[FieldKind] = &[$($(FieldKind::$name),*),*];

            /// The stable name for programs: words from the outside in, with dots between them.
            pub const fn key(self) -> &'static str {
                match self {
                    $($(FieldKind::$name => $key,)*)*
                }
            }

            /// What it is a part of.
            pub const fn group(self) -> FieldGroup {
                match self {
                    $($(FieldKind::$name)|* => FieldGroup::$group,)*
                }
            }
        }
    };
}

fields! {
    /// Of any format.
    Any {
        Unknown = "unknown"
    }
    /// IPv4, UDP and ICMP.
    Ip {
        Ipv4 = "ipv4"
        Ipv4Outer = "ipv4.outer"
        Ipv4OuterAh = "ipv4.outer.ah"
        Ipv4Inner = "ipv4.inner"
        Ipv4VersionLength = "ipv4.version-length"
        Ipv4Tos = "ipv4.tos"
        Ipv4TotalLength = "ipv4.total-length"
        Ipv4Identification = "ipv4.identification"
        Ipv4Fragment = "ipv4.fragment"
        Ipv4Ttl = "ipv4.ttl"
        Ipv4Protocol = "ipv4.protocol"
        Ipv4Checksum = "ipv4.checksum"
        Ipv4Source = "ipv4.source"
        Ipv4Destination = "ipv4.destination"
        Ipv4Options = "ipv4.options"
        Udp = "udp"
        UdpSourcePort = "udp.source-port"
        UdpDestinationPort = "udp.destination-port"
        UdpLength = "udp.length"
        UdpChecksum = "udp.checksum"
        UdpNonEspMarker = "udp.non-esp-marker"
        UdpKeepalive = "udp.keepalive"
        Icmp = "icmp"
        IcmpType = "icmp.type"
        IcmpCode = "icmp.code"
        IcmpChecksum = "icmp.checksum"
        IcmpIdentifier = "icmp.identifier"
        IcmpSequence = "icmp.sequence"
        IcmpData = "icmp.data"
    }
    /// ESP.
    Esp {
        Esp = "esp"
        EspSpi = "esp.spi"
        EspSequence = "esp.sequence"
        EspSequenceSeal = "esp.sequence.seal"
        EspIv = "esp.iv"
        EspEncrypted = "esp.encrypted"
        EspEncryptedSeal = "esp.encrypted.seal"
        EspDecrypted = "esp.decrypted"
        EspData = "esp.data"
        EspPadding = "esp.padding"
        EspPadLength = "esp.pad-length"
        EspNextHeader = "esp.next-header"
        EspIcv = "esp.icv"
    }
    /// AH.
    Ah {
        Ah = "ah"
        AhNextHeader = "ah.next-header"
        AhPayloadLength = "ah.payload-length"
        AhReserved = "ah.reserved"
        AhSpi = "ah.spi"
        AhSequence = "ah.sequence"
        AhIcv = "ah.icv"
    }
    /// An ISAKMP message: its header, and what all payloads have.
    Message {
        IsakmpHeader = "isakmp.header"
        IsakmpHeaderCookieInitiator = "isakmp.header.cookie.initiator"
        IsakmpHeaderCookieResponder = "isakmp.header.cookie.responder"
        IsakmpHeaderNextPayload = "isakmp.header.next-payload"
        IsakmpHeaderVersion = "isakmp.header.version"
        IsakmpHeaderExchange = "isakmp.header.exchange"
        IsakmpHeaderFlags = "isakmp.header.flags"
        IsakmpHeaderMessageId = "isakmp.header.message-id"
        IsakmpHeaderLength = "isakmp.header.length"
        IsakmpEncrypted = "isakmp.encrypted"
        IsakmpPadding = "isakmp.padding"
        IsakmpPayloadNext = "isakmp.payload.next"
        IsakmpPayloadReserved = "isakmp.payload.reserved"
        IsakmpPayloadLength = "isakmp.payload.length"
    }
    /// The payloads.
    Payload {
        IsakmpSa = "isakmp.sa"
        IsakmpKe = "isakmp.ke"
        IsakmpNonce = "isakmp.nonce"
        IsakmpHashMainMode = "isakmp.hash.main-mode"
        IsakmpHashQuickMode = "isakmp.hash.quick-mode"
        IsakmpHashInformational = "isakmp.hash.informational"
        IsakmpIdPeer = "isakmp.id.peer"
        IsakmpIdTraffic = "isakmp.id.traffic"
        IsakmpIdType = "isakmp.id.type"
        IsakmpIdProtocol = "isakmp.id.protocol"
        IsakmpIdPort = "isakmp.id.port"
        IsakmpIdAddress = "isakmp.id.address"
        IsakmpIdMask = "isakmp.id.mask"
        IsakmpIdData = "isakmp.id.data"
        IsakmpNotification = "isakmp.notification"
        IsakmpNotificationDoi = "isakmp.notification.doi"
        IsakmpNotificationProtocol = "isakmp.notification.protocol"
        IsakmpNotificationSpiSize = "isakmp.notification.spi-size"
        IsakmpNotificationType = "isakmp.notification.type"
        IsakmpNotificationSpi = "isakmp.notification.spi"
        IsakmpNotificationData = "isakmp.notification.data"
        IsakmpDelete = "isakmp.delete"
        IsakmpDeleteDoi = "isakmp.delete.doi"
        IsakmpDeleteProtocol = "isakmp.delete.protocol"
        IsakmpDeleteSpiSize = "isakmp.delete.spi-size"
        IsakmpDeleteCount = "isakmp.delete.count"
        IsakmpDeleteSpi = "isakmp.delete.spi"
        IsakmpNatD = "isakmp.nat-d"
        IsakmpOther = "isakmp.other"
    }
    /// The vendor ID payloads.
    VendorId {
        IsakmpVendorNatT = "isakmp.vendor.nat-t"
        IsakmpVendorUnity = "isakmp.vendor.unity"
        IsakmpVendorDpd = "isakmp.vendor.dpd"
        IsakmpVendorXauth = "isakmp.vendor.xauth"
        IsakmpVendorIos = "isakmp.vendor.ios"
        IsakmpVendorUnknown = "isakmp.vendor.unknown"
    }
    /// What the SA payload holds, down to a proposal.
    Sa {
        IsakmpSaDoi = "isakmp.sa.doi"
        IsakmpSaSituation = "isakmp.sa.situation"
        IsakmpProposal = "isakmp.proposal"
        IsakmpProposalNext = "isakmp.proposal.next"
        IsakmpProposalNumber = "isakmp.proposal.number"
        IsakmpProposalProtocol = "isakmp.proposal.protocol"
        IsakmpProposalSpiSize = "isakmp.proposal.spi-size"
        IsakmpProposalTransformCount = "isakmp.proposal.transform-count"
        IsakmpProposalSpi = "isakmp.proposal.spi"
    }
    /// A transform.
    Transform {
        IsakmpTransform = "isakmp.transform"
        IsakmpTransformNext = "isakmp.transform.next"
        IsakmpTransformNumber = "isakmp.transform.number"
        IsakmpTransformId = "isakmp.transform.id"
        IsakmpTransformIdIpsec = "isakmp.transform.id.ipsec"
        IsakmpTransformIdSeal = "isakmp.transform.id.seal"
        IsakmpTransformReserved2 = "isakmp.transform.reserved2"
    }
    /// What all attributes of transforms have.
    Attribute {
        IsakmpAttributeType = "isakmp.attribute.type"
        IsakmpAttributeLength = "isakmp.attribute.length"
        IsakmpAttributeUnknown = "isakmp.attribute.unknown"
    }
    /// The attributes of a transform of phase 1.
    Phase1Attribute {
        IsakmpAttributePhase1Encryption = "isakmp.attribute.phase1.encryption"
        IsakmpAttributePhase1KeyLength = "isakmp.attribute.phase1.key-length"
        IsakmpAttributePhase1Hash = "isakmp.attribute.phase1.hash"
        IsakmpAttributePhase1Authentication = "isakmp.attribute.phase1.authentication"
        IsakmpAttributePhase1Group = "isakmp.attribute.phase1.group"
        IsakmpAttributePhase1GroupParameter = "isakmp.attribute.phase1.group-parameter"
        IsakmpAttributePhase1LifeType = "isakmp.attribute.phase1.life-type"
        IsakmpAttributePhase1LifeDuration = "isakmp.attribute.phase1.life-duration"
        IsakmpAttributePhase1Prf = "isakmp.attribute.phase1.prf"
    }
    /// The attributes with the lifetime of an IPsec SA.
    IpsecLifetime {
        IsakmpAttributeIpsecLifeType = "isakmp.attribute.ipsec.life-type"
        IsakmpAttributeIpsecLifeDuration = "isakmp.attribute.ipsec.life-duration"
    }
    /// The other attributes of a transform of quick mode.
    IpsecAttribute {
        IsakmpAttributeIpsecEncapsulation = "isakmp.attribute.ipsec.encapsulation"
        IsakmpAttributeIpsecAuthentication = "isakmp.attribute.ipsec.authentication"
        IsakmpAttributeIpsecGroup = "isakmp.attribute.ipsec.group"
        IsakmpAttributeIpsecKeyLength = "isakmp.attribute.ipsec.key-length"
        IsakmpAttributeIpsecKeyRounds = "isakmp.attribute.ipsec.key-rounds"
        IsakmpAttributeIpsecCompression = "isakmp.attribute.ipsec.compression"
        IsakmpAttributeIpsecEcnTunnel = "isakmp.attribute.ipsec.ecn-tunnel"
        IsakmpAttributeIpsecExtendedSequence = "isakmp.attribute.ipsec.extended-sequence"
    }
}

impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Serialize for FieldKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// A field of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldRef {
    /// What it is.
    pub kind: FieldKind,
    /// Which of those it is.
    pub which: Which,
}

/// Which field of a kind is meant. All count from 0, in the order of the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Which {
    /// The one after so many others of its kind.
    Nth(u16),
    /// The first in a proposal of the SA payload, or the proposal itself.
    InProposal(u16),
    /// The first in a transform, or the transform itself.
    InTransform {
        /// The proposal of the SA payload.
        proposal: u16,
        /// The transform of the proposal.
        transform: u16,
    },
}

impl From<FieldKind> for FieldRef {
    /// The first of its kind.
    fn from(kind: FieldKind) -> FieldRef {
        FieldRef {
            kind,
            which: Which::Nth(0),
        }
    }
}

impl FieldKind {
    /// The field of this kind after so many others.
    pub const fn nth(self, nth: u16) -> FieldRef {
        FieldRef {
            kind: self,
            which: Which::Nth(nth),
        }
    }

    /// The field of this kind in a proposal, counted from 0.
    pub const fn in_proposal(self, proposal: u16) -> FieldRef {
        FieldRef {
            kind: self,
            which: Which::InProposal(proposal),
        }
    }

    /// The field of this kind in a transform of a proposal, both counted from 0.
    pub const fn in_transform(self, proposal: u16, transform: u16) -> FieldRef {
        FieldRef {
            kind: self,
            which: Which::InTransform { proposal, transform },
        }
    }
}
