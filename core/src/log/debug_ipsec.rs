//! `debug crypto ipsec`: the key engine.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::net::Ipv4Addr;

use super::{Printer, syslog};
use crate::event::{IpsecEvent, SaRequest};
use crate::ip::ipv4::{AH, ESP};
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::ProxyEnd;
use crate::ipsec::transform_set::{Encapsulation, TransformSet};
use crate::isakmp::numbers::IdType;

/// Added to connection ids and flow numbers where IOS prints the engine with them (IOS: seed, 134219728 is 2000 of it).
pub(super) const SOFTWARE_ENGINE: u32 = 0x0800_0000;

/// Prints a fact of the key engine. Each has words.
pub(super) fn print(event: &IpsecEvent, out: &mut Printer<'_>) {
    let out = &mut out.about(transforms(event).is_none_or(TransformSet::is_in_12_3));
    match event {
        IpsecEvent::SaRequested(request) => out.field(format!("IPSEC(sa_request): ,\n{}", KeyMessage(request))),
        IpsecEvent::NoTransformSet { map, entry } => out.modelled(format!(
            "IPSEC(sa_request): crypto map {map} {entry} has no transform set that can be used"
        )),
        IpsecEvent::QueueEvent { messages } => {
            out.seed(format!(
                "IPSEC(key_engine): got a queue event with {messages} kei messages"
            ));
        }
        IpsecEvent::ProposalValidated { part, request } => {
            out.seed(format!(
                "IPSEC(validate_proposal_request): proposal part #{part},\n{}",
                KeyMessage(request)
            ));
        }
        IpsecEvent::TransformNotSupported(transforms) => out.field(format!(
            "IPSEC(validate_transform_proposal): transform proposal not supported for identity:\n    {{{}}}",
            Words(transforms)
        )),
        IpsecEvent::IdleTimeout { .. } => {}
        IpsecEvent::InvalidLocalAddress(address) => {
            out.field(format!("IPSEC(validate_proposal): invalid local address {address}"));
        }
        IpsecEvent::ProxiesNotSupported(_) => {
            out.field("IPSEC(validate_transform_proposal): proxy identities not supported");
        }
        IpsecEvent::ProxySearched { map } => {
            out.seed(format!("IPSEC(kei_proxy): head = {map}, map->ivrf = , kei->ivrf ="));
        }
        IpsecEvent::SpiAllocated {
            spi,
            local,
            remote,
            protocol,
        } => out.seed(format!(
            "IPSEC(spi_response): getting spi {spi} for SA\n        from {local} to {remote} for prot {protocol}"
        )),
        IpsecEvent::FlowAllocated { flow } => {
            out.seed(format!(
                "IPSec: Flow_switching Allocated flow for flow_id {}",
                SOFTWARE_ENGINE + flow
            ));
        }
        IpsecEvent::Session {
            state,
            peer,
            port,
            identity,
        } => {
            syslog::session(*state, *peer, *port, identity, &mut out.log());
        }
        IpsecEvent::SaInitialized(request) => out.seed(format!("IPSEC(initialize_sas): ,\n{}", KeyMessage(request))),
        IpsecEvent::IdentFound { peer } => out.seed(format!(
            "IPSEC(crypto_ipsec_sa_find_ident_head): reconnecting with the same proxies and {peer}"
        )),
        IpsecEvent::IdentAdded {
            source,
            destination,
            port,
        } => {
            out.seed(format!(
                "IPSEC(mtree_add_ident): src {source}, dest {destination}, dest_port {port}"
            ));
        }
        IpsecEvent::SaCreated {
            destination,
            spi,
            transforms,
            conn,
            ..
        } => {
            out.seed(format!(
                "IPSEC(create_sa): sa created,\n{}",
                sa(*destination, *spi, transforms, *conn)
            ));
        }
        IpsecEvent::SaDeleted {
            destination,
            spi,
            transforms,
            conn,
        } => {
            out.field(format!(
                "IPSEC(delete_sa): deleting SA,\n{}",
                sa(*destination, *spi, transforms, *conn)
            ));
        }
    }
}

