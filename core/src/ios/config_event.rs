//! What a configuration line brought about, as facts: how grave each is, how sure we are that IOS does the same, and what
//! IOS prints. Our own words for them are in [`explain`](super::explain).

use alloc::format;
use alloc::string::{String, ToString};
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::access_list::AccessListId;
use super::crypto::KeyPeer;
use super::diagnostic::{Basis, Class, Code, FIELD, REFERENCE, SEED};
use super::grammar::SyntaxError;
use super::interface::{InterfaceAddress, InterfaceName};
use crate::ipsec::manual::ShortKey;
use crate::ipsec::transform_set::Transform;

/// A fact about one typed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigEvent {
    /// The line is not one of the language's.
    Syntax {
        /// Where and how the line fits nothing.
        error: SyntaxError,
        /// The line as typed.
        line: String,
    },
    /// The line is not one of the language's, and others stand under it: in a configuration that is read as a whole. A
    /// router would know them.
    UnknownBlock {
        /// Why.
        error: SyntaxError,
        /// The line as typed.
        line: String,
    },
    /// The first limitation: accepted, and not used while the accelerator is on.
    SealWithAccelerator {
        /// The transform set.
        set: String,
    },
    /// The second limitation: refused.
    SealWithoutAuthentication {
        /// The transform set.
        set: String,
    },
    /// The third limitation: refused, whichever was typed first.
    SealWithManualKeys {
        /// The transform set.
        set: String,
        /// The crypto map's name.
        map: String,
        /// The sequence number of its entry.
        sequence: u16,
    },
    /// Not IOS: it would refuse this, and is made to allow it.
    WhatIfAllowed {
        /// The transform set.
        set: String,
        /// What IOS says no to.
        limitation: Limitation,
    },
    /// Two transforms of a kind in one set: refused.
    TransformClash {
        /// The earlier one.
        first: Transform,
        /// The later one.
        second: Transform,
    },
    /// A map names a transform set that does not exist: refused.
    TransformSetMissing {
        /// The name.
        set: String,
    },
    /// A transform set cannot be removed while a map names it: refused.
    TransformSetInUse {
        /// The transform set.
        set: String,
        /// The crypto map's name.
        map: String,
        /// The sequence number of its entry.
        sequence: u16,
    },
    /// A map's entry takes only so many transform sets: refused.
    TooManyTransformSets {
        /// How many.
        limit: usize,
    },
    /// A typed key is too short for the entry's transform set: refused, whichever was typed first.
    SessionKeyTooShort {
        /// The crypto map's name.
        map: String,
        /// The sequence number of its entry.
        sequence: u16,
        /// The key.
        key: ShortKey,
    },
    /// A peer's name has no address: refused.
    PeerUnknown {
        /// The name.
        host: String,
    },
    /// A new map's entry does nothing yet.
    NewCryptoMap,
    /// A new ISAKMP profile is for nobody yet.
    NewIsakmpProfile,
    /// An entry cannot turn from negotiated to manual or back: refused.
    CryptoMapKindFixed {
        /// The crypto map's name.
        map: String,
        /// The sequence number of its entry.
        sequence: u16,
    },
    /// An interface names a map that does not exist: refused.
    CryptoMapMissing {
        /// The name.
        map: String,
    },
    /// A map cannot be removed while an interface has it: refused.
    CryptoMapInUse {
        /// The crypto map's name.
        map: String,
        /// The interface's name.
        interface: InterfaceName,
    },
    /// The key is encrypted, and the secret for it is on another router.
    EncryptedKey(KeyPeer),
    /// Another key for the same peers: refused.
    KeyExists(KeyPeer),
    /// The mask is none, or the address is the network's or the broadcast address: refused.
    BadMask(InterfaceAddress),
    /// Not the address the interface has, so it cannot be taken away: refused.
    InvalidAddress(Ipv4Addr),
    /// Not the address of a host: refused.
    NotAHostAddress(Ipv4Addr),
    /// Another interface is on that network: refused.
    Overlap {
        /// The network typed.
        network: Ipv4Addr,
        /// The other interface.
        interface: InterfaceName,
    },
    /// The interface had another address. IOS says nothing about it.
    AddressReplaced {
        /// The interface's name.
        interface: InterfaceName,
        /// The address it had.
        old: InterfaceAddress,
        /// The address it has.
        new: InterfaceAddress,
    },
    /// A physical interface cannot be removed: refused.
    PhysicalInterface(InterfaceName),
    /// The number is not one of an extended list: refused.
    NotAnExtendedList(AccessListId),
    /// The number is not one of a standard list, or the list is an extended one: refused.
    NotAStandardList(AccessListId),
    /// Another line of the list has the number: refused.
    DuplicateSequence(u32),
    /// A route's network has bits outside its mask: refused.
    InconsistentMask(InterfaceAddress),
    /// The line is kept, but what it does on a real router is not simulated. IOS says nothing about it.
    Unsimulated {
        /// The line, spelled out.
        line: String,
    },
    /// A line of an access list has object groups, and is kept.
    ObjectGroups {
        /// The line.
        line: String,
    },
    /// The group is an elliptic curve, or of a form that is not simulated: refused.
    UnsimulatedGroup {
        /// Its number.
        group: u16,
    },
    /// A word came after 12.3, and the configuration is of 12.3 or older: refused.
    LaterWordRefused {
        /// The word.
        word: String,
        /// What 12.3 says to the line.
        error: SyntaxError,
        /// The line as typed.
        line: String,
    },
    /// A word that came after 12.3 is taken. IOS says nothing about it.
    LaterWordTaken {
        /// The word.
        word: String,
    },
    /// An interface was shut down, or comes up again.
    InterfaceSwitched {
        /// The interface's name.
        interface: InterfaceName,
        /// Whether it is up now.
        up: bool,
    },
    /// The first crypto map came to an interface, or the last one went.
    IsakmpSwitched {
        /// Whether this router negotiates now.
        on: bool,
    },
}

