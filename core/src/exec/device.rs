//! A router with its console. A typed line is read here, once; the log says what it was understood as and what came of it.

use alloc::collections::VecDeque;
use alloc::string::{String, ToString};
use alloc::sync::Arc;

use super::command::Exec;
use super::dialogue::{Answer, Dialogue};
use super::rows::{parse, row_of};
use super::session::change_mode;
use crate::effects::{Effects, Timer};
use crate::event::{ConsoleEvent, Outcome};
use crate::ios::configure::{self, Configurator};
use crate::ios::console::{ConsoleMode, strip_do};
use crate::ios::exec::ExecLine;
use crate::ios::grammar::SyntaxError;
use crate::ios::lexer::{self, Word};
use crate::ios::mode::Mode;
use crate::router::{Input, Router};

/// A router with its console.
#[derive(Debug, Clone)]
pub struct Device {
    router: Router,
    /// Lines that wait for the command before them.
    typed_ahead: VecDeque<String>,
    /// What a command still asks.
    dialogue: Option<Dialogue>,
}

impl Device {
    /// A router at whose console nothing was typed.
    pub fn new(router: Router) -> Device {
        Device {
            router,
            typed_ahead: VecDeque::new(),
            dialogue: None,
        }
    }

    /// The router.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Begins to work.
    pub fn start(&mut self, effects: &mut Effects<'_>) {
        self.router.start(effects);
    }

    /// Handles one input.
    pub fn handle(&mut self, input: Input<'_>, effects: &mut Effects<'_>) {
        match input {
            Input::Console(line) => self.typed(line, effects),
            Input::Timer(Timer::Console) => self.next_line(effects),
            input => {
                let was_busy = self.router.is_busy();
                self.router.handle(input, effects);
                if was_busy {
                    self.wake(effects);
                }
            }
        }
    }

    /// Takes a typed line. While a command runs, lines wait.
    fn typed(&mut self, line: &str, effects: &mut Effects<'_>) {
        if self.router.is_busy() || !self.typed_ahead.is_empty() {
            self.typed_ahead.push_back(line.to_string());
        } else {
            self.enter(line, effects);
        }
    }

    /// Takes the first line that waits.
    fn next_line(&mut self, effects: &mut Effects<'_>) {
        if self.router.is_busy() {
            return;
        }
        if let Some(line) = self.typed_ahead.pop_front() {
            self.enter(&line, effects);
            self.wake(effects);
        }
    }

    /// Wakes the console for a line that waits, unless a command still runs.
    fn wake(&mut self, effects: &mut Effects<'_>) {
        if !self.router.is_busy() && !self.typed_ahead.is_empty() {
            effects.set_timer(0, Timer::Console);
        }
    }

    fn enter(&mut self, line: &str, effects: &mut Effects<'_>) {
        let console = self.router.status().console.clone();
        if let Some(dialogue) = self.dialogue.take() {
            self.answer(dialogue, &console.mode, line, effects);
            return;
        }
        let typed = |outcome: Outcome| ConsoleEvent::Typed {
            mode: console.mode.clone(),
            line: line.to_string(),
            outcome,
        };
        match read(&console.mode, line) {
            Reading::Nothing => effects.console(typed(Outcome::Nothing)),
            Reading::Refused(error) => effects.console(typed(Outcome::Refused(error))),
            Reading::UnknownHost(word) => effects.console(typed(Outcome::UnknownHost(word.into()))),
            Reading::Configuration(mode, text) => {
                let mut configurator = Configurator {
                    mode: mode.clone(),
                    ..Configurator::new((*console.config).clone(), console.platform)
                };
                let result = configurator.line(text);
                let ended = result.outcome == configure::Outcome::Ended;
                let events = result.events;
                effects.console(typed(Outcome::Configured { events, ended }));
                self.configured(configurator, ended, effects);
            }
            Reading::Exec(row, line) => {
                effects.console(typed(Outcome::Exec(line.clone())));
                match Dialogue::begin(row.meaning.asks, &line) {
                    Some(dialogue) => self.ask(dialogue, effects),
                    None => self.obey(row, &line, effects),
                }
            }
        }
        self.router.update_status(effects);
    }

