//! `show crypto ipsec sa`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::command::{Exec, Moment, show};
use super::words::{field, modelled, seed};
use crate::event::SaOrigin;
use crate::ios::config::RunningConfig;
use crate::ios::crypto_map::CryptoMapEntry;
use crate::ios::grammar::{Token, arg};
use crate::ios::interface::InterfaceName;
use crate::ipsec::entry::EntryId;
use crate::ipsec::manual::Direction;
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use crate::log::{TransformWords, mode};
use crate::status::{Counters, IpsecSa, IpsecSaPair, RouterStatus};
use crate::time::SimTime;

pub(super) static ROWS: [Exec; 5] = [
    show("show crypto ipsec sa", "The security associations", |_, moment| {
        seed(show_crypto_ipsec_sa(moment.status, moment.now))
    })
    .for_all()
    .note("as in the seed"),
    show(
        "show crypto ipsec sa address",
        "By the address that packets go to",
        |_, moment| modelled(by_address(moment)),
    )
    .for_all()
    .modelled("the SAs pair by pair"),
    show("show crypto ipsec sa detail", "With more counters", |_, moment| {
        field(chosen(
            moment.status,
            moment.now,
            &Choice {
                has_detail: true,
                ..ALL
            },
        ))
    })
    .for_all(),
    show(
        "show crypto ipsec sa interface",
        "Those of one interface",
        |line, moment| {
            let interface = line.interface();
            seed(chosen(moment.status, moment.now, &Choice { interface, ..ALL }))
        },
    )
    .with(&[arg(Token::Interface, "Which")])
    .for_all(),
    show("show crypto ipsec sa peer", "Those with one peer", |line, moment| {
        let peer = line.address();
        seed(chosen(moment.status, moment.now, &Choice { peer, ..ALL }))
    })
    .with(&[arg(Token::Address, "Its address")])
    .for_all(),
];

/// What of the SAs is shown.
struct Choice {
    interface: Option<InterfaceName>,
    peer: Option<Ipv4Addr>,
    has_detail: bool,
}

const ALL: Choice = Choice {
    interface: None,
    peer: None,
    has_detail: false,
};

/// Bytes of a kilobyte of lifetime (RFC 2407 §4.5).
const KILOBYTE: u64 = 1024;

/// For each interface with a crypto map: what the map protects, the counters, and the SAs (IOS: seed).
pub fn show_crypto_ipsec_sa(status: &RouterStatus, now: SimTime) -> String {
    chosen(status, now, &ALL)
}

fn chosen(status: &RouterStatus, now: SimTime, choice: &Choice) -> String {
    let names = status.console.config.interfaces.keys();
    let chosen = names.filter(|name| choice.interface.is_none_or(|only| only == **name));
    let text: String = chosen.map(|name| interface(*name, status, now, choice)).collect();
    if text.is_empty() {
        String::from("No SAs found\n")
    } else {
        text
    }
}

fn interface(name: InterfaceName, status: &RouterStatus, now: SimTime, choice: &Choice) -> String {
    let config: &RunningConfig = &status.console.config;
    let Some((map_name, map)) = config.crypto_map_on(name) else {
        return String::new();
    };
    let local = config.tunnel_address(name).unwrap_or(Ipv4Addr::UNSPECIFIED);
    let mut idents = String::new();
    for (id, entry) in config.entries_of(map) {
        let current = entry.current_peer(&status.silent_peers);
        let current = current.unwrap_or(Ipv4Addr::UNSPECIFIED);
        for flow in flows((id, entry), map_name, status) {
            let ident = Ident {
                local,
                peer: flow.pairs.last().map_or(current, |pair| pair.peer),
                counters: status.counters(&flow.proxies),
                engine: engine(status),
                flow,
            };
            if choice.peer.is_none_or(|only| only == ident.peer) {
                idents += "\n";
                idents += &ident.show(now, choice.has_detail);
            }
        }
    }
    if idents.is_empty() && choice.peer.is_some() {
        return String::new();
    }
    format!("interface: {name}\n    Crypto map tag: {map_name}, local addr. {local}\n{idents}")
}

/// IOS: seed for software. Modelled for an accelerator, which the second engine is.
fn engine(status: &RouterStatus) -> &'static str {
    let console = &status.console;
    if console.config.accelerator_in_use(console.platform) {
        "Hardware, engine_id: 2"
    } else {
        "Software, engine_id: 1"
    }
}

