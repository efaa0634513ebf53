//! `ikelab`: the simulated routers from a terminal, for scripts, graders and those who like it better.
//!
//! Exit codes: 0 done (and for `run`: the tunnel is up; for `doctor`: nothing is wrong), 2 bad input, 3 the tunnel is not up, 4
//! (`lessons grade`) a goal is not reached.

mod debug_log;
mod doctor;
mod exec;
mod keystream;
mod lessons;
mod lines;
mod page;
mod pcap;
mod problems;
mod report;
mod scenario;
mod share;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use ikelab_core::event::RouterId;
use ikelab_core::{sim, transcript};
use ikelab_share::{Keys, LessonPlace, file};

/// Two simulated Cisco IOS routers that build an IPsec tunnel with IKEv1 and SEAL.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Exit codes: 0 done, 2 bad input, 3 (run, doctor) the tunnel is not up, 4 (lessons grade) a goal is not reached."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a scenario and says what happened; exits with 3 if the tunnel does not come up.
    Run {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// Prints JSON: every step with its packet, states and keys, bytes in hex.
        #[arg(long)]
        json: bool,
    },
    /// Prints a router's debug records, one a line.
    Log {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// R1 or R2.
        #[arg(value_parser = router)]
        router: RouterId,
    },
    /// Types commands at a router's console and prints what it prints.
    Exec {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// The step after which the commands are typed: a number, or `end`.
        #[arg(long, default_value = "end")]
        at: exec::Step,
        /// R1 or R2.
        #[arg(value_parser = router)]
        router: RouterId,
        /// The commands, each one argument: 'show crypto ipsec sa'. One that ends in `?` lists what can follow, one that
        /// ends in a tab completes its last word.
        #[arg(required = true)]
        commands: Vec<String>,
    },
    /// Says what keeps two routers from building their tunnel, and what to type; exits with 3 if something does.
    Doctor {
        /// The routers' configurations, as a terminal or a web page shows them: one file each, or one with both. Of a router
        /// whose peer is not known, the mirror image is taken for the peer.
        #[arg(value_name = "FILE", num_args = 0..=2)]
        configurations: Vec<PathBuf>,
        /// A preset's name, a scenario file (.ikelab.json), or a link (#1…), instead of configurations.
        #[arg(short, long, value_name = "SCENARIO", conflicts_with = "configurations")]
        scenario: Option<String>,
        /// Reads somebody's `debug crypto isakmp` instead, and names the same place in the scenario's run.
        #[arg(long, value_name = "FILE", conflicts_with = "configurations")]
        log: Option<PathBuf>,
        /// Prints JSON: stages, findings with lines and what to type, notes.
        #[arg(long)]
        json: bool,
    },
    /// Prints a scenario as JSON: change it, and give the file to `-s`.
    Scenario {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// Lists the presets instead, each with what is to be seen in it.
        #[arg(long, conflicts_with = "scenario")]
        list: bool,
    },
    /// Checks lessons, lists them, grades scenarios by them, and compiles them for the page.
    #[command(subcommand)]
    Lessons(lessons::Task),
    /// Writes the packets of a run as a capture file (pcapng), and on demand the keys to it, for Wireshark.
    Pcap {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// The file; without it, standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// A folder for Wireshark's key tables: `WIRESHARK_CONFIG_DIR=DIR wireshark FILE` decrypts.
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
    },
    /// Prints a link to a scenario at a step, or what is in a link.
    Share {
        #[command(flatten)]
        scenario: ScenarioArg,
        /// The step: a number, `start`, `end`, or a fact such as R1.MM4.
        #[arg(long, value_name = "STEP")]
        at: Option<String>,
        /// The lesson that is open, such as seal; `seal:3` at its beat 3, counted from 1.
        #[arg(long, value_name = "ID", value_parser = share::lesson)]
        lesson: Option<LessonPlace>,
        /// The language of lessons, as a tag: de.
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
        /// Puts pre-shared keys into the link for everybody to read.
        #[arg(long)]
        keys: bool,
        /// The address of the page.
        #[arg(long, default_value = "", value_name = "URL")]
        page: String,
        /// Prints what is in this link instead.
        #[arg(long, value_name = "LINK", conflicts_with_all = ["scenario", "at", "lesson", "language", "keys", "page"])]
        explain: Option<String>,
    },
    /// Prints a run as HTML to be read without scripts: what the site's page holds for browsers that cannot run it.
    Page {
        #[command(flatten)]
        scenario: ScenarioArg,
    },
    /// Prints SEAL 3.0 keystream in hex.
    Seal {
        /// The key: 40 hex digits.
        #[arg(value_name = "KEY_HEX")]
        key: String,
        /// The position n: up to 8 hex digits, such as 013577af.
        #[arg(value_name = "N")]
        position: String,
        /// Bytes of keystream to leave out first; with the length at most 65536.
        #[arg(long, default_value_t = 0)]
        offset: u32,
        /// Bytes to print.
        #[arg(long, default_value_t = 64)]
        length: u32,
    },
}

