#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

pub mod algorithm;
pub mod arrival;
pub mod codec;
pub mod crypto;
pub mod dissect;
pub mod doctor;
pub mod effects;
pub mod event;
pub mod exec;
pub mod field;
pub mod ike;
pub mod ios;
pub mod ip;
pub mod ipsec;
pub mod isakmp;
pub mod locator;
pub mod log;
pub mod map;
pub mod order;
pub mod pcap;
pub mod provenance;
pub mod random;
pub mod router;
pub mod sim;
pub mod status;
pub mod time;
pub mod topology;
pub mod transcript;
pub mod verdict;
