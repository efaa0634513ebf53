//! Matching a line against rows, word by word: all rows that fit so far are followed at once.

use alloc::string::ToString;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::line::{Arg, Line};
use super::row::{Choice, Part, Row, Token, Vocabulary};
use crate::ios::interface::{InterfaceKind, InterfaceName};
use crate::ios::lexer::Word;

/// Why a line is not one of a mode's. IOS: reference, the three messages of the command-line interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyntaxError {
    /// Nothing fits here.
    Invalid {
        /// The first character that fits nothing.
        column: u32,
        /// The end of its word.
        end: u32,
    },
    /// Something is missing at the end.
    Incomplete,
    /// A word abbreviates more than one keyword.
    Ambiguous {
        /// Where the word starts.
        column: u32,
        /// Where it ends.
        end: u32,
    },
}

/// Understands a line.
///
/// # Errors
/// If it is not one of these rows'.
pub fn walk<M: 'static>(
    rows: impl Iterator<Item = &'static Row<M>> + Clone,
    words: &[Word<'_>],
    vocabulary: Vocabulary,
) -> Result<Line<M>, SyntaxError> {
    let first = strip_no(words).1.first();
    // Most rows begin with another word, and there are hundreds.
    let begins = |row: &&Row<M>| first.is_none_or(|word| may_begin(row.path, word.text));
    let mut walk = Walk::new(rows.clone().filter(begins), words, vocabulary);
    if let Some(word) = first.filter(|_| walk.places.is_empty()) {
        return Err(invalid(rows.map(|row| row.path), word));
    }
    for word in walk.words {
        if walk.advance(word)? == Token::Line {
            break;
        }
    }
    walk.line().ok_or(SyntaxError::Incomplete)
}

/// A word that is none of these keywords, and no argument.
fn invalid(keywords: impl Iterator<Item = &'static str>, word: &Word<'_>) -> SyntaxError {
    let fitting = keywords.map(|keyword| common_prefix(keyword, word.text)).max();
    SyntaxError::Invalid {
        column: word.column + u32::try_from(fitting.unwrap_or(0)).unwrap_or(0),
        end: word.end(),
    }
}

/// Whether a word may be the next where these keywords are still to come: all but arguments are abbreviated or spelled out.
fn may_begin(left: &str, word: &str) -> bool {
    left.is_empty() || common_prefix(left, word) == word.len()
}

/// All rows that fit a line so far.
pub(super) struct Walk<'w, M: 'static> {
    vocabulary: Vocabulary,
    negated: bool,
    /// The words of the line, `no` not among them.
    pub(super) words: &'w [Word<'w>],
    places: Vec<Place<M>>,
    /// The arguments of all places.
    taken: Vec<Taken>,
}

/// An argument, and which one was before it in the same row.
struct Taken {
    arg: Arg,
    /// Whether it is a choice that IOS 12.3 has not.
    is_later: bool,
    before: Option<usize>,
}

