//! A Markdown file, cut into sections: a title, a summary, and for each `## Title {#id}` what follows it.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Wrong, line_of};

/// The file.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The heading of the first level.
    pub title: String,
    /// What follows it.
    pub summary: Vec<RawBlock>,
    /// The parts, in order.
    pub sections: Vec<Section>,
}

/// A part, which belongs to an entry of `lesson.toml`.
#[derive(Debug)]
pub(super) struct Section {
    /// The entry's id.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The heading's line.
    pub line: usize,
    /// What follows it.
    pub blocks: Vec<RawBlock>,
}

/// A block with its placeholders as they are written.
#[derive(Debug)]
pub(super) enum RawBlock {
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// A list.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Piece>>,
    },
    /// A code block: the line of its first, and the lines.
    Code(usize, Vec<String>),
    /// A rule, which parts a question from the reason.
    Rule(usize),
}

/// A piece of running text.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its line.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub words: String,
}

/// What a piece of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// Code.
    Code,
    /// `*words*`
    Emphasis,
    /// `**words**`
    Strong,
    /// `[words](target)`
    Link(String),
}

/// Reads a file, and says what in it has no place in a lesson.
pub(super) fn read(text: &str) -> (Document, Vec<Wrong>) {
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter() {
        reader.line = line_of(text, range.start);
        reader.event(event);
    }
    if reader.document.title.is_empty() {
        reader
            .wrong
            .push((1, "a lesson begins with its title, `# Title`".into()));
    }
    (reader.document, reader.wrong)
}

#[derive(Default)]
struct Reader {
    document: Document,
    wrong: Vec<Wrong>,
    line: usize,
    kind: Option<Kind>,
    pieces: Vec<Piece>,
    /// The list that is being read.
    list: Option<(bool, Vec<Vec<Piece>>)>,
    /// The code block that is being read.
    code: Option<(usize, String)>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => match &mut self.code {
                Some((_, code)) => code.push_str(&words),
                None => self.piece(self.kind.clone().unwrap_or(Kind::Text), &words),
            },
            Event::Code(words) => self.piece(Kind::Code, &words),
            Event::SoftBreak | Event::HardBreak => self.piece(self.kind.clone().unwrap_or(Kind::Text), " "),
            Event::Rule => {
                let line = self.line;
                self.block(RawBlock::Rule(line));
            }
            _ => self.refuse("HTML and other extensions of Markdown have no place in a lesson"),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Item => {}
            Tag::Heading { level, id, .. } => self.heading(level, id.as_deref()),
            Tag::List(_) if self.list.is_some() => self.refuse("a list in a list has no place in a lesson"),
            Tag::List(first) => self.list = Some((first.is_some(), Vec::new())),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.code = Some((self.line + 1, String::new()));
            }
            Tag::Emphasis => self.kind = Some(Kind::Emphasis),
            Tag::Strong => self.kind = Some(Kind::Strong),
            Tag::Link { dest_url, .. } => self.kind = Some(Kind::Link(dest_url.to_string())),
            _ => self.refuse("only paragraphs, lists, code, emphasis and links have a place in a lesson"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.list.is_none() => {
                let pieces = std::mem::take(&mut self.pieces);
                self.block(RawBlock::Paragraph(pieces));
            }
            TagEnd::Item => {
                let pieces = std::mem::take(&mut self.pieces);
                if let Some((_, items)) = &mut self.list {
                    items.push(pieces);
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.list.take() {
                    self.block(RawBlock::List { ordered, items });
                }
            }
            TagEnd::CodeBlock => {
                if let Some((line, code)) = self.code.take() {
                    self.block(RawBlock::Code(line, code.lines().map(str::to_owned).collect()));
                }
            }
            TagEnd::Heading(level) => {
                let title: String = self.pieces.drain(..).map(|piece| piece.words).collect();
                match (level, self.document.sections.last_mut()) {
                    (HeadingLevel::H2, Some(section)) => section.title = title,
                    _ => self.document.title = title,
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.kind = None,
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&str>) {
        let line = self.line;
        match (level, id) {
            (HeadingLevel::H1, None) if self.document.title.is_empty() && self.document.sections.is_empty() => {}
            (HeadingLevel::H2, Some(id)) => self.document.sections.push(Section {
                id: id.to_owned(),
                title: String::new(),
                line,
                blocks: Vec::new(),
            }),
            (HeadingLevel::H2, None) => self.refuse("this heading belongs to nothing: give it an id, `## Title {#id}`"),
            _ => self.refuse("a lesson has one title, `# Title`, and then headings such as `## Title {#id}`"),
        }
    }

    /// Adds words to the running text; what Markdown has parted for its own reasons is one again.
    fn piece(&mut self, kind: Kind, words: &str) {
        let words = words.replace('\t', " ");
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind && kind != Kind::Code => last.words.push_str(&words),
            _ => self.pieces.push(Piece {
                line: self.line,
                kind,
                words,
            }),
        }
    }

    fn block(&mut self, block: RawBlock) {
        match self.document.sections.last_mut() {
            Some(section) => section.blocks.push(block),
            None => self.document.summary.push(block),
        }
    }

    fn refuse(&mut self, message: &str) {
        self.wrong.push((self.line, message.to_owned()));
    }
}
