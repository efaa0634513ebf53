//! The steps of `cargo xtask test`.
use crate::process::{Background, Context, Failure, Result, minutes, run as run_command, say};
use crate::provision::{Need, Toolbox, provision};
use crate::site;
use clap::ValueEnum;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// One check of the repository.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub enum Step {
    /// The sources are formatted
    Fmt,
    /// Clippy has nothing to say, natively
    Clippy,
    /// Clippy has nothing to say, for wasm32
    ClippyWasm,
    /// The documentation builds without a warning
    Doc,
    /// cargo test, natively
    Native,
    /// Wireshark dissects, decrypts and verifies every kind of packet
    Wireshark,
    /// Python prints each key and hash with the lines that the page offers
    Python,
    /// The wasm tests under Node.js
    Node,
    /// The tests of the page's components, and of what is the same on every target, in headless Chromium
    Browser,
    /// The core as a wasm module imports nothing
    Bare,
    /// The finished page in headless Chromium, through Playwright
    Page,
}

const WASM: &str = "wasm32-unknown-unknown";

/// The packages with wasm tests, and the bare module. Every step names all of them: fewer would be compiled anew, with other
/// features.
const WASM_PACKAGES: &str = "-p ikelab-core -p ikelab-share -p ikelab-tests -p ikelab-web -p ikelab-bare";

/// The longest that a step may take on a slow machine with nothing compiled.
const LIMIT: Duration = minutes(30);

/// Runs the given steps, or all. The one that compiles for release runs in the background: the optimiser of a whole program
/// and a page in a browser leave a core idle, and so do compilers that wait for one crate.
pub fn run(steps: &[Step]) -> Result {
    let mut steps = if steps.is_empty() { Step::all() } else { steps.to_vec() };
    steps.sort();
    steps.dedup();
    let begin = Instant::now();
    let tools = provision(&needs(&steps))?;
    say(format_args!(
        "the tools are there after {:.0} s",
        begin.elapsed().as_secs_f64()
    ));
    let (release, debug): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| step.is_release());
    if debug.is_empty() || release.is_empty() {
        in_order(&[debug, release].concat(), &tools)?;
    } else {
        let background = in_background(&release)?;
        in_order(&debug, &tools)?;
        say("== what runs in the background");
        background.finish(2 * LIMIT)?;
    }
    say(format_args!("all passed in {:.0} s", begin.elapsed().as_secs_f64()));
    Ok(())
}

/// Runs the steps one after the other, and stops at the first that fails.
fn in_order(steps: &[Step], tools: &Toolbox) -> Result {
    let mut summary = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        say(format_args!("== {} ({} of {})", step.name(), index + 1, steps.len()));
        let start = Instant::now();
        step.run(tools).map_err(|failure| step.failed(&failure))?;
        summary.push((step.name(), start.elapsed()));
    }
    for (name, time) in summary {
        say(format_args!("{name:<12} {:>6.1} s", time.as_secs_f64()));
    }
    Ok(())
}

/// Runs the steps in a process of their own, whose output is kept until the others are done.
fn in_background(steps: &[Step]) -> Result<Background> {
    let names = steps.iter().map(|step| step.name()).collect::<Vec<_>>();
    let file = target_folder().join(format!("{}.log", names.join("-")));
    let program = std::env::current_exe().context("this program")?;
    let process = Background::start(Command::new(program).arg("test").args(&names), &file)?;
    say(format_args!(
        "{} run in the background; what they print is in {}, and follows at the end",
        names.join(" and "),
        file.display()
    ));
    Ok(process)
}

/// All that these steps use.
pub fn needs(steps: &[Step]) -> Vec<Need> {
    steps.iter().flat_map(|step| step.needs()).copied().collect()
}

/// Compiles the core alone to a wasm module, as `what` says, into the folder of a profile; where it is.
fn bare_module(tools: &Toolbox, what: &str, folder: &str) -> Result<PathBuf> {
    let build = format!("build {what} --target {WASM}");
    run_command(&mut cargo(tools.wasm_command("cargo"), &build), LIMIT)?;
    Ok(target_folder().join(WASM).join(folder).join("ikelab_bare.wasm"))
}

/// Counts what the core costs, for the inputs with `part` in their names, and fails where it is out of proportion. That is no
/// step yet: some kinds of input fail, and all of them take longer than a test may.
pub fn fuel(part: Option<&str>) -> Result {
    let tools = provision(&needs(&[Step::Bare]))?;
    let module = bare_module(&tools, "-p ikelab-bare --release", "release")?;
    let build = "build -p ikelab-fuel --release";
    run_command(&mut cargo(tools.command("cargo"), build), LIMIT)?;
    let mut fuel = Command::new(target_folder().join("release/ikelab-fuel"));
    run_command(fuel.arg(module).args(part), LIMIT)
}

impl Step {
    /// Every step, in order.
    pub fn all() -> Vec<Step> {
        Step::value_variants().to_vec()
    }