/// The SAs with the address that the packets of each go to.
fn by_address(moment: &Moment<'_>) -> String {
    let mut text = String::new();
    for pair in moment.status.ipsec_sas.iter() {
        for (direction, address) in [(Direction::Inbound, pair.local), (Direction::Outbound, pair.peer)] {
            if let Some(sa) = pair.sa(direction) {
                let protocol = if pair.transforms.uses_esp() { "ESP" } else { "AH" };
                text += &format!("dest address: {address}\n   protocol: {protocol}\n");
                text += &show_sa(pair, sa, engine(moment.status), moment.now);
            }
        }
    }
    text
}

/// What is protected, and by which SAs.
pub(super) struct Flow<'a> {
    pub proxies: ProxyIdentities,
    /// Whether it is all that a line of the access list permits, not the part that a peer asked for.
    is_line: bool,
    pub pairs: Vec<&'a IpsecSaPair>,
}

/// What an entry of a crypto map protects: line by line, then the parts of lines that peers negotiated SAs for.
pub(super) fn flows<'a>((id, entry): (EntryId, &CryptoMapEntry), map: &str, status: &'a RouterStatus) -> Vec<Flow<'a>> {
    let lines = protected(id, entry, &status.console.config);
    let mut parts = Vec::new();
    for pair in status.pairs_of(map, id) {
        if !lines.contains(&pair.proxies) && !parts.contains(&pair.proxies) {
            parts.push(pair.proxies);
        }
    }
    let flow = |proxies: &ProxyIdentities| {
        let sas = status.ipsec_sas.iter();
        Flow {
            proxies: *proxies,
            is_line: lines.contains(proxies),
            pairs: sas.filter(|pair| pair.proxies == *proxies && pair.map == map).collect(),
        }
    };
    lines.iter().chain(&parts).map(flow).collect()
}

/// What an entry of a crypto map protects, line by line. One of a dynamic map protects what peers have negotiated, and nothing
/// before.
fn protected(id: EntryId, entry: &CryptoMapEntry, config: &RunningConfig) -> Vec<ProxyIdentities> {
    if id.dynamic.is_some() {
        return Vec::new();
    }
    let list = entry.match_address.as_ref().and_then(|id| config.access_list(id));
    list.map_or_else(Vec::new, |list| list.proxy_identities().collect())
}

struct Ident<'a> {
    local: Ipv4Addr,
    peer: Ipv4Addr,
    counters: Counters,
    /// Kind and number of the crypto engine.
    engine: &'static str,
    flow: Flow<'a>,
}

impl Ident<'_> {
    fn show(&self, now: SimTime, has_detail: bool) -> String {
        let Ident {
            local, peer, counters, ..
        } = self;
        let Flow { proxies, pairs, .. } = &self.flow;
        // IOS: seed for a line; field: none for what a peer asked for.
        let flags = if self.flow.is_line { "origin_is_acl," } else { "" };
        let Counters {
            encaps,
            encrypt,
            digest,
            decaps,
            decrypt,
            verify,
            ..
        } = counters;
        let errors = errors(counters, has_detail);
        let newest = pairs.last().and_then(|pair| pair.outbound.as_ref());
        format!(
            "   protected vrf:\n   \
             local  ident (addr/mask/prot/port): ({})\n   \
             remote ident (addr/mask/prot/port): ({})\n   \
             current_peer: {peer}:500\n     \
             PERMIT, flags={{{flags}}}\n    \
             #pkts encaps: {encaps}, #pkts encrypt: {encrypt}, #pkts digest: {digest}\n    \
             #pkts decaps: {decaps}, #pkts decrypt: {decrypt}, #pkts verify: {verify}\n    \
             #pkts compressed: 0, #pkts decompressed: 0\n    \
             #pkts not compressed: 0, #pkts compr. failed: 0\n    \
             #pkts not decompressed: 0, #pkts decompress failed: 0\n    \
             {errors}\n     \
             local crypto endpt.: {local}, remote crypto endpt.: {peer}\n     \
             path mtu 1500, media mtu 1500\n     \
             current outbound spi: {:X}\n\n{}\n{}",
            end(proxies.protocol, proxies.local),
            end(proxies.protocol, proxies.remote),
            newest.map_or(0, |sa| sa.spi),
            self.sas(Direction::Inbound, now),
            self.sas(Direction::Outbound, now),
        )
    }

    /// The SAs of one direction, by protocol.
    fn sas(&self, direction: Direction, now: SimTime) -> String {
        let (mut esp, mut ah) = (String::new(), String::new());
        for pair in &self.flow.pairs {
            let section = if pair.transforms.uses_esp() { &mut esp } else { &mut ah };
            if let Some(sa) = pair.sa(direction) {
                *section += &show_sa(pair, sa, self.engine, now);
            }
        }
        let word = direction.word();
        format!("     {word} esp sas:\n{esp}\n     {word} ah sas:\n{ah}\n     {word} pcp sas:\n")
    }
}

