//! The one state of the page and the actions that change it. Nothing else on the page remembers anything that matters.

mod appearance;
mod history;
mod inspection;
mod lab;
mod playback;
mod run;
mod sharing;
mod study;
mod teach;
mod walk;

use std::ops::Range;
use std::rc::Rc;

use ikelab_core::crypto::seal::Table;
use ikelab_core::event::{PacketId, RouterId};
use ikelab_core::fact::Fact;
use ikelab_core::ios::switches::Switch;
use ikelab_core::provenance::Node;
use ikelab_core::share::Opened;
use ikelab_core::sim::{self, Fault, Place, Trace};
use yew::prelude::*;

use crate::embed::{Options, Pane};
use crate::view_model::arrows::Arrow;
use crate::view_model::fields::Tree;

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

/// What the reader, or time, does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// To the moment before anything happens.
    First,
    /// One step back.
    Previous,
    /// One step on.
    Next,
    /// To the end.
    Last,
    /// To the end of a step, looked at as finely as before.
    Go(usize),
    /// To a place.
    GoTo(Place),
    /// Look at the run event by event, or step by step.
    StepByEvent(bool),
    /// Let the steps follow each other, from the start if they are at the end.
    Play,
    /// Stop that.
    Pause,
    /// The one or the other.
    TogglePlay,
    /// A played step is over.
    Tick,
    /// Play at another speed.
    SetSpeed(Speed),
    /// Show another view.
    Show(View),
    /// Select a field of the packet, and the byte by which it was chosen.
    Select {
        /// Its path.
        field: String,
        /// The byte.
        byte: Option<u32>,
    },
    /// A key was pressed in the tree.
    TreeKey(Arrow),
    /// A letter was typed in the tree.
    TreeLetter(char),
    /// A key was pressed in a grid of bytes.
    GridKey {
        /// Which.
        arrow: Arrow,
        /// With Control.
        with_control: bool,
        /// The bytes that the grid shows.
        range: Range<u32>,
        /// Bytes in a row of it.
        per_row: u32,
    },
    /// Open or close a field.
    Open {
        /// Its path.
        field: String,
        /// Open it.
        open: bool,
    },
    /// Show plaintext, or what is on the wire.
    Decrypt(bool),
    /// Show another panel under the packet.
    ShowPanel(Panel),
    /// Show this of SEAL.
    ShowLab(LabView),
    /// Show an iteration, and select its first byte if the packet uses it.
    ShowIteration {
        /// Its place in its block, from 0.
        index: u8,
        /// The byte of the packet.
        byte: Option<u32>,
    },
    /// Show a word of SEAL's tables.
    ShowWord(Table, u32),
    /// Show where a value comes from, asked from the one that is shown.
    Ask(Node),
    /// Show where a value comes from, not asked from another.
    AskAfresh(Node),
    /// Point at the record of an event, or at none.
    Point(Option<u32>),
    /// Go to an event, and select the bytes that it is about.
    GoToCause(u32),
    /// Go back to one of the values that were asked for before: to so many.
    AskBack(usize),
    /// A configuration was typed in.
    Edit {
        /// Whose.
        router: RouterId,
        /// The whole text.
        text: String,
    },
    /// The typing has paused.
    Settle,
    /// Type a line at a console, or several, just after the step.
    Type {
        /// Whose console.
        router: RouterId,
        /// What is typed.
        text: String,
    },
    /// Turn a switch of a router, just after the step.
    Turn {
        /// Whose.
        router: RouterId,
        /// Which.
        switch: Switch,
        /// On.
        on: bool,
    },
    /// Make both routers take what IOS refuses, or not.
    SetWhatIf(bool),
    /// Let the wire do something to packets.
    Tamper(Vec<Fault>),
    /// Let it do so no more.
    Restore(Vec<Fault>),
    /// Begin with a preset.
    Load(&'static str),
    /// Look at a fact of the run.
    Look(Fact),
    /// Do something with lessons.
    Study(Studying),
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Choose settings.
    Choose(Settings),
    /// Open the settings, or close them.
    OpenSettings(bool),
    /// Open or close the dialog that shares.
    OpenSharing(bool),
    /// Show what was opened.
    Follow(Source, Rc<Opened>),
    /// Say why something cannot be opened.
    Refuse(Problem),
    /// That was read.
    Dismiss,
    /// It was read that keys were left out.
    HideKeysNote,
}

