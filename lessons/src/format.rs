//! The file of a compiled lesson: one thing a line, its parts parted by tabs. It is read in the browser, so the reader is
//! small: what is not as it must be is no lesson.
//!
//! ```text
//! ikelab-lesson 1
//! lesson   id  language  minutes  title
//! start    preset  seed or nothing                         deeds
//! beat     title  pane  fact or nothing                    text, asks
//! ask      id  answer                                      text, options, because, text
//! goal     id  title  condition                            deeds (the solution), wrongs
//! wrong    title  places of goals, by commas               signs, each with a condition; text
//! end                                                      text
//! ```
//!
//! Text is `p`, `u`, `o` and `c` lines: a paragraph, an item of a list, of a numbered list, and lines of code. Spans begin
//! with a letter: `t`ext, `c`ode, `e`mphasis, `s`trong, `g`lossary, `f`act and `v`alue, the last three with their target before a
//! bar.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Lines;

use ikelab_core::event::RouterId;
use ikelab_core::fact::Fact;
use ikelab_core::ios::switches::Switch;

use crate::condition::Condition;
use crate::deed::Deed;
use crate::lesson::{Beat, Block, Goal, Lesson, Pane, Prediction, Span, Start, WrongAnswer};

/// The version of the format, which every file begins with.
const VERSION: &str = "ikelab-lesson 1";

/// A line break in a field. No line of a configuration has it.
const LINE_BREAK: &str = "\\n";

/// The file with the list of all lessons, in the folder of lessons of the site.
pub const INDEX: &str = "index.txt";

/// The file of a lesson in a language, in the same folder.
pub fn file(id: &str, language: &str) -> String {
    format!("{id}.{language}.txt")
}

/// A lesson as it stands in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its language.
    pub language: String,
    /// How long it takes.
    pub minutes: u32,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
}

/// Writes the list of all lessons.
pub fn write_index(lessons: &[Lesson]) -> String {
    let line = |lesson: &Lesson| {
        let summary: Vec<String> = lesson.summary.iter().map(plain).collect();
        format!(
            "{}\t{}\t{}\t{}\t{}\n",
            lesson.id,
            lesson.language,
            lesson.minutes,
            lesson.title,
            summary.join(" ")
        )
    };
    lessons.iter().map(line).collect()
}

/// Reads the list of all lessons.
pub fn read_index(text: &str) -> Option<Vec<Entry>> {
    let entry = |line: &str| {
        let [id, language, minutes, title, summary] = fields(line)?;
        Some(Entry {
            id: id.into(),
            language: language.into(),
            minutes: minutes.parse().ok()?,
            title: title.into(),
            summary: summary.into(),
        })
    };
    text.lines().map(entry).collect()
}

/// The words of a block, without its forms.
pub fn plain(block: &Block) -> String {
    match block {
        Block::Paragraph(spans) => spans.iter().map(words).collect(),
        Block::List { items, .. } => items.iter().flatten().map(words).collect(),
        Block::Code(lines) => lines.join(" "),
    }
}

/// The words of a span.
pub fn words(span: &Span) -> &str {
    match span {
        Span::Text(words) | Span::Code(words) | Span::Emphasis(words) | Span::Strong(words) => words,
        Span::Term { words, .. } | Span::Fact { words, .. } | Span::Value { words, .. } => words,
    }
}

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

fn unfolded(field: &str) -> String {
    field.replace(LINE_BREAK, "\n")
}

fn owned<const N: usize>(fields: [&str; N]) -> Vec<String> {
    fields.map(str::to_owned).into()
}

