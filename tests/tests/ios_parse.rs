//! The published configurations, and what is said about configurations that cannot work.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::policy::{Authentication, IsakmpPolicy};
use ikelab_core::algorithm::{CbcCipher, EspCipher, Group, Hash};
use ikelab_core::ipsec::transform_set::TransformSet;
use ikelab_core::map::Map;
use std::net::Ipv4Addr;

use ikelab_core::ios::access_list::{
    AccessList, AccessListEntry, AccessListId, AccessListLine, Action, AddressMatch, Flow, Protocol,
};
use ikelab_core::ios::config::{ClockTimezone, NextHop, StaticRoute, Timestamps};
use ikelab_core::ios::configure::Outcome;
use ikelab_core::ios::crypto::{IpsecConfig, IsakmpConfig, KeyPeer, PresharedKey};
use ikelab_core::ios::crypto_map::{CryptoMap, CryptoMapEntry, IsakmpKeying, Keying};
use ikelab_core::ios::diagnostic::{Code, Diagnostic, Severity};
use ikelab_core::ios::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName};
use ikelab_core::ios::kept::{KeptLines, Section};
use ikelab_core::ios::parse::parse_lines;
use ikelab_core::ios::{Platform, RunningConfig, parse, presets, running_config};

const R1_AS_PRINTED: &str = include_str!("../configs/doc-50880-as-printed/r1.cfg");
const R2_AS_PRINTED: &str = include_str!("../configs/doc-50880-as-printed/r2.cfg");

const SOFTWARE: Platform = Platform::with_accelerator(false);
const ETHERNET0: InterfaceName = InterfaceName::slotted(InterfaceKind::Ethernet, 0, 0);
const ETHERNET1: InterfaceName = InterfaceName::slotted(InterfaceKind::Ethernet, 1, 0);

fn ip(text: &str) -> Ipv4Addr {
    text.parse().unwrap()
}

/// The key with which a router without ISAKMP profiles asks a peer.
fn key_for<'a>(config: &'a RunningConfig, peer: &str) -> Option<&'a PresharedKey> {
    config.key_of_initiator(None, ip("192.0.2.99"), ip(peer)).key
}

fn network(address: &str, mask: &str) -> InterfaceAddress {
    InterfaceAddress {
        address: ip(address),
        mask: ip(mask),
    }
}

/// The lines of the published configurations that change nothing here, with those inside each.
const PUBLISHED_KEPT: [(Section, &str, &[&str]); 17] = [
    (Section::Version, "version 12.3", &[]),
    (Section::Service, "no service password-encryption", &[]),
    (Section::Boot, "boot-start-marker", &[]),
    (Section::Boot, "boot-end-marker", &[]),
    (Section::General, "no aaa new-model", &[]),
    (Section::General, "ip subnet-zero", &[]),
    (Section::General, "no ip domain lookup", &[]),
    (Section::IpFeatures, "ip cef", &[]),
    (Section::IpFeatures, "ip audit po max-events 100", &[]),
    (Section::IpFeatures, "no ftp-server write-enable", &[]),
    (Section::IpRouting, "ip classless", &[]),
    (Section::IpServices, "no ip http server", &[]),
    (Section::IpServices, "no ip http secure-server", &[]),
    (Section::Management, "control-plane", &[]),
    (Section::Line, "line con 0", &["exec-timeout 0 0"]),
    (Section::Line, "line aux 0", &[]),
    (Section::Line, "line vty 0 4", &["password ww", "login"]),
];

fn kept_lines(config: &RunningConfig) -> Vec<(Section, &str, Vec<&str>)> {
    let sections = config.kept.iter();
    let lines = sections.flat_map(|(section, lines)| lines.iter().map(move |line| (*section, line)));
    lines
        .map(|(section, line)| {
            (
                section,
                line.text.as_str(),
                line.inside.iter().map(|it| it.text.as_str()).collect(),
            )
        })
        .collect()
}

