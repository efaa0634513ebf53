//! `show crypto map` and `show crypto dynamic-map`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Exec, show};
use super::words::{field, seed};
use crate::ios::access_list::{AccessListEntry, AccessListId};
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::{CryptoMap, CryptoMapEntry, DynamicReference, IsakmpKeying, Keying};
use crate::ios::grammar::{Token, arg, hex};
use crate::ipsec::manual::{ManualKeying, SessionKeys};
use crate::ipsec::proxy::ProxyIdentities;
use crate::status::{IpsecSaPair, RouterStatus};

pub(super) static ROWS: [Exec; 3] = [
    show("show crypto map", "The crypto maps", |_, moment| {
        seed(show_crypto_map(moment.status))
    })
    .for_all()
    .note("as in the seed"),
    show("show crypto dynamic-map", "The dynamic maps", |_, moment| {
        field(show_dynamic_maps(moment.status, None))
    })
    .for_all(),
    show("show crypto dynamic-map tag", "One of them", |line, moment| {
        field(show_dynamic_maps(moment.status, line.word()))
    })
    .with(&[arg(Token::Word, "Its name")])
    .for_all(),
];

/// The number of the first entry that a peer's proposal has filled in. IOS: field.
const FIRST_TEMPORARY: usize = 65_536;

/// The crypto maps, their entries in order, and the interfaces that have them (IOS: seed).
pub fn show_crypto_map(status: &RouterStatus) -> String {
    let config: &RunningConfig = &status.console.config;
    let mut text = String::new();
    for (name, map) in &config.crypto_maps {
        for (sequence, crypto_entry) in &map.entries {
            text += &entry(name, *sequence, crypto_entry, status);
        }
        let temporary = temporary_entries(name, map, status);
        text += &(FIRST_TEMPORARY..)
            .zip(temporary)
            .fold(String::new(), |text, (number, entry)| {
                text + &format!("Crypto Map \"{name}\" {number} ipsec-isakmp\n{entry}")
            });
        text += &format!("        Interfaces using crypto map {name}:\n");
        for (interface, settings) in &config.interfaces {
            if settings.crypto_map.as_ref() == Some(name) {
                text += &format!("                {interface}\n");
            }
        }
    }
    text
}

/// The dynamic maps, or one. IOS: field.
fn show_dynamic_maps(status: &RouterStatus, tag: Option<&str>) -> String {
    let maps = status.console.config.dynamic_maps.iter();
    let mut text = String::new();
    for (name, entries) in maps.filter(|(name, _)| tag.is_none_or(|tag| tag == name.as_str())) {
        for (sequence, entry) in entries {
            text += &format!("Crypto Map Template\"{name}\" {sequence}\n");
            if entry.match_address.is_none() {
                text += "        No matching address list set.\n";
            }
            text += &body(entry, status);
        }
    }
    text
}

/// The entries that peers' proposals have filled in, without their first line. IOS: field.
fn temporary_entries(name: &str, map: &CryptoMap, status: &RouterStatus) -> Vec<String> {
    let config: &RunningConfig = &status.console.config;
    let mut entries = Vec::new();
    for (id, template) in config.entries_of(map) {
        let reference = map.entries.get(&id.sequence).map(|entry| &entry.keying);
        let (Some(Keying::Dynamic(reference)), Some(number)) = (reference, id.dynamic) else {
            continue;
        };
        let source = format!("dynamic (created from dynamic map {}/{number})", reference.map);
        let mut seen: Vec<(Ipv4Addr, ProxyIdentities)> = Vec::new();
        for pair in status.pairs_of(name, id) {
            if !seen.contains(&(pair.peer, pair.proxies)) {
                seen.push((pair.peer, pair.proxies));
                entries.push(temporary_entry(pair, template, &source, config));
            }
        }
    }
    entries
}

fn temporary_entry(pair: &IpsecSaPair, template: &CryptoMapEntry, source: &str, config: &RunningConfig) -> String {
    let IpsecSaPair { peer, proxies, .. } = pair;
    let head = format!(
        "        Peer = {peer}\n        Extended IP access list \n            access-list  {}\n            {source}\n        \
         Current peer: {peer}\n",
        AccessListEntry::permitting(proxies)
    );
    head + &keying(template, config)
}

fn entry(name: &str, sequence: u16, entry: &CryptoMapEntry, status: &RouterStatus) -> String {
    let kind = match &entry.keying {
        Keying::Isakmp(_) => "ipsec-isakmp",
        Keying::Manual(_) => "ipsec-manual",
        Keying::Dynamic(DynamicReference { map, .. }) => {
            let template = format!("        Dynamic map template tag: {map}\n");
            return format!("Crypto Map \"{name}\" {sequence} ipsec-isakmp\n{template}");
        }
    };
    format!("Crypto Map \"{name}\" {sequence} {kind}\n{}", body(entry, status))
}

fn body(entry: &CryptoMapEntry, status: &RouterStatus) -> String {
    let config: &RunningConfig = &status.console.config;
    let mut text = String::new();
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
    text + &keying(entry, config)
}

fn keying(entry: &CryptoMapEntry, config: &RunningConfig) -> String {
    match &entry.keying {
        Keying::Isakmp(isakmp) => negotiated(isakmp, config),
        Keying::Manual(manual) => typed(manual),
        Keying::Dynamic(_) => String::new(),
    }
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
