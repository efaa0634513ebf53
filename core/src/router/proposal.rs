//! What a peer proposes, held against the crypto maps in use.

use alloc::string::{String, ToString};
use core::net::Ipv4Addr;

use super::Router;
use super::forward::Ends;
use crate::event::IpsecEvent;
use crate::field::FieldKind;
use crate::ike::proposal::phase2::{Choice, Meaning};
use crate::ike::quick_mode;
use crate::ike::session::SessionContext;
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::CryptoMap;
use crate::ipsec::entry::EntryId;
use crate::ipsec::proxy::ProxyIdentities;

impl Router {
    /// Whether a crypto map takes a proposal of this peer's, whom a profile fits, and what the key engine says of it.
    pub(super) fn accepts(
        &self,
        proxies: &ProxyIdentities,
        (choice, meaning): (&Choice, &Meaning),
        profile: Option<&str>,
        context: &mut SessionContext<'_, '_>,
    ) -> bool {
        quick_mode::log_validation(context, proxies, choice, meaning);
        let (local, peer) = (*context.session.local.ip(), *context.session.peer.ip());
        if maps_at(self.config(), local).next().is_none() {
            let event = IpsecEvent::InvalidLocalAddress(local);
            context.effects.ipsec_about(FieldKind::Ipv4Destination, event);
            return false;
        }
        let ends = Ends { local, peer };
        let identities = FieldKind::IsakmpIdTraffic;
        let Some((map, entry)) = find_entry(self.config(), ends, profile, proxies) else {
            let event = IpsecEvent::ProxySearched { map: String::new() };
            context.effects.ipsec_about(identities, event);
            let event = IpsecEvent::ProxiesNotSupported(*proxies);
            context.effects.ipsec_about(identities, event);
            return false;
        };
        let event = IpsecEvent::ProxySearched { map: map.clone() };
        context.effects.ipsec_about(identities, event);
        let wanted = self.wanted(&map, entry, proxies, ends);
        let fits = wanted.is_some_and(|wanted| {
            let accepts = wanted.sets.iter().any(|set| set.accepts(&meaning.set));
            accepts && (wanted.pfs.is_none() || wanted.pfs == meaning.pfs)
        });
        if !fits {
            let (proposal, transform) = choice.places.first().copied().unwrap_or_default();
            let field = FieldKind::IsakmpTransform.in_transform(proposal, transform);
            let event = IpsecEvent::TransformNotSupported(meaning.set.clone());
            context.effects.ipsec_about(field, event);
        }
        fits
    }
}

/// The entry of a crypto map in use that takes these proxies from a peer, whom a profile fits or none, and the map's name.
/// Modelled: an entry that names a profile is for the peers of that one only, if the profile is there.
pub(super) fn find_entry(
    config: &RunningConfig,
    ends: Ends,
    profile: Option<&str>,
    proxies: &ProxyIdentities,
) -> Option<(String, EntryId)> {
    let is_for_profile = |map: &str, entry| {
        let asked = config.profile_of_entry(map, entry);
        asked.is_none_or(|asked| profile == Some(asked) || config.isakmp_profile(asked).is_none())
    };
    let mut maps = maps_at(config, ends.local);
    maps.find_map(|(name, map)| {
        let mut entries = config.entries_for(map, ends.peer, proxies);
        let entry = entries.find(|entry| is_for_profile(name, *entry))?;
        Some((name.to_string(), entry))
    })
}

/// The crypto maps in use whose tunnels have this address here, with their names. IOS: Cisco's document 5409: a peer that
/// negotiates with another address is refused (`invalid local address`).
pub(super) fn maps_at(config: &RunningConfig, local: Ipv4Addr) -> impl Iterator<Item = (&str, &CryptoMap)> {
    let at_address = config
        .interfaces
        .keys()
        .filter(move |name| config.tunnel_address(**name) == Some(local));
    at_address.filter_map(|name| config.crypto_map_on(*name))
}
