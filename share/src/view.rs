//! How a scenario is looked at.

use ikelab_core::locator::{Locator, NotFound};
use ikelab_core::sim::Trace;
use serde::{Deserialize, Serialize};

/// What of a run is shown, and how. The default is the start of it, as the page opens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// A [fact](ikelab_core::locator) at the step, `R1.MM4`; `None`: the start.
    pub at: Option<String>,
    /// How many of the step's events have happened, where the run is looked at event by event; `None`: all of them, where
    /// it is looked at step by step.
    pub event: Option<u32>,
    /// The part of the page.
    pub page: Page,
    /// The panel beneath an encrypted packet; `None`: as the page chooses.
    pub panel: Option<Panel>,
    /// Encrypted parts are shown as they are on the wire, not as their plaintext.
    pub on_wire: bool,
    /// Path of the selected field, `nonce/data`.
    pub field: Option<String>,
    /// The lesson that is open.
    pub lesson: Option<LessonPlace>,
    /// The language's tag (BCP 47), `en`; `None`: as the page chooses.
    pub language: Option<String>,
}

impl View {
    /// The view of a step, otherwise as the page opens.
    pub fn of_step(trace: &Trace, step: usize) -> View {
        View {
            at: (step > 0).then(|| Locator::of_step(trace, step).to_string()),
            ..View::default()
        }
    }

    /// The step that is meant.
    ///
    /// # Errors
    /// Says what is not there.
    pub fn step(&self, trace: &Trace) -> Result<usize, NotFound> {
        self.at.as_ref().map_or(Ok(0), |at| step_named(trace, at))
    }
}

/// The part of the page that is shown. The order is frozen: links count in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Page {
    /// What happens.
    #[default]
    Exchange,
    /// What the routers were told.
    Configurations,
    /// What keys there are, and what they are made from.
    Keys,
    /// This run beside another.
    Compare,
    /// The scenarios to choose from.
    Scenarios,
}

/// The panel beneath an encrypted ESP packet. The order is frozen: links count in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Panel {
    /// Keystream, plaintext and ciphertext.
    Keystream,
    /// Where values come from.
    Provenance,
}

/// A place in a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonPlace {
    /// The lesson's name.
    pub id: String,
    /// The beat, from 0.
    pub beat: u32,
}

/// The step that somebody names: by its number, or by a [fact](ikelab_core::locator) such as `R1.MM4`.
///
/// # Errors
/// Says what is not there.
pub fn step_named(trace: &Trace, name: &str) -> Result<usize, NotFound> {
    match name.parse::<usize>() {
        Ok(step) if step <= trace.last_step() => Ok(step),
        Ok(step) => Err(NotFound(format!(
            "there is no step {step}: the last is {}",
            trace.last_step()
        ))),
        Err(_) => Ok(name.parse::<Locator>()?.resolve(trace)?.step),
    }
}
