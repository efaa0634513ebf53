//! Manually keyed SAs: they exist because they stand in the configuration, without IKE (IOS: reference, `crypto map …
//! ipsec-manual`, `set session-key`).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::Router;
use super::forward::Ends;
use super::report;
use crate::effects::Effects;
use crate::event::SaOrigin;
use crate::ike::session::PORT;
use crate::ios::crypto_map::{CryptoMapEntry, Keying};
use crate::ipsec::bundle::{Bundle, BundleKeys, Spis};
use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::{ManualKeying, SessionKeys};
use crate::ipsec::proxy::ProxyIdentities;
use crate::ipsec::sadb::{Origin, SaPair};
use crate::ipsec::transform_set::TransformSet;
use crate::isakmp::id::PeerName;

/// What a crypto map entry with typed keys asks for.
struct Typed {
    map: String,
    entry: u16,
    ends: Ends,
    proxies: ProxyIdentities,
    set: TransformSet,
    keying: ManualKeying,
}

impl Typed {
    /// Whether a pair is just what is asked for.
    fn is(&self, pair: &SaPair) -> bool {
        pair.map == self.map
            && (pair.local, pair.peer) == (self.ends.local, self.ends.peer)
            && pair.proxies == self.proxies
            && pair.transforms == self.set
            && pair.origin == Origin::Manual(self.keying.clone())
    }
}

impl Router {
    /// Makes the SAs with typed keys what the configuration says now. Those that it still asks for stay as they are, with
    /// their sequence numbers.
    pub(super) fn refresh_manual_sas(&mut self, effects: &mut Effects<'_>) {
        let typed = self.typed_sas();
        let gone = |pair: &SaPair| pair.is_manual() && !typed.iter().any(|typed| typed.is(pair));
        for pair in self.sadb.remove(gone) {
            report::deleted(&pair, effects);
        }
        for typed in typed {
            if !self.sadb.pairs().iter().any(|pair| typed.is(pair)) {
                self.install_typed(typed, effects);
            }
        }
    }

    /// Makes those SAs with typed keys anew that are meant: their sequence numbers begin again. IOS: reference, `clear
    /// crypto sa`.
    pub(super) fn remake_manual_sas(&mut self, effects: &mut Effects<'_>, is_meant: impl Fn(&SaPair) -> bool) {
        for pair in self.sadb.remove(|pair| pair.is_manual() && is_meant(pair)) {
            report::deleted(&pair, effects);
        }
        self.refresh_manual_sas(effects);
    }

    /// What the entries with typed keys of the crypto maps in use ask for. IOS: reference, `crypto map`: of the access list
    /// the first `permit` counts, and there is one peer and one transform set.
    fn typed_sas(&self) -> Vec<Typed> {
        let mut found = Vec::new();
        for name in self.config().interfaces.keys() {
            let Some((map_name, map)) = self.config().crypto_map_on(*name) else {
                continue;
            };
            let Some(local) = self.config().tunnel_address(*name) else {
                continue;
            };
            let entries = map.entries.iter();
            found.extend(entries.filter_map(|(number, entry)| self.typed_entry((map_name, *number), entry, local)));
        }
        found
    }

    fn typed_entry(&self, (map, number): (&str, u16), entry: &CryptoMapEntry, local: Ipv4Addr) -> Option<Typed> {
        let Keying::Manual(keying) = &entry.keying else {
            return None;
        };
        let list = self.config().access_list(entry.match_address.as_ref()?)?;
        let proxies = list.proxy_identities().next()?;
        let ends = Ends {
            local,
            peer: keying.peer?,
        };
        Some(Typed {
            map: map.to_string(),
            entry: number,
            ends,
            proxies,
            set: self.usable_set(keying.transform_set.as_deref()?, ends.are(&proxies))?,
            keying: keying.clone(),
        })
    }

    /// Puts SAs to use, if no key is missing. IOS: reference: with typed keys nobody looks for repetition. Modelled: not if
    /// an SPI is taken already.
    fn install_typed(&mut self, typed: Typed, effects: &mut Effects<'_>) {
        let keys = |keys| bundle_keys(&typed.set, keys);
        let (Some(inbound), Some(outbound)) = (keys(&typed.keying.inbound), keys(&typed.keying.outbound)) else {
            return;
        };
        let mut spis = inbound.spis().iter();
        if spis.any(|(protocol, spi)| self.sadb.inbound_of(protocol, spi).is_some()) {
            return;
        }
        let count = 2 * typed.set.by_protocol().count() as u32;
        let (conn, flow_id) = (self.next_ipsec_conn, self.next_flow);
        (self.next_ipsec_conn, self.next_flow) = (conn + count, flow_id + count);
        let pair = SaPair {
            peer: typed.ends.peer,
            peer_port: PORT,
            peer_name: PeerName::Address(typed.ends.peer),
            local: typed.ends.local,
            proxies: typed.proxies,
            transforms: typed.set,
            map: typed.map,
            entry: EntryId::fixed(typed.entry),
            is_initiator: false,
            is_rekeyed: false,
            created: effects.now,
            used: effects.now,
            idle_seconds: None,
            origin: Origin::Manual(typed.keying),
            inbound: Bundle::new(inbound, conn, None),
            outbound: Bundle::new(outbound, conn + 1, None),
        };
        report::created(&pair, flow_id, SaOrigin::Manual, effects);
        self.sadb.insert(pair);
    }
}

/// The typed keys of one direction. `None` if one is missing or too short.
fn bundle_keys(set: &TransformSet, keys: &SessionKeys) -> Option<BundleKeys> {
    let spis = Spis {
        ah: keys.ah.as_ref().map(|ah| ah.spi),
        esp: keys.esp.as_ref().map(|esp| esp.spi),
    };
    BundleKeys::new(set, spis, |protocol, _, _| {
        keys.key_material(set, protocol).unwrap_or_default()
    })
}
