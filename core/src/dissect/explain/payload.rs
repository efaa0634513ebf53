//! Payloads other than what is nested in SA.

use super::{Source::Modelled, Source::Rfc, Term};

terms! {
    SA = IsakmpSa "SA security association" Rfc("RFC 2408 §3.4");
        "The negotiation: the initiator lists what it accepts, the responder sends back the one that it takes. Two \
         routers with different configurations find common ground here, or fail here."
    KE = IsakmpKe "KE key exchange" Rfc("RFC 2409 §5, RFC 2408 §3.7");
        "The sender's public Diffie-Hellman value, g^x mod p. Each side combines the other's with its own secret \
         exponent to the same g^xy; who only listens cannot."
    NONCE = IsakmpNonce "NONCE" Rfc("RFC 2409 §5, RFC 2408 §3.13");
        "Random bytes that the sender drew for this exchange alone. Both nonces go into the keys, so that the keys \
         differ every time and a recorded message does not fit."
    HASH_MAIN_MODE = IsakmpHashMainMode "HASH" Rfc("RFC 2409 §5");
        "Proof that the sender knows the pre-shared key: a keyed hash over both Diffie-Hellman values, the cookies, \
         the offered SA and its identity. If anyone changed one of them on the way, the proof fails."
    HASH_QUICK_MODE = IsakmpHashQuickMode "HASH" Rfc("RFC 2409 §5.5");
        "A keyed hash, with a key of phase 1, over the message ID and the rest of the message, and from the second \
         message on over nonces too. It shows that the message is the peer's, unchanged, and belongs to this exchange."
    HASH_INFORMATIONAL = IsakmpHashInformational "HASH" Rfc("RFC 2409 §5.7");
        "A keyed hash, with a key of phase 1, over the message ID and the payload that follows. Without it anyone \
         could tell a router to delete its SAs."

    ID_PEER = IsakmpIdPeer "ID identity" Rfc("RFC 2407 §4.6.2");
        "Who the sender says it is. In main mode it goes encrypted, so that an observer does not learn it; the \
         HASH behind it proves it."
    ID_TRAFFIC = IsakmpIdTraffic "ID traffic" Rfc("RFC 2409 §5.5, RFC 2407 §4.6.2");
        "For which packets the new SAs are. The first ID of quick mode is the network on the initiator's side, the \
         second that on the responder's; both must fit the crypto access list."
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
        "Which bits of the address are the network's. IOS access lists write the same mask inverted."
    ID_DATA = IsakmpIdData "Identification data" Rfc("RFC 2407 §4.6.2");
        "The identity itself, in the form that its type says."

    NOTIFICATION = IsakmpNotification "N notification" Rfc("RFC 2408 §3.14");
        "Tells the peer of an error or of a state. None is answered, but for the questions of dead peer detection."
    NOTIFY_DOI = IsakmpNotificationDoi "Domain of interpretation" Rfc("RFC 2408 §3.14");
        "Whose list of numbers the rest is to be read with: 1 is IPsec's."
    NOTIFY_PROTOCOL = IsakmpNotificationProtocol "Protocol" Rfc("RFC 2408 §3.14");
        "What the notification is about: the IKE SA itself, or an IPsec SA of ESP or AH."
    NOTIFY_SPI_SIZE = IsakmpNotificationSpiSize "SPI size" Rfc("RFC 2408 §3.14");
        "How long the SPI is that follows: 4 bytes for ESP and AH, and 16 for the two cookies of an IKE SA."
    NOTIFY_TYPE = IsakmpNotificationType "Notify message type" Rfc("RFC 2408 §3.14.1, RFC 2407 §4.6.3");
        "What is told. Up to 16383 the numbers are errors, such as NO-PROPOSAL-CHOSEN; above they are states, such as \
         INITIAL-CONTACT: I know of no other SA between us, delete yours."
    NOTIFY_SPI = IsakmpNotificationSpi "SPI" Rfc("RFC 2408 §3.14");
        "Which SA the notification is about. An IKE SA is named by its two cookies."
    NOTIFY_DATA = IsakmpNotificationData "Notification data" Rfc("RFC 2408 §3.14");
        "More about what is told, if there is more to say."

    DELETE = IsakmpDelete "D delete" Rfc("RFC 2408 §3.15");
        "Says that the sender has removed SAs, so that the peer stops sending packets that nobody can decrypt."
    DELETE_DOI = IsakmpDeleteDoi "Domain of interpretation" Rfc("RFC 2408 §3.15");
        "Whose list of numbers the rest is to be read with: 1 is IPsec's."
    DELETE_PROTOCOL = IsakmpDeleteProtocol "Protocol" Rfc("RFC 2408 §3.15");
        "Whether IPsec SAs are gone or the IKE SA itself. All SPIs of the payload are of this protocol."
    DELETE_SPI_SIZE = IsakmpDeleteSpiSize "SPI size" Rfc("RFC 2408 §3.15");
        "How long each SPI is: 4 bytes for ESP and AH, and 16 for the two cookies of an IKE SA."
    DELETE_COUNT = IsakmpDeleteCount "Number of SPIs" Rfc("RFC 2408 §3.15");
        "How many SPIs follow; several SAs of a protocol can be deleted at once."
    DELETE_SPI = IsakmpDeleteSpi "SPI" Rfc("RFC 2408 §3.15");
        "The SA that is gone, by the number under which its packets came to the sender of this message."

    VENDOR_NAT_T = IsakmpVendorNatT "VID NAT-T" Rfc("RFC 3947 §3.1");
        "Says that the sender can do NAT traversal, and after which document: it is the MD5 hash of the document's \
         name. Both must send it before NAT-D payloads are used."
    VENDOR_UNITY = IsakmpVendorUnity "VID Unity" Rfc("RFC 2408 §3.16");
        "Says that the sender knows Cisco's Unity extensions for VPN clients. The last two bytes are their version."
    VENDOR_DPD = IsakmpVendorDpd "VID DPD" Rfc("RFC 3706 §5.1");
        "Says that the sender knows dead peer detection: asking a silent peer whether it is still there. The last two \
         bytes are its version."
    VENDOR_XAUTH = IsakmpVendorXauth "VID XAUTH" Rfc("draft-beaulieu-ike-xauth");
        "Says that the sender knows extended authentication, by which a VPN client's user gives a name and a password \
         after phase 1."
    VENDOR_IOS = IsakmpVendorIos "VID IOS" Modelled;
        "By this an IOS router knows another, and logs that it is speaking to another IOS box. Cisco never published \
         the bytes; these are ours."
    VENDOR_UNKNOWN = IsakmpVendorUnknown "VID unknown" Rfc("RFC 2408 §3.16");
        "Says which extensions the sender knows, mostly as a hash of their name. A receiver that does not know the \
         name ignores it."
    NAT_D = IsakmpNatD "NAT-D NAT detection" Rfc("draft-ietf-ipsec-nat-t-ike-03 §3.2");
        "A hash of the cookies, an address and a port: first those of the receiver, then those of the sender. The \
         receiver computes them from what it sees; if one differs, a NAT has changed an address on the way."
    OTHER = IsakmpOther "Payload" Rfc("RFC 2408 §3.1");
        "A payload that takes no part in main mode with pre-shared keys or in quick mode. Its length tells where the \
         next one begins."
}