/// A limitation of esp-seal that makes IOS refuse a line. IOS: seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limitation {
    /// The second: it needs an authentication transform.
    Authentication,
    /// The third: it cannot have manual keys.
    ManualKeys,
}

/// What the console prints, and how sure we are of the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One line or several.
    pub text: String,
    /// Where the wording is from.
    pub basis: Basis,
}

/// What is known of a fact.
struct Known {
    /// For a diagnostic; none for what only a console shows.
    class: Option<Class>,
    /// What IOS prints; none where it is silent.
    words: Option<Words>,
}

const fn error(code: Code, basis: Basis) -> Known {
    Known {
        class: Some(Class::error(code, basis)),
        words: None,
    }
}

const fn warning(code: Code, basis: Basis) -> Known {
    Known {
        class: Some(Class::warning(code, basis)),
        words: None,
    }
}

/// A fact that makes no diagnostic.
const fn console_only() -> Known {
    Known {
        class: None,
        words: None,
    }
}

impl Known {
    /// IOS prints this, and the wording was seen.
    fn printed(self, text: impl ToString) -> Self {
        self.words(FIELD, text)
    }

    /// IOS prints something like this.
    fn modelled(self, text: impl ToString) -> Self {
        self.words(Basis::Modelled, text)
    }

    fn words(self, basis: Basis, text: impl ToString) -> Self {
        let text = text.to_string();
        Known {
            words: Some(Words { text, basis }),
            ..self
        }
    }
}

impl ConfigEvent {
    /// How grave it is; `None` for what only a console shows.
    pub fn class(&self) -> Option<Class> {
        self.known(0).class
    }

    /// What IOS prints; `None` where it is silent. `prompt_width` is the number of characters before the typed line,
    /// which puts the `^` under the right one.
    pub fn console(&self, prompt_width: u32) -> Option<Words> {
        self.known(prompt_width).words
    }

    fn known(&self, prompt_width: u32) -> Known {
        self.known_of_crypto()
            .unwrap_or_else(|| self.known_of_rest(prompt_width))
    }

