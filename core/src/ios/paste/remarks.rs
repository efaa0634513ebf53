//! What people write beside configuration: remarks of their own, and questions to the router.
//!
//! A router refuses such a line (IOS: field); nobody means the remark to be a part of it.

/// Marks that begin a remark behind a command, after a blank. No keyword of IOS begins like one of them.
const MARKS: &[&str] = &[
    "//", "#", "<-", "<=", "--", "!!", "\u{2190}", "\u{2192}", "\u{2014}", "\u{ff08}",
];

/// Words behind which a line is free text, at most so many letters of which are typed: what looks like a mark may belong to it.
const FREE: &[(&str, usize)] = &[
    ("description", 4),
    ("remark", 6),
    ("banner", 6),
    ("name", 4),
    ("title", 5),
    ("snmp-server", 4),
    ("username", 4),
    ("enable", 4),
    ("password", 4),
    ("secret", 3),
    ("alias", 5),
    ("action", 6),
    ("cli", 3),
    ("as-path", 7),
    ("prompt", 6),
    ("dialer-string", 8),
];

/// Words that a secret follows.
const BEFORE_SECRETS: &[&str] = &["key", "key-string", "pre-shared-key", "local", "remote"];

/// Whether a whole line is a remark: it begins with a mark of remarks, stands in brackets, is a ruled line or a label such as
/// `R2:`, or begins with a character that no command has.
pub(super) fn is_remark(line: &str) -> bool {
    let line = line.trim();
    let Some(first) = line.chars().next() else {
        return false;
    };
    let is_ruled = line.len() >= 3 && "-=_*~+".contains(first) && line.chars().all(|it| it == first);
    let is_bracketed = line.starts_with('(') && line.ends_with(')');
    let is_label = line.len() > 1 && line.ends_with(':') && !line.contains(' ') && first.is_ascii_alphabetic();
    !first.is_ascii() && !first.is_control()
        || is_label
        || is_ruled
        || is_bracketed
        || ["//", "#", "--", "<-", "/*"].iter().any(|mark| line.starts_with(mark))
}

/// The length of a line without the remark behind its command; `None` if it has none.
pub(super) fn before_remark(line: &str) -> Option<usize> {
    let is_closed = line.trim_end().ends_with(')');
    let mut words = Typed::default();
    for (start, word) in words_of(line) {
        let is_marked = MARKS.iter().any(|mark| word.starts_with(mark)) || is_closed && word.starts_with('(');
        if is_marked && words.may_end() {
            return Some(line[..start].trim_end().len());
        }
        words.add(word);
        if words.is_free {
            return None;
        }
    }
    None
}

/// A line without the remarks in it: nothing if it is one.
pub(super) fn without(line: &str) -> &str {
    let mut rest = line;
    while let Some(length) = before_remark(rest) {
        rest = &rest[..length];
    }
    if is_remark(rest) { "" } else { rest }
}

/// Whether a line asks what may follow: it ends with `?`.
pub(super) fn is_question(line: &str) -> bool {
    let mut words = Typed::default();
    for (start, word) in words_of(line) {
        let is_last = line[start..].trim_end().len() == word.len();
        if is_last {
            return word.ends_with('?') && !words.is_before_secret();
        }
        words.add(word);
        if words.is_free {
            return false;
        }
    }
    false
}

/// The words of a line that come before another.
#[derive(Default)]
struct Typed<'l> {
    last: &'l str,
    before_last: &'l str,
    /// What follows is free text.
    is_free: bool,
}

impl<'l> Typed<'l> {
    fn add(&mut self, word: &'l str) {
        let begins = |(free, least): &(&str, usize)| {
            word.len() >= *least && free.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word))
        };
        self.is_free |= !self.is_before_secret() && FREE.iter().any(begins);
        (self.before_last, self.last) = (self.last, word);
    }

    /// Whether the next word may be a remark.
    fn may_end(&self) -> bool {
        !self.last.is_empty() && !self.is_before_secret()
    }

    /// Whether the next word is a secret, which may have any character.
    fn is_before_secret(&self) -> bool {
        let is_before = |word: &str| BEFORE_SECRETS.iter().any(|it| it.eq_ignore_ascii_case(word));
        is_before(self.last) || matches!(self.last, "0" | "6" | "7") && is_before(self.before_last)
    }
}

/// The words of a line, each with the byte where it begins.
fn words_of(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}
