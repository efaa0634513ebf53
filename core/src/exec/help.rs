//! What can be typed: the list of `?`, and Tab.

use alloc::string::String;
use alloc::vec::Vec;

use super::rows::next_words;
use crate::ios::commands::{self, table};
use crate::ios::console::{Console, ConsoleMode, strip_do};
use crate::ios::grammar::{self, Candidate, Vocabulary};
use crate::ios::lexer::{self, Line, Word};
use crate::ios::mode::Mode;
use crate::order;

/// What can stand where `line` ends: the list of `?`. Answers to questions have none. A word that is not finished must begin what is listed.
pub fn help(console: &Console, line: &str) -> Vec<Candidate> {
    if console.question.is_some() {
        return Vec::new();
    }
    let mut words = match lexer::lex(line) {
        Line::Words(words) => words,
        Line::Blank => Vec::new(),
        Line::Comment => return Vec::new(),
    };
    let finished = line.is_empty() || line.ends_with(char::is_whitespace);
    let partial = if finished { None } else { words.pop() };
    let partial = partial.map_or("", |word| word.text);
    match &console.mode {
        ConsoleMode::User => next_words(false, &words, partial),
        ConsoleMode::Privileged => next_words(true, &words, partial),
        ConsoleMode::Config(mode) => match strip_do(&words) {
            Some(words) => next_words(true, words, partial),
            None => configuration_help(mode, &words, partial, console.config.vocabulary()),
        },
    }
}

/// The line with its last word spelled out, if only one keyword begins like it: Tab.
pub fn complete(console: &Console, line: &str) -> Option<String> {
    let start = line.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let partial = &line[start..];
    let mut keywords = help(console, line).into_iter().filter(|candidate| candidate.is_keyword);
    let only = keywords
        .next()
        .filter(|_| !partial.is_empty() && keywords.next().is_none())?;
    Some(alloc::format!("{}{} ", &line[..start], only.text))
}

/// A sub-mode's own commands, and after their first word global ones too.
fn configuration_help(mode: &Mode, words: &[Word<'_>], partial: &str, vocabulary: Vocabulary) -> Vec<Candidate> {
    let candidates = |mode| grammar::candidates(table(mode).rows(), commands::GROUPS, words, partial, vocabulary);
    let mut all = candidates(mode);
    if all.is_empty() && *mode != Mode::Global {
        all = candidates(&Mode::Global);
    }
    if words.is_empty() {
        for (text, help) in [("do", "Type an exec command"), ("no", "Take a command back")] {
            if text.starts_with(partial) {
                all.push(Candidate {
                    text: text.into(),
                    is_keyword: true,
                    help,
                });
            }
        }
        order::sort(&mut all, |a, b| (!a.is_keyword, &a.text) < (!b.is_keyword, &b.text));
    }
    all
}
