//! Pasted debug output: whose it is, which messages it has, where it stops, and what that means.
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::doctor::log::{self, Log, SIGNS};
use ikelab_core::doctor::{self};
use ikelab_core::event::{Role, RouterId};
use ikelab_core::sim::{self, Scenario};
use ikelab_core::transcript;
use ikelab_tests::lab::{R1, R2, edit, preset};

/// What a router prints in a run, as a terminal shows it.
fn printed(scenario: &Scenario, router: RouterId) -> Log {
    let trace = sim::run(scenario);
    let records = transcript::records(&trace, router).into_iter();
    let text: String = records.map(|record| record.timestamped(trace.clock) + "\n").collect();
    log::read(&text)
}

/// The messages, `>` sent and `<` received.
fn messages(log: &Log) -> Vec<String> {
    let arrow = |is_sent| if is_sent { '>' } else { '<' };
    log.messages
        .iter()
        .map(|it| format!("{}{}", arrow(it.is_sent), it.name))
        .collect()
}

/// The kinds that go with what is wrong.
fn kinds(log: &Log) -> Vec<&'static str> {
    log.signs.iter().flat_map(|seen| seen.sign.kinds).copied().collect()
}

#[test]
fn a_tunnel_that_comes_up_is_read_from_both_sides() {
    let all = ["MM1", "MM2", "MM3", "MM4", "MM5", "MM6", "QM1", "QM2", "QM3"];
    for (router, role, odd) in [(R2, Role::Initiator, '>'), (R1, Role::Responder, '<')] {
        let log = printed(&preset(), router);
        let even = if odd == '>' { '<' } else { '>' };
        let expected: Vec<String> = (0..)
            .zip(all)
            .map(|(at, name)| format!("{}{name}", if at % 2 == 0 { odd } else { even }))
            .collect();
        assert_eq!(messages(&log), expected);
        assert_eq!(log.role, Some(role));
        assert_eq!(
            log.peer.map(|it| it.to_string()),
            Some(format!("10.10.10.{}", router.peer().index() + 1))
        );
        assert!(log.is_complete() && log.is_well(), "{log:#?}");
        let place = log.place(&sim::run(&preset())).expect("a message of the run");
        assert_eq!(place.to_string(), "R2.QM3");
    }
}

#[test]
fn a_fault_is_recognised_in_the_log_of_either_side() {
    let cases: [(Scenario, RouterId, &str, &str); 8] = [
        (
            edit(preset(), R2, "key cisco123", "key other"),
            R2,
            ">MM5",
            "keys-differ",
        ),
        (
            edit(preset(), R2, "key cisco123", "key other"),
            R1,
            "<MM5",
            "keys-differ",
        ),
        (
            edit(preset(), R2, "hash md5", "hash sha"),
            R2,
            ">MM1",
            "policies-differ",
        ),
        (
            edit(preset(), R2, "hash md5", "hash sha"),
            R1,
            "<MM1",
            "policies-differ",
        ),
        (
            edit(preset(), R2, "esp-seal", "esp-aes"),
            R2,
            ">QM1",
            "transform-sets-differ",
        ),
        (
            edit(preset(), R2, "esp-seal", "esp-aes"),
            R1,
            "<QM1",
            "transform-sets-differ",
        ),
        (
            edit(
                preset(),
                R1,
                "permit ip 172.18.124.0 0.0.0.255 20.20.20.0",
                "permit ip 172.18.124.0 0.0.0.255 20.20.21.0",
            ),
            R1,
            "<QM1",
            "access-lists-differ",
        ),
        (
            edit(preset(), R1, "crypto isakmp key cisco123 address 10.10.10.2\n", ""),
            R1,
            "<MM1",
            "no-key",
        ),
    ];
    for (scenario, router, last, kind) in cases {
        let log = printed(&scenario, router);
        assert_eq!(messages(&log).last().map(String::as_str), Some(last), "{log:#?}");
        assert!(kinds(&log).contains(&kind), "{kind}: {log:#?}");
        assert!(!log.is_complete() && !log.is_well());
        // The doctor finds the same in the configurations.
        let report = doctor::examine(&scenario);
        assert_eq!(report.findings[0].problem.kind(), kind);
        let place = log.place(&sim::run(&scenario)).expect("a message of the run");
        assert_eq!(place.to_string(), format!("R2.{}", &last[1..]));
    }
}

