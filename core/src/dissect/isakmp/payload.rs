//! Payloads (RFC 2408 §3.7 to §3.16) as fields.

use alloc::borrow::Cow;
use alloc::format;

use super::super::cutter::Cutter;
use super::super::explain::{self, Term, message, payload as terms};
use super::super::{numbers, show};
use super::generic::{GENERIC_LEN, generic, peek_generic};
use super::sa;
use crate::field::FieldKind;
use crate::isakmp::numbers::{ExchangeType, IdType, NotifyType, PayloadType};
use crate::isakmp::place;
use crate::isakmp::vendor::Vendor;

/// Cuts payloads, the first of type `kind`, until one says that it is the last. `None` if the chain breaks.
pub(super) fn chain(cutter: &mut Cutter<'_>, mut kind: PayloadType, exchange: ExchangeType) -> Option<()> {
    while kind != PayloadType::None {
        let rest = cutter.rest();
        let (next, length) = peek_generic(rest)?;
        let (term, name) = describe(kind, exchange, rest.get(GENERIC_LEN..length).unwrap_or_default());
        cutter.group(term, length.max(GENERIC_LEN), |cutter| {
            cutter.set_name(name);
            generic(cutter, &message::NEXT_PAYLOAD, rest.len())?;
            body(cutter, kind, term)
        });
        if length < GENERIC_LEN {
            return None;
        }
        kind = next.into();
    }
    Some(())
}

/// What is said of a payload, and what it is called.
fn describe(kind: PayloadType, exchange: ExchangeType, body: &[u8]) -> (&'static Term, Cow<'static, str>) {
    let term = explain::payload(place::kind_of(kind, exchange, body));
    let name = match kind {
        PayloadType::VendorId => match Vendor::identify(body) {
            Some(Vendor::NatTraversalDraft02) => "VID NAT-T draft 02",
            Some(Vendor::NatTraversalDraft03) => "VID NAT-T draft 03",
            Some(Vendor::NatTraversalDraft07) => "VID NAT-T draft 07",
            Some(Vendor::NatTraversalRfc3947) => "VID NAT-T RFC 3947",
            _ => term.name,
        },
        kind if term.key == FieldKind::IsakmpOther => {
            return (
                term,
                kind.name().map_or_else(|| format!("Payload {kind}").into(), Cow::from),
            );
        }
        _ => term.name,
    };
    (term, name.into())
}

fn body(cutter: &mut Cutter<'_>, kind: PayloadType, term: &'static Term) -> Option<()> {
    let name = match kind {
        PayloadType::SecurityAssociation => return sa::body(cutter),
        PayloadType::Identification => return identification(cutter),
        PayloadType::Notification => return notification(cutter),
        PayloadType::Delete => return delete(cutter),
        PayloadType::KeyExchange => "Key exchange data",
        PayloadType::Nonce => "Nonce data",
        PayloadType::Hash | PayloadType::NatD | PayloadType::NatDDraft => "Hash data",
        PayloadType::VendorId => "Vendor ID",
        _ => "Data",
    };
    // A body without structure: the leaf is of the same kind as the payload.
    let data = cutter.rest();
    if !data.is_empty() {
        cutter.set_value(show::hex(data));
    }
    cutter.named_leaf(name, term, data.len(), show::hex).map(|_| ())
}

fn identification(cutter: &mut Cutter<'_>) -> Option<()> {
    let kind = cutter.u8(&terms::ID_TYPE, |kind| show::named(kind, IdType::from(kind).name()))?;
    cutter.u8(&terms::ID_PROTOCOL, |protocol| {
        show::or_any(protocol, numbers::protocol_name(protocol))
    })?;
    cutter.u16(&terms::ID_PORT, |port| show::or_any(port, None))?;
    let value = match IdType::from(kind) {
        IdType::Ipv4Addr => show::address(cutter.leaf(&terms::ID_ADDRESS, 4, show::address)?),
        IdType::Ipv4AddrSubnet => {
            let address = cutter.leaf(&terms::ID_ADDRESS, 4, show::address)?;
            let mask = cutter.leaf(&terms::ID_MASK, 4, show::address)?;
            format!("{}/{}", show::address(address), show::address(mask))
        }
        IdType::Fqdn | IdType::UserFqdn => show::text(cutter.remainder(&terms::ID_DATA, show::text)),
        _ => show::hex(cutter.remainder(&terms::ID_DATA, show::hex)),
    };
    cutter.set_value(value);
    Some(())
}

fn notification(cutter: &mut Cutter<'_>) -> Option<()> {
    cutter.u32(&terms::NOTIFY_DOI, numbers::doi)?;
    cutter.u8(&terms::NOTIFY_PROTOCOL, numbers::protocol)?;
    let spi_size = cutter.u8(&terms::NOTIFY_SPI_SIZE, |size| show::bytes(size.into()))?;
    let kind = cutter.u16(&terms::NOTIFY_TYPE, |kind| {
        show::named(kind, NotifyType::from(kind).name())
    })?;
    cutter.set_value(format!("{}", NotifyType::from(kind)));
    cutter.leaf(&terms::NOTIFY_SPI, spi_size.into(), show::words)?;
    cutter.remainder(&terms::NOTIFY_DATA, show::hex);
    Some(())
}

fn delete(cutter: &mut Cutter<'_>) -> Option<()> {
    cutter.u32(&terms::DELETE_DOI, numbers::doi)?;
    let kind = cutter.u8(&terms::DELETE_PROTOCOL, numbers::protocol)?;
    let spi_size = cutter.u8(&terms::DELETE_SPI_SIZE, |size| show::bytes(size.into()))?;
    let count = cutter.u16(&terms::DELETE_COUNT, |count| format!("{count}"))?;
    cutter.set_value(show::counted(
        count.into(),
        &format!("{} SA", numbers::security_protocol(kind.into())),
    ));
    while spi_size != 0 && !cutter.rest().is_empty() {
        cutter.leaf(&terms::DELETE_SPI, spi_size.into(), show::words)?;
    }
    Some(())
}
