//! ESP.

use super::{Source::Modelled, Source::Rfc, Term};

terms! {
    ESP = Esp "ESP" Rfc("RFC 2406 §2");
        "Encapsulating Security Payload: it hides a packet by encryption and, with an authentication algorithm, shows \
         every change to it and every repetition."
    SPI = EspSpi "SPI" Rfc("RFC 2406 §2.1");
        "Security Parameters Index: the receiver finds the SA by it, and so the keys. The receiver chose the number \
         itself, in quick mode; it stays readable because nothing can be decrypted before it is known."
    SEQUENCE = EspSequence "Sequence number" Rfc("RFC 2406 §2.2");
        "Counts the packets of this SA, from 1. A receiver that authenticates refuses a number that it has had before, \
         so a recorded packet is worth nothing."
    SEQUENCE_SEAL = EspSequenceSeal "Sequence number" Modelled;
        "Counts the packets of this SA, from 1, so that a repeated packet is noticed. Here it is also SEAL's position \
         n, which gives each packet a keystream of its own; that is our model, as Cisco never published its choice."
    IV = EspIv "IV" Rfc("RFC 2406 §2.3");
        "Initialization vector: random bytes that are mixed into the first block, so that equal packets do not give \
         equal ciphertexts. It need not be secret."
    ENCRYPTED = EspEncrypted "Encrypted data" Rfc("RFC 2406 §2.3");
        "The protected packet with its padding and trailer, encrypted with the key of this SA. Where the packet ends \
         and the padding begins cannot be seen from outside."
    ENCRYPTED_SEAL = EspEncryptedSeal "Encrypted data" Modelled;
        "The protected packet with its padding and trailer, each byte XORed with one of SEAL's keystream. No IV stands \
         before it; how ESP carries SEAL is our model, after the draft \"The Stream Cipher ESP\"."
    DECRYPTED = EspDecrypted "Decrypted data" Rfc("RFC 2406 §2.3");
        "What the encrypted data hide: the protected packet, padding and a trailer. These bytes are known to the two \
         routers only and never cross the wire."
    DATA = EspData "Data, not encrypted" Rfc("RFC 2410 §2");
        "With esp-null nothing is encrypted, and everyone on the way can read this packet. ESP then only shows whether \
         it was changed."
    PADDING = EspPadding "Padding" Rfc("RFC 2406 §2.4");
        "Fills up the last block of the cipher, and up to a multiple of 4 bytes in any case. It counts 1, 2, 3 and so \
         on, which the receiver can check."
    PAD_LENGTH = EspPadLength "Pad length" Rfc("RFC 2406 §2.5");
        "How many bytes of padding there are, so that the receiver can take them off."
    NEXT_HEADER = EspNextHeader "Next header" Rfc("RFC 2406 §2.6");
        "What the protected data are. 4 is a whole IPv4 packet: tunnel mode."
    ICV = EspIcv "ICV" Rfc("RFC 2406 §2.7");
        "Integrity check value: the first 96 bits of an HMAC over everything from the SPI to the next header. Nobody \
         can make it without the key; the receiver checks it first and decrypts only if it fits."
}
