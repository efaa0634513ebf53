//! What the wire does to packets: what can be done to one, and what is being done.

use ikelab_core::effects::PacketName;
use ikelab_core::event::PacketId;
use ikelab_core::sim::{CapturedPacket, Fault, FaultKind, PacketRef, Trace, forgery};

/// Milliseconds by which a packet is held up: longer than a ping waits.
const DELAY: u64 = 3000;
/// Milliseconds after which it comes again.
const AGAIN: u64 = 100;

/// Something simple that can be done to any packet, as its menu has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// It never arrives.
    Lose,
    /// It arrives late.
    Delay,
    /// It arrives twice.
    Duplicate,
    /// The first byte behind its headers arrives changed.
    Corrupt,
}

impl Tampering {
    /// All of them.
    pub const ALL: [Tampering; 4] = [
        Tampering::Lose,
        Tampering::Delay,
        Tampering::Duplicate,
        Tampering::Corrupt,
    ];

    /// What the packet is then.
    pub const fn name(self) -> &'static str {
        match self {
            Tampering::Lose => "lost",
            Tampering::Delay => "3 seconds late",
            Tampering::Duplicate => "delivered twice",
            Tampering::Corrupt => "changed in one byte",
        }
    }

    /// The fault that does it.
    pub fn fault(self, packet: PacketRef) -> Fault {
        let kind = match self {
            Tampering::Lose => FaultKind::Lose,
            Tampering::Delay => FaultKind::Delay(DELAY),
            Tampering::Duplicate => FaultKind::Duplicate(AGAIN),
            Tampering::Corrupt => FaultKind::Corrupt {
                offset: first_payload_byte(packet.name),
                mask: 1,
            },
        };
        Fault { packet, kind }
    }
}

/// Behind IPv4, UDP and ISAKMP headers; behind IPv4, SPI and sequence number.
fn first_payload_byte(name: PacketName) -> u32 {
    match name {
        PacketName::MainMode(_) | PacketName::QuickMode(_) | PacketName::Informational => 20 + 8 + 28,
        PacketName::Esp(_) => 20 + 8,
        PacketName::Ah(_) => 20 + 24,
        PacketName::Clear => 20,
    }
}

/// How a fault names a packet of a run.
pub fn packet_ref(trace: &Trace, id: PacketId) -> Option<PacketRef> {
    let packet = trace.packet(id)?;
    let earlier = trace.packets.iter().take(id.0 as usize);
    let occurrence = earlier
        .filter(|it| (it.from, it.name) == (packet.from, packet.name))
        .count() as u32;
    Some(PacketRef {
        from: packet.from,
        name: packet.name,
        occurrence,
    })
}

/// Whether an attacker who does not know the key could choose what the packet says.
pub fn is_forgeable(packet: &CapturedPacket) -> bool {
    forgery::echo_data(packet, 0, &[]).is_ok()
}

/// The faults that make the packet say `text`; none if it cannot.
pub fn forgery(trace: &Trace, id: PacketId, text: &str) -> Option<Vec<Fault>> {
    let occurrence = packet_ref(trace, id)?.occurrence;
    forgery::echo_data(trace.packet(id)?, occurrence, text.as_bytes()).ok()
}

/// Faults of one packet that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// What they do.
    pub words: String,
    /// The faults.
    pub faults: Vec<Fault>,
}

/// What is being done, packet by packet, in the order in which it was begun.
pub fn in_force(faults: &[Fault]) -> Vec<InForce> {
    let mut groups: Vec<Vec<Fault>> = Vec::new();
    for fault in faults {
        let same =
            |group: &&mut Vec<Fault>| group[0].packet == fault.packet && is_change(&group[0]) && is_change(fault);
        match groups.iter_mut().find(same) {
            Some(group) => group.push(fault.clone()),
            None => groups.push(vec![fault.clone()]),
        }
    }
    let in_force = |faults: Vec<Fault>| InForce {
        words: words(&faults),
        faults,
    };
    groups.into_iter().map(in_force).collect()
}

fn is_change(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Corrupt { .. })
}

fn words(faults: &[Fault]) -> String {
    let packet = faults[0].packet;
    let what = match faults[0].kind {
        FaultKind::Lose => "lost".to_owned(),
        FaultKind::Delay(millis) => format!("{millis} ms late"),
        FaultKind::Duplicate(_) => "twice".to_owned(),
        FaultKind::Corrupt { .. } if faults.len() == 1 => "1 byte changed".to_owned(),
        FaultKind::Corrupt { .. } => format!("{} bytes changed", faults.len()),
    };
    let which = if packet.occurrence > 0 {
        format!(", time {}", packet.occurrence + 1)
    } else {
        String::new()
    };
    format!("{} from {}{which}: {what}", packet.name, packet.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikelab_core::event::RouterId;
    use ikelab_core::sim::{Fate, doc_50880, run};

    fn first(trace: &Trace, name: PacketName) -> PacketId {
        trace.packets.iter().find(|packet| packet.name == name).unwrap().id
    }

    #[test]
    fn the_faults_hit_the_packet_that_is_meant() {
        let mut scenario = doc_50880();
        let trace = run(&scenario);
        let mm3 = first(&trace, PacketName::MainMode(3));
        let packet = packet_ref(&trace, mm3).unwrap();
        assert_eq!((packet.from, packet.occurrence), (RouterId::R2, 0));
        scenario.faults.push(Tampering::Lose.fault(packet));
        let trace = run(&scenario);
        assert_eq!(trace.packet(mm3).unwrap().fate, Fate::Lost);
        let mut copies = trace.packets.iter().filter(|it| it.name == PacketName::MainMode(3));
        let again = copies.nth(1).unwrap().id;
        assert_eq!(
            packet_ref(&trace, again).unwrap().occurrence,
            1,
            "a retransmission is the next"
        );
    }

    #[test]
    fn a_forgery_is_one_row() {
        let trace = run(&doc_50880());
        let esp = first(&trace, PacketName::Esp(1));
        assert!(is_forgeable(trace.packet(esp).unwrap()));
        assert!(!is_forgeable(
            trace.packet(first(&trace, PacketName::MainMode(5))).unwrap()
        ));
        let mut faults = forgery(&trace, esp, "forged").unwrap();
        faults.push(Tampering::Lose.fault(packet_ref(&trace, esp).unwrap()));
        let rows = in_force(&faults);
        assert_eq!(rows.len(), 2);
        assert!(rows[0].words.starts_with("ESP 1 from R2: ") && rows[0].words.ends_with("bytes changed"));
        assert_eq!(rows[1].words, "ESP 1 from R2: lost");
        assert_eq!(forgery(&trace, esp, &"x".repeat(999)), None);
    }
}
