//! Who the routers say they are, and by which key they prove it.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::ios::diagnostic::Basis;
use ikelab_core::sim::{Action, Scenario, Stimulus, Trace};
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{Record, records};
use ikelab_tests::lab::{R1, R2, edit, preset, run};

fn typed(mut scenario: Scenario, seconds: u64, router: RouterId, line: &str) -> Scenario {
    scenario.stimuli.push(Stimulus {
        at: SimTime::from_secs(seconds),
        action: Action::Type {
            router,
            line: line.into(),
        },
    });
    scenario
}

/// The records of a router in which these words are.
fn said(trace: &Trace, router: RouterId, words: &str) -> Vec<Record> {
    let records = records(trace, router).into_iter();
    records.filter(|record| record.one_line().contains(words)).collect()
}

fn texts(records: &[Record]) -> Vec<String> {
    records.iter().map(Record::one_line).collect()
}

#[test]
fn the_id_type_that_is_announced_is_the_one_that_is_sent() {
    let named = edit(
        preset(),
        R2,
        "\ninterface",
        "\ncrypto isakmp identity hostname\ninterface",
    );
    for (scenario, announced, sent, basis) in [
        (preset(), "ID_IPV4_ADDR", "type : 1 address : 10.10.10.2", None),
        (named, "ID_FQDN", "type : 2 FQDN name : R2", Some(Basis::Modelled)),
    ] {
        let trace = run(&scenario);
        let announcement = said(&trace, R2, "using id type");
        assert_eq!(
            texts(&announcement),
            [format!(
                "ISAKMP:(0:1:SW:1):SA is doing pre-shared key authentication using id type {announced}"
            )]
        );
        assert!(basis.is_none_or(|basis| announcement[0].basis == basis));
        for router in RouterId::BOTH {
            assert_eq!(said(&trace, router, sent).len(), 1, "{router}: {sent}");
        }
    }
}

#[test]
fn a_tunnel_goes_down_under_the_name_that_it_came_up_with() {
    let named = edit(
        preset(),
        R2,
        "\ninterface",
        "\ncrypto isakmp identity hostname\ninterface",
    );
    let trace = run(&typed(named, 60, R2, "clear crypto sa"));
    assert_eq!(
        texts(&said(&trace, R1, "%CRYPTO-5-SESSION_STATUS")),
        [
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP . Peer 10.10.10.2:500 Id: R2",
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN. Peer 10.10.10.2:500 Id: R2",
        ]
    );
}

/// R1's key is typed with R2's name; `lines` stand before it.
fn with_key_of_a_name(lines: &str) -> Scenario {
    let named = format!("{lines}\ncrypto isakmp key cisco123 hostname R2.example.com");
    edit(preset(), R1, "\ncrypto isakmp key cisco123 address 10.10.10.2", &named)
}

fn is_up(trace: &Trace) -> bool {
    !said(trace, R1, "Crypto tunnel is UP").is_empty()
}

#[test]
fn a_key_of_a_name_is_found_by_the_address_of_the_name() {
    let trace = run(&with_key_of_a_name("\nip host r2.example.com 10.99.99.99 10.10.10.2"));
    assert!(is_up(&trace));
    // Whatever the peer says its name is: the key is chosen before it says so.
    let renamed = with_key_of_a_name("\nip host r2.example.com 10.10.10.2");
    let renamed = edit(
        renamed,
        R2,
        "\ninterface",
        "\ncrypto isakmp identity hostname\ninterface",
    );
    assert!(is_up(&run(&renamed)));
}

#[test]
fn a_key_of_a_name_without_the_peers_address_is_no_key() {
    for lines in [
        "",
        "\nip host r2.example.com 10.99.99.99",
        "\nip host r3.example.com 10.10.10.2",
    ] {
        let trace = run(&with_key_of_a_name(lines));
        assert!(!is_up(&trace));
        assert!(
            !said(&trace, R1, "No pre-shared key with 10.10.10.2!").is_empty(),
            "{lines}"
        );
    }
}

/// Modelled.
#[test]
fn a_key_of_the_address_itself_comes_before_one_of_a_name() {
    let lines = "\nip host r2.example.com 10.10.10.2\ncrypto isakmp key cisco123 address";
    for (address, up) in [("10.10.10.2", true), ("0.0.0.0 0.0.0.0", false)] {
        let scenario = with_key_of_a_name(&format!("{lines} {address}"));
        let scenario = edit(scenario, R1, "cisco123 hostname", "another hostname");
        assert_eq!(is_up(&run(&scenario)), up, "{address}");
    }
}
