//! Reads a lesson: in the browser too.

use std::iter::Peekable;
use std::str::Lines;

use ikelab_core::event::RouterId;
use ikelab_core::fact::Fact;
use ikelab_core::ios::switches::Switch;

use super::{LINE_BREAK, VERSION};
use crate::condition::Condition;
use crate::deed::Deed;
use crate::lesson::{Beat, Block, Goal, Lesson, Pane, Prediction, Span, Start, WrongAnswer};

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

fn unfolded(field: &str) -> String {
    field.replace(LINE_BREAK, "\n")
}
