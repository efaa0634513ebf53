//! Lessons: which one is open, how far the reader is, and what of its goals the run reaches.

use std::rc::Rc;

use ikelab_core::map::Map;
use ikelab_core::sim::Trace;
use ikelab_lessons::format::{Entry, Index};
use ikelab_lessons::language;
use ikelab_lessons::lesson::{Beat, Lesson};
use ikelab_share::LessonPlace;

/// What the reader does with lessons.
#[derive(Debug, Clone, PartialEq)]
pub enum LessonAction {
    /// Shows the lessons beside the lab, or hides them.
    Show(bool),
    /// Back to the list of all.
    Contents,
    /// Opens a lesson, at the beat where it was left.
    Open(String),
    /// Opens a lesson at a beat and leaves the run as it is, which a link has brought along.
    Join(String, usize),
    /// To a beat of the lesson.
    Beat(usize),
    /// The lesson's run from the beginning.
    StartOver,
    /// A prediction is made: which one, and the option.
    Answer(String, usize),
    /// One hint more.
    Hint,
    /// Does what the solution does.
    ShowMe,
    /// Forgets how far the reader is, in all lessons.
    Forget,
    /// Asks for the prose in another language.
    Speak(String),
    /// The list of all has come.
    Listed(Rc<Index>),
    /// A lesson has come.
    Loaded(Rc<Lesson>),
    /// Lessons could not be had.
    Missed,
    /// How far the reader was at the last visit was looked up.
    Resume(Progress),
}

/// The state of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Study {
    /// Whether lessons stand beside the lab.
    pub shown: bool,
    /// The lesson that is open, or awaited.
    pub wanted: Option<String>,
    /// The language that is asked for, by the reader, a link or the page around this one; English if none is. It need not be
    /// one that lessons have.
    pub language: Option<String>,
    /// All lessons, once they have come.
    pub index: Option<Rc<Index>>,
    /// The lesson, once it has come.
    pub lesson: Option<Rc<Lesson>>,
    /// Whether lessons could not be had.
    pub missed: bool,
    /// Whether the run is not the lesson's, but was there before it.
    pub joined: bool,
    /// The beat that is shown.
    pub beat: usize,
    /// Hints that are shown.
    pub hints: usize,
    /// Which goals the run reaches.
    pub reached: Vec<bool>,
    /// Which wrong answer the run is.
    pub wrong: Option<usize>,
    /// The answer that was given last, in this lesson and at this visit.
    pub answered: Option<Answered>,
    /// How far the reader is.
    pub progress: Progress,
}

/// An answer to a prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The lesson.
    pub lesson: String,
    /// The prediction.
    pub prediction: String,
    /// Whether it is right.
    pub right: bool,
}

impl Study {
    /// The beat that is shown.
    pub fn current(&self) -> Option<&Beat> {
        self.lesson.as_ref()?.beats.get(self.beat)
    }

    /// Where in which lesson the reader is; nowhere if lessons are hidden.
    pub fn place(&self) -> Option<LessonPlace> {
        let id = self.wanted.clone().filter(|_| self.shown)?;
        let beat = self.beat as u32;
        Some(LessonPlace { id, beat })
    }

    /// Whether the beat that is shown asks something that the reader has not answered yet: until then, the page does not show
    /// what comes later in the run.
    pub fn is_asking(&self) -> bool {
        let is_open = |id: &String| self.record().is_none_or(|record| !record.answers.contains_key(id));
        let beat = self.current().filter(|_| self.shown);
        beat.is_some_and(|beat| beat.predictions.iter().any(|asked| is_open(&asked.id)))
    }

    /// Whether all goals are reached.
    pub fn is_complete(&self) -> bool {
        !self.reached.is_empty() && self.reached.iter().all(|reached| *reached)
    }

    /// The wanted lesson as the list has it, in the language that is nearest to what is asked for.
    pub fn entry(&self) -> Option<&Entry> {
        let index = self.index.as_ref()?;
        index.entry(self.wanted.as_ref()?, self.language.as_deref())
    }

    /// Whether a lesson is the one that is awaited, in its language.
    pub(super) fn awaits(&self, lesson: &Lesson) -> bool {
        let is_its_language = |entry: &Entry| entry.language == lesson.language;
        self.wanted.as_ref() == Some(&lesson.id) && self.entry().is_none_or(is_its_language)
    }

    /// The language that is asked for, where prose that is shown is in another.
    pub fn unserved(&self, shown: &str) -> Option<&str> {
        let asked = self.language.as_deref();
        asked.filter(|asked| !language::serves(shown, asked))
    }

    /// The language that the list of all is in, as far as it is there in it.
    pub fn contents_language(&self) -> &str {
        let mut all = self.index.iter().flat_map(|index| index.all(self.language.as_deref()));
        all.next().map_or(language::FALLBACK, |entry| &entry.language)
    }

    /// The lesson after the one that is open.
    pub fn following(&self) -> Option<&Entry> {
        let mut entries = self.index.as_ref()?.all(None);
        entries.find(|entry| Some(&entry.id) == self.wanted.as_ref())?;
        entries.next()
    }

    /// How far the reader is in the lesson that is open.
    pub fn record(&self) -> Option<&Record> {
        self.progress.0.get(self.wanted.as_ref()?)
    }

