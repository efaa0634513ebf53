//! Plan and prose put together: a lesson in one language.

use toml::Spanned;

use super::plan::Plan;
use super::prose::{Document, Kind, Piece, RawBlock, Section};
use super::source::PredictionSource;
use super::text::Scope;
use super::{END, HINTS, Wrong};
use crate::lesson::{Beat, Goal, Lesson, Prediction, Span, WrongAnswer};

impl Plan {
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
                fact: beat.fact.as_ref().map(|fact| fact.get_ref().clone()),
                pane: beat.pane,
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
