//! What can be typed next: for `?` and Tab.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::matching::{Place, Step, Walk, common_prefix};
use super::row::{Groups, Row, Token, Vocabulary};
use crate::ios::lexer::Word;
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

/// What can be typed after `words`, where the next word starts with `partial`: the list of `?`.
///
/// Empty if `words` themselves do not fit.
pub fn candidates<M: 'static>(
    rows: impl Iterator<Item = &'static Row<M>>,
    groups: Groups,
    words: &[Word<'_>],
    partial: &str,
    vocabulary: Vocabulary,
) -> Vec<Candidate> {
    let mut walk = Walk::new(rows, words, vocabulary);
    for word in walk.words {
        if walk.advance(word).is_err() {
            return Vec::new();
        }
    }
    let steps = walk.steps();
    let mut found: Vec<Candidate> = Vec::new();
    for candidate in steps.iter().filter_map(|step| candidate(groups, step, partial)) {
        match found.iter_mut().find(|it| it.text == candidate.text) {
            Some(same) if same.help.is_empty() => *same = candidate,
            Some(_) => {}
            None => found.push(candidate),
        }
    }
    order::sort(&mut found, |a, b| (!a.is_keyword, &a.text) < (!b.is_keyword, &b.text));
    if partial.is_empty() && walk.end().is_some() {
        found.push(Candidate {
            text: "<cr>".to_string(),
            is_keyword: false,
            help: "",
        });
    }
    found
}

fn candidate<M: 'static>(groups: Groups, step: &Step<M>, partial: &str) -> Option<Candidate> {
    let is_keyword = matches!(step.token, Token::Keyword(_));
    let text = match step.token {
        Token::Interface => return None,
        token => token.to_string(),
    };
    let fits = if is_keyword {
        common_prefix(&text, partial) == partial.len()
    } else {
        partial.is_empty()
    };
    fits.then(|| Candidate {
        text,
        is_keyword,
        help: if step.help.is_empty() {
            group_help(groups, step)
        } else {
            step.help
        },
    })
}

/// The help for a keyword in the middle of a path.
fn group_help<M: 'static>(groups: Groups, step: &Step<M>) -> &'static str {
    let Place { row, left, .. } = &step.place;
    let so_far = row.path.strip_suffix(left).map(str::trim_end);
    let group = groups.iter().find(|(path, _)| Some(*path) == so_far);
    group.map_or("", |(_, help)| help)
}