impl<'w, M: 'static> Walk<'w, M> {
    /// The beginnings of all rows.
    pub(super) fn new(
        rows: impl Iterator<Item = &'static Row<M>>,
        words: &'w [Word<'w>],
        vocabulary: Vocabulary,
    ) -> Self {
        let (negated, words) = strip_no(words);
        let start = |row: &'static Row<M>| Place {
            row,
            choice: None,
            left: row.path,
            // What comes behind a path comes with its last keyword.
            parts: if row.path.is_empty() {
                alloc::vec![row.parts]
            } else {
                Vec::new()
            },
            last: None,
        };
        Walk {
            vocabulary,
            negated,
            words,
            places: rows.map(start).collect(),
            taken: Vec::new(),
        }
    }

    /// The words that may stand next.
    pub(super) fn steps(&self) -> Vec<Step<M>> {
        self.steps_from(|_| true)
    }

    /// Those that may stand next at some of the places.
    fn steps_from(&self, is_wanted: impl Fn(&Place<M>) -> bool) -> Vec<Step<M>> {
        let mut steps = Vec::new();
        for place in self.places.iter().filter(|place| is_wanted(place)) {
            place.clone().steps(self.negated, &mut steps);
        }
        steps.retain(|step| self.vocabulary == Vocabulary::Later || !step.place.is_later());
        steps
    }

    /// Takes a word, and tells as what.
    pub(super) fn advance(&mut self, word: &Word<'_>) -> Result<Token, SyntaxError> {
        let mut steps = self.steps_from(|place| may_begin(place.left, word.text));
        let (token, arg) = match self.choose(&steps, word) {
            // All keywords say how far the word fits.
            Err(SyntaxError::Invalid { .. }) => {
                steps = self.steps();
                self.choose(&steps, word)?
            }
            chosen => chosen?,
        };
        self.places.clear();
        for step in steps.into_iter().filter(|step| step.token == token) {
            let place = self.take(step, &arg);
            self.places.push(place);
        }
        Ok(token)
    }

    /// The first place where the line may end.
    pub(super) fn end(&self) -> Option<&Place<M>> {
        self.places
            .iter()
            .find(|place| Place::clone(place).may_end(self.negated))
    }

    /// The line, if it may end here.
    fn line(&self) -> Option<Line<M>> {
        let Place { row, mut last, .. } = *self.end()?;
        let (mut args, mut later) = (Vec::new(), None);
        while let Some(taken) = last.map(|last| &self.taken[last]) {
            args.push(taken.arg.clone());
            later = taken.is_later.then_some(&taken.arg).or(later);
            last = taken.before;
        }
        args.reverse();
        Some(Line {
            row,
            negated: self.negated,
            args,
            later: later.cloned(),
        })
    }

    /// The place behind a word, which was typed as `arg`.
    fn take(&mut self, step: Step<M>, arg: &Arg) -> Place<M> {
        let Step { mut place, keeps, .. } = step;
        let (arg, completes_last, is_later) = match keeps {
            Keeps::Nothing => return place,
            Keeps::Word => (arg.clone(), false, false),
            Keeps::Unit => (arg.clone(), true, false),
            Keeps::Choice(words) => (Arg::Keyword(words), words.contains(' '), place.is_later()),
        };
        let before = match place.last {
            Some(last) if completes_last => self.taken[last].before,
            last => last,
        };
        place.last = Some(self.taken.len());
        self.taken.push(Taken { arg, is_later, before });
        place
    }

    /// What `word` is: a keyword if it can be one, else the first argument that takes it.
    fn choose(&self, steps: &[Step<M>], word: &Word<'_>) -> Result<(Token, Arg), SyntaxError> {
        let keywords = || {
            steps.iter().filter_map(|step| match step.token {
                Token::Keyword(keyword) => Some(keyword),
                _ => None,
            })
        };
        let is = |keyword| Ok((Token::Keyword(keyword), Arg::Keyword(keyword)));
        if let Some(keyword) = keywords().find(|keyword| keyword.eq_ignore_ascii_case(word.text)) {
            return is(keyword);
        }
        let abbreviated = || keywords().filter(|keyword| common_prefix(keyword, word.text) == word.text.len());
        if let Some(keyword) = abbreviated().next() {
            if abbreviated().all(|it| it == keyword) {
                return is(keyword);
            }
            return Err(SyntaxError::Ambiguous {
                column: word.column,
                end: word.end(),
            });
        }
        if let Some(found) = steps
            .iter()
            .find_map(|step| Some((step.token, self.argument(step, word)?)))
        {
            return Ok(found);
        }
        Err(invalid(keywords(), word))
    }

    fn argument(&self, step: &Step<M>, word: &Word<'_>) -> Option<Arg> {
        let text = word.text;
        match step.token {
            Token::Keyword(_) => None,
            Token::Number(low, high) => number(text).filter(|n| (low..=high).contains(n)).map(Arg::Number),
            Token::Address => text.parse().ok().map(Arg::Address),
            Token::Interface => text.parse().ok().map(Arg::Interface),
            Token::InterfaceKind => InterfaceKind::from_abbreviation(text).map(Arg::Kind),
            Token::InterfaceUnit => match step.place.last.map(|last| &self.taken[last].arg) {
                Some(Arg::Kind(kind)) => InterfaceName::from_parts(*kind, text).map(Arg::Interface),
                _ => None,
            },
            Token::Hex => hex(text).map(Arg::Hex),
            Token::Word => Some(Arg::Word(text.to_string())),
            Token::Line => Some(Arg::Line(word.rest.to_string())),
        }
    }
}

/// `no` must be spelled out: it is its own shortest abbreviation.
pub(super) fn strip_no<'w, 'a>(words: &'w [Word<'a>]) -> (bool, &'w [Word<'a>]) {
    match words.split_first() {
        Some((first, rest)) if first.text.eq_ignore_ascii_case("no") => (true, rest),
        _ => (false, words),
    }
}

/// How far one row has been matched.
pub(super) struct Place<M: 'static> {
    pub(super) row: &'static Row<M>,
    /// The choice that is being typed; none while it is the row's path.
    choice: Option<Choice>,
    /// The keywords of the path or of the choice that are still to come.
    pub(super) left: &'static str,
    /// What comes then, the innermost sequence last.
    parts: Vec<&'static [Part]>,
    /// The last argument.
    last: Option<usize>,
}

