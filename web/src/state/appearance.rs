//! What of the page is shown, and how the reader wants it.

use ikelab_share::embed::Theme;

/// What the reader has chosen for all visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// No animation, whatever the system says.
    pub still: bool,
    /// Single keys do things.
    pub shortcuts: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: Theme::System,
            still: false,
            shortcuts: true,
        }
    }
}

const STILL: &str = "still";
const NO_SHORTCUTS: &str = "no-shortcuts";

impl Settings {
    /// As they are stored: words, of which unknown ones are skipped.
    pub fn from_words(words: &str) -> Self {
        let has = |word: &str| words.split_whitespace().any(|found| found == word);
        let theme = Theme::ALL.into_iter().find(|theme| has(theme.name()));
        Settings {
            theme: theme.unwrap_or_default(),
            still: has(STILL),
            shortcuts: !has(NO_SHORTCUTS),
        }
    }

    /// The words to store.
    pub fn words(&self) -> String {
        let still = if self.still { STILL } else { "" };
        let shortcuts = if self.shortcuts { "" } else { NO_SHORTCUTS };
        [self.theme.name(), still, shortcuts].join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, Theme};

    #[test]
    fn settings_are_read_as_they_were_written() {
        for theme in Theme::ALL {
            for (still, shortcuts) in [(false, true), (true, false)] {
                let settings = Settings {
                    theme,
                    still,
                    shortcuts,
                };
                assert_eq!(Settings::from_words(&settings.words()), settings);
            }
        }
    }

    #[test]
    fn what_is_unknown_is_skipped() {
        assert_eq!(Settings::from_words("purple {}"), Settings::default());
        assert_eq!(Settings::from_words(""), Settings::default());
    }
}
