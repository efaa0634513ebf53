//! Which pre-shared key is for a peer, and where it is looked for.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::config::RunningConfig;
use super::crypto::{KeyPeer, PresharedKey};
use super::profile::{IsakmpProfile, Keyring, LocalAddress};
use crate::isakmp::id::PeerName;

/// The keyring of the keys that are in none. IOS: field (`Looking for a matching key for … in default`).
pub const DEFAULT_KEYRING: &str = "default";

/// Where a key was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySearch<'a> {
    /// The keyrings looked into, in order. The key is from the last of them.
    pub keyrings: Vec<&'a str>,
    /// The key, if there is one.
    pub key: Option<&'a PresharedKey>,
}

impl RunningConfig {
    /// The ISAKMP profile of this name.
    pub fn isakmp_profile(&self, name: &str) -> Option<&IsakmpProfile> {
        self.isakmp_profiles.iter().find(|profile| profile.name == name)
    }

    /// The keyring of this name.
    pub fn keyring(&self, name: &str) -> Option<&Keyring> {
        self.keyrings.iter().find(|keyring| keyring.name == name)
    }

    /// The key with which a responder at `local` goes on with `peer`. The profile is not known before the peer's name, in
    /// message 5, so all keyrings are looked into: first the keys that are in none (IOS: field), then, Modelled, the keyrings
    /// in the order typed.
    pub fn key_of_responder(&self, local: Ipv4Addr, peer: Ipv4Addr) -> KeySearch<'_> {
        let keyrings = self.keyrings.iter();
        self.search(true, keyrings.collect(), local, peer)
    }

    /// The key with which an initiator at `local` asks `peer`: from the keyrings of the profile that the crypto map names, else
    /// of those that are in no keyring. IOS: reference, `set isakmp-profile`; Modelled: without a profile, no keyring is
    /// looked into.
    pub fn key_of_initiator(&self, profile: Option<&str>, local: Ipv4Addr, peer: Ipv4Addr) -> KeySearch<'_> {
        let profile = profile.and_then(|name| self.isakmp_profile(name));
        let names: &[_] = profile.map_or(&[], |profile| &profile.keyrings);
        let keyrings = names.iter().filter_map(|name| self.keyring(name)).collect();
        self.search(names.is_empty(), keyrings, local, peer)
    }

    /// The key for `peer` in one keyring; `None`: among those that are in none.
    pub fn key_in(&self, keyring: Option<&str>, peer: Ipv4Addr) -> Option<&PresharedKey> {
        let keys = match keyring {
            Some(name) => &self.keyring(name)?.keys,
            None => &self.isakmp.keys,
        };
        self.key_among(keys, peer)
    }

    fn search<'a>(
        &'a self,
        has_default: bool,
        keyrings: Vec<&'a Keyring>,
        local: Ipv4Addr,
        peer: Ipv4Addr,
    ) -> KeySearch<'a> {
        let mut searched = Vec::new();
        let fitting = keyrings.into_iter().filter(|it| self.is_at(it.local_address, local));
        let named = fitting.map(|keyring| (keyring.name.as_str(), &keyring.keys));
        let default = has_default.then_some((DEFAULT_KEYRING, &self.isakmp.keys));
        for (name, keys) in default.into_iter().chain(named) {
            searched.push(name);
            let key = self.key_among(keys, peer);
            if key.is_some() {
                return KeySearch {
                    keyrings: searched,
                    key,
                };
            }
        }
        KeySearch {
            keyrings: searched,
            key: None,
        }
    }

    /// The key for `peer`: the one with the longest mask. Main mode needs it before the peer says its name, so a key is chosen
    /// by address (RFC 2409 §5.4): one that is typed with a name counts for the addresses that `ip host` gives the name (IOS:
    /// field). Modelled: it yields to one that is typed with the peer's address.
    fn key_among<'a>(&self, keys: &'a [PresharedKey], peer: Ipv4Addr) -> Option<&'a PresharedKey> {
        let rank = |key: &PresharedKey| match &key.peer {
            KeyPeer::Address { address, mask } => {
                (peer & *mask == address & *mask).then(|| (mask.to_bits().count_ones(), true))
            }
            KeyPeer::Hostname(name) => self
                .addresses_of(name)
                .contains(&peer)
                .then_some((Ipv4Addr::BITS, false)),
        };
        let usable = keys.iter().filter(|key| !key.is_encrypted);
        let ranked = usable.filter_map(|key| Some((rank(key)?, key)));
        ranked.max_by_key(|(rank, _)| *rank).map(|(_, key)| key)
    }

    /// Whether `local` is the address that a `local-address` line asks for, if there is one.
    pub fn is_at(&self, line: Option<LocalAddress>, local: Ipv4Addr) -> bool {
        match line {
            None => true,
            Some(LocalAddress::Address(address)) => address == local,
            Some(LocalAddress::Interface(name)) => self.interface_with(local) == Some(name),
        }
    }

    /// The name that this router gives itself as a host. IOS: reference.
    pub fn host_name(&self) -> PeerName {
        PeerName::Host(self.hostname.to_string())
    }
}
