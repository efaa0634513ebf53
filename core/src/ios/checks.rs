//! What only shows when the whole configuration is known.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::commands::WordList;
use super::config::RunningConfig;
use super::crypto::{KeyPeer, PresharedKey};
use super::crypto_map::{CryptoMapEntry, DynamicReference, Keying};
use super::diagnostic::Diagnostic;
use super::explain::report;
use super::finding::{Finding, Missing, MissingKey};
use super::mode::Mode;
use super::origins::Origins;
use super::routing::RoutingTable;
use crate::algorithm::policy::Authentication;
use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::{Direction, ManualKeying};
use crate::ipsec::transform_set::TransformSet;

/// Everything that keeps a tunnel from coming up.
pub(super) fn check(config: &RunningConfig, origins: &Origins) -> Vec<Diagnostic> {
    let mut checker = Checker {
        config,
        origins,
        routes: config.routing_table(),
        found: Vec::new(),
    };
    checker.policies();
    checker.keys();
    checker.profiles();
    checker.maps();
    checker.dynamic_maps();
    checker.interfaces();
    checker.found
}

struct Checker<'a> {
    config: &'a RunningConfig,
    origins: &'a Origins,
    routes: RoutingTable,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Reports something about the line of this path in `mode`, or about the line that opened it.
    fn report_said(&mut self, mode: &Mode, path: &'static str, finding: &Finding<'_>) {
        match self.origins.said(mode, path) {
            Some(line) => self.found.push(report(line, finding)),
            None => self.report(mode, finding),
        }
    }

    /// Reports something about the line that opened `mode`.
    fn report(&mut self, mode: &Mode, finding: &Finding<'_>) {
        let line = self.origins.opened(mode).unwrap_or(1);
        self.found.push(report(line, finding));
    }

    fn policies(&mut self) {
        for (priority, policy) in &self.config.isakmp.policies {
            if policy.authentication != Authentication::PreShare {
                let finding = Finding::UnusablePolicy {
                    priority: *priority,
                    authentication: policy.authentication.words(),
                };
                self.report_said(&Mode::IsakmpPolicy(*priority), "authentication", &finding);
            }
        }
    }

    /// Keys of names: main mode looks for a key by address (RFC 2409 §5.4).
    fn keys(&mut self) {
        let config = self.config;
        self.names_of(&config.isakmp.keys, &Mode::Global, "crypto isakmp key");
        for keyring in &config.keyrings {
            self.names_of(&keyring.keys, &Mode::Keyring(keyring.name.clone()), "pre-shared-key");
        }
    }

    fn names_of(&mut self, keys: &[PresharedKey], mode: &Mode, path: &'static str) {
        for key in keys {
            let KeyPeer::Hostname(host) = &key.peer else { continue };
            if self.config.addresses_of(host).is_empty() {
                self.report_said(mode, path, &Finding::KeyWithoutAddress { host });
            }
        }
    }

    fn profiles(&mut self) {
        for profile in &self.config.isakmp_profiles {
            let mode = Mode::IsakmpProfile(profile.name.clone());
            if profile.identities.is_empty() {
                self.report(&mode, &Finding::ProfileIncomplete { profile: &profile.name });
            }
            for keyring in &profile.keyrings {
                if self.config.keyring(keyring).is_none() {
                    self.report_said(&mode, "keyring", &Finding::KeyringMissing { keyring });
                }
            }
        }
    }

    fn maps(&mut self) {
        let config = self.config;
        for (name, map) in &config.crypto_maps {
            let mut interfaces = config.interfaces.values();
            let applied = interfaces.any(|it| it.crypto_map.as_ref() == Some(name));
            if let Some(interface) = map.local_address.filter(|name| !config.has_address(*name)) {
                let finding = Finding::NoLocalAddress { map: name, interface };
                self.report_said(&Mode::Global, "crypto map", &finding);
            }
            for (sequence, entry) in &map.entries {
                if let Keying::Dynamic(reference) = &entry.keying {
                    self.reference(name, applied, reference);
                    continue;
                }
                let mode = Mode::CryptoMap {
                    name: name.clone(),
                    sequence: *sequence,
                    manual: matches!(entry.keying, Keying::Manual(_)),
                };
                let profile = config.profile_of_entry(name, EntryId::fixed(*sequence));
                self.complete(&mode, name, *sequence, entry);
                self.entry(&mode, entry, profile);
                if !applied {
                    self.report(&mode, &Finding::MapNotApplied { map: name });
                }
            }
        }
    }

    /// An entry that refers to a dynamic map.
    fn reference(&mut self, map: &str, applied: bool, reference: &DynamicReference) {
        let (mode, path) = (Mode::Global, "crypto map");
        if !self.config.dynamic_maps.contains_key(&reference.map) {
            let map = &reference.map;
            self.report_said(&mode, path, &Finding::DynamicMapMissing { map });
        }
        if !applied {
            self.report_said(&mode, path, &Finding::MapNotApplied { map });
        }
    }

    fn dynamic_maps(&mut self) {
        let config = self.config;
        for (name, entries) in &config.dynamic_maps {
            let mut all = config.all_entries();
            let is_used = all.any(|(_, _, it)| matches!(&it.keying, Keying::Dynamic(to) if to.map == *name));
            for (sequence, entry) in entries {
                let (map, sequence) = (name.as_str(), *sequence);
                let mode = Mode::DynamicMap {
                    name: name.clone(),
                    sequence,
                };
                if entry.transform_sets().is_empty() {
                    let lacks = Missing::TransformSet;
                    self.report(&mode, &Finding::MapIncomplete { map, sequence, lacks });
                }
                let profile = match &entry.keying {
                    Keying::Isakmp(isakmp) => isakmp.isakmp_profile.as_deref(),
                    Keying::Manual(_) | Keying::Dynamic(_) => None,
                };
                self.entry(&mode, entry, profile);
                if !is_used {
                    self.report(&mode, &Finding::DynamicMapNotUsed { map });
                }
            }
        }
    }

    /// What an entry says, whether or not that is all it has to say.
    fn entry(&mut self, mode: &Mode, entry: &CryptoMapEntry, profile: Option<&str>) {
        self.access_list(mode, entry);
        if let Some(profile) = profile.filter(|name| self.config.isakmp_profile(name).is_none()) {
            self.report_said(mode, "set isakmp-profile", &Finding::ProfileMissing { profile });
        }
        entry.peers().iter().for_each(|peer| self.route(mode, *peer));
        match &entry.keying {
            Keying::Isakmp(isakmp) => {
                let peers = isakmp.peers.iter();
                peers.for_each(|peer| self.negotiation(mode, *peer, profile));
            }
            Keying::Manual(manual) => self.session_keys(mode, manual),
            Keying::Dynamic(_) => {}
        }
    }

    fn complete(&mut self, mode: &Mode, map: &str, sequence: u16, entry: &CryptoMapEntry) {
        let missing = [
            (entry.peers().is_empty(), Missing::Peer),
            (entry.transform_sets().is_empty(), Missing::TransformSet),
            (entry.match_address.is_none(), Missing::AccessList),
        ];
        for (_, lacks) in missing.into_iter().filter(|(is_missing, _)| *is_missing) {
            self.report(mode, &Finding::MapIncomplete { map, sequence, lacks });
        }
    }

    fn access_list(&mut self, mode: &Mode, entry: &CryptoMapEntry) {
        let Some(id) = &entry.match_address else { return };
        let list = self.config.access_list(id);
        if list.is_none_or(|list| list.entries().next().is_none()) {
            self.report_said(mode, "match address", &Finding::AccessListMissing(id));
        }
    }

    fn route(&mut self, mode: &Mode, peer: Ipv4Addr) {
        // A routing protocol may find the way.
        if self.routes.towards(peer).is_none() && self.config.routing_protocols().next().is_none() {
            self.report_said(mode, "set peer", &Finding::NoRoute { peer });
        }
    }

    /// A key and a policy for a peer.
    fn negotiation(&mut self, mode: &Mode, peer: Ipv4Addr, profile: Option<&str>) {
        let mut policies = self.config.isakmp.policies.values();
        if !policies.any(|policy| policy.authentication == Authentication::PreShare) {
            self.report_said(mode, "set peer", &Finding::NoUsablePolicy { peer });
            return;
        }
        let interface = self.routes.towards(peer).map(|way| way.interface);
        let local = interface
            .and_then(|name| self.config.tunnel_address(name))
            .unwrap_or(Ipv4Addr::UNSPECIFIED);
        if self.config.key_of_initiator(profile, local, peer).key.is_none() {
            let in_keyring = self.config.key_of_responder(local, peer).key.is_some();
            self.report_said(mode, "set peer", &Finding::NoKey { peer, in_keyring });
        }
    }

    fn session_keys(&mut self, mode: &Mode, manual: &ManualKeying) {
        let set = manual.transform_set.as_ref();
        let Some(set) = set.and_then(|name| self.config.transform_set(name)) else {
            return;
        };
        for (direction, what) in missing_keys(set, manual) {
            let path = match direction {
                Direction::Inbound => "set session-key inbound",
                Direction::Outbound => "set session-key outbound",
            };
            self.report_said(mode, path, &Finding::SessionKey { direction, what });
        }
    }

    fn interfaces(&mut self) {
        for (name, interface) in &self.config.interfaces {
            if interface.crypto_map.is_some() && interface.address.is_none() {
                let finding = Finding::NoAddress { interface: *name };
                self.report_said(&Mode::Interface(*name), "crypto map", &finding);
            }
            for id in [&interface.access_groups.inbound, &interface.access_groups.outbound]
                .into_iter()
                .flatten()
            {
                let list = self.config.access_list(id);
                if list.is_none_or(|list| list.entries().next().is_none()) {
                    let finding = Finding::AccessGroupMissing(id);
                    self.report_said(&Mode::Interface(*name), "ip access-group", &finding);
                }
            }
        }
    }
}

/// Which keys a manually keyed entry lacks. IOS: reference, `set session-key`: a longer key is cut.
fn missing_keys(set: &TransformSet, manual: &ManualKeying) -> Vec<(Direction, MissingKey)> {
    let mut missing = Vec::new();
    for (direction, keys) in [
        (Direction::Inbound, &manual.inbound),
        (Direction::Outbound, &manual.outbound),
    ] {
        if let Some(hash) = set.ah {
            if keys.ah.as_ref().is_none_or(|ah| ah.key.len() < hash.digest_len()) {
                missing.push((direction, MissingKey::Ah));
            }
        }
        let Some(esp) = keys.esp.as_ref() else {
            missing.extend(set.uses_esp().then_some((direction, MissingKey::Esp)));
            continue;
        };
        let cipher = set.esp_cipher;
        if cipher.is_some_and(|cipher| esp.cipher.len() < cipher.row().key_len) {
            missing.push((direction, MissingKey::EspCipher));
        }
        let authenticator = esp.authenticator.as_ref().map_or(0, Vec::len);
        if set.esp_auth.is_some_and(|hash| authenticator < hash.digest_len()) {
            missing.push((direction, MissingKey::EspAuthenticator));
        }
    }
    missing
}
