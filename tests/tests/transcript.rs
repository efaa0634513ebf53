//! What the routers print in the run of document 50880, against the document itself.
//!
//! `golden/r1-debug-records.txt` and the `show` files are the document's own text, white space folded (as the document was
//! published), the time stamps cut off. `golden/r2-debug-records.txt` is what an initiator prints, put together from the
//! published debug of a 12.3 initiator and the document's own records where both sides print the same.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::{RouterId, State};
use ikelab_core::ios::Platform;
use ikelab_core::ios::diagnostic::{Basis, Source};
use ikelab_core::sim::{Trace, doc_50880, run};
use ikelab_core::status::RouterStatus;
use ikelab_core::time::SimTime;
use ikelab_core::transcript::{
    Debugging, Facility, records, records_of_step, records_until, show_crypto_ipsec_sa, show_crypto_isakmp_sa,
    show_crypto_map, show_debugging,
};

const R1_RECORDS: &str = include_str!("../golden/r1-debug-records.txt");
const R2_RECORDS: &str = include_str!("../golden/r2-debug-records.txt");
const R1_IPSEC_SA: &str = include_str!("../golden/r1-show-crypto-ipsec-sa.txt");
const R2_IPSEC_SA: &str = include_str!("../golden/r2-show-crypto-ipsec-sa.txt");
const R1_CRYPTO_MAP: &str = include_str!("../golden/r1-show-crypto-map.txt");
const R1_DEBUGGING: &str = include_str!("../golden/r1-show-debugging.txt");
const ISAKMP_SA: &str = include_str!("../golden/show-crypto-isakmp-sa.txt");

fn trace() -> Trace {
    run(&doc_50880())
}

/// The records of a router, one a line, white space folded.
fn printed(trace: &Trace, router: RouterId) -> Vec<String> {
    records(trace, router).iter().map(|record| record.one_line()).collect()
}

/// Compares line by line, so that a failure names the first line that differs.
fn assert_lines(printed: &[String], golden: &[&str]) {
    for (number, (line, expected)) in (1..).zip(printed.iter().zip(golden)) {
        assert_eq!(line, expected, "record {number}");
    }
    assert_eq!(
        printed.len(),
        golden.len(),
        "number of records; the first too many or missing: {:?}",
        {
            let common = printed.len().min(golden.len());
            (printed.get(common), golden.get(common))
        }
    );
}

#[test]
fn the_responder_prints_the_140_records_of_the_document() {
    let golden: Vec<&str> = R1_RECORDS.lines().collect();
    assert_eq!(golden.len(), 140);
    assert_lines(&printed(&trace(), RouterId::R1), &golden);
}

#[test]
fn the_initiator_prints_what_a_12_3_initiator_prints() {
    let golden: Vec<&str> = R2_RECORDS.lines().collect();
    assert_lines(&printed(&trace(), RouterId::R2), &golden);
}

#[test]
fn all_words_of_the_responder_are_the_documents() {
    let trace = trace();
    let records = records(&trace, RouterId::R1);
    assert!(records.iter().all(|record| record.basis == Basis::Ios(Source::Seed)));
    assert_eq!(
        records.iter().filter(|record| record.facility == Facility::Log).count(),
        1
    );
}

#[test]
fn a_record_carries_its_time_stamp_and_its_line_breaks() {
    let trace = trace();
    let records = records(&trace, RouterId::R1);
    let first = records[0].timestamped(trace.clock);
    assert!(first.starts_with("*Apr 18 05:59:20."), "{first}");
    assert!(first.ends_with(": ISAKMP (0:0): received packet from 10.10.10.2 dport 500 sport 500 Global (N) NEW SA"));
    let identity = records
        .iter()
        .find(|record| record.text.contains("ID payload\n"))
        .expect("an ID payload");
    assert_eq!(identity.text.lines().count(), 7);
    assert!(
        records
            .windows(2)
            .all(|pair| pair[0].at <= pair[1].at && pair[0].event <= pair[1].event)
    );
}

#[test]
fn the_records_of_the_steps_are_all_records() {
    let trace = trace();
    for router in RouterId::BOTH {
        let records = records(&trace, router);
        assert!(records_until(&records, &trace, 0).is_empty());
        assert_eq!(records_until(&records, &trace, trace.last_step()), records);
        assert_eq!(records_until(&records, &trace, usize::MAX), records);
        let steps = 0..=trace.last_step();
        let joined: Vec<_> = steps
            .flat_map(|step| records_of_step(&records, &trace, step).to_vec())
            .collect();
        assert_eq!(joined, records);
    }
}

