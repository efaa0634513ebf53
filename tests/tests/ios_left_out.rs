//! Lines that are kept and would change what becomes of this configuration's tunnel are told apart from those that would not.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::ios::diagnostic::{Code, Severity};
use ikelab_core::ios::{Platform, parse};

const OUTER: &str = "interface FastEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n crypto map M\n";
const INNER: &str = "interface FastEthernet0/1\n ip address 172.18.124.1 255.255.255.0\n";
const REST: &str = "\
interface FastEthernet1/0
 ip address 10.9.9.1 255.255.255.0
crypto isakmp policy 10
 authentication pre-share
crypto isakmp key secret address 192.0.2.2
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set T
 match address 120
access-list 120 permit ip 172.18.124.0 0.0.0.255 20.20.20.0 0.0.0.255
";

/// What the lines that change the tunnel would do, each with the line's text.
fn changes(text: &str) -> Vec<(String, String)> {
    let diagnostics = parse(text, Platform::default()).1;
    let changing = diagnostics.iter().filter(|it| it.code == Code::ChangesTunnel);
    let line = |number: u32| {
        text.lines()
            .nth(number as usize - 1)
            .unwrap_or_default()
            .trim()
            .to_string()
    };
    changing.map(|it| (line(it.line), it.message.clone())).collect()
}

/// With lines under the outer and the inner interface, and others behind.
fn router(outer: &str, inner: &str, others: &str) -> String {
    format!("{REST}{OUTER}{outer}{INNER}{inner}{others}")
}

#[test]
fn lines_of_the_interfaces_on_the_way() {
    for (outer, inner, line) in [
        (" zone-member security OUT\n", "", "zone-member security OUT"),
        ("", " zone-member security IN\n", "zone-member security IN"),
        ("", " ip vrf forwarding RED\n", "ip vrf forwarding RED"),
        ("", " ip policy route-map ELSEWHERE\n", "ip policy route-map ELSEWHERE"),
        (" ip inspect FW out\n", "", "ip inspect FW out"),
        (" standby 1 ip 192.0.2.5\n", "", "standby 1 ip 192.0.2.5"),
        (" no ip address\n ip address dhcp\n", "", "ip address dhcp"),
    ] {
        let found = changes(&router(outer, inner, ""));
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert_eq!(found[0].0, line);
    }
    // The packets of the tunnel do not cross this one.
    let beside = router(
        "",
        "",
        "interface FastEthernet1/0\n zone-member security IN\n ip policy route-map X\n",
    );
    assert!(changes(&beside).is_empty());
}

#[test]
fn what_is_said_takes_the_place_of_the_general_words() {
    let text = router(" zone-member security OUT\n", "", "");
    let diagnostics = parse(&text, Platform::default()).1;
    assert!(
        diagnostics.iter().all(|it| it.code != Code::Unsimulated),
        "{diagnostics:?}"
    );
}

/// Traffic of the tunnel that is translated does not match the crypto map any more, unless the list denies it first.
#[test]
fn translation_without_exemption() {
    let nat = |rule: &str| router(" ip nat outside\n", " ip nat inside\n", rule);
    let translated = [
        "ip nat inside source list 1 interface FastEthernet0/0 overload\naccess-list 1 permit 172.18.124.0 0.0.0.255\n",
        "ip nat inside source list 101 interface FastEthernet0/0 overload\naccess-list 101 permit ip any any\n",
        "ip nat inside source route-map NONAT interface FastEthernet0/0 overload\nroute-map NONAT permit 10\n match ip address 101\n!\n\
         access-list 101 permit ip 172.18.124.0 0.0.0.255 any\n",
        "ip nat inside source static 172.18.124.10 192.0.2.7\n",
    ];
    for rule in translated {
        let found = changes(&nat(rule));
        assert_eq!(found.len(), 1, "{rule}: {found:?}");
        assert_eq!(found[0].0, rule.lines().next().unwrap());
    }
    let exempt = [
        "ip nat inside source list 101 interface FastEthernet0/0 overload\n\
         access-list 101 deny ip 172.18.124.0 0.0.0.255 20.20.20.0 0.0.0.255\naccess-list 101 permit ip any any\n",
        "ip nat inside source route-map NONAT interface FastEthernet0/0 overload\nroute-map NONAT deny 5\n match ip address 120\n!\n\
         route-map NONAT permit 10\n!\n",
        "ip nat inside source static 10.9.9.9 192.0.2.7\n",
        "ip nat inside source list 99 interface FastEthernet0/0 overload\n",
    ];
    for rule in exempt {
        assert_eq!(changes(&nat(rule)), [], "{rule}");
    }
    // Where no interface translates, a rule does nothing.
    assert_eq!(changes(&router(" ip nat outside\n", "", translated[0])), []);
}

