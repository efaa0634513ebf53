//! `debug crypto engine`: what IKE and IPsec have the software engine compute. IOS: field, for the parameters of a
//! Diffie-Hellman exchange; Modelled: the rest, and how many records there are.

use alloc::format;

use super::Printer;
use crate::event::{EventKind, IpsecEvent, IsakmpEvent, Quantity};

pub(super) fn print(event: &EventKind, out: &mut Printer<'_>) {
    match event {
        EventKind::Derived(derived) if derived.quantity == Quantity::DhPublic => {
            out.field("CryptoEngine0: generate alg parameter");
            out.field("CRYPTO_ENGINE: Dh phase 1 status: 0");
        }
        EventKind::Isakmp {
            conn: Some(conn),
            event: IsakmpEvent::SkeyidGenerated,
        } => out.modelled(format!("CryptoEngine0: create ISAKMP SKEYID for conn id {conn}")),
        EventKind::Ipsec(IpsecEvent::ProposalValidated { .. }) => {
            out.modelled("CryptoEngine0: validate proposal request");
        }
        EventKind::Ipsec(IpsecEvent::FlowAllocated { .. }) => out.modelled("CryptoEngine0: ipsec allocate flow"),
        _ => {}
    }
}
