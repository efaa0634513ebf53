//! `show access-lists`.

use alloc::format;
use alloc::string::{String, ToString};

use crate::ios::AccessListId;
use crate::ios::access_list::AccessListLine;
use crate::status::RouterStatus;

/// All access lists, or one, with how often each line fitted (IOS: field; lines count by ten).
pub(super) fn show_access_lists(status: &RouterStatus, only: Option<&AccessListId>) -> String {
    let mut text = String::new();
    for (id, list) in &status.console.config.access_lists {
        if only.is_some_and(|only| only != id) {
            continue;
        }
        text += &format!("Extended IP access list {id}\n");
        let entries = list.lines.iter().filter_map(|line| match line {
            AccessListLine::Entry(entry) => Some(entry),
            AccessListLine::Remark(_) => None,
        });
        for (number, entry) in (1..).zip(entries) {
            let (name, proxies) = (id.to_string(), entry.proxy_identities());
            let counted = status
                .access_list_matches
                .iter()
                .find(|it| it.list == name && it.proxies == proxies);
            let matches = match counted.map_or(0, |it| it.packets) {
                0 => String::new(),
                1 => " (1 match)".into(),
                n => format!(" ({n} matches)"),
            };
            text += &format!("    {} {entry}{matches}\n", number * 10);
        }
    }
    text
}
