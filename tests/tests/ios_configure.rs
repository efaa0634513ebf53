//! Configuration typed line by line: refusals, `no` forms, abbreviations, and where the `^` stands.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::algorithm::{CbcCipher, EspCipher, Hash};
use ikelab_core::ios::access_list::AccessListId;
use ikelab_core::ios::commands::{self, table};
use ikelab_core::ios::config_event::ConfigEvent;
use ikelab_core::ios::configure::{Configurator, LineResult, Outcome};
use ikelab_core::ios::crypto::ReplayWindow;
use ikelab_core::ios::crypto_map::Keying;
use ikelab_core::ios::diagnostic::Basis;
use ikelab_core::ios::grammar::{self, SyntaxError};
use ikelab_core::ios::interface::{InterfaceKind, InterfaceName};
use ikelab_core::ios::kept::{KeptLines, Section};
use ikelab_core::ios::lexer::{Line, lex};
use ikelab_core::ios::mode::Mode;
use ikelab_core::ios::{Platform, RunningConfig, parse, presets, running_config};
use ikelab_core::ipsec::manual::Direction;
use ikelab_core::ipsec::transform_set::TransformSet;

fn router(accelerator: bool) -> Configurator {
    Configurator::new(RunningConfig::default(), Platform::with_accelerator(accelerator))
}

/// R1 of the preset, in global configuration.
fn r1() -> Configurator {
    let platform = Platform::default();
    Configurator::new(parse(presets::DOC_50880.r1, platform).0, platform)
}

/// Types lines that must all be taken.
fn type_in(router: &mut Configurator, lines: &str) -> Vec<ConfigEvent> {
    let mut events = Vec::new();
    for line in lines.lines() {
        let result = router.line(line);
        assert_ne!(result.outcome, Outcome::Refused, "{line}: {:?}", result.events);
        events.extend(result.events);
    }
    events
}

/// Types a line that must be refused and leave the configuration alone.
fn refused(router: &mut Configurator, line: &str) -> ConfigEvent {
    let before = router.config.clone();
    let LineResult { outcome, events, .. } = router.line(line);
    assert_eq!(outcome, Outcome::Refused, "{line}");
    assert_eq!(router.config, before, "{line}");
    assert_eq!(events.len(), 1, "{events:?}");
    events[0].clone()
}

fn console(event: &ConfigEvent) -> String {
    event.console("R1(config)#".len() as u32).unwrap().text
}

#[test]
fn seal_with_an_accelerator_is_accepted_with_a_warning() {
    let mut router = router(true);
    let said = type_in(&mut router, "crypto ipsec transform-set cisco esp-seal esp-sha-hmac");
    assert_eq!(
        said,
        [ConfigEvent::SealWithAccelerator {
            set: "cisco".to_string()
        }]
    );
    let words = said[0].console(0).unwrap();
    assert_eq!(
        words.text,
        "WARNING: encryption hardware does not support transform esp-seal within IPSec transform cisco"
    );
    assert_eq!(words.basis, Basis::Modelled);
    let usable = |router: &Configurator| {
        let set = router.config.transform_set("cisco").unwrap();
        router.config.is_usable_transform_set(set, router.platform)
    };
    assert!(!usable(&router));
    assert_eq!(type_in(&mut router, "no crypto engine accelerator"), []);
    assert!(usable(&router));
    assert_eq!(type_in(&mut router, "crypto engine accelerator").len(), 1);
    assert_eq!(
        type_in(&mut router, "crypto ipsec transform-set aes esp-aes esp-sha-hmac"),
        []
    );
}

#[test]
fn a_warning_that_a_later_line_settles_is_not_given() {
    let text = "crypto ipsec transform-set s esp-seal esp-sha-hmac\n";
    let platform = Platform::with_accelerator(true);
    assert_eq!(parse(text, platform).1.len(), 1);
    assert_eq!(parse(&format!("{text}no crypto engine accelerator"), platform).1, []);
}