/// Reads a lesson. `None` if it is not one of this version.
pub fn read(text: &str) -> Option<Lesson> {
    let mut reader = Reader(text.lines().peekable());
    if reader.0.next() != Some(VERSION) {
        return None;
    }
    let [id, language, minutes, title] = reader.take("lesson")?;
    let summary = reader.text()?;
    let start = reader.start()?;
    let mut beats = Vec::new();
    while let Some(beat) = reader.take("beat") {
        beats.push(reader.beat(beat)?);
    }
    let mut goals = Vec::new();
    while let Some(goal) = reader.rest("goal") {
        let [id, title, condition @ ..] = &goal[..] else {
            return None;
        };
        goals.push(Goal {
            id: (*id).into(),
            title: (*title).into(),
            condition: condition_of(condition)?,
        });
    }
    let hints = reader.list("hint")?;
    let solution = reader.deeds()?;
    let mut wrong = Vec::new();
    while let Some(fields) = reader.take("wrong") {
        wrong.push(reader.wrong(fields)?);
    }
    let [] = reader.take("end")?;
    let end = reader.text()?;
    Some(Lesson {
        id: id.into(),
        language: language.into(),
        minutes: minutes.parse().ok()?,
        title: title.into(),
        summary,
        start,
        beats,
        goals,
        hints,
        solution,
        wrong,
        end,
    })
}

fn fields<const N: usize>(line: &str) -> Option<[&str; N]> {
    line.split('\t').collect::<Vec<_>>().try_into().ok()
}

struct Reader<'t>(Peekable<Lines<'t>>);

impl<'t> Reader<'t> {
    /// The fields behind `key`, if the next line begins with it.
    fn rest(&mut self, key: &str) -> Option<Vec<&'t str>> {
        let line = *self.0.peek()?;
        let mut fields = line.split('\t');
        if fields.next() != Some(key) {
            return None;
        }
        self.0.next();
        Some(fields.collect())
    }

    /// The same, if they are as many as they must be.
    fn take<const N: usize>(&mut self, key: &str) -> Option<[&'t str; N]> {
        self.rest(key)?.try_into().ok()
    }

    /// The spans of all next lines with this key.
    fn list(&mut self, key: &str) -> Option<Vec<Vec<Span>>> {
        let mut items = Vec::new();
        while let Some(fields) = self.rest(key) {
            items.push(spans(&fields)?);
        }
        Some(items)
    }

    fn text(&mut self) -> Option<Vec<Block>> {
        let mut blocks = Vec::new();
        loop {
            if let Some(fields) = self.rest("p") {
                blocks.push(Block::Paragraph(spans(&fields)?));
            } else if let Some(lines) = self.rest("c") {
                blocks.push(Block::Code(lines.into_iter().map(str::to_owned).collect()));
            } else {
                let unordered = self.list("u")?;
                let ordered = unordered.is_empty();
                let items = if ordered { self.list("o")? } else { unordered };
                if items.is_empty() {
                    return Some(blocks);
                }
                blocks.push(Block::List { ordered, items });
            }
        }
    }

    fn start(&mut self) -> Option<Start> {
        let [preset, seed] = self.take("start")?;
        Some(Start {
            preset: preset.into(),
            seed: optional(seed, |seed| seed.parse().ok())?,
            deeds: self.deeds()?,
        })
    }

    fn beat(&mut self, [title, pane, fact]: [&str; 3]) -> Option<Beat> {
        let text = self.text()?;
        let mut predictions = Vec::new();
        while let Some([id, answer]) = self.take("ask") {
            let question = self.text()?;
            let options = self.list("option")?;
            let [] = self.take("because")?;
            predictions.push(Prediction {
                id: id.into(),
                question,
                answer: answer.parse().ok().filter(|answer| *answer < options.len())?,
                options,
                reason: self.text()?,
            });
        }
        Some(Beat {
            title: title.into(),
            fact: optional(fact, fact_of)?,
            pane: Pane::named(pane)?,
            text,
            predictions,
        })
    }

    fn wrong(&mut self, [title, fails]: [&str; 2]) -> Option<WrongAnswer> {
        let mut signs = Vec::new();
        while let Some(fields) = self.rest("sign") {
            signs.push(condition_of(&fields)?);
        }
        Some(WrongAnswer {
            signs,
            fails: fails
                .split(',')
                .map(|place| place.parse().ok())
                .collect::<Option<_>>()?,
            title: title.into(),
            text: self.text()?,
        })
    }

    fn deeds(&mut self) -> Option<Vec<Deed>> {
        let mut deeds = Vec::new();
        while let Some(deed) = self.deed() {
            deeds.push(deed?);
        }
        Some(deeds)
    }

    /// The next line, if it is a deed; nothing in it if it is not understood.
    fn deed(&mut self) -> Option<Option<Deed>> {
        if let Some(fields) = self.rest("type") {
            return Some(typed(&fields));
        }
        if let Some([router, at, switch, on]) = self.take("turn") {
            let switch = Switch::ALL.into_iter().find(|known| known.name() == switch);
            let turn = |(router, at, switch)| Deed::Turn {
                router,
                at,
                switch,
                on: on == "on",
            };
            let parts = || Some((router_of(router)?, fact_of(at)?, switch?));
            return Some(parts().map(turn));
        }
        if let Some([router, find, replace]) = self.take("edit") {
            let edit = |router| Deed::Edit {
                router,
                find: unfolded(find),
                replace: unfolded(replace),
            };
            return Some(router_of(router).map(edit));
        }
        if let Some([packet, text]) = self.take("forge") {
            let text = text.into();
            return Some(fact_of(packet).map(|packet| Deed::Forge { packet, text }));
        }
        if let Some([on]) = self.take("what-if") {
            return Some(Some(Deed::WhatIf(on == "on")));
        }
        if let Some([packet]) = self.take("lose") {
            return Some(fact_of(packet).map(Deed::Lose));
        }
        let [fact] = self.take("look")?;
        Some(fact_of(fact).map(Deed::Look))
    }
}

