//! Cisco's words for configuration lines, and nowhere else.

use alloc::format;
use alloc::string::{String, ToString};

use super::diagnostic::{Basis, Source};
use super::grammar::SyntaxError;
use super::message::{ConfigMessage, Limitation};

/// What the console prints, and how sure we are of the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One line or several.
    pub text: String,
    /// Where the wording is from.
    pub basis: Basis,
}

const FIELD: Basis = Basis::Ios(Source::Field);
const REFERENCE: Basis = Basis::Ios(Source::Reference);

/// What IOS prints; `None` where it is silent. `prompt_width` is the number of characters before the typed line,
/// which puts the `^` under the right one.
pub fn console(message: &ConfigMessage, prompt_width: u32) -> Option<Words> {
    use ConfigMessage as M;
    let (text, basis) = match message {
        M::Syntax { error, line } => (syntax(error, line, prompt_width), REFERENCE),
        // As 12.2(13)T warns of AES (its feature guide); SEAL's own words were never published. 12.3(11)T on an 837 says of
        // AES: `Transform NAME disabled because esp-aes is not supported by encryption hardware`.
        M::SealWithAccelerator { set } => (
            format!("WARNING: encryption hardware does not support transform esp-seal within IPSec transform {set}"),
            Basis::Modelled,
        ),
        M::SealWithoutAuthentication { set } => (
            format!("ERROR: transform esp-seal in IPSec transform {set} requires an authentication transform"),
            Basis::Modelled,
        ),
        M::SealWithManualKeys { set, map, sequence } => (
            format!(
                "ERROR: IPSec transform {set} (esp-seal) cannot be used by manually keyed crypto map {map} {sequence}"
            ),
            Basis::Modelled,
        ),
        M::WhatIfAllowed { set, limitation } => (
            format!(
                "NOT IOS: {} in IPSec transform {set} is refused by IOS, and allowed here to see why",
                match limitation {
                    Limitation::Authentication => "esp-seal without authentication",
                    Limitation::ManualKeys => "esp-seal with manual keys",
                }
            ),
            Basis::Modelled,
        ),
        M::TransformClash { first, second } => (
            format!(
                "ERROR: transforms {} and {} cannot be combined",
                first.words(),
                second.words()
            ),
            Basis::Modelled,
        ),
        M::TransformSetMissing { set } => (
            format!("ERROR: transform set with tag \"{set}\" does not exist."),
            FIELD,
        ),
        M::TransformSetInUse { set, map, sequence } => (
            format!("ERROR: transform set {set} is in use by crypto map {map} {sequence}"),
            Basis::Modelled,
        ),
        M::TooManyTransformSets { limit } => (
            format!("ERROR: a crypto map entry takes at most {limit} transform set(s)"),
            Basis::Modelled,
        ),
        M::SessionKeyTooShort { map, sequence, key } => (
            format!(
                "ERROR: {} session key for {} in crypto map {map} {sequence} must have at least {} bytes",
                key.direction.word(),
                key.transform.words(),
                key.need
            ),
            Basis::Modelled,
        ),
        M::NewCryptoMap => (
            "% NOTE: This new crypto map will remain disabled until a peer\n        \
             and a valid access list have been configured."
                .to_string(),
            FIELD,
        ),
        M::CryptoMapKindFixed { map, sequence } => (
            format!("ERROR: the type of crypto map {map} {sequence} cannot be changed"),
            Basis::Modelled,
        ),
        M::CryptoMapMissing { map } => (
            format!("ERROR: there is no crypto map {map}; define it before an interface uses it"),
            Basis::Modelled,
        ),
        M::CryptoMapInUse { map, interface } => (
            format!("ERROR: crypto map {map} is in use by interface {interface}"),
            Basis::Modelled,
        ),
        M::KeyExists { address, mask } => (
            format!("A pre-shared key for address mask {address} {mask} already exists!"),
            FIELD,
        ),
        M::HostKeyExists { host } => (
            format!("A pre-shared key for hostname {host} already exists!"),
            Basis::Modelled,
        ),
        M::BadMask(address) => (bad_mask(address), FIELD),
        M::NotAHostAddress(address) => (format!("Not a valid host address - {address}"), Basis::Modelled),
        M::InvalidAddress(_) => ("Invalid address".to_string(), FIELD),
        M::Overlap { network, interface } => (format!("% {network} overlaps with {interface}"), FIELD),
        M::PhysicalInterface(_) => ("% Removal of physical interfaces is not permitted".to_string(), FIELD),
        M::NotAnExtendedList(id) => (format!("% Invalid access list name {id}"), Basis::Modelled),
        M::InconsistentMask(_) => ("%Inconsistent address and mask".to_string(), FIELD),
        // Syslog has the words for the switches.
        M::IsakmpSwitched { .. } | M::InterfaceSwitched { .. } | M::AddressReplaced { .. } | M::Unsimulated { .. } => {
            return None;
        }
    };
    Some(Words { text, basis })
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
fn bad_mask(address: &super::interface::InterfaceAddress) -> String {
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