#[test]
fn peers_that_are_asked_for_users() {
    let line = "crypto map M client authentication list USERS";
    let found = changes(&router("", "", &format!("{line}\n")));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, line);
    let spared =
        router("", "", &format!("{line}\n")).replace("192.0.2.2\ncrypto ipsec", "192.0.2.2 no-xauth\ncrypto ipsec");
    assert!(changes(&spared).is_empty());
    let dynamic = "crypto map M 20 ipsec-isakmp dynamic D\ncrypto dynamic-map D 10\n set transform-set T\n";
    let anybody = router(
        "",
        "",
        &format!("{line}\n{dynamic}crypto isakmp key any address 0.0.0.0 0.0.0.0\n"),
    );
    assert_eq!(
        changes(&anybody.replace("key secret address 192.0.2.2", "key secret address 192.0.2.2 no-xauth")).len(),
        1
    );
    let profile = |identity| {
        let lines = format!("crypto isakmp profile P\n {identity}\n client authentication list USERS\n");
        changes(&router("", "", &lines)).len()
    };
    assert_eq!(profile("match identity address 192.0.2.2 255.255.255.255"), 1);
    assert_eq!(profile("match identity group CLIENTS"), 0);
    let other = router("", "", "crypto map OTHER client authentication list USERS\n");
    assert!(changes(&other).is_empty());
}

#[test]
fn tunnel_protection() {
    let tunnel = "interface Tunnel0\n tunnel source FastEthernet0/0\n tunnel protection ipsec profile P\n";
    let found = changes(&router("", "", tunnel));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "tunnel protection ipsec profile P");
    let plain = "interface Tunnel0\n tunnel source FastEthernet0/0\n tunnel destination 192.0.2.2\n";
    assert!(
        changes(&router("", "", plain)).is_empty(),
        "the crypto map is for something else"
    );
    let gre = router(
        "",
        "",
        &format!("{plain}access-list 120 permit gre host 192.0.2.1 host 192.0.2.2\n"),
    );
    assert_eq!(changes(&gre)[0].0, "tunnel source FastEthernet0/0");
}

/// Lines that public configurations have around a tunnel.
#[test]
fn lines_of_others_are_known() {
    let lines = "\
no crypto isakmp default policy
crypto isakmp diagnose error
crypto isakmp peer address 192.0.2.9
 set aggressive-mode password pw
crypto ipsec security-association lifetime kilobytes disable
crypto call admission limit ike sa 100
crypto engine onboard 0
crypto identity PARTNERS
 fqdn example.net
crypto map M isakmp authorization list GROUPS
crypto map M client configuration address respond
crypto map M gdoi fail-close
crypto map M 10
 set security-association lifetime kilobytes disable
 set security-association level per-host
 set ikev2-profile V2
 set reverse-route distance 5
 set df-bit clear
 qos pre-classify
cts logging verbose
diagnostic bootup level minimal
ip nat source list 1 interface Serial0/0/0 overload
ip ssh pubkey-chain
 username admin
  key-hash ssh-rsa 00112233445566778899AABBCCDDEEFF
interface Virtual-Template1 type tunnel
interface Serial0/0/0
 clockrate 64000
 ip dhcp relay information trusted
 bfd interval 50 min_rx 50 multiplier 3
ip flow-top-talkers
 top 10
 sort-by bytes
security passwords min-length 8
secure boot-image
ip tacacs source-interface FastEthernet0/0
call rsvp-sync
sip-ua
 registrar ipv4:192.0.2.40
kron policy-list SAVE
 cli write
time-range OFFICE
 periodic weekdays 8:00 to 17:00
bba-group pppoe global
 virtual-template 1
pseudowire-class PW
 encapsulation l2tpv3
access-list 700 permit 0000.0000.0000 ffff.ffff.ffff
";
    let text = router("", "", lines);
    let diagnostics = parse(&text, Platform::default()).1;
    let errors: Vec<_> = diagnostics.iter().filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

/// Lines that a lab has and that these routers only keep.
#[test]
fn ranges_and_routes_by_dhcp_are_known() {
    let text = router(
        "",
        "",
        "ip route 0.0.0.0 0.0.0.0 dhcp 250\ninterface range FastEthernet2/0 - 3\n ip address 192.0.2.1 255.0.0.0\n shutdown\n",
    );
    let diagnostics = parse(&text, Platform::default()).1;
    let codes: Vec<_> = diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::Unsimulated, Code::Unsimulated], "{diagnostics:?}");
}
