//! The generic header of payloads, proposals and transforms (RFC 2408 §3.2), and the lists that it makes.

use alloc::format;

use super::super::cutter::Cutter;
use super::super::explain::{Term, message as terms};
use super::super::numbers::payload_type;
use super::super::show;
use crate::isakmp::numbers::PayloadType;

/// Length of the generic header of payloads, proposals and transforms.
pub(in crate::dissect) const GENERIC_LEN: usize = 4;

/// The next-payload and length fields of a generic header that is yet to be cut; `None` if there is no whole one.
pub(in crate::dissect) fn peek_generic(bytes: &[u8]) -> Option<(u8, usize)> {
    let &[next, _, high, low] = bytes.first_chunk::<GENERIC_LEN>()?;
    Some((next, u16::from_be_bytes([high, low]).into()))
}

/// Cuts a generic header. `None` if it says that its part ends before it does; `there`: bytes from its beginning.
pub(super) fn generic(cutter: &mut Cutter<'_>, next: &Term, there: usize) -> Option<()> {
    cutter.u8(next, payload_type)?;
    cutter.leaf(&terms::RESERVED, 1, show::reserved)?;
    let length = cutter.u16(&terms::PAYLOAD_LENGTH, |length| match usize::from(length) {
        length if length < GENERIC_LEN => format!("{}, less than this header", show::bytes(length)),
        length => show::length(length, there),
    })?;
    (usize::from(length) >= GENERIC_LEN).then_some(())
}

/// Cuts proposals or transforms: one, and more as long as each says that another of type `own` follows.
pub(super) fn list(
    cutter: &mut Cutter<'_>,
    own: PayloadType,
    mut item: impl FnMut(&mut Cutter<'_>, usize, usize) -> Option<()>,
) -> usize {
    let mut count = 0;
    while let Some((next, length)) = peek_generic(cutter.rest()) {
        let there = cutter.rest().len();
        item(cutter, length.max(GENERIC_LEN), there);
        count += 1;
        if next != own.number() || length < GENERIC_LEN {
            break;
        }
    }
    count
}
