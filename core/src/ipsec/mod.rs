//! IPsec (RFC 2401): which packets are protected, the SAs that protect them, ESP and AH.

pub mod ah;
pub mod bundle;
pub mod entry;
pub mod esp;
pub mod lifetime;
pub mod manual;
pub mod proxy;
pub mod replay;
pub mod sadb;
pub mod transform_set;
