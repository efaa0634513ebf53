//! What is done to the site after Trunk has put it together, and before anyone sees it.
//!
//! `Trunk.toml` calls `cargo xtask finish` as its last hook, so that `trunk build` and `trunk serve` give the same site as
//! `cargo xtask build`. Each step is one function of the [`Page`]; [`finish`] lists them.
mod embed;
mod lessons;
mod page;
mod plain;
mod program;
mod scripts;
mod styles;

use super::NEEDS;
use crate::process::{Failure, Result};
use crate::provision::provision;
use page::Page;
pub use program::PACKED;
use std::path::PathBuf;

/// `cargo xtask finish`: finishes the site in Trunk's staging folder.
pub fn finish() -> Result {
    let folder = std::env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("this is a hook of Trunk.toml: use  cargo xtask build"))?;
    let tools = provision(&NEEDS)?;
    let mut index = Page::read(&folder, "index.html")?;
    program::pack(&mut index, &tools)?;
    styles::merge(&mut index)?;
    scripts::move_out(&mut index)?;
    plain::add(&mut index)?;
    index.write()?;
    embed::write(&index)?;
    lessons::compile(&folder)
}