/// A word that may stand next.
pub(super) struct Step<M: 'static> {
    pub(super) token: Token,
    pub(super) help: &'static str,
    /// The place behind the word, which is not yet among its arguments.
    pub(super) place: Place<M>,
    keeps: Keeps,
}

/// What becomes of a word that was typed.
#[derive(Clone, Copy)]
enum Keeps {
    /// It is of the path.
    Nothing,
    /// It is an argument.
    Word,
    /// It completes the last argument.
    Unit,
    /// With the words before it, it makes this much of a choice.
    Choice(&'static str),
}

static UNIT: [Part; 1] = [Part::One(Token::InterfaceUnit, "Slot and port")];

impl<M> Clone for Place<M> {
    fn clone(&self) -> Self {
        Place {
            parts: self.parts.clone(),
            ..*self
        }
    }
}

impl<M> Place<M> {
    /// Whether the choice is one that IOS 12.3 has not.
    fn is_later(&self) -> bool {
        self.choice.is_some_and(|choice| !choice.is_in_12_3)
    }

    /// Whether the line may end here.
    fn may_end(self, negated: bool) -> bool {
        (self.row.has_no || !negated) && self.steps(negated, &mut Vec::new())
    }

    /// Collects the words that may stand next; answers whether nothing need follow.
    fn steps(mut self, negated: bool, steps: &mut Vec<Step<M>>) -> bool {
        if !self.left.is_empty() {
            steps.push(self.keyword_step());
            return false;
        }
        let Some(sequence) = self.parts.pop() else {
            return true;
        };
        let Some((part, rest)) = sequence.split_first() else {
            return self.steps(negated, steps);
        };
        if let Part::Repeated(inner) = part {
            self.clone().before(sequence).before(inner).steps(negated, steps);
        }
        self.parts.push(rest);
        match *part {
            Part::One(token, help) => {
                self.word_steps(token, help, steps);
                false
            }
            Part::Choice(choices) => {
                steps.extend((0..).map_while(choices).map(|choice| {
                    let place = Place {
                        choice: Some(choice),
                        left: choice.words,
                        ..self.clone()
                    };
                    place.keyword_step()
                }));
                false
            }
            Part::Optional(inner) => {
                self.clone().before(inner).steps(negated, steps);
                self.steps(negated, steps)
            }
            Part::Either(sequences) => {
                let mut ends = false;
                for inner in sequences {
                    ends |= self.clone().before(inner).steps(negated, steps);
                }
                ends
            }
            Part::Repeated(_) => self.steps(negated, steps),
            Part::No => self.steps(negated, steps) || negated,
        }
    }

    /// This place with a sequence before everything that is left.
    fn before(mut self, sequence: &'static [Part]) -> Self {
        self.parts.push(sequence);
        self
    }

    /// The next keyword of the path or of the choice.
    fn keyword_step(mut self) -> Step<M> {
        let (word, left) = self.left.split_once(' ').unwrap_or((self.left, ""));
        self.left = left;
        let (keeps, help) = match self.choice {
            Some(Choice { words, help, .. }) => (Keeps::Choice(words[..words.len() - left.len()].trim_end()), help),
            None => (Keeps::Nothing, self.row.help),
        };
        if left.is_empty() && self.choice.is_none() {
            self.parts.push(self.row.parts);
        }
        let help = if left.is_empty() { help } else { "" };
        let token = Token::Keyword(word);
        Step {
            token,
            help,
            place: self,
            keeps,
        }
    }

    fn word_steps(self, token: Token, help: &'static str, steps: &mut Vec<Step<M>>) {
        let step = |token, keeps, place| Step {
            token,
            help,
            place,
            keeps,
        };
        match token {
            Token::Interface => {
                steps.push(step(Token::Interface, Keeps::Word, self.clone()));
                steps.push(step(Token::InterfaceKind, Keeps::Word, self.before(&UNIT)));
            }
            Token::InterfaceUnit => steps.push(step(token, Keeps::Unit, self)),
            _ => steps.push(step(token, Keeps::Word, self)),
        }
    }
}

/// The number of bytes, and so of (ASCII) characters, in which `keyword` and `text` begin alike.
pub(super) fn common_prefix(keyword: &str, text: &str) -> usize {
    keyword
        .bytes()
        .zip(text.bytes())
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count()
}

fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let nibble = |b: &u8| char::from(*b).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            if let [high, low] = pair {
                Some(nibble(high)? << 4 | nibble(low)?)
            } else {
                None
            }
        })
        .collect()
}
