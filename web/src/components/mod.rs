//! The parts of the page, one a file. They are given what they show, and send actions back.

pub mod configurations;
pub mod console;
mod entry;
pub mod glossary;
pub mod graph;
mod grid;
pub mod header;
mod icons;
pub mod keystream;
pub mod ladder;
pub mod lesson;
pub mod machine;
pub mod narration;
pub mod packet;
mod prediction;
pub mod provenance;
pub mod router;
pub mod settings;
pub mod timeline;
pub mod topology;
pub mod two_time_pad;
pub mod what_if;
pub mod wire;
mod words;
