//! The console's own state: where one is, what is configured, which debug commands are on.

use alloc::string::String;
use alloc::sync::Arc;

use serde::Serialize;

use super::commands::table;
use super::config::{Platform, RunningConfig};
use super::lexer::Word;
use super::mode::Mode;

/// Where a line is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
            ConsoleMode::Config(mode) => alloc::format!("{hostname}({})#", table(mode).prompt),
        }
    }
}

/// Which debug commands are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Debugging {
    /// `debug crypto isakmp`.
    pub isakmp: bool,
    /// `debug crypto ipsec`.
    pub ipsec: bool,
    /// `debug crypto engine`.
    pub engine: bool,
    /// `debug ip icmp`.
    pub icmp: bool,
    /// `debug ip packet`.
    pub ip_packet: bool,
}

impl Default for Debugging {
    /// As in the published session (IOS: seed). Modelled: they are on from the start.
    fn default() -> Self {
        Debugging {
            isakmp: true,
            ipsec: true,
            ..Debugging::OFF
        }
    }
}

impl Debugging {
    /// None of them: a router that was just switched on.
    pub const OFF: Debugging = Debugging {
        isakmp: false,
        ipsec: false,
        engine: false,
        icmp: false,
        ip_packet: false,
    };

    /// All of them.
    pub const ALL: Debugging = Debugging {
        isakmp: true,
        ipsec: true,
        engine: true,
        icmp: true,
        ip_packet: true,
    };
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
    /// What a command asks; the next line is the answer.
    pub question: Option<&'static str>,
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

    /// The prompt, or the question that is to be answered.
    pub fn prompt(&self) -> String {
        match self.question {
            Some(question) => question.into(),
            None => self.mode.prompt(&self.config.hostname),
        }
    }
}

/// What follows `do`. IOS: reference.
pub(crate) fn strip_do<'w, 'a>(words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    match words {
        [first, rest @ ..] if first.text.eq_ignore_ascii_case("do") => Some(rest),
        _ => None,
    }
}
