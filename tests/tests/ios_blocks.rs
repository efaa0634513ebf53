//! What is not simulated never changes what is: whatever block stands in a configuration, the rest behaves as without it.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use ikelab_core::ios::configure::Outcome;
use ikelab_core::ios::diagnostic::{Code, Diagnostic, Severity};
use ikelab_core::ios::parse::{Parsing, parse_lines};
use ikelab_core::ios::{Platform, RunningConfig, parse, presets, running_config, start_up};
use proptest::prelude::*;
use proptest::sample::select;

fn read(text: &str) -> Parsing {
    parse_lines(text, Platform::default())
}

fn kept_apart(config: RunningConfig) -> RunningConfig {
    let kept = Default::default();
    RunningConfig { kept, ..config }
}

/// The blocks of a configuration: a line that is not indented, with those under it.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('!')) {
        match blocks.last_mut() {
            Some(block) if line.starts_with(' ') => *block += &format!("\n{line}"),
            _ => blocks.push(line.to_string()),
        }
    }
    blocks
}

/// Lines that mean something elsewhere.
fn inner() -> impl Strategy<Value = String> {
    let lines = vec![
        "ip address 10.10.10.9 255.255.255.0",
        "no ip address",
        "shutdown",
        "crypto map cisco",
        "set peer 9.9.9.9",
        "match address 199",
        "group 5",
        "hash sha",
        "hostname WRONG",
        "no crypto isakmp enable",
        "ip route 20.20.20.0 255.255.255.0 9.9.9.9",
        "network 10.0.0.0 0.0.0.255 area 0",
        "version 2",
        "permit ip any any",
        "  30820122 300D0609 2A864886",
        "!",
    ];
    select(lines).prop_map(str::to_string)
}

/// Blocks that are not simulated, the last of them unknown.
fn opener() -> impl Strategy<Value = String> {
    select(vec![
        "router ospf 1",
        "router eigrp 100",
        "ip dhcp pool LAN",
        "class-map match-any VOICE",
        "policy-map OUT",
        "route-map NONAT permit 10",
        "crypto pki certificate chain TP-self-signed-1",
        "key chain K",
        "ipv6 router ospf 1",
        "telephony-service",
        "archive",
        "redundancy",
        "event manager applet A",
        "ip sla 1",
        "vlan 10",
        "frobnicate everything",
        "interface range FastEthernet0/0 - 1",
        "interface Warp0/0",
        "crypto map cisco 10 ipsec-magic",
    ])
    .prop_map(str::to_string)
}

fn block() -> impl Strategy<Value = String> {
    let end = select(vec!["", "\n exit", "\nexit", "\n!"]);
    (opener(), prop::collection::vec(inner(), 1..5), end).prop_map(|(opener, inner, end)| {
        let inner: String = inner.iter().map(|line| format!("\n {line}")).collect();
        // A comment alone is nothing that stands under the line.
        format!("{opener}\n description of it{inner}{end}")
    })
}

/// What is said of lines outside of a block, with the numbers that they have without it.
fn said(diagnostics: &[Diagnostic], from: u32, lines: u32) -> Vec<(u32, Severity, Code)> {
    let outside = diagnostics
        .iter()
        .filter(|it| it.line < from || it.line >= from + lines);
    let number = |line| if line < from { line } else { line - lines };
    outside.map(|it| (number(it.line), it.severity, it.code)).collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_block_that_is_not_simulated_changes_nothing(block in block(), at in any::<prop::sample::Index>(), which in 0..2_usize) {
        let text = [presets::DOC_50880.r1, presets::DOC_50880.r2][which];
        let blocks = blocks(text);
        // Before the last, which is `end`.
        let at = at.index(blocks.len());
        let (before, after) = blocks.split_at(at);
        let with = [before, core::slice::from_ref(&block), after].concat().join("\n");
        let (plain, with_it) = (read(&blocks.join("\n")), read(&with));
        prop_assert_eq!(kept_apart(plain.config.clone()), kept_apart(with_it.config.clone()), "{}", with);
        let from = before.iter().flat_map(|block| block.lines()).count() as u32 + 1;
        let lines = block.lines().count() as u32;
        prop_assert_eq!(said(&with_it.diagnostics, from, lines), said(&plain.diagnostics, u32::MAX, 0), "{}", with);
        let own = with_it.diagnostics.iter().filter(|it| (from..from + lines).contains(&it.line));
        prop_assert!(own.count() <= 1, "said once: {:?}", with_it.diagnostics);
        let kept = running_config::show(&with_it.config);
        prop_assert!(kept.contains(block.lines().next().unwrap()), "{}", kept);
        prop_assert_eq!(&read(&kept).config, &with_it.config, "{}", kept);
        prop_assert_eq!(start_up(&with, Platform::default()), with_it.config);
    }
}

