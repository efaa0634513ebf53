//! Exec: a router with its console, where lines are typed, read and obeyed, and what the commands print.
//!
//! A command is a row: what is typed, what it does, what it prints, and what `docs/ios.md` says of it. The rows are in the
//! files named after them.

mod clear;
mod command;
mod debug;
mod device;
mod dialogue;
mod help;
mod host;
mod ping;
mod question;
mod rows;
mod screen;
mod session;
mod show_access_lists;
mod show_configuration;
mod show_crypto_map;
mod show_engine;
mod show_interfaces;
mod show_ip_route;
mod show_ipsec;
mod show_ipsec_sa;
mod show_isakmp;
mod show_isakmp_sa;
mod show_session;
mod show_system;
mod traceroute;
mod words;

pub use command::{Command, Exec, Moment};
pub use debug::show_debugging;
pub use device::Device;
pub use help::{complete, help};
pub use rows::rows;
pub use screen::{ConsoleEntry, EntryKind, Past, Screen, answer, screen};
pub use show_crypto_map::show_crypto_map;
pub use show_ipsec_sa::show_crypto_ipsec_sa;
pub use show_isakmp_sa::show_crypto_isakmp_sa;
