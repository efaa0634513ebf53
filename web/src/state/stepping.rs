//! Stepping: to another place in the run, by hand or by itself.

use ikelab_core::sim::Place;

use super::{Action, State};

impl Action {
    /// Whether it leads elsewhere, so that the reader may want to go back: a step is no such way.
    pub fn is_jump(&self) -> bool {
        matches!(
            self,
            Action::Jump(_) | Action::Show(_) | Action::Look(_) | Action::GoToCause(_)
        )
    }

    /// Whether it only leads to another place, or another view.
    pub fn is_stepping(&self) -> bool {
        use Action::{
            First, Go, GoTo, Jump, Last, Next, Pause, Play, Previous, SetSpeed, Show, StepByEvent, Tick, TogglePlay,
        };
        matches!(
            self,
            First
                | Previous
                | Next
                | Last
                | Go(_)
                | GoTo(_)
                | Jump(_)
                | StepByEvent(_)
                | Play
                | Pause
                | TogglePlay
                | Tick
                | SetSpeed(_)
                | Show(_)
        )
    }
}

impl State {
    /// Does an action that is stepping.
    pub(super) fn step(&mut self, action: Action) {
        match action {
            Action::First => self.go_by_hand(self.trace().first(self.place)),
            Action::Previous => self.go_by_hand(self.trace().previous(self.place)),
            Action::Next => self.go_by_hand(self.trace().next(self.place)),
            Action::Last => self.go_by_hand(self.trace().end_of(usize::MAX, self.place)),
            Action::Go(step) => self.go_by_hand(self.trace().end_of(step, self.place)),
            Action::GoTo(place) | Action::Jump(place) => self.go_by_hand(place),
            Action::StepByEvent(fine) => self.look(fine),
            Action::Play => self.play(),
            Action::Pause => self.playing = false,
            Action::TogglePlay if self.playing => self.playing = false,
            Action::TogglePlay => self.play(),
            Action::Tick => self.tick(),
            Action::SetSpeed(speed) => self.speed = speed,
            Action::Show(view) => self.view = view,
            _ => {}
        }
    }

    /// Whether there is no place before the one that is shown, and whether there is none behind it.
    pub fn ends(&self) -> (bool, bool) {
        let (trace, place) = (self.trace(), self.place);
        (trace.previous(place) == place, trace.next(place) == place)
    }

    pub(super) fn go_by_hand(&mut self, place: Place) {
        self.playing = false;
        self.go(place);
    }

    pub(super) fn go(&mut self, place: Place) {
        let place = self.trace().nearest(place);
        let moves = place.step != self.place.step;
        self.place = place;
        if moves {
            self.inspection.leave_packet();
            self.follow_step();
        }
    }

    /// Looks at the step as a whole, or at its last event.
    pub(super) fn look(&mut self, fine: bool) {
        let event = fine.then_some(u32::MAX);
        self.go(self.trace().end_of(self.place.step, Place { step: 0, event }));
    }

    pub(super) fn play(&mut self) {
        if self.ends().1 {
            self.go(self.trace().first(self.place));
        }
        self.playing = true;
    }

    pub(super) fn tick(&mut self) {
        if self.playing {
            self.go(self.trace().next(self.place));
            self.playing = !self.ends().1;
        }
    }
}

#[cfg(test)]
mod tests {
    use ikelab_core::sim;

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
}
