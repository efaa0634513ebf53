//! `lesson.toml` and a Markdown file to a lesson, with all that is wrong with them.

use std::collections::BTreeMap;

use ikelab_core::fact::Fact;
use ikelab_core::ios::switches::Switch;
use ikelab_core::sim::{Scenario, Trace, run};
use toml::Spanned;

use super::prose::{Document, Kind, Piece, RawBlock, Section};
use super::source::{ConditionSource, DeedSource, PredictionSource, ProbeSource, Source, WrongSource};
use super::text::Scope;
use super::{Wrong, line_of, probe};
use crate::condition::Condition;
use crate::deed::Deed;
use crate::format::bytes_of;
use crate::lesson::{Beat, Goal, Lesson, Pane, Prediction, Span, Start, WrongAnswer, perform_all};

/// Fewer predictions, and a lesson is only told.
const FEWEST_PREDICTIONS: usize = 2;
/// Sections that belong to the lesson as a whole.
const HINTS: &str = "hints";
const END: &str = "end";

/// What `lesson.toml` says, with every run that it speaks of.
pub(super) struct Plan {
    source: Source,
    start: Start,
    goals: Vec<(String, Condition)>,
    solution: Vec<Deed>,
    wrong: Vec<(String, Vec<Condition>, Vec<usize>)>,
    values: BTreeMap<String, ProbeSource>,
    runs: Runs,
}

/// The runs of a lesson.
struct Runs {
    start: Trace,
    solution: Trace,
    wrong: Vec<(String, Trace)>,
}

impl Runs {
    fn named(&self, name: &str) -> Option<&Trace> {
        match name {
            "solution" => Some(&self.solution),
            name => self.wrong.iter().find(|(id, _)| id == name).map(|(_, trace)| trace),
        }
    }
}

/// Collects what is wrong in `lesson.toml`.
struct Toml<'t> {
    text: &'t str,
    wrong: Vec<Wrong>,
}

