//! The generic header of payloads, proposals and transforms (RFC 2408 §3.2): next payload, RESERVED, length.

use alloc::vec::Vec;

use crate::codec::{DecodeError, Reader, Writer};

/// Length of the generic header in bytes; the length field counts it.
const HEADER_LEN: u16 = 4;

/// Reads a generic header and takes what its length delimits. Gives the next-payload field, and a reader for the body.
pub(super) fn decode<'a>(what: &'static str, reader: &mut Reader<'a>) -> Result<(u8, Reader<'a>), DecodeError> {
    let offset = reader.offset();
    // First as a whole, so that an error is about the whole; the fields are then read once more.
    let mut header = reader.clone().sub(what, HEADER_LEN.into())?;
    let next = header.u8()?;
    header.expect_u8("RESERVED", 0)?;
    let length = header.u16()?;
    if length < HEADER_LEN {
        return Err(DecodeError::BadLength {
            what,
            offset,
            length: length.into(),
            minimum: HEADER_LEN.into(),
        });
    }
    let mut body = reader.sub(what, length.into())?;
    body.bytes(HEADER_LEN.into())?;
    Ok((next, body))
}

/// Writes a generic header and the body that it delimits.
pub(super) fn encode(writer: &mut Writer, next: u8, body: impl FnOnce(&mut Writer)) {
    writer.u8(next);
    writer.u8(0);
    writer.length_u16(HEADER_LEN, body);
}

/// Reads proposals or transforms to the end: each says `own`, its own type, as the next payload, but for the last, which
/// says 0.
pub(super) fn decode_list<'a, T>(
    what: &'static str,
    own: u8,
    reader: &mut Reader<'a>,
    item: impl Fn(Reader<'a>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut items = Vec::new();
    while !reader.is_empty() {
        let offset = reader.offset();
        let (next, body) = decode(what, reader)?;
        items.push(item(body)?);
        let expected = if reader.is_empty() { 0 } else { own };
        if next != expected {
            let (found, expected) = (next.into(), expected.into());
            return Err(DecodeError::Unexpected {
                what: "next payload",
                offset,
                found,
                expected,
            });
        }
    }
    Ok(items)
}

/// Writes proposals or transforms, chained as [`decode_list`] reads them.
pub(super) fn encode_list<T>(writer: &mut Writer, own: u8, items: &[T], item: impl Fn(&T, &mut Writer)) {
    for (index, value) in items.iter().enumerate() {
        let next = if index + 1 == items.len() { 0 } else { own };
        encode(writer, next, |writer| item(value, writer));
    }
}
