//! IPv4, UDP and ICMP.

use super::{Source::Rfc, Term};

terms! {
    IPV4 = Ipv4 "IPv4 header" Rfc("RFC 791 §3.1");
        "The envelope that takes the packet from one address to another. Every router on the way reads it and lowers \
         its time to live, so it cannot be encrypted."
    IPV4_OUTER = Ipv4Outer "IPv4 outer header" Rfc("RFC 2401 §5.1.2.1");
        "The envelope that tunnel mode adds, from router to router: an eavesdropper does not see which hosts are \
         talking. ESP neither encrypts nor authenticates it."
    IPV4_OUTER_AH = Ipv4OuterAh "IPv4 outer header" Rfc("RFC 2402 §3.3.3");
        "The envelope that tunnel mode adds, from router to router. AH authenticates what in it stays the same on the \
         way: the addresses, say, but not the time to live."
    IPV4_INNER = Ipv4Inner "IPv4 inner header" Rfc("RFC 2401 §5.1.2.1");
        "The envelope of the packet in the tunnel, from host to host. The router that unwraps it sends it on by this \
         header's destination."
    VERSION_LENGTH = Ipv4VersionLength "Version, header length" Rfc("RFC 791 §3.1");
        "The version of IP and, in the same byte, how many words of 32 bits the header has. Five is a header without \
         options."
    TOS = Ipv4Tos "Type of service" Rfc("RFC 791 §3.1");
        "Asks the routers on the way for a kind of treatment, such as low delay. 0 asks for nothing special."
    TOTAL_LENGTH = Ipv4TotalLength "Total length" Rfc("RFC 791 §3.1");
        "Header and data together. The receiver needs it because some networks pad short packets."
    IDENTIFICATION = Ipv4Identification "Identification" Rfc("RFC 791 §3.1");
        "A number that the sender gives each packet, so that the fragments of one packet can be told from those of \
         another."
    FRAGMENT = Ipv4Fragment "Flags, fragment offset" Rfc("RFC 791 §3.1");
        "Whether routers may cut the packet into fragments, whether more fragments follow, and where in the packet \
         this one belongs."
    TTL = Ipv4Ttl "Time to live" Rfc("RFC 791 §3.1");
        "How many more hops the packet may make. Each router takes one off and drops the packet at zero, so that none \
         circles for ever."
    PROTOCOL = Ipv4Protocol "Protocol" Rfc("RFC 791 §3.1");
        "What the data behind the header are. IKE travels in UDP, which is 17; the protected packets travel in ESP, \
         which is 50, or in AH, which is 51."
    IPV4_CHECKSUM = Ipv4Checksum "Header checksum" Rfc("RFC 791 §3.1");
        "A sum over the header that shows accidental damage. There is no key in it, so an attacker who changes the \
         header corrects the sum as well."
    SOURCE = Ipv4Source "Source" Rfc("RFC 791 §3.1");
        "The address that the packet says it comes from. Nothing in IP proves it. An ICV does where it covers \
         this header: AH's, and ESP's for a packet in its tunnel."
    DESTINATION = Ipv4Destination "Destination" Rfc("RFC 791 §3.1");
        "The address that the packet is to reach. Routers choose the way by it."
    OPTIONS = Ipv4Options "Options" Rfc("RFC 791 §3.1");
        "Extras that are rarely used, such as a record of the way taken."

    UDP = Udp "UDP header" Rfc("RFC 768, Format");
        "Brings the message to the right program of the machine. UDP does not notice losses, so IKE itself sends a \
         message again when no answer comes."
    SOURCE_PORT = UdpSourcePort "Source port" Rfc("RFC 768, Fields");
        "The program that sent it. IKE sends from port 500, and from 4500 once it has found a NAT on the way."
    DESTINATION_PORT = UdpDestinationPort "Destination port" Rfc("RFC 768, Fields");
        "The program that is to get it. IKE listens on port 500, and on 4500 for when there is a NAT on the way."
    UDP_LENGTH = UdpLength "Length" Rfc("RFC 768, Fields");
        "The UDP header and the message together."
    UDP_CHECKSUM = UdpChecksum "Checksum" Rfc("RFC 768, Fields");
        "A sum over both addresses and the whole datagram that shows accidental damage. There is no key in it, so it \
         stops no attacker; 0 says that the sender made none."
    NON_ESP_MARKER = UdpNonEspMarker "Non-ESP marker" Rfc("RFC 3948 §2.2");
        "Four zero bytes that say: this is IKE. ESP uses the same port, and begins with an SPI, which is never zero."
    KEEPALIVE = UdpKeepalive "NAT keepalive" Rfc("RFC 3948 §2.3");
        "A byte without meaning. It is sent from time to time so that a NAT on the way does not forget the connection."

    ICMP = Icmp "ICMP" Rfc("RFC 792 p. 14");
        "The messages by which IP reports on itself. Here it is a ping: one host asks for an echo, the other sends it."
    ICMP_TYPE = IcmpType "Type" Rfc("RFC 792 p. 14");
        "What the message is: 8 asks for an echo, 0 is the answer."
    ICMP_CODE = IcmpCode "Code" Rfc("RFC 792 p. 14");
        "Tells messages of the same type apart. An echo has only code 0."
    ICMP_CHECKSUM = IcmpChecksum "Checksum" Rfc("RFC 792 p. 14");
        "A sum over the whole ICMP message that shows accidental damage."
    ICMP_IDENTIFIER = IcmpIdentifier "Identifier" Rfc("RFC 792 p. 14");
        "Tells one running ping from another on the same host. The answer repeats it."
    ICMP_SEQUENCE = IcmpSequence "Sequence number" Rfc("RFC 792 p. 14");
        "Counts the requests of this ping, and the answer repeats it. It has nothing to do with ESP's sequence number."
    ICMP_DATA = IcmpData "Data" Rfc("RFC 792 p. 14");
        "Bytes that the answer must bring back unchanged. What they are does not matter."
}
