//! What peers' proposals add to a configuration: what entries of dynamic maps leave out, and routes.

use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::{IpsecSaPair, RouterStatus};
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::{CryptoMap, CryptoMapEntry};
use crate::ios::interface::InterfaceName;
use crate::ios::routing::{Route, reverse_route};
use crate::ipsec::entry::EntryId;

impl RouterStatus {
    fn config(&self) -> &RunningConfig {
        &self.console.config
    }

    /// The pairs that an entry of a crypto map is for, the oldest first.
    pub fn pairs_of<'a>(&'a self, name: &'a str, id: EntryId) -> impl Iterator<Item = &'a IpsecSaPair> {
        let is_of_entry = move |pair: &&IpsecSaPair| pair.map == name && pair.entry == id;
        self.ipsec_sas.iter().filter(is_of_entry)
    }

    /// The peers of an entry: the one that its traffic goes to now; of an entry of a dynamic map, those that have SAs.
    pub fn peers_of(&self, name: &str, id: EntryId, entry: &CryptoMapEntry) -> Vec<Ipv4Addr> {
        if id.dynamic.is_none() {
            return entry.current_peer(&self.silent_peers).into_iter().collect();
        }
        let mut peers = Vec::new();
        for pair in self.pairs_of(name, id) {
            if !peers.contains(&pair.peer) {
                peers.push(pair.peer);
            }
        }
        peers
    }

    /// The routes of the `reverse-route` lines of dynamic maps. IOS: reference, `reverse-route`: with a dynamic map, they are
    /// there while there are SAs.
    pub(super) fn negotiated_routes(&self) -> Vec<Route> {
        let mut routes = Vec::new();
        for (name, map) in self.maps_in_use() {
            for (id, entry) in self.config().entries_of(map).filter(|(id, _)| id.dynamic.is_some()) {
                let pairs = self.pairs_of(name, id);
                routes.extend(pairs.flat_map(|pair| reverse_route(entry, pair.peer, pair.proxies.remote)));
            }
        }
        routes
    }

    fn maps_in_use(&self) -> impl Iterator<Item = (&str, &CryptoMap)> {
        let names = self.config().interfaces.keys();
        names.filter_map(|name: &InterfaceName| self.config().crypto_map_on(*name))
    }
}
