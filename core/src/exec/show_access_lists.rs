//! `show access-lists`.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{Exec, Moment, show};
use super::words::field;
use crate::ios::AccessListId;
use crate::ios::access_list::{AccessListEntry, AddressMatch};
use crate::ios::config_event::Words;
use crate::ios::exec::ExecLine;
use crate::ios::grammar::{Part, Token, arg};
use crate::status::RouterStatus;

pub(super) static ROWS: [Exec; 2] = [
    show("show access-lists", "The access lists", shown)
        .with(LIST)
        .modelled(NOTE),
    show("show ip access-lists", "The access lists", shown)
        .with(LIST)
        .for_all()
        .modelled(NOTE),
];

const LIST: &[Part] = &[Part::Optional(&[arg(Token::Word, "A list's number or name")])];
const NOTE: &str = "hit counts are those of access groups, and of a crypto map for packets on their way out";

fn shown(line: &ExecLine, moment: &Moment<'_>) -> Words {
    let only = line.word().map(AccessListId::from);
    field(show_access_lists(moment.status, only.as_ref()))
}

/// All access lists, or one, with how often each line fitted (IOS: field).
fn show_access_lists(status: &RouterStatus, only: Option<&AccessListId>) -> String {
    let mut text = String::new();
    for (id, list) in &status.console.config.access_lists {
        if only.is_some_and(|only| only != id) {
            continue;
        }
        let kind = if list.is_standard { "Standard" } else { "Extended" };
        text += &format!("{kind} IP access list {id}\n");
        for (number, entry) in list.numbered() {
            let (name, proxies) = (id.to_string(), entry.proxy_identities());
            let counted = status
                .access_list_matches
                .iter()
                .find(|it| it.list == name && it.proxies == proxies);
            let filtered = status
                .filter_matches
                .iter()
                .find(|it| it.list == *id && it.entry == *entry);
            let counted = counted.map_or(0, |it| it.packets) + filtered.map_or(0, |it| it.packets);
            let matches = match counted {
                0 => String::new(),
                1 => " (1 match)".into(),
                n => format!(" ({n} matches)"),
            };
            text += &format!("    {number} {}{matches}\n", shown_entry(entry));
        }
    }
    text
}

/// IOS: field: a standard list's network is shown with its wildcard in words.
fn shown_entry(entry: &AccessListEntry) -> String {
    let AddressMatch { address, wildcard } = entry.source;
    let is_network = entry.source != AddressMatch::ANY && !wildcard.is_unspecified();
    if entry.is_standard && is_network {
        format!("{} {address}, wildcard bits {wildcard}", entry.action.word())
    } else {
        entry.to_string()
    }
}
