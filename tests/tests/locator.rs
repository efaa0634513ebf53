//! Pointers to facts: written and read, found in a run, and what is said of those that lead nowhere.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use ikelab_core::event::RouterId;
use ikelab_core::locator::{Locator, Resolved, Target};
use ikelab_core::sim::{self, Trace};

fn trace() -> Trace {
    sim::run(&sim::doc_50880())
}

fn find(trace: &Trace, text: &str) -> Resolved {
    let fact: Locator = text.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(fact.to_string(), text);
    fact.resolve(trace).unwrap_or_else(|error| panic!("{error}"))
}

fn bytes(trace: &Trace, text: &str) -> Vec<u8> {
    find(trace, text).bytes(trace).expect("bytes")
}

#[test]
fn fields_are_found_by_a_word_of_their_key() {
    let trace = trace();
    assert_eq!(bytes(&trace, "R2.MM1.life-duration.value"), [0, 1, 0x51, 0x80]);
    assert_eq!(bytes(&trace, "R2.MM1.sa.doi"), [0, 0, 0, 1]);
    assert_eq!(bytes(&trace, "R1.MM2.cookie").len(), 8);
    assert_eq!(
        bytes(&trace, "R1.MM2.cookie:2"),
        [0x67, 0x43, 0x2f, 0xcf, 0xf8, 0x09, 0xb6, 0x38]
    );
    assert_eq!(
        bytes(&trace, "R1.MM4.ke").len(),
        bytes(&trace, "R1.MM4.ke.value").len() + 4
    );
    assert_ne!(bytes(&trace, "R1.MM4.nat-d"), bytes(&trace, "R1.MM4.nat-d:2"));
}

#[test]
fn a_field_that_is_hidden_is_read_decrypted_and_its_ciphertext_from_the_wire() {
    let trace = trace();
    let (inner, hidden) = (find(&trace, "R2.ESP1.inner"), find(&trace, "R2.ESP1.encrypted"));
    let is_decrypted = |found: &Resolved| matches!(found.target, Target::Field { decrypted, .. } if decrypted);
    assert!(is_decrypted(&inner) && !is_decrypted(&hidden));
    assert_eq!(bytes(&trace, "R2.ESP1.inner")[0], 0x45);
    assert_eq!(bytes(&trace, "R2.ESP1.sequence"), [0, 0, 0, 1]);
}

#[test]
fn computed_values_have_the_step_in_which_they_are_computed() {
    let trace = trace();
    assert_eq!(bytes(&trace, "R1.SKEYID_d"), bytes(&trace, "R2.SKEYID_d"));
    assert!(find(&trace, "R1.SKEYID_d").step < find(&trace, "R2.SKEYID_d").step);
    assert_eq!(find(&trace, "R2.SKEYID_d").step, find(&trace, "R1.MM4").step);
    assert_eq!(bytes(&trace, "R2.g^xy").len(), 128);
    assert_ne!(bytes(&trace, "R1.KEYMAT"), bytes(&trace, "R1.KEYMAT:2"));
    assert_eq!(bytes(&trace, "R1.HASH1").len(), 16);
}

#[test]
fn every_step_is_a_fact_that_leads_back_to_it() {
    let mut scenario = sim::doc_50880();
    let plain = sim::run(&scenario);
    // Lines that are typed at once are one step.
    for (step, lines) in [(3, ["show clock", "show version"]), (5, ["show clock", "show users"])] {
        scenario = scenario.typed_after(&plain, step, RouterId::R1, &lines.map(Into::into));
    }
    let trace = sim::run(&scenario);
    for step in 0..trace.steps.len() {
        let fact = Locator::of_step(&trace, step);
        assert_eq!(find(&trace, &fact.to_string()).step, step, "{fact}");
    }
    assert!(find(&trace, "typed:2").step > find(&trace, "typed").step);
    assert_eq!(
        (find(&trace, "start").step, find(&trace, "end").step),
        (0, trace.last_step())
    );
}

#[test]
fn what_is_not_there_is_named() {
    let trace = trace();
    let said = |text: &str| {
        text.parse::<Locator>()
            .and_then(|fact| fact.resolve(&trace))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(said("R1.MM1"), "there is no R1.MM1 in this run");
    assert_eq!(said("R2.MM1:2"), "there is no R2.MM1:2 in this run");
    assert_eq!(said("R1.MM4.spi"), "there is no R1.MM4.spi in this run");
    assert_eq!(said("R1.SKEYID.ke"), "R1.SKEYID has no fields, and so no ke");
    for text in ["", "R3.MM1", "R1", "R1.", "R1.MM4.", "R1.MM4:0", "R1.MM4:x", "R1.MM 4"] {
        assert!(said(text).starts_with(&format!("`{text}` is no fact")), "{text}");
    }
}
