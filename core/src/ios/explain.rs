//! Diagnostics for what the router has to say: our words, with a remedy.

use alloc::format;
use alloc::string::{String, ToString};

use super::diagnostic::{Basis, Code, Columns, Diagnostic, Severity, Source};
use super::grammar::SyntaxError;
use super::interface::InterfaceAddress;
use super::message::{ConfigMessage, Limitation};

const SEED: Basis = Basis::Ios(Source::Seed);
const FIELD: Basis = Basis::Ios(Source::Field);
const REFERENCE: Basis = Basis::Ios(Source::Reference);

/// A diagnostic without its line.
struct Explanation {
    severity: Severity,
    code: Code,
    message: String,
    remedy: Option<String>,
    basis: Basis,
}

impl Explanation {
    fn refusal(code: Code, basis: Basis, message: String, remedy: &str) -> Self {
        let remedy = (!remedy.is_empty()).then(|| remedy.to_string());
        Self {
            severity: Severity::Error,
            code,
            message,
            remedy,
            basis,
        }
    }

    fn warning(code: Code, basis: Basis, message: String, remedy: &str) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::refusal(code, basis, message, remedy)
        }
    }
}

/// The diagnostic for what a line brought about; `None` for what only a console shows. `earlier` is the line that set
/// the same thing before.
pub fn diagnose(line: u32, message: &ConfigMessage, earlier: Option<u32>) -> Option<Diagnostic> {
    let explanation = explain_crypto(message).or_else(|| explain_rest(message, earlier))?;
    let columns = match message {
        ConfigMessage::Syntax { error, .. } => columns(error),
        _ => None,
    };
    let Explanation {
        severity,
        code,
        message,
        remedy,
        basis,
    } = explanation;
    Some(Diagnostic {
        line,
        columns,
        severity,
        code,
        message,
        remedy,
        basis,
    })
}

fn columns(error: &SyntaxError) -> Option<Columns> {
    match error {
        SyntaxError::Invalid { column, end } => Some(Columns {
            start: *column,
            end: (*end).max(column + 1),
        }),
        SyntaxError::Ambiguous { column, end } => Some(Columns {
            start: *column,
            end: *end,
        }),
        SyntaxError::Incomplete => None,
    }
}

fn explain_crypto(message: &ConfigMessage) -> Option<Explanation> {
    use ConfigMessage as M;
    Some(match message {
        M::SealWithAccelerator { set } => Explanation::warning(
            Code::SealWithAccelerator,
            SEED,
            format!(
                "Transform set {set} is accepted, but not used while the crypto accelerator is on: no accelerator implements SEAL."
            ),
            "Type `no crypto engine accelerator`, or give the crypto map another transform set too.",
        ),
        M::SealWithoutAuthentication { set } => Explanation::refusal(
            Code::SealWithoutAuthentication,
            SEED,
            format!(
                "Transform set {set} is rejected: without authentication, anyone can flip bits of what SEAL encrypts."
            ),
            "Add one of esp-md5-hmac, esp-sha-hmac, ah-md5-hmac or ah-sha-hmac.",
        ),
        M::SealWithManualKeys { set, map, sequence } => Explanation::refusal(
            Code::SealWithManualKeys,
            SEED,
            format!(
                "Transform set {set} cannot go with the manually keyed crypto map {map} {sequence}: every reboot would use the same keystream again."
            ),
            "Let ISAKMP negotiate the keys (ipsec-isakmp), or use another cipher.",
        ),
        M::WhatIfAllowed { set, limitation } => Explanation::warning(
            Code::WhatIf,
            Basis::Modelled,
            format!(
                "IOS refuses transform set {set} here ({}). It is allowed because you asked what would happen.",
                match limitation {
                    Limitation::Authentication => "SEAL without authentication",
                    Limitation::ManualKeys => "SEAL with manual keys",
                }
            ),
            "Switch \"what if IOS allowed it\" off to have IOS's own answer.",
        ),
        M::TransformClash { first, second } => Explanation::refusal(
            Code::TransformClash,
            REFERENCE,
            format!("{} and {} exclude each other.", first.words(), second.words()),
            "A transform set has at most one AH transform, one ESP cipher and one ESP authentication transform.",
        ),
        M::TransformSetMissing { set } => Explanation::refusal(
            Code::TransformSetMissing,
            FIELD,
            format!("There is no transform set {set}, so the crypto map does not get it."),
            "Define it first, with `crypto ipsec transform-set`.",
        ),
        M::TransformSetInUse { set, map, sequence } => Explanation::refusal(
            Code::TransformSetInUse,
            Basis::Modelled,
            format!("Crypto map {map} {sequence} needs transform set {set}."),
            "Take it out of the map first.",
        ),
        M::SessionKeyTooShort { map, sequence, key } => Explanation::refusal(
            Code::SessionKey,
            REFERENCE,
            format!(
                "The {} key for {} has {} bytes; crypto map {map} {sequence} needs {}.",
                key.direction.word(),
                key.transform.words(),
                key.have,
                key.need
            ),
            "Two hexadecimal digits are a byte. A key that is too long is cut.",
        ),
        M::TooManyTransformSets { limit } => Explanation::refusal(
            Code::TooManyTransformSets,
            REFERENCE,
            format!("This crypto map entry takes at most {limit} transform set(s)."),
            "",
        ),
        M::CryptoMapKindFixed { map, sequence } => Explanation::refusal(
            Code::CryptoMapKindFixed,
            Basis::Modelled,
            format!("Crypto map {map} {sequence} exists with the other kind of keys."),
            "Remove the entry first, or use another sequence number.",
        ),
        M::CryptoMapMissing { map } => Explanation::refusal(
            Code::CryptoMapMissing,
            Basis::Modelled,
            format!("There is no crypto map {map}, so the interface does not get it."),
            "Define it first, with `crypto map`.",
        ),
        M::CryptoMapInUse { map, interface } => Explanation::refusal(
            Code::CryptoMapInUse,
            Basis::Modelled,
            format!("{interface} has crypto map {map}."),
            "Take it off the interface first.",
        ),
        M::KeyExists { address, mask } => Explanation::refusal(
            Code::KeyExists,
            FIELD,
            format!("There is a pre-shared key for {address} {mask} already, and it stays."),
            "Remove the old key first, with `no crypto isakmp key`.",
        ),
        M::HostKeyExists { host } => Explanation::refusal(
            Code::KeyExists,
            Basis::Modelled,
            format!("There is a pre-shared key for {host} already, and it stays."),
            "Remove the old key first, with `no crypto isakmp key`.",
        ),
        _ => return None,
    })
}

