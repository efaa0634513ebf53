//! `show crypto map`.

use alloc::format;
use alloc::string::String;
use core::net::Ipv4Addr;

use crate::ios::{AccessListId, CryptoMapEntry, IsakmpKeying, Keying, ManualKeying, RunningConfig, SessionKeys};
use crate::status::RouterStatus;
use crate::time::SimTime;

/// The crypto maps, their entries in order, and the interfaces that have them (IOS: seed).
pub fn show_crypto_map(_status: &RouterStatus, config: &RunningConfig, _now: SimTime) -> String {
    let mut text = String::new();
    for (name, map) in &config.crypto_maps {
        for (sequence, crypto_entry) in &map.entries {
            text += &entry(name, *sequence, crypto_entry, config);
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

fn entry(name: &str, sequence: u16, entry: &CryptoMapEntry, config: &RunningConfig) -> String {
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
    let current = entry.peers().first().copied().unwrap_or(Ipv4Addr::UNSPECIFIED);
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
    text += "        Transform sets={\n";
    for set in &isakmp.transform_sets {
        text += &format!("                {set},\n");
    }
    text + "        }\n"
}

/// Modelled: the keys themselves are not printed.
fn typed(manual: &ManualKeying) -> String {
    let mut text = String::from("        Transform proposals={\n");
    for set in &manual.transform_set {
        text += &format!("                {set},\n");
    }
    text += "        }\n";
    text += &session_keys("Inbound", &manual.inbound);
    text + &session_keys("Outbound", &manual.outbound)
}

fn session_keys(direction: &str, keys: &SessionKeys) -> String {
    let mut text = String::new();
    for esp in &keys.esp {
        text += &format!("        {direction} esp spi: {}\n", esp.spi);
    }
    for ah in &keys.ah {
        text += &format!("        {direction} ah  spi: {}\n", ah.spi);
    }
    text
}
