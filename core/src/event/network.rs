//! Facts of the network around a router.

use alloc::vec::Vec;

use serde::Serialize;

use crate::ios::not_taken::NotTaken;
use crate::ios::routing::Route;

/// What a router learns of the network around it, or what becomes there of its packets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum NetworkEvent {
    /// Its routing protocols have learned these routes, and no others.
    RoutesLearned {
        /// The routes.
        routes: Vec<Route>,
    },
    /// Nobody takes a packet of this router's. Told once of each reason.
    NotTaken(NotTaken),
}
