//! Everything a fresh machine lacks: checked first, installed once, found again in a moment.
//!
//! The order is: what only the system's package manager can bring ([`system`]), the wasm32 target ([`target`]), then
//! tools built from source or fetched from npm ([`tools`]). Installs live in one folder of the user ([`store`]).
mod store;
mod system;
mod target;
mod tools;

use crate::process::Result;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use store::Store;

/// What a command is going to use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// A compiler and a standard library for `wasm32-unknown-unknown`.
    Target,
    /// Trunk, wasm-bindgen and wasm-opt: all that the page is built with.
    Trunk,
    /// `wasm-bindgen-test-runner`, the runner of `.cargo/config.toml`.
    TestRunner,
    /// Node.js.
    Node,
    /// Chromium and its WebDriver server.
    Chromium,
    /// Wireshark's `tshark`.
    Wireshark,
    /// Python 3.
    Python,
    /// The npm packages of `tests/browser`.
    Playwright,
}

/// The tools that are there now, and the commands that find them.
pub struct Toolbox {
    /// Folders in front of the user's `PATH`.
    tools: Vec<PathBuf>,
    /// The `bin` of a second Rust toolchain, if the active one cannot compile for wasm.
    wasm_toolchain: Option<PathBuf>,
    /// The browser, if it was needed.
    chromium: Option<PathBuf>,
}

/// Installs what is missing of `needs`.
pub fn provision(needs: &[Need]) -> Result<Toolbox> {
    let has = |need| needs.contains(&need);
    let chromium = system::provision(needs)?;
    let store = Store::open()?;
    let wasm_toolchain = if has(Need::Target) {
        target::provision(&store)?
    } else {
        None
    };
    let mut found = Vec::new();
    if system::uses_node(needs) {
        found.extend(tools::node(&store)?);
    }
    if has(Need::Trunk) || has(Need::TestRunner) {
        found.extend(tools::wasm_bindgen(&store)?);
    }
    if has(Need::Trunk) {
        found.push(tools::wasm_opt(&store)?);
        found.extend(tools::trunk(&store)?);
    }
    if has(Need::Playwright) {
        tools::playwright(&store)?;
    }
    Ok(Toolbox {
        tools: found,
        wasm_toolchain,
        chromium,
    })
}

impl Toolbox {
    /// A program run at the root of the repository with the tools on its `PATH`.
    pub fn command(&self, program: &str) -> Command {
        self.with_path(program, self.tools.iter())
    }

    /// The same, for programs that compile for wasm.
    pub fn wasm_command(&self, program: &str) -> Command {
        self.with_path(program, self.wasm_toolchain.iter().chain(&self.tools))
    }

    /// Node.js, told where the browser is.
    pub fn node(&self) -> Command {
        let mut node = self.command("node");
        node.envs(self.chromium.iter().map(|path| ("CHROMIUM", path)));
        node
    }

    fn with_path<'a>(&self, program: &str, first: impl Iterator<Item = &'a PathBuf>) -> Command {
        let path = search_path(first.cloned());
        // The program is looked up here: otherwise it would be in xtask's own PATH.
        let file = system::find_in(program, &path).map_or(program.into(), PathBuf::into_os_string);
        let mut command = clean(file);
        command.env("PATH", path).current_dir(crate::root());
        command
    }
}

/// `first`, then the user's `PATH`.
fn search_path(first: impl Iterator<Item = PathBuf>) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = first.chain(env::split_paths(&rest)).collect();
    env::join_paths(folders).unwrap_or(rest)
}

/// A command without the variables that `cargo run` set for xtask: they would make cargo believe that the environment of
/// its builds has changed.
fn clean(program: impl Into<OsString>) -> Command {
    let mut command = Command::new(program.into());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text == "CARGO" || text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}
