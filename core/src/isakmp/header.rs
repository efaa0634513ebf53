//! The ISAKMP header (RFC 2408 §3.1).

use core::fmt;

use super::numbers::{ExchangeType, PayloadType};
use crate::codec::{DecodeError, Reader, Writer};

/// Length of the header in bytes.
pub const HEADER_LEN: u32 = 28;

/// Version 1.0, major and minor in four bits each.
pub const VERSION_1_0: u8 = 0x10;

/// A cookie: eight bytes that a side chose. Displayed as IOS prints it: `67432FCF F809B638`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Cookie(pub [u8; 8]);

impl Cookie {
    /// The responder's cookie in the first message, when there is none.
    pub const ZERO: Self = Self([0; 8]);

    /// Whether this is [`Cookie::ZERO`].
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl fmt::Display for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g, h, i] = self.0;
        let (left, right) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, g, h, i]));
        write!(f, "{left:08X} {right:08X}")
    }
}

/// The flags of the header. Bits without a name are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Flags(pub u8);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);
    /// E: the payloads are encrypted.
    pub const ENCRYPTION: Self = Self(1);
    /// C: no use of the new SA before a CONNECTED notification.
    pub const COMMIT: Self = Self(2);
    /// A: the payload is authenticated but not encrypted.
    pub const AUTHENTICATION_ONLY: Self = Self(4);

    /// Whether all flags of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The header of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Header {
    /// CKY-I.
    pub initiator_cookie: Cookie,
    /// CKY-R; zero in the first message.
    pub responder_cookie: Cookie,
    /// Type of the first payload. Encoding a message sets it.
    pub next_payload: PayloadType,
    /// Major and minor version, four bits each: [`VERSION_1_0`].
    pub version: u8,
    /// The exchange that the message is of.
    pub exchange: ExchangeType,
    /// E, C and A.
    pub flags: Flags,
    /// M-ID: 0 in phase 1.
    pub message_id: u32,
    /// Length of the whole message in bytes, with this header and padding. Encoding a message sets it.
    pub length: u32,
}

impl Header {
    /// A header of version 1.0 for a message that is yet to be encoded.
    #[must_use]
    pub const fn new(cookies: (Cookie, Cookie), exchange: ExchangeType, flags: Flags, message_id: u32) -> Self {
        Self {
            initiator_cookie: cookies.0,
            responder_cookie: cookies.1,
            next_payload: PayloadType::None,
            version: VERSION_1_0,
            exchange,
            flags,
            message_id,
            length: HEADER_LEN,
        }
    }

    /// Whether the payloads are encrypted.
    #[must_use]
    pub const fn is_encrypted(&self) -> bool {
        self.flags.contains(Flags::ENCRYPTION)
    }

    /// Reads the header; what `length` says is not looked at.
    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut header = reader.sub("ISAKMP header", HEADER_LEN as usize)?;
        Ok(Self {
            initiator_cookie: Cookie(header.array()?),
            responder_cookie: Cookie(header.array()?),
            next_payload: header.u8()?.into(),
            version: header.u8()?,
            exchange: header.u8()?.into(),
            flags: Flags(header.u8()?),
            message_id: header.u32()?,
            length: header.u32()?,
        })
    }

    /// Writes the header as it is.
    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.bytes(&self.initiator_cookie.0);
        writer.bytes(&self.responder_cookie.0);
        writer.u8(self.next_payload.into());
        writer.u8(self.version);
        writer.u8(self.exchange.into());
        writer.u8(self.flags.0);
        writer.u32(self.message_id);
        writer.u32(self.length);
    }
}
