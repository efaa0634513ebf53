//! IPv4, UDP and ICMP.

use super::{Source::Rfc, Term};

terms! {
    IPV4 = Ipv4 "IPv4 header" Rfc("RFC 791 §3.1");
        "The header that takes the packet from one address to another. Every router on the way reads it and lowers \
         its time to live, so it cannot be encrypted."
    IPV4_OUTER = Ipv4Outer "IPv4 outer header" Rfc("RFC 2401 §5.1.2.1");
        "The header that tunnel mode adds, from router to router. With encryption, an eavesdropper cannot see which \
         hosts are talking. ESP neither encrypts nor authenticates this header."
    IPV4_OUTER_AH = Ipv4OuterAh "IPv4 outer header" Rfc("RFC 2402 §3.3.3");
        "The header that tunnel mode adds, from router to router. AH authenticates the fields that stay the same on \
         the way, such as the addresses, but not the time to live."
    IPV4_INNER = Ipv4Inner "IPv4 inner header" Rfc("RFC 2401 §5.1.2.1");
        "The header of the packet in the tunnel. The router that unwraps it forwards it to this header's destination."
    VERSION_LENGTH = Ipv4VersionLength "Version, header length" Rfc("RFC 791 §3.1");
        "The version of IP and, in the same byte, the length of the header in 32-bit words. Five means a header \
         without options."
    TOS = Ipv4Tos "Type of service" Rfc("RFC 791 §3.1");
        "Asks the routers on the way for a certain treatment, such as low delay. 0 asks for nothing special."
    TOTAL_LENGTH = Ipv4TotalLength "Total length" Rfc("RFC 791 §3.1");
        "The length of header and data together. The receiver needs it because some networks pad short packets."
    IDENTIFICATION = Ipv4Identification "Identification" Rfc("RFC 791 §3.1");
        "A number that the sender gives each packet, so that fragments of different packets can be told apart."
    FRAGMENT = Ipv4Fragment "Flags, fragment offset" Rfc("RFC 791 §3.1");
        "Whether routers may cut the packet into fragments, whether more fragments follow, and where in the packet \
         this one belongs."
    TTL = Ipv4Ttl "Time to live" Rfc("RFC 791 §3.1");
        "How many more hops the packet may make. Each router subtracts one and drops the packet at zero, so that no \
         packet circulates forever."
    PROTOCOL = Ipv4Protocol "Protocol" Rfc("RFC 791 §3.1");
        "What the data after the header are. IKE is carried in UDP, which is 17. Protected packets are carried in \
         ESP, which is 50, or in AH, which is 51."
    IPV4_CHECKSUM = Ipv4Checksum "Header checksum" Rfc("RFC 791 §3.1");
        "A sum over the header that shows accidental damage. It has no key, so an attacker who changes the header \
         can correct the sum as well."
    SOURCE = Ipv4Source "Source" Rfc("RFC 791 §3.1");
        "The address that the packet says it comes from. Nothing in IP proves it. An ICV does where it covers \
         this header: AH's, and ESP's for a packet in its tunnel."
    DESTINATION = Ipv4Destination "Destination" Rfc("RFC 791 §3.1");
        "The address that the packet is sent to. Routers choose the route by it."
    OPTIONS = Ipv4Options "Options" Rfc("RFC 791 §3.1");
        "Extras that are rarely used, such as a record of the route."

    UDP = Udp "UDP header" Rfc("RFC 768, Format");
        "Takes the message to the right program on the machine. UDP does not notice losses, so IKE itself \
         retransmits a message that is not answered."
    SOURCE_PORT = UdpSourcePort "Source port" Rfc("RFC 768, Fields");
        "The program that sent it. IKE sends from port 500, and from 4500 once it has found a NAT on the way."
    DESTINATION_PORT = UdpDestinationPort "Destination port" Rfc("RFC 768, Fields");
        "The program that receives it. IKE listens on port 500, and on port 4500 in case there is a NAT on the way."
    UDP_LENGTH = UdpLength "Length" Rfc("RFC 768, Fields");
        "The length of the UDP header and the message together."
    UDP_CHECKSUM = UdpChecksum "Checksum" Rfc("RFC 768, Fields");
        "A sum over both addresses and the whole datagram that shows accidental damage. It has no key, so it does \
         not stop an attacker. 0 means that the sender computed none."
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
        "Bytes that the answer must return unchanged. Their content does not matter."
}
