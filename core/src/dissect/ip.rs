//! IPv4 (RFC 791), UDP (RFC 768) and ICMP (RFC 792) as fields.

use alloc::format;
use alloc::string::String;

use super::cutter::Cutter;
use super::explain::ip as terms;
use super::numbers::{IKE, NAT_TRAVERSAL, icmp_name, port_name, protocol_name};
use super::view::View;
use super::{ah, esp, isakmp, show};
use crate::ip::{checksum, ipv4, udp};

/// The flags of the 16 bits that hold flags and fragment offset.
const DONT_FRAGMENT: u16 = 0x4000;
const MORE_FRAGMENTS: u16 = 0x2000;
const FRAGMENT_OFFSET: u16 = 0x1fff;

/// What the header says of the data behind it.
struct Header<'a> {
    data_len: usize,
    protocol: u8,
    /// Both addresses, as the checksum of UDP takes them.
    addresses: &'a [u8],
    /// These are not the first data of a packet.
    is_later_fragment: bool,
}

/// An IPv4 packet with what it carries; `inner`: in the tunnel.
pub(super) fn packet(cutter: &mut Cutter<'_>, view: &View<'_>, inner: bool) -> Option<()> {
    let bytes = cutter.rest();
    let words = bytes.first().filter(|byte| *byte >> 4 == 4)? & 15;
    let header_len = usize::from(words) * 4;
    let is_tunnel = |esp: bool| esp && view.last_hidden_byte() == Some(ipv4::IPV4);
    let in_ah = bytes.get(header_len).copied();
    let term = match bytes.get(9) {
        _ if inner => &terms::IPV4_INNER,
        Some(&ipv4::ESP) if is_tunnel(true) => &terms::IPV4_OUTER,
        Some(&ipv4::AH) if in_ah == Some(ipv4::IPV4) || is_tunnel(in_ah == Some(ipv4::ESP)) => &terms::IPV4_OUTER_AH,
        _ => &terms::IPV4,
    };
    let header = cutter.group(term, header_len, |cutter| ipv4_header(cutter, bytes, header_len))?;
    // No router here makes a tunnel in a tunnel, and whoever nests thousands of them shall not exhaust the stack.
    let is_nested = inner && matches!(header.protocol, ipv4::AH | ipv4::IPV4);
    cutter.span(header.data_len, |cutter| match header.is_later_fragment || is_nested {
        true => None,
        false => data(cutter, view, header.protocol, Some(header.addresses)),
    })
}

fn ipv4_header<'a>(cutter: &mut Cutter<'a>, bytes: &[u8], header_len: usize) -> Option<Header<'a>> {
    cutter.u8(&terms::VERSION_LENGTH, |byte| {
        format!("v{}, {}", byte >> 4, show::counted((byte & 15).into(), "word"))
    })?;
    cutter.u8(&terms::TOS, |tos| format!("{tos}"))?;
    let total = cutter.u16(&terms::TOTAL_LENGTH, |total| show::length(total.into(), bytes.len()))?;
    cutter.u16(&terms::IDENTIFICATION, |id| format!("{id}"))?;
    let fragment = cutter.u16(&terms::FRAGMENT, fragment)?;
    cutter.u8(&terms::TTL, |ttl| show::counted(ttl.into(), "hop"))?;
    let protocol = cutter.u8(&terms::PROTOCOL, |protocol| {
        show::named(protocol, protocol_name(protocol))
    })?;
    let is_correct = bytes.get(..header_len).is_some_and(|header| checksum(&[header]) == 0);
    cutter.u16(&terms::IPV4_CHECKSUM, |sum| show::checksum(sum, is_correct))?;
    let addresses = cutter.rest();
    let source = cutter.leaf(&terms::SOURCE, 4, show::address)?;
    let destination = cutter.leaf(&terms::DESTINATION, 4, show::address)?;
    cutter.set_value(format!("{} → {}", show::address(source), show::address(destination)));
    cutter.remainder(&terms::OPTIONS, show::hex);
    Some(Header {
        data_len: usize::from(total).saturating_sub(header_len),
        protocol,
        addresses: &addresses[..8],
        is_later_fragment: fragment & FRAGMENT_OFFSET != 0,
    })
}

