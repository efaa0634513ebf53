//! The wire format of ISAKMP (RFC 2408) with the IPsec DOI (RFC 2407): all that main mode, quick mode and informational
//! exchanges send.
//!
//! - [`header`]: the 28 bytes that every message begins with
//! - [`payload`]: the chained payloads; [`sa`], [`id`], [`notify`], [`delete`] and [`nat_d`] have those of size
//! - [`attribute`]: the data attributes of a transform
//! - [`message`]: header and payloads together, clear or decrypted
//! - [`numbers`]: the assigned numbers, with their names; a number without a name is kept
//! - [`vendor`]: the vendor IDs that IOS sends and knows
//!
//! Decoding never panics, and loses nothing: whatever is accepted is encoded again to the same bytes. That is why reserved
//! fields, which have no place in the decoded types, must be zero, as RFC 2408 §5.3 demands anyway.

pub mod attribute;
pub mod delete;
mod generic;
pub mod header;
pub mod id;
pub mod message;
pub mod nat_d;
pub mod notify;
pub mod numbers;
pub mod payload;
pub mod place;
pub mod sa;
pub mod vendor;
