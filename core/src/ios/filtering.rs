//! What an access group makes of a packet.

use serde::Serialize;

use super::access_list::{AccessListEntry, AccessListId, Action, Flow};
use super::config::RunningConfig;
use super::interface::InterfaceName;
use crate::ipsec::manual::Direction;

/// An access group has looked at a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// On which interface.
    pub interface: InterfaceName,
    /// Whether the packet came in there, or was to go out.
    pub direction: Direction,
    /// The list.
    pub access_list: AccessListId,
    /// The line that means the packet, with its number; `None`: the implicit deny at the end.
    pub line: Option<(u32, AccessListEntry)>,
}

impl Filter {
    /// Whether the packet passes.
    pub fn permits(&self) -> bool {
        let action = self.line.as_ref().map(|(_, entry)| entry.action);
        action == Some(Action::Permit)
    }
}

impl RunningConfig {
    /// Looks at a packet with the access group of an interface; an ICMP message is given with its type and code. `None` if
    /// there is no access group, or no such list, or none with lines (IOS: reference: then everything passes).
    pub fn filter(
        &self,
        interface: InterfaceName,
        direction: Direction,
        flow: &Flow,
        icmp: Option<(u8, u8)>,
    ) -> Option<Filter> {
        let id = self.interfaces.get(&interface)?.access_groups.of(direction)?;
        let list = self.access_list(id)?;
        list.entries().next()?;
        let line = list.filter(flow, icmp);
        Some(Filter {
            interface,
            direction,
            access_list: id.clone(),
            line: line.map(|(number, entry)| (number, entry.clone())),
        })
    }
}
