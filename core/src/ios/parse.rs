//! A whole configuration, typed line by line as a router reads its start-up configuration.

use crate::map::Map;
use crate::order;
use alloc::format;
use alloc::vec::Vec;

use super::checks;
use super::config::{Platform, RunningConfig};
use super::configure::{Configurator, LineResult, Outcome};
use super::diagnostic::{Basis, Code, Diagnostic, Severity, Source};
use super::explain::diagnose;
use super::grammar::Command;
use super::message::ConfigMessage;
use super::mode::Mode;

/// Which line last said what about which object.
pub(super) type Origins = Map<(Mode, Command), u32>;

/// What became of one line of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedLine {
    /// Its number, from 1.
    pub number: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// What it was understood as.
    pub command: Option<Command>,
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
}

/// Reads a configuration. Never fails: what is not understood is left out and reported.
pub fn parse(text: &str, platform: Platform) -> (RunningConfig, Vec<Diagnostic>) {
    let Parsing {
        config, diagnostics, ..
    } = parse_lines(text, platform);
    (config, diagnostics)
}

/// What a router comes to that reads this configuration as it starts: the result of [`parse`], with nothing said about it.
pub fn start_up(text: &str, platform: Platform) -> RunningConfig {
    let mut configurator = Configurator::new(RunningConfig::default(), platform);
    for line in text.lines().filter(|line| !is_header(line)) {
        if configurator.line(line).outcome == Outcome::Ended {
            break;
        }
    }
    configurator.config
}

/// Reads a configuration, and tells of each line what became of it.
pub fn parse_lines(text: &str, platform: Platform) -> Parsing {
    let mut reader = Reader {
        configurator: Configurator::new(RunningConfig::default(), platform),
        origins: Origins::new(),
        lines: Vec::new(),
        diagnostics: Vec::new(),
        ended: None,
    };
    for (number, line) in (1..).zip(text.lines()) {
        reader.line(number, line);
    }
    reader.finish()
}

struct Reader {
    configurator: Configurator,
    origins: Origins,
    lines: Vec<ParsedLine>,
    diagnostics: Vec<Diagnostic>,
    ended: Option<u32>,
}

impl Reader {
    fn line(&mut self, number: u32, text: &str) {
        let result = if is_header(text) {
            LineResult {
                outcome: Outcome::Comment,
                understood: None,
                messages: Vec::new(),
            }
        } else if let Some(end) = self.ended {
            self.after_end(number, end, text)
        } else {
            self.configurator.line(text)
        };
        let command = result.understood.as_ref().map(|(_, command)| *command);
        self.lines.push(ParsedLine {
            number,
            outcome: result.outcome,
            command,
        });
        self.ended = self.ended.or((result.outcome == Outcome::Ended).then_some(number));
        self.note(number, &result.messages, command);
    }

    fn note(&mut self, number: u32, messages: &[ConfigMessage], command: Option<Command>) {
        let subject = command.map(|command| (self.configurator.mode.clone(), command));
        let earlier = subject.as_ref().and_then(|subject| self.origins.get(subject)).copied();
        self.diagnostics
            .extend(messages.iter().filter_map(|message| diagnose(number, message, earlier)));
        if let Some(subject) = subject {
            self.origins.insert(subject, number);
        }
    }

    /// IOS: reference: a router stops reading its configuration at `end`.
    fn after_end(&mut self, line: u32, end: u32, text: &str) -> LineResult {
        let blank = text.trim().is_empty();
        let comment = text.trim_start().starts_with('!');
        let outcome = match (blank, comment) {
            (true, _) => Outcome::Blank,
            (_, true) => Outcome::Comment,
            _ => Outcome::Refused,
        };
        if outcome == Outcome::Refused {
            self.diagnostics.push(Diagnostic {
                line,
                columns: None,
                severity: Severity::Warning,
                code: Code::AfterEnd,
                message: format!("The configuration ended in line {end}; this line is not read."),
                remedy: None,
                basis: Basis::Ios(Source::Reference),
            });
        }
        LineResult {
            outcome,
            understood: None,
            messages: Vec::new(),
        }
    }

    fn finish(self) -> Parsing {
        let Configurator { config, platform, .. } = self.configurator;
        let mut diagnostics = self.diagnostics;
        if !config.accelerator_in_use(platform) {
            // Switched off by a later line: nothing to warn of any more.
            diagnostics.retain(|diagnostic| diagnostic.code != Code::SealWithAccelerator);
        }
        diagnostics.extend(checks::check(&config, &self.origins));
        order::sort(&mut diagnostics, |a, b| a.line < b.line);
        Parsing {
            config,
            lines: self.lines,
            diagnostics,
        }
    }
}

/// The two lines that `show running-config` prints above the configuration. IOS: reference.
fn is_header(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("Building configuration...") || text.starts_with("Current configuration : ")
}
