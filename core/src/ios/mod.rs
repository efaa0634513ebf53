//! Cisco IOS 12.3(7)T as far as a tunnel needs it: the configuration, the language it is typed in, and what the
//! router answers.
//!
//! `IOS:` marks what is documented or was seen on a router, with its source: *seed* is document 50880, *field* a
//! message quoted in published troubleshooting notes, *reference* the IOS 12.3 command reference. `Modelled:` marks
//! what we had to guess.

pub mod access_list;
mod banner;
mod checks;
pub mod commands;
pub mod config;
pub mod config_event;
mod configurator;
pub mod configure;
pub mod console;
pub mod crypto;
pub mod crypto_map;
mod crypto_map_entries;
pub mod diagnostic;
pub mod exec;
pub mod explain;
pub mod filter;
pub mod filtering;
mod finding;
pub mod grammar;
mod icmp_messages;
pub mod interface;
pub mod kept;
pub mod key_lookup;
mod left_out;
pub mod lexer;
pub mod mode;
pub mod not_taken;
mod origins;
pub mod parse;
pub mod paste;
pub mod ports;
pub mod presets;
pub mod profile;
pub mod protocols;
mod reading;
pub mod routing;
pub mod running_config;
mod size;

pub use access_list::AccessListId;
pub use config::{Platform, RunningConfig};
pub use console::{Console, ConsoleMode};
pub use crypto_map::{CryptoMapEntry, IsakmpKeying, Keying};
pub use finding::LeftOut;
pub use interface::InterfaceName;
pub use parse::{parse, start_up};
