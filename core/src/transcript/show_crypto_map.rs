//! `show crypto map`.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use crate::ios::access_list::AccessListId;
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::{CryptoMapEntry, IsakmpKeying, Keying, ManualKeying, SessionKeys};
use crate::ios::running_config::hex;
use crate::status::RouterStatus;

/// The crypto maps, their entries in order, and the interfaces that have them (IOS: seed).
pub fn show_crypto_map(status: &RouterStatus) -> String {
    let config: &RunningConfig = &status.console.config;
    let mut text = String::new();
    for (name, map) in &config.crypto_maps {
        for (sequence, crypto_entry) in &map.entries {
            text += &entry(name, *sequence, crypto_entry, status);
        }
        text += &format!("        Interfaces using crypto map {name}:\n");
        for (interface, settings) in &config.interfaces {
            if settings.crypto_map.as_ref() == Some(name) {
                text += &format!("                {interface}\n");
            }
        }
    }
    text
}

fn entry(name: &str, sequence: u16, entry: &CryptoMapEntry, status: &RouterStatus) -> String {
    let config: &RunningConfig = &status.console.config;
    let kind = match entry.keying {
        Keying::Isakmp(_) => "ipsec-isakmp",
        Keying::Manual(_) => "ipsec-manual",
    };
    let mut text = format!("Crypto Map \"{name}\" {sequence} {kind}\n");
    if let Some(description) = &entry.description {
        text += &format!("        Description: {description}\n");
    }
    for peer in entry.peers() {
        text += &format!("        Peer = {peer}\n");
    }
    if let Some(id) = &entry.match_address {
        text += &access_list(id, config);
    }
    let current = entry
        .current_peer(&status.silent_peers)
        .unwrap_or(Ipv4Addr::UNSPECIFIED);
    text += &format!("        Current peer: {current}\n");
    text += &match &entry.keying {
        Keying::Isakmp(isakmp) => negotiated(isakmp, config),
        Keying::Manual(manual) => typed(manual),
    };
    text
}

fn access_list(id: &AccessListId, config: &RunningConfig) -> String {
    let mut text = format!("        Extended IP access list {id}\n");
    for line in config.access_list(id).into_iter().flat_map(|list| list.entries()) {
        text += &format!("            access-list {id} {line}\n");
    }
    text
}

/// IOS: seed; field for a map with PFS.
fn negotiated(isakmp: &IsakmpKeying, config: &RunningConfig) -> String {
    let lifetime = isakmp.lifetime(config.ipsec.lifetime);
    let mut text = format!(
        "        Security association lifetime: {} kilobytes/{} seconds\n",
        lifetime.kilobytes, lifetime.seconds
    );
    text += &match isakmp.pfs {
        Some(group) => format!("        PFS (Y/N): Y\n        DH group:  group{}\n", group.number()),
        None => String::from("        PFS (Y/N): N\n"),
    };
    text + &transform_sets(&isakmp.transform_sets)
}

fn transform_sets(names: &[String]) -> String {
    let names: String = names.iter().map(|name| format!("                {name},\n")).collect();
    format!("        Transform sets={{\n{names}        }}\n")
}

/// IOS: reference, which prints the keys of both protocols, set or not.
fn typed(manual: &ManualKeying) -> String {
    let sets = transform_sets(manual.transform_set.as_slice());
    sets + &session_keys("Inbound", &manual.inbound) + &session_keys("Outbound", &manual.outbound)
}

fn session_keys(direction: &str, keys: &SessionKeys) -> String {
    let (esp, ah) = (keys.esp.as_ref(), keys.ah.as_ref());
    format!(
        "        {direction} esp spi: {},\n         cipher key: {},\n         auth_key: {},\n        \
         {direction} ah spi: {},\n            key: {},\n",
        esp.map_or(0, |esp| esp.spi),
        hex(esp.map_or(&[], |esp| &esp.cipher)),
        hex(esp.and_then(|esp| esp.authenticator.as_deref()).unwrap_or(&[])),
        ah.map_or(0, |ah| ah.spi),
        hex(ah.map_or(&[], |ah| &ah.key)),
    )
}