/// Lines without indentation and blank ones, as the document was published.
fn folded(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

/// What a `show` command printed in the document, without the line that it was typed on.
fn golden_lines(golden: &str) -> Vec<String> {
    folded(golden).split_off(1)
}

/// Numbers that differ from run to run are not compared: packet counters, and what is left of the lifetime.
fn without_counters(lines: Vec<String>) -> Vec<String> {
    let masked = |line: String| -> String {
        if line.starts_with('#') || line.starts_with("sa timing:") {
            let digits = |c: char| if c.is_ascii_digit() { 'n' } else { c };
            let mut text: String = line.chars().map(digits).collect();
            while text.contains("nn") {
                text = text.replace("nn", "n");
            }
            text
        } else {
            line
        }
    };
    lines.into_iter().map(masked).collect()
}

/// The end of the run.
fn end(trace: &Trace) -> (SimTime, [RouterStatus; 2]) {
    (trace.steps[trace.last_step()].at, trace.status(trace.last_step()))
}

#[test]
fn show_crypto_ipsec_sa_is_the_documents() {
    let trace = trace();
    let (now, status) = end(&trace);
    for (router, golden) in RouterId::BOTH.into_iter().zip([R1_IPSEC_SA, R2_IPSEC_SA]) {
        let shown = show_crypto_ipsec_sa(&status[router.index()], now);
        assert_eq!(
            without_counters(folded(&shown)),
            without_counters(golden_lines(golden)),
            "{router}"
        );
    }
}

#[test]
fn show_crypto_ipsec_sa_lists_what_is_protected_before_there_is_an_sa() {
    let trace = trace();
    let shown = show_crypto_ipsec_sa(&trace.status(0)[0], SimTime::ZERO);
    let sa_lines = |line: &String| {
        let starts = [
            "spi:",
            "transform:",
            "in use",
            "slot:",
            "crypto engine",
            "sa timing",
            "ike_cookies",
            "IV",
            "replay",
        ];
        starts.iter().any(|start| line.starts_with(start))
    };
    let expected = golden_lines(R1_IPSEC_SA).into_iter().filter(|line| !sa_lines(line));
    let expected: Vec<String> = expected
        .map(|line| line.replace("776", "0").replace("7259AADD", "0"))
        .collect();
    assert_eq!(folded(&shown), expected);
}

#[test]
fn the_counters_are_those_of_what_was_sent() {
    let trace = trace();
    let (_, [r1, r2]) = end(&trace);
    let [r1, r2] = [&r1, &r2].map(|status| status.idents[0].counters);
    assert_eq!((r2.send_errors, r1.send_errors), (1, 0));
    assert!(r2.encaps > 0);
    assert_eq!((r2.encaps, r2.encrypt, r2.digest), (r1.decaps, r1.decrypt, r1.verify));
    assert_eq!((r1.encaps, r1.encrypt, r1.digest), (r2.decaps, r2.decrypt, r2.verify));
    assert_eq!([r1.recv_errors, r2.recv_errors], [0, 0]);
}

#[test]
fn show_crypto_isakmp_sa_is_the_documents() {
    let trace = trace();
    let (now, status) = end(&trace);
    let golden = folded(ISAKMP_SA);
    for (router, golden) in RouterId::BOTH.into_iter().zip(golden.chunks(3)) {
        let shown = show_crypto_isakmp_sa(&status[router.index()], now);
        assert_eq!(folded(&shown), golden[1..], "{router}");
    }
}

#[test]
fn show_crypto_map_is_the_documents() {
    let trace = trace();
    let shown = show_crypto_map(&trace.status(0)[0]);
    assert_eq!(folded(&shown), golden_lines(R1_CRYPTO_MAP));
}

#[test]
fn show_debugging_is_the_documents() {
    assert_eq!(
        folded(&show_debugging(Debugging::default())),
        golden_lines(R1_DEBUGGING)
    );
    let off = Debugging::OFF;
    assert_eq!(show_debugging(off), "");
    assert!(off.prints(Facility::Log) && !off.prints(Facility::Isakmp));
}

#[test]
fn status_ends_where_both_machines_end() {
    let trace = trace();
    let (_, status) = end(&trace);
    for status in &status {
        assert_eq!(status.main_mode(), Some(State::P1Complete));
        assert_eq!(status.quick_mode(), Some(State::QmPhase2Complete));
        assert!(status.quick_modes.iter().all(|node| node.deleted));
        let [pair] = status.ipsec_sas.as_slice() else {
            panic!("one pair of SAs")
        };
        assert!(pair.inbound.is_some() && pair.outbound.is_some());
    }
    let [r1, r2] = &status;
    assert_eq!(r1.isakmp_sas[0].cookies, r2.isakmp_sas[0].cookies);
    let start = trace.status(0);
    for (status, config) in start.iter().zip(&trace.configs) {
        assert_eq!(*status, RouterStatus::new(config.clone(), Platform::default()));
    }
    assert_eq!((start[0].main_mode(), start[0].quick_mode()), (None, None));
}
