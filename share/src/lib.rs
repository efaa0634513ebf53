//! What a reader hands to somebody else: a scenario and how it is looked at, as a link or as a file. Also what a screen
//! offers as data: [switches](Switch) of the routers, and the [options](embed::Options) of an embedded page.
//!
//! ```text
//! Scenario + View ─▶ link  `#1…`, short: the differences from a preset      (encode, decode)
//!                 └▶ file  `.ikelab.json`, readable, complete               (file::write, file::read)
//! ```
//!
//! Links and files are data from strangers: reading them never panics, takes bounded time and memory, and gives only
//! scenarios whose run is bounded as well ([`TooMuch`]). What is written can be read. Version 1 of both is frozen.

pub mod embed;
pub mod file;
mod keys;
pub mod limits;
mod link;
mod secrets;
mod switches;
mod view;

pub use file::FileError;
pub use limits::TooMuch;
pub use link::{Keys, LinkError, Opened, decode, encode, fragment};
pub use secrets::leave_out as leave_out_secrets;
pub use switches::Switch;
pub use view::{LessonPlace, Page, Panel, View, step_named};
