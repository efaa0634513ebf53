//! One configuration line at a time: what `configure terminal` and the start-up configuration have in common.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::commands::{Answer, DONE, Effect, Line, Place, Refusal, Status, table};
use super::config::RunningConfig;
use super::config_event::ConfigEvent;
use super::crypto_map::CryptoMapEntry;
use super::grammar::{Arg, SyntaxError, Vocabulary, walk};
use super::kept::{KeptLines, Section};
use super::lexer::{self, Word, lex};
use super::mode::Mode;
use super::profile::IsakmpProfile;

pub use super::configurator::Configurator;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was typed.
    Blank,
    /// A comment.
    Comment,
    /// Understood, and done.
    Applied,
    /// Understood to change nothing here, and kept.
    Ignored,
    /// Kept, with a warning that its effect is not simulated.
    Unsimulated,
    /// Not understood, or refused: the configuration is as it was.
    Refused,
    /// Configuration is over.
    Ended,
}

/// The answer to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineResult {
    /// What became of it.
    pub outcome: Outcome,
    /// In which mode it was understood, and by the row of which path.
    pub understood: Option<(Mode, &'static str)>,
    /// The line as it is kept, if it only is.
    pub kept: Option<String>,
    /// What there is to say about it.
    pub events: Vec<ConfigEvent>,
}

impl LineResult {
    /// A line of which nothing is to be said.
    pub fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            understood: None,
            kept: None,
            events: Vec::new(),
        }
    }
}

impl Configurator {
    /// Types one line. Whatever follows a line break is not looked at.
    pub fn line(&mut self, text: &str) -> LineResult {
        let text = text.lines().next().unwrap_or_default();
        if let Mode::Text { .. } = &self.mode {
            self.text_line(text);
            return LineResult::of(Outcome::Ignored);
        }
        match lex(text) {
            lexer::Line::Blank => LineResult::of(Outcome::Blank),
            lexer::Line::Comment => LineResult::of(Outcome::Comment),
            lexer::Line::Words(words) => match self.understand(&words, Vocabulary::Ios12_3) {
                Ok((mode, line)) => self.understood(mode, &line, &words[0]),
                Err(error) => self.later(&words, error, text),
            },
        }
    }

