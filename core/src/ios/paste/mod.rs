//! A configuration as people paste it: out of a terminal, a log file, an e-mail or a web page. What is not configuration is
//! taken out, and said once for each kind. Lines stay where they are: one that goes leaves an empty one, so that every line
//! keeps its number.
//!
//! A router that is pasted such a text refuses most of it, line by line (IOS: field). Modelled: all of this module.

mod characters;
mod recognise;
mod remarks;
mod split;

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::banner;
use super::lexer::width;
use recognise::{Exec, Place, Prompt};

pub use split::{Pair, split};

/// A kind of what is taken out or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `R1(config-if)#` before a line.
    Prompt,
    /// A command of exec, or `end` or `exit` before more configuration.
    Command,
    /// What a command of exec prints.
    Output,
    /// What IOS answers to a line, and what it prints above a configuration.
    Answer,
    /// Questions with `?`, and the help that answers them.
    Help,
    /// What a person wrote beside the configuration.
    Remark,
    /// Records of the log or of debugging.
    Log,
    /// `--More--`.
    Pager,
    /// The `>` of an e-mail.
    Quote,
    /// Curly quotation marks, hyphens of typesetters, characters without width, backspaces.
    Character,
    /// Tabs and non-breaking spaces.
    Blank,
    /// Blanks at the end of a line.
    Trailing,
    /// Carriage returns.
    LineBreak,
}

impl Kind {
    /// Whether it is worth a word: nobody sees the end of a line.
    pub fn is_said(self) -> bool {
        !matches!(self, Kind::Trailing | Kind::LineBreak)
    }
}

/// How much of a kind was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The kind.
    pub kind: Kind,
    /// The first line that had it, from 1.
    pub line: u32,
    /// How many lines had it.
    pub count: u32,
}

/// A text without what is not configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned<'t> {
    /// The text. Its lines have the numbers that they had.
    pub text: Cow<'t, str>,
    /// What was taken out, in the order of the first lines.
    pub removals: Vec<Removal>,
    /// By how many characters the start of a line was cut, by its number.
    cuts: Vec<(u32, u32)>,
}

impl Cleaned<'_> {
    /// How many characters of a line were taken from its start.
    pub fn cut(&self, line: u32) -> u32 {
        let at = self.cuts.binary_search_by_key(&line, |(number, _)| *number);
        at.map_or(0, |at| self.cuts[at].1)
    }
}

/// A line of a pasted text.
#[derive(Debug)]
pub struct Piece<'t> {
    /// As it was pasted.
    pub original: &'t str,
    /// What is left of it.
    pub text: Cow<'t, str>,
    /// What was taken out or replaced.
    pub kinds: Vec<Kind>,
    /// How many characters were taken from its start.
    cut: u32,
    /// The name in its prompt.
    host: Option<String>,
    /// What it means for the lines before it.
    turn: Turn,
}

/// What a line means for those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing.
    None,
    /// Configuration goes on: it is typed at a prompt of configuration, or goes there.
    Configures,
    /// Another command of exec.
    Exec,
    /// `exit`, which may end configuration.
    Exit,
    /// `end`.
    End,
}

/// Takes out of a text what is not configuration.
pub fn clean(text: &str) -> Cleaned<'_> {
    let pieces = pieces(text);
    let mut cleaned = Cleaned {
        text: Cow::Borrowed(text),
        removals: Vec::new(),
        cuts: Vec::new(),
    };
    if pieces.iter().all(|piece| piece.kinds.is_empty()) {
        return cleaned;
    }
    for (number, piece) in (1..).zip(&pieces) {
        for kind in &piece.kinds {
            cleaned.count(number, *kind);
        }
        cleaned.cuts.extend((piece.cut > 0).then_some((number, piece.cut)));
    }
    let lines: Vec<&str> = pieces.iter().map(|piece| piece.text.as_ref()).collect();
    cleaned.text = Cow::Owned(lines.join("\n"));
    cleaned
}

impl Cleaned<'_> {
    fn count(&mut self, line: u32, kind: Kind) {
        match self.removals.iter_mut().find(|removal| removal.kind == kind) {
            Some(removal) => removal.count += 1,
            None => self.removals.push(Removal { kind, line, count: 1 }),
        }
    }
}

/// What ends the lines of a text.
pub fn line_break(text: &str) -> char {
    if text.contains('\r') && !text.contains('\n') {
        '\r'
    } else {
        '\n'
    }
}

