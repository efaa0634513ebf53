//! Lessons: prose beside the lab, predictions, goals, hints, and what is said of wrong ways.
//!
//! ```text
//! lessons/3-diffie-hellman/lesson.toml  ┐
//!                          en.md, de.md ┴ author (native) ──▶ Lesson ── format ──▶ a file of the site ──▶ the page
//! ```
//!
//! A lesson points at [facts](ikelab_core::locator) of a run, never at step numbers, and every number in its prose is read
//! from that run when it is compiled. `docs/lessons.md` says how one is written.

#[cfg(feature = "author")]
pub mod author;
pub mod condition;
pub mod format;
mod hex;
pub mod lab_action;
pub mod language;
pub mod lesson;
pub mod pattern;
