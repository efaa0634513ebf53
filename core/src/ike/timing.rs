//! How long a router works, in milliseconds. Modelled: read off the time stamps of the published debug output, where a
//! small router took so long; nothing but time stamps depends on it.

/// Taking in a message.
pub const RECEIVE: u64 = 28;
/// Comparing an offer with the policies.
pub const COMPARE: u64 = 60;
/// Making a message.
pub const BUILD: u64 = 40;
/// Raising the generator to a new exponent.
pub const DH_PUBLIC: u64 = 60;
/// Raising the peer's public value to the exponent.
pub const DH_SHARED: u64 = 52;
/// A message from IKE to the key engine, or back.
pub const KEY_ENGINE: u64 = 20;
/// Making the keys and flows of a pair of SAs.
pub const INSTALL: u64 = 268;
/// Milliseconds to wait for an answer before a message is sent again. IOS: ike-scan's table for 12.1 to 12.4.
pub const RETRANSMIT: u64 = 10_000;
/// How often it is sent again. IOS: the same table.
pub const RETRANSMISSIONS: u8 = 5;
