//! The Security Association payload (RFC 2408 §3.4 to §3.6) as fields, down to each attribute.

use alloc::format;
use alloc::vec::Vec;

use super::super::cutter::Cutter;
use super::super::explain::{Term, sa as terms};
use super::super::{numbers, show};
use super::attribute::{self, AttributeSet};
use super::generic::{generic, list};
use crate::isakmp::numbers::{EspTransform, PayloadType, ProtocolId, TransformId};
use crate::isakmp::sa::SIT_IDENTITY_ONLY;

/// What follows the generic header: proposals, or the one chosen.
pub(super) fn body(cutter: &mut Cutter<'_>) -> Option<()> {
    cutter.u32(&terms::DOI, numbers::doi)?;
    let situation = cutter.u32(&terms::SITUATION, |bits| {
        show::named(bits, (bits == SIT_IDENTITY_ONLY).then_some("identity only"))
    })?;
    // With another situation labels follow, which IOS never sends.
    if situation == SIT_IDENTITY_ONLY {
        let count = list(cutter, PayloadType::Proposal, proposal);
        cutter.set_value(show::counted(count, "proposal"));
    }
    Some(())
}

fn proposal(cutter: &mut Cutter<'_>, length: usize, there: usize) -> Option<()> {
    cutter.group(&terms::PROPOSAL, length, |cutter| {
        generic(cutter, &terms::NEXT_PROPOSAL, there)?;
        let number = cutter.u8(&terms::PROPOSAL_NUMBER, |number| format!("{number}"))?;
        cutter.set_name(format!("Proposal {number}"));
        let protocol = ProtocolId::from(cutter.u8(&terms::PROPOSAL_PROTOCOL, numbers::protocol)?);
        let spi_size = cutter.u8(&terms::PROPOSAL_SPI_SIZE, |size| show::bytes(size.into()))?;
        let count = cutter.u8(&terms::TRANSFORM_COUNT, |count| format!("{count}"))?;
        cutter.set_value(format!(
            "{}, {}",
            numbers::security_protocol(protocol),
            show::counted(count.into(), "transform")
        ));
        cutter.leaf(&terms::PROPOSAL_SPI, spi_size.into(), show::words)?;
        list(cutter, PayloadType::Transform, |cutter, length, there| {
            transform(cutter, length, there, protocol)
        });
        Some(())
    })
}

fn transform(cutter: &mut Cutter<'_>, length: usize, there: usize, protocol: ProtocolId) -> Option<()> {
    cutter.group(&terms::TRANSFORM, length, |cutter| {
        generic(cutter, &terms::NEXT_TRANSFORM, there)?;
        let number = cutter.u8(&terms::TRANSFORM_NUMBER, |number| format!("{number}"))?;
        cutter.set_name(format!("Transform {number}"));
        let id = TransformId::new(protocol, *cutter.rest().first()?);
        cutter.u8(transform_term(id), |number| show::named(number, id.name()))?;
        cutter.leaf(&terms::RESERVED2, 2, show::reserved)?;
        let (set, mut meanings) = match id {
            TransformId::Isakmp(_) => (AttributeSet::Phase1, Vec::new()),
            _ => (AttributeSet::Ipsec, alloc::vec![format!("{id}")]),
        };
        let complete = attribute::all(cutter, set, &mut meanings);
        cutter.set_value(meanings.join(", "));
        complete
    })
}

fn transform_term(id: TransformId) -> &'static Term {
    match id {
        TransformId::Isakmp(_) => &terms::TRANSFORM_IKE,
        TransformId::Esp(EspTransform::Seal) => &terms::TRANSFORM_SEAL,
        _ => &terms::TRANSFORM_IPSEC,
    }
}