impl Toml<'_> {
    fn wrong_at<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.wrong.push((line_of(self.text, at.span().start), message.into()));
    }

    /// What came of a part; nothing, and the reason noted, if it is wrong.
    fn take<T, V>(&mut self, at: &Spanned<T>, result: Result<V, String>) -> Option<V> {
        result.map_err(|message| self.wrong_at(at, message)).ok()
    }

    fn all<T, V>(&mut self, items: &[Spanned<T>], convert: impl Fn(&T) -> Result<V, String>) -> Vec<V> {
        let converted = items.iter().filter_map(|item| self.take(item, convert(item.get_ref())));
        converted.collect()
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

    fn of(mut source: Source, toml: &mut Toml<'_>) -> Option<Plan> {
        let start = Start {
            preset: source.start.preset.get_ref().clone(),
            seed: source.start.seed,
            deeds: toml.all(&source.start.deeds, deed),
        };
        let scenario = toml.take(&source.start.preset, start.scenario())?;
        let condition_of = |when: &Spanned<ConditionSource>| condition(when.get_ref());
        let goals = toml.all(&source.goals, |goal| {
            Ok((goal.id.get_ref().clone(), condition_of(&goal.when)?))
        });
        let solution = toml.all(&source.solution, deed);
        let solved = match source.solution.first() {
            Some(first) => run(&toml.take(first, perform_all(&solution, scenario.clone()))?),
            None => run(&scenario),
        };
        let mut plan = Plan {
            values: values(&mut source),
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
            let WrongSource { id, fails, sign, deeds } = answer.get_ref();
            let scenario = perform_all(&toml.all(deeds, deed), start.clone());
            let mut places = Vec::new();
            for name in fails {
                match self.goals.iter().position(|(id, _)| id == name.get_ref()) {
                    Some(place) => places.push(place),
                    None => toml.wrong_at(name, format!("there is no goal `{}`", name.get_ref())),
                }
            }
            let signs = toml.all(sign, condition);
            if let Some(scenario) = toml.take(answer, scenario) {
                self.runs.wrong.push((id.get_ref().clone(), run(&scenario)));
                self.wrong.push((id.get_ref().clone(), signs, places));
            }
        }
    }

    fn check(&self, toml: &mut Toml<'_>) {
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
            if let Some(text) = &beat.fact {
                let found = fact(text.get_ref())
                    .and_then(|fact| fact.find(&self.runs.start).map_err(|error| error.to_string()));
                toml.take(text, found);
            }
            if let Some(name) = beat.pane.as_ref().filter(|name| Pane::named(name.get_ref()).is_none()) {
                let panes = Pane::ALL.map(|(name, _)| name).join(", ");
                toml.wrong_at(name, format!("there is no pane `{}`: they are {panes}", name.get_ref()));
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

    /// The values that can be chosen, in the order in which they stand, and which of them is so.
    fn options(&self, prediction: &PredictionSource) -> Result<(Vec<String>, usize), String> {
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
    fn trace_of(&self, prediction: &PredictionSource) -> Result<&Trace, String> {
        match &prediction.after {
            None => Ok(&self.runs.start),
            Some(name) => self
                .runs
                .named(name.get_ref())
                .ok_or_else(|| format!("`after` is `solution` or a wrong answer, and not `{}`", name.get_ref())),
        }
    }

    /// The lesson in a language, and what is wrong with its prose.
    pub fn lesson(&self, id: &str, language: &str, document: &Document) -> (Lesson, Vec<Wrong>) {
        let mut pages = Pages {
            plan: self,
            document,
            wrong: Vec::new(),
        };
        let lesson = pages.lesson(id, language);
        pages.check_sections();
        (lesson, pages.wrong)
    }

    fn scope<'a>(&'a self, trace: &'a Trace) -> Scope<'a> {
        Scope {
            trace,
            values: &self.values,
        }
    }
}

/// Puts plan and prose together.
struct Pages<'a> {
    plan: &'a Plan,
    document: &'a Document,
    wrong: Vec<Wrong>,
}

impl<'a> Pages<'a> {
    fn lesson(&mut self, id: &str, language: &str) -> Lesson {
        let plan = self.plan;
        let start = plan.scope(&plan.runs.start);
        let beats = plan.source.beats.iter().map(|beat| {
            let beat = beat.get_ref();
            let (title, blocks) = self.section(beat.id.get_ref());
            let of_beat = |it: &&Spanned<PredictionSource>| it.get_ref().beat.get_ref() == beat.id.get_ref();
            let predictions = plan.source.predictions.iter().filter(of_beat);
            Beat {
                title,
                fact: beat.fact.as_ref().and_then(|text| text.get_ref().parse().ok()),
                pane: beat
                    .pane
                    .as_ref()
                    .and_then(|name| Pane::named(name.get_ref()))
                    .unwrap_or_default(),
                text: start.blocks(blocks, &mut self.wrong),
                predictions: predictions.filter_map(|it| self.prediction(it.get_ref())).collect(),
            }
        });
        let beats = beats.collect();
        let goals = plan.goals.iter().map(|(id, condition)| Goal {
            id: id.clone(),
            title: self.section(id).0,
            condition: condition.clone(),
        });
        let goals = goals.collect();
        let wrong = plan
            .wrong
            .iter()
            .zip(&plan.runs.wrong)
            .map(|((id, signs, fails), (_, trace))| {
                let (title, blocks) = self.section(id);
                WrongAnswer {
                    signs: signs.clone(),
                    fails: fails.clone(),
                    title,
                    text: plan.scope(trace).blocks(blocks, &mut self.wrong),
                }
            });
        let wrong = wrong.collect();
        let end = self.section(END).1;
        Lesson {
            id: id.into(),
            language: language.into(),
            minutes: plan.source.minutes,
            title: self.document.title.clone(),
            summary: start.blocks(&self.document.summary, &mut self.wrong),
            start: plan.start.clone(),
            beats,
            goals,
            hints: self.hints(),
            solution: plan.solution.clone(),
            wrong,
            end: plan.scope(&plan.runs.solution).blocks(end, &mut self.wrong),
        }
    }

    /// The section of an entry of `lesson.toml`.
    fn section(&mut self, id: &str) -> (String, &'a [RawBlock]) {
        match self.document.sections.iter().find(|section| section.id == id) {
            Some(section) => (section.title.clone(), &section.blocks),
            None => {
                self.wrong
                    .push((1, format!("there is no section for `{id}`: write `## Title {{#{id}}}`")));
                (String::new(), &[])
            }
        }
    }

    fn hints(&mut self) -> Vec<Vec<Span>> {
        let scope = self.plan.scope(&self.plan.runs.start);
        match self.section(HINTS).1 {
            [RawBlock::List { items, .. }] => items.iter().map(|item| scope.spans(item, &mut self.wrong)).collect(),
            _ => {
                let section = self.document.sections.iter().find(|section| section.id == HINTS);
                let line = section.map_or(1, |section| section.line);
                self.wrong.push((
                    line,
                    "the hints are one list, each item more help than the one before".into(),
                ));
                Vec::new()
            }
        }
    }

    /// A section of a prediction: the question, words for its values if they need any, a rule, and the reason.
    fn prediction(&mut self, prediction: &PredictionSource) -> Option<Prediction> {
        let plan = self.plan;
        let id = prediction.id.get_ref();
        let (values, answer) = plan.options(prediction).ok()?;
        let blocks = self.section(id).1;
        let line = self.document.sections.iter().find(|section| section.id == *id)?.line;
        let Some(rule) = blocks.iter().position(|block| matches!(block, RawBlock::Rule(_))) else {
            self.wrong.push((
                line,
                format!("`{id}` has no reason: write it after the question, below a rule `---`"),
            ));
            return None;
        };
        let (question, reason) = (&blocks[..rule], &blocks[rule + 1..]);
        let (question, list) = match question {
            [question @ .., RawBlock::List { items, .. }] => (question, Some(items)),
            question => (question, None),
        };
        let start = plan.scope(&plan.runs.start);
        let after = plan.scope(plan.trace_of(prediction).ok()?);
        let options = match list {
            Some(items) => self.worded(after, &values, items, line),
            None => values.into_iter().map(|value| vec![Span::Code(value)]).collect(),
        };
        Some(Prediction {
            id: id.clone(),
            question: start.blocks(question, &mut self.wrong),
            options,
            answer,
            reason: after.blocks(reason, &mut self.wrong),
        })
    }

    /// The words for values: each item begins with a value as code.
    fn worded(&mut self, scope: Scope<'_>, values: &[String], items: &[Vec<Piece>], line: usize) -> Vec<Vec<Span>> {
        let mut worded: Vec<(String, Vec<Span>)> = Vec::new();
        for item in items {
            let value = item.first().filter(|piece| piece.kind == Kind::Code);
            let Some(value) = value else {
                let line = item.first().map_or(line, |piece| piece.line);
                self.wrong.push((
                    line,
                    "an option begins with its value, as in `- `up`: The tunnel is up.`".into(),
                ));
                continue;
            };
            let mut words = scope.spans(&item[1..], &mut self.wrong);
            if let Some(Span::Text(text)) = words.first_mut() {
                *text = text.trim_start_matches([':', ' ']).to_owned();
            }
            if !values.contains(&value.words) {
                let message = format!("`{}` is neither the answer nor a distractor", value.words);
                self.wrong.push((value.line, message));
            }
            worded.push((value.words.clone(), words));
        }
        let words_of = |value: &String| {
            worded
                .iter()
                .find(|(known, _)| known == value)
                .map(|(_, words)| words.clone())
        };
        let options: Vec<Option<Vec<Span>>> = values.iter().map(words_of).collect();
        for (value, _) in values.iter().zip(&options).filter(|(_, words)| words.is_none()) {
            self.wrong
                .push((line, format!("the list of options has no words for `{value}`")));
        }
        options.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Every section belongs to something, once, and a goal is said in its heading.
    fn check_sections(&mut self) {
        let source = &self.plan.source;
        let known = |id: &str| {
            id == HINTS
                || id == END
                || source.beats.iter().any(|it| it.get_ref().id.get_ref() == id)
                || source.predictions.iter().any(|it| it.get_ref().id.get_ref() == id)
                || source.goals.iter().any(|it| it.get_ref().id.get_ref() == id)
                || source.wrong.iter().any(|it| it.get_ref().id.get_ref() == id)
        };
        let mut seen: Vec<&str> = Vec::new();
        for Section { id, line, blocks, .. } in &self.document.sections {
            if !known(id) {
                self.wrong
                    .push((*line, format!("lesson.toml has nothing with the id `{id}`")));
            }
            if seen.contains(&id.as_str()) {
                self.wrong.push((*line, format!("there are two sections `{id}`")));
            }
            let is_goal = self.plan.goals.iter().any(|(goal, _)| goal == id);
            if is_goal && !blocks.is_empty() {
                self.wrong.push((
                    *line,
                    format!("the goal `{id}` is said in its heading, and nothing follows it"),
                ));
            }
            seen.push(id);
        }
    }
}

fn values(source: &mut Source) -> BTreeMap<String, ProbeSource> {
    let values = std::mem::take(&mut source.values);
    values
        .into_iter()
        .map(|(name, probe)| (name, probe.into_inner()))
        .collect()
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

fn fact(text: &str) -> Result<Fact, String> {
    text.parse().map_err(|error| format!("{error}"))
}

fn condition(source: &ConditionSource) -> Result<Condition, String> {
    let word = |text: &str, yes: &str, no: &str| match text {
        text if text == yes => Ok(true),
        text if text == no => Ok(false),
        text => Err(format!("`{text}` is neither {yes} nor {no}")),
    };
    match source {
        ConditionSource {
            tunnel: Some(state), ..
        } => word(state, "up", "down").map(Condition::Tunnel),
        ConditionSource { forged: Some(fate), .. } => word(fate, "taken", "refused").map(Condition::Forged),
        ConditionSource {
            fact: Some(text), is, ..
        } => {
            let digits = is.as_deref().unwrap_or_default();
            let bytes = bytes_of(digits).ok_or_else(|| format!("`{digits}` is not hex digits, two a byte"))?;
            Ok(Condition::Fact {
                fact: fact(text)?,
                bytes,
            })
        }
        ConditionSource {
            answered: Some(least), ..
        } => Ok(Condition::Answered(*least)),
        ConditionSource {
            router: Some(router),
            command: Some(command),
            pattern,
            absent,
            ..
        } => {
            let words = pattern.as_ref().or(absent.as_ref());
            let words = words.ok_or("a command goes with `pattern` or with `absent`")?;
            Ok(Condition::Console {
                router: *router,
                command: command.clone(),
                pattern: words.clone(),
                present: pattern.is_some(),
            })
        }
        ConditionSource {
            router: Some(router),
            record: Some(pattern),
            ..
        } => Ok(Condition::Record {
            router: *router,
            pattern: pattern.clone(),
        }),
        _ => Err(
            "asks for nothing: it is `tunnel`, `forged`, `fact`, or `router` with `command` and `pattern`, or with \
                  `record`"
                .into(),
        ),
    }
}

fn deed(source: &DeedSource) -> Result<Deed, String> {
    let at = || fact(source.at.as_deref().unwrap_or("start"));
    match source {
        DeedSource {
            router: Some(router),
            lines: Some(lines),
            ..
        } => Ok(Deed::Type {
            router: *router,
            at: at()?,
            lines: lines.clone(),
        }),
        DeedSource {
            router: Some(router),
            switch: Some(name),
            on,
            ..
        } => Ok(Deed::Turn {
            router: *router,
            at: at()?,
            switch: switch(name)?,
            on: on.unwrap_or(true),
        }),
        DeedSource {
            router: Some(router),
            find: Some(find),
            replace: Some(replace),
            ..
        } => Ok(Deed::Edit {
            router: *router,
            find: find.clone(),
            replace: replace.clone(),
        }),
        DeedSource { what_if: Some(on), .. } => Ok(Deed::WhatIf(*on)),
        DeedSource {
            forge: Some(packet),
            text: Some(text),
            ..
        } => Ok(Deed::Forge {
            packet: fact(packet)?,
            text: text.clone(),
        }),
        DeedSource { lose: Some(packet), .. } => fact(packet).map(Deed::Lose),
        DeedSource { look: Some(place), .. } => fact(place).map(Deed::Look),
        _ => Err(
            "does nothing: it is `router` with `lines`, with `switch`, or with `find` and `replace`; or `what-if`, \
                  `forge` with `text`, `lose`, `look`"
                .into(),
        ),
    }
}

fn switch(name: &str) -> Result<Switch, String> {
    let names = || Switch::ALL.map(Switch::name).join(", ");
    let found = Switch::ALL.into_iter().find(|switch| switch.name() == name);
    found.ok_or_else(|| format!("there is no switch `{name}`: they are {}", names()))
}
