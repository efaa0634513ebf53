//! Informational exchanges (RFC 2409 §5.7): `HDR*, HASH(1), N/D`, one message that is never answered.

use alloc::vec::Vec;

use super::main_mode::{Established, Incoming};
use super::session::{Reject, SessionContext};
use crate::effects::PacketName;
use crate::event::{Quantity, SaState};
use crate::isakmp::delete::Delete;
use crate::isakmp::header::{Cookie, Flags, Header};
use crate::isakmp::message::encode_payloads;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{ExchangeType, NotifyType, ProtocolId};
use crate::isakmp::payload::Payload;
use crate::isakmp::sa::DOI_IPSEC;
use crate::random::Purpose;

/// A message id for an informational exchange.
pub fn new_message_id(context: &mut SessionContext<'_, '_>) -> u32 {
    u32::from_be_bytes(context.effects.draw(Purpose::MessageId))
}

/// Sends a notification or a delete, with a message id and so an IV of its own.
pub fn send(message_id: u32, payload: Payload, phase1: &Established, context: &mut SessionContext<'_, '_>) {
    let hash = phase1.algorithms.hash;
    let rest = [payload];
    let proof = phase1.skeyid.hash_1(hash, message_id, &encode_payloads(&rest));
    let iv = phase1.first_iv(message_id, context);
    let formula = phase1.values.hash_informational(context.effects.packet(), &rest);
    context.derived(Quantity::HashInformational { message_id }, &proof, formula);
    let payloads: Vec<Payload> = core::iter::once(Payload::Hash(proof)).chain(rest).collect();
    let cookies = (Cookie(phase1.cookies.initiator), Cookie(phase1.cookies.responder));
    let header = Header::new(cookies, ExchangeType::Informational, Flags::NONE, message_id);
    context.send_encrypted(
        PacketName::Informational,
        SaState::QmIdle,
        header,
        &payloads,
        (&phase1.cipher, &iv),
    );
}

/// Reads one: the payloads behind its HASH.
///
/// # Errors
/// If it does not decrypt to what it must be, or the HASH is wrong.
pub fn read(
    message: &Incoming<'_>,
    phase1: &Established,
    context: &mut SessionContext<'_, '_>,
) -> Result<Vec<Payload>, Reject> {
    let message_id = message.header.message_id;
    let hash = phase1.algorithms.hash;
    let iv = phase1.first_iv(message_id, context);
    let (mut payloads, _) = message.decrypt(&phase1.cipher, &iv)?;
    let (received, rest) = super::quick_mode::behind_hash(&payloads)?;
    let expected = phase1.skeyid.hash_1(hash, message_id, &encode_payloads(rest));
    let formula = phase1.values.hash_informational(context.effects.packet(), rest);
    context.derived(Quantity::HashInformational { message_id }, &expected, formula);
    if received != expected {
        return Err(Reject::HashMismatch);
    }
    payloads.remove(0);
    Ok(payloads)
}

/// NO-PROPOSAL-CHOSEN about the SPI that the peer offered for a protocol.
pub fn no_proposal_chosen(protocol: ProtocolId, spi: u32) -> Payload {
    Payload::Notification(Notification {
        doi: DOI_IPSEC,
        protocol,
        spi: spi.to_be_bytes().to_vec(),
        kind: NotifyType::NoProposalChosen,
        data: Vec::new(),
    })
}

/// INVALID-SPI: there is no SA of this protocol with this SPI (RFC 2408 §3.14.1).
pub fn invalid_spi(protocol: ProtocolId, spi: u32) -> Payload {
    Payload::Notification(Notification {
        doi: DOI_IPSEC,
        protocol,
        spi: spi.to_be_bytes().to_vec(),
        kind: NotifyType::InvalidSpi,
        data: Vec::new(),
    })
}

/// The SA of a protocol with this SPI, towards the sender, is gone.
pub fn delete_ipsec(protocol: ProtocolId, spi: u32) -> Payload {
    Payload::Delete(Delete {
        doi: DOI_IPSEC,
        protocol,
        spi_size: 4,
        spis: alloc::vec![spi.to_be_bytes().to_vec()],
    })
}

/// The ISAKMP SA is gone: its SPI is both cookies (RFC 2408 §3.15).
pub fn delete_isakmp(phase1: &Established) -> Payload {
    Payload::Delete(Delete {
        doi: DOI_IPSEC,
        protocol: ProtocolId::Isakmp,
        spi_size: 16,
        spis: alloc::vec![[phase1.cookies.initiator, phase1.cookies.responder].concat()],
    })
}
