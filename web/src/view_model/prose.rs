//! Running text with routers and terms in it.

use ikelab_core::event::RouterId;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Plain words.
    Text(String),
    /// A router, in its colour.
    Router(RouterId),
    /// What is typed or printed.
    Code(String),
    /// Words that the glossary explains.
    Term {
        /// The words.
        words: String,
        /// The glossary's entry.
        entry: String,
    },
}

/// A text in pieces.
pub type Prose = Vec<Span>;

/// Reads a text: `R1` and `R2` are routers, `[words]` is a term of that name, `[words|entry]` one of another, and what is
/// between backticks is code.
pub fn prose(text: &str) -> Prose {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['[', '`']) {
        let closing = if rest[start..].starts_with('[') { ']' } else { '`' };
        let Some(length) = rest[start + 1..].find(closing) else {
            break;
        };
        let inside = &rest[start + 1..start + 1 + length];
        words(&rest[..start], &mut spans);
        spans.push(if closing == ']' {
            term(inside)
        } else {
            Span::Code(inside.to_owned())
        });
        rest = &rest[start + length + 2..];
    }
    words(rest, &mut spans);
    spans
}

/// Words in which nothing but routers' names is looked for.
pub fn names(text: &str) -> Prose {
    let mut spans = Vec::new();
    words(text, &mut spans);
    spans
}

/// The words alone.
pub fn plain(prose: &[Span]) -> String {
    prose
        .iter()
        .map(|span| match span {
            Span::Text(text) | Span::Code(text) => text.clone(),
            Span::Router(router) => router.to_string(),
            Span::Term { words, .. } => words.clone(),
        })
        .collect()
}

fn term(inside: &str) -> Span {
    let (words, entry) = inside.split_once('|').unwrap_or((inside, inside));
    Span::Term {
        words: words.to_owned(),
        entry: entry.to_owned(),
    }
}

fn words(text: &str, spans: &mut Prose) {
    let mut plain = 0;
    for (at, _) in text.match_indices('R') {
        let Some(router) = router_at(text, at) else { continue };
        push_text(&text[plain..at], spans);
        spans.push(Span::Router(router));
        plain = at + 2;
    }
    push_text(&text[plain..], spans);
}

fn push_text(text: &str, spans: &mut Prose) {
    if !text.is_empty() {
        spans.push(Span::Text(text.to_owned()));
    }
}

/// The router whose name stands alone at `at`.
fn router_at(text: &str, at: usize) -> Option<RouterId> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(2);
    if before.is_some_and(is_word) || after.is_some_and(is_word) {
        return None;
    }
    match text[at..].chars().nth(1) {
        Some('1') => Some(RouterId::R1),
        Some('2') => Some(RouterId::R2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_routers_and_terms() {
        let spans = prose("R2 sends a [nonce] to R1: [PFS|perfect forward secrecy].");
        assert_eq!(spans[0], Span::Router(RouterId::R2));
        assert_eq!(
            spans[2],
            Span::Term {
                words: "nonce".into(),
                entry: "nonce".into()
            }
        );
        assert_eq!(
            spans[6],
            Span::Term {
                words: "PFS".into(),
                entry: "perfect forward secrecy".into()
            }
        );
        assert_eq!(plain(&spans), "R2 sends a nonce to R1: PFS.");
    }

    #[test]
    fn a_name_inside_a_word_is_no_router() {
        assert_eq!(prose("IKE_R1, CR2, R12"), [Span::Text("IKE_R1, CR2, R12".into())]);
    }

    #[test]
    fn what_is_typed_is_code() {
        assert_eq!(prose("`R1 [x]` is")[0], Span::Code("R1 [x]".into()));
    }

    #[test]
    fn an_open_bracket_is_text() {
        assert_eq!(plain(&prose("a [ b")), "a [ b");
    }
}
