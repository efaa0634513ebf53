//! The laboratory: a [`Scenario`] is run to an immutable [`Trace`]. Total and pure: a tunnel that fails is a trace too.

mod checkpoint;
mod fault;
pub mod forgery;
mod host;
mod place;
mod presets;
mod random;
mod run;
mod scenario;
mod steps;
mod trace;

pub use fault::{Fault, FaultKind, PacketRef};
pub use place::Place;
pub use presets::{Kind, PRESETS, Preset, doc_50880, preset};
pub use random::LabelledRandom;
pub use run::run;
pub use scenario::{Action, Pin, Pins, RouterSetup, Scenario, Stimulus, typed_lines};
pub use steps::{Cause, Step};
pub use trace::{CapturedPacket, Fate, Trace};
