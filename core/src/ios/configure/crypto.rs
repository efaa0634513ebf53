//! `crypto isakmp` and `crypto ipsec`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{Answer, Configurator};
use crate::ios::crypto::{
    Authentication, DhGroup, Encapsulation, EspCipher, Hash, IkeCipher, IsakmpIdentity, IsakmpPolicy, Keepalive,
    KeyPeer, Lifetime, PresharedKey, ReplayWindow, Transform, TransformSet,
};
use crate::ios::crypto_map::Keying;
use crate::ios::grammar::{Arg, Command, Parsed};
use crate::ios::message::{ConfigMessage, Limitation};
use crate::ios::mode::Mode;

impl Configurator {
    pub(super) fn apply_isakmp(&mut self, line: &Parsed) -> Option<Answer> {
        let isakmp = &mut self.config.isakmp;
        match line.command {
            Command::IsakmpEnable => isakmp.enabled = !line.negated,
            Command::IsakmpIdentity => isakmp.identity = identity(line),
            Command::IsakmpKeepalive => isakmp.keepalive = if line.negated { None } else { Some(keepalive(line)?) },
            Command::IsakmpPolicy => {
                let priority = line.number()?;
                if line.negated {
                    isakmp.policies.remove(&priority);
                } else {
                    isakmp.policies.or_default(priority);
                    self.mode = Mode::IsakmpPolicy(priority);
                }
            }
            _ => return self.preshared_key(line),
        }
        Some(Ok(Vec::new()))
    }

    fn preshared_key(&mut self, line: &Parsed) -> Option<Answer> {
        let mut words = line.words();
        let key = words.next()?.to_string();
        let peer = if line.has("address") {
            let mut addresses = line.addresses();
            let address = addresses.next()?;
            let mask = addresses.next().unwrap_or(Ipv4Addr::BROADCAST);
            KeyPeer::Address {
                address: address & mask,
                mask,
            }
        } else {
            KeyPeer::Hostname(words.next()?.to_string())
        };
        let keys = &mut self.config.isakmp.keys;
        let known = keys.iter().position(|it| it.peer == peer);
        match (known, line.negated) {
            (Some(at), true) => {
                keys.remove(at);
            }
            (None, true) => {}
            (Some(_), false) => return Some(Err(key_exists(peer))),
            (None, false) => keys.push(PresharedKey {
                key,
                peer,
                no_xauth: line.has("no-xauth"),
            }),
        }
        Some(Ok(Vec::new()))
    }

    pub(super) fn apply_policy(&mut self, line: &Parsed) -> Option<Answer> {
        let Mode::IsakmpPolicy(priority) = self.mode else {
            return None;
        };
        let default = IsakmpPolicy::default();
        let policy = self.config.isakmp.policies.or_default(priority);
        match line.command {
            Command::PolicyEncryption if line.negated => policy.encryption = default.encryption,
            Command::PolicyEncryption => policy.encryption = ike_cipher(line),
            Command::PolicyHash if line.negated => policy.hash = default.hash,
            Command::PolicyHash => policy.hash = if line.has("md5") { Hash::Md5 } else { Hash::Sha },
            Command::PolicyAuthentication if line.negated => policy.authentication = default.authentication,
            Command::PolicyAuthentication => policy.authentication = authentication(line),
            Command::PolicyGroup if line.negated => policy.group = default.group,
            Command::PolicyGroup => policy.group = DhGroup::from_number(line.last_keyword()?.parse().ok()?)?,
            _ if line.negated => policy.lifetime_seconds = default.lifetime_seconds,
            _ => policy.lifetime_seconds = line.number()?,
        }
        Some(Ok(Vec::new()))
    }

    pub(super) fn apply_ipsec(&mut self, line: &Parsed) -> Option<Answer> {
        match line.command {
            Command::TransformSet if line.negated => self.remove_transform_set(line.words().next()?),
            Command::TransformSet => self.transform_set(line.words().next()?, line),
            Command::TransformMode => self.transform_mode(line),
            Command::IpsecLifetime => self.ipsec_lifetime(line),
            _ => {
                self.config.ipsec.replay_window = replay_window(line)?;
                Some(Ok(Vec::new()))
            }
        }
    }

