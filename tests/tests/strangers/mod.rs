//! What a stranger may give to be opened: links and scenario files, made well, at random, and changed at random.

use ikelab_core::sim::{Action, FaultKind, Scenario, Stimulus};
use ikelab_core::time::SimTime;
use ikelab_share::{self as share, Keys, LessonPlace, Page, Panel, View, file};
use ikelab_tests::lab::{R1, R2};
use proptest::prelude::*;

use crate::strategies::scenario;

const WEEK: u64 = 7 * 24 * 3600 * 1000;

/// A scenario that keeps the limits of what is shared, with typed lines.
pub fn shareable() -> impl Strategy<Value = Scenario> {
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

pub fn view() -> impl Strategy<Value = View> {
    let at = prop::option::of("[a-zA-Z0-9.:^_-]{1,20}");
    let lesson = ("[a-z-]{1,30}", any::<u32>()).prop_map(|(id, beat)| LessonPlace { id, beat });
    let words = (
        prop::option::of("[a-z0-9/-]{1,60}"),
        prop::option::of(lesson),
        prop::option::of("[a-z]{2}(-[A-Z]{2})?"),
    );
    let pages = vec![
        Page::Exchange,
        Page::Configurations,
        Page::Keys,
        Page::Compare,
        Page::Scenarios,
    ];
    let page = prop::sample::select(pages);
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
pub fn fragment() -> impl Strategy<Value = String> {
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

/// What a stranger may give as the text of a file.
pub fn file_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,80}",
        "[\\[\\]{}:,\"a-z0-9\\\\ue+.-]{0,80}",
        (shareable(), view())
            .prop_map(|(scenario, view)| file::write(&scenario, &view))
            .prop_flat_map(mutated),
    ]
}