#[derive(Args)]
struct ScenarioArg {
    /// A preset's name, a scenario file (.ikelab.json), or a link (#1…).
    #[arg(short, long, default_value = "doc-50880", value_name = "SCENARIO")]
    scenario: String,
}

fn router(text: &str) -> Result<RouterId, String> {
    match text.to_ascii_uppercase().as_str() {
        "R1" => Ok(RouterId::R1),
        "R2" => Ok(RouterId::R2),
        _ => Err("the routers are R1 and R2".into()),
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error),
    };
    match run(cli.command) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("ikelab: {message}");
            ExitCode::from(2)
        }
    }
}

/// Help goes to standard output; an error is one line on standard error.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        print!("{error}");
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "which command? see ikelab --help",
        // clap puts what is missing, and its hints, on lines of their own.
        _ => &text
            .split("Usage:")
            .next()
            .unwrap_or_default()
            .split("For more information")
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    };
    eprintln!("ikelab: {}", message.trim_start_matches("error: "));
    ExitCode::from(2)
}

fn run(command: Command) -> Result<ExitCode, String> {
    match command {
        Command::Run { scenario, json } => {
            let scenario = scenario::load(&scenario.scenario)?;
            let report = report::Report::of(&scenario, &sim::run(&scenario));
            if json {
                print(&report.json()?)?
            } else {
                print(&report.text())?
            }
            Ok(if report.is_up {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(3)
            })
        }
        Command::Log { scenario, router } => {
            let trace = sim::run(&scenario::load(&scenario.scenario)?);
            let line = |record: transcript::Record| {
                let line = record.timestamped(trace.clock);
                line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n"
            };
            print(
                &transcript::records(&trace, router)
                    .into_iter()
                    .map(line)
                    .collect::<String>(),
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Exec {
            scenario,
            at,
            router,
            commands,
        } => {
            print(&exec::exec(
                &scenario::load(&scenario.scenario)?,
                at,
                router,
                &commands,
            )?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor {
            log: Some(log),
            scenario,
            json,
            ..
        } => debug_log::read(&log, scenario.as_deref(), json),
        Command::Doctor {
            configurations,
            scenario,
            json,
            ..
        } => doctor::examine(&configurations, scenario.as_deref(), json),
        Command::Scenario { list: true, .. } => {
            print(&scenario::presets())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Scenario { scenario, .. } => {
            let opened = scenario::open(&scenario.scenario)?;
            print(&file::write(&opened.scenario, &opened.view))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Share {
            explain: Some(link), ..
        } => {
            print(&share::explain(&link)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Share {
            scenario,
            at,
            lesson,
            language,
            keys,
            page,
            ..
        } => {
            let keys = if keys { Keys::Include } else { Keys::LeaveOut };
            let asked = share::Asked { at, lesson, language };
            print(&share::link(&scenario.scenario, asked, keys, &page)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Lessons(task) => lessons::run(task),
        Command::Pcap { scenario, output, keys } => {
            let trace = sim::run(&scenario::load(&scenario.scenario)?);
            pcap::export(&trace, output.as_deref(), keys.as_deref())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Page { scenario } => {
            print(&page::page(&sim::run(&scenario::load(&scenario.scenario)?)))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Seal {
            key,
            position,
            offset,
            length,
        } => {
            print(&keystream::keystream(&key, &position, offset, length)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Writes a text to standard output.
fn print(text: &str) -> Result<(), String> {
    print_bytes(text.as_bytes())
}

/// Writes to standard output; a reader that has gone, as `head` does, is no error.
fn print_bytes(bytes: &[u8]) -> Result<(), String> {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write: {error}")),
        _ => Ok(()),
    }
}
