//! The Security Association payload with its proposals and transforms (RFC 2408 §3.4, §3.5, §3.6; RFC 2407 §4.2).

use alloc::vec::Vec;

use super::attribute::Attribute;
use super::generic;
use super::numbers::{PayloadType, ProtocolId, TransformId};
use crate::codec::{DecodeError, Reader, Writer};

/// The IPsec domain of interpretation (RFC 2407 §4.1).
pub const DOI_IPSEC: u32 = 1;

/// The situation of IKE without secrecy and integrity labels (RFC 2407 §4.2.1).
pub const SIT_IDENTITY_ONLY: u32 = 1;

/// A Security Association payload: what one side offers, or the other chose.
///
/// Any DOI and situation is kept, for the receiver to object to. The situation is always four bytes: labels, which follow
/// it when it is other than [`SIT_IDENTITY_ONLY`], do not decode.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct SecurityAssociation {
    /// Domain of interpretation: [`DOI_IPSEC`].
    pub doi: u32,
    /// Situation: [`SIT_IDENTITY_ONLY`].
    pub situation: u32,
    /// The proposals, in order of preference. Those that share a number belong together (RFC 2408 §4.2).
    pub proposals: Vec<Proposal>,
}

/// A proposal: one protocol, with transforms to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Proposal {
    /// Proposal number.
    pub number: u8,
    /// The protocol that the transforms are of.
    pub protocol: ProtocolId,
    /// The sender's SPI, at most 255 bytes: none in phase 1, four in quick mode.
    pub spi: Vec<u8>,
    /// The transforms, at most 255, in order of preference.
    pub transforms: Vec<Transform>,
}

/// A transform: an algorithm and its attributes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Transform {
    /// Transform number.
    pub number: u8,
    /// Transform ID, which [`Proposal::transform_id`] interprets.
    pub id: u8,
    /// The attributes, in the order they came in.
    pub attributes: Vec<Attribute>,
}

impl SecurityAssociation {
    /// Proposals in the IPsec DOI, with the usual situation.
    #[must_use]
    pub const fn ipsec(proposals: Vec<Proposal>) -> Self {
        Self {
            doi: DOI_IPSEC,
            situation: SIT_IDENTITY_ONLY,
            proposals,
        }
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            doi: reader.u32()?,
            situation: reader.u32()?,
            proposals: generic::decode_list("proposal", PayloadType::Proposal.into(), reader, Proposal::decode)?,
        })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.u32(self.doi);
        writer.u32(self.situation);
        generic::encode_list(writer, PayloadType::Proposal.into(), &self.proposals, Proposal::encode);
    }
}

impl Proposal {
    /// What the ID of one of the transforms stands for.
    #[must_use]
    pub fn transform_id(&self, transform: &Transform) -> TransformId {
        TransformId::new(self.protocol, transform.id)
    }

    fn decode(mut reader: Reader<'_>) -> Result<Self, DecodeError> {
        let number = reader.u8()?;
        let protocol = reader.u8()?.into();
        let spi_size = reader.u8()?;
        let offset = reader.offset();
        let count = reader.u8()?;
        let spi = reader.sub("SPI", spi_size.into())?.rest().to_vec();
        let transforms = generic::decode_list(
            "transform",
            PayloadType::Transform.into(),
            &mut reader,
            Transform::decode,
        )?;
        if transforms.len() != usize::from(count) {
            let expected = transforms.len() as u32;
            return Err(DecodeError::Unexpected {
                what: "# of transforms",
                offset,
                found: count.into(),
                expected,
            });
        }
        Ok(Self {
            number,
            protocol,
            spi,
            transforms,
        })
    }

    fn encode(&self, writer: &mut Writer) {
        writer.u8(self.number);
        writer.u8(self.protocol.into());
        writer.u8(self.spi.len() as u8);
        writer.u8(self.transforms.len() as u8);
        writer.bytes(&self.spi);
        generic::encode_list(
            writer,
            PayloadType::Transform.into(),
            &self.transforms,
            Transform::encode,
        );
    }
}

impl Transform {
    /// The first attribute of type `kind`.
    #[must_use]
    pub fn attribute(&self, kind: impl Into<u16>) -> Option<&Attribute> {
        let kind = kind.into();
        self.attributes.iter().find(|attribute| attribute.kind == kind)
    }

    fn decode(mut reader: Reader<'_>) -> Result<Self, DecodeError> {
        let number = reader.u8()?;
        let id = reader.u8()?;
        reader.expect_u8("RESERVED2", 0)?;
        reader.expect_u8("RESERVED2", 0)?;
        let mut attributes = Vec::new();
        while !reader.is_empty() {
            attributes.push(Attribute::decode(&mut reader)?);
        }
        Ok(Self { number, id, attributes })
    }

    fn encode(&self, writer: &mut Writer) {
        writer.u8(self.number);
        writer.u8(self.id);
        writer.u16(0);
        for attribute in &self.attributes {
            attribute.encode(writer);
        }
    }
}
