//! Both routers in one text.

use super::recognise::is_answer;
use super::{Piece, Turn, line_break, pieces};

/// The configurations of two routers that stood in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'t> {
    /// As they were pasted, one after the other.
    pub texts: [&'t str; 2],
    /// The line at which the second begins, from 1.
    pub second_begins: u32,
}

/// Finds the line at which the second configuration begins, from 0.
type Way = fn(&[Piece<'_>]) -> Option<usize>;

/// The two configurations in a text; `None` if there is one, or more than two.
///
/// What tells them apart, the first that does: another name in the prompts, headers such as `! R2`, a second configuration
/// that `show running-config` prints, a second `hostname`.
pub fn split(text: &str) -> Option<Pair<'_>> {
    let pieces = pieces(text);
    const WAYS: &[Way] = &[by_prompt, by_header, by_listing, by_hostname];
    let at = WAYS
        .iter()
        .find_map(|way| way(&pieces).filter(|at| has_both(&pieces, *at)))?;
    let length = pieces[..at]
        .iter()
        .map(|piece| piece.original.len() + line_break(text).len_utf8());
    let (first, second) = text.split_at(length.sum());
    Some(Pair {
        texts: [first, second],
        second_begins: at as u32 + 1,
    })
}

/// Whether both parts have lines that a router's configuration has.
fn has_both(pieces: &[Piece<'_>], at: usize) -> bool {
    let is_configuration = |part: &[Piece<'_>]| {
        let mut lines = part.iter();
        lines.any(|piece| {
            ["interface ", "crypto ", "int "]
                .iter()
                .any(|word| piece.text.trim_start().starts_with(word))
        })
    };
    let (first, second) = pieces.split_at(at);
    is_configuration(first) && is_configuration(second)
}

/// The only place; `None` if there are several.
fn only(mut places: impl Iterator<Item = usize>) -> Option<usize> {
    let first = places.next()?;
    places.next().is_none().then_some(first)
}

/// Where the prompts have another name, unless `hostname` gave it.
fn by_prompt(pieces: &[Piece<'_>]) -> Option<usize> {
    let mut last: Option<&str> = None;
    let mut given = None;
    let mut places = alloc::vec::Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(host) = piece.host.as_deref() {
            let is_new = last.is_some_and(|last| last != host) && given != Some(host);
            places.extend(is_new.then_some(at));
            last = Some(host);
        }
        given = hostname(piece).or(given);
    }
    only(places.into_iter())
}

fn hostname<'p>(piece: &'p Piece<'_>) -> Option<&'p str> {
    let mut words = piece.text.split_whitespace();
    let is_hostname = words.next()?.eq_ignore_ascii_case("hostname");
    words.next().filter(|_| is_hostname)
}

/// At the second header that names a router.
fn by_header(pieces: &[Piece<'_>]) -> Option<usize> {
    let mut headers = (0..pieces.len()).filter(|at| is_header(pieces[*at].original));
    let first = headers.next()?;
    let before = pieces[..first].iter().any(|piece| piece.text.starts_with("interface "));
    if before {
        only(core::iter::once(first).chain(headers))
    } else {
        only(headers)
    }
}

/// `! R2`, `--- Router 2 ---`, `R2:`.
fn is_header(line: &str) -> bool {
    let marks = |it: char| it.is_whitespace() || "!#*-=_:[]()<>".contains(it);
    let name = line.trim_matches(marks);
    let is_marked = name.len() < line.trim().len();
    let lower = name.to_ascii_lowercase();
    let number = ["router", "site", "r"].iter().find_map(|word| lower.strip_prefix(word));
    let number = number.map(|it| it.trim_start_matches([' ', '-', '_']));
    is_marked && number.is_some_and(|it| matches!(it.as_bytes(), [b'0'..=b'9' | b'a' | b'b']))
}

/// At the second configuration that a router lists, with the command that lists it.
fn by_listing(pieces: &[Piece<'_>]) -> Option<usize> {
    let is_begun = |at: &usize| {
        let line = pieces[*at].original.trim_start();
        line.starts_with("Building configuration") || line.starts_with("Using ") && is_answer(line)
    };
    // `copy running-config startup-config` says that it builds one too, and lists none.
    let is_listed = |at: &usize| {
        let mut following = pieces[at + 1..].iter().map(|piece| piece.original.trim());
        let next = following.find(|line| !line.is_empty());
        next.is_some_and(|line| !line.starts_with("[OK]"))
    };
    let begins = only((0..pieces.len()).filter(is_begun).filter(is_listed).skip(1))?;
    let command = pieces[..begins]
        .iter()
        .rposition(|piece| !piece.original.trim().is_empty());
    let is_command = |at: &usize| pieces[*at].kinds.contains(&super::Kind::Command);
    Some(command.filter(is_command).unwrap_or(begins))
}

/// At the `hostname` of a second router, with the lines above it that a configuration begins with.
fn by_hostname(pieces: &[Piece<'_>]) -> Option<usize> {
    let names: alloc::vec::Vec<(usize, &str)> = (0..pieces.len())
        .filter_map(|at| Some((at, hostname(&pieces[at])?)))
        .collect();
    let [(_, first), (second, name)] = names.as_slice() else {
        return None;
    };
    let is_preamble = |piece: &Piece<'_>| {
        let line = piece.text.trim();
        let begins = ["!", "version ", "service ", "no service "];
        line.is_empty() && piece.turn != Turn::End || begins.iter().any(|word| line.starts_with(word))
    };
    let above = pieces[..*second]
        .iter()
        .rev()
        .take_while(|piece| is_preamble(piece))
        .count();
    (first != name).then_some(second - above)
}
