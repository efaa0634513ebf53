//! How large a configuration is: what it costs to copy it, and to look through it for a packet.

use super::access_list::AccessListId;
use super::config::RunningConfig;
use super::kept::KeptLines;

impl RunningConfig {
    /// Lines and entries that it has, roughly.
    pub fn size(&self) -> usize {
        let lists = self
            .access_lists
            .values()
            .map(|list| list.lines.len() + 1)
            .sum::<usize>();
        let entries = self.all_entries().map(|(_, _, entry)| 3 + entry.peers().len());
        let keys = self
            .keyrings
            .iter()
            .map(|keyring| keyring.keys.len() + 1)
            .sum::<usize>()
            + self.isakmp.keys.len();
        let profiles = self.isakmp_profiles.iter().map(|profile| profile.identities.len() + 2);
        let interfaces = self
            .interfaces
            .values()
            .map(|it| 3 + it.secondary.len() + size_of_kept(&it.kept));
        let kept = self.kept.values().map(size_of_kept).sum::<usize>();
        lists
            + entries.sum::<usize>()
            + keys
            + profiles.sum::<usize>()
            + interfaces.sum::<usize>()
            + kept
            + self.isakmp.policies.len()
            + self.ipsec.transform_sets.len()
            + self.static_routes.len()
            + self.hosts.len()
    }

    /// Lines that a router looks through for a packet, at most.
    pub fn size_for_a_packet(&self) -> usize {
        let list = |id: &AccessListId| self.access_list(id).map_or(0, |list| list.lines.len());
        let maps = self.interfaces.keys().filter_map(|name| self.crypto_map_on(*name));
        let entries = maps.flat_map(|(_, map)| self.entries_of(map));
        let matched = entries.map(|(_, entry)| 1 + entry.match_address.as_ref().map_or(0, list));
        let groups = self
            .interfaces
            .values()
            .flat_map(|it| [&it.access_groups.inbound, &it.access_groups.outbound]);
        let filtered = groups.flatten().map(list);
        matched.sum::<usize>() + filtered.sum::<usize>() + self.static_routes.len() + self.interfaces.len()
    }
}

fn size_of_kept(lines: &KeptLines) -> usize {
    lines.iter().map(|line| 1 + size_of_kept(&line.inside)).sum()
}
