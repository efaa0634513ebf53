//! The console's own state: where one is, what is configured, which debug commands are on. A line changes it and has an
//! [`Outcome`]; what the line does to tunnels is the router's business.

use crate::order;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::config::{Platform, RunningConfig};
use super::configure::{self, Configurator};
use super::exec::{self, Debugging, ExecLine};
use super::grammar::{self, Candidate, SyntaxError};
use super::lexer::{self, Line, Word};
use super::message::ConfigMessage;
use super::mode::Mode;

/// Where a line is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ConsoleMode {
    /// `R1>`
    User,
    /// `R1#`. Modelled: a session begins here, not in user exec.
    #[default]
    Privileged,
    /// `R1(config)#` and below.
    Config(Mode),
}

impl ConsoleMode {
    /// The prompt of a router of this name. IOS: reference.
    pub fn prompt(&self, hostname: &str) -> String {
        match self {
            ConsoleMode::User => alloc::format!("{hostname}>"),
            ConsoleMode::Privileged => alloc::format!("{hostname}#"),
            ConsoleMode::Config(mode) => alloc::format!("{hostname}({})#", mode.prompt()),
        }
    }
}

/// What became of a typed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A blank line or a comment.
    Nothing,
    /// Not a line of the language.
    Refused(SyntaxError),
    /// One word that is no command, which exec takes for the name of a host to connect to.
    UnknownHost(String),
    /// A line of configuration.
    Configured {
        /// What there is to say about it.
        messages: Vec<ConfigMessage>,
        /// Whether configuration is over.
        ended: bool,
    },
    /// An exec line.
    Exec(ExecLine),
}

/// A console.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Console {
    /// Where the next line is typed.
    pub mode: ConsoleMode,
    /// The running configuration.
    pub config: Arc<RunningConfig>,
    /// The configuration of the next start.
    pub startup: Arc<RunningConfig>,
    /// The box, and the software in it.
    pub platform: Platform,
    /// Which debug commands are on.
    pub debugging: Debugging,
}

impl Console {
    /// The console of a router that starts with `config`.
    pub fn new(config: RunningConfig, platform: Platform) -> Console {
        let config = Arc::new(config);
        Console {
            startup: config.clone(),
            config,
            platform,
            ..Console::default()
        }
    }

    /// The prompt.
    pub fn prompt(&self) -> String {
        self.mode.prompt(&self.config.hostname)
    }

    /// Types a line. Whatever follows a line break is not looked at. Ctrl-Z, or `^Z` as it is shown, is `end` (IOS: reference).
    pub fn enter(&mut self, line: &str) -> Outcome {
        let line = match line.lines().next().unwrap_or_default() {
            "\u{1a}" | "^Z" if matches!(self.mode, ConsoleMode::Config(_)) => "end",
            line => line,
        };
        let words = match lexer::lex(line) {
            Line::Blank | Line::Comment => return Outcome::Nothing,
            Line::Words(words) => words,
        };
        match &self.mode {
            ConsoleMode::User => self.enter_exec(false, &words),
            ConsoleMode::Privileged => self.enter_exec(true, &words),
            ConsoleMode::Config(mode) => match strip_do(&words).filter(|words| !words.is_empty()) {
                Some(words) => self.enter_exec(true, words),
                None => self.enter_configuration(mode.clone(), line),
            },
        }
    }

    fn enter_configuration(&mut self, mode: Mode, line: &str) -> Outcome {
        let mut configurator = Configurator {
            config: core::mem::take(Arc::make_mut(&mut self.config)),
            mode,
            platform: self.platform,
        };
        let result = configurator.line(line);
        self.config = Arc::new(configurator.config);
        let ended = result.outcome == configure::Outcome::Ended;
        self.mode = if ended {
            ConsoleMode::Privileged
        } else {
            ConsoleMode::Config(configurator.mode)
        };
        Outcome::Configured {
            messages: result.messages,
            ended,
        }
    }

    fn enter_exec(&mut self, privileged: bool, words: &[Word<'_>]) -> Outcome {
        let line = match exec::parse(privileged, words) {
            Ok(line) => line,
            Err(SyntaxError::Invalid { .. }) if words.len() == 1 => {
                return Outcome::UnknownHost(words[0].text.into());
            }
            Err(error) => return Outcome::Refused(error),
        };
        match &line {
            ExecLine::Configure => self.mode = ConsoleMode::Config(Mode::Global),
            ExecLine::Enable if self.mode == ConsoleMode::User => self.mode = ConsoleMode::Privileged,
            ExecLine::Disable | ExecLine::Leave => self.mode = ConsoleMode::User,
            ExecLine::Debug { facility, on } => self.debugging.switch(*facility, *on),
            ExecLine::Write => self.startup = self.config.clone(),
            ExecLine::Reload => {
                self.config = self.startup.clone();
                self.debugging = Debugging::OFF;
                self.mode = ConsoleMode::default();
            }
            _ => {}
        }
        Outcome::Exec(line)
    }

    /// What can stand where `line` ends: the list of `?`. A word that is not finished must begin what is listed.
    pub fn help(&self, line: &str) -> Vec<Candidate> {
        let mut words = match lexer::lex(line) {
            Line::Words(words) => words,
            Line::Blank => Vec::new(),
            Line::Comment => return Vec::new(),
        };
        let finished = line.is_empty() || line.ends_with(char::is_whitespace);
        let partial = if finished { None } else { words.pop() };
        let partial = partial.map_or("", |word| word.text);
        match &self.mode {
            ConsoleMode::User => exec::candidates(false, &words, partial),
            ConsoleMode::Privileged => exec::candidates(true, &words, partial),
            ConsoleMode::Config(mode) => match strip_do(&words) {
                Some(words) => exec::candidates(true, words, partial),
                None => configuration_help(mode, &words, partial),
            },
        }
    }

    /// The line with its last word spelled out, if only one keyword begins like it: Tab.
    pub fn complete(&self, line: &str) -> Option<String> {
        let start = line.trim_end_matches(|c: char| !c.is_whitespace()).len();
        let partial = &line[start..];
        let mut keywords = self.help(line).into_iter().filter(|candidate| candidate.is_keyword);
        let only = keywords
            .next()
            .filter(|_| !partial.is_empty() && keywords.next().is_none())?;
        Some(alloc::format!("{}{} ", &line[..start], only.text))
    }
}

/// A sub-mode's own commands, and after their first word global ones too.
fn configuration_help(mode: &Mode, words: &[Word<'_>], partial: &str) -> Vec<Candidate> {
    let here = grammar::candidates(mode, words, partial);
    let mut all = if here.is_empty() && *mode != Mode::Global {
        grammar::candidates(&Mode::Global, words, partial)
    } else {
        here
    };
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

/// What follows `do`. IOS: reference.
fn strip_do<'w, 'a>(words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    match words {
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("do") => Some(rest),
        _ => None,
    }
}