/// IOS: seed for the sums; field for what `detail` counts apart.
fn errors(counters: &Counters, has_detail: bool) -> String {
    let Counters {
        send_errors,
        recv_errors,
        verify_failed,
        wrong_identity,
        replay_failed,
        ..
    } = counters;
    if !has_detail {
        return format!("#send errors {send_errors}, #recv errors {recv_errors}\n");
    }
    format!(
        "#pkts no sa (send) {send_errors}, #pkts invalid sa (rcv) 0\n    \
         #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0\n    \
         #pkts invalid prot (recv) 0, #pkts verify failed: {verify_failed}\n    \
         #pkts invalid identity (recv) {wrong_identity}, #pkts invalid len (rcv) 0\n    \
         #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0\n    \
         ##pkts replay failed (rcv): {replay_failed}\n    \
         #pkts internal err (send): 0, #pkts internal err (recv) 0\n"
    )
}

/// `172.18.124.0/255.255.255.0/0/0`.
fn end(protocol: u8, ProxyEnd { address, mask, port }: ProxyEnd) -> String {
    format!("{address}/{mask}/{protocol}/{port}")
}

/// IOS: seed for a negotiated ESP SA; field for AH, which has no IV, and for typed keys, which have neither lifetime nor
/// cookies and no replay detection.
fn show_sa(pair: &IpsecSaPair, sa: &IpsecSa, engine: &str, now: SimTime) -> String {
    let IpsecSa { spi, conn, flow_id, .. } = sa;
    let mut text = format!(
        "      spi: 0x{spi:X}({spi})\n        \
         transform: {transforms},\n        \
         in use settings ={{{mode}, }}\n        \
         slot: 0, conn id: {conn}, flow_id: {flow_id}, crypto map: {map}\n        \
         crypto engine type: {engine}\n",
        transforms = TransformWords(&pair.transforms),
        mode = mode(&pair.transforms),
        map = pair.map,
    );
    text += &timing(pair, sa, now);
    if pair.transforms.uses_esp() {
        let iv_len = pair.transforms.esp_cipher.map_or(0, |cipher| cipher.row().iv_len);
        text += &format!("        IV size: {iv_len} bytes\n");
    }
    let is_replay_checked = pair.transforms.is_authenticated() && pair.origin != SaOrigin::Manual;
    let replay = if is_replay_checked { 'Y' } else { 'N' };
    text + &format!("        replay detection support: {replay}\n")
}

fn timing(pair: &IpsecSaPair, sa: &IpsecSa, now: SimTime) -> String {
    match (pair.origin, left(pair, sa, now)) {
        (SaOrigin::Negotiated { cookies, .. }, Some((kilobytes, seconds))) => format!(
            "        sa timing: remaining key lifetime (k/sec): ({kilobytes}/{seconds})\n        \
             ike_cookies: {}\n",
            show_cookies(&cookies)
        ),
        _ => String::from("        no sa timing\n"),
    }
}

/// Kilobytes and seconds that an SA still has; `None` if it lasts for ever.
pub(super) fn left(pair: &IpsecSaPair, sa: &IpsecSa, now: SimTime) -> Option<(u64, u64)> {
    match pair.origin {
        SaOrigin::Manual => None,
        SaOrigin::Negotiated { seconds, kilobytes, .. } => Some((
            u64::from(kilobytes).saturating_sub(sa.bytes / KILOBYTE),
            u64::from(seconds).saturating_sub(now.secs_since(pair.created)),
        )),
    }
}

/// This router's own cookie first (IOS: seed).
fn show_cookies(cookies: &[[u8; 8]; 2]) -> String {
    let words = cookies.iter().flat_map(|cookie| cookie.chunks(4));
    let words: Vec<String> = words
        .map(|word| word.iter().map(|byte| format!("{byte:02X}")).collect())
        .collect();
    words.join(" ")
}
