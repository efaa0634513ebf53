//! A whole configuration, typed line by line as a router reads its start-up configuration.

use crate::map::Map;
use crate::order;
use alloc::vec::Vec;
use core::str::Lines;

use super::checks;
use super::config::{Platform, RunningConfig};
use super::configurator::Configurator;
use super::configure::{LineResult, Outcome};
use super::diagnostic::{Code, Diagnostic};
use super::explain::{diagnose, report};
use super::finding::{Finding, LeftOut};
use super::left_out;
use super::lexer::{Line, lex};
use super::mode::Mode;
use super::origins::Origins;
use super::paste::{Cleaned, Removal, clean};
use super::reading::Reading;

/// What became of one line of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedLine {
    /// Its number, from 1.
    pub number: u32,
    /// What became of it.
    pub outcome: Outcome,
}

/// A configuration as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsing {
    /// The result.
    pub config: RunningConfig,
    /// Every line of the text, in order.
    pub lines: Vec<ParsedLine>,
    /// What there is to say, in the order of the lines.
    pub diagnostics: Vec<Diagnostic>,
    /// The lines that are kept and not simulated, and that would change what becomes of a tunnel.
    pub left_out: Vec<(u32, LeftOut)>,
}

/// Reads a configuration. Never fails: what is not understood is left out and reported.
///
/// ```
/// use ikelab_core::ios::{Platform, parse};
///
/// let text = "crypto isakmp policy 1\n group 2\n color blue\n";
/// let (config, diagnostics) = parse(text, Platform::default());
/// let (priority, policy) = config.isakmp_policies().next().expect("a policy");
/// assert_eq!((priority, policy.group.title), (1, "1024 bits"));
/// assert!(diagnostics.iter().any(|it| it.line == 3), "`color` is no command of a policy");
/// ```
pub fn parse(text: &str, platform: Platform) -> (RunningConfig, Vec<Diagnostic>) {
    let Parsing {
        config, diagnostics, ..
    } = parse_lines(text, platform);
    (config, diagnostics)
}

/// What a router comes to that reads this configuration as it starts: the result of [`parse`], with nothing said about it.
///
/// ```
/// use ikelab_core::ios::{Platform, running_config, start_up};
///
/// let config = start_up("hostname Vienna\n", Platform::default());
/// assert!(running_config::show(&config).contains("\nhostname Vienna\n"));
/// ```
pub fn start_up(text: &str, platform: Platform) -> RunningConfig {
    follow(text, platform, |_, _, _| ())
}

/// Reads a configuration as [`start_up`] does, and shows after each line, which has a number from 1, what became of it and of
/// the configuration.
pub fn follow(text: &str, platform: Platform, mut look: impl FnMut(u32, &LineResult, &RunningConfig)) -> RunningConfig {
    let text = clean(text).text;
    let mut reading = Reading::new(platform);
    let mut lines = text.lines();
    let mut number = 0;
    while let Some(line) = lines.next() {
        number += 1;
        let result = reading.line(line, lines.clone());
        look(number, &result, &reading.configurator.config);
        if result.outcome == Outcome::Ended {
            break;
        }
    }
    reading.configurator.config
}

/// Reads a configuration, and tells of each line what became of it. What was pasted with it is not read.
pub fn parse_lines(text: &str, platform: Platform) -> Parsing {
    let cleaned = clean(text);
    let mut reader = Reader {
        reading: Reading::new(platform),
        origins: Origins::default(),
        lines: Vec::new(),
        diagnostics: Vec::new(),
        ended: None,
        unread: 0,
        text_begun: None,
    };
    let mut lines = cleaned.text.lines();
    let mut number = 0;
    while let Some(line) = lines.next() {
        number += 1;
        reader.line(number, line, lines.clone());
    }
    reader.finish(&cleaned)
}

struct Reader {
    reading: Reading,
    origins: Origins,
    lines: Vec<ParsedLine>,
    diagnostics: Vec<Diagnostic>,
    /// The line that ended the configuration.
    ended: Option<u32>,
    /// How many lines with words follow it.
    unread: u32,
    /// The line that began the text in whose midst the reader is.
    text_begun: Option<u32>,
}

impl Reader {
    fn line(&mut self, number: u32, text: &str, following: Lines<'_>) {
        let result = if self.ended.is_some() {
            self.after_end(text)
        } else {
            self.reading.line(text, following)
        };
        let is_text = matches!(self.reading.configurator.mode, Mode::Text { .. });
        self.text_begun = is_text.then(|| self.text_begun.unwrap_or(number));
        let outcome = result.outcome;
        self.lines.push(ParsedLine { number, outcome });
        self.ended = self.ended.or((outcome == Outcome::Ended).then_some(number));
        self.note(number, &result);
    }

    fn note(&mut self, number: u32, result: &LineResult) {
        let mode = &self.reading.configurator.mode;
        let understood = result.understood.as_ref();
        let earlier = understood.and_then(|(_, path)| self.origins.said(mode, path));
        let diagnostics = result
            .events
            .iter()
            .filter_map(|event| diagnose(number, event, earlier));
        self.diagnostics.extend(diagnostics);
        if let Some((context, path)) = understood {
            self.origins.add(number, context, path, mode);
            let kept = result.kept.as_ref();
            kept.into_iter()
                .for_each(|text| self.origins.keep(number, context, text));
        }
    }

    /// IOS: reference: a router stops reading its configuration at `end`.
    fn after_end(&mut self, text: &str) -> LineResult {
        LineResult::of(match lex(text) {
            Line::Blank => Outcome::Blank,
            Line::Comment => Outcome::Comment,
            Line::Words(_) => {
                self.unread += 1;
                Outcome::Refused
            }
        })
    }

    fn finish(self, cleaned: &Cleaned<'_>) -> Parsing {
        let Configurator { config, platform, .. } = self.reading.configurator;
        let mut diagnostics = self.diagnostics;
        for diagnostic in &mut diagnostics {
            let cut = cleaned.cut(diagnostic.line);
            diagnostic.columns = diagnostic.columns.map(|columns| columns.shifted(cut));
        }
        let pasted = |removal: &Removal| report(removal.line, &Finding::Pasted(*removal));
        let said = cleaned.removals.iter().filter(|removal| removal.kind.is_said());
        diagnostics.extend(said.map(pasted));
        if let Some(end) = self.ended.filter(|_| self.unread > 0) {
            diagnostics.push(report(end, &Finding::AfterEnd { lines: self.unread }));
        }
        diagnostics.extend(self.text_begun.map(|line| report(line, &Finding::TextWithoutEnd)));
        if !config.accelerator_in_use(platform) {
            // Switched off by a later line: nothing to warn of any more.
            diagnostics.retain(|diagnostic| diagnostic.code != Code::SealWithAccelerator);
        }
        diagnostics.extend(checks::check(&config, &self.origins));
        // What a line would change says more than that it changes nothing here.
        let left_out = left_out::check(&config, &self.origins);
        let lines: Map<u32, ()> = left_out.iter().map(|(line, _)| (*line, ())).collect();
        diagnostics.retain(|it| it.code != Code::Unsimulated || !lines.contains_key(&it.line));
        let said = left_out.iter();
        diagnostics.extend(said.map(|(line, what)| report(*line, &Finding::LeftOut(*what))));
        order::sort(&mut diagnostics, |a, b| a.line < b.line);
        Parsing {
            config,
            lines: self.lines,
            diagnostics,
            left_out,
        }
    }
}