#[test]
fn seal_needs_one_of_four_authentications() {
    let mut router = router(false);
    let said = refused(&mut router, "crypto ipsec transform-set cisco esp-seal");
    assert_eq!(
        said,
        ConfigEvent::SealWithoutAuthentication {
            set: "cisco".to_string()
        }
    );
    assert!(console(&said).starts_with("ERROR: "));
    for auth in ["esp-md5-hmac", "esp-sha-hmac", "ah-md5-hmac", "ah-sha-hmac"] {
        type_in(
            &mut router,
            &format!("crypto ipsec transform-set {auth} esp-seal {auth}"),
        );
        type_in(
            &mut router,
            &format!("crypto ipsec transform-set {auth} {auth} esp-seal"),
        );
    }
    assert_eq!(router.config.ipsec.transform_sets.len(), 4);
}

#[test]
fn a_refused_set_stays_as_it_was() {
    let mut router = r1();
    refused(&mut router, "crypto ipsec transform-set cisco esp-seal");
    assert!(router.config.transform_set("cisco").unwrap().is_authenticated());
}

#[test]
fn seal_and_manual_keys_exclude_each_other_in_either_order() {
    let said = ConfigEvent::SealWithManualKeys {
        set: "s".to_string(),
        map: "m".to_string(),
        sequence: 10,
    };
    let mut seal_first = router(false);
    type_in(
        &mut seal_first,
        "crypto ipsec transform-set s esp-seal esp-sha-hmac\ncrypto map m 10 ipsec-manual",
    );
    assert_eq!(refused(&mut seal_first, "set transform-set s"), said);

    let mut map_first = router(false);
    type_in(&mut map_first, "crypto ipsec transform-set s esp-des esp-sha-hmac");
    type_in(&mut map_first, "crypto map m 10 ipsec-manual\nset transform-set s");
    assert_eq!(
        refused(&mut map_first, "crypto ipsec transform-set s esp-seal esp-sha-hmac"),
        said
    );
    assert!(!map_first.config.transform_set("s").unwrap().is_seal());

    type_in(&mut seal_first, "crypto map m 20 ipsec-isakmp\nset transform-set s");
}

#[test]
fn manual_keys() {
    let mut router = router(false);
    type_in(
        &mut router,
        "crypto ipsec transform-set s ah-md5-hmac esp-des esp-sha-hmac\n\
         crypto map m 10 ipsec-manual\n\
         set peer 10.0.0.2\n\
         set transform-set s\n\
         set session-key inbound ah 256 00112233445566778899aabbccddeeff\n\
         set session-key outbound esp 1000 cipher 0123456789abcdef authenticator \
         000102030405060708090a0b0c0d0e0f10111213",
    );
    let Keying::Manual(manual) = &router.config.crypto_maps["m"].entries[&10].keying else {
        panic!()
    };
    assert_eq!(
        manual.inbound.ah.as_ref().map(|ah| (ah.spi, ah.key.len())),
        Some((256, 16))
    );
    let esp = manual.outbound.esp.clone().unwrap();
    assert_eq!(
        (esp.spi, esp.cipher, esp.authenticator),
        (1000, vec![1, 35, 69, 103, 137, 171, 205, 239], Some((0..20).collect()))
    );
    assert!(matches!(
        refused(&mut router, "set pfs group2"),
        ConfigEvent::Syntax { .. }
    ));
    type_in(&mut router, "no set session-key inbound ah");
    refused(&mut router, "set session-key inbound esp 255 cipher 00");
    refused(&mut router, "set session-key inbound esp 256 cipher 0");
}

