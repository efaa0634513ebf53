//! IPsec (RFC 2401): which packets are protected, the SAs that protect them, and ESP.

pub mod esp;
pub mod replay;
pub mod sadb;
pub mod suite;