    /// What does not change the run.
    pub(super) fn after(&mut self, studying: LessonAction) {
        match studying {
            LessonAction::Show(shown) => self.shown = shown,
            LessonAction::Contents => self.leave(),
            LessonAction::Open(id) => {
                self.leave();
                self.shown = true;
                self.beat = self.progress.0.get(&id).map_or(0, |record| record.beat);
                self.wanted = Some(id);
            }
            LessonAction::Join(id, beat) => {
                self.leave();
                (self.shown, self.joined, self.beat) = (true, true, beat);
                self.wanted = Some(id);
            }
            LessonAction::Answer(prediction, option) => self.answer(prediction, option),
            LessonAction::Hint => self.hints += 1,
            LessonAction::Resume(progress) => self.resume(progress),
            LessonAction::Forget => self.progress = Progress::default(),
            LessonAction::Speak(language) => self.language = Some(language),
            LessonAction::Listed(index) => self.index = Some(index),
            LessonAction::Missed => self.missed = true,
            LessonAction::Beat(_) | LessonAction::StartOver | LessonAction::ShowMe | LessonAction::Loaded(_) => {}
        }
    }

    /// Goes on from the last visit, unless something was done at this one.
    fn resume(&mut self, progress: Progress) {
        if self.progress == Progress::default() {
            self.progress = progress;
        }
    }

    /// The first answer stays.
    fn answer(&mut self, prediction: String, option: usize) {
        let asked = self
            .lesson
            .iter()
            .flat_map(|lesson| &lesson.beats)
            .flat_map(|beat| &beat.predictions);
        let right = asked.filter(|it| it.id == prediction).any(|it| it.answer == option);
        self.answered = self.wanted.clone().map(|lesson| Answered {
            lesson,
            prediction: prediction.clone(),
            right,
        });
        self.note(|record| {
            if !record.answers.contains_key(&prediction) {
                record.answers.insert(prediction, option);
            }
        });
    }

    fn leave(&mut self) {
        *self = Study {
            shown: self.shown,
            language: self.language.take(),
            index: self.index.take(),
            progress: std::mem::take(&mut self.progress),
            ..Study::default()
        };
    }

    /// Shows a beat, and remembers it.
    pub(super) fn turn_to(&mut self, beat: usize) {
        let last = self
            .lesson
            .as_ref()
            .map_or(0, |lesson| lesson.beats.len().saturating_sub(1));
        self.beat = beat.min(last);
        let beat = self.beat;
        self.note(|record| record.beat = beat);
    }

    /// Compares the run with the goals.
    pub(super) fn grade(&mut self, trace: &Trace) {
        let Some(lesson) = &self.lesson else { return };
        let missed = lesson.missed(trace);
        self.reached = (0..lesson.goals.len()).map(|goal| !missed.contains(&goal)).collect();
        let recognised = lesson.recognised(trace);
        self.wrong = recognised.and_then(|wrong| lesson.wrong.iter().position(|known| std::ptr::eq(known, wrong)));
        if self.is_complete() {
            self.note(|record| record.done = true);
        }
    }

    fn note(&mut self, change: impl FnOnce(&mut Record)) {
        if let Some(id) = &self.wanted {
            change(self.progress.0.or_default(id.clone()));
        }
    }
}

/// How far the reader is in one lesson.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The beat that was shown last.
    pub beat: usize,
    /// The options that were chosen, by prediction.
    pub answers: Map<String, usize>,
    /// Whether all goals were reached once.
    pub done: bool,
}

/// How far the reader is, by lesson.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress(pub Map<String, Record>);

impl Progress {
    /// As text: a line for each lesson, `id 3 done length=2`.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (id, record) in &self.0 {
            words += id;
            words += " ";
            words += &record.beat.to_string();
            words += if record.done { " done" } else { " open" };
            for (prediction, option) in &record.answers {
                words += " ";
                words += prediction;
                words += "=";
                words += &option.to_string();
            }
            words += "\n";
        }
        words
    }

    /// Reads such a text; what is not understood is left out.
    pub fn from_words(text: &str) -> Progress {
        let record = |line: &str| {
            let mut words = line.split(' ');
            let (id, beat, done) = (words.next()?, words.next()?.parse().ok()?, words.next()? == "done");
            let answer = |word: &str| {
                let (prediction, option) = word.split_once('=')?;
                Some((prediction.to_owned(), option.parse().ok()?))
            };
            let answers = words.filter_map(answer).collect();
            Some((id.to_owned(), Record { beat, answers, done }))
        };
        Progress(text.lines().filter_map(record).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_written_and_read() {
        let mut study = Study {
            wanted: Some("seal".into()),
            ..Study::default()
        };
        study.after(LessonAction::Answer("first-byte".into(), 2));
        study.after(LessonAction::Answer("first-byte".into(), 1));
        study.note(|record| record.beat = 3);
        let words = study.progress.words();
        assert_eq!(words, "seal 3 open first-byte=2\n", "the first answer stays");
        assert_eq!(Progress::from_words(&words), study.progress);
        assert_eq!(Progress::from_words("nonsense\n\nseal x done"), Progress::default());
        study.after(LessonAction::Forget);
        assert_eq!(study.progress.words(), "");
    }
}
