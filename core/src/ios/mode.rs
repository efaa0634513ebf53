//! The configuration modes.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::interface::InterfaceName;
use super::kept::Section;

/// Where the next configuration line is understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Mode {
    /// Global configuration.
    #[default]
    Global,
    /// Under `crypto isakmp policy`.
    IsakmpPolicy(u16),
    /// Under `crypto keyring`.
    Keyring(String),
    /// Under `crypto isakmp profile`.
    IsakmpProfile(String),
    /// Under `crypto ipsec transform-set`.
    TransformSet(String),
    /// Under `crypto map … ipsec-isakmp` or `… ipsec-manual`.
    CryptoMap {
        /// The crypto map's name.
        name: String,
        /// The entry's sequence number.
        sequence: u16,
        /// `ipsec-manual`, which takes other lines.
        manual: bool,
    },
    /// Under `crypto dynamic-map`.
    DynamicMap {
        /// The dynamic map's name.
        name: String,
        /// The entry's sequence number.
        sequence: u16,
    },
    /// Under `interface`.
    Interface(InterfaceName),
    /// Under `ip access-list extended`.
    AccessList(AccessListId),
    /// Under `ip access-list standard`.
    StandardList(AccessListId),
    /// In a block of lines that are only kept, with the text of the line that opened it: under `line`.
    Block(String),
    /// In the text of a banner, up to its delimiter.
    Text {
        /// Where it is kept.
        section: Section,
        /// `banner motd`.
        subject: String,
        /// What was typed so far, with the line that began it.
        text: String,
        /// What ends it.
        delimiter: String,
    },
}
