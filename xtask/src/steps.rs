//! The steps of `cargo xtask test`.
use crate::process::{Context, Failure, Result, minutes, run as run_command, say};
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
    /// The wasm tests under Node.js
    Node,
    /// The wasm tests in headless Chromium, and those of the page's components
    Browser,
    /// The core as a wasm module imports nothing
    Bare,
    /// The finished page in headless Chromium, through Playwright
    Page,
}

const WASM: &str = "wasm32-unknown-unknown";

/// The packages with wasm tests. Both steps name all of them: fewer would be compiled anew, with other features.
const WASM_PACKAGES: &str = "-p ikelab-core -p ikelab-tests -p ikelab-web";

/// The longest that a step may take on a slow machine with nothing compiled.
const LIMIT: Duration = minutes(20);

/// Runs the given steps, or all, in their order, and stops at the first that fails.
pub fn run(steps: &[Step]) -> Result {
    let mut steps = if steps.is_empty() { Step::all() } else { steps.to_vec() };
    steps.sort();
    steps.dedup();
    let begin = Instant::now();
    let tools = provision(&needs(&steps))?;
    let mut summary = vec![("set-up", begin.elapsed())];
    for (index, step) in steps.iter().enumerate() {
        say(format_args!("== {} ({} of {})", step.name(), index + 1, steps.len()));
        let start = Instant::now();
        step.run(&tools).map_err(|failure| step.failed(&failure))?;
        summary.push((step.name(), start.elapsed()));
    }
    for (name, time) in summary {
        say(format_args!("{name:<12} {:>6.1} s", time.as_secs_f64()));
    }
    say(format_args!("all passed in {:.0} s", begin.elapsed().as_secs_f64()));
    Ok(())
}

/// All that these steps use.
pub fn needs(steps: &[Step]) -> Vec<Need> {
    steps.iter().flat_map(|step| step.needs()).copied().collect()
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
            Step::Node => "node",
            Step::Browser => "browser",
            Step::Bare => "bare",
            Step::Page => "page",
        }
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Step::Fmt | Step::Clippy | Step::Doc | Step::Native => &[],
            Step::Wireshark => &[Need::Wireshark],
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
            Step::Clippy => run_command(&mut native("clippy --workspace --all-targets -- -D warnings"), LIMIT),
            Step::ClippyWasm => {
                let packages = format!("{WASM_PACKAGES} -p ikelab-bare");
                let arguments = format!("clippy {packages} --all-targets --target {WASM} -- -D warnings");
                run_command(&mut wasm(&arguments), LIMIT)
            }
            Step::Doc => {
                let mut doc = native("doc --workspace --no-deps --document-private-items");
                run_command(doc.env("RUSTDOCFLAGS", "-D warnings"), LIMIT)
            }
            Step::Native => run_command(&mut native("test --workspace"), LIMIT),
            // These tests are marked as ignored, so that `cargo test` needs no tshark.
            Step::Wireshark => run_command(
                &mut native("test -p ikelab-tests --test wireshark -- --ignored"),
                minutes(10),
            ),
            Step::Node => run_command(wasm_tests(tools).env("WASM_BINDGEN_TEST_ONLY_NODE", "1"), LIMIT),
            Step::Browser => browser(&mut wasm_tests(tools)),
            Step::Bare => {
                run_command(
                    &mut wasm(&format!("build -p ikelab-bare --release --target {WASM}")),
                    LIMIT,
                )?;
                let module = target_folder().join(WASM).join("release/ikelab_bare.wasm");
                run_command(tools.node().arg("tests/bare/check.mjs").arg(module), minutes(2))
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

/// Without the tables of a debugger, which nobody has for these modules: they are ten times as large as the rest, and each
/// module is read whole, in both steps.
fn wasm_tests(tools: &Toolbox) -> Command {
    let arguments = format!("test {WASM_PACKAGES} --tests --target {WASM}");
    let mut tests = cargo(tools.wasm_command("cargo"), &arguments);
    tests.env("CARGO_PROFILE_DEV_DEBUG", "0");
    tests
}

/// Without the first variable, the tests that do not choose a browser themselves would run under Node.js.
fn browser(test: &mut Command) -> Result {
    test.env("WASM_BINDGEN_USE_BROWSER", "1");
    test.env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        crate::root().join("tests/browser/webdriver.json"),
    );
    test.env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    run_command(test, LIMIT)
}

fn page(tools: &Toolbox) -> Result {
    site::build_with(tools)?;
    let folder = crate::root().join("tests/browser");
    let entries = fs::read_dir(&folder).context(folder.display())?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    run_command(tools.node().args(["--test", "--test-reporter=spec"]).args(files), LIMIT)
}

fn cargo(mut cargo: Command, arguments: &str) -> Command {
    cargo.args(arguments.split_whitespace());
    cargo
}

fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}
