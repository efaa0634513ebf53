//! Two IOS 12.3(7)T routers that build an IPsec tunnel: real ISAKMP bytes, real Diffie-Hellman, real ESP with SEAL.
//!
//! ```text
//! text → ios::parse → RunningConfig ┐
//!                                   Scenario → sim::run → Trace → transcript, dissect, status → a screen
//! ```
//!
//! Nothing here does I/O, reads a clock or draws entropy; compiled to wasm32 the crate imports nothing. The same
//! [`Scenario`](sim::Scenario) gives the same [`Trace`](sim::Trace), byte for byte, on every target. What happened is in the
//! [`event`] log as typed facts; [`transcript`] alone has Cisco's words for them.
#![no_std]

extern crate alloc;

pub mod codec;
pub mod crypto;
pub mod dissect;
pub mod effects;
pub mod event;
pub mod fact;
pub mod ike;
pub mod ios;
pub mod ip;
pub mod ipsec;
pub mod isakmp;
pub mod map;
pub mod order;
pub mod pcap;
pub mod provenance;
pub mod random;
pub mod router;
pub mod share;
pub mod sim;
pub mod status;
pub mod time;
pub mod transcript;