/// The lines of a text, each with what is left of it.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let separator = line_break(text);
    let mut cleaner = Cleaner::default();
    let mut pieces: Vec<Piece<'_>> = text.split(separator).map(|line| cleaner.line(line)).collect();
    if separator == '\r' {
        pieces[0].kinds.push(Kind::LineBreak);
    }
    go_on(&mut pieces);
    pieces
}

/// Takes out each `end` after which configuration goes on, and each `exit` that goes to exec before it does.
fn go_on(pieces: &mut [Piece<'_>]) {
    let mut configures = false;
    let mut exec_follows = false;
    for piece in pieces.iter_mut().rev() {
        let goes = match piece.turn {
            Turn::End => configures,
            Turn::Exit => configures && exec_follows,
            Turn::None | Turn::Configures | Turn::Exec => false,
        };
        if goes {
            piece.remove(Kind::Command);
        }
        configures |= piece.turn == Turn::Configures;
        let is_exec = goes || piece.turn == Turn::Exec || piece.kinds.contains(&Kind::Command);
        if is_exec || !piece.text.trim().is_empty() {
            exec_follows = is_exec;
        }
    }
}

impl<'t> Piece<'t> {
    fn new(original: &'t str) -> Self {
        let (text, kinds) = characters::clean(original);
        Piece {
            original,
            text,
            kinds,
            cut: 0,
            host: None,
            turn: Turn::None,
        }
    }

    /// Notes that it has something of a kind.
    fn has(&mut self, kind: Kind) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    /// Takes `length` bytes from the start.
    fn cut(&mut self, length: usize, kind: Kind) {
        self.cut += width(&self.text[..length]);
        match &mut self.text {
            Cow::Borrowed(text) => *text = &text[length..],
            Cow::Owned(text) => drop(text.drain(..length)),
        }
        self.has(kind);
    }

    /// Leaves the first `length` bytes.
    fn keep(&mut self, length: usize, kind: Kind) {
        match &mut self.text {
            Cow::Borrowed(text) => *text = &text[..length],
            Cow::Owned(text) => text.truncate(length),
        }
        self.has(kind);
    }

    /// Takes the whole line out.
    fn remove(&mut self, kind: Kind) {
        self.text = Cow::Borrowed("");
        self.cut = 0;
        self.has(kind);
    }
}

/// Where in a pasted text one is.
#[derive(Default)]
struct Cleaner {
    /// Lines without a prompt are what a command or a question prints, of this kind.
    prints: Option<Kind>,
    /// Indented lines without a prompt belong to the line above, and are of this kind.
    under: Option<Kind>,
    /// Configuration was typed at a prompt.
    has_prompts: bool,
    /// Whoever pasted this typed prompts without the router's name: `#conf t`.
    has_bare_prompts: bool,
    /// The text of a banner, whose lines may look like anything.
    banner: Option<Banner>,
}

/// A banner that has not ended.
struct Banner {
    delimiter: String,
    /// Its first line had the `>` of an e-mail.
    is_quoted: bool,
}

impl Cleaner {
    fn line<'t>(&mut self, original: &'t str) -> Piece<'t> {
        let mut piece = Piece::new(original);
        if let Some(banner) = &self.banner {
            if banner.is_quoted {
                peel_quotes(&mut piece);
            }
            if piece.text.contains(banner.delimiter.as_str()) {
                self.banner = None;
            }
            return piece;
        }
        let prompt = self.peel(&mut piece);
        match &prompt {
            Some(prompt) if prompt.place == Place::Exec => self.exec_line(&mut piece),
            Some(_) => {
                self.prints = None;
                self.has_prompts = true;
                piece.turn = Turn::Configures;
                self.plain_line(&mut piece, prompt.as_ref());
            }
            None => self.plain_line(&mut piece, None),
        }
        piece.host = prompt.map(|prompt| prompt.host).filter(|host| !host.is_empty());
        piece
    }

    /// A line that was typed at `R1#` or `R1>`.
    fn exec_line(&mut self, piece: &mut Piece<'_>) {
        let exec = recognise::exec_at_prompt(&piece.text);
        self.prints = (exec == Some(Exec::Show)).then_some(Kind::Output);
        self.under = None;
        piece.turn = match exec {
            Some(Exec::Configure) => Turn::Configures,
            _ => Turn::Exec,
        };
        if !piece.text.is_empty() {
            piece.remove(Kind::Command);
        }
    }

    /// A line of configuration, as far as one can tell by its prompt.
    fn plain_line(&mut self, piece: &mut Piece<'_>, prompt: Option<&Prompt>) {
        if self.beside(piece, prompt) {
            return;
        }
        let exec = recognise::exec_in_configuration(&piece.text);
        if let Some(exec) = exec {
            // Where there are no prompts, nothing tells where the output ends.
            self.prints = (prompt.is_some() && exec == Exec::Show).then_some(Kind::Output);
            if prompt.is_none() {
                let configures = exec == Exec::Configure;
                piece.turn = if configures { Turn::Configures } else { Turn::Exec };
            }
            piece.remove(Kind::Command);
        } else if recognise::is_log(&piece.text) {
            piece.remove(Kind::Log);
        } else if let Some(kind) = self.prints.filter(|_| !piece.text.trim().is_empty()) {
            piece.remove(kind);
        } else if recognise::is_answer(&piece.text) {
            piece.remove(Kind::Answer);
        } else {
            self.configuration_line(piece, prompt);
        }
    }

    /// Takes out what a person wrote beside the configuration, and questions; whether nothing is left.
    fn beside(&mut self, piece: &mut Piece<'_>, prompt: Option<&Prompt>) -> bool {
        let text = piece.text.as_ref();
        let is_printed = prompt.is_none() && self.prints.is_some();
        if text.trim().is_empty() || is_printed || recognise::is_log(text) || recognise::is_answer(text) {
            return false;
        }
        let is_inner = prompt.is_none() && text.starts_with(' ');
        if let Some(kind) = self.under.filter(|_| is_inner) {
            piece.remove(kind);
            return true;
        }
        self.under = None;
        // What would be left must not look like a prompt: it was looked for before.
        let is_command = |text: &str, length: &usize| recognise::prompt(&text[..*length]).is_none();
        while let Some(length) = remarks::before_remark(&piece.text).filter(|it| is_command(&piece.text, it)) {
            piece.keep(length, Kind::Remark);
        }
        if remarks::is_remark(&piece.text) {
            // Where commands have prompts, indented lines under a remark go on with it.
            self.under = (self.has_prompts && prompt.is_none()).then_some(Kind::Remark);
            piece.remove(Kind::Remark);
            return true;
        }
        if !remarks::is_question(&piece.text) {
            return false;
        }
        match prompt {
            Some(_) => self.prints = Some(Kind::Help),
            None => self.under = Some(Kind::Help),
        }
        piece.remove(Kind::Help);
        true
    }

    /// Takes off what stands before a line: `>`, `--More--` and prompts, in whatever order. Gives the last prompt.
    fn peel(&mut self, piece: &mut Piece<'_>) -> Option<Prompt> {
        let mut prompt = None;
        loop {
            if peel_quotes(piece) {
                continue;
            }
            if let Some(length) = recognise::pager(&piece.text) {
                piece.cut(length, Kind::Pager);
            } else if let Some((found, length)) = recognise::prompt(&piece.text) {
                piece.cut(length, Kind::Prompt);
                prompt = Some(found);
            } else if let Some((found, length)) = recognise::bare_prompt(&piece.text, self.has_bare_prompts) {
                piece.cut(length, Kind::Prompt);
                self.has_bare_prompts = true;
                prompt = Some(found);
            } else {
                return prompt;
            }
        }
    }

    fn configuration_line(&mut self, piece: &mut Piece<'_>, prompt: Option<&Prompt>) {
        let place = prompt.map(|prompt| prompt.place);
        match recognise::leaves(&piece.text) {
            Some(recognise::Leave::Exit) if place == Some(Place::Global) => piece.remove(Kind::Command),
            Some(recognise::Leave::Exit) if place.is_none() => piece.turn = Turn::Exit,
            Some(recognise::Leave::End) => piece.turn = Turn::End,
            _ => {}
        }
        if let Some(delimiter) = banner::open_delimiter(&piece.text) {
            self.banner = Some(Banner {
                delimiter: delimiter.to_string(),
                is_quoted: piece.kinds.contains(&Kind::Quote),
            });
        }
    }
}

/// Takes off the `>` of an e-mail; whether there was one.
fn peel_quotes(piece: &mut Piece<'_>) -> bool {
    let before = piece.text.len();
    while let Some(length) = recognise::quote(&piece.text) {
        piece.cut(length, Kind::Quote);
    }
    piece.text.len() < before
}
