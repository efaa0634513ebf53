//! What is shared: the state as a scenario and a view, and back.

use std::rc::Rc;

use ikelab_core::locator::{Locator, NotFound};
use ikelab_core::sim::{Place, Scenario};
use ikelab_share::{LessonPlace, LinkError, Opened, View};

use super::{LessonAction, State, Tab};

/// What a problem is with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A link.
    Link,
    /// A scenario file.
    File,
}

/// What the page knows of sharing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sharing {
    /// The dialog is open.
    pub open: bool,
    /// What could not be opened.
    pub problem: Option<Problem>,
    /// So many pre-shared keys were left out of the link that was opened, and that is still to be said.
    pub keys_left_out: u32,
    /// How often another scenario was opened in the page. Its changes are not counted, since the page itself can undo them.
    pub opened: u32,
    /// How often the page went elsewhere, to another scenario, another view, or what something on it leads to: each is an
    /// entry in the browser's history. A step is not.
    pub visits: u32,
}

/// Something that was to be opened and could not be as it was meant. What was shown before stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What was to be opened.
    pub source: Source,
    /// What is wrong with it, a sentence.
    pub what: String,
    /// What is nearest to what was meant.
    pub nearest: Option<Rc<Opened>>,
}

impl Problem {
    /// A link that cannot be opened.
    pub fn with_link(error: &LinkError) -> Problem {
        Problem {
            source: Source::Link,
            what: sentence(&error.to_string()),
            nearest: error.nearest().cloned().map(Rc::new),
        }
    }

    /// A file that cannot be opened.
    pub fn with_file(error: &str) -> Problem {
        Problem {
            source: Source::File,
            what: sentence(error),
            nearest: None,
        }
    }
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + chars.as_str() + "."
}

impl State {
    /// What a link or a file holds: the draft, and how it is looked at.
    pub fn shared(&self) -> (Rc<Scenario>, View) {
        let Place { step, event } = self.place;
        let view = View {
            at: (step > 0).then(|| Locator::of_step(self.trace(), step).to_string()),
            event,
            page: self.view,
            panel: self.inspection.tab.panel(),
            on_wire: !self.inspection.decrypted,
            field: self.inspection.field.clone(),
            lesson: self.study.place(),
            language: self.study.language.clone().filter(|_| self.study.shown),
        };
        (Rc::clone(self.lab.draft()), view)
    }

    /// Shows what was opened. The scenario can be undone, as every change.
    pub(super) fn open(&mut self, source: Source, opened: &Opened) {
        let Opened {
            scenario,
            view,
            keys_left_out,
        } = opened;
        self.lab.begin(scenario.clone());
        self.sharing.keys_left_out = *keys_left_out;
        self.sharing.opened += 1;
        // A link that is followed is an entry already.
        self.sharing.visits += u32::from(source == Source::File);
        let found = self.show_as(view);
        if let Some(LessonPlace { id, beat }) = &view.lesson {
            self.teach(LessonAction::Join(id.clone(), *beat as usize));
        }
        self.sharing.problem = found.err().map(|error| Problem {
            source,
            what: format!("It points to a step that does not exist: {error}. The start of the run is shown."),
            nearest: None,
        });
    }

    /// Shows the run that is there as it was looked at before. A step that it has no more is its beginning.
    pub(super) fn look_as(&mut self, view: &View) {
        let _ = self.show_as(view);
        match &view.lesson {
            Some(LessonPlace { id, beat }) if view.lesson != self.study.place() => {
                self.teach(LessonAction::Join(id.clone(), *beat as usize));
            }
            Some(_) => {}
            None => self.study.shown = false,
        }
    }

    /// Shows a view of the run; its step, or why there is none.
    fn show_as(&mut self, view: &View) -> Result<usize, NotFound> {
        self.playing = false;
        self.view = view.page;
        self.inspection.tab = Tab::of_panel(view.panel);
        self.inspection.decrypted = !view.on_wire;
        self.inspection.field.clone_from(&view.field);
        let found = view.step(self.trace());
        let event = view.event;
        self.go(self.trace().nearest(Place {
            step: *found.as_ref().unwrap_or(&0),
            event,
        }));
        if view.language.is_some() {
            self.study.language.clone_from(&view.language);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Tab, View as Page};
    use ikelab_core::event::RouterId;
    use ikelab_share::{self as share, Keys};

    fn shared(state: &State) -> Opened {
        let (scenario, view) = state.shared();
        share::decode(&share::encode(&scenario, &view, Keys::LeaveOut).unwrap()).unwrap()
    }

    fn opened(state: State, opened: Opened) -> State {
        state.after(Action::Follow(Source::Link, Rc::new(opened)))
    }

    #[test]
    fn a_state_comes_back_from_its_link() {
        let router = RouterId::R1;
        let made = [
            Action::SetWhatIf(true),
            Action::Go(5),
            Action::Type {
                router,
                text: "show clock".into(),
            },
            Action::Go(12),
            Action::Show(Page::Configurations),
            Action::ShowTab(Tab::WhereFrom),
            Action::Decrypt(false),
            Action::Select {
                field: "esp/data".into(),
                byte: None,
            },
        ];
        let state = made.into_iter().fold(State::default(), State::after);
        let other = opened(State::default(), shared(&state));
        assert_eq!(other.shared(), state.shared());
        assert_eq!(other.lab.run().trace, state.lab.run().trace);
        assert_eq!(other.sharing.problem, None);
        let back = other.after(Action::Undo);
        assert_eq!(back.lab.draft(), State::default().lab.draft());
    }

    #[test]
    fn a_place_as_fine_as_an_event_comes_back() {
        let state = State::default().after(Action::StepByEvent(true)).after(Action::Go(4));
        let state = state.after(Action::Previous).after(Action::Previous);
        assert_eq!(opened(State::default(), shared(&state)).place, state.place);
    }

    #[test]
    fn a_step_that_is_not_there_is_said_and_the_start_shown() {
        let mut link = shared(&State::default());
        link.view.at = Some("R1.QM9".into());
        let state = opened(State::default().after(Action::Last), link);
        assert_eq!(state.place.step, 0);
        assert!(
            state
                .sharing
                .problem
                .is_some_and(|problem| problem.what.contains("R1.QM9"))
        );
    }

    #[test]
    fn what_cannot_be_opened_changes_nothing() {
        let state = State::default().after(Action::Go(3));
        let error = share::decode("#1damaged").unwrap_err();
        let after = state.clone().after(Action::Refuse(Problem::with_link(&error)));
        assert_eq!(after.shared(), state.shared());
        let problem = after.sharing.problem.clone().unwrap();
        assert!(problem.what.starts_with("The link is damaged"), "{}", problem.what);
        assert_eq!(after.after(Action::Dismiss).sharing.problem, None);
    }
}
