//! `lesson.toml`, as it stands in the file. `docs/lessons.md` says what each entry is for.

use ikelab_core::event::RouterId;
use ikelab_core::locator::Locator;
use serde::Deserialize;
use toml::Spanned;

use crate::condition::Condition;
use crate::lab_action::LabAction;
use crate::lesson::Pane;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Source {
    pub minutes: u32,
    pub start: StartSource,
    #[serde(default)]
    pub values: std::collections::BTreeMap<String, Spanned<ProbeSource>>,
    #[serde(default, rename = "beat")]
    pub beats: Vec<Spanned<BeatSource>>,
    #[serde(default, rename = "prediction")]
    pub predictions: Vec<Spanned<PredictionSource>>,
    #[serde(default, rename = "goal")]
    pub goals: Vec<Spanned<GoalSource>>,
    #[serde(default)]
    pub solution: Vec<Spanned<LabAction>>,
    #[serde(default)]
    pub wrong: Vec<Spanned<WrongSource>>,
}

/// `[start]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct StartSource {
    pub preset: Spanned<String>,
    pub seed: Option<u64>,
    #[serde(default, rename = "do")]
    pub actions: Vec<Spanned<LabAction>>,
}

/// `[[beat]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct BeatSource {
    pub id: Spanned<String>,
    pub fact: Option<Spanned<Locator>>,
    #[serde(default)]
    pub pane: Pane,
}

/// `[[prediction]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PredictionSource {
    pub id: Spanned<String>,
    pub beat: Spanned<String>,
    pub answer: Spanned<ProbeSource>,
    pub distractors: Vec<Spanned<String>>,
    /// The run that is asked: `solution`, or a wrong answer's; the start's if it is not said.
    pub after: Option<Spanned<String>>,
}

/// `[[goal]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct GoalSource {
    pub id: Spanned<String>,
    pub when: Condition,
}

/// `[[wrong]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrongSource {
    pub id: Spanned<String>,
    pub fails: Vec<Spanned<String>>,
    pub sign: Vec<Spanned<Condition>>,
    #[serde(rename = "do")]
    pub actions: Vec<Spanned<LabAction>>,
}

/// What a prediction or a number in the prose asks a run for. One kind of question of:
/// `fact`, `router` and `command` or `record` with `pattern`, `count`, `xor`, `outcome`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ProbeSource {
    pub fact: Option<String>,
    pub xor: Option<[String; 2]>,
    #[serde(rename = "as")]
    pub form: Option<String>,
    pub router: Option<RouterId>,
    pub command: Option<String>,
    pub record: Option<String>,
    pub pattern: Option<String>,
    pub count: Option<String>,
    pub outcome: Option<String>,
}
