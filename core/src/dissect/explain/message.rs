//! The ISAKMP header, the generic header of payloads, and encryption.

use super::{Source::Rfc, Term};

terms! {
    HEADER = IsakmpHeader "ISAKMP header" Rfc("RFC 2408 §3.1");
        "The beginning of every IKE message: which SA it is for, which exchange it belongs to, and what follows. It \
         is never encrypted, because the receiver needs it to find the key."
    INITIATOR_COOKIE = IsakmpHeaderCookieInitiator "Initiator cookie" Rfc("RFC 2408 §3.1");
        "Eight bytes that the initiator chose. Together, the two cookies identify the IKE SA, as an SPI identifies \
         an IPsec SA."
    RESPONDER_COOKIE = IsakmpHeaderCookieResponder "Responder cookie" Rfc("RFC 2408 §3.1");
        "Eight bytes that the responder chose; zero in the first message, before it has chosen. A sender with a \
         forged address never receives them, so it cannot make the responder start expensive computations."
    FIRST_PAYLOAD = IsakmpHeaderNextPayload "Next payload" Rfc("RFC 2408 §3.1");
        "The type of the first payload. Each payload names the type of the next one, so that they form a chain."
    VERSION = IsakmpHeaderVersion "Version" Rfc("RFC 2408 §3.1");
        "The version of ISAKMP, major and minor. IKEv1 is 1.0; IKEv2 has the same layout and says 2.0."
    EXCHANGE = IsakmpHeaderExchange "Exchange type" Rfc("RFC 2408 §3.1");
        "Defines which messages with which payloads come in which order. Main mode is the Identity Protection \
         exchange. Quick mode was added by IKE."
    FLAGS = IsakmpHeaderFlags "Flags" Rfc("RFC 2408 §3.1");
        "Bit 1 means that everything after the header is encrypted. Commit (2) asks the peer to wait before using \
         the new SA. Authentication only (4) marks a message that is not encrypted although there are keys."
    MESSAGE_ID = IsakmpHeaderMessageId "Message ID" Rfc("RFC 2408 §3.1");
        "Distinguishes the quick modes and informational messages of one IKE SA. The initiator of each draws it. \
         Main mode has 0. The first IV of each depends on it too."
    LENGTH = IsakmpHeaderLength "Length" Rfc("RFC 2408 §3.1");
        "The length of header and payloads together, with the padding that encryption adds."
    ENCRYPTED = IsakmpEncrypted "Encrypted payloads" Rfc("RFC 2409 App. B");
        "All payloads, encrypted with the cipher and the key from phase 1. An observer learns only their length and \
         the type of the first."
    PADDING = IsakmpPadding "Padding" Rfc("RFC 2409 App. B");
        "Fills up the last block of the cipher, with zeros. No field says how long it is: the chain of payloads shows \
         where it begins."

    NEXT_PAYLOAD = IsakmpPayloadNext "Next payload" Rfc("RFC 2408 §3.2");
        "The type of the payload after this one; 0 ends the chain. A payload's own type is in the one before it."
    RESERVED = IsakmpPayloadReserved "Reserved" Rfc("RFC 2408 §3.2");
        "Reserved for later use and always 0. Any other value makes the message invalid."
    PAYLOAD_LENGTH = IsakmpPayloadLength "Payload length" Rfc("RFC 2408 §3.2");
        "The length of this part, with its header of four bytes and everything nested in it. A receiver that does \
         not know this type finds the next part by it."
}
