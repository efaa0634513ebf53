//! AH.

use super::{Source::Rfc, Term};

terms! {
    AH = "ah" "AH" Rfc("RFC 2402 §2");
        "Authentication Header: it hides nothing, but shows every change to the packet and every repetition. Unlike \
         ESP it covers the header before it too, so that not even an address can be exchanged."
    NEXT_HEADER = "ah.next-header" "Next header" Rfc("RFC 2402 §2.1");
        "What comes after this header. 4 is a whole IPv4 packet: tunnel mode. 50 is ESP: then what is inside is \
         encrypted as well."
    PAYLOAD_LENGTH = "ah.payload-length" "Payload length" Rfc("RFC 2402 §2.2");
        "The length of this header in words of 32 bits, less two. It says how long the ICV is: with 96 bits of it the \
         number is 4."
    RESERVED = "ah.reserved" "Reserved" Rfc("RFC 2402 §2.3");
        "Not used, and zero. It is authenticated like the rest."
    SPI = "ah.spi" "SPI" Rfc("RFC 2402 §2.4");
        "Security Parameters Index: the receiver, who chose it, finds the SA and its key by it. AH and ESP around the \
         same packet have an SPI each."
    SEQUENCE = "ah.sequence" "Sequence number" Rfc("RFC 2402 §2.5");
        "Counts the packets of this SA, from 1. A receiver refuses a number that it has had before, so a recorded \
         packet is worth nothing; with typed keys it does not look."
    ICV = "ah.icv" "ICV" Rfc("RFC 2402 §2.6");
        "Integrity check value: the first 96 bits of an HMAC over the whole packet. The ICV itself and what routers \
         change on the way, such as the time to live, count as zero."
}
