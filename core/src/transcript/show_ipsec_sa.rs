//! `show crypto ipsec sa`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

use super::debug_ipsec::{Words, mode};
use crate::event::SaOrigin;
use crate::ios::access_list::{ProxyEnd, ProxyIdentities};
use crate::ios::config::RunningConfig;
use crate::ios::crypto::EspCipher;
use crate::ios::crypto_map::{CryptoMapEntry, Direction};
use crate::ios::interface::InterfaceName;
use crate::status::{Counters, IpsecSa, IpsecSaPair, RouterStatus};
use crate::time::SimTime;

/// Bytes of a kilobyte of lifetime (RFC 2407 §4.5).
const KILOBYTE: u64 = 1024;

/// For each interface with a crypto map: what the map protects, the counters, and the SAs (IOS: seed).
pub fn show_crypto_ipsec_sa(status: &RouterStatus, now: SimTime) -> String {
    let config: &RunningConfig = &status.console.config;
    let mut text = String::new();
    for name in config.interfaces.keys() {
        text += &interface(*name, status, config, now);
    }
    if text.is_empty() {
        String::from("No SAs found\n")
    } else {
        text
    }
}

fn interface(name: InterfaceName, status: &RouterStatus, config: &RunningConfig, now: SimTime) -> String {
    let Some((map_name, map)) = config.crypto_map_on(name) else {
        return String::new();
    };
    let local = config.tunnel_address(name).unwrap_or(Ipv4Addr::UNSPECIFIED);
    let mut text = format!("interface: {name}\n    Crypto map tag: {map_name}, local addr. {local}\n");
    // IOS: seed for software. Modelled for an accelerator, which the second engine is.
    let engine = if config.accelerator_in_use(status.console.platform) {
        "Hardware, engine_id: 2"
    } else {
        "Software, engine_id: 1"
    };
    for entry in map.entries.values() {
        for proxies in protected(entry, config) {
            let pairs = status
                .ipsec_sas
                .iter()
                .filter(|pair| pair.proxies == proxies && pair.map == map_name);
            let ident = Ident {
                local,
                peer: entry
                    .current_peer(&status.silent_peers)
                    .unwrap_or(Ipv4Addr::UNSPECIFIED),
                proxies,
                counters: status.counters(&proxies),
                engine,
                pairs: pairs.collect(),
            };
            text += "\n";
            text += &ident.show(now);
        }
    }
    text
}

/// What an entry of a crypto map protects.
fn protected<'a>(entry: &'a CryptoMapEntry, config: &'a RunningConfig) -> impl Iterator<Item = ProxyIdentities> + 'a {
    let list = entry.match_address.as_ref().and_then(|id| config.access_list(id));
    list.into_iter().flat_map(|list| list.proxy_identities())
}

struct Ident<'a> {
    local: Ipv4Addr,
    peer: Ipv4Addr,
    proxies: ProxyIdentities,
    counters: Counters,
    /// Kind and number of the crypto engine.
    engine: &'static str,
    pairs: Vec<&'a IpsecSaPair>,
}

impl Ident<'_> {
    fn show(&self, now: SimTime) -> String {
        let Ident {
            local,
            proxies,
            counters,
            ..
        } = self;
        let peer = self.pairs.last().map_or(self.peer, |pair| pair.peer);
        let Counters {
            encaps,
            encrypt,
            digest,
            decaps,
            decrypt,
            verify,
            send_errors,
            recv_errors,
        } = counters;
        let newest = self.pairs.last().and_then(|pair| pair.outbound.as_ref());
        format!(
            "   protected vrf:\n   \
             local  ident (addr/mask/prot/port): ({})\n   \
             remote ident (addr/mask/prot/port): ({})\n   \
             current_peer: {peer}:500\n     \
             PERMIT, flags={{origin_is_acl,}}\n    \
             #pkts encaps: {encaps}, #pkts encrypt: {encrypt}, #pkts digest: {digest}\n    \
             #pkts decaps: {decaps}, #pkts decrypt: {decrypt}, #pkts verify: {verify}\n    \
             #pkts compressed: 0, #pkts decompressed: 0\n    \
             #pkts not compressed: 0, #pkts compr. failed: 0\n    \
             #pkts not decompressed: 0, #pkts decompress failed: 0\n    \
             #send errors {send_errors}, #recv errors {recv_errors}\n\n     \
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
        for pair in &self.pairs {
            let section = if pair.transforms.uses_esp() { &mut esp } else { &mut ah };
            if let Some(sa) = pair.sa(direction) {
                *section += &show_sa(pair, sa, self.engine, now);
            }
        }
        let word = direction.word();
        format!("     {word} esp sas:\n{esp}\n     {word} ah sas:\n{ah}\n     {word} pcp sas:\n")
    }
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
        transforms = Words(&pair.transforms),
        mode = mode(&pair.transforms),
        map = pair.map,
    );
    text += &timing(pair, sa, now);
    if pair.transforms.uses_esp() {
        let iv_len = pair.transforms.esp_cipher.map_or(0, EspCipher::iv_len);
        text += &format!("        IV size: {iv_len} bytes\n");
    }
    let is_replay_checked = pair.transforms.is_authenticated() && pair.origin != SaOrigin::Manual;
    let replay = if is_replay_checked { 'Y' } else { 'N' };
    text + &format!("        replay detection support: {replay}\n")
}

fn timing(pair: &IpsecSaPair, sa: &IpsecSa, now: SimTime) -> String {
    match pair.origin {
        SaOrigin::Manual => String::from("        no sa timing\n"),
        SaOrigin::Negotiated {
            seconds,
            kilobytes,
            cookies,
        } => {
            let kilobytes = u64::from(kilobytes).saturating_sub(sa.bytes / KILOBYTE);
            let seconds = u64::from(seconds).saturating_sub(now.secs_since(pair.created));
            format!(
                "        sa timing: remaining key lifetime (k/sec): ({kilobytes}/{seconds})\n        \
                 ike_cookies: {}\n",
                show_cookies(&cookies)
            )
        }
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
