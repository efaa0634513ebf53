//! The lessons that ikelab comes with, and what is said of lessons that are wrong: `broken/` has a folder for each way,
//! with the problems in `problems.txt`. With `IKELAB_UPDATE=1` these are written anew, to be read in review.

use std::fs;
use std::path::{Path, PathBuf};

use ikelab_core::sim::run;
use ikelab_lessons::author::{self, Library};
use ikelab_lessons::format;
use ikelab_lessons::lesson::{Lesson, apply_all};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn own() -> Library {
    author::read(&folder("")).expect("lessons")
}

/// The problems of a folder, with paths from it on.
fn problems(folder: &Path) -> String {
    let library = author::read(folder).expect("a folder of lessons");
    let line = |mut problem: author::Problem| {
        problem.file = problem
            .file
            .strip_prefix(folder)
            .expect("a file in the folder")
            .to_owned();
        format!("{problem}\n")
    };
    library.problems.into_iter().map(line).collect()
}

#[test]
fn nothing_is_wrong_with_the_lessons() {
    let library = own();
    let said: Vec<String> = library.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, [""; 0]);
    assert_eq!(library.index().all(None).count(), 7);
    for lesson in &library.lessons {
        assert!((5..=15).contains(&lesson.minutes), "{}", lesson.id);
        assert!(!lesson.wrong.is_empty() && lesson.hints.len() > 1, "{}", lesson.id);
    }
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    let mut folders: Vec<PathBuf> = fs::read_dir(folder("tests/broken"))
        .expect("broken lessons")
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(folders.len() > 20);
    for folder in folders {
        let (found, file) = (problems(&folder), folder.join("problems.txt"));
        if std::env::var_os("IKELAB_UPDATE").is_some() {
            fs::write(&file, &found).expect("written");
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(found, expected, "{}", folder.display());
        let is_sound = folder.ends_with("nothing");
        assert_eq!(found.is_empty(), is_sound, "{}", folder.display());
    }
}

#[test]
fn a_lesson_is_written_and_read() {
    let library = own();
    for lesson in &library.lessons {
        let text = format::write(lesson);
        assert_eq!(format::read(&text).as_ref(), Some(lesson), "{}", lesson.id);
    }
    let index = library.index();
    assert_eq!(format::read_index(&format::write_index(&index)), Some(index));
}

#[test]
fn a_lesson_is_found_in_the_language_that_is_asked_for_or_in_english() {
    let library = author::read(&folder("tests/broken/nothing")).expect("a lesson");
    let index = library.index();
    assert_eq!(
        index.languages,
        [("de", "Deutsch"), ("en", "English")].map(|(tag, name)| (tag.into(), name.into()))
    );
    let title = |asked| index.entry("small", asked).map(|entry| entry.title.as_str());
    assert_eq!(title(None), Some("A small lesson"));
    assert_eq!(title(Some("de-AT")), Some("Eine kleine Lektion"));
    assert_eq!(title(Some("fr")), Some("A small lesson"));
    assert_eq!(index.entry("other", Some("de")), None);
    let all: Vec<&str> = index.all(Some("de")).map(|entry| entry.language.as_str()).collect();
    assert_eq!(all, ["de"]);
}

/// Whatever the language, the same is asked, in the same order, and the same is right.
#[test]
fn a_lesson_is_the_same_in_every_language() {
    let library = own();
    for same in library.lessons.chunk_by(|one, other| one.id == other.id) {
        let answers = |lesson: &Lesson| {
            let predictions = lesson.beats.iter().flat_map(|beat| &beat.predictions);
            let answers = predictions.map(|it| (it.id.clone(), it.options.len(), it.answer));
            answers.collect::<Vec<_>>()
        };
        for lesson in same {
            assert_eq!(answers(lesson), answers(&same[0]), "{} {}", lesson.id, lesson.language);
            assert_eq!(lesson.hints.len(), same[0].hints.len());
            assert_eq!(lesson.beats.len(), same[0].beats.len());
        }
    }
}

#[test]
fn what_is_cut_off_or_changed_is_no_lesson_and_no_panic() {
    let text = format::write(&own().lessons[2]);
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(7) {
        let _ = format::read(&text[..end]);
    }
    let members: Vec<&str> = text.split(',').collect();
    for skipped in 0..members.len() {
        let rest = [&members[..skipped], &members[skipped + 1..]].concat().join(",");
        let _ = format::read(&rest);
    }
    assert_eq!(format::read(&text.replacen("\"version\":1", "\"version\":2", 1)), None);
    let answer = text.find("\"answer\":").expect("a prediction") + "\"answer\":".len();
    let beyond = format!("{}9{}", &text[..answer], &text[answer..]);
    assert_eq!(format::read(&beyond), None, "an answer that is none of the options");
}

#[test]
fn a_wrong_answer_is_recognised_and_the_solution_is_none() {
    for lesson in &own().lessons {
        let start = lesson.start.scenario().expect("a start");
        let solved = run(&apply_all(&lesson.solution, start.clone()).expect("a solution"));
        assert_eq!(lesson.missed(&solved), [0; 0], "{}", lesson.id);
        assert!(lesson.recognised(&solved).is_none(), "{}", lesson.id);
        assert!(lesson.recognised(&run(&start)).is_none(), "{}", lesson.id);
    }
}
