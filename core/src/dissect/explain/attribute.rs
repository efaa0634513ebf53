//! The attributes of a transform.

use super::{Source::Rfc, Term};

terms! {
    TYPE = IsakmpAttributeType "Type and format" Rfc("RFC 2408 §3.3");
        "Which attribute this is. The first bit tells the form. If it is set, two bytes of value follow (TV). If it \
         is clear, a length follows, and then a value of any size (TLV)."
    LENGTH = IsakmpAttributeLength "Length" Rfc("RFC 2408 §3.3");
        "The length of the value. Attributes whose value fits into two bytes can omit it."
    UNKNOWN = IsakmpAttributeUnknown "Attribute" Rfc("RFC 2408 §3.3");
        "An attribute that has no name here. A responder must refuse what it does not support, but may accept \
         numbers that are reserved (RFC 2407 §4.5.3)."

    ENCRYPTION = IsakmpAttributePhase1Encryption "Encryption Algorithm" Rfc("RFC 2409 App. A");
        "The cipher that protects IKE's own messages, from the fifth message of main mode on."
    KEY_LENGTH = IsakmpAttributePhase1KeyLength "Key Length" Rfc("RFC 2409 App. A");
        "How long the cipher's key is, for ciphers that leave a choice, such as AES."
    HASH = IsakmpAttributePhase1Hash "Hash Algorithm" Rfc("RFC 2409 App. A");
        "The hash that makes the keys and the proofs of this IKE SA, as an HMAC. It does not affect the packets in \
         the tunnel."
    METHOD = IsakmpAttributePhase1Authentication "Authentication Method" Rfc("RFC 2409 App. A");
        "How the two sides prove who they are: with a pre-shared key, with signatures, or with RSA encryption."
    GROUP = IsakmpAttributePhase1Group "Group Description" Rfc("RFC 2409 App. A");
        "The prime and the generator for Diffie-Hellman. Both sides must use the same ones. A longer prime is safer \
         and slower."
    NEW_GROUP = IsakmpAttributePhase1GroupParameter "Group parameter" Rfc("RFC 2409 App. A");
        "Part of the description of a Diffie-Hellman group that has no number. Few implementations accept one, \
         because the receiver would have to check that the group is safe."
    LIFE_TYPE = IsakmpAttributePhase1LifeType "Life Type" Rfc("RFC 2409 App. A");
        "The unit of the lifetime that follows: seconds or kilobytes."
    LIFE_DURATION = IsakmpAttributePhase1LifeDuration "Life Duration" Rfc("RFC 2409 App. A");
        "How long the IKE SA may be used before a new one must be made, so that no key gets old. A number that does \
         not fit into two bytes is sent as TLV."
    PRF = IsakmpAttributePhase1Prf "PRF" Rfc("RFC 2409 App. A");
        "The function that makes keys out of secrets, if it is not the HMAC of the hash. No numbers were ever \
         assigned."

    ENCAPSULATION = IsakmpAttributeIpsecEncapsulation "Encapsulation Mode" Rfc("RFC 2407 §4.5");
        "Tunnel mode wraps whole packets, for networks behind the two ends. Transport mode protects only what the \
         two ends send each other."
    SA_LIFE_TYPE = IsakmpAttributeIpsecLifeType "SA Life Type" Rfc("RFC 2407 §4.5");
        "The unit of the lifetime that follows: seconds or kilobytes. An SA can have both, and the first to run out \
         ends it."
    SA_LIFE_DURATION = IsakmpAttributeIpsecLifeDuration "SA Life Duration" Rfc("RFC 2407 §4.5");
        "How long, or for how much data, the SA may be used before quick mode makes a new one. The less data a key \
         encrypts, the less is exposed if it is found."
    AUTHENTICATION = IsakmpAttributeIpsecAuthentication "Authentication Algorithm" Rfc("RFC 2407 §4.5");
        "The HMAC that shows changes to the packets. Without it, a stream cipher such as SEAL lets an attacker flip \
         chosen bits unnoticed. This is why IOS requires one with esp-seal."
    SA_GROUP = IsakmpAttributeIpsecGroup "Group Description" Rfc("RFC 2407 §4.5");
        "The Diffie-Hellman group for perfect forward secrecy: the keys come from a new g^xy, and stay secret even \
         if the keys of phase 1 are exposed. Without this attribute there is no new exchange."
    SA_KEY_LENGTH = IsakmpAttributeIpsecKeyLength "Key Length" Rfc("RFC 2407 §4.5");
        "How long the cipher's key is, for ciphers that leave a choice, such as AES. SEAL's is always 160 bits, so \
         esp-seal has none."
    KEY_ROUNDS = IsakmpAttributeIpsecKeyRounds "Key Rounds" Rfc("RFC 2407 §4.5");
        "The cipher's number of rounds, for ciphers that leave a choice, such as RC5."
    COMPRESSION = IsakmpAttributeIpsecCompression "Compression" Rfc("RFC 2407 §4.5");
        "A parameter of IP compression. Data must be compressed before encryption, because ciphertext cannot be \
         compressed."
    ECN_TUNNEL = IsakmpAttributeIpsecEcnTunnel "ECN Tunnel" Rfc("RFC 3168 §9.2.1");
        "Whether congestion marks on the outer header are copied to the inner one when a packet leaves the tunnel."
    EXTENDED_SEQUENCE = IsakmpAttributeIpsecExtendedSequence "Extended Sequence Number" Rfc("RFC 4304 §2");
        "Sequence numbers of 64 bits, of which only the lower half is sent, for SAs that send more than 2^32 packets."
}
