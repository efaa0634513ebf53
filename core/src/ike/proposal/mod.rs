//! Offers: what a configuration becomes on the wire, and what of an offer matches a configuration.

pub mod phase1;
pub mod phase2;
