//! The entries of crypto maps: in which order they are tried, and which of them takes what a peer proposes.

use alloc::string::String;
use core::net::Ipv4Addr;

use super::config::RunningConfig;
use super::crypto_map::{CryptoMap, CryptoMapEntry, Keying};
use crate::ipsec::entry::EntryId;
use crate::ipsec::proxy::ProxyIdentities;

impl RunningConfig {
    /// The entries of all crypto maps and dynamic maps, with the map's name and the sequence number.
    pub fn all_entries(&self) -> impl Iterator<Item = (&String, u16, &CryptoMapEntry)> {
        let maps = self.crypto_maps.iter().map(|(name, map)| (name, &map.entries));
        maps.chain(&self.dynamic_maps)
            .flat_map(|(name, entries)| entries.iter().map(move |(sequence, entry)| (name, *sequence, entry)))
    }

    /// The entries of a crypto map in the order in which they are tried: in the place of one that refers to a dynamic map,
    /// the entries of that. IOS: reference, `crypto dynamic-map`.
    pub fn entries_of<'a>(&'a self, map: &'a CryptoMap) -> impl Iterator<Item = (EntryId, &'a CryptoMapEntry)> {
        map.entries.iter().flat_map(|(sequence, entry)| {
            let sequence = *sequence;
            let (fixed, template) = match &entry.keying {
                Keying::Dynamic(reference) => (None, self.dynamic_maps.get(&reference.map)),
                Keying::Isakmp(_) | Keying::Manual(_) => (Some((EntryId::fixed(sequence), entry)), None),
            };
            let template = template.into_iter().flatten().map(move |(number, entry)| {
                let dynamic = Some(*number);
                (EntryId { sequence, dynamic }, entry)
            });
            fixed.into_iter().chain(template)
        })
    }

    /// The entry of this number.
    pub fn entry(&self, map: &str, id: EntryId) -> Option<&CryptoMapEntry> {
        let entry = self.crypto_maps.get(map)?.entries.get(&id.sequence)?;
        match (&entry.keying, id.dynamic) {
            (Keying::Dynamic(reference), Some(number)) => self.dynamic_maps.get(&reference.map)?.get(&number),
            (Keying::Dynamic(_), None) => None,
            (Keying::Isakmp(_) | Keying::Manual(_), _) => Some(entry),
        }
    }

    /// The ISAKMP profile that an entry asks for: its own, or that of its crypto map.
    pub fn profile_of_entry(&self, map: &str, id: EntryId) -> Option<&str> {
        let own = match &self.entry(map, id)?.keying {
            Keying::Isakmp(isakmp) => isakmp.isakmp_profile.as_ref(),
            Keying::Manual(_) | Keying::Dynamic(_) => return None,
        };
        let of_map = || self.crypto_maps.get(map)?.isakmp_profile.as_ref();
        own.or_else(of_map).map(String::as_str)
    }

    /// The first entry of a crypto map that takes what a peer proposes, whatever profile fits the peer.
    pub fn entry_for(&self, map: &CryptoMap, peer: Ipv4Addr, proxies: &ProxyIdentities) -> Option<EntryId> {
        self.entries_for(map, peer, proxies).next()
    }

    /// The entries of a crypto map that take what a peer proposes, in order.
    ///
    /// It must be for the peer, and its access list must permit the proxies: a responder takes a part of what a line of its
    /// own permits, and nothing broader (IOS: Cisco's documents on mirror image access lists). What an entry of a dynamic map
    /// does not say, every proposal fits (IOS: reference, `crypto dynamic-map`).
    pub fn entries_for<'a>(
        &'a self,
        map: &'a CryptoMap,
        peer: Ipv4Addr,
        proxies: &'a ProxyIdentities,
    ) -> impl Iterator<Item = EntryId> {
        let takes = move |id: EntryId, entry: &CryptoMapEntry| {
            let is_dynamic = id.dynamic.is_some();
            let is_for_peer = entry.peers().contains(&peer) || (is_dynamic && entry.peers().is_empty());
            let permits = match &entry.match_address {
                Some(list) => self.access_list(list).is_some_and(|list| list.protects(proxies)),
                None => is_dynamic,
            };
            is_for_peer && permits
        };
        let entries = self.entries_of(map);
        entries.filter(move |(id, entry)| takes(*id, entry)).map(|(id, _)| id)
    }
}
