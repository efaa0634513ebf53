//! A compiled lesson, in one language: what the page shows and does.

use ikelab_core::locator::Locator;
use ikelab_core::sim::{Scenario, Trace, preset, run};
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::lab_action::LabAction;

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// What links and progress call it.
    pub id: String,
    /// Its language, as in the name of its file.
    pub language: String,
    /// How long it takes.
    pub minutes: u32,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub summary: Vec<Block>,
    /// Where it begins.
    pub start: Start,
    /// Its parts, in order.
    pub beats: Vec<Beat>,
    /// What the reader is to reach.
    pub goals: Vec<Goal>,
    /// Help, each more than the one before.
    pub hints: Vec<Vec<Span>>,
    /// A way to all goals.
    pub solution: Vec<LabAction>,
    /// Ways that lead elsewhere.
    pub wrong: Vec<WrongAnswer>,
    /// What is said when all goals are met.
    pub end: Vec<Block>,
}

/// The run that a lesson begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The preset's name.
    pub preset: String,
    /// The seed, if it is not the preset's.
    pub seed: Option<u64>,
    /// What has been done already.
    pub actions: Vec<LabAction>,
}

/// A part of a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// Its title.
    pub title: String,
    /// What the lab shows.
    pub fact: Option<Locator>,
    /// Which pane it shows it in.
    pub pane: Pane,
    /// What is said.
    pub text: Vec<Block>,
    /// What is asked.
    pub predictions: Vec<Prediction>,
}

/// A pane of the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pane {
    /// The exchange, with whatever is under the packet.
    #[default]
    Exchange,
    /// The exchange, with the keystream under the packet.
    Keystream,
    /// The exchange, with where values come from under the packet.
    Provenance,
    /// The configurations.
    Configurations,
}

/// A question whose answer the simulator gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// What progress calls it.
    pub id: String,
    /// The question.
    pub question: Vec<Block>,
    /// What can be chosen.
    pub options: Vec<Vec<Span>>,
    /// Which of them is so.
    pub answer: usize,
    /// Why it is wrong, for the reader.
    pub reason: Vec<Block>,
}

/// Something to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// What it is called on a command line.
    pub id: String,
    /// What is to be reached, in words.
    pub title: String,
    /// When it is reached.
    pub condition: Condition,
}

/// A way that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongAnswer {
    /// The marks by which it is known: all must be there.
    pub signs: Vec<Condition>,
    /// The goals that it fails: places in [`Lesson::goals`].
    pub fails: Vec<usize>,
    /// What it is, in a few words.
    pub title: String,
    /// What is said.
    pub text: Vec<Block>,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Span>>,
    },
    /// Lines as they are typed or printed.
    Code(Vec<String>),
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Span {
    /// Words.
    Text(String),
    /// What is typed, printed or computed.
    Code(String),
    /// Words that are stressed.
    Emphasis(String),
    /// Words that are stressed more.
    Strong(String),
    /// Words that the glossary explains.
    Term {
        /// The glossary's entry.
        entry: String,
        /// The words.
        words: String,
    },
    /// Words that lead to a fact of the run.
    Fact {
        /// The fact.
        fact: Locator,
        /// The words.
        words: String,
    },
    /// A fact's value, which leads to it.
    Value {
        /// The fact.
        fact: Locator,
        /// The value, in the form that the prose asks for.
        words: String,
    },
}

impl Start {
    /// The scenario.
    ///
    /// # Errors
    /// Says which preset or fact does not exist; a lesson that was checked has none.
    pub fn scenario(&self) -> Result<Scenario, String> {
        let preset = preset(&self.preset).ok_or_else(|| format!("there is no preset `{}`", self.preset))?;
        let mut scenario = (preset.scenario)();
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        apply_all(&self.actions, scenario)
    }
}

impl Lesson {
    /// The goals that a run does not reach: places in [`Lesson::goals`].
    pub fn missed(&self, trace: &Trace) -> Vec<usize> {
        let is_missed = |place: &usize| !self.goals[*place].condition.holds(trace);
        (0..self.goals.len()).filter(is_missed).collect()
    }

    /// The wrong answer that a run is: it has its sign, and misses its goals.
    pub fn recognised(&self, trace: &Trace) -> Option<&WrongAnswer> {
        let is_wanted = |wrong: &&WrongAnswer| {
            let missed = self.missed(trace);
            wrong.signs.iter().all(|sign| sign.holds(trace)) && wrong.fails.iter().all(|place| missed.contains(place))
        };
        self.wrong.iter().find(is_wanted)
    }
}

/// The scenario after all of these actions.
///
/// # Errors
/// Says what a action needs and does not find.
pub fn apply_all(actions: &[LabAction], scenario: Scenario) -> Result<Scenario, String> {
    let apply = |scenario: Scenario, action: &LabAction| action.apply(&scenario, &run(&scenario));
    actions
        .iter()
        .try_fold(scenario, apply)
        .map_err(|error| error.to_string())
}
