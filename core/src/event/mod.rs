//! What happened, as typed facts. The event log is the only source of transcript and screen: neither adds a fact, and no
//! event carries a sentence.

mod console;
mod derived;
mod formula;
mod ipsec;
mod isakmp;
mod network;
mod state;
mod traffic;

use core::fmt;

use serde::Serialize;

pub use console::{BadAnswer, ConsoleEvent, CounterKind, Outcome, ProbeAnswer, RoundTrip};
pub use derived::{Derived, Drawn, Quantity};
pub use formula::{Argument, ArgumentSource, FieldPart, Formula, Operation, Piece, ValueId};
pub use ipsec::{IpsecEvent, SaOrigin, SaRequest, SessionState};
pub use isakmp::{Attributes, DeleteReason, IsakmpEvent, Mismatch, NodeReason, PeerUser, RejectedPacket, SaPair};
pub use network::NetworkEvent;
pub use state::{Input, Machine, Role, SaState, State};
pub use traffic::{DropReason, IcmpMessage, IpAction, IpHandling, IpsecFailure, SaUse, TrafficEvent};

use crate::field::FieldRef;
use crate::time::SimTime;

/// One of the two routers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
pub enum RouterId {
    /// The router of the first configuration, `R1`.
    R1,
    /// The router of the second, `R2`.
    R2,
}

impl RouterId {
    /// Both, in the order in which they stand in a scenario.
    pub const BOTH: [RouterId; 2] = [RouterId::R1, RouterId::R2];

    /// The place in an array of two.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The other router.
    pub const fn peer(self) -> RouterId {
        match self {
            RouterId::R1 => RouterId::R2,
            RouterId::R2 => RouterId::R1,
        }
    }
}

impl core::str::FromStr for RouterId {
    type Err = NotARouter;

    /// `R1` or `R2`.
    fn from_str(text: &str) -> Result<Self, NotARouter> {
        match text {
            "R1" => Ok(RouterId::R1),
            "R2" => Ok(RouterId::R2),
            _ => Err(NotARouter),
        }
    }
}

/// A text names neither router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotARouter;

impl fmt::Display for RouterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RouterId::R1 => "R1",
            RouterId::R2 => "R2",
        })
    }
}

/// A packet on the wire: its place in [`Trace::packets`](crate::sim::Trace::packets).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PacketId(pub u32);

/// One thing that happened in one router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// At which virtual time.
    pub at: SimTime,
    /// In which router.
    pub router: RouterId,
    /// The packet that was being handled or made, if any.
    pub packet: Option<PacketId>,
    /// The field of the packet that it is about; none: no field, or the packet as a whole.
    pub field: Option<FieldRef>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened, by the part of the router that it happened in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum EventKind {
    /// In IKE, on the ISAKMP SA with this connection id if it has one yet.
    Isakmp {
        /// Connection id of the ISAKMP SA, from 1.
        conn: Option<u32>,
        /// What happened.
        event: IsakmpEvent,
    },
    /// In IPsec's key engine.
    Ipsec(IpsecEvent),
    /// To a packet of the user's, or of the peer's ESP.
    Traffic(TrafficEvent),
    /// Around the router: what its neighbours tell it, and what becomes of its packets on the wire.
    Network(NetworkEvent),
    /// A random value was drawn. IOS prints none of these; a learner wants to see them all.
    Drawn(Drawn),
    /// A value was computed. Nor does IOS print these.
    Derived(Derived),
    /// At the console.
    Console(ConsoleEvent),
}
