//! Prose with its placeholders filled in from a run: `{{R2.MM1.life-duration.value | number}}`, `{{name}}`.

use std::collections::BTreeMap;

use ikelab_core::locator::Locator;
use ikelab_core::sim::Trace;
use toml::Spanned;

use super::Wrong;
use super::probe;
use super::prose::{Kind, Piece, RawBlock};
use super::source::ProbeSource;
use crate::lesson::{Block, Span};

/// What placeholders and links are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// `[values]` of `lesson.toml`.
    pub values: &'a BTreeMap<String, Spanned<ProbeSource>>,
}

impl Scope<'_> {
    /// Fills in blocks; `wrong` gets what cannot be.
    pub fn blocks(self, raw: &[RawBlock], wrong: &mut Vec<Wrong>) -> Vec<Block> {
        raw.iter().filter_map(|block| self.block(block, wrong)).collect()
    }

    fn block(self, raw: &RawBlock, wrong: &mut Vec<Wrong>) -> Option<Block> {
        Some(match raw {
            RawBlock::Paragraph(pieces) => Block::Paragraph(self.spans(pieces, wrong)),
            RawBlock::List { ordered, items } => Block::List {
                ordered: *ordered,
                items: items.iter().map(|item| self.spans(item, wrong)).collect(),
            },
            RawBlock::Code(line, lines) => {
                let numbered = (*line..).zip(lines);
                Block::Code(numbered.map(|(line, text)| self.plain(line, text, wrong)).collect())
            }
            RawBlock::Rule(line) => {
                wrong.push((
                    *line,
                    "a rule has a place only between a question and its reason".into(),
                ));
                return None;
            }
        })
    }

    /// Fills in running text.
    pub fn spans(self, pieces: &[Piece], wrong: &mut Vec<Wrong>) -> Vec<Span> {
        let mut spans = Vec::new();
        for piece in pieces {
            match &piece.kind {
                Kind::Text => self.text(piece, &mut spans, wrong),
                Kind::Code => spans.push(Span::Code(self.plain(piece.line, &piece.words, wrong))),
                Kind::Emphasis => spans.push(Span::Emphasis(self.plain(piece.line, &piece.words, wrong))),
                Kind::Strong => spans.push(Span::Strong(self.plain(piece.line, &piece.words, wrong))),
                Kind::Link(target) => {
                    let words = self.plain(piece.line, &piece.words, wrong);
                    match self.link(target, words) {
                        Ok(span) => spans.push(span),
                        Err(message) => wrong.push((piece.line, message)),
                    }
                }
            }
        }
        spans
    }

    /// Words alone.
    fn plain(self, line: usize, text: &str, wrong: &mut Vec<Wrong>) -> String {
        let parts = self.parts(text);
        let words = parts.into_iter().map(|part| match part {
            Ok(Part::Words(words)) => words.to_owned(),
            Ok(Part::Value { value, .. }) => value,
            Err(message) => {
                wrong.push((line, message));
                String::new()
            }
        });
        words.collect()
    }

    fn text(self, piece: &Piece, spans: &mut Vec<Span>, wrong: &mut Vec<Wrong>) {
        for part in self.parts(&piece.words) {
            match part {
                Ok(Part::Words(words)) => push_words(spans, words),
                Ok(Part::Value { value, fact: None }) => push_words(spans, &value),
                Ok(Part::Value {
                    value,
                    fact: Some(fact),
                }) => spans.push(Span::Value { fact, words: value }),
                Err(message) => wrong.push((piece.line, message)),
            }
        }
    }

    fn link(self, target: &str, words: String) -> Result<Span, String> {
        if let Some(fact) = target.strip_prefix("fact:") {
            let fact: Locator = fact.parse().map_err(|error| format!("{error}"))?;
            fact.resolve(self.trace).map_err(|error| error.to_string())?;
            return Ok(Span::Fact { fact, words });
        }
        let entry = target.strip_prefix("term:");
        let entry = entry
            .ok_or_else(|| format!("`{target}` is no target of a link: they are `fact:R1.MM4.ke` and `term:nonce`"))?;
        let entry = if entry.is_empty() {
            words.clone()
        } else {
            entry.replace('_', " ")
        };
        Ok(Span::Term { entry, words })
    }

    /// A text in words and values.
    fn parts<'t>(self, text: &'t str) -> Vec<Result<Part<'t>, String>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let Some(length) = rest[start..].find("}}") else {
                parts.push(Err("`{{` has no `}}`".into()));
                return parts;
            };
            parts.push(Ok(Part::Words(&rest[..start])));
            parts.push(self.value(rest[start + 2..start + length].trim()));
            rest = &rest[start + length + 2..];
        }
        parts.push(Ok(Part::Words(rest)));
        parts
    }

    fn value<'t>(self, inside: &str) -> Result<Part<'t>, String> {
        if let Some(probe) = self.values.get(inside) {
            let value = probe::ask(probe.get_ref(), self.trace).map_err(|message| format!("`{inside}`: {message}"))?;
            return Ok(Part::Value { value, fact: None });
        }
        let (fact, form) = inside.split_once('|').unwrap_or((inside, "hex"));
        let value = probe::value(fact, form, self.trace)?;
        Ok(Part::Value {
            value,
            fact: fact.trim().parse().ok(),
        })
    }
}

enum Part<'t> {
    Words(&'t str),
    Value { value: String, fact: Option<Locator> },
}

fn push_words(spans: &mut Vec<Span>, words: &str) {
    match spans.last_mut() {
        Some(Span::Text(text)) => text.push_str(words),
        _ if words.is_empty() => {}
        _ => spans.push(Span::Text(words.to_owned())),
    }
}