    /// Defines a transform set, or refuses: the second and third limitation. IOS: seed. Modelled: a set of the same
    /// name that was there before stays as it was, and a redefined one keeps its mode.
    fn transform_set(&mut self, name: &str, line: &Parsed) -> Option<Answer> {
        let mut set = match collect(line) {
            Ok(set) => set,
            Err((first, second)) => return Some(Err(ConfigMessage::TransformClash { first, second })),
        };
        let mut messages = match self.seal_limitations(name, &set) {
            Ok(messages) => messages,
            Err(refusal) => return Some(Err(refusal)),
        };
        let name = name.to_string();
        let usable = self.config.is_usable_transform_set(&set, self.platform);
        set.mode = self.config.transform_set(&name).map_or(set.mode, |old| old.mode);
        self.config.ipsec.transform_sets.insert(name.clone(), set);
        self.mode = Mode::TransformSet(name.clone());
        messages.extend((!usable).then_some(ConfigMessage::SealWithAccelerator { set: name }));
        Some(Ok(messages))
    }

    /// The second and third limitation of esp-seal: a refusal, or what is said where IOS is made to allow it.
    fn seal_limitations(&self, name: &str, set: &TransformSet) -> Answer {
        let mut messages = Vec::new();
        if !set.is_seal() {
            return Ok(messages);
        }
        let allowed = |limitation| ConfigMessage::WhatIfAllowed {
            set: name.to_string(),
            limitation,
        };
        if !set.is_authenticated() {
            if !self.platform.what_if.seal_without_authentication {
                return Err(ConfigMessage::SealWithoutAuthentication { set: name.to_string() });
            }
            messages.push(allowed(Limitation::Authentication));
        }
        if let Some((map, sequence)) = self.user(name, true) {
            if !self.platform.what_if.seal_with_manual_keys {
                return Err(ConfigMessage::SealWithManualKeys {
                    set: name.to_string(),
                    map,
                    sequence,
                });
            }
            messages.push(allowed(Limitation::ManualKeys));
        }
        Ok(messages)
    }

    fn remove_transform_set(&mut self, name: &str) -> Option<Answer> {
        if let Some((map, sequence)) = self.user(name, false) {
            return Some(Err(ConfigMessage::TransformSetInUse {
                set: name.to_string(),
                map,
                sequence,
            }));
        }
        self.config.ipsec.transform_sets.remove(name);
        Some(Ok(Vec::new()))
    }

    /// The first entry of a crypto map that names this set; of the manually keyed ones, if only they count.
    fn user(&self, set: &str, manual_only: bool) -> Option<(String, u16)> {
        let maps = self.config.crypto_maps.iter();
        let mut entries = maps.flat_map(|(name, map)| map.entries.iter().map(move |it| (name, it)));
        entries.find_map(|(name, (sequence, entry))| {
            let counts = !manual_only || matches!(entry.keying, Keying::Manual(_));
            let named = entry.transform_sets().iter().any(|it| it == set);
            (counts && named).then(|| (name.clone(), *sequence))
        })
    }

    fn transform_mode(&mut self, line: &Parsed) -> Option<Answer> {
        let Mode::TransformSet(name) = &self.mode else {
            return None;
        };
        let transport = line.has("transport") && !line.negated;
        self.config.ipsec.transform_sets.get_mut(name)?.mode = if transport {
            Encapsulation::Transport
        } else {
            Encapsulation::Tunnel
        };
        Some(Ok(Vec::new()))
    }

    fn ipsec_lifetime(&mut self, line: &Parsed) -> Option<Answer> {
        let default = Lifetime::default();
        let lifetime = &mut self.config.ipsec.lifetime;
        match (line.has("seconds"), line.negated) {
            (true, true) => lifetime.seconds = default.seconds,
            (true, false) => lifetime.seconds = line.number()?,
            (false, true) => lifetime.kilobytes = default.kilobytes,
            (false, false) => lifetime.kilobytes = line.number()?,
        }
        Some(Ok(Vec::new()))
    }
}

