//! The ikelab page: a person steps through what two routers do.
//!
//! ```text
//! State ── Action ──▶ State        one reducer: `state`
//!   │
//!   └─▶ view_model ─▶ components   pure functions of run and step; then HTML
//! ```
//!
//! The run itself is `ikelab_core`'s. Stepping is an index into it and runs nothing.

pub mod app;
pub mod components;
pub mod embed;
pub mod focus;
pub mod keys;
pub mod lessons;
pub mod media;
pub mod settings;
pub mod share;
pub mod state;
pub mod view_model;
pub mod window;

/// Puts the page into the document.
pub fn start() {
    yew::Renderer::<app::App>::new().render();
}