/// Where components send their actions.
pub type Dispatch = Callback<Action>;

/// A callback that sends an action for some of its inputs.
pub fn dispatch_some<IN: 'static>(
    dispatch: &Dispatch,
    action: impl Fn(IN) -> Option<Action> + 'static,
) -> Callback<IN> {
    let dispatch = dispatch.clone();
    Callback::from(move |input| action(input).into_iter().for_each(|action| dispatch.emit(action)))
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

    /// Whether there is no place before the one that is shown, and whether there is none behind it.
    pub fn ends(&self) -> (bool, bool) {
        let (trace, place) = (self.trace(), self.place);
        (trace.previous(place) == place, trace.next(place) == place)
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

    /// The actions after which there may be another run, or another lesson.
    fn change_and_grade(&mut self, action: Action) {
        let before = (self.lab.run().clone(), self.study.lesson.clone());
        match action {
            Action::Study(studying) => self.teach(studying),
            Action::Follow(source, opened) => self.open(source, &opened),
            change => self.change(change),
        }
        if before.0 != *self.lab.run() || before.1 != self.study.lesson {
            self.study.grade(&self.lab.run().trace);
        }
    }

    /// The actions after which there may be another run.
    fn change(&mut self, action: Action) {
        let before = self.lab.run().clone();
        match action {
            Action::Settle => self.lab.settle(),
            Action::Type { router, text } => return self.type_at(router, &text),
            Action::Turn { router, switch, on } => return self.turn(router, switch, on),
            Action::SetWhatIf(allowed) => self.lab.set_what_if(allowed),
            Action::Tamper(faults) => self.lab.tamper(faults),
            Action::Restore(faults) => self.lab.restore(&faults),
            Action::Load(name) => {
                if let Some(preset) = sim::preset(name) {
                    self.lab.change((preset.scenario)());
                    self.sharing.visits += 1;
                }
            }
            Action::Undo => self.lab.undo(),
            Action::Redo => self.lab.redo(),
            _ => {}
        }
        if *self.lab.run() != before {
            self.playing = false;
            self.go(self.place);
        }
    }

    /// Types at a console, and goes to where the last line is read. The scenario's later lines stay.
    fn type_at(&mut self, router: RouterId, text: &str) {
        let step = self.lab.type_after(self.place.step, router, text);
        self.go_to_typed(step);
    }

    /// Turns a switch by typing.
    fn turn(&mut self, router: RouterId, switch: Switch, on: bool) {
        let step = self.lab.turn(self.place.step, router, switch, on);
        self.go_to_typed(step);
    }

    fn go_to_typed(&mut self, step: Option<usize>) {
        if let Some(step) = step {
            self.go_by_hand(self.trace().end_of(step, self.place));
        }
    }

    /// The packet of the step with its fields, if it has one.
    fn tree(&self) -> Option<(PacketId, Rc<Tree>)> {
        let trace = self.trace();
        let packet = trace.steps[self.place.step].packet.and_then(|id| trace.packet(id))?;
        Some((packet.id, Tree::new(packet, self.inspection.decrypted)))
    }

    /// Changes what is looked at in it.
    fn with_tree(&mut self, change: impl FnOnce(&mut Inspection, &Tree)) {
        if let Some((_, tree)) = self.tree() {
            change(&mut self.inspection, &tree);
        }
    }

    fn go_by_hand(&mut self, place: Place) {
        self.playing = false;
        self.go(place);
    }

    fn go(&mut self, place: Place) {
        let place = self.trace().nearest(place);
        if place.step != self.place.step {
            self.inspection.leave_packet();
        }
        self.place = place;
    }

    /// Looks at the step as a whole, or at its last event.
    fn look(&mut self, fine: bool) {
        let event = fine.then_some(u32::MAX);
        self.go(self.trace().end_of(self.place.step, Place { step: 0, event }));
    }

    fn play(&mut self) {
        if self.ends().1 {
            self.go(self.trace().first(self.place));
        }
        self.playing = true;
    }

    fn tick(&mut self) {
        if self.playing {
            self.go(self.trace().next(self.place));
            self.playing = !self.ends().1;
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
    fn steps_stay_within_the_run() {
        let state = State::default().after(Action::Previous);
        assert_eq!(state.place.step, 0);
        let state = state.after(Action::Next).after(Action::Next);
        assert_eq!(state.place.step, 2);
        let state = state.after(Action::Last).after(Action::Next);
        assert_eq!(state.place.step, state.trace().last_step());
        assert_eq!(state.after(Action::First).place.step, 0);
    }

    #[test]
    fn stepping_runs_nothing() {
        let state = State::default();
        let run = state.lab.run().clone();
        let state = state.after(Action::Last).after(Action::First).after(Action::Go(3));
        assert!(*state.lab.run() == run);
    }

    #[test]
    fn playing_ends_at_the_end_and_starts_again_from_there() {
        let mut state = State::default().after(Action::Play);
        while state.playing {
            state = state.after(Action::Tick);
        }
        assert_eq!(state.place.step, state.trace().last_step());
        let state = state.after(Action::Play);
        assert_eq!((state.place.step, state.playing), (0, true));
        assert!(!state.after(Action::Next).playing, "a step by hand pauses");
    }

    #[test]
    fn the_run_is_looked_at_as_finely_as_the_reader_wants() {
        let state = State::default().after(Action::Go(4)).after(Action::StepByEvent(true));
        let all = state.trace().steps[4].events.len() as u32;
        assert_eq!(
            state.place,
            Place {
                step: 4,
                event: Some(all)
            },
            "the same is seen"
        );
        let state = state.after(Action::Next);
        assert_eq!(
            state.place,
            Place {
                step: 5,
                event: Some(1)
            }
        );
        let state = state.after(Action::Previous).after(Action::Previous);
        assert_eq!(
            state.place,
            Place {
                step: 4,
                event: Some(all - 1)
            }
        );
        let state = state.after(Action::Go(7));
        assert!(state.place.is_fine() && state.clone().after(Action::Next).place.step == 8);
        assert_eq!(state.after(Action::StepByEvent(false)).place, Place::step(7));
    }

    #[test]
    fn another_run_has_no_place_beyond_its_end() {
        let state = State::default().after(Action::Last).after(Action::StepByEvent(true));
        let silent = sim::Scenario {
            stimuli: Vec::new(),
            ..sim::doc_50880()
        };
        let mut state = state;
        state.lab.change(silent);
        state.go(state.place);
        assert_eq!(state.place, state.trace().nearest(state.place));
        assert!(state.after(Action::Next).place.is_fine());
    }

    #[test]
    fn a_switch_types_and_stands_where_the_configuration_is() {
        let is_on =
            |state: &State, switch: Switch| switch.is_on(&state.trace().console_after(state.place.step, RouterId::R1));
        let mut state = State::default();
        for switch in Switch::ALL {
            for on in [true, false, true] {
                let router = RouterId::R1;
                state = state.after(Action::Turn { router, switch, on });
                assert_eq!(is_on(&state, switch), on, "{switch:?}");
            }
            state = state.after(Action::Undo).after(Action::Undo).after(Action::Undo);
            assert!(!is_on(&state, switch), "{switch:?}");
        }
    }

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
