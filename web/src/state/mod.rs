//! The one state of the page and the actions that change it. Nothing else on the page remembers anything that matters.

mod action;
mod appearance;
mod changing;
mod comparing;
mod history;
mod inspecting;
mod inspection;
mod lab;
mod playback;
mod run;
mod sharing;
mod stepping;
mod study;
mod teach;
mod walk;

use std::rc::Rc;

use ikelab_core::sim::{self, PacketRef, Place, Trace};
use yew::Reducible;

use crate::embed::{Options, Pane};

pub use action::{Action, Dispatch, dispatch_some};
pub use appearance::Settings;
pub use ikelab_share::Page as View;
pub use ikelab_share::embed::Theme;
pub use inspection::{End, Inspection, LabView, Tab};
pub use lab::Lab;
pub use playback::Speed;
pub use run::{Run, RunData};
pub use sharing::{Problem, Sharing, Source};
pub use study::{Answered, LessonAction, Progress, Study};

/// All that the page knows.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The scenario and its run.
    pub lab: Lab,
    /// The place in the run that is shown; it says how finely the run is looked at.
    pub place: Place,
    /// Whether the steps follow each other by themselves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What is shown.
    pub view: View,
    /// What is looked at in the packet.
    pub inspection: Inspection,
    /// The packet that is looked at in both runs, where they are compared; `None`: the first that differs.
    pub compared: Option<PacketRef>,
    /// The event whose record is pointed at, by its place in the trace.
    pub pointed: Option<u32>,
    /// What the reader wants of the page.
    pub settings: Settings,
    /// Whether the menu is open of what the wire can do to the packet of the step.
    pub tampering: bool,
    /// Whether the settings are open.
    pub settings_open: bool,
    /// Where the reader is in the lessons.
    pub study: Study,
    /// Links and files.
    pub sharing: Sharing,
    /// How the page is embedded in another; `None`: it stands alone.
    pub embedded: Option<Rc<Options>>,
}

impl Default for State {
    fn default() -> Self {
        State {
            lab: Lab::new(sim::doc_50880()),
            place: Place::default(),
            playing: false,
            speed: Speed::default(),
            view: View::default(),
            inspection: Inspection::default(),
            compared: None,
            pointed: None,
            settings: Settings::default(),
            tampering: false,
            settings_open: false,
            study: Study::default(),
            sharing: Sharing::default(),
            embedded: None,
        }
    }
}

impl State {
    fn trace(&self) -> &Trace {
        &self.lab.run().trace
    }

    /// The state after an action.
    pub fn after(mut self, action: Action) -> State {
        let (place, view, is_jump) = (self.place, self.view, action.is_jump());
        if action.is_stepping() {
            self.step(action);
        } else {
            self.apply(action);
        }
        self.sharing.visits += u32::from(is_jump && (self.place, self.view) != (place, view));
        // The menu is one packet's.
        self.tampering &= self.place == place;
        self
    }

    /// Whether a part of the page is shown.
    pub fn shows(&self, pane: Pane) -> bool {
        self.embedded.as_ref().is_none_or(|options| options.shows(pane))
    }

    /// Whether the reader can look, and change nothing.
    pub fn is_read_only(&self) -> bool {
        self.embedded.as_ref().is_some_and(|options| options.read_only)
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(State::clone(&self).after(action))
    }
}
