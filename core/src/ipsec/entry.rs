//! Which entry of a crypto map a pair of SAs is for.

use serde::Serialize;

/// Which entry of a crypto map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct EntryId {
    /// Its sequence number.
    pub sequence: u16,
    /// Where it refers to a dynamic map, the sequence number there.
    pub dynamic: Option<u16>,
}

impl EntryId {
    /// An entry that stands in the crypto map itself.
    pub const fn fixed(sequence: u16) -> Self {
        let dynamic = None;
        Self { sequence, dynamic }
    }
}
