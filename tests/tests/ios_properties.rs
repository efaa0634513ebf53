//! Whatever is typed, the configurator neither panics nor loses what it printed.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use ikelab_core::ios::configure::{Configurator, Outcome};
use ikelab_core::ios::crypto_map::Keying;
use ikelab_core::ios::{Platform, RunningConfig, parse, running_config, start_up};
use proptest::prelude::*;

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    proptest::sample::select(words).prop_map(str::to_string)
}

/// A line that is valid in some mode, with small pools of names so that lines meet.
fn line() -> impl Strategy<Value = String> {
    let template = one_of(&[
        "hostname NAME",
        "clock timezone NAME -5 30",
        "service timestamps debug datetime localtime msec",
        "service timestamps log uptime",
        "service password-encryption",
        "ip http server",
        "username NAME password NAME",
        "ip nat inside",
        "line con 0",
        "line vty 0 4",
        "login",
        "login local",
        "password NAME",
        "exec-timeout 5 NUMBER",
        "crypto engine accelerator",
        "crypto isakmp enable",
        "crypto isakmp identity hostname",
        "crypto isakmp keepalive 20 3 periodic",
        "crypto isakmp key NAME address ADDRESS",
        "crypto isakmp key 0 NAME address ADDRESS 255.255.0.0 no-xauth",
        "crypto isakmp key NAME hostname NAME",
        "crypto isakmp policy NUMBER",
        "encr aes 192",
        "hash md5",
        "authentication pre-share",
        "group 5",
        "lifetime 600",
        "crypto ipsec security-association lifetime seconds 600",
        "crypto ipsec security-association replay window-size 128",
        "crypto ipsec transform-set NAME TRANSFORM TRANSFORM",
        "crypto ipsec transform-set NAME TRANSFORM",
        "mode transport",
        "crypto map NAME NUMBER ipsec-isakmp",
        "crypto map NAME NUMBER ipsec-manual",
        "crypto map NAME NUMBER",
        "crypto map NAME local-address e0/NUMBER",
        "crypto map NAME",
        "description  some  NAME",
        "set peer ADDRESS",
        "set transform-set NAME NAME",
        "set transform-set NAME",
        "match address NAME",
        "match address 100",
        "set pfs group2",
        "set security-association lifetime kilobytes 5000",
        "set session-key inbound esp 300 cipher 0011 authenticator 22",
        "set session-key outbound ah 300 0011",
        "interface e0/NUMBER",
        "interface Loopback NUMBER",
        "ip address ADDRESS 255.255.255.0",
        "shutdown",
        "duplex auto",
        "access-list 100 permit tcp ADDRESS 0.0.0.255 eq 23 any log",
        "access-list 100 deny 99 any host ADDRESS",
        "access-list 100 remark NAME NAME",
        "ip access-list extended NAME",
        "ip access-list extended 100",
        "ip access-list standard NAME",
        "1NUMBER permit ip host ADDRESS any",
        "access-list 1NUMBER permit ADDRESS",
        "no 1NUMBER",
        "permit ip any ADDRESS 0.0.255.0",
        "ip route 20.0.0.0 255.0.0.0 ADDRESS",
        "ip route 20.0.0.0 255.0.0.0 e0/NUMBER 200",
        "exit",
        "end",
    ]);
    let name = one_of(&["a", "b", "0", "100", "no", "local-address", "!"]);
    let address = one_of(&["10.0.0.1", "10.0.1.2", "10.0.2.3"]);
    let transform = one_of(&[
        "esp-seal",
        "esp-sha-hmac",
        "ah-md5-hmac",
        "esp-aes 256",
        "esp-null",
        "esp-3des",
    ]);
    (
        any::<bool>(),
        template,
        name,
        address,
        1..4_u8,
        transform.clone(),
        transform,
    )
        .prop_map(|(no, template, name, address, number, first, second)| {
            let line = template
                .replace("NAME", &name)
                .replace("ADDRESS", &address)
                .replace("NUMBER", &number.to_string())
                .replacen("TRANSFORM", &first, 1)
                .replacen("TRANSFORM", &second, 1);
            if no && number == 1 { format!("no {line}") } else { line }
        })
}

/// Nothing with SEAL is ever without authentication or keyed by hand.
fn limitations_hold(config: &RunningConfig) -> bool {
    let entries = config.crypto_maps.values().flat_map(|map| map.entries.values());
    let mut manual = entries
        .filter(|it| matches!(it.keying, Keying::Manual(_)))
        .flat_map(|it| it.transform_sets());
    config
        .ipsec
        .transform_sets
        .values()
        .all(|set| !set.is_seal() || set.is_authenticated())
        && manual.all(|name| config.transform_set(name).is_some_and(|set| !set.is_seal()))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn random_text_never_panics(text in any::<String>(), lines in "([ -~\u{e9}]{0,30}\n){0,8}") {
        for text in [text, lines] {
            let (config, diagnostics) = parse(&text, Platform::with_accelerator(true));
            let count = text.split(['\n', '\r']).count();
            prop_assert!(diagnostics.iter().all(|it| it.line as usize <= count));
            prop_assert_eq!(parse(&running_config::show(&config), Platform::default()).0, config.clone());
            prop_assert_eq!(start_up(&text, Platform::with_accelerator(true)), config);
        }
    }

    #[test]
    fn truncated_and_mangled_lines_never_panic(line in line(), cut in 0..60_usize, tail in "\\PC{0,4}") {
        let cut: String = line.chars().take(cut).collect();
        let mut router = Configurator::default();
        for event in router.line(&format!("{cut}{tail}")).events {
            event.console(11);
        }
    }

    #[test]
    fn what_is_printed_reads_back(lines in proptest::collection::vec(line(), 0..60), accelerator in any::<bool>()) {
        let platform = Platform::with_accelerator(accelerator);
        let mut router = Configurator::new(RunningConfig::default(), platform);
        for line in &lines {
            let before = router.config.clone();
            let result = router.line(line);
            if result.outcome == Outcome::Refused {
                prop_assert_eq!(&router.config, &before, "{} changed something", line);
                prop_assert_eq!(result.events.len(), 1);
            }
            prop_assert!(limitations_hold(&router.config), "{}", line);
        }
        let printed = running_config::show(&router.config);
        let (again, diagnostics) = parse(&printed, platform);
        let typed = format!("{}\nend\nhostname AFTER\n", lines.join("\n"));
        prop_assert_eq!(start_up(&typed, platform), parse(&typed, platform).0);
        // Sequence numbers are not printed.
        router.config.access_lists.values_mut().for_each(|list| list.resequence(10, 10));
        prop_assert_eq!(&again, &router.config, "{}\n{:?}", printed, diagnostics);
    }
}
