//! The one state of the page and the actions that change it. Nothing else on the page remembers anything that matters.

mod action;
mod appearance;
mod changing;
mod history;
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

use ikelab_core::event::PacketId;
use ikelab_core::sim::{self, Place, Trace};
use yew::Reducible;

use crate::embed::{Options, Pane};
use crate::view_model::fields::Tree;
use crate::view_model::scene::{Flight, flight_at};

pub use action::{Action, Dispatch, dispatch_some};
pub use appearance::{Settings, Theme};
pub use ikelab_core::share::{Page as View, Panel};
pub use inspection::{Inspection, LabView};
pub use lab::Lab;
pub use playback::Speed;
pub use run::{Ran, Run};
pub use sharing::{Problem, Sharing, Source};
pub use study::{Answered, Progress, Study, Studying};

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
    /// The event whose record is pointed at, by its place in the trace.
    pub pointed: Option<u32>,
    /// What the reader wants of the page.
    pub settings: Settings,
    /// Whether the settings are open.
    pub settings_open: bool,
    /// Lessons.
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
            pointed: None,
            settings: Settings::default(),
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
        let run = self.lab.run().clone();
        match action {
            Action::First => self.go_by_hand(self.trace().first(self.place)),
            Action::Previous => self.go_by_hand(self.trace().previous(self.place)),
            Action::Next => self.go_by_hand(self.trace().next(self.place)),
            Action::Last => self.go_by_hand(self.trace().end_of(usize::MAX, self.place)),
            Action::Go(step) => self.go_by_hand(self.trace().end_of(step, self.place)),
            Action::GoTo(place) => self.go_by_hand(place),
            Action::StepByEvent(fine) => self.look(fine),
            Action::Play => self.play(),
            Action::Pause => self.playing = false,
            Action::TogglePlay if self.playing => self.playing = false,
            Action::TogglePlay => self.play(),
            Action::Tick => self.tick(),
            Action::SetSpeed(speed) => self.speed = speed,
            Action::Show(view) => self.view = view,
            Action::Select { field, byte } => self.inspection.select(field, byte),
            Action::TreeKey(arrow) => self.with_tree(|inspection, tree| inspection.press_in_tree(tree, arrow)),
            Action::TreeLetter(letter) => self.with_tree(|inspection, tree| inspection.type_in_tree(tree, letter)),
            Action::GridKey {
                arrow,
                with_control,
                range,
                per_row,
            } => self.with_tree(|inspection, tree| {
                inspection.press_in_grid(tree, arrow, with_control, &range, per_row);
            }),
            Action::Open { field, open } => drop(self.inspection.opened.insert(field, open)),
            Action::Decrypt(decrypted) => self.inspection.decrypted = decrypted,
            Action::ShowPanel(panel) => self.inspection.panel = Some(panel),
            Action::ShowLab(lab) => self.inspection.lab = lab,
            Action::ShowIteration { index, byte } => self.show_iteration(index, byte),
            Action::ShowWord(table, place) => {
                self.inspection.lab = LabView::Tables;
                self.inspection.word = (table, place);
            }
            Action::Ask(node) => self.ask(node),
            Action::AskAfresh(node) => self.inspection.walk = vec![node],
            Action::AskBack(length) => self.ask_back(length),
            Action::Point(event) => self.pointed = event,
            Action::GoToCause(event) => self.follow(event),
            Action::Choose(settings) => self.settings = settings,
            Action::OpenSettings(open) => self.settings_open = open,
            Action::OpenSharing(open) => self.sharing.open = open,
            Action::Refuse(problem) => self.sharing.problem = Some(problem),
            Action::Dismiss => self.sharing.problem = None,
            Action::HideKeysNote => self.sharing.keys_left_out = 0,
            Action::Look(fact) => self.look_at(&fact),
            action @ (Action::Study(_) | Action::Follow(..)) => self.change_and_grade(action),
            _ if self.is_read_only() => {}
            Action::Edit { router, text } => self.lab.edit(router, text),
            change => self.change_and_grade(change),
        }
        if *self.lab.run() != run {
            // The values and events of another run are others.
            self.inspection.walk.clear();
            self.pointed = None;
        }
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

    /// The packet of the step with its fields, if it has one that its sender has sent.
    fn tree(&self) -> Option<(PacketId, Rc<Tree>)> {
        let trace = self.trace();
        if flight_at(trace, self.place) == Flight::Unsent {
            return None;
        }
        let packet = trace.steps[self.place.step].packet.and_then(|id| trace.packet(id))?;
        Some((packet.id, Tree::new(packet, self.inspection.decrypted)))
    }

    /// Changes what is looked at in it.
    fn with_tree(&mut self, change: impl FnOnce(&mut Inspection, &Tree)) {
        if let Some((_, tree)) = self.tree() {
            change(&mut self.inspection, &tree);
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(State::clone(&self).after(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_field_outlives_the_packet_and_its_byte_does_not() {
        let state = State::default().after(Action::Go(3));
        let state = state.after(Action::Select {
            field: "nonce/data".into(),
            byte: Some(200),
        });
        let state = state.after(Action::Next);
        assert_eq!(state.inspection.field.as_deref(), Some("nonce/data"));
        assert_eq!(state.inspection.byte, None);
    }
}
