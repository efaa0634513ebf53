//! ikelab core.
#![no_std]
extern crate alloc;

pub mod codec;
pub mod crypto;
pub mod ios;
pub mod isakmp;
