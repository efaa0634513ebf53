//! Links and scenario files: they come back as they were, they are canonical, and nothing that a stranger writes does more
//! than give an error.
#![cfg(not(target_arch = "wasm32"))]

use crate::cases::cases;
use crate::strangers::{file_text, fragment, shareable, view};
use boon::{Compiler, SchemaIndex, Schemas};
use ikelab_share::{self as share, Keys, LinkError, View, file};
use ikelab_tests::lab::preset;
use proptest::prelude::*;
use serde_json::{Value, json};

fn schema() -> (Schemas, SchemaIndex) {
    let text = include_str!("../../docs/scenario.schema.json");
    let mut compiler = Compiler::new();
    let url = "https://ikelab.invalid/scenario-1.schema.json";
    compiler.enable_format_assertions();
    compiler
        .add_resource(url, serde_json::from_str(text).expect("the schema is JSON"))
        .expect("a new name");
    let mut schemas = Schemas::new();
    let index = compiler.compile(url, &mut schemas).expect("the schema is one");
    (schemas, index)
}

proptest! {
    #![proptest_config(cases(300))]

    /// What a link leaves out, it leaves out of nothing else: all but secrets comes back.
    #[test]
    fn a_link_and_back(scenario in shareable(), view in view()) {
        let link = share::encode(&scenario, &view, Keys::Include).expect("it keeps the limits");
        let opened = share::decode(&link).expect("it is a link");
        let mut shown = scenario;
        share::leave_out_secrets(&mut shown);
        prop_assert_eq!(&opened.scenario, &shown);
        prop_assert_eq!(&opened.view, &view);
        prop_assert_eq!(opened.keys_left_out, 0);
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    }

    /// Leaving keys out twice is leaving them out once, and what is opened gives the link that it was opened from.
    #[test]
    fn links_are_canonical(scenario in shareable(), view in view()) {
        let link = share::encode(&scenario, &view, Keys::LeaveOut).expect("it keeps the limits");
        let opened = share::decode(&link).expect("it is a link");
        let again = share::encode(&opened.scenario, &opened.view, Keys::LeaveOut);
        prop_assert_eq!(again.expect("it keeps the limits"), link);
    }

    #[test]
    fn a_file_and_back(scenario in shareable(), view in view()) {
        let text = file::write(&scenario, &view);
        prop_assert_eq!(file::read(&text).expect("it is a file"), (scenario, view));
        let (schemas, index) = schema();
        let value = serde_json::from_str(&text).expect("it is JSON");
        let valid = schemas.validate(&value, index);
        prop_assert!(valid.is_ok(), "{}", valid.unwrap_err());
    }

    /// A link is data: whatever stands there gives a scenario that keeps the limits, or an error that has words.
    #[test]
    fn no_fragment_does_harm(fragment in fragment()) {
        match share::decode(&fragment) {
            Ok(opened) => drop(share::encode(&opened.scenario, &opened.view, Keys::LeaveOut).expect("it keeps the limits")),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    /// A damaged link is never taken for another one.
    #[test]
    fn a_changed_character_is_noticed(scenario in shareable(), at in any::<prop::sample::Index>(), digit in "[A-Za-z0-9_-]") {
        let link = share::encode(&scenario, &View::default(), Keys::Include).expect("it keeps the limits");
        let at = 1 + at.index(link.len() - 1);
        let changed = format!("{}{digit}{}", &link[..at], &link[at + 1..]);
        if changed != link {
            prop_assert_eq!(share::decode(&changed), Err(LinkError::Damaged));
        }
    }

    #[test]
    fn no_file_does_harm(text in file_text()) {
        match file::read(&text) {
            Ok((scenario, view)) => prop_assert_eq!(file::read(&file::write(&scenario, &view)), Ok((scenario, view))),
            Err(error) => prop_assert!(error.line > 0 && error.column > 0 && !error.what.is_empty()),
        }
    }
}

/// What the schema refuses, the reader refuses, and the other way round, for the mistakes that people make.
#[test]
fn the_schema_and_the_reader_agree() {
    let (schemas, index) = schema();
    let good = file::write(
        &preset(),
        &View {
            at: Some("R1.MM4".into()),
            ..View::default()
        },
    );
    for (from, to) in [
        ("\"ikelab\": 1", "\"ikelab\": 2"),
        ("\"ikelab\": 1,", ""),
        ("\"seed\": 50880", "\"seed\": -1"),
        ("\"seed\": 50880", "\"seed\": 1.5"),
        ("\"seed\": 50880", "\"sed\": 50880"),
        ("\"hosts\"", "\"host\""),
        ("2004-04-18T05", "2004-13-18T05"),
        ("172.18.124.10\"", "172.18.124.300\""),
        ("\"cookie\"", "\"biscuit\""),
        ("67432fcf", "67432fc"),
        ("\"behind\": \"R2\"", "\"behind\": \"R3\""),
        ("\"count\": 5", "\"count\": 70000"),
        ("\"at\": 427", "\"at\": 604800001"),
        ("\"at\": \"R1.MM4\"", "\"at\": 4"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let value = serde_json::from_str(&bad).expect("it is JSON");
        assert!(schemas.validate(&value, index).is_err(), "{to}");
        assert!(file::read(&bad).is_err(), "{to}");
    }
    let value = serde_json::from_str(&good).expect("it is JSON");
    assert!(schemas.validate(&value, index).is_ok());
}

/// Every member of a file that has all of them, left out, joined by one that does not exist, or with another value: the schema
/// takes it if and only if the reader does.
#[test]
fn the_schema_and_the_reader_agree_on_every_member() {
    let (schemas, index) = schema();
    let good: Value = serde_json::from_str(include_str!("../links/all-members.ikelab.json")).expect("it is JSON");
    let is_valid = |value: &Value| schemas.validate(value, index).is_ok();
    let mut apart = Vec::new();
    let mut check = |value: &Value, change: &str| {
        let read = file::read(&value.to_string());
        if is_valid(value) != read.is_ok() {
            apart.push(format!("{change}: {read:?}"));
        }
    };
    check(&good, "nothing changed");
    assert!(is_valid(&good));
    let mut pointers = Vec::new();
    all_pointers(&good, String::new(), &mut pointers);
    assert!(pointers.len() > 80, "{}", pointers.len());
    for pointer in &pointers {
        for other in other_values() {
            let mut changed = good.clone();
            *changed.pointer_mut(pointer).expect("it is there") = other.clone();
            check(&changed, &format!("{pointer} is {other}"));
        }
        let mut changed = good.clone();
        if let Some(Value::Object(members)) = changed.pointer_mut(pointer) {
            members.insert("unknown".into(), json!(1));
            check(&changed, &format!("{pointer} has another member"));
        }
        let (around, name) = pointer.rsplit_once('/').unwrap_or_default();
        let mut changed = good.clone();
        if let Some(Value::Object(members)) = changed.pointer_mut(around) {
            members.remove(name);
            check(&changed, &format!("{pointer} is left out"));
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

/// The JSON pointers (RFC 6901) of a value and of all values in it.
fn all_pointers(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| all_pointers(value, format!("{at}/{name}"), pointers)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| all_pointers(value, format!("{at}/{index}"), pointers)),
        _ => {}
    }
    pointers.push(at);
}

/// What may stand where something else is wanted. Not in it is what no schema can refuse: `1.0` is whole there, and sums have
/// limits.
fn other_values() -> Vec<Value> {
    let numbers = [
        0,
        1,
        2,
        9999,
        65_536,
        604_800_000,
        604_800_001,
        u32::MAX.into(),
        1 << 32,
        u64::MAX,
    ];
    let texts = [
        "",
        "R1",
        "R3",
        "lose",
        "delay",
        "corrupt",
        "keys",
        "keystream",
        "nonce",
        "00",
        "0g",
        "+1",
        "123456789",
        "10.10.10.1",
        "10.10.10",
        "01.2.3.4",
        "R1.MM1",
        "R1.MM1:0",
        "R1.MM1:+2",
        "R1.MM+1",
        "R1.MM256",
        "R1.MM007",
        "R1.MM1:02",
        "02004-04-18T05:59:20.000",
        "65536-04-18T05:59:20.000",
        "R1.INFO1",
        "2004-04-18T05:59:20.000",
        "2004-04-18T05:59:20",
        "99999-01-01T00:00:00.000",
        "seal-with-manual-keys",
    ];
    let others = json!([null, true, false, -1, 1.5, [], {}, ["00"], [["R1"]], {"R1": "1", "R2": "2"}, {"id": "seal"}]);
    let others = others.as_array().cloned().unwrap_or_default().into_iter();
    others
        .chain(numbers.map(Value::from))
        .chain(texts.map(Value::from))
        .collect()
}

/// The example of the documentation is a scenario, and the schema takes it.
#[test]
fn the_documented_example_is_right() {
    let prose = include_str!("../../docs/scenario-format.md");
    let example = prose
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an example");
    let (scenario, view) = file::read(example).expect("it is a file");
    assert_eq!(
        (scenario.stimuli.len(), scenario.faults.len(), view.at.as_deref()),
        (2, 2, Some("R1.MM4"))
    );
    let (schemas, index) = schema();
    let value = serde_json::from_str(example).expect("it is JSON");
    assert!(schemas.validate(&value, index).is_ok());
}
