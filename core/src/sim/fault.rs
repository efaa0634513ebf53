//! What the wire does to packets: loss, delay, duplication, corruption.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::effects::PacketName;
use crate::event::RouterId;
use crate::order;

/// A packet by what it is, so that the pointer survives a changed scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PacketRef {
    /// Who sends it.
    pub from: RouterId,
    /// What it is.
    pub name: PacketName,
    /// Which of those, from 0: a retransmission is the next.
    pub occurrence: u32,
}

impl fmt::Display for PacketRef {
    /// As a [locator](crate::locator): `R2.ESP3`, and the second of that name `R2.ESP3:2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.from, self.name.to_string().replace(' ', ""))?;
        match self.occurrence {
            0 => Ok(()),
            earlier => write!(f, ":{}", u64::from(earlier) + 1),
        }
    }
}

/// A text is no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPacket;

impl FromStr for PacketRef {
    type Err = NotAPacket;

    /// Reads what is displayed.
    fn from_str(text: &str) -> Result<Self, NotAPacket> {
        let read = || {
            let (from, rest) = text.split_once('.')?;
            let (name, number) = rest.split_once(':').unwrap_or((rest, "1"));
            let is_ordinal = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
            let earlier = number.parse::<u64>().ok().filter(|_| is_ordinal)? - 1;
            Some(PacketRef {
                from: from.parse().ok()?,
                name: name.parse().ok()?,
                occurrence: earlier.try_into().ok()?,
            })
        };
        read().ok_or(NotAPacket)
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The packet.
    pub packet: PacketRef,
    /// What happens to it.
    pub kind: FaultKind,
}

/// What happens to a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// It never arrives.
    Lose,
    /// It arrives later by this many milliseconds.
    Delay(u64),
    /// It arrives once more, this many milliseconds after the first time.
    Duplicate(u64),
    /// A byte arrives changed.
    Corrupt {
        /// Which, from the start of the IPv4 packet.
        offset: u32,
        /// The bits that are flipped.
        mask: u8,
    },
}

/// What becomes of one packet: when it arrives, beyond the wire's own delay, and as what.
pub(super) struct Passage {
    /// Extra delays in milliseconds, one for each arrival; none: lost.
    pub arrivals: Vec<u64>,
    /// The bytes that arrive, if they are not those that were sent.
    pub altered: Option<Vec<u8>>,
}

/// The faults of a scenario, by the packet that they are for.
pub(super) struct Faults<'s>(Vec<&'s Fault>);

impl<'s> Faults<'s> {
    /// Those of a packet stay in the order in which they are given.
    pub fn new(faults: &'s [Fault]) -> Self {
        let mut faults: Vec<&Fault> = faults.iter().collect();
        order::sort(&mut faults, |a, b| a.packet < b.packet);
        Faults(faults)
    }

    /// Applies the faults for `packet` to `bytes`.
    pub fn pass(&self, packet: PacketRef, bytes: &[u8]) -> Passage {
        let mut passage = Passage {
            arrivals: alloc::vec![0],
            altered: None,
        };
        let first = self.0.partition_point(|fault| fault.packet < packet);
        for fault in self.0[first..].iter().take_while(|fault| fault.packet == packet) {
            match fault.kind {
                FaultKind::Lose => passage.arrivals.clear(),
                FaultKind::Delay(millis) => passage
                    .arrivals
                    .iter_mut()
                    .for_each(|delay| *delay = delay.saturating_add(millis)),
                FaultKind::Duplicate(millis) => {
                    if let Some(&first) = passage.arrivals.first() {
                        passage.arrivals.push(first.saturating_add(millis));
                    }
                }
                FaultKind::Corrupt { offset, mask } => {
                    let altered = passage.altered.get_or_insert_with(|| bytes.to_vec());
                    if let Some(byte) = altered.get_mut(offset as usize) {
                        *byte ^= mask;
                    }
                }
            }
        }
        passage
    }
}