/// IOS 12.2 prints no ports, and 15 another prefix; logs are pasted with `>` of e-mails and without time stamps.
#[test]
fn records_of_other_releases_are_read() {
    let old = "
00:14:02: ISAKMP (0:3): beginning Main Mode exchange
00:14:02: ISAKMP (0:3): sending packet to 198.51.100.7 (I) MM_NO_STATE
00:14:12: ISAKMP (0:3): retransmitting phase 1 MM_NO_STATE...
00:14:12: ISAKMP (0:3): sending packet to 198.51.100.7 (I) MM_NO_STATE
00:15:02: ISAKMP (0:3): deleting SA reason \"death by retransmission P1\" state (I) MM_NO_STATE (peer 198.51.100.7) input queue 0
";
    let log = log::read(old);
    assert_eq!((messages(&log), log.messages[0].times), (vec![">MM1".to_string()], 2));
    assert_eq!(log.peer.map(|it| it.to_string()).as_deref(), Some("198.51.100.7"));
    let seen: Vec<(u32, u32)> = log.signs.iter().map(|it| (it.line, it.times)).collect();
    assert_eq!(seen, [(4, 1), (6, 1), (6, 1)]);
    let new = "
> ISAKMP (0): received packet from 192.0.2.9 dport 500 sport 500 Global (N) NEW SA
> ISAKMP:(0):Encryption algorithm offered does not match policy!
> ISAKMP:(0):atts are not acceptable. Next payload is 3
> ISAKMP:(0):atts are acceptable. Next payload is 0
> ISAKMP:(0): sending packet to 192.0.2.9 my_port 500 peer_port 500 (R) MM_SA_SETUP
> ISAKMP (0): received packet from 192.0.2.9 dport 500 sport 500 Global (R) MM_SA_SETUP
> ISAKMP:(1042): sending packet to 192.0.2.9 my_port 500 peer_port 500 (R) MM_KEY_EXCH
> ISAKMP (1042): received packet from 192.0.2.9 dport 4500 sport 4500 Global (R) MM_KEY_EXCH
> %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.9 failed its sanity check or is malformed
> ISAKMP:(1042): retransmitting phase 1 MM_KEY_EXCH...
";
    let log = log::read(new);
    assert_eq!(messages(&log), ["<MM1", ">MM2", "<MM3", ">MM4", "<MM5"]);
    assert_eq!(log.role, Some(Role::Responder));
    assert!(kinds(&log).contains(&"keys-differ"));
}

#[test]
fn the_last_attempt_counts_and_what_comes_after() {
    let attempt = |last: &str| {
        format!(
            "ISAKMP: sending packet to 1.1.1.1 (I) MM_NO_STATE\nISAKMP: received packet from 1.1.1.1 (I) MM_NO_STATE\nISAKMP: sending packet to 1.1.1.1 (I) {last}\n"
        )
    };
    let log = log::read(&(attempt("MM_SA_SETUP") + &attempt("MM_SA_SETUP")));
    assert_eq!(messages(&log), [">MM1", "<MM2", ">MM3"]);
    assert_eq!(log.messages[0].line, 4);
    let trace = sim::run(&preset());
    let records = transcript::records(&trace, R1).into_iter();
    let mut text: String = records.map(|record| record.text + "\n").collect();
    assert!(log::read(&text).is_well());
    text += "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.10.10.1\n";
    let log = log::read(&text);
    assert!(log.is_complete() && !log.is_well());
}

#[test]
fn what_is_no_log_is_none() {
    for text in ["", "hostname R1\n", "show version\nCisco IOS Software\n"] {
        assert!(log::read(text).is_empty(), "{text}");
    }
}

/// Every sign has words and a source, and its kinds are kinds of findings.
#[test]
fn the_table_of_signs_is_whole() {
    let page = include_str!("../../docs/doctor.md");
    for sign in SIGNS {
        assert!(sign.meaning.ends_with('.') && !sign.source.is_empty(), "{sign:?}");
        assert!(
            sign.kinds.iter().all(|kind| page.contains(&format!("`{kind}`"))),
            "{sign:?}"
        );
    }
}
