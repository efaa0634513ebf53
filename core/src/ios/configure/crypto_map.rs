//! `crypto map` and the lines under it.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{Answer, Configurator};
use crate::ios::access_list::AccessListId;
use crate::ios::crypto::DhGroup;
use crate::ios::crypto_map::{
    AhSessionKey, CryptoMapEntry, EspSessionKey, IsakmpKeying, Keying, ManualKeying, SessionKeys,
};
use crate::ios::grammar::{Command, Parsed, SyntaxError};
use crate::ios::message::{ConfigMessage, Limitation};
use crate::ios::mode::Mode;

/// IOS: reference, `set transform-set`: up to six, one if the keys are manual.
const MAX_TRANSFORM_SETS: usize = 6;

impl Configurator {
    pub(super) fn apply_crypto_map(&mut self, line: &Parsed) -> Option<Answer> {
        let name = line.words().next()?;
        match line.command {
            Command::CryptoMapLocalAddress if line.negated => Some(self.remove_local_address(name)),
            Command::CryptoMapLocalAddress => {
                let interface = line.interface()?;
                let map = self.config.crypto_maps.or_default(name.to_string());
                map.local_address = Some(interface);
                Some(Ok(Vec::new()))
            }
            Command::CryptoMapEntry if line.negated => Some(self.remove_entry(name, line.number()?)),
            Command::CryptoMapEntry => Some(self.open_entry(name, line.number()?, line)),
            _ => Some(self.remove_map(name)),
        }
    }

    /// Enters an entry, and makes it if its kind was typed.
    fn open_entry(&mut self, name: &str, sequence: u16, line: &Parsed) -> Answer {
        let typed = line.last_keyword().filter(|word| word.starts_with("ipsec-"));
        let old = self
            .config
            .crypto_maps
            .get(name)
            .and_then(|map| map.entries.get(&sequence));
        let old = old.map(|entry| matches!(entry.keying, Keying::Manual(_)));
        let manual = match (old, typed) {
            (Some(manual), None) => manual,
            (Some(manual), Some(word)) if manual != (word == "ipsec-manual") => {
                return Err(ConfigMessage::CryptoMapKindFixed {
                    map: name.to_string(),
                    sequence,
                });
            }
            (_, Some(word)) => word == "ipsec-manual",
            (None, None) => {
                return Err(ConfigMessage::Syntax {
                    error: SyntaxError::Incomplete,
                    line: line.spelled_out(),
                });
            }
        };
        self.mode = Mode::CryptoMap {
            name: name.to_string(),
            sequence,
            manual,
        };
        if old.is_some() {
            return Ok(Vec::new());
        }
        let keying = if manual {
            Keying::Manual(ManualKeying::default())
        } else {
            Keying::Isakmp(IsakmpKeying::default())
        };
        let map = self.config.crypto_maps.or_default(name.to_string());
        map.entries.insert(sequence, CryptoMapEntry::new(keying));
        Ok(vec![ConfigMessage::NewCryptoMap])
    }

    fn remove_local_address(&mut self, name: &str) -> Answer {
        match self.config.crypto_maps.get_mut(name) {
            Some(map) if map.entries.is_empty() => return self.remove_map(name),
            Some(map) => map.local_address = None,
            None => {}
        }
        Ok(Vec::new())
    }

    fn remove_entry(&mut self, name: &str, sequence: u16) -> Answer {
        match self.config.crypto_maps.get_mut(name) {
            Some(map) if map.entries.len() > 1 || map.local_address.is_some() => {
                map.entries.remove(&sequence);
                Ok(Vec::new())
            }
            Some(map) if map.entries.contains_key(&sequence) => self.remove_map(name),
            _ => Ok(Vec::new()),
        }
    }

    fn remove_map(&mut self, name: &str) -> Answer {
        let mut interfaces = self.config.interfaces.iter();
        if let Some((interface, _)) = interfaces.find(|(_, it)| it.crypto_map.as_deref() == Some(name)) {
            return Err(ConfigMessage::CryptoMapInUse {
                map: name.to_string(),
                interface: *interface,
            });
        }
        self.config.crypto_maps.remove(name);
        Ok(Vec::new())
    }

    /// The entry one is in.
    fn entry(&mut self) -> Option<&mut CryptoMapEntry> {
        let Mode::CryptoMap { name, sequence, .. } = &self.mode else {
            return None;
        };
        self.config.crypto_maps.get_mut(name)?.entries.get_mut(sequence)
    }

    pub(super) fn apply_map_entry(&mut self, line: &Parsed) -> Option<Answer> {
        if line.command == Command::SetTransformSet {
            return self.set_transform_set(line);
        }
        let entry = self.entry()?;
        match line.command {
            Command::MapDescription => {
                entry.description = if line.negated {
                    None
                } else {
                    Some(line.words().next()?.to_string())
                };
            }
            Command::MatchAddress => {
                entry.match_address = if line.negated {
                    None
                } else {
                    Some(AccessListId::from(line.words().next()?))
                };
            }
            _ => set_peer(entry, line)?,
        }
        Some(Ok(Vec::new()))
    }

