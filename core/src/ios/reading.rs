//! A whole configuration being read: typed line by line, but with blocks that nobody knows kept apart from the rest.
//!
//! A router knows every command of its release. Where these do not, the lines under an unknown line must not be taken for
//! those of the block before it, and its `exit` must not end the configuration.

use alloc::string::ToString;

use super::commands::is_any_block;
use super::config::{Platform, RunningConfig};
use super::config_event::ConfigEvent;
use super::configurator::Configurator;
use super::configure::{LineResult, Outcome};
use super::kept::Section;
use super::lexer::{Line, Word, lex};
use super::mode::Mode;

/// A configuration that is read, and where the reader is in it.
pub(super) struct Reading {
    /// What was read so far.
    pub configurator: Configurator,
    /// Lines further to the right than this belong to a line of the mode that is not understood.
    skipping: Option<u32>,
    /// Whether an `exit` may belong to a block that is not known, or to one inside it.
    may_exit: bool,
}

impl Reading {
    /// At the start.
    pub fn new(platform: Platform) -> Self {
        Self {
            configurator: Configurator::new(RunningConfig::default(), platform),
            skipping: None,
            may_exit: false,
        }
    }

    /// Reads a line; `following` are those after it.
    pub fn line<'a>(&mut self, text: &str, following: impl Iterator<Item = &'a str> + Clone) -> LineResult {
        if matches!(self.configurator.mode, Mode::Text { .. }) {
            return self.configurator.line(text);
        }
        match lex(text) {
            Line::Words(words) => self.words(text, &words, following),
            _ => {
                self.separated(text);
                self.configurator.line(text)
            }
        }
    }

    /// A line with nothing but `!`, no further to the right than the line that opened a block, ends it. IOS: field: so
    /// `show running-config` prints them; behind `!` is a person's remark.
    fn separated(&mut self, text: &str) {
        let column = text.len() - text.trim_start().len();
        let is_inside = column > self.configurator.opened_at as usize;
        if text[column..].trim_end() == "!" && !is_inside && is_any_block(&self.configurator.mode) {
            self.configurator.mode = Mode::Global;
        }
    }

    fn words<'a>(
        &mut self,
        text: &str,
        words: &[Word<'_>],
        following: impl Iterator<Item = &'a str> + Clone,
    ) -> LineResult {
        if self.skipping.is_some_and(|column| words[0].column > column) {
            return LineResult::of(Outcome::Refused);
        }
        self.skipping = None;
        if self.may_exit && self.configurator.mode == Mode::Global && is_exit(words) {
            return LineResult::of(Outcome::Ignored);
        }
        let was_in_any_block = is_any_block(&self.configurator.mode);
        if was_in_any_block && is_followed_by_inner(words[0].column, following.clone()) {
            // Lines stand under it: here indentation tells what belongs to the block.
            self.configurator.is_indented = true;
        }
        let result = self.configurator.line(text);
        if result.outcome == Outcome::Refused {
            return self.refused(words, result, following);
        }
        // A kept line may have been meant for the block that is not known.
        let is_undecided = self.may_exit
            && self.configurator.mode == Mode::Global
            && matches!(result.outcome, Outcome::Ignored | Outcome::Unsimulated);
        self.may_exit = is_undecided || was_in_any_block && is_exit(words);
        result
    }

    /// A line that is not understood leaves the mode unless it stands inside it; and the lines inside one that is not
    /// understood, or refused, go with it.
    fn refused<'a>(
        &mut self,
        words: &[Word<'_>],
        result: LineResult,
        following: impl Iterator<Item = &'a str> + Clone,
    ) -> LineResult {
        self.may_exit = true;
        let (configurator, first) = (&mut self.configurator, &words[0]);
        let opens = is_followed_by_inner(first.column, following);
        let is_unknown = matches!(result.events.as_slice(), [ConfigEvent::Syntax { .. }]);
        if !configurator.is_inside(first) && (opens || is_unknown && configurator.leaves(words)) {
            configurator.mode = Mode::Global;
        }
        if !opens {
            return result;
        }
        if is_unknown && configurator.mode == Mode::Global {
            configurator.open_block(Section::Management, first.rest.to_string());
            configurator.opened_at = first.column;
            configurator.is_indented = true;
            return unknown_block(Outcome::Unsimulated, result);
        }
        self.skipping = Some(first.column);
        unknown_block(Outcome::Refused, result)
    }
}

/// The answer to a line that is not understood and has others inside.
fn unknown_block(outcome: Outcome, result: LineResult) -> LineResult {
    let events = result.events.into_iter().map(|event| match event {
        ConfigEvent::Syntax { error, line } => ConfigEvent::UnknownBlock { error, line },
        event => event,
    });
    LineResult {
        outcome,
        understood: None,
        kept: None,
        events: events.collect(),
    }
}

/// Whether the next line with words stands further to the right, and is not just the `exit` of the mode.
fn is_followed_by_inner<'a>(column: u32, mut following: impl Iterator<Item = &'a str>) -> bool {
    let next = following.find_map(|text| match lex(text) {
        Line::Words(words) => Some(words[0].column > column && !is_exit(&words)),
        _ => None,
    });
    next == Some(true)
}

fn is_exit(words: &[Word<'_>]) -> bool {
    let word = words[0].text;
    words.len() == 1 && word.len() > 1 && "exit".get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word))
}
