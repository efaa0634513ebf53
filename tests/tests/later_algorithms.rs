//! Algorithms that came after IOS 12.3: what they do, and which configurations may have them.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::effects::PacketName;
use ikelab_core::event::Quantity;
use ikelab_core::exec::{complete, help};
use ikelab_core::ios::config::Platform;
use ikelab_core::ios::diagnostic::{Basis, Code, Columns, Diagnostic, Severity};
use ikelab_core::ios::mode::Mode;
use ikelab_core::ios::{Console, ConsoleMode, parse};
use ikelab_core::transcript::records;
use ikelab_tests::everything::{later_transform_sets, of_any_release, transport, tunnel};
use ikelab_tests::lab::{self, R1, R2, edit_both};
use ikelab_tests::variations::{POLICY, SET_TRANSFORM_SET, TRANSFORMS, length_of, short, up};

#[test]
fn each_hash_and_group_in_both_phases() {
    for (hash, digest, group, prime) in [
        ("sha256", 32, 14, 256),
        ("sha384", 48, 15, 384),
        ("sha512", 64, 16, 512),
    ] {
        let policy = format!(" encr aes 256\n hash {hash}\n authentication pre-share\n group {group}\n");
        let pfs = format!("{SET_TRANSFORM_SET} set pfs group{group}\n");
        let scenario = edit_both(of_any_release(short()), POLICY, &policy);
        let scenario = edit_both(scenario, TRANSFORMS, &format!("esp-aes esp-{hash}-hmac"));
        let trace = up(&edit_both(scenario, SET_TRANSFORM_SET, &pfs));
        assert_eq!(length_of(&trace, |it| it == Quantity::Skeyid), digest);
        assert_eq!(length_of(&trace, |it| it == Quantity::DhShared), prime);
        assert_eq!(
            length_of(&trace, |it| matches!(it, Quantity::QuickDhShared { .. })),
            prime
        );
        assert_eq!(
            length_of(&trace, |it| matches!(it, Quantity::Keymat { .. })),
            16 + digest
        );
    }
}

/// The check value is as long as RFC 4868 §2.3 says: AH's header is as much longer, and so is ESP's packet.
#[test]
fn check_values_have_their_lengths() {
    let first_len = |set: &str, is: fn(PacketName) -> bool| {
        let trace = lab::run(&of_any_release(tunnel(set)));
        assert!(lab::is_up(&trace), "{set}");
        trace
            .packets
            .iter()
            .find(|packet| is(packet.name))
            .map(|packet| packet.bytes.len())
    };
    let is_esp: fn(PacketName) -> bool = |name| matches!(name, PacketName::Esp(_));
    let is_ah: fn(PacketName) -> bool = |name| matches!(name, PacketName::Ah(_));
    let (esp, ah) = (
        first_len("esp-aes esp-sha-hmac", is_esp),
        first_len("ah-sha-hmac", is_ah),
    );
    for (hash, longer) in [("sha256", 4), ("sha384", 12), ("sha512", 20)] {
        let found = first_len(&format!("esp-aes esp-{hash}-hmac"), is_esp);
        assert_eq!(found, esp.map(|length| length + longer));
        let found = first_len(&format!("ah-{hash}-hmac"), is_ah);
        assert_eq!(found, ah.map(|length| length + longer));
    }
}

#[test]
fn transform_sets_in_transport_mode() {
    for set in later_transform_sets()
        .iter()
        .filter(|set| !set.contains("seal"))
        .step_by(5)
    {
        assert!(lab::is_up(&lab::run(&of_any_release(transport(set)))), "{set}");
    }
}

/// What a configuration with this first line says of lines that follow.
fn said(version: &str, lines: &str) -> Vec<Diagnostic> {
    let (_, diagnostics) = parse(&format!("{version}\n{lines}"), Platform::default());
    let is_about_words = |it: &Diagnostic| it.code == Code::LaterWord || it.code == Code::InvalidInput;
    diagnostics.into_iter().filter(is_about_words).collect()
}

const LATER: [&str; 4] = [
    "crypto isakmp policy 1\n hash sha256",
    "crypto isakmp policy 1\n group 14",
    "crypto map m 1 ipsec-isakmp\n set pfs group16",
    "crypto ipsec transform-set s esp-aes 256 esp-sha512-hmac",
];

