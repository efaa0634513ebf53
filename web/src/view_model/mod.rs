//! What the page shows, computed from a run and a place in it: pure functions, tested without a browser.

pub mod arrows;
pub mod bytes;
pub mod compare;
pub mod console;
pub mod contents;
pub mod entry;
pub mod faults;
pub mod fields;
pub mod gallery;
pub mod glossary;
pub mod keys;
pub mod keystream;
pub mod knowers;
pub mod ladder;
pub mod narration;
pub mod prose;
pub mod provenance;
pub mod scene;
pub mod states;
pub mod timeline;
pub mod two_time_pad;
pub mod verdict;