fn codes(text: &str) -> Vec<(u32, Severity, Code)> {
    let said = read(text).diagnostics;
    said.iter().map(|it| (it.line, it.severity, it.code)).collect()
}

#[test]
fn the_exit_of_an_unknown_block_ends_nothing() {
    for opener in ["interface Warp0/0", "frobnicate 1", "router ospf 1", "policy-map P"] {
        for (inner, exit) in [(" ", " "), (" ", ""), ("", "")] {
            let text = format!("{opener}\n{inner}wibble 1\n{exit}exit\nhostname B\n");
            let Parsing { config, lines, .. } = read(&text);
            assert_eq!(config.hostname, "B", "{text}");
            assert_eq!(lines[3].outcome, Outcome::Applied);
        }
    }
}

/// One `exit` for the class and one for the map, as people type them.
#[test]
fn the_exits_of_blocks_in_blocks_end_nothing() {
    for text in [
        "policy-map P\n class C\n  police 8000\n  exit\n exit\nhostname B\n",
        "policy-map P\nclass C\npolice 8000\nexit\nexit\nhostname B\n",
    ] {
        assert_eq!(read(text).config.hostname, "B", "{text}");
        assert_eq!(codes(text), []);
    }
}

#[test]
fn what_ends_early_says_so() {
    let text = "hostname A\nexit\n!\nhostname B\ninterface e0/0\n";
    assert_eq!(read(text).config.hostname, "A");
    assert_eq!(codes(text), [(2, Severity::Error, Code::AfterEnd)]);
    assert!(read(text).diagnostics[0].message.contains("2 line(s)"));
    assert_eq!(codes("hostname A\nend\n!\n\n"), []);
}

/// Without indentation too, what begins like a line of another block is not applied to this one.
#[test]
fn an_unknown_block_without_indentation_is_not_the_one_before_it() {
    let text =
        "interface e0/0\nip address 10.0.0.1 255.255.255.0\ninterface Warp0\nip address 10.9.9.9 255.0.0.0\nshutdown\n";
    let config = read(text).config;
    let interface = config.interfaces.values().next().unwrap();
    assert!(!interface.shutdown);
    assert_eq!(interface.address.unwrap().address.to_string(), "10.0.0.1");
    let text = "router rip\nversion 2\nnetwork 10.0.0.0\nno auto-summary\ncrypto isakmp polcy 1\nhostname B\n";
    assert_eq!(codes(text), [(5, Severity::Error, Code::InvalidInput)]);
    let config = read(text).config;
    assert_eq!(config.hostname, "B");
    let shown = running_config::show(&config);
    assert!(
        shown.contains("router rip\n version 2\n network 10.0.0.0\n no auto-summary\n"),
        "{shown}"
    );
}

/// A line of an interface that is only known globally does not leave the interface.
#[test]
fn an_indented_line_stays_inside() {
    let text = "interface e0/0\n ntp broadcast\n snmp-server ifindex\n ip address 10.0.0.1 255.255.255.0\n";
    let config = read(text).config;
    assert!(config.interfaces.values().next().unwrap().address.is_some());
}

