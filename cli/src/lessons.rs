//! `ikelab lessons`: what teachers and the building of the page need of lessons.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ikelab_core::sim;
use ikelab_lessons::author::{self, Library};
use ikelab_lessons::lesson::Lesson;
use ikelab_lessons::{format, language};

use crate::ScenarioArg;
use crate::{print, scenario};

/// A lesson with a problem.
const PROBLEMS: u8 = 2;
/// A goal is not reached.
const NOT_REACHED: u8 = 4;

#[derive(Subcommand)]
pub enum Task {
    /// Checks every lesson against the simulator; says file and line of what is wrong.
    Check {
        /// The folder with the lessons.
        #[arg(default_value = "lessons", value_name = "DIR")]
        folder: PathBuf,
    },
    /// Lists the lessons, each in the language that is asked for, or in English.
    List {
        /// The folder with the lessons.
        #[arg(default_value = "lessons", value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        language: LanguageArg,
    },
    /// Says which goals of a lesson a scenario reaches; exits with 4 if not all.
    Grade {
        /// The lesson, such as diffie-hellman.
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        scenario: ScenarioArg,
        #[command(flatten)]
        language: LanguageArg,
        /// The folder with the lessons.
        #[arg(long, default_value = "lessons", value_name = "DIR")]
        lessons: PathBuf,
    },
    /// Compiles the lessons for the page: a list, and a file for each lesson and language.
    Build {
        /// Where they are put.
        #[arg(value_name = "OUT")]
        out: PathBuf,
        /// The folder with the lessons.
        #[arg(long, default_value = "lessons", value_name = "DIR")]
        lessons: PathBuf,
    },
}

#[derive(Args)]
pub struct LanguageArg {
    /// The language of titles and words, as a tag: de. What is not there in it is in English.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

impl LanguageArg {
    /// The lesson of this name in the language; English, and a note, where it is not there in it.
    fn lesson<'l>(&self, library: &'l Library, id: &str) -> Option<&'l Lesson> {
        let asked = self.language.as_deref();
        let offered = library.lessons.iter().filter(|lesson| lesson.id == id);
        let lesson = language::choose(offered, |lesson| &lesson.language, asked)?;
        if let Some(asked) = asked.filter(|asked| !language::serves(&lesson.language, asked)) {
            eprintln!("ikelab: {id} is not there in {asked}: here it is in English");
        }
        Some(lesson)
    }
}

pub fn run(task: Task) -> Result<ExitCode, String> {
    match task {
        Task::Check { folder } => {
            let library = read(&folder)?;
            report(&library);
            if !library.problems.is_empty() {
                return Ok(ExitCode::from(PROBLEMS));
            }
            print(&format!("{}, nothing wrong\n", summary(&library)))?;
            Ok(ExitCode::SUCCESS)
        }
        Task::List { folder, language } => {
            print(&list(&read(&folder)?, &language))?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Grade {
            id,
            scenario,
            language,
            lessons,
        } => grade(&sound(&lessons)?, &id, &language, &scenario.scenario),
        Task::Build { out, lessons } => {
            build(&sound(&lessons)?, &out).map_err(|error| format!("{}: {error}", out.display()))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(folder: &Path) -> Result<Library, String> {
    author::read(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn report(library: &Library) {
    library.problems.iter().for_each(|problem| eprintln!("{problem}"));
}

/// Lessons with nothing wrong in them.
fn sound(folder: &Path) -> Result<Library, String> {
    let library = read(folder)?;
    if library.problems.is_empty() {
        return Ok(library);
    }
    report(&library);
    Err(format!("{}: lessons with problems", folder.display()))
}

/// How many lessons there are, and in which languages: `7 lessons (de 7, en 7)`.
fn summary(library: &Library) -> String {
    let index = library.index();
    let count = |tag: &str| index.entries.iter().filter(|entry| entry.language == tag).count();
    let languages = index.languages.iter().map(|(tag, _)| format!("{tag} {}", count(tag)));
    let languages: Vec<String> = languages.collect();
    let count = index.all(None).count();
    let lessons = if count == 1 { "lesson" } else { "lessons" };
    format!("{count} {lessons} ({})", languages.join(", "))
}

fn list(library: &Library, language: &LanguageArg) -> String {
    let index = library.index();
    let lessons = index.all(None).filter_map(|entry| language.lesson(library, &entry.id));
    let line = |lesson: &Lesson| {
        let Lesson {
            id,
            language,
            minutes,
            title,
            ..
        } = lesson;
        format!("{id:<20} {language}  {minutes:>2} min  {title}\n")
    };
    lessons.map(line).collect()
}

/// Each goal in a line, with `+` or `-`, and what is to be said of a wrong way.
fn grade(library: &Library, id: &str, language: &LanguageArg, scenario: &str) -> Result<ExitCode, String> {
    let lesson = language.lesson(library, id).ok_or_else(|| {
        let index = library.index();
        let ids: Vec<&str> = index.all(None).map(|entry| entry.id.as_str()).collect();
        format!("there is no lesson {id}: they are {}", ids.join(", "))
    })?;
    let trace = sim::run(&scenario::load(scenario)?);
    let mut text = String::new();
    let mut all = true;
    for goal in &lesson.goals {
        let reached = goal.condition.holds(&trace);
        all &= reached;
        text += &format!("{} {}: {}\n", if reached { '+' } else { '-' }, goal.id, goal.title);
    }
    if let Some(wrong) = lesson.recognised(&trace).filter(|_| !all) {
        text += &format!("{}\n", wrong.title);
        for block in &wrong.text {
            text += &format!("  {}\n", format::plain(block));
        }
    }
    print(&text)?;
    Ok(if all {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_REACHED)
    })
}

fn build(library: &Library, out: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join(format::INDEX), format::write_index(&library.index()))?;
    for lesson in &library.lessons {
        let file = format::file(&lesson.id, &lesson.language);
        std::fs::write(out.join(file), format::write(lesson))?;
    }
    Ok(())
}
