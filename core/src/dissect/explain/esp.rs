//! ESP.

use super::{Source::Modelled, Source::Rfc, Term};

terms! {
    ESP = Esp "ESP" Rfc("RFC 2406 §2");
        "Encapsulating Security Payload: it hides a packet by encrypting it. With an authentication algorithm, it \
         also shows every change and every replay."
    SPI = EspSpi "SPI" Rfc("RFC 2406 §2.1");
        "Security Parameters Index: the receiver finds the SA by it, and so the keys. The receiver itself chose the \
         number. It is not encrypted, because nothing can be decrypted before it is known."
    SEQUENCE = EspSequence "Sequence number" Rfc("RFC 2406 §2.2");
        "Counts the packets of this SA, from 1. A receiver that authenticates refuses a number that it has received \
         before, so a recorded packet is useless."
    SEQUENCE_SEAL = EspSequenceSeal "Sequence number" Modelled;
        "Counts the packets of this SA, from 1, so that a replayed packet is noticed. Here it is also SEAL's \
         position n, which gives each packet a keystream of its own. That is our model: Cisco never published its \
         choice."
    IV = EspIv "IV" Rfc("RFC 2406 §2.3");
        "Initialization vector: random bytes that are mixed into the first block, so that equal packets give \
         different ciphertexts. It does not have to be secret."
    ENCRYPTED = EspEncrypted "Encrypted data" Rfc("RFC 2406 §2.3");
        "The protected packet with its padding and trailer, encrypted with the key of this SA. An observer cannot \
         see where the packet ends and the padding begins."
    ENCRYPTED_SEAL = EspEncryptedSeal "Encrypted data" Modelled;
        "The protected packet with its padding and trailer, each byte XORed with one byte of SEAL's keystream. There \
         is no IV in front of it. How ESP carries SEAL is our model, based on the draft \"The Stream Cipher ESP\"."
    DECRYPTED = EspDecrypted "Decrypted data" Rfc("RFC 2406 §2.3");
        "What the encrypted data hide: the protected packet, padding and a trailer. Only the two routers know these \
         bytes, and they never cross the wire."
    DATA = EspData "Data, not encrypted" Rfc("RFC 2410 §2");
        "With esp-null nothing is encrypted, and anyone on the way can read this packet. ESP then only shows whether \
         it was changed."
    PADDING = EspPadding "Padding" Rfc("RFC 2406 §2.4");
        "Fills up the last block of the cipher, and in any case up to a multiple of 4 bytes. It counts 1, 2, 3 and \
         so on, which the receiver can check."
    PAD_LENGTH = EspPadLength "Pad length" Rfc("RFC 2406 §2.5");
        "The number of padding bytes, so that the receiver can remove them."
    NEXT_HEADER = EspNextHeader "Next header" Rfc("RFC 2406 §2.6");
        "What the protected data are. 4 is a whole IPv4 packet, which means tunnel mode."
    ICV = EspIcv "ICV" Rfc("RFC 2406 §2.7");
        "Integrity check value: the first 96 bits of an HMAC over everything from the SPI to the next header field. \
         Nobody can compute it without the key. The receiver checks it first, and decrypts only if it is right."
}
