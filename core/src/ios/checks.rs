//! What only shows when the whole configuration is known.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::config::RunningConfig;
use super::crypto::{Authentication, TransformSet};
use super::crypto_map::{CryptoMapEntry, Direction, Keying, ManualKeying};
use super::diagnostic::{Basis, Code, Diagnostic, Severity, Source};
use super::grammar::Command;
use super::mode::Mode;
use super::parse::Origins;

const FIELD: Basis = Basis::Ios(Source::Field);
const REFERENCE: Basis = Basis::Ios(Source::Reference);

/// Everything that keeps a tunnel from coming up.
pub(super) fn check(config: &RunningConfig, origins: &Origins) -> Vec<Diagnostic> {
    let mut checker = Checker {
        config,
        origins,
        found: Vec::new(),
    };
    checker.policies();
    checker.maps();
    checker.interfaces();
    checker.found
}

struct Checker<'a> {
    config: &'a RunningConfig,
    origins: &'a Origins,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Reports something about the line that said `command`, or that opened `mode`.
    fn report(&mut self, at: (&Mode, Command, Command), what: (Severity, Code, Basis), message: String, remedy: &str) {
        let (mode, command, opening) = at;
        let line = |command| self.origins.get(&(mode.clone(), command)).copied();
        let (severity, code, basis) = what;
        self.found.push(Diagnostic {
            line: line(command).or_else(|| line(opening)).unwrap_or(1),
            columns: None,
            severity,
            code,
            message,
            remedy: (!remedy.is_empty()).then(|| remedy.to_string()),
            basis,
        });
    }

    fn policies(&mut self) {
        let config = self.config;
        for (priority, policy) in &config.isakmp.policies {
            if policy.authentication != Authentication::PreShare {
                let mode = Mode::IsakmpPolicy(*priority);
                let word = policy.authentication.word();
                self.report(
                    (&mode, Command::PolicyAuthentication, Command::IsakmpPolicy),
                    (Severity::Warning, Code::UnusablePolicy, REFERENCE),
                    format!("ISAKMP policy {priority} authenticates with {word}, which is not simulated."),
                    "Type `authentication pre-share` under the policy; without it IOS takes rsa-sig.",
                );
            }
        }
    }

    fn maps(&mut self) {
        let config = self.config;
        for (name, map) in &config.crypto_maps {
            for (sequence, entry) in &map.entries {
                let manual = matches!(entry.keying, Keying::Manual(_));
                let mode = Mode::CryptoMap {
                    name: name.clone(),
                    sequence: *sequence,
                    manual,
                };
                self.complete(&mode, name, *sequence, entry);
                self.access_list(&mode, entry);
                entry.peers().iter().for_each(|peer| self.route(&mode, *peer));
                match &entry.keying {
                    Keying::Isakmp(isakmp) => isakmp.peers.iter().for_each(|peer| self.negotiation(&mode, *peer)),
                    Keying::Manual(manual) => self.session_keys(&mode, manual),
                }
                if config
                    .interfaces
                    .values()
                    .all(|it| it.crypto_map.as_ref() != Some(name))
                {
                    self.report(
                        (&mode, Command::CryptoMapEntry, Command::CryptoMapEntry),
                        (Severity::Warning, Code::MapNotApplied, REFERENCE),
                        format!("No interface has crypto map {name}, so it protects nothing."),
                        "Type `crypto map` under the interface towards the peer.",
                    );
                }
            }
        }
    }

    fn complete(&mut self, mode: &Mode, name: &str, sequence: u16, entry: &CryptoMapEntry) {
        let missing = [
            (entry.peers().is_empty(), "a peer", "set peer"),
            (
                entry.transform_sets().is_empty(),
                "a transform set",
                "set transform-set",
            ),
            (entry.match_address.is_none(), "an access list", "match address"),
        ];
        for (_, what, command) in missing.iter().filter(|(is_missing, ..)| *is_missing) {
            self.report(
                (mode, Command::CryptoMapEntry, Command::CryptoMapEntry),
                (Severity::Error, Code::MapIncomplete, FIELD),
                format!("Crypto map {name} {sequence} has no effect: it lacks {what}."),
                &format!("Type `{command}` under it."),
            );
        }
    }

    fn access_list(&mut self, mode: &Mode, entry: &CryptoMapEntry) {
        let Some(id) = &entry.match_address else { return };
        if self
            .config
            .access_list(id)
            .is_none_or(|list| list.entries().next().is_none())
        {
            self.report(
                (mode, Command::MatchAddress, Command::CryptoMapEntry),
                (Severity::Error, Code::AccessListMissing, REFERENCE),
                format!("There is no access list {id}, so no traffic is protected."),
                "Define it with `access-list` or `ip access-list extended`.",
            );
        }
    }

    fn route(&mut self, mode: &Mode, peer: Ipv4Addr) {
        if self.config.interface_towards(peer).is_none() {
            self.report(
                (mode, Command::SetPeer, Command::CryptoMapEntry),
                (Severity::Error, Code::NoRoute, REFERENCE),
                format!("No interface leads to the peer {peer}."),
                "Give an interface an address on the peer's network, or add an `ip route`.",
            );
        }
    }

    /// A key and a policy for a peer.
    fn negotiation(&mut self, mode: &Mode, peer: Ipv4Addr) {
        let at = (mode, Command::SetPeer, Command::CryptoMapEntry);
        let mut policies = self.config.isakmp.policies.values();
        if !policies.any(|policy| policy.authentication == Authentication::PreShare) {
            self.report(
                at,
                (Severity::Error, Code::NoUsablePolicy, REFERENCE),
                format!("No ISAKMP policy can be negotiated with {peer}: none authenticates with a pre-shared key."),
                "Add a `crypto isakmp policy` with `authentication pre-share`.",
            );
        } else if self.config.preshared_key(peer).is_none() {
            self.report(
                at,
                (Severity::Error, Code::NoKey, REFERENCE),
                format!("There is no pre-shared key for the peer {peer}."),
                &format!("Type `crypto isakmp key KEY address {peer}`."),
            );
        }
    }

    fn session_keys(&mut self, mode: &Mode, manual: &ManualKeying) {
        let Some(set) = manual
            .transform_set
            .as_ref()
            .and_then(|name| self.config.transform_set(name))
        else {
            return;
        };
        for (direction, problem) in missing_keys(set, manual) {
            self.report(
                (mode, Command::SetSessionKey, Command::CryptoMapEntry),
                (Severity::Error, Code::SessionKey, REFERENCE),
                format!("The {} {problem}.", direction.word()),
                "Type `set session-key` for each direction and protocol, with keys as long as the transforms need.",
            );
        }
    }

    fn interfaces(&mut self) {
        let config = self.config;
        for (name, interface) in &config.interfaces {
            if interface.crypto_map.is_some() && interface.address.is_none() {
                self.report(
                    (&Mode::Interface(*name), Command::InterfaceCryptoMap, Command::Interface),
                    (Severity::Error, Code::NoAddress, REFERENCE),
                    format!("{name} has a crypto map but no address, so no tunnel can start there."),
                    "Type `ip address` under the interface.",
                );
            }
        }
    }
}

/// Which keys a manually keyed entry lacks. IOS: reference, `set session-key`: a longer key is cut.
fn missing_keys(set: &TransformSet, manual: &ManualKeying) -> Vec<(Direction, &'static str)> {
    let mut problems = Vec::new();
    for (direction, keys) in [
        (Direction::Inbound, &manual.inbound),
        (Direction::Outbound, &manual.outbound),
    ] {
        if let Some(hash) = set.ah {
            if keys.ah.as_ref().is_none_or(|ah| ah.key.len() < hash.digest_bytes()) {
                problems.push((direction, "AH key is missing or too short"));
            }
        }
        let Some(esp) = keys.esp.as_ref() else {
            problems.extend(set.uses_esp().then_some((direction, "ESP keys are missing")));
            continue;
        };
        if set
            .esp_cipher
            .is_some_and(|cipher| esp.cipher.len() < cipher.key_bytes())
        {
            problems.push((direction, "ESP cipher key is too short"));
        }
        let authenticator = esp.authenticator.as_ref().map_or(0, Vec::len);
        if set.esp_auth.is_some_and(|hash| authenticator < hash.digest_bytes()) {
            problems.push((direction, "ESP authenticator key is missing or too short"));
        }
    }
    problems
}