    fn known_of_crypto(&self) -> Option<Known> {
        Some(match self {
            // As 12.2(13)T warns of AES (its feature guide); SEAL's own words were never published. 12.3(11)T on an 837 says
            // of AES: `Transform NAME disabled because esp-aes is not supported by encryption hardware`.
            Self::SealWithAccelerator { set } => warning(Code::SealWithAccelerator, SEED).modelled(format!(
                "WARNING: encryption hardware does not support transform esp-seal within IPSec transform {set}"
            )),
            Self::SealWithoutAuthentication { set } => error(Code::SealWithoutAuthentication, SEED).modelled(format!(
                "ERROR: transform esp-seal in IPSec transform {set} requires an authentication transform"
            )),
            Self::SealWithManualKeys { set, map, sequence } => error(Code::SealWithManualKeys, SEED).modelled(format!(
                "ERROR: IPSec transform {set} (esp-seal) cannot be used by manually keyed crypto map {map} {sequence}"
            )),
            Self::WhatIfAllowed { set, limitation } => {
                let what = match limitation {
                    Limitation::Authentication => "esp-seal without authentication",
                    Limitation::ManualKeys => "esp-seal with manual keys",
                };
                warning(Code::WhatIf, Basis::Modelled).modelled(format!(
                    "NOT IOS: {what} in IPSec transform {set} is refused by IOS, and allowed here to see why"
                ))
            }
            Self::TransformClash { first, second } => {
                let (first, second) = (first.words(), second.words());
                error(Code::TransformClash, REFERENCE)
                    .modelled(format!("ERROR: transforms {first} and {second} cannot be combined"))
            }
            Self::TransformSetMissing { set } => error(Code::TransformSetMissing, FIELD)
                .printed(format!("ERROR: transform set with tag \"{set}\" does not exist.")),
            Self::TransformSetInUse { set, map, sequence } => error(Code::TransformSetInUse, Basis::Modelled).modelled(
                format!("ERROR: transform set {set} is in use by crypto map {map} {sequence}"),
            ),
            Self::TooManyTransformSets { limit } => error(Code::TooManyTransformSets, REFERENCE).modelled(format!(
                "ERROR: a crypto map entry takes at most {limit} transform set(s)"
            )),
            Self::SessionKeyTooShort { map, sequence, key } => {
                let (direction, transform) = (key.direction.word(), key.transform.words());
                error(Code::SessionKey, REFERENCE).modelled(format!(
                    "ERROR: {direction} session key for {transform} in crypto map {map} {sequence} must have at least {} bytes",
                    key.need
                ))
            }
            Self::PeerUnknown { host } => {
                error(Code::PeerUnknown, REFERENCE).modelled(format!("ERROR: the name {host} cannot be resolved"))
            }
            Self::NewCryptoMap => console_only().printed(
                "% NOTE: This new crypto map will remain disabled until a peer\n        \
                 and a valid access list have been configured.",
            ),
            Self::NewIsakmpProfile => {
                console_only().printed("% A profile is deemed incomplete until it has match identity statements")
            }
            Self::CryptoMapKindFixed { map, sequence } => error(Code::CryptoMapKindFixed, Basis::Modelled).modelled(
                format!("ERROR: the type of crypto map {map} {sequence} cannot be changed"),
            ),
            Self::CryptoMapMissing { map } => error(Code::CryptoMapMissing, Basis::Modelled).modelled(format!(
                "ERROR: there is no crypto map {map}; define it before an interface uses it"
            )),
            Self::CryptoMapInUse { map, interface } => error(Code::CryptoMapInUse, Basis::Modelled)
                .modelled(format!("ERROR: crypto map {map} is in use by interface {interface}")),
            Self::EncryptedKey(_) => error(Code::EncryptedKey, Basis::Modelled),
            Self::KeyExists(KeyPeer::Address { address, mask }) => error(Code::KeyExists, FIELD).printed(format!(
                "A pre-shared key for address mask {address} {mask} already exists!"
            )),
            Self::KeyExists(KeyPeer::Hostname(host)) => error(Code::KeyExists, Basis::Modelled)
                .modelled(format!("A pre-shared key for hostname {host} already exists!")),
            _ => return None,
        })
    }

