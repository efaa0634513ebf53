//! AH (RFC 2402) as fields.

use alloc::format;

use super::cutter::Cutter;
use super::explain::ah as terms;
use super::numbers::protocol_name;
use super::view::View;
use super::{Data, show};
use crate::ip::ipv4;

/// Bytes of the header before the ICV.
const FIXED_LEN: usize = 12;

/// A packet from the next header on; `addresses` are those of its IP header, and `data` cuts what it carries.
pub(super) fn packet(cutter: &mut Cutter<'_>, view: &View<'_>, addresses: Option<&[u8]>, data: Data) -> Option<()> {
    let header_len = length(*cutter.rest().get(1)?);
    let next = cutter.group(&terms::AH, header_len, |cutter| {
        let there = cutter.rest().len();
        let next = cutter.u8(&terms::NEXT_HEADER, |protocol| {
            show::named(protocol, protocol_name(protocol))
        })?;
        cutter.u8(&terms::PAYLOAD_LENGTH, |words| {
            format!("{words} · {}", show::length(length(words), there))
        })?;
        cutter.leaf(&terms::RESERVED, 2, show::reserved)?;
        cutter.leaf(&terms::SPI, 4, show::words)?;
        cutter.u32(&terms::SEQUENCE, |sequence| format!("{sequence}"))?;
        cutter.remainder(&terms::ICV, show::hex);
        Some(next)
    })?;
    match next {
        // As of tunnels in tunnels: nobody here makes AH in AH.
        ipv4::AH => None,
        next => data(cutter, view, next, addresses),
    }
}

/// Bytes of the header: the field counts words of 32 bits, less two (RFC 2402 §2.2).
fn length(words: u8) -> usize {
    ((usize::from(words) + 2) * 4).max(FIXED_LEN)
}