    fn obey(&mut self, row: &Exec, line: &ExecLine, effects: &mut Effects<'_>) {
        if let Some(does) = row.meaning.does {
            does(&mut self.router, line, effects);
        }
    }

    fn ask(&mut self, dialogue: Dialogue, effects: &mut Effects<'_>) {
        effects.console(ConsoleEvent::Asked(dialogue.question()));
        self.dialogue = Some(dialogue);
    }

    /// Takes a line that answers a question.
    fn answer(&mut self, dialogue: Dialogue, mode: &ConsoleMode, line: &str, effects: &mut Effects<'_>) {
        let answer = dialogue.answer(line);
        let outcome = match &answer {
            Answer::Bad(bad) => Outcome::BadAnswer(bad.clone()),
            Answer::Whole(line) => Outcome::Exec(line.clone()),
            Answer::Asks(_) => Outcome::Answered,
        };
        effects.console(ConsoleEvent::Typed {
            mode: mode.clone(),
            line: line.to_string(),
            outcome,
        });
        match answer {
            Answer::Asks(dialogue) => self.ask(dialogue, effects),
            Answer::Bad(_) => effects.console(ConsoleEvent::AskedEnough),
            Answer::Whole(line) => {
                effects.console(ConsoleEvent::AskedEnough);
                if let Some(row) = row_of(&line) {
                    self.obey(row, &line, effects);
                }
            }
        }
        self.router.update_status(effects);
    }

    /// Puts a configuration to use that a line has changed.
    fn configured(&mut self, configurator: Configurator, ended: bool, effects: &mut Effects<'_>) {
        let is_changed = configurator.config != *self.router.status().console.config;
        if is_changed {
            let config = Arc::new(configurator.config);
            effects.console(ConsoleEvent::Configured { config });
        }
        let mode = if ended {
            ConsoleMode::Privileged
        } else {
            ConsoleMode::Config(configurator.mode)
        };
        change_mode(&mut self.router, mode, effects);
        self.router.update_status(effects);
        if is_changed {
            self.router.reconfigured(effects);
        }
    }
}

/// A typed line as it is read.
enum Reading<'a> {
    Nothing,
    Refused(SyntaxError),
    UnknownHost(&'a str),
    /// A line of configuration in this mode.
    Configuration(&'a Mode, &'a str),
    Exec(&'static Exec, ExecLine),
}

/// Reads a line. Whatever follows a line break is not looked at. Ctrl-Z, or `^Z` as it is shown, is `end` (IOS: reference).
fn read<'a>(mode: &'a ConsoleMode, line: &'a str) -> Reading<'a> {
    let line = match line.lines().next().unwrap_or_default() {
        "\u{1a}" | "^Z" if matches!(mode, ConsoleMode::Config(_)) => "end",
        line => line,
    };
    let words = match lexer::lex(line) {
        lexer::Line::Blank | lexer::Line::Comment => return Reading::Nothing,
        lexer::Line::Words(words) => words,
    };
    match mode {
        ConsoleMode::User => read_exec(false, &words),
        ConsoleMode::Privileged => read_exec(true, &words),
        ConsoleMode::Config(mode) => match strip_do(&words) {
            Some([]) => Reading::Refused(SyntaxError::Incomplete),
            Some(words) => read_exec(true, words),
            None => Reading::Configuration(mode, line),
        },
    }
}

fn read_exec<'a>(is_privileged: bool, words: &[Word<'a>]) -> Reading<'a> {
    match parse(is_privileged, words) {
        Ok((row, line)) => Reading::Exec(row, line),
        Err(SyntaxError::Invalid { .. }) if words.len() == 1 => Reading::UnknownHost(words[0].text),
        Err(error) => Reading::Refused(error),
    }
}
