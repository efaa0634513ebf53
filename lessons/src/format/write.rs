//! Writes a lesson: natively, when the page is built.

use std::fmt::Write;

use ikelab_core::fact::Fact;

use super::{LINE_BREAK, VERSION};
use crate::condition::Condition;
use crate::deed::Deed;
use crate::lesson::{Block, Lesson, Prediction, Span};

/// Writes a lesson.
pub fn write(lesson: &Lesson) -> String {
    let mut out = Writer(format!("{VERSION}\n"));
    out.line(&[
        "lesson",
        &lesson.id,
        &lesson.language,
        &lesson.minutes.to_string(),
        &lesson.title,
    ]);
    out.text(&lesson.summary);
    let seed = lesson.start.seed.map_or(String::new(), |seed| seed.to_string());
    out.line(&["start", &lesson.start.preset, &seed]);
    out.deeds(&lesson.start.deeds);
    for beat in &lesson.beats {
        let fact = beat.fact.as_ref().map_or(String::new(), Fact::to_string);
        out.line(&["beat", &beat.title, beat.pane.name(), &fact]);
        out.text(&beat.text);
        beat.predictions
            .iter()
            .for_each(|prediction| out.prediction(prediction));
    }
    for goal in &lesson.goals {
        out.line(
            &[
                owned(["goal", &goal.id, &goal.title]),
                condition_fields(&goal.condition),
            ]
            .concat(),
        );
    }
    lesson.hints.iter().for_each(|hint| out.spans("hint", hint));
    out.deeds(&lesson.solution);
    for wrong in &lesson.wrong {
        let fails: Vec<String> = wrong.fails.iter().map(usize::to_string).collect();
        out.line(&["wrong", &wrong.title, &fails.join(",")]);
        for sign in &wrong.signs {
            out.line(&[owned(["sign"]), condition_fields(sign)].concat());
        }
        out.text(&wrong.text);
    }
    out.line(&["end"]);
    out.text(&lesson.end);
    out.0
}

struct Writer(String);

impl Writer {
    fn line<S: AsRef<str>>(&mut self, fields: &[S]) {
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.0.push('\t');
            }
            self.0.push_str(field.as_ref());
        }
        self.0.push('\n');
    }

    fn text(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(spans) => self.spans("p", spans),
                Block::List { ordered, items } => {
                    let key = if *ordered { "o" } else { "u" };
                    items.iter().for_each(|item| self.spans(key, item));
                }
                Block::Code(lines) => self.line(&[&["c".to_owned()], &lines[..]].concat()),
            }
        }
    }

    fn spans(&mut self, key: &str, spans: &[Span]) {
        self.0.push_str(key);
        for span in spans {
            let _ = match span {
                Span::Text(words) => write!(self.0, "\tt{words}"),
                Span::Code(words) => write!(self.0, "\tc{words}"),
                Span::Emphasis(words) => write!(self.0, "\te{words}"),
                Span::Strong(words) => write!(self.0, "\ts{words}"),
                Span::Term { entry, words } => write!(self.0, "\tg{entry}|{words}"),
                Span::Fact { fact, words } => write!(self.0, "\tf{fact}|{words}"),
                Span::Value { fact, words } => write!(self.0, "\tv{fact}|{words}"),
            };
        }
        self.0.push('\n');
    }

    fn prediction(&mut self, prediction: &Prediction) {
        self.line(&["ask", &prediction.id, &prediction.answer.to_string()]);
        self.text(&prediction.question);
        prediction
            .options
            .iter()
            .for_each(|option| self.spans("option", option));
        self.line(&["because"]);
        self.text(&prediction.reason);
    }

    fn deeds(&mut self, deeds: &[Deed]) {
        for deed in deeds {
            match deed {
                Deed::Type { router, at, lines } => {
                    let head = ["type".to_owned(), router.to_string(), at.to_string()];
                    self.line(&[&head, &lines[..]].concat());
                }
                Deed::Turn { router, at, switch, on } => {
                    let on = if *on { "on" } else { "off" };
                    self.line(&["turn", &router.to_string(), &at.to_string(), switch.name(), on]);
                }
                Deed::Edit { router, find, replace } => {
                    self.line(&["edit", &router.to_string(), &folded(find), &folded(replace)]);
                }
                Deed::WhatIf(allowed) => self.line(&["what-if", if *allowed { "on" } else { "off" }]),
                Deed::Forge { packet, text } => self.line(&["forge", &packet.to_string(), text]),
                Deed::Lose(packet) => self.line(&["lose", &packet.to_string()]),
                Deed::Look(fact) => self.line(&["look", &fact.to_string()]),
            }
        }
    }
}

/// A condition, as the last fields of a line.
fn condition_fields(condition: &Condition) -> Vec<String> {
    match condition {
        Condition::Tunnel(up) => owned(["tunnel", if *up { "up" } else { "down" }]),
        Condition::Forged(taken) => owned(["forged", if *taken { "taken" } else { "refused" }]),
        Condition::Answered(least) => owned(["answered", &least.to_string()]),
        Condition::Console {
            router,
            command,
            pattern,
            present,
        } => {
            let key = if *present { "console" } else { "console-lacks" };
            owned([key, &router.to_string(), command, pattern])
        }
        Condition::Record { router, pattern } => owned(["record", &router.to_string(), pattern]),
        Condition::Fact { fact, bytes } => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            owned(["fact", &fact.to_string(), &digits])
        }
    }
}

/// A text of several lines as one field.
fn folded(text: &str) -> String {
    text.replace('\n', LINE_BREAK)
}

fn owned<const N: usize>(fields: [&str; N]) -> Vec<String> {
    fields.map(str::to_owned).into()
}
