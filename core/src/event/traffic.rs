//! Facts of packets: the users', and the ESP and AH that carry them.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::ios::access_list::ProxyIdentities;

/// Why a packet of the user's goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DropReason {
    /// It must be protected and no SA exists yet (counted as a send error, as in the seed's `#send errors 1`).
    NoSa,
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
    /// It came in the clear where the crypto map wants ESP.
    NotIpsec,
    /// The router is starting, or the interface is shut down.
    Down,
}

/// Why an ESP or AH packet was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaUse {
    /// The SA's SPI.
    pub spi: u32,
    /// The SA's connection id.
    pub conn: u32,
    /// The packet's sequence number in it.
    pub sequence: u32,
}

/// What happened to a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrafficEvent {
    /// A host behind the router, or the router itself under the address `host`, sent an echo request.
    EchoRequested {
        /// The host.
        host: Ipv4Addr,
        /// To where.
        destination: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A host behind the router, or the router itself, got an echo request and answers.
    EchoAnswered {
        /// The host.
        host: Ipv4Addr,
        /// To where the reply goes.
        destination: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A host behind the router, or the router itself, got the reply to its echo request.
    EchoReplied {
        /// The host.
        host: Ipv4Addr,
        /// From where.
        source: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
        /// Milliseconds since the request.
        millis: u64,
    },
    /// No reply came in time.
    EchoTimedOut {
        /// The host.
        host: Ipv4Addr,
        /// ICMP sequence number.
        sequence: u16,
    },
    /// A packet to be forwarded matched the crypto map on the interface it would leave by.
    MatchedCryptoMap {
        /// The map.
        map: String,
        /// The entry's sequence number.
        entry: u16,
        /// The access list.
        access_list: String,
        /// What its entry protects.
        proxies: ProxyIdentities,
        /// From.
        source: Ipv4Addr,
        /// To.
        destination: Ipv4Addr,
    },
    /// A packet went no further.
    Dropped {
        /// From.
        source: Ipv4Addr,
        /// To.
        destination: Ipv4Addr,
        /// IP protocol.
        protocol: u8,
        /// Why.
        reason: DropReason,
    },
    /// A packet was put into ESP, into AH, or into ESP and that into AH.
    Encapsulated {
        /// ESP's SA.
        esp: Option<SaUse>,
        /// AH's SA.
        ah: Option<SaUse>,
        /// Bytes that count against the lifetime: those of the packet put in.
        bytes: u32,
    },
    /// A packet was taken out again.
    Decapsulated {
        /// ESP's SA.
        esp: Option<SaUse>,
        /// AH's SA.
        ah: Option<SaUse>,
        /// Bytes that count against the lifetime: those of the packet taken out.
        bytes: u32,
        /// The packet taken out.
        inner: Vec<u8>,
    },
    /// An ESP or AH packet was not taken.
    IpsecRejected {
        /// From.
        source: Ipv4Addr,
        /// To.
        destination: Ipv4Addr,
        /// The IP protocol of the header that is to blame: ESP or AH.
        protocol: u8,
        /// Its SPI.
        spi: u32,
        /// Its sequence number.
        sequence: u32,
        /// The SA's connection id, if there is an SA.
        conn: Option<u32>,
        /// Why.
        why: IpsecFailure,
    },
}
