//! Which line of a configuration said what.

use alloc::string::{String, ToString};

use crate::map::Map;

use super::mode::Mode;

/// The line that last said each thing about each object.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// The lines inside a mode, by the path of their row.
    said: Map<(Mode, &'static str), u32>,
    /// The lines that are only kept, by their text.
    kept: Map<(Mode, String), u32>,
    /// The lines that opened a mode.
    opened: Map<Mode, u32>,
}

impl Origins {
    /// Line `number` was understood in `context` as a row of this path, and `mode` is where the next line is typed.
    pub fn add(&mut self, number: u32, context: &Mode, path: &'static str, mode: &Mode) {
        if context == mode {
            self.said.insert((mode.clone(), path), number);
        } else {
            self.opened.insert(mode.clone(), number);
        }
    }

    /// Line `number` is only kept, in `mode`, as this text.
    pub fn keep(&mut self, number: u32, mode: &Mode, text: &str) {
        self.kept.insert((mode.clone(), text.to_string()), number);
    }

    /// The line that is kept as this text.
    pub fn kept(&self, mode: &Mode, text: &str) -> Option<u32> {
        self.kept.get(&(mode.clone(), text.to_string())).copied()
    }

    /// The line of this path.
    pub fn said(&self, mode: &Mode, path: &'static str) -> Option<u32> {
        self.said.get(&(mode.clone(), path)).copied()
    }

    /// The line that opened the mode.
    pub fn opened(&self, mode: &Mode) -> Option<u32> {
        self.opened.get(mode).copied()
    }
}
