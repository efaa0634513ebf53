//! What lessons do with the lab: they drive it and never take it away.

use ikelab_core::locator::{Locator, Target};
use ikelab_core::provenance::{Computed, Node};
use ikelab_core::sim::Scenario;
use ikelab_lessons::lab_action::LabAction;
use ikelab_lessons::lesson::Pane;

use super::{End, LessonAction, State, Tab, View};

impl State {
    pub(super) fn teach(&mut self, studying: LessonAction) {
        match studying {
            LessonAction::Loaded(lesson) => {
                if self.study.awaits(&lesson) {
                    // The same lesson in another language: the run and the place in it stay.
                    let is_open = self.study.lesson.replace(lesson).is_some();
                    if self.study.joined || is_open {
                        self.study.turn_to(self.study.beat);
                    } else {
                        self.start_over();
                    }
                }
            }
            LessonAction::StartOver => self.start_over(),
            LessonAction::Beat(beat) => {
                self.study.turn_to(beat);
                self.show_beat();
            }
            LessonAction::ShowMe if self.is_read_only() => {}
            LessonAction::ShowMe => self.show_me(),
            other => self.study.after(other),
        }
    }

    /// The lesson's run from the beginning, at the beat that is shown.
    fn start_over(&mut self) {
        if let Some(scenario) = self.start_of_lesson() {
            self.lab.begin(scenario);
            self.study.turn_to(self.study.beat);
            self.show_beat();
        }
    }

    fn start_of_lesson(&self) -> Option<Scenario> {
        self.study.lesson.as_ref()?.start.scenario().ok()
    }

    /// Shows what the beat is about: its pane, and in it its fact.
    fn show_beat(&mut self) {
        let Some(beat) = self.study.current() else { return };
        let (fact, pane) = (beat.fact.clone(), beat.pane);
        self.view = if pane == Pane::Configurations {
            View::Configurations
        } else {
            View::Exchange
        };
        if let Some(fact) = fact {
            self.look_at(&fact);
        }
        match pane {
            Pane::Keystream => self.inspection.tab = Tab::Cipher,
            Pane::Provenance => self.inspection.tab = Tab::WhereFrom,
            // The text may speak of what the consoles say.
            Pane::Exchange => self.inspection.tab = Tab::Consoles,
            Pane::Configurations => {}
        }
    }

    /// Goes to a fact and selects it, if this run has it.
    pub(super) fn look_at(&mut self, fact: &Locator) {
        let run = self.lab.run();
        let trace = &run.trace;
        let Ok(found) = fact.resolve(trace) else { return };
        let packet = match &found.target {
            Target::Field { packet, .. } => trace.packet(*packet),
            _ => None,
        };
        let field = packet.zip(found.field()).and_then(|(packet, (field, decrypted))| {
            let path = run.tree(packet, decrypted).path_of(field)?;
            Some((path, packet.protection.is_some().then_some(decrypted)))
        });
        self.go_by_hand(self.trace().end_of(found.step, self.place));
        if !fact.is_moment() {
            self.view = View::Exchange;
        }
        if let Some((path, decrypted)) = field {
            self.inspection.decrypted = decrypted.unwrap_or(self.inspection.decrypted);
            self.inspection.end = End::Sent;
            self.inspection.select(path, None);
        }
        if let Target::Value(quantity, value) = &found.target {
            let computed = &self.lab.run().provenance().computed;
            let is_wanted = |computed: &Computed| computed.quantity == *quantity && computed.value == *value;
            let node = computed
                .iter()
                .position(is_wanted)
                .map(|index| Node::Computed(index as u32));
            self.inspection.walk = node.into_iter().collect();
            self.inspection.tab = Tab::WhereFrom;
        }
    }

