//! What must be true of `lesson.toml`, whatever the language.

use ikelab_core::sim::Trace;

use super::plan::{Plan, Toml};
use super::source::Source;
use super::{END, HINTS};

/// Fewer predictions, and a lesson is only told.
const FEWEST_PREDICTIONS: usize = 2;

impl Plan {
    /// Says what is wrong.
    pub fn check(&self, toml: &mut Toml<'_>) {
        self.check_ids(toml);
        self.check_beats(toml);
        for prediction in &self.source.predictions {
            let result = self.options(prediction.get_ref());
            toml.take(&prediction.get_ref().answer, result);
        }
        if self.source.predictions.len() < FEWEST_PREDICTIONS {
            let found = self.source.predictions.len();
            toml.wrong
                .push((1, format!("a lesson has at least two predictions; here are {found}")));
        }
        self.check_goals(toml);
        self.check_wrong_answers(toml);
    }

    fn check_ids(&self, toml: &mut Toml<'_>) {
        let Source {
            beats,
            predictions,
            goals,
            wrong,
            ..
        } = &self.source;
        let mut seen = vec![HINTS.to_owned(), END.to_owned()];
        let ids = beats.iter().map(|beat| &beat.get_ref().id);
        let ids = ids.chain(predictions.iter().map(|prediction| &prediction.get_ref().id));
        let ids = ids.chain(goals.iter().map(|goal| &goal.get_ref().id));
        for id in ids.chain(wrong.iter().map(|answer| &answer.get_ref().id)) {
            if seen.contains(id.get_ref()) {
                toml.wrong_at(id, format!("the id `{}` is taken", id.get_ref()));
            }
            seen.push(id.get_ref().clone());
        }
    }

    fn check_beats(&self, toml: &mut Toml<'_>) {
        if self.source.beats.is_empty() {
            toml.wrong.push((1, "a lesson has at least one beat".into()));
        }
        for beat in &self.source.beats {
            let beat = beat.get_ref();
            if let Some(fact) = &beat.fact {
                let found = fact.get_ref().resolve(&self.runs.start);
                toml.take(fact, found.map_err(|error| error.to_string()));
            }
        }
        for prediction in &self.source.predictions {
            let beat = &prediction.get_ref().beat;
            if !self
                .source
                .beats
                .iter()
                .any(|known| known.get_ref().id.get_ref() == beat.get_ref())
            {
                toml.wrong_at(beat, format!("there is no beat `{}`", beat.get_ref()));
            }
        }
    }

    fn check_goals(&self, toml: &mut Toml<'_>) {
        if self.source.goals.is_empty() {
            toml.wrong.push((1, "a lesson has at least one goal".into()));
        }
        for (goal, (id, condition)) in self.source.goals.iter().zip(&self.goals) {
            if !condition.holds(&self.runs.solution) {
                toml.wrong_at(
                    &goal.get_ref().id,
                    format!("the solution does not reach the goal `{id}`"),
                );
            }
        }
        if let Some(goal) = self
            .source
            .goals
            .first()
            .filter(|_| self.failed(&self.runs.start).is_empty())
        {
            toml.wrong_at(goal, "all goals are reached before anything is done");
        }
    }

    /// The goals that a run fails.
    fn failed(&self, trace: &Trace) -> Vec<usize> {
        let is_failed = |place: &usize| !self.goals[*place].1.holds(trace);
        (0..self.goals.len()).filter(is_failed).collect()
    }

    fn check_wrong_answers(&self, toml: &mut Toml<'_>) {
        for (id, signs, fails) in &self.wrong {
            let source = self
                .source
                .wrong
                .iter()
                .find(|answer| answer.get_ref().id.get_ref() == id);
            let (Some(source), Some(trace)) = (source, self.runs.named(id)) else {
                continue;
            };
            let mut said = fails.clone();
            said.sort_unstable();
            let failed = self.failed(trace);
            if said != failed {
                let names = |places: &[usize]| match places {
                    [] => "no goal".to_owned(),
                    places => places
                        .iter()
                        .map(|place| self.goals[*place].0.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                let message = format!("`{id}` fails {}, and `fails` says {}", names(&failed), names(&said));
                toml.wrong_at(&source.get_ref().id, message);
            }
            for (sign, source) in signs.iter().zip(&source.get_ref().sign) {
                if !sign.holds(trace) {
                    toml.wrong_at(source, format!("the run of `{id}` does not have this sign"));
                }
            }
            for (name, other) in [("start", &self.runs.start), ("solution", &self.runs.solution)] {
                if signs.iter().all(|sign| sign.holds(other)) {
                    toml.wrong_at(
                        &source.get_ref().id,
                        format!("the run of the {name} has every sign of `{id}`"),
                    );
                }
            }
        }
    }
}
