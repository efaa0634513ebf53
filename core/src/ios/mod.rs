//! Cisco IOS 12.3(7)T as far as a tunnel needs it: the configuration, the language it is typed in, and what the
//! router answers.
//!
//! `IOS:` marks what is documented or was seen on a router, with its source: *seed* is document 50880, *field* a
//! message quoted in published troubleshooting notes, *reference* the IOS 12.3 command reference. `Modelled:` marks
//! what we had to guess.

pub mod access_list;
mod checks;
pub mod config;
pub mod configure;
pub mod console;
pub mod crypto;
pub mod crypto_map;
pub mod diagnostic;
pub mod exec;
pub mod explain;
pub mod filter;
pub mod grammar;
pub mod interface;
pub mod lexer;
pub mod message;
pub mod messages;
pub mod mode;
pub mod parse;
pub mod presets;
pub mod routing;
pub mod running_config;
pub mod switches;

pub use access_list::{AccessListId, ProxyEnd, ProxyIdentities};
pub use config::{Platform, RunningConfig};
pub use console::{Console, ConsoleMode};
pub use crypto::{
    Authentication, DhGroup, Encapsulation, EspCipher, Hash, IkeCipher, IsakmpPolicy, Lifetime, TransformSet,
};
pub use crypto_map::{CryptoMapEntry, Direction, IsakmpKeying, Keying, ManualKeying, SessionKeys, ShortKey};
pub use interface::InterfaceName;
pub use parse::{parse, start_up};
