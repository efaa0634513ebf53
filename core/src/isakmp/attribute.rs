//! Data attributes (RFC 2408 §3.3).

use alloc::vec::Vec;

use crate::codec::{DecodeError, Reader, Writer};

/// The attribute format bit: set for a value of two bytes in place of the length.
const FORMAT_BASIC: u16 = 0x8000;

/// One attribute of a transform, in the encoding it came in or is to be sent in.
///
/// What `kind` means depends on the phase: [`Phase1Attribute`](super::numbers::Phase1Attribute) or
/// [`IpsecAttribute`](super::numbers::IpsecAttribute).
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Attribute {
    /// Attribute type, 15 bits; a 16th is not encoded.
    pub kind: u16,
    /// The value.
    pub value: AttributeValue,
}

/// The value of an attribute, in one of two encodings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum AttributeValue {
    /// TV: two bytes.
    Basic(u16),
    /// TLV: any length. IOS calls it VPI.
    Variable(Vec<u8>),
}

impl Attribute {
    /// An attribute in the basic encoding (TV).
    #[must_use]
    pub fn basic(kind: impl Into<u16>, value: impl Into<u16>) -> Self {
        Self {
            kind: kind.into(),
            value: AttributeValue::Basic(value.into()),
        }
    }

    /// A number in the variable encoding (TLV) with four bytes, as IOS sends what may not fit in two.
    #[must_use]
    pub fn variable(kind: impl Into<u16>, value: u32) -> Self {
        Self {
            kind: kind.into(),
            value: AttributeValue::Variable(value.to_be_bytes().to_vec()),
        }
    }

    /// The value as a number, from either encoding. `None` when it does not fit in 64 bits.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match &self.value {
            AttributeValue::Basic(value) => Some((*value).into()),
            AttributeValue::Variable(bytes) => {
                let significant = bytes.iter().skip_while(|byte| **byte == 0);
                significant
                    .clone()
                    .nth(8)
                    .is_none()
                    .then(|| significant.fold(0, |n, byte| n << 8 | u64::from(*byte)))
            }
        }
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let kind = reader.u16()?;
        let value = if kind & FORMAT_BASIC != 0 {
            AttributeValue::Basic(reader.u16()?)
        } else {
            let length = reader.u16()?.into();
            AttributeValue::Variable(reader.sub("attribute value", length)?.rest().to_vec())
        };
        Ok(Self {
            kind: kind & !FORMAT_BASIC,
            value,
        })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        let kind = self.kind & !FORMAT_BASIC;
        match &self.value {
            AttributeValue::Basic(value) => {
                writer.u16(kind | FORMAT_BASIC);
                writer.u16(*value);
            }
            AttributeValue::Variable(bytes) => {
                writer.u16(kind);
                writer.length_u16(0, |writer| writer.bytes(bytes));
            }
        }
    }
}