    fn name(self) -> &'static str {
        match self {
            Step::Fmt => "fmt",
            Step::Clippy => "clippy",
            Step::ClippyWasm => "clippy-wasm",
            Step::Doc => "doc",
            Step::Native => "native",
            Step::Wireshark => "wireshark",
            Step::Python => "python",
            Step::Node => "node",
            Step::Browser => "browser",
            Step::Bare => "bare",
            Step::Page => "page",
        }
    }

    /// Whether the step compiles with the profile `release`, into folders that the others leave alone.
    fn is_release(self) -> bool {
        self == Step::Page
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Step::Fmt | Step::Clippy | Step::Doc | Step::Native => &[],
            Step::Wireshark => &[Need::Wireshark, Need::Python],
            Step::Python => &[Need::Python],
            Step::ClippyWasm => &[Need::Target],
            Step::Node => &[Need::Target, Need::TestRunner],
            Step::Browser => &[Need::Target, Need::TestRunner, Need::Chromium],
            Step::Bare => &[Need::Target, Need::Node],
            Step::Page => &[Need::Target, Need::Trunk, Need::Node, Need::Chromium, Need::Playwright],
        }
    }

    fn run(self, tools: &Toolbox) -> Result {
        let native = |arguments: &str| cargo(tools.command("cargo"), arguments);
        let wasm = |arguments: &str| cargo(tools.wasm_command("cargo"), arguments);
        match self {
            Step::Fmt => run_command(&mut native("fmt --all --check"), LIMIT),
            Step::Clippy => {
                let all = "clippy --workspace --all-targets --features ikelab-fuzz/libfuzzer -- -D warnings";
                run_command(&mut native(all), LIMIT)
            }
            Step::ClippyWasm => {
                let arguments = format!("clippy {WASM_PACKAGES} --all-targets --target {WASM} -- -D warnings");
                run_command(&mut wasm(&arguments), LIMIT)
            }
            Step::Doc => {
                let mut doc = native("doc --workspace --no-deps --document-private-items");
                run_command(doc.env("RUSTDOCFLAGS", "-D warnings"), LIMIT)
            }
            // The counter of fuel has no tests, and an interpreter to compile.
            Step::Native => run_command(&mut native("test --workspace --exclude ikelab-fuel"), LIMIT),
            // These tests are marked as ignored, so that `cargo test` needs no tshark and no Python. The whole workspace is
            // named: one package alone would be compiled anew, with other features.
            Step::Wireshark | Step::Python => {
                let tests = format!("{}:: -- --ignored", self.name());
                let test = format!("test --workspace --exclude ikelab-fuel --test all {tests}");
                run_command(&mut native(&test), minutes(10))
            }
            Step::Node => run_command(
                wasm_tests(tools, "--tests").env("WASM_BINDGEN_TEST_ONLY_NODE", "1"),
                LIMIT,
            ),
            Step::Browser => {
                browser(wasm_tests(tools, "--test page"))?;
                browser(wasm_tests(tools, "--test all determinism::"))
            }
            Step::Bare => {
                let module = bare_module(tools, &format!("{WASM_PACKAGES} --all-targets"), "debug")?;
                run_command(tools.node().arg("tests/bare/check.mjs").arg(&module), minutes(2))
            }
            Step::Page => page(tools),
        }
    }

    fn failed(self, failure: &Failure) -> Failure {
        let name = self.name();
        Failure::new(format!(
            "the step {name} failed: {failure}\nTo run it again:  cargo xtask test {name}"
        ))
    }
}

fn wasm_tests(tools: &Toolbox, which: &str) -> Command {
    let arguments = format!("test {WASM_PACKAGES} {which} --target {WASM}");
    cargo(tools.wasm_command("cargo"), &arguments)
}

fn browser(mut test: Command) -> Result {
    // Without the first variable, the tests that do not choose a browser themselves would run under Node.js.
    test.env("WASM_BINDGEN_USE_BROWSER", "1").env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        crate::root().join("tests/browser/webdriver.json"),
    );
    // The tests of a program together, and a browser's start, in seconds: the limit of the step is for all of them.
    test.env("WASM_BINDGEN_TEST_TIMEOUT", "1200")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "300");
    run_command(&mut test, LIMIT)
}

fn page(tools: &Toolbox) -> Result {
    site::build_with(tools)?;
    let folder = crate::root().join("tests/browser");
    let entries = fs::read_dir(&folder).context(folder.display())?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    // Two files at a time: a browser draws what another one waits for.
    let options = ["--test", "--test-concurrency=2", "--test-reporter=spec"];
    run_command(tools.node().args(options).args(files), LIMIT)
}

fn cargo(mut cargo: Command, arguments: &str) -> Command {
    cargo.args(arguments.split_whitespace());
    cargo
}

/// Where cargo puts what it builds.
pub fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}