fn fragment(bits: u16) -> String {
    let offset = u32::from(bits & FRAGMENT_OFFSET) * 8;
    match (bits & DONT_FRAGMENT != 0, bits & MORE_FRAGMENTS != 0) {
        (false, false) if offset == 0 => "not a fragment".into(),
        (true, false) if offset == 0 => "don't fragment".into(),
        (_, true) => format!("more fragments, offset {offset}"),
        (_, false) => format!("last fragment, offset {offset}"),
    }
}

/// What an IPv4 packet carries; `addresses`: source and destination, if they are known.
fn data(cutter: &mut Cutter<'_>, view: &View<'_>, protocol: u8, addresses: Option<&[u8]>) -> Option<()> {
    match protocol {
        ipv4::UDP => datagram(cutter, view, addresses),
        ipv4::ICMP => icmp(cutter),
        ipv4::ESP => esp::packet(cutter, view, data),
        ipv4::AH => ah::packet(cutter, view, addresses, data),
        ipv4::IPV4 => packet(cutter, view, true),
        _ => None,
    }
}

fn datagram(cutter: &mut Cutter<'_>, view: &View<'_>, addresses: Option<&[u8]>) -> Option<()> {
    let there = cutter.rest().len();
    let datagram = match view.hidden(cutter.offset(), there) {
        // The checksum was made when the ciphertext was there.
        Some(_) => &view.wire[cutter.offset() as usize..],
        None => cutter.rest(),
    };
    let (ports, length) = cutter.group(&terms::UDP, udp::HEADER_LEN, |cutter| {
        let source = cutter.u16(&terms::SOURCE_PORT, |port| show::named(port, port_name(port)))?;
        let destination = cutter.u16(&terms::DESTINATION_PORT, |port| show::named(port, port_name(port)))?;
        let length = cutter.u16(&terms::UDP_LENGTH, |length| show::length(length.into(), there))?;
        let datagram = datagram.get(..length.into());
        cutter.u16(&terms::UDP_CHECKSUM, |sum| {
            udp_checksum(sum, addresses, length, datagram)
        })?;
        cutter.set_value(format!("{source} → {destination}"));
        Some(([source, destination], usize::from(length)))
    })?;
    cutter.span(length.saturating_sub(udp::HEADER_LEN), |cutter| {
        if ports.contains(&IKE) {
            isakmp::message(cutter, view)
        } else if ports.contains(&NAT_TRAVERSAL) {
            nat_traversal(cutter, view)
        } else {
            None
        }
    })
}

/// The checksum of a datagram, which covers the addresses, the protocol and the length once more.
fn udp_checksum(sum: u16, addresses: Option<&[u8]>, length: u16, datagram: Option<&[u8]>) -> String {
    if sum == 0 {
        return "0 · not used".into();
    }
    let Some(addresses) = addresses else {
        return format!("0x{sum:04x}");
    };
    let is_correct =
        datagram.is_some_and(|datagram| checksum(&[addresses, &[0, ipv4::UDP], &length.to_be_bytes(), datagram]) == 0);
    show::checksum(sum, is_correct)
}

/// IKE, ESP or a keepalive in UDP (RFC 3948 §2).
fn nat_traversal(cutter: &mut Cutter<'_>, view: &View<'_>) -> Option<()> {
    match cutter.rest() {
        [0xff] => cutter.u8(&terms::KEEPALIVE, |_| "keepalive".into()).map(|_| ()),
        [0, 0, 0, 0, ..] => {
            cutter.leaf(&terms::NON_ESP_MARKER, 4, show::hex)?;
            isakmp::message(cutter, view)
        }
        _ => esp::packet(cutter, view, data),
    }
}

fn icmp(cutter: &mut Cutter<'_>) -> Option<()> {
    let bytes = cutter.rest();
    cutter.group(&terms::ICMP, bytes.len(), |cutter| {
        let kind = cutter.u8(&terms::ICMP_TYPE, |kind| show::named(kind, icmp_name(kind)))?;
        cutter.u8(&terms::ICMP_CODE, |code| format!("{code}"))?;
        cutter.u16(&terms::ICMP_CHECKSUM, |sum| {
            show::checksum(sum, checksum(&[bytes]) == 0)
        })?;
        let name = icmp_name(kind)?;
        cutter.u16(&terms::ICMP_IDENTIFIER, |identifier| format!("{identifier}"))?;
        let sequence = cutter.u16(&terms::ICMP_SEQUENCE, |sequence| format!("{sequence}"))?;
        cutter.set_value(format!("{name} {sequence}"));
        cutter.remainder(&terms::ICMP_DATA, show::hex);
        Some(())
    })
}