/// IOS: reference: a key has at least the length that its transform needs. Whichever is typed first, the other is refused.
#[test]
fn manual_keys_that_are_too_short_are_refused() {
    let sets = "crypto ipsec transform-set aes ah-sha-hmac esp-aes 256 esp-md5-hmac\n\
                crypto ipsec transform-set des esp-des\ncrypto map m 10 ipsec-manual";
    let short = |line: &str, need, have| {
        let mut router = router(false);
        type_in(&mut router, sets);
        type_in(&mut router, "set transform-set aes");
        let refusal = refused(&mut router, line);
        let ConfigEvent::SessionKeyTooShort { map, sequence, key } = &refusal else {
            panic!("{refusal:?}")
        };
        assert_eq!((map.as_str(), *sequence, key.need, key.have), ("m", 10, need, have));
        let Keying::Manual(manual) = &router.config.crypto_maps["m"].entries[&10].keying else {
            panic!()
        };
        assert_eq!(manual.inbound, Default::default());
        assert_eq!(manual.outbound, Default::default());

        type_in(&mut router, "set transform-set des");
        type_in(&mut router, &line.replace("cipher 00", "cipher 0011223344556677"));
        let set = refused(&mut router, "set transform-set aes");
        assert!(matches!(set, ConfigEvent::SessionKeyTooShort { .. }), "{set:?}");
        (key.direction, key.transform.words())
    };
    let long = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    assert_eq!(
        short("set session-key inbound esp 256 cipher 00", 32, 1),
        (Direction::Inbound, "esp-aes 256")
    );
    let line = format!("set session-key outbound esp 256 cipher {long} authenticator 0011");
    assert_eq!(short(&line, 16, 2), (Direction::Outbound, "esp-md5-hmac"));
    let line = format!("set session-key outbound ah 256 {}", &long[..38]);
    assert_eq!(short(&line, 20, 19), (Direction::Outbound, "ah-sha-hmac"));

    let mut router = router(false);
    type_in(&mut router, sets);
    type_in(
        &mut router,
        &format!("set transform-set aes\nset session-key inbound ah 256 {long}"),
    );
}

#[test]
fn transforms_of_one_kind_exclude_each_other() {
    let mut router = router(false);
    for line in [
        "esp-des esp-3des",
        "ah-md5-hmac ah-sha-hmac",
        "esp-des esp-sha-hmac esp-md5-hmac",
        "esp-des esp-des",
    ] {
        let said = refused(&mut router, &format!("crypto ipsec transform-set s {line}"));
        assert!(matches!(said, ConfigEvent::TransformClash { .. }), "{line}");
    }
    type_in(
        &mut router,
        "crypto ipsec transform-set s ah-sha-hmac esp-aes 192 esp-md5-hmac\nmode transport",
    );
    let words: Vec<_> = router
        .config
        .transform_set("s")
        .unwrap()
        .transforms()
        .map(|it| it.words())
        .collect();
    assert_eq!(words, ["ah-sha-hmac", "esp-aes 192", "esp-md5-hmac"]);
}

#[test]
fn abbreviations() {
    let mut router = router(false);
    type_in(
        &mut router,
        "host R9\n\
         cry isa pol 10\n\
         encr aes 256\n\
         ha m\n\
         auth pre\n\
         gr 5\n\
         lif 3600\n\
         cry isa key secret addr 1.2.3.4\n\
         cry ips tran s esp-seal esp-sha-\n\
         cry ips sec life sec 900\n\
         cry ips sec rep wind 128\n\
         cry map m 10 ipsec-i\n\
         set tran s\n\
         set pe 1.2.3.4\n\
         mat addr 100\n\
         int e0/0\n\
         ip addr 10.0.0.1 255.255.255.0\n\
         cry map m\n\
         int Loop 0\n\
         no shut\n\
         ACCESS-LIST 100 PERMIT ip any HOST 10.0.0.9\n\
         end",
    );
    let config = &router.config;
    let policy = &config.isakmp.policies[&10];
    assert_eq!(
        (policy.encryption, policy.hash, policy.group.number()),
        (CbcCipher::Aes256, Hash::Md5, 5)
    );
    assert_eq!((config.hostname.as_str(), policy.lifetime_seconds), ("R9", 3600));
    assert_eq!(config.isakmp.keys.len(), 1);
    assert_eq!(
        (config.ipsec.lifetime.seconds, config.ipsec.replay_window),
        (900, ReplayWindow::Packets(128))
    );
    let set = TransformSet {
        esp_cipher: Some(EspCipher::Seal),
        esp_auth: Some(Hash::Sha1),
        ..TransformSet::default()
    };
    assert_eq!(config.transform_set("s"), Some(&set));
    let names: Vec<String> = config.interfaces.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["Loopback0", "Ethernet0/0"]);
    assert_eq!(config.access_lists.len(), 1);
}

