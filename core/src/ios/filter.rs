//! `show … | include EXPRESSION` and its kin. IOS: reference, for the kinds and for the expressions.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::grammar::{Part, Row, SyntaxError, Token, Vocabulary, arg, walk};
use super::lexer::Word;

/// Which lines stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilterKind {
    /// From the first line that fits.
    Begin,
    /// Lines that do not fit.
    Exclude,
    /// Lines that fit.
    Include,
    /// Lines that fit, each with the lines indented under it.
    Section,
}

/// What can be typed behind `|`.
pub static FILTERS: [Row<FilterKind>; 4] = [
    row("begin", "From the first line that fits", FilterKind::Begin),
    row("exclude", "Lines that do not fit", FilterKind::Exclude),
    row("include", "Lines that fit", FilterKind::Include),
    row(
        "section",
        "Lines that fit, with what is under them",
        FilterKind::Section,
    ),
];

const EXPRESSION: &[Part] = &[arg(Token::Line, "A regular expression")];

const fn row(path: &'static str, help: &'static str, meaning: FilterKind) -> Row<FilterKind> {
    Row {
        path,
        help,
        parts: EXPRESSION,
        has_no: false,
        meaning,
    }
}

/// What stands behind `|`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Which lines stay.
    pub kind: FilterKind,
    /// The regular expression.
    pub expression: String,
}

impl Filter {
    /// Understands what stands behind `|`.
    ///
    /// # Errors
    /// If it is no filter.
    pub fn parse(words: &[Word<'_>]) -> Result<Filter, SyntaxError> {
        let line = walk(FILTERS.iter(), words, Vocabulary::Ios12_3)?;
        let expression = line.word().map_err(|_| SyntaxError::Incomplete)?;
        Ok(Filter {
            kind: line.row.meaning,
            expression: expression.into(),
        })
    }

    /// Those lines of `text` that stay.
    pub fn apply(&self, text: &str) -> String {
        let expression = Expression::new(&self.expression);
        let mut kept = String::new();
        let (mut begun, mut section) = (false, false);
        for line in text.lines() {
            let fits = expression.fits(line);
            let stays = match self.kind {
                FilterKind::Begin => {
                    begun |= fits;
                    begun
                }
                FilterKind::Exclude => !fits,
                FilterKind::Include => fits,
                FilterKind::Section => {
                    section = fits || (section && line.starts_with(' '));
                    section
                }
            };
            if stays {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        kept
    }
}

/// A regular expression: literals, `.`, `[…]`, `\x`, `_`, `^`, `$`, `|` between whole expressions, and `*`, `+`, `?` behind
/// one character. Modelled: no parentheses.
struct Expression(Vec<Vec<Item>>);

/// One character, and how often.
struct Item {
    atom: Atom,
    optional: bool,
    repeats: bool,
}

enum Atom {
    Any,
    Literal(char),
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    Start,
    End,
    /// `_`: a delimiter, or either end. IOS: reference.
    Delimiter,
}

impl Expression {
    fn new(text: &str) -> Expression {
        let (mut branches, mut branch) = (Vec::new(), Vec::new());
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let atom = match c {
                '|' => {
                    branches.push(core::mem::take(&mut branch));
                    continue;
                }
                '.' => Atom::Any,
                '^' => Atom::Start,
                '$' => Atom::End,
                '_' => Atom::Delimiter,
                '[' => set(&mut rest),
                '\\' => Atom::Literal(rest.next().unwrap_or('\\')),
                c => Atom::Literal(c),
            };
            let quantifier = rest.next_if(|c| matches!(c, '*' | '+' | '?'));
            branch.push(Item {
                atom,
                optional: matches!(quantifier, Some('*' | '?')),
                repeats: matches!(quantifier, Some('*' | '+')),
            });
        }
        branches.push(branch);
        Expression(branches)
    }

    fn fits(&self, line: &str) -> bool {
        let line: Vec<char> = line.chars().collect();
        self.0.iter().any(|branch| branch_fits(branch, &line))
    }
}

fn set(rest: &mut impl Iterator<Item = char>) -> Atom {
    let mut inside: Vec<char> = rest.take_while(|c| *c != ']').collect();
    let negated = inside.first() == Some(&'^');
    if negated {
        inside.remove(0);
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < inside.len() {
        match inside[at..] {
            [low, '-', high, ..] => {
                ranges.push((low, high));
                at += 3;
            }
            [c, ..] => {
                ranges.push((c, c));
                at += 1;
            }
            [] => {}
        }
    }
    Atom::Set { negated, ranges }
}

/// Walks all ways through the branch at once, so that no expression takes long: `ways[i]` says that the items before `i`
/// are done.
fn branch_fits(branch: &[Item], line: &[char]) -> bool {
    let end = branch.len();
    let mut ways = vec![false; end + 1];
    for at in 0..=line.len() {
        ways[0] = true;
        for item in 0..end {
            let free = branch[item].optional || empty(&branch[item].atom, at, line.len());
            if ways[item] && free {
                ways[item + 1] = true;
            }
        }
        if ways[end] {
            return true;
        }
        let Some(&c) = line.get(at) else { return false };
        let mut next = vec![false; end + 1];
        for (item, Item { atom, repeats, .. }) in branch.iter().enumerate() {
            if ways[item] && matches(atom, c) {
                next[item + 1] = true;
                next[item] |= *repeats;
            }
        }
        ways = next;
    }
    false
}

fn empty(atom: &Atom, at: usize, length: usize) -> bool {
    match atom {
        Atom::Start => at == 0,
        Atom::End => at == length,
        Atom::Delimiter => at == 0 || at == length,
        _ => false,
    }
}

fn matches(atom: &Atom, c: char) -> bool {
    match atom {
        Atom::Any => true,
        Atom::Literal(own) => *own == c,
        Atom::Set { negated, ranges } => ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated,
        Atom::Delimiter => matches!(c, ' ' | ',' | '{' | '}' | '(' | ')'),
        Atom::Start | Atom::End => false,
    }
}
