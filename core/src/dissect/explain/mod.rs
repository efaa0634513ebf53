//! What is said of each kind of field: its name, where it is specified, and a sentence for a learner.
//!
//! One module for each format, so that a field cannot be cut without its explanation.

/// Declares the terms of a format.
macro_rules! terms {
    ($($term:ident = $kind:ident $name:literal $source:expr; $text:literal)*) => {
        $(
            pub(in crate::dissect) const $term: Term = Term {
                key: crate::field::FieldKind::$kind,
                name: $name,
                source: $source,
            };
        )*
        /// All of them, and what each is for.
        pub(super) const ALL: &[(Term, &str)] = &[$(($term, $text)),*];
    };
}

pub(super) mod ah;
pub(super) mod attribute;
pub(super) mod common;
pub(super) mod esp;
pub(super) mod ip;
pub(super) mod message;
pub(super) mod payload;
pub(super) mod sa;

use super::Source;
use crate::field::FieldKind;

/// What is said of a kind of field, whatever its value.
pub(super) struct Term {
    /// What kind of field it is.
    pub key: FieldKind,
    /// Its name for people.
    pub name: &'static str,
    /// Where it is specified.
    pub source: Source,
}

fn all() -> impl Iterator<Item = &'static (Term, &'static str)> {
    [
        common::ALL,
        ip::ALL,
        esp::ALL,
        ah::ALL,
        message::ALL,
        payload::ALL,
        sa::ALL,
        attribute::ALL,
    ]
    .into_iter()
    .flatten()
}

/// What a field is and why it exists, in plain words, by [`Field::key`](super::Field::key).
pub fn explain(key: FieldKind) -> &'static str {
    all().find(|(term, _)| term.key == key).map_or("", |(_, text)| text)
}

/// What is said of the payloads of a kind.
pub(super) fn payload(kind: FieldKind) -> &'static Term {
    let term = payload::ALL.iter().find(|(term, _)| term.key == kind);
    term.map_or(&payload::OTHER, |(term, _)| term)
}
