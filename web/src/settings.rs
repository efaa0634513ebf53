//! What is remembered between visits: the reader's settings, how far they are in the lessons, and in which language.

use web_sys::Storage;

use crate::state::{Progress, Settings, Theme};

const SETTINGS: &str = "ikelab.settings";
const PROGRESS: &str = "ikelab.lessons";
const LANGUAGE: &str = "ikelab.language";
const DRAWER: &str = "ikelab.drawer";

/// The browser's storage, if it lets the page have it.
fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

/// The settings of the last visit.
pub fn stored() -> Settings {
    let words = storage().and_then(|storage| storage.get_item(SETTINGS).ok().flatten());
    words.map_or_else(Settings::default, |words| Settings::from_words(&words))
}

/// Whether the browser lets the page remember anything.
pub fn keeps() -> bool {
    storage().is_some()
}

/// How far the reader was in the lessons at the last visit.
pub fn stored_progress() -> Progress {
    let words = storage().and_then(|storage| storage.get_item(PROGRESS).ok().flatten());
    words.map_or_else(Progress::default, |words| Progress::from_words(&words))
}

/// Remembers how far the reader is.
pub fn store_progress(progress: &Progress) {
    if let Some(storage) = storage() {
        let words = progress.words();
        drop(if words.is_empty() {
            storage.remove_item(PROGRESS)
        } else {
            storage.set_item(PROGRESS, &words)
        });
    }
}

/// The language of the lessons that the reader has chosen.
pub fn stored_language() -> Option<String> {
    storage().and_then(|storage| storage.get_item(LANGUAGE).ok().flatten())
}

/// Remembers the language that the reader chooses.
pub fn store_language(tag: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(LANGUAGE, tag));
    }
}

/// How high the reader has made the drawer, in pixels.
pub fn stored_drawer() -> Option<i32> {
    let height = storage().and_then(|storage| storage.get_item(DRAWER).ok().flatten())?;
    height.parse().ok()
}

/// Remembers how high the drawer is, in pixels.
pub fn store_drawer(height: i32) {
    if let Some(storage) = storage() {
        drop(storage.set_item(DRAWER, &height.to_string()));
    }
}

/// Applies settings to the page, and remembers them unless somebody else has chosen them.
pub fn apply(settings: Settings, remember: bool) {
    let theme = (settings.theme != Theme::System).then(|| settings.theme.name());
    mark("data-theme", theme);
    mark("data-motion", settings.still.then_some("still"));
    if let Some(storage) = storage().filter(|_| remember) {
        // A browser whose storage is full forgets: that is no loss.
        drop(storage.set_item(SETTINGS, &settings.words()));
    }
}

/// Sets or removes an attribute of the root element, by which the styles know.
fn mark(name: &str, value: Option<&str>) {
    if let Some(root) = gloo::utils::document().document_element() {
        drop(match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        });
    }
}
