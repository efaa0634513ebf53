//! The run as text, for browsers without scripts; `web/boot.js` shows it too where WebAssembly does not run.
use super::page::Page;
use crate::process::{Result, minutes, output};
use std::process::Command;

/// Puts the preset's run into the page. `ikelab` tells it, by the same core that the page runs.
pub fn add(page: &mut Page) -> Result {
    let mut ikelab = Command::new("cargo");
    ikelab.args(["run", "--quiet", "--package", "ikelab", "--", "page"]);
    let told = output(ikelab.current_dir(crate::root()), minutes(10))?;
    page.append_to("body", &format!("<noscript>{told}</noscript>"))
}
