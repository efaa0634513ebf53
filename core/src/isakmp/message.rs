//! Messages: a header and the payloads that follow it (RFC 2408 §3).
//!
//! A clear message goes through [`Message`]. Of an encrypted one, [`decode_header`] gives the header and the ciphertext,
//! and once that is decrypted [`decode_payloads`] gives the payloads; [`encode_payloads`] and [`encode_with_body`] are the
//! way back.

use alloc::vec::Vec;

use super::header::{Flags, HEADER_LEN, Header};
use super::numbers::PayloadType;
use super::payload::Payload;
use crate::codec::{DecodeError, Reader, Writer};

/// A message in the clear, or the meaning of one that was encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// The header.
    pub header: Header,
    /// The payloads, in order.
    pub payloads: Vec<Payload>,
}

impl Message {
    /// A message of these payloads; the header's next payload and length are set to suit them.
    #[must_use]
    pub fn new(header: Header, payloads: Vec<Payload>) -> Self {
        let length = encode_payloads(&payloads).len() as u32 + HEADER_LEN;
        let header = Header {
            next_payload: first_type(&payloads),
            length,
            ..header
        };
        Self { header, payloads }
    }

    /// Reads a whole clear message.
    ///
    /// # Errors
    /// When the bytes are not exactly one message, a part of it is malformed, or the encryption flag is set.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (header, body) = decode_header(bytes)?;
        if header.is_encrypted() {
            let found = u32::from(header.flags.0 & Flags::ENCRYPTION.0);
            return Err(DecodeError::Unexpected {
                what: "encryption flag",
                offset: 19,
                found,
                expected: 0,
            });
        }
        let (payloads, padding) = decode_payloads(header.next_payload, body, HEADER_LEN)?;
        let end = HEADER_LEN + (body.len() - padding.len()) as u32;
        Reader::new("message", padding, end).finish()?;
        Ok(Self { header, payloads })
    }

    /// Writes the message in the clear, with the next payload and the length that suit its payloads.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode_with_body(
            &self.header,
            first_type(&self.payloads),
            &encode_payloads(&self.payloads),
        )
    }
}

/// Reads the header of a message, clear or encrypted. Gives what follows it as well.
///
/// # Errors
/// When there are fewer bytes, or more, than the header's length says.
pub fn decode_header(bytes: &[u8]) -> Result<(Header, &[u8]), DecodeError> {
    let header = Header::decode(&mut Reader::new("ISAKMP header", bytes, 0))?;
    let (what, length) = ("message", header.length);
    if length < HEADER_LEN {
        return Err(DecodeError::BadLength {
            what,
            offset: 0,
            length,
            minimum: HEADER_LEN,
        });
    }
    let mut reader = Reader::new(what, bytes, 0);
    let mut message = reader.sub(what, length as usize)?;
    reader.finish()?;
    message.bytes(HEADER_LEN as usize)?;
    Ok((header, message.rest()))
}

/// Reads a chain of payloads of which the first is of type `first`. Gives what follows the last as well: the padding of a
/// decrypted message, whose bytes RFC 2409 leaves open.
///
/// `offset` is where `bytes` begin in the message, for errors: [`HEADER_LEN`].
///
/// # Errors
/// When a payload is malformed.
pub fn decode_payloads(first: PayloadType, bytes: &[u8], offset: u32) -> Result<(Vec<Payload>, &[u8]), DecodeError> {
    let mut reader = Reader::new("payloads", bytes, offset);
    let mut payloads = Vec::new();
    let mut kind = first;
    while kind != PayloadType::None {
        let (payload, next) = Payload::decode(kind, &mut reader)?;
        payloads.push(payload);
        kind = next;
    }
    Ok((payloads, reader.rest()))
}

/// Writes a chain of payloads, without padding.
#[must_use]
pub fn encode_payloads(payloads: &[Payload]) -> Vec<u8> {
    let mut writer = Writer::new();
    for (index, payload) in payloads.iter().enumerate() {
        payload.encode(&mut writer, first_type(&payloads[index + 1..]));
    }
    writer.into_bytes()
}

/// Writes a message around a body that is encoded already, and maybe encrypted; `first` is the type of its first payload.
///
/// The header's next payload and length are set to suit the body.
#[must_use]
pub fn encode_with_body(header: &Header, first: PayloadType, body: &[u8]) -> Vec<u8> {
    let header = Header {
        next_payload: first,
        length: HEADER_LEN + body.len() as u32,
        ..*header
    };
    let mut writer = Writer::new();
    header.encode(&mut writer);
    writer.bytes(body);
    writer.into_bytes()
}

/// The type of the first payload, which the header carries: `NONE` if there is none.
#[must_use]
pub fn first_type(payloads: &[Payload]) -> PayloadType {
    payloads.first().map_or(PayloadType::None, Payload::kind)
}
