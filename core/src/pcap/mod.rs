//! The packets of a run as a capture file (pcapng, draft-ietf-opsawg-pcapng), and in [`keys`] what decrypts it.
//!
//! There are two interfaces, the ends of the wire. A packet stands where it leaves, with the time at which it does; where the
//! wire changed or repeated it, it stands once more where it arrives. Its comment says what it is.

pub mod keys;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::event::RouterId;
use crate::order;
use crate::sim::{CapturedPacket, Fate, Trace};
use crate::time::SimTime;

/// Block types.
const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
/// Written little-endian, so it says that all else is.
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
/// Packets begin with their IPv4 header.
const LINKTYPE_IPV4: u16 = 228;
/// Options; those of different blocks share numbers.
const COMMENT: u16 = 1;
const INTERFACE_NAME: u16 = 2;
const TIME_RESOLUTION: u16 = 9;
const PACKET_FLAGS: u16 = 2;
const APPLICATION: u16 = 4;
/// Time stamps count milliseconds: 10^-3 seconds.
const MILLISECONDS: u8 = 3;

/// One record of the capture.
struct Record<'t> {
    at: SimTime,
    interface: RouterId,
    /// The packet's own flags: 1 for inbound, 2 for outbound.
    flags: u32,
    bytes: &'t [u8],
    comment: String,
}

/// The capture file of a run.
///
/// ```
/// use ikelab_core::pcap::{capture, keys::key_files};
/// use ikelab_core::sim::{doc_50880, run};
///
/// let trace = run(&doc_50880());
/// let file = capture(&trace);
/// assert_eq!(file[..4], [0x0a, 0x0d, 0x0d, 0x0a], "a section header, as pcapng begins");
/// let sent = &trace.packets[0].bytes;
/// assert!(file.windows(sent.len()).any(|bytes| bytes == &sent[..]));
/// let isakmp_sas = key_files(&trace).ikev1_decryption_table;
/// assert_eq!(isakmp_sas.lines().filter(|line| !line.starts_with('#')).count(), 1);
/// ```
pub fn capture(trace: &Trace) -> Vec<u8> {
    let mut file = Vec::new();
    let mut section = Vec::new();
    section.extend(BYTE_ORDER_MAGIC.to_le_bytes());
    section.extend([1, 0, 0, 0]); // version 1.0
    section.extend([0xff; 8]); // how long the section is: not said
    put_option(&mut section, APPLICATION, b"ikelab");
    put_block(&mut file, SECTION_HEADER, section);
    for router in RouterId::BOTH {
        let mut interface = Vec::new();
        interface.extend(LINKTYPE_IPV4.to_le_bytes());
        interface.extend([0; 6]); // reserved; packets are never cut
        put_option(&mut interface, INTERFACE_NAME, format!("{router}").as_bytes());
        put_option(&mut interface, TIME_RESOLUTION, &[MILLISECONDS]);
        put_block(&mut file, INTERFACE, interface);
    }
    let mut records: Vec<Record<'_>> = trace.packets.iter().flat_map(records).collect();
    order::sort(&mut records, |a, b| a.at < b.at);
    let start = trace.clock.unix_millis();
    for record in records {
        put_block(&mut file, ENHANCED_PACKET, enhanced_packet(&record, start));
    }
    file
}

/// The records of one packet: as it was sent, and what else of it arrived.
fn records(packet: &CapturedPacket) -> Vec<Record<'_>> {
    let CapturedPacket { from, name, sent, .. } = *packet;
    let record = |at, interface, flags, bytes, remark: &str| Record {
        at,
        interface,
        flags,
        bytes,
        comment: format!("{from} {name}{remark}"),
    };
    let to = from.peer();
    let (remark, arrivals, bytes, how) = match &packet.fate {
        Fate::Lost => (", lost on the wire", &[][..], &packet.bytes, ""),
        Fate::NotTaken(_) => (", taken by nobody", &[][..], &packet.bytes, ""),
        Fate::Taken(_) => (", to the cloud between the routers", &[][..], &packet.bytes, ""),
        Fate::Arrived(at) => ("", at.get(1..).unwrap_or_default(), &packet.bytes, ", once more"),
        Fate::Altered { at, bytes } => ("", &at[..], bytes, ", changed on the wire"),
    };
    let arrived = arrivals.iter().map(|at| record(*at, to, 1, bytes, how));
    let sent = record(sent, from, 2, &packet.bytes, remark);
    core::iter::once(sent).chain(arrived).collect()
}

fn enhanced_packet(record: &Record<'_>, start: u64) -> Vec<u8> {
    let time = start.saturating_add(record.at.0);
    let length = (record.bytes.len() as u32).to_le_bytes();
    let mut body = Vec::new();
    body.extend((record.interface.index() as u32).to_le_bytes());
    body.extend(((time >> 32) as u32).to_le_bytes());
    body.extend((time as u32).to_le_bytes());
    body.extend(length); // as captured
    body.extend(length); // as it was
    put_padded(&mut body, record.bytes);
    put_option(&mut body, COMMENT, record.comment.as_bytes());
    put_option(&mut body, PACKET_FLAGS, &record.flags.to_le_bytes());
    body
}

/// A block: type, length, body, end of options, length again. Every block here has options.
fn put_block(file: &mut Vec<u8>, kind: u32, mut body: Vec<u8>) {
    body.extend([0; 4]);
    let length = (body.len() as u32 + 12).to_le_bytes();
    file.extend(kind.to_le_bytes());
    file.extend(length);
    file.extend(body);
    file.extend(length);
}

fn put_option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    body.extend(code.to_le_bytes());
    body.extend((value.len() as u16).to_le_bytes());
    put_padded(body, value);
}

fn put_padded(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend(bytes);
    body.resize(body.len().next_multiple_of(4), 0);
}
