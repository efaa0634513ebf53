//! Dynamic maps, keyrings and ISAKMP profiles, and what refers to them: typed, printed, taken away, and missing.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::ios::crypto_map::Keying;
use ikelab_core::ios::diagnostic::{Code, Diagnostic};
use ikelab_core::ios::{Platform, RunningConfig, parse, running_config};

fn read(text: &str) -> (RunningConfig, Vec<Diagnostic>) {
    parse(text, Platform::default())
}

/// What is said about a configuration: the line and the kind of each diagnostic.
fn said(text: &str) -> Vec<(u32, Code)> {
    let diagnostics = read(text).1;
    diagnostics.iter().map(|it| (it.line, it.code)).collect()
}

const HUB: &str = "\
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto dynamic-map D 20
 set transform-set T
crypto dynamic-map D 10
 description branches with a list
 set security-association lifetime seconds 1800
 set transform-set T
 set pfs group2
 match address 110
 reverse-route remote-peer 192.0.2.9
 qos pre-classify
crypto map M 5 ipsec-isakmp dynamic D discover
interface FastEthernet0/0
 crypto map M
access-list 110 permit ip any 10.0.0.0 0.255.255.255
";

#[test]
fn a_dynamic_map_is_printed_as_it_was_typed() {
    let (config, diagnostics) = read(HUB);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(matches!(&config.crypto_maps["M"].entries[&5].keying, Keying::Dynamic(to) if to.map == "D"));
    let printed = running_config::show(&config);
    for line in [
        "crypto dynamic-map D 10\n description branches with a list\n",
        " match address 110\n reverse-route remote-peer 192.0.2.9\n qos pre-classify\ncrypto dynamic-map D 20\n",
        "crypto map M 5 ipsec-isakmp dynamic D discover\n",
    ] {
        assert!(printed.contains(line), "{line} is in {printed}");
    }
    assert_eq!(read(&printed).0, config);
}

/// Entries are tried by their number, in the place of the one that refers to them.
#[test]
fn entries_are_tried_in_order() {
    let text = format!("{HUB}crypto map M 7 ipsec-isakmp\n set peer 192.0.2.2\n");
    let config = read(&text).0;
    let tried = config.entries_of(&config.crypto_maps["M"]);
    let tried: Vec<_> = tried.map(|(id, _)| (id.sequence, id.dynamic)).collect();
    assert_eq!(tried, [(5, Some(10)), (5, Some(20)), (7, None)]);
}

#[test]
fn what_is_missing_is_said() {
    let reference = "interface FastEthernet0/0\n crypto map M\n";
    let missing = format!("crypto map M 5 ipsec-isakmp dynamic NONE\n{reference} ip address 192.0.2.1 255.255.255.0\n");
    assert_eq!(said(&missing), [(1, Code::DynamicMapMissing)]);
    assert_eq!(
        said("crypto dynamic-map D 10\n match address 110\n"),
        [
            (1, Code::MapIncomplete),
            (1, Code::MapNotApplied),
            (2, Code::AccessListMissing)
        ]
    );
}

#[test]
fn the_address_of_a_map_must_be_there() {
    let local = "crypto map M local-address Loopback0\n";
    assert_eq!(said(local), [(1, Code::NoAddress)]);
    assert!(
        said(&format!(
            "{local}interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"
        ))
        .is_empty()
    );
}

/// The kind of an entry stays, a set that a dynamic map names stays, and an entry that refers to a dynamic map has no lines.
#[test]
fn what_cannot_be_is_refused() {
    for (line, code) in [
        ("crypto map M 5 ipsec-isakmp", Code::CryptoMapKindFixed),
        ("crypto map M 5 ipsec-manual", Code::CryptoMapKindFixed),
        ("no crypto ipsec transform-set T", Code::TransformSetInUse),
        ("crypto map M 5\n set peer 192.0.2.2", Code::InvalidInput),
        ("crypto dynamic-map E", Code::IncompleteCommand),
        ("crypto dynamic-map E 0", Code::InvalidInput),
        (
            "crypto dynamic-map E 10\n set session-key inbound esp 300 cipher ab",
            Code::InvalidInput,
        ),
    ] {
        let found = said(&format!("{HUB}{line}\n"));
        assert!(found.iter().any(|it| it.1 == code), "{line}: {found:?}");
    }
    let (config, _) = read(&format!(
        "{HUB}no crypto dynamic-map D 10\nno crypto dynamic-map D 20\n"
    ));
    assert!(config.dynamic_maps.is_empty());
}

const PROFILE: &str = "\
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
crypto isakmp policy 10
 authentication pre-share
