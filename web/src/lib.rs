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
pub mod lessons;
pub mod media;
pub mod services;
pub mod settings;
pub mod share;
pub mod state;
pub mod view_model;
pub mod views;
pub mod welcome;
pub mod window;

/// The element of the page that the lab is drawn in, over the frame that the build has put there.
const LAB: &str = "lab";

/// Draws the lab when the reader has gone on to it.
pub fn start() {
    welcome::when_left(|| {
        let lab = gloo::utils::document().get_element_by_id(LAB);
        let lab = lab.unwrap_or_else(|| gloo::utils::body().into());
        yew::Renderer::<app::App>::with_root(lab).render();
    });
}
