//! `cargo xtask fuzz`: libFuzzer on the stable toolchain. `cargo fuzz` asks for a nightly one, for sanitizers; coverage, which is
//! all that the search needs, is a pass of LLVM that every toolchain has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{Context, Failure, Result, minutes, output, run, say};
use crate::steps::target_folder;

/// Counters for the edges between blocks of code, a table of where they are, and what values are compared with.
const COVERAGE: &str = "-C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 \
    -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table \
    -C llvm-args=-sanitizer-coverage-trace-compares -C codegen-units=1 -C debug-assertions -C overflow-checks";

/// Seconds for one input, and megabytes: more is a failure.
const INPUT_SECONDS: u32 = 10;
const INPUT_MEGABYTES: u32 = 2048;

/// Fuzzes a target, or each of them, for so many seconds.
pub fn fuzz(target: Option<&str>, seconds: u32) -> Result {
    let root = crate::root();
    let known = targets(&root.join("fuzz/targets"))?;
    let chosen: Vec<&String> = known
        .iter()
        .filter(|name| target.is_none_or(|it| it == *name))
        .collect();
    if chosen.is_empty() {
        return Err(Failure::new(format!(
            "there is no such target; these there are: {}",
            known.join(", ")
        )));
    }
    let programs = build()?;
    for name in chosen {
        say(format_args!("{name}, for {seconds} s"));
        fuzz_one(name, &programs, seconds)?;
    }
    Ok(())
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).context(folder.display())?;
    let names = entries.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// Builds all targets; gives the folder of the programs. With a target triple, build scripts go without the flags.
fn build() -> Result<PathBuf> {
    let version = output(Command::new("rustc").arg("-vV"), minutes(1))?;
    let triple = version.lines().find_map(|line| line.strip_prefix("host: "));
    let triple = triple.ok_or_else(|| Failure::new("rustc does not say what it compiles for"))?;
    let folder = target_folder().join("fuzz");
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--release",
        "-p",
        "ikelab-fuzz",
        "--features",
        "link",
        "--bins",
        "--target",
        triple,
    ]);
    cargo.env("RUSTFLAGS", COVERAGE).env("CARGO_TARGET_DIR", &folder);
    cargo
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3");
    run(&mut cargo, minutes(30))?;
    Ok(folder.join(triple).join("release"))
}

/// What is found goes on from run to run; what fails is kept with the sources, where a test finds it.
fn fuzz_one(name: &str, programs: &Path, seconds: u32) -> Result {
    let kept = crate::root().join("fuzz/inputs").join(name);
    let found = target_folder().join("fuzz/found").join(name);
    fs::create_dir_all(&found).context(found.display())?;
    let mut program = Command::new(programs.join(format!("fuzz-{name}")));
    program
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={INPUT_SECONDS}"))
        .arg(format!("-rss_limit_mb={INPUT_MEGABYTES}"))
        .arg(format!("-artifact_prefix={}/", kept.display()))
        .arg("-print_final_stats=1")
        .args([&found, &kept]);
    run(&mut program, Duration::from_secs(u64::from(seconds)) + minutes(5))
}
