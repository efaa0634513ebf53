//! Words with where they are from.

use alloc::string::String;

use crate::ios::config_event::Words;
use crate::ios::diagnostic::{Basis, Source};

/// Words of the seed.
pub(super) fn seed(text: impl Into<String>) -> Words {
    words(text, Basis::Ios(Source::Seed))
}

/// Words of published transcripts.
pub(super) fn field(text: impl Into<String>) -> Words {
    words(text, Basis::Ios(Source::Field))
}

/// Our words.
pub(super) fn modelled(text: impl Into<String>) -> Words {
    words(text, Basis::Modelled)
}

fn words(text: impl Into<String>, basis: Basis) -> Words {
    let text = text.into();
    Words { text, basis }
}
