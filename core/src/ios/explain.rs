//! What is to be said about what a line brought about, and about a configuration as a whole: our words, with a remedy.

mod left_out;

use alloc::format;
use alloc::string::{String, ToString};

use super::config_event::{ConfigEvent, Limitation};
use super::crypto::KeyPeer;
use super::diagnostic::{Class, Columns, Diagnostic};
use super::filtering::Filter;
use super::finding::{Finding, Missing, MissingKey};
use super::grammar::SyntaxError;
use super::interface::InterfaceAddress;
use super::not_taken::NotTaken;
use super::paste::{Kind, Removal};

/// The diagnostic for what a line brought about; `None` for what only a console shows. `earlier` is the line that set
/// the same thing before.
pub fn diagnose(line: u32, event: &ConfigEvent, earlier: Option<u32>) -> Option<Diagnostic> {
    let words = explain_crypto(event).or_else(|| explain_rest(event, earlier))?;
    let columns = match event {
        ConfigEvent::Syntax { error, .. }
        | ConfigEvent::UnknownBlock { error, .. }
        | ConfigEvent::LaterWordRefused { error, .. } => columns(error),
        _ => None,
    };
    Some(Diagnostic {
        columns,
        ..diagnostic(line, event.class()?, words)
    })
}

/// The diagnostic for what only shows in a whole configuration.
pub(super) fn report(line: u32, finding: &Finding) -> Diagnostic {
    diagnostic(line, finding.class(), explain_finding(finding))
}

/// A diagnostic from a message and a remedy, which is empty if there is none.
fn diagnostic(line: u32, class: Class, (message, remedy): (String, impl AsRef<str>)) -> Diagnostic {
    let Class { severity, code, basis } = class;
    let remedy = remedy.as_ref();
    Diagnostic {
        line,
        columns: None,
        severity,
        code,
        message,
        remedy: (!remedy.is_empty()).then(|| remedy.to_string()),
        basis,
    }
}

/// Why an access group drops a packet: its list, its interface, and the line with its number, or none.
pub fn filtered(filter: &Filter) -> String {
    let Filter {
        interface,
        direction,
        access_list,
        line,
    } = filter;
    let direction = direction.word();
    let by = match line {
        Some((number, entry)) => format!("its line {number}, `{entry}`"),
        None => "no line permits the packet, and the list ends with an implicit deny".to_string(),
    };
    format!("access list {access_list} denies it, {direction} on {interface}: {by}")
}