    fn known_of_rest(&self, prompt_width: u32) -> Known {
        match self {
            Self::Syntax { error: why, line } => {
                error(syntax_code(why), Basis::Modelled).words(REFERENCE, syntax(why, line, prompt_width))
            }
            // Never at a console: there the line is refused by itself.
            Self::UnknownBlock { error: why, .. } => error(syntax_code(why), Basis::Modelled),
            Self::LaterWordRefused { error: why, line, .. } => {
                error(Code::LaterWord, REFERENCE).words(REFERENCE, syntax(why, line, prompt_width))
            }
            Self::LaterWordTaken { .. } => Known {
                class: Some(Class::info(Code::LaterWord, Basis::Modelled)),
                words: None,
            },
            Self::BadMask(address) => error(Code::BadMask, FIELD).printed(bad_mask(address)),
            Self::NotAHostAddress(address) => {
                error(Code::NotAHostAddress, Basis::Modelled).modelled(format!("Not a valid host address - {address}"))
            }
            Self::InvalidAddress(_) => error(Code::InvalidAddress, FIELD).printed("Invalid address"),
            Self::Overlap { network, interface } => {
                error(Code::Overlap, FIELD).printed(format!("% {network} overlaps with {interface}"))
            }
            Self::AddressReplaced { .. } => warning(Code::AddressReplaced, SEED),
            Self::PhysicalInterface(_) => {
                error(Code::PhysicalInterface, FIELD).printed("% Removal of physical interfaces is not permitted")
            }
            Self::NotAnExtendedList(id) => {
                error(Code::NotAnExtendedList, REFERENCE).modelled(format!("% Invalid access list name {id}"))
            }
            Self::NotAStandardList(id) => {
                error(Code::NotAStandardList, REFERENCE).modelled(format!("% Invalid access list name {id}"))
            }
            Self::DuplicateSequence(_) => {
                error(Code::DuplicateSequence, Basis::Modelled).modelled("% Duplicate sequence number")
            }
            Self::InconsistentMask(_) => error(Code::InconsistentMask, FIELD).printed("%Inconsistent address and mask"),
            Self::Unsimulated { .. } => warning(Code::Unsimulated, Basis::Modelled),
            Self::ObjectGroups { .. } => warning(Code::Unsimulated, REFERENCE),
            Self::UnsimulatedGroup { group } => error(Code::UnsimulatedGroup, Basis::Modelled)
                .modelled(format!("% Group {group} is not supported by this router")),
            // Syslog has the words for the switches, and all others are of crypto.
            _ => console_only(),
        }
    }
}

fn syntax_code(error: &SyntaxError) -> Code {
    match error {
        SyntaxError::Invalid { .. } => Code::InvalidInput,
        SyntaxError::Incomplete => Code::IncompleteCommand,
        SyntaxError::Ambiguous { .. } => Code::AmbiguousCommand,
    }
}

fn syntax(error: &SyntaxError, line: &str, prompt_width: u32) -> String {
    match error {
        SyntaxError::Invalid { column, .. } => {
            let blanks = " ".repeat(usize::try_from(prompt_width.saturating_add(*column)).unwrap_or(0));
            format!("{blanks}^\n% Invalid input detected at '^' marker.\n")
        }
        SyntaxError::Incomplete => "% Incomplete command.\n".to_string(),
        SyntaxError::Ambiguous { .. } => format!("% Ambiguous command:  \"{}\"", line.trim()),
    }
}

/// IOS: field: a mask with a hole is printed as a number, another as its length.
fn bad_mask(address: &InterfaceAddress) -> String {
    if address.has_contiguous_mask() {
        format!("Bad mask /{} for address {}", address.prefix_length(), address.address)
    } else {
        format!(
            "Bad mask 0x{:X} for address {}",
            address.mask.to_bits(),
            address.address
        )
    }
}