fn typed(fields: &[&str]) -> Option<Deed> {
    let [router, at, lines @ ..] = fields else { return None };
    Some(Deed::Type {
        router: router_of(router)?,
        at: fact_of(at)?,
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    })
}

fn spans(fields: &[&str]) -> Option<Vec<Span>> {
    fields.iter().map(|field| span(field)).collect()
}

fn span(field: &str) -> Option<Span> {
    let (kind, words) = field.split_at_checked(1)?;
    Some(match kind {
        "t" => Span::Text(words.into()),
        "c" => Span::Code(words.into()),
        "e" => Span::Emphasis(words.into()),
        "s" => Span::Strong(words.into()),
        "g" | "f" | "v" => {
            let (target, words) = words.split_once('|')?;
            let words = words.into();
            match kind {
                "g" => Span::Term {
                    entry: target.into(),
                    words,
                },
                "f" => Span::Fact {
                    fact: fact_of(target)?,
                    words,
                },
                _ => Span::Value {
                    fact: fact_of(target)?,
                    words,
                },
            }
        }
        _ => return None,
    })
}

fn condition_of(fields: &[&str]) -> Option<Condition> {
    Some(match fields {
        ["tunnel", state] => Condition::Tunnel(*state == "up"),
        ["forged", fate] => Condition::Forged(*fate == "taken"),
        ["answered", least] => Condition::Answered(least.parse().ok()?),
        [key @ ("console" | "console-lacks"), router, command, pattern] => Condition::Console {
            router: router_of(router)?,
            command: (*command).into(),
            pattern: (*pattern).into(),
            present: *key == "console",
        },
        ["record", router, pattern] => Condition::Record {
            router: router_of(router)?,
            pattern: (*pattern).into(),
        },
        ["fact", fact, digits] => Condition::Fact {
            fact: fact_of(fact)?,
            bytes: bytes_of(digits)?,
        },
        _ => return None,
    })
}

/// Bytes from their hex digits.
pub fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// Nothing for an empty field.
fn optional<T>(field: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if field.is_empty() {
        Some(None)
    } else {
        read(field).map(Some)
    }
}

fn router_of(name: &str) -> Option<RouterId> {
    RouterId::BOTH.into_iter().find(|router| router.to_string() == name)
}

fn fact_of(text: &str) -> Option<Fact> {
    text.parse().ok()
}