/// What is to be said of a packet that nobody takes, and what to do about it.
pub fn not_taken(why: NotTaken) -> (String, &'static str) {
    match why {
        NotTaken::NoWay { destination } => (
            format!("no interface towards the other router leads to {destination}"),
            "Add an `ip route` towards it, or give an interface an address on its network.",
        ),
        NotTaken::NoNextHop { interface, next_hop } => (
            format!("nothing behind {interface} has the next hop {next_hop}"),
            "Compare it with the addresses of the other router's interfaces, and check that none of them is shut down.",
        ),
        NotTaken::NoRouteBetween { destination } => (
            format!("the cloud between the routers has no route to {destination}"),
            "A provider only knows its own networks: the crypto ACL must send packets for this one into the tunnel.",
        ),
        NotTaken::NobodyBetween { destination } => (
            format!("nothing on the networks between the routers has the address {destination}"),
            "Compare it with the addresses of the other router's interfaces, and check that none of them is shut down.",
        ),
        NotTaken::NoService { address } => (
            format!("{address} belongs to the cloud between the routers, which answers only pings"),
            "The peer of a tunnel is the other router's own address.",
        ),
        NotTaken::TtlExpired { destination } => (
            format!("the time to live of a packet for {destination} runs out in the cloud between the routers"),
            "",
        ),
    }
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

fn explain_crypto(event: &ConfigEvent) -> Option<(String, &'static str)> {
    use ConfigEvent as M;
    Some(match event {
        M::SealWithAccelerator { set } => (
            format!(
                "Transform set {set} is accepted, but not used while the crypto accelerator is on: no accelerator implements SEAL."
            ),
            "Type `no crypto engine accelerator`, or give the crypto map another transform set too.",
        ),
        M::SealWithoutAuthentication { set } => (
            format!(
                "Transform set {set} is rejected: without authentication, anyone can flip bits of what SEAL encrypts."
            ),
            "Add one of esp-md5-hmac, esp-sha-hmac, ah-md5-hmac or ah-sha-hmac.",
        ),
        M::SealWithManualKeys { set, map, sequence } => (
            format!(
                "Transform set {set} cannot go with the manually keyed crypto map {map} {sequence}: every reboot would use the same keystream again."
            ),
            "Let ISAKMP negotiate the keys (ipsec-isakmp), or use another cipher.",
        ),
        M::WhatIfAllowed { set, limitation } => (
            format!(
                "IOS refuses transform set {set} here ({}). It is allowed because you asked what would happen.",
                match limitation {
                    Limitation::Authentication => "SEAL without authentication",
                    Limitation::ManualKeys => "SEAL with manual keys",
                }
            ),
            "Turn \"What if IOS allowed it\" off to get IOS's own answer.",
        ),
        M::TransformClash { first, second } => (
            format!("{} and {} exclude each other.", first.words(), second.words()),
            "A transform set has at most one AH transform, one ESP cipher and one ESP authentication transform.",
        ),
        M::TransformSetMissing { set } => (
            format!("There is no transform set {set}, so the crypto map does not get it."),
            "Define it first, with `crypto ipsec transform-set`.",
        ),
        M::TransformSetInUse { set, map, sequence } => (
            format!("Crypto map {map} {sequence} needs transform set {set}."),
            "Remove it from the map first.",
        ),
        M::SessionKeyTooShort { map, sequence, key } => (
            format!(
                "The {} key for {} has {} bytes; crypto map {map} {sequence} needs {}.",
                key.direction.word(),
                key.transform.words(),
                key.have,
                key.need
            ),
            "Two hexadecimal digits are a byte. A key that is too long is cut.",
        ),
        M::TooManyTransformSets { limit } => (
            format!("This crypto map entry takes at most {limit} transform set(s)."),
            "",
        ),
        M::PeerUnknown { host } => (
            format!("{host} has no address, and no name server is asked, so the crypto map does not get this peer."),
            "Type `ip host` with the name and the peer's address before it.",
        ),
        M::CryptoMapKindFixed { map, sequence } => (
            format!("Crypto map {map} {sequence} exists and is of another kind."),
            "Remove the entry first, or use another sequence number.",
        ),
        M::CryptoMapMissing { map } => (
            format!("There is no crypto map {map}, so the interface does not get it."),
            "Define it first, with `crypto map`.",
        ),
        M::CryptoMapInUse { map, interface } => (
            format!("{interface} has crypto map {map}."),
            "Remove it from the interface first.",
        ),
        M::KeyExists(peer) => (
            format!(
                "There is a pre-shared key for {} already, and it stays.",
                show_peer(peer)
            ),
            "Remove the old key first, with `no crypto isakmp key`.",
        ),
        M::EncryptedKey(peer) => (
            format!(
                "The pre-shared key for {} is encrypted with a secret that only its router has, so it cannot be used here.",
                show_peer(peer)
            ),
            "Type the key itself: `crypto isakmp key KEY address …`.",
        ),
        _ => return None,
    })
}

fn explain_rest(event: &ConfigEvent, earlier: Option<u32>) -> Option<(String, &'static str)> {
    use ConfigEvent as M;
    Some(match event {
        M::Syntax { error, line } => explain_syntax(error, line),
        M::UnknownBlock { error, line } => {
            let (words, remedy) = explain_syntax(error, line);
            (
                format!("{words} Neither it nor the lines under it change anything here."),
                remedy,
            )
        }
        M::LaterWordRefused { word, .. } => (
            format!("`{word}` came after IOS 12.3, and the `version` line says 12.3 or older."),
            "Use what 12.3 has, MD5 or SHA-1 and group 1, 2 or 5, or remove the `version` line.",
        ),
        M::LaterWordTaken { word } => (
            format!("`{word}` came after IOS 12.3. It is accepted, and the router prints it in the format of 12.3."),
            "",
        ),
        M::BadMask(address) => (
            format!(
                "{} is not the address of a host with the mask {}.",
                address.address, address.mask
            ),
            "Use an address inside the network, and a mask of ones followed by zeros.",
        ),
        M::InvalidAddress(address) => (
            format!("The interface does not have the address {address}, so it cannot be removed."),
            "Type `no ip address`, which removes whichever address there is.",
        ),
        M::NotAHostAddress(address) => (
            format!("{address} is not an address that a host can have."),
            "Use a unicast address.",
        ),
        M::Overlap { network, interface } => (
            format!("{interface} is on network {network} already; the interface keeps the address it had."),
            "Use another network, or remove the address from the other interface first.",
        ),
        M::AddressReplaced { interface, old, new } => {
            let before = earlier.map_or(String::new(), |line| format!(" given in line {line}"));
            (
                format!(
                    "{interface} had the address {}{before}; this line replaces it with {}.",
                    show(old),
                    show(new)
                ),
                "If both networks are meant, put one of them on another interface.",
            )
        }
        M::PhysicalInterface(interface) => (
            format!("{interface} is a physical interface and cannot be removed."),
            "Use `shutdown`.",
        ),
        M::NotAnExtendedList(id) => (
            format!("{id} is not the number of an extended access list."),
            "Extended lists are 100 to 199 and 2000 to 2699, or have a name.",
        ),
        M::NotAStandardList(id) => (
            format!("{id} is not a standard access list."),
            "Standard lists are 1 to 99 and 1300 to 1999, or have a name.",
        ),
        M::DuplicateSequence(number) => (
            format!("Another line of the list has the number {number}."),
            "Remove that line first, or use another number.",
        ),
        M::InconsistentMask(network) => (
            format!(
                "The network {} has bits outside its mask {}.",
                network.address, network.mask
            ),
            "Clear the bits of the network that the mask leaves out.",
        ),
        M::Unsimulated { line } => (
            format!("`{line}` is kept in the configuration, but has no effect here: it is not simulated."),
            "",
        ),
        M::ObjectGroups { line } => (
            format!(
                "`{line}` is kept, and matches nothing here. IOS does not accept object groups in the access list of a crypto map: they are for access groups."
            ),
            "Type the line with addresses, once for each pair of networks.",
        ),
        M::UnsimulatedGroup { group } => (
            format!(
                "Group {group}, which later releases have, is not simulated. The line is left out, and the group stays what it \
                 was."
            ),
            "Type group 14, 15 or 16 at both routers to go on here.",
        ),
        _ => return None,
    })
}

fn show_peer(peer: &KeyPeer) -> String {
    match peer {
        KeyPeer::Address { address, mask } => format!("{address} {mask}"),
        KeyPeer::Hostname(host) => host.clone(),
    }
}

fn show(address: &InterfaceAddress) -> String {
    format!("{} {}", address.address, address.mask)
}

/// Modelled, all three: the real parser knows far more commands.
fn explain_syntax(error: &SyntaxError, line: &str) -> (String, &'static str) {
    let line = line.trim();
    match error {
        SyntaxError::Invalid { column, .. } => (
            format!("`{line}` is not understood from column {} on.", column + 1),
            "Correct or remove it. `?` at a console lists the commands that this router knows.",
        ),
        SyntaxError::Incomplete => (format!("`{line}` is incomplete."), ""),
        SyntaxError::Ambiguous { .. } => (
            format!("`{line}` has a word that abbreviates more than one keyword."),
            "Type more of the word.",
        ),
    }
}

fn explain_finding(finding: &Finding) -> (String, String) {
    use Finding as F;
    let (message, remedy) = match finding {
        F::AfterEnd { lines } => (
            format!("This line ends the configuration: the {lines} line(s) after it are not read."),
            "Remove it, or move it to the end.",
        ),
        F::TextWithoutEnd => (
            "The text that begins here has no end, so everything after it is read as part of it.".to_string(),
            "Type its first character again where it ends.",
        ),
        F::Pasted(removal) => (explain_pasted(removal), ""),
        F::UnusablePolicy {
            priority,
            authentication,
        } => (
            format!("ISAKMP policy {priority} authenticates with {authentication}, which is not simulated."),
            "Type `authentication pre-share` under the policy; without it IOS takes rsa-sig.",
        ),
        F::MapNotApplied { map } => (
            format!("No interface has crypto map {map}, so it protects nothing."),
            "Type `crypto map` under the interface towards the peer.",
        ),
        F::DynamicMapMissing { map } => {
            return (
                format!("There is no dynamic map {map}, so the crypto map entry for it accepts no peer."),
                format!("Define it, with `crypto dynamic-map {map} 10` and a `set transform-set` under it."),
            );
        }
        F::DynamicMapNotUsed { map } => {
            return (
                format!("No crypto map refers to dynamic map {map}, so it accepts no peer."),
                format!(
                    "Type `crypto map NAME 65535 ipsec-isakmp dynamic {map}`, and `crypto map NAME` under the interface."
                ),
            );
        }
        F::MapIncomplete { map, sequence, lacks } => {
            let (what, command) = match lacks {
                Missing::Peer => ("a peer", "set peer"),
                Missing::TransformSet => ("a transform set", "set transform-set"),
                Missing::AccessList => ("an access list", "match address"),
            };
            return (
                format!("Crypto map {map} {sequence} has no effect: it lacks {what}."),
                format!("Type `{command}` under it."),
            );
        }
        F::AccessListMissing(id) => (
            format!("Access list {id} does not exist or has no entries, so no traffic is protected."),
            "Define it with `access-list` or `ip access-list extended`.",
        ),
        F::AccessGroupMissing(id) => (
            format!("There is no access list {id}, so the access group lets everything pass."),
            "Define it with `access-list` or `ip access-list`, or remove the access group.",
        ),
        F::NoRoute { peer } => (
            format!("No interface leads to the peer {peer}."),
            "Give an interface an address on the peer's network, or add an `ip route`.",
        ),
        F::NoUsablePolicy { peer } => (
            format!("No ISAKMP policy can be negotiated with {peer}: none authenticates with a pre-shared key."),
            "Add a `crypto isakmp policy` with `authentication pre-share`.",
        ),
        F::KeyringMissing { keyring } => {
            return (
                format!("There is no keyring {keyring}, so no key is found in it."),
                format!("Define it, with `crypto keyring {keyring}` and a `pre-shared-key` line under it."),
            );
        }
        F::ProfileMissing { profile } => {
            return (
                format!("There is no ISAKMP profile {profile}, so no peer matches it."),
                format!("Define it, with `crypto isakmp profile {profile}`."),
            );
        }
        F::ProfileIncomplete { profile } => {
            return (
                format!("ISAKMP profile {profile} matches no peer: it has no `match identity` line."),
                "Type `match identity address ADDRESS` under it.".to_string(),
            );
        }
        F::NoKey { peer, in_keyring: true } => {
            return (
                format!(
                    "The pre-shared key for the peer {peer} is in a keyring that is not searched when this router initiates."
                ),
                "Type `set isakmp-profile` under the crypto map, with a profile whose `keyring` has the key."
                    .to_string(),
            );
        }
        F::NoKey { peer, .. } => {
            return (
                format!("There is no pre-shared key for the peer {peer}."),
                format!("Type `crypto isakmp key KEY address {peer}`."),
            );
        }
        F::KeyWithoutAddress { host } => {
            return (
                format!(
                    "The pre-shared key for {host} cannot be used: {host} has no address, and no name server is asked."
                ),
                format!("Type `ip host {host} ADDRESS` with the peer's address."),
            );
        }
        F::SessionKey { direction, what } => (
            format!("The {} {}.", direction.word(), missing_key(*what)),
            "Type `set session-key` for each direction and protocol, with keys as long as the transforms need.",
        ),
        F::NoLocalAddress { map, interface } => {
            return (
                format!(
                    "Crypto map {map} uses the address of {interface}, which has none or is down, so no tunnel can start."
                ),
                format!("Type `interface {interface}`, and `ip address` under it."),
            );
        }
        F::LeftOut(what) => return left_out::explain(what),
        F::NoAddress { interface } => (
            format!("{interface} has a crypto map but no address, so no tunnel can start there."),
            "Type `ip address` under the interface.",
        ),
    };
    (message, remedy.to_string())
}

fn explain_pasted(removal: &Removal) -> String {
    let Removal { kind, line, count } = removal;
    let what = match kind {
        Kind::Prompt => "Prompts before the lines are left out",
        Kind::Command => {
            "Commands that are typed at R1# or with `do`, and `end` and `exit` before more lines, are left out"
        }
        Kind::Output => "Output of commands is left out",
        Kind::Answer => "IOS's messages, and what it prints above a configuration, are left out",
        Kind::Help => "Questions with ? and the help that answers them are left out",
        Kind::Remark => "Comments that are not configuration, such as those after // or #, are left out",
        Kind::Log => "Log and debug records are left out",
        Kind::Pager => "`--More--` is left out",
        Kind::Quote => "The > of an e-mail is left out",
        Kind::Character => "Characters that IOS does not accept, such as curly quotes, are replaced or left out",
        Kind::Blank => "Tabs and non-breaking spaces are read as blanks",
        Kind::Trailing => "Blanks at the end of a line are left out",
        Kind::LineBreak => "Carriage returns are read as line breaks",
    };
    match count {
        1 => format!("{what} (line {line})."),
        _ => format!("{what} ({count} lines, the first is {line})."),
    }
}

fn missing_key(what: MissingKey) -> &'static str {
    match what {
        MissingKey::Ah => "AH key is missing or too short",
        MissingKey::Esp => "ESP keys are missing",
        MissingKey::EspCipher => "ESP cipher key is too short",
        MissingKey::EspAuthenticator => "ESP authenticator key is missing or too short",
    }
}
