//! Packets that nobody takes, as facts. Our words for them are in [`explain`](super::explain).

use core::net::Ipv4Addr;

use serde::Serialize;

use super::interface::InterfaceName;

/// Why nobody takes a packet that a router puts on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum NotTaken {
    /// No interface towards the other router leads to its destination.
    NoWay {
        /// The destination.
        destination: Ipv4Addr,
    },
    /// Nobody has the address that it is handed to.
    NoNextHop {
        /// By which interface.
        interface: InterfaceName,
        /// To which address.
        next_hop: Ipv4Addr,
    },
    /// The cloud between the routers has no route to its destination.
    NoRouteBetween {
        /// The destination.
        destination: Ipv4Addr,
    },
    /// The cloud between the routers has a network with its destination, and nobody there has that address.
    NobodyBetween {
        /// The destination.
        destination: Ipv4Addr,
    },
    /// It is for an address of the cloud between the routers, which only answers pings.
    NoService {
        /// The address.
        address: Ipv4Addr,
    },
    /// Its time to live ends in the cloud between the routers.
    TtlExpired {
        /// The destination.
        destination: Ipv4Addr,
    },
}
