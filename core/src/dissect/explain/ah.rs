//! AH.

use super::{Source::Rfc, Term};

terms! {
    AH = Ah "AH" Rfc("RFC 2402 §2");
        "Authentication Header: it hides nothing, but it shows changes and replays. Unlike ESP, it also covers the \
         IP header in front, except for the fields that routers change on the way, so not even an address can be \
         replaced."
    NEXT_HEADER = AhNextHeader "Next header" Rfc("RFC 2402 §2.1");
        "What comes after this header. 4 is a whole IPv4 packet, which means tunnel mode. 50 is ESP, which can \
         encrypt what is inside."
    PAYLOAD_LENGTH = AhPayloadLength "Payload length" Rfc("RFC 2402 §2.2");
        "The length of this header in 32-bit words, minus two. It shows how long the ICV is: an ICV of 96 bits gives \
         4."
    RESERVED = AhReserved "Reserved" Rfc("RFC 2402 §2.3");
        "Not used, and zero. It is authenticated like the rest."
    SPI = AhSpi "SPI" Rfc("RFC 2402 §2.4");
        "Security Parameters Index: the receiver chose it, and finds the SA and its key by it. AH and ESP around the \
         same packet each have their own SPI."
    SEQUENCE = AhSequence "Sequence number" Rfc("RFC 2402 §2.5");
        "Counts the packets of this SA, from 1. A receiver refuses a number that it has received before, so a \
         recorded packet is useless. With manual keys it does not check."
    ICV = AhIcv "ICV" Rfc("RFC 2402 §2.6");
        "Integrity check value: the beginning of an HMAC over the packet, 96 bits with MD5 and SHA-1. The ICV itself and what routers \
         change on the way, such as the time to live, count as zero."
}
