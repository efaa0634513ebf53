//! What a key does to the line that is being typed at a console.

use ikelab_core::exec::{complete, help};
use ikelab_core::ios::Console;
use ikelab_core::ios::grammar::Candidate;

/// A line that is not typed yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The line so far.
    pub line: String,
    /// How far back in what was typed before it was found; 0 if it was not.
    pub back: usize,
    /// What can stand where it ends, if that was asked for.
    pub help: Option<Vec<Candidate>>,
}

/// What a key comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// The browser's own.
    NotOurs,
    /// The line is another now.
    Draft(Draft),
    /// The line is typed.
    Typed(String),
    /// The reader leaves.
    Leave,
}

impl Draft {
    /// A line with nothing else about it.
    pub fn of(line: String) -> Draft {
        Draft {
            line,
            ..Draft::default()
        }
    }

    /// The outcome of a key at a console where `typed` was typed before.
    pub fn press(&self, key: &str, console: &Console, typed: &[String]) -> Press {
        match key {
            "Enter" if self.line.trim().is_empty() && console.question.is_none() => Press::Draft(Draft::default()),
            "Enter" => Press::Typed(self.line.clone()),
            "ArrowUp" => Press::Draft(self.recalled(typed, (self.back + 1).min(typed.len()))),
            "ArrowDown" => Press::Draft(self.recalled(typed, self.back.saturating_sub(1))),
            "Tab" => complete(console, &self.line).map_or(Press::NotOurs, |line| Press::Draft(Draft::of(line))),
            "?" => Press::Draft(Draft {
                help: Some(help(console, &self.line)),
                ..self.clone()
            }),
            "Escape" => Press::Leave,
            _ => Press::NotOurs,
        }
    }

    fn recalled(&self, typed: &[String], back: usize) -> Draft {
        if back == self.back {
            return self.clone();
        }
        let line = if back == 0 {
            String::new()
        } else {
            typed[typed.len() - back].clone()
        };
        Draft {
            back,
            ..Draft::of(line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(draft: &Draft, key: &str, typed: &[String]) -> Draft {
        match draft.press(key, &Console::default(), typed) {
            Press::Draft(draft) => draft,
            other => panic!("{key}: {other:?}"),
        }
    }

    #[test]
    fn the_arrows_bring_back_what_was_typed() {
        let typed = ["one".to_owned(), "two".to_owned()];
        let mut draft = Draft::default();
        for (key, line) in [
            ("ArrowUp", "two"),
            ("ArrowUp", "one"),
            ("ArrowUp", "one"),
            ("ArrowDown", "two"),
            ("ArrowDown", ""),
        ] {
            draft = after(&draft, key, &typed);
            assert_eq!(draft.line, line);
        }
        assert_eq!(after(&Draft::of("half".into()), "ArrowDown", &typed).line, "half");
        assert_eq!(after(&Draft::of("half".into()), "ArrowUp", &[]).line, "half");
    }

    #[test]
    fn tab_completes_or_leaves() {
        assert_eq!(after(&Draft::of("conf".into()), "Tab", &[]).line, "configure ");
        let leaves = |line: &str| Draft::of(line.into()).press("Tab", &Console::default(), &[]);
        assert_eq!(leaves(""), Press::NotOurs);
        assert_eq!(leaves("configure "), Press::NotOurs);
    }

    #[test]
    fn help_leaves_the_line_alone() {
        let draft = after(&Draft::of("show cr".into()), "?", &[]);
        assert_eq!(draft.line, "show cr");
        assert_eq!(draft.help.unwrap()[0].text, "crypto");
    }

    #[test]
    fn enter_types_what_is_there() {
        let press = |line: &str| Draft::of(line.into()).press("Enter", &Console::default(), &[]);
        assert_eq!(press("show clock"), Press::Typed("show clock".into()));
        assert_eq!(press(" "), Press::Draft(Draft::default()));
    }
}
