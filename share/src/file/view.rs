//! The members for how a run is looked at.

use serde::{Deserialize, Serialize};

use super::json::{Number, Object, Row, Text, given, is_default};
use crate::{LessonPlace, Page, Panel, View};

const FOUR_BYTES: u64 = u32::MAX as u64;

/// How the run is looked at.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ViewMembers {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    event: Option<Number<FOUR_BYTES>>,
    #[serde(default, skip_serializing_if = "is_default")]
    page: Text<Page>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    panel: Option<Text<Panel>>,
    #[serde(default, skip_serializing_if = "is_default")]
    on_wire: bool,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    lesson: Option<Object<LessonPlace>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

impl Row for View {
    type Members = ViewMembers;

    fn read(members: ViewMembers) -> Result<Self, String> {
        Ok(View {
            at: members.at,
            event: members.event.map(|event| event.0 as u32),
            page: members.page.0,
            panel: members.panel.map(|panel| panel.0),
            on_wire: members.on_wire,
            field: members.field,
            lesson: members.lesson.map(Object::into_inner),
            language: members.language,
        })
    }

    fn members(self) -> ViewMembers {
        ViewMembers {
            at: self.at,
            event: self.event.map(|event| Number(event.into())),
            page: Text(self.page),
            panel: self.panel.map(Text),
            on_wire: self.on_wire,
            field: self.field,
            lesson: self.lesson.map(Object),
            language: self.language,
        }
    }
}

/// A place in a lesson.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonMembers {
    id: String,
    #[serde(default, skip_serializing_if = "is_default")]
    beat: Number<FOUR_BYTES>,
}

impl Row for LessonPlace {
    type Members = LessonMembers;

    fn read(members: LessonMembers) -> Result<Self, String> {
        Ok(LessonPlace {
            id: members.id,
            beat: members.beat.0 as u32,
        })
    }

    fn members(self) -> LessonMembers {
        LessonMembers {
            id: self.id,
            beat: Number(self.beat.into()),
        }
    }
}
