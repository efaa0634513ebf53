//! What can be typed next: for `?` and Tab.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::walk::{choose, common_prefix, strip_no};
use super::{Alternatives, Node, Token, table};
use crate::ios::lexer::Word;
use crate::ios::mode::Mode;
use crate::order;

/// Something that can be typed at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// A keyword, or what IOS prints for an argument: `WORD`, `A.B.C.D`, `<1-10000>`, `<cr>`.
    pub text: String,
    /// Whether it is a keyword, which Tab can complete.
    pub is_keyword: bool,
    /// What it is, in our words.
    pub help: &'static str,
}

/// What can be typed in `mode` after `words`, where the next word starts with `partial`: the list of `?`.
///
/// Empty if `words` themselves do not fit.
pub fn candidates(mode: &Mode, words: &[Word<'_>], partial: &str) -> Vec<Candidate> {
    candidates_in(table(mode), words, partial)
}

/// What can be typed in one table.
pub(in crate::ios) fn candidates_in<C: Copy>(
    table: Alternatives<C>,
    words: &[Word<'_>],
    partial: &str,
) -> Vec<Candidate> {
    let (negated, words) = strip_no(words);
    let mut alternatives = table;
    let mut before = None;
    let mut ending = None;
    for word in words {
        let Ok((node, arg)) = choose(alternatives, word, before.as_ref()) else {
            return Vec::new();
        };
        before = Some(arg);
        ending = if negated { node.negated } else { node.command };
        alternatives = node.next;
    }
    let nodes = alternatives.iter().flat_map(|list| list.iter());
    let mut found: Vec<Candidate> = nodes.filter_map(|node| candidate(node, partial)).collect();
    order::sort(&mut found, |a, b| (!a.is_keyword, &a.text) < (!b.is_keyword, &b.text));
    if partial.is_empty() && ending.is_some() {
        found.push(Candidate {
            text: "<cr>".to_string(),
            is_keyword: false,
            help: "",
        });
    }
    found
}

fn candidate<C>(node: &'static Node<C>, partial: &str) -> Option<Candidate> {
    let is_keyword = matches!(node.token, Token::Keyword(_));
    let text = match node.token {
        Token::Keyword(word) => word.to_string(),
        Token::Number(low, high) => alloc::format!("<{low}-{high}>"),
        Token::Address => "A.B.C.D".to_string(),
        Token::Interface => return None,
        Token::InterfaceKind => "INTERFACE".to_string(),
        Token::InterfaceUnit => "SLOT/PORT".to_string(),
        Token::Hex => "HEX".to_string(),
        Token::Word => "WORD".to_string(),
        Token::Line => "LINE".to_string(),
    };
    let fits = if is_keyword {
        common_prefix(&text, partial) == partial.len()
    } else {
        partial.is_empty()
    };
    fits.then_some(Candidate {
        text,
        is_keyword,
        help: node.help,
    })
}