#[test]
fn releases_up_to_12_3_refuse_them() {
    for version in ["version 12.3", "version 12.3(7)T", "version 12.2", "version 11.3"] {
        for lines in LATER {
            let said = said(version, lines);
            let [one] = said.as_slice() else {
                panic!("{version} {lines}: {said:?}")
            };
            assert_eq!((one.code, one.severity), (Code::LaterWord, Severity::Error), "{lines}");
            assert!(
                one.message.contains("came after IOS 12.3") && one.remedy.is_some(),
                "{one}"
            );
        }
    }
    let one = &said("version 12.3", LATER[0])[0];
    assert_eq!(one.columns, Some(Columns { start: 9, end: 12 }));
    let (config, _) = parse(
        "version 12.3\ncrypto isakmp policy 1\n hash sha256\n group 14\n",
        Platform::default(),
    );
    assert_eq!(config.isakmp.policies.get(&1), Some(&Default::default()));
}

#[test]
fn later_releases_take_them_and_say_so() {
    for version in ["", "version 12.4", "version 15.1", "version X"] {
        for lines in LATER {
            let said = said(version, lines);
            let [one] = said.as_slice() else {
                panic!("{version} {lines}: {said:?}")
            };
            assert_eq!((one.code, one.severity), (Code::LaterWord, Severity::Info), "{lines}");
        }
    }
    assert_eq!(
        said("", "crypto isakmp policy 1\n hash sha\n no hash sha256\n group 5"),
        []
    );
    // A word that no release has is not one that came later.
    assert_eq!(
        said("version 12.3", "crypto isakmp policy 1\n hash sha1024")[0].code,
        Code::InvalidInput
    );
}

/// A console whose configuration has this `version` line, in a policy.
fn console(version: &str) -> Console {
    let (config, _) = parse(&format!("{version}\ncrypto isakmp policy 1\n"), Platform::default());
    let mut console = Console::new(config, Platform::default());
    console.mode = ConsoleMode::Config(Mode::IsakmpPolicy(1));
    console
}

#[test]
fn a_console_of_12_3_knows_nothing_of_them() {
    let keywords = |version, line| -> Vec<String> {
        let help = help(&console(version), line);
        help.into_iter().map(|candidate| candidate.text).collect()
    };
    assert_eq!(keywords("version 12.3", "hash "), ["md5", "sha"]);
    assert_eq!(
        keywords("version 15.1", "hash "),
        ["md5", "sha", "sha256", "sha384", "sha512"]
    );
    assert_eq!(keywords("version 12.3", "group 1"), ["1"]);
    assert_eq!(keywords("", "group 1"), ["1", "14", "15", "16", "19"]);
    // `sh` is short for `sha`, as in 12.3, though later it is short for other words too.
    for version in ["", "version 12.3", "version 15.1"] {
        assert_eq!(said(version, "crypto isakmp policy 1\n hash sh"), []);
    }
    assert_eq!(
        complete(&console("version 12.3"), "hash sh").as_deref(),
        Some("hash sha ")
    );
    assert_eq!(complete(&console("version 15.1"), "hash sh"), None);
}

/// Records that name them are marked as ours, and no other changes its mark.
#[test]
fn their_records_are_modelled() {
    let policy = " encr aes 256\n hash sha256\n authentication pre-share\n group 14\n";
    let scenario = edit_both(of_any_release(short()), POLICY, policy);
    let trace = up(&edit_both(scenario, TRANSFORMS, "esp-aes esp-sha256-hmac"));
    let names = ["SHA2-256", "default group 14", "esp-sha256-hmac"];
    let mut seen = [0; 3];
    for record in [R1, R2].into_iter().flat_map(|router| records(&trace, router)) {
        for (name, seen) in names
            .iter()
            .zip(&mut seen)
            .filter(|(name, _)| record.text.contains(**name))
        {
            assert_eq!(record.basis, Basis::Modelled, "{}", record.text);
            *seen += usize::from(!name.is_empty());
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

/// Elliptic curves and the like are refused by name, and leave the group as it was.
#[test]
fn groups_that_are_not_simulated() {
    let text = "crypto isakmp policy 1\n group 14\n group 19\ncrypto map m 1 ipsec-isakmp\n set pfs group24\n";
    let (config, diagnostics) = parse(text, Platform::default());
    assert_eq!(
        config
            .isakmp
            .policies
            .values()
            .map(|it| it.group.number())
            .collect::<Vec<_>>(),
        [14]
    );
    let refused = diagnostics.iter().filter(|it| it.code == Code::UnsimulatedGroup);
    let refused: Vec<(u32, bool)> = refused
        .map(|it| {
            (
                it.line,
                it.message.starts_with("Group 19") || it.message.starts_with("Group 24"),
            )
        })
        .collect();
    assert_eq!(refused, [(3, true), (5, true)]);
}
