//! Whatever is typed, the routers neither panic nor wedge: afterwards they boot and bring up their tunnel again.
//!
//! `PROPTEST_CASES=100000 cargo test --release -p ikelab-tests console_properties::` for many cases.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use ikelab_core::event::{ConsoleEvent, EventKind, RouterId};
use ikelab_core::exec;
use ikelab_core::ios::{Platform, presets};
use ikelab_core::sim::{self, Action, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_core::transcript;
use ikelab_tests::terminal::Terminal;
use proptest::prelude::*;

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    proptest::sample::select(words).prop_map(str::to_string)
}

/// Words that lines are made of.
const WORDS: &[&str] = &[
    "show",
    "crypto",
    "isakmp",
    "ipsec",
    "sa",
    "detail",
    "map",
    "cisco",
    "10",
    "ipsec-isakmp",
    "ipsec-manual",
    "set",
    "peer",
    "10.10.10.1",
    "10.10.10.2",
    "transform-set",
    "esp-seal",
    "esp-aes",
    "256",
    "esp-sha-hmac",
    "ah-md5-hmac",
    "match",
    "address",
    "100",
    "access-list",
    "permit",
    "ip",
    "any",
    "host",
    "20.20.20.10",
    "172.18.124.10",
    "interface",
    "e0/0",
    "Ethernet",
    "1/0",
    "no",
    "do",
    "end",
    "exit",
    "configure",
    "terminal",
    "ping",
    "source",
    "repeat",
    "3",
    "size",
    "clear",
    "counters",
    "debug",
    "undebug",
    "all",
    "|",
    "include",
    "section",
    "reload",
    "engine",
    "accelerator",
    "policy",
    "1",
    "encr",
    "hash",
    "group",
    "key",
    "session-key",
    "inbound",
    "esp",
    "cipher",
    "0123456789abcdef",
    "\u{e4}",
    "?",
    "!",
    "running-config",
    "route",
    "brief",
    "shutdown",
    "hostname",
    "R9",
    "enable",
    "disable",
    "lifetime",
    "seconds",
    "120",
];

/// Lines that do something.
fn meaningful() -> impl Strategy<Value = String> + Clone {
    one_of(&[
        "configure terminal",
        "end",
        "exit",
        "interface Ethernet1/0",
        "interface Ethernet0/0",
        "shutdown",
        "no shutdown",
        "no crypto map",
        "crypto map cisco",
        "crypto map cisco 10",
        "crypto map cisco 20 ipsec-manual",
        "set transform-set cisco",
        "set transform-set other",
        "set peer 10.10.10.1",
        "set peer 10.10.10.2",
        "set pfs",
        "match address 100",
        "no match address",
        "no access-list 100",
        "access-list 100 permit ip 172.18.124.0 0.0.0.255 20.20.20.0 0.0.0.255",
        "access-list 100 permit icmp any any",
        "crypto ipsec transform-set other esp-3des",
        "crypto ipsec transform-set other ah-md5-hmac esp-aes",
        "mode transport",
        "crypto isakmp policy 1",
        "encr des",
        "hash sha",
        "group 5",
        "no crypto isakmp enable",
        "crypto isakmp enable",
        "no crypto engine accelerator",
        "crypto engine accelerator",
        "no crypto isakmp key cisco123 address 10.10.10.2",
        "set session-key inbound esp 300 cipher 0123456789abcdef authenticator 00112233445566778899aabbccddeeff00112233",
        "set session-key outbound esp 301 cipher 0123456789abcdef authenticator 00112233445566778899aabbccddeeff00112233",
        "set session-key inbound ah 400 00112233445566778899aabbccddeeff00112233",
        "set session-key outbound ah 401 00112233445566778899aabbccddeeff00112233",
        "crypto isakmp keepalive 10",
        "ip address 10.10.10.9 255.255.255.0",
        "no ip address",
        "no ip route 0.0.0.0 0.0.0.0",
        "ping 10.10.10.1",
        "ping 20.20.20.10 source e0/0 repeat 2",
        "ping 172.18.124.10 source e1/0 repeat 2 timeout 0",
        "do ping 10.10.10.2 size 1500",
        "clear crypto sa",
        "clear crypto isakmp",
        "clear crypto sa counters",
        "show crypto ipsec sa",
        "show running-config | section crypto",
        "show ip route",
        "reload",
        "write memory",
        "undebug all",
        "disable",
        "enable",
    ])
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => meaningful(),
        2 => proptest::collection::vec(one_of(WORDS), 1..8).prop_map(|words| words.join(" ")),
        1 => "\\PC{0,40}",
    ]
}

fn stimulus() -> impl Strategy<Value = Stimulus> {
    (line(), any::<bool>(), 0..60_000_u64).prop_map(|(line, first, at)| Stimulus {
        at: SimTime(at),
        action: Action::Type {
            router: if first { RouterId::R1 } else { RouterId::R2 },
            line,
        },
    })
}

/// The published scenario with these lines besides; then both routers are started anew, and R2 pings.
fn scenario(stimuli: Vec<Stimulus>, accelerator: bool) -> Scenario {
    let mut scenario = sim::doc_50880();
    scenario.routers[0].platform.accelerator = accelerator;
    scenario.stimuli.extend(stimuli);
    for router in RouterId::BOTH {
        scenario.stimuli.push(Stimulus {
            at: SimTime::from_secs(10_000),
            action: Action::Type {
                router,
                line: "end\nenable\nshow clock".into(),
            },
        });
    }
    scenario
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_lines_wedge_a_router(stimuli in proptest::collection::vec(stimulus(), 1..25), accelerator: bool) {
        let trace = sim::run(&scenario(stimuli, accelerator));
        for router in RouterId::BOTH {
            let entries = transcript::console(&trace, router);
            transcript::screen(&entries);
            let answered = |kind: &EventKind| {
                matches!(kind, EventKind::Console(ConsoleEvent::Typed { line, .. }) if line == "show clock")
            };
            let mut events = trace.events.iter().filter(|event| event.router == router);
            prop_assert!(events.any(|event| answered(&event.kind)), "{} takes no line any more", router);
        }
        let last = trace.status(trace.last_step());
        for (index, status) in last.iter().enumerate() {
            prop_assert!(status.console.prompt().ends_with('#'), "R{}", index + 1);
        }
    }

    #[test]
    fn help_and_completion_take_any_text(lines in proptest::collection::vec(line(), 0..10), partial in "\\PC{0,30}") {
        let (config, _) = ikelab_core::ios::parse(presets::DOC_50880.r1, Platform::default());
        let mut terminal = Terminal::new(config, Platform::default());
        for line in &lines {
            exec::help(terminal.console(), line);
            exec::complete(terminal.console(), line);
            terminal.enter(line);
        }
        exec::help(terminal.console(), &partial);
        let completed = exec::complete(terminal.console(), &partial);
        prop_assert!(completed.is_none_or(|completed| completed.len() > partial.len()));
    }
}
