//! Numbers of the IPsec DOI (RFC 2407, and IANA's '"Magic Numbers" for ISAKMP Protocol').

use core::fmt;

open_enum! {
    /// Security protocol identifiers (RFC 2407 §4.4.1). 0 is reserved; in notifications some send it for "none".
    ProtocolId(u8) {
        Reserved = 0 "RESERVED",
        Isakmp = 1 "PROTO_ISAKMP",
        IpsecAh = 2 "PROTO_IPSEC_AH",
        IpsecEsp = 3 "PROTO_IPSEC_ESP",
        Ipcomp = 4 "PROTO_IPCOMP",
    }
}

open_enum! {
    /// Transforms of ISAKMP itself (RFC 2407 §4.4.2).
    IsakmpTransform(u8) {
        KeyIke = 1 "KEY_IKE",
    }
}

open_enum! {
    /// Transforms of AH (RFC 2407 §4.4.3).
    AhTransform(u8) {
        Md5 = 2 "AH_MD5",
        Sha = 3 "AH_SHA",
        Des = 4 "AH_DES",
        Sha2_256 = 5 "AH_SHA2-256",
        Sha2_384 = 6 "AH_SHA2-384",
        Sha2_512 = 7 "AH_SHA2-512",
    }
}

open_enum! {
    /// Transforms of ESP (RFC 2407 §4.4.4; AES of RFC 3602 §5.2 and RFC 3686 §9).
    ///
    /// Modelled: Cisco never published the number of `ESP_SEAL`; 250 is one of those for private use (249 to 255).
    EspTransform(u8) {
        DesIv64 = 1 "ESP_DES_IV64",
        Des = 2 "ESP_DES",
        TripleDes = 3 "ESP_3DES",
        Rc5 = 4 "ESP_RC5",
        Idea = 5 "ESP_IDEA",
        Cast = 6 "ESP_CAST",
        Blowfish = 7 "ESP_BLOWFISH",
        TripleIdea = 8 "ESP_3IDEA",
        DesIv32 = 9 "ESP_DES_IV32",
        Rc4 = 10 "ESP_RC4",
        Null = 11 "ESP_NULL",
        Aes = 12 "ESP_AES",
        AesCtr = 13 "ESP_AES-CTR",
        Seal = 250 "ESP_SEAL",
    }
}

open_enum! {
    /// Transforms of IP compression (RFC 2407 §4.4.5).
    IpcompTransform(u8) {
        Oui = 1 "IPCOMP_OUI",
        Deflate = 2 "IPCOMP_DEFLATE",
        Lzs = 3 "IPCOMP_LZS",
    }
}

/// A transform number, which means something only together with the protocol of its proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum TransformId {
    /// A transform of ISAKMP: phase 1.
    Isakmp(IsakmpTransform),
    /// A transform of AH.
    Ah(AhTransform),
    /// A transform of ESP.
    Esp(EspTransform),
    /// A transform of IP compression.
    Ipcomp(IpcompTransform),
    /// A number of a protocol that is itself unknown.
    Other(u8),
}

impl TransformId {
    /// The transform that `number` stands for in a proposal of `protocol`.
    #[must_use]
    pub fn new(protocol: ProtocolId, number: u8) -> Self {
        match protocol {
            ProtocolId::Isakmp => Self::Isakmp(number.into()),
            ProtocolId::IpsecAh => Self::Ah(number.into()),
            ProtocolId::IpsecEsp => Self::Esp(number.into()),
            ProtocolId::Ipcomp => Self::Ipcomp(number.into()),
            ProtocolId::Reserved | ProtocolId::Unknown(_) => Self::Other(number),
        }
    }

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Isakmp(transform) => transform.number(),
            Self::Ah(transform) => transform.number(),
            Self::Esp(transform) => transform.number(),
            Self::Ipcomp(transform) => transform.number(),
            Self::Other(number) => number,
        }
    }

    /// The name of the transform, if it has one.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Isakmp(transform) => transform.name(),
            Self::Ah(transform) => transform.name(),
            Self::Esp(transform) => transform.name(),
            Self::Ipcomp(transform) => transform.name(),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for TransformId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => self.number().fmt(f),
        }
    }
}

open_enum! {
    /// Attribute types of a quick-mode transform (RFC 2407 §4.5; 10 of RFC 3168 §9.2.1, 11 of RFC 4304 §2).
    IpsecAttribute(u16) {
        SaLifeType = 1 "SA Life Type",
        SaLifeDuration = 2 "SA Life Duration",
        GroupDescription = 3 "Group Description",
        EncapsulationMode = 4 "Encapsulation Mode",
        AuthenticationAlgorithm = 5 "Authentication Algorithm",
        KeyLength = 6 "Key Length",
        KeyRounds = 7 "Key Rounds",
        CompressDictionarySize = 8 "Compress Dictionary Size",
        CompressPrivateAlgorithm = 9 "Compress Private Algorithm",
        EcnTunnel = 10 "ECN Tunnel",
        ExtendedSequenceNumber = 11 "Extended (64-bit) Sequence Number",
    }
}

open_enum! {
    /// Encapsulation modes (RFC 2407 §4.5; UDP of RFC 3947 §5.1, with private numbers in its drafts 02 and 03).
    EncapsulationMode(u16) {
        Tunnel = 1 "Tunnel",
        Transport = 2 "Transport",
        UdpEncapsulatedTunnel = 3 "UDP-Encapsulated-Tunnel",
        UdpEncapsulatedTransport = 4 "UDP-Encapsulated-Transport",
        UdpEncapsulatedTunnelDraft = 61443 "UDP-Encapsulated-Tunnel (draft)",
        UdpEncapsulatedTransportDraft = 61444 "UDP-Encapsulated-Transport (draft)",
    }
}

open_enum! {
    /// Authentication algorithms of AH and ESP (RFC 2407 §4.5; SHA-2 by IANA).
    AuthenticationAlgorithm(u16) {
        HmacMd5 = 1 "HMAC-MD5",
        HmacSha = 2 "HMAC-SHA",
        DesMac = 3 "DES-MAC",
        Kpdk = 4 "KPDK",
        HmacSha2_256 = 5 "HMAC-SHA2-256",
        HmacSha2_384 = 6 "HMAC-SHA2-384",
        HmacSha2_512 = 7 "HMAC-SHA2-512",
    }
}

open_enum! {
    /// Identification types (RFC 2407 §4.6.2.1).
    IdType(u8) {
        Ipv4Addr = 1 "ID_IPV4_ADDR",
        Fqdn = 2 "ID_FQDN",
        UserFqdn = 3 "ID_USER_FQDN",
        Ipv4AddrSubnet = 4 "ID_IPV4_ADDR_SUBNET",
        Ipv6Addr = 5 "ID_IPV6_ADDR",
        Ipv6AddrSubnet = 6 "ID_IPV6_ADDR_SUBNET",
        Ipv4AddrRange = 7 "ID_IPV4_ADDR_RANGE",
        Ipv6AddrRange = 8 "ID_IPV6_ADDR_RANGE",
        DerAsn1Dn = 9 "ID_DER_ASN1_DN",
        DerAsn1Gn = 10 "ID_DER_ASN1_GN",
        KeyId = 11 "ID_KEY_ID",
    }
}
