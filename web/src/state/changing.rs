//! Changing: the actions after which there may be another run, or another lesson.

use ikelab_core::event::RouterId;
use ikelab_core::sim::{self, Place};
use ikelab_share::Switch;

use super::{Action, State, View};

impl State {
    /// The actions after which there may be another run, or another lesson.
    pub(super) fn change_and_grade(&mut self, action: Action) {
        let before = (self.lab.run().clone(), self.study.lesson.clone());
        match action {
            Action::Study(studying) => self.teach(studying),
            Action::Follow(source, opened) => self.open(source, &opened),
            Action::Return(opened) => self.look_as(&opened.view),
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
            Action::TypeFix(fix) => self.lab.type_fix(&fix),
            Action::OpenConfiguration { router, text } => {
                self.lab.open(router, &text);
                self.place = Place::default();
            }
            Action::Type { router, text } => return self.type_at(router, &text),
            Action::Turn { router, switch, on } => return self.turn(router, switch, on),
            Action::SetWhatIf(allowed) => self.lab.set_what_if(allowed),
            Action::Tamper(faults) => self.lab.tamper(faults),
            Action::Restore(faults) => self.lab.restore(&faults),
            Action::Load(name) => {
                if let Some(preset) = sim::preset(name) {
                    self.lab.begin((preset.scenario)());
                    self.go(Place::default());
                    self.view = View::Exchange;
                    self.sharing.opened += 1;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::narration::typed_summary;

    #[test]
    fn after_a_switch_the_page_stands_where_it_shows() {
        let state = State::default().after(Action::Last);
        for switch in Switch::ALL {
            let router = RouterId::R2;
            let state = state.clone().after(Action::Turn {
                router,
                switch,
                on: true,
            });
            let step = state.place.step;
            let (said, note) = typed_summary(state.trace(), step).expect("its lines are read there");
            assert!(note.is_some(), "{switch:?}: {said}");
        }
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
}
