//! `debug ip packet` and `debug ip icmp`. IOS: reference and field, for the words. Fast-switched packets print nothing (IOS:
//! reference), so only those do that the router itself sends, takes or throws away. Modelled: what it protects is printed as it
//! was before, and what it takes out of IPsec as it is after; IKE, ESP and AH print nothing.

use alloc::format;
use alloc::string::String;

use super::{Facility, Printer};
use crate::event::{IcmpMessage, IpAction, IpHandling, TrafficEvent};
use crate::ios::InterfaceName;
use crate::ip::icmp::Unreachable;

pub(super) fn print(event: &TrafficEvent, out: &mut Printer<'_>) {
    match event {
        TrafficEvent::Ip(handling) => out.under(Facility::IpPacket).field(packet(handling)),
        TrafficEvent::Icmp { is_sent, message } => out.under(Facility::Icmp).field(icmp(*is_sent, message)),
        _ => {}
    }
}

fn packet(handling: &IpHandling) -> String {
    let IpHandling {
        source,
        ingress,
        destination,
        egress,
        length,
        action,
    } = handling;
    let name = |interface: Option<InterfaceName>| interface.map(|name| format!(" ({name})")).unwrap_or_default();
    let from = match ingress {
        Some(_) => name(*ingress),
        None => String::from(" (local)"),
    };
    let does = match action {
        IpAction::Sends => "sending",
        IpAction::Receives => "rcvd 3",
        IpAction::Unroutable => "unroutable",
        IpAction::Denies => "access denied",
    };
    format!(
        "IP: s={source}{from}, d={destination}{}, len {length}, {does}",
        name(*egress)
    )
}

fn icmp(is_sent: bool, message: &IcmpMessage) -> String {
    match message {
        IcmpMessage::EchoReply { source, destination } => {
            let word = if is_sent { "sent" } else { "rcvd" };
            format!("ICMP: echo reply {word}, src {source}, dst {destination}")
        }
        IcmpMessage::Unreachable { why, destination, peer } => {
            let what = match why {
                Unreachable::Host => "host",
                Unreachable::Port => "port",
                Unreachable::Prohibited => "administratively prohibited",
                Unreachable::TimeExceeded if is_sent => {
                    return format!("ICMP: time exceeded (time to live) sent to {peer} (dest was {destination})");
                }
                Unreachable::TimeExceeded => return format!("ICMP: time exceeded rcvd from {peer}"),
            };
            let word = if is_sent { "sent to" } else { "rcv from" };
            format!("ICMP: dst ({destination}) {what} unreachable {word} {peer}")
        }
    }
}
