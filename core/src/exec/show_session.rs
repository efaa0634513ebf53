//! `show crypto session`: what stands with each peer of a crypto map on an interface.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Exec, Moment, show};
use super::show_ipsec_sa::{Flow, flows, left};
use super::show_isakmp::remaining;
use super::words::field;
use crate::ios::interface::InterfaceName;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use crate::status::{IpsecSaPair, IsakmpSa, RouterStatus};

pub(super) static ROWS: [Exec; 2] = [
    show("show crypto session", "What stands with each peer", |_, moment| {
        field(format!("{HEAD}\n{}", sessions(moment, false)))
    })
    .for_all(),
    show("show crypto session detail", "More of each", |_, moment| {
        field(format!("{HEAD}{CODES}\n{}", sessions(moment, true)))
    })
    .for_all()
    .modelled("`Phase1_id` is the peer's address"),
];

const HEAD: &str = "Crypto session current status\n";
/// The capabilities, of which these routers have none to show. IOS: field.
const CODES: &str = "\nCode: C - IKE Configuration mode, D - Dead Peer Detection\n\
                     K - Keepalives, N - NAT-traversal, X - IKE Extended Authentication\n";

fn sessions(moment: &Moment<'_>, has_detail: bool) -> String {
    let status = moment.status;
    let mut blocks = Vec::new();
    for interface in status.console.config.interfaces.keys() {
        for peer in peers(status, *interface) {
            blocks.push(Session::new(status, *interface, peer).show(moment, has_detail));
        }
    }
    blocks.join("\n")
}

/// The peers of the crypto map on an interface, each once.
fn peers(status: &RouterStatus, interface: InterfaceName) -> Vec<Ipv4Addr> {
    let mut peers: Vec<Ipv4Addr> = Vec::new();
    let config = &status.console.config;
    if let Some((name, map)) = config.crypto_map_on(interface) {
        for (id, entry) in config.entries_of(map) {
            for peer in status.peers_of(name, id, entry) {
                if !peers.contains(&peer) {
                    peers.push(peer);
                }
            }
        }
    }
    peers
}

/// What stands with one peer.
struct Session<'a> {
    interface: InterfaceName,
    peer: Ipv4Addr,
    isakmp_sas: Vec<&'a IsakmpSa>,
    flows: Vec<Protected<'a>>,
}

/// What is protected, with the SAs that do it.
struct Protected<'a> {
    proxies: ProxyIdentities,
    pairs: Vec<&'a IpsecSaPair>,
    /// What asked for it.
    origin: &'static str,
}

impl<'a> Session<'a> {
    fn new(status: &'a RouterStatus, interface: InterfaceName, peer: Ipv4Addr) -> Self {
        let is_live = |sa: &&IsakmpSa| sa.peer == peer && sa.deleted.is_none();
        let config = &status.console.config;
        let mut protected = Vec::new();
        if let Some((name, map)) = config.crypto_map_on(interface) {
            for (id, entry) in config.entries_of(map) {
                if status.peers_of(name, id, entry).contains(&peer) {
                    // IOS: reference, `show crypto session`.
                    let origin = if id.dynamic.is_some() {
                        "dynamic crypto map"
                    } else {
                        "crypto map"
                    };
                    let flows = flows((id, entry), name, status).into_iter();
                    protected.extend(flows.map(|Flow { proxies, pairs, .. }| Protected { proxies, pairs, origin }));
                }
            }
        }
        Session {
            interface,
            peer,
            isakmp_sas: status.isakmp_sas.iter().filter(is_live).collect(),
            flows: protected,
        }
    }

    /// IOS: reference, `show crypto session`, for the states.
    fn state(&self) -> &'static str {
        let has_sas = self.flows.iter().any(|flow| !flow.pairs.is_empty());
        let is_established = self.isakmp_sas.iter().any(|sa| sa.established.is_some());
        match (has_sas, is_established) {
            (true, true) => "UP-ACTIVE",
            (true, false) => "UP-NO-IKE",
            (false, true) => "UP-IDLE",
            (false, false) if self.isakmp_sas.is_empty() => "DOWN",
            (false, false) => "DOWN-NEGOTIATING",
        }
    }

    fn show(&self, moment: &Moment<'_>, has_detail: bool) -> String {
        let Session { interface, peer, .. } = self;
        let state = self.state();
        let mut text = format!("Interface: {interface}\nSession status: {state}\nPeer: {peer} port 500");
        if has_detail {
            let is_known = self.isakmp_sas.iter().any(|sa| sa.established.is_some());
            let id = if is_known { format!("{peer}") } else { "(none)".into() };
            text += &format!(" fvrf: (none) ivrf: (none)\n      Phase1_id: {id}\n      Desc: (none)");
        }
        text += "\n";
        for sa in &self.isakmp_sas {
            text += &ike(sa, moment, has_detail);
        }
        for flow in &self.flows {
            text += &flow.show(moment, has_detail);
        }
        text
    }
}

fn ike(sa: &IsakmpSa, moment: &Moment<'_>, has_detail: bool) -> String {
    let state = sa.established.map_or("Inactive", |_| "Active");
    let IsakmpSa {
        local,
        peer,
        local_port,
        peer_port,
        ..
    } = sa;
    let mut text = format!("  IKE SA: local {local}/{local_port} remote {peer}/{peer_port} {state}\n");
    if has_detail {
        let (conn, left) = (sa.conn.unwrap_or(0), remaining(sa, moment.now));
        text += &format!("          Capabilities:(none) connid:{conn} lifetime:{left}\n");
    }
    text
}

impl Protected<'_> {
    fn show(&self, moment: &Moment<'_>, has_detail: bool) -> String {
        let Protected { proxies, pairs, origin } = self;
        let sas: usize = pairs.iter().map(|pair| pair.sas().count()).sum();
        let protocol = match proxies.protocol {
            0 => "ip".into(),
            number => format!("{number}"),
        };
        let mut text = format!(
            "  IPSEC FLOW: permit {protocol} {} {}\n        Active SAs: {sas}, origin: {origin}\n",
            end(proxies.local),
            end(proxies.remote)
        );
        if has_detail {
            let counters = moment.status.counters(proxies);
            let life = |direction| {
                let newest = pairs
                    .last()
                    .and_then(|pair| left(pair, pair.sa(direction)?, moment.now));
                let (kilobytes, seconds) = newest.unwrap_or_default();
                format!("life (KB/Sec) {kilobytes}/{seconds}")
            };
            text += &format!(
                "        Inbound:  #pkts dec'ed {} drop {} {}\n        Outbound: #pkts enc'ed {} drop {} {}\n",
                counters.decrypt,
                counters.recv_errors,
                life(Direction::Inbound),
                counters.encrypt,
                counters.send_errors,
                life(Direction::Outbound)
            );
        }
        text
    }
}

/// `host 10.0.0.1`, `10.0.0.0/255.0.0.0`, with the port if there is one.
fn end(ProxyEnd { address, mask, port }: ProxyEnd) -> String {
    let addresses = if mask.is_broadcast() {
        format!("host {address}")
    } else {
        format!("{address}/{mask}")
    };
    if port == 0 {
        addresses
    } else {
        format!("{addresses} port {port}")
    }
}
