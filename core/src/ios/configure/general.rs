//! Global lines that are not `crypto`, and the lines that are only kept.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{Answer, Configurator};
use crate::ios::config::{ClockTimezone, KeptLine, RunningConfig, Section, Timestamps};
use crate::ios::grammar::{self, Arg, Command, Parsed};
use crate::ios::interface::InterfaceAddress;
use crate::ios::lexer::{Line, lex};
use crate::ios::message::ConfigMessage;
use crate::ios::mode::Mode;
use crate::ios::routing::{NextHop, StaticRoute};

impl Configurator {
    pub(super) fn apply_general(&mut self, line: &Parsed) -> Option<Answer> {
        match line.command {
            Command::Hostname => self.hostname(line),
            Command::ClockTimezone => self.clock_timezone(line),
            Command::ServiceTimestamps => self.timestamps(line),
            Command::StaticRoute => self.static_route(line),
            _ => self.accelerator(line),
        }
    }

    fn hostname(&mut self, line: &Parsed) -> Option<Answer> {
        self.config.hostname = if line.negated {
            RunningConfig::default().hostname
        } else {
            line.words().next()?.to_string()
        };
        Some(Ok(Vec::new()))
    }

    fn clock_timezone(&mut self, line: &Parsed) -> Option<Answer> {
        self.config.clock_timezone = if line.negated {
            None
        } else {
            let minutes = line.numbers().nth(1).map_or(Ok(0), u8::try_from).ok()?;
            Some(ClockTimezone {
                name: line.words().next()?.to_string(),
                hours: line.number()?,
                minutes,
            })
        };
        Some(Ok(Vec::new()))
    }

    /// IOS: reference: without a format, records carry the time since the start.
    fn timestamps(&mut self, line: &Parsed) -> Option<Answer> {
        let format = if line.has("datetime") {
            Timestamps::Datetime {
                milliseconds: line.has("msec"),
                local_time: line.has("localtime"),
                show_timezone: line.has("show-timezone"),
            }
        } else {
            Timestamps::Uptime
        };
        let setting = if line.has("debug") {
            &mut self.config.debug_timestamps
        } else {
            &mut self.config.log_timestamps
        };
        *setting = (!line.negated).then_some(format);
        Some(Ok(Vec::new()))
    }

    /// Modelled: switching the accelerator on warns about the sets it cannot do, as defining them would have.
    fn accelerator(&mut self, line: &Parsed) -> Option<Answer> {
        self.config.crypto_engine_accelerator = !line.negated;
        if !self.config.accelerator_in_use(self.platform) {
            return Some(Ok(Vec::new()));
        }
        let sets = self.config.ipsec.transform_sets.iter().filter(|(_, set)| set.is_seal());
        Some(Ok(sets
            .map(|(name, _)| ConfigMessage::SealWithAccelerator { set: name.clone() })
            .collect()))
    }

    fn static_route(&mut self, line: &Parsed) -> Option<Answer> {
        let mut addresses = line.addresses();
        let network = InterfaceAddress {
            address: addresses.next()?,
            mask: addresses.next()?,
        };
        let address = addresses.next().map(NextHop::Address);
        let next_hop = address.or(line.interface().map(NextHop::Interface));
        if line.negated {
            self.config
                .static_routes
                .retain(|it| it.network != network || next_hop.is_some_and(|n| n != it.next_hop));
            return Some(Ok(Vec::new()));
        }
        if network.address != network.network() || !network.has_contiguous_mask() {
            return Some(Err(ConfigMessage::InconsistentMask(network)));
        }
        let next_hop = next_hop?;
        let distance = line.number().unwrap_or(StaticRoute::DEFAULT_DISTANCE);
        let route = StaticRoute {
            network,
            next_hop,
            distance,
        };
        let routes = &mut self.config.static_routes;
        match routes
            .iter_mut()
            .find(|it| it.network == network && it.next_hop == next_hop)
        {
            Some(same) => *same = route,
            None => routes.push(route),
        }
        Some(Ok(Vec::new()))
    }

