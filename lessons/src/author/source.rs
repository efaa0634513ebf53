//! `lesson.toml`, as it stands in the file. `docs/lessons.md` says what each entry is for.

use ikelab_core::event::RouterId;
use serde::Deserialize;
use toml::Spanned;

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
    pub solution: Vec<Spanned<DeedSource>>,
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
    pub deeds: Vec<Spanned<DeedSource>>,
}

/// `[[beat]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct BeatSource {
    pub id: Spanned<String>,
    pub fact: Option<Spanned<String>>,
    pub pane: Option<Spanned<String>>,
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
    pub when: Spanned<ConditionSource>,
}

/// `[[wrong]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrongSource {
    pub id: Spanned<String>,
    pub fails: Vec<Spanned<String>>,
    pub sign: Vec<Spanned<ConditionSource>>,
    #[serde(rename = "do")]
    pub deeds: Vec<Spanned<DeedSource>>,
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

/// What a run is to be. One of: `tunnel`, `forged`, `answered`, `router` and `command` with `pattern` or `absent`, `router`
/// and `record`, `fact`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ConditionSource {
    pub tunnel: Option<String>,
    pub forged: Option<String>,
    pub answered: Option<u32>,
    pub router: Option<RouterId>,
    pub command: Option<String>,
    pub pattern: Option<String>,
    pub absent: Option<String>,
    pub record: Option<String>,
    pub fact: Option<String>,
    pub is: Option<String>,
}

/// Something that is done. One of: `lines` typed at `router`, a `switch` of `router`, `find` and `replace` in the
/// configuration of `router`, `what-if`, `forge` with `text`, `lose`, `look`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DeedSource {
    pub router: Option<RouterId>,
    pub at: Option<String>,
    pub lines: Option<Vec<String>>,
    pub switch: Option<String>,
    pub on: Option<bool>,
    pub find: Option<String>,
    pub replace: Option<String>,
    pub what_if: Option<bool>,
    pub forge: Option<String>,
    pub text: Option<String>,
    pub lose: Option<String>,
    pub look: Option<String>,
}
