//! Commands that ask, question by question, what their line does not say. The answers make the line that one could have typed.
//! IOS: reference, for the questions and their defaults; Modelled: what is said of an answer that is not taken.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::question::{Question, Takes};
use super::rows::{next_words, parse};
use super::words::modelled;
use crate::event::BadAnswer;
use crate::ios::config_event::Words;
use crate::ios::exec::ExecLine;
use crate::ios::grammar::Arg;
use crate::ios::lexer::{Line, Word, lex};

/// A dialogue that goes on.
#[derive(Debug, Clone)]
pub(super) struct Dialogue {
    /// What is still to be asked; the first question stands at the console.
    questions: &'static [Question],
    /// The line as far as it is answered.
    line: String,
}

/// What comes of an answer.
pub(super) enum Answer {
    /// Another question.
    Asks(Dialogue),
    /// The line is whole.
    Whole(ExecLine),
    /// The dialogue is over.
    Bad(BadAnswer),
}

impl Dialogue {
    /// Begins to ask, if there are questions and the line says no more than the command.
    pub(super) fn begin(questions: &'static [Question], line: &ExecLine) -> Option<Dialogue> {
        let is_bare = line.args.iter().all(|arg| matches!(arg, Arg::Keyword(_)));
        let line = line.command.to_string();
        (is_bare && !questions.is_empty()).then_some(Dialogue { questions, line })
    }

    /// The question that stands at the console.
    pub(super) fn question(&self) -> &'static str {
        self.questions.first().map_or("", |question| question.text)
    }

    /// Takes the answer to it.
    pub(super) fn answer(mut self, typed: &str) -> Answer {
        let typed = typed.trim();
        let Some((question, rest)) = self.questions.split_first() else {
            return Answer::Bad(BadAnswer::Broken);
        };
        if matches!(typed, "^C" | "\u{3}" | "^Z" | "\u{1a}") {
            return Answer::Bad(BadAnswer::Broken);
        }
        self.questions = rest;
        match &question.takes {
            Takes::Only(words) if typed.is_empty() || words.iter().any(|word| word.eq_ignore_ascii_case(typed)) => {}
            Takes::Only(_) => return Answer::Bad(BadAnswer::NotSimulated),
            Takes::Value(option, default) => {
                let value = if typed.is_empty() { default } else { typed };
                if let Err(bad) = self.add(option, value) {
                    return Answer::Bad(bad);
                }
            }
            Takes::Word(word) => match yes_or_no(typed) {
                Some(true) => self.line = format!("{} {word}", self.line),
                Some(false) => {}
                None => return Answer::Bad(BadAnswer::NeitherYesNorNo),
            },
            Takes::More => match yes_or_no(typed) {
                Some(true) => {}
                Some(false) => self.questions = &[],
                None => return Answer::Bad(BadAnswer::NeitherYesNorNo),
            },
        }
        if !self.questions.is_empty() {
            return Answer::Asks(self);
        }
        match understood(&self.line) {
            Some(line) => Answer::Whole(line),
            None => Answer::Bad(BadAnswer::Broken),
        }
    }

    /// Puts a value into the line, if it can stand there.
    fn add(&mut self, option: &str, value: &str) -> Result<(), BadAnswer> {
        let before = format!("{} {option}", self.line);
        if value.is_empty() && option.is_empty() {
            return Err(BadAnswer::Value(expected(&before)));
        }
        if value.is_empty() {
            return Ok(());
        }
        let is_one_word = !value.contains([' ', '|']);
        let candidates = [value, value.trim_start_matches("0x")].map(|value| format!("{before} {value}"));
        let line = candidates
            .into_iter()
            .find(|line| is_one_word && understood(line).is_some());
        self.line = line.ok_or_else(|| BadAnswer::Value(expected(&before)))?;
        Ok(())
    }
}

/// `y`, `yes`, `n`, `no`; nothing is `no`.
fn yes_or_no(typed: &str) -> Option<bool> {
    let is = |full: &str| {
        full.get(..typed.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    if typed.is_empty() || is("no") {
        Some(false)
    } else {
        is("yes").then_some(true)
    }
}

fn understood(line: &str) -> Option<ExecLine> {
    parse(true, &words(line)).ok().map(|(_, line)| line)
}

fn words(line: &str) -> Vec<Word<'_>> {
    match lex(line) {
        Line::Words(words) => words,
        Line::Blank | Line::Comment => Vec::new(),
    }
}

/// What can stand behind these words.
fn expected(before: &str) -> String {
    let candidates = next_words(true, &words(before), "");
    let texts: Vec<String> = candidates
        .into_iter()
        .filter(|it| !it.is_keyword && it.text != "<cr>")
        .map(|it| it.text)
        .collect();
    texts.join(" or ")
}

/// What is printed of an answer that is not taken.
pub(super) fn refused(bad: &BadAnswer) -> Words {
    match bad {
        BadAnswer::Broken => modelled(""),
        BadAnswer::NotSimulated => modelled("% Not simulated: only the default"),
        BadAnswer::NeitherYesNorNo => modelled("% Please answer 'yes' or 'no'."),
        BadAnswer::Value(expected) => modelled(format!("% Invalid answer: {expected}")),
    }
}
