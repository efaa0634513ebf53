//! IPsec (RFC 2401): which packets are protected, the SAs that protect them, ESP and AH.

pub mod ah;
pub mod bundle;
pub mod esp;
pub mod replay;
pub mod sadb;
pub mod suite;
