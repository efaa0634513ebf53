//! ISAKMP messages (RFC 2408 §3) as fields: the header, then the chain of payloads.

mod attribute;
pub(super) mod generic;
mod payload;
mod sa;

use alloc::format;
use alloc::string::String;

use super::cutter::Cutter;
use super::explain::message as terms;
use super::numbers::payload_type;
use super::show;
use super::view::View;
use crate::isakmp::header::{Flags, HEADER_LEN};
use crate::isakmp::numbers::{ExchangeType, PayloadType};

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