    /// Keeps a global line. A section has either such lines or blocks.
    pub(super) fn keep(&mut self, section: Section, line: &Parsed) -> Answer {
        let kept = &mut self.config.kept;
        let mut texts: Vec<String> = kept
            .iter()
            .filter(|it| it.section == section)
            .map(|it| it.text.clone())
            .collect();
        remember(&mut texts, line, &Mode::Global);
        kept.retain(|it| it.section != section);
        let at = kept.partition_point(|it| it.section < section);
        kept.splice(
            at..at,
            texts.into_iter().map(|text| KeptLine {
                section,
                text,
                inside: Vec::new(),
            }),
        );
        Ok(Vec::new())
    }

    pub(super) fn keep_unsimulated(&mut self, section: Section, line: &Parsed) -> Answer {
        self.keep(section, line)?;
        Ok(unsimulated(line))
    }

    /// Opens a block and its mode; `no` removes it.
    pub(super) fn keep_block(&mut self, section: Section, line: &Parsed) -> Answer {
        let kept = &mut self.config.kept;
        // IOS: seed: the console is printed `line con 0`.
        let text = line.spelled_out().replace("line console", "line con");
        let text = text.strip_prefix("no ").unwrap_or(&text).to_string();
        let known = kept.iter().position(|it| it.section == section && it.text == text);
        match (known, line.negated) {
            (Some(at), true) => {
                kept.remove(at);
            }
            (None, false) => {
                let at = kept.partition_point(|it| it.section <= section);
                kept.insert(
                    at,
                    KeptLine {
                        section,
                        text: text.clone(),
                        inside: Vec::new(),
                    },
                );
            }
            _ => {}
        }
        if !line.negated {
            self.mode = Mode::Line(text);
        }
        Ok(Vec::new())
    }

    /// Keeps a line of the interface or block one is in.
    pub(super) fn keep_inside(&mut self, line: &Parsed) -> Answer {
        match &self.mode {
            Mode::Interface(name) => {
                remember(&mut self.config.interfaces.or_default(*name).kept, line, &self.mode);
            }
            Mode::Line(header) => {
                let block = self.config.kept.iter_mut().find(|it| it.text == *header);
                block
                    .into_iter()
                    .for_each(|block| remember(&mut block.inside, line, &self.mode));
            }
            _ => {}
        }
        Ok(Vec::new())
    }

    pub(super) fn keep_unsimulated_inside(&mut self, line: &Parsed) -> Answer {
        self.keep_inside(line)?;
        Ok(unsimulated(line))
    }
}

/// What is left out matters only when it is switched on.
fn unsimulated(line: &Parsed) -> Vec<ConfigMessage> {
    if line.negated {
        Vec::new()
    } else {
        vec![ConfigMessage::Unsimulated {
            line: line.spelled_out(),
        }]
    }
}

/// Adds a line to those kept, in place of the one that set the same thing.
///
/// Modelled: `no` of a line with arguments takes the line away; `no` of a bare keyword is itself kept, as in
/// `no ip http server`.
fn remember(kept: &mut Vec<String>, line: &Parsed, mode: &Mode) {
    let text = line.spelled_out();
    let positive = text.strip_prefix("no ").filter(|_| line.negated);
    if let Some(positive) = positive {
        let before = kept.len();
        kept.retain(|it| !(it.starts_with(positive) && it.len() > positive.len()));
        let has_arguments = line.args.iter().any(|arg| !matches!(arg, Arg::Keyword(_)));
        kept.retain(|it| !(has_arguments && it == positive));
        if kept.len() < before && !kept.iter().any(|it| it == positive) {
            return;
        }
    }
    let sets_the_same = |it: &String| {
        let Line::Words(words) = lex(it) else { return false };
        grammar::parse(mode, &words).is_ok_and(|(_, other)| other.subject() == line.subject())
    };
    match kept.iter_mut().find(|it| sets_the_same(it)) {
        Some(same) => *same = text,
        None => kept.push(text),
    }
}
