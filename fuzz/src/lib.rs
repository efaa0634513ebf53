//! What is done with bytes from strangers. Nothing of it may panic, and what is said to hold must hold, whatever the bytes are.
//!
//! `cargo xtask fuzz` lets libFuzzer look for bytes that break it; the folder `inputs` has some of each kind to begin with,
//! and all that ever did, which a test runs through the same functions.

mod packets;
mod text;

pub use packets::{esp, isakmp, router};
pub use text::{configuration, console, file, lesson, link};

/// What is done with some bytes.
pub type Target = fn(&[u8]);

/// The functions by their names.
pub const TARGETS: [(&str, Target); 8] = [
    ("isakmp", isakmp),
    ("router", router),
    ("esp", esp),
    ("configuration", configuration),
    ("console", console),
    ("file", file),
    ("link", link),
    ("lesson", lesson),
];
