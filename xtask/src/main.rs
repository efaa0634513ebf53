//! `cargo xtask`: builds, serves and tests ikelab, and first installs what the machine lacks for it.
//!
//! | command | what it does |
//! |---|---|
//! | `serve` | builds the playground and serves it on 127.0.0.1 |
//! | `build` | leaves the finished static site in `dist/` |
//! | `test [STEP…]` | runs every check, or the named ones; CI runs nothing else |
//! | `fuel [PART]` | counts what the core costs, for inputs of one size and of twice that |
//! | `fuzz [TARGET]` | looks for inputs that break what reads them |
//! | `deny` | checks licences, duplicates and sources of what ikelab depends on, with cargo-deny |
//! | `screenshots` | takes the pictures of `docs/pictures/` |
//! | `setup` | only installs the tools |
//!
//! Tools go to `~/.cache/ikelab` (or `$IKELAB_TOOLS`), so that every clone finds them.
mod bench;
mod deny;
mod fuzz;
mod pins;
mod process;
mod provision;
mod site;
mod steps;

use clap::{Parser, Subcommand};
use process::{Result, say};
use provision::provision;
use std::path::Path;
use std::process::ExitCode;
use steps::Step;

/// Build, serve and test ikelab. The tools that are missing are installed first.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", after_help = STORE_HELP)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

const STORE_HELP: &str = "\
Tools go to ~/.cache/ikelab; the variable IKELAB_TOOLS names another folder.
Programs that are not on the PATH: CHROMIUM names the browser for the page, CHROMEDRIVER the
driver for the wasm tests, which finds a browser itself.";

#[derive(Subcommand)]
enum Task {
    /// Build the playground, serve it on 127.0.0.1, and build it again when a source changes
    Serve {
        /// The port to listen on
        #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
        port: u16,
        /// Build without optimisation: quick to build, slow to run
        #[arg(long)]
        debug: bool,
    },
    /// Build the finished static site into dist/, to be put under any path of any host
    Build,
    /// Run every test, native and in the browser, or only the named steps
    Test {
        /// The steps to run, always in this order
        #[arg(value_enum)]
        steps: Vec<Step>,
    },
    /// Measure how fast the page is, against its targets
    Bench,
    /// Count what the core costs, for inputs of one size and of twice that
    Fuel {
        /// Part of the name of an input; all of them without it
        part: Option<String>,
    },
    /// Look for inputs that break what reads them, with libFuzzer
    Fuzz {
        /// The target, as in fuzz/targets; all of them, one after the other, without it
        target: Option<String>,
        /// Seconds for each target
        #[arg(long, default_value_t = 60)]
        time: u32,
    },
    /// Check the licences, duplicates and sources of all dependencies against deny.toml, with cargo-deny
    Deny,
    /// Take the pictures of docs/pictures/
    Screenshots,
    /// Finish the site that Trunk has put together: a hook of Trunk.toml
    #[command(hide = true)]
    Finish,
    /// Install the tools that all other commands need, and do nothing else
    Setup,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    process::end_children_with_this_process();
    let result = match arguments.task {
        Task::Serve { port, debug } => site::serve(port, debug),
        Task::Build => site::build(),
        Task::Test { steps } => steps::run(&steps),
        Task::Bench => bench::bench(),
        Task::Fuel { part } => steps::fuel(part.as_deref()),
        Task::Fuzz { target, time } => fuzz::fuzz(target.as_deref(), time),
        Task::Deny => deny::deny(),
        Task::Screenshots => site::screenshots(),
        Task::Finish => site::finish(),
        Task::Setup => setup(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n[xtask] error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn setup() -> Result {
    provision(&steps::needs(&Step::all()))?;
    say("everything is there");
    Ok(())
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is in a folder of the repository")
}
