//! A configuration being typed.

use super::config::{Platform, RunningConfig};
use super::mode::Mode;

/// A configuration, and where one is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Configurator {
    /// The configuration so far.
    pub config: RunningConfig,
    /// Where the next line is understood.
    pub mode: Mode,
    /// How far the line that opened the mode was indented, in characters.
    pub opened_at: u32,
    /// Whether a line in the mode was indented further.
    pub is_indented: bool,
    /// The box and the software it is typed at.
    pub platform: Platform,
}

impl Configurator {
    /// A configurator at the start of `config`, in global configuration.
    pub fn new(config: RunningConfig, platform: Platform) -> Self {
        Self {
            config,
            mode: Mode::Global,
            opened_at: 0,
            is_indented: false,
            platform,
        }
    }
}