#[test]
fn a_global_line_leaves_the_sub_mode() {
    let mut router = r1();
    type_in(&mut router, "interface Ethernet0/0");
    assert_eq!(
        (table(&router.mode).prompt, router.line("exit").outcome),
        ("config-if", Outcome::Applied)
    );
    type_in(&mut router, "crypto isakmp policy 1");
    assert_eq!(router.mode, Mode::IsakmpPolicy(1));
    type_in(&mut router, "ip route 1.0.0.0 255.0.0.0 10.10.10.2");
    assert_eq!(router.mode, Mode::Global);
    type_in(&mut router, "interface Ethernet0/0");
    assert_eq!(router.line("crypto map cisco").outcome, Outcome::Applied);
    assert_eq!(table(&router.mode).prompt, "config-if");
    type_in(&mut router, "crypto map cisco 10");
    assert_eq!(table(&router.mode).prompt, "config-crypto-map");
    assert_eq!(router.line("end").outcome, Outcome::Ended);
    assert_eq!(router.line("exit").outcome, Outcome::Ended);
}

#[test]
fn no_forms() {
    let mut router = r1();
    let defaults = RunningConfig {
        kept: router.config.kept.clone(),
        ..RunningConfig::default()
    };
    type_in(
        &mut router,
        "no service timestamps debug\n\
         no service timestamps log datetime msec\n\
         no hostname\n\
         no clock timezone\n\
         no crypto isakmp policy 1\n\
         no crypto isakmp key cisco123 address 10.10.10.2\n\
         interface e1/0\n\
         no crypto map\n\
         no ip address\n\
         no crypto map cisco 10\n\
         no crypto ipsec transform-set cisco\n\
         no access-list 100\n\
         no ip route 0.0.0.0 0.0.0.0",
    );
    router.config.interfaces = Default::default();
    assert_eq!(router.config, defaults);
}

#[test]
fn no_forms_of_sub_modes() {
    let mut router = r1();
    type_in(
        &mut router,
        "crypto isakmp policy 1\nno encr\nno hash md5\nno auth\nno group\nno lifetime\n\
         crypto map cisco 10\nset pfs\nno set pfs\nset peer 9.9.9.9\nno set peer 10.10.10.2\nno match address\n\
         no set transform-set\nset security-association lifetime seconds 120\n\
         no set security-association lifetime seconds\n\
         ip access-list extended NAME\npermit tcp any eq 23 host 1.1.1.1 log\nno permit tcp any eq 23 host 1.1.1.1 log",
    );
    assert_eq!(router.config.isakmp.policies[&1], Default::default());
    let entry = &router.config.crypto_maps["cisco"].entries[&10];
    assert_eq!(entry.peers(), [std::net::Ipv4Addr::new(9, 9, 9, 9)]);
    assert!(entry.transform_sets().is_empty() && entry.match_address.is_none());
    assert!(router.config.access_lists[&AccessListId::from("NAME")].lines.is_empty());
}

fn kept(lines: &KeptLines) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

fn all_kept(router: &Configurator) -> Vec<&str> {
    router.config.kept.values().flat_map(kept).collect()
}

#[test]
fn kept_lines_replace_each_other() {
    let mut router = r1();
    let lines = all_kept(&router).len();
    type_in(
        &mut router,
        "ip http server\nip audit po max-events 50\nline console 0\nno exec-timeout\nline con 0",
    );
    let kept = all_kept(&router);
    assert_eq!(kept.len(), lines);
    assert!(
        kept.contains(&"ip http server") && kept.contains(&"ip audit po max-events 50"),
        "{kept:?}"
    );
    let mut blocks = router.config.kept[&Section::Line].iter();
    assert!(blocks.any(|it| it.text == "line con 0" && it.inside.is_empty()));
}

/// Modelled: `no` takes away what was set, whichever value it is typed with, and nothing that only begins alike.
#[test]
fn no_takes_kept_lines_away() {
    let mut router = router(false);
    type_in(
        &mut router,
        "ip audit po max-events 100\nno ip audit po max-events 10\n\
         username anna password x\nno username ann\nno username anna password x\n\
         ip domain name a.example\nno ip domain name a.example\n\
         interface e0/0\nip mtu 1400\nno ip mtu\nip nat inside\nno ip nat inside",
    );
    assert_eq!(all_kept(&router), ["no username ann"]);
    let interface = &router.config.interfaces[&InterfaceName::slotted(InterfaceKind::Ethernet, 0, 0)];
    assert_eq!(kept(&interface.kept), ["no ip nat inside"]);
}

