//! A folder of lessons: `<order>-<id>/` with `lesson.toml` and one Markdown file for each language.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::plan::Plan;
use super::{Problem, Wrong, languages, line_of, prose, translation};
use crate::format::{Entry, Index};
use crate::language;
use crate::lesson::Lesson;

/// What `lesson.toml` is called.
const PLAN: &str = "lesson.toml";

/// All lessons, as far as they can be compiled, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Library {
    /// The lessons, in their order and then by language.
    pub lessons: Vec<Lesson>,
    /// What is wrong, by file and line.
    pub problems: Vec<Problem>,
}

/// A lesson's folder.
struct Folder {
    path: PathBuf,
    order: u32,
    id: String,
    languages: Vec<String>,
}

/// Reads, checks and compiles all lessons of a folder.
///
/// # Errors
/// If files cannot be read.
pub fn read(folder: &Path) -> io::Result<Library> {
    let mut library = Library::default();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name.starts_with(|c: char| c.is_ascii_digit()) {
            match split(&name) {
                Some((order, id)) => folders.push(Folder::open(path, order, id)?),
                None => library.problem(
                    &path,
                    1,
                    format!("`{name}` is no name of a lesson's folder, such as 3-diffie-hellman"),
                ),
            }
        }
    }
    folders.sort_by_key(|folder| (folder.order, folder.id.clone()));
    library.check_folders(&folders);
    for folder in &folders {
        library.compile(folder)?;
    }
    library.problems.sort();
    library.problems.dedup();
    Ok(library)
}

fn split(name: &str) -> Option<(u32, &str)> {
    let (order, id) = name.split_once('-')?;
    let is_id = id
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    Some((order.parse().ok()?, id)).filter(|_| is_id && !id.is_empty())
}

impl Folder {
    fn open(path: PathBuf, order: u32, id: &str) -> io::Result<Folder> {
        let mut languages = Vec::new();
        for entry in fs::read_dir(&path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "md") {
                languages.extend(file.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
            }
        }
        languages.sort();
        Ok(Folder {
            id: id.to_owned(),
            path,
            order,
            languages,
        })
    }

    fn plan(&self) -> PathBuf {
        self.path.join(PLAN)
    }

    fn prose(&self, language: &str) -> PathBuf {
        self.path.join(format!("{language}.md"))
    }
}

impl Library {
    fn problem(&mut self, file: &Path, line: usize, message: String) {
        self.problems.push(Problem {
            file: file.to_owned(),
            line,
            message,
        });
    }

    fn note(&mut self, file: &Path, wrong: Vec<Wrong>) {
        wrong
            .into_iter()
            .for_each(|(line, message)| self.problem(file, line, message));
    }

    /// The list of the lessons.
    pub fn index(&self) -> Index {
        let mut tags: Vec<&str> = self.lessons.iter().map(|lesson| lesson.language.as_str()).collect();
        tags.sort_unstable();
        tags.dedup();
        let named = |tag| (tag, languages::name(tag).unwrap_or(tag));
        let languages = tags.into_iter().map(named);
        Index {
            languages: languages.map(|(tag, name)| (tag.into(), name.into())).collect(),
            entries: self.lessons.iter().map(Entry::of).collect(),
        }
    }

    /// Orders and ids are taken once, each lesson is there in English, and every other language is one.
    fn check_folders(&mut self, folders: &[Folder]) {
        for (index, folder) in folders.iter().enumerate() {
            for earlier in &folders[..index] {
                let other = earlier.path.file_name().unwrap_or_default().to_string_lossy();
                if earlier.id == folder.id {
                    self.problem(
                        &folder.plan(),
                        1,
                        format!("the id `{}` is that of {other} too", folder.id),
                    );
                }
                if earlier.order == folder.order {
                    self.problem(
                        &folder.plan(),
                        1,
                        format!("the place {} is that of {other} too", folder.order),
                    );
                }
            }
        }
        for folder in folders {
            if !folder.languages.iter().any(|tag| tag == language::FALLBACK) {
                self.problem(
                    &folder.plan(),
                    1,
                    "en.md is missing: every lesson is there in English, whatever else it is in".into(),
                );
            }
            for tag in folder.languages.iter().filter(|tag| languages::name(tag).is_none()) {
                let message =
                    format!("`{tag}` is no language that ikelab has a name for: lessons/src/author/languages.rs");
                self.problem(&folder.prose(tag), 1, message);
            }
        }
    }

    fn compile(&mut self, folder: &Folder) -> io::Result<()> {
        let file = folder.plan();
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.problem(&file, 1, "the file is missing".into());
                return Ok(());
            }
            text => text?,
        };
        let (plan, wrong) = Plan::new(&text);
        self.note(&file, wrong);
        let Some(plan) = plan else { return Ok(()) };
        let mut documents = Vec::new();
        for language in &folder.languages {
            let file = folder.prose(language);
            let words = fs::read_to_string(&file)?;
            for (value, probe) in &plan.source.values {
                if !words.contains(&format!("{{{{{value}}}}}")) {
                    let message = format!("`{value}` is used nowhere in {language}.md: write `{{{{{value}}}}}`");
                    self.problem(&folder.plan(), line_of(&text, probe.span().start), message);
                }
            }
            let (document, wrong) = prose::read(&words);
            self.note(&file, wrong);
            let (lesson, wrong) = plan.lesson(&folder.id, language, &document);
            self.note(&file, wrong);
            self.lessons.push(lesson);
            documents.push((language, document));
        }
        if let Some((_, english)) = documents.iter().find(|(language, _)| *language == language::FALLBACK) {
            for (language, document) in &documents {
                self.note(&folder.prose(language), translation::compare(english, document));
            }
        }
        Ok(())
    }
}