    fn set_transform_set(&mut self, line: &Parsed) -> Option<Answer> {
        let Mode::CryptoMap {
            name: map,
            sequence,
            manual,
        } = self.mode.clone()
        else {
            return None;
        };
        let mut names: Vec<String> = Vec::new();
        for word in line.words() {
            if !names.iter().any(|it| it == word) {
                names.push(word.to_string());
            }
        }
        if line.negated {
            forget_transform_sets(self.entry()?, &names);
            return Some(Ok(Vec::new()));
        }
        let limit = if manual { 1 } else { MAX_TRANSFORM_SETS };
        if names.len() > limit {
            return Some(Err(ConfigMessage::TooManyTransformSets { limit }));
        }
        let mut messages = Vec::new();
        for name in &names {
            match self.config.transform_set(name) {
                None => return Some(Err(ConfigMessage::TransformSetMissing { set: name.clone() })),
                Some(set) if manual && set.is_seal() && self.platform.what_if.seal_with_manual_keys => {
                    let limitation = Limitation::ManualKeys;
                    messages.push(ConfigMessage::WhatIfAllowed {
                        set: name.clone(),
                        limitation,
                    });
                }
                Some(set) if manual && set.is_seal() => {
                    return Some(Err(ConfigMessage::SealWithManualKeys {
                        set: name.clone(),
                        map,
                        sequence,
                    }));
                }
                Some(_) => {}
            }
        }
        if let Keying::Manual(keying) = &self.entry()?.keying {
            let keying = ManualKeying {
                transform_set: names.pop(),
                ..keying.clone()
            };
            return Some(self.set_manual(keying));
        }
        if let Keying::Isakmp(isakmp) = &mut self.entry()?.keying {
            isakmp.transform_sets = names;
        }
        Some(Ok(messages))
    }

    /// Replaces the settings of a manually keyed entry, unless a key is too short for its transform set.
    fn set_manual(&mut self, keying: ManualKeying) -> Answer {
        let set = keying
            .transform_set
            .as_ref()
            .and_then(|name| self.config.transform_set(name));
        if let (Some(key), Mode::CryptoMap { name, sequence, .. }) =
            (set.and_then(|set| keying.short_key(set)), &self.mode)
        {
            return Err(ConfigMessage::SessionKeyTooShort {
                map: name.clone(),
                sequence: *sequence,
                key,
            });
        }
        if let Some(entry) = self.entry() {
            entry.keying = Keying::Manual(keying);
        }
        Ok(Vec::new())
    }

    /// The lines that only one kind of entry has.
    pub(super) fn apply_map_keying(&mut self, line: &Parsed) -> Option<Answer> {
        if let Keying::Manual(manual) = &self.entry()?.keying {
            let mut manual = manual.clone();
            session_key(&mut manual, line)?;
            return Some(self.set_manual(manual));
        }
        if let Keying::Isakmp(isakmp) = &mut self.entry()?.keying {
            isakmp_line(isakmp, line)?;
        }
        Some(Ok(Vec::new()))
    }
}

/// IOS: reference: several peers may be set for negotiated keys; Modelled: for manual keys the later one counts.
fn set_peer(entry: &mut CryptoMapEntry, line: &Parsed) -> Option<()> {
    let peer = line.addresses().next();
    match (&mut entry.keying, line.negated) {
        (Keying::Isakmp(isakmp), true) => isakmp.peers.retain(|it| peer.is_some_and(|peer| peer != *it)),
        (Keying::Manual(manual), true) => manual.peer = manual.peer.filter(|it| peer.is_some_and(|peer| peer != *it)),
        (Keying::Manual(manual), false) => manual.peer = Some(peer?),
        (Keying::Isakmp(isakmp), false) => {
            let peer = peer?;
            if !isakmp.peers.contains(&peer) {
                isakmp.peers.push(peer);
            }
        }
    }
    Some(())
}

/// `no set transform-set` takes all away, or those named.
fn forget_transform_sets(entry: &mut CryptoMapEntry, names: &[String]) {
    let stays = |set: &String| !names.is_empty() && !names.contains(set);
    match &mut entry.keying {
        Keying::Isakmp(isakmp) => isakmp.transform_sets.retain(stays),
        Keying::Manual(manual) => manual.transform_set = manual.transform_set.take().filter(stays),
    }
}

/// IOS: reference: `set pfs` without a group is group 1.
fn isakmp_line(isakmp: &mut IsakmpKeying, line: &Parsed) -> Option<()> {
    let number = if line.negated { None } else { line.number() };
    match line.command {
        Command::SetPfs if line.negated => isakmp.pfs = None,
        Command::SetPfs => {
            let group = line.last_keyword()?.strip_prefix("group").unwrap_or("1");
            isakmp.pfs = Some(DhGroup::from_number(group.parse().ok()?)?);
        }
        _ if line.has("seconds") => isakmp.lifetime_seconds = number,
        _ => isakmp.lifetime_kilobytes = number,
    }
    Some(())
}

fn session_key(manual: &mut ManualKeying, line: &Parsed) -> Option<()> {
    let keys: &mut SessionKeys = if line.has("inbound") {
        &mut manual.inbound
    } else {
        &mut manual.outbound
    };
    match (line.has("ah"), line.negated) {
        (true, true) => keys.ah = None,
        (false, true) => keys.esp = None,
        (true, false) => {
            keys.ah = Some(AhSessionKey {
                spi: line.number()?,
                key: line.keys().next()?.to_vec(),
            })
        }
        (false, false) => {
            let mut typed = line.keys().map(<[u8]>::to_vec);
            keys.esp = Some(EspSessionKey {
                spi: line.number()?,
                cipher: typed.next()?,
                authenticator: typed.next(),
            });
        }
    }
    Some(())
}
