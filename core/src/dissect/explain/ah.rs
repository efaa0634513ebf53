//! AH.

use super::{Source::Rfc, Term};

terms! {
    AH = Ah "AH" Rfc("RFC 2402 §2");
        "Authentication Header: it hides nothing, but shows changes and repetitions. Unlike ESP it covers the header \
         before it too, but for the fields that routers change on the way, so that not even an address can be exchanged."
    NEXT_HEADER = AhNextHeader "Next header" Rfc("RFC 2402 §2.1");
        "What comes after this header. 4 is a whole IPv4 packet: tunnel mode. 50 is ESP: then what is inside is \
         encrypted as well."
    PAYLOAD_LENGTH = AhPayloadLength "Payload length" Rfc("RFC 2402 §2.2");
        "The length of this header in words of 32 bits, less two. It says how long the ICV is: with 96 bits of it the \
         number is 4."
    RESERVED = AhReserved "Reserved" Rfc("RFC 2402 §2.3");
        "Not used, and zero. It is authenticated like the rest."
    SPI = AhSpi "SPI" Rfc("RFC 2402 §2.4");
        "Security Parameters Index: the receiver, who chose it, finds the SA and its key by it. AH and ESP around the \
         same packet have an SPI each."
    SEQUENCE = AhSequence "Sequence number" Rfc("RFC 2402 §2.5");
        "Counts the packets of this SA, from 1. A receiver refuses a number that it has had before, so a recorded \
         packet is worth nothing; with typed keys it does not look."
    ICV = AhIcv "ICV" Rfc("RFC 2402 §2.6");
        "Integrity check value: the beginning of an HMAC over the packet, 96 bits with MD5 and SHA-1. The ICV itself and what routers \
         change on the way, such as the time to live, count as zero."
}
