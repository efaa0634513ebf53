//! The ikelab page: a person steps through what two routers do.
//!
//! ```text
//! State ── Action ──▶ State        one reducer: `state`
//!   │
//!   └─▶ view_model ─▶ components   pure functions of run and step; then HTML
//! ```
//!
//! The run itself is `ikelab_core`'s. Stepping is an index into it and runs nothing.

#![forbid(unsafe_code)]

pub mod app;
pub mod components;
pub mod embed;
pub mod focus;
pub mod keys;
pub mod later;
pub mod lessons;
pub mod media;
pub mod settings;
pub mod share;
pub mod state;
pub mod surroundings;
pub mod view_model;
pub mod views;
pub mod window;

/// Puts the page into the document. One that is to show something certain waits for the second part, which knows how.
pub fn start() {
    let draw = || drop(yew::Renderer::<app::App>::new().render());
    if embed::is_embedded() || share::is_linked() {
        later::fetch(move |_| draw());
    } else {
        draw();
    }
}