/// What both published configurations have in common, around the peer and the crypto access list.
fn published(hostname: &str, peer: &str, local_lan: &str, remote_lan: &str) -> RunningConfig {
    let stamps = Timestamps::Datetime {
        milliseconds: true,
        local_time: false,
        show_timezone: false,
    };
    let policy = IsakmpPolicy {
        encryption: CbcCipher::Aes256,
        hash: Hash::Md5,
        authentication: Authentication::PreShare,
        group: Group::Modp1024,
        lifetime_seconds: 86_400,
    };
    let key = PresharedKey {
        key: "cisco123".to_string(),
        peer: KeyPeer::Address {
            address: ip(peer),
            mask: Ipv4Addr::BROADCAST,
        },
        is_encrypted: false,
        no_xauth: false,
    };
    let set = TransformSet {
        esp_cipher: Some(EspCipher::Seal),
        esp_auth: Some(Hash::Sha1),
        ..TransformSet::default()
    };
    let entry = CryptoMapEntry {
        description: None,
        match_address: Some(AccessListId::Numbered(100)),
        keying: Keying::Isakmp(IsakmpKeying {
            peers: vec![ip(peer)],
            transform_sets: vec!["cisco".to_string()],
            ..IsakmpKeying::default()
        }),
        kept: KeptLines::default(),
    };
    let map = CryptoMap {
        local_address: None,
        isakmp_profile: None,
        entries: Map::from([(10, entry)]),
    };
    let lan = |address| AddressMatch::new(ip(address), ip("0.0.0.255"));
    let permit = AccessListEntry::new(Action::Permit, Protocol::Any, lan(local_lan), lan(remote_lan));
    let list = AccessList::from_iter([AccessListLine::Entry(permit)]);
    RunningConfig {
        hostname: hostname.to_string(),
        clock_timezone: Some(ClockTimezone {
            name: "EST".to_string(),
            hours: -5,
            minutes: 0,
        }),
        debug_timestamps: Some(stamps),
        log_timestamps: Some(stamps),
        isakmp: IsakmpConfig {
            policies: Map::from([(1, policy)]),
            keys: vec![key],
            ..IsakmpConfig::default()
        },
        ipsec: IpsecConfig {
            transform_sets: Map::from([("cisco".to_string(), set)]),
            ..IpsecConfig::default()
        },
        crypto_maps: Map::from([("cisco".to_string(), map)]),
        access_lists: Map::from([(AccessListId::Numbered(100), list)]),
        static_routes: vec![StaticRoute {
            network: network("0.0.0.0", "0.0.0.0"),
            next_hop: NextHop::Address(ip(peer)),
            distance: 1,
            options: String::new(),
        }],
        ..RunningConfig::default()
    }
}

fn interface(address: &str, crypto_map: Option<&str>) -> Interface {
    Interface {
        address: Some(network(address, "255.255.255.0")),
        crypto_map: crypto_map.map(ToString::to_string),
        ..Interface::default()
    }
}

fn expected_r1() -> RunningConfig {
    let mut config = published("R1", "10.10.10.2", "172.18.124.0", "20.20.20.0");
    config.interfaces = Map::from([
        (ETHERNET0, interface("172.18.124.201", None)),
        (ETHERNET1, interface("10.10.10.1", Some("cisco"))),
    ]);
    config
}