#[test]
fn banners_go_over_lines() {
    let text = "banner motd ^C\n\n  Nobody here.\n! no comment\nhostname WRONG\nexit\n^C\nbanner login #One line#\nhostname B\n";
    let config = read(text).config;
    assert_eq!((config.hostname.as_str(), codes(text)), ("B", vec![]));
    let shown = running_config::show(&config);
    assert!(
        shown.contains(
            "banner motd ^C\n\n  Nobody here.\n! no comment\nhostname WRONG\nexit\n^C\nbanner login #One line#\n"
        ),
        "{shown}"
    );
    assert_eq!(read(&shown).config, config);
    let without = "banner motd #Nobody\nhostname B\n";
    assert_eq!(codes(without), [(1, Severity::Error, Code::TextWithoutEnd)]);
    let taken = format!("{text}no banner motd\n");
    assert!(!running_config::show(&read(&taken).config).contains("Nobody"));
}

#[test]
fn certificates_are_kept_to_their_end() {
    let text = "crypto pki certificate chain TP\n certificate self-signed 01\n  30820241 308201AA A0030201\n  30820241 308201AA A0030201\n  quit\nhostname B\n";
    let config = read(text).config;
    assert_eq!((config.hostname.as_str(), codes(text)), ("B", vec![]));
    let shown = running_config::show(&config);
    assert_eq!(shown.matches("  30820241").count(), 2, "{shown}");
    assert_eq!(read(&shown).config, config);
}

/// What `no` with nothing more switched off is switched on again by a line with more.
#[test]
fn a_kept_line_takes_the_place_of_its_bare_no() {
    let text = "line vty 0 4\n no login local\n no login\n login local\n";
    let config = read(text).config;
    let shown = running_config::show(&config);
    assert!(shown.contains("line vty 0 4\n login local\n"), "{shown}");
    assert!(!shown.contains("no login"), "{shown}");
    assert_eq!(read(&shown).config, config);
}

/// A word that could begin a kept line is no line by itself.
#[test]
fn a_bare_word_is_incomplete() {
    assert_eq!(codes("dot11\n"), [(1, Severity::Error, Code::IncompleteCommand)]);
}

/// A bare `!` ends a block, as `show running-config` prints it; a remark behind `!` does not.
#[test]
fn a_remark_does_not_end_a_block() {
    let text = |mark: &str| {
        format!("router bgp 65001\nbgp log-neighbor-changes\n{mark}\nneighbor 192.0.2.1 remote-as 65002\n")
    };
    let errors = |text: &str| {
        let diagnostics = parse(text, Platform::default()).1;
        diagnostics.iter().filter(|it| it.severity == Severity::Error).count()
    };
    assert_eq!(errors(&text("!# The other side")), 0);
    assert_eq!(errors(&text("! The other side")), 0);
    assert_eq!(errors(&text("!")), 1);
}

/// The `exit` of a block whose opener is refused ends nothing, though a line under it was kept.
#[test]
fn the_exit_of_a_refused_block_ends_nothing() {
    let text = "int 0/0.10\nencapsulation dot1q\nipv6 address 2001:db8::1/64\nexit\nhostname Lab\n";
    let (config, diagnostics) = parse(text, Platform::default());
    assert_eq!(config.hostname, "Lab");
    assert!(
        diagnostics.iter().all(|it| it.code != Code::AfterEnd),
        "{diagnostics:?}"
    );
    // A line that is done says where one is.
    let (config, diagnostics) = parse(
        "int 0/0.10\nip domain name x\nhostname Lab\nexit\nhostname Other\n",
        Platform::default(),
    );
    assert_eq!(config.hostname, "Lab");
    assert!(
        diagnostics.iter().any(|it| it.code == Code::AfterEnd),
        "{diagnostics:?}"
    );
}
