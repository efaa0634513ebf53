//! Which field of a message a payload is.

use super::numbers::{ExchangeType, PayloadType};
use super::payload::Payload;
use super::vendor::Vendor;
use crate::field::{FieldKind, FieldRef};

/// The kind of field that a payload is in an exchange. `body` is what follows its generic header.
#[must_use]
pub fn kind_of(payload: PayloadType, exchange: ExchangeType, body: &[u8]) -> FieldKind {
    match payload {
        PayloadType::SecurityAssociation => FieldKind::IsakmpSa,
        PayloadType::KeyExchange => FieldKind::IsakmpKe,
        PayloadType::Nonce => FieldKind::IsakmpNonce,
        PayloadType::Identification if exchange == ExchangeType::QuickMode => FieldKind::IsakmpIdTraffic,
        PayloadType::Identification => FieldKind::IsakmpIdPeer,
        PayloadType::Hash => match exchange {
            ExchangeType::IdentityProtection | ExchangeType::Aggressive => FieldKind::IsakmpHashMainMode,
            ExchangeType::QuickMode => FieldKind::IsakmpHashQuickMode,
            _ => FieldKind::IsakmpHashInformational,
        },
        PayloadType::Notification => FieldKind::IsakmpNotification,
        PayloadType::Delete => FieldKind::IsakmpDelete,
        PayloadType::NatD | PayloadType::NatDDraft => FieldKind::IsakmpNatD,
        PayloadType::VendorId => match Vendor::identify(body) {
            Some(Vendor::Unity) => FieldKind::IsakmpVendorUnity,
            Some(Vendor::DeadPeerDetection) => FieldKind::IsakmpVendorDpd,
            Some(Vendor::Xauth) => FieldKind::IsakmpVendorXauth,
            Some(Vendor::Ios) => FieldKind::IsakmpVendorIos,
            Some(_) => FieldKind::IsakmpVendorNatT,
            None => FieldKind::IsakmpVendorUnknown,
        },
        _ => FieldKind::IsakmpOther,
    }
}

/// The payloads of a message, each with the field that it is.
pub fn placed(payloads: &[Payload], exchange: ExchangeType) -> impl Iterator<Item = (FieldRef, &Payload)> {
    let kind = move |payload: &Payload| {
        let body = match payload {
            Payload::VendorId(bytes) => bytes.as_slice(),
            _ => &[],
        };
        kind_of(payload.kind(), exchange, body)
    };
    payloads.iter().enumerate().map(move |(index, payload)| {
        let own = kind(payload);
        let before = payloads[..index].iter().filter(|other| kind(other) == own).count();
        (own.nth(before as u16), payload)
    })
}