/// A key length of 128 bits is that of AES without one.
#[test]
fn aes_128_is_aes() {
    let mut router = router(false);
    type_in(
        &mut router,
        "crypto isakmp policy 1\nencryption aes 128\ncrypto ipsec transform-set s esp-aes 128 esp-sha-hmac",
    );
    let config = &router.config;
    assert_eq!(config.isakmp.policies[&1].encryption, CbcCipher::Aes128);
    let cipher = EspCipher::Cbc(CbcCipher::Aes128);
    assert_eq!(config.transform_set("s").unwrap().esp_cipher, Some(cipher));
    let printed = running_config::show(config);
    assert!(
        printed.contains("\n encr aes\n") && printed.contains("set s esp-aes esp-sha-hmac\n"),
        "{printed}"
    );
}

#[test]
fn what_is_not_simulated_is_kept_with_a_warning() {
    let mut router = r1();
    type_in(&mut router, "interface e0/0");
    let result = router.line("ip nat inside");
    assert_eq!(result.outcome, Outcome::Unsimulated);
    assert_eq!(
        result.events,
        [ConfigEvent::Unsimulated {
            line: "ip nat inside".to_string()
        }]
    );
    assert!(result.events[0].console(0).is_none(), "IOS says nothing");
    let name = InterfaceName::slotted(InterfaceKind::Ethernet, 0, 0);
    assert_eq!(kept(&router.config.interfaces[&name].kept), ["ip nat inside"]);
}

#[test]
fn addresses_that_cannot_be() {
    let mut router = r1();
    type_in(&mut router, "interface e2/0");
    let said = |router: &mut Configurator, line: &str| console(&refused(router, line));
    assert_eq!(
        said(&mut router, "ip address 10.1.1.0 255.255.255.0"),
        "Bad mask /24 for address 10.1.1.0"
    );
    assert_eq!(
        said(&mut router, "ip address 10.1.1.255 255.255.255.0"),
        "Bad mask /24 for address 10.1.1.255"
    );
    assert_eq!(
        said(&mut router, "ip address 10.1.1.1 255.0.255.0"),
        "Bad mask 0xFF00FF00 for address 10.1.1.1"
    );
    assert_eq!(
        said(&mut router, "ip address 10.10.10.9 255.255.255.0"),
        "% 10.10.10.0 overlaps with Ethernet1/0"
    );
    assert_eq!(
        said(&mut router, "ip address 224.0.0.5 255.255.255.0"),
        "Not a valid host address - 224.0.0.5"
    );
    assert_eq!(
        said(&mut router, "no interface e2/0"),
        "% Removal of physical interfaces is not permitted"
    );
    assert_eq!(
        said(&mut router, "ip route 10.1.1.1 255.255.255.0 10.10.10.2"),
        "%Inconsistent address and mask"
    );
}

#[test]
fn refusals_around_maps_and_keys() {
    let mut router = r1();
    let said = |router: &mut Configurator, line: &str| console(&refused(router, line));
    assert_eq!(
        said(&mut router, "crypto isakmp key other address 10.10.10.2"),
        "A pre-shared key for address mask 10.10.10.2 255.255.255.255 already exists!"
    );
    said(&mut router, "no crypto ipsec transform-set cisco");
    said(&mut router, "no crypto map cisco");
    said(&mut router, "no crypto map cisco 10");
    said(&mut router, "crypto map cisco 10 ipsec-manual");
    said(&mut router, "ip access-list extended 5");
    assert_eq!(said(&mut router, "crypto map cisco 20"), "% Incomplete command.\n");
    type_in(&mut router, "crypto map cisco 10");
    assert_eq!(
        said(&mut router, "set transform-set cisco other"),
        "ERROR: transform set with tag \"other\" does not exist."
    );
}

#[test]
fn a_new_map_and_its_first_interface_are_announced() {
    let mut router = router(false);
    assert_eq!(
        type_in(&mut router, "crypto map m 10 ipsec-isakmp"),
        [ConfigEvent::NewCryptoMap]
    );
    type_in(&mut router, "interface e0/0");
    assert_eq!(
        type_in(&mut router, "crypto map m"),
        [ConfigEvent::IsakmpSwitched { on: true }]
    );
    assert_eq!(
        type_in(&mut router, "no crypto isakmp enable"),
        [ConfigEvent::IsakmpSwitched { on: false }]
    );
}