/// A configuration that must have the published kept lines, without them.
fn without_kept(config: RunningConfig) -> RunningConfig {
    let published = PUBLISHED_KEPT.map(|(section, text, inside)| (section, text, inside.to_vec()));
    assert_eq!(kept_lines(&config), published);
    let kept = Map::new();
    RunningConfig { kept, ..config }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(u32, Severity, Code)> {
    diagnostics.iter().map(|it| (it.line, it.severity, it.code)).collect()
}

#[test]
fn r1_as_printed() {
    let (config, diagnostics) = parse(R1_AS_PRINTED, SOFTWARE);
    assert_eq!(without_kept(config), expected_r1());
    assert_eq!(diagnostics, []);
}

/// As typed, the second address of Ethernet0/0 replaces the first.
#[test]
fn r2_as_printed_has_one_interface() {
    let (config, diagnostics) = parse(R2_AS_PRINTED, SOFTWARE);
    let mut expected = published("R2", "10.10.10.1", "20.20.20.0", "172.18.124.0");
    expected.interfaces = Map::from([(ETHERNET0, interface("20.20.20.2", Some("cisco")))]);
    assert_eq!(without_kept(config), expected);
    assert_eq!(
        codes(&diagnostics),
        [
            (52, Severity::Error, Code::NoRoute),
            (67, Severity::Warning, Code::AddressReplaced)
        ]
    );
    let said = diagnostics[1].to_string();
    for fact in ["Ethernet0/0", "10.10.10.2", "20.20.20.2", "line 63"] {
        assert!(said.contains(fact), "{said}");
    }
}

#[test]
fn presets_work() {
    let (r1, said) = parse(presets::DOC_50880.r1, SOFTWARE);
    assert_eq!((without_kept(r1), said.as_slice()), (expected_r1(), [].as_slice()));
    let (r2, said) = parse(presets::DOC_50880.r2, SOFTWARE);
    let mut expected = published("R2", "10.10.10.1", "20.20.20.0", "172.18.124.0");
    expected.interfaces = Map::from([
        (ETHERNET0, interface("10.10.10.2", Some("cisco"))),
        (ETHERNET1, interface("20.20.20.2", None)),
    ]);
    assert_eq!((without_kept(r2), said.as_slice()), (expected, [].as_slice()));
}

/// Every line of the published configurations is understood or knowingly ignored.
#[test]
fn each_line_is_classified() {
    for text in [R1_AS_PRINTED, R2_AS_PRINTED] {
        let lines = parse_lines(text, SOFTWARE).lines;
        assert_eq!(lines.len(), text.lines().count());
        for (line, typed) in lines.iter().zip(text.lines()) {
            let expected = match typed.trim() {
                "" => Outcome::Blank,
                comment if comment.starts_with('!') => Outcome::Comment,
                "end" => Outcome::Ended,
                line if PUBLISHED_KEPT
                    .iter()
                    .any(|(_, text, inside)| *text == line || inside.contains(&line)) =>
                {
                    Outcome::Ignored
                }
                _ => Outcome::Applied,
            };
            assert_eq!(line.outcome, expected, "line {}: {typed}", line.number);
        }
    }
}

#[test]
fn printing_reads_back() {
    for text in [
        R1_AS_PRINTED,
        R2_AS_PRINTED,
        presets::DOC_50880.r1,
        presets::DOC_50880.r2,
    ] {
        let config = parse(text, SOFTWARE).0;
        let printed = running_config::show(&config);
        assert_eq!(parse(&printed, SOFTWARE).0, config, "{printed}");
    }
}

/// What IOS prints for R1 is what was published, apart from its `!` lines.
#[test]
fn r1_prints_as_published() {
    let commands = |text: &str| -> Vec<String> {
        text.lines()
            .map(str::trim)
            .filter(|it| !it.is_empty() && !it.starts_with('!'))
            .map(str::to_string)
            .collect()
    };
    let printed = running_config::show(&parse(R1_AS_PRINTED, SOFTWARE).0);
    assert_eq!(commands(&printed), commands(R1_AS_PRINTED));
    assert!(
        printed.contains("\ncrypto isakmp policy 1\n encr aes 256\n hash md5\n"),
        "{printed}"
    );
}

#[test]
fn lookups_of_the_engine() {
    let config = parse(presets::DOC_50880.r1, SOFTWARE).0;
    let routes = config.routing_table();
    let egress = routes.towards(ip("20.20.20.20")).unwrap();
    assert_eq!((egress.interface, egress.next_hop), (ETHERNET1, ip("10.10.10.2")));
    assert_eq!(
        routes.towards(ip("172.18.124.9")).map(|egress| egress.interface),
        Some(ETHERNET0)
    );
    assert_eq!(config.interface_with(ip("10.10.10.1")), Some(ETHERNET1));
    assert_eq!(config.tunnel_address(ETHERNET1), Some(ip("10.10.10.1")));
    assert_eq!(config.crypto_map_on(ETHERNET1).map(|(name, _)| name), Some("cisco"));
    assert_eq!(config.crypto_map_on(ETHERNET0), None);
    assert_eq!(key_for(&config, "10.10.10.2").unwrap().key, "cisco123");
    assert_eq!(key_for(&config, "10.10.10.3"), None);
    let priorities: Vec<u16> = config.isakmp_policies().map(|(priority, _)| priority).collect();
    assert_eq!(priorities, [1, 65_535]);

    let list = config.access_list(&AccessListId::Numbered(100)).unwrap();
    let (source, destination) = (ip("172.18.124.9"), ip("20.20.20.20"));
    let flow = Flow {
        protocol: 1,
        source,
        source_port: 0,
        destination,
        destination_port: 0,
    };
    assert!(list.permits(&flow));
    assert!(!list.permits(&flow.mirrored()));
    let proxies = list.proxy_identities().next().unwrap();
    assert_eq!(
        (proxies.local.address, proxies.local.mask),
        (ip("172.18.124.0"), ip("255.255.255.0"))
    );
    assert_eq!((proxies.remote.address, proxies.protocol), (ip("20.20.20.0"), 0));
}

#[test]
fn the_longest_mask_has_the_key() {
    let text = "crypto isakmp key any address 0.0.0.0 0.0.0.0\n\
                crypto isakmp key net address 10.10.0.0 255.255.0.0\n\
                crypto isakmp key host address 10.10.10.2";
    let config = parse(text, SOFTWARE).0;
    let key = |peer| key_for(&config, peer).unwrap().key.clone();
    assert_eq!(
        [key("10.10.10.2"), key("10.10.9.9"), key("9.9.9.9")],
        ["host", "net", "any"]
    );
}

#[test]
fn routes_prefer_long_prefixes_and_short_distances() {
    let text = "interface e0/0\n ip address 10.0.0.1 255.255.255.0\n\
                interface e1/0\n ip address 10.0.1.1 255.255.255.0\n\
                ip route 20.0.0.0 255.0.0.0 10.0.0.2\n\
                ip route 20.20.0.0 255.255.0.0 10.0.1.2\n\
                ip route 30.0.0.0 255.0.0.0 10.0.0.2 200\n\
                ip route 30.0.0.0 255.0.0.0 20.20.0.9\n\
                ip route 40.0.0.0 255.0.0.0 40.0.0.1\n";
    let routes = parse(text, SOFTWARE).0.routing_table();
    let towards = |to| routes.towards(ip(to)).map(|egress| egress.interface);
    assert_eq!(towards("20.1.1.1"), Some(ETHERNET0));
    assert_eq!(towards("20.20.1.1"), Some(ETHERNET1));
    assert_eq!(towards("30.1.1.1"), Some(ETHERNET1), "by way of 20.20.0.9");
    assert_eq!(towards("40.1.1.1"), None, "a route through itself");
    assert_eq!(towards("50.1.1.1"), None);
}

/// What is wrong with `base` after `from` was replaced by `to`.
fn broken(from: &str, to: &str) -> Vec<(Severity, Code)> {
    let text = presets::DOC_50880.r1;
    assert!(text.contains(from), "{from}");
    let (_, diagnostics) = parse(&text.replace(from, to), SOFTWARE);
    assert!(
        diagnostics
            .iter()
            .all(|it| it.severity != Severity::Error || it.remedy.is_some()),
        "{diagnostics:?}"
    );
    diagnostics.iter().map(|it| (it.severity, it.code)).collect()
}

#[test]
fn what_keeps_a_tunnel_down_is_reported() {
    use Code as C;
    use Severity::{Error, Warning};
    assert_eq!(broken(" set peer 10.10.10.2\n", ""), [(Error, C::MapIncomplete)]);
    assert_eq!(
        broken(" match address 100", " match address 101"),
        [(Error, C::AccessListMissing)]
    );
    assert_eq!(
        broken(" set transform-set cisco", " set transform-set c"),
        [(Error, C::MapIncomplete), (Error, C::TransformSetMissing)]
    );
    assert_eq!(
        broken("key cisco123 address 10.10.10.2", "key cisco123 address 10.10.10.9"),
        [(Error, C::NoKey)]
    );
    assert_eq!(
        broken("key cisco123 address 10.10.10.2", "key cisco123 hostname R2"),
        [(Warning, C::KeyWithoutAddress), (Error, C::NoKey)]
    );
    assert_eq!(
        broken(
            "crypto isakmp key cisco123 address 10.10.10.2",
            "ip host r2 10.20.30.40 10.10.10.2\ncrypto isakmp key cisco123 hostname R2"
        ),
        []
    );
    assert_eq!(
        broken(" authentication pre-share\n", ""),
        [(Warning, C::UnusablePolicy), (Error, C::NoUsablePolicy)]
    );
    assert_eq!(broken(" crypto map cisco\n", ""), [(Warning, C::MapNotApplied)]);
    assert_eq!(
        broken(" crypto map cisco\n", " crypto map cosci\n"),
        [(Warning, C::MapNotApplied), (Error, C::CryptoMapMissing)]
    );
    assert_eq!(
        broken(" ip address 10.10.10.1 255.255.255.0\n", ""),
        [(Error, C::NoRoute), (Error, C::NoAddress)]
    );
    assert_eq!(
        broken("end\n", "ip nat inside source list 1\nend\nend\n"),
        [(Warning, C::Unsimulated), (Error, C::AfterEnd)]
    );
}

#[test]
fn a_pasted_header_changes_nothing() {
    let text = format!(
        "Building configuration...\n\nCurrent configuration : 1160 bytes\n{}",
        presets::DOC_50880.r1
    );
    let (config, said) = parse(&text, SOFTWARE);
    assert_eq!(config, parse(presets::DOC_50880.r1, SOFTWARE).0);
    let said: Vec<_> = said.iter().map(|it| (it.line, it.severity, it.code)).collect();
    assert_eq!(said, [(1, Severity::Info, Code::Pasted)]);
}

/// The key on another router's screen is of no use, and is kept.
#[test]
fn an_encrypted_key_is_kept_and_not_used() {
    let text = presets::DOC_50880.r1.replace("key cisco123", "key 6 QRZTGYMaAAB");
    let (config, said) = parse(&text, SOFTWARE);
    assert_eq!(key_for(&config, "10.10.10.2"), None);
    let said: Vec<Code> = said.iter().map(|it| it.code).collect();
    assert_eq!(said, [Code::EncryptedKey, Code::NoKey]);
    let shown = running_config::show(&config);
    assert!(
        shown.contains("\ncrypto isakmp key 6 QRZTGYMaAAB address 10.10.10.2\n"),
        "{shown}"
    );
}

#[test]
fn routes_as_people_type_them() {
    let text = "interface e0/0\n ip address 10.0.0.1 255.255.255.0\n\
                ip route 20.0.0.0 255.0.0.0 e0/0 10.0.0.2 name X\n\
                ip route 20.20.0.0 255.255.0.0 Null0\n\
                ip route 30.0.0.0 255.0.0.0 Ethernet 0/0 10.0.0.3 250 permanent tag 5\n\
                ip route 40.0.0.0 255.0.0.0 e1/0 10.0.0.2\n";
    let (config, said) = parse(text, SOFTWARE);
    assert_eq!(said, []);
    let routes = config.routing_table();
    let hop = |to| routes.towards(ip(to)).map(|egress| egress.next_hop);
    assert_eq!(hop("20.1.1.1"), Some(ip("10.0.0.2")));
    assert_eq!(hop("20.20.1.1"), None, "into nothing");
    assert_eq!(hop("30.1.1.1"), Some(ip("10.0.0.3")));
    assert_eq!(hop("40.1.1.1"), None, "the interface is not there");
    assert_eq!(config.static_routes[2].distance, 250);
    let shown = running_config::show(&config);
    assert!(
        shown.contains("ip route 30.0.0.0 255.0.0.0 Ethernet0/0 10.0.0.3 250 permanent tag 5\n"),
        "{shown}"
    );
    assert_eq!(parse(&shown, SOFTWARE).0, config);
}
