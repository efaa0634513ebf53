//! Numbers of phase 1 (RFC 2409 Appendix A, and IANA's "Internet Key Exchange (IKE) Attributes").

open_enum! {
    /// Attribute types of a phase-1 transform (RFC 2409 Appendix A, "Attribute Classes").
    Phase1Attribute(u16) {
        EncryptionAlgorithm = 1 "Encryption Algorithm",
        HashAlgorithm = 2 "Hash Algorithm",
        AuthenticationMethod = 3 "Authentication Method",
        GroupDescription = 4 "Group Description",
        GroupType = 5 "Group Type",
        GroupPrime = 6 "Group Prime/Irreducible Polynomial",
        GroupGeneratorOne = 7 "Group Generator One",
        GroupGeneratorTwo = 8 "Group Generator Two",
        GroupCurveA = 9 "Group Curve A",
        GroupCurveB = 10 "Group Curve B",
        LifeType = 11 "Life Type",
        LifeDuration = 12 "Life Duration",
        Prf = 13 "PRF",
        KeyLength = 14 "Key Length",
        FieldSize = 15 "Field Size",
        GroupOrder = 16 "Group Order",
    }
}

open_enum! {
    /// Encryption algorithms of phase 1 (RFC 2409 Appendix A; AES of RFC 3602 §5.1).
    EncryptionAlgorithm(u16) {
        DesCbc = 1 "DES-CBC",
        IdeaCbc = 2 "IDEA-CBC",
        BlowfishCbc = 3 "Blowfish-CBC",
        Rc5R16B64Cbc = 4 "RC5-R16-B64-CBC",
        TripleDesCbc = 5 "3DES-CBC",
        CastCbc = 6 "CAST-CBC",
        AesCbc = 7 "AES-CBC",
    }
}

open_enum! {
    /// Hash algorithms of phase 1 (RFC 2409 Appendix A; SHA-2 by IANA).
    HashAlgorithm(u16) {
        Md5 = 1 "MD5",
        Sha = 2 "SHA",
        Tiger = 3 "Tiger",
        Sha2_256 = 4 "SHA2-256",
        Sha2_384 = 5 "SHA2-384",
        Sha2_512 = 6 "SHA2-512",
    }
}

open_enum! {
    /// Authentication methods (RFC 2409 Appendix A; 65001 of draft-beaulieu-ike-xauth).
    AuthMethod(u16) {
        PreSharedKey = 1 "pre-shared key",
        DssSignatures = 2 "DSS signatures",
        RsaSignatures = 3 "RSA signatures",
        RsaEncryption = 4 "Encryption with RSA",
        RsaRevisedEncryption = 5 "Revised encryption with RSA",
        XauthInitPreShared = 65001 "XAUTHInitPreShared",
    }
}

open_enum! {
    /// Diffie-Hellman groups, in phase 1 and, for PFS, in quick mode (RFC 2409 Appendix A; 5 and 14 to 18 of RFC 3526).
    GroupDescription(u16) {
        Modp768 = 1 "default 768-bit MODP group",
        Modp1024 = 2 "alternate 1024-bit MODP group",
        Ec2n155 = 3 "EC2N group on GP[2^155]",
        Ec2n185 = 4 "EC2N group on GP[2^185]",
        Modp1536 = 5 "1536-bit MODP group",
        Modp2048 = 14 "2048-bit MODP group",
        Modp3072 = 15 "3072-bit MODP group",
        Modp4096 = 16 "4096-bit MODP group",
        Modp6144 = 17 "6144-bit MODP group",
        Modp8192 = 18 "8192-bit MODP group",
    }
}

open_enum! {
    /// Units of a lifetime; the same numbers in phase 1 (RFC 2409 Appendix A) and in quick mode (RFC 2407 §4.5).
    LifeType(u16) {
        Seconds = 1 "seconds",
        Kilobytes = 2 "kilobytes",
    }
}
