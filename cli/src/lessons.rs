//! `ikelab lessons`: what teachers and the building of the page need of lessons.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use ikelab_core::sim;
use ikelab_lessons::author::{self, Library};
use ikelab_lessons::format;
use ikelab_lessons::lesson::Lesson;

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
    /// Lists the lessons.
    List {
        /// The folder with the lessons.
        #[arg(default_value = "lessons", value_name = "DIR")]
        folder: PathBuf,
    },
    /// Says which goals of a lesson a scenario reaches; exits with 4 if not all.
    Grade {
        /// The lesson, such as diffie-hellman.
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        scenario: ScenarioArg,
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

pub fn run(task: Task) -> Result<ExitCode, String> {
    match task {
        Task::Check { folder } => {
            let library = read(&folder)?;
            report(&library);
            if !library.problems.is_empty() {
                return Ok(ExitCode::from(PROBLEMS));
            }
            print(&format!("{} lessons, nothing wrong\n", library.lessons.len()))?;
            Ok(ExitCode::SUCCESS)
        }
        Task::List { folder } => {
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
            print(&read(&folder)?.lessons.iter().map(line).collect::<String>())?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Grade { id, scenario, lessons } => grade(&sound(&lessons)?, &id, &scenario.scenario),
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

/// Each goal in a line, with `+` or `-`, and what is to be said of a wrong way.
fn grade(library: &Library, id: &str, scenario: &str) -> Result<ExitCode, String> {
    let lesson = library.lessons.iter().find(|lesson| lesson.id == id);
    let lesson = lesson.ok_or_else(|| {
        let ids: Vec<&str> = library.lessons.iter().map(|lesson| lesson.id.as_str()).collect();
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
    std::fs::write(out.join(format::INDEX), format::write_index(&library.lessons))?;
    for lesson in &library.lessons {
        let file = format::file(&lesson.id, &lesson.language);
        std::fs::write(out.join(file), format::write(lesson))?;
    }
    Ok(())
}
