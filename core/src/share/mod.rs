//! What can be handed to somebody else: a scenario and how it is looked at, as a link or as a file.
//!
//! ```text
//! Scenario + View ─▶ link  `#1…`, short: the differences from a preset      (encode, decode)
//!                 └▶ file  `.ikelab.json`, readable, complete               (file::write, file::read)
//! ```
//!
//! Both are data from strangers: reading them never panics, takes bounded time and memory, and gives only scenarios whose
//! run is bounded as well ([`TooMuch`]). Version 1 of both is frozen.

mod base64;
pub mod file;
mod json;
mod keys;
mod limits;
mod lines;
mod link;
mod text;
mod varint;
mod view;

pub use json::FileError;
pub use limits::TooMuch;
pub use lines::changed_lines;
pub use link::{Keys, LinkError, Opened, decode, encode, fragment};
pub use view::{LessonPlace, Page, Panel, View, step_named};
