//! The capture file: what stands in it, and when. What Wireshark makes of it, `wireshark` asks.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName::{Esp, MainMode};
use ikelab_core::pcap;
use ikelab_core::sim::{FaultKind, Trace};
use ikelab_tests::lab::{self, R1, R2, packet, preset, with_fault, with_ping};

/// A record of the file: the interface, the time since the start of the run, the bytes, and the comment.
type Record = (u32, u64, Vec<u8>, String);

/// 18 April 2004, 05:59:20, as `date -u +%s` has it.
const START: u64 = 1_082_267_960_000;

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn blocks(file: &[u8]) -> Vec<(u32, &[u8])> {
    let (mut blocks, mut rest) = (Vec::new(), file);
    while !rest.is_empty() {
        let length = u32_at(rest, 4) as usize;
        assert_eq!(
            u32_at(rest, length - 4) as usize,
            length,
            "the length stands at both ends"
        );
        blocks.push((u32_at(rest, 0), &rest[8..length - 4]));
        rest = &rest[length..];
    }
    blocks
}

fn records(trace: &Trace) -> Vec<Record> {
    let file = pcap::capture(trace);
    let blocks = blocks(&file);
    let kinds: Vec<u32> = blocks.iter().map(|(kind, _)| *kind).take(4).collect();
    assert_eq!(kinds, [0x0a0d_0d0a, 1, 1, 6]);
    let packets = blocks.iter().filter(|(kind, _)| *kind == 6);
    let record = |body: &[u8]| {
        let time = u64::from(u32_at(body, 4)) << 32 | u64::from(u32_at(body, 8));
        let length = u32_at(body, 12) as usize;
        let options = 20 + length.next_multiple_of(4);
        let comment = usize::from(body[options + 2]);
        let text = &body[options + 4..options + 4 + comment];
        let text = String::from_utf8(text.to_vec()).expect("text");
        (u32_at(body, 0), time - START, body[20..20 + length].to_vec(), text)
    };
    packets.map(|(_, body)| record(body)).collect()
}

#[test]
fn every_packet_stands_where_and_when_it_was_sent() {
    let trace = lab::run(&preset());
    let records = records(&trace);
    assert_eq!(records.len(), trace.packets.len());
    for (record, packet) in records.iter().zip(&trace.packets) {
        let comment = format!("{} {}", packet.from, packet.name);
        let interface = packet.from.index() as u32;
        assert_eq!(*record, (interface, packet.sent.0, packet.bytes.clone(), comment));
    }
}

#[test]
fn what_the_wire_does_stands_there_too() {
    let scenario = with_fault(with_ping(preset(), 10, 56), R2, MainMode(1), FaultKind::Lose);
    let scenario = with_fault(scenario, R1, MainMode(2), FaultKind::Duplicate(50));
    let changed = FaultKind::Corrupt { offset: 60, mask: 1 };
    let trace = lab::run(&with_fault(scenario, R2, Esp(1), changed));
    let records = records(&trace);
    let of = |name: &str| {
        let named = records.iter().filter(|record| record.3.starts_with(name));
        named
            .map(|(interface, _, _, text)| (*interface, text.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("R2 MM1"), [(1, "R2 MM1, lost on the wire"), (1, "R2 MM1")]);
    assert_eq!(of("R1 MM2"), [(0, "R1 MM2"), (1, "R1 MM2, once more")]);
    assert_eq!(of("R2 ESP 1"), [(1, "R2 ESP 1"), (0, "R2 ESP 1, changed on the wire")]);
    let (_, _, arrived, _) = records
        .iter()
        .find(|record| record.3.ends_with("changed on the wire"))
        .expect("it");
    let mut sent = packet(&trace, R2, Esp(1)).bytes.clone();
    sent[60] ^= 1;
    assert_eq!(*arrived, sent);
    assert!(
        records.iter().map(|record| record.1).is_sorted(),
        "in the order of time"
    );
}
