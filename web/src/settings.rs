//! What is remembered between visits: nothing but light or dark.

use web_sys::Storage;

use crate::state::Theme;

const THEME: &str = "ikelab.theme";

/// The browser's storage, if it lets the page have it.
fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

/// The theme of the last visit.
pub fn stored_theme() -> Theme {
    let name = storage().and_then(|storage| storage.get_item(THEME).ok().flatten());
    name.map_or(Theme::System, |name| Theme::from_name(&name))
}

/// Shows a theme, and remembers it.
pub fn apply_theme(theme: Theme) {
    if let Some(root) = gloo::utils::document().document_element() {
        // Attributes of the root element cannot be refused, and a browser without storage forgets: both are no loss.
        drop(match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        });
    }
    if let Some(storage) = storage() {
        drop(storage.set_item(THEME, theme.name()));
    }
}
