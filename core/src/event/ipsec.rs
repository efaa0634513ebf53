//! Facts of IPsec's key engine: requests, proposals, SPIs, SAs.

use alloc::string::String;
use core::net::Ipv4Addr;

use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::id::PeerName;
use serde::Serialize;

/// The block that the key engine prints of an SA, asked for, checked or made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaRequest {
    /// Whether it leads to this router or to the peer.
    pub direction: Direction,
    /// This router's address.
    pub local: Ipv4Addr,
    /// The peer's address.
    pub remote: Ipv4Addr,
    /// What is protected.
    pub proxies: ProxyIdentities,
    /// The transforms that protect the traffic.
    pub transforms: TransformSet,
    /// Lifetime in seconds.
    pub seconds: u32,
    /// Lifetime in kilobytes.
    pub kilobytes: u32,
    /// SPI, 0 while there is none.
    pub spi: u32,
    /// Connection id, 0 while there is none.
    pub conn: u32,
    /// Flags as IOS prints them (IOS: seed and the debug of a 12.3 initiator; their meaning is not published).
    pub flags: u32,
}

/// How an SA was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SaOrigin {
    /// By quick mode.
    Negotiated {
        /// Lifetime in seconds.
        seconds: u32,
        /// Lifetime in kilobytes.
        kilobytes: u32,
        /// The cookies of the ISAKMP SA that made it, this router's own first.
        cookies: [[u8; 8]; 2],
        /// The message id of the quick mode.
        message_id: u32,
    },
    /// From typed keys. It lasts as long as they stand in the configuration.
    Manual,
}

/// The tunnel, as syslog reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SessionState {
    /// SAs exist.
    Up,
    /// None do.
    Down,
}

/// What the key engine did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum IpsecEvent {
    /// Traffic needs SAs.
    SaRequested(SaRequest),
    /// Traffic needs SAs, and no transform set of the crypto map can be used.
    NoTransformSet {
        /// The crypto map.
        map: String,
        /// The entry's sequence number.
        entry: u16,
    },
    /// Messages between IKE and the key engine.
    QueueEvent {
        /// How many.
        messages: u8,
    },
    /// A part of a proposal of the peer's, one protocol's, is compared with the crypto map.
    ProposalValidated {
        /// Which part, from 1.
        part: u8,
        /// What it asks for.
        request: SaRequest,
    },
    /// It names a transform that no transform set of the map has.
    TransformNotSupported(TransformSet),
    /// Its identities are not those of the crypto map's access list.
    ProxiesNotSupported(ProxyIdentities),
    /// No crypto map in use has its tunnels at the address that the peer negotiates with.
    InvalidLocalAddress(Ipv4Addr),
    /// The crypto map was searched for the proxies.
    ProxySearched {
        /// The crypto map's name; empty if none matched.
        map: String,
    },
    /// An SPI was drawn.
    SpiAllocated {
        /// The SPI.
        spi: u32,
        /// Where packets with it go: this router.
        local: Ipv4Addr,
        /// Where they come from: the peer.
        remote: Ipv4Addr,
        /// Protocol (RFC 2407 §4.4.1).
        protocol: u8,
    },
    /// A flow for the packets of an SA.
    FlowAllocated {
        /// Its number.
        flow: u32,
    },
    /// A pair of SAs has carried nothing for as long as it may, and goes. What IOS prints of it is not published.
    IdleTimeout {
        /// SPI of the inbound SA.
        spi: u32,
        /// The peer that is asked next, whether it fell silent or not.
        next_peer: Option<Ipv4Addr>,
    },
    /// The tunnel came up or went down.
    Session {
        /// Which of them.
        state: SessionState,
        /// The peer's address.
        peer: Ipv4Addr,
        /// The peer's port.
        port: u16,
        /// The peer's identity.
        identity: PeerName,
    },
    /// An SA is put to use.
    SaInitialized(SaRequest),
    /// The record of the proxies was found or made.
    IdentFound {
        /// The peer's address.
        peer: Ipv4Addr,
    },
    /// Packets between these networks are looked up from now on.
    IdentAdded {
        /// The source address.
        source: Ipv4Addr,
        /// The destination address.
        destination: Ipv4Addr,
        /// Port at the destination; 0 is any.
        port: u16,
    },
    /// An SA is in use.
    SaCreated {
        /// Whether it leads to this router or to the peer.
        direction: Direction,
        /// Where its packets go.
        destination: Ipv4Addr,
        /// Its SPI.
        spi: u32,
        /// How it protects: one protocol's transforms.
        transforms: TransformSet,
        /// The SA's connection id.
        conn: u32,
        /// Flow number that `show crypto ipsec sa` prints.
        flow_id: u32,
        /// The peer's address.
        peer: Ipv4Addr,
        /// What it protects.
        proxies: ProxyIdentities,
        /// How it was made.
        origin: SaOrigin,
        /// Crypto map.
        map: String,
        /// Its entry.
        entry: EntryId,
    },
    /// An SA is gone.
    SaDeleted {
        /// Where its packets went.
        destination: Ipv4Addr,
        /// Its SPI.
        spi: u32,
        /// How it protected.
        transforms: TransformSet,
        /// The SA's connection id.
        conn: u32,
    },
}
