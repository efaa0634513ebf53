//! How much a link or a file may ask for, so that whoever opens one from a stranger waits for a bounded run.

use std::fmt;

use ikelab_core::sim::{Action, FaultKind, Scenario};

/// Bytes of a router's configuration.
pub const CONFIGURATION: u64 = 65_536;
/// Things done from outside.
pub const STIMULI: u64 = 1000;
/// Bytes of all typed lines.
pub const TYPED: u64 = 65_536;
/// Echo requests of all hosts' pings.
pub const ECHOES: u64 = 10_000;
/// Bytes of data in them.
pub const ECHO_DATA: u64 = 4_000_000;
/// Faults of the wire.
pub const FAULTS: u64 = 5000;
/// Fixed draws.
pub const PINS: u64 = 256;
/// Bytes of one fixed draw.
pub const PIN: u64 = 256;
/// Milliseconds from the start of the run to anything in it, and by which a packet is late: a week.
pub const MILLIS: u64 = 7 * 24 * 3600 * 1000;

/// A scenario asks for more than can be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch {
    /// Of what.
    pub what: &'static str,
    /// How much there may be.
    pub most: u64,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: at most {}", self.what, self.most)
    }
}

impl std::error::Error for TooMuch {}

/// Whether a scenario keeps all limits.
///
/// # Errors
/// The first that it does not keep.
pub fn check(scenario: &Scenario) -> Result<(), TooMuch> {
    for setup in &scenario.routers {
        most(
            "bytes of a configuration",
            setup.configuration.len() as u64,
            CONFIGURATION,
        )?;
    }
    most("stimuli", scenario.stimuli.len() as u64, STIMULI)?;
    let (mut echoes, mut data, mut typed) = (0, 0, 0);
    for stimulus in &scenario.stimuli {
        most("milliseconds until a stimulus", stimulus.at.0, MILLIS)?;
        match &stimulus.action {
            Action::Ping { count, size, .. } => {
                echoes += u64::from(*count);
                data += u64::from(*count) * u64::from(*size);
            }
            Action::Type { line, .. } => typed += line.len() as u64,
        }
    }
    most("echo requests", echoes, ECHOES)?;
    most("bytes in echo requests", data, ECHO_DATA)?;
    most("bytes of typed lines", typed, TYPED)?;
    most("faults", scenario.faults.len() as u64, FAULTS)?;
    for fault in &scenario.faults {
        if let FaultKind::Delay(millis) | FaultKind::Duplicate(millis) = fault.kind {
            most("milliseconds of a delay", millis, MILLIS)?;
        }
    }
    most("fixed draws", scenario.pins.draws.len() as u64, PINS)?;
    let longest = scenario.pins.draws.iter().map(|pin| pin.bytes.len()).max();
    most("bytes of a fixed draw", longest.unwrap_or(0) as u64, PIN)
}

/// Whether there is no more of something than there may be.
pub(crate) fn most(what: &'static str, is: u64, most: u64) -> Result<(), TooMuch> {
    if is > most { Err(TooMuch { what, most }) } else { Ok(()) }
}
