//! Numbers that several formats have, and their names.

use alloc::string::String;

use super::show;
use crate::ip::{icmp, ipv4};
use crate::isakmp::numbers::{PayloadType, ProtocolId};
use crate::isakmp::sa::DOI_IPSEC;

/// UDP port of IKE (RFC 2408 §2.5.1).
pub(super) const IKE: u16 = 500;
/// UDP port of IKE and ESP once a NAT is between the peers (RFC 3948 §2).
pub(super) const NAT_TRAVERSAL: u16 = 4500;

/// The name of an IP protocol (IANA).
pub(super) fn protocol_name(protocol: u8) -> Option<&'static str> {
    Some(match protocol {
        ipv4::ICMP => "ICMP",
        ipv4::IPV4 => "IPv4",
        ipv4::TCP => "TCP",
        ipv4::UDP => "UDP",
        ipv4::ESP => "ESP",
        ipv4::AH => "AH",
        _ => return None,
    })
}

/// The name of an ICMP message, for those whose layout is known here.
pub(super) fn icmp_name(kind: u8) -> Option<&'static str> {
    match kind {
        icmp::ECHO => Some("echo request"),
        icmp::ECHO_REPLY => Some("echo reply"),
        _ => None,
    }
}

/// The name of a UDP port, for those that IPsec uses.
pub(super) fn port_name(port: u16) -> Option<&'static str> {
    match port {
        IKE => Some("IKE"),
        NAT_TRAVERSAL => Some("IKE and ESP through NAT"),
        _ => None,
    }
}

/// What a proposal or an SA is for, in a word.
pub(super) fn security_protocol(protocol: ProtocolId) -> &'static str {
    match protocol {
        ProtocolId::Isakmp => "ISAKMP",
        ProtocolId::IpsecAh => "AH",
        ProtocolId::IpsecEsp => "ESP",
        ProtocolId::Ipcomp => "IPCOMP",
        ProtocolId::Reserved | ProtocolId::Unknown(_) => "unknown",
    }
}

/// The type of a payload, as a generic header names the next one.
pub(super) fn payload_type(number: u8) -> String {
    show::named(number, PayloadType::from(number).name())
}

/// A domain of interpretation.
pub(super) fn doi(number: u32) -> String {
    let name = match number {
        0 => Some("ISAKMP"),
        DOI_IPSEC => Some("IPsec"),
        _ => None,
    };
    show::named(number, name)
}

/// A protocol of the IPsec DOI.
pub(super) fn protocol(number: u8) -> String {
    show::named(number, ProtocolId::from(number).name())
}
