//! The page inside another one, `embed.html`: what of it is shown, and what the two pages tell each other.
//! `docs/embedding.md` documents both.

pub mod messages;

pub use ikelab_share::embed::{Options, Pane};

use gloo::utils::{document_element, window};

/// The class of the root element of `embed.html`.
const CLASS: &str = "embedded";

/// Whether this page is `embed.html`.
pub fn is_embedded() -> bool {
    document_element().class_name() == CLASS
}

/// What this page is asked to show if it is `embed.html`; `None` if it is the whole page.
pub fn asked() -> Option<Options> {
    is_embedded().then(|| Options::read(&window().location().search().unwrap_or_default()))
}
