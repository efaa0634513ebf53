//! The lessons, compiled: files beside the page, which it fetches when a reader wants them.
use crate::process::{Result, minutes, run};
use std::path::Path;
use std::process::Command;

/// Puts the lessons into `lessons/` of the site. `ikelab` compiles them, and refuses lessons that are wrong.
pub fn compile(site: &Path) -> Result {
    let mut ikelab = Command::new("cargo");
    ikelab.args(["run", "--quiet", "--package", "ikelab", "--", "lessons", "build"]);
    ikelab.arg(site.join("lessons")).current_dir(crate::root());
    run(&mut ikelab, minutes(10))
}