    /// Does what the solution does, from the lesson's start on; each action can be taken back.
    fn show_me(&mut self) {
        let Some((start, lesson)) = self.start_of_lesson().zip(self.study.lesson.clone()) else {
            return;
        };
        if **self.lab.draft() != start {
            self.lab.begin(start);
        }
        for action in &lesson.solution {
            let Ok(scenario) = action.apply(self.lab.draft(), &self.lab.run().trace) else {
                return;
            };
            if **self.lab.draft() != scenario {
                self.lab.change(scenario);
            }
        }
        self.go_by_hand(self.place);
        if let Some(place) = lesson.solution.iter().rev().find_map(LabAction::place) {
            self.view = View::Exchange;
            self.look_at(place);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::path::Path;
    use std::rc::Rc;

    use ikelab_core::locator::Locator;
    use ikelab_lessons::author;
    use ikelab_lessons::format::{Entry, Index};
    use ikelab_lessons::lesson::{Block, Lesson, Span};

    use crate::embed::Options;
    use crate::state::{Action, LessonAction, State, View};
    use crate::view_model::glossary::entry;

    /// Every lesson in every language.
    fn library() -> Vec<Rc<Lesson>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
        let library = author::read(&folder).expect("lessons");
        library.lessons.into_iter().map(Rc::new).collect()
    }

    fn lessons() -> Vec<Rc<Lesson>> {
        let mut lessons = library();
        lessons.retain(|lesson| lesson.language == "en");
        lessons
    }

    fn open(lesson: &Rc<Lesson>) -> State {
        State::default()
            .after(Action::Study(LessonAction::Open(lesson.id.clone())))
            .after(Action::Study(LessonAction::Loaded(Rc::clone(lesson))))
    }

    #[test]
    fn show_me_reaches_every_goal_and_can_be_taken_back() {
        for lesson in &lessons() {
            let state = open(lesson);
            assert!(!state.study.is_complete(), "{}", lesson.id);
            let begin = state.lab.draft().clone();
            let mut state = state.after(Action::Study(LessonAction::ShowMe));
            assert!(state.study.is_complete(), "{}: {:?}", lesson.id, state.study.reached);
            assert!(
                state.study.record().unwrap().done && state.study.wrong.is_none(),
                "{}",
                lesson.id
            );
            for _ in 0..20 {
                if *state.lab.draft() == begin {
                    break;
                }
                state = state.after(Action::Undo);
            }
            assert!(*state.lab.draft() == begin, "{}", lesson.id);
            // A draft that a router refuses has no run of its own.
            assert!(!state.lab.is_settled() || !state.study.is_complete(), "{}", lesson.id);
            assert!(state.study.record().unwrap().done, "what was reached once stays");
        }
    }

    #[test]
    fn every_beat_drives_the_lab_to_its_fact() {
        for lesson in &lessons() {
            let mut state = open(lesson);
            for (place, beat) in lesson.beats.iter().enumerate() {
                state = state.after(Action::Study(LessonAction::Beat(place)));
                assert_eq!(state.study.beat, place);
                let found = beat
                    .fact
                    .as_ref()
                    .map(|fact| fact.resolve(&state.lab.run().trace).unwrap());
                assert_eq!(
                    Some(state.place.step),
                    found.map(|found| found.step),
                    "{}: {}",
                    lesson.id,
                    beat.title
                );
            }
            assert_eq!(state.study.record().unwrap().beat, lesson.beats.len() - 1);
        }
    }

    #[test]
    fn the_lab_stays_the_readers() {
        let lesson = &lessons()[2];
        let state = open(lesson)
            .after(Action::Next)
            .after(Action::Show(View::Configurations));
        assert_eq!(state.study.beat, 0);
        let fact: Locator = "R1.MM4.nonce".parse().unwrap();
        let state = state.after(Action::Look(fact));
        assert_eq!(state.view, View::Exchange);
        assert!(
            state
                .inspection
                .field
                .as_deref()
                .is_some_and(|field| field.contains("nonce"))
        );
        assert!(state.lab.can_undo(), "a lesson's start is a change like any other");
    }

    #[test]
    fn a_lesson_that_a_link_names_leaves_the_run_as_it_is() {
        let lesson = &lessons()[2];
        let state = State::default().after(Action::Go(5));
        let before = state.clone();
        let state = state
            .after(Action::Study(LessonAction::Join(lesson.id.clone(), 3)))
            .after(Action::Study(LessonAction::Loaded(Rc::clone(lesson))));
        assert_eq!((state.place, state.study.beat), (before.place, 3));
        assert!(state.lab.run() == before.lab.run() && state.study.reached.len() == lesson.goals.len());
    }

    /// `lesson` with words in another language.
    fn translated(lesson: &Lesson, language: &str) -> Rc<Lesson> {
        Rc::new(Lesson {
            language: language.into(),
            ..lesson.clone()
        })
    }

    #[test]
    fn show_me_changes_nothing_where_the_reader_may_only_look() {
        let mut state = open(&lessons()[0]);
        state.embedded = Some(Rc::new(Options {
            read_only: true,
            ..Default::default()
        }));
        let after = state.clone().after(Action::Study(LessonAction::ShowMe));
        assert!(after.lab == state.lab && !after.study.is_complete());
    }

    #[test]
    fn another_language_leaves_the_run_and_the_place() {
        let lesson = &lessons()[1];
        let german = translated(lesson, "de");
        let entries = [lesson, &german].map(|lesson| Entry::of(lesson)).into();
        let index = Index {
            languages: Vec::new(),
            entries,
        };
        let state = open(lesson)
            .after(Action::Study(LessonAction::Listed(Rc::new(index))))
            .after(Action::Study(LessonAction::ShowMe))
            .after(Action::Study(LessonAction::Beat(2)))
            .after(Action::Study(LessonAction::Hint));
        let spoken = state.clone().after(Action::Study(LessonAction::Speak("de".into())));
        assert_eq!(spoken.study.entry().unwrap().language, "de");
        let spoken = spoken.after(Action::Study(LessonAction::Loaded(Rc::clone(&german))));
        assert_eq!(spoken.study.lesson.as_ref(), Some(&german));
        assert!(spoken.lab == state.lab && spoken.place == state.place);
        assert_eq!((spoken.study.beat, spoken.study.hints), (2, 1));
        assert_eq!(spoken.study.reached, state.study.reached);
        assert_eq!(spoken.shared().1.language.as_deref(), Some("de"));
        let late = spoken.after(Action::Study(LessonAction::Loaded(Rc::clone(lesson))));
        assert_eq!(
            late.study.lesson,
            Some(german),
            "what was asked for before comes too late"
        );
    }

    #[test]
    fn a_language_that_no_lesson_has_is_said_and_english_stands_in() {
        let lesson = &lessons()[1];
        let index = Index {
            languages: Vec::new(),
            entries: vec![Entry::of(lesson)],
        };
        let state = State::default()
            .after(Action::Study(LessonAction::Speak("fr".into())))
            .after(Action::Study(LessonAction::Listed(Rc::new(index))))
            .after(Action::Study(LessonAction::Open(lesson.id.clone())));
        let entry = state.study.entry().unwrap();
        assert_eq!(
            (entry.language.as_str(), state.study.unserved("en")),
            ("en", Some("fr"))
        );
        let state = state.after(Action::Study(LessonAction::Loaded(Rc::clone(lesson))));
        assert!(state.study.lesson.is_some());
        let state = state.after(Action::Study(LessonAction::Open("../secret".into())));
        assert_eq!(state.study.entry(), None, "only what is listed is fetched");
    }

    #[test]
    fn an_answer_is_right_or_not_and_the_first_stays() {
        let lesson = &lessons()[2];
        let prediction = &lesson.beats[0].predictions[0];
        let answer = |option| Action::Study(LessonAction::Answer(prediction.id.clone(), option));
        let state = open(lesson).after(answer(prediction.answer));
        assert!(state.study.answered.as_ref().is_some_and(|answered| answered.right));
        let state = state.after(answer(prediction.answer + 1));
        assert!(state.study.answered.as_ref().is_some_and(|answered| !answered.right));
        assert_eq!(state.study.record().unwrap().answers[&prediction.id], prediction.answer);
    }

    #[test]
    fn a_run_that_is_a_wrong_answer_is_told_so() {
        let lesson = &lessons()[1];
        let state = open(lesson).after(Action::First);
        let text = "configure terminal\ncrypto isakmp policy 1\nlifetime 60\nend".to_owned();
        let router = ikelab_core::event::RouterId::R2;
        let state = state.after(Action::Type { router, text });
        assert_eq!(state.study.wrong, Some(0));
        assert!(state.after(Action::Undo).study.wrong.is_none());
    }

    #[test]
    fn every_term_of_the_lessons_has_an_entry() {
        fn spans(block: &Block) -> Vec<&Span> {
            match block {
                Block::Paragraph(spans) => spans.iter().collect(),
                Block::List { items, .. } => items.iter().flatten().collect(),
                Block::Code(_) => Vec::new(),
            }
        }
        for lesson in &library() {
            let texts = lesson.beats.iter().flat_map(|beat| {
                let predictions = beat
                    .predictions
                    .iter()
                    .flat_map(|it| it.question.iter().chain(&it.reason));
                beat.text.iter().chain(predictions)
            });
            let wrong = lesson.wrong.iter().flat_map(|wrong| &wrong.text);
            for block in texts.chain(wrong).chain(&lesson.summary).chain(&lesson.end) {
                for span in spans(block) {
                    if let Span::Term { entry: term, .. } = span {
                        assert!(entry(term).is_some(), "{}: no entry for {term}", lesson.id);
                    }
                }
            }
        }
    }
}
