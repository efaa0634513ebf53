//! The configuration modes.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::interface::InterfaceName;

/// Where the next configuration line is understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Mode {
    /// Global configuration.
    #[default]
    Global,
    /// Under `crypto isakmp policy`.
    IsakmpPolicy(u16),
    /// Under `crypto ipsec transform-set`.
    TransformSet(String),
    /// Under `crypto map … ipsec-isakmp` or `… ipsec-manual`.
    CryptoMap {
        /// The map.
        name: String,
        /// The entry.
        sequence: u16,
        /// `ipsec-manual`, which takes other lines.
        manual: bool,
    },
    /// Under `interface`.
    Interface(InterfaceName),
    /// Under `ip access-list extended`.
    AccessList(AccessListId),
    /// Under `line`, with that line's text.
    Line(String),
}

impl Mode {
    /// What stands in the parentheses of the prompt. IOS: reference, field.
    pub fn prompt(&self) -> &'static str {
        match self {
            Self::Global => "config",
            Self::IsakmpPolicy(_) => "config-isakmp",
            Self::TransformSet(_) => "cfg-crypto-trans",
            Self::CryptoMap { .. } => "config-crypto-map",
            Self::Interface(_) => "config-if",
            Self::AccessList(_) => "config-ext-nacl",
            Self::Line(_) => "config-line",
        }
    }
}
