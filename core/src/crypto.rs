//! The cryptography that IKE and ESP are built from.
//!
//! SEAL and Diffie-Hellman are written here; hashes and block ciphers come from RustCrypto. It is made to be looked
//! into, not to keep secrets: tables and states are public, and the modular exponentiation takes a time that
//! depends on the exponent.

pub mod cbc;
pub mod hash;
pub mod modp;
pub mod seal;
pub mod two_time_pad;