    /// Understands a line that 12.3 does not: a word of it may have come later. Modelled: an abbreviation that 12.3
    /// understands means the same in later releases.
    fn later(&mut self, words: &[Word<'_>], error: SyntaxError, text: &str) -> LineResult {
        let event = match self.understand(words, Vocabulary::Later) {
            Ok((mode, line)) if self.config.vocabulary() == Vocabulary::Later => {
                return self.understood(mode, &line, &words[0]);
            }
            Ok((_, line)) => ConfigEvent::LaterWordRefused {
                word: line.later.map_or_else(String::new, |word| word.to_string()),
                error,
                line: text.to_string(),
            },
            Err(_) => syntax(error, text),
        };
        LineResult {
            events: vec![event],
            ..LineResult::of(Outcome::Refused)
        }
    }

    fn understood(&mut self, mode: Mode, line: &Line, first: &Word<'_>) -> LineResult {
        let text = first.rest;
        let negotiated = self.config.negotiates();
        self.is_indented = self.mode == mode && (self.is_indented || self.is_inside(first));
        self.mode = mode.clone();
        let answer = self.apply(line, first);
        if self.mode != mode {
            self.opened_at = first.column;
            self.is_indented = false;
        }
        let outcome = match (&answer, &line.row.meaning.effect) {
            (Err(_), _) => Outcome::Refused,
            (_, Effect::Leave { altogether }) if *altogether || mode == Mode::Global => Outcome::Ended,
            _ => match line.row.meaning.status {
                Status::Ios | Status::Modelled => Outcome::Applied,
                // What is left out matters only when it is switched on.
                Status::Unsimulated if !line.negated => Outcome::Unsimulated,
                Status::Ignored | Status::Unsimulated => Outcome::Ignored,
            },
        };
        let events = match answer {
            Err(Refusal::Because(reason)) => vec![reason],
            Err(Refusal::Incomplete) => vec![syntax(SyntaxError::Incomplete, text)],
            Ok(mut events) => {
                let on = self.config.negotiates();
                events.extend((on != negotiated).then_some(ConfigEvent::IsakmpSwitched { on }));
                let later = line.later.as_ref().filter(|_| !line.negated).map(ToString::to_string);
                events.extend(later.map(|word| ConfigEvent::LaterWordTaken { word }));
                let line = || line.spelled_out();
                events.extend((outcome == Outcome::Unsimulated).then(|| ConfigEvent::Unsimulated { line: line() }));
                events
            }
        };
        LineResult {
            outcome,
            understood: Some((mode, line.row.path)),
            kept: matches!(line.row.meaning.effect, Effect::Kept(_)).then(|| line.spelled_out()),
            events,
        }
    }

    /// Whether a line stands further to the right than the one that opened the mode.
    pub(super) fn is_inside(&self, first: &Word<'_>) -> bool {
        self.mode != Mode::Global && first.column > self.opened_at
    }

    /// Does what the line says.
    fn apply(&mut self, line: &Line, first: &Word<'_>) -> Answer {
        match line.row.meaning.effect {
            Effect::Does { apply, .. } => return apply(self, line),
            Effect::Kept(section) => {
                if let Some(kept) = kept_lines(&mut self.config, &self.mode, section) {
                    keep(kept, line);
                }
            }
            Effect::Block(block) => self.keep_block(block.section, line),
            Effect::Verbatim => self.keep_verbatim(first),
            Effect::Text(section) => self.begin_text(section, line),
            Effect::Leave { .. } => self.mode = Mode::Global,
        }
        self.config.kept.retain(|_, lines| !lines.is_empty());
        DONE
    }

    /// Opens a block and its mode; `no` removes it.
    fn keep_block(&mut self, section: Section, line: &Line) {
        // IOS: seed: the console is printed `line con 0`.
        let text = line.positive().replace("line console", "line con");
        if line.negated {
            self.config.kept.or_default(section).remove(|it| it == text);
        } else {
            self.open_block(section, text);
        }
    }

    /// Keeps a line that opens a block, and goes there.
    pub(super) fn open_block(&mut self, section: Section, text: String) {
        self.config.kept.or_default(section).keep(text.clone(), text.clone());
        self.mode = Mode::Block(text);
    }

    /// Keeps a line inside a block, as far to the right as it stands.
    fn keep_verbatim(&mut self, first: &Word<'_>) {
        let deeper = first.column.saturating_sub(self.opened_at + 1);
        let text = format!("{}{}", " ".repeat(deeper as usize), first.rest);
        if let Some(kept) = kept_lines(&mut self.config, &self.mode, Section::Inside) {
            kept.append(text);
        }
    }
}

fn syntax(error: SyntaxError, line: &str) -> ConfigEvent {
    let line = line.to_string();
    ConfigEvent::Syntax { error, line }
}

impl Configurator {
    /// Understands `words` in the mode, and in global configuration where the mode does not know them.
    ///
    /// IOS: seed: a global command leaves the sub-mode. The answer says in which mode the line was understood. If it was
    /// in neither, the error is the one further into the line.
    fn understand(&self, words: &[Word<'_>], vocabulary: Vocabulary) -> Result<(Mode, Line), SyntaxError> {
        let is_inside = self.is_inside(&words[0]);
        let here = walk(table(&self.mode).rows(), words, vocabulary);
        let is_certain = match &here {
            Ok(line) => is_inside || !is_kept(line),
            Err(_) => false,
        };
        if is_certain || self.mode == Mode::Global {
            return here.map(|line| (self.mode.clone(), line));
        }
        let there = walk(table(&Mode::Global).rows(), words, vocabulary);
        match (here, there) {
            // Its indentation says that it belongs to the mode, whose lines of this kind are not all known.
            (Err(here), Ok(line)) if is_inside && is_kept(&line) => Err(here),
            (Ok(here), Ok(there)) if fits_better(&here, &there, words) => Ok((self.mode.clone(), here)),
            (_, Ok(line)) => Ok((Mode::Global, line)),
            (Ok(here), Err(there)) if is_verbatim(&here) && (self.is_indented || is_begun(&there, words)) => Err(there),
            (Ok(line), Err(_)) => Ok((self.mode.clone(), line)),
            (Err(here), Err(there)) if progress(&there) > progress(&here) => Err(there),
            (Err(here), Err(_)) => Err(here),
        }
    }

    /// Whether a line that is not understood would be one of global configuration rather than of this mode: it stands no
    /// further to the right than the line that opened the mode, and either the mode's lines do, or its first word is only
    /// known globally.
    pub(super) fn leaves(&self, words: &[Word<'_>]) -> bool {
        let begins = |mode: &Mode| match walk(table(mode).rows(), words, Vocabulary::Later) {
            Ok(line) => !is_verbatim(&line),
            Err(error) => is_begun(&error, words),
        };
        !self.is_inside(&words[0]) && (self.is_indented || (begins(&Mode::Global) && !begins(&self.mode)))
    }
}

/// Whether the line is only kept.
fn is_kept(line: &Line) -> bool {
    let effect = &line.row.meaning.effect;
    matches!(
        effect,
        Effect::Kept(_) | Effect::Block(_) | Effect::Text(_) | Effect::Verbatim
    )
}

/// Whether it would be kept whatever it said, for the words of its block are not known.
fn is_verbatim(line: &Line) -> bool {
    line.row.path.is_empty() && matches!(line.row.meaning.effect, Effect::Verbatim)
}

/// Whether a line that a mode only keeps is not rather the one that global configuration makes of it: as many of its words
/// are known in the mode, and its first is not cut short where the global one is whole.
fn fits_better(here: &Line, there: &Line, words: &[Word<'_>]) -> bool {
    let first = words[usize::from(here.negated)].text;
    let is_whole = |line: &Line| {
        line.row
            .path
            .split(' ')
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case(first))
    };
    (is_whole(here) || !is_whole(there)) && here.row.path.len() >= there.row.path.len()
}

/// Whether the error is behind the first word, `no` not counted.
fn is_begun(error: &SyntaxError, words: &[Word<'_>]) -> bool {
    let is_no = words[0].text.eq_ignore_ascii_case("no");
    let first = words.get(usize::from(is_no)).map_or(0, Word::end);
    progress(error).0 > first
}

/// How far into the line an error is: a word that begins several keywords is further than one that begins none.
fn progress(error: &SyntaxError) -> (u32, bool) {
    match error {
        SyntaxError::Invalid { column, .. } => (*column, false),
        SyntaxError::Ambiguous { column, .. } => (*column, true),
        SyntaxError::Incomplete => (u32::MAX, false),
    }
}

/// The kept lines of a section: of an interface or a block, those that are inside.
fn kept_lines<'a>(config: &'a mut RunningConfig, mode: &Mode, section: Section) -> Option<&'a mut KeptLines> {
    match mode {
        Mode::Interface(name) => Some(&mut config.interfaces.or_default(*name).kept),
        Mode::IsakmpProfile(_) => Some(&mut IsakmpProfile::of_mut(config, mode)?.kept),
        Mode::CryptoMap { .. } | Mode::DynamicMap { .. } => Some(&mut CryptoMapEntry::of_mut(config, mode)?.kept),
        Mode::Block(header) => config.kept.values_mut().find_map(|kept| kept.inside(header)),
        _ => Some(config.kept.or_default(section)),
    }
}

/// Keeps a line, in place of the one that set the same thing.
///
/// Modelled: `no` of a line with arguments takes the line away; `no` of a bare keyword is itself kept, as in
/// `no ip http server`, until a line of it with more words comes.
fn keep(kept: &mut KeptLines, line: &Line) {
    let subject = subject(line);
    if line.negated {
        let positive = line.positive();
        let has_arguments = line.args.iter().any(|arg| !matches!(arg, Arg::Keyword(_)));
        let set = kept.setting(&subject).filter(|text| !text.starts_with("no "));
        let set = set.filter(|_| has_arguments).map(ToString::to_string);
        let is_longer = |text: &str| text.strip_prefix(&positive).is_some_and(|rest| rest.starts_with(' '));
        let removed = kept.remove(|text| is_longer(text) || set.as_deref() == Some(text));
        if removed && kept.setting(&subject).is_none() {
            return;
        }
    } else {
        // Whatever switches all of it off has no other subject than the path.
        let all_off = format!("no {}", line.row.path);
        if kept.setting(line.row.path) == Some(&all_off) && subject != line.row.path {
            kept.remove(|text| text == all_off);
        }
    }
    kept.keep(subject, line.spelled_out());
}

/// What a kept line sets: its keywords and free text, but not its numbers and names.
fn subject(line: &Line) -> String {
    let args = line.args.iter();
    let args = args.filter(|arg| matches!(arg, Arg::Keyword(_) | Arg::Line(_)));
    args.fold(line.row.path.to_string(), |subject, arg| format!("{subject} {arg}"))
}
