//! Links and scenario files: they come back as they were, they are canonical, and nothing that a stranger writes does more
//! than give an error.
#![cfg(not(target_arch = "wasm32"))]

mod strategies;

use boon::{Compiler, SchemaIndex, Schemas};
use ikelab_core::share::{self, Keys, LessonPlace, LinkError, Page, Panel, View, file};
use ikelab_core::sim::{Action, FaultKind, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_tests::lab::{R1, R2, preset};
use proptest::prelude::*;
use strategies::scenario;

const WEEK: u64 = 7 * 24 * 3600 * 1000;

/// A scenario that keeps the limits of what is shared, with typed lines.
fn shareable() -> impl Strategy<Value = Scenario> {
    let line = prop_oneof![
        Just("show crypto isakmp sa".to_owned()),
        "[ -~]{0,40}",
        "(?s).{0,20}",
        "cr is key [a-z]{1,10} addr 10.10.10.[12]\n{0,2}"
    ];
    let router = prop::sample::select(vec![R1, R2]);
    let typed = (0..=WEEK, router, line).prop_map(|(at, router, line)| Stimulus {
        at: SimTime(at),
        action: Action::Type { router, line },
    });
    (scenario(), prop::collection::vec(typed, 0..6)).prop_map(|(mut scenario, typed)| {
        scenario.stimuli.extend(typed);
        for stimulus in &mut scenario.stimuli {
            stimulus.at.0 %= WEEK + 1;
        }
        for fault in &mut scenario.faults {
            if let FaultKind::Delay(millis) | FaultKind::Duplicate(millis) = &mut fault.kind {
                *millis %= WEEK + 1;
            }
        }
        scenario
    })
}

fn view() -> impl Strategy<Value = View> {
    let at = prop::option::of("[a-zA-Z0-9.:^_-]{1,20}");
    let lesson = ("[a-z-]{1,30}", any::<u32>()).prop_map(|(id, beat)| LessonPlace { id, beat });
    let words = (
        prop::option::of("[a-z0-9/-]{1,60}"),
        prop::option::of(lesson),
        prop::option::of("[a-z]{2}(-[A-Z]{2})?"),
    );
    let page = prop::sample::select(vec![Page::Exchange, Page::Configurations, Page::Keys]);
    let panel = prop::option::of(prop::sample::select(vec![Panel::Keystream, Panel::Provenance]));
    let place = (at, prop::option::of(any::<u32>()));
    (place, page, panel, any::<bool>(), words).prop_map(
        |((at, event), page, panel, on_wire, (field, lesson, language))| View {
            at,
            event,
            page,
            panel,
            on_wire,
            field,
            lesson,
            language,
        },
    )
}

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

/// Changes `text` at some places: characters replaced, removed, added, a part repeated.
fn mutated(text: String) -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..4_u8, "[ -~]", 0..40_usize);
    prop::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut all: Vec<char> = text.chars().collect();
        for (at, how, other, length) in changes {
            let at = at.index(all.len().max(1));
            let end = (at + length).min(all.len());
            match how {
                0 if at < all.len() => all[at] = other.chars().next().expect("one character"),
                1 => drop(all.drain(at..end)),
                2 => all.splice(at..at, other.chars()).for_each(drop),
                _ => {
                    let part = all[at..end].to_vec();
                    all.splice(at..at, part).for_each(drop);
                }
            }
        }
        all.into_iter().collect()
    })
}

/// What a stranger may put behind the `#`.
fn fragment() -> impl Strategy<Value = String> {
    let made = || {
        (shareable(), view())
            .prop_map(|(scenario, view)| share::encode(&scenario, &view, Keys::Include).expect("it keeps the limits"))
    };
    prop_oneof![
        "(?s).{0,60}",
        "1[A-Za-z0-9_-]{0,200}",
        made().prop_flat_map(mutated),
        // The checksum is right, so that what is behind it is reached.
        prop::collection::vec(any::<u8>(), 0..80).prop_map(|bytes| ikelab_tests::link::sealed(&bytes)),
        (made(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(fragment, at, byte)| {
            let mut bytes = ikelab_tests::link::content(&fragment);
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            ikelab_tests::link::sealed(&bytes)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: ikelab_tests::cases(300), ..ProptestConfig::default() })]

    #[test]
    fn a_link_and_back(scenario in shareable(), view in view()) {
        let link = share::encode(&scenario, &view, Keys::Include).expect("it keeps the limits");
        let opened = share::decode(&link).expect("it is a link");
        prop_assert_eq!(&opened.scenario, &scenario);
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
    fn no_file_does_harm(text in prop_oneof![
        "(?s).{0,80}",
        "[\\[\\]{}:,\"a-z0-9\\\\ue+.-]{0,80}",
        (shareable(), view()).prop_map(|(scenario, view)| file::write(&scenario, &view)).prop_flat_map(mutated),
    ]) {
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
