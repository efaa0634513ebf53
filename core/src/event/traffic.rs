//! Facts of packets: the users', and the ESP and AH that carry them.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use crate::ios::filtering::Filter;
use crate::ios::interface::InterfaceName;
use crate::ip::icmp::Unreachable;
use crate::ipsec::proxy::ProxyIdentities;
use serde::Serialize;

/// Why a packet of the user's goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DropReason {
    /// It must be protected and no SA exists yet (counted as a send error, as in the seed's `#send errors 1`).
    NoSa,
    /// It must be protected by an entry of a dynamic map, and no peer has negotiated SAs for it.
    NeedsPeer,
    /// Its time to live is over.
    TtlExpired,
    /// No route leads to its destination.
    NoRoute,
    /// The SA has used all its sequence numbers.
    SequenceExhausted,
    /// It is not an IPv4 packet that this router can read.
    Malformed,
    /// It does not fit into an IPv4 packet with ESP around it.
    TooBig,
    /// Nothing listens on its port.
    NoService,
    /// It is for IKE, which does not run.
    IsakmpOff,
    /// An access group denies it.
    AccessList,
    /// It came in the clear where the crypto map wants ESP.
    NotIpsec,
    /// The router is starting, or the interface is shut down.
    Down,
}

/// Why an ESP or AH packet was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum IpsecFailure {
    /// No SA has its SPI.
    UnknownSpi,
    /// Its sequence number was seen before or is too old (RFC 2406 §3.4.3, RFC 2402 §3.4.3).
    Replayed,
    /// Its integrity check value is not what it must be (RFC 2406 §3.4.4, RFC 2402 §3.4.4).
    BadIcv,
    /// It cannot be decoded after that.
    Malformed,
    /// What was inside is not what the SA protects (RFC 2401 §5.2.1).
    WrongSelectors,
    /// Only one of AH and ESP was applied where both belong together (RFC 2401 §5.2.1).
    NotBundled,
}

/// An SA that a packet used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SaUse {
    /// The SA's SPI.
    pub spi: u32,
    /// The SA's connection id.
    pub conn: u32,
    /// The packet's sequence number in it.
    pub sequence: u32,
}

/// What a router does with an IP packet that is its own, or that it does not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IpHandling {
    /// The source address.
    pub source: Ipv4Addr,
    /// The interface that it came by; none if the router made it.
    pub ingress: Option<InterfaceName>,
    /// The destination address.
    pub destination: Ipv4Addr,
    /// The interface that it leaves by, or that has the destination's address.
    pub egress: Option<InterfaceName>,
    /// Bytes, with the IP header.
    pub length: u16,
    /// What the router does.
    pub action: IpAction,
}

/// See [`IpHandling`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum IpAction {
    /// It sends it.
    Sends,
    /// It takes it: it is for the router.
    Receives,
    /// It knows no route.
    Unroutable,
    /// An access group denies it.
    Denies,
}

/// An ICMP message of a router's own (RFC 792).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum IcmpMessage {
    /// An echo reply.
    EchoReply {
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
    },
    /// Word of a packet that goes no further.
    Unreachable {
        /// Why.
        why: Unreachable,
        /// Where that packet was to go.
        destination: Ipv4Addr,
        /// Who is told, or tells.
        peer: Ipv4Addr,
    },
}

/// What happened to a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum TrafficEvent {
    /// A host behind the router, or the router itself under the address `host`, sent an echo request.
    EchoRequested {
        /// The host's address.
        host: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A host behind the router, or the router itself, got an echo request and answers.
    EchoAnswered {
        /// The host's address.
        host: Ipv4Addr,
        /// To where the reply goes.
        destination: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A host behind the router, or the router itself, got the reply to its echo request.
    EchoReplied {
        /// The host's address.
        host: Ipv4Addr,
        /// From where.
        source: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
        /// Milliseconds since the request.
        millis: u64,
    },
    /// The router's echo request goes no further, as somebody tells it.
    EchoUnreachable {
        /// The router's address.
        host: Ipv4Addr,
        /// Who says so.
        from: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// No reply came in time.
    EchoTimedOut {
        /// The host's address.
        host: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A packet to be forwarded matched the crypto map on the interface it would leave by.
    MatchedCryptoMap {
        /// The crypto map's name.
        map: String,
        /// The entry's sequence number.
        entry: u16,
        /// The access list; none where a dynamic map has the entry, and a peer's proposal stands for the list.
        access_list: Option<String>,
        /// What its entry protects.
        proxies: ProxyIdentities,
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
    },
    /// An access group has looked at a packet.
    Filtered {
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
        /// What it makes of it.
        filter: Filter,
    },
    /// The router handles a packet; logged where `debug ip packet` is on.
    Ip(IpHandling),
    /// The router sends or gets an ICMP message; logged where `debug ip icmp` is on.
    Icmp {
        /// Sent, not got.
        is_sent: bool,
        /// The message.
        message: IcmpMessage,
    },
    /// A packet went no further.
    Dropped {
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
        /// IP protocol.
        protocol: u8,
        /// Why it went no further.
        reason: DropReason,
    },
    /// A packet was put into ESP, into AH, or into ESP and that into AH.
    Encapsulated {
        /// The ESP SA that it used, if any.
        esp: Option<SaUse>,
        /// The AH SA that it used, if any.
        ah: Option<SaUse>,
        /// Bytes that count against the lifetime: those of the packet put in.
        bytes: u32,
    },
    /// A packet was taken out again.
    Decapsulated {
        /// The ESP SA that it used, if any.
        esp: Option<SaUse>,
        /// The AH SA that it used, if any.
        ah: Option<SaUse>,
        /// Bytes that count against the lifetime: those of the packet taken out.
        bytes: u32,
        /// The packet taken out.
        inner: Vec<u8>,
    },
    /// An ESP or AH packet was not taken.
    IpsecRejected {
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
        /// The IP protocol of the header that is to blame: ESP or AH.
        protocol: u8,
        /// Its SPI.
        spi: u32,
        /// Its sequence number.
        sequence: u32,
        /// The SA's connection id, if there is an SA.
        conn: Option<u32>,
        /// Why it was not taken.
        why: IpsecFailure,
        /// Whether syslog tells of it: of unknown SPIs it does at most once a minute.
        is_logged: bool,
    },
}