fn identity(line: &Parsed) -> IsakmpIdentity {
    match line.last_keyword() {
        Some("hostname") if !line.negated => IsakmpIdentity::Hostname,
        Some("dn") if !line.negated => IsakmpIdentity::Dn,
        _ => IsakmpIdentity::Address,
    }
}

fn keepalive(line: &Parsed) -> Option<Keepalive> {
    let retry_seconds = line
        .numbers()
        .nth(1)
        .map_or(Ok(Keepalive::DEFAULT_RETRY_SECONDS), u16::try_from)
        .ok()?;
    Some(Keepalive {
        seconds: line.number()?,
        retry_seconds,
        periodic: line.has("periodic"),
    })
}

fn key_exists(peer: KeyPeer) -> ConfigMessage {
    match peer {
        KeyPeer::Address { address, mask } => ConfigMessage::KeyExists { address, mask },
        KeyPeer::Hostname(host) => ConfigMessage::HostKeyExists { host },
    }
}

fn ike_cipher(line: &Parsed) -> IkeCipher {
    match line.last_keyword() {
        Some("3des") => IkeCipher::TripleDes,
        Some("aes" | "128") => IkeCipher::Aes128,
        Some("192") => IkeCipher::Aes192,
        Some("256") => IkeCipher::Aes256,
        _ => IkeCipher::Des,
    }
}

fn authentication(line: &Parsed) -> Authentication {
    match line.last_keyword() {
        Some("pre-share") => Authentication::PreShare,
        Some("rsa-encr") => Authentication::RsaEncr,
        _ => Authentication::RsaSig,
    }
}

fn replay_window(line: &Parsed) -> Option<ReplayWindow> {
    match line.last_keyword()? {
        _ if line.negated => Some(ReplayWindow::default()),
        "disable" => Some(ReplayWindow::Disabled),
        packets => packets.parse().ok().map(ReplayWindow::Packets),
    }
}

/// The transforms of a line as a set, or two that exclude each other.
fn collect(line: &Parsed) -> Result<TransformSet, (Transform, Transform)> {
    let mut set = TransformSet::default();
    for (at, arg) in line.args.iter().enumerate() {
        let Arg::Keyword(word) = arg else { continue };
        let Some(transform) = transform(word, line.args.get(at + 1)) else {
            continue;
        };
        let clash = |first: Option<Transform>| first.map_or(Ok(()), |first| Err((first, transform)));
        match transform {
            Transform::Ah(hash) => clash(set.ah.replace(hash).map(Transform::Ah))?,
            Transform::EspAuth(hash) => clash(set.esp_auth.replace(hash).map(Transform::EspAuth))?,
            Transform::EspCipher(cipher) => clash(set.esp_cipher.replace(cipher).map(Transform::EspCipher))?,
        }
    }
    Ok(set)
}

/// The transform that starts with `word`; AES's key length may follow.
fn transform(word: &str, next: Option<&Arg>) -> Option<Transform> {
    Some(match word {
        "ah-md5-hmac" => Transform::Ah(Hash::Md5),
        "ah-sha-hmac" => Transform::Ah(Hash::Sha),
        "esp-md5-hmac" => Transform::EspAuth(Hash::Md5),
        "esp-sha-hmac" => Transform::EspAuth(Hash::Sha),
        "esp-des" => Transform::EspCipher(EspCipher::Des),
        "esp-3des" => Transform::EspCipher(EspCipher::TripleDes),
        "esp-null" => Transform::EspCipher(EspCipher::Null),
        "esp-seal" => Transform::EspCipher(EspCipher::Seal),
        "esp-aes" => Transform::EspCipher(match next {
            Some(Arg::Keyword("192")) => EspCipher::Aes192,
            Some(Arg::Keyword("256")) => EspCipher::Aes256,
            _ => EspCipher::Aes128,
        }),
        _ => return None,
    })
}
