//! ISAKMP messages (RFC 2408 §3) as fields: the header, then the chain of payloads.

mod attribute;
mod payload;
mod sa;

pub(super) use sa::protocol_name;

use alloc::format;
use alloc::string::String;

use super::cutter::Cutter;
use super::explain::{Term, message as terms};
use super::show;
use super::view::View;
use crate::isakmp::header::{Flags, HEADER_LEN};
use crate::isakmp::numbers::{ExchangeType, PayloadType};

/// Length of the generic header of payloads, proposals and transforms (RFC 2408 §3.2).
pub(super) const GENERIC_LEN: usize = 4;

/// What the header says of what follows it.
struct Header {
    first: PayloadType,
    exchange: ExchangeType,
    flags: Flags,
    length: usize,
}

/// A message: all that is left.
pub(super) fn message(cutter: &mut Cutter<'_>, view: &View<'_>) -> Option<()> {
    let there = cutter.rest().len();
    let header = cutter.group(&terms::HEADER, HEADER_LEN as usize, |cutter| header(cutter, there))?;
    cutter.span(header.length.saturating_sub(HEADER_LEN as usize), |cutter| {
        body(cutter, view, &header)
    })
}

fn header(cutter: &mut Cutter<'_>, there: usize) -> Option<Header> {
    cutter.leaf(&terms::INITIATOR_COOKIE, 8, show::words)?;
    cutter.leaf(&terms::RESPONDER_COOKIE, 8, show::words)?;
    let first = cutter.u8(&terms::FIRST_PAYLOAD, payload_type)?.into();
    cutter.u8(&terms::VERSION, |version| format!("{}.{}", version >> 4, version & 15))?;
    let exchange = cutter.u8(&terms::EXCHANGE, |number| {
        show::named(number, ExchangeType::from(number).name())
    })?;
    let exchange = ExchangeType::from(exchange);
    let flags = Flags(cutter.u8(&terms::FLAGS, |bits| flags(Flags(bits)))?);
    cutter.u32(&terms::MESSAGE_ID, message_id)?;
    let length = cutter.u32(&terms::LENGTH, |length| show::length(length as usize, there))? as usize;
    cutter.set_value(exchange.name().unwrap_or("unknown exchange"));
    Some(Header {
        first,
        exchange,
        flags,
        length,
    })
}

fn payload_type(number: u8) -> String {
    show::named(number, PayloadType::from(number).name())
}

fn flags(flags: Flags) -> String {
    let named = [
        (Flags::ENCRYPTION, "encryption"),
        (Flags::COMMIT, "commit"),
        (Flags::AUTHENTICATION_ONLY, "authentication only"),
    ];
    let mut set = String::new();
    for (_, name) in named.into_iter().filter(|(flag, _)| flags.contains(*flag)) {
        set += if set.is_empty() { "" } else { ", " };
        set += name;
    }
    show::named(flags.0, Some(set.as_str()).filter(|set| !set.is_empty()))
}

/// IOS prints message ids as signed decimals.
fn message_id(id: u32) -> String {
    match id {
        0 => show::named(0, Some("phase 1")),
        id => format!("{} (0x{id:08X})", id as i32),
    }
}

/// What follows the header: payloads, or the ciphertext that hides them.
fn body(cutter: &mut Cutter<'_>, view: &View<'_>, header: &Header) -> Option<()> {
    let hidden = view
        .hidden(cutter.offset(), cutter.rest().len())
        .filter(|hidden| hidden.start == cutter.offset());
    if header.flags.contains(Flags::ENCRYPTION) && !hidden.as_ref().is_some_and(|hidden| hidden.readable) {
        cutter.remainder(&terms::ENCRYPTED, show::hex);
        return Some(());
    }
    payload::chain(cutter, header.first, header.exchange)?;
    if hidden.is_some() {
        cutter.remainder(&terms::PADDING, show::hex);
    }
    Some(())
}

/// The next-payload and length fields of a generic header that is yet to be cut; `None` if there is no whole one.
pub(super) fn peek_generic(bytes: &[u8]) -> Option<(u8, usize)> {
    let &[next, _, high, low] = bytes.first_chunk::<GENERIC_LEN>()?;
    Some((next, u16::from_be_bytes([high, low]).into()))
}

/// Cuts a generic header. `None` if it says that its part ends before it does; `there`: bytes from its beginning.
fn generic(cutter: &mut Cutter<'_>, next: &Term, there: usize) -> Option<()> {
    cutter.u8(next, payload_type)?;
    cutter.leaf(&terms::RESERVED, 1, show::reserved)?;
    let length = cutter.u16(&terms::PAYLOAD_LENGTH, |length| match usize::from(length) {
        length if length < GENERIC_LEN => format!("{}, less than this header", show::bytes(length)),
        length => show::length(length, there),
    })?;
    (usize::from(length) >= GENERIC_LEN).then_some(())
}

/// Cuts proposals or transforms: one, and more as long as each says that another of type `own` follows.
fn list(
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
