//! The sections of the view. All have odd tags: a scenario can be opened without them.

use alloc::vec::Vec;

use super::{Found, Sections, tag};
use crate::share::varint::{Reader, put};
use crate::share::{LessonPlace, Page, Panel, View};

/// Bits of the section SHOWN. Frozen.
const CONFIGURATIONS: u64 = 1;
const PROVENANCE: u64 = 2;
const ON_WIRE: u64 = 4;
const KEYS: u64 = 8;
const KEYSTREAM: u64 = 16;

/// Adds what is not as always.
pub fn write(sections: &mut Sections, view: &View) {
    if let Some(at) = &view.at {
        sections.add(tag::AT, at.as_bytes());
    }
    if let Some(event) = view.event {
        sections.add_number(tag::EVENT, event.into());
    }
    let bits = [
        (CONFIGURATIONS, view.page == Page::Configurations),
        (PROVENANCE, view.panel == Some(Panel::Provenance)),
        (KEYS, view.page == Page::Keys),
        (KEYSTREAM, view.panel == Some(Panel::Keystream)),
        (ON_WIRE, view.on_wire),
    ];
    let shown = bits.iter().filter(|(_, is_set)| *is_set).map(|(bit, _)| bit).sum();
    if shown != 0 {
        sections.add_number(tag::SHOWN, shown);
    }
    if let Some(field) = &view.field {
        sections.add(tag::FIELD, field.as_bytes());
    }
    if let Some(lesson) = &view.lesson {
        let mut content = Vec::new();
        put(&mut content, lesson.beat.into());
        content.extend_from_slice(lesson.id.as_bytes());
        sections.add(tag::LESSON, &content);
    }
    if let Some(language) = &view.language {
        sections.add(tag::LANGUAGE, language.as_bytes());
    }
}

/// Reads them; `None` if one is damaged.
pub fn read(found: &mut Found<'_>) -> Option<View> {
    let shown = match found.take(tag::SHOWN) {
        None => 0,
        Some(mut content) => content.number()?,
    };
    let has = |bit| shown & bit != 0;
    Some(View {
        at: found.take_text(tag::AT)?,
        event: match found.take(tag::EVENT) {
            None => None,
            Some(mut content) => Some(content.small()?),
        },
        page: match (has(CONFIGURATIONS), has(KEYS)) {
            (true, _) => Page::Configurations,
            (_, true) => Page::Keys,
            _ => Page::Exchange,
        },
        panel: match (has(PROVENANCE), has(KEYSTREAM)) {
            (true, _) => Some(Panel::Provenance),
            (_, true) => Some(Panel::Keystream),
            _ => None,
        },
        on_wire: has(ON_WIRE),
        field: found.take_text(tag::FIELD)?,
        lesson: match found.take(tag::LESSON) {
            None => None,
            Some(content) => Some(lesson(content)?),
        },
        language: found.take_text(tag::LANGUAGE)?,
    })
}

fn lesson(mut content: Reader<'_>) -> Option<LessonPlace> {
    let beat = content.small()?;
    let id = core::str::from_utf8(content.0).ok()?.into();
    Some(LessonPlace { id, beat })
}
