//! All rows of exec. IOS: reference, the commands; the help is ours.

use alloc::vec::Vec;

use super::command::Exec;
use super::{
    clear, debug, ping, session, show_access_lists, show_configuration, show_crypto_map, show_engine, show_interfaces,
    show_ip_route, show_ipsec, show_ipsec_sa, show_isakmp, show_isakmp_sa, show_session, show_system, traceroute,
};
use crate::ios::exec::ExecLine;
use crate::ios::filter::{FILTERS, Filter};
use crate::ios::grammar::{Candidate, Groups, SyntaxError, Vocabulary, candidates, walk};
use crate::ios::lexer::Word;

static ROWS: [&[Exec]; 17] = [
    &session::ROWS,
    &debug::ROWS,
    &clear::ROWS,
    &ping::ROWS,
    &show_access_lists::ROWS,
    &show_configuration::ROWS,
    &show_crypto_map::ROWS,
    &show_engine::ROWS,
    &show_interfaces::ROWS,
    &show_ip_route::ROWS,
    &show_ipsec::ROWS,
    &show_ipsec_sa::ROWS,
    &show_isakmp::ROWS,
    &show_isakmp_sa::ROWS,
    &show_session::ROWS,
    &show_system::ROWS,
    &traceroute::ROWS,
];

/// The help for keywords that several rows begin with.
const GROUPS: Groups = &[
    ("clear", "Forget something"),
    ("clear access-list", "Access lists"),
    ("clear crypto", "Everything that encrypts"),
    ("configure", "Change the configuration"),
    ("copy", "Copy a file"),
    ("copy running-config", "What is in use"),
    ("debug", "Report what happens"),
    ("debug crypto", "Everything that encrypts"),
    ("debug ip", "Everything about IP"),
    ("show", "What the router knows"),
    ("show crypto", "Everything that encrypts"),
    ("show crypto engine", "The box that encrypts"),
    ("show crypto engine connections", "What it works on"),
    ("show crypto ipsec", "What protects the traffic"),
    ("show crypto ipsec security-association", "Their parameters"),
    ("show crypto isakmp", "How the peers agree"),
    ("show ip", "Everything about IP"),
    ("terminal", "This terminal"),
    ("terminal no", "Not any more"),
    ("undebug", "Report no more"),
    ("undebug crypto", "Everything that encrypts"),
    ("undebug ip", "Everything about IP"),
];

/// Every row.
pub fn rows() -> impl Iterator<Item = &'static Exec> + Clone {
    ROWS.iter().flat_map(|rows| rows.iter())
}

fn rows_at(is_privileged: bool) -> impl Iterator<Item = &'static Exec> + Clone {
    rows().filter(move |row| is_privileged || row.meaning.is_for_all)
}

/// The row of a line.
pub(super) fn row_of(line: &ExecLine) -> Option<&'static Exec> {
    rows().find(|row| row.path == line.command)
}

/// Understands the words of an exec line.
pub(super) fn parse(is_privileged: bool, words: &[Word<'_>]) -> Result<(&'static Exec, ExecLine), SyntaxError> {
    let bar = words.iter().position(|word| word.text == "|");
    let (command, rest) = words.split_at(bar.unwrap_or(words.len()));
    let line = walk(rows_at(is_privileged), command, Vocabulary::Ios12_3)?;
    let filter = match rest.split_first() {
        None => None,
        Some((bar, _)) if !line.row.meaning.is_show => {
            let (column, end) = (bar.column, bar.end());
            return Err(SyntaxError::Invalid { column, end });
        }
        Some((_, words)) => Some(Filter::parse(words)?),
    };
    let exec_line = ExecLine {
        command: line.row.path,
        negated: line.negated,
        args: line.args,
        filter,
    };
    Ok((line.row, exec_line))
}

/// What can be typed after `words`, where the next word starts with `partial`.
pub(super) fn next_words(is_privileged: bool, words: &[Word<'_>], partial: &str) -> Vec<Candidate> {
    if let Some(bar) = words.iter().position(|word| word.text == "|") {
        return candidates(FILTERS.iter(), &[], &words[bar + 1..], partial, Vocabulary::Ios12_3);
    }
    let mut found = candidates(rows_at(is_privileged), GROUPS, words, partial, Vocabulary::Ios12_3);
    let shows = walk(rows_at(is_privileged), words, Vocabulary::Ios12_3).is_ok_and(|line| line.row.meaning.is_show);
    if shows && partial.is_empty() {
        found.push(Candidate {
            text: "|".into(),
            is_keyword: true,
            help: "Choose lines of the output",
        });
    }
    found
}
