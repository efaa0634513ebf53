//! One configuration line at a time: what `configure terminal` and the start-up configuration have in common.

mod access_list;
mod crypto;
mod crypto_map;
mod general;
mod interface;

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::config::{Platform, RunningConfig};
use super::grammar::{self, Command, Parsed, Status, SyntaxError};
use super::lexer::{Line, lex};
use super::message::ConfigMessage;
use super::mode::Mode;

/// A configuration being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Configurator {
    /// The configuration so far.
    pub config: RunningConfig,
    /// Where the next line is understood.
    pub mode: Mode,
    /// The box and the software it is typed at.
    pub platform: Platform,
}

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
    /// In which mode it was understood, and as what.
    pub understood: Option<(Mode, Command)>,
    /// What there is to say about it.
    pub messages: Vec<ConfigMessage>,
}

impl LineResult {
    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            understood: None,
            messages: Vec::new(),
        }
    }
}

/// What a handler answers: remarks about what it did, or the reason why it did nothing.
type Answer = Result<Vec<ConfigMessage>, ConfigMessage>;

impl Configurator {
    /// A configurator at the start of `config`, in global configuration.
    pub fn new(config: RunningConfig, platform: Platform) -> Self {
        Self {
            config,
            mode: Mode::Global,
            platform,
        }
    }

    /// Types one line. Whatever follows a line break is not looked at.
    pub fn line(&mut self, text: &str) -> LineResult {
        let text = text.lines().next().unwrap_or_default();
        match lex(text) {
            Line::Blank => LineResult::of(Outcome::Blank),
            Line::Comment => LineResult::of(Outcome::Comment),
            Line::Words(words) => match grammar::parse(&self.mode, &words) {
                Ok((context, parsed)) => self.understood(context, &parsed, text),
                Err(error) => {
                    let messages = vec![ConfigMessage::Syntax {
                        error,
                        line: text.to_string(),
                    }];
                    LineResult {
                        messages,
                        ..LineResult::of(Outcome::Refused)
                    }
                }
            },
        }
    }

    fn understood(&mut self, context: Mode, parsed: &Parsed, text: &str) -> LineResult {
        let negotiated = self.config.negotiates();
        self.mode = context.clone();
        let answer = self.apply(parsed).unwrap_or_else(|| {
            Err(ConfigMessage::Syntax {
                error: SyntaxError::Incomplete,
                line: text.to_string(),
            })
        });
        let understood = Some((context, parsed.command));
        match answer {
            Err(reason) => LineResult {
                outcome: Outcome::Refused,
                understood,
                messages: vec![reason],
            },
            Ok(mut messages) => {
                let on = self.config.negotiates();
                messages.extend((on != negotiated).then_some(ConfigMessage::IsakmpSwitched { on }));
                LineResult {
                    outcome: outcome(parsed.command, understood.as_ref()),
                    understood,
                    messages,
                }
            }
        }
    }

    /// Does what the line says. `None` if the line lacks an argument that the table should have asked for.
    fn apply(&mut self, line: &Parsed) -> Option<Answer> {
        use Command as C;
        match line.command {
            C::Hostname | C::ClockTimezone | C::ServiceTimestamps | C::StaticRoute | C::Accelerator => {
                self.apply_general(line)
            }
            C::Kept(section) => Some(self.keep(section, line)),
            C::Unsimulated(section) => Some(self.keep_unsimulated(section, line)),
            C::Block(section) => Some(self.keep_block(section, line)),
            C::KeptInside => Some(self.keep_inside(line)),
            C::UnsimulatedInside => Some(self.keep_unsimulated_inside(line)),
            C::IsakmpEnable | C::IsakmpPolicy | C::IsakmpKey | C::IsakmpIdentity | C::IsakmpKeepalive => {
                self.apply_isakmp(line)
            }
            C::PolicyEncryption | C::PolicyHash | C::PolicyAuthentication | C::PolicyGroup | C::PolicyLifetime => {
                self.apply_policy(line)
            }
            C::TransformSet | C::TransformMode | C::IpsecLifetime | C::IpsecReplay => self.apply_ipsec(line),
            C::CryptoMap | C::CryptoMapEntry | C::CryptoMapLocalAddress => self.apply_crypto_map(line),
            C::MapDescription | C::MatchAddress | C::SetPeer | C::SetTransformSet => self.apply_map_entry(line),
            C::SetPfs | C::SetLifetime | C::SetSessionKey => self.apply_map_keying(line),
            C::Interface | C::InterfaceDescription | C::IpAddress | C::InterfaceCryptoMap | C::Shutdown => {
                self.apply_interface(line)
            }
            C::AccessList | C::NamedAccessList | C::AccessListLine => self.apply_access_list(line),
            C::Exit | C::End => {
                self.mode = Mode::Global;
                Some(Ok(Vec::new()))
            }
        }
    }
}

fn outcome(command: Command, understood: Option<&(Mode, Command)>) -> Outcome {
    match command.status() {
        Status::Ignored => Outcome::Ignored,
        Status::Unsimulated => Outcome::Unsimulated,
        Status::Understood if command == Command::End => Outcome::Ended,
        Status::Understood if understood == Some(&(Mode::Global, Command::Exit)) => Outcome::Ended,
        Status::Understood => Outcome::Applied,
    }
}
