//! Access lists.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Answer, Configurator};
use crate::ios::access_list::{AccessListEntry, AccessListId, AccessListLine, Action, AddressMatch, Protocol};
use crate::ios::grammar::{Arg, Command, Parsed};
use crate::ios::message::ConfigMessage;
use crate::ios::mode::Mode;

impl Configurator {
    pub(super) fn apply_access_list(&mut self, line: &Parsed) -> Option<Answer> {
        match line.command {
            Command::AccessList => {
                self.config.access_lists.remove(&AccessListId::Numbered(line.number()?));
                Some(Ok(Vec::new()))
            }
            Command::NamedAccessList => Some(self.named_list(AccessListId::from(line.words().next()?), line.negated)),
            _ => self.list_line(line),
        }
    }

    fn named_list(&mut self, id: AccessListId, negated: bool) -> Answer {
        if !id.is_extended() {
            return Err(ConfigMessage::NotAnExtendedList(id));
        }
        if negated {
            self.config.access_lists.remove(&id);
        } else {
            self.config.access_lists.or_default(id.clone());
            self.mode = Mode::AccessList(id);
        }
        Ok(Vec::new())
    }

    /// IOS: field: `no` with a line of a numbered list removes the whole list; a line that is there already is not
    /// added again.
    fn list_line(&mut self, line: &Parsed) -> Option<Answer> {
        let numbered = self.mode == Mode::Global;
        let (id, args) = match &self.mode {
            Mode::Global => (AccessListId::Numbered(line.number()?), line.args.get(2..)?),
            Mode::AccessList(id) => (id.clone(), line.args.as_slice()),
            _ => return None,
        };
        let new = match args {
            [Arg::Keyword("remark"), Arg::Line(text)] => AccessListLine::Remark(text.to_string()),
            args => AccessListLine::Entry(entry(args)?),
        };
        let lists = &mut self.config.access_lists;
        if line.negated && numbered {
            lists.remove(&id);
        } else if line.negated {
            lists.or_default(id).lines.retain(|it| *it != new);
        } else {
            let lines = &mut lists.or_default(id).lines;
            if !lines.contains(&new) {
                lines.push(new);
            }
        }
        Some(Ok(Vec::new()))
    }
}

/// `permit|deny protocol source [eq port] destination [eq port] [log]`.
fn entry(args: &[Arg]) -> Option<AccessListEntry> {
    let (action, rest) = args.split_first()?;
    let action = if *action == Arg::Keyword("permit") {
        Action::Permit
    } else {
        Action::Deny
    };
    let (protocol, rest) = rest.split_first()?;
    let protocol = match protocol {
        Arg::Keyword(name) => Protocol::from_name(name)?,
        Arg::Number(number) => Protocol::Number(u8::try_from(*number).ok()?),
        _ => return None,
    };
    let (source, rest) = addresses(rest)?;
    let (source_port, rest) = port(rest);
    let (destination, rest) = addresses(rest)?;
    let (destination_port, rest) = port(rest);
    let log = matches!(rest, [Arg::Keyword("log")]);
    Some(AccessListEntry {
        action,
        protocol,
        source,
        source_port,
        destination,
        destination_port,
        log,
    })
}

fn addresses(args: &[Arg]) -> Option<(AddressMatch, &[Arg])> {
    match args {
        [Arg::Keyword("any"), rest @ ..] => Some((AddressMatch::ANY, rest)),
        [Arg::Keyword("host"), Arg::Address(address), rest @ ..] => Some((AddressMatch::host(*address), rest)),
        [Arg::Address(address), Arg::Address(wildcard), rest @ ..] => {
            Some((AddressMatch::new(*address, *wildcard), rest))
        }
        _ => None,
    }
}

fn port(args: &[Arg]) -> (Option<u16>, &[Arg]) {
    match args {
        [Arg::Keyword("eq"), Arg::Number(port), rest @ ..] => (u16::try_from(*port).ok(), rest),
        rest => (None, rest),
    }
}
