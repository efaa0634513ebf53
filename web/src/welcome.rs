//! The first screen, as the program knows it. It is HTML of `index.html`, shown by `web/place.js` while the address has no
//! fragment; the program waits behind it, and draws the lab when the reader goes on.

use std::cell::Cell;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;

use crate::embed;
use crate::keys::focus_found;
use crate::state::{Action, LessonAction, View};

/// The first of the lessons.
const FIRST_LESSON: &str = "two-configurations";

/// The first scenario of the gallery.
const FIRST_CARD: &str = ".gallery a";

/// A way from the first screen into the lab: a fragment that is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The preset's run, from the beginning.
    Watch,
    /// The first lesson.
    FirstLesson,
    /// The gallery of scenarios.
    Scenarios,
    /// The list of all lessons.
    Lessons,
    /// The view of the configurations.
    Configurations,
}

impl Door {
    /// All.
    pub const ALL: [Door; 5] = [
        Door::Watch,
        Door::FirstLesson,
        Door::Scenarios,
        Door::Lessons,
        Door::Configurations,
    ];

    /// Its fragment.
    pub const fn fragment(self) -> &'static str {
        match self {
            Door::Watch => "watch",
            Door::FirstLesson => "lesson-1",
            Door::Scenarios => "scenarios",
            Door::Lessons => "lessons",
            Door::Configurations => "configurations",
        }
    }

    /// The door with this fragment.
    pub fn of(fragment: &str) -> Option<Door> {
        Door::ALL.into_iter().find(|door| door.fragment() == fragment)
    }

    /// The door that the address names.
    pub fn at_address() -> Option<Door> {
        Door::of(&fragment())
    }

    /// What it does with a lab that is there already. [`Door::Watch`] begins anew, which is for the address to do.
    pub fn action(self) -> Option<Action> {
        match self {
            Door::Watch => None,
            Door::Scenarios => Some(Action::Show(View::Scenarios)),
            Door::FirstLesson => Some(Action::Study(LessonAction::Open(FIRST_LESSON.to_owned()))),
            Door::Lessons => Some(Action::Study(LessonAction::Show(true))),
            Door::Configurations => Some(Action::Show(View::Configurations)),
        }
    }

    /// Begins at the top of the lab, once it is drawn, and gives the focus to what the reader has asked for.
    pub fn enter(self) {
        window().scroll_to_with_x_and_y(0.0, 0.0);
        if self == Door::Scenarios {
            // What was just dispatched is drawn before that.
            Timeout::new(0, || focus_found(FIRST_CARD)).forget();
        }
    }
}

/// The address's fragment; empty if it has none.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Whether the first screen is shown, and not the lab.
pub fn is_shown() -> bool {
    !embed::is_embedded() && fragment().is_empty()
}

/// Calls `then` when the reader goes on into the lab; at once if that has been done.
pub fn when_left(then: impl FnOnce() + 'static) {
    if !is_shown() {
        return then();
    }
    let waiting = Cell::new(Some(then));
    EventListener::new(&window(), "hashchange", move |_| {
        if !is_shown() {
            waiting.take().into_iter().for_each(|then| then());
        }
    })
    .forget();
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::fs;
    use std::path::Path;

    use ikelab_core::effects::PacketName;
    use ikelab_core::sim::{doc_50880, preset, run};
    use ikelab_lessons::author;

    use super::{Door, FIRST_LESSON};

    fn html() -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../index.html");
        fs::read_to_string(path).expect("index.html")
    }

    #[test]
    fn every_link_of_the_first_screen_is_a_door_and_every_door_has_one() {
        let html = html();
        let links = html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        let mut found: Vec<_> = links.filter(|link| !link.is_empty()).collect();
        found.sort_unstable();
        let mut doors = Door::ALL.map(Door::fragment);
        doors.sort_unstable();
        assert_eq!(found, doors);
        for door in Door::ALL {
            assert_eq!(Door::of(door.fragment()), Some(door));
        }
        assert_eq!(Door::of(""), None);
        assert!(Door::ALL.iter().all(|door| preset(door.fragment()).is_none()));
    }

    #[test]
    fn the_first_lesson_is_called_what_it_is_called() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
        let library = author::read(&folder).expect("lessons");
        let first = &library.lessons[0];
        let english = library
            .lessons
            .iter()
            .find(|it| it.id == first.id && it.language == "en");
        let english = english.expect("the first lesson in English");
        assert_eq!(english.id, FIRST_LESSON);
        assert!(html().contains(&format!("Lesson 1: {}", english.title)));
        assert!(html().contains(&format!("{} min", english.minutes)));
    }

    /// What the eavesdropper of the picture sees is what is on the wire where the letters beside the routers are encrypted.
    #[test]
    fn the_picture_and_the_words_are_those_of_the_run() {
        let trace = run(&doc_50880());
        let esp: Vec<_> = trace
            .packets
            .iter()
            .filter(|packet| matches!(packet.name, PacketName::Esp(_)))
            .collect();
        let counts = (trace.packets.len() - esp.len(), esp.len());
        assert_eq!(counts, (9, 8), "the words of Watch: nine messages, eight packets");
        let protection = esp[0].protection.as_ref().expect("ESP 1 is encrypted");
        let letters = b"abcdef";
        let found = protection.plaintext.windows(letters.len()).position(|it| it == letters);
        let start = protection.start as usize + found.expect("a ping's data");
        let wire = &esp[0].bytes[start..start + letters.len()];
        let seen: Vec<_> = wire.iter().map(|byte| format!("{byte:02x}")).collect();
        let html = html();
        assert_eq!(
            html.matches(&format!(">{}<", seen.join(" "))).count(),
            2,
            "{seen:?}, wide and narrow"
        );
        assert_eq!(
            html.matches(">abcdef<").count(),
            4,
            "beside both routers, wide and narrow"
        );
    }
}
