//! Rows that set one field: the field is all that they need to know.

use alloc::format;
use alloc::string::{String, ToString};

use super::command::{Line, Lines};
use crate::ios::config::RunningConfig;
use crate::ios::grammar::{Choice, Missing};
use crate::ios::mode::Mode;

/// An effect that sets a field of a [`Place`], and prints it unless it has the value of the place's default. A third
/// argument is the path as it is printed, where that is another one.
macro_rules! scalar {
    ($place:ty, $($field:ident).+) => { scalar!(@ $place, $($field).+, |at| at.path) };
    ($place:ty, $($field:ident).+, $printed:literal) => { scalar!(@ $place, $($field).+, |_| $printed) };
    (@ $place:ty, $($field:ident).+, $path:expr) => {
        $crate::ios::commands::command::Effect::Does {
            apply: |to, line| {
                let default = <$place>::default().$($field).+;
                let value = $crate::ios::commands::scalar::value(line, default)?;
                let place = <$place as $crate::ios::commands::scalar::Place>::of_mut(&mut to.config, &to.mode);
                place.ok_or($crate::ios::grammar::Missing)?.$($field).+ = value;
                $crate::ios::commands::command::DONE
            },
            print: |at, lines| {
                let path: fn(&$crate::ios::commands::command::Printing<'_>) -> &'static str = $path;
                if let Some(place) = <$place as $crate::ios::commands::scalar::Place>::of(at.config, at.mode) {
                    let default = <$place>::default().$($field).+;
                    $crate::ios::commands::scalar::print(path(at), &place.$($field).+, &default, lines);
                }
            },
        }
    };
}
pub(super) use scalar;

/// What a mode is about: where its rows find their fields.
pub trait Place: Sized {
    /// The one that lines in `mode` are about.
    fn of<'a>(config: &'a RunningConfig, mode: &Mode) -> Option<&'a Self>;
    /// The same, to be changed.
    fn of_mut<'a>(config: &'a mut RunningConfig, mode: &Mode) -> Option<&'a mut Self>;
}

impl Place for RunningConfig {
    fn of<'a>(config: &'a RunningConfig, _: &Mode) -> Option<&'a Self> {
        Some(config)
    }

    fn of_mut<'a>(config: &'a mut RunningConfig, _: &Mode) -> Option<&'a mut Self> {
        Some(config)
    }
}

/// A value that a line sets.
pub trait Value: Sized + PartialEq {
    /// The value that was typed.
    ///
    /// # Errors
    /// If the line has none.
    fn typed(line: &Line) -> Result<Self, Missing>;

    /// The value after the `no` form of the line.
    fn taken_back(default: Self) -> Self {
        default
    }

    /// The line that sets it, as `show running-config` prints it.
    fn printed(&self, path: &str) -> String;
}

/// The value that a line sets.
pub fn value<T: Value>(line: &Line, default: T) -> Result<T, Missing> {
    if line.negated {
        Ok(T::taken_back(default))
    } else {
        T::typed(line)
    }
}

/// Prints a value unless it is the default.
pub fn print<T: Value>(path: &str, value: &T, default: &T, lines: &mut Lines) {
    if value != default {
        lines.line(value.printed(path));
    }
}

/// A switch: the line is on, its `no` form off, whatever the default.
impl Value for bool {
    fn typed(_: &Line) -> Result<Self, Missing> {
        Ok(true)
    }

    fn taken_back(_: Self) -> Self {
        false
    }

    fn printed(&self, path: &str) -> String {
        if *self { path.to_string() } else { format!("no {path}") }
    }
}

impl Value for u32 {
    fn typed(line: &Line) -> Result<Self, Missing> {
        line.number()
    }

    fn printed(&self, path: &str) -> String {
        format!("{path} {self}")
    }
}

impl Value for String {
    fn typed(line: &Line) -> Result<Self, Missing> {
        line.word().map(ToString::to_string)
    }

    fn printed(&self, path: &str) -> String {
        format!("{path} {self}")
    }
}

impl<T: Value> Value for Option<T> {
    fn typed(line: &Line) -> Result<Self, Missing> {
        T::typed(line).map(Some)
    }

    fn printed(&self, path: &str) -> String {
        self.as_ref()
            .map_or_else(|| format!("no {path}"), |value| value.printed(path))
    }
}

/// A value that is one of a list of words.
pub trait WordList: Copy + PartialEq {
    /// By index, from 0 without gaps: the words, the help for the last of them, and the value. The first words of a value are
    /// those that are printed.
    fn nth(index: usize) -> Option<(&'static str, &'static str, Self)>;

    /// Whether IOS 12.3 has it.
    fn is_in_12_3(self) -> bool {
        true
    }

    /// All of them.
    fn all() -> impl Iterator<Item = (&'static str, &'static str, Self)> {
        (0..).map_while(Self::nth)
    }

    /// The value of these words.
    fn from_words(words: &str) -> Option<Self> {
        Self::all().find(|(it, ..)| *it == words).map(|(.., value)| value)
    }

    /// Its words.
    fn words(self) -> &'static str {
        Self::all()
            .find(|(.., value)| *value == self)
            .map_or("", |(words, ..)| words)
    }
}

/// The words of a type, as the choices of a [`Part::Choice`](crate::ios::grammar::Part::Choice).
pub fn choices<T: WordList>(index: usize) -> Option<Choice> {
    T::nth(index).map(|(words, help, value)| Choice {
        words,
        help,
        is_in_12_3: value.is_in_12_3(),
    })
}

impl<T: WordList> Value for T {
    fn typed(line: &Line) -> Result<Self, Missing> {
        line.keywords().find_map(T::from_words).ok_or(Missing)
    }

    fn printed(&self, path: &str) -> String {
        format!("{path} {}", self.words())
    }
}
