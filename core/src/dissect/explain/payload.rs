//! Payloads other than what is nested in SA.

use super::{Source::Modelled, Source::Rfc, Term};

terms! {
    SA = IsakmpSa "SA security association" Rfc("RFC 2408 §3.4");
        "The negotiation: the initiator lists what it accepts, and the responder sends back what it chose. Two \
         routers with different configurations find common ground here, or fail here."
    KE = IsakmpKe "KE key exchange" Rfc("RFC 2409 §5, RFC 2408 §3.7");
        "The sender's public Diffie-Hellman value, g^x mod p. Each side combines the other's value with its own \
         secret exponent and gets the same g^xy. A passive listener cannot compute it."
    NONCE = IsakmpNonce "NONCE" Rfc("RFC 2409 §5, RFC 2408 §3.13");
        "Random bytes that the sender drew for this exchange alone. Both nonces go into the keys, so the keys differ \
         every time, and a recorded message does not fit them."
    HASH_MAIN_MODE = IsakmpHashMainMode "HASH" Rfc("RFC 2409 §5");
        "Proof that the sender knows the pre-shared key: a keyed hash over both Diffie-Hellman values, the cookies, \
         the offered SA and its identity. If anyone changed one of them on the way, the proof fails."
    HASH_QUICK_MODE = IsakmpHashQuickMode "HASH" Rfc("RFC 2409 §5.5");
        "A hash with a key from phase 1 over the message ID and the rest of the message, and from the second message \
         on over nonces too. It shows that the message comes from the peer, is unchanged, and belongs to this \
         exchange."
    HASH_INFORMATIONAL = IsakmpHashInformational "HASH" Rfc("RFC 2409 §5.7");
        "A hash with a key from phase 1 over the message ID and the payload that follows. Without it, anyone could \
         tell a router to delete its SAs."

    ID_PEER = IsakmpIdPeer "ID identity" Rfc("RFC 2407 §4.6.2");
        "Who the sender claims to be. In main mode it is encrypted, so that an observer does not learn it. The HASH \
         after it proves it."
    ID_TRAFFIC = IsakmpIdTraffic "ID traffic" Rfc("RFC 2409 §5.5, RFC 2407 §4.6.2");
        "Which packets the new SAs are for. The first ID of quick mode is the network on the initiator's side, the \
         second the one on the responder's. Both must match the crypto access list."
    ID_TYPE = IsakmpIdType "ID type" Rfc("RFC 2407 §4.6.2.1");
        "What kind of identity follows: one address, a network, or a name."
    ID_PROTOCOL = IsakmpIdProtocol "Protocol" Rfc("RFC 2407 §4.6.2");
        "The IP protocol that the identity is about. Phase 1 says 17, UDP, or 0; in quick mode 0 stands for every \
         protocol."
    ID_PORT = IsakmpIdPort "Port" Rfc("RFC 2407 §4.6.2");
        "The port that the identity is about. Phase 1 says 500 or 0; in quick mode 0 stands for every port."
    ID_ADDRESS = IsakmpIdAddress "Address" Rfc("RFC 2407 §4.6.2.2");
        "The address of a host, or of a network if a mask follows."
    ID_MASK = IsakmpIdMask "Mask" Rfc("RFC 2407 §4.6.2.5");
        "Which bits of the address belong to the network. IOS access lists write the same mask inverted."
    ID_DATA = IsakmpIdData "Identification data" Rfc("RFC 2407 §4.6.2");
        "The identity itself, in the form that its type says."

    NOTIFICATION = IsakmpNotification "N notification" Rfc("RFC 2408 §3.14");
        "Tells the peer about an error or a state. None is answered, except for the questions of dead peer detection."
    NOTIFY_DOI = IsakmpNotificationDoi "Domain of interpretation" Rfc("RFC 2408 §3.14");
        "Which list of numbers the rest uses: 1 stands for IPsec."
    NOTIFY_PROTOCOL = IsakmpNotificationProtocol "Protocol" Rfc("RFC 2408 §3.14");
        "What the notification is about: the IKE SA itself, or an IPsec SA of ESP or AH."
    NOTIFY_SPI_SIZE = IsakmpNotificationSpiSize "SPI size" Rfc("RFC 2408 §3.14");
        "The length of the SPI that follows: 4 bytes for ESP and AH, and 16 for the two cookies of an IKE SA."
    NOTIFY_TYPE = IsakmpNotificationType "Notify message type" Rfc("RFC 2408 §3.14.1, RFC 2407 §4.6.3");
        "What is reported. Numbers up to 16383 are errors, such as NO-PROPOSAL-CHOSEN. Higher ones are states, such \
         as INITIAL-CONTACT, which says: this is the first SA between us, so delete any others."
    NOTIFY_SPI = IsakmpNotificationSpi "SPI" Rfc("RFC 2408 §3.14");
        "Which SA the notification is about. An IKE SA is identified by its two cookies."
    NOTIFY_DATA = IsakmpNotificationData "Notification data" Rfc("RFC 2408 §3.14");
        "Further details, if there are any."

    DELETE = IsakmpDelete "D delete" Rfc("RFC 2408 §3.15");
        "Says that the sender has deleted SAs, so that the peer stops sending packets that nobody can decrypt."
    DELETE_DOI = IsakmpDeleteDoi "Domain of interpretation" Rfc("RFC 2408 §3.15");
        "Which list of numbers the rest uses: 1 stands for IPsec."
    DELETE_PROTOCOL = IsakmpDeleteProtocol "Protocol" Rfc("RFC 2408 §3.15");
        "Whether IPsec SAs are gone, or the IKE SA itself. All SPIs in the payload belong to this protocol."
    DELETE_SPI_SIZE = IsakmpDeleteSpiSize "SPI size" Rfc("RFC 2408 §3.15");
        "The length of each SPI: 4 bytes for ESP and AH, and 16 for the two cookies of an IKE SA."
    DELETE_COUNT = IsakmpDeleteCount "Number of SPIs" Rfc("RFC 2408 §3.15");
        "How many SPIs follow. Several SAs of one protocol can be deleted at once."
    DELETE_SPI = IsakmpDeleteSpi "SPI" Rfc("RFC 2408 §3.15");
        "The SA that is gone, by the SPI of packets to the sender of this message."

    VENDOR_NAT_T = IsakmpVendorNatT "VID NAT-T" Rfc("RFC 3947 §3.1");
        "Says that the sender supports NAT traversal, and which document it follows: it is the MD5 hash of the \
         document's name. Both sides must send it before NAT-D payloads are used."
    VENDOR_UNITY = IsakmpVendorUnity "VID Unity" Rfc("RFC 2408 §3.16");
        "Says that the sender supports Cisco's Unity extensions for VPN clients. The last two bytes are their \
         version."
    VENDOR_DPD = IsakmpVendorDpd "VID DPD" Rfc("RFC 3706 §5.1");
        "Says that the sender supports dead peer detection: asking a silent peer whether it is still there. The last \
         two bytes are its version."
    VENDOR_XAUTH = IsakmpVendorXauth "VID XAUTH" Rfc("draft-beaulieu-ike-xauth");
        "Says that the sender supports extended authentication, in which the user of a VPN client gives a name and a \
         password after phase 1."
    VENDOR_IOS = IsakmpVendorIos "VID IOS" Modelled;
        "An IOS router recognises another one by this, and logs that it is speaking to another IOS box. Cisco never \
         published the bytes; these are ours."
    VENDOR_UNKNOWN = IsakmpVendorUnknown "VID unknown" Rfc("RFC 2408 §3.16");
        "Says which extensions the sender supports, mostly as a hash of their name. A receiver that does not \
         recognise it ignores it."
    NAT_D = IsakmpNatD "NAT-D NAT detection" Rfc("draft-ietf-ipsec-nat-t-ike-03 §3.2");
        "A hash of the cookies, an address and a port: first those of the receiver, then those of the sender. The \
         receiver computes them from what it sees; if one differs, a NAT has changed an address on the way."
    OTHER = IsakmpOther "Payload" Rfc("RFC 2408 §3.1");
        "A payload that is not used in main mode with pre-shared keys or in quick mode. Its length shows where the \
         next one begins."
}
