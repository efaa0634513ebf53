//! What the address of `embed.html` can ask for: `embed.html?controls=off&theme=dark#1…`.

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

impl Theme {
    /// All, as the reader may choose.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The name that is stored and that the styles know.
    pub const fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// A part of the embedded page. The sentence that says what happens is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// Topology and messages.
    Exchange,
    /// The selected packet.
    Packet,
    /// States, switches and consoles.
    Routers,
}

impl Pane {
    /// All, in their order on the page.
    pub const ALL: [Pane; 3] = [Pane::Exchange, Pane::Packet, Pane::Routers];

    /// The name in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Pane::Exchange => "exchange",
            Pane::Packet => "packet",
            Pane::Routers => "routers",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The parts that are shown.
    pub panes: Vec<Pane>,
    /// Whether there is a timeline with its buttons.
    pub controls: bool,
    /// Whether the reader can look, and change nothing.
    pub read_only: bool,
    /// Light or dark; the system's if nothing is said.
    pub theme: Theme,
    /// The step, as a fact or a number; else the link's.
    pub step: Option<String>,
    /// The lesson; else the link's.
    pub lesson: Option<String>,
    /// The language's tag; else the link's.
    pub language: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            panes: vec![Pane::Exchange, Pane::Packet],
            controls: true,
            read_only: false,
            theme: Theme::System,
            step: None,
            lesson: None,
            language: None,
        }
    }
}

impl Options {
    /// What is shown if nothing else is asked for: with a lesson, consoles too.
    pub fn about(lesson: Option<String>) -> Options {
        let shown = Options::default();
        Options {
            panes: if lesson.is_some() {
                Pane::ALL.into()
            } else {
                shown.panes
            },
            lesson,
            ..shown
        }
    }

    /// Reads the part of an address behind `?`. What is not known is passed over: it may be the course's own.
    pub fn read(query: &str) -> Options {
        let text = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
        let parts = query.trim_start_matches('?').split('&');
        let parts = parts.filter_map(|part| part.split_once('='));
        let lesson = parts.clone().find(|(name, _)| *name == "lesson");
        let mut options = Options::about(lesson.and_then(|(_, id)| text(id)));
        for (name, value) in parts {
            match name {
                "panes" => {
                    let is_asked = |pane: &Pane| value.split(',').any(|name| name == pane.name());
                    options.panes = Pane::ALL.into_iter().filter(is_asked).collect();
                }
                "controls" => options.controls = value != "off",
                "read-only" => options.read_only = value == "on",
                "theme" => options.theme = Theme::named(value).unwrap_or_default(),
                "step" => options.step = text(value),
                "language" => options.language = text(value),
                _ => {}
            }
        }
        options
    }

    /// The part of an address behind `?`; empty if all is as always.
    pub fn write(&self) -> String {
        let usual = Options::about(self.lesson.clone());
        let panes: Vec<&str> = self.panes.iter().map(|pane| pane.name()).collect();
        let panes = (self.panes != usual.panes).then(|| panes.join(","));
        let word = |differs: bool, word: &str| differs.then(|| word.to_owned());
        let parts = [
            ("panes", panes),
            ("controls", word(!self.controls, "off")),
            ("read-only", word(self.read_only, "on")),
            ("theme", word(self.theme != usual.theme, self.theme.name())),
            ("step", self.step.clone()),
            ("lesson", self.lesson.clone()),
            ("language", self.language.clone()),
        ];
        let written = |(name, value): (&str, Option<String>)| value.map(|value| format!("{name}={value}"));
        parts.into_iter().filter_map(written).collect::<Vec<_>>().join("&")
    }

    /// Whether a part is shown.
    pub fn shows(&self, pane: Pane) -> bool {
        self.panes.contains(&pane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_back_from_an_address() {
        let options = Options {
            panes: vec![Pane::Packet, Pane::Routers],
            controls: false,
            read_only: true,
            theme: Theme::Dark,
            step: Some("R1.MM4".into()),
            lesson: Some("seal".into()),
            language: Some("en".into()),
        };
        let query = "panes=packet,routers&controls=off&read-only=on&theme=dark&step=R1.MM4&lesson=seal&language=en";
        assert_eq!(options.write(), query);
        assert_eq!(Options::read(&format!("?{query}")), options);
    }

    #[test]
    fn a_lesson_has_consoles_unless_panes_are_said() {
        let options = Options::read("?lesson=seal");
        assert!(options.shows(Pane::Routers));
        assert_eq!(options.write(), "lesson=seal");
        let options = Options::read("?panes=packet&lesson=seal");
        assert_eq!(
            (options.panes.as_slice(), options.write().as_str()),
            (&[Pane::Packet][..], "panes=packet&lesson=seal")
        );
    }

    #[test]
    fn what_is_not_known_is_passed_over() {
        assert_eq!(Options::read("?id=7&theme=pink&controls=&step=&x"), Options::default());
        assert_eq!(Options::default().write(), "");
    }
}
