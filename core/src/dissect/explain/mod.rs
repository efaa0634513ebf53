//! What is said of each kind of field: its name, where it is specified, and a sentence for a learner.
//!
//! One module for each format, so that a field cannot be cut without its explanation. The sentences stand beside the terms
//! and not in them: who only cuts packets does not carry them along.

/// Declares the terms of a format.
macro_rules! terms {
    ($($term:ident = $key:literal $name:literal $source:expr; $text:literal)*) => {
        $(
            #[doc = concat!("`", $key, "`")]
            pub(in crate::dissect) const $term: Term = Term { key: $key, name: $name, source: $source };
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

/// What is said of a kind of field, whatever its value.
pub(super) struct Term {
    /// Its stable name for programs.
    pub key: &'static str,
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

/// What a field is and why it exists, in plain words, by [`Field::key`](super::Field::key). Empty for a key that no
/// field has.
pub fn explain(key: &str) -> &'static str {
    all().find(|(term, _)| term.key == key).map_or("", |(_, text)| text)
}

/// The key of every kind of field.
pub fn keys() -> impl Iterator<Item = &'static str> {
    all().map(|(term, _)| term.key)
}