fn explain_rest(message: &ConfigMessage, earlier: Option<u32>) -> Option<Explanation> {
    use ConfigMessage as M;
    Some(match message {
        M::Syntax { error, line } => explain_syntax(error, line),
        M::BadMask(address) => Explanation::refusal(
            Code::BadMask,
            FIELD,
            format!(
                "{} is no address for a host under the mask {}.",
                address.address, address.mask
            ),
            "Use an address inside the network, and a mask of ones followed by zeros.",
        ),
        M::InvalidAddress(address) => Explanation::refusal(
            Code::InvalidAddress,
            FIELD,
            format!("The interface does not have the address {address}, so it cannot be taken away."),
            "Type `no ip address`, which takes away whatever there is.",
        ),
        M::NotAHostAddress(address) => Explanation::refusal(
            Code::NotAHostAddress,
            Basis::Modelled,
            format!("{address} is not an address that a host can have."),
            "Use a unicast address.",
        ),
        M::Overlap { network, interface } => Explanation::refusal(
            Code::Overlap,
            FIELD,
            format!("{interface} is on network {network} already; the interface keeps the address it had."),
            "Use another network, or take the address off the other interface first.",
        ),
        M::AddressReplaced { interface, old, new } => {
            let before = earlier.map_or(String::new(), |line| format!(" given in line {line}"));
            Explanation::warning(
                Code::AddressReplaced,
                SEED,
                format!(
                    "{interface} had the address {}{before}; this line replaces it with {}.",
                    show(old),
                    show(new)
                ),
                "If both networks are meant, put one of them on another interface.",
            )
        }
        M::PhysicalInterface(interface) => Explanation::refusal(
            Code::PhysicalInterface,
            FIELD,
            format!("{interface} is a physical interface and cannot be removed."),
            "Use `shutdown`.",
        ),
        M::NotAnExtendedList(id) => Explanation::refusal(
            Code::NotAnExtendedList,
            REFERENCE,
            format!("{id} is not the number of an extended access list."),
            "Extended lists are 100 to 199 and 2000 to 2699, or have a name.",
        ),
        M::InconsistentMask(network) => Explanation::refusal(
            Code::InconsistentMask,
            FIELD,
            format!(
                "The network {} has bits outside its mask {}.",
                network.address, network.mask
            ),
            "Clear the bits of the network that the mask leaves out.",
        ),
        M::Unsimulated { line } => Explanation::warning(
            Code::Unsimulated,
            Basis::Modelled,
            format!("`{line}` is kept in the configuration, but has no effect here: it is not simulated."),
            "",
        ),
        _ => return None,
    })
}

fn show(address: &InterfaceAddress) -> String {
    format!("{} {}", address.address, address.mask)
}

/// Modelled, all three: the real parser knows far more commands.
fn explain_syntax(error: &SyntaxError, line: &str) -> Explanation {
    let line = line.trim();
    match error {
        SyntaxError::Invalid { column, .. } => Explanation::refusal(
            Code::InvalidInput,
            Basis::Modelled,
            format!("`{line}` is not understood from column {} on.", column + 1),
            "Correct or remove it; docs/ios.md lists the commands this router knows.",
        ),
        SyntaxError::Incomplete => Explanation::refusal(
            Code::IncompleteCommand,
            Basis::Modelled,
            format!("`{line}` lacks something at its end."),
            "",
        ),
        SyntaxError::Ambiguous { .. } => Explanation::refusal(
            Code::AmbiguousCommand,
            Basis::Modelled,
            format!("`{line}` has a word that abbreviates more than one keyword."),
            "Type more of the word.",
        ),
    }
}
