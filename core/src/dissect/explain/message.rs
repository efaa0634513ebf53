//! The ISAKMP header, the generic header of payloads, and encryption.

use super::{Source::Rfc, Term};

terms! {
    HEADER = IsakmpHeader "ISAKMP header" Rfc("RFC 2408 §3.1");
        "The beginning of every IKE message: for which SA it is, which exchange it belongs to, and what follows. It is \
         never encrypted, because the receiver needs it to find the key."
    INITIATOR_COOKIE = IsakmpHeaderCookieInitiator "Initiator cookie" Rfc("RFC 2408 §3.1");
        "Eight bytes that the initiator chose. Both cookies together name the IKE SA, as an SPI names an IPsec SA."
    RESPONDER_COOKIE = IsakmpHeaderCookieResponder "Responder cookie" Rfc("RFC 2408 §3.1");
        "Eight bytes that the responder chose; zero in the first message, when it has not. Who sends from a forged \
         address never gets to see it, and cannot make the responder go on to its costly arithmetic."
    FIRST_PAYLOAD = IsakmpHeaderNextPayload "Next payload" Rfc("RFC 2408 §3.1");
        "The type of the first payload. Each payload names the type of the one behind it, so that they form a chain."
    VERSION = IsakmpHeaderVersion "Version" Rfc("RFC 2408 §3.1");
        "The version of ISAKMP, major and minor. IKEv1 is 1.0; IKEv2 has the same layout and says 2.0."
    EXCHANGE = IsakmpHeaderExchange "Exchange type" Rfc("RFC 2408 §3.1");
        "Which messages with which payloads come in which order. Main mode is the Identity Protection exchange; quick \
         mode is one that IKE added."
    FLAGS = IsakmpHeaderFlags "Flags" Rfc("RFC 2408 §3.1");
        "Bit 1 says that everything behind the header is encrypted. Commit (2) asks the peer to wait with the new SA; \
         authentication only (4) marks a message that is not encrypted although there are keys."
    MESSAGE_ID = IsakmpHeaderMessageId "Message ID" Rfc("RFC 2408 §3.1");
        "Tells apart the quick modes and informational messages of one IKE SA; the initiator of each draws it. Main \
         mode has 0. The IV of each starts from it too."
    LENGTH = IsakmpHeaderLength "Length" Rfc("RFC 2408 §3.1");
        "Header and payloads together, with the padding that encryption adds."
    ENCRYPTED = IsakmpEncrypted "Encrypted payloads" Rfc("RFC 2409 App. B");
        "All payloads, encrypted with the cipher and the key that phase 1 agreed on. An observer learns their length \
         and the type of the first, no more."
    PADDING = IsakmpPadding "Padding" Rfc("RFC 2409 App. B");
        "Fills up the last block of the cipher, with zeros. No field says how long it is: the chain of payloads shows \
         where it begins."

    NEXT_PAYLOAD = IsakmpPayloadNext "Next payload" Rfc("RFC 2408 §3.2");
        "The type of the payload behind this one; 0 ends the chain. A payload's own type stands in the one before it."
    RESERVED = IsakmpPayloadReserved "Reserved" Rfc("RFC 2408 §3.2");
        "Kept for later use and always 0. Anything else makes the message invalid."
    PAYLOAD_LENGTH = IsakmpPayloadLength "Payload length" Rfc("RFC 2408 §3.2");
        "This part with its header of four bytes, and with all that is nested in it. By it a receiver finds the next \
         one even if it does not know this type."
}