crypto keyring K
  description of partners
  local-address FastEthernet0/0
  pre-shared-key address 192.0.2.0 255.255.255.0 key wide
  pre-shared-key address 192.0.2.7 key 6 HVdhLKQRR
  pre-shared-key hostname west key narrow
crypto isakmp profile P
   description partners
   keyring K
   self-identity fqdn
   match identity address 192.0.2.0 255.255.255.0
   match identity host domain example.net
   keepalive 20 retry 5
   local-address 192.0.2.1
   initiate mode aggressive
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto map M isakmp-profile P
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set T
 match address 110
interface FastEthernet0/0
 crypto map M
access-list 110 permit ip 10.0.0.0 0.255.255.255 any
ip host west 192.0.2.3
";

#[test]
fn keyrings_and_profiles_are_printed_as_they_were_typed() {
    let (config, diagnostics) = read(PROFILE);
    let codes: Vec<_> = diagnostics.iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(codes, [(9, Code::EncryptedKey), (19, Code::Unsimulated)]);
    let printed = running_config::show(&config);
    for line in [
        "  pre-shared-key address 192.0.2.7 key 6 HVdhLKQRR\n",
        "   match identity host domain example.net\n   keepalive 20 retry 5\n   local-address 192.0.2.1\n",
        "crypto map M isakmp-profile P\ncrypto map M 10 ipsec-isakmp\n",
    ] {
        assert!(printed.contains(line), "{line} is in {printed}");
    }
    assert_eq!(read(&printed).0, config);
}

/// In a keyring too the longest mask counts, and a key that another router encrypted does not. Its address limits a keyring.
#[test]
fn keys_are_found_in_keyrings() {
    let config = read(PROFILE).0;
    let ip = |text: &str| text.parse().unwrap();
    let key = |profile, local, peer| {
        let search = config.key_of_initiator(profile, ip(local), ip(peer));
        search.key.map(|key| key.key.as_str())
    };
    assert_eq!(key(Some("P"), "192.0.2.1", "192.0.2.3"), Some("narrow"));
    assert_eq!(key(Some("P"), "192.0.2.1", "192.0.2.7"), Some("wide"));
    assert_eq!(key(Some("P"), "192.0.2.9", "192.0.2.7"), None);
    assert_eq!(key(None, "192.0.2.1", "192.0.2.7"), None);
    let search = config.key_of_responder(ip("192.0.2.1"), ip("192.0.2.7"));
    assert_eq!(search.keyrings, ["default", "K"]);
    assert!(search.key.is_some());
}

#[test]
fn what_a_profile_lacks_is_said() {
    let without = |line: &str| said(&PROFILE.replacen(line, "!", 1));
    let has = |found: Vec<(u32, Code)>, code| found.iter().any(|it| it.1 == code);
    assert!(has(without("crypto keyring K"), Code::KeyringMissing));
    assert!(has(without("   keyring K"), Code::NoKey));
    assert!(has(without("crypto map M isakmp-profile P"), Code::NoKey));
    assert!(has(said("crypto isakmp profile EMPTY\n"), Code::ProfileIncomplete));
    let other = PROFILE.replacen(" match address 110", " set isakmp-profile Q", 1);
    assert!(has(said(&other), Code::ProfileMissing));
    let twice = format!("{PROFILE}crypto keyring K\n pre-shared-key address 192.0.2.0 255.255.255.0 key again\n");
    assert!(has(said(&twice), Code::KeyExists));
    let unfinished = format!("{PROFILE}crypto isakmp profile P\n match identity address\n");
    assert!(has(said(&unfinished), Code::IncompleteCommand));
}

/// A name is looked up as the line is typed; `no` takes away what it stands for.
#[test]
fn peers_have_names() {
    let map = "ip host west 192.0.2.2 192.0.2.3\ncrypto map M 10 ipsec-isakmp\n set peer west dynamic\n set peer 192.0.2.4 default\n";
    let config = read(map).0;
    let printed = running_config::show(&config);
    assert!(
        printed.contains(" set peer west dynamic\n set peer 192.0.2.4 default\n"),
        "{printed}"
    );
    let peers = |text: &str| read(text).0.crypto_maps["M"].entries[&10].peers().to_vec();
    assert_eq!(peers(map).len(), 3);
    assert_eq!(peers(&format!("{map} no set peer west\n")).len(), 1);
    assert!(peers(&format!("{map} no set peer\n")).is_empty());
    let unknown = said("crypto map M 10 ipsec-isakmp\n set peer nobody\n");
    assert!(unknown.contains(&(2, Code::PeerUnknown)), "{unknown:?}");
}