/// The transforms that a record names.
fn transforms(event: &IpsecEvent) -> Option<&TransformSet> {
    match event {
        IpsecEvent::SaRequested(request)
        | IpsecEvent::ProposalValidated { request, .. }
        | IpsecEvent::SaInitialized(request) => Some(&request.transforms),
        IpsecEvent::TransformNotSupported(transforms)
        | IpsecEvent::SaCreated { transforms, .. }
        | IpsecEvent::SaDeleted { transforms, .. } => Some(transforms),
        _ => None,
    }
}

/// A connection id as the key engine prints it; 0 while there is none (IOS: seed).
fn connection(conn: u32) -> u32 {
    if conn == 0 { 0 } else { SOFTWARE_ENGINE + conn }
}

/// The block of an SA that is made or goes (IOS: seed).
fn sa(destination: Ipv4Addr, spi: u32, transforms: &TransformSet, conn: u32) -> String {
    let protocol = if transforms.uses_esp() { ESP } else { AH };
    format!(
        "  (sa) sa_dest= {destination}, sa_prot= {protocol},\n    \
         sa_spi= 0x{spi:X}({spi}),\n    \
         sa_trans= {}, sa_conn_id= {}",
        Words(transforms),
        connection(conn)
    )
}

/// The transforms, each with a blank behind it (IOS: seed, `esp-seal esp-sha-hmac ,`).
pub(crate) struct Words<'a>(pub &'a TransformSet);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .transforms()
            .try_for_each(|transform| write!(f, "{} ", transform.words()))
    }
}

/// `(Tunnel)`, and the setting of `show crypto ipsec sa` (IOS: seed; field for Transport).
pub(crate) const fn mode(transforms: &TransformSet) -> &'static str {
    match transforms.mode {
        Encapsulation::Tunnel => "Tunnel",
        Encapsulation::Transport => "Transport",
    }
}

/// `(key eng. msg.)` (IOS: seed).
struct KeyMessage<'a>(&'a SaRequest);

impl fmt::Display for KeyMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SaRequest {
            local,
            remote,
            proxies,
            transforms,
            seconds,
            kilobytes,
            spi,
            conn,
            flags,
            ..
        } = self.0;
        let direction = match self.0.direction {
            Direction::Inbound => "INBOUND",
            Direction::Outbound => "OUTBOUND",
        };
        let (local_proxy, remote_proxy) = (
            Proxy(proxies.protocol, proxies.local),
            Proxy(proxies.protocol, proxies.remote),
        );
        let protocol = if transforms.uses_esp() { "ESP" } else { "AH" };
        let key_bits = transforms
            .esp_cipher
            .and_then(|cipher| cipher.row().negotiated_key_bits)
            .unwrap_or(0);
        writeln!(f, "  (key eng. msg.) {direction} local= {local}, remote= {remote},")?;
        writeln!(f, "    local_proxy= {local_proxy},")?;
        writeln!(f, "    remote_proxy= {remote_proxy},")?;
        writeln!(
            f,
            "    protocol= {protocol}, transform= {} ({}),",
            Words(transforms),
            mode(transforms)
        )?;
        writeln!(f, "    lifedur= {seconds}s and {kilobytes}kb,")?;
        write!(
            f,
            "    spi= 0x{spi:X}({spi}), conn_id= {}, keysize= {key_bits}, flags= 0x{flags:X}",
            connection(*conn)
        )
    }
}

/// `172.18.124.0/255.255.255.0/0/0 (type=4)`: type is that of the ID payload (IOS: seed; field for a single host).
struct Proxy(u8, ProxyEnd);

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Proxy(protocol, ProxyEnd { address, mask, port }) = *self;
        let kind = if mask == Ipv4Addr::BROADCAST {
            IdType::Ipv4Addr
        } else {
            IdType::Ipv4AddrSubnet
        };
        write!(f, "{address}/{mask}/{protocol}/{port} (type={})", kind.number())
    }
}