fn syntax_error(mode: &str, line: &str) -> SyntaxError {
    let mut router = r1();
    type_in(&mut router, mode);
    match refused(&mut router, line) {
        ConfigEvent::Syntax { error, .. } => error,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn the_marker_stands_under_the_first_bad_character() {
    let column = |mode, line| match syntax_error(mode, line) {
        SyntaxError::Invalid { column, .. } => column,
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(column("", "cripto isakmp policy 1"), 2);
    assert_eq!(column("", "crypto isakmp polixy 1"), 18);
    assert_eq!(column("", "crypto isakmp policy 10001"), 21);
    assert_eq!(column("", "  hostname R1 R2"), 14);
    assert_eq!(column("", "ip route 1.2.3.400 255.0.0.0 1.1.1.1"), 9);
    assert_eq!(column("crypto isakmp policy 1", " encryption aes 512"), 16);
    assert_eq!(column("crypto isakmp policy 1", "crypto isakmp blah"), 14);
    assert_eq!(column("interface e0/0", "ip address 1.1.1.1 255.0.0.0 tertiary"), 29);
    assert_eq!(column("", "naïve"), 1);
    let said = refused(&mut r1(), "crypto isakmp polixy 1");
    assert_eq!(
        console(&said),
        format!("{}^\n% Invalid input detected at '^' marker.\n", " ".repeat(11 + 18))
    );
}

#[test]
fn incomplete_and_ambiguous() {
    for line in [
        "crypto",
        "crypto isakmp policy",
        "no",
        "no crypto isakmp policy",
        "access-list 100 permit ip any",
        "ip",
    ] {
        assert_eq!(syntax_error("", line), SyntaxError::Incomplete, "{line}");
    }
    assert_eq!(
        syntax_error("", "c isakmp"),
        SyntaxError::Ambiguous { column: 0, end: 1 }
    );
    assert_eq!(
        syntax_error("interface e0/0", "ip a 1.1.1.1 255.0.0.0"),
        SyntaxError::Ambiguous { column: 3, end: 4 }
    );
    let said = refused(&mut r1(), " crypto i policy 1 ");
    assert_eq!(console(&said), "% Ambiguous command:  \"crypto i policy 1\"");
    // Of the policy's commands none begins so, and several global ones do.
    assert_eq!(
        syntax_error("crypto isakmp policy 1", "c"),
        SyntaxError::Ambiguous { column: 0, end: 1 }
    );
}

fn help(mode: &Mode, typed: &str, partial: &str) -> Vec<String> {
    let words = match lex(typed) {
        Line::Words(words) => words,
        _ => Vec::new(),
    };
    grammar::candidates(
        table(mode).rows(),
        commands::GROUPS,
        &words,
        partial,
        grammar::Vocabulary::Ios12_3,
    )
    .into_iter()
    .map(|it| it.text)
    .collect()
}

#[test]
fn the_tables_give_help() {
    assert_eq!(
        help(&Mode::Global, "crypto isakmp", ""),
        [
            "aggressive-mode",
            "client",
            "default",
            "diagnose",
            "enable",
            "fragmentation",
            "identity",
            "invalid-spi-recovery",
            "keepalive",
            "key",
            "nat",
            "peer",
            "policy",
            "profile",
            "xauth"
        ]
    );
    assert_eq!(help(&Mode::Global, "crypto isakmp", "ke"), ["keepalive", "key"]);
    assert_eq!(help(&Mode::Global, "cry isa pol", ""), ["<1-10000>"]);
    assert_eq!(help(&Mode::Global, "cry isa pol 1", ""), ["<cr>"]);
    assert_eq!(
        help(&Mode::IsakmpPolicy(1), "encr aes", ""),
        ["128", "192", "256", "<cr>"]
    );
    assert_eq!(help(&Mode::Global, "nonsense", ""), Vec::<String>::new());
    assert_eq!(help(&Mode::Global, "no host", ""), ["WORD", "<cr>"]);
}
