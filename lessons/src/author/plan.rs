//! `lesson.toml`, understood and run: the lesson apart from its words.

use ikelab_core::sim::{Scenario, Trace, run};
use toml::Spanned;

use super::source::{PredictionSource, Source, WrongSource};
use super::text::Scope;
use super::{Wrong, line_of, probe};
use crate::condition::Condition;
use crate::lab_action::LabAction;
use crate::lesson::{Start, apply_all};

/// What `lesson.toml` says, with every run that it speaks of.
pub(super) struct Plan {
    /// The file.
    pub source: Source,
    /// Where the lesson begins.
    pub start: Start,
    /// Goals by id.
    pub goals: Vec<(String, Condition)>,
    /// What "Show me" does.
    pub solution: Vec<LabAction>,
    /// Wrong answers by id: their signs, and the goals that they fail.
    pub wrong: Vec<(String, Vec<Condition>, Vec<usize>)>,
    /// Every run that the file speaks of.
    pub runs: Runs,
}

/// The runs of a lesson.
pub(super) struct Runs {
    /// The start's.
    pub start: Trace,
    /// The solution's.
    pub solution: Trace,
    /// Those of the wrong answers, by id.
    pub wrong: Vec<(String, Trace)>,
}

impl Runs {
    /// The run of the solution or of a wrong answer.
    pub fn named(&self, name: &str) -> Option<&Trace> {
        match name {
            "solution" => Some(&self.solution),
            name => self.wrong.iter().find(|(id, _)| id == name).map(|(_, trace)| trace),
        }
    }
}

/// Collects what is wrong in `lesson.toml`.
pub(super) struct Toml<'t> {
    text: &'t str,
    /// What was found.
    pub wrong: Vec<Wrong>,
}

impl Toml<'_> {
    /// Notes what is wrong with a part.
    pub fn wrong_at<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.wrong.push((line_of(self.text, at.span().start), message.into()));
    }

    /// What came of a part; nothing, and the reason noted, if it is wrong.
    pub fn take<T, V>(&mut self, at: &Spanned<T>, result: Result<V, String>) -> Option<V> {
        result.map_err(|message| self.wrong_at(at, message)).ok()
    }
}

impl Plan {
    /// Reads `lesson.toml`, runs what it speaks of, and says what is wrong. There is no plan if it cannot be run.
    pub fn new(text: &str) -> (Option<Plan>, Vec<Wrong>) {
        let source: Source = match toml::from_str(text) {
            Ok(source) => source,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_of(text, span.start));
                return (None, vec![(line, error.message().to_owned())]);
            }
        };
        let mut toml = Toml {
            text,
            wrong: Vec::new(),
        };
        let plan = Plan::of(source, &mut toml);
        if let Some(plan) = &plan {
            plan.check(&mut toml);
        }
        (plan, toml.wrong)
    }

    fn of(source: Source, toml: &mut Toml<'_>) -> Option<Plan> {
        let start = Start {
            preset: source.start.preset.get_ref().clone(),
            seed: source.start.seed,
            actions: plain(&source.start.actions),
        };
        let scenario = toml.take(&source.start.preset, start.scenario())?;
        let goals = source.goals.iter().map(Spanned::get_ref);
        let goals = goals
            .map(|goal| (goal.id.get_ref().clone(), goal.when.clone()))
            .collect();
        let solution = plain(&source.solution);
        let solved = match source.solution.first() {
            Some(first) => run(&toml.take(first, apply_all(&solution, scenario.clone()))?),
            None => run(&scenario),
        };
        let mut plan = Plan {
            runs: Runs {
                start: run(&scenario),
                solution: solved,
                wrong: Vec::new(),
            },
            wrong: Vec::new(),
            source,
            start,
            goals,
            solution,
        };
        plan.add_wrong_answers(&scenario, toml);
        Some(plan)
    }

    fn add_wrong_answers(&mut self, start: &Scenario, toml: &mut Toml<'_>) {
        for answer in &self.source.wrong {
            let WrongSource {
                id,
                fails,
                sign,
                actions,
            } = answer.get_ref();
            let scenario = apply_all(&plain(actions), start.clone());
            let mut places = Vec::new();
            for name in fails {
                match self.goals.iter().position(|(id, _)| id == name.get_ref()) {
                    Some(place) => places.push(place),
                    None => toml.wrong_at(name, format!("there is no goal `{}`", name.get_ref())),
                }
            }
            if let Some(scenario) = toml.take(answer, scenario) {
                self.runs.wrong.push((id.get_ref().clone(), run(&scenario)));
                self.wrong.push((id.get_ref().clone(), plain(sign), places));
            }
        }
    }

    /// The values that can be chosen, in the order in which they stand, and which of them is so.
    pub fn options(&self, prediction: &PredictionSource) -> Result<(Vec<String>, usize), String> {
        let trace = self.trace_of(prediction)?;
        let answer = probe::ask(prediction.answer.get_ref(), trace)?;
        if prediction.distractors.is_empty() {
            return Err("a prediction has at least one distractor".into());
        }
        let mut values: Vec<String> = prediction.distractors.iter().map(|it| it.get_ref().clone()).collect();
        if let Some(same) = values.iter().find(|value| is_same(value, &answer)) {
            return Err(format!("the distractor `{same}` is the true answer"));
        }
        values.push(answer.clone());
        let place = |value: &String| (value.parse::<u64>().unwrap_or(u64::MAX), digest(value), value.clone());
        values.sort_by_key(place);
        values.dedup();
        let answer = values.iter().position(|value| *value == answer).unwrap_or_default();
        Ok((values, answer))
    }

    /// The run that a prediction asks.
    pub fn trace_of(&self, prediction: &PredictionSource) -> Result<&Trace, String> {
        match &prediction.after {
            None => Ok(&self.runs.start),
            Some(name) => self
                .runs
                .named(name.get_ref())
                .ok_or_else(|| format!("`after` is `solution` or a wrong answer, and not `{}`", name.get_ref())),
        }
    }

    /// Prose about one of the runs.
    pub fn scope<'a>(&'a self, trace: &'a Trace) -> Scope<'a> {
        Scope {
            trace,
            values: &self.source.values,
        }
    }
}

/// The items without their places.
fn plain<T: Clone>(items: &[Spanned<T>]) -> Vec<T> {
    items.iter().map(|item| item.get_ref().clone()).collect()
}

fn is_same(one: &str, other: &str) -> bool {
    let folded = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    folded(one) == folded(other)
}

/// A number that says nothing: so the true answer is neither always first nor always last (FNV-1a).
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
